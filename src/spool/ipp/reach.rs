//! How far a message came.

/// How far a message came that was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// No byte of it has left.
    Unsent,
    /// It was sent, and the answer is by its definition that of a request that was not acted on.
    Refused,
    /// It was sent, and the answer leaves open whether it was acted on before.
    Answered,
    /// It was sent, and nothing came back that can be read.
    Sent,
}
