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

/// Shows all that has a goal: the six outages, and days of a portal that is up but fails now and then, each with
/// the part of all customers who may leave with a slip.
pub(crate) fn goals(outages: &[Scenario], blips: &[(Scenario, Option<f64>)]) {
    println!("\nAll that has a goal\n");
    println!(
        "| day | customers/s, portal/s | requests/s of 1,000 counters in the worst 5 min: all (goal 1.00) \
         | but for second attempts: mean (worst 5 min) | second attempts of a counter in the outage | goodput in the worst 5 min (95 %) \
         | drain to the ideal (1.25) | requests for each customer (of so many) | left with a slip (goal) | lost, doubled (0, 0) |\n\
         |---|---|---|---|---|---|---|---|---|---|"
    );
    for scenario in outages.iter().filter(|scenario| is_asked_for(scenario)) {
        let measured = simulation::run(*scenario);
        let rate = measured.down_rate_worst;
        let goodput = measured.goodput_worst.unwrap_or(0.0);
        let drain = measured.drain.unwrap_or(f64::INFINITY) / measured.ideal_drain;
        println!(
            "| {} | {:.1}, {:.1} | {} | {:.2} ({:.2}) | {:.2} | {} | {} | - | - | {} |",
            scenario.name,
            scenario.demand,
            scenario.capacity,
            told(format!("{rate:.2}"), rate <= 1.0),
            measured.first_rate,
            measured.first_rate_worst,
            measured.down_second,
            told(format!("{:.1} %", goodput * 100.0), goodput >= 0.95),
            told(format!("{drain:.2}"), drain <= 1.25),
            lost_and_doubled(&measured),
        );
    }
    for (scenario, goal) in blips.iter().filter(|(scenario, _)| is_asked_for(scenario)) {
        let measured = simulation::run(*scenario);
        let slips = format!("{:.3} %", measured.slips * 100.0);
        println!(
            "| {} | {:.1}, {:.1} | - | - | - | - | - | {:.3} ({}) | {} | {} |",
            scenario.name,
            scenario.demand,
            scenario.capacity,
            measured.requests_each,
            measured.customers,
            goal.map_or(slips.clone(), |goal| told(
                format!("{slips} ({:.1} %)", goal * 100.0),
                measured.slips <= goal
            )),
            lost_and_doubled(&measured),
        );
    }
}

fn lost_and_doubled(measured: &Measured) -> String {
    let (lost, doubled) = (measured.lost, measured.doubled);
    told(format!("{lost}, {doubled}"), (lost, doubled) == (0, 0))
}

/// A figure, and whether it misses its goal.
fn told(figure: String, met: bool) -> String {
    if met {
        figure
    } else {
        format!("{figure} missed")
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
