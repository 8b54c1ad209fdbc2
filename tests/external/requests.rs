//! Requests of the command line, of several people.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot ask must fail"
)]

use jiff::{ToSpan as _, civil::date};
use serde_json::Value;

/// A request for one dose.
pub(crate) const ERIKA: &str = include_str!("../../packaging/example.json");

/// An array of requests, the same dose for so many people of one name, each born a day after the one before: one
/// person would be asked about having it twice.
pub(crate) fn of_people(count: usize) -> String {
    let born = date(1964, 8, 12);
    let days = (0..).map(|day: i64| born + day.days());
    let request = |born| {
        let mut request: Value = serde_json::from_str(ERIKA).unwrap();
        request["dob"] = Value::String(format!("{born}"));
        request
    };
    Value::Array(days.take(count).map(request).collect()).to_string()
}
