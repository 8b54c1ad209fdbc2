//! What a portal would do to every case: the first one meets it, the others wait, and one action sends all on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use impftheke::{
    backoff::Next,
    case::{Cause, PickupNumber, State},
    hcert::{Header, cose},
    issue::{Done, KeyOwner, Route},
    portal::Flow,
    sign::{LocalSigner, Signer as _},
    training::signing_keys::{self, TrainingKeys},
    trust::Certificate,
};
use jiff::SignedDuration;
use serde_json::Value;

use super::{
    counter::{
        Counter, Made, after, at, erika, issuer, keys, made_by_openssl, recovered, signed, signer,
    },
    hash::skeleton,
    server::{Asked, Sent, Server, written},
    two_steps::{JSON, is_first, signature, slot},
};

/// Answers a request while the portal is wrong; `number` is that of the request.
type Wrong = Box<dyn Fn(&Asked, u32) -> Vec<u8> + Send + Sync>;

/// So many cases wait.
const CASES: usize = 6;

/// Has all cases wait for a portal that is wrong, which is then mended.
fn wait_for_one_action(flow: Flow, known: Option<Certificate>, cause: Cause, wrong: Wrong) {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let known = [signer(&keys)].into_iter().chain(known).collect();
    let (mended, of_server) = (Arc::new(AtomicBool::new(false)), Arc::clone(&keys));
    let is_mended = Arc::clone(&mended);
    let count = AtomicU32::new(1);
    let server = Server::start(move |asked| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        Sent::Whole(if is_mended.load(Ordering::Relaxed) {
            right(flow, asked, number, &of_server)
        } else {
            wrong(asked, number)
        })
    });
    let mut counter = Counter::new(flow, &server.url, known);
    let numbers: Vec<PickupNumber> = (0..CASES).map(|_| counter.capture(&erika())).collect();
    counter.work();
    let rows = counter.pipeline.store.rows().unwrap();
    assert_eq!(server.asked(), 1, "{flow:?} {cause:?}");
    assert_eq!(rows[0].cause, Some(cause), "{flow:?}");
    for row in &rows {
        assert_eq!(row.state, State::Waiting, "{flow:?} {cause:?}: {row:?}");
    }
    assert_eq!(counter.pipeline.cause(at()), Some(cause));
    assert!(!counter.pipeline.may_try_at_once(at()), "{cause:?}");

    mended.store(true, Ordering::Relaxed);
    counter.pipeline.try_by_hand(at()).unwrap().unwrap();
    counter.work();
    let mut rows = counter.pipeline.store.rows().unwrap();
    if rows[0].answered {
        // It was signed: whether a second one is made, a person decides for this case alone.
        assert_eq!((rows[0].state, rows[0].attempts), (State::Waiting, 1));
        assert_eq!(server.asked(), CASES, "{cause:?}");
        let first = &numbers[..1];
        counter.pipeline.try_again(first, at()).unwrap().unwrap();
        counter.work();
        rows = counter.pipeline.store.rows().unwrap();
    }
    for row in rows {
        assert_eq!(row.state, State::Ready, "{flow:?} {cause:?}: {row:?}");
    }
    let steps = if flow == Flow::Eu { 2 } else { 1 };
    assert_eq!(server.asked(), 1 + steps * CASES, "{flow:?} {cause:?}");
}

/// What the portal should answer.
fn right(flow: Flow, asked: &Asked, number: u32, keys: &TrainingKeys) -> Vec<u8> {
    match flow {
        Flow::Hash => skeleton(&keys.signer, asked),
        Flow::Issue => whole(&signed(Made::right(number).unsigned(&asked.body), keys)),
        Flow::Eu if is_first(asked) => json(&slot(keys, number)),
        Flow::Eu => json(&signature(keys, asked)),
    }
}

fn whole(text: &str) -> Vec<u8> {
    let headers = [("Content-Type", "application/cbor+base45")];
    written(200, &headers, text.as_bytes())
}

