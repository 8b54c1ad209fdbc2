//! A case on its way: its number, its states, and which state may follow which.

use std::{fmt, str::FromStr};

/// The number of a case, which the customer gets on the pick-up slip.
///
/// A visit of several cases gets consecutive numbers; the first of them stands for the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PickupNumber(u32);

impl PickupNumber {
    /// Takes a number from 1 on.
    pub fn new(number: u32) -> Option<Self> {
        (number > 0).then_some(Self(number))
    }

    /// Returns the number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for PickupNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

/// Writes the numbers of a visit for people: `0417`, `0417–0419` where they follow one another, else `0417, 0419`.
pub fn numbers_in_words(numbers: &[PickupNumber]) -> String {
    let follow = |pair: &[PickupNumber]| matches!(pair, [a, b] if a.0.checked_add(1) == Some(b.0));
    match numbers {
        [first, .., last] if numbers.windows(2).all(follow) => format!("{first}\u{2013}{last}"),
        _ => {
            let all: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            all.join(", ")
        }
    }
}

/// The text is no pick-up number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pick-up number is a whole number from 1 on")]
pub struct NotANumber;

impl FromStr for PickupNumber {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let number = text.trim().parse().or(Err(NotANumber))?;
        Self::new(number).ok_or(NotANumber)
    }
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Safe on disk, to be signed.
    Waiting,
    /// An attempt is under way.
    Sending,
    /// As older versions left a case whose login was turned away. All cases wait for that now, and none by itself.
    NeedsLogin,
    /// The content was refused, or the answer was wrong; a person must look at it.
    NeedsCorrection,
    /// The certificate is here and has passed the self-check.
    Ready,
    /// The deadline has passed; staff see it before anything is erased.
    Expired,
    /// The customer has it.
    HandedOver,
    /// Staff cancelled it. In an older version also: a corrected case has taken its place.
    Withdrawn,
}

/// Each state and the states that may follow it. What is not in the table is an error.
const TRANSITIONS: [(State, &[State]); 8] = [
    // An attempt that was taken back may bring its answer yet: whatever happened to its case meanwhile, a certificate
    // makes it ready.
    (
        State::Waiting,
        &[
            State::Sending,
            State::NeedsCorrection,
            State::Ready,
            State::Expired,
            State::Withdrawn,
        ],
    ),
    (
        State::Sending,
        &[State::Waiting, State::NeedsCorrection, State::Ready],
    ),
    (
        State::NeedsLogin,
        &[
            State::Waiting,
            State::Ready,
            State::Expired,
            State::Withdrawn,
        ],
    ),
    (
        State::NeedsCorrection,
        &[
            State::Waiting,
            State::Ready,
            State::Expired,
            State::Withdrawn,
        ],
    ),
    (
        State::Ready,
        &[State::HandedOver, State::Expired, State::Withdrawn],
    ),
    // A customer may come a day late: a finished certificate is still theirs, and what is not may be tried again.
    (
        State::Expired,
        &[
            State::Waiting,
            State::Ready,
            State::HandedOver,
            State::Withdrawn,
        ],
    ),
    (State::HandedOver, &[]),
    (State::Withdrawn, &[]),
];

impl State {
    /// Lists all, in the order of a case's way.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Sending,
        Self::NeedsLogin,
        Self::NeedsCorrection,
        Self::Ready,
        Self::Expired,
        Self::HandedOver,
        Self::Withdrawn,
    ];

    /// Returns its word in lists and on disk.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::NeedsLogin => "needs-login",
            Self::NeedsCorrection => "needs-correction",
            Self::Ready => "ready",
            Self::Expired => "expired",
            Self::HandedOver => "handed-over",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads its word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether `next` may follow.
    pub fn may_become(self, next: Self) -> bool {
        TRANSITIONS
            .iter()
            .any(|(state, following)| *state == self && following.contains(&next))
    }

    /// Whether nothing comes of it before staff have looked at it.
    pub fn needs_staff(self) -> bool {
        matches!(
            self,
            Self::NeedsLogin | Self::NeedsCorrection | Self::Expired
        )
    }

    /// Whether nothing follows, and the person is erased.
    pub fn is_final(self) -> bool {
        matches!(self, Self::HandedOver | Self::Withdrawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_row_and_its_word() {
        for state in State::ALL {
            assert_eq!(
                TRANSITIONS
                    .iter()
                    .filter(|(from, _)| *from == state)
                    .count(),
                1
            );
            assert_eq!(State::from_name(state.name()), Some(state));
            assert!(!state.may_become(state));
        }
        assert_eq!(State::from_name("done"), None);
    }

    #[test]
    fn nothing_leaves_a_final_state_and_no_case_gets_a_second_certificate() {
        for state in State::ALL {
            assert_eq!(
                state.is_final(),
                !State::ALL.iter().any(|next| state.may_become(*next))
            );
            let has_one = state == State::Ready || state.is_final();
            assert_eq!(state.may_become(State::Ready), !has_one);
        }
        assert!(!State::Waiting.may_become(State::HandedOver));
        assert!(!State::Sending.may_become(State::Withdrawn));
    }

    #[test]
    fn only_numbers_that_follow_one_another_are_a_range() {
        let written = |numbers: &[u32]| {
            let numbers: Vec<_> = numbers
                .iter()
                .copied()
                .filter_map(PickupNumber::new)
                .collect();
            numbers_in_words(&numbers)
        };
        assert_eq!(written(&[]), "");
        assert_eq!(written(&[417]), "0417");
        assert_eq!(written(&[417, 418, 419]), "0417\u{2013}0419");
        assert_eq!(written(&[417, 419]), "0417, 0419");
        assert_eq!(written(&[417, 418, 420]), "0417, 0418, 0420");
    }

    #[test]
    fn a_number_is_read_as_it_is_written() {
        let number = PickupNumber::new(417).unwrap();
        assert_eq!(number.to_string(), "0417");
        for text in ["417", "0417", " 0417 "] {
            assert_eq!(text.parse(), Ok(number));
        }
        for text in ["", "0", "-1", "K-0417", "4.1"] {
            assert_eq!(text.parse::<PickupNumber>(), Err(NotANumber));
        }
    }
}
