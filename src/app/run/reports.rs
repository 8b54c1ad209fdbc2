//! What the window tells: what went wrong, what went well, and what staff have ended that the store has not.

use super::App;
use crate::{
    app::{
        ended::{Ends, Gone},
        event::Fault,
        explain,
        worker_request::Request,
    },
    case::{CaseRef, PickupNumber, numbers_in_words},
    text::{Language, Problem, texts},
    ui::Notice,
};

/// A problem by the name of its texts, and the cases that it is about.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) name: &'static str,
    numbers: Vec<PickupNumber>,
    problem: Problem,
}

impl Told {
    fn new(language: Language, name: &'static str, numbers: Vec<PickupNumber>) -> Self {
        let listed: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let listed = listed.join(", ");
        let about = [("numbers", listed.as_str().into())];
        let problem = Problem::of(texts(language), name, &about);
        Self {
            name,
            numbers,
            problem,
        }
    }

    fn say_in(&mut self, language: Language) {
        *self = Self::new(language, self.name, std::mem::take(&mut self.numbers));
    }
}

impl App {
    pub(super) fn tell(&mut self, name: &'static str) {
        self.tell_of(name, Vec::new());
    }

    /// Tells a problem of these cases.
    pub(super) fn tell_of(&mut self, name: &'static str, numbers: Vec<PickupNumber>) {
        self.problem = Some(Told::new(self.language, name, numbers));
    }

    /// Forgets what was told of what is over now.
    pub(super) fn clear(&mut self) {
        (self.problem, self.notice, self.taken_away) = (None, None, None);
    }

    /// Says what was done, below what was taken away meanwhile: neither hides the other.
    pub(super) fn say_notice(&self) -> Option<Notice> {
        let Some(gone) = &self.taken_away else {
            return self.notice.clone();
        };
        let below = |said: &String| format!("{gone}\n{said}");
        Some(match &self.notice {
            None => Notice::Well(gone.clone()),
            Some(Notice::Well(said)) => Notice::Well(below(said)),
            Some(Notice::NotOnPaper(said)) => Notice::NotOnPaper(below(said)),
        })
    }

    /// Returns what went wrong; what staff have ended and the store has not shows until they put it away.
    pub(super) fn told(&self) -> Option<Problem> {
        let told = self.problem.as_ref();
        let told = told.or_else(|| self.until_seen.first());
        told.map(|told| told.problem.clone())
    }

    /// Puts away what is told.
    pub(super) fn dismiss_problem(&mut self) {
        if self.problem.take().is_none() && !self.until_seen.is_empty() {
            self.until_seen.remove(0);
        }
    }

    /// Says in the language that is spoken now what was told in another.
    pub(super) fn say_anew(&mut self) {
        let told = self.problem.iter_mut().chain(&mut self.until_seen);
        told.for_each(|told| told.say_in(self.language));
    }

    /// Staff have said yes to the question about these.
    pub(super) fn end_by_hand(&mut self, ends: Ends, cases: &[CaseRef]) {
        let numbers = numbers_of(cases);
        self.print_queue.forget(&numbers);
        self.put_away_those(&numbers);
        self.clear();
        self.print_queue.tidy();
        self.end_by_key(ends, cases);
    }

    /// Has cases ended by a key just now; it can be brought back.
    pub(super) fn end_by_key(&mut self, ends: Ends, cases: &[CaseRef]) {
        if self.end_cases(ends, cases) {
            self.counter.note_ended(ends.state(), numbers_of(cases));
        }
    }

    /// Has cases ended that are so at the counter; where the worker does not hear, names them until staff put that away.
    /// Returns whether it hears.
    pub(super) fn end_cases(&mut self, ends: Ends, cases: &[CaseRef]) -> bool {
        let hears = self.worker.ask(Request::End(ends, cases.to_vec()));
        if !hears {
            self.tell_until_seen(explain::of_ending(ends), numbers_of(cases));
        }
        hears
    }

    /// Says which cases stand in the queue again.
    pub(super) fn say_brought_back(&mut self, numbers: &[PickupNumber]) {
        let numbers = numbers_in_words(numbers);
        let about = [("numbers", numbers.as_str().into())];
        let said = texts(self.language).with("notice-brought-back", &about);
        self.notice = Some(Notice::Well(said));
    }

    /// Says that cases are not ended, and will not be: as they were corrected meanwhile, or otherwise ended.
    pub(super) fn tell_not_ended(&mut self, ends: Ends, numbers: Vec<PickupNumber>, fault: &Fault) {
        self.tell_until_seen(explain::of_not_ended(ends, fault), numbers);
    }

    /// Says which certificates do not stand any more.
    pub(super) fn tell_gone(&mut self, gone: &Gone) {
        self.tell_until_seen(gone.name(), gone.numbers.clone());
    }

    /// Tells a problem of these cases that shows until staff put it away, after any that was told before.
    fn tell_until_seen(&mut self, name: &'static str, numbers: Vec<PickupNumber>) {
        let told = Told::new(self.language, name, numbers);
        self.until_seen.push(told);
    }
}

/// Returns cases that have their certificates: nobody corrects these any more.
pub(super) fn as_they_stand(numbers: Vec<PickupNumber>) -> Vec<CaseRef> {
    numbers.into_iter().map(CaseRef::AsItStands).collect()
}

fn numbers_of(cases: &[CaseRef]) -> Vec<PickupNumber> {
    cases.iter().map(|case| case.number()).collect()
}

/// Notes an error with what caused it; none of our errors holds a person.
pub(super) fn log(error: &dyn std::error::Error) {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text = format!("{text}: {source}");
        cause = source.source();
    }
    tracing::error!("{text}");
}
