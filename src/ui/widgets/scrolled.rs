//! A part of a screen that may need more room than there is: scrolled by the wheel, and by keys.

use egui::{
    FocusDirection, Id, InputState, Key, Modifiers, ScrollArea, Ui, style::ScrollAnimation, vec2,
};

use super::super::command::take_key;

/// Which keys scroll a part of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum ScrollKeys {
    /// Arrows, Page, Home, End and the space bar: nothing else on the screen has a use for them.
    Plain,
    /// Page together with Shift: fields or a list have the others.
    Shifted,
}

/// Shows what may need more room than there is.
pub(in crate::ui) fn scrolled<R>(
    ui: &mut Ui,
    name: &str,
    (area, keys): (ScrollArea, ScrollKeys),
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    let overflows = Id::unique(("scrolled", name));
    let moves = ui.data(|data| data.get_temp(overflows).unwrap_or(false));
    let output = area.id_salt(name).show(ui, |ui| {
        if moves {
            keys.scroll(ui);
        }
        add(ui)
    });
    let moves = output.content_size.y > output.inner_rect.height();
    ui.data_mut(|data| data.insert_temp(overflows, moves));
    output.inner
}

impl ScrollKeys {
    /// Takes its keys from the frame and scrolls by them.
    fn scroll(self, ui: &Ui) {
        let page = (ui.clip_rect().height() - LINE).max(LINE);
        let down: f32 = match self {
            Self::Plain => plain(ui, page),
            Self::Shifted => ui.input_mut(|input| {
                // A half at a time, so that what is tall is seen whole somewhere on the way.
                let half = page / 2.0;
                let keys = [(Key::PageDown, half), (Key::PageUp, -half)];
                taken(input, Modifiers::SHIFT, &keys)
            }),
        };
        if down != 0.0 {
            ui.scroll_with_delta_animation(vec2(0.0, -down), ScrollAnimation::none());
            ui.ctx().request_repaint();
        }
    }
}

/// Returns how far the plain keys scroll: the arrows only where the focus is not on something in here, which they move,
/// and the space bar where it presses nothing.
fn plain(ui: &Ui, page: f32) -> f32 {
    let focused = ui.memory(egui::Memory::focused);
    let within = focused.and_then(|id| ui.ctx().read_response(id));
    let within = within.is_some_and(|it| ui.clip_rect().intersects(it.rect));
    let pages = [
        (Key::PageDown, page),
        (Key::PageUp, -page),
        (Key::End, FAR),
        (Key::Home, -FAR),
    ];
    let arrows = [(Key::ArrowDown, LINE), (Key::ArrowUp, -LINE)];
    let space = [(Key::Space, page)];
    let (down, by_arrows) = ui.input_mut(|input| {
        let by_arrows = if within {
            0.0
        } else {
            taken(input, Modifiers::NONE, &arrows)
        };
        let mut down = taken(input, Modifiers::NONE, &pages);
        if focused.is_none() {
            down += taken(input, Modifiers::NONE, &space);
        }
        (down, by_arrows)
    });
    if by_arrows != 0.0 {
        ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
    }
    down + by_arrows
}

/// Takes keys from the frame; returns how far those that were struck scroll.
fn taken(input: &mut InputState, modifiers: Modifiers, keys: &[(Key, f32)]) -> f32 {
    let struck = keys
        .iter()
        .filter(|row| take_key(input, (modifiers, row.0)));
    struck.map(|row| row.1).sum()
}

/// So far an arrow scrolls: two lines of text.
const LINE: f32 = 40.0;
/// Further than any part of a screen is long.
const FAR: f32 = 1e6;
