//! Impftheke issues EU Digital COVID Certificates at the counter of a German pharmacy.
//!
//! The modules stand in the order in which a certificate comes into being.

// What a certificate says.
pub mod domain;

// What people read.
pub mod text;
pub mod ui;
