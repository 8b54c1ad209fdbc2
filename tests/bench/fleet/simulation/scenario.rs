//! What a run is about: how many counters, how many customers, how much portal, and when it is away.

/// Seconds since eight o'clock of the first day.
pub(crate) type Secs = f64;

pub(crate) const MINUTE: Secs = 60.0;
pub(crate) const HOUR: Secs = 3_600.0;
pub(crate) const DAY: Secs = 24.0 * HOUR;

/// Customers come from eight until six.
const CUSTOMERS_UNTIL: Secs = 10.0 * HOUR;
/// The programs are started within half an hour around opening, and closed an hour after the last customer.
pub(crate) const STARTED_WITHIN: (Secs, Secs) = (-0.25 * HOUR, 0.25 * HOUR);
pub(crate) const CLOSED_AT: Secs = 11.0 * HOUR;

/// Who decides when to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// `backoff`.
    Impftheke,
    /// As in 2021: one clerk reloads for the customer at hand, gives up after ten minutes and asks them to
    /// come again in some hours.
    ByHand,
    /// Each case by itself, every thirty seconds.
    Fixed,
    /// Each case by itself, after 1, 2, 4 ... seconds, at most five minutes, without jitter.
    Exponential,
}

impl Strategy {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Impftheke => "Impftheke",
            Self::ByHand => "reload by hand",
            Self::Fixed => "fixed 30 s",
            Self::Exponential => "plain exponential",
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) strategy: Strategy,
    pub(crate) pharmacies: usize,
    /// Customers a second in all of them together, while they are open.
    pub(crate) demand: f64,
    /// Certificates a second that the portal can make.
    pub(crate) capacity: f64,
    pub(crate) down_from: Secs,
    pub(crate) down_until: Secs,
    /// The chance that a request fails at once, by itself, at a portal that is otherwise well.
    pub(crate) failing: f64,
    /// The chance that an answer is lost on the way.
    pub(crate) answers_lost: f64,
    /// The chance that staff press "Try now" when a customer comes whose case goes to the queue.
    pub(crate) eager: f64,
    /// When to stop looking, whatever still waits.
    pub(crate) end: Secs,
    pub(crate) seed: u64,
}

impl Scenario {
    /// 140,000 certificates in the first three hours; a portal with half as much again.
    pub(crate) fn june(name: &'static str, outage: Secs) -> Self {
        Self::new(name, 140_000.0 / (3.0 * HOUR), 20.0, outage)
    }

    /// 40,000 certificates an hour, hour after hour; hardly more portal than that.
    pub(crate) fn december(name: &'static str, outage: Secs) -> Self {
        Self::new(name, 40_000.0 / HOUR, 16.0, outage)
    }

    /// Half as many customers again as the portal can serve, for three hours, and no outage but an instant.
    pub(crate) fn overload(name: &'static str) -> Self {
        let june = Self::june(name, 1.0);
        Self {
            demand: june.capacity * 1.5,
            end: 4.0 * HOUR,
            ..june
        }
    }

    /// A day in June without an outage, on which so many requests fail by themselves and all else is well.
    pub(crate) fn blips(name: &'static str, failing: f64) -> Self {
        let end = 10.0 * HOUR;
        Self {
            failing,
            answers_lost: 0.0,
            down_from: end,
            down_until: end,
            end,
            ..Self::june(name, 0.0)
        }
    }

    fn new(name: &'static str, demand: f64, capacity: f64, outage: Secs) -> Self {
        let down_from = HOUR;
        let down_until = down_from + outage;
        Self {
            name,
            strategy: Strategy::Impftheke,
            pharmacies: 17_000,
            demand,
            capacity,
            down_from,
            down_until,
            failing: 0.0,
            answers_lost: 0.001,
            eager: 0.1,
            end: down_until + 14.0 * DAY,
            seed: 20_210_614,
        }
    }

    /// The same with fewer of everything.
    pub(crate) fn with_pharmacies(self, pharmacies: usize) -> Self {
        let share = pharmacies as f64 / self.pharmacies as f64;
        Self {
            pharmacies,
            demand: self.demand * share,
            capacity: self.capacity * share,
            ..self
        }
    }

    /// The same with other random numbers: the run of this number.
    pub(crate) fn with_luck(self, run: u64) -> Self {
        Self {
            seed: self.seed + run,
            ..self
        }
    }

    /// Customers a second at this moment.
    pub(crate) fn demand_at(&self, at: Secs) -> f64 {
        if at.rem_euclid(DAY) < CUSTOMERS_UNTIL {
            self.demand
        } else {
            0.0
        }
    }

    /// The time in which a perfect fleet would have worked off `backlog`: always at capacity while the
    /// programs run, never idle, never too much.
    pub(crate) fn ideal_drain(&self, backlog: usize) -> Secs {
        let step = 1.0;
        let (mut at, mut left) = (self.down_until, backlog as f64);
        while left > 0.0 && at < self.end {
            left += step * self.demand_at(at);
            if is_open(at) {
                left -= step * self.capacity;
            }
            at += step;
        }
        open_time(self.down_until, at)
    }
}

/// Whether the programs run.
pub(crate) fn is_open(at: Secs) -> bool {
    at.rem_euclid(DAY) < CLOSED_AT
}

/// The time between two moments in which the programs run.
pub(crate) fn open_time(from: Secs, until: Secs) -> Secs {
    let since_start = |at: Secs| at.div_euclid(DAY) * CLOSED_AT + at.rem_euclid(DAY).min(CLOSED_AT);
    since_start(until) - since_start(from)
}
