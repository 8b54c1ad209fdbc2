//! What is to go wrong: a name, or JSON with a sequence, chances, a timetable, an overload.
//!
//! ```json
//! [{"fault": "503", "times": 3, "retry_after": "120"}, {"fault": "none"}]
//! ```
//!
//! An object has any of the members `sequence`, `repeat`, `chance`, `seed`, `timetable`, `overload`. Outside the
//! timetable nothing else counts; then comes the sequence, then chance, then the overload.

use std::time::Duration;

use jiff::civil::Time;
use serde::Deserialize;

use super::{Fault, overload::Overload};

/// What is to go wrong, in which order.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Faults {
    pub(super) sequence: Vec<Step>,
    pub(super) repeat: bool,
    pub(super) chance: Vec<Chance>,
    pub(super) seed: Option<u64>,
    pub(super) timetable: Option<Timetable>,
    pub(super) overload: Option<Overload>,
}

/// Why a text does not say what is to go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not JSON, or not of this shape.
    #[error("line {line}, column {column}: {what}")]
    Json {
        /// Where.
        line: usize,
        /// Where in the line.
        column: usize,
        /// In words.
        what: String,
    },
    /// A name that stands for nothing.
    #[error("no fault is named {0:?}; --faults list shows them all")]
    Name(String),
    /// Chances that are more than certain.
    #[error("the chances add up to {0}, which is more than 1")]
    Certain(f64),
    /// A sequence that would turn in circles without ever taking a request.
    #[error("a repeated sequence needs an end to each of its steps: times or seconds")]
    Endless,
}

/// One fault and how it shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Act {
    pub(super) fault: Fault,
    pub(super) retry_after: Option<RetryAfter>,
    /// The pause between two bytes of a slow answer.
    pub(super) pause: Option<Duration>,
    /// How far ahead a wrong clock is.
    pub(super) clock_secs: Option<i64>,
}

impl From<Fault> for Act {
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            ..Self::default()
        }
    }
}

/// The header of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RetryAfter {
    /// As it stands in the file: seconds, a date, anything.
    Text(String),
    /// A date so many seconds from now.
    DateIn(i64),
}

/// A fault for a while.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(try_from = "Fields")]
pub(super) struct Step {
    pub(super) act: Act,
    pub(super) ends: Ends,
}

/// When a step is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// With the next switch.
    Never,
    /// After so many requests.
    After(u32),
    /// When so much time has passed.
    In(Duration),
}

/// A fault that happens to some.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(try_from = "Fields")]
pub(super) struct Chance {
    pub(super) act: Act,
    pub(super) of_one: f64,
}

/// When the portal is up, in the time of its own place.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(super) struct Timetable {
    open: Vec<Span>,
    #[serde(default = "closed")]
    otherwise: Step,
}

impl Timetable {
    /// Returns what happens at this time of day, if the portal is closed.
    pub(super) fn closed(&self, time: Time) -> Option<&Act> {
        let open = self.open.iter().any(|span| span.holds(time));
        (!open).then_some(&self.otherwise.act)
    }
}

fn closed() -> Step {
    Step {
        act: Fault::Status(503).into(),
        ends: Ends::Never,
    }
}

/// From one time of day until before another; until 24:00 or 00:00 is until midnight.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(try_from = "String")]
struct Span {
    from: Time,
    until: Option<Time>,
}

impl Span {
    fn holds(&self, time: Time) -> bool {
        match self.until {
            None => self.from <= time,
            Some(until) if self.from < until => self.from <= time && time < until,
            // Over midnight.
            Some(until) => self.from <= time || time < until,
        }
    }
}

impl TryFrom<String> for Span {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const EXPECTED: &str = "expected is a time span such as \"08:00-09:00\"";
        let (from, until) = text.split_once('-').ok_or(EXPECTED)?;
        let time = |text: &str| Time::strptime("%H:%M", text.trim()).or(Err(EXPECTED));
        let until = match until.trim() {
            "24:00" | "00:00" => None,
            until => Some(time(until)?),
        };
        Ok(Self {
            from: time(from)?,
            until,
        })
    }
}

/// A step, or a chance, as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    fault: Fault,
    times: Option<u32>,
    seconds: Option<f64>,
    chance: Option<f64>,
    retry_after: Option<String>,
    retry_date_in: Option<i64>,
    pause_ms: Option<u64>,
    clock_secs: Option<i64>,
}

