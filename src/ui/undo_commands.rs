//! What the counter does to bring back what was ended or thrown away.

use super::{counter::Counter, intent::Intent, scene::Form, session::Session};
use crate::{
    case::{PickupNumber, State, VisitId},
    ui::{
        undo::{Undo, Undoable},
        view_context::ViewContext,
    },
};

impl Counter {
    /// Notes that cases were handed over or withdrawn, so that they can be brought back.
    pub fn note_ended(&mut self, state: State, numbers: Vec<PickupNumber>) {
        self.undo.push(Undoable::Ended(state, numbers));
    }

    /// Forgets all that could be brought back.
    pub fn forget_ended(&mut self) {
        self.undo = Undo::default();
    }

    /// Whether a visit that was thrown away can be brought back yet.
    pub fn may_bring_back(&self, visit: VisitId) -> bool {
        self.undo.holds(visit)
    }

    /// Throws away what stands in the form; it can be brought back for a moment.
    pub(super) fn throw_away(&mut self, rest: Session) {
        let gone = std::mem::replace(&mut self.session, rest);
        if !gone.holds_nothing() {
            self.undo.push(Undoable::Visit(gone));
        }
    }

    /// Brings back what was ended or thrown away last.
    pub(super) fn bring_back(&mut self, context: ViewContext<'_>) -> Option<Intent> {
        match self.undo.pop()? {
            Undoable::Ended(state, numbers) => Some(Intent::BringBack(state, numbers)),
            Undoable::Draft(visit) => Some(Intent::BringBackDraft(visit)),
            Undoable::Case(case, place, visit)
                if visit == self.session.id
                    && matches!(context.scene.form(), Some(Form::Typing)) =>
            {
                self.session.insert(*case, place);
                self.show_form();
                None
            }
            Undoable::Case(case, ..) => self.put_into_form(Session::with(*case), context),
            Undoable::Before(session, ..) => {
                self.session = session;
                self.show_form();
                None
            }
            Undoable::Visit(session) => self.put_into_form(session, context),
        }
    }

    /// Puts a visit into the form again; what stands there waits beside it. Where the form's visit is under way or over, it
    /// waits itself: what shows may be a number or a certificate that nobody has read yet.
    fn put_into_form(&mut self, session: Session, context: ViewContext<'_>) -> Option<Intent> {
        match context.scene.form() {
            Some(Form::Typing) => {
                let typed = std::mem::replace(&mut self.session, session);
                self.show_form();
                let typed = typed.visit().filter(|visit| !visit.drafts.is_empty());
                typed.map(Intent::Leave)
            }
            Some(Form::Queued { .. } | Form::Result { .. } | Form::Sending { .. }) | None => {
                let visit = session.visit();
                Some(visit.map_or_else(|| Intent::LeaveUnnamed(session.drafts()), Intent::Leave))
            }
        }
    }
}
