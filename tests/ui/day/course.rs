//! How a day goes: who comes after whom, and what befalls them, drawn by a seed.

use std::{collections::BTreeMap, ops::Range};

use super::customers::Customer;
use crate::walk::random::Random;

/// A day.
#[derive(Debug)]
pub(super) struct Course {
    /// Who comes as the first, the second, and so on: places in the book.
    pub(super) order: Vec<usize>,
    /// Who comes while the portal is out.
    pub(super) outage: Range<usize>,
    /// During whose visit the printer runs out of paper; that of the next customer goes by, too, before there is more.
    pub(super) no_paper: usize,
    /// What befalls somebody beside that.
    fates: BTreeMap<usize, Fate>,
}

/// What befalls a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The portal refuses what the clerk has mistyped, and it is corrected while she waits.
    Refused,
    /// The portal refuses it, and she comes back.
    RefusedAndComesBack,
    /// She reads her paper, and the name is wrong.
    ReadsHerPaper,
    /// She comes back, and the name on the screen is wrong.
    ReadsTheScreen,
    /// She scans the code from the screen and wants no paper.
    WantsNoPaper,
    /// She wants a second print.
    WantsItTwice,
    /// A certificate of hers is printed before the next is typed.
    OneAfterTheOther,
}

/// So many customers come while the portal is out.
const OUTAGE: usize = 12;

impl Course {
    /// Draws a day; the first is in the order of the book.
    pub(super) fn of(seed: u64, customers: &[Customer]) -> Self {
        let mut random = Random::new(seed);
        let mut order: Vec<usize> = (0..customers.len()).collect();
        if seed > 1 {
            for place in (1..order.len()).rev() {
                order.swap(place, below(&mut random, place + 1));
            }
        }
        let begin = 15 + below(&mut random, 25);
        let outage = begin..begin + OUTAGE;
        let mut course = Self {
            no_paper: 3 + below(&mut random, begin - 5),
            order,
            outage,
            fates: BTreeMap::new(),
        };
        let comes_for_one = |customer: &Customer| customer.wishes.len() == 1;
        let comes_for_more = |customer: &Customer| {
            let [first, others @ ..] = &customer.wishes[..] else {
                return false;
            };
            !others.is_empty() && others.iter().all(|wish| wish.is_of_one_with(first))
        };
        for (fate, in_the_outage, may) in [
            (
                Fate::Refused,
                false,
                &comes_for_one as &dyn Fn(&Customer) -> bool,
            ),
            (Fate::RefusedAndComesBack, false, &comes_for_one),
            (Fate::ReadsHerPaper, false, &comes_for_one),
            (Fate::ReadsTheScreen, true, &comes_for_one),
            (Fate::WantsNoPaper, false, &|_| true),
            (Fate::WantsItTwice, false, &|_| true),
            (Fate::OneAfterTheOther, false, &comes_for_more),
        ] {
            let place = loop {
                let place = below(&mut random, course.order.len());
                let is_free = !course.fates.contains_key(&place)
                    && course.outage.contains(&place) == in_the_outage
                    && !(course.no_paper..course.no_paper + 3).contains(&place);
                if is_free && may(&customers[course.order[place]]) {
                    break place;
                }
            };
            course.fates.insert(place, fate);
        }
        course
    }

    /// What befalls the customer who comes at this place.
    pub(super) fn fate(&self, place: usize) -> Option<Fate> {
        self.fates.get(&place).copied()
    }
}

fn below(random: &mut Random, count: usize) -> usize {
    random.below(count.try_into().unwrap()) as usize
}
