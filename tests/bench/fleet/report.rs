//! The tables, for people.
#![expect(clippy::print_stdout, reason = "printing is what this is for")]

use super::simulation::{self, measured::HEAD, scenario::Scenario};

pub(crate) fn title(title: &str) {
    println!("\n{title}\n");
    println!("{HEAD}");
}

pub(crate) fn run(scenario: Scenario) {
    let only = std::env::args()
        .nth(1)
        .filter(|name| !name.starts_with('-'));
    if only.is_none_or(|name| name == scenario.name) {
        println!("{}", simulation::run(scenario).row(&scenario));
    }
}
