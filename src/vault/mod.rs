//! Sealed at rest: the master key and where it is kept, and a key of its own for each row.
//!
//! Knows keys and bytes, not certificates.
