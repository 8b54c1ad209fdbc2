//! What the portal demands of a request, and what it answers in order.

use super::*;

#[test]
fn the_worked_example_comes_out_byte_for_byte() {
    let portal = portal(Fault::None);
    let answer = hash(&portal).unwrap();
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/cbor"))
    );
    assert_eq!(answer.body, bytes("SKELETON_HEX"));
}

#[test]
fn the_issued_certificate_says_what_was_asked_and_its_signature_holds() {
    let portal = portal(Fault::None);
    let answer = issue(&portal).unwrap();
    assert_eq!(answer.status, 200);
    let decoded = chain::decode(answer.text()).unwrap();
    assert!(holds(&decoded));
    assert_eq!(
        decoded.protected(),
        cose::protected(crate::hcert::Header::AlgorithmOnly)
    );
    let certificate = decoded.certificate();
    assert_eq!(certificate["nam"]["fn"], "Mustermann");
    assert_eq!(certificate["dob"], "1964-08-12");
    let ci = certificate["v"][0]["ci"].as_str().unwrap();
    assert!(ci.ends_with(answer.header("x-dgc-id").unwrap()));
    assert!(ci.starts_with("URN:UVCI:01:XX:APO12345/"));
    let lasts = decoded.claims().exp.duration_since(decoded.claims().iat);
    assert_eq!(lasts.as_hours(), 365 * 24);
    let mut headers = ISSUE_HEADERS;
    headers[1].1 = "application/cbor";
    let binary = send(&portal, ISSUE, &headers, request().to_string().as_bytes()).unwrap();
    assert!(holds(&chain::decode_cose(binary.body).unwrap()));
}

#[test]
fn the_two_step_gives_one_signature_for_an_id() {
    let portal = portal(Fault::None);
    let (id, _) = begin(&portal);
    let answer = eu_sign(&portal, &id);
    assert_eq!(answer.status, 200);
    let answer: Value = serde_json::from_str(answer.text()).unwrap();
    let signature = BASE64
        .decode(answer["signature"].as_str().unwrap())
        .unwrap();
    assert!(verifies(b"to be signed", &signature));
    assert_eq!(answer["tan"].as_str().unwrap().len(), 8);
    assert_eq!(eu_sign(&portal, &id).status, 409);
    assert_eq!(eu_sign(&portal, "9_x").status, 404);
    assert_eq!(eu_sign(&portal, "x").status, 400);
    assert_eq!(portal.log().signatures, 1);
}

#[test]
fn headers_and_body_are_demanded_as_the_api_has_them() {
    let portal = portal(Fault::None);
    let digest = worked()["SHA256_BASE64"].as_str().unwrap().to_owned();
    let status = |headers: &[(&str, &str)], body: &str| {
        send(&portal, HASH, headers, body.as_bytes())
            .unwrap()
            .status
    };
    let with = |at: usize, value| {
        let mut headers = HASH_HEADERS;
        headers[at].1 = value;
        status(&headers, &digest)
    };
    for (at, missing) in [400, 200, 400, 400, 400].into_iter().enumerate() {
        let mut headers = HASH_HEADERS.to_vec();
        let (name, _) = headers.remove(at);
        assert_eq!(status(&headers, &digest), missing, "without {name}");
    }
    assert_eq!(with(0, "application/json"), 400);
    assert_eq!(with(1, "text/html"), 406);
    assert_eq!(with(2, "APO12345"), 400);
    assert_eq!(with(3, "1"), 400);
    assert_eq!(with(4, "X"), 400);
    let quoted = format!("\"{digest}\"");
    let line = format!("{digest}\n");
    let url = digest.replace(['+', '/'], "_");
    for body in [
        "",
        "AAAA",
        &quoted,
        &line,
        &url,
        digest.trim_end_matches('='),
    ] {
        assert_eq!(status(&HASH_HEADERS, body), 400, "{body:?}");
    }
    let twice = [&HASH_HEADERS[..], &[("X-UBIRCH-DCCType", "V")]].concat();
    assert_eq!(status(&twice, &digest), 400);
    let large = "x".repeat(70_000);
    assert_eq!(status(&HASH_HEADERS, &large), 413);
    assert_eq!(
        send(&portal, "GET /api/certify/v2/issue", &[], b"")
            .unwrap()
            .status,
        405
    );
    assert_eq!(
        send(&portal, "GET /elsewhere", &[], b"").unwrap().status,
        404
    );
    assert_eq!(portal.log().signatures, 1);
}

#[test]
fn content_is_refused_where_the_rules_refuse_it_and_never_repeated() {
    let portal = portal(Fault::None);
    type Change = fn(&mut Value);
    let cases: [(Change, u16, &str); 9] = [
        (|_| (), 200, "HC1:"),
        (
            |v| v["dob"] = "Geheim".into(),
            400,
            "dob is not a date of birth",
        ),
        (
            |v| v["nam"]["fn"] = "Geheim\u{200b}".into(),
            406,
            "family name: holds",
        ),
        (|v| v["nam"] = json!({}), 406, "family name: is missing"),
        (
            |v| v["nam"]["fnt"] = "GEHEIM".into(),
            400,
            "fnt and gnt are added",
        ),
        (
            |v| v["v"][0]["dt"] = "2031-01-01".into(),
            406,
            "date of vaccination: lies",
        ),
        (
            |v| v["v"][0]["id"] = "geheim".into(),
            406,
            "location id: is no",
        ),
        (
            |v| v["ver"] = "1.3.0".into(),
            400,
            "a member of the request is not known",
        ),
        (|v| *v = json!([]), 400, "the request is not an object"),
    ];
    for (change, status, text) in cases {
        let mut request = request();
        change(&mut request);
        let answer = send(
            &portal,
            ISSUE,
            &ISSUE_HEADERS,
            request.to_string().as_bytes(),
        )
        .unwrap();
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.text().starts_with(text), "{}", answer.text());
        assert!(!answer.text().to_lowercase().contains("geheim"));
    }
    let mut headers = ISSUE_HEADERS;
    headers[3].1 = "R";
    let other = send(&portal, ISSUE, &headers, request().to_string().as_bytes()).unwrap();
    assert_eq!(
        (other.status, other.text()),
        (400, "X-UBIRCH-DCCType header is of another kind")
    );
}

#[test]
fn a_key_is_demanded_where_one_is_set() {
    let key = Some("secret".to_owned());
    let portal = start(Options { key, ..options() }).unwrap();
    let digest = worked()["SHA256_BASE64"].as_str().unwrap().to_owned();
    for (login, status) in [
        (None, 401),
        (Some("Bearer wrong"), 403),
        (Some("secret"), 403),
        (Some("Bearer secret"), 200),
    ] {
        let login = login.map(|login| ("Authorization", login));
        let headers: Vec<_> = HASH_HEADERS.into_iter().chain(login).collect();
        let answer = send(&portal, HASH, &headers, digest.as_bytes()).unwrap();
        assert_eq!(answer.status, status);
    }
}
