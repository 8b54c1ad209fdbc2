//! What each answer, and none, means for the case.

use super::*;

fn failed(response: Result<http::Response, http::Error>) -> Failure {
    let example = worked("v-remote.json");
    let (portal, _) = portal(Flow::Hash, vec![response]);
    let result = portal.sign_hash(unsigned(&example), Kind::Vaccination, "URN:UVCI:X", SECOND);
    result.unwrap_err()
}

#[test]
fn every_status_has_its_meaning() {
    for (status, cause, maybe_signed) in [
        (301, Cause::NotThePortal, false),
        (400, Cause::Invalid, false),
        (401, Cause::LoginMissing, false),
        (403, Cause::Forbidden, false),
        (404, Cause::NotThePortal, false),
        (405, Cause::NotThePortal, false),
        (415, Cause::NotThePortal, false),
        (422, Cause::Invalid, false),
        (406, Cause::NotAcceptable, false),
        (409, Cause::Conflict, false),
        (429, Cause::TooMany, false),
        (500, Cause::ServerFault, true),
        (502, Cause::Unavailable, true),
        (503, Cause::Unavailable, false),
        (504, Cause::Unavailable, true),
    ] {
        let failure = failed(Ok(response(status, &[], b"no")));
        assert_eq!(failure.cause, cause, "{status}");
        assert_eq!(failure.maybe_signed, maybe_signed, "{status}");
        assert_eq!(failure.portal_message.as_deref(), Some("no"));
    }
    for (body, cause) in [
        (
            "header X-Forwarded-Tls-Client-Cert is missing",
            Cause::LoginMissing,
        ),
        (
            "<html><title>400 No required SSL certificate was sent</title></html>",
            Cause::LoginMissing,
        ),
        (
            "<html><title>400 The SSL certificate error</title></html>",
            Cause::LoginUnusable,
        ),
    ] {
        let failure = failed(Ok(response(400, &[], body.as_bytes())));
        assert_eq!(failure.cause, cause, "{body}");
    }
}

#[test]
fn a_page_for_people_is_a_firewalls_or_a_hotels_and_text_or_json_the_portals() {
    let html = [("Content-Type", "text/html; charset=utf-8")];
    for (status, headers, body, cause) in [
        (403, &html[..], "Access denied", Cause::NotThePortal),
        (403, &[], "\n<!DOCTYPE html><p>Blocked", Cause::NotThePortal),
        (401, &html, "<html>Log in</html>", Cause::LoginMissing),
        (401, &[], "<!DOCTYPE html><p>401", Cause::LoginMissing),
        (400, &[], "Bad Request", Cause::NotThePortal),
        (400, &[], "400 Bad Request\r\n", Cause::NotThePortal),
        (
            400,
            &[],
            r#"{"status": 400, "error": "Bad Request"}"#,
            Cause::NotThePortal,
        ),
        (422, &[], "", Cause::NotThePortal),
        (
            406,
            &html,
            "<html>Not Acceptable</html>",
            Cause::NotAcceptable,
        ),
        (409, &html, "<html>Conflict</html>", Cause::Conflict),
        (400, &[], "dob must be a date", Cause::Invalid),
        (
            400,
            &[],
            r#"{"code": "0x004", "problem": "hash is none"}"#,
            Cause::Invalid,
        ),
        (400, &html, "<html>Bad Request</html>", Cause::NotThePortal),
        (
            403,
            &[],
            r#"{"message": "the credential is invalid."}"#,
            Cause::Forbidden,
        ),
        (403, &[], "the credential is invalid.", Cause::Forbidden),
        (403, &[], "", Cause::Forbidden),
        (429, &html, "<html>Slow down</html>", Cause::TooMany),
        (503, &html, "<html>Maintenance</html>", Cause::Unavailable),
        (
            400,
            &html,
            "<html>400 No required SSL certificate was sent</html>",
            Cause::LoginMissing,
        ),
    ] {
        let failure = failed(Ok(response(status, headers, body.as_bytes())));
        assert_eq!(failure.cause, cause, "{status} {body}");
    }
}

