//! The settings as their readers take them: typed, parsed once.
//!
//! Readers that must know of each setting of a group take it apart by name and without `..`: a new one that they forget
//! does not compile.

use std::path::PathBuf;

use crate::{
    case::{
        OpeningHours,
        opening::{ClosedDays, Eves, Land},
    },
    paper::{Layout, SlipPaper},
    portal::Flow,
    spool::{Pins, Target},
    text::Language,
    vault::Place,
};

/// All settings but the secrets, which stay sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// Whether certificates count.
    pub live: bool,
    /// Where the master key of the profile that is on is to be kept; nothing where live has no choice yet.
    pub master_key: Option<Place>,
    /// What is told of the pharmacy.
    pub pharmacy: PharmacySettings,
    /// Who issues certificates.
    pub issuer: IssuerSettings,
    /// Whoever signs them, where it is a portal.
    pub portal: PortalSettings,
    /// For how many days a case is kept at most.
    pub deadline_days: u32,
    /// How the window was last.
    pub window: WindowSettings,
    /// What slips are printed on.
    pub slip_paper: SlipPaper,
    /// The printers.
    pub printers: PrinterSettings,
    /// How a certificate stands on its page.
    pub page: PageSettings,
}

/// How the window was last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WindowSettings {
    /// What it speaks.
    pub language: Language,
    /// Whether it is light or dark.
    pub theme: Theme,
}

/// Whether the window is light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What is told of the pharmacy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PharmacySettings {
    /// What it is called.
    pub name: String,
    /// Where it is; may be empty.
    pub address: String,
    /// How it is called by telephone; may be empty.
    pub phone: String,
    /// When it is open.
    pub opening: OpeningSettings,
}

/// When the pharmacy is open: nothing where it is not set, or cannot be read any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpeningSettings {
    /// The hours of a week.
    pub hours: Option<OpeningHours>,
    /// Whose public holidays close it.
    pub land: Option<Land>,
    /// Its own closed days.
    pub closed: Option<ClosedDays>,
    /// When it closes on 24 and 31 December.
    pub eves: Option<Eves>,
}

/// Who issues certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuerSettings {
    /// The signer's country (`iss`).
    pub country: String,
    /// The country of the vaccination (`co`).
    pub place: String,
    /// The certificate issuer (`is`).
    pub name: String,
    /// The id of this place.
    pub location: String,
}

/// The portal and the way to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortalSettings {
    /// Its address; empty: the training key at hand signs.
    pub url: String,
    /// How it signs.
    pub flow: Flow,
    /// How the counter shows who it is.
    pub login: LoginKind,
    /// The PKCS#12 file of a login by certificate.
    pub certificate: Vec<PathBuf>,
    /// Further TLS roots (PEM).
    pub roots: Vec<PathBuf>,
    /// The document signers that it may sign with (PEM).
    pub signers: Vec<PathBuf>,
    /// The address of a proxy; empty: the system's.
    pub proxy: String,
    /// The longest that a customer waits for one attempt, in seconds.
    pub limit_seconds: u32,
}

/// How the counter shows the portal who it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoginKind {
    /// Not at all.
    #[default]
    None,
    /// By an API key.
    Key,
    /// By a client certificate.
    Certificate,
}

/// The printers of the counter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrinterSettings {
    /// Of certificates.
    pub certificate: PrinterChoice,
    /// Of pick-up slips.
    pub slip: PrinterChoice,
    /// How often a certificate is printed.
    pub copies: u32,
    /// The certificates of printers that are trusted.
    pub trusted: Pins,
}

/// A printer and its tray.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrinterChoice {
    /// The printer.
    pub target: Target,
    /// The keyword of its tray; empty: it chooses.
    pub tray: String,
}

/// How a certificate stands on its page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageSettings {
    /// How the page is laid out.
    pub layout: Layout,
    /// The side of the code in millimetres.
    pub code_side_mm: u32,
}
