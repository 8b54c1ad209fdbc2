//! A sample that was examined: group `t` of the certificate.

use jiff::{
    SignedDuration, Timestamp, ZonedDateTime,
    tz::{AmbiguousOffset, TimeZone},
};

use super::{
    Asks, Error, Fault, Field, Question, date, letters, parse_context::ParseContext, today,
    value_set,
};

/// A test whose fields agree with its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    kind: TestKind,
    name: Option<String>,
    device: Option<String>,
    sampled_at: Timestamp,
    detected: bool,
    centre: Option<String>,
}

/// How a sample is examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TestKind {
    /// A nucleic acid amplification test, such as PCR.
    Naat,
    /// A rapid antigen test.
    RapidAntigen,
}

impl TestKind {
    /// Returns the code of value set covid-19-lab-test-type, member `tt`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Naat => "LP6464-4",
            Self::RapidAntigen => "LP217198-3",
        }
    }

    /// Reads a code of the value set.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Naat, Self::RapidAntigen]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// A test as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestDraft {
    /// NAAT or rapid antigen.
    pub kind: Option<TestKind>,
    /// The name of a NAAT.
    pub name: String,
    /// The code of an antigen device.
    pub device: Option<String>,
    /// When the sample was taken.
    pub sampled: Sampled,
    /// Whether the virus was found.
    pub detected: Option<bool>,
    /// The testing centre.
    pub centre: String,
}

/// When a sample was taken, as it is typed or as a request gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sampled {
    /// Local date and time as typed.
    Typed {
        /// The date.
        date: String,
        /// The time of day.
        time: String,
        /// Which of two equal hours is meant at the end of summer time; `None` asks.
        later_hour: Option<bool>,
    },
    /// An instant.
    At(Timestamp),
}

impl Default for Sampled {
    fn default() -> Self {
        Self::Typed {
            date: String::new(),
            time: String::new(),
            later_hour: None,
        }
    }
}

impl TestDraft {
    /// Says it as a form does.
    pub(super) fn into_typed(self, zone: &TimeZone) -> Self {
        Self {
            sampled: self.sampled.into_typed(zone),
            ..self
        }
    }

    /// Reads the entries, noting every fault.
    pub(super) fn parse(&self, context: &mut ParseContext<'_>) -> Option<TestResult> {
        let before = context.faults();
        let limits = context.limits;
        let mut note = |field, fault| context.note(field, fault);
        let name = optional_text(&self.name, letters::MAX_CHARACTERS).unwrap_or_else(|fault| {
            note(Field::TestName, fault);
            None
        });
        let centre = optional_text(&self.centre, limits.centre).unwrap_or_else(|fault| {
            note(Field::TestCentre, fault);
            None
        });
        match self.kind {
            None => note(Field::TestKind, Fault::Missing),
            Some(TestKind::Naat) => {
                if self.device.is_some() {
                    note(Field::TestDevice, Fault::NotHere);
                }
                if centre.is_none() && self.centre.trim().is_empty() {
                    note(Field::TestCentre, Fault::Missing);
                }
            }
            Some(TestKind::RapidAntigen) => {
                if name.is_some() {
                    note(Field::TestName, Fault::NotHere);
                }
                if let Some(fault) = self.fault_of_device() {
                    note(Field::TestDevice, fault);
                }
            }
        }
        let sampled_at = match self.sampled.resolve(context.now) {
            Ok(at) => Some(at),
            Err(errors) => {
                for error in errors {
                    context.note(error.field, error.fault);
                }
                None
            }
        };
        if let Some(at) = sampled_at
            && context.now.timestamp().duration_since(at) > USUAL_AGE
        {
            let question = Question::new(Field::SampleDate, Asks::OldSample, at);
            context.ask(question);
        }
        if self.detected.is_none() {
            context.note(Field::TestOutcome, Fault::Missing);
        }
        if context.faults() > before {
            return None;
        }
        Some(TestResult {
            kind: self.kind?,
            name,
            device: self.device.clone(),
            sampled_at: sampled_at?,
            detected: self.detected?,
            centre,
        })
    }

    fn fault_of_device(&self) -> Option<Fault> {
        let Some(device) = &self.device else {
            return Some(Fault::Missing);
        };
        match value_set::look_up(value_set::Set::TestDevice, device) {
            None => Some(Fault::UnknownCode),
            Some(value) => (!value.active).then_some(Fault::InactiveCode),
        }
    }
}

