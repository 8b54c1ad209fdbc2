//! The queue: the search and the visits at the left, what became of the chosen one at the right.

mod columns;
mod detail;
mod list;
mod search;

use egui::{
    Align, Layout, RichText, Ui, UiBuilder,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
    vec2,
};

use super::super::{
    command::{Command, Words},
    order::{self, Order},
    placed_command::{VISIT, VisitCommand},
    theme,
    widgets::{Clicked, Keys, Table, may_delete, quiet, search_field, secondary, spoken, table},
    words,
};
use crate::{
    case::{PickupNumber, State},
    text::Texts,
    ui::{
        theme::COUNTDOWN,
        view_context::ViewContext,
        view_model::{QueueRow, QueueView},
    },
};

pub(in crate::ui) use list::{Concern, Counts, Visit};

/// What is searched for and which visit is chosen.
#[derive(Default)]
pub(in crate::ui) struct QueueScreen {
    list: list::List,
    search: String,
    /// The choice was moved by the keyboard or by another order, and must come into view.
    follow: bool,
    /// Of which visit a command was asked that may move its row: it stays in view as long as it is chosen.
    moves: Option<PickupNumber>,
    /// The keys have moved the choice since something was last typed: the row is what is heard, not the search.
    stepped: bool,
    /// What was searched is to be marked before the next key is heard.
    selects: bool,
}

impl std::fmt::Debug for QueueScreen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QueueScreen")
            .field("list", &self.list)
            .finish_non_exhaustive()
    }
}

/// What was asked on the screen.
pub(in crate::ui) enum Pressed {
    /// A command by its button.
    Command(Command),
    /// The chosen visit was opened by Enter or by a double click.
    Open,
    /// Enter was pressed while several visits are found.
    Unclear,
}

impl QueueScreen {
    /// Takes in a changed queue, seconds of the frames' clock being `now`; returns whether another visit is chosen
    /// now, because the chosen one is done.
    pub(in crate::ui) fn refresh(&mut self, context: ViewContext<'_>, now: f64) -> bool {
        let (before, place) = (self.chosen_number(), self.list.place());
        let searched = (self.search.as_str(), context.now.date());
        self.list.refresh(context.queue, searched, now);
        let after = self.chosen_number();
        if after.is_none() || after != self.moves {
            self.moves = None;
        } else if place != self.list.place() {
            self.follow = true;
        }
        before != after
    }

    fn chosen_number(&self) -> Option<PickupNumber> {
        self.chosen().map(|visit| visit.number)
    }

    /// Keeps the chosen visit in view, wherever a command moves its row.
    pub(in crate::ui) fn keep_in_view(&mut self) {
        self.moves = self.chosen_number();
    }

    /// Returns how many cases there are.
    pub(in crate::ui) fn counts(&self) -> Counts {
        self.list.counts()
    }

    /// Returns the numbers of the finished certificates, rising.
    pub(in crate::ui) fn ready(&self) -> &[PickupNumber] {
        self.list.ready()
    }

    /// Forgets who was searched for, and chooses nothing.
    pub(in crate::ui) fn forget(&mut self) {
        self.search.clear();
        self.stepped = false;
        self.list.forget();
    }

    /// Whether the keys are those of what is searched for, and not those of what was found.
    pub(in crate::ui) fn is_typed_into(&self, ui: &Ui) -> bool {
        let has_keys = ui.memory(|memory| memory.has_focus(search_id()));
        has_keys && !self.search.is_empty() && !self.stepped
    }

    /// Whether something is marked in the search, or stands behind its caret.
    pub(in crate::ui) fn may_delete(&self, ui: &Ui) -> bool {
        may_delete(ui, search_id(), &self.search)
    }

    /// Chooses the first visit where none is chosen.
    pub(in crate::ui) fn choose_something(&mut self) {
        self.list.choose_something();
    }

    /// Moves the choice so many places down.
    pub(in crate::ui) fn step(&mut self, places: isize) {
        self.list.step(places);
        (self.follow, self.stepped) = (true, true);
    }

