//! The dose finder: which number a dose has, after the German rules, which are dated data.
//!
//! Certificates are never read backwards: 2/1 and 1/1 each mean two things, so staff are asked.

use std::sync::OnceLock;

use jiff::civil::Date;
use serde_json::Value;

use super::{Error, Fault, Field, ProductFamily};

/// What staff answer to "Which vaccination is this?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// The series that this dose belongs to.
    pub series: Series,
    /// How many doses came before it.
    pub previous: u32,
    /// The product of the dose before, where the first series asks for it.
    pub last: Option<ProductFamily>,
}

/// The series that a dose belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Series {
    /// The first or second dose of a person without an infection.
    First,
    /// The infection came before the first dose.
    Recovery,
    /// The first dose was Janssen.
    Janssen,
    /// The series was complete.
    Booster,
}

impl Series {
    /// Lists the answers in the order of the question.
    pub const ALL: [Self; 4] = [Self::First, Self::Recovery, Self::Janssen, Self::Booster];

    fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Recovery => "recovery",
            Self::Janssen => "janssen",
            Self::Booster => "booster",
        }
    }
}

/// What the rules say of a dose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No rule names the case: staff enter the numbers themselves.
    ByHand(Option<&'static Rule>),
    /// The numbers of the certificate.
    Proposal {
        /// The number of the dose.
        dose: u32,
        /// The doses of the series.
        doses: u32,
        /// The rule that says so.
        rule: &'static Rule,
    },
    /// The dose is not meant for this.
    Refused(&'static Rule),
}

/// One dated rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its number in the table of rules; the sentence for people is `dose-rule-` and this.
    pub id: String,
    /// The day from which it holds.
    pub since: Date,
    /// The text is silent or open here, so staff confirm.
    pub confirm: bool,
    series: String,
    previous: Previous,
    last: Last,
    this: Vec<ProductFamily>,
    outcome: Outcome,
}

/// The most doses that are written without a question.
pub const USUAL_DOSES: u32 = 9;

/// The most doses that are written at all. By 2026 those who were vaccinated most often had about a dozen.
pub const MOST_DOSES: u32 = 20;

/// Finds the numbers of a dose.
pub fn find(history: History, this: ProductFamily) -> Finding {
    let number = history.previous.saturating_add(1);
    let Some(rule) = rules().iter().find(|rule| rule.applies(history, this)) else {
        return Finding::ByHand(None);
    };
    match rule.outcome {
        Outcome::ByHand => Finding::ByHand(Some(rule)),
        Outcome::Refused => Finding::Refused(rule),
        Outcome::Proposal { dose, doses } => Finding::Proposal {
            dose: dose.unwrap_or(number),
            doses: doses.unwrap_or(number),
            rule,
        },
    }
}

/// Checks numbers however they were found: from 1, at most 9 unless confirmed, never above 20, beyond the series only as n/1.
pub fn check(dose: u32, doses: u32, unusual_confirmed: bool) -> Result<(), Error> {
    for (field, number) in [(Field::Dose, dose), (Field::Doses, doses)] {
        if number == 0 {
            return Err(Error::new(field, Fault::NoDose));
        }
        if number > MOST_DOSES {
            return Err(Error::new(field, Fault::TooMany { max: MOST_DOSES }));
        }
        if number > USUAL_DOSES && !unusual_confirmed {
            return Err(Error::new(field, Fault::UnusuallyMany { max: USUAL_DOSES }));
        }
    }
    if dose > doses && doses != 1 {
        return Err(Error::new(
            Field::Dose,
            Fault::MoreThanTheSeries { dose, doses },
        ));
    }
    Ok(())
}

impl Rule {
    fn applies(&self, history: History, this: ProductFamily) -> bool {
        self.series == history.series.name()
            && match self.previous {
                Previous::Any => true,
                Previous::Exactly(doses) => history.previous == doses,
                Previous::AtLeast(doses) => history.previous >= doses,
            }
            && self.this.contains(&this)
            && match &self.last {
                Last::Any => true,
                Last::Same => history.last == Some(this),
                Last::OneOf(families) => history.last.is_some_and(|last| families.contains(&last)),
            }
    }
}

/// How many doses came before: `any`, `1` or `2+` in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Previous {
    Any,
    Exactly(u32),
    AtLeast(u32),
}

impl Previous {
    fn read(text: &str) -> Option<Self> {
        Some(match text.strip_suffix('+') {
            _ if text == "any" => Self::Any,
            Some(doses) => Self::AtLeast(doses.parse().ok()?),
            None => Self::Exactly(text.parse().ok()?),
        })
    }
}

