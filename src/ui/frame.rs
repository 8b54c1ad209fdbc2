//! What stands around every screen: bar, ribbon, list of cases, reports, and the actions below.

use egui::{Align, Frame, Layout, Margin, Panel, RichText, Stroke, Ui};

use crate::{
    domain::EventDraft,
    text::{Language, Texts},
};

use super::{
    command::{Command, Words},
    counter::{Asked, Counter},
    desk::{Busy, Desk, Profile},
    intent::Intent,
    screens, theme,
    widgets::{Tone, badge, callout, heading, primary, quiet, secondary, segmented},
    words,
};

impl Counter {
    /// Shows everything; returns what was clicked.
    pub(super) fn frame_ui(&mut self, ui: &mut Ui, desk: Desk<'_>) -> Option<Asked> {
        let texts = Self::texts(desk);
        let colours = theme::palette(ui);
        let sizes = theme::Metrics::of(ui);
        let bar = Frame::new()
            .fill(colours.surface)
            .inner_margin(Margin::symmetric(18, 0));
        let mut asked = None;
        Panel::top("bar")
            .exact_size(sizes.top)
            .frame(bar)
            .show(ui, |ui| {
                asked = bar_ui(ui, desk, texts);
            });
        if desk.profile == Profile::Training {
            let ribbon = Frame::new().fill(colours.training);
            Panel::top("ribbon")
                .exact_size(sizes.ribbon)
                .show_separator_line(false)
                .frame(ribbon)
                .show(ui, |ui| {
                    ribbon_ui(ui, texts);
                });
        }
        Panel::bottom("actions")
            .exact_size(sizes.bottom)
            .frame(bar)
            .show(ui, |ui| {
                let clicked = self.actions_ui(ui, desk, texts);
                asked = asked.take().or(clicked);
            });
        let ground = Frame::new().fill(colours.ground).inner_margin(sizes.gap);
        if !self.help {
            Panel::left("cases")
                .exact_size(sizes.side)
                .resizable(false)
                .show_separator_line(false)
                .frame(Frame::new().fill(colours.ground).inner_margin(Margin::from(
                    egui::epaint::MarginF32 {
                        left: sizes.gap,
                        right: 0.0,
                        top: sizes.gap,
                        bottom: sizes.gap,
                    },
                )))
                .show(ui, |ui| {
                    let clicked = self.cases_ui(ui, desk, texts);
                    asked = asked.take().or(clicked);
                });
        }
        egui::CentralPanel::default().frame(ground).show(ui, |ui| {
            let clicked = report_ui(ui, desk, texts);
            asked = asked.take().or(clicked);
            if self.help {
                screens::help::ui(ui, texts);
            } else if desk.result.is_some() {
                self.result.ui(ui, desk, texts);
            } else {
                let enabled = desk.busy.is_none();
                ui.add_enabled_ui(enabled, |ui| {
                    screens::issue::ui(ui, self.session.case(), desk, texts);
                });
            }
        });
        asked
    }

    fn cases_ui(&mut self, ui: &mut Ui, desk: Desk<'_>, texts: &Texts) -> Option<Asked> {
        let mut asked = None;
        let mut open = None;
        heading(ui, theme::icon::USERS, &texts.get("cases-title"), "");
        let (rows, chosen) = self.rows(desk, texts);
        egui::ScrollArea::vertical()
            .max_height(ui.available_height() - 130.0)
            .show(ui, |ui| {
                for (place, (name, event)) in rows.iter().enumerate() {
                    if row_ui(ui, place == chosen, name, event) {
                        open = Some(place);
                    }
                }
            });
        let several = self.session.cases.len() > 1 && desk.result.is_none();
        let commands = [
            Command::SamePerson,
            Command::NextPerson,
            Command::RemoveCase,
        ];
        for command in commands.into_iter().take(if several { 3 } else { 2 }) {
            let words = Words::of(command, texts);
            let mut tool = words.tool();
            tool.key = "";
            let response = quiet(ui, tool).on_hover_text(words.tool().key);
            if response.clicked() {
                asked = Some(Asked::Command(command));
            }
        }
        if let Some(place) = open {
            self.open(place, desk);
        }
        asked
    }

