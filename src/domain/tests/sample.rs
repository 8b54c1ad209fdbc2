//! When a sample was taken: local, meant once, and the same in a request and in the form.

use super::*;

#[test]
fn the_time_of_a_sample_is_local_and_meant_once() {
    let typed = |date: &str, time: &str, later_hour| Sampled::Typed {
        date: date.into(),
        time: time.into(),
        later_hour,
    };
    let faults = |sampled: Sampled| test_faults(|t| t.sampled = sampled);
    assert_eq!(
        faults(typed("25.10.2020", "2:30", None)),
        [(Field::SampleTime, Fault::TimeOccursTwice)]
    );
    let meant = faults(typed("25.10.2020", "2:30", Some(false)));
    assert_eq!(codes(&meant), ["old-sample"]);
    assert_eq!(
        faults(typed("28.03.2021", "2:30", None)),
        [(Field::SampleTime, Fault::TimeSkipped)]
    );
    assert_eq!(
        faults(typed("14.06.2021", "10:01", None)),
        [(Field::SampleDate, Fault::InTheFuture)]
    );
    assert_eq!(
        faults(typed("14.06.2021", "", None)),
        [(Field::SampleTime, Fault::Missing)]
    );
    assert_eq!(
        faults(typed("", "", None)),
        [
            (Field::SampleDate, Fault::Missing),
            (Field::SampleTime, Fault::Missing)
        ]
    );

    let mut draft = erika();
    let sampled = typed("25.10.2020", "2:30", Some(true));
    draft.event = EventDraft::Test(TestDraft { sampled, ..naat() });
    draft.confirmed = ["old-sample".to_owned()].into();
    let statement = draft.parse(&now()).unwrap().into_statement();
    let Event::Test(test) = statement.event() else {
        panic!("a test")
    };
    assert_eq!(test.sampled_at().to_string(), "2020-10-25T01:30:00Z");
}

#[test]
fn the_sample_of_a_request_is_typed_as_the_moment_it_was() {
    let zone = now().time_zone().clone();
    for moment in [
        "2021-06-12T05:05:35Z",
        // Both half past two of the night in which summer time ended, and the hours around.
        "2020-10-24T23:30:00Z",
        "2020-10-25T00:30:00Z",
        "2020-10-25T01:30:00Z",
        "2020-10-25T02:30:00Z",
        "2021-03-28T00:59:00Z",
        "2021-03-28T01:00:00Z",
    ] {
        let at: Timestamp = moment.parse().unwrap();
        let test = TestDraft {
            sampled: Sampled::At(at),
            ..naat()
        };
        let mut draft = Draft {
            event: EventDraft::Test(test),
            ..erika()
        }
        .into_typed(&zone);
        draft.confirmed = ["old-sample".to_owned()].into();
        let EventDraft::Test(TestDraft {
            sampled: Sampled::Typed { .. },
            ..
        }) = &draft.event
        else {
            panic!("a form shows no moment")
        };
        let statement = draft.parse(&now()).unwrap().into_statement();
        let Event::Test(test) = statement.event() else {
            panic!("a test")
        };
        let passed = at.duration_since(test.sampled_at());
        assert!((0..60).contains(&passed.as_secs()), "{moment}");
    }
}
