//! Enter goes on through the form: to the next field that is open, then to what is to be ticked, then to the button that
//! issues. It ticks nothing itself, and struck twice in a row it is one Enter; so is the space bar that has ticked.

use egui::{Event, FocusDirection, Id, Key, Modifiers, Ui};

use super::{
    ViewContext,
    command::take_key,
    counter::{Counter, FIRST},
    focus_target::{FocusTarget, focus},
    next_step::TYPING,
    placed_command::Place,
    seen::TO_BE_SEEN,
    taken,
    typed_case::Case,
    widgets,
};
use crate::domain::{EventDraft, Field};

impl Counter {
    /// Lets Enter go on from a line of the form; a list opens by it, and a button is pressed.
    ///
    /// Of the dose it takes the answer that stands beside it.
    pub(super) fn enter(&mut self, ui: &Ui, context: ViewContext<'_>) {
        if self.place(context) != Place::Form || self.covered() || self.question.is_some() {
            return;
        }
        let enter = (Modifiers::NONE, Key::Enter);
        let focused = ui.memory(egui::Memory::focused);
        let in_line = focused.is_some_and(|id| widgets::is_text(ui, id));
        let (now, typed) = ui.input(|input| {
            let pasted =
                |event: &Event| matches!(event, Event::Paste(_) | Event::MiddleClickPaste { .. });
            // Where nothing is typed into the space bar presses what has the focus.
            let typed = |event: &Event| {
                pasted(event) || matches!(event, Event::Text(text) if in_line || text != " ")
            };
            (input.time, input.events.iter().any(typed))
        });
        if typed {
            self.went_on_at = None;
        }
        if self.went_on_at.is_some_and(|at| now - at < TO_BE_SEEN) {
            ui.input_mut(|input| {
                take_key(input, enter);
                if !in_line {
                    take_key(input, (Modifiers::NONE, Key::Space));
                }
            });
            return;
        }
        if let Some(check) = self.ticked_check(ui)
            && ui.input_mut(|input| take_key(input, enter))
        {
            let spot = self.next_spot(check, context);
            self.went_on_at = Some(now);
            go(ui, spot);
            focus(ui, spot);
            return;
        }
        let mut fields = Field::ALL.into_iter();
        let field = fields.find(|field| focused == Some(FocusTarget::Field(*field).id()));
        let Some(field) = field.filter(|_| in_line) else {
            return;
        };
        if !ui.input_mut(|input| take_key(input, enter)) {
            return;
        }
        let is_first = FocusTarget::Field(field) == FIRST;
        if is_first && self.session.is_empty() {
            // It has run on from the customer before.
            return;
        }
        if field == Field::Dose {
            self.session.case().answer_as_usual();
        }
        let spot = self.next_spot(FocusTarget::Field(field), context);
        self.went_on_at = Some(now);
        go(ui, spot);
        focus(ui, spot);
    }

    /// The space bar ticks, and presses no button that the keys were led to: one too many would issue, or let a customer go.
    /// Within what a hand types where nothing is typed, such as `31 2 64`, it does not tick either.
    pub(super) fn keep_space(&mut self, ui: &Ui) {
        let issue: Option<Id> = ui.data(|data| data.get_temp(FocusTarget::Issue.id()));
        let first = self.foot.first.map(|first| first.button);
        let focused = ui.memory(egui::Memory::focused);
        let in_line = focused.is_some_and(|id| widgets::is_text(ui, id));
        let (now, typed) = ui.input(|input| {
            let is_typed = |event: &Event| matches!(event, Event::Text(text) if text != " ");
            (input.time, input.events.iter().any(is_typed))
        });
        if widgets::took_typed(ui) {
            // A list has searched for it.
            self.foot.typed_at = f64::NEG_INFINITY;
        }
        if typed && !in_line {
            self.foot.typed_at = now;
        }
        let types = !in_line && now - self.foot.typed_at < TYPING;
        if focused.is_some() && (types || focused == issue || focused == first) {
            ui.input_mut(|input| take_key(input, (Modifiers::NONE, Key::Space)));
        }
    }

    /// Lets Tab go on from the date of birth past what is asked about the person: whoever types without a look means the
    /// next field by it, and its list by the space bar. Shift+Tab goes there, and so does the key that issues.
    pub(super) fn pass_questions(&mut self, ui: &Ui, context: ViewContext<'_>) {
        if self.place(context) != Place::Form || self.covered() || self.question.is_some() {
            return;
        }
        let birth = FocusTarget::Field(Field::BirthDate);
        if ui.memory(egui::Memory::focused) != Some(birth.id()) {
            return;
        }
        let case = self.session.case();
        let mut questions = case.questions().into_iter();
        let is_asked = questions.any(|(question, _)| question.field <= Field::BirthDate);
        let placed = case.placed().iter();
        let mut after = placed.skip_while(|field| **field != Field::BirthDate);
        let next = after.nth(1).filter(|_| is_asked);
        let Some(next) = next.copied().map(FocusTarget::Field) else {
            return;
        };
        if ui.input_mut(|input| take_key(input, (Modifiers::NONE, Key::Tab))) {
            ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            widgets::moved_by_key(ui);
            focus(ui, next);
        }
    }

