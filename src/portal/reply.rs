//! What an answer means: its status, its words, and when to come again.

use std::io::ErrorKind;

use jiff::Timestamp;
use serde_json::Value;

use super::Flow;
use crate::{
    case::{Cause, Failure, RetryAfter},
    http::{Error, ProxyFault, Response},
};

/// Puts a missing answer into the words of a case.
pub(super) fn no_answer(error: &Error) -> Failure {
    let (cause, maybe_signed) = match error {
        Error::Resolve => (Cause::Offline, false),
        Error::Connect(source)
            if matches!(
                source.kind(),
                ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable
            ) =>
        {
            (Cause::Offline, false)
        }
        Error::Connect(_) | Error::Timeout { sent: false } => (Cause::Unreachable, false),
        Error::IdentityMissing => (Cause::LoginMissing, false),
        Error::IdentityRefused(_) => (Cause::LoginUnusable, false),
        Error::Roots => (Cause::RootsUnusable, false),
        Error::Proxy(fault) => (of_proxy(fault), false),
        Error::Tls(_) | Error::NotAllowed => (Cause::Tls, false),
        Error::Timeout { sent: true } => (Cause::Timeout, true),
        Error::Lost => (Cause::LostAnswer, true),
        Error::TooLarge | Error::Unreadable => (Cause::NotThePortal, true),
    };
    Failure {
        maybe_signed,
        ..Failure::of(cause)
    }
}

/// Returns what every case meets on the way through a proxy with this fault.
pub fn of_proxy(fault: &ProxyFault) -> Cause {
    match fault {
        ProxyFault::Unusable(_) => Cause::ProxyUnusable,
        ProxyFault::Kind(_) => Cause::ProxyKind,
        ProxyFault::AutoConfig(_) => Cause::ProxyAutoConfig,
        ProxyFault::NotFound => Cause::ProxyNotFound,
        ProxyFault::Down => Cause::ProxyDown,
        ProxyFault::Silent => Cause::ProxySilent,
        ProxyFault::Closed => Cause::ProxyClosed,
        ProxyFault::Login => Cause::ProxyLogin,
        ProxyFault::Password => Cause::ProxyPassword,
        ProxyFault::Scheme => Cause::ProxyScheme,
        ProxyFault::Refused => Cause::ProxyRefused,
        ProxyFault::NoWay => Cause::ProxyNoWay,
        ProxyFault::Network => Cause::NetworkLogin,
        ProxyFault::Page => Cause::ProxyPage,
    }
}

/// Lets a 2xx through. `flow` says what was asked for.
pub(super) fn accepted(response: Response, flow: Flow) -> Result<Response, Failure> {
    if (200..300).contains(&response.status) {
        return Ok(response);
    }
    let portal_message = words(&response.body);
    let cause = match response.status {
        400 if says_of(&response.body, NO_CERTIFICATE) => Cause::LoginMissing,
        400 if says_of(&response.body, UNFIT_CERTIFICATE) => Cause::LoginUnusable,
        408 | 425 | 502..=504 => Cause::Unavailable,
        429 => Cause::TooMany,
        // Whoever asks who is there, the service or a gateway before it, and in whatever words: it is the login.
        401 => Cause::LoginMissing,
        // No portal says this; a proxy does that nobody has named, or a network before it.
        407 => Cause::ProxyLogin,
        511 => Cause::NetworkLogin,
        // Whoever answers so has looked at what was asked for; how it says so is left open (ISSUING_API 3.3), and one
        // case that is refused must not stand for all.
        406 => Cause::NotAcceptable,
        409 => Cause::Conflict,
        // So may whoever answers this, where the person is asked for, or the kind (ISSUING_API 3.3 and 10, no. 3).
        400 | 422 if flow != Flow::Hash => Cause::Invalid,
        // With any other status no service answers a machine with a page; a gateway, a firewall or a hotel does.
        400..=499 if is_page(&response) => Cause::NotThePortal,
        // By hash every request has the same form, and nothing of the person is in it. What the service does not
        // understand of it, it names; a gateway has no more to say than its status.
        400 | 422 if !portal_message.as_deref().is_some_and(says_why) => Cause::NotThePortal,
        400 | 422 => Cause::Invalid,
        403 => Cause::Forbidden,
        500 | 505..=599 => Cause::ServerFault,
        // A redirect is a login page of somebody's network; 404, 405 and 415 say that no such service is there.
        _ => Cause::NotThePortal,
    };
    // A gateway, too, may have given up on an answer that was signed.
    let maybe_signed = matches!(response.status, 500 | 502 | 504);
    Err(Failure {
        retry_after: retry_after(&response),
        portal_message,
        maybe_signed,
        ..Failure::of(cause)
    })
}

