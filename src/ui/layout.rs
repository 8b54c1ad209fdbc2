//! What stands around every screen, in its order: bar, ribbon, list of cases, messages, actions, status line.

use std::collections::BTreeSet;

use egui::{Frame, Id, Margin, Panel, Ui, UiBuilder, accesskit::Role};

use super::{
    command::Command,
    counter::{Counter, Hint, Panel as Over, Screen},
    intent::{Asked, Intent},
    placed_command::Place,
    scene::Form,
    screens::{self, closing::Answer, queue::Pressed},
    status, theme,
    widgets::spoken,
};
use crate::{
    case::{PickupNumber, numbers_in_words},
    text::Texts,
    ui::{top_bar, view_context::ViewContext, view_model::Profile},
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
        if self.lists_cases(context) {
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
                .show(ui, |ui| ask(self.column_ui(ui, context, texts)));
        }
        let ground = Frame::new().fill(colours.ground).inner_margin(sizes.gap);
        egui::CentralPanel::default().frame(ground).show(ui, |ui| {
            spoken::panel(ui, Role::Main, "");
            spoken::heading(ui, "screen", &self.title(context, texts));
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

    /// Shows above the lock whose counter it is, and whether it is training.
    pub(super) fn lock_bar_ui(ui: &mut Ui, context: ViewContext<'_>) {
        let texts = Self::texts(context);
        let colours = theme::palette(ui);
        let sizes = theme::Metrics::of(ui);
        let bar = Frame::new()
            .fill(colours.surface)
            .inner_margin(Margin::symmetric(18, 0));
        Panel::top("bar")
            .exact_size(sizes.top)
            .frame(bar)
            .show(ui, |ui| top_bar::names_ui(ui, context, texts));
        if context.profile == Profile::Training {
            Panel::top("ribbon")
                .exact_size(sizes.ribbon)
                .show_separator_line(false)
                .frame(bar.fill(colours.training))
                .show(ui, |ui| {
                    let strip = ui.max_rect();
                    top_bar::training_ui(ui, strip, &texts.get("training-ribbon"));
                });
        }
    }

    /// Whether the cases of a visit stand beside what shows.
    fn lists_cases(&self, context: ViewContext<'_>) -> bool {
        let place = self.place(context);
        matches!(place, Place::Form | Place::Result | Place::Shown) && !self.covered()
    }

    /// Shows the cases of a visit, and below them what is told.
    fn column_ui(&mut self, ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) -> Option<Asked> {
        let whole = ui.max_rect().bottom();
        let ground = Frame::new().inner_margin(Margin::symmetric(0, 4));
        let said = self.above_ui(ui, ground, context, texts);
        let asked = self.cases_ui(ui, whole, context, texts);
        ui.add_space(theme::Metrics::of(ui).gap);
        let told = self.messages_ui(ui, context, texts);
        let asked = asked.or(told);
        spoken::read_last(ui, said.as_slice());
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
                (
                    panel,
                    status::line_ui(ui, context, self.news(context, texts), texts),
                )
            });
        let (panel, mut asked) = line.inner;
        let mut below = vec![panel];
        if !self.covered() {
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
            if !self.lists_cases(context) {
                let frame = bar.inner_margin(Margin::symmetric(18, 4));
                below.extend(self.above_ui(ui, frame, context, texts));
            }
            if let Some(question) = &self.question {
                let asks = (question, self.hint);
                below.push(Self::question_ui(ui, bar, asks, context));
            }
        }
        if !self.lists_cases(context) {
            let (clicked, told) = self.messages_below_ui(ui, context, texts);
            asked = asked.or(clicked);
            below.extend(told);
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
                let title = screens::queued::title(queued, context, texts);
                let number = screens::queued::number_word(queued, texts);
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
                let asked = self.printers.ui(ui, context.printers, texts);
                return asked.map(Asked::Intent);
            }
            Some(Over::Closing { first }) => {
                self.panel = Some(Over::Closing { first: false });
                return self.closing_ui(ui, first, context, texts);
            }
            Some(Over::Status) | None => {}
        }
        if let Some(issued) = self.shown(context) {
            let changed = self.changed(context);
            self.result.ui(ui, (issued, &changed), context, texts);
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
                let unprinted = context.unprinted(self.all_of_visit(context));
                if screens::queued::ui(ui, queued, &unprinted, context, texts) {
                    return Some(Asked::Intent(Intent::Print(unprinted)));
                }
            }
            (Screen::Issue, _) => {
                ui.add_enabled_ui(!context.is_sending(), |ui| {
                    screens::issue::ui(ui, self.session.case(), context, texts);
                });
            }
        }
        None
    }

    fn closing_ui(
        &mut self,
        ui: &mut Ui,
        first: bool,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> Option<Asked> {
        let counts = (self.queue.counts(), context.prints.leaving.len());
        let answer = screens::closing::ui(ui, counts, first, texts)?;
        self.panel = None;
        match answer {
            Answer::Close => Some(Asked::Intent(Intent::Close)),
            Answer::Stay => None,
        }
    }

    /// Says how many certificates are ready beside those that show, until all have shown. While the form's visit is sent its own may be
    /// among them, and come to show next.
    fn news(&self, context: ViewContext<'_>, texts: &Texts) -> Option<String> {
        let shown: BTreeSet<PickupNumber> = context.scene.numbers().collect();
        let ready = self.queue.ready().iter();
        let ready: Vec<_> = ready.filter(|number| !shown.contains(number)).collect();
        let mut numbers = ready.iter();
        let is_news = numbers.any(|number| !self.ready_seen.contains(number));
        let count = u32::try_from(ready.len()).unwrap_or(u32::MAX);
        let key = Command::QueueScreen.key(texts);
        let arguments = [("count", count.into()), ("key", key.as_str().into())];
        (is_news && !context.is_sending()).then(|| texts.with("news-ready", &arguments))
    }
}
