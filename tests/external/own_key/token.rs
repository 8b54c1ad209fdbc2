//! A signing key on a token: `SoftHSM2` is one, and knows no locked PIN, no PIN pad and no answer in DER.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    mechanism::Mechanism,
    object::Attribute,
    session::UserType,
};
use impftheke::{
    hcert::Algorithm,
    sign::{
        Error, Signer as _,
        token::{GivenNow, KeyKind, TokenKey, TokenSession},
    },
    trust::Certificate,
};
use secrecy::SecretString;

use super::{Counter, key};
use crate::requests::{self, ERIKA};

const PIN: &str = "84215";

/// Finds the library of the token, wherever the system has it.
fn module() -> String {
    let places = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    ];
    let found = places
        .into_iter()
        .find(|place| PathBuf::from(place).exists());
    found
        .expect("SoftHSM2 is missing: run packaging/setup test")
        .to_owned()
}

impl Counter {
    fn util(&self, arguments: &[&str]) {
        let output = Command::new("softhsm2-util")
            .args(arguments)
            .env("SOFTHSM2_CONF", self.0.path().join("softhsm2.conf"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
    }

    fn new_token(&self, label: &str) {
        let pins = ["--pin", PIN, "--so-pin", "12345678"];
        let arguments = ["--init-token", "--free", "--label", label];
        self.util(&[&arguments[..], &pins].concat());
    }

    /// Puts a key on the only token of this label.
    fn put(&self, name: &str, (token, id): (&str, &str)) {
        let file = key(&format!("{name}.key"));
        self.util(&[
            "--import", &file, "--token", token, "--label", "Signatur", "--id", id, "--pin", PIN,
        ]);
    }

    /// Registers a key by its certificate; returns exit status and words.
    fn register(&self, name: &str, further: &[&str], pin: &str) -> (i32, String) {
        let (module, certificate) = (module(), key(&format!("{name}.pem")));
        let csca = key("csca.pem");
        let arguments = ["key", "token", "--module", &module, "--pin", "-"];
        let files = ["--certificate", &certificate, "--csca", &csca];
        let output = self.run(&[&arguments[..], &files, further].concat(), pin);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code().unwrap(), said)
    }

    /// Lets this process use the tokens of the counter, as another program would; it is one counter a process.
    fn with_token(&self, what: &str) {
        let test = std::env::current_exe().unwrap();
        let output = Command::new(test)
            .args([
                "--exact",
                "own_key::token::as_another_program",
                "--ignored",
                "--nocapture",
            ])
            .env("SOFTHSM2_CONF", self.0.path().join("softhsm2.conf"))
            .env("IMPFTHEKE_TOKEN_DOES", what)
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{said}"
        );
    }
}

#[test]
#[ignore = "what another program does with a token, for the other tests"]
fn as_another_program() {
    let Ok(what) = std::env::var("IMPFTHEKE_TOKEN_DOES") else {
        return;
    };
    let token = Pkcs11::new(module()).unwrap();
    token
        .initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))
        .unwrap();
    let slot = token.get_slots_with_initialized_token().unwrap()[0];
    let session = token.open_rw_session(slot).unwrap();
    let login = |pin: &str| session.login(UserType::User, Some(&SecretString::from(pin)));
    match what.split_once(' ').unwrap_or((&what, "")) {
        ("change-pin", pins) => {
            let (old, new) = pins.split_once(' ').unwrap();
            login(old).unwrap();
            session
                .set_pin(&SecretString::from(old), &SecretString::from(new))
                .unwrap();
        }
        ("put-certificate", name) => {
            login(PIN).unwrap();
            let pem = fs::read(name).unwrap();
            let read = impftheke::key_file::KeyFile::open(&pem, "").unwrap();
            session
                .create_object(&[
                    Attribute::Class(cryptoki::object::ObjectClass::CERTIFICATE),
                    Attribute::CertificateType(cryptoki::object::CertificateType::X_509),
                    Attribute::Token(true),
                    Attribute::Private(false),
                    Attribute::Subject(vec![0x30, 0]),
                    Attribute::Id(vec![0xA1]),
                    Attribute::Value(read.certificates[0].clone()),
                ])
                .unwrap();
        }
        ("sign", name) => {
            drop(session);
            sign_a_thousand(&fs::read(name).unwrap());
        }
        ("ask-each-time", _) => {
            login(PIN).unwrap();
            // The curve P-256 by its name.
            let p256 = vec![0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
            let public = [Attribute::Token(true), Attribute::EcParams(p256)];
            let private = [
                Attribute::Token(true),
                Attribute::Id(vec![0xC1]),
                Attribute::AlwaysAuthenticate(true),
            ];
            session
                .generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private)
                .unwrap();
        }
        other => panic!("{other:?}"),
    }
}

