//! Messages: what is put into a request, and what is read out of an answer.

use std::{collections::BTreeMap, io::Cursor, ops::RangeInclusive};

use ipp::{
    attribute::{IppAttribute, IppAttributeGroup, IppAttributes},
    model::{DelimiterTag, IppVersion, Operation, StatusCode},
    parser::IppParser,
    reader::IppReader,
    request::IppRequestResponse,
    value::{IppName, IppValue},
};
use zeroize::Zeroizing;

use super::super::{Error, USER};
use crate::spool::ipp::reach::Reach;

/// A request. All of IPP/1.1 (RFC 8011), which every later version understands.
pub(super) struct Message(IppRequestResponse);

impl Message {
    /// Makes a request to CUPS itself.
    pub(super) fn bare(operation: Operation) -> Result<Self, Error> {
        let request = IppRequestResponse::new(IppVersion::v1_1(), operation, None);
        let mut message = Self(request.or(Err(Error::NotAPrinter))?);
        // A name of its own and not that of whoever has logged in: it stands in the printer's list.
        message.operation(
            "requesting-user-name",
            IppValue::new_name_without_language(USER),
        )?;
        Ok(message)
    }

    /// Makes a request to a printer.
    pub(super) fn to(operation: Operation, uri: &str) -> Result<Self, Error> {
        let mut message = Self::bare(operation)?;
        message.operation("printer-uri", IppValue::new_uri(uri))?;
        Ok(message)
    }

    /// Makes a request about a job.
    pub(super) fn about(operation: Operation, uri: &str, job: i32) -> Result<Self, Error> {
        let mut message = Self::to(operation, uri)?;
        message.operation("job-id", Ok(IppValue::Integer(job)))?;
        Ok(message)
    }

    /// Adds an operation attribute.
    pub(super) fn operation(&mut self, name: &str, value: Made) -> Result<(), Error> {
        self.add(DelimiterTag::OperationAttributes, name, value)
    }

    /// Adds a job attribute.
    pub(super) fn job(&mut self, name: &str, value: Made) -> Result<(), Error> {
        self.add(DelimiterTag::JobAttributes, name, value)
    }

    /// Adds an operation attribute of several keywords.
    pub(super) fn keywords(&mut self, name: &str, words: &[&str]) -> Result<(), Error> {
        let words: Result<Vec<_>, _> = words
            .iter()
            .map(|word| IppValue::new_keyword(*word))
            .collect();
        self.operation(name, words.map(IppValue::Array))
    }

    /// Adds what the printer behind a queue of CUPS wants to be told of whoever prints.
    pub(super) fn auth_info(&mut self, given: &[Zeroizing<String>]) -> Result<(), Error> {
        let texts: Result<Vec<_>, _> = given
            .iter()
            .map(|text| IppValue::new_text_without_language(text.as_str()))
            .collect();
        self.operation("auth-info", texts.map(IppValue::Array))
    }

    fn add(&mut self, tag: DelimiterTag, name: &str, value: Made) -> Result<(), Error> {
        // Only a value that is too long can fail, and all of them are ours or a setting's.
        let attribute = value.and_then(|value| IppAttribute::with_name(name, value));
        let attribute = attribute.map_err(|_too_long| Error::Declined(name.to_owned()))?;
        self.0.attributes_mut().add(tag, attribute);
        Ok(())
    }

    /// Returns the bytes, a document behind them.
    pub(super) fn into_bytes(self, document: Option<&[u8]>) -> Vec<u8> {
        let mut bytes = self.0.to_bytes().to_vec();
        bytes.extend_from_slice(document.unwrap_or_default());
        bytes
    }
}

type Made = Result<IppValue, ipp::parser::IppParseError>;

/// Makes a collection (RFC 8010 section 3.1.6).
pub(super) fn collection(members: Vec<(&str, Made)>) -> Made {
    let members: Result<BTreeMap<IppName, IppValue>, _> = members
        .into_iter()
        .map(|(name, value)| Ok((IppName::new(name)?, value?)))
        .collect();
    members.map(IppValue::Collection)
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// The same as a number, for what came into use after RFC 8011.
    code: i16,
    attributes: IppAttributes,
}

