//! Arguments, log, panic hook; then a window or a command.

use std::{alloc::System, process::ExitCode};

use impftheke::command;
use tracing_subscriber::EnvFilter;
use zeroizing_alloc::ZeroAlloc;

/// Names and certificates pass through text layout, PDF and TLS, whose copies nobody else would wipe.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("IMPFTHEKE_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    // The message of a panic may hold what somebody typed; where it happened is enough.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic");
        command::say_bug(&place);
    }));
    command::read().map_or_else(|refused| refused, command::run)
}
