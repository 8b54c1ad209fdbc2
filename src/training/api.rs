//! The addresses of the API, strict on what each demands.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Fault, Faults, headers, refusal::Refusal, service::Refused, two_step::NoGood};
use crate::{
    domain::{EventDraft, Kind, TransliterationDraft, Uvci},
    portal::request::{self, Request},
    training::exchange::{Portal, Signed, Told},
};

/// Returns the API, and what is asked of a training portal alone.
pub(super) fn routes() -> Router<Arc<Portal>> {
    Router::new()
        .route("/api/certify/v2/issue", post(issue))
        .route("/api/certify/v2/issue/hash", post(issue_hash))
        .route("/dgca-issuance-service/dgci/issue", post(eu_begin))
        .route("/dgca-issuance-service/dgci/issue/{id}", put(eu_sign))
        .merge(control())
}

/// Returns what switches the portal and tells what it did.
pub(super) fn control() -> Router<Arc<Portal>> {
    Router::new()
        .route("/training/faults", put(switch))
        .route("/training/log", get(log))
        .route("/training/certificate", get(certificate))
}

async fn issue(
    State(portal): State<Arc<Portal>>,
    axum::Extension(fault): Told,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let media_type = headers::content_type(&headers)?;
    if !ISSUE_TYPES.contains(&media_type.as_str()) {
        // The API knows no 415.
        let types = ISSUE_TYPES.join(", ");
        return Err(Refusal::invalid(format!(
            "Content-Type must be one of {types}"
        )));
    }
    let answer_type = headers::accepted(&headers, &[TEXT, CBOR])?;
    let kind = headers::kind(&headers)?;
    let transaction = headers::optional(&headers, TRANSACTION)?
        .map(|id| headers::hashed(TRANSACTION, id))
        .transpose()?;
    let request = read(&body, kind)?;
    if media_type == "application/json" && kind != Kind::Vaccination {
        return Err(Refusal::invalid(
            "application/json is for vaccinations alone",
        ));
    }
    let made = portal.service.issue(request, &portal.now(), fault);
    let made = made.map_err(|refused| match refused {
        Refused::Content(errors) => {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            Refusal::new(StatusCode::NOT_ACCEPTABLE, errors.join("; "))
        }
        Refused::Broken(what) => Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, what),
    })?;
    let what = Sha256::digest(&made.uvci).into();
    portal.log().signed(what, transaction);
    let id = if fault == Fault::WrongId {
        "01:XX:NOBODY/0000000000000000000000000#0"
    } else {
        made.uvci.strip_prefix("URN:UVCI:").unwrap_or(&made.uvci)
    };
    let body = if answer_type == CBOR {
        made.hcert.cose().to_vec()
    } else {
        made.hcert.text().as_bytes().to_vec()
    };
    let headers = [
        (header::CONTENT_TYPE.as_str(), answer_type),
        ("X-DGC-Id", id),
    ];
    Ok(signed((headers, body)))
}

/// The first is for vaccinations alone, and deprecated.
const ISSUE_TYPES: [&str; 3] = [
    "application/json",
    "application/vnd.dgc.v1+json",
    "application/vnd.dgc.v1.3+json",
];
const TEXT: &str = "application/cbor+base45";
const CBOR: &str = "application/cbor";
const TRANSACTION: &str = "X-Transaction-Id";
const LOCATION: &str = "X-Location-Id";

/// Reads the body as the API has it: no line of a travel document, and a testing centre of at most 50 characters.
fn read(body: &[u8], kind: Kind) -> Result<Request, Refusal> {
    let value: Value = serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Refusal::invalid(format!("no JSON at line {line} column {column}"))
    })?;
    let request = request::read(&value).map_err(|error| {
        let status = match error {
            request::Error::Rule(_) => StatusCode::NOT_ACCEPTABLE,
            request::Error::Missing(_)
            | request::Error::NotA { .. }
            | request::Error::NotJson
            | request::Error::NotOneGroup
            | request::Error::Twice(_)
            | request::Error::TwoBases(_)
            | request::Error::Unknown(..) => StatusCode::BAD_REQUEST,
        };
        Refusal::new(status, error.to_string())
    })?;
    let draft = &request.draft;
    if [&draft.family_transliteration, &draft.given_transliteration]
        != [&TransliterationDraft::Proposed; 2]
    {
        return Err(Refusal::invalid("fnt and gnt are added by the service"));
    }
    if draft.event.kind() != kind {
        return Err(Refusal::invalid(
            "X-UBIRCH-DCCType header is of another kind",
        ));
    }
    if let EventDraft::Test(test) = &draft.event
        && !(1..=50).contains(&test.centre.chars().count())
    {
        return Err(Refusal::invalid("t[0].tc must have 1 to 50 characters"));
    }
    Ok(request)
}

async fn issue_hash(
    State(portal): State<Arc<Portal>>,
    axum::Extension(fault): Told,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    if headers::content_type(&headers)? != "text/plain" {
        return Err(Refusal::invalid("Content-Type must be text/plain"));
    }
    let answer_type = headers::accepted(&headers, &[CBOR])?;
    headers::kind(&headers)?;
    headers::hashed(LOCATION, headers::required(&headers, LOCATION)?)?;
    let transaction = headers::required(&headers, TRANSACTION)?;
    let transaction = headers::hashed(TRANSACTION, transaction)?;
    let digest =
        digest(&body).ok_or_else(|| Refusal::invalid("the body is no SHA-256 in base64"))?;
    let skeleton = portal.service.skeleton(&digest, fault).map_err(broken)?;
    portal.log().signed(digest, Some(transaction));
    Ok(signed(([(header::CONTENT_TYPE, answer_type)], skeleton)))
}