impl Fields {
    fn act(&self) -> Result<Act, &'static str> {
        let retry_after = match (&self.retry_after, self.retry_date_in) {
            (None, None) => None,
            (Some(text), None) => Some(RetryAfter::Text(text.clone())),
            (None, Some(seconds)) => Some(RetryAfter::DateIn(seconds)),
            (Some(_), Some(_)) => return Err("retry_after and retry_date_in exclude one another"),
        };
        let fits = |text: &str| text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if self.retry_after.as_deref().is_some_and(|text| !fits(text)) {
            return Err("retry_after holds a character that no header can hold");
        }
        if retry_after.is_some() && !matches!(self.fault, Fault::Status(_)) {
            return Err("retry_after belongs to a status such as \"503\"");
        }
        if self.clock_secs.is_some() && self.fault != Fault::ClockWrong {
            return Err("clock_secs belongs to \"clock-wrong\"");
        }
        if self.pause_ms.is_some() && !matches!(self.fault, Fault::SlowHeaders | Fault::SlowBody) {
            return Err("pause_ms belongs to \"slow-headers\" and \"slow-body\"");
        }
        Ok(Act {
            fault: self.fault,
            retry_after,
            pause: self.pause_ms.map(Duration::from_millis),
            clock_secs: self.clock_secs,
        })
    }
}

impl TryFrom<Fields> for Step {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, Self::Error> {
        if fields.chance.is_some() {
            return Err("chance belongs to the entries of \"chance\"");
        }
        let ends = match (fields.times, fields.seconds) {
            (None, None) => Ends::Never,
            (Some(0), _) => return Err("times must be at least 1"),
            (Some(_), None) if fields.fault == Fault::Refused => {
                return Err("nobody can count refused connections: give \"refused\" seconds");
            }
            (Some(times), None) => Ends::After(times),
            (None, Some(seconds)) => Ends::In(
                Duration::try_from_secs_f64(seconds).or(Err("seconds must not be negative"))?,
            ),
            (Some(_), Some(_)) => return Err("times and seconds exclude one another"),
        };
        Ok(Self {
            act: fields.act()?,
            ends,
        })
    }
}

impl TryFrom<Fields> for Chance {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, Self::Error> {
        if fields.times.is_some() || fields.seconds.is_some() {
            return Err("times and seconds belong to the steps of \"sequence\"");
        }
        if fields.fault.is_of_the_connection() {
            return Err("only a sequence can have \"refused\" or \"tls-error\"");
        }
        let of_one = fields.chance.ok_or("chance is missing")?;
        if !(0.0..=1.0).contains(&of_one) {
            return Err("chance must be between 0 and 1");
        }
        Ok(Self {
            act: fields.act()?,
            of_one,
        })
    }
}

impl From<Fault> for Faults {
    /// Switches one fault on until the next switch.
    fn from(fault: Fault) -> Self {
        if fault == Fault::None {
            return Self::default();
        }
        let act = fault.into();
        let ends = Ends::Never;
        Self {
            sequence: vec![Step { act, ends }],
            ..Self::default()
        }
    }
}

