//! A visit: one customer at the counter, and all the cases that are typed for them.

use super::CaseVersion;
use crate::domain::Draft;

/// Names a visit from its first key on, so that it is taken up once, however often that is asked for.
///
/// 16 random bytes: nothing of a person, and never shown to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitId([u8; Self::BYTES]);

impl VisitId {
    /// How many bytes it has.
    pub const BYTES: usize = 16;

    /// Makes one from random bytes.
    pub const fn new(random: [u8; Self::BYTES]) -> Self {
        Self(random)
    }

    /// Returns its bytes.
    pub fn bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }
}

/// A visit as it stands in the form, not taken up yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Its name.
    pub id: VisitId,
    /// What is typed, a case each.
    pub drafts: Vec<Draft>,
    /// The case that the first of them corrects.
    pub corrects: Option<CaseVersion>,
    /// What the holder was given before, which the cases are held against: it is not taken up again.
    pub given: Vec<Draft>,
}
