//! Every fault of the training portal, met by a whole counter: queue, portal client, network; the clock is the test's.
//!
//! For each fault and each flow: what the case is then, what it met, when it is tried again, that it holds up
//! nobody else, and that its certificate comes out once when the fault ends.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    net::TcpStream,
    sync::{Arc, Mutex},
    time::Duration,
};

use impftheke::{
    backoff::Next,
    case::{Cause, Class, PickupNumber, Scope, State, Visit},
    domain::{self, Clock, Draft, EventDraft, Field, Issuer, Sampled, TestDraft, TestKind},
    http::{self, Agent},
    issue::{Done, Error, Pipeline, Route, Terms, run_in_a_row, work_off},
    portal::{Flow, NoLogin, Portal, Settings, request},
    queue::{Error as QueueError, Row, SigningMode, Store, new_visit},
    training::{
        self, Fault, Faults, Identity, Options, Running, Tls,
        signing_keys::{self, TrainingKeys},
    },
    trust::Certificate,
    vault::MasterKey,
};
use jiff::{SignedDuration, Timestamp, ZonedDateTime, tz::TimeZone};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A clock that counter and portal share, and that only the test moves.
#[derive(Clone)]
struct Hands(Arc<Mutex<Timestamp>>);

impl Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap() = now;
    }
}

impl Clock for Hands {
    fn now(&self) -> ZonedDateTime {
        Self::now(self).to_zoned_datetime(TimeZone::get("Europe/Berlin").unwrap())
    }

    fn running(&self) -> Duration {
        let morning = MORNING.parse().unwrap();
        Duration::try_from(Self::now(self).duration_since(morning)).unwrap_or_default()
    }
}

/// A counter and its portal.
struct Counter {
    pipeline: Pipeline,
    portal: Running,
    hands: Hands,
    limit: Duration,
    /// How often anything was tried.
    tries: u32,
    /// What the counter is set up with.
    flow: Flow,
    roots: Option<Vec<u8>>,
    signers: Vec<Certificate>,
    key: MasterKey,
    folder: TempDir,
}

/// Ten o'clock at the counter, when the portal of the press is down.
const MORNING: &str = "2021-06-14T08:00:00Z";
/// So much of every random wait.
const RANDOM: f64 = 0.5;
/// The wait after a first failure, at [`RANDOM`].
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(504);

impl Counter {
    fn new(flow: Flow, faults: Faults, secure: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let hands = Hands(Arc::new(Mutex::new(MORNING.parse().unwrap())));
        let keys =
            || signing_keys::open_or_create(&folder.path().join("keys"), hands.now()).unwrap();
        let identity = secure.then(|| {
            // TLS goes by the system's clock.
            Identity::open_or_create(&folder.path().join("tls"), Timestamp::now()).unwrap()
        });
        let roots = identity.as_ref().map(|it| fs::read(it.ca()).unwrap());
        let portal = training::start(Options {
            port: 0,
            faults,
            keys: keys(),
            issuer: issuer(),
            clock: Arc::new(hands.clone()),
            key: None,
            tls: identity.map(|identity| Tls {
                identity,
                client_ca: None,
            }),
        })
        .unwrap();
        let signers = vec![signer(&keys())];
        let key = MasterKey::generate().unwrap();
        let route = route((&portal, flow), roots.clone(), &signers);
        Self {
            pipeline: pipeline(&folder, &key, route, hands.now()),
            portal,
            hands,
            limit: Duration::from_secs(10),
            tries: 0,
            flow,
            roots,
            signers,
            key,
            folder,
        }
    }

    /// Ends the program and starts it again, as it is set up now.
    fn start_again(&mut self) {
        let route = route((&self.portal, self.flow), self.roots.clone(), &self.signers);
        self.pipeline = pipeline(&self.folder, &self.key, route, self.hands.now());
    }

    fn capture(&mut self, request: &Value) -> Result<PickupNumber, Error> {
        let draft = request::read(request).unwrap().draft;
        let now = Clock::now(&self.hands);
        let numbers = self
            .pipeline
            .capture_visit(visit_of(draft), &issuer(), &now)?;
        Ok(numbers.first().copied().unwrap())
    }

    /// Does what is due now, if anything is.
    fn step(&mut self) -> Option<Done> {
        let now = self.hands.now();
        let Next::Deliver(number) = self.pipeline.next(now).unwrap() else {
            return None;
        };
        self.tries += 1;
        let errands = self.pipeline.start(&[number], now).unwrap();
        let returns = run_in_a_row(errands, self.limit);
        let mut done = self.pipeline.finish(returns, now, RANDOM).unwrap();
        done.pop()
    }

