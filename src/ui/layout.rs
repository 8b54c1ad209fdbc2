//! What stands around every screen, in its order: bar, ribbon, list of cases, reports, actions, status line.

use egui::{Frame, Id, Margin, Panel, ScrollArea, Ui, UiBuilder, accesskit::Role};

use super::{
    command::{Command, Words},
    counter::{Counter, Hint, Panel as Over, Screen},
    intent::{Asked, Intent},
    placed_command::Place,
    scene::Form,
    screens::{self, closing::Answer, queue::Pressed},
    status, theme,
    widgets::{ScrollKeys, Tone, callout, scrolled, secondary, spoken},
};
use crate::{
    case::numbers_in_words,
    text::Texts,
    ui::{
        top_bar,
        view_context::{ViewContext, put_away, put_away_print},
        view_model::{PrintState, Printing, Profile},
    },
};

impl Counter {
    /// Shows everything; returns what was clicked.
    pub(super) fn frame_ui(&mut self, ui: &mut Ui, context: ViewContext<'_>) -> Option<Asked> {
        let texts = Self::texts(context);
        let colours = theme::palette(ui);
        let sizes = theme::Metrics::of(ui);
        let bar = Frame::new()
            .fill(colours.surface)
            .inner_margin(Margin::symmetric(18, 0));
        let mut asked = None;
        let mut ask = |clicked: Option<Asked>| asked = asked.take().or(clicked);
        Panel::top("bar")
            .exact_size(sizes.top)
            .frame(bar)
            .show(ui, |ui| ask(self.bar_ui(ui, context, texts)));
        if context.profile == Profile::Training {
            let ribbon = bar.fill(colours.training);
            Panel::top("ribbon")
                .exact_size(sizes.ribbon)
                .show_separator_line(false)
                .frame(ribbon)
                .show(ui, |ui| ask(top_bar::ribbon_ui(ui, context, texts)));
        }
        let (clicked, below) = self.below_ui(ui, bar, context, texts);
        ask(clicked);
        let place = self.place(context);
        let listed = matches!(place, Place::Form | Place::Result | Place::Shown);
        if listed && !self.covered() {
            let margin = egui::epaint::MarginF32 {
                left: sizes.gap,
                right: 0.0,
                top: sizes.gap,
                bottom: sizes.gap,
            };
            let ground = Frame::new().fill(colours.ground);
            Panel::left("cases")
                .exact_size(sizes.side)
                .resizable(false)
                .show_separator_line(false)
                .frame(ground.inner_margin(Margin::from(margin)))
                .show(ui, |ui| ask(self.cases_ui(ui, context, texts)));
        }
        let ground = Frame::new().fill(colours.ground).inner_margin(sizes.gap);
        egui::CentralPanel::default().frame(ground).show(ui, |ui| {
            spoken::panel(ui, Role::Main, "");
            spoken::heading(ui, "screen", &self.title(context, texts));
            ask(self.reports_ui(ui, context, texts));
            // What has the focus keeps it, whatever comes to stand above it.
            let known = UiBuilder::new().scope_id(Id::unique(("screen", place, self.covered())));
            ui.scope_builder(known, |ui| ask(self.screen_ui(ui, context, texts)));
        });
        if self.panel == Some(Over::Status) {
            status::panel_ui(ui, context, texts);
        }
        spoken::read_last(ui, &below);
        asked
    }

