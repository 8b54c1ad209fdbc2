//! The bar at the top with the screens as tabs, and the ribbon of training below it.

use egui::{Align, Button, Layout, RichText, Ui, WidgetInfo, accesskit::Role};

use super::{
    command::{Command, Words},
    counter::{Counter, Screen},
    intent::{Asked, Intent},
    theme,
    widgets::{
        Tone, Tool, focus_ring, quiet, quiet_sign, segment_look, segmented, sign, spoken, track,
    },
};
use crate::{
    text::{Language, Texts},
    ui::view_context::ViewContext,
};

impl Counter {
    /// Shows the bar; returns what was clicked.
    pub(super) fn bar_ui(
        &self,
        ui: &mut Ui,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> Option<Asked> {
        let mut asked = None;
        spoken::panel(ui, Role::Banner, "");
        let colours = theme::palette(ui);
        let width = ui.available_width();
        ui.horizontal_centered(|ui| {
            sign(ui, theme::icon::SHIELD_CHECK, 24.0, colours.accent);
            if width > 960.0 {
                ui.label(RichText::new(texts.get("app-name")).font(theme::semibold(17.0)));
            }
            ui.add_space(10.0);
            asked = self.tabs_ui(ui, texts);
            spoken::from_the_right(ui, |ui| {
                let clicked = tools_ui(ui, width > 1200.0, context, texts);
                asked = clicked.or_else(|| asked.take());
                if width > 1100.0 {
                    let name = RichText::new(context.pharmacy).size(theme::LABEL);
                    ui.add(egui::Label::new(name.color(colours.muted)).truncate());
                }
            });
        });
        asked
    }

    fn tabs_ui(&self, ui: &mut Ui, texts: &Texts) -> Option<Asked> {
        let mut asked = None;
        let tabs = [
            (Screen::Issue, Command::IssueScreen),
            (Screen::Queue, Command::QueueScreen),
            (Screen::Today, Command::TodayScreen),
        ];
        track(ui, 10.0, |ui| {
            spoken::region(ui, Role::TabList, &texts.get("group-screens"));
            for (screen, command) in tabs {
                let badge = if screen == Screen::Queue {
                    self.badges(texts)
                } else {
                    Vec::new()
                };
                let chosen = self.screen == screen && !self.covered();
                if tab_ui(ui, chosen, Words::of(command, texts).tool(), &badge) {
                    asked = Some(Asked::Command(command));
                }
            }
        });
        asked
    }

    /// Counts what is on its way: each with its sign, its number, and the words for screen readers.
    fn badges(&self, texts: &Texts) -> Vec<(Tone, u32, String)> {
        let counts = self.queue.counts();
        let badges = [
            (Tone::Bad, counts.needs_you, "badge-needs-you"),
            (Tone::Good, counts.ready, "badge-ready"),
            (Tone::Wait, counts.waiting, "badge-waiting"),
        ];
        let badges = badges.into_iter().filter(|(_, count, _)| *count > 0);
        badges
            .map(|(tone, count, key)| (tone, count, texts.with(key, &[("count", count.into())])))
            .collect()
    }
}

fn tab_ui(ui: &mut Ui, chosen: bool, tool: Tool<'_>, badges: &[(Tone, u32, String)]) -> bool {
    let colours = theme::palette(ui);
    let response = ui
        .scope(|ui| {
            segment_look(ui, chosen);
            let sign = if chosen {
                colours.accent
            } else {
                colours.muted
            };
            let mut atoms = egui::Atoms::new(());
            let icon = RichText::new(tool.icon).font(theme::icons(theme::BODY));
            atoms.push_right(icon.color(sign));
            let label = RichText::new(tool.label).font(theme::medium(theme::LABEL));
            atoms.push_right(label.color(colours.text));
            for (tone, count, _) in badges {
                let (icon, colour, _) = tone.look(ui);
                let icon = RichText::new(icon).font(theme::icons(theme::SMALL));
                atoms.push_right(icon.color(colour));
                let count = RichText::new(count.to_string()).font(theme::semibold(theme::SMALL));
                atoms.push_right(count.color(colour));
            }
            let key = RichText::new(tool.key).size(theme::SMALL);
            atoms.push_right(key.color(colours.muted));
            ui.spacing_mut().icon_spacing = 5.0;
            ui.add(Button::new(atoms))
        })
        .inner;
    focus_ring(ui, &response);
    let words = badges.iter().map(|(_, _, words)| words.as_str());
    let name: Vec<&str> = std::iter::once(tool.label).chain(words).collect();
    let name = name.join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, &name));
    spoken::select(&response, chosen);
    let response = if badges.is_empty() {
        response
    } else {
        response.on_hover_text(&name)
    };
    spoken::describe(&response, &[tool.key]);
    response.clicked()
}

