//! What programs of others say of ours, and what is done to ours by them: printers, readers, clocks, disks, signals.
//!
//! `packaging/test` installs the programs. The windows of a virtual screen have a program of tests of their own
//! (`tests/windows`).

mod poppler;
mod sheets;
mod tagged;
mod verapdf;

mod at_the_prompt;
mod clocks;
mod disks;
mod fuzzed_portal;
mod held_up;
mod hostile;
mod independent;
mod key_store;
mod keys;
mod kill;
mod one_state;
mod own_key;
mod pages;
mod paper;
mod portal_contract;
mod printers;
mod requests;
mod scans;
mod slip;