impl Faults {
    /// The names that stand for more than one fault, with their JSON.
    pub const NAMED: [(&str, &str); 7] = [
        (
            "503-retry-seconds",
            r#"[{"fault": "503", "retry_after": "120"}]"#,
        ),
        (
            "503-retry-date",
            r#"[{"fault": "503", "retry_date_in": 120}]"#,
        ),
        (
            "503-retry-absurd",
            r#"[{"fault": "503", "retry_after": "99999999999999999999"}]"#,
        ),
        (
            "429-retry-seconds",
            r#"[{"fault": "429", "retry_after": "60"}]"#,
        ),
        (
            "morning-and-evening",
            r#"{"timetable": {"open": ["08:00-09:00", "17:00-24:00"]}}"#,
        ),
        (
            "first-day",
            r#"{"chance": [{"fault": "503", "chance": 0.4}, {"fault": "502", "chance": 0.2},
                {"fault": "hang", "chance": 0.05}, {"fault": "html", "chance": 0.05},
                {"fault": "lost-answer", "chance": 0.05}]}"#,
        ),
        (
            "overload",
            r#"{"overload": {"capacity": 10, "queue": 50, "collapse": 0.5}}"#,
        ),
    ];

    /// Takes a name of the list: one fault, or a set of them.
    pub fn named(name: &str) -> Result<Self, Error> {
        if let Some(fault) = Fault::from_name(name) {
            return Ok(fault.into());
        }
        match Self::NAMED.into_iter().find(|(known, _)| *known == name) {
            Some((_, json)) => Self::parse(json),
            None => Err(Error::Name(name.to_owned())),
        }
    }

    /// Reads JSON: a name, a sequence, or an object with all of it.
    pub fn parse(json: &str) -> Result<Self, Error> {
        let text = json.trim_start_matches('\u{FEFF}');
        let faults = match text.trim_start().chars().next() {
            Some('"') => return Self::named(&serde_json::from_str::<String>(text)?),
            Some('[') => Self {
                sequence: serde_json::from_str(text)?,
                ..Self::default()
            },
            _ => serde_json::from_str(text)?,
        };
        let sum: f64 = faults.chance.iter().map(|chance| chance.of_one).sum();
        if sum > 1.0 + f64::EPSILON {
            return Err(Error::Certain(sum));
        }
        let endless = |step: &Step| matches!(step.ends, Ends::Never | Ends::In(Duration::ZERO));
        if faults.repeat && (faults.sequence.is_empty() || faults.sequence.iter().any(endless)) {
            return Err(Error::Endless);
        }
        Ok(faults)
    }

    /// Lists every name with what it does.
    pub fn list() -> impl Iterator<Item = (&'static str, String)> {
        let single = Fault::ALL
            .into_iter()
            .map(|(_, name, what)| (name, what.to_owned()));
        let sets = Self::NAMED.into_iter().map(|(name, json)| {
            let one_line: Vec<&str> = json.split_whitespace().collect();
            (name, one_line.join(" "))
        });
        single.chain(sets)
    }

    /// Whether nothing at all is to go wrong.
    pub(super) fn is_none(&self) -> bool {
        let steps = self
            .sequence
            .iter()
            .all(|step| step.act.fault == Fault::None);
        steps && self.chance.is_empty() && self.timetable.is_none() && self.overload.is_none()
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        let text = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        Self::Json {
            line: error.line(),
            column: error.column(),
            what: text.strip_suffix(&place).unwrap_or(&text).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_list_can_be_switched_on() {
        let names: Vec<&str> = Faults::list().map(|(name, _)| name).collect();
        for name in &names {
            Faults::named(name).unwrap();
            Faults::parse(&format!("{name:?}")).unwrap();
        }
        let mut unique = names.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
    }

    #[test]
    fn a_bad_file_is_refused_with_the_place_and_the_reason() {
        for (json, expected) in [
            ("", "line 1, column 0: EOF while parsing a value"),
            (
                "[\n {\"fault\": \"none\"},\n {\"fault\": \"504x\"}\n]",
                "line 3, column 18: no fault is named \"504x\", expected is one of none, refused",
            ),
            (
                "[{\"fault\": \"503\",\n  \"time\": 3}]",
                "line 2, column 8: unknown field `time`, expected one of `fault`, `times`",
            ),
            (
                "[{\"fault\": \"refused\", \"times\": 3}]",
                "line 1, column 34: nobody can count refused connections",
            ),
            (
                "[{\"fault\": \"none\", \"retry_after\": \"1\"}]",
                "line 1, column 39: retry_after belongs to a status",
            ),
            (
                "[{\"fault\": \"503\", \"retry_after\": \"1\\r\\nX: y\"}]",
                "line 1, column 46: retry_after holds a character that no header can hold",
            ),
            (
                "{\"timetable\": {\"open\": [\"8 to 9\"]}}",
                "line 1, column 33: expected is a time span",
            ),
            (
                "{\"chance\": [{\"fault\": \"503\", \"chance\": 1.5}]}",
                "line 1, column 44: chance must be between 0 and 1",
            ),
            (
                "{\"chance\": [{\"fault\": \"503\", \"chance\": 0.7}, {\"fault\": \"502\", \"chance\": 0.7}]}",
                "the chances add up to 1.4",
            ),
            (
                "{\"repeat\": true, \"sequence\": [{\"fault\": \"503\"}]}",
                "a repeated sequence needs an end",
            ),
            ("\"nonsense\"", "no fault is named \"nonsense\""),
            ("3", "line 1, column 1: invalid type"),
        ] {
            let error = Faults::parse(json).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{json}: {error}");
        }
    }

    #[test]
    fn the_timetable_of_the_press_is_up_from_8_to_9_and_from_17() {
        let faults = Faults::named("morning-and-evening").unwrap();
        let timetable = faults.timetable.unwrap();
        for (time, up) in [
            ("07:59", false),
            ("08:00", true),
            ("08:59", true),
            ("09:00", false),
            ("16:59", false),
            ("17:00", true),
            ("23:59", true),
            ("00:00", false),
        ] {
            let closed = timetable.closed(Time::strptime("%H:%M", time).unwrap());
            assert_eq!(closed.is_none(), up, "{time}");
        }
        let night = Span::try_from("22:00-06:00".to_owned()).unwrap();
        assert!(night.holds(Time::midnight()) && !night.holds(Time::constant(12, 0, 0, 0)));
    }
}
