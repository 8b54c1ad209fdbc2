//! What was typed, not yet proven.

use std::{collections::BTreeSet, fmt};

use jiff::{ToSpan as _, ZonedDateTime, civil::Date, tz::TimeZone};

use super::{
    Asks, BirthDate, DraftLimits, Error, Event, Fault, Field, Kind, Question, RecoveryDraft,
    Statement, TestDraft, TransliterationDraft, VaccinationDraft, date,
    parse_context::ParseContext,
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

    /// Proposes the event that follows on this one in the life of the same person.
    #[must_use]
    pub fn next(&self) -> Self {
        match self {
            Self::Vaccination(vaccination) => Self::Vaccination(vaccination.next()),
            Self::Recovery(_) | Self::Test(_) => Self::of(self.kind()),
        }
    }

    /// Returns the field with which the form begins it.
    fn first_field(&self) -> Field {
        match self {
            Self::Vaccination(_) => Field::Product,
            Self::Recovery(_) => Field::FirstPositive,
            Self::Test(_) => Field::TestKind,
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
        let mut context = ParseContext {
            now,
            limits,
            confirmed: &self.confirmed,
            errors: Vec::new(),
        };
        let holder = self.read_holder(&mut context);
        if !limits.signs(self.event.kind()) {
            context.note(self.event.first_field(), Fault::NotSigned);
        }
        let event = match &self.event {
            EventDraft::Vaccination(draft) => draft.parse(&mut context).map(Event::Vaccination),
            EventDraft::Recovery(draft) => draft.parse(&mut context).map(Event::Recovery),
            EventDraft::Test(draft) => draft.parse(&mut context).map(Event::Test),
        };
        let (Some(holder), Some(event)) = (holder, event) else {
            return Err(in_order(context.errors));
        };
        if let Event::Vaccination(vaccination) = &event {
            self.ask_age(vaccination.date(), holder.birth, &mut context);
        }
        let statement = Statement::new(holder, event);
        if let Err(error) = &statement {
            let error = self.century_instead(error, context.today());
            context.errors.push(error);
        }
        let errors = in_order(context.errors);
        if errors.is_empty() {
            statement.map_err(|error| vec![error])
        } else {
            Err(errors)
        }
    }

    /// Returns what is wrong, said of the birth date where only its century can be: that is mended by the year in four
    /// digits, and by no yes.
    fn century_instead(&self, error: &Error, today: Date) -> Error {
        let year = date::other_century(self.birth.text(), today);
        let year = year.filter(|_| error.fault == Fault::BeforeBirth);
        year.map_or_else(
            || error.clone(),
            |year| Error::new(Field::BirthDate, Fault::BornAfter { year }),
        )
    }

    /// Asks about a vaccination at an age for which no vaccine is meant, and about a year of two digits that makes a small
    /// child of somebody.
    fn ask_age(&self, day: Date, birth: BirthDate, context: &mut ParseContext<'_>) {
        let Some(born) = birth.earliest() else {
            return;
        };
        // The days of age tell nobody's birthday.
        let days = born.until(day).map_or(0, |age| age.get_days());
        if (born..born.saturating_add(youngest_years(day).years())).contains(&day)
            && let Some(year) = date::other_century(self.birth.text(), context.today())
        {
            let asks = Asks::AnotherCentury { year };
            context.ask(Question::new(Field::BirthDate, asks, days));
        }
        if (born..born.saturating_add(YOUNGEST_MONTHS.months())).contains(&day) {
            context.ask(Question::new(Field::VaccinationDate, Asks::Age, days));
        }
    }

    /// Returns what it says as far as it can be read, whatever staff are asked: to be held against other cases. It
    /// proves nothing.
    pub fn stated(&self, now: &ZonedDateTime, limits: DraftLimits) -> Option<Statement> {
        self.clone().taken_up().statement(now, limits).ok()
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

    /// Takes these lines of the family name and the given names, where nobody typed another.
    #[must_use]
    pub fn with_lines(mut self, [family, given]: [Option<String>; 2]) -> Self {
        for (line, fixed) in [
            (&mut self.family_transliteration, family),
            (&mut self.given_transliteration, given),
        ] {
            if *line == TransliterationDraft::Proposed {
                *line = fixed.into();
            }
        }
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
}

/// Sorts faults as the form is read. Where a field has one, nothing is asked about it yet: no yes would help.
fn in_order(mut errors: Vec<Error>) -> Vec<Error> {
    let is_fault = |error: &&Error| {
        // That is typed elsewhere: in the line.
        let of_line = matches!(error.fault, Fault::NoLatinSpelling(_));
        error.fault.question().is_none() && !of_line
    };
    let faulty = errors.iter().filter(is_fault).map(|error| error.field);
    let faulty: BTreeSet<Field> = faulty.collect();
    errors.retain(|error| error.fault.question().is_none() || !faulty.contains(&error.field));
    errors.sort_by_key(|error| error.field);
    errors
}

/// From this age on vaccines are authorised.
const YOUNGEST_MONTHS: i32 = 6;

/// Returns the age below which hardly any child was vaccinated by a day, so that somebody born a hundred years before is
/// more likely.
fn youngest_years(day: Date) -> i32 {
    if day < FOR_CHILDREN_SINCE { 12 } else { 5 }
}

/// The first vaccine was recommended from five years of age on (EMA, Comirnaty); before, from twelve.
const FOR_CHILDREN_SINCE: Date = Date::constant(2021, 11, 25);

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("kind", &self.event.kind())
            .finish_non_exhaustive()
    }
}
