//! The pace as one line of text, so that the store need not know what is in it.

use std::{str::FromStr, time::Duration};

use jiff::Timestamp;

use super::{
    Backoff, LONGEST_PAUSE, MOST_BORROWED, MOST_SECOND_ATTEMPTS, QUICK, SECOND_ATTEMPT, SLOW_STEPS,
    later,
};
use crate::case::Cause;

/// The first word of a pace on disk: the version of its form.
const FORM: &str = "pace-3";
/// What stands there for something that has not happened.
const NEVER: &str = "-";

impl Backoff {
    /// Writes it down for the store.
    pub fn to_text(&self) -> String {
        let Self {
            down,
            cause,
            since,
            from,
            until,
            slow,
            took,
            usual,
            answered_at,
            by_hand_at,
            by_hand,
            debt,
            budget,
            absurd,
        } = self;
        let moment = |moment: &Option<Timestamp>| {
            moment.map_or_else(|| NEVER.to_owned(), |moment| moment.to_string())
        };
        let absurd = absurd.map_or_else(|| NEVER.to_owned(), |wait| wait.as_secs().to_string());
        [
            FORM.to_owned(),
            down.to_string(),
            cause.map_or(NEVER, Cause::name).to_owned(),
            since.to_string(),
            from.to_string(),
            until.to_string(),
            slow.to_string(),
            took.as_millis().to_string(),
            usual.as_millis().to_string(),
            moment(answered_at),
            moment(by_hand_at),
            by_hand.to_string(),
            debt.as_millis().to_string(),
            budget.to_string(),
            absurd,
        ]
        .join(" ")
    }

    /// Reads what [`Self::to_text`] wrote; from anything else nothing is known about the portal.
    pub fn from_text(text: &str) -> Self {
        Self::read(text).unwrap_or_default()
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        if words.next()? != FORM {
            return None;
        }
        let pace = Self {
            down: words.next()?.parse().ok()?,
            cause: match words.next()? {
                NEVER => None,
                name => Some(Cause::from_name(name)?),
            },
            since: words.next()?.parse().ok()?,
            from: words.next()?.parse().ok()?,
            until: words.next()?.parse().ok()?,
            slow: words.next()?.parse().ok()?,
            took: Duration::from_millis(words.next()?.parse().ok()?),
            usual: Duration::from_millis(words.next()?.parse().ok()?),
            answered_at: unless_never(words.next()?).ok()?,
            by_hand_at: unless_never(words.next()?).ok()?,
            by_hand: words.next()?.parse().ok()?,
            debt: Duration::from_millis(words.next()?.parse().ok()?),
            budget: words.next()?.parse().ok()?,
            absurd: unless_never(words.next()?).ok()?.map(Duration::from_secs),
        };
        let plausible = pace.until <= later(pace.from, LONGEST_PAUSE)
            && pace.slow <= SLOW_STEPS
            && pace.debt <= MOST_BORROWED
            && pace.budget <= SECOND_ATTEMPT * MOST_SECOND_ATTEMPTS
            && pace.usual >= QUICK;
        (plausible && words.next().is_none()).then_some(pace)
    }
}

/// Reads a word, which may say "never".
fn unless_never<T: FromStr>(word: &str) -> Result<Option<T>, T::Err> {
    match word {
        NEVER => Ok(None),
        word => word.parse().map(Some),
    }
}