    /// Names the cases, and says which is open.
    fn rows(&self, desk: Desk<'_>, texts: &Texts) -> (Vec<(String, String)>, usize) {
        if let Some(issued) = desk.result {
            let row = |case: &super::IssuedCase| {
                let name = &case.statement.holder().name;
                let parts = [name.family(), name.given()].into_iter().flatten();
                let name: Vec<&str> = parts.map(crate::domain::NamePart::text).collect();
                (
                    name.join(", "),
                    words::kind(texts, case.statement.event().kind()),
                )
            };
            return (issued.cases.iter().map(row).collect(), self.result.place());
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
                EventDraft::Vaccination(vaccination)
                    if vaccination.product.is_some() && vaccination.dose.is_some() =>
                {
                    let product = vaccination
                        .product
                        .map_or("", |product| product.name.as_str());
                    texts.with(
                        "case-dose",
                        &[
                            ("product", product.into()),
                            ("dose", vaccination.dose.unwrap_or_default().into()),
                            ("doses", vaccination.doses.unwrap_or_default().into()),
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

    fn actions_ui(&mut self, ui: &mut Ui, desk: Desk<'_>, texts: &Texts) -> Option<Asked> {
        let mut asked = None;
        ui.horizontal_centered(|ui| {
            self.status_ui(ui, desk, texts);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                let (main, busy) = if desk.result.is_some() {
                    (Command::SavePdf, "busy-saving")
                } else {
                    (Command::Issue, "busy-issuing")
                };
                let mut words = Words::of(main, texts);
                let count = u32::try_from(self.session.cases.len()).unwrap_or(u32::MAX);
                if main == Command::Issue && count > 1 {
                    words = words.saying(texts.with("cmd-issue-many", &[("count", count.into())]));
                }
                if desk.busy.is_some() {
                    words = words.saying(texts.get(busy));
                }
                if primary(ui, words.tool(), desk.busy.is_none()).clicked() {
                    asked = Some(Asked::Command(main));
                }
                if secondary(ui, Words::of(Command::NextCustomer, texts).tool()).clicked() {
                    asked = Some(Asked::Command(Command::NextCustomer));
                }
            });
        });
        asked
    }

    fn status_ui(&mut self, ui: &mut Ui, desk: Desk<'_>, texts: &Texts) {
        if self.refused {
            badge(ui, Tone::Bad, &texts.get("busy-refused"));
        } else if desk.busy == Some(Busy::Issuing) || desk.result.is_some() {
            // The button says it, or the screen does.
        } else {
            let case = self.session.case();
            let left = u32::try_from(case.left()).unwrap_or(u32::MAX);
            let count = [("count", left.into())];
            if left == 0 {
                badge(ui, Tone::Good, &texts.get("status-ready"));
            } else if self.incomplete {
                badge(ui, Tone::Bad, &texts.with("status-correct", &count));
            } else {
                let words = RichText::new(texts.with("status-left", &count)).size(theme::LABEL);
                ui.label(words.color(theme::palette(ui).muted));
            }
        }
    }
}

fn bar_ui(ui: &mut Ui, desk: Desk<'_>, texts: &Texts) -> Option<Asked> {
    let mut asked = None;
    let colours = theme::palette(ui);
    ui.horizontal_centered(|ui| {
        ui.label(
            RichText::new(theme::icon::SHIELD_CHECK)
                .font(theme::icons(24.0))
                .color(colours.accent),
        );
        ui.label(RichText::new(texts.get("app-name")).font(theme::semibold(17.0)));
        ui.add_space(6.0);
        ui.label(
            RichText::new(desk.pharmacy)
                .size(theme::LABEL)
                .color(colours.muted),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if quiet(ui, Words::of(Command::Help, texts).tool()).clicked() {
                asked = Some(Asked::Command(Command::Help));
            }
            let (icon, word) = if ui.visuals().dark_mode {
                (theme::icon::SUN, "theme-light")
            } else {
                (theme::icon::MOON, "theme-dark")
            };
            let words = Words::of(Command::Theme, texts).saying(texts.get(word));
            let tool = super::widgets::Tool {
                icon,
                ..words.tool()
            };
            if quiet(ui, tool).clicked() {
                asked = Some(Asked::Command(Command::Theme));
            }
            let names = [texts.get("language-de"), texts.get("language-en")];
            let [german, english] = &names;
            let items = [
                (Language::German, "", german.as_str()),
                (Language::English, "", english.as_str()),
            ];
            ui.scope(|ui| {
                ui.set_width(170.0);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if let Some(language) = segmented(ui, desk.language, &items) {
                        asked = Some(Asked::Intent(Intent::SwitchLanguage(language)));
                    }
                });
            });
        });
    });
    asked
}

fn ribbon_ui(ui: &mut Ui, texts: &Texts) {
    let colours = theme::palette(ui);
    ui.with_layout(
        Layout::centered_and_justified(egui::Direction::TopDown),
        |ui| {
            let words =
                RichText::new(texts.get("training-ribbon")).font(theme::semibold(theme::LABEL));
            ui.label(words.color(colours.on_training));
        },
    );
}

/// The problem or the notice, in the flow of the page.
fn report_ui(ui: &mut Ui, desk: Desk<'_>, texts: &Texts) -> Option<Asked> {
    let mut asked = None;
    if let Some(problem) = desk.problem {
        callout(ui, Tone::Bad, [&problem.what, &problem.remedy], |ui| {
            let label = texts.get("cmd-dismiss");
            let tool = super::widgets::Tool {
                icon: "",
                label: &label,
                key: "",
            };
            if secondary(ui, tool).clicked() {
                asked = Some(Asked::Intent(Intent::DismissProblem));
            }
        });
    } else if let Some(notice) = desk.notice {
        callout(ui, Tone::Good, [notice, ""], |_| {});
    }
    asked
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
