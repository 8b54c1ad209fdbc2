//! How the portal is set up, with the real program against the real training portal: logins, roots, signers, and what
//! becomes of the counter while one of them cannot be used.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod client_certificate;
mod counter;
mod places;
mod proxy;
mod roots;
mod unusable;