    /// Does what is due now, one case after the other, as the program does.
    fn work_off(&mut self) {
        let now = self.hands.now();
        let Next::Deliver(number) = self.pipeline.next(now).unwrap() else {
            return;
        };
        let attempts = self.pipeline.start(&[number], now).unwrap();
        let (limit, tries) = (self.limit, &mut self.tries);
        let settle = |pipeline: &mut Pipeline, results| {
            *tries += 1;
            let finished = pipeline.finish_and_start_next(results, now, RANDOM)?;
            Ok::<_, Error>(finished.1)
        };
        work_off(&mut self.pipeline, attempts, || (now, limit), settle).unwrap();
    }

    /// Works, and lets the time pass, until nothing waits.
    fn work(&mut self) {
        self.ask_the_time();
        for _ in 0..1_000 {
            match self.pipeline.next(self.hands.now()).unwrap() {
                Next::Idle | Next::Mend(_) => return,
                Next::Wait(until) => self.hands.set(until),
                Next::Deliver(_) => self.work_off(),
            }
        }
        panic!("it never comes to an end");
    }

    fn ask_the_time(&mut self) {
        let (now, running) = (self.hands.now(), self.hands.running());
        let question = self.pipeline.asks_the_time(now, running);
        if let Some(date) = question.and_then(|question| question.ask(self.limit)) {
            self.pipeline.told_the_time(date, now);
        }
    }

    /// Counts the commits in the write-ahead log, as it is read after a crash (<https://sqlite.org/fileformat2.html#walformat>).
    fn commits(&self) -> usize {
        let log = fs::read(self.folder.path().join("queue/queue.db-wal")).unwrap();
        let (header, frames) = log.split_at(32);
        let page = u32::from_be_bytes(header[8..12].try_into().unwrap());
        let frames = frames.chunks(24 + usize::try_from(page).unwrap());
        // The salts tell what this log holds from what it held before; a commit bears the size of the database.
        let current = frames.take_while(|frame| frame[8..16] == header[16..24]);
        current.filter(|frame| frame[4..8] != [0; 4]).count()
    }

    fn row(&self, number: PickupNumber) -> Row {
        self.pipeline.store.row(number).unwrap()
    }

    /// The portal works from now on, and lets the client take its time.
    fn heal(&mut self) {
        self.portal.switch(Fault::None);
        self.limit = Duration::from_secs(10);
    }

    /// Every case has come out ready, once; whatever else was signed is accounted for.
    fn each_came_out_once(&mut self, flow: Flow) {
        let rows = self.pipeline.store.rows().unwrap();
        let mut identifiers = BTreeSet::new();
        for row in &rows {
            assert_eq!(row.state, State::Ready, "{row:?}");
            let issued = self.pipeline.present(row.number, self.hands.now()).unwrap();
            assert!(
                identifiers.insert(issued.issuance.uvci.as_str().to_owned()),
                "an identifier twice"
            );
            if let SigningMode::Prepared(fixed) = self.pipeline.content(row.number).unwrap().order {
                assert_eq!(issued.issuance.uvci.as_str(), fixed.uvci);
            }
            let again = self.pipeline.start(&[row.number], self.hands.now());
            assert!(
                matches!(again, Err(Error::Queue(QueueError::NotPossible { .. }))),
                "a finished case is tried again"
            );
        }
        let log = self.portal.log();
        let lost: u64 = rows.iter().map(|row| u64::from(row.lost)).sum();
        let ready = rows.len() as u64;
        if flow == Flow::Hash {
            assert_eq!((log.certificates, log.doubles(), lost), (ready, 0, 0));
        } else {
            // No certificate was made that is neither here nor noted as lost.
            assert!(log.certificates <= ready + lost, "{lost} lost, {log:?}");
        }
        let now = self.hands.now();
        for row in rows {
            self.pipeline.store.hand_over(&[row.number], now).unwrap();
            let twice = self.pipeline.store.hand_over(&[row.number], now);
            assert!(twice.is_err(), "handed over twice");
        }
    }
}

fn pipeline(folder: &TempDir, key: &MasterKey, route: Route, now: Timestamp) -> Pipeline {
    let queue = folder.path().join("queue");
    let store = Store::open(&queue, key.clone(), now).unwrap().store;
    let terms = Terms {
        deadline: SignedDuration::from_hours(14 * 24),
    };
    Pipeline::new(store, route, terms, (now, RANDOM)).unwrap()
}

