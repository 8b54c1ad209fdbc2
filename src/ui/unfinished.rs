//! What an earlier program or another window has left half typed: it waits beside the form, and comes into it when
//! somebody asks for it.

use egui::Ui;

use super::{
    command::{Command, Words},
    counter::{Counter, Hint},
    intent::{Asked, Intent},
    theme,
    widgets::{Tone, callout, secondary},
    words,
};
use crate::{
    text::{Texts, cut},
    ui::{undo::Undoable, view_context::ViewContext},
};

impl Counter {
    /// Offers what waits, the latest first, and says whose it is.
    pub(super) fn unfinished_ui(
        &mut self,
        ui: &mut Ui,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> Option<Asked> {
        let mut asked = None;
        let are_read = self.watch_offers(ui, context);
        for (place, waits) in context.unfinished.iter().take(SHOWN).enumerate() {
            let time = words::moment(texts, waits.kept_at, context.now);
            let name = if waits.name.is_empty() {
                texts.get("case-unnamed")
            } else {
                theme::without_boxes(ui, &cut(&waits.name, NAME))
            };
            let said = [
                ("time", time.as_str().into()),
                ("name", name.as_str().into()),
            ];
            let line = texts.with("form-unfinished", &said);
            callout(ui, Tone::Still, [&line, ""], |ui| {
                let (take, discard) = (texts.get("cmd-take"), texts.get("cmd-discard"));
                let words = Words::of(Command::TakeUp, texts);
                let mut discard_tool = words.tool();
                (discard_tool.icon, discard_tool.label, discard_tool.key) =
                    (theme::icon::TRASH_2, &discard, "");
                if secondary(ui, discard_tool).clicked() {
                    asked = Some(Asked::Intent(Intent::Discard(waits.id)));
                }
                let mut take_tool = words.tool();
                take_tool.label = &take;
                if place > 0 {
                    take_tool.key = "";
                }
                if secondary(ui, take_tool).clicked() {
                    asked = Some(if place > 0 {
                        Asked::Intent(Intent::TakeUp(waits.id))
                    } else {
                        Asked::Command(Command::TakeUp)
                    });
                }
            });
        }
        let asked = asked.filter(|_| are_read);
        if let Some(Asked::Intent(Intent::Discard(visit))) = &asked {
            self.undo.push(Undoable::Draft(*visit));
        }
        asked
    }

    /// Goes on with the first of what waits, where nothing else stands in the form.
    pub(super) fn take_up(&mut self, context: ViewContext<'_>) -> Option<Intent> {
        let first = context.unfinished.first()?;
        if !self.session.is_empty() {
            self.hint = Some(Hint::Says("form-in-use"));
            return None;
        }
        Some(Intent::TakeUp(first.id))
    }
}

/// So many are offered at once: more than two hardly ever wait, and each comes in its turn.
const SHOWN: usize = 2;
/// So many characters of a name at most.
const NAME: usize = 40;