fn json(answer: &Value) -> Vec<u8> {
    written(200, &[JSON], answer.to_string().as_bytes())
}

fn certificate(signer: &LocalSigner) -> Certificate {
    Certificate::from_der(signer.certificate()).unwrap()
}

#[test]
fn a_known_signer_that_may_not_sign_now_is_met_once() {
    for (from, further, cause) in [
        // It ended half a year ago; it begins next month; it ends before the day is over; it signs tests alone.
        ("2020-01-01 00:00:00", &[][..], Cause::SignerNotAllowed),
        ("2022-07-01 00:00:00", &[], Cause::SignerNotAllowed),
        ("2020-06-01 20:00:00", &[], Cause::SignerEndsFirst),
        (
            "2022-01-01 00:00:00",
            &["-addext", "extendedKeyUsage=1.3.6.1.4.1.1847.2021.1.1"],
            Cause::SignerNotAllowed,
        ),
    ] {
        for flow in [Flow::Hash, Flow::Issue, Flow::Eu] {
            let folder = tempfile::tempdir().unwrap();
            let other = made_by_openssl(folder.path(), from, further);
            let (known, own) = (certificate(&other), keys(folder.path()));
            let kid = known.kid();
            let wrong = move |asked: &Asked, number| match flow {
                Flow::Hash => skeleton(&other, asked),
                Flow::Issue => {
                    let unsigned = Made::right(number).unsigned(&asked.body);
                    let signature = other.sign(unsigned.to_be_signed()).unwrap();
                    whole(unsigned.sign_remotely(&kid, &signature).text())
                }
                Flow::Eu => {
                    let mut slot = slot(&own, number);
                    slot["kid"] = BASE64.encode(kid).into();
                    json(&slot)
                }
            };
            wait_for_one_action(flow, Some(known), cause, Box::new(wrong));
        }
    }
}

#[test]
fn whoever_signs_and_until_when_people_are_taken_up() {
    // It ended, it ends before the day is over, it begins next month.
    for from in [
        "2020-01-01 00:00:00",
        "2020-06-01 20:00:00",
        "2022-07-01 00:00:00",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let other = made_by_openssl(folder.path(), from, &[]);
        for flow in [Flow::Hash, Flow::Issue, Flow::Eu] {
            let mut counter = Counter::new(flow, "http://127.0.0.1:9", vec![certificate(&other)]);
            counter.capture(&erika());
        }
        let mut counter = Counter::new(Flow::Hash, "http://127.0.0.1:9", Vec::new());
        let local = Route::local(Arc::new(other), KeyOwner::Training).unwrap();
        counter.pipeline.switch_route(local).unwrap();
        let number = counter.capture(&erika());
        // It waits for other keys, and is not even tried before.
        counter.work();
        let row = counter.pipeline.store.row(number).unwrap();
        assert_eq!((row.state, row.attempts), (State::Waiting, 0), "{from}");
        assert_eq!(counter.pipeline.cause(at()), Some(Cause::KeysUnusable));
        let good = signing_keys::open_or_create(&folder.path().join("good"), at()).unwrap();
        let local = Route::local(Arc::new(good.signer), KeyOwner::Training).unwrap();
        counter.pipeline.switch_route(local).unwrap();
        counter.work();
        let row = counter.pipeline.store.row(number).unwrap();
        assert_eq!(row.state, State::Ready, "{from}");
    }
}

