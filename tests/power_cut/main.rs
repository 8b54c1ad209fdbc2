//! The power goes at every moment that matters, and the queue is opened again.
//!
//! A day's work is recorded below the database: each write, truncation, sync and deletion. Then, for every sync point
//! and the moment before it, the disk is laid out as it may be found: what was not synced is lost, arrived, or
//! arrived in part and out of order. The real store opens each of them and must hold what its callers were told.
//!
//! A program of tests of its own: the hook below the database is the whole process's, and a C function.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    reason = "a test that cannot do its work must fail, and shows what it counted"
)]
#![expect(
    unsafe_code,
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    reason = "a file system for SQLite is a table of C functions"
)]

mod disk;
mod replay;

use std::{collections::BTreeMap, path::Path};

use impftheke::{
    backoff::Backoff,
    case::{Cause, Failure, PickupNumber, State, Visit},
    domain::{Draft, Issuer},
    hcert::Header,
    queue::{
        AttemptId, Capture, Error, Note, Obstacle, Prepared, Settled, SigningMode, Store, new_visit,
    },
    vault::MasterKey,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use disk::{Event, Fault};
use replay::{Cut, Fate};

/// What the queue holds: of each case its state, its order, and its certificate; no content once it is erased.
type Held = BTreeMap<PickupNumber, (State, Option<(SigningMode, Option<String>)>)>;

/// A day at the counter, each step noted when the queue has said that it is done.
struct Day {
    store: Store,
    now: Timestamp,
    /// What is held after each step, and when that was.
    told: Vec<(Timestamp, Held)>,
}

impl Day {
    fn begin(folder: &Path, key: &MasterKey) -> Self {
        let now = "2021-06-14T08:00:00Z".parse().unwrap();
        let store = Store::open(folder, key.clone(), now).unwrap().store;
        Self {
            store,
            now,
            told: Vec::new(),
        }
    }

    /// Settles what came back and begins the next attempt: one step.
    fn settle_and_begin(
        &mut self,
        results: &[(AttemptId, Settled)],
        next: PickupNumber,
    ) -> Vec<AttemptId> {
        let now = self.now;
        let mut begun = Vec::new();
        let settled = self.store.settle_and(results, |step| {
            step.set_pace(&Backoff::default())?;
            begun = step.begin(&[next], now, |_| None)?;
            Ok(())
        });
        settled.unwrap();
        begun.into_iter().map(|begun| begun.attempt).collect()
    }

    fn note(&mut self, folder: &Path) {
        disk::told(folder, self.told.len());
        self.told.push((self.now, held(&self.store)));
        self.now += SignedDuration::from_mins(1);
    }

    /// Takes up, tries, settles, hands over, withdraws and erases; every way a case can go.
    fn work(&mut self, folder: &Path) {
        let mut finished = Vec::new();
        for round in 0..8_u8 {
            let visit = (0..=round % 3)
                .map(|case| capture(round * 10 + case))
                .collect();
            let numbers = self.store.capture(new_visit().unwrap(), visit).unwrap();
            self.note(folder);
            let attempts = self.store.begin(&numbers, self.now).unwrap();
            self.note(folder);
            let results: Vec<_> = attempts.iter().map(|attempt| (*attempt, later())).collect();
            let attempts = self.settle_and_begin(&results, numbers[0]);
            self.note(folder);
            self.store
                .settle(&[(attempts[0], ready(attempts[0]))])
                .unwrap();
            self.note(folder);
            finished.push(numbers[0]);
            if round % 2 == 1 {
                self.store.hand_over(&finished, self.now).unwrap();
                self.note(folder);
                finished.clear();
            }
            if let Some(number) = numbers.get(1) {
                self.store.withdraw(&[*number], self.now).unwrap();
                self.note(folder);
            }
            let visit = Visit {
                id: new_visit().unwrap(),
                drafts: vec![draft(round)],
                corrects: None,
                given: Vec::new(),
            };
            self.store.keep_draft(&visit, self.now).unwrap();
            self.note(folder);
            self.store.erase_due(self.now).unwrap();
            self.note(folder);
        }
    }
}

fn draft(seed: u8) -> Draft {
    Draft {
        family_name: format!("Musterfrau {seed} {}", "von ".repeat(usize::from(seed))),
        ..Draft::default()
    }
}

fn capture(seed: u8) -> Capture {
    let now: Timestamp = "2021-06-14T08:00:00Z".parse().unwrap();
    Capture {
        draft: draft(seed),
        issuer: Issuer::new("XX", "DE", "Robert Koch-Institut", "IZ12345A").unwrap(),
        order: SigningMode::Prepared(Prepared {
            payload: vec![seed; 300],
            header: Header::es256([seed; 8]),
            uvci: format!("URN:UVCI:01:XX:IZ12345A/{seed}#A"),
            issued_at: now,
            expires_at: now + SignedDuration::from_hours(24),
        }),
        captured_at: now.to_zoned_datetime(TimeZone::UTC),
        deadline: now + SignedDuration::from_hours(24 * 14),
        corrects: None,
    }
}

fn later() -> Settled {
    Settled::from(Failure::of(Cause::Unavailable))
}

fn ready(attempt: AttemptId) -> Settled {
    Settled::Ready {
        hc1: format!("HC1:{}", attempt.number),
        uvci: format!("URN:UVCI:01:XX:IZ12345A/{}#A", attempt.number),
        signer: Vec::new(),
    }
}

fn held(store: &Store) -> Held {
    let rows = store.rows().unwrap().into_iter();
    rows.map(|row| {
        let content = match store.content(row.number) {
            Ok(content) => Some((content.order, content.hc1)),
            Err(Error::Erased(_)) => None,
            Err(error) => panic!("case {}: {error}", row.number),
        };
        (row.number, (row.state, content))
    })
    .collect()
}

/// What must be found after opening at a moment: attempts taken back, and what was due erased.
fn opened_again(held: &Held, erased_since: &Held) -> Held {
    let mut found = held.clone();
    for (number, (state, content)) in &mut found {
        if *state == State::Sending {
            *state = State::Waiting;
        }
        let gone = erased_since
            .get(number)
            .is_some_and(|(_, content)| content.is_none());
        if state.is_final() && gone {
            *content = None;
        }
    }
    found
}

#[test]
fn whatever_the_queue_has_said_is_safe_survives_a_power_cut_at_any_moment() {
    disk::insert();
    let key = MasterKey::generate().unwrap();
    let folder = tempfile::tempdir().unwrap();
    disk::record(folder.path());
    let mut day = Day::begin(folder.path(), &key);
    day.note(folder.path());
    day.work(folder.path());
    let events = disk::recorded(folder.path());
    let told = day.told;

    let mut cut = Cut::default();
    let (mut last_told, mut moments, mut openings) = (None, 0, 0);
    for event in &events {
        if let Event::Told(count) = event {
            last_told = Some(*count);
        }
        if matches!(event, Event::Sync { .. }) {
            // Just before the sync is done, and with it.
            let chances = (openings..openings + 4).map(Fate::Chance);
            for fate in [Fate::Dropped, Fate::Arrived].into_iter().chain(chances) {
                check(&cut, fate, &key, (&told, last_told));
                openings += 1;
            }
            cut.push(event);
            check(&cut, Fate::Dropped, &key, (&told, last_told));
            (moments, openings) = (moments + 1, openings + 1);
        } else {
            cut.push(event);
        }
    }
    println!(
        "{} steps, {} calls to the disk, power cut at {moments} syncs, {openings} openings",
        told.len(),
        events.len()
    );
    assert!(told.len() >= 40 && moments >= 100, "too little was tried");
}

/// Opens what a cut left, and compares it with what the program had been told before and would have been told next.
fn check(
    cut: &Cut,
    fate: Fate,
    key: &MasterKey,
    (told, last): (&[(Timestamp, Held)], Option<usize>),
) {
    let folder = tempfile::tempdir().unwrap();
    cut.lay_out(folder.path(), fate);
    let next = last.map_or(0, |last| last + 1).min(told.len() - 1);
    let now = told[last.unwrap_or(0)].0;
    let opened = Store::open(folder.path(), key.clone(), now).unwrap();
    let aside = |note: &Note| matches!(note, Note::Saved { .. } | Note::PutBack { .. });
    assert!(!opened.notes.iter().any(aside), "{fate:?}: damaged");
    let found = held(&opened.store);
    let after = &told[next].1;
    let before = last.map(|last| told[last].1.clone()).unwrap_or_default();
    let either = [&before, after].map(|held| opened_again(held, after));
    let also = opened_again(&before, &Held::new());
    assert!(
        either.contains(&found) || found == also,
        "{fate:?} after step {last:?}:\nfound  {found:?}\nbefore {before:?}\nafter  {after:?}"
    );
}

#[test]
fn a_full_disk_is_said_at_opening_and_loses_nothing_later() {
    disk::insert();
    let key = MasterKey::generate().unwrap();
    let folder = tempfile::tempdir().unwrap();
    disk::fail(folder.path(), Some(Fault::Full));
    let error = Store::open(folder.path(), key.clone(), Timestamp::UNIX_EPOCH).unwrap_err();
    assert!(matches!(error, Error::DiskFull), "{error:?}");
    disk::fail(folder.path(), None);
    let mut day = Day::begin(folder.path(), &key);
    let number = day
        .store
        .capture(new_visit().unwrap(), vec![capture(1)])
        .unwrap()[0];
    let before = held(&day.store);
    disk::fail(folder.path(), Some(Fault::Full));
    let captured = day.store.capture(new_visit().unwrap(), vec![capture(2)]);
    assert!(matches!(captured, Err(Error::DiskFull)), "{captured:?}");
    let begun = day.store.begin(&[number], day.now);
    assert!(matches!(begun, Err(Error::DiskFull)), "{begun:?}");
    assert_eq!(held(&day.store), before);
    let now = day.now;
    drop(day);
    // Not even the file for shared memory can be made now.
    let mut opened = Store::open(folder.path(), key, now).unwrap();
    assert_eq!(opened.notes, [Note::CannotWrite(Obstacle::DiskFull)]);
    assert_eq!(held(&opened.store), before);
    let captured = opened.store.capture(new_visit().unwrap(), vec![capture(2)]);
    assert!(matches!(captured, Err(Error::DiskFull)), "{captured:?}");
    disk::fail(folder.path(), None);
    opened.store.try_to_write(now).unwrap();
    opened.store.begin(&[number], now).unwrap();
}

#[test]
fn a_database_that_cannot_be_written_to_is_read() {
    disk::insert();
    let key = MasterKey::generate().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut day = Day::begin(folder.path(), &key);
    day.store
        .capture(new_visit().unwrap(), vec![capture(1)])
        .unwrap();
    let (now, before) = (day.now, held(&day.store));
    drop(day);
    disk::fail(folder.path(), Some(Fault::ReadOnly));
    let mut opened = Store::open(folder.path(), key, now).unwrap();
    assert_eq!(opened.notes, [Note::CannotWrite(Obstacle::ReadOnly)]);
    assert_eq!(held(&opened.store), before);
    let captured = opened.store.capture(new_visit().unwrap(), vec![capture(2)]);
    assert!(matches!(captured, Err(Error::ReadOnly)), "{captured:?}");
    assert!(opened.store.try_to_write(now).is_err());
    disk::fail(folder.path(), None);
    opened.store.try_to_write(now).unwrap();
    assert_eq!(opened.store.obstacle(), None);
    assert_eq!(held(&opened.store), before);
    opened
        .store
        .capture(new_visit().unwrap(), vec![capture(2)])
        .unwrap();
}
