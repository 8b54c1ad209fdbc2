//! A dose that was given: group `v` of the certificate.

use jiff::{ZonedDateTime, civil::Date};

use super::{Error, Fault, Field, Product, date, dose, today};

/// A vaccination whose codes, date and dose agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vaccination {
    product: &'static Product,
    vp: String,
    dose: u32,
    doses: u32,
    date: Date,
}

/// A vaccination as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VaccinationDraft {
    /// The product, which brings `mp`, `vp` and `ma`.
    pub product: Option<&'static Product>,
    /// Another prophylaxis that the product may carry; `None` takes the product's own.
    pub vp: Option<String>,
    /// The date as typed.
    pub date: String,
    /// The number of this dose, `dn`.
    pub dose: Option<u32>,
    /// The doses of the series, `sd`.
    pub doses: Option<u32>,
    /// Staff have confirmed a dose beyond the ninth.
    pub unusual_dose_confirmed: bool,
}

impl VaccinationDraft {
    /// Reads the entries, noting every fault.
    pub(super) fn parse(
        &self,
        now: &ZonedDateTime,
        errors: &mut Vec<Error>,
    ) -> Option<Vaccination> {
        let before = errors.len();
        let mut note = |field, fault| errors.push(Error::new(field, fault));
        match self.product {
            None => note(Field::Product, Fault::Missing),
            Some(product) if !product.active => note(Field::Product, Fault::InactiveCode),
            Some(product) => {
                if let Some(vp) = &self.vp
                    && *vp != product.vp
                    && !product.vp_also.contains(vp)
                {
                    let expected = std::iter::once(&product.vp).chain(&product.vp_also);
                    let expected = expected.cloned().collect::<Vec<_>>().join(" or ");
                    note(Field::Prophylaxis, Fault::NotOfTheProduct { expected });
                }
            }
        }
        let day = match date::parse(&self.date, today(now), date::Century::This) {
            Ok(day) => {
                if let Some(fault) = self.fault_of_day(day, today(now)) {
                    note(Field::VaccinationDate, fault);
                }
                Some(day)
            }
            Err(fault) => {
                note(Field::VaccinationDate, fault);
                None
            }
        };
        for (field, number) in [(Field::Dose, self.dose), (Field::Doses, self.doses)] {
            if number.is_none() {
                note(field, Fault::Missing);
            }
        }
        if let (Some(dose), Some(doses)) = (self.dose, self.doses)
            && let Err(error) = dose::check(dose, doses, self.unusual_dose_confirmed)
        {
            note(error.field, error.fault);
        }
        if errors.len() > before {
            return None;
        }
        let product = self.product?;
        Some(Vaccination {
            product,
            vp: self.vp.clone().unwrap_or_else(|| product.vp.clone()),
            dose: self.dose?,
            doses: self.doses?,
            date: day?,
        })
    }

    fn fault_of_day(&self, day: Date, today: Date) -> Option<Fault> {
        if day > today {
            return Some(Fault::InTheFuture);
        }
        let since = self.product?.since;
        (day < since).then_some(Fault::BeforeProduct { since })
    }
}

impl Vaccination {
    /// Returns the product.
    pub fn product(&self) -> &'static Product {
        self.product
    }

    /// Returns the prophylaxis, member `vp`.
    pub fn vp(&self) -> &str {
        &self.vp
    }

    /// Returns the number of this dose, member `dn`.
    pub fn dose(&self) -> u32 {
        self.dose
    }

    /// Returns the doses of the series, member `sd`.
    pub fn doses(&self) -> u32 {
        self.doses
    }

    /// Returns the day of the vaccination, member `dt`.
    pub fn date(&self) -> Date {
        self.date
    }
}
