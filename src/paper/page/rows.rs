//! What the table of each kind says, in the order of the official form.

use super::cover::country;
use crate::{
    domain::{
        DISEASE, Event, Issuer, Recovery, TestKind, TestResult, Vaccination,
        dose::Remark,
        value_set::{self, Set},
    },
    paper::both,
    text::Value,
};

/// A row: its label, what it says, and a remark over the whole width.
pub(super) struct Row {
    /// German and English.
    pub(super) label: [String; 2],
    /// What is read first.
    pub(super) value: String,
    /// The same in English, where it differs.
    pub(super) also: Option<String>,
    /// What explains a puzzling value.
    pub(super) remark: Option<[String; 2]>,
}

/// Lists the rows of a certificate.
pub(super) fn of(event: &Event, issuer: &Issuer) -> Vec<Row> {
    let mut state = "paper-member-state";
    let mut rows = match event {
        Event::Vaccination(vaccination) => {
            state = "paper-member-state-vaccination";
            vaccination_rows(vaccination)
        }
        Event::Recovery(recovery) => recovery_rows(recovery),
        Event::Test(test) => test_rows(test),
    };
    let mut names = country(issuer.place()).into_iter();
    let mut row = plain(state, names.next().unwrap_or_default());
    row.also = names.next();
    rows.push(row);
    rows.push(plain("paper-issuer", issuer.name().to_owned()));
    rows
}

fn vaccination_rows(vaccination: &Vaccination) -> Vec<Row> {
    let product = vaccination.product();
    let numbers: [(&str, Value<'_>); 2] = [
        ("dose", vaccination.dose().number().into()),
        ("doses", vaccination.dose().doses().into()),
    ];
    let mut series = pair("paper-series", both("paper-series-value", &numbers));
    series.remark = vaccination
        .dose()
        .remark()
        .map(|remark| both(key_of(remark), &numbers));
    vec![
        plain("paper-agent", display(Set::Disease, DISEASE)),
        plain(
            "paper-prophylaxis",
            display(Set::Prophylaxis, vaccination.vp()),
        ),
        plain("paper-product", product.name.clone()),
        plain("paper-holder", display(Set::Manufacturer, &product.ma)),
        series,
        plain("paper-vaccinated-on", vaccination.date().to_string()),
    ]
}

/// Returns the key of the sentence that explains a number of doses which puzzles at a border.
fn key_of(remark: Remark) -> &'static str {
    match remark {
        Remark::AfterJanssen => "paper-dose-after-janssen",
        Remark::AfterRecovery => "paper-dose-after-recovery",
        Remark::Booster => "paper-dose-booster",
        Remark::OneShot => "paper-dose-one-shot",
        Remark::Recovered => "paper-dose-recovered",
    }
}

fn recovery_rows(recovery: &Recovery) -> Vec<Row> {
    vec![
        plain("paper-agent-recovered", display(Set::Disease, DISEASE)),
        plain(
            "paper-first-positive",
            recovery.first_positive().to_string(),
        ),
        plain("paper-valid-from", recovery.valid_from().to_string()),
        plain("paper-valid-until", recovery.valid_until().to_string()),
    ]
}

fn test_rows(test: &TestResult) -> Vec<Row> {
    let kind = match test.kind() {
        TestKind::Naat => "paper-test-kind-naat",
        TestKind::RapidAntigen => "paper-test-kind-antigen",
    };
    let outcome = if test.detected() {
        "paper-outcome-detected"
    } else {
        "paper-outcome-not-detected"
    };
    let sampled = test.sampled_at().strftime("%Y-%m-%d %H:%M:%S UTC");
    let mut rows = vec![
        plain("paper-agent", display(Set::Disease, DISEASE)),
        pair("paper-test-kind", both(kind, &[])),
    ];
    rows.extend(
        test.name()
            .map(|name| plain("paper-test-name", name.to_owned())),
    );
    rows.extend(
        test.device()
            .map(|code| plain("paper-test-device", display(Set::TestDevice, code))),
    );
    rows.push(plain("paper-sampled-at", sampled.to_string()));
    rows.push(pair("paper-outcome", both(outcome, &[])));
    rows.extend(
        test.centre()
            .map(|centre| plain("paper-centre", centre.to_owned())),
    );
    rows
}

fn plain(key: &str, value: String) -> Row {
    Row {
        label: both(key, &[]),
        value,
        also: None,
        remark: None,
    }
}

fn pair(key: &str, [value, also]: [String; 2]) -> Row {
    Row {
        also: Some(also),
        ..plain(key, value)
    }
}

/// Returns what a code stands for; a code of no set stands for itself.
fn display(set: Set, code: &str) -> String {
    value_set::look_up(set, code).map_or_else(|| code.to_owned(), |value| value.display.clone())
}
