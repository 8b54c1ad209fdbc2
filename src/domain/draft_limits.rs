//! What whoever signs takes of a draft, where that is less than a certificate holds.

use super::{Event, Kind, letters};

/// The rules of the route by which a draft is read, beside those of every certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftLimits {
    /// The most characters of a testing centre.
    pub centre: usize,
    /// Whether each kind is signed, in the order of [`Kind::ALL`].
    kinds: [bool; Kind::ALL.len()],
}

impl DraftLimits {
    /// What a certificate holds, with a shorter testing centre.
    pub fn of_centre(centre: usize) -> Self {
        Self {
            centre,
            ..Self::default()
        }
    }

    /// What a certificate holds, of these kinds alone.
    pub fn of_kinds(kinds: impl IntoIterator<Item = Kind>) -> Self {
        let signed: Vec<Kind> = kinds.into_iter().collect();
        Self {
            kinds: Kind::ALL.map(|kind| signed.contains(&kind)),
            ..Self::default()
        }
    }

    /// Whether a kind is signed.
    pub fn signs(self, kind: Kind) -> bool {
        let mut kinds = Kind::ALL.into_iter().zip(self.kinds);
        kinds.any(|(one, signed)| one == kind && signed)
    }

    /// Whether an event keeps to them that was read by the rules of another route.
    pub fn allow(self, event: &Event) -> bool {
        let fits = match event {
            Event::Test(test) => test
                .centre()
                .is_none_or(|centre| centre.chars().count() <= self.centre),
            Event::Vaccination(_) | Event::Recovery(_) => true,
        };
        fits && self.signs(event.kind())
    }
}

/// What a certificate holds.
impl Default for DraftLimits {
    fn default() -> Self {
        Self {
            centre: letters::MAX_CHARACTERS,
            kinds: [true; Kind::ALL.len()],
        }
    }
}
