//! What is told while somebody works: prints, notes, problems, notices, and what waits half typed.
//!
//! It comes and goes by itself, so it has a room of its own that no field and no button of a page shares: below the
//! visit's cases where they are listed, else at the lower edge of the page.

use std::fmt;

use egui::{Frame, Id, Margin, Panel, Pos2, Response, ScrollArea, Ui, UiBuilder, accesskit::Role};

use super::{
    command::{Command, Words},
    counter::Counter,
    intent::{Asked, Intent},
    placed_command::Place,
    seen::TO_BE_SEEN,
    theme,
    widgets::{ScrollKeys, Tone, callout, scrolled, secondary, spoken},
    words,
};
use crate::{
    text::Texts,
    ui::{
        undo::Undoable,
        view_context::{ViewContext, put_away, put_away_print},
        view_model::{Notice, PrintState, Printing, Since},
    },
};

/// One thing that is told, and what can be done about it.
pub(super) struct Message {
    /// Which it is, whatever else is told.
    pub key: Id,
    /// What it means.
    pub tone: Tone,
    /// What happened, and what to do.
    pub lines: [String; 2],
    /// What can be done about it, the most likely first.
    pub actions: Vec<Action>,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// What can be done about a message.
#[derive(Debug)]
pub(super) struct Action {
    /// Its button.
    pub words: Words,
    /// What it asks for.
    pub asks: Asked,
}

impl Action {
    /// Puts a message away; its button bears the key where it is this one's turn.
    fn put_away(label: &str, intent: Intent, context: ViewContext<'_>, texts: &Texts) -> Self {
        let words = Words::of(Command::PutAway, texts).saying(texts.get(label));
        let its_turn = put_away(context).as_ref() == Some(&intent);
        Self {
            words: if its_turn { words } else { words.without_key() },
            asks: Asked::Intent(intent),
        }
    }
}

impl Message {
    /// Takes what is told; nothing can be done about it yet.
    pub(super) fn new(which: &str, tone: Tone, lines: [String; 2]) -> Self {
        Self {
            key: Id::unique("message").with(which),
            tone,
            lines,
            actions: Vec::new(),
        }
    }

    fn with(mut self, action: Option<Action>) -> Self {
        self.actions.extend(action);
        self
    }

    /// Says what is being printed, with the way to cancel it, or to put away what became of it.
    fn of_print(print: &Printing, context: ViewContext<'_>, texts: &Texts) -> Self {
        let (tone, label) = match print.state {
            PrintState::Goes | PrintState::Stopping => (Tone::Still, "cmd-cancel-print"),
            PrintState::NeedsYou => (Tone::Wait, "cmd-cancel-print"),
            PrintState::Done => (Tone::Good, "cmd-dismiss"),
            PrintState::Failed => (Tone::Bad, "cmd-dismiss"),
        };
        let action = put_away_print(print);
        let action = action.map(|intent| Action::put_away(label, intent, context, texts));
        let lines = [print.what.clone(), print.todo.clone()];
        Self::new("print", tone, lines).with(action)
    }
}

impl Counter {
    /// Lists what is told, in the order in which its key puts it away.
    fn messages(&self, ui: &Ui, context: ViewContext<'_>, texts: &Texts) -> Vec<Message> {
        let dismissed = |intent| Some(Action::put_away("cmd-dismiss", intent, context, texts));
        let print = context.printing;
        let mut messages: Vec<Message> = print
            .map(|print| Message::of_print(print, context, texts))
            .into_iter()
            .collect();
        if let Some(problem) = context.problem {
            let lines = [problem.what.clone(), problem.remedy.clone()];
            // Another one in its place takes no key that was meant for this one.
            let message = Message::new(&lines.concat(), Tone::Bad, lines);
            messages.push(message.with(dismissed(Intent::DismissProblem)));
        }
        for noted in &context.status.noted {
            let lines = [noted.problem.what.clone(), noted.problem.remedy.clone()];
            let action = noted.id.and_then(|id| dismissed(Intent::Seen(id)));
            let which = format!("noted {:?} {}", noted.id, lines.concat());
            let message = Message::new(&which, Tone::Bad, lines);
            messages.push(message.with(action));
        }
        // Beside a problem that something went well misleads.
        if let Some(notice) = context.notice.filter(|_| context.problem.is_none()) {
            let (tone, said) = match notice {
                Notice::Well(said) => (Tone::Good, said),
                Notice::NotOnPaper(said) => (Tone::Warn, said),
            };
            let message = Message::new("notice", tone, [said.clone(), String::new()]);
            messages.push(message.with(dismissed(Intent::DismissNotice)));
        }
        if self.place(context) == Place::Form && !self.covered() {
            messages.extend(self.corrected(context, texts));
            messages.extend(self.restored(context, texts));
            messages.extend(Self::offers(ui, context, texts));
        }
        messages
    }