#[test]
fn times_that_help_nobody_are_met_once() {
    for seconds in [-1, 0, 3_600, 24 * 3_600 - 1] {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(folder.path());
        let known = Some(signer(&keys));
        let wrong = move |_: &Asked, number| {
            let mut slot = slot(&keys, number);
            slot["expired"] = (at().as_second() + seconds).into();
            json(&slot)
        };
        wait_for_one_action(Flow::Eu, known, Cause::CertificateExpired, Box::new(wrong));
    }
    type Change = fn(&mut Made);
    let cases: [(Cause, Change); 3] = [
        (Cause::CertificateExpired, |made| {
            (made.issued_at, made.expires_at) = (after(-48), after(-1));
        }),
        (Cause::IssuedInFuture, |made| {
            made.issued_at = at() + SignedDuration::from_mins(10);
        }),
        (Cause::IdentifierUnfit, |made| {
            "1".clone_into(&mut made.uvci);
        }),
    ];
    for (cause, change) in cases {
        let signing = tempfile::tempdir().unwrap();
        // The same keys as the counter knows.
        let keys = keys(signing.path());
        let known = signer(&keys);
        let wrong = move |asked: &Asked, number| {
            let mut made = Made::right(number);
            change(&mut made);
            whole(&signed(made.unsigned(&asked.body), &keys))
        };
        wait_for_one_action(Flow::Issue, Some(known), cause, Box::new(wrong));
    }
}

#[test]
fn another_header_and_a_gateways_refusal_are_met_once() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let known = signer(&keys);
    for with_kid in [true, false] {
        let (keys, kid) = (Arc::clone(&keys), known.kid());
        let wrong = move |asked: &Asked, _| {
            let digest = BASE64.decode(&asked.body).unwrap();
            let signature = keys
                .signer
                .sign_digest(&digest.try_into().unwrap())
                .unwrap();
            let (protected, beside) = if with_kid {
                (Header::es256(kid), Some(&kid[..]))
            } else {
                (Header::AlgorithmOnly, None)
            };
            let protected = cose::protected(protected);
            let skeleton = cose::encode(&protected, beside, &asked.body, &signature);
            written(200, &[("Content-Type", "application/cbor")], &skeleton)
        };
        wait_for_one_action(Flow::Hash, None, Cause::WrongFlow, Box::new(wrong));
    }
    for body in ["Bad Request", "", "<html>400</html>"] {
        let headers = [("Content-Type", "text/plain")];
        let wrong = move |_: &Asked, _| written(400, &headers, body.as_bytes());
        wait_for_one_action(Flow::Hash, None, Cause::NotThePortal, Box::new(wrong));
    }
}

/// Whatever is wrong with what it signs, and however often somebody, or a timer, starts a run or tries all again.
#[test]
fn a_case_is_signed_once_however_often_the_portal_is_tried() {
    type Change = fn(&mut Made);
    let cases: [(Cause, Change); 7] = [
        (Cause::UnknownSigner, |_| ()),
        (Cause::SignerNotAllowed, |made| {
            made.issued_at = after(-24 * 365 * 3);
        }),
        (Cause::SignerEndsFirst, |made| {
            made.expires_at = after(24 * 365 * 3);
        }),
        (Cause::CertificateExpired, |made| {
            (made.issued_at, made.expires_at) = (after(-48), after(-1));
        }),
        (Cause::IssuedInFuture, |made| made.issued_at = after(24)),
        (Cause::IdentifierUnfit, |made| {
            "1".clone_into(&mut made.uvci);
        }),
        (Cause::OtherCountry, |made| {
            made.issuer = issuer("FR");
            made.uvci = made.uvci.replace(":XX:", ":FR:");
        }),
    ];
    for (cause, change) in cases {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(folder.path());
        let known = if cause == Cause::UnknownSigner {
            Vec::new()
        } else {
            vec![signer(&keys)]
        };
        let count = AtomicU32::new(1);
        let server = Server::start(move |asked| {
            let mut made = Made::right(count.fetch_add(1, Ordering::Relaxed));
            change(&mut made);
            let answer = whole(&signed(made.unsigned(&asked.body), &keys));
            // The time goes on, and the portal does not say so.
            let answer = String::from_utf8(answer).unwrap();
            Sent::Whole(answer.replacen("Date: ", "X-Date: ", 1).into_bytes())
        });
        let mut counter = Counter::new(Flow::Issue, &server.url, known);
        for _ in 0..3 {
            counter.capture(&erika());
        }
        for run in 0..8 {
            let now = at() + SignedDuration::from_mins(16 * run);
            if run % 2 == 0 {
                counter.pipeline.try_at_start(now).unwrap().unwrap();
            } else {
                counter.pipeline.try_by_hand(now).unwrap().unwrap();
            }
            if let Next::Deliver(number) = counter.pipeline.next(now).unwrap() {
                let row = counter.attempt(number, now, Duration::from_secs(10));
                assert_eq!(row.cause, Some(cause));
            }
        }
        assert_eq!(server.asked(), 3, "{cause:?}");
        for row in counter.pipeline.store.rows().unwrap() {
            let met = (row.state, row.attempts, row.lost);
            assert_eq!(met, (State::Waiting, 1, 1), "{cause:?}");
            counter.is_kept(&row, cause);
        }
    }
}

