//! The dose: its two numbers, and what they rest on. Numbers without a basis are no dose.
//!
//! Number n of the person is always `dn`; what came before decides `sd` (DCC.md 16). Certificates are never read
//! backwards: 2/1 and 1/1 each mean two things, so staff are asked what came before.

mod before;
mod draft;
mod rules;

use std::fmt;

pub use before::Before;
pub use draft::{BasisDraft, DoseDraft};
pub use rules::{Finding, Remark, Rule, befores, find, rules};

use super::{Fault, Field};

/// A dose whose numbers are accounted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dose {
    /// The number of this dose, `dn`.
    number: u32,
    /// The doses of the series, `sd`.
    doses: u32,
    basis: Basis,
}

/// What the numbers of a dose rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// It was said what came before, and this rule gives the numbers.
    Rule {
        /// The rule.
        rule: &'static Rule,
        /// What came before.
        before: Before,
    },
    /// The numbers alone were given, and these rules give them; which of the histories it was is not known.
    Numbers(Vec<&'static Rule>),
    /// Staff answer for the numbers, with their reason.
    ByHand(Reason),
}

/// Why the numbers were entered by hand. It may tell of somebody's health.
#[derive(Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// Returns its words.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reason(hidden)")
    }
}

impl Dose {
    /// Returns the number of this dose, member `dn`.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns the doses of the series, member `sd`.
    pub fn doses(&self) -> u32 {
        self.doses
    }

    /// Returns what the numbers rest on.
    pub fn basis(&self) -> &Basis {
        &self.basis
    }

    /// Returns what a rule has found out about the dose that puzzles at a border; nothing of what nobody said.
    pub fn remark(&self) -> Option<Remark> {
        match &self.basis {
            Basis::Rule { rule, .. } => rule.remark,
            // Numbers alone never say what came before: 3/3 may be the third of a primary course abroad.
            Basis::Numbers(_) | Basis::ByHand(_) => None,
        }
    }
}

/// Stands for the reason of numbers that were kept by a version which asked for none, or rest on a rule that has changed
/// since. It is no word for people: whoever corrects them is asked for theirs.
pub const NO_REASON: &str = "older-version";
/// The most doses that are written without a question.
pub const USUAL_DOSES: u32 = 9;
/// The most doses that are written at all. By 2026 those who were vaccinated most often had about a dozen.
pub const MOST_DOSES: u32 = 20;

/// Checks numbers however they were found: each by itself, and beyond the series only as n/1.
pub fn check(number: u32, doses: u32) -> Result<(), (Field, Fault)> {
    for (field, number) in [(Field::Dose, number), (Field::Doses, doses)] {
        check_one(number).map_err(|fault| (field, fault))?;
    }
    if number > doses && doses != 1 {
        let dose = number;
        return Err((Field::Dose, Fault::MoreThanTheSeries { dose, doses }));
    }
    Ok(())
}

pub(super) fn check_one(number: u32) -> Result<(), Fault> {
    match number {
        0 => Err(Fault::NoDose),
        1..=MOST_DOSES => Ok(()),
        _ => Err(Fault::TooMany { max: MOST_DOSES }),
    }
}

#[cfg(test)]
mod tests;
