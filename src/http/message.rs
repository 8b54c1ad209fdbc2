//! What is asked and what is answered.

use std::{fmt, time::Duration};

use jiff::{Timestamp, fmt::rfc2822};

/// The methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// HEAD.
    Head,
    /// POST.
    Post,
    /// PUT.
    Put,
}

/// One request.
pub struct Request {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The most bytes of an answer's body.
    pub limit: usize,
    /// The longest that all of it may take, from the name to the last byte.
    pub timeout: Duration,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// An answer, whatever its status.
#[derive(Clone, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Names and values, as sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// Returns a header's value; names are compared without regard to case (RFC 9110 section 5.1).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Returns the moment at which it was sent, if it says so (RFC 9110 section 6.6.1).
    pub fn date(&self) -> Option<Timestamp> {
        let date = self.header("date")?;
        rfc2822::DateTimeParser::new().parse_timestamp(date).ok()
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(headers: &[(&str, &str)]) -> Response {
        Response {
            status: 200,
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: Vec::new(),
        }
    }

    #[test]
    fn headers_are_found_in_any_case() {
        let response = response(&[("X-DGC-ID", "a"), ("x-dgc-id", "b")]);
        assert_eq!(response.header("X-Dgc-Id"), Some("a"));
        assert_eq!(response.header("X-Dgc"), None);
    }

    #[test]
    fn a_date_is_an_instant_or_nothing() {
        let at = |text| response(&[("Date", text)]).date();
        assert_eq!(
            at("Mon, 14 Jun 2021 08:00:00 GMT"),
            "2021-06-14T08:00:00Z".parse().ok()
        );
        for text in [
            "",
            "now",
            "2021-06-14T08:00:00Z",
            "Mon, 31 Feb 2021 08:00:00 GMT",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
    }

    #[test]
    fn neither_a_request_nor_an_answer_shows_what_it_holds() {
        let request = Request {
            method: Method::Post,
            url: "https://example.org/ERIKA".to_owned(),
            headers: vec![("x-name", "ERIKA".to_owned())],
            body: b"ERIKA".to_vec(),
            limit: 1,
            timeout: Duration::from_secs(1),
        };
        let mut response = response(&[("x-name", "ERIKA")]);
        response.body = b"ERIKA".to_vec();
        assert!(!format!("{request:?}{response:?}").contains("ERIKA"));
        assert!(!format!("{response:?}").contains("69, 82"));
    }
}