    /// Returns the chosen visit.
    pub(in crate::ui) fn chosen(&self) -> Option<&Visit> {
        self.list.chosen()
    }

    /// Returns the chosen visit's numbers of the cases that satisfy something.
    pub(in crate::ui) fn numbers(
        &self,
        view: &QueueView,
        wanted: impl Fn(&QueueRow) -> bool,
    ) -> Vec<PickupNumber> {
        let rows = self.chosen().map(|visit| visit.rows(view));
        let rows = rows.into_iter().flatten();
        rows.filter(|row| wanted(row))
            .map(|row| row.number)
            .collect()
    }

    /// Returns what can be done with the chosen visit, the most likely first.
    pub(in crate::ui) fn offers(&self, context: ViewContext<'_>) -> Vec<Command> {
        let offered = |command| !self.numbers_for(command, context).is_empty();
        let mut offers: Vec<_> = VISIT.into_iter().filter(|row| offered(row.1)).collect();
        // What is not on paper yet is printed before it is handed over.
        let is_unprinted = !self
            .numbers(context.queue, |row| row.is_unprinted(context))
            .is_empty();
        offers.sort_by_key(|row| !(is_unprinted && row.1 == VisitCommand::Print));
        // What is said of a case that needs somebody may name something else than a correction.
        if matches!(offers.first(), Some((_, VisitCommand::Correct))) {
            let rows = self.chosen().map(|visit| visit.rows(context.queue));
            let mut rows = rows.into_iter().flatten();
            let needing = rows.find(|row| row.may_be_corrected(context));
            let advised = needing.and_then(|row| row.advised(context.queue));
            offers.sort_by_key(|row| advised != Some(row.0));
        }
        offers.into_iter().map(|(command, _)| command).collect()
    }

    /// Marks what is searched, so that what is typed next takes its place.
    pub(in crate::ui) fn select_search(&mut self) {
        self.selects = true;
    }

    fn select_all(&self, ui: &Ui) {
        let mut state = TextEditState::load(ui.ctx(), search_id()).unwrap_or_default();
        let all = CCursorRange::two(
            CCursor::default(),
            CCursor::new(self.search.chars().count()),
        );
        state.cursor.set_char_range(Some(all));
        state.store(ui.ctx(), search_id());
    }

    /// Searches for nothing any more; returns whether there was something.
    pub(in crate::ui) fn clear_search(&mut self) -> bool {
        !std::mem::take(&mut self.search).is_empty()
    }

    /// Returns the cases of the chosen visit that something can be done with.
    pub(in crate::ui) fn numbers_for(
        &self,
        command: VisitCommand,
        context: ViewContext<'_>,
    ) -> Vec<PickupNumber> {
        let view = context.queue;
        match command {
            VisitCommand::HandOver | VisitCommand::Print => {
                self.numbers(view, QueueRow::may_be_handed_over)
            }
            VisitCommand::Show => self.numbers(view, |row| row.finished),
            VisitCommand::Correct => self.numbers(view, |row| row.may_be_corrected(context)),
            VisitCommand::TryAgain => self.numbers(view, QueueRow::may_be_tried_again),
            VisitCommand::PrintSlip => {
                self.numbers(view, |row| !row.finished && row.state != State::Expired)
            }
            VisitCommand::Withdraw => self.to_withdraw(view),
        }
    }

    /// Returns what a withdrawal would cancel: never a finished certificate beside one that is not.
    pub(in crate::ui) fn to_withdraw(&self, view: &QueueView) -> Vec<PickupNumber> {
        let may = |row: &QueueRow| row.state.may_become(State::Withdrawn);
        // One that is under way cannot be cancelled just now, and is not finished all the same.
        if self.numbers(view, |row| !row.finished).is_empty() {
            return self.numbers(view, may);
        }
        self.numbers(view, |row| may(row) && !row.finished)
    }

