//! The queue: the search and the visits at the left, what became of the chosen one at the right.

mod detail;
mod list;
mod search;

use egui::{Align, Layout, RichText, ScrollArea, Ui, vec2};
use jiff::civil::Date;

use crate::{
    case::{PickupNumber, State},
    text::Texts,
};

use super::super::{
    command::{Command, Words},
    desk::{Desk, QueueRow, QueueView},
    foot::COUNTDOWN,
    theme,
    widgets::{ListRow, list_row, quiet, search_field, secondary},
    words,
};

pub(in crate::ui) use list::{Concern, Counts, Visit};

/// What is searched for and which visit is chosen.
#[derive(Default)]
pub(in crate::ui) struct QueueScreen {
    list: list::List,
    search: String,
    /// The choice was moved by the keyboard and must come into view.
    follow: bool,
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
    /// Takes in a changed queue; returns whether another visit is chosen now, because the chosen one is done.
    pub(in crate::ui) fn refresh(&mut self, view: &QueueView, today: Date) -> bool {
        let before = self.chosen().map(|visit| visit.number);
        if self.list.refresh(view) {
            self.list.search(&self.search, today);
        }
        before != self.chosen().map(|visit| visit.number)
    }

    /// Returns how many cases there are.
    pub(in crate::ui) fn counts(&self) -> Counts {
        self.list.counts()
    }

    /// Forgets who was searched for, and chooses nothing.
    pub(in crate::ui) fn forget(&mut self) {
        self.search.clear();
        self.list.forget();
    }

    /// Chooses the first visit where none is chosen.
    pub(in crate::ui) fn choose_something(&mut self) {
        self.list.choose_something();
    }

