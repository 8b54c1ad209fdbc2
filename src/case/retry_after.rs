//! How long a server asks to be left alone: `Retry-After` (RFC 9110, section 10.2.3), read once at the edge.

use std::time::Duration;

use jiff::{Timestamp, civil::DateTime, fmt::rfc2822, tz::TimeZone};

/// The wait that an answer asked for, counted from that answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RetryAfter(Duration);

/// The two old forms of an HTTP date, of RFC 850 and of C's `asctime`, which a recipient must still read.
const OLD_DATES: [&str; 2] = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

impl RetryAfter {
    /// Reads the header's value: seconds, or a date.
    ///
    /// A date counts from `answered_at`, the answer's own `Date`, so that a wrong clock at the counter does
    /// no harm; a date gone by asks for nothing. How much of an absurd wait is obeyed is for the reader of
    /// this to say.
    pub fn parse(value: &str, answered_at: Timestamp) -> Option<Self> {
        let value = value.trim();
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than fit are still a number of seconds.
            let secs = value.parse().unwrap_or(u64::MAX);
            return Some(Self(Duration::from_secs(secs)));
        }
        let wait = http_date(value)?.duration_since(answered_at);
        Some(Self(Duration::try_from(wait).unwrap_or(Duration::ZERO)))
    }

    /// Returns the wait asked for, which may be absurd.
    pub fn wait(self) -> Duration {
        self.0
    }
}

/// Reads a date in any of its three forms (RFC 9110, section 5.6.7).
fn http_date(value: &str) -> Option<Timestamp> {
    let parser = rfc2822::DateTimeParser::new();
    parser.parse_timestamp(value).ok().or_else(|| {
        OLD_DATES.iter().find_map(|form| {
            let date = DateTime::strptime(form, value).ok()?;
            TimeZone::UTC.to_timestamp(date).ok()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, secs: Option<u64>) {
        let answered_at = "1994-11-06T08:48:37Z".parse().unwrap();
        let read = RetryAfter::parse(value, answered_at).map(|after| after.wait().as_secs());
        assert_eq!(read, secs, "{value}");
    }

    #[test]
    fn seconds_are_read_however_many_there_are() {
        check("0", Some(0));
        check("120", Some(120));
        check(" 7 ", Some(7));
        check("999999999999999999999999999999", Some(u64::MAX));
    }

    #[test]
    fn a_date_is_read_in_all_three_forms_and_counts_from_the_answer() {
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(60));
        check("Sunday, 06-Nov-94 08:49:37 GMT", Some(60));
        check("Sun Nov  6 08:49:37 1994", Some(60));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
    }

    #[test]
    fn what_is_neither_asks_for_nothing() {
        for value in [
            "",
            "soon",
            "-5",
            "+5",
            "1.5",
            "1e3",
            "Sun, 99 Nov 1994",
            "٣",
        ] {
            check(value, None);
        }
    }
}
