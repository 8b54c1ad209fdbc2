//! What a run showed.

use super::{
    Attempt, Case, portal,
    scenario::{MINUTE, Scenario, Secs, is_open, open_time},
};

/// The portal's load and its goodput are looked at in windows of so long.
pub(crate) const WINDOW: Secs = 5.0 * MINUTE;
/// Goodput counts while more of the backlog is left: what a fifth costs at the end shows in the drain.
const LARGE: f64 = 0.2;
/// The backlog counts as worked off when so small a part of it is left.
const DRAINED: f64 = 0.01;

/// A customer looks on for so long.
const LOOKS_ON: Secs = 8.0;

/// What is counted on the way.
#[derive(Default)]
pub(crate) struct Counts {
    /// Requests that met a portal that was down, by window since the start.
    down_requests: Vec<DownRequests>,
    /// Useful work by window since the portal came back, and what was left at the end of each.
    windows: Vec<Window>,
    pub(crate) left: usize,
    backlog: usize,
    back: bool,
    pub(crate) drained_at: Option<Secs>,
    pub(crate) outage_cases_left: usize,
    last_outage_case_at: Secs,
    pub(crate) signed_again: usize,
    requests: u64,
}

#[derive(Clone, Copy, Default)]
struct DownRequests {
    all: u32,
    /// Those of them that were a second attempt for a customer who looked on.
    second: u32,
}

#[derive(Clone, Copy, Default)]
struct Window {
    /// How long the portal worked on what came to be of use.
    useful: Secs,
    left: usize,
    open: bool,
}

impl Counts {
    /// Time has come this far.
    pub(crate) fn pass(&mut self, now: Secs, scenario: &Scenario) {
        if !self.back {
            return;
        }
        let index = ((now - scenario.down_until) / WINDOW) as usize;
        while self.windows.len() <= index {
            if let Some(last) = self.windows.last_mut() {
                last.left = self.left;
            }
            let begins = scenario.down_until + self.windows.len() as f64 * WINDOW;
            let open = is_open(begins) && is_open(begins + WINDOW);
            self.windows.push(Window {
                open,
                ..Window::default()
            });
        }
    }

    pub(crate) fn captured(&mut self, now: Secs, scenario: &Scenario) {
        self.left += 1;
        if (scenario.down_from..scenario.down_until).contains(&now) {
            self.outage_cases_left += 1;
        }
    }

    pub(crate) fn delivered(&mut self, now: Secs, case: &Case, scenario: &Scenario) {
        if case.deliveries > 1 {
            return;
        }
        self.left -= 1;
        if (scenario.down_from..scenario.down_until).contains(&case.captured_at) {
            self.outage_cases_left -= 1;
            self.last_outage_case_at = now;
        }
        if self.back
            && self.drained_at.is_none()
            && self.left as f64 <= self.backlog as f64 * DRAINED
        {
            self.drained_at = Some(now);
        }
    }

    /// The portal has worked so long on the answer to a case that arrives now.
    pub(crate) fn worked(&mut self, case: &Case, work: Secs) {
        let first = case.deliveries == 0;
        if let Some(window) = self.windows.last_mut().filter(|_| first) {
            window.useful += work;
        }
    }

    pub(crate) fn request(&mut self, now: Secs, up: bool, attempt: Attempt) {
        self.requests += 1;
        if !up {
            let window = (now / WINDOW) as usize;
            let windows = self.down_requests.len().max(window + 1);
            self.down_requests.resize(windows, DownRequests::default());
            let requests = &mut self.down_requests[window];
            requests.all += 1;
            requests.second += u32::from(attempt == Attempt::Second);
        }
    }

    pub(crate) fn portal_is_back(&mut self) {
        self.back = true;
        self.backlog = self.left;
    }
}

/// What stands above [`Measured::row`].
pub(crate) const HEAD: &str = "\
| outage | customers/s, portal/s | strategy | requests/s of 1,000 counters while down: mean (worst 5 min) | \
backlog | goodput to capacity: mean (worst 5 min) | drain to the ideal: 99 % (last) | wait: median, 99 % | Jain \
| at once | two certificates | lost | signed again |
|---|---|---|---|---|---|---|---|---|---|---|---|---|";

