//! A dose that was given: group `v` of the certificate.

use jiff::{ToSpan as _, civil::Date};

use super::{
    Asks, Dose, DoseDraft, Fault, Field, Product, Question, date, dose, draft::Reading, product,
};

/// A vaccination whose codes, date and dose agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vaccination {
    product: &'static Product,
    vp: String,
    dose: Dose,
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
    /// The dose.
    pub dose: DoseDraft,
}

impl VaccinationDraft {
    /// Reads the entries, noting every fault.
    pub(super) fn parse(&self, reading: &mut Reading<'_>) -> Option<Vaccination> {
        match self.product {
            None => reading.note(Field::Product, Fault::Missing),
            Some(product) if !product.active => reading.note(Field::Product, Fault::InactiveCode),
            Some(product) => {
                if let Some(vp) = &self.vp
                    && *vp != product.vp
                    && !product.vp_also.contains(vp)
                {
                    let expected = std::iter::once(&product.vp).chain(&product.vp_also);
                    let expected = expected.cloned().collect::<Vec<_>>().join(" or ");
                    reading.note(Field::Prophylaxis, Fault::NotOfTheProduct { expected });
                }
            }
        }
        let day = match date::parse(&self.date, reading.today(), date::Century::This) {
            Ok(day) => self.check_day(day, reading),
            Err(fault) => {
                reading.note(Field::VaccinationDate, fault);
                None
            }
        };
        let dose = self.dose.parse(self.product, reading);
        let product = self.product?;
        Some(Vaccination {
            product,
            vp: self.vp.clone().unwrap_or_else(|| product.vp.clone()),
            dose: dose?,
            date: day?,
        })
    }

    fn check_day(&self, day: Date, reading: &mut Reading<'_>) -> Option<Date> {
        let field = Field::VaccinationDate;
        if day > reading.today() {
            reading.note(field, Fault::InTheFuture);
            return None;
        }
        let product = self.product?;
        let earliest = product.earliest();
        if day < earliest {
            reading.note(field, Fault::TooEarly { earliest });
            return None;
        }
        let about = format_args!("{} {day}", product.mp);
        match product.authorised {
            Some(authorised) if day < authorised => {
                let asks = Asks::BeforeAuthorisation { authorised };
                reading.ask(field, Question::new(asks, about));
            }
            None if day < product::USUAL_SINCE => {
                reading.ask(field, Question::new(Asks::Early, about));
            }
            Some(_) | None => {}
        }
        if let Some(number) = self.dose.number()
            && number <= dose::USUAL_DOSES
            && day >= product::FIRST_AUTHORISED
            && day < earliest_of(number)
        {
            let about = format_args!("{number} {day}");
            reading.ask(field, Question::new(Asks::Soon, about));
        }
        Some(day)
    }
}

/// Returns the first day on which somebody may have had so many doses: three weeks lie between two.
fn earliest_of(number: u32) -> Date {
    let weeks = i64::from(number.saturating_sub(1)).saturating_mul(3);
    product::FIRST_AUTHORISED.saturating_add(weeks.min(1_000).weeks())
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

    /// Returns the dose: its numbers, and what they rest on.
    pub fn dose(&self) -> &Dose {
        &self.dose
    }

    /// Returns the day of the vaccination, member `dt`.
    pub fn date(&self) -> Date {
        self.date
    }
}
