//! Certificates that the portal makes: the request, and what comes back compared with it.

use super::*;

#[test]
fn a_request_is_written_as_it_is_read() {
    let example: Value =
        serde_json::from_str(include_str!("../../../packaging/example.json")).unwrap();
    assert_eq!(request::write(&statement(), "APO12345"), example);
}

/// A certificate of the statement, as a portal might make it.
fn made(uvci: &str, surname: &str) -> String {
    let mut request: Value =
        serde_json::from_str(include_str!("../../../packaging/example.json")).unwrap();
    request["nam"]["fn"] = surname.into();
    let now = "2022-06-01T10:00:00+02:00[Europe/Berlin]".parse().unwrap();
    let draft = request::read(&request).unwrap().draft;
    let parsed = draft.parse(&now).unwrap();
    let issuer = Issuer::new("DE", "DE", "Robert Koch-Institut", "APO12345").unwrap();
    let issuance = crate::domain::Issuance {
        issuer,
        uvci: crate::domain::Uvci::existing(uvci).unwrap(),
        issued_at: now.timestamp(),
        expires_at: now.timestamp() + jiff::SignedDuration::from_hours(24 * 365),
    };
    let unsigned = Unsigned::new(parsed.statement(), &issuance, Header::AlgorithmOnly).unwrap();
    unsigned.sign_remotely(&[7; 8], &[7; 64]).text().to_owned()
}

#[test]
fn a_certificate_that_the_portal_made_must_be_the_one_that_was_asked_for() {
    let issuer = Issuer::new("XX", "DE", "Training", "APO12345").unwrap();
    let uvci = "URN:UVCI:01DE/APO12345/5CWLU12RNOB9RXSEOP6FG8#W";
    let ask = |surname: &str, id: &str| {
        let headers = [
            ("Content-Type", "application/cbor+base45"),
            ("X-DGC-ID", id),
        ];
        let answer = response(200, &headers, made(uvci, surname).as_bytes());
        let (portal, asked) = portal(Flow::Issue, vec![Ok(answer)]);
        let result = portal.issue(&statement(), &issuer, [3; 16], SECOND);
        let asked = asked.lock().unwrap();
        let body: Value = serde_json::from_slice(&asked[0].body).unwrap();
        assert_eq!(body["v"][0]["id"], "APO12345");
        let header = |name: &str| {
            let found = asked[0].headers.iter().find(|(header, _)| *header == name);
            found.map(|(_, value)| value.as_str())
        };
        assert_eq!(
            header("Content-Type"),
            Some("application/vnd.dgc.v1.3+json")
        );
        assert_eq!(header("Accept"), Some("application/cbor+base45"));
        assert_eq!(header("X-UBIRCH-DCCType"), Some("V"));
        // SHA-256 of sixteen bytes of 3.
        let transaction = "6399f6d863b08f4652b342c2e1350b4c01e291332d9d84d84b575bf7272897d2";
        assert_eq!(header("X-Transaction-Id"), Some(transaction));
        result
    };
    assert_eq!(
        ask("Mustermann", "01DE/APO12345/5CWLU12RNOB9RXSEOP6FG8#W")
            .unwrap()
            .uvci,
        uvci
    );
    for (surname, id) in [
        ("Musterfrau", uvci),
        ("Mustermann", "01DE/OTHER#W"),
        ("Mustermann", ""),
    ] {
        let failure = ask(surname, id).unwrap_err();
        assert_eq!(failure.cause, Cause::OtherContent);
        assert!(failure.kept_answer.is_some() && failure.maybe_signed);
    }
}

#[test]
fn a_whole_message_around_no_certificate_is_kept_and_not_asked_for_again() {
    // The description's own example: its claims have texts for keys.
    let yaml = include_str!("../../../tests/data/openapi/dcc-certify-api.yaml");
    let example = yaml
        .split('"')
        .find(|text| text.starts_with("HC1:"))
        .unwrap();
    let issuer = Issuer::new("DE", "DE", "Robert Koch-Institut", "APO12345").unwrap();
    let ask = |body: &str| {
        let headers = [("Content-Type", "application/cbor+base45")];
        let answer = response(200, &headers, body.as_bytes());
        let (portal, _) = portal(Flow::Issue, vec![Ok(answer)]);
        let result = portal.issue(&statement(), &issuer, [3; 16], SECOND);
        result.unwrap_err()
    };
    let failure = ask(example);
    assert_eq!(failure.cause, Cause::OtherContent);
    assert_eq!(failure.kept_answer.as_deref(), Some(example.as_bytes()));
    for torn in [4, 100, example.len() - 3] {
        assert_eq!(ask(example.split_at(torn).0).cause, Cause::LostAnswer);
    }
}
