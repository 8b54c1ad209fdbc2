//! Whole certificates: well signed, and wrong in what they say.

use std::sync::{Arc, Mutex};

use impftheke::{
    case::{Cause, State},
    hcert::{Header, Unsigned},
    issue::run_in_a_row,
    portal::Flow,
    sign::Signer as _,
    training::signing_keys::TrainingKeys,
    trust::Certificate,
};
use jiff::SignedDuration;

use super::{
    counter::{
        Counter, Made, after, at, erika, issuer, keys, made_by_openssl, recovered, signed, signer,
    },
    server::{Sent, Server, written},
};

/// Answers with whatever the test makes of a request, well signed by nobody but the test.
fn answering(text: impl Fn(&[u8]) -> String + Send + Sync + 'static) -> Server {
    Server::start(move |asked| {
        let headers = [("Content-Type", "application/cbor+base45")];
        Sent::Whole(written(200, &headers, text(&asked.body).as_bytes()))
    })
}

/// Has one certificate made that is otherwise right, and sees that it is kept under this name.
fn refused(cause: Cause, change: impl Fn(&mut Made, &TrainingKeys) + Send + Sync + 'static) {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let known = vec![signer(&keys)];
    let server = answering(move |asked| {
        let mut made = Made::right(1);
        change(&mut made, &keys);
        signed(made.unsigned(asked), &keys)
    });
    let mut counter = Counter::new(Flow::Issue, &server.url, known);
    let row = counter.meet(&erika());
    counter.is_kept(&row, cause);
}

#[test]
fn a_certificate_that_is_right_becomes_ready() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let known = vec![signer(&keys)];
    let server = answering(move |asked| signed(Made::right(1).unsigned(asked), &keys));
    let mut counter = Counter::new(Flow::Issue, &server.url, known);
    let row = counter.meet(&erika());
    assert_eq!((row.state, row.cause), (State::Ready, None));
    let issued = counter.pipeline.present(row.number, at()).unwrap();
    assert_eq!(issued.issuance.uvci.as_str(), Made::right(1).uvci);
}

#[test]
fn times_that_do_not_hold_now_are_refused() {
    refused(Cause::CertificateExpired, |made, _| {
        (made.issued_at, made.expires_at) = (after(-48), after(-1));
    });
    refused(Cause::CertificateExpired, |made, _| {
        (made.issued_at, made.expires_at) = (after(-1), at());
    });
    refused(Cause::IssuedInFuture, |made, _| {
        made.issued_at = at() + SignedDuration::from_mins(10);
    });
    refused(Cause::SignerEndsFirst, |made, keys| {
        made.expires_at = keys.not_after + SignedDuration::from_secs(1);
    });
    refused(Cause::SignerNotAllowed, |made, keys| {
        made.issued_at = keys.not_before - SignedDuration::from_secs(1);
    });
}