fn route(
    (portal, flow): (&Running, Flow),
    roots: Option<Vec<u8>>,
    signers: &[Certificate],
) -> Route {
    let agent = Agent::new(http::Options {
        roots,
        loopback: true,
        ..http::Options::default()
    });
    let settings = Settings {
        url: portal.url(),
        flow,
        location: "APO12345".to_owned(),
    };
    let portal = Portal::new(settings, Box::new(NoLogin), Box::new(agent.unwrap()));
    Route::Portal {
        portal: Arc::new(portal),
        signers: signers.into(),
    }
}

fn issuer() -> Issuer {
    Issuer::new("XX", "DE", "Impftheke Training", "APO12345").unwrap()
}

fn signer(keys: &TrainingKeys) -> Certificate {
    Certificate::from_pem_or_der(keys.certificate_pem.as_bytes()).unwrap()
}

fn erika() -> Value {
    serde_json::from_str(include_str!("../../packaging/example.json")).unwrap()
}

fn max() -> Value {
    json!({
        "nam": { "fn": "Mustermann", "gn": "Max" },
        "dob": "1960-02-29",
        "r": [{ "id": "APO12345", "tg": "840539006",
            "fr": "2021-03-01", "df": "2021-03-29", "du": "2021-08-28" }]
    })
}