    /// Shows the screen.
    pub(in crate::ui) fn ui(
        &mut self,
        ui: &mut Ui,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> Option<Pressed> {
        self.list.search(&self.search, context.now.date());
        let mut pressed = None;
        let gap = theme::Metrics::of(ui).gap;
        let whole = ui.available_rect_before_wrap();
        let size = whole.size();
        let left = (size.x - (size.x * 0.44).min(DETAIL))
            .min(theme::WIDEST)
            .floor();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            let column = Layout::top_down(Align::Min);
            ui.allocate_ui_with_layout(vec2(left, size.y), column, |ui| {
                ui.set_width(left);
                pressed = self.head_ui(ui, context, texts);
                // What was typed in this frame is found in this frame.
                self.list.search(&self.search, context.now.date());
                if self.list.len() == 0 {
                    // Nothing stands beside it either: it belongs in the middle of the screen.
                    let rect = ui.available_rect_before_wrap().with_max_x(whole.max.x);
                    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect));
                    self.empty_ui(&mut ui, texts);
                } else if self.table_ui(ui, context, texts) {
                    pressed = Some(Pressed::Open);
                }
            });
            let rest = vec2(ui.available_width(), size.y);
            ui.allocate_ui_with_layout(rest, column, |ui| {
                let offers = self.offers(context);
                let Some(visit) = self.list.chosen() else {
                    self.unchosen_ui(ui, texts);
                    return;
                };
                let command = detail::ui(ui, visit, &offers, context, texts);
                pressed = command.map(Pressed::Command).or_else(|| pressed.take());
            });
        });
        pressed
    }

    /// Shows the search, and when the portal is tried next.
    fn head_ui(&mut self, ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) -> Option<Pressed> {
        let (mut pressed, mut entered) = (None, false);
        if self.selects && ui.memory(|memory| memory.has_focus(search_id())) {
            self.selects = false;
            self.select_all(ui);
        }
        ui.horizontal(|ui| {
            spoken::from_the_right(ui, |ui| {
                if self.counts().unasked > 0 && try_now_ui(ui, context, texts) {
                    pressed = Some(Pressed::Command(Command::TryNow));
                }
                let (label, hint) = (texts.get("search-label"), texts.get("search-hint"));
                let response = search_field(ui, search_id(), &mut self.search, [&label, &hint]);
                let moves = |key| ui.input(|input| input.key_pressed(key));
                let is_edited = response.changed() || CARET.into_iter().any(moves);
                self.stepped &= !(response.has_focus() && is_edited);
                let enter = ui.input(|input| input.key_pressed(egui::Key::Enter));
                if response.lost_focus() && enter {
                    response.request_focus();
                    entered = true;
                }
            });
        });
        if entered {
            // What was typed in the frame of Enter counts, as a hand scanner types.
            self.list.search(&self.search, context.now.date());
            // The next slip that is scanned takes its place.
            self.select_search();
            pressed = if self.list.is_meant() {
                Some(Pressed::Open)
            } else {
                (self.list.len() > 0).then_some(Pressed::Unclear)
            };
        }
        let QueueView {
            next_try, to_mend, ..
        } = context.queue;
        let colours = theme::palette(ui);
        let (words, colour) = match (to_mend, next_try) {
            _ if context.queue.rows.is_empty() => (String::new(), colours.muted),
            _ if self.counts().unasked == 0 => (texts.get("queue-keys"), colours.muted),
            // What is reported above keeps it from that.
            _ if context.status.unworked => (texts.get("queue-keys"), colours.muted),
            (Some(cause), _) => {
                let met = words::cause(texts, *cause);
                let said = [
                    ("what", met.what.as_str().into()),
                    ("now", met.remedy.as_str().into()),
                ];
                (texts.with("queue-to-mend", &said), colours.bad)
            }
            (None, Some(at)) => {
                let time = words::moment(texts, *at, context.now);
                let said = [("time", time.as_str().into())];
                (texts.with("queue-next-try", &said), colours.muted)
            }
            (None, None) => (texts.get("queue-keys"), colours.muted),
        };
        let words = RichText::new(words).size(theme::SMALL).color(colour);
        ui.add(egui::Label::new(words).wrap());
        pressed
    }

    fn empty_ui(&self, ui: &mut Ui, texts: &Texts) {
        let (icon, title, text) = if self.finds_nothing() {
            (
                theme::icon::SEARCH,
                "queue-none-found",
                "queue-none-found-text",
            )
        } else {
            (theme::icon::INBOX, "queue-empty", "queue-empty-text")
        };
        super::nothing(ui, icon, &texts.get(title), &texts.get(text));
    }

    /// Says how to choose, where there is something to be chosen.
    fn unchosen_ui(&self, ui: &mut Ui, texts: &Texts) {
        if self.list.len() > 0 {
            let (title, text) = ("queue-none-chosen", "queue-none-chosen-text");
            super::nothing(ui, theme::icon::INBOX, &texts.get(title), &texts.get(text));
        }
    }

    /// Shows the table; returns whether a visit was opened.
    fn table_ui(&mut self, ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) -> bool {
        let columns = columns::in_room(ui.available_width());
        let list = &self.list;
        let clicked = table(
            ui,
            &Table {
                salt: "visits",
                name: &texts.get("cmd-queue-screen"),
                columns: &columns::heads(columns, list.order(), texts),
                hint: &order::hint(texts),
                rows: list.len(),
                chosen: list.place(),
                follow: std::mem::take(&mut self.follow),
                keys: if self.stepped {
                    Keys::Through(search_id())
                } else {
                    Keys::Elsewhere
                },
            },
            |place| {
                let visit = list.visit(place)?;
                Some(columns::row(visit, columns, context, texts))
            },
        );
        let now = ui.input(|input| input.time);
        match clicked {
            Some(Clicked::Head(place)) => {
                if let Some(column) = columns.get(place) {
                    self.arrange(self.list.order().clicked(*column));
                }
            }
            Some(Clicked::Row(place)) if self.list.is_settled(place, now) => {
                self.list.choose(place);
            }
            Some(Clicked::Again(place)) => return self.list.is_settled(place, now),
            Some(Clicked::Row(_)) | None => {}
        }
        false
    }

    /// Orders the list by the next column.
    pub(in crate::ui) fn order_next(&mut self) {
        self.arrange(self.list.order().next(&columns::ALL));
    }

    /// Orders the list the other way round.
    pub(in crate::ui) fn turn_order(&mut self) {
        self.arrange(self.list.order().turned());
    }

    fn arrange(&mut self, order: Order) {
        self.list.arrange(order);
        self.follow = true;
    }
}

