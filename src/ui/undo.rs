//! What staff have ended or thrown away a moment ago: one line says so, and Ctrl+Z brings it back.

use egui::Ui;

use super::{
    scene::Form,
    session::{Case, Session},
    words,
};
use crate::{
    case::{CaseVersion, PickupNumber, State, VisitId, numbers_in_words},
    domain::Draft,
    text::Texts,
};

/// For so many seconds something can be brought back.
pub const UNDO_TIME: f64 = 10.0;

/// What can be brought back.
#[derive(Debug)]
pub(super) enum Undoable {
    /// A visit that has left the form.
    Visit(Session),
    /// One of several cases, which stood in this visit at this place.
    Case(Box<Case>, usize, Option<VisitId>),
    /// A half typed visit that was offered beside the form.
    Draft(VisitId),
    /// Cases that were handed over or withdrawn.
    Ended(State, Vec<PickupNumber>),
    /// What stood in the form before a correction was taken up, and that correction as it came.
    Before(Session, CaseVersion, Box<Draft>),
}

/// Everything that can be brought back, the latest last.
#[derive(Debug, Default)]
pub(super) struct Undo(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    what: Undoable,
    /// Until when, in seconds of the frames' clock, once it has shown.
    until: Option<f64>,
}

impl Undo {
    /// Takes in what was ended or thrown away just now.
    pub(super) fn push(&mut self, what: Undoable) {
        self.0.push(Entry { what, until: None });
    }

    /// Takes out what was ended or thrown away last.
    pub(super) fn pop(&mut self) -> Option<Undoable> {
        Some(self.0.pop()?.what)
    }

    /// Whether a visit that was thrown away is among it.
    pub(super) fn holds(&self, visit: VisitId) -> bool {
        let is_of = |what: &Undoable| match what {
            Undoable::Visit(session) => session.id == Some(visit),
            Undoable::Draft(id) => *id == visit,
            Undoable::Case(..) | Undoable::Ended(..) | Undoable::Before(..) => false,
        };
        self.0.iter().any(|entry| is_of(&entry.what))
    }

    /// Whether there is anything to bring back.
    pub(super) fn is_possible(&self) -> bool {
        !self.0.is_empty()
    }

    /// Forgets what can be brought back no longer.
    pub(super) fn refresh(&mut self, ui: &Ui) {
        let now = ui.input(|input| input.time);
        self.0
            .retain_mut(|entry| *entry.until.get_or_insert(now + UNDO_TIME) > now);
        let next = self.0.iter().filter_map(|entry| entry.until);
        if let Some(next) = next.reduce(f64::min) {
            let left = std::time::Duration::from_secs_f64((next - now).clamp(0.0, UNDO_TIME));
            ui.ctx().request_repaint_after(left);
        }
    }

    /// Forgets what stood in the form before a correction that is typed no longer, or in which something was typed since: what
    /// is asked for is not put away by a key, nor what somebody has typed by the key that takes back a letter.
    pub(super) fn forget_changed(&mut self, session: &Session, form: Option<&Form>) {
        let is_typed = matches!(form, Some(Form::Typing));
        self.0.retain(|entry| match &entry.what {
            Undoable::Before(_, correction, came) => {
                is_typed && session.is_correction(*correction, came)
            }
            Undoable::Visit(_) | Undoable::Case(..) | Undoable::Draft(_) | Undoable::Ended(..) => {
                true
            }
        });
    }

    /// Says what can be brought back first.
    pub(super) fn say(&self, texts: &Texts) -> Option<String> {
        let (key, what) = match &self.0.last()?.what {
            Undoable::Visit(session) => ("undo-discarded", visit_in_words(session, texts)),
            Undoable::Draft(_) => ("undo-discarded", texts.get("undo-unfinished")),
            Undoable::Before(_, correction, _) => {
                let number = correction.number.to_string();
                let about = [("number", number.as_str().into())];
                return Some(texts.with("undo-taken-up", &about));
            }
            Undoable::Case(case, ..) => ("undo-removed", case_in_words(case, texts)),
            Undoable::Ended(state, numbers) => {
                let key = match state {
                    State::Withdrawn => "undo-withdrawn",
                    State::Waiting
                    | State::Sending
                    | State::NeedsLogin
                    | State::NeedsCorrection
                    | State::Ready
                    | State::Expired
                    | State::HandedOver => "undo-handed-over",
                };
                let numbers = numbers_in_words(numbers);
                return Some(texts.with(key, &[("numbers", numbers.as_str().into())]));
            }
        };
        Some(texts.with(key, &[("what", what.as_str().into())]))
    }
}

/// Says what kind of thing a visit is; whose it is everybody at the counter could read.
fn visit_in_words(session: &Session, texts: &Texts) -> String {
    match &session.cases[..] {
        [case] => case_in_words(case, texts),
        cases => {
            let count = u32::try_from(cases.len()).unwrap_or(u32::MAX);
            texts.with("undo-several", &[("count", count.into())])
        }
    }
}

fn case_in_words(case: &Case, texts: &Texts) -> String {
    if let Some(corrects) = &case.corrects {
        let number = corrects.number().to_string();
        return texts.with("undo-correction", &[("number", number.as_str().into())]);
    }
    words::kind(texts, case.draft.event.kind())
}
