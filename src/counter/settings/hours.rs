//! What is wrong with opening hours, in the language of whoever typed them.

use jiff::civil::Weekday;

use crate::{
    case::OpeningHoursError,
    text::{Language, Value, texts},
};

/// Says what is wrong with opening hours and what is expected.
pub fn say_hours(language: Language, fault: &OpeningHoursError) -> String {
    let texts = texts(language);
    let about = |key: &str, what: &str| texts.with(key, &[("what", what.into())]);
    let day = |day: &Weekday| texts.get(&format!("slip-day-{}", day.to_monday_one_offset()));
    match fault {
        OpeningHoursError::Missing => texts.get("hours-missing"),
        OpeningHoursError::TooLong { is } => {
            let is = u32::try_from(*is).unwrap_or(u32::MAX);
            texts.with("hours-too-long", &[("is", Value::from(is))])
        }
        OpeningHoursError::Unknown(what) => about("hours-unknown", what),
        OpeningHoursError::NotATime(what) => about("hours-not-a-time", what),
        OpeningHoursError::NoDay(what) => about("hours-no-day", what),
        OpeningHoursError::NoTimes(on) => about("hours-no-times", &day(on)),
        OpeningHoursError::NoEnd(what) => about("hours-no-end", what),
        OpeningHoursError::StrayDash => texts.get("hours-stray-dash"),
        OpeningHoursError::NotAnOpening(what) => about("hours-not-an-opening", what),
        OpeningHoursError::Overlap(on) => about("hours-overlap", &day(on)),
        OpeningHoursError::OpenAndClosed(on) => about("hours-open-and-closed", &day(on)),
        OpeningHoursError::NotAClosing(what) => about("hours-not-a-closing", what),
        OpeningHoursError::NotADate(what) => about("hours-not-a-date", what),
        OpeningHoursError::NotALand(what) => about("hours-not-a-land", what),
        OpeningHoursError::ClosedWhen => texts.get("hours-closed-when"),
    }
}
