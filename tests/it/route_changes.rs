//! A case that was taken up for one way of signing goes the way that the counter is set up for when its turn comes, and
//! keeps no other case waiting.
//!
//! The portals here offer one flow each: what is sent on the path of another meets a 404, as it does outside.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::{collections::BTreeSet, io, sync::Arc, time::Duration};

use impftheke::{
    backoff::Next,
    case::{Cause, PickupNumber, State, Visit},
    domain::{self, Clock as _, Draft, EventDraft, Issuer, Sampled, TestDraft, TestKind},
    http::{self, Agent},
    issue::{AttemptResult, KeyOwner, Pipeline, Route, Terms, run_in_a_row},
    portal::{Flow, NoLogin, Portal, Settings, Transport, request},
    queue::{Row, SigningMode, Store, new_visit},
    training::{self, Fault, Faults, Options, Running, signing_keys},
    trust::Certificate,
    vault::MasterKey,
};
use jiff::{SignedDuration, Timestamp, ZonedDateTime, tz::TimeZone};
use tempfile::TempDir;

/// How a counter comes by signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    By(Flow),
    Key,
}

const WAYS: [Way; 4] = [
    Way::By(Flow::Hash),
    Way::By(Flow::Issue),
    Way::By(Flow::Eu),
    Way::Key,
];
const NOW: &str = "2021-06-14T08:00:00Z";
/// Nothing answers here.
const NOBODY: &str = "http://127.0.0.1:1";
const LIMIT: Duration = Duration::from_secs(10);
/// So long a customer looks on.
const LOOKS_ON: Duration = Duration::from_secs(8);

/// Ten o'clock, at the counter and at its portal.
#[derive(Debug)]
struct StoppedClock;

impl domain::Clock for StoppedClock {
    fn now(&self) -> ZonedDateTime {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        now().to_zoned_datetime(berlin)
    }

    fn running(&self) -> Duration {
        Duration::ZERO
    }
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// A portal that offers one flow; nothing answers at its address where there is no agent.
struct OneFlow {
    flow: Flow,
    agent: Option<Agent>,
}

impl Transport for OneFlow {
    fn send(&self, request: &http::Request) -> Result<http::Response, http::Error> {
        let Some(agent) = &self.agent else {
            return Err(http::Error::Connect(
                io::ErrorKind::ConnectionRefused.into(),
            ));
        };
        let asked = if request.url.contains("/dgci/issue") {
            Flow::Eu
        } else if request.url.ends_with("/issue/hash") {
            Flow::Hash
        } else {
            Flow::Issue
        };
        if asked == self.flow {
            return agent.send(request);
        }
        Ok(http::Response {
            status: 404,
            headers: Vec::new(),
            body: b"no such service".to_vec(),
        })
    }
}

/// A counter, and the training portal behind the ways of signing.
struct Counter {
    pipeline: Pipeline,
    portal: Running,
    key: MasterKey,
    folder: TempDir,
}

impl Counter {
    fn new(way: Way, faults: Faults) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let portal = training::start(Options {
            port: 0,
            faults,
            keys: keys(&folder),
            issuer: issuer(),
            clock: Arc::new(StoppedClock),
            key: None,
            tls: None,
        })
        .unwrap();
        let key = MasterKey::generate().unwrap();
        let route = route((way, &portal), signers(&folder), &folder);
        Self {
            pipeline: pipeline(&folder, &key, route),
            portal,
            key,
            folder,
        }
    }

    fn route(&self, way: Way) -> Route {
        route((way, &self.portal), signers(&self.folder), &self.folder)
    }

    /// Has nothing answer on this way, whoever asks.
    fn down(&mut self, way: Way) {
        let route = match way {
            Way::Key => Route::Nobody(Cause::KeysUnusable),
            Way::By(flow) => Route::Portal {
                portal: Arc::new(portal_of(NOBODY, OneFlow { flow, agent: None })),
                signers: signers(&self.folder),
            },
        };
        self.pipeline.switch_route(route).unwrap();
    }