/// A test of an older sample is certified only where staff say so (DCC.md 18).
const USUAL_AGE: SignedDuration = SignedDuration::from_hours(72);

impl Sampled {
    /// Lets the answer go that said which of two equal hours was meant: for another date or time nobody said it.
    pub fn ask_hour(&mut self) {
        if let Self::Typed { later_hour, .. } = self {
            *later_hour = None;
        }
    }

    /// Says it as a form does, in local date and time; the form knows no seconds.
    fn into_typed(self, zone: &TimeZone) -> Self {
        let Self::At(at) = self else { return self };
        let local = at.to_zoned_datetime(zone.clone());
        let both = zone.to_ambiguous_zoned_datetime(local.datetime());
        let later_hour = matches!(both.offset(), AmbiguousOffset::Fold { .. })
            .then(|| both.later().is_ok_and(|later| later.timestamp() == at));
        Self::Typed {
            date: local.strftime("%d.%m.%Y").to_string(),
            time: local.strftime("%H:%M").to_string(),
            later_hour,
        }
    }

    /// Finds the moment; on failure every fault.
    fn resolve(&self, now: &ZonedDateTime) -> Result<Timestamp, Vec<Error>> {
        let fault = |field, fault| Err(vec![Error::new(field, fault)]);
        let no_such_day = || vec![Error::new(Field::SampleDate, Fault::NoSuchDay)];
        let at = match self {
            Self::At(at) => *at,
            Self::Typed {
                date,
                time,
                later_hour,
            } => {
                let day = date::parse(date, today(now), date::Century::This)
                    .map_err(|fault| Error::new(Field::SampleDate, fault));
                let time = if time.trim().is_empty() {
                    Err(Fault::Missing)
                } else {
                    date::parse_time(time)
                }
                .map_err(|fault| Error::new(Field::SampleTime, fault));
                let (day, time) = match (day, time) {
                    (Ok(day), Ok(time)) => (day, time),
                    (day, time) => return Err(day.err().into_iter().chain(time.err()).collect()),
                };
                let local = now
                    .time_zone()
                    .to_ambiguous_zoned_datetime(day.to_datetime(time));
                let zoned = match (local.offset(), later_hour) {
                    (AmbiguousOffset::Gap { .. }, _) => {
                        return fault(Field::SampleTime, Fault::TimeSkipped);
                    }
                    (AmbiguousOffset::Fold { .. }, None) => {
                        return fault(Field::SampleTime, Fault::TimeOccursTwice);
                    }
                    (AmbiguousOffset::Fold { .. }, Some(true)) => local.later(),
                    _ => local.earlier(),
                };
                zoned.ok().ok_or_else(no_such_day)?.timestamp()
            }
        };
        if at > now.timestamp() {
            return fault(Field::SampleDate, Fault::InTheFuture);
        }
        let earliest = jiff::civil::date(2020, 1, 1);
        if at.to_zoned_datetime(TimeZone::UTC).date() < earliest {
            return fault(Field::SampleDate, Fault::TooEarly { earliest });
        }
        // The certificate holds whole seconds.
        Timestamp::from_second(at.as_second())
            .ok()
            .ok_or_else(no_such_day)
    }
}

impl TestResult {
    /// Returns how the sample was examined, member `tt`.
    pub fn kind(&self) -> TestKind {
        self.kind
    }

    /// Returns the name of a NAAT, member `nm`.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns the code of an antigen device, member `ma`.
    pub fn device(&self) -> Option<&str> {
        self.device.as_deref()
    }

    /// Returns when the sample was taken, in whole seconds, member `sc`.
    pub fn sampled_at(&self) -> Timestamp {
        self.sampled_at
    }

    /// Returns whether the virus was found, member `tr`.
    pub fn detected(&self) -> bool {
        self.detected
    }

    /// Returns the testing centre, member `tc`.
    pub fn centre(&self) -> Option<&str> {
        self.centre.as_deref()
    }
}

/// Reads a text of at most so many characters; blanks alone are nothing.
fn optional_text(text: &str, max: usize) -> Result<Option<String>, Fault> {
    let text = letters::on_paper(text, max)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}
