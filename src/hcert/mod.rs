//! A statement becomes the text of a QR code, and a text is taken apart again. One step a file.
//!
//! Pure: no key, no clock and no file ever enters. Signing happens outside, between [`Unsigned`] and [`Hcert`].

// The steps, in the order of issuing.
pub mod payload;

pub mod cwt;

pub mod cose;

pub mod deflate;

pub mod base45;

// What several steps need.
pub mod cbor;
pub mod group;
mod member;
pub mod note;

// The steps joined, and what is asked of a certificate that was read.
pub mod chain;
pub mod cleaned;
mod gaps;
mod keyboard;
pub mod noise;
pub mod reading;
pub mod wrapping;

pub use chain::{Decoded, Failure, Hcert, Stage, Unsigned};
pub use cose::{Algorithm, Header, SigningAlgorithm};

#[cfg(test)]
pub(crate) mod tests;