/// Nobody is asked again: the answer is there.
#[test]
fn a_kept_answer_comes_out_when_its_time_has_come() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let known = vec![signer(&keys)];
    let server = Server::start(move |asked| {
        let mut made = Made::right(1);
        made.issued_at = at() + SignedDuration::from_mins(20);
        Sent::Whole(whole(&signed(made.unsigned(&asked.body), &keys)))
    });
    let mut counter = Counter::new(Flow::Issue, &server.url, known);
    let row = counter.meet(&erika());
    counter.is_kept(&row, Cause::IssuedInFuture);
    let mut look = |minutes: u32| {
        let now = at() + SignedDuration::from_mins(minutes.into());
        let running = Duration::from_mins(minutes.into());
        counter.pipeline.reconsider(now, running).unwrap()
    };
    assert_eq!(look(1), []);
    let ready = Done {
        number: row.number,
        cause: None,
    };
    assert_eq!(look(20), [ready]);
    let row = counter.pipeline.store.row(row.number).unwrap();
    assert_eq!((row.state, row.lost), (State::Ready, 0));
    assert_eq!(server.asked(), 1);
}

/// Nobody is asked for a recovery that is over, and by the right clock it goes on without anybody's word.
#[test]
fn what_was_over_by_a_clock_that_was_ahead_goes_on_by_the_right_one() {
    for flow in [Flow::Hash, Flow::Issue, Flow::Eu] {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(folder.path());
        let known = vec![signer(&keys)];
        let count = AtomicU32::new(1);
        let server = Server::start(move |asked| {
            let number = count.fetch_add(1, Ordering::Relaxed);
            Sent::Whole(right(flow, asked, number, &keys))
        });
        let mut counter = Counter::new(flow, &server.url, known);
        let mut until_tomorrow = recovered();
        for (member, day) in [
            ("fr", "2021-12-04"),
            ("df", "2022-01-01"),
            ("du", "2022-06-02"),
        ] {
            until_tomorrow["r"][0][member] = day.into();
        }
        let number = counter.capture(&until_tomorrow);
        let row = counter.attempt(number, after(48), Duration::from_secs(10));
        let met = (row.state, row.cause);
        assert_eq!(met, (State::NeedsCorrection, Some(Cause::RecoveryOver)));
        // It is over as long as the clock says so.
        for (now, running, state) in [
            (after(49), 10, State::NeedsCorrection),
            (at(), 20, State::Waiting),
        ] {
            let running = Duration::from_mins(running);
            assert_eq!(counter.pipeline.reconsider(now, running).unwrap(), []);
            let row = counter.pipeline.store.row(number).unwrap();
            assert_eq!(row.state, state, "{flow:?}");
        }
        assert_eq!(server.asked(), 0, "{flow:?}");
        counter.work();
        let row = counter.pipeline.store.row(number).unwrap();
        assert_eq!(row.state, State::Ready, "{flow:?}");
    }
}