    /// Shows status line, actions and question from the bottom up; returns what was clicked, and which parts they are.
    fn below_ui(
        &mut self,
        ui: &mut Ui,
        bar: Frame,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> (Option<Asked>, Vec<Id>) {
        let sizes = theme::Metrics::of(ui);
        let line = bar.fill(theme::palette(ui).ground);
        let line = Panel::bottom("status")
            .exact_size(sizes.status)
            .frame(line.inner_margin(Margin::symmetric(12, 0)))
            .show(ui, |ui| {
                let panel = spoken::panel(ui, Role::ContentInfo, "");
                (panel, status::line_ui(ui, context, self.news(texts), texts))
            });
        let (panel, mut asked) = line.inner;
        let mut below = vec![panel];
        if self.covered() {
            return (asked, below);
        }
        let actions = Panel::bottom("actions")
            .exact_size(sizes.bottom)
            .frame(bar)
            .show_separator_line(self.question.is_none())
            .show(ui, |ui| {
                let panel = spoken::panel(ui, Role::Toolbar, &texts.get("group-actions"));
                (panel, self.foot_ui(ui, context, texts))
            });
        let (panel, clicked) = actions.inner;
        asked = asked.or(clicked);
        below.push(panel);
        below.extend(self.above_ui(ui, bar, context, texts));
        if let Some(question) = &self.question {
            below.push(Self::question_ui(ui, bar, question, context));
        }
        (asked, below)
    }

    /// Says what shows: it is heard when that changes.
    fn title(&self, context: ViewContext<'_>, texts: &Texts) -> String {
        let screen = match self.screen {
            Screen::Issue => "cmd-issue-screen",
            Screen::Queue => "cmd-queue-screen",
            Screen::Today => "cmd-today-screen",
        };
        let over = match self.panel {
            Some(Over::Help) => Some("cmd-help"),
            Some(Over::Printers) => Some("cmd-printers"),
            Some(Over::Closing { .. }) => Some("closing-title"),
            Some(Over::Status) | None => None,
        };
        if let Some(over) = over {
            return texts.get(over);
        }
        match (self.place(context), context.scene.form()) {
            (Place::Result, _) => texts.get("result-title"),
            (Place::Shown, _) => texts.get("result-qr"),
            (Place::Sending, _) => texts.get("sending-title"),
            (Place::QueuedVisit, Some(Form::Queued { queued, .. })) => {
                let title = texts.get(screens::queued::title_key(queued, context));
                let number = texts.get("taken-number");
                let numbers = numbers_in_words(&queued.numbers);
                format!("{title}. {number} {numbers}")
            }
            (Place::Form | Place::Queue | Place::Today | Place::QueuedVisit, _) => {
                texts.get(screen)
            }
        }
    }

    /// Shows the screen, or the panel that stands over it.
    fn screen_ui(&mut self, ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) -> Option<Asked> {
        match self.panel {
            Some(Over::Help) => {
                screens::help::ui(ui, context, texts);
                return None;
            }
            Some(Over::Printers) => {
                let asked = screens::printers::ui(ui, context.printers, texts);
                return asked.map(Asked::Intent);
            }
            Some(Over::Closing { first }) => {
                self.panel = Some(Over::Closing { first: false });
                return self.closing_ui(ui, first, texts);
            }
            Some(Over::Status) | None => {}
        }
        if let Some(issued) = self.shown(context) {
            self.result.ui(ui, issued, context, texts);
            return None;
        }
        match (self.screen, context.scene.form()) {
            (Screen::Queue, _) => {
                return match self.queue.ui(ui, context, texts)? {
                    Pressed::Command(command) => Some(Asked::Command(command)),
                    Pressed::Open => self.opened(context),
                    Pressed::Unclear => {
                        self.hint = Some(Hint::Says("queue-unclear"));
                        None
                    }
                };
            }
            (Screen::Today, _) => {
                if self.today.ui(ui, context, texts) {
                    return self.opened(context);
                }
            }
            (
                Screen::Issue,
                Some(Form::Sending {
                    until: Some(until), ..
                }),
            ) => self.sending.ui(ui, *until, context, texts),
            (Screen::Issue, Some(Form::Queued { queued, .. })) => {
                screens::queued::ui(ui, queued, context, texts);
            }
            (Screen::Issue, _) => {
                ui.add_enabled_ui(!context.is_sending(), |ui| {
                    screens::issue::ui(ui, self.session.case(), context, texts);
                });
            }
        }
        None
    }

    fn closing_ui(&mut self, ui: &mut Ui, first: bool, texts: &Texts) -> Option<Asked> {
        let answer = screens::closing::ui(ui, self.queue.counts(), first, texts)?;
        self.panel = None;
        match answer {
            Answer::Close => Some(Asked::Intent(Intent::Close)),
            Answer::Stay => None,
        }
    }

    /// Says that certificates have become ready, until the queue has been looked at.
    fn news(&self, texts: &Texts) -> Option<String> {
        let ready = self.queue.counts().ready;
        let key = Command::QueueScreen.key(texts);
        let arguments = [("count", ready.into()), ("key", key.as_str().into())];
        (ready > self.ready_seen).then(|| texts.with("news-ready", &arguments))
    }

    /// Shows the reports; several in a low window leave the page its room, and scroll.
    fn reports_ui(
        &mut self,
        ui: &mut Ui,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> Option<Asked> {
        let reports = usize::from(context.printing.is_some())
            + usize::from(context.problem.is_some() || context.notice.is_some())
            + context.status.noted.len()
            + context.unfinished.len();
        if reports < 2 || theme::Metrics::of(ui).headings {
            return self.report_ui(ui, context, texts);
        }
        let most = ui.available_height() * REPORTS;
        let area = ScrollArea::vertical().max_height(most);
        let area = area.auto_shrink([false, true]);
        scrolled(ui, "reports", (area, ScrollKeys::Shifted), |ui| {
            self.report_ui(ui, context, texts)
        })
    }

    /// The problem or the notice, in the flow of the page.
    fn report_ui(&mut self, ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) -> Option<Asked> {
        let mut asked = context
            .printing
            .and_then(|print| print_ui(ui, print, texts));
        for noted in &context.status.noted {
            let key = noted.id.is_some() && put_away(context) == noted.id.map(Intent::Seen);
            callout(
                ui,
                Tone::Bad,
                [&noted.problem.what, &noted.problem.remedy],
                |ui| {
                    if let Some(id) = noted.id
                        && put_away_ui(ui, "cmd-dismiss", key, texts)
                    {
                        asked = Some(Asked::Intent(Intent::Seen(id)));
                    }
                },
            );
        }
        if let Some(problem) = context.problem {
            let key = context.printing.and_then(put_away_print).is_none();
            callout(ui, Tone::Bad, [&problem.what, &problem.remedy], |ui| {
                if put_away_ui(ui, "cmd-dismiss", key, texts) {
                    asked = Some(Asked::Intent(Intent::DismissProblem));
                }
            });
        } else if let Some(notice) = context.notice {
            callout(ui, Tone::Good, [notice, ""], |_| {});
        }
        if self.place(context) == Place::Form && !self.covered() {
            // All else says more than that something was typed before.
            let alone =
                context.problem.is_none() && context.notice.is_none() && context.printing.is_none();
            let restored = self.session.restored && !self.session.is_empty();
            self.form_report_ui(ui, restored && alone, texts);
            asked = self.unfinished_ui(ui, context, texts).or(asked);
        }
        asked
    }

    /// Where what stands in the form comes from: a case that it corrects, what was typed before.
    fn form_report_ui(&mut self, ui: &mut Ui, restored: bool, texts: &Texts) {
        let restored = restored.then(|| texts.get("form-restored"));
        let corrects = self.session.case().corrects.as_ref().map(|corrects| {
            let number = corrects.number().to_string();
            texts.with("form-corrects", &[("number", number.as_str().into())])
        });
        match (corrects, restored) {
            (Some(corrects), restored) => {
                let restored = restored.unwrap_or_default();
                callout(ui, Tone::Still, [&corrects, &restored], |_| {});
            }
            (None, Some(restored)) => callout(ui, Tone::Good, [&restored, ""], |_| {}),
            (None, None) => {}
        }
    }
}

/// So much of a low window several reports take at most.
const REPORTS: f32 = 0.45;

/// What is being printed, with the way to cancel it, or to put away that it did not come out.
fn print_ui(ui: &mut Ui, print: &Printing, texts: &Texts) -> Option<Asked> {
    let tone = match print.state {
        PrintState::Goes | PrintState::Stopping => Tone::Still,
        PrintState::NeedsYou => Tone::Wait,
        PrintState::Done => Tone::Good,
        PrintState::Failed => Tone::Bad,
    };
    let mut asked = None;
    callout(ui, tone, [&print.what, &print.todo], |ui| {
        let Some(intent) = put_away_print(print) else {
            return;
        };
        let label = match print.state {
            PrintState::Failed => "cmd-dismiss",
            PrintState::Goes | PrintState::NeedsYou | PrintState::Stopping | PrintState::Done => {
                "cmd-cancel-print"
            }
        };
        if put_away_ui(ui, label, true, texts) {
            asked = Some(Asked::Intent(intent));
        }
    });
    asked
}

/// The button that puts a report away, with its key where it is this report's turn.
fn put_away_ui(ui: &mut Ui, label: &str, key: bool, texts: &Texts) -> bool {
    let words = Words::of(Command::PutAway, texts).saying(texts.get(label));
    let mut tool = words.tool();
    if !key {
        tool.key = "";
    }
    secondary(ui, tool).clicked()
}
