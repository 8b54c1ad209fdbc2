//! The rule's promises, one by one, and for whatever may happen.

use proptest::prelude::*;

use super::*;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_second(1_623_650_400 + secs).unwrap()
}

fn number(number: u32) -> PickupNumber {
    PickupNumber::new(number).unwrap()
}

fn waiting(cases: &[(u32, u32)]) -> Vec<Waiting> {
    cases
        .iter()
        .map(|&(case, attempts)| Waiting {
            number: number(case),
            attempts,
        })
        .collect()
}

const FAILED: Met = met(Cause::Unavailable);

const fn met(cause: Cause) -> Met {
    Met::Failed {
        cause,
        retry_after: None,
    }
}

fn answered(millis: u64) -> Met {
    Met::Answered {
        took: Duration::from_millis(millis),
    }
}

fn asked_to_wait(secs: &str) -> Met {
    Met::Failed {
        cause: Cause::Unavailable,
        retry_after: RetryAfter::parse(secs, at(0)),
    }
}

fn failed_at(secs: i64) -> Backoff {
    after(&Backoff::default(), FAILED, at(secs), 0.5)
}

fn wait_of(pace: &Backoff) -> Duration {
    Duration::try_from(pace.until.duration_since(pace.from)).unwrap()
}

#[test]
fn nothing_known_means_the_oldest_case_at_once() {
    let pace = Backoff::default();
    assert_eq!(next(at(0), &[], &pace), Next::Idle);
    let cases = waiting(&[(9, 0), (7, 0), (8, 0)]);
    assert_eq!(next(at(0), &cases, &pace), Next::Deliver(number(7)));
    assert!(foreground(at(0), &pace));
}

#[test]
fn a_pause_is_as_long_as_before_when_the_clock_is_set() {
    let pace = failed_at(0);
    let cases = waiting(&[(7, 1)]);
    let until = pace.until;
    for secs in [-4_320_000, -7_200, 7_200, 4_320_000] {
        let by = SignedDuration::from_secs(secs);
        let moved = pace.moved(by);
        assert_eq!(next(at(1 + secs), &cases, &moved), Next::Wait(until + by));
        assert_eq!(moved.moved(-by), pace);
    }
}

#[test]
fn while_the_portal_is_down_nobody_but_the_canary_asks_it() {
    let pace = failed_at(0);
    let cases = waiting(&[(7, 1), (8, 0)]);
    let Next::Wait(until) = next(at(1), &cases, &pace) else {
        panic!("the canary did not wait");
    };
    assert!(!foreground(at(1), &pace));
    assert_eq!(next(until, &cases, &pace), Next::Deliver(number(7)));
    assert!(foreground(until, &pace));
}

#[test]
fn waits_grow_with_the_outage_to_a_ceiling() {
    let mut pace = Backoff::default();
    let mut waits = Vec::new();
    for _ in 0..12 {
        pace = after(&pace, FAILED, pace.until.max(at(0)), 1.0);
        waits.push(wait_of(&pace));
    }
    assert_eq!(waits[0], FIRST_WAIT);
    assert_eq!(waits[1], FIRST_WAIT.mul_f64(1.0 + GROWTH));
    assert!(waits.is_sorted());
    assert_eq!(waits[11], LONGEST_WAIT);
}

#[test]
fn an_outage_is_over_after_some_answers_at_ease_and_not_after_one() {
    let long_ago = after(&failed_at(0), FAILED, at(20_000), 0.5);
    let flicker = after(&long_ago, answered(100), at(24_000), 0.0);
    let again = after(&flicker, FAILED, at(24_001), 1.0);
    assert_eq!(wait_of(&again), LONGEST_WAIT);
    let mut loaded = long_ago.clone();
    let mut at_ease = long_ago;
    for secs in 24_000..24_010 {
        loaded = after(&loaded, answered(5_000), at(secs), 0.0);
        at_ease = after(&at_ease, answered(100), at(secs), 0.0);
    }
    let wait = |pace: &Backoff| wait_of(&after(pace, FAILED, at(24_010), 1.0));
    assert_eq!(wait(&loaded), LONGEST_WAIT);
    assert_eq!(wait(&at_ease), FIRST_WAIT);
}

