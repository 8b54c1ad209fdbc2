//! What the screens may see of the application, borrowed anew each frame.

use jiff::{Timestamp, ZonedDateTime};

use crate::{domain::Statement, text::Language};

use super::Problem;

/// The application as the screens see it.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The moment at the counter, with its time zone.
    pub now: &'a ZonedDateTime,
    /// The language to speak.
    pub language: Language,
    /// Whether this is the real thing.
    pub profile: Profile,
    /// The pharmacy's name.
    pub pharmacy: &'a str,
    /// The job that runs, if any.
    pub busy: Option<Busy>,
    /// The certificates just issued; while there are any, the result screen shows.
    pub result: Option<&'a Issued>,
    /// What went wrong, until it is dismissed.
    pub problem: Option<&'a Problem>,
    /// What went well and is worth a line.
    pub notice: Option<&'a str>,
}

/// Practice or the real thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Certificates count.
    Live,
    /// Certificates carry the country code `XX` and count nowhere.
    Training,
}

/// A job in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Busy {
    /// Certificates are being signed and checked.
    Issuing,
    /// The PDF is being written.
    SavingPdf,
}

/// What the result screen shows.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The certificates of this visit, in the order they were asked for.
    pub cases: Vec<IssuedCase>,
}

/// One certificate, read back from its own QR and found equal to what was typed.
#[derive(Clone, Debug)]
pub struct IssuedCase {
    /// What the certificate says.
    pub statement: Statement,
    /// Its identifier.
    pub uvci: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When its signature ceases to count.
    pub expires_at: Timestamp,
    /// The certificate issuer's name.
    pub issuer_name: String,
    /// The signer's country.
    pub issuer_country: String,
    /// Modules a side of the QR symbol, without its quiet zone.
    pub side: usize,
    /// The modules, row by row, true where dark.
    pub modules: Vec<bool>,
}