impl Answer {
    /// Reads an answer.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self, Error> {
        if !is_sound(&bytes) {
            return Err(Error::NotAPrinter);
        }
        let parser = IppParser::new(IppReader::new(Cursor::new(bytes)));
        let (header, attributes, _rest) = parser.parse_parts().or(Err(Error::NotAPrinter))?;
        Ok(Self {
            status: header.status_code(),
            code: header.operation_or_status,
            attributes,
        })
    }

    /// Returns the groups of a kind.
    pub(super) fn groups(&self, tag: DelimiterTag) -> impl Iterator<Item = Group<'_>> {
        self.attributes.groups_of(tag).map(Group)
    }

    /// Names the attributes that the other end does not support.
    pub(super) fn unsupported(&self) -> Vec<&str> {
        self.attributes
            .groups_of(DelimiterTag::UnsupportedAttributes)
            .flat_map(IppAttributeGroup::attributes)
            .map(|attribute| attribute.name().as_str())
            .collect()
    }

    /// Passes on what was accepted.
    pub(super) fn accepted(self) -> Result<Self, Error> {
        if SUCCESSFUL.contains(&self.code) {
            Ok(self)
        } else {
            Err(self.refused())
        }
    }

    /// Says how far a request came that is answered by an error (RFC 8011 appendix B.1).
    ///
    /// Refused are those alone whose status is about the request itself, its rights, or the printer's readiness, and
    /// so comes before any document. Whatever else went wrong may have done so while the document was printed.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "no other status proves that nothing was done"
    )]
    pub(super) fn reach(&self) -> Reach {
        match self.status {
            StatusCode::ClientErrorForbidden
            | StatusCode::ClientErrorNotAuthenticated
            | StatusCode::ClientErrorNotAuthorized
            | StatusCode::ClientErrorDocumentFormatNotSupported
            | StatusCode::ClientErrorAttributesOrValuesNotSupported
            | StatusCode::ServerErrorOperationNotSupported
            | StatusCode::ServerErrorVersionNotSupported
            | StatusCode::ServerErrorNotAcceptingJobs
            | StatusCode::ServerErrorBusy => Reach::Refused,
            _ => Reach::Answered,
        }
    }

    /// Says what a status means for printing.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever else a printer answers is told by its own name"
    )]
    fn refused(&self) -> Error {
        match self.status {
            StatusCode::ClientErrorForbidden
            | StatusCode::ClientErrorNotAuthenticated
            | StatusCode::ClientErrorNotAuthorized => Error::Forbidden,
            StatusCode::ClientErrorNotFound | StatusCode::ClientErrorGone => Error::NoSuchPrinter,
            StatusCode::ClientErrorDocumentFormatNotSupported => Error::NoPdf,
            StatusCode::ServerErrorNotAcceptingJobs => Error::Rejecting,
            StatusCode::UnknownStatusCode if ERRORS.contains(&self.code) => {
                Error::Declined(format!("{:#06x}", self.code))
            }
            StatusCode::UnknownStatusCode => Error::NotAPrinter,
            other => Error::Declined(other.to_string()),
        }
    }
}

/// The classes of status codes (RFC 8011 appendix B.1): whatever is added belongs to one of them.
const SUCCESSFUL: RangeInclusive<i16> = 0x0000..=0x00ff;
const ERRORS: RangeInclusive<i16> = 0x0400..=0x05ff;

/// Whether the library can be given an answer. It panics where a text with a language is shorter than it says; and
/// whatever is nested it also drops nested, on our stack.
fn is_sound(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(HEADER..).unwrap_or_default();
    let mut depth = 0_usize;
    while let Some((tag, after)) = rest.split_first() {
        match *tag {
            // A group begins, or the attributes end (RFC 8010 section 3.5.1).
            END_OF_ATTRIBUTES => return true,
            0..=0x0f => {
                rest = after;
                continue;
            }
            BEGIN_COLLECTION => depth += 1,
            END_COLLECTION => depth = depth.saturating_sub(1),
            _ => {}
        }
        let Some((value, next)) = take(after).and_then(|(_name, rest)| take(rest)) else {
            // The end is missing, which the library finds out.
            return true;
        };
        let is_whole = ![TEXT_WITH_LANGUAGE, NAME_WITH_LANGUAGE].contains(tag)
            || take(value)
                .and_then(|(_language, rest)| take(rest))
                .is_some();
        if depth > DEEPEST || !is_whole {
            return false;
        }
        rest = next;
    }
    true
}

/// Returns the bytes behind their length, and what follows them.
fn take(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(u16::from_be_bytes(*length).into())
}

/// Version, status and the number of the request.
const HEADER: usize = 8;
const END_OF_ATTRIBUTES: u8 = 0x03;
const BEGIN_COLLECTION: u8 = 0x34;
const TEXT_WITH_LANGUAGE: u8 = 0x35;
const NAME_WITH_LANGUAGE: u8 = 0x36;
const END_COLLECTION: u8 = 0x37;
/// Real printers nest two or three.
const DEEPEST: usize = 16;

/// One group of an answer.
#[derive(Clone, Copy)]
pub(super) struct Group<'a>(&'a IppAttributeGroup);

impl<'a> Group<'a> {
    /// Returns a name or a text, cleaned of what does not belong on a screen.
    pub(super) fn text(self, name: &str) -> Option<String> {
        self.values(name).into_iter().find_map(words)
    }

    /// Returns keywords, or other short words.
    pub(super) fn words(self, name: &str) -> Vec<String> {
        self.values(name).into_iter().filter_map(words).collect()
    }

    /// Returns a number or the number of an enumeration.
    pub(super) fn number(self, name: &str) -> Option<i32> {
        self.numbers(name).first().copied()
    }

    /// Returns numbers; of a range its end.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "nothing else holds a number"
    )]
    pub(super) fn numbers(self, name: &str) -> Vec<i32> {
        let number = |value: &IppValue| match value {
            IppValue::Integer(number) | IppValue::Enum(number) => Some(*number),
            IppValue::RangeOfInteger { max, .. } => Some(*max),
            _ => None,
        };
        self.values(name).into_iter().filter_map(number).collect()
    }

    /// Returns a yes or no.
    pub(super) fn flag(self, name: &str) -> Option<bool> {
        let values = self.values(name);
        values.first()?.as_boolean().copied()
    }

    fn values(self, name: &str) -> Vec<&'a IppValue> {
        match self.0.get(name).map(IppAttribute::value) {
            Some(IppValue::Array(values)) => values.iter().collect(),
            Some(value) => vec![value],
            None => Vec::new(),
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "nothing else holds a word")]
fn words(value: &IppValue) -> Option<String> {
    let text = match value {
        IppValue::Keyword(text)
        | IppValue::NameWithoutLanguage(text)
        | IppValue::NameWithLanguage { name: text, .. }
        | IppValue::MimeMediaType(text) => text.to_string(),
        IppValue::TextWithoutLanguage(text) | IppValue::TextWithLanguage { text, .. } => {
            text.to_string()
        }
        IppValue::Uri(text) => text.to_string(),
        _ => return None,
    };
    let clean: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    (!clean.is_empty()).then_some(clean)
}