/// More than this the chosen visit does not need beside the table.
const DETAIL: f32 = 460.0;
/// What moves the caret of the search, where the keys are back then.
const CARET: [egui::Key; 2] = [egui::Key::ArrowLeft, egui::Key::ArrowRight];

/// Returns the identity of the search field.
pub(in crate::ui) fn search_id() -> egui::Id {
    egui::Id::unique("search of the queue")
}

/// Shows the button that tries now, or how long it must wait.
fn try_now_ui(ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) -> bool {
    let now = context.now.timestamp();
    let wait = context.queue.by_hand_from.filter(|from| *from > now);
    let words = Words::of(Command::TryNow, texts);
    // On the smallest window the search needs the room.
    let has_room = ui.available_width() > 500.0;
    let Some(from) = wait else {
        let mut tool = words.tool();
        if !has_room {
            tool.key = "";
        }
        let button = secondary(ui, tool).on_hover_text(words.tool().key);
        spoken::describe(&button, &[words.tool().key]);
        return button.clicked();
    };
    let seconds = words::seconds_until(from, now);
    ui.ctx().request_repaint_after(COUNTDOWN);
    let words = words.saying(texts.with("try-now-in", &[("seconds", seconds.into())]));
    let mut tool = words.tool();
    if !has_room {
        (tool.icon, tool.key) = ("", "");
    }
    ui.add_enabled_ui(false, |ui| quiet(ui, tool));
    false
}
