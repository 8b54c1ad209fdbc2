//! The status line: what the counter needs, each with its state and the time when it worked last.

use egui::{
    Align, FontId, Frame, Layout, Margin, RichText, Stroke, Ui, WidgetInfo, accesskit::Role,
};

use super::{
    command::{Command, Words},
    intent::Asked,
    theme,
    widgets::{Tone, focus_ring, sign, spoken, spoken::Soon},
    words,
};
use crate::{
    text::Texts,
    ui::{
        view_context::ViewContext,
        view_model::{ClockFault, Light, LightState},
    },
};

/// One thing the counter needs, in words.
struct Item {
    name: String,
    tone: Tone,
    /// For the line.
    short: String,
    /// For the page of details: the state with its time.
    long: String,
    /// What was met, or what to do; nothing where all is well.
    met: String,
}

/// Lists the things there are, from the near to the far.
fn items(context: ViewContext<'_>, texts: &Texts) -> Vec<Item> {
    let status = context.status;
    let lights = [
        ("light-network", Some(status.network)),
        ("light-portal", status.portal),
        ("light-login", status.login),
        ("light-signer", status.signer),
        ("light-printer", status.printer),
    ];
    let lights = lights
        .into_iter()
        .filter_map(|(key, light)| Some((key, light?)));
    let lights = lights.map(|(key, light)| {
        let everyone = key == "light-portal" && status.everyone;
        item((key, light), everyone, (context, texts))
    });
    let clock = status.clock.map(|fault| clock(fault, texts));
    clock.into_iter().chain(lights).collect()
}

/// Says by how much the clock is off, and what to do.
fn clock(fault: ClockFault, texts: &Texts) -> Item {
    let off = words::off(texts, fault.off);
    let (said, todo) = if !fault.is_wrong {
        ("light-clock-unsure", "light-clock-unsure-todo")
    } else if fault.off.is_negative() {
        ("light-clock-behind", "light-clock-todo")
    } else {
        ("light-clock-ahead", "light-clock-todo")
    };
    let said = texts.with(said, &[("off", off.as_str().into())]);
    let mut todo = texts.get(todo);
    if fault.may_be_confirmed {
        let key = Command::ClockIsRight.key(texts);
        let confirm = texts.with("light-clock-confirm", &[("key", key.as_str().into())]);
        todo = format!("{todo} {confirm}");
    }
    Item {
        name: texts.get("light-clock"),
        tone: Tone::Bad,
        short: said.clone(),
        long: said,
        met: todo,
    }
}

fn item(
    (key, light): (&str, Light),
    everyone: bool,
    (context, texts): (ViewContext<'_>, &Texts),
) -> Item {
    let name = texts.get(key);
    let (tone, state) = match light.state {
        LightState::Unknown => (Tone::Still, "unknown"),
        LightState::Works => (Tone::Good, "works"),
        LightState::Fails if everyone => (Tone::Warn, "everyone"),
        LightState::Fails => (Tone::Warn, "fails"),
        LightState::NeedsYou => (Tone::Bad, "needs-you"),
    };
    let time = light.last_success.map_or_else(
        || NEVER.to_owned(),
        |at| words::moment(texts, at, context.now),
    );
    let say = |form: &str| {
        let arguments = [
            ("what", name.as_str().into()),
            ("time", time.as_str().into()),
        ];
        texts.with(&format!("light-{state}-{form}"), &arguments)
    };
    let printer = context.status.printer_says.as_ref();
    let met = match (light.cause, printer.filter(|_| key == "light-printer")) {
        (Some(met), _) => texts.get(&format!("trouble-{}", met.name())),
        (None, Some(says)) => says.clone(),
        (None, None) => String::new(),
    };
    // It works yet, and what is to be done takes weeks.
    if let Some(date) = context.status.signer_ends
        && key == "light-signer"
        && light.cause.is_none()
    {
        let date = words::short_date(date);
        let said = texts.with("light-signer-ends", &[("date", date.as_str().into())]);
        return Item {
            name,
            tone: Tone::Wait,
            short: said.clone(),
            long: said,
            met: texts.get("light-signer-ends-todo"),
        };
    }
    Item {
        tone,
        short: say("short"),
        long: say("long"),
        met,
        name,
    }
}

/// Shows the line; a click, or its key, opens the details.
pub(super) fn line_ui(
    ui: &mut Ui,
    context: ViewContext<'_>,
    news: Option<String>,
    texts: &Texts,
) -> Option<Asked> {
    let mut asked = None;
    ui.spacing_mut().interact_size.y = 20.0;
    ui.spacing_mut().button_padding = egui::vec2(6.0, 1.0);
    spoken::from_the_right(ui, |ui| {
        if let Some(news) = news {
            let (icon, colour, _) = Tone::Good.look(ui);
            let words = RichText::new(&news).font(theme::medium(theme::SMALL));
            let sign = RichText::new(icon).font(theme::icons(theme::LABEL));
            let button = egui::Button::new((sign.color(colour), words.color(colour)));
            let response = ui.add(button.frame(false));
            focus_ring(ui, &response);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &news));
            spoken::announce(&response, Soon::Next);
            if response.clicked() {
                asked = Some(Asked::Command(Command::QueueScreen));
            }
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let items = items(context, texts);
            let label = Words::of(Command::Status, texts);
            let said: Vec<&str> = items.iter().map(|item| item.short.as_str()).collect();
            let name = format!("{}, {}", label.tool().label, said.join(", "));
            let mut words = line(ui, &items, true);
            let room = ui.available_width() - 2.0 * ui.spacing().button_padding.x;
            if ui.fonts_mut(|fonts| fonts.layout_job(words.clone()).size().x) > room {
                words = line(ui, &items, false);
            }
            let button = egui::Button::new(words).frame(false).truncate();
            let response = ui
                .add(button)
                .on_hover_ui(|ui| details_ui(ui, context, texts));
            focus_ring(ui, &response);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            spoken::describe(&response, &[label.tool().key]);
            if response.clicked() {
                asked = Some(Asked::Command(Command::Status));
            }
        });
    });
    asked
}