/// What the dose before was.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Last {
    Any,
    Same,
    OneOf(Vec<ProductFamily>),
}

/// What a rule gives; `None` stands for the number of this dose, n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    ByHand,
    Proposal {
        dose: Option<u32>,
        doses: Option<u32>,
    },
    Refused,
}

/// Lists the rules; the first that applies counts.
#[expect(
    clippy::missing_panics_doc,
    reason = "the embedded file is read by a test"
)]
pub fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| {
        let file: Value = serde_json::from_str(include_str!("../../assets/dose-rules.json"))
            .expect("a test reads the embedded file");
        file.get("rules")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(read)
            .collect()
    })
}

fn read(entry: &Value) -> Option<Rule> {
    let text = |member: &str| entry.get(member)?.as_str();
    let number = |member: &str| u32::try_from(entry.get(member)?.as_u64()?).ok();
    let families = |value: &Value| {
        value.as_array().map(|names| {
            names
                .iter()
                .filter_map(|name| family(name.as_str()?))
                .collect::<Vec<_>>()
        })
    };
    Some(Rule {
        id: text("id")?.to_owned(),
        since: text("since")?.parse().ok()?,
        confirm: entry
            .get("confirm")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        series: text("series")?.to_owned(),
        previous: Previous::read(text("previous")?)?,
        last: match entry.get("last") {
            None => Last::Any,
            Some(Value::String(_)) => Last::Same,
            Some(list) => Last::OneOf(families(list)?),
        },
        this: families(entry.get("this")?)?,
        outcome: match text("outcome")? {
            "proposal" => Outcome::Proposal {
                dose: number("dose"),
                doses: number("doses"),
            },
            "refused" => Outcome::Refused,
            _ => Outcome::ByHand,
        },
    })
}

fn family(name: &str) -> Option<ProductFamily> {
    use ProductFamily::{
        Bimervax, Comirnaty, Janssen, Nuvaxovid, Other, Spikevax, Valneva, Vaxzevria, VidPrevtyn,
    };
    [
        Comirnaty, Spikevax, Vaxzevria, Janssen, Nuvaxovid, Valneva, VidPrevtyn, Bimervax, Other,
    ]
    .into_iter()
    .find(|family| format!("{family:?}") == name)
}

#[cfg(test)]
mod tests {
    use super::{
        ProductFamily::{
            Bimervax, Comirnaty, Janssen, Nuvaxovid, Other, Spikevax, Valneva, Vaxzevria,
            VidPrevtyn,
        },
        *,
    };

    /// Gives `rule dose/doses`, with `?` where staff confirm.
    fn found(
        series: Series,
        previous: u32,
        last: Option<ProductFamily>,
        this: ProductFamily,
    ) -> String {
        match find(
            History {
                series,
                previous,
                last,
            },
            this,
        ) {
            Finding::ByHand(rule) => {
                format!("{} by hand", rule.map_or("-", |rule| rule.id.as_str()))
            }
            Finding::Refused(rule) => format!("{} refused", rule.id),
            Finding::Proposal { dose, doses, rule } => {
                format!(
                    "{} {dose}/{doses}{}",
                    rule.id,
                    if rule.confirm { "?" } else { "" }
                )
            }
        }
    }

