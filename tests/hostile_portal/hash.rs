//! A signed hash: the end was fixed before the signer was known, and must not be later than the signer's.

use std::{path::Path, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use impftheke::{
    case::{Cause, State},
    hcert::{Header, cose},
    portal::Flow,
    sign::{LocalSigner, Signer as _},
    training::signing_keys::TrainingKeys,
    trust::Certificate,
};

use super::{
    counter::{Counter, after, at, erika, keys, keys_of, made_by_openssl, recovered, signer},
    server::{Asked, Sent, Server, written},
};

const LIMIT: Duration = Duration::from_secs(10);

pub(crate) fn skeleton(signer: &LocalSigner, asked: &Asked) -> Vec<u8> {
    let digest: [u8; 32] = BASE64.decode(&asked.body).unwrap().try_into().unwrap();
    let signature = signer.sign_digest(&digest).unwrap();
    let protected = cose::protected(Header::AlgorithmOnly);
    let kid = Certificate::from_der(signer.certificate()).unwrap().kid();
    let skeleton = cose::encode(&protected, Some(&kid), &asked.body, &signature);
    written(200, &[("Content-Type", "application/cbor")], &skeleton)
}

fn signing(keys: Arc<TrainingKeys>) -> Server {
    Server::start(move |asked| Sent::Whole(skeleton(&keys.signer, asked)))
}

/// Keys that end in 330 days, before a certificate of today would.
fn ending(folder: &Path) -> Arc<TrainingKeys> {
    keys_of(folder, after(-24 * 400))
}

#[test]
fn a_case_captured_without_a_signer_is_finished_once_one_is_known_and_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let keys = ending(folder.path());
    let server = signing(Arc::clone(&keys));
    let mut counter = Counter::new(Flow::Hash, &server.url, Vec::new());
    let row = counter.meet(&erika());
    counter.is_kept(&row, Cause::UnknownSigner);
    counter.know(vec![signer(&keys)]);
    if row.state != State::Waiting {
        counter
            .pipeline
            .try_again(&[row.number], at())
            .unwrap()
            .unwrap();
    }
    let row = counter.attempt(row.number, at(), LIMIT);
    assert_eq!((row.state, row.cause), (State::Ready, None));
    let issued = counter.pipeline.present(row.number, at()).unwrap();
    assert_eq!(issued.issuance.expires_at, keys.not_after);
    assert_eq!(server.asked(), 2);
}

#[test]
fn a_case_that_would_outlive_the_signer_that_signed_is_asked_for_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (short, long) = (ending(folder.path()), keys(folder.path()));
    let server = signing(Arc::clone(&short));
    let mut counter = Counter::new(Flow::Hash, &server.url, vec![signer(&long), signer(&short)]);
    let row = counter.meet(&erika());
    assert_eq!(row.state, State::Waiting, "it is asked for anew");
    let first = counter.content(&row);
    let row = counter.attempt(row.number, at(), LIMIT);
    assert_eq!(row.state, State::Ready);
    let issued = counter.pipeline.present(row.number, at()).unwrap();
    assert_eq!(issued.issuance.expires_at, short.not_after);
    // The certificate of the first answer reaches nobody, and is named.
    let lost = counter.content(&row).lost;
    assert_eq!(lost.len(), 1);
    assert_ne!(lost[0], issued.issuance.uvci.as_str());
    assert!(first.hc1.is_none());
}

#[test]
fn a_case_that_waited_while_the_signers_changed_bears_a_time_of_its_signer() {
    let folder = tempfile::tempdir().unwrap();
    let new = made_by_openssl(folder.path(), "2022-06-02 00:00:00", &[]);
    let known = Certificate::from_der(new.certificate()).unwrap();
    // A portal that does not say what time it is, for two days pass.
    let server = Server::start(move |asked| {
        let answer = skeleton(&new, asked);
        let date = b"Date: ";
        let at = answer.windows(date.len()).position(|some| some == date);
        let at = at.unwrap();
        Sent::Whole([&answer[..at], b"X-", &answer[at..]].concat())
    });
    let mut counter = Counter::new(Flow::Hash, &server.url, vec![signer(&keys(folder.path()))]);
    let number = counter.capture(&erika());
    counter.know(vec![known]);
    let late = after(48);
    let row = counter.attempt(number, late, LIMIT);
    assert_ne!(
        row.state,
        State::Ready,
        "captured before the signer was valid"
    );
    let row = counter.attempt(number, late, LIMIT);
    assert_eq!(row.state, State::Ready);
    let issued = counter.pipeline.present(number, late).unwrap();
    assert_eq!(issued.issuance.issued_at, late);
}

/// A recovery is certified on its last day yet, by the day at the counter, and on none after it.
#[test]
fn what_was_over_before_it_was_sent_is_not_even_asked_for() {
    for flow in [Flow::Hash, Flow::Issue, Flow::Eu] {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(folder.path());
        let server = signing(Arc::clone(&keys));
        let mut counter = Counter::new(flow, &server.url, vec![signer(&keys)]);
        let number = counter.capture(&recovered());
        // The first minute after it, months later, of which somebody says that the clock is right.
        let late = "2022-10-18T00:00:00+02:00".parse().unwrap();
        counter.pipeline.believe_the_clock(late).unwrap();
        let row = counter.attempt(number, late, LIMIT);
        assert_eq!(row.cause, Some(Cause::RecoveryOver), "{flow:?}");
        assert_eq!((row.state, server.asked()), (State::NeedsCorrection, 0));
        // It holds up nobody.
        assert!(counter.pipeline.may_try_at_once(late), "{flow:?}");
    }
}
