//! Impftheke issues EU Digital COVID Certificates at the counter of a German pharmacy.
//!
//! The modules stand in the order in which a certificate comes into being. What the program does and how it is
//! used:
#![doc = include_str!("../README.md")]

// What a certificate says, what becomes of it at the counter, and the words around both.
pub mod domain;

pub mod case;
pub mod text;

// From a statement to the text of a code and back; the symbol that shows it.
pub mod hcert;
pub mod qr;

// What a reader says of it, and whose signature counts.
pub mod check;
pub mod trust;

// What is sealed at rest, and how our own signature is made.
pub mod files;
pub mod vault;

pub mod key_file;
pub mod sign;

// A portal that signs for us, and the way to it.
pub mod http;
pub mod portal;

// Every case on its way, and when to try it again.
pub mod backoff;
pub mod queue;

// What is handed over, and the way to a printer.
pub mod paper;
pub mod spool;

// The counter's work, where the steps are joined.
pub mod issue;

// A portal to practise and test with.
pub mod training;

// All of it set up and opened, without a window.
pub mod counter;

// What staff see and ask.
pub mod ui;

// Window and commands.
pub mod app;
pub mod command;