/// Reads 32 bytes in padded base64 of the standard alphabet, and nothing around it.
fn digest(text: impl AsRef<[u8]>) -> Option<[u8; 32]> {
    BASE64.decode(text).ok()?.try_into().ok()
}

#[expect(clippy::needless_pass_by_value, reason = "the form of map_err")]
fn broken(error: crate::sign::Error) -> Refusal {
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
}

fn signed(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    response.extensions_mut().insert(Signed);
    response
}

/// A request that the EU's service does not carry out, in its own form.
#[derive(Debug)]
struct Problem(StatusCode, &'static str, &'static str);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self(status, code, problem) = self;
        let body = json!({ "code": code, "problem": problem, "sendValue": "", "details": "" });
        (status, Json(body)).into_response()
    }
}

async fn eu_begin(
    State(portal): State<Arc<Portal>>,
    axum::Extension(fault): Told,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let kind = json_member(&headers, &body, "greenCertificateType")?;
    if !["Vaccination", "Test", "Recovery"].contains(&kind.as_str()) {
        let problem = "greenCertificateType is not known";
        return Err(Problem(StatusCode::BAD_REQUEST, "0x004", problem));
    }
    let broken = Problem(StatusCode::INTERNAL_SERVER_ERROR, "0x500", "internal error");
    let mut random = [0; 16];
    if getrandom::fill(&mut random).is_err() {
        return Err(broken);
    }
    let own = portal.service.country();
    let country = if fault == Fault::WrongFields {
        "YY"
    } else {
        own
    };
    let dgci = Uvci::of_the_reference_service(country, random).or(Err(broken))?;
    let id = portal.two_step().give_out(&dgci);
    let kid = if fault == Fault::WrongHeader {
        portal.service.wrong_kid()
    } else {
        portal.service.kid(fault)
    };
    let id = if fault == Fault::WrongId {
        format!("{id}x")
    } else {
        id
    };
    let expires_at = portal.now().timestamp().as_second() + YEAR;
    let answer = json!({
        "id": id, "dgci": dgci.as_str(), "kid": BASE64.encode(kid), "algId": ES256,
        "countryCode": country, "expired": expires_at, "expiredDuration": YEAR,
    });
    Ok(Json(answer).into_response())
}

const ES256: i64 = -7;
/// 365 days in seconds.
const YEAR: i64 = 365 * 24 * 60 * 60;

async fn eu_sign(
    State(portal): State<Arc<Portal>>,
    axum::Extension(fault): Told,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let hash = json_member(&headers, &body, "hash")?;
    let no_hash = Problem(
        StatusCode::BAD_REQUEST,
        "0x004",
        "hash is no SHA-256 in base64",
    );
    let digest = digest(&hash).ok_or(no_hash)?;
    portal
        .two_step()
        .use_up(&id)
        .map_err(|no_good| match no_good {
            NoGood::Malformed => Problem(StatusCode::BAD_REQUEST, "0x002", "the id is malformed"),
            NoGood::Unknown => Problem(StatusCode::NOT_FOUND, "0x003", "the id is not known"),
            NoGood::Used => Problem(StatusCode::CONFLICT, "0x001", "already signed"),
        })?;
    let to_sign = if fault == Fault::OtherPerson {
        Sha256::digest(digest).into()
    } else {
        digest
    };
    let broken = Problem(StatusCode::INTERNAL_SERVER_ERROR, "0x500", "internal error");
    let signature = portal.service.sign(&to_sign, fault).or(Err(broken))?;
    portal.log().signed(digest, None);
    let answer = json!({ "tan": tan()?, "signature": BASE64.encode(signature) });
    Ok(signed(Json(answer)))
}

/// Makes a TAN: eight characters without those that look alike.
fn tan() -> Result<String, Problem> {
    let broken = Problem(StatusCode::INTERNAL_SERVER_ERROR, "0x500", "internal error");
    let mut random = [0; 8];
    getrandom::fill(&mut random).or(Err(broken))?;
    let letter = |byte: &u8| TAN.get(usize::from(byte % 32)).copied().map(char::from);
    Ok(random.iter().filter_map(letter).collect())
}

const TAN: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Reads the one member of a JSON object that must be there and be a text.
fn json_member(headers: &HeaderMap, body: &[u8], member: &str) -> Result<String, Problem> {
    let media_type = headers::content_type(headers).unwrap_or_default();
    if media_type != "application/json" {
        let problem = "Content-Type must be application/json";
        return Err(Problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "0x415",
            problem,
        ));
    }
    if headers::accepted(headers, &["application/json"]).is_err() {
        let problem = "only application/json is offered";
        return Err(Problem(StatusCode::NOT_ACCEPTABLE, "0x406", problem));
    }
    let value: Option<Value> = serde_json::from_slice(body).ok();
    let text = value.as_ref().and_then(|value| value.get(member)?.as_str());
    let problem = "a member is missing or of another type";
    text.map(str::to_owned)
        .ok_or(Problem(StatusCode::BAD_REQUEST, "0x004", problem))
}

async fn switch(State(portal): State<Arc<Portal>>, body: String) -> Result<StatusCode, Refusal> {
    let faults = Faults::parse(&body).map_err(|error| Refusal::invalid(error.to_string()))?;
    portal.switch(faults).await;
    Ok(StatusCode::NO_CONTENT)
}

async fn log(State(portal): State<Arc<Portal>>) -> Response {
    Json(portal.log().clone()).into_response()
}

async fn certificate(State(portal): State<Arc<Portal>>) -> Response {
    portal.service.certificate_pem().to_owned().into_response()
}