/// A fault, what it means in each of [`FLOWS`], and how many seconds the portal asks to be left alone.
type Line = (&'static str, [Expected; 3], i64);
/// What an attempt meets, and how many certificates may be lost with it; nothing where it comes out ready.
type Expected = Option<(Cause, u32)>;

const FLOWS: [Flow; 3] = [Flow::Hash, Flow::Issue, Flow::Eu];

/// What each fault means.
fn table() -> Vec<Line> {
    use Cause::*;
    // By hash nothing can be lost: every attempt signs the same bytes.
    let same = |cause, lost| [0, lost, lost].map(|lost| Some((cause, lost)));
    // The two steps fail at the first, before there is anything to lose.
    let first_step = |cause| [0, 1, 0].map(|lost| Some((cause, lost)));
    let each = |hash, issue, eu| [Some(hash), Some(issue), Some(eu)];
    let none = |causes: [Cause; 3]| causes.map(|cause| Some((cause, 0)));
    vec![
        ("refused", same(Unreachable, 0), 0),
        ("tls-error", same(Tls, 0), 0),
        // Without a reason: it may be about the person, where one is asked for.
        ("400", none([NotThePortal, Invalid, Invalid]), 0),
        ("401", same(LoginMissing, 0), 0),
        ("403", same(Forbidden, 0), 0),
        ("404", same(NotThePortal, 0), 0),
        ("405", same(NotThePortal, 0), 0),
        // The first of the two steps asks for nothing of a case that could be refused, or be there already.
        ("406", none([NotAcceptable, NotAcceptable, NotThePortal]), 0),
        ("409", none([Conflict, Conflict, NotThePortal]), 0),
        ("415", same(NotThePortal, 0), 0),
        ("429", same(TooMany, 0), 0),
        ("500", first_step(ServerFault), 0),
        ("502", first_step(Unavailable), 0),
        ("503", same(Unavailable, 0), 0),
        ("504", first_step(Unavailable), 0),
        ("hang", first_step(Timeout), 0),
        ("html", first_step(NotThePortal), 0),
        ("firewall", same(NotThePortal, 0), 0),
        ("500-after-signing", same(ServerFault, 1), 0),
        ("hang-after-signing", same(Timeout, 1), 0),
        ("lost-answer", same(LostAnswer, 1), 0),
        ("slow-headers", first_step(Timeout), 0),
        ("slow-body", first_step(Timeout), 0),
        ("reset", first_step(LostAnswer), 0),
        ("truncated", first_step(LostAnswer), 0),
        ("wrong-signature", same(OtherSigner, 1), 0),
        (
            "other-signer",
            each((UnknownSigner, 0), (UnknownSigner, 1), (UnknownSigner, 0)),
            0,
        ),
        (
            "other-person",
            each((OtherSigner, 0), (OtherContent, 1), (OtherSigner, 1)),
            0,
        ),
        (
            "wrong-header",
            each((WrongFlow, 0), (OtherSigner, 1), (UnknownSigner, 0)),
            0,
        ),
        (
            "wrong-fields",
            each((UnknownSigner, 0), (OtherContent, 1), (OtherCountry, 0)),
            0,
        ),
        (
            "wrong-id",
            [None, Some((OtherContent, 1)), Some((NotThePortal, 0))],
            0,
        ),
        // Whoever fixes the time itself is stopped; a server's own is right.
        (
            "clock-wrong",
            [Some((ClockWrong, 0)), None, Some((ClockWrong, 0))],
            0,
        ),
        ("503-retry-seconds", same(Unavailable, 0), 120),
        ("503-retry-date", same(Unavailable, 0), 120),
        ("503-retry-absurd", same(Unavailable, 0), 2 * 3600),
        ("429-retry-seconds", same(TooMany, 0), 60),
    ]
}

/// Those that have a test of their own below.
const OWN_TESTS: [&str; 4] = ["none", "morning-and-evening", "first-day", "overload"];

#[test]
fn every_fault_of_the_list_is_covered() {
    let listed: BTreeSet<&str> = Faults::list().map(|(name, _)| name).collect();
    let covered: BTreeSet<&str> = table()
        .iter()
        .map(|(name, ..)| *name)
        .chain(OWN_TESTS)
        .collect();
    assert_eq!(listed, covered);
}

#[test]
fn a_fault_is_told_holds_up_nobody_and_ends_in_one_certificate_by_hash() {
    meet_all(Flow::Hash);
}

#[test]
fn a_fault_is_told_holds_up_nobody_and_ends_in_one_certificate_by_issue() {
    meet_all(Flow::Issue);
}

#[test]
fn a_fault_is_told_holds_up_nobody_and_ends_in_one_certificate_in_two_steps() {
    meet_all(Flow::Eu);
}

/// Meets each fault of the table, and names all at which something is otherwise.
fn meet_all(flow: Flow) {
    let place = FLOWS.iter().position(|it| *it == flow).unwrap();
    let mut failed = Vec::new();
    for (name, expected, asked) in table() {
        let expected = expected.get(place).copied().unwrap();
        let met = std::panic::catch_unwind(|| meet(name, flow, expected, asked));
        if met.is_err() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "{flow:?}: see above for {failed:?}");
}

fn meet(name: &'static str, flow: Flow, expected: Expected, asked: i64) {
    println!("{flow:?} {name}");
    let faults = Faults::named(name).unwrap();
    let mut counter = Counter::new(flow, faults, name == "tls-error");
    if expected.is_some_and(|(cause, _)| cause == Cause::Timeout) {
        counter.limit = Duration::from_millis(400);
    }
    let first = counter.capture(&erika()).unwrap();
    let second = counter.capture(&max()).unwrap();
    let now = counter.hands.now();
    let done = counter.step();
    let cause = expected.map(|(cause, _)| cause);
    let number = first;
    assert_eq!(done, Some(Done { number, cause }), "{name}");

    let row = counter.row(first);
    let state = match cause.map(Cause::class) {
        None => State::Ready,
        Some(Class::Later | Class::Mend) => State::Waiting,
        Some(Class::Refused | Class::Ask) => State::NeedsCorrection,
    };
    let later = cause.is_some_and(|cause| cause.class() == Class::Later);
    // The counter's own fault: it says nothing of the portal, and nothing is tried before it has gone.
    let clock = name == "clock-wrong";
    let next_try = (later && !clock).then(|| now + FIRST_WAIT + SignedDuration::from_secs(asked));
    let lost = expected.map_or(0, |(_, lost)| lost);
    assert_eq!(
        (row.state, row.cause, row.attempts, row.next_try, row.lost),
        (state, cause, 1, next_try, lost),
        "{name}"
    );
    let absurd = counter.pipeline.pace().absurd_retry_after();
    assert_eq!(absurd.is_some(), name == "503-retry-absurd", "{name}");

    // What is the portal's is all cases': nobody asks it before its time, or before somebody has mended it. What is
    // the case's own holds up nobody.
    let next = match (next_try, state) {
        _ if clock => Next::Idle,
        (Some(until), _) => Next::Wait(until),
        (None, State::Waiting) => Next::Mend(cause.unwrap()),
        (None, _) => Next::Deliver(second),
    };
    assert_eq!(counter.pipeline.next(now).unwrap(), next);
    let waits = state == State::Waiting;
    let at_once = counter.pipeline.may_try_at_once(now);
    assert_eq!(at_once, !waits && !clock, "{name}");
    let of_all = cause.filter(|cause| cause.scope() != Scope::Case);
    let of_all = of_all.or_else(|| clock.then_some(Cause::ClockWrong));
    assert_eq!(counter.pipeline.cause(now), of_all, "{name}");
    // Only a wrong clock keeps a customer from being taken up.
    match counter.capture(&erika()) {
        Err(Error::ClockWrong(off)) if clock => assert_eq!(off.as_mins(), -10),
        Err(error) => panic!("{name}: {error}"),
        Ok(_) => assert!(!clock),
    }

    counter.heal();
    counter.work();
    for row in counter.pipeline.store.rows().unwrap() {
        let still = !later && (row.number == first || waits);
        let expected = if still { state } else { State::Ready };
        // Whoever comes while nothing is tried waits, too.
        assert_eq!(row.state, expected, "{name}: {}", row.number);
    }
    if state != State::Ready && !later {
        assert!(
            counter
                .pipeline
                .present(first, counter.hands.now())
                .is_err(),
            "{name}"
        );
        let now = counter.hands.now();
        counter.pipeline.try_again(&[first], now).unwrap().unwrap();
        counter.work();
    }
    counter.each_came_out_once(flow);
}

/// What stands between every case and the portal, until somebody has mended it.
const SETTLED: [&str; 9] = [
    "401",
    "403",
    "404",
    "405",
    "415",
    "html",
    "firewall",
    "other-signer",
    "wrong-header",
];

/// However many cases wait, and however often the program is started meanwhile, the portal is asked once; then one
/// action of one person sends all of them on.
#[test]
fn what_is_the_portals_is_met_by_one_request_and_mended_by_one_action() {
    for flow in FLOWS {
        let of_this: &[&str] = match flow {
            Flow::Hash => &["400"],
            Flow::Issue => &["other-person", "wrong-fields", "wrong-id"],
            Flow::Eu => &["406", "409"],
        };
        for name in SETTLED.iter().chain(of_this) {
            let mut counter = Counter::new(flow, Faults::named(name).unwrap(), false);
            let numbers: Vec<PickupNumber> =
                (0..8).map(|_| counter.capture(&erika()).unwrap()).collect();
            counter.work_off();
            for minutes in 0..5 {
                counter.start_again();
                let now = counter.hands.now() + SignedDuration::from_secs(45 * minutes);
                counter.hands.set(now);
                let tried = counter.pipeline.try_at_start(now).unwrap();
                assert!(tried.is_err(), "{flow:?} {name}");
                assert!(counter.step().is_none(), "{flow:?} {name}");
                assert!(!counter.pipeline.may_try_at_once(now), "{flow:?} {name}");
            }
            assert_eq!(counter.portal.log().requests, 1, "{flow:?} {name}");
            for row in counter.pipeline.store.rows().unwrap() {
                assert_eq!(row.state, State::Waiting, "{flow:?} {name}: {row:?}");
            }
            counter.heal();
            let now = counter.hands.now();
            let first = &numbers[..1];
            counter.pipeline.try_again(first, now).unwrap().unwrap();
            counter.work();
            counter.each_came_out_once(flow);
        }
    }
}

/// What is slow about a disk is the commit: a queue that is worked off costs one for each case, and one to begin with;
/// one for several where an answer that is lost costs nothing.
#[test]
fn a_case_that_is_worked_off_costs_one_commit_at_most() {
    for flow in FLOWS {
        let mut counter = Counter::new(flow, Faults::default(), false);
        for _ in 0..8 {
            counter.capture(&erika()).unwrap();
        }
        let before = counter.commits();
        counter.work_off();
        // The first alone: whether the portal is well is not known yet. Of the rest a half, and then the other one.
        let settled = if flow == Flow::Hash { 3 } else { 8 };
        assert_eq!(counter.commits() - before, 1 + settled, "{flow:?}");
        counter.each_came_out_once(flow);
    }
}

/// What one case meets may hold for all: of those that were begun together none follows it, and those that were not
/// tried wait as if they had never been begun.
#[test]
fn no_case_follows_one_that_fails() {
    for fault in [
        "401",
        "403",
        "404",
        "429",
        "503",
        "html",
        "other-signer",
        "lost-answer",
        "reset",
    ] {
        no_case_follows(fault, 4);
    }
}

/// The same in a row that was begun while the one before was under way, or is the one before.
#[test]
fn no_row_follows_one_that_fails() {
    for well in [5, 9, 17] {
        no_case_follows("503", well);
    }
}

/// Has the portal fail after so many that went well.
fn no_case_follows(fault: &str, well: usize) {
    let sequence = format!(r#"[{{"fault": "none", "times": {well}}}, {{"fault": "{fault}"}}]"#);
    let faults = Faults::parse(&sequence).unwrap();
    let mut counter = Counter::new(Flow::Hash, faults, false);
    let numbers: Vec<PickupNumber> = (0..well + 9)
        .map(|_| counter.capture(&erika()).unwrap())
        .collect();
    counter.work_off();
    assert_eq!(counter.portal.log().requests, well as u64 + 1, "{fault}");
    let rows: Vec<Row> = numbers.iter().map(|number| counter.row(*number)).collect();
    let (ready, others) = rows.split_at(well);
    assert!(ready.iter().all(|row| row.state == State::Ready), "{fault}");
    assert_eq!(others[0].attempts, 1, "{fault}");
    assert!(others[0].cause.is_some(), "{fault}");
    for row in &others[1..] {
        let as_captured = (State::Waiting, 0, None, None, 0);
        let stands = (row.state, row.attempts, row.cause, row.next_try, row.lost);
        assert_eq!(stands, as_captured, "{fault}");
    }
    counter.heal();
    counter
        .pipeline
        .try_by_hand(counter.hands.now())
        .unwrap()
        .unwrap();
    counter.work();
    counter.each_came_out_once(Flow::Hash);
}

/// A customer may come while cases follow each other, and a portal that takes its time has a line.
#[test]
fn cases_follow_each_other_for_a_moment_only() {
    let sequence = r#"[{"fault": "none", "times": 2}, {"fault": "slow-headers", "pause_ms": 3}]"#;
    let mut counter = Counter::new(Flow::Hash, Faults::parse(sequence).unwrap(), false);
    for _ in 0..12 {
        counter.capture(&erika()).unwrap();
    }
    let now = counter.hands.now();
    let Next::Deliver(number) = counter.pipeline.next(now).unwrap() else {
        panic!("it is due");
    };
    let first = counter.pipeline.start(&[number], now).unwrap();
    let results = run_in_a_row(first, counter.limit);
    let (_, begun) = counter
        .pipeline
        .finish_and_start_next(results, now, RANDOM)
        .unwrap();
    assert_eq!(begun.len(), 4);
    let results = run_in_a_row(begun, counter.limit);
    assert!(counter.pipeline.follow(&results, now).is_empty());
    counter.pipeline.finish(results, now, RANDOM).unwrap();
    assert_eq!(counter.portal.log().requests, 3);
    let rows = counter.pipeline.store.rows().unwrap();
    let of_state = |state| rows.iter().filter(|row| row.state == state).count();
    assert_eq!([State::Ready, State::Waiting].map(of_state), [3, 9]);
}

/// A certificate whose signer was not known is not made a second time: it is there when the signer is made known.
#[test]
fn a_signer_made_known_lets_the_kept_answer_out_and_all_others_go_on() {
    for flow in FLOWS {
        let mut counter = Counter::new(flow, Faults::default(), false);
        let known = counter.signers.clone();
        let elsewhere = tempfile::tempdir().unwrap();
        let stranger =
            signing_keys::open_or_create(&elsewhere.path().join("keys"), counter.hands.now())
                .unwrap();
        counter.signers = vec![signer(&stranger)];
        counter.start_again();
        for _ in 0..3 {
            counter.capture(&erika()).unwrap();
        }
        while counter.step().is_some() {}
        // The EU's service names its key before anything is signed.
        let signed = u64::from(flow != Flow::Eu);
        assert_eq!(counter.portal.log().signatures, signed, "{flow:?}");
        counter.signers = known;
        counter.start_again();
        let (now, running) = (counter.hands.now(), counter.hands.running());
        counter.pipeline.reconsider(now, running).unwrap();
        assert_eq!(counter.portal.log().signatures, signed, "{flow:?}");
        counter.work();
        assert_eq!(counter.portal.log().signatures, 3, "{flow:?}");
        assert!(
            counter
                .pipeline
                .store
                .rows()
                .unwrap()
                .iter()
                .all(|row| row.lost == 0)
        );
        counter.each_came_out_once(flow);
    }
}

/// What was lost is no answer that is kept: a case that then meets a signer that nobody knows, before anything is signed,
/// goes on with all others.
#[test]
fn a_case_that_has_lost_an_answer_waits_for_no_signer_of_it() {
    let faults = r#"[{"fault": "none", "times": 1}, {"fault": "lost-answer", "times": 1}, {"fault": "other-signer"}]"#;
    let mut counter = Counter::new(Flow::Eu, Faults::parse(faults).unwrap(), false);
    let number = counter.capture(&erika()).unwrap();
    counter.capture(&max()).unwrap();
    let meet = |cause| {
        let cause = Some(cause);
        Some(Done { number, cause })
    };
    assert_eq!(counter.step(), meet(Cause::LostAnswer));
    let Next::Wait(until) = counter.pipeline.next(counter.hands.now()).unwrap() else {
        panic!("it waits for its time");
    };
    counter.hands.set(until);
    assert_eq!(counter.step(), meet(Cause::UnknownSigner));
    let row = counter.row(number);
    assert_eq!(
        (row.state, row.lost, row.answered),
        (State::Waiting, 1, false)
    );
    counter.heal();
    let now = counter.hands.now();
    counter.pipeline.try_by_hand(now).unwrap().unwrap();
    counter.work();
    counter.each_came_out_once(Flow::Eu);
}

#[test]
fn none_gives_the_certificate_at_once_and_a_slow_portal_gives_it_within_the_limit() {
    for flow in FLOWS {
        for faults in [
            r#""none""#,
            r#"[{"fault": "slow-headers", "pause_ms": 1}]"#,
            r#"[{"fault": "slow-body", "pause_ms": 1}]"#,
        ] {
            let mut counter = Counter::new(flow, Faults::parse(faults).unwrap(), false);
            let number = counter.capture(&erika()).unwrap();
            let cause = None;
            let done = counter.step();
            assert_eq!(done, Some(Done { number, cause }), "{flow:?} {faults}");
            counter.each_came_out_once(flow);
        }
    }
}

#[test]
fn a_lost_answer_by_hash_gives_the_same_certificate_identifier_and_bytes_again() {
    for fault in [
        "lost-answer",
        "hang-after-signing",
        "500-after-signing",
        "reset",
        "truncated",
    ] {
        let mut counter = Counter::new(Flow::Hash, Faults::named(fault).unwrap(), false);
        counter.limit = Duration::from_millis(400);
        let number = counter.capture(&erika()).unwrap();
        let before = counter.pipeline.content(number).unwrap();
        assert!(counter.step().unwrap().cause.is_some(), "{fault}");
        assert_eq!(counter.portal.log().signatures, 1, "{fault}");
        counter.heal();
        counter.work();
        let after = counter.pipeline.content(number).unwrap();
        assert!(before.order == after.order, "{fault}");
        let log = counter.portal.log();
        let counts = (log.signatures, log.certificates, log.signed_again);
        assert_eq!(counts, (2, 1, 1), "{fault}");
        counter.each_came_out_once(Flow::Hash);
    }
}

fn visit_of(draft: Draft) -> Visit {
    Visit {
        id: new_visit().unwrap(),
        drafts: vec![draft],
        corrects: None,
        given: Vec::new(),
    }
}

/// The German API takes 50 characters of a testing centre, a certificate 80: it is said before it is captured.
#[test]
fn a_testing_centre_too_long_for_the_portal_is_refused_at_the_counter() {
    for (flow, max) in FLOWS.into_iter().zip([50, 50, 80]) {
        let mut counter = Counter::new(flow, Faults::from(Fault::None), false);
        let now = Clock::now(&counter.hands);
        let mut capture = |length| {
            let mut draft = request::read(&erika()).unwrap().draft;
            draft.event = tested_at("Ü".repeat(length));
            let faults = counter.pipeline.parse(draft.clone(), &now).err();
            let pipeline = &mut counter.pipeline;
            let captured = pipeline.capture_visit(visit_of(draft), &issuer(), &now);
            assert_eq!(captured.is_err(), faults.is_some(), "{flow:?}");
            faults
        };
        assert_eq!(capture(max), None, "{flow:?}");
        let is = max + 1;
        let too_long = domain::Error {
            field: Field::TestCentre,
            fault: domain::Fault::TooLong { max, is },
        };
        assert_eq!(capture(is), Some(vec![too_long]), "{flow:?}");
        assert_eq!(counter.step().unwrap().cause, None, "{flow:?}");
    }
}

fn tested_at(centre: String) -> EventDraft {
    EventDraft::Test(TestDraft {
        kind: Some(TestKind::Naat),
        sampled: Sampled::Typed {
            date: "13.06.2021".to_owned(),
            time: "9:30".to_owned(),
            later_hour: None,
        },
        detected: Some(false),
        centre,
        ..TestDraft::default()
    })
}

#[test]
fn where_the_portal_chooses_the_identifier_what_was_lost_is_counted_and_never_comes_back() {
    for (flow, doubles) in [(Flow::Issue, 1), (Flow::Eu, 0)] {
        let faults = r#"[{"fault": "lost-answer", "times": 4}]"#;
        let mut counter = Counter::new(flow, Faults::parse(faults).unwrap(), false);
        let number = counter.capture(&erika()).unwrap();
        counter.work();
        let row = counter.row(number);
        let log = counter.portal.log();
        // Each of the two steps meets a fault of its own; only the second loses anything.
        let lost = if flow == Flow::Eu { 2 } else { 4 };
        assert_eq!((row.state, row.lost), (State::Ready, lost), "{flow:?}");
        assert_eq!(log.certificates, u64::from(lost) + 1, "{flow:?}");
        // The service makes a new certificate under the same name of the transaction: known, and told.
        assert_eq!(log.doubles(), doubles, "{flow:?}");
        assert_eq!(counter.pipeline.store.rows().unwrap().len(), 1);
        counter.each_came_out_once(flow);
    }
}

#[test]
fn morning_and_evening_a_case_of_ten_o_clock_is_ready_soon_after_five() {
    let mut counter = Counter::new(
        Flow::Hash,
        Faults::named("morning-and-evening").unwrap(),
        false,
    );
    let number = counter.capture(&erika()).unwrap();
    counter.work();
    assert_eq!(counter.row(number).state, State::Ready);
    let ready = Clock::now(&counter.hands);
    assert!((17..19).contains(&ready.hour()), "{ready}");
    // Seven hours are bridged with a look now and then, not with a storm.
    assert!(counter.tries <= 25, "{} tries", counter.tries);
    counter.each_came_out_once(Flow::Hash);
}

#[test]
fn first_day_every_case_of_it_comes_out_once() {
    let (_, json) = Faults::NAMED
        .into_iter()
        .find(|(name, _)| *name == "first-day")
        .unwrap();
    let mut json: Value = serde_json::from_str(json).unwrap();
    for (flow, seed) in [(Flow::Hash, 1), (Flow::Issue, 2), (Flow::Eu, 3)] {
        json.as_object_mut()
            .unwrap()
            .insert("seed".to_owned(), seed.into());
        let faults = Faults::parse(&json.to_string()).unwrap();
        let mut counter = Counter::new(flow, faults, false);
        counter.limit = Duration::from_millis(400);
        for request in [erika(), max()].iter().cycle().take(12) {
            counter.capture(request).unwrap();
        }
        counter.work();
        assert!(
            counter.portal.log().faults.len() >= 3,
            "{flow:?}: a day without faults"
        );
        counter.each_came_out_once(flow);
    }
}

#[test]
fn overload_turns_the_case_away_until_the_crowd_is_gone() {
    let mut counter = Counter::new(Flow::Hash, Faults::named("overload").unwrap(), false);
    let number = counter.capture(&erika()).unwrap();
    let crowd: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut line = TcpStream::connect(counter.portal.address()).unwrap();
            line.write_all(b"GET / HTTP/1.1\r\nHost: crowd\r\n\r\n")
                .unwrap();
            line
        })
        .collect();
    while counter.portal.log().requests < 200 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let cause = Some(Cause::Unavailable);
    assert_eq!(counter.step(), Some(Done { number, cause }));
    let now = counter.hands.now();
    let until = now + FIRST_WAIT;
    assert_eq!(counter.row(number).next_try, Some(until));
    drop(crowd);
    counter.heal();
    counter.work();
    assert_eq!(counter.row(number).attempts, 2);
    counter.each_came_out_once(Flow::Hash);
}

#[test]
fn an_answer_of_another_portal_says_nothing_of_this_one() {
    let faults = Faults::named("503").unwrap();
    let mut counter = Counter::new(Flow::Hash, faults, false);
    let number = counter.capture(&erika()).unwrap();
    let now = counter.hands.now();
    let errands = counter.pipeline.start(&[number], now).unwrap();
    let returns = run_in_a_row(errands, counter.limit);
    // Meanwhile the drill is over, or somebody has set another portal up.
    let other = Counter::new(Flow::Hash, Fault::None.into(), false);
    let usual = route((&other.portal, Flow::Hash), None, &other.signers);
    counter.pipeline.switch_route(usual).unwrap();
    counter.pipeline.finish(returns, now, RANDOM).unwrap();
    assert_eq!(counter.pipeline.pace().cause(), None);
    assert!(counter.pipeline.may_try_at_once(now));
    assert_eq!(counter.pipeline.next(now).unwrap(), Next::Deliver(number));
}
