//! What stands around every screen, in its order: bar, ribbon, list of cases, reports, actions, status line.

use egui::{Frame, Margin, Panel, Stroke, Ui};

use super::{
    command::{Command, Words},
    counter::{Counter, Hint, Panel as Over, Screen},
    intent::{Asked, Intent},
    placed_command::Place,
    scene::Form,
    screens::{self, closing::Answer, queue::Pressed},
    status, theme,
    widgets::{Tone, callout, heading, quiet, secondary},
    words,
};
use crate::{
    domain::{EventDraft, VaccinationDraft},
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
        Panel::bottom("status")
            .exact_size(sizes.status)
            .frame(
                bar.fill(colours.ground)
                    .inner_margin(Margin::symmetric(12, 0)),
            )
            .show(ui, |ui| {
                ask(status::line_ui(ui, context, self.news(texts), texts));
            });
        if !self.covered() {
            Panel::bottom("actions")
                .exact_size(sizes.bottom)
                .frame(bar)
                .show_separator_line(self.question.is_none())
                .show(ui, |ui| ask(self.foot_ui(ui, context, texts)));
            if let Some(question) = &self.question {
                Self::question_ui(ui, bar, question, context);
            }
        }
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
            ask(self.report_ui(ui, context, texts));
            ask(self.screen_ui(ui, context, texts));
        });
        if self.panel == Some(Over::Status) {
            status::panel_ui(ui, context, texts);
        }
        asked
    }

    /// Shows the screen, or the panel that stands over it.
    fn screen_ui(&mut self, ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) -> Option<Asked> {
        match self.panel {
            Some(Over::Help) => {
                screens::help::ui(ui, context, texts);
                return None;
            }
            Some(Over::Printers) => {
                let picked = screens::printers::ui(ui, context.printers, texts);
                let choose = |(purpose, chosen)| Intent::ChoosePrinter(purpose, chosen);
                return picked.map(choose).map(Asked::Intent);
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

    fn cases_ui(&mut self, ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) -> Option<Asked> {
        let mut asked = None;
        let mut open = None;
        let title = if self.place(context) == Place::Shown {
            "cases-shown-title"
        } else {
            "cases-title"
        };
        heading(ui, theme::icon::USERS, &texts.get(title), "");
        let (rows, chosen) = self.rows(context, texts);
        egui::ScrollArea::vertical()
            .max_height(ui.available_height() - 130.0)
            .show(ui, |ui| {
                for (place, (name, event)) in rows.iter().enumerate() {
                    if row_ui(ui, place == chosen, name, event) {
                        open = Some(place);
                    }
                }
            });
        let place = self.place(context);
        let several = self.session.cases.len() > 1;
        let commands = [
            Command::SamePerson,
            Command::NextPerson,
            Command::RemoveCase,
        ];
        let commands = commands.into_iter().take(if several { 3 } else { 2 });
        for command in commands.filter(|command| place.meaning(*command).is_some()) {
            let words = Words::of(command, texts);
            let mut tool = words.tool();
            tool.key = "";
            let response = quiet(ui, tool).on_hover_text(words.tool().key);
            if response.clicked() {
                asked = Some(Asked::Command(command));
            }
        }
        if let Some(place) = open {
            self.open(place, context);
        }
        asked
    }

    /// Names the cases, and says which is open.
    fn rows(&self, context: ViewContext<'_>, texts: &Texts) -> (Vec<(String, String)>, usize) {
        if let Some(issued) = self.shown(context) {
            let row = |case: &super::IssuedCase| {
                let name = &case.statement.holder().name;
                let parts = [name.family(), name.given()].into_iter().flatten();
                let name: Vec<&str> = parts.map(crate::domain::NamePart::text).collect();
                (
                    name.join(", "),
                    words::kind(texts, case.statement.event().kind()),
                )
            };
            return (
                issued.cases.iter().map(row).collect(),
                self.result.place(issued),
            );
        }
        let row = |case: &super::session::Case| {
            let draft = &case.draft;
            let parts = [draft.family_name.trim(), draft.given_name.trim()];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let name = if parts.is_empty() {
                texts.get("case-unnamed")
            } else {
                parts.join(", ")
            };
            let event = match &draft.event {
                EventDraft::Vaccination(VaccinationDraft {
                    product: Some(product),
                    dose,
                    ..
                }) if let Some(number) = dose.number()
                    && let Some(doses) = dose.doses(Some(product)) =>
                {
                    texts.with(
                        "case-dose",
                        &[
                            ("product", product.name.as_str().into()),
                            ("dose", number.into()),
                            ("doses", doses.into()),
                        ],
                    )
                }
                event @ (EventDraft::Vaccination(_)
                | EventDraft::Recovery(_)
                | EventDraft::Test(_)) => words::kind(texts, event.kind()),
            };
            (name, event)
        };
        (
            self.session.cases.iter().map(row).collect(),
            self.session.open,
        )
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

/// One case of the list: whose it is, and what it says.
fn row_ui(ui: &mut Ui, chosen: bool, name: &str, event: &str) -> bool {
    let colours = theme::palette(ui);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for state in [
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
        ] {
            state.weak_bg_fill = if chosen {
                colours.accent_soft
            } else {
                colours.surface
            };
            state.bg_stroke = Stroke::new(1.0, if chosen { colours.accent } else { colours.line });
        }
        let mut words = egui::text::LayoutJob::default();
        let format = |font, colour| egui::TextFormat {
            font_id: font,
            color: colour,
            ..Default::default()
        };
        let shown = theme::without_boxes(ui, name);
        words.append(
            &shown,
            0.0,
            format(theme::medium(theme::BODY), colours.text),
        );
        words.append("\n", 0.0, format(theme::medium(theme::SMALL), colours.text));
        words.append(
            event,
            0.0,
            format(egui::FontId::proportional(theme::SMALL), colours.muted),
        );
        let width = ui.available_width();
        let button = egui::Button::new(words)
            .min_size(egui::vec2(width, 48.0))
            .wrap();
        let response = ui.add(button);
        response.widget_info(|| {
            egui::WidgetInfo::selected(
                egui::accesskit::Role::Tab,
                true,
                chosen,
                format!("{name}, {event}"),
            )
        });
        response.clicked()
    })
    .inner
}