    /// Returns the check that has the keys, where it is ticked: Enter goes on from it.
    fn ticked_check(&mut self, ui: &Ui) -> Option<FocusTarget> {
        let focused = ui.memory(egui::Memory::focused)?;
        let case = self.session.case();
        let mut checks = case.checks().iter().enumerate();
        checks.find_map(|(place, check)| {
            let spot = FocusTarget::Check(place);
            let id: Option<Id> = ui.data(|data| data.get_temp(spot.id()));
            (id == Some(focused) && case.is_ticked(*check)).then_some(spot)
        })
    }

    /// Goes on from what was chosen or ticked by a key in this frame.
    pub(super) fn go_on_from_choice(&mut self, ui: &Ui, context: ViewContext<'_>) {
        let Some(chosen) = taken::take(ui) else {
            return;
        };
        let spot = self.next_spot(chosen, context);
        // From check to check a hand may be as quick as it is; what issues or is asked is read first.
        let from_field = matches!(chosen, FocusTarget::Field(_));
        let to_be_read = from_field || !matches!(spot, FocusTarget::Check(_));
        self.went_on_at = to_be_read.then(|| ui.input(|input| input.time));
        go(ui, spot);
        self.focus = Some(spot);
    }

    /// Goes to the button that issues where a check was ticked by its key, and nothing is left.
    pub(super) fn go_on_from_check(&mut self, ui: &Ui, context: ViewContext<'_>) {
        self.session.refresh(context);
        if self.session.case().left() == 0 {
            self.went_on_at = Some(ui.input(|input| input.time));
            go(ui, FocusTarget::Issue);
            self.focus = Some(FocusTarget::Issue);
        }
    }

    fn next_spot(&mut self, after: FocusTarget, context: ViewContext<'_>) -> FocusTarget {
        self.session.refresh(context);
        self.session.case().next_spot(after)
    }
}

impl Case {
    /// Returns where to go on after a spot: fields first, from there on and then from the beginning, so that whoever types
    /// without a look types into none that asks for a yes.
    fn next_spot(&self, after: FocusTarget) -> FocusTarget {
        let spots = |is: &dyn Fn(Field) -> bool| -> Vec<FocusTarget> {
            let fields = self.placed().iter().copied().filter(|field| is(*field));
            fields.map(FocusTarget::Field).collect()
        };
        let tick = self.open_tick().map(FocusTarget::Check);
        let of_a_field = matches!(after, FocusTarget::Field(_));
        // Which numbers they are is asked before the reason.
        let numbers = FocusTarget::Field(Field::Doses);
        let by_hand = after == FocusTarget::Field(Field::History) && self.is_faulty(Field::Doses);
        let all = spots(&|_| true);
        let place = all.iter().position(|spot| *spot == after);
        let later = place
            .and_then(|place| all.get(place + 1..))
            .unwrap_or_default();
        let open = spots(&|field| self.is_open(field));
        let open = later.iter().copied().find(|spot| open.contains(spot));
        let mut faulty = spots(&|field| self.is_faulty(field)).into_iter();
        by_hand
            .then_some(numbers)
            .or(open)
            .or_else(|| tick.filter(|_| !of_a_field))
            .or_else(|| faulty.find(|spot| *spot != after))
            .or(tick)
            .or_else(|| self.first_missing().filter(|spot| *spot != after))
            .unwrap_or(FocusTarget::Issue)
    }

    /// Returns the first check that is not ticked.
    fn open_tick(&self) -> Option<usize> {
        let mut checks = self.checks().iter();
        checks.position(|check| !self.is_ticked(*check))
    }

    /// Whether a field is to be typed into yet. One with a proposal is not.
    fn is_open(&self, field: Field) -> bool {
        self.is_faulty(field) || self.is_left_out(field)
    }

    /// Whether a field is wrong or missing; not where something is only asked about it.
    fn is_faulty(&self, field: Field) -> bool {
        let mut errors = self.errors().iter();
        errors.any(|error| error.field == field && error.fault.question().is_none())
    }

    /// Whether nothing stands in a field that may be empty.
    fn is_left_out(&self, field: Field) -> bool {
        let is_blank = |text: &str| text.trim().is_empty();
        match (field, &self.draft.event) {
            (Field::FamilyName, _) => is_blank(&self.draft.family_name),
            (Field::GivenName, _) => is_blank(&self.draft.given_name),
            (Field::TestName, EventDraft::Test(test)) => is_blank(&test.name),
            (Field::TestCentre, EventDraft::Test(test)) => is_blank(&test.centre),
            _ => false,
        }
    }
}

/// Has the list at a spot open, and the ring around it show.
fn go(ui: &Ui, spot: FocusTarget) {
    let lists = [Field::Product, Field::History, Field::TestDevice];
    if lists.map(FocusTarget::Field).contains(&spot) {
        widgets::open(ui, spot.id());
    }
    widgets::moved_by_key(ui);
}
