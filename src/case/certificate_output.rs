//! What a certificate comes out as, for the customer to take along.

/// What a certificate has come out as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// On paper, as the printer says.
    Printed,
    /// In a file.
    Saved,
}