    /// Moves the choice so many places down.
    pub(in crate::ui) fn step(&mut self, places: isize) {
        self.list.step(places);
        self.follow = true;
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
    pub(in crate::ui) fn offers(&self, desk: Desk<'_>) -> Vec<Command> {
        let view = desk.queue;
        let any =
            |wanted: &dyn Fn(&QueueRow) -> bool| !self.numbers(view, |row| wanted(row)).is_empty();
        let offers = [
            (Command::HandOver, any(&may_be_handed_over)),
            (Command::Show, any(&|row| row.finished)),
            (Command::Correct, any(&|row| row.may_be_corrected(desk))),
            (Command::TryAgain, any(&QueueRow::may_be_tried_again)),
            (
                Command::PrintSlip,
                any(&|row: &QueueRow| !row.finished && row.state != State::Expired),
            ),
            (Command::Withdraw, !self.to_withdraw(view).is_empty()),
        ];
        let offers = offers.into_iter().filter(|(_, offered)| *offered);
        offers.map(|(command, _)| command).collect()
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
        desk: Desk<'_>,
        texts: &Texts,
    ) -> Option<Pressed> {
        self.list.search(&self.search, desk.now.date());
        let mut pressed = None;
        let gap = theme::Metrics::of(ui).gap;
        let size = ui.available_size();
        let left = (size.x * 0.56).floor();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            let column = Layout::top_down(Align::Min);
            ui.allocate_ui_with_layout(vec2(left, size.y), column, |ui| {
                ui.set_width(left);
                pressed = self.head_ui(ui, desk, texts);
                // What was typed in this frame is found in this frame.
                self.list.search(&self.search, desk.now.date());
                if self.list.len() == 0 {
                    self.empty_ui(ui, texts);
                } else if self.rows_ui(ui, desk, texts) {
                    pressed = Some(Pressed::Open);
                }
            });
            let rest = vec2(ui.available_width(), size.y);
            ui.allocate_ui_with_layout(rest, column, |ui| {
                let offers = self.offers(desk);
                let Some(visit) = self.list.chosen() else {
                    self.unchosen_ui(ui, texts);
                    return;
                };
                let command = detail::ui(ui, visit, &offers, desk, texts);
                pressed = command.map(Pressed::Command).or_else(|| pressed.take());
            });
        });
        pressed
    }

    /// Shows the search, and when the portal is tried next.
    fn head_ui(&mut self, ui: &mut Ui, desk: Desk<'_>, texts: &Texts) -> Option<Pressed> {
        let (mut pressed, mut entered) = (None, false);
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if self.counts().waiting > 0 && try_now_ui(ui, desk, texts) {
                    pressed = Some(Pressed::Command(Command::TryNow));
                }
                let (label, hint) = (texts.get("search-label"), texts.get("search-hint"));
                let response = search_field(ui, search_id(), &mut self.search, [&label, &hint]);
                let enter = ui.input(|input| input.key_pressed(egui::Key::Enter));
                if response.lost_focus() && enter {
                    response.request_focus();
                    entered = true;
                }
            });
        });
        if entered {
            // What was typed in the frame of Enter counts, as a hand scanner types.
            self.list.search(&self.search, desk.now.date());
            pressed = Some(if self.list.is_meant() {
                Pressed::Open
            } else {
                Pressed::Unclear
            });
        }
        let QueueView {
            next_try, to_mend, ..
        } = desk.queue;
        let colours = theme::palette(ui);
        let (words, colour) = match (to_mend, next_try) {
            _ if self.counts().waiting == 0 => (texts.get("queue-keys"), colours.muted),
            (Some(cause), _) => {
                let [what, now] = words::cause(texts, *cause);
                let said = [("what", what.as_str().into()), ("now", now.as_str().into())];
                (texts.with("queue-to-mend", &said), colours.bad)
            }
            (None, Some(at)) => {
                let time = words::moment(texts, *at, desk.now);
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
        let searched = !self.search.trim().is_empty();
        let (icon, title, text) = if searched {
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

    /// Shows the rows that are in view; returns whether one was opened.
    fn rows_ui(&mut self, ui: &mut Ui, desk: Desk<'_>, texts: &Texts) -> bool {
        let (mut picked, mut opened) = (None, false);
        let follow = std::mem::take(&mut self.follow);
        let scroll = ScrollArea::vertical().id_salt("visits").auto_shrink(false);
        scroll.show_viewport(ui, |ui, view| {
            let rows = super::rows::Rows::of(self.list.len(), view);
            ui.set_height(rows.height());
            let origin = ui.max_rect().min;
            let width = ui.max_rect().width() - 10.0;
            if let Some(place) = self.list.place().filter(|_| follow) {
                let rect = super::rows::Rows::rect(place, origin, width);
                ui.scroll_to_rect(rect, None);
            }
            for place in rows.in_view() {
                let Some(visit) = self.list.visit(place) else {
                    continue;
                };
                let words = row_words(visit, desk, texts);
                let chosen = Some(place) == self.list.place();
                let response = list_row(
                    ui,
                    super::rows::Rows::rect(place, origin, width),
                    words.row(chosen),
                );
                if response.clicked() {
                    // Enter on the chosen row opens it, as a second click does.
                    let enter = ui.input(|input| input.key_pressed(egui::Key::Enter));
                    opened = response.double_clicked() || (chosen && enter);
                    picked = Some(place);
                }
            }
        });
        if let Some(place) = picked {
            self.list.choose(place);
        }
        opened
    }
}

/// Whether the customer can have the certificate of a case.
pub(in crate::ui) fn may_be_handed_over(row: &QueueRow) -> bool {
    row.finished && row.state.may_become(State::HandedOver)
}

/// Returns the identity of the search field.
pub(in crate::ui) fn search_id() -> egui::Id {
    egui::Id::unique("search of the queue")
}

/// Shows the button that tries now, or how long it must wait.
fn try_now_ui(ui: &mut Ui, desk: Desk<'_>, texts: &Texts) -> bool {
    let now = desk.now.timestamp();
    let wait = desk.queue.by_hand_from.filter(|from| *from > now);
    let words = Words::of(Command::TryNow, texts);
    let Some(from) = wait else {
        return secondary(ui, words.tool()).clicked();
    };
    let seconds = words::seconds_until(from, now);
    ui.ctx().request_repaint_after(COUNTDOWN);
    let words = words.saying(texts.with("try-now-in", &[("seconds", seconds.into())]));
    ui.add_enabled_ui(false, |ui| quiet(ui, words.tool()));
    false
}

/// The words of a visit's row.
struct RowWords {
    number: String,
    name: String,
    aside: String,
    state: String,
    time: String,
    concern: Concern,
}

impl RowWords {
    fn row(&self, chosen: bool) -> ListRow<'_> {
        ListRow {
            chosen,
            number: &self.number,
            name: &self.name,
            aside: &self.aside,
            tone: super::tone(self.concern),
            state: &self.state,
            time: &self.time,
        }
    }
}

fn row_words(visit: &Visit, desk: Desk<'_>, texts: &Texts) -> RowWords {
    let rows = visit.rows(desk.queue);
    let mut names: Vec<&str> = Vec::new();
    for row in &rows {
        if !names.contains(&row.name.as_str()) {
            names.push(&row.name);
        }
    }
    let birth = rows
        .first()
        .and_then(|row| row.birth)
        .map(|birth| words::short_birth(texts, birth));
    let kinds = match rows.as_slice() {
        [row] => words::kind(texts, row.kind),
        several => {
            let count = u32::try_from(several.len()).unwrap_or(u32::MAX);
            texts.with("cases-count", &[("count", count.into())])
        }
    };
    let aside: Vec<String> = birth.into_iter().chain([kinds]).collect();
    RowWords {
        number: visit.number.to_string(),
        name: names.join("; "),
        aside: aside.join("   "),
        state: words::state(texts, visit.state),
        time: words::moment(texts, visit.since, desk.now),
        concern: Concern::of(visit.state),
    }
}

/// Returns the numbers of a visit, `0417` or `0417–0419`.
pub(in crate::ui) fn numbers(visit: &Visit) -> String {
    let (first, last) = (visit.number, visit.last());
    if first == last {
        first.to_string()
    } else {
        format!("{first}\u{2013}{last}")
    }
}
