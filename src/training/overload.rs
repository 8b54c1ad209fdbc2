//! A portal that has been asked for too much: a queue in front of it, and collapse beyond the queue.

use std::time::Duration;

use serde::Deserialize;

/// How much a portal can do.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(try_from = "Fields")]
pub(super) struct Overload {
    /// Requests a second.
    capacity: f64,
    /// Requests that may wait.
    queue: f64,
    /// What refusing one costs, as a share of answering one: this is what makes a portal collapse, because
    /// whoever is refused comes again.
    collapse: f64,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Admission {
    /// It is answered after its turn in the queue.
    After(Duration),
    /// The queue is full.
    Full,
}

/// The work that lies before the portal.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Load {
    work: f64,
    at: Duration,
}

impl Load {
    /// Takes a request in, or turns it away, at a moment counted from the start.
    pub(super) fn arrive(&mut self, overload: &Overload, at: Duration) -> Admission {
        let done = at.saturating_sub(self.at).as_secs_f64() * overload.capacity;
        self.at = at;
        self.work = (self.work - done).max(0.0);
        if self.work < overload.queue.max(1.0) {
            self.work += 1.0;
            return Admission::After(Duration::from_secs_f64(self.work / overload.capacity));
        }
        // Within a minute after the last refusal the portal has always recovered.
        let most = overload.queue + 60.0 * overload.capacity;
        self.work = (self.work + overload.collapse).min(most);
        Admission::Full
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    capacity: f64,
    queue: u32,
    #[serde(default = "half")]
    collapse: f64,
}

fn half() -> f64 {
    0.5
}

impl TryFrom<Fields> for Overload {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, Self::Error> {
        if !(0.001..=1e6).contains(&fields.capacity) {
            return Err("capacity must be between 0.001 and 1000000 requests a second");
        }
        if !(0.0..=10.0).contains(&fields.collapse) {
            return Err("collapse must be between 0 and 10");
        }
        Ok(Self {
            capacity: fields.capacity,
            queue: fields.queue.into(),
            collapse: fields.collapse,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten requests a second, twenty may wait.
    const PORTAL: Overload = Overload {
        capacity: 10.0,
        queue: 20.0,
        collapse: 0.5,
    };

    /// Returns how many requests are answered, of so many a second for so many seconds.
    fn answered(a_second: u32, seconds: u32) -> u32 {
        let mut load = Load::default();
        let step = Duration::from_secs(1) / a_second;
        let arrivals = (0..a_second * seconds).map(|number| load.arrive(&PORTAL, step * number));
        let answered = arrivals
            .filter(|admission| *admission != Admission::Full)
            .count();
        u32::try_from(answered).unwrap()
    }

    #[test]
    fn within_its_capacity_everything_is_answered_in_turn() {
        assert_eq!(answered(10, 60), 600);
        let mut load = Load::default();
        for turn in 1..=20 {
            let Admission::After(wait) = load.arrive(&PORTAL, Duration::ZERO) else {
                panic!("{turn} is turned away")
            };
            assert_eq!(wait.as_millis(), u128::from(turn * 100_u32));
        }
    }

    #[test]
    fn beyond_the_queue_the_more_is_asked_the_less_is_answered() {
        let (twice, ten_times) = (answered(20, 60), answered(100, 60));
        assert!(twice < 600, "{twice}");
        assert!(ten_times < 60, "{ten_times}");
    }

    #[test]
    fn it_recovers_when_it_is_left_alone() {
        let mut load = Load::default();
        for _ in 0..10_000 {
            load.arrive(&PORTAL, Duration::ZERO);
        }
        assert_eq!(load.arrive(&PORTAL, Duration::ZERO), Admission::Full);
        let rested = load.arrive(&PORTAL, Duration::from_secs(62));
        assert_eq!(rested, Admission::After(Duration::from_millis(100)));
    }
}
