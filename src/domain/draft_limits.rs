//! What whoever signs takes of a draft, where that is less than a certificate holds.

use super::letters;

/// The rules of the route by which a draft is read, beside those of every certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftLimits {
    /// The most characters of a testing centre.
    pub centre: usize,
}

/// What a certificate holds.
impl Default for DraftLimits {
    fn default() -> Self {
        Self {
            centre: letters::MAX_CHARACTERS,
        }
    }
}
