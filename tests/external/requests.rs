//! Requests of the command line, of several people.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot ask must fail"
)]

use jiff::{Timestamp, ToSpan as _, civil::date};
use serde_json::{Value, json};

/// A request for one dose.
pub(crate) const ERIKA: &str = include_str!("../../packaging/example.json");

/// A request for one dose of a person who is born so many days later, in a vaccination of this place.
pub(crate) fn nth(number: i64) -> String {
    let mut request: Value = serde_json::from_str(ERIKA).unwrap();
    request["dob"] = Value::String(format!("{}", date(1964, 8, 12) + number.days()));
    request.to_string()
}

/// A request for a test that was negative an hour ago.
pub(crate) fn of_a_test() -> String {
    let mut request: Value = serde_json::from_str(ERIKA).unwrap();
    request.as_object_mut().unwrap().remove("v");
    let sampled = Timestamp::from_second(Timestamp::now().as_second() - 3600).unwrap();
    request["t"] = json!([{
        "id": "IZ28215B", "tg": "840539006", "tt": "LP217198-3", "ma": "1232", "sc": sampled.to_string(),
        "tr": "260415000", "tc": "Muster-Apotheke"
    }]);
    request.to_string()
}

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