#[test]
fn whoever_was_told_the_same_date_comes_back_spread() {
    let pace = after(&failed_at(0), asked_to_wait("3600"), at(9_000), 0.0);
    let last = after(&failed_at(0), asked_to_wait("3600"), at(9_000), 1.0);
    assert!(pace.until >= at(9_000 + 3_600));
    assert!(last.until.duration_since(pace.until) > SignedDuration::from_mins(10));
}

#[test]
fn an_answer_of_any_kind_ends_the_outage_and_pauses_shrink() {
    let mut pace = after(&failed_at(0), answered(100), at(900), 1.0);
    assert!(!pace.is_down() && foreground(at(900), &pace));
    assert_eq!(pace.answered_at(), Some(at(900)));
    let mut pauses = vec![wait_of(&pace)];
    while wait_of(&pace) > Duration::ZERO {
        pace = after(&pace, answered(100), pace.until, 1.0);
        pauses.push(wait_of(&pace));
    }
    assert!(pauses.is_sorted_by(|a, b| a > b), "{pauses:?}");
    assert_eq!(pauses.len(), SLOW_STEPS as usize + 1);
    let failed = after(&pace, FAILED, pace.until, 1.0);
    assert_eq!(wait_of(&failed), FIRST_WAIT);
}

#[test]
fn a_slow_answer_is_followed_by_a_long_pause_which_a_customer_need_not_mind() {
    let pause = |millis| wait_of(&after(&Backoff::default(), answered(millis), at(0), 1.0));
    assert_eq!(pause(300), Duration::ZERO);
    assert!((10..30).contains(&pause(1_300).as_secs()));
    assert_eq!(pause(60_000), LOAD_PAUSE);
    let outage = after(&failed_at(0), FAILED, at(7_200), 0.5);
    let loaded = after(&outage, answered(60_000), at(9_000), 1.0);
    assert!(wait_of(&loaded) >= Duration::from_mins(150).mul_f64(LOAD_GROWTH));
    let pace = after(&Backoff::default(), answered(2_300), at(0), 1.0);
    assert!(foreground(at(1), &pace));
    let pace = after(&Backoff::default(), answered(4_300), at(0), 1.0);
    assert!(!foreground(at(1), &pace));
}

#[test]
fn retry_after_is_a_lower_bound_and_the_absurd_is_not_obeyed_but_told() {
    let jitter = FIRST_WAIT.mul_f64(FIRST_JITTER_FROM);
    let pace = after(&Backoff::default(), asked_to_wait("120"), at(0), 0.0);
    assert_eq!(pace.until, later(at(120), jitter));
    assert_eq!(pace.absurd_retry_after(), None);
    let pace = after(
        &Backoff::default(),
        asked_to_wait("99999999999"),
        at(0),
        0.0,
    );
    assert_eq!(wait_of(&pace), LONGEST_RETRY_AFTER + jitter);
    assert_eq!(
        pace.absurd_retry_after(),
        Some(Duration::from_secs(99_999_999_999))
    );
    let pace = after(&pace, answered(1), at(9_000), 0.0);
    assert_eq!(pace.absurd_retry_after(), None);
}

#[test]
fn trying_by_hand_is_rationed_and_borrows_from_the_canary() {
    let pace = failed_at(0);
    let cases = waiting(&[(7, 1)]);
    let pressed = by_hand(at(40), &pace).unwrap();
    assert_eq!(next(at(40), &cases, &pressed), Next::Deliver(number(7)));
    assert_eq!(by_hand(at(41), &pressed), Err(at(70)));
    let delivered = after(&pressed, answered(100), at(42), 0.0);
    assert_eq!(next(at(42), &cases, &delivered), Next::Deliver(number(7)));
}

