//! What an earlier program or another window has left half typed: it waits beside the form, and comes into it when
//! somebody asks for it.

use egui::{Id, Ui};

use super::{
    command::{Command, Words},
    counter::{Counter, Hint},
    intent::{Asked, Intent},
    messages::{Action, Message},
    theme,
    widgets::Tone,
    words,
};
use crate::{
    text::{Texts, cut},
    ui::{view_context::ViewContext, view_model::Unfinished},
};

impl Counter {
    /// Offers what waits, the latest first, and says whose it is.
    pub(super) fn offers(ui: &Ui, context: ViewContext<'_>, texts: &Texts) -> Vec<Message> {
        let offered = context.unfinished.iter().take(SHOWN).enumerate();
        let offer = |(place, waits): (usize, &Unfinished)| {
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
            let words = || Words::of(Command::TakeUp, texts);
            let take = words().saying(texts.get("cmd-take"));
            // Its key is for the first.
            let take = if place == 0 {
                let asks = Asked::Command(Command::TakeUp);
                Action { words: take, asks }
            } else {
                let asks = Asked::Intent(Intent::TakeUp(waits.id));
                let words = take.without_key();
                Action { words, asks }
            };
            let discard = words().saying(texts.get("cmd-discard"));
            let discard = Action {
                words: discard.without_key().under(theme::icon::TRASH_2),
                asks: Asked::Intent(Intent::Discard(waits.id)),
            };
            let which = Id::unique("unfinished").with(waits.id.bytes());
            let message = Message::new("unfinished", Tone::Still, [line, String::new()]);
            Message {
                key: which,
                actions: vec![take, discard],
                ..message
            }
        };
        offered.map(offer).collect()
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