    /// Takes another way, in the running program or by a new start.
    fn switch(&mut self, way: Way, starts_again: bool) {
        let route = self.route(way);
        if !starts_again {
            return self.pipeline.switch_route(route).unwrap();
        }
        // Two programs never have the queue at once.
        let elsewhere = tempfile::tempdir().unwrap();
        self.pipeline = pipeline(&elsewhere, &self.key, Route::Nobody(Cause::KeysUnusable));
        self.pipeline = pipeline(&self.folder, &self.key, route);
    }

    fn capture(&mut self, draft: Draft) -> PickupNumber {
        let visit = Visit {
            id: new_visit().unwrap(),
            drafts: vec![draft],
            corrects: None,
            given: Vec::new(),
        };
        let at = StoppedClock.now();
        self.pipeline.capture_visit(visit, &issuer(), &at).unwrap()[0]
    }

    fn begin(&mut self, number: PickupNumber) -> Vec<AttemptResult> {
        let attempts = self.pipeline.start(&[number], now()).unwrap();
        run_in_a_row(attempts, LIMIT)
    }

    /// Has an attempt made at a case, and returns where it stands then.
    fn attempt(&mut self, number: PickupNumber) -> Row {
        let returns = self.begin(number);
        self.pipeline.finish(returns, now(), 0.5).unwrap();
        self.row(number)
    }

    /// A customer is taken up and looks on.
    fn serve(&mut self) -> Row {
        assert!(self.pipeline.may_try_at_once(now()), "she is sent away");
        let number = self.capture(erika());
        let attempts = self
            .pipeline
            .start_for_customer(&[number], now(), LOOKS_ON)
            .unwrap();
        let returns = run_in_a_row(attempts, LIMIT);
        self.pipeline.finish(returns, now(), 0.5).unwrap();
        self.row(number)
    }

    /// Does what is due, one case after the other, as the program does; returns what the cases met.
    fn work_off(&mut self) -> Vec<Cause> {
        let mut met = Vec::new();
        let Next::Deliver(number) = self.pipeline.next(now()).unwrap() else {
            return met;
        };
        let mut attempts = self.pipeline.start(&[number], now()).unwrap();
        for _ in 0..100 {
            if attempts.is_empty() {
                return met;
            }
            let returns = run_in_a_row(attempts, LIMIT);
            let finished = self.pipeline.finish_and_start_next(returns, now(), 0.5);
            let (done, next) = finished.unwrap();
            met.extend(done.into_iter().filter_map(|done| done.cause));
            attempts = next;
        }
        panic!("it never comes to an end");
    }

    fn row(&self, number: PickupNumber) -> Row {
        self.pipeline.store.row(number).unwrap()
    }

    /// What is noted of a case as lost: how many, and by name.
    fn lost(&self, number: PickupNumber) -> (u32, Vec<String>) {
        let content = self.pipeline.content(number).unwrap();
        (self.row(number).lost, content.lost)
    }

    fn shown(&self, number: PickupNumber) -> String {
        let issued = self.pipeline.present(number, now()).unwrap();
        issued.issuance.uvci.as_str().to_owned()
    }

    /// The identifier that is fixed in a case.
    fn fixed(&self, number: PickupNumber) -> String {
        match self.pipeline.content(number).unwrap().order {
            SigningMode::Prepared(fixed) => fixed.uvci,
            SigningMode::ByServer { .. } => panic!("a server chooses it"),
        }
    }
}

fn pipeline(folder: &TempDir, key: &MasterKey, route: Route) -> Pipeline {
    let queue = folder.path().join("queue");
    let store = Store::open(&queue, key.clone(), now()).unwrap().store;
    let terms = Terms {
        deadline: SignedDuration::from_hours(14 * 24),
    };
    Pipeline::new(store, route, terms, (now(), 0.5)).unwrap()
}

fn route((way, portal): (Way, &Running), signers: Arc<[Certificate]>, folder: &TempDir) -> Route {
    match way {
        Way::Key => Route::local(Arc::new(keys(folder).signer), KeyOwner::Training).unwrap(),
        Way::By(flow) => {
            let agent = Agent::new(http::Options {
                loopback: true,
                ..http::Options::default()
            });
            let agent = Some(agent.unwrap());
            Route::Portal {
                portal: Arc::new(portal_of(&portal.url(), OneFlow { flow, agent })),
                signers,
            }
        }
    }
}