#[test]
fn a_real_country_in_training_and_no_country_at_all_are_refused() {
    for country in ["DE", "FR", "YY"] {
        refused(Cause::OtherCountry, move |made, _| {
            made.issuer = issuer(country);
            made.uvci = made.uvci.replace(":XX:", &format!(":{country}:"));
        });
    }
    for (from, to) in [
        // Claim `iss` with a text that is no country, and none at all but a claim that nobody knows.
        (&b"\x01\x62XX"[..], &b"\x01\x62<>"[..]),
        (b"\x01\x62XX", b"\x02\x62XX"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(folder.path());
        let known = vec![signer(&keys)];
        let server = answering(move |asked| {
            let payload = Made::right(1).unsigned(asked).payload().to_vec();
            let at = payload.windows(from.len()).position(|some| some == from);
            let at = at.unwrap();
            let payload = [&payload[..at], to, &payload[at + from.len()..]].concat();
            signed(
                Unsigned::from_payload(payload, Header::AlgorithmOnly),
                &keys,
            )
        });
        let mut counter = Counter::new(Flow::Issue, &server.url, known);
        let row = counter.meet(&erika());
        counter.is_kept(&row, Cause::OtherCountry);
    }
}

#[test]
fn identifiers_that_are_none_are_refused() {
    for uvci in [
        "<script>alert(1)</script>",
        "1",
        "URN:UVCI:01:DE:APO12345/0123456789ABCDEFGHIJKLMNO#Q",
        "URN:UVCI:01:XX:APO12345/0123456789ABCDEFGHIJKLMNO#A",
        "URN:UVCI:01:XX:APO12345/erika#A",
        "URN:UVCI:V1:XX:F5LXX1ZZ5PNORYNQGLHZMSP33A",
    ] {
        refused(Cause::IdentifierUnfit, move |made, _| {
            uvci.clone_into(&mut made.uvci);
        });
    }
}

#[test]
fn an_identifier_is_never_that_of_two_cases_even_where_the_other_is_handed_over() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let known = vec![signer(&keys)];
    let number = Arc::new(Mutex::new(1));
    let of_server = Arc::clone(&number);
    let server = answering(move |asked| {
        signed(
            Made::right(*of_server.lock().unwrap()).unsigned(asked),
            &keys,
        )
    });
    let mut counter = Counter::new(Flow::Issue, &server.url, known);
    let first = counter.meet(&erika());
    assert_eq!(first.state, State::Ready);
    let second = counter.meet(&recovered());
    counter.is_kept(&second, Cause::IdentifierTaken);
    counter
        .pipeline
        .store
        .hand_over(&[first.number], at())
        .unwrap();
    let third = counter.meet(&recovered());
    counter.is_kept(&third, Cause::IdentifierTaken);
    // Both at once: the first to be noted has it.
    *number.lock().unwrap() = 2;
    let numbers = [counter.capture(&erika()), counter.capture(&recovered())];
    let errands = counter.pipeline.start(&numbers, at()).unwrap();
    let limit = std::time::Duration::from_secs(10);
    let returns = run_in_a_row(errands, limit);
    counter.pipeline.finish(returns, at(), 0.5).unwrap();
    let state = |number| counter.pipeline.store.row(number).unwrap().state;
    assert_eq!(numbers.map(state), [State::Ready, State::Waiting]);
}

/// A document signer for tests alone (DCC 12).
#[test]
fn a_signer_for_another_kind_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let usage = ["-addext", "extendedKeyUsage=1.3.6.1.4.1.1847.2021.1.1"];
    let tests = made_by_openssl(folder.path(), "2022-01-01 00:00:00", &usage);
    let known = Certificate::from_der(tests.certificate()).unwrap();
    let kid = known.kid();
    let server = answering(move |asked| {
        let unsigned = Made::right(1).unsigned(asked);
        let signature = tests.sign(unsigned.to_be_signed()).unwrap();
        unsigned.sign_remotely(&kid, &signature).text().to_owned()
    });
    let mut counter = Counter::new(Flow::Issue, &server.url, vec![known]);
    let row = counter.meet(&erika());
    counter.is_kept(&row, Cause::SignerNotAllowed);
}

/// Nobody is asked again, and no second certificate is made, once the signer is known.
#[test]
fn an_answer_whose_signer_was_unknown_becomes_ready_when_it_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let known = vec![signer(&keys)];
    let server = answering(move |asked| signed(Made::right(1).unsigned(asked), &keys));
    let mut counter = Counter::new(Flow::Issue, &server.url, Vec::new());
    let row = counter.meet(&erika());
    counter.is_kept(&row, Cause::UnknownSigner);
    assert_eq!(server.asked(), 1);
    counter.know(known);
    if row.state != State::Waiting {
        counter
            .pipeline
            .try_again(&[row.number], at())
            .unwrap()
            .unwrap();
    }
    let row = counter.attempt(row.number, at(), std::time::Duration::from_secs(10));
    assert_eq!((row.state, server.asked()), (State::Ready, 1));
    // What was proven once is shown, whoever signs today.
    for signers in [
        Vec::new(),
        vec![signer(&super::counter::keys(counter.folder.path()))],
    ] {
        counter.know(signers);
        assert!(counter.pipeline.present(row.number, at()).is_ok());
    }
}
