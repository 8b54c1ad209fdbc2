//! Which case is meant: a correction keeps the number, so that alone does not say what stands there.

use super::PickupNumber;

/// A case as somebody has seen it: one that was corrected since says something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseVersion {
    /// Its number.
    pub number: PickupNumber,
    /// How often it had been corrected by then.
    pub corrected: u32,
}

/// A case that something is to be done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseRef {
    /// Whatever its number stands for by now.
    AsItStands(PickupNumber),
    /// What somebody has seen, and nothing else.
    AsSeen(CaseVersion),
}

impl CaseRef {
    /// Returns its number.
    pub fn number(self) -> PickupNumber {
        match self {
            Self::AsItStands(number) => number,
            Self::AsSeen(version) => version.number,
        }
    }
}

impl From<PickupNumber> for CaseRef {
    fn from(number: PickupNumber) -> Self {
        Self::AsItStands(number)
    }
}

impl From<CaseVersion> for CaseRef {
    fn from(version: CaseVersion) -> Self {
        Self::AsSeen(version)
    }
}
