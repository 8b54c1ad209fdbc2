//! What is taken, refused, kept and read.

use super::{rule::Rule, *};
use crate::{
    case::opening::{Eves, Land},
    paper::{Layout, SlipPaper},
    portal::Flow,
    spool::Target,
    text::Language,
};

#[test]
fn every_default_keeps_its_own_rule() {
    for setting in SETTINGS {
        if !setting.default.is_empty() {
            setting.check(setting.default).unwrap();
        }
    }
}

#[test]
fn wrong_values_are_refused_in_words_and_change_nothing() {
    let mut settings = Settings::default();
    for (key, value) in [
        ("profile", "production"),
        ("issuer.country", "Germany"),
        ("issuer.location", "apo-1"),
        ("pharmacy.hours", "immer"),
        ("pharmacy.state", "Franken"),
        ("pharmacy.closed", "30.2."),
        ("pharmacy.eves", "mittags"),
        ("pharmacy.name", "two\nlines"),
        ("pharmacy.name", "王 Apotheke"),
        ("portal.url", "portal.example"),
        ("portal.url", "https://user@portal.example"),
        ("portal.url", "https://"),
        ("portal.url", "https://["),
        ("portal.url", "https://portal.example:port"),
        ("portal.url", "http://127.0.0.1:99999"),
        ("portal.url", "https://portal.example:0"),
        ("portal.url", "https://portal.example/?a=b"),
        ("portal.proxy", "http://proxy.example:"),
        ("portal.proxy", "socks5://proxy.example"),
        ("portal.limit-seconds", "0"),
        ("portal.limit-seconds", "many"),
        ("printer.certificate", "two words"),
        ("printer.slip", "http://printer/ipp"),
        ("printer.slip-tray", "tray 1"),
        ("printer.copies", "0"),
        ("printer.trusted", "printer"),
        ("print.layout", "small"),
        ("print.code-side", "34"),
        ("print.code-side", "65"),
        ("print.code-side", "53.5"),
    ] {
        let error = settings.set(key, value).unwrap_err().to_string();
        assert!(error.starts_with(key), "{error}");
    }
    let marks = |count| format!("Apotheke a{}", "\u{335}".repeat(count));
    for setting in SETTINGS.iter().filter(|s| matches!(s.rule, Rule::Text(..))) {
        for value in [&marks(5), &marks(10), "Apo\u{AD}theke", "\u{202E}1", "😀"] {
            let error = settings.set(setting.key, value).unwrap_err();
            assert!(error.to_string().starts_with(setting.key), "{error}");
        }
    }
    assert!(matches!(
        settings.set("portal.adress", "x"),
        Err(Error::NoSuchKey)
    ));
    assert_eq!(settings, Settings::default());
    // As many as one letter bears.
    settings.set("pharmacy.name", &marks(4)).unwrap();
    assert_eq!(settings.values().pharmacy.name, marks(4));
}

#[test]
fn every_secret_stands_in_the_table() {
    let secrets = [
        Secret::PortalKey,
        Secret::CertificatePassword,
        Secret::ProxyPassword,
        Secret::PrinterLogins,
    ];
    let keys = secrets.map(Secret::key);
    let secrets = SETTINGS.iter().filter(|setting| setting.is_secret());
    assert_eq!(secrets.map(|setting| setting.key).collect::<Vec<_>>(), keys);
}

#[test]
fn every_word_of_a_choice_means_something_else() {
    for setting in SETTINGS {
        let Rule::Choice(words) = setting.rule else {
            continue;
        };
        let mut meanings: Vec<Values> = Vec::new();
        for (word, _) in words {
            let mut values = Values::default();
            setting.put(&mut values, word);
            assert!(!meanings.contains(&values), "{} {word}", setting.key);
            meanings.push(values);
        }
    }
}

#[test]
fn what_is_set_comes_to_its_own_field() {
    let mut settings = Settings::default();
    for (key, value) in EACH {
        settings.set(key, value).unwrap();
    }
    let named = EACH.iter().map(|(key, _)| *key);
    let secrets = SETTINGS.iter().filter(|setting| setting.is_secret());
    let mut told: Vec<_> = named.chain(secrets.map(|setting| setting.key)).collect();
    let mut all: Vec<_> = SETTINGS.iter().map(|setting| setting.key).collect();
    told.sort_unstable();
    all.sort_unstable();
    assert_eq!(told, all, "a setting is missing here");

    let files = |name: &str| vec![PathBuf::from(format!("/etc/{name}.pem"))];
    let expected = Values {
        live: true,
        master_key: Some(Place::KeyStore),
        pharmacy: PharmacySettings {
            name: "Linden-Apotheke".to_owned(),
            address: "Lindenweg 1".to_owned(),
            phone: "030 1".to_owned(),
            opening: OpeningSettings {
                hours: "Mo 8-9".parse().ok(),
                land: Some(Land::BY),
                closed: "8.8.".parse().ok(),
                eves: "closed".parse::<Eves>().ok(),
            },
        },
        issuer: IssuerSettings {
            country: "DE".to_owned(),
            place: "AT".to_owned(),
            name: "Institut".to_owned(),
            location: "A1".to_owned(),
        },
        portal: PortalSettings {
            url: "https://portal.example".to_owned(),
            flow: Flow::Eu,
            login: LoginKind::Certificate,
            certificate: files("certificate"),
            roots: files("roots"),
            signers: files("signers"),
            proxy: "http://proxy.example".to_owned(),
            limit_seconds: 9,
        },
        deadline_days: 15,
        window: WindowSettings {
            language: Language::English,
            theme: Theme::Dark,
        },
        slip_paper: SlipPaper::Roll80,
        printers: PrinterSettings {
            certificate: PrinterChoice {
                target: Target::Queue("Laser".to_owned()),
                tray: "tray-1".to_owned(),
            },
            slip: PrinterChoice {
                target: Target::Queue("Slips".to_owned()),
                tray: "tray-2".to_owned(),
            },
            copies: 2,
            trusted: format!("printer:631={}", "a".repeat(64)).parse().unwrap(),
        },
        page: PageSettings {
            layout: Layout::Large,
            code_side_mm: 42,
        },
    };
    assert_eq!(settings.values(), &expected);
}

