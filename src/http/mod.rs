//! One configured agent: roots, client certificate, proxy, limits. Knows no address.
//!
//! TLS is always verified. Plain http goes to this computer itself and nowhere else, and only where training
//! allows it. Nothing is followed, nothing is remembered: each request has a connection of its own, so that none
//! is sent into one that the other end has given up, and whether a request may have been read is always known.

mod address;
mod agent;
mod client_certificate;
mod message;
mod own_proxy;
mod tls;
mod tunnel;
mod watch;

use std::io;

pub use address::is_address;
pub use agent::{Agent, Options};
pub use client_certificate::{Identity, IdentityError};
pub use message::{Method, Request, Response};
pub use own_proxy::{ProxyFault, is_same_login, may_hold_password, proxy_refused, split_proxy};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection, or one that broke before the request was sent.
    #[error("no connection")]
    Connect(#[source] io::Error),
    /// The other end asks for a client certificate, and got none.
    #[error("a client certificate is asked for")]
    IdentityMissing,
    /// The other end does not accept our client certificate.
    #[error("the client certificate is not accepted")]
    IdentityRefused(#[source] rustls::Error),
    /// The connection ended before the whole answer was there.
    #[error("the connection was lost")]
    Lost,
    /// The address, or plain http where it is not allowed.
    #[error("the address must begin with https://")]
    NotAllowed,
    /// The proxy is to blame; nothing was sent to the portal.
    #[error("{0}")]
    Proxy(ProxyFault),
    /// The further roots cannot be used.
    #[error("the file with the roots cannot be used")]
    Roots,
    /// The name of the host is not known.
    #[error("the name of the host is not known")]
    Resolve,
    /// The other end could not prove who it is, or does not speak TLS.
    #[error("no secure connection")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No answer within the limit.
    #[error("no answer in time")]
    Timeout {
        /// Whether the request may have been read.
        sent: bool,
    },
    /// A body, or headers, over the limit.
    #[error("the answer is too large")]
    TooLarge,
    /// Not HTTP, or a request that is none.
    #[error("the answer is not HTTP")]
    Unreadable,
}

#[cfg(test)]
mod tests;
