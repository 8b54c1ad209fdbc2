//! What is printed on, in the words of PWG 5101.1.

/// What a document is printed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Paper {
    /// The sheet of a certificate, 210 by 297 mm.
    A4,
    /// The sheet of a slip, 105 by 148 mm.
    A6,
    /// A roll of 80 mm, cut where the page ends.
    Roll80,
}

impl Paper {
    /// Returns its word for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::A6 => "A6",
            Self::Roll80 => "80 mm",
        }
    }
}
