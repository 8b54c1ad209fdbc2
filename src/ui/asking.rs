//! What ends a case or loses a paper, and is asked once: it names the cases and the persons, and no key that was meant for
//! something else says yes.

use std::borrow::Cow;

use egui::{
    Align, FontId, Frame, Id, Layout, Panel, Rect, Ui, UiBuilder,
    accesskit::Role,
    text::{LayoutJob, TextFormat, TextWrapping},
};

use super::{
    command::Command,
    counter::{Counter, Hint, UNSEEN_QUESTION},
    early::UNSEEN_ELSEWHERE,
    intent::{Asked, Intent},
    placed_command::Place,
    theme,
    widgets::{Tone, Tool, primary_over, secondary, spoken, spoken::Soon},
};
use crate::{
    case::{PickupNumber, numbers_in_words},
    text::{Texts, cut},
    ui::{confirmation::Question, seen::Foot, view_context::ViewContext},
};

impl Counter {
    /// Takes a question as answered with yes. After the end of a case nothing is chosen any more, and the next customer is
    /// searched for; where the customer leaves, what is still to be asked about is asked first.
    ///
    /// One that nobody can have read yet stands on. Where a number has come since it was asked, that is read first:
    /// the visit in the form may be the one that ends.
    pub(super) fn agree(
        &mut self,
        ui: &Ui,
        context: ViewContext<'_>,
        question: Question,
    ) -> Option<Intent> {
        if !self.is_read(ui, &question) {
            self.question = Some(question);
            self.hint = Some(Hint::Says(UNSEEN_QUESTION));
            return None;
        }
        if self.is_unread(context) && self.place(context) != Place::Result {
            self.hint = Some(Hint::Says(UNSEEN_ELSEWHERE));
            return None;
        }
        match question {
            Question::Leave(numbers) if self.asks_of_more(&numbers, context) => None,
            Question::Leave(_) => Some(self.leave(context)),
            Question::NoSlip(_) => self.leave_or_ask_of_prints(context),
            Question::HandOver(numbers) => {
                self.search_next(ui);
                Some(Intent::HandOver(numbers))
            }
            Question::Withdraw(cases) => {
                self.search_next(ui);
                Some(Intent::Withdraw(cases))
            }
        }
    }

    /// Chooses nothing any more, and sends what is typed next to the search.
    fn search_next(&mut self, ui: &Ui) {
        self.queue.forget();
        self.search(ui);
    }

    /// Asks anew where by now more than these were neither printed nor saved, as when a print has failed meanwhile.
    pub(super) fn asks_of_more(
        &mut self,
        asked: &[PickupNumber],
        context: ViewContext<'_>,
    ) -> bool {
        let unprinted = context.unprinted(self.all_of_visit(context));
        let more = unprinted.iter().any(|number| !asked.contains(number));
        if more {
            self.question = Some(Question::Leave(unprinted));
        }
        more
    }

    /// Takes the question as answered with no.
    pub(super) fn disagree(&mut self, ui: &Ui) {
        if self.question.take().is_some() {
            self.search(ui);
        }
    }

    /// Says what is asked, and what comes of it, above the answers: as many lines as it takes. Returns which part of
    /// the screen it is.
    pub(super) fn question_ui(
        ui: &mut Ui,
        bar: Frame,
        (question, hint): (&Question, Option<Hint>),
        context: ViewContext<'_>,
    ) -> Id {
        let texts = Self::texts(context);
        let [asks, then, _] = question.texts();
        // What is in the printer yet would not be printed any more.
        let is_unprinted = |number: &PickupNumber| {
            let row = context.queue.row(*number);
            row.is_some_and(|row| row.is_unprinted(context))
        };
        let (then, tone) = match question {
            Question::HandOver(numbers) if numbers.iter().any(is_unprinted) => {
                ("ask-hand-over-unprinted", Tone::Warn)
            }
            Question::HandOver(_) | Question::Withdraw(_) => (then, Tone::Still),
            Question::Leave(_) | Question::NoSlip(_) => (then, Tone::Warn),
        };
        let numbers = numbers_in_words(&question.numbers());
        let (names, persons) = named(question, context, texts);
        let said = [
            ("numbers", numbers.as_str().into()),
            ("names", names.as_str().into()),
            ("persons", persons.into()),
        ];
        let [asks, mut then] = [asks, then].map(|key| texts.with(key, &said));
        if hint == Some(Hint::Says(UNSEEN_QUESTION)) {
            then = [then, texts.get(UNSEEN_QUESTION)].join("\n");
        }
        let lines = [asks, then];
        let words = two_lines(ui, tone, &lines);
        let width = ui.available_width() - bar.inner_margin.sum().x;
        let words = ui.fonts_mut(|fonts| {
            fonts.layout_job(LayoutJob {
                wrap: TextWrapping::wrap_at_width(width),
                ..words
            })
        });
        Panel::bottom("question")
            .exact_size(words.size().y + 2.0 * ABOVE)
            .frame(bar)
            .show(ui, |ui| {
                ui.add_space(ABOVE);
                let shown = ui.add(egui::Label::new(words));
                spoken::reword(&shown, &lines.join("\n"));
                spoken::announce(&shown, Soon::AtOnce);
                spoken::panel(ui, Role::AlertDialog, "")
            })
            .inner
    }