/// The token goes and comes back while the program runs.
fn pull_out_and_put_back(key: &TokenKey) {
    key.sign(b"before").unwrap();
    let settings = std::env::var("SOFTHSM2_CONF").unwrap();
    let tokens = Path::new(&settings).with_file_name("tokens");
    let away = tokens.with_extension("away");
    fs::rename(&tokens, &away).unwrap();
    fs::create_dir(&tokens).unwrap();
    let Err(Error::Token(fault)) = key.sign(b"meanwhile") else {
        panic!("it signs without its token");
    };
    assert!(fault.is_absent(), "{fault}");
    fs::remove_dir(&tokens).unwrap();
    fs::rename(&away, &tokens).unwrap();
    key.sign(b"after").unwrap();
}

/// Signs as the program does, each time other bytes.
fn sign_a_thousand(pem: &[u8]) {
    let certificate = Certificate::from_pem_or_der(pem).unwrap();
    let algorithm = Algorithm::from(certificate.algorithm().unwrap());
    let kind = match algorithm {
        Algorithm::Es256 => KeyKind::P256,
        Algorithm::Ps256 => KeyKind::Rsa,
        Algorithm::Other(other) => panic!("{other}"),
    };
    let pin = Some(SecretString::from(PIN));
    let session =
        TokenSession::open(Path::new(&module()), None, (pin.as_ref(), &GivenNow)).unwrap();
    let place = session.keys(None).unwrap()[0].place.clone();
    drop(session);
    let der = certificate.der().to_vec();
    let key = TokenKey::new((place, kind), der, pin, Box::new(GivenNow));
    pull_out_and_put_back(&key);
    for number in 0..1000_u32 {
        let message = [number.to_be_bytes().as_slice(), &[7; 300]].concat();
        let signature = key.sign(&message).unwrap();
        assert!(
            certificate.holds(&algorithm, &message, &signature),
            "{number}"
        );
    }
}

#[test]
fn what_a_token_signs_is_accepted_by_independent_programs() {
    for (name, algorithm) in [("good", "ES256"), ("rsa", "PS256")] {
        let counter = Counter::new();
        counter.new_token("Muster");
        counter.put(name, ("Muster", "A1"));
        let (status, said) = counter.register(name, &[], PIN);
        assert_eq!((status, said.as_str()), (0, ""), "{name}");
        assert_eq!(counter.shown().get("algorithm").unwrap(), algorithm);
        counter.check_three();
    }
}

#[test]
fn a_thousand_signatures_of_a_token_are_all_good() {
    for name in ["good", "rsa"] {
        let counter = Counter::new();
        counter.new_token("Muster");
        counter.put(name, ("Muster", "A1"));
        counter.with_token(&format!("sign {}", key(&format!("{name}.pem"))));
    }
}

#[test]
fn the_certificate_of_a_key_is_read_from_the_token() {
    let counter = Counter::new();
    counter.new_token("Muster");
    counter.put("good", ("Muster", "A1"));
    let module = module();
    let arguments = ["key", "token", "--module", &module, "--pin", "-"];
    let said = counter.run(&arguments, PIN);
    assert!(String::from_utf8_lossy(&said.stderr).contains("no certificate on the token"));
    counter.with_token(&format!("put-certificate {}", key("good.pem")));
    assert_eq!(counter.run(&arguments, PIN).status.code(), Some(0));
    assert_eq!(counter.issue(ERIKA).0, 0);
}

