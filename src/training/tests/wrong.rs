//! A portal that answers, but not with what was asked for.

use super::*;

#[test]
fn a_page_of_html_comes_with_200_and_nothing_is_signed() {
    let portal = portal(Fault::Html);
    let answer = hash(&portal).unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(answer.text().starts_with("<!DOCTYPE html>"));
    assert_eq!(portal.log().signatures, 0);
}

#[test]
fn a_wrong_clock_is_seen_in_the_date_alone() {
    let portal = portal(Fault::None);
    assert_eq!(
        hash(&portal).unwrap().header("date"),
        Some("Mon, 14 Jun 2021 08:00:00 GMT")
    );
    portal.switch(Fault::ClockWrong);
    let answer = hash(&portal).unwrap();
    assert_eq!(answer.header("date"), Some("Mon, 14 Jun 2021 08:10:00 GMT"));
    let behind = r#"[{"fault": "clock-wrong", "clock_secs": -86400}]"#;
    portal.switch(Faults::parse(behind).unwrap());
    let answer = hash(&portal).unwrap();
    assert_eq!(answer.header("date"), Some("Sun, 13 Jun 2021 08:00:00 GMT"));
    assert_eq!(portal.log().delivered, 3);
}

/// What a client finds out about a skeleton.
fn judge(answer: &Answer) -> (bool, bool, bool) {
    let message = cose::decode(&answer.body, &mut Vec::new()).unwrap();
    (
        message.protected == [0xA1, 1, 0x26],
        message.kid == Some(bytes("KID_HEX")),
        verifies(&bytes("SIG_STRUCTURE_HEX"), &message.signature),
    )
}

#[test]
fn every_wrong_skeleton_is_wrong_in_its_own_way() {
    let portal = portal(Fault::None);
    for (fault, header, kid, signature) in [
        (Fault::None, true, true, true),
        (Fault::WrongSignature, true, true, false),
        (Fault::OtherSigner, true, false, false),
        (Fault::OtherPerson, true, true, false),
        (Fault::WrongHeader, false, true, true),
        (Fault::WrongFields, true, false, true),
    ] {
        portal.switch(fault);
        let answer = hash(&portal).unwrap();
        assert_eq!(judge(&answer), (header, kid, signature), "{fault:?}");
    }
    let log = portal.log();
    assert_eq!((log.signatures, log.certificates, log.delivered), (6, 1, 1));
}

#[test]
fn every_wrong_certificate_is_wrong_in_its_own_way() {
    let portal = portal(Fault::None);
    for (fault, signature, family, given, id) in [
        (Fault::None, true, true, true, true),
        (Fault::WrongSignature, false, true, true, true),
        (Fault::OtherSigner, false, true, true, true),
        (Fault::OtherPerson, true, false, false, true),
        (Fault::WrongHeader, false, true, true, true),
        (Fault::WrongFields, true, true, false, true),
        (Fault::WrongId, true, true, true, false),
    ] {
        portal.switch(fault);
        let answer = issue(&portal).unwrap();
        let decoded = chain::decode(answer.text()).unwrap();
        let certificate = decoded.certificate();
        let ci = certificate["v"][0]["ci"].as_str().unwrap();
        let found = (
            holds(&decoded),
            certificate["nam"]["fn"] == "Mustermann",
            certificate["nam"]["gn"] == "Erika",
            ci.ends_with(answer.header("x-dgc-id").unwrap()),
        );
        assert_eq!(found, (signature, family, given, id), "{fault:?}");
    }
    assert_eq!(portal.log().delivered, 1);
}

#[test]
fn the_two_step_can_be_wrong_as_well() {
    let portal = portal(Fault::WrongId);
    let (id, right) = begin(&portal);
    portal.switch(Fault::None);
    assert_eq!(eu_sign(&portal, &id).status, 404);
    portal.switch(Fault::WrongHeader);
    assert_ne!(begin(&portal).1["kid"], right["kid"]);
    portal.switch(Fault::WrongFields);
    assert_eq!(begin(&portal).1["countryCode"], "YY");
    portal.switch(Fault::None);
    let (id, _) = begin(&portal);
    portal.switch(Fault::WrongSignature);
    let answer: Value = serde_json::from_str(eu_sign(&portal, &id).text()).unwrap();
    let signature = BASE64
        .decode(answer["signature"].as_str().unwrap())
        .unwrap();
    assert!(!verifies(b"to be signed", &signature));
}