fn portal_of(url: &str, transport: OneFlow) -> Portal {
    let settings = Settings {
        url: url.to_owned(),
        flow: transport.flow,
        location: "APO12345".to_owned(),
    };
    Portal::new(settings, Box::new(NoLogin), Box::new(transport))
}

fn keys(folder: &TempDir) -> signing_keys::TrainingKeys {
    signing_keys::open_or_create(&folder.path().join("keys"), now()).unwrap()
}

fn signers(folder: &TempDir) -> Arc<[Certificate]> {
    let pem = keys(folder).certificate_pem;
    Arc::new([Certificate::from_pem_or_der(pem.as_bytes()).unwrap()])
}

fn issuer() -> Issuer {
    Issuer::new("XX", "DE", "Impftheke Training", "APO12345").unwrap()
}

fn erika() -> Draft {
    let request = include_str!("../../packaging/example.json");
    let request = serde_json::from_str(request).unwrap();
    request::read(&request).unwrap().draft
}

fn tested_at(centre: String) -> Draft {
    Draft {
        event: EventDraft::Test(TestDraft {
            kind: Some(TestKind::Naat),
            sampled: Sampled::Typed {
                date: "13.06.2021".to_owned(),
                time: "9:30".to_owned(),
                later_hour: None,
            },
            detected: Some(false),
            centre,
            ..TestDraft::default()
        }),
        ..erika()
    }
}

#[test]
fn what_was_taken_up_for_one_way_is_signed_on_any_other_and_holds_up_nobody() {
    let mut failed = Vec::new();
    for from in WAYS {
        for to in WAYS.into_iter().filter(|to| *to != from) {
            for starts_again in [false, true] {
                let goes = || goes_another_way([from, to], starts_again);
                if std::panic::catch_unwind(goes).is_err() {
                    failed.push((from, to, starts_again));
                }
            }
        }
    }
    assert!(failed.is_empty(), "see above for {failed:?}");
}

fn goes_another_way([from, to]: [Way; 2], starts_again: bool) {
    let mut counter = Counter::new(from, Fault::None.into());
    counter.down(from);
    let mut numbers = vec![counter.capture(erika())];
    if from != Way::Key {
        assert_eq!(
            counter.attempt(numbers[0]).cause,
            Some(Cause::Unreachable),
            "{from:?}"
        );
    }
    numbers.extend([(); 3].map(|()| counter.capture(erika())));
    counter.switch(to, starts_again);

    // One of them is under way before the next customer comes.
    let first = counter.attempt(numbers[1]);
    assert_eq!((first.state, first.cause), (State::Ready, None));
    assert_eq!(counter.pipeline.cause(now()), None);
    assert_eq!(counter.serve().state, State::Ready);
    assert_eq!(counter.work_off(), []);
    assert_eq!(counter.pipeline.cause(now()), None);

    let rows = counter.pipeline.store.rows().unwrap();
    assert_eq!(rows.len(), 5);
    let mut identifiers = BTreeSet::new();
    for row in &rows {
        assert_eq!(row.state, State::Ready, "{row:?}");
        assert!(identifiers.insert(counter.shown(row.number)), "twice");
        assert_eq!(counter.lost(row.number), (0, Vec::new()));
    }
    let log = counter.portal.log();
    let signed = if to == Way::Key { 0 } else { 5 };
    assert_eq!((log.certificates, log.doubles()), (signed, 0));
    assert_eq!(log.answers.get(&404), None);
}

