//! What closing the window means while cases are on their way.

use egui::{RichText, Ui, accesskit::Role};

use crate::text::Texts;

use super::{
    super::{
        theme,
        widgets::{Tool, heading, primary, secondary, spoken},
    },
    queue::Counts,
};

/// What staff answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Answer {
    /// Close all the same.
    Close,
    /// Keep working.
    Stay,
}

/// Shows the panel: how many cases there are, and how many of them come out of the printer yet; `first` sends the focus to
/// the harmless answer.
pub(in crate::ui) fn ui(
    ui: &mut Ui,
    (counts, printed): (Counts, usize),
    first: bool,
    texts: &Texts,
) -> Option<Answer> {
    let colours = theme::palette(ui);
    let mut answer = None;
    super::centred(ui, |ui| {
        spoken::region(ui, Role::AlertDialog, &texts.get("closing-title"));
        heading(ui, theme::icon::INBOX, &texts.get("closing-title"), "");
        ui.add_space(4.0);
        let printed = u32::try_from(printed).unwrap_or(u32::MAX);
        let lines = [
            (printed, "closing-printing"),
            (counts.waiting, "closing-waiting"),
            (counts.needs_you, "closing-needs-you"),
            (counts.ready.saturating_sub(printed), "closing-ready"),
        ];
        let lines = lines.into_iter().filter(|(count, _)| *count > 0);
        let lines: Vec<String> = lines
            .map(|(count, key)| texts.with(key, &[("count", count.into())]))
            .collect();
        for words in &lines {
            ui.label(RichText::new(words).font(theme::medium(theme::BODY)));
        }
        ui.label(texts.get("closing-safe"));
        if counts.waiting > 0 {
            let words = RichText::new(texts.get("closing-meanwhile"));
            ui.label(words.color(colours.muted));
        }
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            let (stay, close) = (texts.get("cmd-stay"), texts.get("cmd-close"));
            let escape = texts.get("key-escape");
            let stay = Tool {
                icon: theme::icon::UNDO_2,
                label: &stay,
                key: &escape,
            };
            let close = Tool {
                icon: theme::icon::LOG_OUT,
                label: &close,
                key: "",
            };
            let response = primary(ui, stay, true);
            let safe = texts.get("closing-safe");
            spoken::describe(&response, &[&lines.join(". "), &safe, &escape]);
            if first {
                response.request_focus();
            }
            if response.clicked() {
                answer = Some(Answer::Stay);
            }
            if secondary(ui, close).clicked() {
                answer = Some(Answer::Close);
            }
        });
    });
    answer
}
