//! Every fault of a portal, one after the other: what the case becomes, what staff are told, when it is tried
//! again, and that its certificate comes out once when the fault ends.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use impftheke::{
    app::{SystemClock, portal::signers_of_pem},
    domain::{Class, Clock, Draft, Issuer, PickupNumber, State, Trouble},
    http::{Agent, Options as HttpOptions},
    issue::{Office, Route, Terms, Wish},
    portal::{Flow, NoLogin, Portal, Settings, request},
    queue::{Row, Store, retry::Next},
    sign::training::open_or_create,
    training::{self, Fault, Faults, Running},
    vault::MasterKey,
};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

/// A counter, its portal, and a clock that the test moves.
struct Counter {
    office: Office,
    portal: Running,
    now: Timestamp,
    hand: Hand,
    issuer: Issuer,
    _folder: TempDir,
}

/// The clock of counter and portal, which the test moves.
#[derive(Clone, Debug)]
struct Hand(Arc<Mutex<Timestamp>>);

impl Clock for Hand {
    fn now(&self) -> jiff::ZonedDateTime {
        let now = *self.0.lock().unwrap();
        now.to_zoned_datetime(jiff::tz::TimeZone::UTC)
    }
}

/// Longer than a sound answer takes here, shorter than anybody likes to wait.
const LIMIT: Duration = Duration::from_millis(1_500);

impl Counter {
    fn new(flow: Flow) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemClock.now();
        let hand = Hand(Arc::new(Mutex::new(now.timestamp())));
        let keys = || open_or_create(&folder.path().join("keys"), now.timestamp()).unwrap();
        let signers = signers_of_pem(keys().certificate_pem.as_bytes()).unwrap();
        let issuer = Issuer::new("XX", "DE", "Training", "UEBUNG").unwrap();
        let portal = training::start(training::Options {
            port: 0,
            faults: Faults::named("none").unwrap(),
            keys: keys(),
            issuer: issuer.clone(),
            clock: Arc::new(hand.clone()),
            key: None,
            tls: None,
        })
        .unwrap();
        let agent = Agent::new(HttpOptions {
            loopback: true,
            ..HttpOptions::default()
        });
        let settings = Settings {
            url: portal.url(),
            flow,
            location: "UEBUNG".to_owned(),
        };
        let portal_client = Portal::new(settings, Box::new(NoLogin), Box::new(agent.unwrap()));
        let route = Route::Portal {
            portal: Arc::new(portal_client),
            signers: signers.into(),
        };
        let master = MasterKey::generate().unwrap();
        let store = Store::open(folder.path(), master, now.timestamp()).unwrap();
        let terms = Terms {
            deadline: SignedDuration::from_hours(24 * 14),
        };
        let at = now.timestamp();
        Self {
            office: Office::new(store.store, route, terms, (at, 0.5)).unwrap(),
            portal,
            now: at,
            hand,
            issuer,
            _folder: folder,
        }
    }

    fn set(&mut self, now: Timestamp) {
        self.now = now;
        *self.hand.0.lock().unwrap() = now;
    }

    fn capture(&mut self) -> PickupNumber {
        let example = serde_json::from_str(include_str!("../packaging/example.json")).unwrap();
        let draft: Draft = request::read(&example).unwrap().draft;
        let wish = Wish {
            draft,
            issuer: self.issuer.clone(),
        };
        let now = self.now.to_zoned_datetime(jiff::tz::TimeZone::UTC);
        self.office.capture(&[wish], &now, None).unwrap()[0]
    }

    fn attempt(&mut self, number: PickupNumber) -> Row {
        let errands = self.office.start(&[number], self.now).unwrap();
        let returns = errands
            .iter()
            .map(|errand| errand.run(self.office.route(), LIMIT))
            .collect();
        self.office.finish(returns, self.now, 0.5).unwrap();
        self.office.store.row(number).unwrap()
    }

    /// Moves the clock to the next attempt that the pace allows, and says which case it is for.
    fn wait(&mut self) -> PickupNumber {
        match self.office.next(self.now).unwrap() {
            Next::Deliver(number) => number,
            Next::Wait(until) => {
                assert!(until > self.now);
                self.set(until);
                match self.office.next(self.now).unwrap() {
                    Next::Deliver(number) => number,
                    other => panic!("the wait is over, and yet {other:?}"),
                }
            }
            Next::Idle => panic!("something waits"),
        }
    }
}

/// Each fault, with the trouble that a case meets by hash.
fn expected(name: &str) -> Option<Trouble> {
    Some(match name {
        "refused" | "tls-error" => Trouble::Unreachable,
        "400" => Trouble::Invalid,
        "401" => Trouble::LoginMissing,
        "403" => Trouble::Forbidden,
        "406" => Trouble::NotAcceptable,
        "409" => Trouble::Conflict,
        "429" | "429-retry-seconds" => Trouble::TooMany,
        "500" | "500-after-signing" => Trouble::ServerFault,
        "502" | "503" | "504" | "503-retry-seconds" | "503-retry-date" | "503-retry-absurd" => {
            Trouble::Unavailable
        }
        "hang" | "hang-after-signing" | "slow-headers" | "slow-body" => Trouble::Timeout,
        "html" => Trouble::NotThePortal,
        "lost-answer" | "reset" | "truncated" => Trouble::LostAnswer,
        // By hash the portal can only name another key; the fields are ours.
        "wrong-signature" | "other-signer" | "other-person" | "wrong-fields" => {
            Trouble::OtherSigner
        }
        "wrong-header" => Trouble::OtherContent,
        "clock-wrong" => Trouble::ClockWrong,
        _ => return None,
    })
}

