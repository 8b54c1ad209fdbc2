//! What is wrong with a field, and what is expected there.
//!
//! An error never repeats what was typed: it may be somebody's name.

use jiff::civil::Date;

use super::{Field, Question};

/// A field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {fault}")]
pub struct Error {
    /// The field to correct.
    pub field: Field,
    /// What is wrong, and what is expected.
    pub fault: Fault,
}

impl Fault {
    /// Returns the question, where it is one that staff may say yes to.
    pub fn question(&self) -> Option<&Question> {
        if let Self::Asked(question) = self {
            Some(question)
        } else {
            None
        }
    }
}

impl Error {
    /// Names a fault of a field.
    pub fn new(field: Field, fault: Fault) -> Self {
        Self { field, fault }
    }
}

/// What is wrong, with what is expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing was entered.
    #[error("is missing")]
    Missing,
    /// Something was entered that does not belong there.
    #[error("must be left out here")]
    NotHere,
    /// More characters than the certificate can hold.
    #[error("has {is} characters, at most {max} are allowed")]
    TooLong {
        /// The most allowed.
        max: usize,
        /// What was entered.
        is: usize,
    },
    /// A control, an invisible character, or one that turns the reading direction.
    #[error("holds the invisible or control character U+{:04X}, type the text by hand", u32::from(*.0))]
    ForbiddenCharacter(char),
    /// More marks on one letter than any language has.
    #[error("has a letter with more than {max} marks, type the text by hand")]
    TooManyMarks {
        /// The most allowed.
        max: usize,
    },
    /// A letter that no font of the paper has.
    #[error("has a letter (U+{:04X}) that cannot be printed, use Latin letters", u32::from(*.0))]
    NotOnPaper(char),
    /// No rule transliterates this letter.
    #[error("has a letter (U+{:04X}) without a Latin spelling, take the line of the travel document", u32::from(*.0))]
    NoLatinSpelling(char),
    /// Nothing that could stand in a travel document.
    #[error("has no letter")]
    NoLetters,
    /// Not the spelling of a travel document.
    #[error("is not a line of a travel document: letters A to Z, and < between names")]
    NotATransliteration,
    /// Not readable as a date.
    #[error("is not a date, expected is day, month, year such as 12.08.1964")]
    NotADate,
    /// Not readable as a time.
    #[error("is not a time, expected is hour and minute such as 14:32")]
    NotATime,
    /// A date that no calendar has.
    #[error("is a day that does not exist")]
    NoSuchDay,
    /// The hour that the end of summer time repeats.
    #[error("occurs twice on this day, say whether summer or winter time is meant")]
    TimeOccursTwice,
    /// The hour that the beginning of summer time leaves out.
    #[error("does not exist on this day, the clock jumped from 2 to 3")]
    TimeSkipped,
    /// After now.
    #[error("lies in the future")]
    InTheFuture,
    /// The event precedes the person, with the year of two digits read as one of this century.
    #[error(
        "lies after what happened: was the person born in {year}, write the year with four digits"
    )]
    BornAfter {
        /// The other year that it may be.
        year: i16,
    },
    /// The event precedes the person.
    #[error("lies before the date of birth")]
    BeforeBirth,
    /// Before what is possible.
    #[error("is too early, {earliest} is the earliest day")]
    TooEarly {
        /// The earliest day.
        earliest: Date,
    },
    /// After what is possible.
    #[error("is too late, {latest} is the latest day")]
    TooLate {
        /// The latest day.
        latest: Date,
    },
    /// Another day is prescribed.
    #[error("must be {expected}")]
    NotThisDay {
        /// The day that the rule gives.
        expected: Date,
    },
    /// The positive test is too old for a certificate.
    #[error("is more than {days} days ago, no certificate is possible any more")]
    TooLongAgo {
        /// The most days.
        days: i32,
    },
    /// The value set does not have the code.
    #[error("is no code of the value set")]
    UnknownCode,
    /// The value set has retired the code.
    #[error("is a code that must not be issued any more")]
    InactiveCode,
    /// The product belongs to another code.
    #[error("does not belong to the product, expected is {expected}")]
    NotOfTheProduct {
        /// The codes of the product.
        expected: String,
    },
    /// Not readable as a number.
    #[error("is not a number")]
    NotANumber,
    /// A dose or a number of doses of nought.
    #[error("must be at least 1")]
    NoDose,
    /// More doses than anybody has had: a slip of the keys, confirmed or not.
    #[error("is more than {max}, which nobody has had")]
    TooMany {
        /// The most there are.
        max: u32,
    },
    /// More than the series has.
    #[error(
        "is more than the series of {doses}: a booster is written {dose}/{dose}, after Janssen or recovery {dose}/1"
    )]
    MoreThanTheSeries {
        /// The number of this dose.
        dose: u32,
        /// The length of the series.
        doses: u32,
    },
    /// No rule gives these numbers for the product.
    #[error("{}", not_by_rule(*dose, *doses, possible))]
    NotByRule {
        /// The number of this dose.
        dose: u32,
        /// The length of the series.
        doses: u32,
        /// What the rules give for this dose; nothing where they give none.
        possible: String,
    },
    /// The rules give no numbers for what came before.
    #[error("{}", no_numbers(*rule))]
    NoNumbers {
        /// The rule that refuses the dose or leaves it open; nothing where none names it.
        rule: Option<&'static str>,
    },
    /// A stroke instead of a reason.
    #[error("is no reason: say in words why no dose rule gives these numbers")]
    NoReason,
    /// The last valid day is over.
    #[error("is over: a certificate must be valid today or later")]
    Over,
    /// What no rule can decide.
    #[error("{0}")]
    Asked(Question),
    /// Whoever signs here is not made for this kind of certificate.
    #[error("is of a kind of certificate that the signing key here is not made for")]
    NotSigned,
    /// Not two capital letters.
    #[error("is no country code of two capital letters")]
    NotACountry,
    /// Not a location id.
    #[error("is no location id: digits and capital letters only")]
    NotALocation,
}

fn not_by_rule(dose: u32, doses: u32, possible: &str) -> String {
    let given = if possible.is_empty() {
        "none for this dose of this vaccine".to_owned()
    } else {
        format!("{possible} for this dose of this vaccine")
    };
    format!("no dose rule gives {dose}/{doses}: they give {given}; {BY_HAND}")
}

fn no_numbers(rule: Option<&str>) -> String {
    let rule = rule.map_or_else(
        || "no dose rule names this vaccine after it".to_owned(),
        |rule| format!("dose rule {rule} gives no numbers for this vaccine after it"),
    );
    format!("{rule}; {BY_HAND}")
}

/// How numbers that no rule gives are stated all the same.
const BY_HAND: &str = "if they are right all the same, say why in \"reason\", beside dn and sd";