    /// Shows both answers. The harmless one has the focus, and stands where the button was that asked: what runs on
    /// from it, a key or a click, says no.
    pub(super) fn answers_ui(
        &mut self,
        ui: &mut Ui,
        question: &Question,
        texts: &Texts,
    ) -> Option<Asked> {
        let read = self.watch_foot(ui, Foot::Question(question.clone()));
        let icon = match question {
            Question::HandOver(_) | Question::Leave(_) => theme::icon::HAND_HELPING,
            Question::Withdraw(_) => theme::icon::TRASH_2,
            Question::NoSlip(_) => theme::icon::ARROW_RIGHT,
        };
        let [_, _, yes] = question.texts();
        let (no, yes) = (texts.get("cmd-no"), texts.get(yes));
        let (agree, escape) = (Command::Agree.key(texts), texts.get("key-escape"));
        let tool = |icon, label, key| Tool { icon, label, key };
        let row = ui.max_rect();
        let (room, layout) = beside(row, self.foot.seat);
        let width = self.foot.seat.map_or(0.0, |seat| seat.width());
        let answers = UiBuilder::new()
            .id_salt(question.numbers())
            .max_rect(room)
            .layout(layout);
        let (no, yes) = ui
            .scope_builder(answers, |ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                let no = primary_over(ui, tool(theme::icon::UNDO_2, &no, &escape), width);
                let yes = secondary(ui, tool(icon, &yes, &agree));
                if layout.prefer_right_to_left() {
                    spoken::turn(ui);
                }
                (no, yes)
            })
            .inner;
        if !yes.has_focus() && !no.has_focus() {
            no.request_focus();
        }
        if no.clicked() && read {
            self.disagree(ui);
        }
        (yes.clicked() && read).then_some(Asked::Command(Command::Agree))
    }
}

/// Returns which part of the line the answers take, the harmless one over the seat, and where they go on from it: to
/// the side on which there is room for the other.
fn beside(row: Rect, seat: Option<Rect>) -> (Rect, Layout) {
    match seat {
        Some(seat) if seat.center().x < row.center().x => {
            let room = row.with_min_x(seat.min.x.max(row.min.x));
            (room, Layout::left_to_right(Align::Center))
        }
        seat => {
            let end = seat.map_or(row.max.x, |seat| seat.max.x.min(row.max.x));
            (row.with_max_x(end), Layout::right_to_left(Align::Center))
        }
    }
}

/// Above and below what is asked.
const ABOVE: f32 = 8.0;
/// So many characters of a person's name at most.
const NAME: usize = 60;
/// So many persons are named; the numbers tell of more.
const PERSONS: usize = 5;

/// What is asked, and below it what comes of it: with a sign where that is to be thought of.
fn two_lines(ui: &Ui, tone: Tone, [asks, then]: &[String; 2]) -> LayoutJob {
    let colours = theme::palette(ui);
    let format = |font_id, color| TextFormat {
        font_id,
        color,
        ..TextFormat::default()
    };
    let mut words = LayoutJob::default();
    let shown = theme::without_boxes(ui, asks);
    let body = format(theme::medium(theme::BODY), colours.text);
    words.append(&shown, 0.0, body);
    let (icon, colour, _) = tone.look(ui);
    let label = format(FontId::proportional(theme::LABEL), colour);
    words.append("\n", 0.0, label.clone());
    if tone == Tone::Warn {
        let sign = format(theme::icons(theme::LABEL), colour);
        words.append(icon, 0.0, sign);
        words.append(" ", 0.0, label.clone());
    }
    words.append(then, 0.0, label);
    words
}

/// Returns whose cases a question is about, each person once, and how many persons they are.
fn named(question: &Question, context: ViewContext<'_>, texts: &Texts) -> (String, u32) {
    let mut names: Vec<&str> = Vec::new();
    for number in question.numbers() {
        let name = context.queue.row(number).map(|row| row.name.as_str());
        // One whose content is damaged has no name.
        names.extend(name.filter(|name| !name.is_empty() && !names.contains(name)));
    }
    let persons = u32::try_from(names.len()).unwrap_or(u32::MAX);
    let more = names.len().saturating_sub(PERSONS);
    let shown = names.iter().take(PERSONS).map(|name| cut(name, NAME));
    let mut shown: Vec<Cow<'_, str>> = shown.collect();
    if more > 0 {
        let count = u32::try_from(more).unwrap_or(u32::MAX);
        shown.push(texts.with("ask-more", &[("count", count.into())]).into());
    }
    (shown.join("; "), persons)
}