/// A drill has a way of its own, on which every case that waits is tried; it comes back from it as it went.
#[test]
fn what_was_tried_in_a_drill_is_signed_afterwards() {
    for way in WAYS {
        let mut counter = Counter::new(way, Fault::None.into());
        counter.down(way);
        let number = counter.capture(erika());
        counter.down(Way::By(Flow::Hash));
        let tried = counter.attempt(number);
        assert_eq!(tried.cause, Some(Cause::Unreachable), "{way:?}");
        let other = counter.capture(erika());
        counter.switch(way, false);
        assert_eq!(counter.serve().state, State::Ready, "{way:?}");
        assert_eq!(counter.work_off(), [], "{way:?}");
        for number in [number, other] {
            counter.shown(number);
            assert_eq!(counter.lost(number), (0, Vec::new()), "{way:?}");
        }
    }
}

/// The bytes that were fixed may have been signed: on another way the case gets another certificate, and the one that
/// reaches nobody is named. On the same way it is the same one, and nothing is lost.
#[test]
fn what_may_have_been_signed_before_is_named_once_where_the_case_gets_another() {
    for lost in ["lost-answer", "500-after-signing", "wrong-signature"] {
        for (to, named) in [
            (Way::By(Flow::Hash), false),
            (Way::Key, false),
            (Way::By(Flow::Issue), true),
            (Way::By(Flow::Eu), true),
        ] {
            let mut counter = Counter::new(Way::By(Flow::Hash), Faults::named(lost).unwrap());
            let number = counter.capture(erika());
            assert_eq!(counter.attempt(number).state, State::Waiting, "{lost}");
            let old = counter.fixed(number);
            // The last cause alone does not tell it.
            counter.down(Way::By(Flow::Hash));
            let unreachable = counter.attempt(number);
            assert_eq!(unreachable.cause, Some(Cause::Unreachable), "{lost}");
            assert_eq!(counter.lost(number), (0, Vec::new()), "{lost}");
            counter.portal.switch(Fault::None);
            counter.switch(to, false);
            // On the way it changes twice more.
            counter.down(to);
            counter.attempt(number);
            counter.switch(to, true);
            assert_eq!(counter.attempt(number).state, State::Ready, "{lost} {to:?}");
            let expected = if named { vec![old.clone()] } else { Vec::new() };
            let count = u32::from(named);
            assert_eq!(counter.lost(number), (count, expected), "{lost} {to:?}");
            assert_eq!(counter.shown(number) == old, !named, "{lost} {to:?}");
        }
    }
}

/// It was signed on one way by a signer that nobody knew here, who is known on the other: nothing else is signed.
#[test]
fn a_signed_answer_that_proves_right_is_taken_whichever_way_it_came() {
    for from in [Flow::Hash, Flow::Issue] {
        for to in WAYS {
            let mut counter = Counter::new(Way::By(from), Fault::None.into());
            let elsewhere = tempfile::tempdir().unwrap();
            let strangers = signers(&elsewhere);
            let unknown = route((Way::By(from), &counter.portal), strangers, &elsewhere);
            counter.pipeline.switch_route(unknown).unwrap();
            let number = counter.capture(erika());
            let met = counter.attempt(number);
            assert_eq!(met.cause, Some(Cause::UnknownSigner), "{from:?}");
            counter.switch(to, false);
            counter.pipeline.reconsider(now(), Duration::ZERO).unwrap();
            if counter.row(number).state != State::Ready {
                counter.attempt(number);
            }
            let log = counter.portal.log();
            assert_eq!(log.signatures, 1, "{from:?} {to:?}");
            assert_eq!(counter.row(number).state, State::Ready, "{from:?} {to:?}");
            counter.shown(number);
            assert_eq!(counter.lost(number), (0, Vec::new()), "{from:?} {to:?}");
        }
    }
}

/// A person has it signed anew, as nobody will ever know the signer.
#[test]
fn a_signed_answer_that_never_proves_right_is_named_once() {
    for from in [Flow::Hash, Flow::Issue] {
        for to in WAYS.into_iter().filter(|to| *to != Way::By(from)) {
            if (from, to) == (Flow::Hash, Way::Key) {
                // The same bytes, the same certificate.
                continue;
            }
            let faults = Faults::named("other-signer").unwrap();
            let mut counter = Counter::new(Way::By(from), faults);
            let number = counter.capture(erika());
            let met = counter.attempt(number);
            assert_eq!(met.cause, Some(Cause::UnknownSigner), "{from:?}");
            let kept = counter.pipeline.content(number).unwrap();
            let kept = kept.kept_identifier().unwrap();
            counter.portal.switch(Fault::None);
            counter.switch(to, false);
            let tried = counter.pipeline.try_again(&[number], now()).unwrap();
            tried.unwrap();
            assert_eq!(counter.work_off(), [], "{from:?} {to:?}");
            assert_ne!(counter.shown(number), kept, "{from:?} {to:?}");
            assert_eq!(counter.lost(number), (1, vec![kept]), "{from:?} {to:?}");
        }
    }
}

