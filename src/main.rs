//! Arguments, log, panic hook; then a window or a command.

fn main() {}
