//! The table of settings: names, defaults, what each value must be, and which field has it.

use super::{
    Error,
    rule::{Refused, Rule, read},
    values::{LoginKind, Theme, Values},
};
use crate::{
    paper::{CODE_SIDES, Layout, SlipPaper},
    portal::Flow,
    text::Language,
    vault::Place,
};

/// One key of the table.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name, as `config set` takes it.
    pub key: &'static str,
    /// What holds where nothing is set.
    pub default: &'static str,
    /// What it is for, in one line.
    pub about: &'static str,
    pub(super) rule: Rule,
}

const fn row(key: &'static str, default: &'static str, rule: Rule, about: &'static str) -> Setting {
    Setting {
        key,
        default,
        about,
        rule,
    }
}

/// All settings, in the order in which a counter is set up.
pub const SETTINGS: &[Setting] = &[
    row(
        "profile",
        "training",
        Rule::Choice(&[
            ("training", |to| to.live = false),
            ("live", |to| to.live = true),
        ]),
        "training, or live: certificates that count",
    ),
    row(
        "pharmacy.name",
        "Muster-Apotheke",
        Rule::Text(80, |to| &mut to.pharmacy.name),
        "the name in the window and on the slip",
    ),
    row(
        "pharmacy.address",
        "",
        Rule::Text(120, |to| &mut to.pharmacy.address),
        "one line on the slip",
    ),
    row(
        "pharmacy.phone",
        "",
        Rule::Text(40, |to| &mut to.pharmacy.phone),
        "on the slip",
    ),
    row(
        "pharmacy.hours",
        "Mo-Fr 8:30-18:30, Sa 9-13",
        Rule::Opening(|to, text| read(&mut to.pharmacy.opening.hours, text)),
        "opening hours, for the slip and its pick-up time",
    ),
    row(
        "pharmacy.state",
        "",
        Rule::Opening(|to, text| read(&mut to.pharmacy.opening.land, text)),
        "whose public holidays close it, such as DE-BY; empty: only those of all Germany do",
    ),
    row(
        "pharmacy.closed",
        "",
        Rule::Opening(|to, text| read(&mut to.pharmacy.opening.closed, text)),
        "its own closed days: 24.5.2027, 27.12.2026-2.1.2027; every year without the year: 8.8.",
    ),
    row(
        "pharmacy.eves",
        "13:00",
        Rule::Opening(|to, text| read(&mut to.pharmacy.opening.eves, text)),
        "when it closes on 24 and 31 December at the latest, or closed",
    ),
    row(
        "issuer.country",
        "XX",
        Rule::Country(|to| &mut to.issuer.country),
        "the signer's country (iss); XX in training",
    ),
    row(
        "issuer.place",
        "DE",
        Rule::Country(|to| &mut to.issuer.place),
        "the country of the vaccination (co)",
    ),
    row(
        "issuer.name",
        "Impftheke Übungsbetrieb · Training",
        Rule::Text(80, |to| &mut to.issuer.name),
        "the certificate issuer (is)",
    ),
    row(
        "issuer.location",
        "UEBUNG",
        Rule::Location(|to| &mut to.issuer.location),
        "the id of this place, from the operator of the portal",
    ),
    row(
        "portal.url",
        "",
        Rule::Url(|to| &mut to.portal.url),
        "the portal's address; empty: the training key at hand signs",
    ),
    row(
        "portal.flow",
        "hash",
        Rule::Choice(&[
            ("hash", |to| to.portal.flow = Flow::Hash),
            ("issue", |to| to.portal.flow = Flow::Issue),
            ("eu", |to| to.portal.flow = Flow::Eu),
        ]),
        "hash: only a hash leaves the counter",
    ),
    row(
        "portal.login",
        "none",
        Rule::Choice(&[
            ("none", |to| to.portal.login = LoginKind::None),
            ("key", |to| to.portal.login = LoginKind::Key),
            ("certificate", |to| to.portal.login = LoginKind::Certificate),
        ]),
        "how the counter shows who it is",
    ),
    row(
        "portal.key",
        "",
        Rule::Secret,
        "the API key for portal.login key",
    ),
    row(
        "portal.certificate",
        "",
        Rule::Files(|to| &mut to.portal.certificate),
        "the PKCS#12 file for portal.login certificate",
    ),
    row(
        "portal.certificate-password",
        "",
        Rule::Secret,
        "the password of that file",
    ),
    row(
        "portal.roots",
        "",
        Rule::Files(|to| &mut to.portal.roots),
        "further TLS roots (PEM), beside the system's",
    ),
    row(
        "portal.signers",
        "",
        Rule::Files(|to| &mut to.portal.signers),
        "document signers that the portal may sign with (PEM); empty: in training the training key's",
    ),
    row(
        "portal.proxy",
        "",
        Rule::Proxy(|to| &mut to.portal.proxy),
        "a proxy, http://HOST:PORT or http://USER@HOST:PORT; empty: the system's",
    ),
    row(
        "portal.proxy-password",
        "",
        Rule::Secret,
        "the password of that user",
    ),
    row(
        "portal.limit-seconds",
        "8",
        Rule::Number((2, 30), |to| &mut to.portal.limit_seconds),
        "how long a customer waits for one attempt",
    ),
    row(
        "queue.deadline-days",
        "14",
        Rule::Number((1, 60), |to| &mut to.deadline_days),
        "after so many days a case is erased, once staff have seen it",
    ),
    row(
        "window.language",
        "de",
        Rule::Choice(&[
            ("de", |to| to.window.language = Language::German),
            ("en", |to| to.window.language = Language::English),
        ]),
        "de, or en: as it was chosen last",
    ),
    row(
        "window.theme",
        "system",
        Rule::Choice(&[
            ("system", |to| to.window.theme = Theme::System),
            ("light", |to| to.window.theme = Theme::Light),
            ("dark", |to| to.window.theme = Theme::Dark),
        ]),
        "system, light or dark: as it was chosen last",
    ),
    row(
        "slip.paper",
        "a6",
        Rule::Choice(&[
            ("a6", |to| to.slip_paper = SlipPaper::A6),
            ("roll", |to| to.slip_paper = SlipPaper::Roll80),
        ]),
        "a6, or roll: 80 mm",
    ),
    row(
        "printer.certificate",
        "",
        Rule::Printer(|to| &mut to.printers.certificate.target),
        "the queue, or ipps://HOST/ipp/print; empty: the system's default",
    ),
    row(
        "printer.certificate-tray",
        "",
        Rule::Tray(|to| &mut to.printers.certificate.tray),
        "its tray with A4, as impftheke printers lists it; empty: it chooses",
    ),
    row(
        "printer.slip",
        "",
        Rule::Printer(|to| &mut to.printers.slip.target),
        "the printer of pick-up slips",
    ),
    row(
        "printer.slip-tray",
        "",
        Rule::Tray(|to| &mut to.printers.slip.tray),
        "its tray with the slip's paper",
    ),
    row(
        "printer.copies",
        "1",
        Rule::Number((1, 9), |to| &mut to.printers.copies),
        "how often a certificate is printed",
    ),
    row(
        "printer.trusted",
        "",
        Rule::Pins(|to| &mut to.printers.trusted),
        "certificates of ipps printers; impftheke printers --trust adds to it",
    ),
    row(
        "printer.logins",
        "",
        Rule::Secret,
        "who has logged in at which printer; impftheke printers --login adds to it",
    ),
    row(
        "print.layout",
        "folded",
        Rule::Choice(&[
            ("folded", |to| to.page.layout = Layout::Folded),
            ("large", |to| to.page.layout = Layout::Large),
        ]),
        "folded: A4 to A6; large: one flat page, German not below 16 points",
    ),
    row(
        "print.code-side",
        "53",
        Rule::Number((*CODE_SIDES.start(), *CODE_SIDES.end()), |to| {
            &mut to.page.code_side_mm
        }),
        "the side of the code in mm; at most 42 for scanners with fixed optics",
    ),
    row(
        "vault.key",
        "file",
        Rule::Choice(&[
            ("file", |to| to.master_key = Some(Place::File)),
            ("keystore", |to| to.master_key = Some(Place::KeyStore)),
            ("passphrase", |to| to.master_key = Some(Place::Passphrase)),
        ]),
        "where the master key is kept; file in training only",
    ),
];