/// Its attempt was taken back, and another is under way on another way: whichever comes first is what the customer gets,
/// and the other is named.
#[test]
fn a_certificate_of_the_way_before_that_comes_late_is_the_customers_or_named() {
    for from in WAYS {
        for to in WAYS.into_iter().filter(|to| *to != from) {
            if [from, to]
                .iter()
                .all(|way| [WAYS[0], WAYS[3]].contains(way))
            {
                continue;
            }
            for late_is_first in [true, false] {
                let mut counter = Counter::new(from, Fault::None.into());
                let number = counter.capture(erika());
                let attempts = counter.pipeline.start(&[number], now()).unwrap();
                let late = run_in_a_row(attempts, LIMIT);
                let under_way = counter.pipeline.store.under_way().unwrap();
                counter.pipeline.store.take_back(&under_way).unwrap();
                counter.switch(to, false);
                let next = counter.begin(number);
                let mut finish = |results| drop(counter.pipeline.finish(results, now(), 0.5));
                let two = if late_is_first {
                    [late, next]
                } else {
                    [next, late]
                };
                two.into_iter().for_each(&mut finish);
                let shown = counter.shown(number);
                let (count, named) = counter.lost(number);
                let what = format!("{from:?} {to:?} {late_is_first}");
                assert_eq!((count, named.len()), (1, 1), "{what}");
                assert_ne!(named[0], shown, "{what}");
            }
        }
    }
}

/// The German service takes 50 characters of a testing centre, the EU's and a key at hand 80.
#[test]
fn what_the_other_way_does_not_take_needs_a_correction_and_keeps_back_nobody() {
    for from in [Way::By(Flow::Eu), Way::Key] {
        for to in [Way::By(Flow::Hash), Way::By(Flow::Issue)] {
            let mut counter = Counter::new(from, Fault::None.into());
            counter.down(from);
            let long = counter.capture(tested_at("Ü".repeat(51)));
            let short = counter.capture(tested_at("Ü".repeat(50)));
            counter.switch(to, false);
            assert_eq!(counter.work_off(), [Cause::NotAcceptable], "{to:?}");
            let states = [long, short].map(|number| counter.row(number).state);
            assert_eq!(states, [State::NeedsCorrection, State::Ready], "{to:?}");
            assert_eq!(counter.serve().state, State::Ready, "{to:?}");
            assert_eq!(counter.portal.log().certificates, 2, "{to:?}");
            // Where it is taken, a person may have it tried again.
            counter.switch(Way::Key, false);
            let tried = counter.pipeline.try_again(&[long], now()).unwrap();
            tried.unwrap();
            assert_eq!(counter.work_off(), [], "{to:?}");
            counter.shown(long);
        }
    }
}

/// It came under way before the way became another, and says nothing of that.
#[test]
fn an_attempt_goes_the_way_that_it_was_begun_for() {
    for from in WAYS {
        for to in WAYS {
            let mut counter = Counter::new(from, Fault::None.into());
            let number = counter.capture(erika());
            let attempts = counter.pipeline.start(&[number], now()).unwrap();
            counter.switch(to, false);
            let returns = run_in_a_row(attempts, LIMIT);
            counter.pipeline.finish(returns, now(), 0.5).unwrap();
            assert_eq!(counter.pipeline.cause(now()), None, "{from:?} {to:?}");
            assert_eq!(counter.serve().state, State::Ready, "{from:?} {to:?}");
            counter.shown(number);
        }
    }
}