/// Every setting but the secrets, each with a value that is not its default.
const EACH: [(&str, &str); 33] = [
    ("profile", "live"),
    ("pharmacy.name", "Linden-Apotheke"),
    ("pharmacy.address", "Lindenweg 1"),
    ("pharmacy.phone", "030 1"),
    ("pharmacy.hours", "Mo 8-9"),
    ("pharmacy.state", "DE-BY"),
    ("pharmacy.closed", "8.8."),
    ("pharmacy.eves", "closed"),
    ("issuer.country", "DE"),
    ("issuer.place", "AT"),
    ("issuer.name", "Institut"),
    ("issuer.location", "A1"),
    ("portal.url", "https://portal.example"),
    ("portal.flow", "eu"),
    ("portal.login", "certificate"),
    ("portal.certificate", "/etc/certificate.pem"),
    ("portal.roots", "/etc/roots.pem"),
    ("portal.signers", "/etc/signers.pem"),
    ("portal.proxy", "http://proxy.example"),
    ("portal.limit-seconds", "9"),
    ("queue.deadline-days", "15"),
    ("window.language", "en"),
    ("window.theme", "dark"),
    ("slip.paper", "roll"),
    ("printer.certificate", "Laser"),
    ("printer.certificate-tray", "tray-1"),
    ("printer.slip", "Slips"),
    ("printer.slip-tray", "tray-2"),
    ("printer.copies", "2"),
    (
        "printer.trusted",
        "printer:631=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ),
    ("print.layout", "large"),
    ("print.code-side", "42"),
    ("vault.key", "keystore"),
];

#[test]
fn paper_is_as_the_settings_say() {
    let mut settings = Settings::default();
    assert!(settings.paper().specimen, "in training");
    settings.set("profile", "live").unwrap();
    assert_eq!(settings.paper(), paper::Options::default());
    settings.set("print.layout", "large").unwrap();
    settings.set("print.code-side", "42").unwrap();
    let paper = settings.paper();
    assert_eq!(paper.layout, Layout::Large);
    assert!((paper.code_side_mm - 42.0).abs() < f32::EPSILON);
}

#[test]
fn what_is_set_comes_back_and_a_secret_stands_nowhere_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let master = MasterKey::generate().unwrap();
    let mut settings = Settings::default();
    settings
        .set("portal.url", "https://portal.example")
        .unwrap();
    settings
        .set_secret("portal.key", "the key", &master)
        .unwrap();
    settings.save(&path).unwrap();
    assert!(!fs::read_to_string(&path).unwrap().contains("the key"));
    let loaded = Settings::load(&path).unwrap();
    assert_eq!(loaded, settings);
    assert_eq!(loaded.values().portal.url, "https://portal.example");
    let secret = loaded.secret(Secret::PortalKey, &master).unwrap().unwrap();
    assert_eq!(secret.as_str(), "the key");
    let other = MasterKey::generate().unwrap();
    assert!(loaded.secret(Secret::PortalKey, &other).is_err());
    settings.set("portal.url", "").unwrap();
    assert_eq!(settings.values().portal.url, "");
}

#[test]
fn a_damaged_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    for text in ["", "[]", "{\"portal.url\": 1}", "{\"unknown\": \"x\"}"] {
        fs::write(&path, text).unwrap();
        assert!(
            matches!(Settings::load(&path), Err(Error::Damaged { .. })),
            "{text}"
        );
    }
}

#[test]
fn the_password_of_a_proxy_goes_to_no_other_proxy_or_user() {
    let master = MasterKey::generate().unwrap();
    let key = Secret::ProxyPassword.key();
    let of = |training: &str, live: &str| {
        let mut settings = Settings::default();
        settings.set("portal.proxy", training).unwrap();
        settings.set_secret(key, "geheim", &master).unwrap();
        settings.set("profile", "live").unwrap();
        settings.set_secret(key, "noch geheimer", &master).unwrap();
        settings.set("portal.proxy", live).unwrap();
        let of_live = settings.secret(Secret::ProxyPassword, &master).unwrap();
        let training = settings.in_training();
        let of_training = training.secret(Secret::ProxyPassword, &master).unwrap();
        [of_live.is_some(), of_training.is_some()]
    };
    let erika = "http://erika@old:8080";
    for same in [erika, "http://erika@OLD:8080/"] {
        assert_eq!(of(erika, same), [true; 2], "{same}");
    }
    for other in [
        "http://127.0.0.1:18999",
        "http://erika@new:8080",
        "http://max@old:8080",
        "",
    ] {
        assert_eq!(of(erika, other), [false; 2], "{other}");
    }
    // One that was set before its proxy.
    assert_eq!(of("", erika), [true; 2]);
}
