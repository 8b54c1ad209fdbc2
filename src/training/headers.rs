//! What the API demands of a request's headers.

use axum::http::{HeaderMap, StatusCode, header};

use super::refusal::Refusal;
use crate::domain::Kind;

/// Returns a header as text; one that is missing, repeated or no text is refused.
pub(super) fn required<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Refusal> {
    optional(headers, name)?
        .ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, format!("{name} header is missing")))
}

/// Returns a header as text, if it is there; one that is repeated or no text is refused.
pub(super) fn optional<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let refusal = |what| Refusal::new(StatusCode::BAD_REQUEST, format!("{name} header {what}"));
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(refusal("is there twice"));
    }
    let text = value.to_str().ok();
    text.map(Some).ok_or_else(|| refusal("is no text"))
}

/// Checks the form of an id that is sent as a hash: 64 letters and digits, `^[A-Za-z0-9]{64}$`.
pub(super) fn hashed<'a>(name: &str, value: &'a str) -> Result<&'a str, Refusal> {
    if value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(value);
    }
    let what = format!("{name} header is not the hex SHA-256 of an id");
    Err(Refusal::new(StatusCode::BAD_REQUEST, what))
}

/// Reads `X-UBIRCH-DCCType`.
pub(super) fn kind(headers: &HeaderMap) -> Result<Kind, Refusal> {
    match required(headers, TYPE)? {
        "V" => Ok(Kind::Vaccination),
        "R" => Ok(Kind::Recovery),
        "T" => Ok(Kind::Test),
        _ => {
            let what = format!("{TYPE} header is none of V, R, T");
            Err(Refusal::new(StatusCode::BAD_REQUEST, what))
        }
    }
}

const TYPE: &str = "X-UBIRCH-DCCType";

/// Returns the media type of the body, without parameters and in lower case.
pub(super) fn content_type(headers: &HeaderMap) -> Result<String, Refusal> {
    let value = optional(headers, header::CONTENT_TYPE.as_str())?.unwrap_or_default();
    Ok(bare(value))
}

/// Chooses the first of the offered media types that the client accepts; without the header, the first.
pub(super) fn accepted(
    headers: &HeaderMap,
    offered: &[&'static str],
) -> Result<&'static str, Refusal> {
    let mut wanted = Vec::new();
    for value in headers.get_all(header::ACCEPT) {
        let text = value.to_str().unwrap_or_default();
        wanted.extend(text.split(',').filter(|range| !is_refused(range)).map(bare));
    }
    if !headers.contains_key(header::ACCEPT) {
        wanted.push("*/*".to_owned());
    }
    let fits = |offer: &&&str| {
        wanted.iter().any(|range| match range.strip_suffix("/*") {
            Some("*") => true,
            Some(group) => offer.split('/').next() == Some(group),
            None => range == **offer,
        })
    };
    offered.iter().find(fits).copied().ok_or_else(|| {
        let what = format!("only {} is offered", offered.join(" and "));
        Refusal::new(StatusCode::NOT_ACCEPTABLE, what)
    })
}

fn bare(value: &str) -> String {
    let media_type = value.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}

/// Whether a range says that it is not wanted: `q=0`.
fn is_refused(range: &str) -> bool {
    let mut parameters = range.split(';').skip(1).map(str::trim);
    parameters.any(|parameter| {
        let weight = parameter.strip_prefix("q=").map(str::parse::<f32>);
        matches!(weight, Some(Ok(weight)) if weight <= 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_offer_that_is_accepted_is_taken() {
        let offered = ["application/cbor+base45", "application/cbor"];
        for (accept, expected) in [
            (None, Some(offered[0])),
            (Some("*/*"), Some(offered[0])),
            (Some("application/cbor"), Some(offered[1])),
            (Some("Application/CBOR;q=0.5, text/html"), Some(offered[1])),
            (Some("application/*"), Some(offered[0])),
            (
                Some("application/cbor+base45;q=0, application/cbor"),
                Some(offered[1]),
            ),
            (Some("application/pdf"), None),
            (Some("text/*"), None),
            (Some(""), None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, accept.parse().unwrap());
            }
            assert_eq!(accepted(&headers, &offered).ok(), expected, "{accept:?}");
        }
    }
}