/// The figures of a run.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    /// Requests a second for each 1,000 counters while the portal was down: on average, and in the worst
    /// window.
    pub(crate) down_rate: f64,
    pub(crate) down_rate_worst: f64,
    /// The same but for the second attempts of customers who looked on, and how many of those each counter made
    /// while the portal was down.
    pub(crate) first_rate: f64,
    pub(crate) first_rate_worst: f64,
    pub(crate) down_second: f64,
    /// Cases waiting when the portal came back.
    pub(crate) backlog: usize,
    /// The working time that came to be of use as a share of all that the portal has, in the worst window and
    /// over all, until four fifths of the backlog were worked off. Not answers: by chance alone their number in
    /// a window is one or two in a hundred more or less.
    pub(crate) goodput_worst: Option<f64>,
    pub(crate) goodput: Option<f64>,
    /// Until no more wait than one in a hundred of the backlog, and until the last case of the outage had its
    /// certificate; and the least time in which the backlog can be worked off beside the new customers.
    pub(crate) ideal_drain: Secs,
    pub(crate) drain: Option<Secs>,
    pub(crate) drain_last: Option<Secs>,
    /// From capture to certificate, over the cases captured from the outage to the end of the drain.
    pub(crate) median_wait: Secs,
    pub(crate) p99_wait: Secs,
    /// Between counters: Jain's index of the mean time that the cases of the outage waited beyond it.
    pub(crate) fairness: f64,
    /// Cases that neither have a certificate nor wait for one.
    pub(crate) lost: usize,
    /// Cases for which two different certificates were made, or which were delivered twice.
    pub(crate) doubled: usize,
    /// The same certificate signed once more, for an answer was lost.
    pub(crate) signed_again: usize,
    /// Customers, and the requests made for each of them.
    pub(crate) customers: usize,
    pub(crate) requests_each: f64,
    /// The part of all customers who had no certificate while they looked on, and left with a slip.
    pub(crate) slips: f64,
    /// The part of the customers between the portal's return and the end of the drain who got their
    /// certificate at once.
    pub(crate) at_once: f64,
}

impl Measured {
    /// Shows them as a row of a table with [`HEAD`].
    pub(crate) fn row(&self, scenario: &Scenario) -> String {
        let percent = |part: Option<f64>| {
            part.map_or_else(|| "-".to_owned(), |p| format!("{:.1} %", p * 100.0))
        };
        let ratio = |secs: Option<Secs>| {
            secs.map_or_else(
                || "not yet".to_owned(),
                |secs| format!("{:.2}", secs / self.ideal_drain),
            )
        };
        format!(
            "| {} | {:.1}, {:.1} | {} | {:.2} ({:.2}) | {} | {} ({}) | {} ({}) of {} | {}, {} | {:.2} | {:.0} % | {} \
         | {} | {} |",
            scenario.name,
            scenario.demand,
            scenario.capacity,
            scenario.strategy.name(),
            self.down_rate,
            self.down_rate_worst,
            self.backlog,
            percent(self.goodput),
            percent(self.goodput_worst),
            ratio(self.drain),
            ratio(self.drain_last),
            time(self.ideal_drain),
            time(self.median_wait),
            time(self.p99_wait),
            self.fairness,
            self.at_once * 100.0,
            self.doubled,
            self.lost,
            self.signed_again,
        )
    }

