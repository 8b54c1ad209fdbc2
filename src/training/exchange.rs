//! One request: which fault meets it, what is answered, and what becomes of the answer on its way.

use std::{
    convert::Infallible,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderValue, Request, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use hyper::{body::Incoming, service::Service as _};
use hyper_util::service::TowerToHyperService;
use jiff::{SignedDuration, Timestamp, ZonedDateTime, fmt::rfc2822};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use super::{
    Fault, Faults, Log,
    faults::{Act, RetryAfter},
    headers,
    refusal::Refusal,
    service::Service,
    two_step::TwoStep,
};
use crate::{
    domain::Clock,
    training::{
        schedule::{Met, Moment, Schedule},
        slow_body::SlowBody,
        throttled::Manner,
    },
};

/// What all connections share.
pub(super) struct Portal {
    pub(super) service: Service,
    clock: Arc<dyn Clock>,
    key: Option<String>,
    started: Instant,
    schedule: Mutex<Schedule>,
    log: Mutex<Log>,
    two_step: Mutex<TwoStep>,
    /// Counts the switches.
    switched: watch::Sender<u64>,
    /// The last switch that the listener has followed.
    followed: watch::Sender<u64>,
}

/// The connection is cut before the first byte of an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is cut, as it was told to")
    }
}

impl std::error::Error for Cut {}

/// What is known of a connection: how its line behaves, and whether the client has shown a certificate that it had
/// to show.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    pub(super) manner: Arc<Manner>,
    pub(super) lacks_certificate: bool,
}

impl Portal {
    pub(super) fn new(
        service: Service,
        clock: Arc<dyn Clock>,
        key: Option<String>,
        faults: Faults,
    ) -> Self {
        Self {
            service,
            clock,
            key,
            started: Instant::now(),
            schedule: Mutex::new(Schedule::new(faults, Duration::ZERO, seed())),
            log: Mutex::default(),
            two_step: Mutex::default(),
            switched: watch::Sender::new(0),
            followed: watch::Sender::new(0),
        }
    }

    /// Returns the time by the portal's clock.
    pub(super) fn now(&self) -> ZonedDateTime {
        self.clock.now()
    }

    pub(super) fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn two_step(&self) -> MutexGuard<'_, TwoStep> {
        self.two_step.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn moment(&self) -> Moment {
        Moment {
            since_start: self.started.elapsed(),
            time_of_day: self.now().time(),
        }
    }

    /// Changes what goes wrong, and returns when the listener has followed.
    pub(super) async fn switch(&self, faults: Faults) {
        let mut number = 0;
        {
            let mut schedule = self.schedule();
            *schedule = Schedule::new(faults, self.started.elapsed(), seed());
            self.switched.send_modify(|switched| {
                *switched += 1;
                number = *switched;
            });
        }
        // A portal that is being stopped follows nothing any more.
        drop(
            self.followed
                .subscribe()
                .wait_for(|followed| *followed >= number)
                .await,
        );
    }

    /// Takes the fault of the next request, and watches for the switch that ends it.
    fn meet(&self) -> (Met, watch::Receiver<u64>) {
        let moment = self.moment();
        let mut schedule = self.schedule();
        (schedule.take(moment), self.switched())
    }

    /// Watches for switches.
    pub(super) fn switched(&self) -> watch::Receiver<u64> {
        self.switched.subscribe()
    }

    /// Says that the listener has followed the last switch.
    pub(super) fn follow(&self) {
        self.followed.send_replace(*self.switched.borrow());
    }

    /// Answers one request, as well or as badly as the faults have it.
    pub(super) async fn answer(
        self: Arc<Self>,
        router: Router,
        request: Request<Incoming>,
        peer: Peer,
    ) -> Result<Response, Cut> {
        let (parts, body) = request.into_parts();
        let for_training = parts.uri.path().starts_with("/training/");
        // The whole request is read before anything is answered: what is left unread resets the connection.
        let body = to_bytes(Body::new(body), MAX_BODY).await;
        let mut request = Request::from_parts(parts, Body::empty());
        let too_large = body.is_err();
        *request.body_mut() = Body::from(body.unwrap_or_default());
        if for_training {
            return Ok(carry_out(router, request).await);
        }
        let (Met { act, wait }, switched) = self.meet();
        self.log().requests += 1;
        if act.fault != Fault::None {
            self.log().met(act.fault.name());
        }
        sleep(wait).await;
        let mut response = if let Some(response) = self.instead(&act, switched.clone()).await? {
            response
        } else if too_large {
            StatusCode::PAYLOAD_TOO_LARGE.into_response()
        } else if let Err(refusal) = self.admit(&request, &peer) {
            refusal.into_response()
        } else {
            request.extensions_mut().insert(act.fault);
            carry_out(router, request).await
        };
        let signed = response.extensions().get::<Signed>().is_some();
        if signed {
            response = after_signing(&act, response, switched).await?;
        }
        let ahead = if act.fault == Fault::ClockWrong {
            act.clock_secs.unwrap_or(TEN_MINUTES)
        } else {
            0
        };
        set(
            &mut response,
            header::DATE,
            &http_date(self.now().timestamp(), ahead),
        );
        let delivers = signed && act.fault.delivers();
        self.log().answered(response.status().as_u16(), delivers);
        Ok(shape(response, &act, &peer.manner).await)
    }

