//! What was typed, not yet proven.

use std::{collections::BTreeSet, fmt};

use jiff::{ToSpan as _, ZonedDateTime, civil::Date, tz::TimeZone};

use super::{
    Asks, BirthDate, DraftLimits, Error, Event, Fault, Field, Kind, NamePart, Person, PersonName,
    Question, RecoveryDraft, Statement, TestDraft, TransliterationDraft, VaccinationDraft, date,
    parse_context::ParseContext, today,
};

/// One case as it is typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The family name.
    pub family_name: String,
    /// The given names.
    pub given_name: String,
    /// The family name in the travel document's line.
    pub family_transliteration: TransliterationDraft,
    /// The given names in the travel document's line.
    pub given_transliteration: TransliterationDraft,
    /// The date of birth.
    pub birth: BirthDraft,
    /// What happened.
    pub event: EventDraft,
    /// The questions that staff have said yes to, each as it was put ([`Question::key`]), or, in a request, by its
    /// code.
    pub confirmed: BTreeSet<String>,
}

/// A date of birth as it is typed.
#[derive(Clone, PartialEq, Eq)]
pub enum BirthDraft {
    /// These characters.
    Typed(String),
    /// None: staff have said that no part of it is known.
    Unknown,
}

impl BirthDraft {
    /// Returns what is typed; nothing where no part of it is known.
    pub fn text(&self) -> &str {
        match self {
            Self::Typed(text) => text,
            Self::Unknown => "",
        }
    }

    /// Returns what is typed, to be typed on; nothing where no part of it is known.
    pub fn text_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Typed(text) => Some(text),
            Self::Unknown => None,
        }
    }

    /// Reads it, or says what is missing or wrong.
    pub fn parse(&self, today: Date) -> Result<BirthDate, Fault> {
        match self {
            Self::Unknown => Ok(BirthDate::Unknown),
            Self::Typed(text) if text.trim().is_empty() => Err(Fault::Missing),
            Self::Typed(text) => date::parse_birth(text, today),
        }
    }
}

impl Default for BirthDraft {
    fn default() -> Self {
        Self::Typed(String::new())
    }
}

impl From<&str> for BirthDraft {
    fn from(text: &str) -> Self {
        Self::Typed(text.to_owned())
    }
}

impl From<BirthDate> for BirthDraft {
    fn from(birth: BirthDate) -> Self {
        if birth == BirthDate::Unknown {
            Self::Unknown
        } else {
            Self::Typed(birth.to_iso())
        }
    }
}

impl fmt::Debug for BirthDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDraft(hidden)")
    }
}

/// What happened, as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventDraft {
    /// Group `v`.
    Vaccination(VaccinationDraft),
    /// Group `r`.
    Recovery(RecoveryDraft),
    /// Group `t`.
    Test(TestDraft),
}

impl Default for EventDraft {
    fn default() -> Self {
        Self::Vaccination(VaccinationDraft::default())
    }
}

impl EventDraft {
    /// Returns an empty draft of a kind.
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Vaccination => Self::Vaccination(VaccinationDraft::default()),
            Kind::Recovery => Self::Recovery(RecoveryDraft::default()),
            Kind::Test => Self::Test(TestDraft::default()),
        }
    }

    /// Returns the kind of certificate.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Vaccination(_) => Kind::Vaccination,
            Self::Recovery(_) => Kind::Recovery,
            Self::Test(_) => Kind::Test,
        }
    }
}

/// A draft that has passed every rule: by which moment, and what it says. Only [`Draft::parse`] makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedDraft {
    draft: Draft,
    parsed_at: ZonedDateTime,
    statement: Statement,
}

impl ParsedDraft {
    /// Returns what was typed.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Returns the moment by which it passed, in the zone of the counter.
    pub fn parsed_at(&self) -> &ZonedDateTime {
        &self.parsed_at
    }

    /// Returns what it says.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// Takes what it says.
    pub fn into_statement(self) -> Statement {
        self.statement
    }
}

impl Draft {
    /// Reads everything once, by this moment; on failure every fault, in the order of the form.
    pub fn parse(self, now: &ZonedDateTime) -> Result<ParsedDraft, Vec<Error>> {
        self.parse_for(now, DraftLimits::default())
    }

    /// Reads as [`Self::parse`] does, for whoever takes less than a certificate holds.
    pub fn parse_for(
        self,
        now: &ZonedDateTime,
        limits: DraftLimits,
    ) -> Result<ParsedDraft, Vec<Error>> {
        Ok(ParsedDraft {
            statement: self.statement(now, limits)?,
            parsed_at: now.clone(),
            draft: self,
        })
    }

    /// Returns every fault, in the order of the form: for a form in which it is still typed. That there is none proves
    /// nothing at a later moment.
    pub fn faults(&self, now: &ZonedDateTime, limits: DraftLimits) -> Vec<Error> {
        self.statement(now, limits).err().unwrap_or_default()
    }