/// The language, the theme and the help, from the right; short where room is short.
fn tools_ui(ui: &mut Ui, wide: bool, context: ViewContext<'_>, texts: &Texts) -> Option<Asked> {
    let mut asked = None;
    let (icon, word) = if ui.visuals().dark_mode {
        (theme::icon::SUN, "theme-light")
    } else {
        (theme::icon::MOON, "theme-dark")
    };
    let theme_words = Words::of(Command::Theme, texts).saying(texts.get(word));
    let help = Words::of(Command::Help, texts);
    let theme_tool = Tool {
        icon,
        ..theme_words.tool()
    };
    let tools = [(help.tool(), Command::Help), (theme_tool, Command::Theme)];
    for (tool, command) in tools {
        let response = if wide {
            quiet(ui, tool)
        } else {
            quiet_sign(ui, tool)
        };
        if response.clicked() {
            asked = Some(Asked::Command(command));
        }
    }
    if !wide {
        let words = Words::of(Command::Language, texts);
        if quiet_sign(ui, words.tool()).clicked() {
            asked = Some(Asked::Command(Command::Language));
        }
        return asked;
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
            let name = texts.get("group-language");
            if let Some(language) = segmented(ui, &name, context.language, &items) {
                asked = Some(Asked::Intent(Intent::SwitchLanguage(language)));
            }
        });
    });
    asked
}

/// Says that this is training, and starts or stops the drill.
pub(super) fn ribbon_ui(ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) -> Option<Asked> {
    let mut asked = None;
    let colours = theme::palette(ui);
    let (words, button) = if context.drill {
        ("training-drill", "cmd-drill-stop")
    } else {
        ("training-ribbon", "cmd-drill")
    };
    let strip = ui.max_rect();
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().button_padding = egui::vec2(6.0, 0.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let label = texts.get(button);
            let words = RichText::new(&label).font(theme::medium(theme::SMALL));
            let key = Command::Drill.key(texts);
            let response = ui.add(Button::new(words.color(colours.on_training)).frame(false));
            focus_ring(ui, &response);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
            if response.on_hover_text(key).clicked() {
                asked = Some(Asked::Command(Command::Drill));
            }
        });
    });
    let left =
        egui::Rect::from_min_max(strip.min, egui::pos2(strip.right() - 180.0, strip.bottom()));
    training_ui(ui, left, &texts.get(words));
    spoken::turn(ui);
    asked
}

/// Says that this is training.
pub(super) fn training_ui(ui: &mut Ui, place: egui::Rect, words: &str) {
    let layout = Layout::left_to_right(Align::Center);
    let mut left = ui.new_child(egui::UiBuilder::new().max_rect(place).layout(layout));
    let words = RichText::new(words).font(theme::semibold(theme::LABEL));
    let colour = theme::palette(ui).on_training;
    left.add(egui::Label::new(words.color(colour)).truncate());
}

/// Says which program this is, and whose counter.
pub(super) fn names_ui(ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) {
    let colours = theme::palette(ui);
    ui.horizontal_centered(|ui| {
        sign(ui, theme::icon::SHIELD_CHECK, 24.0, colours.accent);
        ui.label(RichText::new(texts.get("app-name")).font(theme::semibold(17.0)));
        ui.add_space(10.0);
        if !context.pharmacy.is_empty() {
            let name = RichText::new(context.pharmacy).size(theme::LABEL);
            ui.add(egui::Label::new(name.color(colours.muted)).truncate());
        }
    });
}