/// An answer that is none of the portal's, such as a page.
pub(super) fn not_the_portal() -> Failure {
    Failure {
        maybe_signed: true,
        ..Failure::of(Cause::NotThePortal)
    }
}

/// A 200 with a body that is cut off, or of another shape.
pub(super) fn unreadable() -> Failure {
    Failure {
        maybe_signed: true,
        ..Failure::of(Cause::LostAnswer)
    }
}

/// A signed answer that says something else than was asked for: kept.
pub(super) fn other_content(response: &Response) -> Failure {
    Failure {
        maybe_signed: true,
        kept_answer: Some(response.body.clone()),
        ..Failure::of(Cause::OtherContent)
    }
}

/// A signature over other headers than were hashed, which nobody could verify: this portal would give it to every case.
/// Kept.
pub(super) fn other_header(response: &Response) -> Failure {
    Failure {
        cause: Cause::WrongFlow,
        ..other_content(response)
    }
}

/// Whether a page for people was answered.
fn is_page(response: &Response) -> bool {
    let start = response.body.trim_ascii_start();
    start.starts_with(b"<") || response.header("content-type").is_some_and(is_html)
}

fn is_html(value: &str) -> bool {
    let media_type = value.split(';').next().unwrap_or_default().trim();
    ["text/html", "application/xhtml+xml"]
        .iter()
        .any(|html| html.eq_ignore_ascii_case(media_type))
}

/// Whether the answer claims to be of this media type, or claims nothing.
pub(super) fn is_of_type(response: &Response, media_types: &[&str]) -> bool {
    response.header("content-type").is_none_or(|value| {
        let media_type = value.split(';').next().unwrap_or_default().trim();
        media_types
            .iter()
            .any(|expected| expected.eq_ignore_ascii_case(media_type))
    })
}

fn retry_after(response: &Response) -> Option<RetryAfter> {
    let value = response.header("retry-after")?;
    // Without a date of its own an answer counts from now; the least that can be said is its own seconds.
    let from = response.date().unwrap_or(Timestamp::UNIX_EPOCH);
    match response.date() {
        Some(_) => RetryAfter::parse(value, from),
        None => value
            .trim()
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| RetryAfter::parse(value, from))
            .flatten(),
    }
}

/// What is said where no client certificate arrived: by the German service, which knows it by a header, and by a
/// gateway (nginx) before it.
const NO_CERTIFICATE: &[&str] = &["client-cert", "no required ssl certificate"];
/// What a gateway (nginx) says of a client certificate that it does not accept.
const UNFIT_CERTIFICATE: &[&str] = &["the ssl certificate error"];

/// Whether one of these words stands in an answer, be it text, JSON or a page.
fn says_of(body: &[u8], words: &[&str]) -> bool {
    let body = body.get(..body.len().min(MAX_WORDS)).unwrap_or_default();
    let text = String::from_utf8_lossy(body).to_ascii_lowercase();
    words.iter().any(|words| text.contains(words))
}

/// Takes the words out of an answer: a member of JSON, else the text, without control characters.
fn words(body: &[u8]) -> Option<String> {
    let of_json = || {
        let object: Value = serde_json::from_slice(body).ok()?;
        ["message", "error_description", "problem", "error"]
            .into_iter()
            .find_map(|member| Some(object.get(member)?.as_str()?.to_owned()))
    };
    let text = of_json().unwrap_or_else(|| String::from_utf8_lossy(body).into_owned());
    if text.trim_start().starts_with('<') {
        return None;
    }
    let readable: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MAX_WORDS)
        .collect();
    let readable = readable.trim();
    (!readable.is_empty()).then(|| readable.to_owned())
}

/// Whether a refusal says more than the name of its status (RFC 9110 section 15.5).
fn says_why(says: &str) -> bool {
    let letters = says.chars().filter(char::is_ascii_alphabetic);
    let letters = letters.collect::<String>().to_ascii_lowercase();
    let names = [
        "badrequest",
        "unprocessableentity",
        "unprocessablecontent",
        "error",
        "httperror",
    ];
    !letters.is_empty() && !names.contains(&letters.as_str())
}

/// Longer words nobody reads at a counter.
const MAX_WORDS: usize = 2048;