    #[test]
    fn each_rule_and_each_gap_gives_what_the_table_says() {
        use Series::{Booster, First, Janssen as AfterJanssen, Recovery};
        for (series, previous, last, this, expected) in [
            (First, 0, None, Comirnaty, "1 1/2"),
            (First, 0, None, Valneva, "1 1/2"),
            (First, 1, Some(Comirnaty), Comirnaty, "2 2/2"),
            (First, 1, Some(Valneva), Valneva, "2 2/2"),
            (First, 0, None, Janssen, "3 1/1"),
            (First, 1, Some(Vaxzevria), Comirnaty, "4 2/2"),
            (AfterJanssen, 1, None, Spikevax, "5 2/1"),
            (Recovery, 0, None, Nuvaxovid, "6 1/1"),
            (Recovery, 0, None, Janssen, "7 1/1"),
            (Booster, 2, None, Comirnaty, "8 3/3"),
            (Booster, 3, None, Spikevax, "8 4/4"),
            (AfterJanssen, 2, None, Comirnaty, "9 3/1"),
            (Recovery, 1, None, Comirnaty, "10 2/1"),
            (Recovery, 2, None, Comirnaty, "10 3/1"),
            (Booster, 2, None, Valneva, "11 refused"),
            (AfterJanssen, 1, None, Janssen, "a 2/1?"),
            (First, 1, Some(Comirnaty), Janssen, "b by hand"),
            (First, 1, Some(Nuvaxovid), Comirnaty, "c 2/2?"),
            (Recovery, 0, None, Valneva, "e 1/2"),
            (Booster, 2, None, Janssen, "h refused"),
            (First, 1, Some(Other), Comirnaty, "i 2/2?"),
            (Booster, 2, None, Bimervax, "k 3/3"),
            (Booster, 2, None, Nuvaxovid, "8 3/3"),
            (Booster, 2, Some(Valneva), Comirnaty, "d 3/3?"),
            (Booster, 3, Some(Other), Spikevax, "i 4/4?"),
            (First, 0, None, Bimervax, "k by hand"),
            (Recovery, 0, None, VidPrevtyn, "k by hand"),
            (AfterJanssen, 2, None, Bimervax, "k 3/1"),
            (Recovery, 1, None, VidPrevtyn, "k 2/1"),
            (AfterJanssen, 2, None, Valneva, "11 refused"),
            (Recovery, 1, None, Valneva, "11 refused"),
            (AfterJanssen, 2, None, Janssen, "h refused"),
            (Recovery, 1, None, Janssen, "h refused"),
            // Janssen named as the dose before says the same as the answer "after Janssen".
            (First, 1, Some(Janssen), Comirnaty, "5 2/1"),
            (First, 1, Some(Janssen), Janssen, "a 2/1?"),
            // Naming Valneva as the dose before does not turn a refused booster into a second dose.
            (Recovery, 1, Some(Valneva), Valneva, "11 refused"),
            // An infection between two doses, or after them, changes nothing (gaps f and g).
            (First, 1, Some(Spikevax), Spikevax, "2 2/2"),
            // Answers that contradict themselves never become numbers.
            (Booster, 0, None, Comirnaty, "- by hand"),
            (Booster, 1, None, Comirnaty, "- by hand"),
            (AfterJanssen, 0, None, Comirnaty, "- by hand"),
            (AfterJanssen, 0, None, Bimervax, "- by hand"),
            (First, 2, Some(Comirnaty), Comirnaty, "- by hand"),
            (First, 0, None, Other, "- by hand"),
        ] {
            assert_eq!(
                found(series, previous, last, this),
                expected,
                "{series:?} {previous} {last:?} {this:?}"
            );
        }
    }

    #[test]
    fn every_rule_of_the_file_is_read() {
        let file: Value =
            serde_json::from_str(include_str!("../../assets/dose-rules.json")).unwrap();
        assert_eq!(rules().len(), file["rules"].as_array().unwrap().len());
        assert!(rules().iter().all(|rule| !rule.this.is_empty()));
        for (rule, entry) in rules().iter().zip(file["rules"].as_array().unwrap()) {
            let listed = |member: &str| entry[member].as_array().map_or(0, Vec::len);
            assert_eq!(rule.this.len(), listed("this"), "rule {}", rule.id);
            if let Last::OneOf(families) = &rule.last {
                assert_eq!(families.len(), listed("last"), "rule {}", rule.id);
            }
            assert_eq!(
                rule.outcome == Outcome::ByHand,
                entry["outcome"] == "by-hand"
            );
        }
    }

    #[test]
    fn every_proposal_passes_the_check_of_numbers() {
        for series in Series::ALL {
            for (previous, rule) in (0..9).flat_map(|n| rules().iter().map(move |rule| (n, rule))) {
                for &this in &rule.this {
                    let last = None;
                    let history = History {
                        series,
                        previous,
                        last,
                    };
                    if let Finding::Proposal { dose, doses, .. } = find(history, this) {
                        assert_eq!(check(dose, doses, false), Ok(()), "{history:?} {this:?}");
                        assert_eq!(dose, previous + 1, "{history:?} {this:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn numbers_are_checked_however_they_were_found() {
        for (dose, doses) in [(1, 1), (1, 2), (2, 2), (3, 3), (2, 1), (9, 1)] {
            assert_eq!(check(dose, doses, false), Ok(()), "{dose}/{doses}");
        }
        for (dose, doses) in [(0, 1), (1, 0), (3, 2), (5, 2), (4, 3), (10, 10)] {
            assert!(check(dose, doses, false).is_err(), "{dose}/{doses}");
        }
        assert_eq!(check(10, 10, true), Ok(()));
    }
}
