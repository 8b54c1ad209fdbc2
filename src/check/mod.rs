//! What a careful reader says of a certificate that was decoded: whether it has the shape that the EU's schema gives it,
//! and what its issuer would better have written otherwise.
//!
//! Pure. Whether anybody known has signed it is the business of `trust`.

pub mod content;
pub mod json_schema;
pub mod other_code;
pub mod remarks;

pub use json_schema::check;

#[cfg(test)]
mod tests;