    /// Says which case what stands in the form corrects, and why that was refused: what concerns a field is said there.
    fn corrected(&self, context: ViewContext<'_>, texts: &Texts) -> Option<Message> {
        let case = self.session.cases.get(self.session.open)?;
        let corrects = case.corrects.as_ref()?;
        let number = corrects.number();
        let since = self.since_corrected(context);
        let key = match since {
            Since::Nothing => "form-corrects",
            Since::Corrected => "form-corrects-corrected",
            Since::Issued => "form-corrects-issued",
            Since::Withdrawn => "form-corrects-withdrawn",
        };
        let number = number.to_string();
        let words = texts.with(key, &[("number", number.as_str().into())]);
        let whole = corrects
            .refusal()
            .filter(|it| it.field.is_none() && !since.is_too_late());
        let refused = whole.map(|refusal| words::refusal(texts, refusal));
        let lines = [words, refused.unwrap_or_default()];
        let tone = if since.is_too_late() {
            Tone::Bad
        } else {
            Tone::Still
        };
        Some(Message::new("corrects", tone, lines))
    }

    /// Returns what has become of the case that the form corrects. While that is being taken up it is this very correction.
    pub(super) fn since_corrected(&self, context: ViewContext<'_>) -> Since {
        let corrects = self.session.cases.first();
        let corrects = corrects.and_then(|case| case.corrects.as_ref());
        let corrects = corrects.filter(|_| !context.is_sending());
        corrects.map_or(Since::Nothing, |it| context.queue.since(it.case()))
    }

    /// Says that what stands in the form was typed before; all else says more than that.
    fn restored(&self, context: ViewContext<'_>, texts: &Texts) -> Option<Message> {
        let is_alone = put_away(context).is_none() && context.printing.is_none();
        let restored = self.session.restored && !self.session.is_empty();
        (restored && is_alone).then(|| {
            let lines = [texts.get("form-restored"), String::new()];
            let words = Words::of(Command::PutAway, texts).saying(texts.get("cmd-dismiss"));
            let asks = Asked::Command(Command::PutAway);
            Message::new("restored", Tone::Good, lines).with(Some(Action { words, asks }))
        })
    }

    /// Puts away what its key means: something that the application tells, else that the form was typed before.
    pub(super) fn put_away(&mut self, context: ViewContext<'_>) -> Option<Intent> {
        let told = put_away(context);
        if told.is_none() {
            self.session.restored = false;
        }
        told
    }

