//! The goals of `backoff`, held in a small country: `cargo bench --bench fleet` shows the large one.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../bench/fleet/simulation/mod.rs"]
mod simulation;

use simulation::{
    measured::{HEAD, Measured},
    scenario::{HOUR, MINUTE, Scenario, Strategy},
};

/// A country of 5,000 counters; the portal is as much smaller, with a single worker. In a smaller one the
/// line would say nothing: a single request in it would be a long one.
fn smaller(scenario: Scenario) -> Scenario {
    scenario.with_pharmacies(5_000)
}

fn show(scenario: &Scenario, measured: &Measured) -> String {
    format!("\n{HEAD}\n{}", measured.row(scenario))
}

/// What holds after any outage.
fn check(scenario: Scenario) {
    let measured = simulation::run(scenario);
    let shown = show(&scenario, &measured);
    assert_eq!(measured.lost, 0, "{shown}");
    assert_eq!(measured.doubled, 0, "{shown}");
    assert!(measured.backlog > 1_000, "{shown}");
    assert!(measured.first_rate <= 1.0, "{shown}");
    // By its first failure a counter cannot tell an outage from a blip; but it asks twice only once.
    assert!(measured.down_second <= 1.0, "{shown}");
    assert!(measured.goodput.unwrap() >= 0.95, "{shown}");
    // The portal's own luck is two or three in a hundred of a window; the large country holds 0.93.
    assert!(measured.goodput_worst.unwrap() >= 0.85, "{shown}");
    assert!(
        measured.drain.unwrap() <= 1.25 * measured.ideal_drain,
        "{shown}"
    );
}

#[test]
fn an_outage_of_ten_minutes_is_soon_forgotten() {
    check(Scenario::june("10 min", 10.0 * MINUTE));
    check(smaller(Scenario::december("10 min", 10.0 * MINUTE)));
}

/// So small a backlog leaves much to chance; what is promised holds for nearly every chance.
#[test]
fn the_goals_after_ten_minutes_are_no_matter_of_luck() {
    let runs = (0..12).map(|run| {
        let scenario = Scenario::june("10 min", 10.0 * MINUTE).with_luck(run);
        let measured = simulation::run(scenario);
        let shown = show(&scenario, &measured);
        assert!(measured.first_rate_worst <= 1.0, "{shown}");
        // Their customers make 0.76 requests a second in 1,000 counters, at first each of them twice.
        assert!(measured.down_rate_worst <= 1.5, "{shown}");
        assert!(
            measured.drain.unwrap() <= 1.25 * measured.ideal_drain,
            "{shown}"
        );
        measured.goodput_worst.unwrap()
    });
    let mut goodputs: Vec<f64> = runs.collect();
    goodputs.sort_by(f64::total_cmp);
    assert!(goodputs[goodputs.len() / 2] >= 0.95, "{goodputs:?}");
}

#[test]
fn an_outage_of_three_hours_is_worked_off_at_the_portals_best() {
    check(smaller(Scenario::june("3 h", 3.0 * HOUR)));
    check(smaller(Scenario::december("3 h", 3.0 * HOUR)));
}

#[test]
fn pressing_try_now_at_every_counter_does_no_harm() {
    let all_press = Scenario {
        eager: 1.0,
        ..Scenario::june("3 h", 3.0 * HOUR)
    };
    check(smaller(all_press));
}

/// Nobody can know in the first minutes that so many come at once; what counts is that it passes.
#[test]
fn a_portal_too_small_for_all_recovers_from_the_rush() {
    let rush = smaller(Scenario::overload("none"));
    let measured = simulation::run(rush);
    let shown = show(&rush, &measured);
    assert!(measured.goodput.unwrap() >= 0.8, "{shown}");
    assert_eq!((measured.lost, measured.doubled), (0, 0), "{shown}");
}

#[test]
fn a_run_is_the_same_every_time() {
    let scenario = smaller(Scenario::june("10 min", 10.0 * MINUTE));
    let run = || show(&scenario, &simulation::run(scenario));
    assert_eq!(run(), run());
}

/// A blip is not an outage: hardly a customer leaves with a slip because a single request failed.
#[test]
fn a_portal_that_fails_now_and_then_serves_nearly_every_customer() {
    for (name, failing, goal) in [
        ("1 %", 0.01, 0.001),
        ("3 %", 0.03, 0.003),
        ("5 %", 0.05, 0.005),
    ] {
        let scenario = smaller(Scenario::blips(name, failing));
        let measured = simulation::run(scenario);
        assert!(measured.slips <= goal, "{name}: {}", measured.slips);
        assert!(measured.customers > 100_000);
        let requests = measured.requests_each;
        assert!(requests <= 1.0 + 1.1 * failing, "{name}: {requests}");
        assert_eq!((measured.lost, measured.doubled), (0, 0), "{name}");
    }
}

/// A simulation in which nothing can go wrong would prove nothing.
#[test]
fn the_portal_collapses_under_those_who_reload() {
    for strategy in [Strategy::ByHand, Strategy::Fixed, Strategy::Exponential] {
        let outage = smaller(Scenario::june("10 min", 10.0 * MINUTE));
        let scenario = Scenario {
            strategy,
            end: outage.down_until + HOUR,
            ..outage
        };
        let measured = simulation::run(scenario);
        let shown = show(&scenario, &measured);
        assert!(measured.down_rate > 3.0, "{shown}");
        assert!(measured.goodput.unwrap() < 0.2, "{shown}");
        assert!(measured.doubled > 0, "{shown}");
        assert_eq!(measured.lost, 0, "{shown}");
    }
}
