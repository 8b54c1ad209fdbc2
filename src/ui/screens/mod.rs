//! The screens, one a file, each read from top to bottom like the page.

pub(super) mod help;
pub(super) mod issue;
pub(super) mod result;