    /// The answer that stands in for any work.
    async fn instead(
        &self,
        act: &Act,
        switched: watch::Receiver<u64>,
    ) -> Result<Option<Response>, Cut> {
        let response = match act.fault {
            Fault::Refused | Fault::TlsError => return Err(Cut),
            Fault::Hang => return hang(switched).await,
            Fault::Html => page(StatusCode::OK),
            Fault::Firewall => page(StatusCode::FORBIDDEN),
            Fault::Status(status) => self.status(status, act.retry_after.as_ref()),
            Fault::None
            | Fault::FailAfterSigning
            | Fault::HangAfterSigning
            | Fault::LostAnswer
            | Fault::SlowHeaders
            | Fault::SlowBody
            | Fault::Reset
            | Fault::Truncated
            | Fault::WrongSignature
            | Fault::OtherSigner
            | Fault::OtherPerson
            | Fault::WrongHeader
            | Fault::WrongFields
            | Fault::WrongId
            | Fault::ClockWrong => return Ok(None),
        };
        Ok(Some(response))
    }

    fn status(&self, status: u16, retry_after: Option<&RetryAfter>) -> Response {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
        let reason = status.canonical_reason().unwrap_or_default();
        let mut response = (status, reason).into_response();
        let value = retry_after.map(|after| match after {
            RetryAfter::Text(text) => text.clone(),
            RetryAfter::DateIn(seconds) => http_date(self.now().timestamp(), *seconds),
        });
        if let Some(value) = value {
            set(&mut response, header::RETRY_AFTER, &value);
        }
        response
    }

    /// Checks the login.
    fn admit<T>(&self, request: &Request<T>, peer: &Peer) -> Result<(), Refusal> {
        if peer.lacks_certificate {
            // The words of the German service, which knows the certificate by this header only.
            let what = "header is missing. X-Forwarded-Tls-Client-Cert";
            return Err(Refusal::new(StatusCode::BAD_REQUEST, what));
        }
        let Some(key) = &self.key else {
            return Ok(());
        };
        let name = header::AUTHORIZATION;
        match headers::optional(request.headers(), name.as_str())? {
            None => Err(Refusal::new(
                StatusCode::UNAUTHORIZED,
                "the credential is missing",
            )),
            Some(value) if value.strip_prefix("Bearer ") == Some(key) => Ok(()),
            Some(_) => Err(Refusal::new(
                StatusCode::FORBIDDEN,
                "the credential is invalid.",
            )),
        }
    }
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal").finish_non_exhaustive()
    }
}

/// The most bytes of a request.
const MAX_BODY: usize = 64 * 1024;
/// How far ahead a wrong clock is.
const TEN_MINUTES: i64 = 600;
/// The pause between two bytes of a slow answer: a skeleton then takes half a minute.
const PAUSE: Duration = Duration::from_millis(200);
const HTML: &str = "<!DOCTYPE html><html lang=\"de\"><title>Wartung</title><body><h1>Wartungsarbeiten</h1></body></html>";

fn page(status: StatusCode) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (status, headers, HTML).into_response()
}

async fn after_signing(
    act: &Act,
    response: Response,
    switched: watch::Receiver<u64>,
) -> Result<Response, Cut> {
    if act.fault == Fault::FailAfterSigning {
        return Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    }
    if act.fault == Fault::HangAfterSigning {
        return hang(switched).await;
    }
    if act.fault == Fault::LostAnswer {
        return Err(Cut);
    }
    Ok(response)
}

/// Gives no answer until the next switch, which cuts the connection.
async fn hang<T>(mut switched: watch::Receiver<u64>) -> Result<T, Cut> {
    // A portal that is being stopped cuts as well.
    drop(switched.changed().await);
    Err(Cut)
}

async fn carry_out(router: Router, request: Request<Body>) -> Response {
    let answered: Result<Response, Infallible> =
        TowerToHyperService::new(router).call(request).await;
    answered.unwrap_or_else(|never| match never {})
}

/// Makes the answer slow, or breaks it off.
async fn shape(response: Response, act: &Act, manner: &Manner) -> Response {
    let pause = act.pause.unwrap_or(PAUSE);
    if act.fault == Fault::SlowHeaders {
        manner.dawdle(pause);
        return response;
    }
    let slow = act.fault == Fault::SlowBody;
    if !slow && !matches!(act.fault, Fault::Reset | Fault::Truncated) {
        return response;
    }
    if act.fault == Fault::Reset {
        manner.reset_at_the_end();
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = if slow {
        SlowBody::slow(bytes, pause)
    } else {
        SlowBody::half(bytes)
    };
    Response::from_parts(parts, Body::new(body))
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Writes a moment as RFC 9110 has it, so many seconds ahead.
fn http_date(now: Timestamp, ahead: i64) -> String {
    let at = now
        .checked_add(SignedDuration::from_secs(ahead))
        .unwrap_or(now);
    let printer = rfc2822::DateTimePrinter::new();
    printer.timestamp_to_rfc9110_string(&at).unwrap_or_default()
}

/// Chance for a portal that was given no seed.
fn seed() -> u64 {
    getrandom::u64().unwrap_or_default()
}

/// What a handler is told by the connection: the fault to commit.
pub(super) type Told = axum::Extension<Fault>;

/// Marks an answer that holds a signature.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signed;
