//! A portal that signs for us: wire types, login, the German hash and issue flows, the EU two-step.
//!
//! Everything that an answer must satisfy is checked here but one thing: whether the signature is that of the
//! expected signer, which `issue` sees to. The German issuing API 2.2.0, and the EU's reference
//! issuance service.

mod compare;
mod eu;
mod german;
mod login;
mod refused_field;
mod reply;
pub mod request;
mod unique_members;

use std::{fmt, time::Duration};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::{
    case::{Cause, Failure},
    domain::{DraftLimits, Kind},
    http::{self, Agent},
};

pub use login::{ApiKey, ByCertificate, Login, NoLogin, Unusable};
pub use refused_field::refused_field;
pub use reply::of_proxy;

/// The German API's limit of member `tc`; a certificate itself holds 80.
const MAX_CENTRE: usize = 50;

/// Something that carries a request to a portal and its answer back.
pub trait Transport: Send + Sync {
    /// Sends one request.
    fn send(&self, request: &http::Request) -> Result<http::Response, http::Error>;

    /// Returns the certificate by which it shows who asks; nothing where it has none.
    fn certificate(&self) -> &[u8] {
        &[]
    }

    /// Returns a digest of how it reaches an address, where that is not directly and by the system's roots alone:
    /// another one is another way.
    fn way_to(&self, _url: &str) -> Option<[u8; 32]> {
        None
    }
}

impl Transport for Agent {
    fn send(&self, request: &http::Request) -> Result<http::Response, http::Error> {
        Self::send(self, request)
    }

    fn certificate(&self) -> &[u8] {
        Self::certificate(self)
    }

    fn way_to(&self, url: &str) -> Option<[u8; 32]> {
        Self::way_to(self, url)
    }
}

/// Carries nothing: what the settings name for it cannot be used.
impl Transport for Unusable {
    fn send(&self, _request: &http::Request) -> Result<http::Response, http::Error> {
        Err(http::Error::NotAllowed)
    }

    /// It is none: whatever can be used in its place is another.
    fn way_to(&self, _url: &str) -> Option<[u8; 32]> {
        Some([0; 32])
    }
}

/// What a counter knows of what a portal offers before it signs.
pub trait Known {
    /// Returns the last moment of the signer with this key identifier, which is to sign a certificate of this kind now.
    fn signer_ends(&self, kid: [u8; 8], kind: Kind, at: Timestamp) -> Result<Timestamp, Cause>;

    /// Whether another case has this identifier.
    fn is_taken(&self, uvci: &str) -> bool;

    /// Notes that the portal has given this identifier away, before anything is signed with it.
    fn given_away(&self, uvci: &str);
}

/// How a portal signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// The EU's reference service: it chooses the identifier, and signs a hash.
    Eu,
    /// The German service signs a hash: no person leaves the counter.
    #[default]
    Hash,
    /// The German service makes the certificate.
    Issue,
}

/// Which portal, and how it is spoken to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address that all paths are below, without a slash at its end.
    pub url: String,
    /// How it signs.
    pub flow: Flow,
    /// The id of this place.
    pub location: String,
}

/// A portal.
pub struct Portal {
    transport: Box<dyn Transport>,
    login: Box<dyn Login>,
    settings: Settings,
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// A certificate as the portal gave it.
#[derive(Clone)]
pub struct Answer {
    /// The text of its code.
    pub hc1: String,
    /// Its identifier.
    pub uvci: String,
    /// The time at the portal, which counts once the signature is verified.
    pub date: Option<Timestamp>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer(hidden)")
    }
}

/// The most bytes of an answer that is text or CBOR.
const MAX_ANSWER: usize = 64 * 1024;

impl Portal {
    /// Takes a portal.
    pub fn new(settings: Settings, login: Box<dyn Login>, transport: Box<dyn Transport>) -> Self {
        Self {
            transport,
            login,
            settings,
        }
    }

    /// Returns a digest of its address, its flow, the login and the way there: another one is another portal or login, or
    /// is reached in another way.
    pub fn set_up(&self) -> [u8; 32] {
        let Settings {
            url,
            flow,
            location,
        } = &self.settings;
        // A login that cannot be used is as good as none.
        let login = self.login.headers().unwrap_or_default();
        let mut digest = Sha256::new();
        for part in [url, location, &format!("{flow:?}")] {
            digest.update(part);
            digest.update([0]);
        }
        for (name, value) in login {
            digest.update(name);
            digest.update(value);
        }
        digest.update(self.transport.certificate());
        if let Some(way) = self.transport.way_to(url) {
            digest.update(way);
        }
        digest.finalize().into()
    }

    /// Returns how it signs.
    pub fn flow(&self) -> Flow {
        self.settings.flow
    }

    /// Returns what it takes of a draft. The German service's limit of `tc` is kept in both of its flows, so that
    /// changing between them refuses nobody.
    pub fn limits(&self) -> DraftLimits {
        match self.settings.flow {
            Flow::Hash | Flow::Issue => DraftLimits::of_centre(MAX_CENTRE),
            Flow::Eu => DraftLimits::default(),
        }
    }

    /// Asks what time it is there: every answer says so, whatever else it says, and whoever gives it. No login leaves the
    /// counter.
    pub fn time(&self, timeout: Duration) -> Option<Timestamp> {
        let request = http::Request {
            method: http::Method::Head,
            url: self.settings.url.clone(),
            headers: Vec::new(),
            body: Vec::new(),
            limit: MAX_ANSWER,
            timeout,
        };
        self.transport.send(&request).ok()?.date()
    }

    /// Sends one request below the portal's address; whatever is no 2xx is a failure.
    fn call(
        &self,
        (method, path): (http::Method, &str),
        mut headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
        timeout: Duration,
    ) -> Result<http::Response, Failure> {
        let login = self.login.headers();
        headers.extend(login.map_err(|Unusable(cause)| Failure::of(cause))?);
        let request = http::Request {
            method,
            url: format!("{}{path}", self.settings.url.trim_end_matches('/')),
            headers,
            body,
            limit: MAX_ANSWER,
            timeout,
        };
        let response = self
            .transport
            .send(&request)
            .map_err(|error| reply::no_answer(&error))?;
        reply::accepted(response, self.settings.flow)
    }
}

#[cfg(test)]
mod tests;