    pub(crate) fn of(scenario: &Scenario, counts: &Counts, cases: &[Case], waiting: usize) -> Self {
        let thousands = scenario.pharmacies as f64 / 1_000.0;
        let outage = open_time(scenario.down_from, scenario.down_until);
        let down = |which: fn(&DownRequests) -> u32| counts.down_requests.iter().map(which);
        let total: u32 = down(|requests| requests.all).sum();
        let second: u32 = down(|requests| requests.second).sum();
        let worst = down(|requests| requests.all).max().unwrap_or(0);
        let worst_first = down(|requests| requests.all - requests.second)
            .max()
            .unwrap_or(0);
        let goodputs = goodputs(scenario, counts);
        let since_back = |at: Secs| open_time(scenario.down_until, at);
        let end = counts.drained_at.unwrap_or(scenario.end);
        let mut waits: Vec<Secs> = cases
            .iter()
            .filter(|case| (scenario.down_from..end).contains(&case.captured_at))
            .map(|case| case.delivered_at.unwrap_or(scenario.end) - case.captured_at)
            .collect();
        waits.sort_by(f64::total_cmp);
        let later: Vec<&Case> = cases
            .iter()
            .filter(|case| (scenario.down_until..end).contains(&case.captured_at))
            .collect();
        let looks_on = |case: &Case| {
            let at = case.delivered_at;
            at.is_some_and(|at| at - case.captured_at <= LOOKS_ON)
        };
        let at_once = later.iter().filter(|case| looks_on(case)).count();
        let seen: Vec<&Case> = cases
            .iter()
            .filter(|case| case.captured_at + LOOKS_ON < scenario.end)
            .collect();
        let left = seen.iter().filter(|case| !looks_on(case)).count();
        let delivered = cases.iter().filter(|case| case.deliveries > 0).count();
        Self {
            down_rate: f64::from(total) / outage / thousands,
            down_rate_worst: f64::from(worst) / WINDOW / thousands,
            first_rate: f64::from(total - second) / outage / thousands,
            first_rate_worst: f64::from(worst_first) / WINDOW / thousands,
            down_second: f64::from(second) / scenario.pharmacies as f64,
            backlog: counts.backlog,
            goodput_worst: goodputs.iter().copied().min_by(f64::total_cmp),
            goodput: (!goodputs.is_empty())
                .then(|| goodputs.iter().sum::<f64>() / goodputs.len() as f64),
            ideal_drain: scenario.ideal_drain(counts.backlog),
            drain: counts.drained_at.map(since_back),
            drain_last: (counts.outage_cases_left == 0)
                .then(|| since_back(counts.last_outage_case_at)),
            median_wait: percentile(&waits, 0.5),
            p99_wait: percentile(&waits, 0.99),
            fairness: fairness(scenario, cases),
            lost: cases.len() - delivered - waiting,
            doubled: cases
                .iter()
                .filter(|case| case.certificates > 1 || case.deliveries > 1)
                .count(),
            signed_again: counts.signed_again,
            customers: cases.len(),
            requests_each: counts.requests as f64 / cases.len() as f64,
            slips: left as f64 / seen.len().max(1) as f64,
            at_once: at_once as f64 / later.len().max(1) as f64,
        }
    }
}

fn time(secs: Secs) -> String {
    let minutes = secs / MINUTE;
    if secs < 100.0 {
        format!("{secs:.0} s")
    } else if minutes < 100.0 {
        format!("{minutes:.0} min")
    } else {
        format!("{:.1} h", minutes / 60.0)
    }
}

/// The share of capacity in each whole window while the backlog is large.
fn goodputs(scenario: &Scenario, counts: &Counts) -> Vec<f64> {
    let most = portal::workers(scenario.capacity) * WINDOW;
    let large = counts.backlog as f64 * LARGE;
    counts
        .windows
        .iter()
        .take(counts.windows.len().saturating_sub(1))
        .filter(|window| window.open && window.left as f64 > large)
        .map(|window| window.useful / most)
        .collect()
}

fn percentile(sorted: &[Secs], part: f64) -> Secs {
    let index = (sorted.len() as f64 * part) as usize;
    sorted
        .get(index)
        .or_else(|| sorted.last())
        .copied()
        .unwrap_or(0.0)
}

/// Jain's index: 1 if all wait equally long, 1/n if one alone waits.
fn fairness(scenario: &Scenario, cases: &[Case]) -> f64 {
    let mut waits = vec![(0.0, 0_u32); scenario.pharmacies];
    for case in cases {
        if (scenario.down_from..scenario.down_until).contains(&case.captured_at) {
            let at = case.delivered_at.unwrap_or(scenario.end);
            let (sum, count) = &mut waits[case.pharmacy];
            *sum += open_time(scenario.down_until, at);
            *count += 1;
        }
    }
    let means: Vec<f64> = waits
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(sum, count)| sum / f64::from(count))
        .collect();
    let sum: f64 = means.iter().sum();
    let squares: f64 = means.iter().map(|mean| mean * mean).sum();
    sum * sum / (means.len() as f64 * squares)
}
