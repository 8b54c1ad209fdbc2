//! A dose that was given: group `v` of the certificate.

use jiff::{ToSpan as _, civil::Date};

use super::{
    Asks, Dose, DoseDraft, Fault, Field, Product, Question, date, dose,
    parse_context::ParseContext, product,
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
    /// Proposes the next dose of the same product, on a day to be typed.
    #[must_use]
    pub fn next(&self) -> Self {
        Self {
            product: self.product,
            vp: self.vp.clone(),
            date: String::new(),
            dose: self.dose.next(self.product),
        }
    }

    /// Takes a product. What hung on another goes with it: its prophylaxis, and an answer that was given in relation to
    /// it.
    pub fn choose(&mut self, product: &'static Product) {
        if self.product == Some(product) {
            return;
        }
        if self.product.is_some() {
            self.dose.product_changed();
        }
        self.vp = None;
        self.product = Some(product);
    }

    /// Reads the entries, noting every fault.
    pub(super) fn parse(&self, context: &mut ParseContext<'_>) -> Option<Vaccination> {
        match self.product {
            None => context.note(Field::Product, Fault::Missing),
            Some(product) if !product.active => context.note(Field::Product, Fault::InactiveCode),
            Some(product) => {
                if let Some(vp) = &self.vp
                    && *vp != product.vp
                    && !product.vp_also.contains(vp)
                {
                    let expected = std::iter::once(&product.vp).chain(&product.vp_also);
                    let expected = expected.cloned().collect::<Vec<_>>().join(" or ");
                    context.note(Field::Prophylaxis, Fault::NotOfTheProduct { expected });
                }
            }
        }
        let day = match date::parse(&self.date, context.today(), date::Century::This) {
            Ok(day) => self.check_day(day, context),
            Err(fault) => {
                context.note(Field::VaccinationDate, fault);
                None
            }
        };
        let dose = self.dose.parse(self.product, context);
        let product = self.product?;
        Some(Vaccination {
            product,
            vp: self.vp.clone().unwrap_or_else(|| product.vp.clone()),
            dose: dose?,
            date: day?,
        })
    }

    fn check_day(&self, day: Date, context: &mut ParseContext<'_>) -> Option<Date> {
        let field = Field::VaccinationDate;
        if day > context.today() {
            context.note(field, Fault::InTheFuture);
            return None;
        }
        let product = self.product?;
        let earliest = product.earliest();
        if day < earliest {
            context.note(field, Fault::TooEarly { earliest });
            return None;
        }
        let about = format_args!("{} {day}", product.mp);
        match product.authorised {
            Some(authorised) if day < authorised => {
                let asks = Asks::BeforeAuthorisation { authorised };
                context.ask(Question::new(field, asks, about));
            }
            None if day < product::USUAL_SINCE => {
                context.ask(Question::new(field, Asks::Early, about));
            }
            Some(_) | None => {}
        }
        self.ask_number(product, day, context);
        Some(day)
    }

    /// Asks about a number that nobody can have had by its day; where it can have been a year later, that is named.
    fn ask_number(&self, product: &Product, day: Date, context: &mut ParseContext<'_>) {
        let number = self.dose.number();
        let Some(number) = number.filter(|&number| dose::check_one(number).is_ok()) else {
            return;
        };
        let is_too_soon = |day| is_too_soon(product, number, self.dose.is_after_same(), day);
        if !is_too_soon(day) {
            return;
        }
        let meant = day.checked_add(1.year()).ok();
        let meant = meant.filter(|&meant| meant <= context.today() && !is_too_soon(meant));
        let about = format_args!("{number} {day}");
        let asks = Asks::Soon { meant };
        context.ask(Question::new(Field::VaccinationDate, asks, about));
    }
}

/// Whether nobody can have had so many doses by a day: since the product's first day where all of them were of it, since
/// that of any vaccine otherwise, each at the shortest interval.
fn is_too_soon(product: &Product, number: u32, after_same: bool, day: Date) -> bool {
    let intervals = i64::from(number.saturating_sub(1));
    let earliest = |first: Date, weeks: i64| first.saturating_add((intervals * weeks).weeks());
    let own = product.authorised.filter(|&first| day >= first);
    let own = own.filter(|_| after_same || day < MIXED_SINCE);
    let own = own.map(|first| earliest(first, product.family.shortest_weeks()));
    let any = earliest(first_of_any(product, number, day), SHORTEST_OF_ANY);
    number > 1 && own.map_or(any, |own| own.max(any)) > day
}

/// The first day of any vaccine. Before the first authorisation in the EU there were trials alone, of two doses at most;
/// what the EU has not authorised was given elsewhere before.
fn first_of_any(product: &Product, number: u32, day: Date) -> Date {
    let is_elsewhere = product.authorised.is_none();
    if (is_elsewhere || day < product::FIRST_AUTHORISED) && number <= DOSES_OF_A_TRIAL {
        product::FIRST_TRIAL
    } else {
        product::FIRST_AUTHORISED
    }
}

/// The most doses of the trials of 2020.
const DOSES_OF_A_TRIAL: u32 = 2;
/// The shortest interval of any vaccine, in weeks: that of Comirnaty.
pub(super) const SHORTEST_OF_ANY: i64 = 3;
/// Since then a second dose was of another product: after Vaxzevria, for those under sixty (STIKO, 1 April 2021).
const MIXED_SINCE: Date = Date::constant(2021, 4, 1);

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