#[test]
fn what_is_borrowed_by_hand_is_paid_back_in_full_but_a_little_at_a_time() {
    let (mut borrowed, mut paid) = (Duration::ZERO, Duration::ZERO);
    let mut fail = |pace: &Backoff, now| {
        let failed = after(pace, FAILED, now, 0.0);
        let longest = longest_wait(failed.since, now);
        assert!(wait_of(&failed) <= longest.mul_f64(PAY_UP_TO));
        paid += wait_of(&failed).saturating_sub(longest.mul_f64(LATER_JITTER_FROM));
        failed
    };
    let mut pace = failed_at(0);
    for _ in 0..5 {
        let soon = later(pace.from, Duration::from_secs(1));
        let now = by_hand(soon, &pace).map_or_else(|from| from, |_| soon);
        borrowed += between(now, pace.until);
        pace = fail(&by_hand(now, &pace).unwrap(), now);
    }
    assert!(pace.debt > Duration::ZERO && by_hand(pace.from, &pace).is_err());
    while pace.debt > Duration::ZERO {
        pace = fail(&pace, pace.until);
    }
    assert!(paid.abs_diff(borrowed) < Duration::from_millis(10));
}

#[test]
fn a_case_the_portal_cannot_digest_lets_the_others_pass() {
    let cases = waiting(&[(7, PATIENCE), (8, 0), (9, 0)]);
    let pace = Backoff::default();
    assert_eq!(next(at(0), &cases, &pace), Next::Deliver(number(8)));
}

#[test]
fn a_canary_that_was_due_overnight_does_not_fly_at_opening_time() {
    let pace = failed_at(0);
    let resumed = resume(at(50_000), &pace, 0.5);
    assert_eq!(resumed.until, later(at(50_000), FIRST_WAIT / 2));
    assert_eq!(resume(at(1), &pace, 0.5), pace);
    let healthy = after(&Backoff::default(), answered(100), at(0), 0.5);
    assert_eq!(resume(at(50_000), &healthy, 0.5), healthy);
}

#[test]
fn what_a_person_must_mend_is_asked_about_once_until_that_person_says_so() {
    let cases = waiting(&[(7, 1), (8, 0)]);
    for cause in Cause::ALL {
        if cause.class() != Class::Mend {
            continue;
        }
        let pace = after(&Backoff::default(), met(cause), at(0), 0.5);
        for secs in [0, 1, 3_600, 86_400] {
            assert_eq!(next(at(secs), &cases, &pace), Next::Mend(cause));
            assert!(!foreground(at(secs), &pace));
        }
        // Starting a run again and again asks no more; a press of the button does.
        assert_eq!(at_start(at(1), &pace), Err(pace.until));
        let run = at_start(pace.until, &pace).unwrap();
        assert_eq!(next(pace.until, &cases, &run), Next::Deliver(number(7)));
        let pressed = by_hand(at(1), &pace).unwrap();
        assert_eq!(next(at(1), &cases, &pressed), Next::Deliver(number(7)));
        let again = after(&pressed, met(cause), at(2), 0.5);
        assert_eq!(next(at(2), &cases, &again), Next::Mend(cause));
        // Once it is mended all go on, without a pause.
        let mended = after(&pressed, answered(100), at(2), 1.0);
        assert_eq!(next(at(2), &cases, &mended), Next::Deliver(number(7)));
        assert_eq!(mended.cause(), None);
    }
}

