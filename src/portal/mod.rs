//! A portal that signs for us: wire types, login, the German hash and issue flows, the EU two-step.

pub mod request;
