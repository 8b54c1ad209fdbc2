//! One kind each of what mail, scanners and hands leave around and inside the text of a certificate.

use std::fmt;

/// One kind of noise that was undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noise {
    /// The bytes were UTF-16.
    Utf16,
    /// The bytes were neither UTF-8 nor UTF-16.
    Windows1252,
    /// A byte order mark.
    ByteOrderMark,
    /// The text was a string of JSON.
    Json,
    /// Percent encoding, as in addresses.
    Percent,
    /// Quotation marks or brackets around the text.
    Quotes,
    /// What scanners put in front to name the kind of symbol.
    AimIdentifier,
    /// Keys of another keyboard than the scanner was set up for.
    Keyboard,
    /// Small letters.
    LowerCase,
    /// STX, ETX, NUL and others that nobody sees.
    Control,
    /// Line breaks inside.
    LineBreaks,
    /// Tabs inside.
    Tabs,
    /// Blanks of another kind than Base45 has.
    OtherBlanks,
    /// Hyphens of another kind than Base45 has.
    Hyphens,
    /// Blanks that were inserted or lost inside.
    Blanks,
    /// Blanks, tabs or line breaks around the text.
    Ends,
}

impl fmt::Display for Noise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf16 => "the text was read as UTF-16",
            Self::Windows1252 => "the text was read as Windows-1252",
            Self::ByteOrderMark => "byte order mark left out",
            Self::Json => "the text was taken out of a JSON string",
            Self::Percent => "percent encoding undone",
            Self::Quotes => "quotation marks or brackets around the text left out",
            Self::AimIdentifier => "the scanner's identifier of the symbol (AIM) left out",
            Self::Keyboard => {
                "scanner and computer are set to different keyboards; the keys were turned back"
            }
            Self::LowerCase => "small letters read as capitals",
            Self::Control => "invisible characters left out",
            Self::LineBreaks => "line breaks inside the text undone",
            Self::Tabs => "tabs inside the text undone",
            Self::OtherBlanks => "blanks of another kind read as blanks",
            Self::Hyphens => "hyphens of another kind read as hyphens",
            Self::Blanks => "blanks inside the text put right",
            Self::Ends => "blanks around the text left out",
        })
    }
}