/// A service whose counter stands still, or a cache before it.
#[test]
fn an_identifier_given_twice_is_met_once() {
    for flow in [Flow::Issue, Flow::Eu] {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(folder.path());
        let known = vec![signer(&keys)];
        let stands_still = Arc::new(AtomicBool::new(true));
        let of_server = Arc::clone(&stands_still);
        let count = AtomicU32::new(2);
        let server = Server::start(move |asked| {
            let number = if of_server.load(Ordering::Relaxed) {
                1
            } else {
                count.fetch_add(1, Ordering::Relaxed)
            };
            Sent::Whole(right(flow, asked, number, &keys))
        });
        let mut counter = Counter::new(flow, &server.url, known);
        for _ in 0..CASES {
            counter.capture(&erika());
        }
        counter.work();
        let before = server.asked();
        assert_eq!(before, if flow == Flow::Eu { 3 } else { 2 });
        let rows = counter.pipeline.store.rows().unwrap();
        assert_eq!(rows[0].state, State::Ready);
        assert_eq!(rows[1].cause, Some(Cause::IdentifierTaken));
        for row in &rows[1..] {
            assert_eq!(row.state, State::Waiting, "{flow:?}: {row:?}");
        }
        let met = Some(Cause::IdentifierTaken);
        assert_eq!(counter.pipeline.cause(at()), met);

        stands_still.store(false, Ordering::Relaxed);
        counter.pipeline.try_by_hand(at()).unwrap().unwrap();
        counter.work();
        let rows = counter.pipeline.store.rows().unwrap();
        let (kept, others) = (rows[1].clone(), [&rows[..1], &rows[2..]].concat());
        for row in others {
            assert_eq!(row.state, State::Ready, "{flow:?}: {row:?}");
        }
        // In two steps nothing was signed.
        assert_eq!(kept.answered, flow == Flow::Issue);
        if kept.answered {
            counter.is_kept(&kept, Cause::IdentifierTaken);
            let number = [kept.number];
            counter.pipeline.try_again(&number, at()).unwrap().unwrap();
            counter.work();
        }
        let kept = counter.pipeline.store.row(kept.number).unwrap();
        assert_eq!(kept.state, State::Ready, "{flow:?}");
    }
}

/// A service that takes no birth date that is not whole, and does not say so.
#[test]
fn whom_the_portal_refuses_without_a_word_holds_up_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    for (media_type, body) in [
        ("text/plain", "Bad Request"),
        ("application/json", ""),
        ("text/html", "<html>HTTP Status 400</html>"),
    ] {
        let (known, of_server) = (vec![signer(&keys)], Arc::clone(&keys));
        let count = AtomicU32::new(1);
        let server = Server::start(move |asked| {
            let person: Value = serde_json::from_slice(&asked.body).unwrap();
            Sent::Whole(if person["dob"] == "1964-08" {
                written(400, &[("Content-Type", media_type)], body.as_bytes())
            } else {
                let number = count.fetch_add(1, Ordering::Relaxed);
                right(Flow::Issue, asked, number, &of_server)
            })
        });
        let mut counter = Counter::new(Flow::Issue, &server.url, known);
        let mut partial = erika();
        partial["dob"] = "1964-08".into();
        let refused = counter.capture(&partial);
        let others = [counter.capture(&erika()), counter.capture(&erika())];
        counter.work();
        let row = counter.pipeline.store.row(refused).unwrap();
        let met = (row.state, row.cause);
        assert_eq!(met, (State::NeedsCorrection, Some(Cause::Invalid)));
        for number in others {
            let row = counter.pipeline.store.row(number).unwrap();
            assert_eq!(row.state, State::Ready, "{media_type}");
        }
        assert!(counter.pipeline.may_try_at_once(at()), "{media_type}");
        assert_eq!(server.asked(), 3, "{media_type}");
    }
}
