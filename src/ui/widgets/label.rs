//! Words that cannot be clicked: headings, badges, rows of data, and lines that report.

use egui::{
    Align, Color32, FontId, Id, Label, Layout, Margin, Response, RichText, Sense, Stroke,
    TextWrapMode, Ui, UiBuilder, accesskit::Role,
};

use super::{super::theme, spoken, spoken::Soon};
use crate::text::{REPORT, cut};

/// What a badge or a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Tone {
    /// Something went wrong or is missing.
    Bad,
    /// All is well.
    Good,
    /// Nothing is the matter, and nothing is to be done.
    Still,
    /// It takes its time.
    Wait,
    /// It did not go as was meant, and somebody is to look at it.
    Warn,
}

impl Tone {
    /// Returns its sign, its colour and the ground for it.
    pub(in crate::ui) fn look(self, ui: &Ui) -> (&'static str, Color32, Color32) {
        let colours = theme::palette(ui);
        match self {
            Self::Bad => (theme::icon::CIRCLE_ALERT, colours.bad, colours.bad_soft),
            Self::Good => (theme::icon::CIRCLE_CHECK, colours.good, colours.good_soft),
            Self::Still => (theme::icon::CIRCLE_DASHED, colours.muted, colours.hover),
            Self::Wait => (theme::icon::CLOCK, colours.wait, colours.wait_soft),
            Self::Warn => (theme::icon::TRIANGLE_ALERT, colours.wait, colours.wait_soft),
        }
    }
}

/// A sign, which says nothing that the words beside it do not say.
pub(in crate::ui) fn sign(ui: &mut Ui, icon: &str, size: f32, colour: Color32) {
    let painter = ui.painter();
    let sign = painter.layout_no_wrap(icon.to_owned(), theme::icons(size), colour);
    let (rect, _) = ui.allocate_exact_size(sign.size(), Sense::hover());
    ui.painter().galley(rect.min, sign, colour);
}

/// The heading of a card, with a word at its right end.
pub(in crate::ui) fn heading(ui: &mut Ui, icon: &str, title: &str, aside: &str) {
    let colours = theme::palette(ui);
    let size = egui::vec2(ui.available_width(), 22.0);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_height(22.0);
        ui.spacing_mut().item_spacing.x = 8.0;
        sign(ui, icon, theme::ICON, colours.accent);
        ui.label(RichText::new(title).font(theme::semibold(theme::HEADING)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = RichText::new(aside).size(theme::SMALL).color(colours.muted);
            let shown = ui.add(Label::new(words).truncate());
            if aside.is_empty() {
                spoken::silence(&shown);
            }
        });
    });
}

/// The same in a line with what it heads.
pub(in crate::ui) fn heading_in_line(ui: &mut Ui, icon: &str, [title, aside]: [&str; 2]) {
    let colours = theme::palette(ui);
    sign(ui, icon, theme::ICON, colours.accent);
    ui.label(RichText::new(title).font(theme::semibold(theme::HEADING)));
    ui.label(RichText::new(aside).size(theme::SMALL).color(colours.muted));
    ui.add_space(8.0);
}

/// A word on a soft ground, with a sign; returns the word.
pub(in crate::ui) fn badge(ui: &mut Ui, tone: Tone, words: &str) -> Response {
    badge_of(ui, tone, words, TextWrapMode::Extend)
}

/// The same on as many lines as its room asks for.
pub(in crate::ui) fn wrapped_badge(ui: &mut Ui, tone: Tone, words: &str) -> Response {
    badge_of(ui, tone, words, TextWrapMode::Wrap)
}

/// Between the words of a badge and its edges, and what its sign takes.
pub(in crate::ui) const AROUND_BADGE: f32 = 2.0 * 10.0 + theme::LABEL + 5.0;

