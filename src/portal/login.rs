//! How a counter shows a portal who it is. Further ways, such as a card, join here.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use crate::case::Cause;

/// Adds to a request what shows who asks.
pub trait Login: Send + Sync {
    /// Returns headers to add.
    fn headers(&self) -> Result<Vec<(&'static str, String)>, Unusable>;
}

/// The portal cannot be spoken to as the counter is set up: the key or card for the login cannot be used, or something
/// else that its settings name. Nobody is asked until it is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the portal cannot be spoken to: {}", _0.name())]
pub struct Unusable(pub Cause);

impl Login for Unusable {
    fn headers(&self) -> Result<Vec<(&'static str, String)>, Self> {
        Err(*self)
    }
}

/// Nobody asks.
#[derive(Clone, Copy, Debug)]
pub struct NoLogin;

impl Login for NoLogin {
    fn headers(&self) -> Result<Vec<(&'static str, String)>, Unusable> {
        Ok(Vec::new())
    }
}

/// The TLS handshake has shown it already: the agent holds the certificate.
#[derive(Clone, Copy, Debug)]
pub struct ByCertificate;

impl Login for ByCertificate {
    fn headers(&self) -> Result<Vec<(&'static str, String)>, Unusable> {
        Ok(Vec::new())
    }
}

/// A key that the operator handed out: `Authorization: Bearer` (RFC 6750 section 2.1).
pub struct ApiKey(SecretString);

impl ApiKey {
    /// Takes a key of printable characters.
    pub fn new(key: SecretString) -> Result<Self, Unusable> {
        let text = key.expose_secret();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Unusable(Cause::LoginUnusable));
        }
        Ok(Self(key))
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(hidden)")
    }
}

impl Login for ApiKey {
    fn headers(&self) -> Result<Vec<(&'static str, String)>, Unusable> {
        let value = format!("Bearer {}", self.0.expose_secret());
        Ok(vec![("Authorization", value)])
    }
}
