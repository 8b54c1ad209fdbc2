//! The signs of a name that hardly any name has, a few of them.

use std::fmt;

/// Signs, each once, in the order in which they stand: the first few, for a pasted text may have any number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    signs: [char; MOST],
    count: usize,
}

/// So many are named.
const MOST: usize = 6;

impl Signs {
    /// Takes the first of some signs; `None` where there is none.
    pub fn of(signs: impl IntoIterator<Item = char>) -> Option<Self> {
        let mut few = Self {
            signs: ['\0'; MOST],
            count: 0,
        };
        for sign in signs {
            if few.iter().any(|known| known == sign) {
                continue;
            }
            let Some(place) = few.signs.get_mut(few.count) else {
                break;
            };
            *place = sign;
            few.count += 1;
        }
        (few.count > 0).then_some(few)
    }

    /// Returns them one by one.
    pub fn iter(&self) -> impl Iterator<Item = char> {
        self.signs.into_iter().take(self.count)
    }

    /// Returns how many they are: one at least.
    pub fn count(&self) -> usize {
        self.count
    }
}

impl fmt::Debug for Signs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signs({self})")
    }
}

/// As code points: a log or a terminal may show none of them.
impl fmt::Display for Signs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, sign) in self.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}U+{:04X}", u32::from(sign))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sign_is_named_once_and_no_more_than_a_few() {
        let signs = Signs::of("<b>\u{2030}<".chars().filter(|c| !c.is_alphabetic()));
        assert_eq!(signs.unwrap().to_string(), "U+003C, U+003E, U+2030");
        assert_eq!(Signs::of('!'..'?').unwrap().count(), MOST);
        assert_eq!(Signs::of([]), None);
    }
}
