//! The two steps of the EU's service: what the first gives is wrong, and the second must not sign it.

use std::sync::{Arc, Mutex};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use impftheke::{
    case::{Cause, State},
    domain::Uvci,
    portal::Flow,
    training::signing_keys::TrainingKeys,
};
use serde_json::{Value, json};

use super::{
    counter::{Counter, after, at, entropy, erika, keys, recovered, signer},
    server::{Asked, Sent, Server, written},
};

pub(crate) const JSON: (&str, &str) = ("Content-Type", "application/json");

/// The first answer as it should be, with an identifier of this number.
pub(crate) fn slot(keys: &TrainingKeys, number: u32) -> Value {
    let dgci = Uvci::of_the_reference_service("XX", entropy(number)).unwrap();
    json!({
        "id": format!("{number}_x"), "dgci": dgci.as_str(), "kid": BASE64.encode(signer(keys).kid()),
        "algId": -7, "countryCode": "XX", "expired": after(24 * 300).as_second(),
        "expiredDuration": 31_536_000,
    })
}

/// Signs whatever digest is asked for.
pub(crate) fn signature(keys: &TrainingKeys, asked: &Asked) -> Value {
    let body: Value = serde_json::from_slice(&asked.body).unwrap();
    let digest = BASE64.decode(body["hash"].as_str().unwrap()).unwrap();
    let signature = keys
        .signer
        .sign_digest(&digest.try_into().unwrap())
        .unwrap();
    json!({ "tan": "ABCDEFGH", "signature": BASE64.encode(signature) })
}

pub(crate) fn is_first(asked: &Asked) -> bool {
    asked.path.ends_with("/dgci/issue")
}

/// A service whose first answer the test changes.
fn service(change: impl Fn(&mut Value) + Send + Sync + 'static) -> (Server, Counter) {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let known = vec![signer(&keys)];
    let server = Server::start(move |asked| {
        let answer = if is_first(asked) {
            let mut slot = slot(&keys, 1);
            change(&mut slot);
            slot
        } else {
            signature(&keys, asked)
        };
        Sent::Whole(written(200, &[JSON], answer.to_string().as_bytes()))
    });
    let counter = Counter::new(Flow::Eu, &server.url, known);
    (server, counter)
}

#[test]
fn what_is_right_is_signed_and_ends_with_its_signer_at_the_latest() {
    let (_server, mut counter) = service(|slot| slot["expired"] = 4_000_000_000_i64.into());
    let row = counter.meet(&erika());
    assert_eq!((row.state, row.cause), (State::Ready, None));
    let issued = counter.pipeline.present(row.number, at()).unwrap();
    let content = counter.content(&row);
    let signer = impftheke::trust::Certificate::from_der(&content.signer.unwrap()).unwrap();
    assert_eq!(issued.issuance.expires_at, signer.not_after());
}

#[test]
fn nothing_is_signed_that_could_not_be_let_out() {
    type Change = fn(&mut Value);
    let cases: [(Cause, Change); 9] = [
        (Cause::IdentifierUnfit, |slot| {
            slot["dgci"] = "<script>alert(1)</script>".into();
        }),
        (Cause::IdentifierUnfit, |slot| {
            slot["dgci"] = "x".repeat(80).into();
        }),
        (Cause::IdentifierUnfit, |slot| {
            slot["dgci"] = "URN:UVCI:V1:DE:MNI5SHBAVDC5JWF0WI63I5IQ68".into();
        }),
        (Cause::OtherCountry, |slot| {
            slot["countryCode"] = "DE".into();
        }),
        (Cause::CertificateExpired, |slot| {
            slot["expired"] = 1_600_000_000.into();
        }),
        (Cause::CertificateExpired, |slot| {
            slot["expired"] = after(1).as_second().into();
        }),
        (Cause::CertificateExpired, |slot| {
            slot["expired"] = (-1).into();
        }),
        (Cause::UnknownSigner, |slot| {
            slot["kid"] = BASE64.encode([7; 8]).into();
        }),
        (Cause::WrongFlow, |slot| slot["algId"] = (-37).into()),
    ];
    for (cause, change) in cases {
        let (server, mut counter) = service(change);
        let row = counter.meet(&erika());
        assert_eq!(row.cause, Some(cause));
        assert_ne!(row.state, State::Ready, "{cause:?}");
        assert_eq!((server.asked(), row.lost), (1, 0), "{cause:?}");
    }
}

#[test]
fn one_identifier_is_not_given_to_two_cases_nor_one_that_was_lost() {
    let (server, mut counter) = service(|_| ());
    assert_eq!(counter.meet(&erika()).state, State::Ready);
    let row = counter.meet(&recovered());
    assert_eq!(row.cause, Some(Cause::IdentifierTaken));
    assert_eq!((server.asked(), row.lost), (3, 0));
}

#[test]
fn a_copy_that_was_signed_already_begins_anew_and_its_identifier_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let known = vec![signer(&keys)];
    let steps = Arc::new(Mutex::new(0_u32));
    let server = Server::start(move |asked| {
        let mut step = steps.lock().unwrap();
        *step += 1;
        let (status, answer) = match (is_first(asked), *step) {
            (true, _) => (200, slot(&keys, *step)),
            // Something on the way has sent the first of them twice.
            (false, 2) => (409, json!({ "code": "0x001", "problem": "already signed" })),
            (false, _) => (200, signature(&keys, asked)),
        };
        Sent::Whole(written(status, &[JSON], answer.to_string().as_bytes()))
    });
    let mut counter = Counter::new(Flow::Eu, &server.url, known);
    let row = counter.meet(&erika());
    assert_eq!((row.cause, row.lost), (Some(Cause::LostAnswer), 1));
    assert_eq!(row.state, State::Waiting);
    let identifier = |number| {
        let dgci = Uvci::of_the_reference_service("XX", entropy(number)).unwrap();
        dgci.as_str().to_owned()
    };
    assert_eq!(counter.content(&row).lost, [identifier(1)]);
    let limit = std::time::Duration::from_secs(10);
    let row = counter.attempt(row.number, at(), limit);
    assert_eq!((row.state, row.lost), (State::Ready, 1));
    let content = counter.content(&row);
    assert_eq!(
        (content.lost, content.uvci),
        (vec![identifier(1)], Some(identifier(3)))
    );
}