#[test]
fn a_run_tries_once_at_its_start_but_what_is_not_the_portal_no_sooner_than_its_pause_is_over() {
    let cases = waiting(&[(7, 1)]);
    let outage = failed_at(0);
    let run = at_start(at(60), &outage).unwrap();
    assert_eq!(next(at(60), &cases, &run), Next::Deliver(number(7)));
    assert_eq!(at_start(at(61), &run), Err(at(90)));
    let page = after(&Backoff::default(), met(Cause::NotThePortal), at(0), 0.5);
    assert_eq!(at_start(at(60), &page), Err(page.until));
    assert_eq!(next(at(60), &cases, &page), Next::Wait(page.until));
    assert_eq!(next(page.until, &cases, &page), Next::Deliver(number(7)));
}

#[test]
fn a_start_long_after_an_outage_tries_at_once_whatever_was_borrowed_before() {
    let mut pace = failed_at(0);
    for secs in [40, 80, 120, 160] {
        if let Ok(pressed) = by_hand(at(secs), &pace) {
            pace = after(&pressed, FAILED, at(secs), 1.0);
        }
    }
    let hours_later = at(6 * 3_600);
    let run = at_start(hours_later, &pace).unwrap();
    let cases = waiting(&[(7, 1)]);
    assert_eq!(next(hours_later, &cases, &run), Next::Deliver(number(7)));
}

#[test]
fn a_second_attempt_is_paid_from_what_answers_have_earned() {
    let mut pace = Backoff::default();
    let mut made = 0;
    while may_repeat(&pace) {
        pace = repeated(&pace);
        made += 1;
    }
    assert_eq!(made, MOST_SECOND_ATTEMPTS);
    for answer in 1..=SECOND_ATTEMPT {
        assert!(!may_repeat(&pace));
        pace = after(&pace, answered(100), at(i64::from(answer)), 0.0);
    }
    assert!(may_repeat(&pace));
    // In an outage nobody asks twice.
    assert!(!may_repeat(&failed_at(0)));
    for secs in 0..1_000 {
        pace = after(&pace, answered(100), at(secs), 0.0);
    }
    assert_eq!(pace.budget, SECOND_ATTEMPT * MOST_SECOND_ATTEMPTS);
}

#[test]
fn ones_own_network_says_nothing_about_the_portal() {
    let passing = |cause: &Cause| cause.is_of_the_network() && cause.class() != Class::Mend;
    for cause in Cause::ALL.into_iter().filter(passing) {
        let mut pace = Backoff::default();
        // However often: a proxy that is down for a day is no outage of the portal.
        for hour in 0..24 {
            pace = after(&pace, met(cause), at(hour * 3_600), 1.0);
            assert!(!pace.is_down(), "{cause:?}");
            assert_eq!(wait_of(&pace), OFFLINE_WAIT, "{cause:?}");
        }
    }
}

#[test]
fn a_damaged_pace_is_forgotten() {
    let good = failed_at(0).to_text();
    assert_eq!(Backoff::from_text(&good), failed_at(0));
    let longer = format!("{good} 1");
    let shorter = good.trim_end_matches(" -");
    assert_ne!(shorter, good);
    for text in ["", "pace-3", "pace-2 1", &longer, shorter] {
        assert_eq!(Backoff::from_text(text), Backoff::default(), "{text}");
    }
    let until = failed_at(0).until.to_string();
    let endless = good.replace(&until, "2621-06-14T06:00:00Z");
    assert_ne!(endless, good);
    assert_eq!(Backoff::from_text(&endless), Backoff::default());
}

fn any_met() -> impl Strategy<Value = Met> {
    prop_oneof![
        any::<u32>().prop_map(|millis| answered(u64::from(millis) % 100_000)),
        Just(FAILED),
        any::<u64>().prop_map(|secs| asked_to_wait(&secs.to_string())),
        (0..Cause::ALL.len()).prop_map(|place| met(Cause::ALL[place])),
    ]
}

/// Steps of any length, now and then back in time, with whatever is met and a press of the button.
fn any_history() -> impl Strategy<Value = Vec<(i64, Met, f64, bool)>> {
    let step = prop_oneof![8 => 0..20_000_i64, 1 => -1_000_000..0_i64];
    prop::collection::vec((step, any_met(), 0.0..1.0, any::<bool>()), 0..40)
}

