//! The faults as they take their schedule: which one meets the next request.

use std::time::Duration;

use jiff::civil::Time;

use super::{
    Fault, Faults,
    faults::{Act, Ends},
    overload::{Admission, Load},
};

/// A moment: counted from the start, and on the wall.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) since_start: Duration,
    pub(super) time_of_day: Time,
}

/// What meets a request, and how long it must wait for its turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Met {
    pub(super) act: Act,
    pub(super) wait: Duration,
}

/// Where the faults have got to.
#[derive(Debug)]
pub(super) struct Schedule {
    faults: Faults,
    /// The step of the sequence.
    at: usize,
    /// How many requests it has met.
    met: u32,
    /// When it began.
    since: Duration,
    random: u64,
    load: Load,
}

impl Schedule {
    /// Begins at this moment. `seed` counts where the faults name none of their own.
    pub(super) fn new(faults: Faults, since_start: Duration, seed: u64) -> Self {
        Self {
            at: 0,
            met: 0,
            since: since_start,
            random: faults.seed.unwrap_or(seed),
            load: Load::default(),
            faults,
        }
    }

    /// Whether nothing can go wrong until the next switch.
    pub(super) fn is_healthy(&self) -> bool {
        self.faults.is_none()
    }

    /// Returns what would meet a connection that comes now, where it is a matter of the connection.
    pub(super) fn of_the_connection(&mut self, moment: Moment) -> Option<Fault> {
        self.advance(moment.since_start);
        let fault = self.fixed(moment.time_of_day)?.0.fault;
        fault.is_of_the_connection().then_some(fault)
    }

    /// Takes the next request.
    pub(super) fn take(&mut self, moment: Moment) -> Met {
        self.advance(moment.since_start);
        if let Some((act, counted)) = self.fixed(moment.time_of_day) {
            let act = act.clone();
            self.met = self.met.saturating_add(u32::from(counted));
            if act.fault != Fault::None {
                let wait = Duration::ZERO;
                return Met { act, wait };
            }
        }
        let mut left = self.next_random();
        for chance in &self.faults.chance {
            left -= chance.of_one;
            if left < 0.0 {
                let act = chance.act.clone();
                let wait = Duration::ZERO;
                return Met { act, wait };
            }
        }
        let Some(overload) = &self.faults.overload else {
            return Met::default();
        };
        match self.load.arrive(overload, moment.since_start) {
            Admission::After(wait) => {
                let act = Act::default();
                Met { act, wait }
            }
            Admission::Full => Met {
                act: Fault::Status(503).into(),
                wait: Duration::ZERO,
            },
        }
    }

    /// What the timetable or the sequence says, and whether the sequence counts it.
    fn fixed(&self, time_of_day: Time) -> Option<(&Act, bool)> {
        let timetable = self.faults.timetable.as_ref();
        if let Some(act) = timetable.and_then(|timetable| timetable.closed(time_of_day)) {
            return Some((act, false));
        }
        Some((&self.faults.sequence.get(self.at)?.act, true))
    }

    /// Leaves the steps that are over.
    fn advance(&mut self, since_start: Duration) {
        while let Some(step) = self.faults.sequence.get(self.at) {
            let began = self.since;
            match step.ends {
                Ends::After(times) if self.met >= times => self.since = since_start,
                Ends::In(length) if began.saturating_add(length) <= since_start => {
                    self.since = began.saturating_add(length);
                }
                Ends::Never | Ends::After(_) | Ends::In(_) => return,
            }
            self.at += 1;
            self.met = 0;
            if self.faults.repeat && self.at == self.faults.sequence.len() {
                self.at = 0;
                // Rounds that nobody saw are not made up for.
                self.since = since_start;
            }
        }
    }

    /// A number from 0 to below 1 (SplitMix64): a seed gives the same day again.
    fn next_random(&mut self) -> f64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bits = u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or_default();
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(json: &str) -> Schedule {
        Schedule::new(Faults::parse(json).unwrap(), Duration::ZERO, 1)
    }