/// A person, or a kind, was asked for: whoever refuses without a word may have refused that (`ISSUING_API` 3.3).
#[test]
fn a_refusal_without_a_reason_is_the_cases_own_wherever_it_may_be() {
    let html = [("Content-Type", "text/html")];
    let issuer = Issuer::new("DE", "DE", "Robert Koch-Institut", "APO12345").unwrap();
    let now = (NOW.parse().unwrap(), &OneSigner as &dyn Known);
    for status in [400, 422] {
        for (headers, body) in [
            (&[][..], ""),
            (&[], "Bad Request"),
            (&[], r#"{"status": 400, "error": "Bad Request"}"#),
            (&html, "<html>HTTP Status 400</html>"),
            (&html, "Bad Request"),
        ] {
            let answer = || vec![Ok(response(status, headers, body.as_bytes()))];
            let (whole, _) = portal(Flow::Issue, answer());
            let (two_steps, _) = portal(Flow::Eu, answer());
            for failure in [
                whole.issue(&statement(), &issuer, [3; 16], SECOND),
                two_steps.eu(&statement(), &issuer, now, SECOND),
            ] {
                assert_eq!(failure.unwrap_err().cause, Cause::Invalid, "{body}");
            }
            let by_hash = failed(Ok(response(status, headers, body.as_bytes())));
            assert_eq!(by_hash.cause, Cause::NotThePortal, "{body}");
        }
    }
}

#[test]
fn a_missing_answer_says_whether_a_certificate_may_exist() {
    let refused = || http::Error::Connect(std::io::ErrorKind::ConnectionRefused.into());
    for (error, cause, maybe_signed) in [
        (http::Error::Resolve, Cause::Offline, false),
        (refused(), Cause::Unreachable, false),
        (http::Error::Tls("no".into()), Cause::Tls, false),
        (
            http::Error::Timeout { sent: false },
            Cause::Unreachable,
            false,
        ),
        (http::Error::Timeout { sent: true }, Cause::Timeout, true),
        (http::Error::Lost, Cause::LostAnswer, true),
        (http::Error::TooLarge, Cause::NotThePortal, true),
    ] {
        let failure = failed(Err(error));
        assert_eq!((failure.cause, failure.maybe_signed), (cause, maybe_signed));
        assert_eq!(failure.cause.class(), Class::Later);
    }
    let alert = rustls::Error::AlertReceived(rustls::AlertDescription::CertificateExpired);
    for (error, cause) in [
        (http::Error::IdentityMissing, Cause::LoginMissing),
        (http::Error::IdentityRefused(alert), Cause::LoginUnusable),
    ] {
        let failure = failed(Err(error));
        assert_eq!((failure.cause, failure.maybe_signed), (cause, false));
        assert_eq!(failure.cause.class(), Class::Mend);
    }
}

#[test]
fn the_portal_says_when_to_come_again_and_what_it_dislikes() {
    let date = ("Date", "Sun, 06 Nov 1994 08:48:37 GMT");
    let later = ("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT");
    let failure = failed(Ok(response(503, &[date, later], b"")));
    assert_eq!(failure.retry_after.unwrap().wait(), Duration::from_mins(1));
    // Whoever turns a request away is not proven to be the portal: what it says of the time counts for nothing.
    assert_eq!(failure.date, None);
    let failure = failed(Ok(response(429, &[("retry-after", "120")], b"")));
    assert_eq!(failure.retry_after.unwrap().wait(), Duration::from_mins(2));
    assert_eq!(failed(Ok(response(503, &[later], b""))).retry_after, None);
    let says = |body: &str| failed(Ok(response(406, &[], body.as_bytes()))).portal_message;
    assert_eq!(
        says(r#"{"message":"dose\u0007 5 of 2"}"#).unwrap(),
        "dose  5 of 2"
    );
    assert_eq!(says("<html>no</html>"), None);
    assert_eq!(says(""), None);
    assert!(says(&"x".repeat(5000)).unwrap().len() <= 2048);
}

#[test]
fn a_page_a_torn_body_and_another_header_are_no_certificates() {
    let html = ("Content-Type", "text/html");
    let page = failed(Ok(response(200, &[html], b"<html>Please log in</html>")));
    assert_eq!(page.cause, Cause::NotThePortal);
    let example = worked("v-remote.json");
    let skeleton = bytes(&example, "SKELETON_HEX");
    let torn = failed(Ok(response(200, &[CBOR], &skeleton[..skeleton.len() - 9])));
    assert_eq!((torn.cause, torn.maybe_signed), (Cause::LostAnswer, true));
    // A key identifier that is a text of eight letters is none.
    let mut nameless = skeleton.clone();
    let at = nameless.windows(2).position(|w| w == [4, 0x48]).unwrap();
    nameless.splice(at + 1..at + 10, *b"\x68ABCDEFGH");
    let nameless = failed(Ok(response(200, &[CBOR], &nameless)));
    assert_eq!(nameless.cause, Cause::WrongFlow);
    // ES384 instead of ES256 in the protected header.
    let mut other = skeleton.clone();
    let at = other.windows(3).position(|w| w == [0xA1, 1, 0x26]).unwrap();
    other[at + 2] = 0x25;
    let other = failed(Ok(response(200, &[CBOR], &other)));
    assert_eq!(other.cause, Cause::WrongFlow);
    assert!(other.kept_answer.is_some());
}

proptest! {
    #[test]
    fn no_answer_makes_a_certificate_out_of_nothing(body: Vec<u8>, status in 200_u16..600) {
        let issuer = Issuer::new("DE", "DE", "Robert Koch-Institut", "APO12345").unwrap();
        let now = (NOW.parse().unwrap(), &OneSigner as &dyn Known);
        for headers in [&[CBOR][..], &[]] {
            let answer = || Ok(response(status, headers, &body));
            let _ = failed(answer());
            let (service, _) = portal(Flow::Issue, vec![answer()]);
            prop_assert!(service.issue(&statement(), &issuer, [3; 16], SECOND).is_err());
            let (service, _) = portal(Flow::Eu, vec![answer()]);
            prop_assert!(service.eu(&statement(), &issuer, now, SECOND).is_err());
        }
    }

    #[test]
    fn whatever_befalls_a_skeleton_what_was_hashed_stays(at: proptest::sample::Index, byte: u8, cut: bool) {
        let example = worked("v-remote.json");
        let mut skeleton = bytes(&example, "SKELETON_HEX");
        let at = at.index(skeleton.len());
        if cut {
            skeleton.truncate(at);
        } else {
            skeleton[at] = byte;
        }
        let (portal, _) = portal(Flow::Hash, vec![Ok(response(200, &[CBOR], &skeleton))]);
        if let Ok(answer) = portal.sign_hash(unsigned(&example), Kind::Vaccination, "URN:UVCI:X", SECOND) {
            let decoded = chain::decode(&answer.hc1).unwrap();
            prop_assert_eq!(decoded.to_be_signed(), bytes(&example, "SIG_STRUCTURE_HEX"));
            prop_assert!(decoded.kid().is_some());
        }
    }
}