/// The pace after a history, and the moment it ends.
fn live(history: &[(i64, Met, f64, bool)]) -> (Backoff, Timestamp) {
    let mut secs = 0;
    let mut pace = Backoff::default();
    for &(step, met, random, press) in history {
        secs += step;
        if press && let Ok(pressed) = by_hand(at(secs), &pace) {
            pace = pressed;
        }
        pace = after(&pace, met, at(secs), random);
    }
    (pace, at(secs))
}

proptest! {
    #[test]
    fn a_pace_survives_the_disk(history in any_history()) {
        let (pace, _) = live(&history);
        prop_assert_eq!(Backoff::from_text(&pace.to_text()), pace);
    }

    #[test]
    fn no_text_from_disk_blocks_for_ever(text in ".*", now in 0..4_000_000_000_i64) {
        let now = Timestamp::from_second(now).unwrap();
        let pace = Backoff::from_text(&text);
        if let Next::Wait(until) = next(now, &waiting(&[(1, 0)]), &pace) {
            prop_assert!(until <= later(now, LONGEST_PAUSE));
        }
    }

    #[test]
    fn every_wait_ends_and_comes_after_now(history in any_history(), step in -2_000_000..100_000_i64) {
        let (pace, end) = live(&history);
        let now = end.checked_add(SignedDuration::from_secs(step)).unwrap();
        let cases = waiting(&[(1, 0)]);
        match next(now, &cases, &pace) {
            Next::Wait(until) => {
                prop_assert!(until > now && until <= later(now, LONGEST_PAUSE));
                prop_assert_eq!(next(until, &cases, &pace), Next::Deliver(number(1)));
            }
            Next::Mend(cause) => {
                prop_assert_eq!(cause.class(), Class::Mend);
                prop_assert!(!foreground(now, &pace));
                let from = by_hand(now, &pace).err().unwrap_or(now);
                let pressed = by_hand(from, &pace).unwrap();
                prop_assert_eq!(next(from, &cases, &pressed), Next::Deliver(number(1)));
            }
            done @ (Next::Deliver(_) | Next::Idle) => {
                prop_assert_eq!(done, Next::Deliver(number(1)));
            }
        }
        if let Err(from) = by_hand(now, &pace) {
            prop_assert!(from > now);
            prop_assert!(by_hand(from, &pace).is_ok());
        }
    }

    #[test]
    fn an_answer_always_frees_the_next_case(history in any_history(), random in 0.0..1.0) {
        let (pace, now) = live(&history);
        let pace = after(&pace, answered(100), now, random);
        let slow_start = SLOW_STEP * 2_u32.pow(SLOW_STEPS);
        prop_assert!(!pace.is_down() && foreground(now, &pace));
        if let Next::Wait(until) = next(now, &waiting(&[(1, 0)]), &pace) {
            prop_assert!(until <= later(now, slow_start));
        }
    }

    #[test]
    fn pressing_the_button_makes_no_more_requests_in_the_long_run(
        presses in 1..400_i64,
        random in 0.2..0.8,
    ) {
        let day = 86_400;
        let attempts = |every: Option<i64>| {
            let (mut pace, mut attempts) = (Backoff::default(), 0);
            for secs in (0..day).step_by(10) {
                let now = at(secs);
                if every.is_some_and(|every| secs % every == 0)
                    && let Ok(pressed) = by_hand(now, &pace)
                {
                    pace = pressed;
                }
                if let Next::Deliver(_) = next(now, &waiting(&[(1, 0)]), &pace) {
                    attempts += 1;
                    pace = after(&pace, FAILED, now, random);
                }
            }
            attempts
        };
        let (calm, eager) = (attempts(None), attempts(Some(presses * 10)));
        // What is borrowed is paid back, all but the last.
        prop_assert!(eager <= calm + 5, "{} against {}", eager, calm);
    }
}