/// Faults that a hash cannot meet, and those that are a course of others.
const ELSEWHERE: [&str; 5] = [
    "none",
    "wrong-id",
    "morning-and-evening",
    "first-day",
    "overload",
];

#[test]
fn every_fault_has_its_state_and_ends_with_one_certificate() {
    let names: BTreeSet<String> = Faults::list().map(|(name, _)| name.to_owned()).collect();
    assert!(names.len() >= Fault::ALL.len());
    for name in &names {
        let Some(trouble) = expected(name) else {
            assert!(ELSEWHERE.contains(&name.as_str()), "{name} is not covered");
            continue;
        };
        println!("{name}");
        let mut counter = Counter::new(Flow::Hash);
        counter.portal.switch(Faults::named(name).unwrap());
        let number = counter.capture();
        let row = counter.attempt(number);
        // Which words a dead line leaves depends on the moment at which it died.
        let alike = [Trouble::Unreachable, Trouble::Tls, Trouble::LostAnswer];
        let met = row.trouble.unwrap();
        let same = met == trouble || (name == "tls-error" && alike.contains(&met));
        assert!(same, "{name}: {met:?}");
        let state = match met.class() {
            Class::Later => State::Waiting,
            Class::Login => State::NeedsLogin,
            Class::Refused | Class::Ask => State::NeedsCorrection,
        };
        assert_eq!(row.state, state, "{name}");
        assert_eq!(
            row.lost, 0,
            "{name}: the same bytes again make no second certificate"
        );
        assert_eq!(row.next_try.is_some(), state == State::Waiting, "{name}");

        counter.portal.switch(Fault::None);
        if state == State::Waiting {
            assert_eq!(counter.wait(), number, "{name}");
        } else {
            // It stops nobody else; a person lets it be tried again.
            let other = counter.capture();
            assert_eq!(counter.wait(), other, "{name}");
            assert_eq!(counter.attempt(other).state, State::Ready, "{name}");
            counter.office.store.try_again(&[number]).unwrap();
        }
        // The clock was said to be wrong; somebody has set it.
        let set = counter.now + SignedDuration::from_mins(1);
        counter.office.tidy(counter.now, Duration::ZERO).unwrap();
        counter
            .office
            .tidy(set, Duration::from_secs(3_600))
            .unwrap();
        let row = counter.attempt(number);
        assert_eq!(row.state, State::Ready, "{name}: {:?}", row.trouble);
        counter.office.present(number).unwrap();
        assert_eq!(counter.portal.log().doubles(), 0, "{name}");
    }
}

#[test]
fn a_lost_answer_by_hash_gives_the_same_certificate_on_the_retry() {
    let mut counter = Counter::new(Flow::Hash);
    counter.portal.switch(Fault::LostAnswer);
    let number = counter.capture();
    counter.attempt(number);
    let lost = counter.portal.log();
    assert_eq!((lost.signatures, lost.signed_again), (1, 0));
    counter.portal.switch(Fault::None);
    let number = counter.wait();
    assert_eq!(counter.attempt(number).state, State::Ready);
    // The portal signed the same bytes twice: one transaction, one identifier.
    let log = counter.portal.log();
    assert_eq!((log.signatures, log.transactions.len()), (2, 1));
    assert_eq!(log.doubles(), 0);
}

#[test]
fn where_the_portal_chooses_the_lost_one_is_noted_and_one_reaches_the_customer() {
    for flow in [Flow::Issue, Flow::Eu] {
        let mut counter = Counter::new(flow);
        let number = counter.capture();
        counter.portal.switch(Fault::FailAfterSigning);
        let row = counter.attempt(number);
        assert_eq!(row.state, State::Waiting, "{flow:?}");
        assert_eq!(row.trouble, Some(Trouble::ServerFault), "{flow:?}");
        counter.portal.switch(Fault::None);
        let number = counter.wait();
        let row = counter.attempt(number);
        assert_eq!(row.state, State::Ready, "{flow:?} {:?}", row.trouble);
        counter.office.present(number).unwrap();
        if flow == Flow::Issue {
            assert_eq!(row.lost, 1);
        }
    }
}

#[test]
fn a_certificate_that_says_something_else_is_kept_and_never_ready() {
    for fault in [
        "wrong-fields",
        "other-person",
        "wrong-id",
        "wrong-signature",
    ] {
        let mut counter = Counter::new(Flow::Issue);
        counter.portal.switch(Faults::named(fault).unwrap());
        let number = counter.capture();
        let row = counter.attempt(number);
        assert_eq!(row.state, State::NeedsCorrection, "{fault}");
        assert!(counter.office.present(number).is_err(), "{fault}");
        let content = counter.office.content(number).unwrap();
        assert!(content.kept.is_some() && content.hc1.is_none(), "{fault}");
        assert_eq!(row.lost, 1, "{fault}");
    }
}

#[test]
fn retry_after_is_a_lower_bound_and_an_absurd_one_is_clamped() {
    for (name, least, most) in [
        ("503-retry-seconds", 120, 7_200 * 2),
        ("503-retry-date", 110, 7_200 * 2),
        ("429-retry-seconds", 60, 7_200 * 2),
        ("503-retry-absurd", 60, 7_200 * 2),
    ] {
        let mut counter = Counter::new(Flow::Hash);
        counter.portal.switch(Faults::named(name).unwrap());
        let number = counter.capture();
        let row = counter.attempt(number);
        let wait = row.next_try.unwrap().duration_since(counter.now).as_secs();
        assert!((least..=most).contains(&wait), "{name}: {wait} s");
        let absurd = counter.office.pace().absurd_retry_after();
        assert_eq!(absurd.is_some(), name == "503-retry-absurd");
    }
}