/// Finds a key in the table.
pub fn find(key: &str) -> Result<&'static Setting, Error> {
    SETTINGS
        .iter()
        .find(|setting| setting.key == key)
        .ok_or(Error::NoSuchKey)
}

impl Setting {
    /// Whether the value is never shown.
    pub fn is_secret(&self) -> bool {
        matches!(self.rule, Rule::Secret)
    }

    pub(super) fn is_about_hours(&self) -> bool {
        matches!(self.rule, Rule::Opening(_))
    }

    /// Reads a value that somebody sets, as it is kept. Stricter than [`check`](Self::check): what stands in the file
    /// already keeps no counter closed.
    pub(super) fn read(&self, value: &str) -> Result<String, Error> {
        self.check(value)?;
        if let Some(expected) = self.rule.expected_anew(value) {
            return Err(Error::NotA {
                key: self.key,
                expected,
            });
        }
        self.rule.kept(value).map_err(|fault| Error::NotOnPaper {
            key: self.key,
            fault,
        })
    }

    /// Expects a value that can be used.
    pub(super) fn check(&self, value: &str) -> Result<(), Error> {
        let key = self.key;
        self.rule.check(value).map_err(|refused| match refused {
            Refused::Expected(expected) => Error::NotA { key, expected },
            Refused::Hours(fault) => Error::Hours { key, fault },
        })
    }

    /// Puts a value that keeps the rule into its field.
    pub(super) fn put(&self, values: &mut Values, value: &str) {
        self.rule.put(values, value);
    }
}
