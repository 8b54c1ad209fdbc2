//! What cannot be taken back, and is asked once: it names the cases and the persons, and no key that was meant for
//! something else says yes.

use egui::{
    Align, FontId, Layout, Ui,
    text::{LayoutJob, TextFormat},
};

use crate::{
    domain::{PickupNumber, State},
    text::{Texts, cut},
};

use super::{
    command::{Command, Place},
    counter::{Asked, Counter, Hint},
    desk::{Desk, QueueRow, QueueView},
    early::{Foot, UNSEEN_ELSEWHERE},
    intent::Intent,
    screens::queue::may_be_handed_over,
    theme,
    widgets::{Tool, primary, secondary},
};

/// What is to be done with these cases, if the answer is yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    HandOver(Vec<PickupNumber>),
    Withdraw(Vec<PickupNumber>),
}

impl Question {
    /// Returns which cases it is about.
    pub(super) fn numbers(&self) -> &[PickupNumber] {
        let (Self::HandOver(numbers) | Self::Withdraw(numbers)) = self;
        numbers
    }

    /// Whether the answer can still be yes for every case that it names.
    pub(super) fn stands(&self, view: &QueueView) -> bool {
        let may = |row: &QueueRow| match self {
            Self::HandOver(_) => may_be_handed_over(row),
            Self::Withdraw(_) => row.state.may_become(State::Withdrawn),
        };
        let mut numbers = self.numbers().iter();
        numbers.all(|number| view.row(*number).is_some_and(may))
    }
}

impl Counter {
    /// Takes a question as answered with yes: nothing is chosen any more, and the next customer is searched for.
    ///
    /// One that nobody can have read yet stands on. Where a number has come since it was asked, that is read first:
    /// the visit in the form may be the one that ends.
    pub(super) fn agree(&mut self, ui: &Ui, desk: Desk<'_>, question: Question) -> Option<Intent> {
        if !self.is_read(ui, &question) {
            self.question = Some(question);
            return None;
        }
        if self.is_unread(desk) && self.place(desk) != Place::Result {
            self.hint = Some(Hint::Says(UNSEEN_ELSEWHERE));
            return None;
        }
        self.queue.forget();
        self.search(ui);
        match question {
            Question::HandOver(numbers) => Some(Intent::HandOver(numbers)),
            Question::Withdraw(numbers) => Some(Intent::Withdraw(numbers)),
        }
    }

    /// Takes the question as answered with no.
    pub(super) fn disagree(&mut self, ui: &Ui) {
        if self.question.take().is_some() {
            self.search(ui);
        }
    }

    /// Asks once, in the line where the action stood, and in its place the harmless answer, which has the focus: what
    /// runs on from the action says no.
    pub(super) fn question_ui(
        &mut self,
        ui: &mut Ui,
        question: &Question,
        desk: Desk<'_>,
        texts: &Texts,
    ) -> Option<Asked> {
        let read = self.watch_foot(ui, Foot::Question(question.clone()));
        let (keys, icon) = match question {
            Question::HandOver(_) => (
                ["ask-hand-over", "ask-hand-over-then", "cmd-hand-over-yes"],
                theme::icon::HAND_HELPING,
            ),
            Question::Withdraw(_) => (
                ["ask-withdraw", "ask-withdraw-then", "cmd-withdraw-yes"],
                theme::icon::TRASH_2,
            ),
        };
        let (numbers, names) = (listed(question), named(question, desk));
        // The line has room for two lines, and the whole names stand above it.
        let names = cut(&names, NAMES);
        let said = [
            ("numbers", numbers.as_str().into()),
            ("names", (&*names).into()),
        ];
        let [asks, then, yes] = keys.map(|key| texts.with(key, &said));
        let mut asked = None;
        ui.horizontal_centered(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                let no = texts.get("cmd-no");
                let (agree, escape) = (Command::Agree.key(texts), texts.get("key-escape"));
                let tool = |icon, label, key| Tool { icon, label, key };
                let answers = ui.push_id(&asks, |ui| {
                    let no = primary(ui, tool(theme::icon::UNDO_2, &no, &escape), true);
                    let yes = secondary(ui, tool(icon, &yes, &agree));
                    (no, yes)
                });
                let (no, yes) = answers.inner;
                if !yes.has_focus() && !no.has_focus() {
                    no.request_focus();
                }
                if yes.clicked() && read {
                    asked = Some(Asked::Command(Command::Agree));
                } else if no.clicked() && read {
                    self.disagree(ui);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let words = two_lines(ui, &asks, &then);
                    ui.add(egui::Label::new(words).wrap());
                });
            });
        });
        asked
    }
}

/// So many characters of names at most.
const NAMES: usize = 60;

/// What is asked, and below it what comes of it.
fn two_lines(ui: &Ui, asks: &str, then: &str) -> LayoutJob {
    let colours = theme::palette(ui);
    let format = |font_id, color| TextFormat {
        font_id,
        color,
        ..TextFormat::default()
    };
    let mut words = LayoutJob::default();
    let shown = theme::without_boxes(ui, asks);
    let body = format(theme::medium(theme::BODY), colours.text);
    let label = format(FontId::proportional(theme::LABEL), colours.muted);
    words.append(&shown, 0.0, body);
    words.append("\n", 0.0, label.clone());
    words.append(then, 0.0, label);
    words
}

/// Returns `0417, 0418`.
fn listed(question: &Question) -> String {
    let numbers = question.numbers().iter().map(ToString::to_string);
    numbers.collect::<Vec<_>>().join(", ")
}

/// Returns whose cases a question is about, each person once.
fn named<'a>(question: &Question, desk: Desk<'a>) -> String {
    let mut names: Vec<&'a str> = Vec::new();
    for number in question.numbers() {
        let name = desk.queue.row(*number).map(|row| row.name.as_str());
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names.join("; ")
}
