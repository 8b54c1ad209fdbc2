//! What a strict issuer would not have written and a reader puts up with.

use std::fmt;

/// One leniency met while reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What was met.
    pub leniency: Leniency,
    /// Where: a header, a claim, or a member such as `v/dt`; empty when the whole is meant.
    pub at: String,
}

impl Note {
    /// Notes a leniency; a long place is cut, for its names may be the certificate's.
    pub(super) fn new(leniency: Leniency, at: &str) -> Self {
        let at = at.chars().take(MAX_PLACE).collect();
        Self { leniency, at }
    }
}

const MAX_PLACE: usize = 80;

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at.as_str() {
            "" => self.leniency.fmt(f),
            at => write!(f, "{at}: {}", self.leniency),
        }
    }
}

/// The leniencies, in the order in which reading meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leniency {
    /// The COSE message is not tagged 18.
    Untagged,
    /// Tag 61 (CWT) stands around tag 18.
    CwtTag,
    /// The algorithm stands in the unprotected header alone.
    AlgorithmUnprotected,
    /// The key identifier stands in the unprotected header alone.
    KeyIdUnprotected,
    /// Both headers have a key identifier; the protected one counts.
    KeyIdTwice,
    /// The key identifier has not 8 bytes.
    KeyIdLength,
    /// A header that nobody asked for.
    FurtherHeader,
    /// A claim that nobody asked for.
    FurtherClaim,
    /// No country of issue.
    NoIssuer,
    /// The country of issue is not two capitals.
    UnusualIssuer,
    /// A time is a floating-point number.
    FractionalTime,
    /// A time or date carries a CBOR tag.
    DateTag,
    /// A member is null instead of being left out.
    Null,
    /// A number is a floating-point number.
    Float,
    /// Blanks at the ends of a text.
    Blanks,
    /// A date has a time of day.
    DateWithTime,
    /// A member that the schema does not know.
    UnknownMember,
    /// A group without an entry; it counts as absent.
    EmptyGroup,
    /// The spelling of a travel document with other signs than it has.
    Transliteration,
    /// A country in small letters.
    CountryCase,
    /// Characters that were escaped once more than needed.
    Escaped,
    /// A member that later schemas left out.
    RetiredMember,
}

impl fmt::Display for Leniency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Untagged => "COSE tag 18 is missing",
            Self::CwtTag => "wrapped in CWT tag 61",
            Self::AlgorithmUnprotected => "algorithm only in the unprotected header",
            Self::KeyIdUnprotected => "key identifier only in the unprotected header",
            Self::KeyIdTwice => "key identifier in both headers",
            Self::KeyIdLength => "key identifier has not 8 bytes",
            Self::FurtherHeader => "further header",
            Self::FurtherClaim => "further claim",
            Self::NoIssuer => "no country of issue",
            Self::UnusualIssuer => "country of issue is not two capitals",
            Self::FractionalTime => "time is a floating-point number",
            Self::DateTag => "carries a CBOR tag",
            Self::Null => "null instead of left out",
            Self::Float => "floating-point number",
            Self::Blanks => "blanks at the ends",
            Self::DateWithTime => "date with a time of day",
            Self::UnknownMember => "unknown member",
            Self::EmptyGroup => "empty group, taken as absent",
            Self::Transliteration => "other signs than A to Z and <",
            Self::CountryCase => "country in small letters",
            Self::Escaped => "escaped characters",
            Self::RetiredMember => "member of an older schema",
        })
    }
}
