//! Every case on its way: sealed, numbered and on disk before anything is tried.

pub mod retry;
