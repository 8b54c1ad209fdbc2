//! The tables, for people.
#![expect(clippy::print_stdout, reason = "printing is what this is for")]

use super::simulation::{
    self,
    measured::{HEAD, Measured},
    scenario::Scenario,
};

/// Runs in [`luck`].
const RUNS: u64 = 40;

pub(crate) fn title(title: &str) {
    println!("\n{title}\n");
    println!("{HEAD}");
}

pub(crate) fn run(scenario: Scenario) {
    if is_asked_for(&scenario) {
        println!("{}", simulation::run(scenario).row(&scenario));
    }
}

/// Shows how much of the figures is luck: the same again and again with other random numbers.
pub(crate) fn luck(scenarios: &[Scenario]) {
    println!("\nThe same {RUNS} times: the middle (lowest to highest)\n");
    println!(
        "| outage | customers/s, portal/s | requests/s of 1,000 counters in the worst 5 min | \
         goodput in the worst 5 min | drain to the ideal: 99 % |\n|---|---|---|---|---|"
    );
    for scenario in scenarios.iter().filter(|scenario| is_asked_for(scenario)) {
        let runs: Vec<Measured> = (0..RUNS)
            .map(|run| simulation::run(scenario.with_luck(run)))
            .collect();
        let spread = |figure: fn(&Measured) -> Option<f64>| {
            let mut figures: Vec<f64> = runs.iter().filter_map(figure).collect();
            figures.sort_by(f64::total_cmp);
            let middle = figures.get(figures.len() / 2);
            match (figures.first(), middle, figures.last()) {
                (Some(lowest), Some(middle), Some(highest)) => {
                    format!("{middle:.2} ({lowest:.2} to {highest:.2})")
                }
                _ => "-".to_owned(),
            }
        };
        println!(
            "| {} | {:.1}, {:.1} | {} | {} | {} |",
            scenario.name,
            scenario.demand,
            scenario.capacity,
            spread(|run| Some(run.down_rate_worst)),
            spread(|run| run.goodput_worst),
            spread(|run| run.drain.map(|drain| drain / run.ideal_drain)),
        );
    }
}

/// Whether no name, or this one, is the program's argument.
fn is_asked_for(scenario: &Scenario) -> bool {
    std::env::args()
        .nth(1)
        .filter(|name| !name.starts_with('-'))
        .is_none_or(|name| name == scenario.name)
}
