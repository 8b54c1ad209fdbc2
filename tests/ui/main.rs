//! The screens, and the whole application, as a clerk drives them: no window system is needed.

#[path = "../support/accounts.rs"]
mod accounts;
#[path = "../support/one_flow.rs"]
mod one_flow;
#[expect(dead_code, reason = "logins are tried without a window")]
#[path = "../support/own_proxy.rs"]
mod own_proxy;
#[expect(dead_code, reason = "other printers are asked more")]
#[path = "../support/printer.rs"]
mod printer;
#[expect(dead_code, reason = "printers are all that is started here")]
#[path = "../support/programs.rs"]
mod programs;
#[expect(dead_code, reason = "other printers say more")]
#[path = "../support/scripted.rs"]
mod scripted;
#[path = "../support/stage/mod.rs"]
mod stage;

mod raster;
mod snapshot;

mod at_the_counter;
mod clock;
mod day;
mod queue_screens;
mod screens;
mod walk;
