//! A code that is no certificate, named as what it is; of what it says no more than that needs.

use std::fmt;

/// What a code says that is no certificate of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtherCode {
    /// An address of the web, by its host.
    Address(String),
    /// A kind that its first characters name.
    Kind(&'static str),
    /// Any other text, by its length in characters.
    Text(usize),
}

impl OtherCode {
    /// Tells what a text is.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let begin: String = text.chars().take(MAX_HOST).collect();
        let lower = begin.to_lowercase();
        let after_scheme = ["https://", "http://"]
            .into_iter()
            .find_map(|scheme| lower.strip_prefix(scheme));
        if let Some(rest) = after_scheme.or_else(|| lower.starts_with("www.").then_some(&lower)) {
            let authority = rest.split(['/', '?', '#', ' ']).next().unwrap_or_default();
            // What stands before an @ is a login.
            let host = authority.rsplit('@').next().unwrap_or_default();
            let is_of_host = |c: char| c.is_alphanumeric() || ".-_:[]".contains(c);
            return Self::Address(host.chars().filter(|c| is_of_host(*c)).collect());
        }
        let kind = KINDS.iter().find(|(begin, _)| lower.starts_with(begin));
        kind.map_or_else(
            || Self::Text(text.chars().count()),
            |(_, kind)| Self::Kind(kind),
        )
    }
}

impl fmt::Display for OtherCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(host) => write!(f, "a web address ({host})"),
            Self::Kind(kind) => f.write_str(kind),
            Self::Text(1) => f.write_str("a text of 1 character"),
            Self::Text(length) => write!(f, "a text of {length} characters"),
        }
    }
}

/// How usual kinds of codes begin, in small letters.
const KINDS: [(&str, &str); 12] = [
    ("begin:vcard", "a contact (vCard)"),
    ("mecard:", "a contact (MeCard)"),
    ("begin:vevent", "an appointment"),
    ("begin:vcalendar", "an appointment"),
    ("wifi:", "access to a wireless network"),
    ("mailto:", "an e-mail address"),
    ("tel:", "a telephone number"),
    ("smsto:", "a text message"),
    ("geo:", "a place"),
    ("bcd\n", "a bank transfer"),
    ("shc:/", "a SMART Health Card"),
    ("otpauth:", "a second factor for a login"),
];
/// No host is longer.
const MAX_HOST: usize = 253;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_named_by_what_it_is_and_says_no_more() {
        for (text, named) in [
            (
                "https://erika:geheim@Example.org/erika?q=1",
                "a web address (example.org)",
            ),
            ("www.example.org/a", "a web address (www.example.org)"),
            ("HTTP://EXAMPLE.ORG:80#x", "a web address (example.org:80)"),
            ("BEGIN:VCARD\nFN:Erika", "a contact (vCard)"),
            ("WIFI:S:x;P:geheim;;", "access to a wireless network"),
            ("Erika Mustermann", "a text of 16 characters"),
            ("4", "a text of 1 character"),
        ] {
            assert_eq!(OtherCode::of(text).to_string(), named);
        }
    }
}