#[test]
fn a_pin_that_was_refused_is_never_tried_again_by_itself() {
    let counter = Counter::new();
    counter.new_token("Muster");
    counter.put("good", ("Muster", "A1"));
    // What the token cannot take costs no try.
    for (none, why) in [("", "none was given"), ("1", "PINs of 4 to 255")] {
        let (status, said) = counter.register("good", &[], none);
        assert_eq!(status, 2);
        assert!(said.contains(why) && !said.contains("wrong"), "{said}");
    }
    let (status, said) = counter.register("good", &[], "11111");
    assert_eq!(status, 2);
    assert!(said.contains("the PIN is wrong"), "{said}");
    assert_eq!(
        counter.run(&["key", "show"], "").status.code(),
        Some(2),
        "nothing is kept"
    );
    let (status, said) = counter.register("good", &[], PIN);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("a wrong PIN has been entered"), "{said}");
    assert_eq!(counter.issue(ERIKA).0, 0);
    counter.with_token(&format!("change-pin {PIN} 99999"));
    let (status, said) = counter.issue(&requests::nth(1));
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("pin-refused"), "{said}");
    // The PIN is right again, and yet nobody has entered it: had it been tried, it would have signed.
    counter.with_token(&format!("change-pin 99999 {PIN}"));
    counter.done(&["queue", "try-again"]);
    let again = counter.run(&["queue", "run", "--until-empty", "--limit", "5"], "");
    assert_eq!(again.status.code(), Some(3));
    let shown = counter.run(&["key", "show"], "");
    assert!(String::from_utf8_lossy(&shown.stderr).contains("was refused"));
    // Giving it again is all that is needed.
    assert_eq!(counter.register("good", &[], PIN).0, 0);
    counter.done(&["queue", "run", "--until-empty"]);
    assert!(counter.done(&["queue", "list"]).contains("ready"));
}

#[test]
fn a_token_that_is_pulled_out_keeps_the_cases_and_signs_them_when_it_is_back() {
    let counter = Counter::new();
    counter.new_token("Muster");
    counter.put("good", ("Muster", "A1"));
    assert_eq!(counter.register("good", &[], PIN).0, 0);
    assert_eq!(counter.issue(ERIKA).0, 0);
    let (tokens, away) = (
        counter.0.path().join("tokens"),
        counter.0.path().join("away"),
    );
    fs::rename(&tokens, &away).unwrap();
    fs::create_dir(&tokens).unwrap();
    let (status, said) = counter.issue(&requests::nth(1));
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("token-missing"), "{said}");
    fs::remove_dir(&tokens).unwrap();
    fs::rename(&away, &tokens).unwrap();
    counter.done(&["queue", "try-again"]);
    counter.done(&["queue", "run", "--until-empty"]);
    assert!(counter.done(&["queue", "list"]).contains("ready"));
}

#[test]
fn two_keys_of_one_label_and_two_tokens_of_one_label_are_told_apart() {
    let counter = Counter::new();
    counter.new_token("Muster");
    counter.put("good", ("Muster", "A1"));
    counter.put("next", ("Muster", "A2"));
    // The certificate tells which it is.
    for name in ["good", "next"] {
        assert_eq!(counter.register(name, &[], PIN).0, 0);
        assert_eq!(counter.issue(ERIKA).0, 0);
    }
    let (status, said) = counter.register("good", &["--id", "A2"], PIN);
    assert_eq!(status, 2, "{said}");
    assert_eq!(counter.register("good", &["--id", "A1"], PIN).0, 0);
    assert!(
        counter
            .register("good", &["--id", "A"], PIN)
            .1
            .contains("hexadecimal")
    );
    counter.new_token("Muster");
    let (status, said) = counter.register("good", &[], PIN);
    assert_eq!(status, 2);
    let (_, listed) = said.split_once("--serial, of ").unwrap();
    let serials: Vec<&str> = listed
        .split(", ")
        .filter_map(|one| one.split_once(" ("))
        .map(|(serial, _)| serial)
        .collect();
    assert_eq!(serials.len(), 2, "{said}");
    let with_key = serials
        .iter()
        .filter(|serial| counter.register("good", &["--serial", serial], PIN).0 == 0);
    assert_eq!(with_key.count(), 1);
    assert!(
        counter
            .register("good", &["--serial", "0000"], PIN)
            .1
            .contains("no such token")
    );
}

#[test]
fn a_key_that_asks_at_every_signature_and_what_is_no_module_are_refused() {
    let counter = Counter::new();
    counter.new_token("Muster");
    counter.with_token("ask-each-time");
    let (status, said) = counter.register("good", &[], PIN);
    assert_eq!(status, 2);
    assert!(said.contains("at every signature"), "{said}");
    let none = ["key", "token", "--module", "/etc/hostname", "--pin", "-"];
    let output = counter.run(&none, PIN);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no PKCS#11 module"));
}