/// Lays the items out; where there is no room for all, when something worked last says the least.
fn line(ui: &Ui, items: &[Item], times: bool) -> egui::text::LayoutJob {
    let colours = theme::palette(ui);
    let mut job = egui::text::LayoutJob::default();
    for (place, item) in items.iter().enumerate() {
        let (icon, colour, _) = item.tone.look(ui);
        let format = |font, color| egui::TextFormat {
            font_id: font,
            color,
            valign: Align::Center,
            ..Default::default()
        };
        let space = if place == 0 { 0.0 } else { 16.0 };
        job.append(icon, space, format(theme::icons(theme::LABEL), colour));
        let words = match item.tone {
            Tone::Good | Tone::Still => colours.muted,
            Tone::Bad | Tone::Wait | Tone::Warn => colour,
        };
        let said = if item.tone == Tone::Good && !times {
            &item.name
        } else {
            &item.short
        };
        job.append(said, 5.0, format(FontId::proportional(theme::SMALL), words));
    }
    job
}

/// Shows each thing with its state in whole words.
pub(super) fn details_ui(ui: &mut Ui, context: ViewContext<'_>, texts: &Texts) {
    let colours = theme::palette(ui);
    ui.spacing_mut().item_spacing.y = 3.0;
    for item in items(context, texts) {
        let (icon, colour, _) = item.tone.look(ui);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().interact_size.y = 18.0;
            sign(ui, icon, theme::BODY, colour);
            ui.allocate_ui(egui::vec2(104.0, 18.0), |ui| {
                ui.set_min_width(104.0);
                ui.label(RichText::new(&item.name).font(theme::medium(theme::LABEL)));
            });
            ui.vertical(|ui| {
                ui.label(RichText::new(&item.long).size(theme::LABEL));
                if !item.met.is_empty() {
                    let met = RichText::new(&item.met).size(theme::SMALL);
                    ui.label(met.color(colours.muted));
                }
            });
        });
    }
    if context.status.everyone {
        let words = RichText::new(texts.get("light-everyone")).size(theme::LABEL);
        ui.label(words.font(theme::medium(theme::LABEL)));
    }
}

/// Says each thing with its state in one sentence.
fn said(context: ViewContext<'_>, texts: &Texts) -> String {
    let items = items(context, texts).into_iter();
    let said = items.flat_map(|item| [format!("{}: {}", item.name, item.long), item.met]);
    let everyone = context.status.everyone.then(|| texts.get("light-everyone"));
    let said = std::iter::once(texts.get("status-title"))
        .chain(said)
        .chain(everyone);
    let said: Vec<String> = said.filter(|words| !words.is_empty()).collect();
    said.join(". ")
}

/// Shows the details above the line, until they are closed.
pub(super) fn panel_ui(ui: &Ui, context: ViewContext<'_>, texts: &Texts) {
    let colours = theme::palette(ui);
    let sizes = theme::Metrics::of(ui);
    let frame = Frame::popup(ui.style())
        .fill(colours.surface)
        .stroke(Stroke::new(1.0, colours.line))
        .inner_margin(Margin::symmetric(16, 12));
    egui::Area::new(egui::Id::unique("details of the status"))
        .order(egui::Order::Foreground)
        .anchor(egui::Align2::LEFT_BOTTOM, [12.0, -sizes.status - 6.0])
        .show(ui.ctx(), |ui| {
            frame.show(ui, |ui| {
                spoken::heading(ui, "status", &said(context, texts));
                ui.set_width(480.0);
                details_ui(ui, context, texts);
                let close = RichText::new(texts.get("status-aside")).size(theme::SMALL);
                ui.label(close.color(colours.muted));
            });
        });
}

/// Stands for a time in the texts of a state, where it never worked.
const NEVER: &str = "never";
