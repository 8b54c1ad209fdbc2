//! What a certificate says of its event, line by line: the key of a label, and the words.

use jiff::civil::Date;

use super::{super::words, issue::test_kind};
use crate::{
    domain::{
        Event, EventDraft, Product, RecoveryDraft, Sampled, TestDraft, VaccinationDraft, date,
        value_set::{self, Set},
    },
    text::Texts,
    ui::view_context::ViewContext,
};

/// One line; without words as long as nobody has typed them.
pub(super) type Row = (&'static str, Option<String>);

/// Returns what a statement says of its event.
pub(super) fn of_event(event: &Event, context: ViewContext<'_>, texts: &Texts) -> Vec<Row> {
    match event {
        Event::Vaccination(vaccination) => {
            let dose = vaccination.dose();
            vaccination_rows(
                Some(vaccination.product()),
                Some((dose.number(), dose.doses())),
                Some(vaccination.date()),
                texts,
            )
        }
        Event::Recovery(recovery) => {
            let days = [
                recovery.first_positive(),
                recovery.valid_from(),
                recovery.valid_until(),
            ];
            recovery_rows(days.map(Some), texts)
        }
        Event::Test(test) => {
            let at = test
                .sampled_at()
                .to_zoned_datetime(context.now.time_zone().clone());
            let mut rows = vec![("field-test-kind", Some(test_kind(texts, test.kind())))];
            rows.extend(name_of_test(test.name(), test.device()));
            rows.extend([
                (
                    "field-sample-date",
                    Some(words::long_date(texts, at.date())),
                ),
                ("field-sample-time", Some(time(at.time()))),
                ("field-test-outcome", Some(outcome(test.detected(), texts))),
            ]);
            rows.extend(test.centre().map(centre_row));
            rows
        }
    }
}

/// Returns what a draft says so far.
pub(super) fn of_draft(event: &EventDraft, today: Date, texts: &Texts) -> Vec<Row> {
    let day = |typed: &str| date::parse(typed, today, date::Century::This).ok();
    match event {
        EventDraft::Vaccination(VaccinationDraft {
            product,
            date,
            dose,
            ..
        }) => {
            let numbers = dose.number().zip(dose.doses(*product));
            vaccination_rows(*product, numbers, day(date), texts)
        }
        EventDraft::Recovery(RecoveryDraft {
            first_positive,
            valid_from,
            valid_until,
        }) => recovery_rows(
            [first_positive, valid_from, valid_until].map(|it| day(it)),
            texts,
        ),
        EventDraft::Test(TestDraft {
            kind,
            name,
            device,
            sampled,
            detected,
            centre,
        }) => {
            let (sampled_date, sampled_time) = match sampled {
                Sampled::Typed { date, time, .. } => (day(date), date::parse_time(time).ok()),
                Sampled::At(_) => (None, None),
            };
            let mut rows = vec![("field-test-kind", kind.map(|kind| test_kind(texts, kind)))];
            rows.extend(name_of_test(filled(name), device.as_deref()));
            rows.extend([
                (
                    "field-sample-date",
                    sampled_date.map(|day| words::long_date(texts, day)),
                ),
                ("field-sample-time", sampled_time.map(time)),
                (
                    "field-test-outcome",
                    detected.map(|detected| outcome(detected, texts)),
                ),
            ]);
            rows.extend(filled(centre).map(centre_row));
            rows
        }
    }
}

fn vaccination_rows(
    product: Option<&Product>,
    dose: Option<(u32, u32)>,
    day: Option<Date>,
    texts: &Texts,
) -> Vec<Row> {
    let maker = product.and_then(|product| value_set::look_up(Set::Manufacturer, &product.ma));
    let dose = dose.map(|(number, doses)| {
        let numbers = [("dose", number.into()), ("doses", doses.into())];
        texts.with("result-dose", &numbers)
    });
    let day = day.map(|day| words::long_date(texts, day));
    vec![
        ("field-product", product.map(|product| product.name.clone())),
        ("result-maker", maker.map(|maker| maker.display.clone())),
        ("field-dose", dose),
        ("field-vaccination-date", day),
    ]
}

fn recovery_rows([first, from, until]: [Option<Date>; 3], texts: &Texts) -> Vec<Row> {
    let words = |day: Option<Date>| day.map(|day| words::long_date(texts, day));
    vec![
        ("field-first-positive", words(first)),
        ("field-valid-from", words(from)),
        ("field-valid-until", words(until)),
    ]
}

fn name_of_test(name: Option<&str>, device: Option<&str>) -> Vec<Row> {
    let device = device.and_then(|code| value_set::look_up(Set::TestDevice, code));
    let name = name.map(|name| ("field-test-name", Some(name.to_owned())));
    let device = device.map(|device| ("field-test-device", Some(device.display.clone())));
    name.into_iter().chain(device).collect()
}

fn centre_row(centre: &str) -> Row {
    ("field-test-centre", Some(centre.to_owned()))
}

fn time(at: jiff::civil::Time) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn outcome(detected: bool, texts: &Texts) -> String {
    texts.get(if detected {
        "outcome-detected"
    } else {
        "outcome-not-detected"
    })
}

fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}