fn badge_of(ui: &mut Ui, tone: Tone, words: &str, wrap: TextWrapMode) -> Response {
    let (icon, colour, ground) = tone.look(ui);
    let frame = egui::Frame::new()
        .fill(ground)
        .corner_radius(12)
        .inner_margin(Margin::symmetric(10, 4));
    let shown = frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        ui.spacing_mut().interact_size.y = 16.0;
        let shown = ui.horizontal(|ui| {
            sign(ui, icon, theme::LABEL, colour);
            let words = RichText::new(words).font(theme::medium(theme::SMALL));
            ui.add(Label::new(words.color(colour)).wrap_mode(wrap))
        });
        shown.inner
    });
    shown.inner
}

/// In less room the buttons of a report stand below its words.
const BUTTONS_BESIDE: f32 = 420.0;

/// A report: what happened in the first line, what to do in the second. It is said as soon as it shows. `buttons` are
/// laid out one below the other under it or, where there is room, from the right beside it.
pub(in crate::ui) fn callout(
    ui: &mut Ui,
    tone: Tone,
    lines: [&str; 2],
    buttons: Option<&mut dyn FnMut(&mut Ui)>,
) {
    let (icon, colour, ground) = match tone.look(ui) {
        (_, colour, ground) if tone == Tone::Bad => (theme::icon::TRIANGLE_ALERT, colour, ground),
        look => look,
    };
    let is_narrow = ui.available_width() < BUTTONS_BESIDE;
    let margin = if is_narrow {
        Margin::symmetric(12, 9)
    } else {
        Margin::symmetric(14, 6)
    };
    let mut frame = egui::Frame::new().fill(ground).corner_radius(8);
    if tone == Tone::Still {
        // Its own ground is hardly one on that of the page.
        let colours = theme::palette(ui);
        frame = frame.fill(colours.surface);
        frame = frame.stroke(Stroke::new(1.0, colours.line));
    }
    frame.inner_margin(margin).show(ui, |ui| {
        spoken::region(ui, Role::Group, &cut(lines[0], REPORT));
        if is_narrow {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 8.0;
            ui.horizontal_top(|ui| {
                ui.spacing_mut().interact_size.y = theme::ICON;
                sign(ui, icon, theme::ICON, colour);
                report_ui(ui, (tone, lines), Layout::top_down(Align::Min));
            });
            if let Some(buttons) = buttons {
                ui.spacing_mut().item_spacing.y = 6.0;
                buttons(ui);
            }
            return;
        }
        ui.horizontal(|ui| {
            sign(ui, icon, theme::ICON, colour);
            spoken::from_the_right(ui, |ui| {
                if let Some(buttons) = buttons {
                    buttons(ui);
                }
                // One line stands in the middle of its sign and button, two on both sides of it.
                let layout = if lines[1].is_empty() {
                    Layout::left_to_right(Align::Center)
                } else {
                    Layout::top_down(Align::Min)
                };
                report_ui(ui, (tone, lines), layout);
            });
        });
    });
}

/// The words of a report.
fn report_ui(ui: &mut Ui, (tone, lines): (Tone, [&str; 2]), layout: Layout) {
    let (_, colour, _) = tone.look(ui);
    let [what, remedy] = lines.map(|line| cut(line, REPORT));
    let soon = if tone == Tone::Bad {
        Soon::AtOnce
    } else {
        Soon::Next
    };
    // Known by what it says, wherever other reports come and go.
    let known = UiBuilder::new().scope_id(known_by(ui, lines));
    ui.scope_builder(known.layout(layout), |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let words = RichText::new(&*what).font(theme::medium(theme::BODY));
        let said = ui.add(Label::new(words.color(colour)).wrap());
        spoken::announce(&said, soon);
        if !remedy.is_empty() {
            spoken::reword(&said, &format!("{what}. {remedy}"));
            let words = RichText::new(&*remedy).size(theme::LABEL);
            let colour = theme::palette(ui).text;
            spoken::silence(&ui.add(Label::new(words.color(colour)).wrap()));
        }
    });
}

/// Returns the identity of a report by what it says; of several that say the same, by the place among them.
fn known_by(ui: &Ui, lines: [&str; 2]) -> Id {
    let report = Id::unique("report").with(lines);
    let pass = ui.ctx().cumulative_pass_nr();
    let place = ui.data_mut(|data| {
        let last: Option<(u64, u32)> = data.get_temp(report);
        let place = last
            .filter(|last| last.0 == pass)
            .map_or(0, |last| last.1 + 1);
        data.insert_temp(report, (pass, place));
        place
    });
    report.with(place)
}