    /// Shows what is told below the cases of a visit; more than there is room for scrolls.
    pub(super) fn messages_ui(
        &mut self,
        ui: &mut Ui,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> Option<Asked> {
        let messages = self.messages(ui, context, texts);
        if messages.is_empty() {
            return None;
        }
        let area = ScrollArea::vertical().max_height(ui.available_height());
        let asked = scrolled(ui, "messages", (area, ScrollKeys::Shifted), |ui| {
            list_ui(ui, &messages)
        });
        self.note_discarded(asked)
    }

    /// Shows the same at the lower edge of a page; returns which part of the screen it is, too.
    pub(super) fn messages_below_ui(
        &mut self,
        ui: &mut Ui,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> (Option<Asked>, Option<Id>) {
        let messages = self.messages(ui, context, texts);
        if messages.is_empty() {
            return (None, None);
        }
        let gap = theme::Metrics::of(ui).gap;
        let most = (ui.available_height() * MOST).floor();
        // They have as much as they need: how much that is, is known once they have been laid out.
        let known = Id::unique("height of the messages");
        let height: f32 = ui.data(|data| data.get_temp(known).unwrap_or(0.0));
        let ground = Frame::new().fill(theme::palette(ui).ground);
        let [side, below] = [gap, gap.min(6.0)].map(margin);
        let frame = ground.inner_margin(Margin {
            left: side,
            right: side,
            top: 0,
            bottom: below,
        });
        let shown = Panel::bottom("messages")
            .exact_size(height.min(most) + f32::from(below))
            .show_separator_line(false)
            .frame(frame)
            .show(ui, |ui| {
                let part = spoken::panel(ui, Role::Group, "");
                ui.set_max_width(theme::WIDEST.min(ui.available_width()));
                let area = ScrollArea::vertical().max_height(most);
                let area = area.auto_shrink([false, true]);
                let (asked, needed) = scrolled(ui, "messages", (area, ScrollKeys::Shifted), |ui| {
                    let asked = list_ui(ui, &messages);
                    (asked, ui.min_rect().height().ceil())
                });
                if (needed - height).abs() > 0.5 {
                    ui.data_mut(|data| data.insert_temp(known, needed));
                    ui.ctx().request_discard("the messages have another height");
                }
                (asked, part)
            });
        let (asked, part) = shown.inner;
        (self.note_discarded(asked), Some(part))
    }

    /// Remembers what was thrown away, so that it can be brought back.
    fn note_discarded(&mut self, asked: Option<Asked>) -> Option<Asked> {
        if let Some(Asked::Intent(Intent::Discard(visit))) = &asked {
            self.undo.push(Undoable::Draft(*visit));
        }
        asked
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a space between parts of a screen, in a few points"
)]
fn margin(points: f32) -> i8 {
    points as i8
}

/// So much of a page without a column for them messages take at most.
const MOST: f32 = 0.45;

fn list_ui(ui: &mut Ui, messages: &[Message]) -> Option<Asked> {
    ui.spacing_mut().item_spacing.y = 6.0;
    let mut asked = None;
    for message in messages {
        let mut pressed = None;
        let mut buttons = |ui: &mut Ui| pressed = actions_ui(ui, message);
        let lines = message.lines.each_ref().map(String::as_str);
        let has_actions = !message.actions.is_empty();
        let trailing = has_actions.then_some(&mut buttons as &mut dyn FnMut(&mut Ui));
        callout(ui, message.tone, lines, trailing);
        asked = asked.or(pressed);
    }
    asked
}

/// Shows the buttons of a message, the first at the top or at the left.
fn actions_ui(ui: &mut Ui, message: &Message) -> Option<Asked> {
    let mut asked = None;
    let mut button = |ui: &mut Ui, action: &Action| {
        let tool = action.words.tool();
        // The focus on one never passes to another that comes to stand in its place.
        let known = UiBuilder::new().scope_id(message.key.with(tool.label));
        let button = ui.scope_builder(known, |ui| secondary(ui, tool)).inner;
        if has_settled(ui, &button) && button.clicked() {
            asked = Some(action.asks.clone());
        }
    };
    if ui.layout().prefer_right_to_left() {
        let actions = message.actions.iter().rev();
        actions.for_each(|action| button(ui, action));
    } else {
        let actions = message.actions.iter();
        actions.for_each(|action| button(ui, action));
    }
    asked
}

/// Whether a button has stood where it stands for long enough to be seen there: until then a click was meant for what
/// stood there before.
fn has_settled(ui: &Ui, button: &Response) -> bool {
    let (now, frame) = (ui.input(|input| input.time), ui.ctx().cumulative_frame_nr());
    let known = button.id.with("stands");
    ui.data_mut(|data| {
        let before: Option<(Pos2, f64, u64)> = data.get_temp(known);
        let place = button.rect.min;
        let stays = before.filter(|(at, _, last)| *at == place && *last + 1 >= frame);
        let since = stays.map_or(now, |(_, since, _)| since);
        data.insert_temp(known, (place, since, frame));
        now - since >= TO_BE_SEEN
    })
}