    fn statement(&self, now: &ZonedDateTime, limits: DraftLimits) -> Result<Statement, Vec<Error>> {
        let mut errors = Vec::new();
        let holder = self.person(now, &mut errors);
        let mut context = ParseContext {
            now,
            limits,
            confirmed: &self.confirmed,
            errors,
        };
        let event = match &self.event {
            EventDraft::Vaccination(draft) => draft.parse(&mut context).map(Event::Vaccination),
            EventDraft::Recovery(draft) => draft.parse(&mut context).map(Event::Recovery),
            EventDraft::Test(draft) => draft.parse(&mut context).map(Event::Test),
        };
        let (Some(holder), Some(event)) = (holder, event) else {
            return Err(in_order(context.errors));
        };
        let born = holder.birth.earliest();
        let statement = Statement::new(holder, event);
        match &statement {
            Ok(statement) => ask_age(statement, born, &mut context),
            Err(error) => context.errors.push(error.clone()),
        }
        let errors = in_order(context.errors);
        if errors.is_empty() {
            statement.map_err(|error| vec![error])
        } else {
            Err(errors)
        }
    }

    /// Returns what staff are asked about it, whatever they have said, in the order of the form.
    pub fn questions(&self, now: &ZonedDateTime, limits: DraftLimits) -> Vec<Question> {
        let nothing_said = Self {
            confirmed: BTreeSet::new(),
            ..self.clone()
        };
        let faults = nothing_said.faults(now, limits);
        let asked = faults
            .iter()
            .filter_map(|error| error.fault.question().cloned());
        asked.collect()
    }

    /// Takes it as somebody else has answered for it: numbers that no rule gives stand by hand, for this reason, and
    /// nothing is asked.
    #[must_use]
    pub fn answered_for(mut self, reason: &str) -> Self {
        if let EventDraft::Vaccination(VaccinationDraft { dose, product, .. }) = &mut self.event {
            dose.answered_for(*product, reason);
        }
        self.taken_up()
    }

    /// Takes it as it was taken up once: whatever is asked today was answered then, or was no question yet, and a line
    /// beside no name was left out.
    #[must_use]
    pub fn taken_up(mut self) -> Self {
        for (name, line) in [
            (&self.family_name, &mut self.family_transliteration),
            (&self.given_name, &mut self.given_transliteration),
        ] {
            if name.trim().is_empty() {
                *line = TransliterationDraft::Proposed;
            }
        }
        self.confirmed = Asks::CODES.map(str::to_owned).into();
        self
    }

    /// Says it as a form does, in which nothing stands but what is shown: a moment by the clock of this zone.
    #[must_use]
    pub fn into_typed(self, zone: &TimeZone) -> Self {
        let event = match self.event {
            EventDraft::Test(test) => EventDraft::Test(test.into_typed(zone)),
            event @ (EventDraft::Vaccination(_) | EventDraft::Recovery(_)) => event,
        };
        Self { event, ..self }
    }

    /// Reads the person alone, noting every fault.
    pub fn person(&self, now: &ZonedDateTime, errors: &mut Vec<Error>) -> Option<Person> {
        let before = errors.len();
        let mut part = |field, line_field, text: &str, line: &TransliterationDraft| {
            let beside_nothing = line.typed().is_some_and(|line| !line.trim().is_empty());
            if text.trim().is_empty() && beside_nothing {
                errors.push(Error::new(line_field, Fault::NotHere));
            }
            let is_emptied = line.typed().is_some_and(|line| line.trim().is_empty());
            if is_emptied && !text.trim().is_empty() {
                errors.push(Error::new(line_field, Fault::Missing));
                return None;
            }
            NamePart::parse(text, line.typed()).unwrap_or_else(|fault| {
                let field = if fault == Fault::NotATransliteration {
                    line_field
                } else {
                    field
                };
                errors.push(Error::new(field, fault));
                None
            })
        };
        let family = part(
            Field::FamilyName,
            Field::FamilyTransliteration,
            &self.family_name,
            &self.family_transliteration,
        );
        let given = part(
            Field::GivenName,
            Field::GivenTransliteration,
            &self.given_name,
            &self.given_transliteration,
        );
        let name = if errors.len() == before {
            PersonName::new(family, given)
        } else {
            Err(Error::new(Field::FamilyName, Fault::Missing))
        };
        if errors.len() == before
            && let Err(error) = &name
        {
            errors.push(error.clone());
        }
        let birth = self.birth.parse(today(now));
        match (name, birth) {
            (Ok(name), Ok(birth)) => Some(Person { name, birth }),
            (_, Err(fault)) => {
                errors.push(Error::new(Field::BirthDate, fault));
                None
            }
            (Err(_), Ok(_)) => None,
        }
    }
}

/// Sorts faults as the form is read.
fn in_order(mut errors: Vec<Error>) -> Vec<Error> {
    errors.sort_by_key(|error| error.field);
    errors
}

/// Asks about a vaccination at an age for which no vaccine is meant.
fn ask_age(statement: &Statement, born: Option<Date>, context: &mut ParseContext<'_>) {
    let (Event::Vaccination(vaccination), Some(born)) = (statement.event(), born) else {
        return;
    };
    let day = vaccination.date();
    if day < born.saturating_add(YOUNGEST_MONTHS.months()) {
        // The days of age tell nobody's birthday.
        let days = born.until(day).map_or(0, |age| age.get_days());
        context.ask(Field::VaccinationDate, Question::new(Asks::Age, days));
    }
}

/// From this age on vaccines are authorised.
const YOUNGEST_MONTHS: i32 = 6;

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("kind", &self.event.kind())
            .finish_non_exhaustive()
    }
}
