//! The queue from outside: cases through every state, and a database that meets everything a disk can do to it.

use std::path::Path;

use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::*;
use crate::{
    domain::{Draft, Issuer, Trouble},
    hcert::Header,
    vault::{MasterKey, file},
};

fn now() -> Timestamp {
    "2021-06-14T09:30:00Z".parse().unwrap()
}

fn after(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn key(folder: &Path) -> MasterKey {
    file::open_or_create(&folder.join("master.key")).unwrap()
}

fn open(folder: &Path, now: Timestamp) -> Opened {
    Store::open(folder, key(folder), now).unwrap()
}

fn store(folder: &Path) -> Store {
    open(folder, now()).store
}

fn draft(family_name: &str) -> Draft {
    Draft {
        family_name: family_name.to_owned(),
        given_name: "Erika Dörte".to_owned(),
        birth_date: "12.08.1964".to_owned(),
        ..Draft::default()
    }
}

fn fixed() -> Order {
    Order::Fixed {
        payload: b"the bytes to be signed".to_vec(),
        header: Header::WithKid(*b"kidkidki"),
        uvci: "URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W".to_owned(),
        issued_at: now(),
        expires_at: after(365 * 24 * 60),
    }
}

fn capture(family_name: &str, order: Order) -> Capture {
    Capture {
        draft: draft(family_name),
        issuer: Issuer::new("DE", "DE", "Robert Koch-Institut", "IZ12345A").unwrap(),
        order,
        captured_at: "2021-06-14T11:30:00.25+02:00[Europe/Berlin]"
            .parse()
            .unwrap(),
        deadline: after(14 * 24 * 60),
        replaces: None,
    }
}

fn take(store: &mut Store, family_name: &str) -> PickupNumber {
    let visit = vec![capture(family_name, fixed())];
    store.capture(visit, now()).unwrap()[0]
}

fn ready() -> Settled {
    Settled::Ready {
        hc1: "HC1:6BF".to_owned(),
        uvci: "URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W".to_owned(),
    }
}

fn finish(store: &mut Store, number: PickupNumber) {
    let attempts = store.begin(&[number], now()).unwrap();
    store.settle(vec![(attempts[0], ready())]).unwrap();
}

#[test]
fn a_case_goes_its_way_and_leaves_no_person_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let content = store.content(number).unwrap();
    assert_eq!(content.draft, draft("Musterfrau"));
    assert_eq!(content.order, fixed());
    let attempts = store.begin(&[number], now()).unwrap();
    assert_eq!(attempts, [Attempt { number, attempt: 1 }]);
    store.settle(vec![(attempts[0], ready())]).unwrap();
    assert_eq!(store.content(number).unwrap().hc1.unwrap(), "HC1:6BF");
    store.hand_over(&[number], now()).unwrap();
    assert_eq!(store.erase_due(after(9)).unwrap(), 0);
    assert!(store.content(number).unwrap().hc1.is_some());
    assert_eq!(store.erase_due(after(10)).unwrap(), 1);
    assert!(matches!(store.content(number), Err(Error::Erased(_))));
    let row = store.row(number).unwrap();
    assert_eq!((row.state, row.done_at), (State::HandedOver, Some(now())));
    assert_eq!(store.rows().unwrap(), [row]);
}
