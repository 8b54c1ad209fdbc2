//! TLS to practise with.

use super::*;
use crate::training::{Identity, Tls, server_identity};

/// A client that trusts one CA and may show a certificate.
fn agent(ca: &str, client: Option<(&[u8], &[u8])>) -> ureq::Agent {
    use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};
    let ca = Certificate::from_pem(ca.as_bytes()).unwrap();
    let client = client.map(|(certificate, key)| {
        let chain = [Certificate::from_der(certificate).to_owned()];
        let key = BASE64.encode(key);
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n");
        ClientCert::new_with_certs(&chain, PrivateKey::from_pem(pem.as_bytes()).unwrap())
    });
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&[ca]))
        .client_cert(client)
        .build();
    let agent = ureq::Agent::config_builder().http_status_as_error(false);
    ureq::Agent::new_with_config(agent.proxy(None).tls_config(tls).build())
}

fn hash_with(agent: &ureq::Agent, url: &str) -> Result<(u16, String), ureq::Error> {
    let mut request = agent.post(format!("{url}/api/certify/v2/issue/hash"));
    for (name, value) in HASH_HEADERS {
        request = request.header(name, value);
    }
    let mut answer = request.send(worked()["SHA256_BASE64"].as_str().unwrap())?;
    let text = answer.body_mut().read_to_vec()?;
    Ok((
        answer.status().as_u16(),
        String::from_utf8_lossy(&text).into_owned(),
    ))
}

#[test]
fn tls_is_practised_with_a_ca_of_its_own_and_a_client_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let open =
        |name| Identity::open_or_create(&folder.path().join(name), jiff::Timestamp::now()).unwrap();
    let (identity, foreign) = (open("portal"), open("foreign"));
    let ca = std::fs::read_to_string(identity.ca()).unwrap();
    let client = |identity: &Identity| {
        let store = p12_keystore::KeyStore::from_pkcs12(
            &std::fs::read(identity.client()).unwrap(),
            server_identity::PASSPHRASE,
            p12_keystore::Pkcs12ImportPolicy::Strict,
        )
        .unwrap();
        let (_, chain) = store.private_key_chain().unwrap();
        (
            chain.certs()[0].as_der().to_vec(),
            chain.key().as_der().to_vec(),
        )
    };
    let (own, other) = (client(&identity), client(&foreign));
    let foreign_ca = std::fs::read_to_string(foreign.ca()).unwrap();
    let portal = start(Options {
        tls: Some(Tls {
            client_ca: Some(ca.clone().into_bytes()),
            identity,
        }),
        ..options()
    })
    .unwrap();
    let url = portal.url();
    assert!(url.starts_with("https://127.0.0.1:"));
    let with_own = agent(&ca, Some((&own.0, &own.1)));
    assert_eq!(hash_with(&with_own, &url).unwrap().0, 200);
    let localhost = url.replace("127.0.0.1", "localhost");
    assert_eq!(hash_with(&with_own, &localhost).unwrap().0, 200);
    let (status, text) = hash_with(&agent(&ca, None), &url).unwrap();
    assert_eq!(
        (status, text.as_str()),
        (400, "header is missing. X-Forwarded-Tls-Client-Cert")
    );
    assert!(hash_with(&agent(&ca, Some((&other.0, &other.1))), &url).is_err());
    assert!(hash_with(&agent(&foreign_ca, Some((&own.0, &own.1))), &url).is_err());
    portal.switch(Fault::TlsError);
    // On new connections: the portal may hang up on an old one before it is asked for anything.
    let afresh = || agent(&ca, Some((&own.0, &own.1)));
    let error = hash_with(&afresh(), &url).unwrap_err().to_string();
    assert!(error.contains("certificate"), "{error}");
    portal.switch(Fault::None);
    assert_eq!(hash_with(&afresh(), &url).unwrap().0, 200);
    assert_eq!(portal.log().signatures, 3);
    assert_eq!(portal.log().faults["tls-error"], 1);
}

#[test]
fn without_tls_a_tls_error_is_an_alert_instead_of_an_answer() {
    let portal = portal(Faults::parse(r#"[{"fault": "tls-error", "times": 1}]"#).unwrap());
    let mut line = TcpStream::connect(portal.address()).unwrap();
    let mut bytes = Vec::new();
    line.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, [21, 3, 3, 0, 2, 2, 40]);
    assert_eq!(hash(&portal).unwrap().status, 200);
}