/// What happened, with its sign, and below it what that means or what to do.
pub(in crate::ui) fn sentence(ui: &mut Ui, tone: Tone, what: &str, then: &str) {
    let (icon, colour, _) = tone.look(ui);
    let [what, then] = [what, then].map(|line| cut(line, REPORT));
    if !what.is_empty() {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.spacing_mut().interact_size.y = 18.0;
            sign(ui, icon, theme::BODY, colour);
            let what = RichText::new(&*what).font(theme::medium(theme::BODY));
            ui.add(Label::new(what).wrap());
        });
    }
    if !then.is_empty() {
        ui.add(Label::new(RichText::new(&*then).size(theme::BODY)).wrap());
    }
}

/// In less room, the name of a line of data would be broken within a word beside its value: it stands above.
const BESIDE: f32 = 230.0;

/// One line of data: what it is at the left or, in a narrow place, above what it says.
pub(in crate::ui) fn data_row(ui: &mut Ui, name: &str, value: &str) {
    let colours = theme::palette(ui);
    if ui.available_width() < BESIDE {
        let name = RichText::new(name).size(theme::LABEL).color(colours.muted);
        ui.add(Label::new(name).wrap());
        let value = theme::without_boxes(ui, value);
        ui.add(Label::new(RichText::new(value).font(theme::medium(theme::BODY))).wrap());
        return;
    }
    ui.horizontal_top(|ui| {
        let width = (ui.available_width() * 0.4).min(190.0);
        ui.allocate_ui_with_layout(
            egui::vec2(width, 20.0),
            Layout::top_down(Align::Min),
            |ui| {
                ui.set_width(width);
                let name = RichText::new(name).size(theme::LABEL).color(colours.muted);
                ui.add(Label::new(name).wrap());
            },
        );
        let value = theme::without_boxes(ui, value);
        ui.add(Label::new(RichText::new(value).font(theme::medium(theme::BODY))).wrap());
    });
}

/// Shows words that are chained by fillers (`<`), as travel documents do; on several rows where it has no room.
pub(in crate::ui) fn chain(ui: &mut Ui, text: &str, font: &FontId) -> Response {
    let colour = theme::palette(ui).text;
    let width = ui.available_width();
    let rows = chain_rows(text, |row| {
        let painter = ui.painter();
        let row = painter.layout_no_wrap(row.to_owned(), font.clone(), colour);
        row.size().x <= width
    });
    let words = RichText::new(rows.join("\n")).font(font.clone());
    let shown = ui.add(Label::new(words.color(colour)).wrap());
    if text.is_empty() {
        spoken::silence(&shown);
    }
    shown
}

/// Breaks a chain into rows that fit: after its fillers, and never between two of them.
fn chain_rows(text: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut rows = vec![String::new()];
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find('<').unwrap_or(rest.len());
        let link = rest.get(word..).unwrap_or_default();
        let end = rest.len() - link.trim_start_matches('<').len();
        let (link, after) = rest.split_at(end);
        rest = after;
        match rows.last_mut() {
            Some(row) if row.is_empty() || fits(&format!("{row}{link}")) => row.push_str(link),
            _ => rows.push(link.to_owned()),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_broken_after_its_fillers_and_between_no_two() {
        let text = "MUSTERMANN<VON<HOHENLOHE<<MARIA<MAGDALENA";
        for most in 1..=text.len() {
            let rows = chain_rows(text, |row| row.len() <= most);
            assert_eq!(rows.concat(), text);
            for pair in rows.windows(2) {
                let [row, next] = pair else { continue };
                assert!(row.ends_with('<') && !next.starts_with('<'), "{rows:?}");
            }
        }
        assert_eq!(chain_rows(text, |_| true), [text]);
        assert_eq!(chain_rows("", |_| true), [""]);
    }
}