    fn at(seconds: u64) -> Moment {
        Moment {
            since_start: Duration::from_secs(seconds),
            time_of_day: Time::midnight(),
        }
    }

    fn names(schedule: &mut Schedule, moments: impl IntoIterator<Item = u64>) -> Vec<&'static str> {
        let moments = moments.into_iter();
        moments
            .map(|seconds| schedule.take(at(seconds)).act.fault.name())
            .collect()
    }

    #[test]
    fn a_sequence_goes_on_by_requests_and_by_seconds_and_ends_well() {
        let mut schedule = schedule(
            r#"[{"fault": "503", "times": 2}, {"fault": "502", "seconds": 10}, {"fault": "hang", "times": 1}]"#,
        );
        assert_eq!(
            names(&mut schedule, [0, 0, 1, 10, 11, 12, 13]),
            ["503", "503", "502", "502", "hang", "none", "none"]
        );
    }

    #[test]
    fn a_repeated_sequence_begins_again() {
        let mut schedule = schedule(
            r#"{"repeat": true, "sequence": [{"fault": "503", "times": 1}, {"fault": "none", "times": 2}]}"#,
        );
        assert_eq!(
            names(&mut schedule, [0; 6]),
            ["503", "none", "none", "503", "none", "none"]
        );
    }

    #[test]
    fn refused_connections_are_counted_by_nobody_and_end_with_their_time() {
        let mut schedule =
            schedule(r#"[{"fault": "refused", "seconds": 5}, {"fault": "tls-error", "times": 1}]"#);
        assert_eq!(schedule.of_the_connection(at(0)), Some(Fault::Refused));
        assert_eq!(schedule.of_the_connection(at(4)), Some(Fault::Refused));
        assert_eq!(schedule.of_the_connection(at(5)), Some(Fault::TlsError));
        assert_eq!(schedule.take(at(5)).act.fault, Fault::TlsError);
        assert_eq!(schedule.of_the_connection(at(5)), None);
    }

    #[test]
    fn chances_come_out_as_often_as_they_say_and_the_same_for_a_seed() {
        let json = r#"{"seed": 7, "chance": [{"fault": "503", "chance": 0.25}, {"fault": "hang", "chance": 0.5}]}"#;
        let met = names(&mut schedule(json), std::iter::repeat_n(0, 4000));
        let count = |name| met.iter().filter(|met| **met == name).count();
        for (name, expected) in [("503", 1000), ("hang", 2000), ("none", 1000)] {
            assert!(
                count(name).abs_diff(expected) < 150,
                "{name}: {}",
                count(name)
            );
        }
        assert_eq!(
            names(&mut schedule(json), std::iter::repeat_n(0, 4000)),
            met
        );
    }

    #[test]
    fn outside_the_timetable_nothing_else_counts() {
        let json = r#"{"timetable": {"open": ["08:00-09:00"], "otherwise": {"fault": "refused"}},
            "sequence": [{"fault": "502", "times": 1}]}"#;
        let mut schedule = schedule(json);
        assert_eq!(schedule.of_the_connection(at(0)), Some(Fault::Refused));
        let morning = Moment {
            time_of_day: Time::constant(8, 30, 0, 0),
            ..at(1)
        };
        assert_eq!(schedule.of_the_connection(morning), None);
        assert_eq!(schedule.take(morning).act.fault, Fault::Status(502));
        assert_eq!(schedule.take(morning).act.fault, Fault::None);
    }

    #[test]
    fn an_overloaded_portal_turns_away_whoever_finds_its_queue_full() {
        let mut schedule = schedule(r#"{"overload": {"capacity": 1, "queue": 2}}"#);
        let first = schedule.take(at(0));
        assert_eq!(
            (first.act.fault, first.wait),
            (Fault::None, Duration::from_secs(1))
        );
        assert_eq!(names(&mut schedule, [0, 0, 0]), ["none", "503", "503"]);
    }
}
