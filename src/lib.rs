//! Impftheke issues EU Digital COVID Certificates at the counter of a German pharmacy.
//!
//! The modules stand in the order in which a certificate comes into being.

// What a certificate says, and the words around it.
pub mod domain;
pub mod text;

// From a statement to the text of a code and back.
pub mod hcert;

// Whose signature counts, and how ours is made.
pub mod trust;

pub mod sign;

// What is handed over.
pub mod print;

// The counter's work, where the steps are joined.
pub mod issue;

// What staff see and ask.
pub mod ui;

// Window and commands.
pub mod app;
pub mod command;
