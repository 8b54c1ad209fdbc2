//! What came before a dose: the answer that the rules ask for.

use crate::domain::ProductFamily;

/// What came before a dose, as far as a rule asks for it. Products of the same kind stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Before {
    /// No dose, and no infection that is taken into account.
    Nothing,
    /// One dose of the same vaccine.
    Same,
    /// One dose of another of Comirnaty, Spikevax and Vaxzevria.
    Mixed,
    /// Two doses that were a complete series, with or without boosters after them.
    Complete,
    /// Janssen as the first dose, with or without others after it.
    Janssen,
    /// An infection before the first dose, which was 1/1 then, with or without others after it.
    Recovery,
    /// An infection, and then a first dose of Valneva: 1/2, as without the infection.
    RecoveryValneva,
    /// One dose of another of Nuvaxovid and Valneva.
    Unusual,
    /// A complete series with Valneva, with or without boosters after it.
    Valneva,
    /// Doses of products without authorisation in the EU.
    Foreign,
}

impl Before {
    /// Lists all, the most frequent answers first.
    pub const ALL: [Self; 10] = [
        Self::Nothing,
        Self::Same,
        Self::Mixed,
        Self::Complete,
        Self::Janssen,
        Self::Recovery,
        Self::RecoveryValneva,
        Self::Unusual,
        Self::Valneva,
        Self::Foreign,
    ];

    /// Returns what came before the next dose, where this came before one of such a number and product; nothing where that
    /// may be several things.
    pub(super) fn and_then(self, number: u32, this: ProductFamily) -> Option<Self> {
        use ProductFamily::{Comirnaty, Janssen, Nuvaxovid, Spikevax, Valneva, Vaxzevria};
        let is_usual = matches!(this, Comirnaty | Spikevax | Vaxzevria | Nuvaxovid);
        match self {
            Self::Nothing if this == Janssen => Some(Self::Janssen),
            Self::Nothing => Some(Self::Same),
            Self::Same if this == Valneva => Some(Self::Valneva),
            Self::Same | Self::Mixed => is_usual.then_some(Self::Complete),
            Self::Recovery if this == Valneva && number == 1 => Some(Self::RecoveryValneva),
            // Boosters change nothing in it.
            Self::Complete | Self::Janssen | Self::Recovery | Self::Valneva => Some(self),
            Self::RecoveryValneva | Self::Unusual | Self::Foreign => None,
        }
    }

    /// Returns the products that it names as other ones than that of this dose.
    pub fn others(self, this: Option<ProductFamily>) -> Vec<ProductFamily> {
        use ProductFamily::{Comirnaty, Nuvaxovid, Spikevax, Valneva, Vaxzevria};
        let named: &[ProductFamily] = match self {
            Self::Mixed => &[Comirnaty, Spikevax, Vaxzevria],
            Self::Unusual => &[Nuvaxovid, Valneva],
            Self::Nothing
            | Self::Same
            | Self::Complete
            | Self::Janssen
            | Self::Recovery
            | Self::RecoveryValneva
            | Self::Valneva
            | Self::Foreign => &[],
        };
        let others = named.iter().copied();
        others.filter(|other| Some(*other) != this).collect()
    }

    /// Whether it says which product was given by that of this dose, so that of another it says something else.
    pub fn is_of_the_product(self) -> bool {
        match self {
            Self::Same | Self::Mixed | Self::Unusual => true,
            Self::Nothing
            | Self::Complete
            | Self::Janssen
            | Self::Recovery
            | Self::RecoveryValneva
            | Self::Valneva
            | Self::Foreign => false,
        }
    }

    /// Whether an infection is all there was: before a first dose. Before a later one, the first of them was 1/1.
    pub fn stands_alone(self, number: Option<u32>) -> bool {
        self == Self::Recovery && number == Some(1)
    }

    /// Returns its word in requests, on disk and in the keys of its sentences.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Same => "same",
            Self::Mixed => "mixed",
            Self::Complete => "complete",
            Self::Janssen => "janssen",
            Self::Recovery => "recovery",
            Self::RecoveryValneva => "recovery-valneva",
            Self::Unusual => "nuvaxovid-or-valneva",
            Self::Valneva => "complete-valneva",
            Self::Foreign => "not-eu",
        }
    }

    /// Reads its word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|before| before.name() == name)
    }
}
