//! The German rules for doses, which are dated data (DCC.md 16), and what they say of a dose.

use std::sync::OnceLock;

use jiff::civil::Date;
use serde_json::Value;

use super::Before;
use crate::domain::ProductFamily;

/// What the rules say of a dose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The doses of the series; the number of this dose is the person's.
    Proposal {
        /// The doses of the series, `sd`.
        doses: u32,
        /// The rule that says so.
        rule: &'static Rule,
    },
    /// A rule refuses the dose or leaves it open, or none names it: the numbers are entered by hand, with a reason.
    NoNumbers(Option<&'static Rule>),
}

/// One dated rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its number in the table of rules.
    pub id: String,
    /// Which sentence says it to people, after `dose-rule-`: that of its number, where the file names no other.
    pub sentence: String,
    /// The day from which it holds.
    pub since: Date,
    /// The text is silent or open here, so staff confirm.
    pub confirm: bool,
    /// What it has found out that puzzles at a border.
    pub remark: Option<Remark>,
    before: Vec<Before>,
    number: Number,
    this: Vec<ProductFamily>,
    outcome: Outcome,
}

/// What the paper explains of the numbers of a dose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// 2/1, 3/1: Janssen came first.
    AfterJanssen,
    /// 2/1, 3/1: an infection came first.
    AfterRecovery,
    /// 3/3, 4/4.
    Booster,
    /// 1/1 of Janssen.
    OneShot,
    /// 1/1 after an infection.
    Recovered,
}

impl Remark {
    /// Lists all.
    pub const ALL: [Self; 5] = [
        Self::AfterJanssen,
        Self::AfterRecovery,
        Self::Booster,
        Self::OneShot,
        Self::Recovered,
    ];

    /// Returns its word in the file of rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::AfterJanssen => "after-janssen",
            Self::AfterRecovery => "after-recovery",
            Self::Booster => "booster",
            Self::OneShot => "one-shot",
            Self::Recovered => "recovered",
        }
    }
}

/// Finds the rule for a dose: the person's so many, of a product, after what came before.
pub fn find(before: Before, number: u32, this: ProductFamily) -> Finding {
    let mut rules = rules().iter();
    match rules.find(|rule| rule.applies(before, number, this)) {
        Some(rule) => match rule.outcome {
            Outcome::Doses(Doses::Fixed(doses)) => Finding::Proposal { doses, rule },
            Outcome::Doses(Doses::Number) => Finding::Proposal {
                doses: number,
                rule,
            },
            Outcome::NoNumbers => Finding::NoNumbers(Some(rule)),
        },
        None => Finding::NoNumbers(None),
    }
}

/// Lists what may have come before a dose: whatever a rule names for its number and its product, as far as they are
/// known.
pub fn befores(number: Option<u32>, this: Option<ProductFamily>) -> Vec<Before> {
    let named = |before: &Before| {
        let mut rules = rules().iter();
        rules.any(|rule| {
            rule.before.contains(before)
                && number.is_none_or(|number| rule.number.includes(number))
                && this.is_none_or(|this| rule.this.contains(&this))
        })
    };
    let mut befores: Vec<Before> = Before::ALL.into_iter().filter(named).collect();
    if let (Some(number), Some(this)) = (number, this) {
        // What leads to numbers stands before what leads to none.
        befores.sort_by_key(|before| matches!(find(*before, number, this), Finding::NoNumbers(_)));
    }
    befores
}

/// Returns the rule that lets a dose be entered by hand only where the booklet was looked at.
pub(super) fn asked_by_hand(number: u32, this: ProductFamily) -> Option<&'static Rule> {
    let open = |rule: &&Rule| rule.outcome == Outcome::NoNumbers && rule.confirm;
    let mut rules = rules().iter().filter(open);
    rules.find(|rule| rule.number.includes(number) && rule.this.contains(&this))
}

impl Rule {
    fn applies(&self, before: Before, number: u32, this: ProductFamily) -> bool {
        self.before.contains(&before) && self.number.includes(number) && self.this.contains(&this)
    }

    /// Returns what it may be about: what came before, the number (the first where it says "and more"), the product.
    pub fn cases(&self) -> impl Iterator<Item = (Before, u32, ProductFamily)> + '_ {
        let numbers = match self.number {
            Number::Exactly(number) => number..=number,
            Number::From(first) => first..=super::USUAL_DOSES,
        };
        let befores = self.before.iter().copied();
        befores.flat_map(move |before| {
            let this = self.this.iter().copied();
            let numbers = numbers.clone();
            this.flat_map(move |this| numbers.clone().map(move |number| (before, number, this)))
        })
    }
}

/// The person's so many: `1` or `3+` in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    Exactly(u32),
    From(u32),
}

impl Number {
    fn read(text: &str) -> Option<Self> {
        Some(match text.strip_suffix('+') {
            Some(number) => Self::From(number.parse().ok()?),
            None => Self::Exactly(text.parse().ok()?),
        })
    }

    fn includes(self, number: u32) -> bool {
        match self {
            Self::Exactly(this) => this == number,
            Self::From(first) => number >= first,
        }
    }
}

/// What a rule gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Doses(Doses),
    NoNumbers,
}

/// The doses of the series: fixed, or as many as this one is (`n` in the file).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doses {
    Fixed(u32),
    Number,
}

/// Lists the rules; the first that applies counts.
#[expect(
    clippy::missing_panics_doc,
    reason = "the embedded file is read by a test"
)]
pub fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| {
        let file: Value = serde_json::from_str(include_str!("../../../assets/dose-rules.json"))
            .expect("a test reads the embedded file");
        let rules = file.get("rules").and_then(Value::as_array);
        rules.into_iter().flatten().filter_map(read).collect()
    })
}

/// Reads a rule; one with a word that nobody knows is none, and a test misses it.
fn read(entry: &Value) -> Option<Rule> {
    let text = |member: &str| entry.get(member)?.as_str();
    let words = |member: &str| {
        let words = entry.get(member)?.as_array()?.iter();
        words.map(Value::as_str).collect::<Option<Vec<_>>>()
    };
    let befores = words("before")?.into_iter().map(Before::from_name);
    let families = words("this")?.into_iter().map(ProductFamily::from_name);
    let outcome = match entry.get("doses") {
        Some(Value::String(n)) if n == "n" => Outcome::Doses(Doses::Number),
        Some(doses) => Outcome::Doses(Doses::Fixed(u32::try_from(doses.as_u64()?).ok()?)),
        None => Outcome::NoNumbers,
    };
    let remark = match text("remark") {
        Some(name) => Some(Remark::ALL.into_iter().find(|it| it.name() == name)?),
        None => None,
    };
    Some(Rule {
        id: text("id")?.to_owned(),
        sentence: text("sentence").or_else(|| text("id"))?.to_owned(),
        since: text("since")?.parse().ok()?,
        confirm: entry.get("confirm").is_some_and(|it| *it == true),
        remark,
        before: befores.collect::<Option<_>>()?,
        number: Number::read(text("number")?)?,
        this: families.collect::<Option<_>>()?,
        outcome,
    })
}
