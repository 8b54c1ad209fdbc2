//! Buttons, the segmented switch and the tick box.

use std::sync::Arc;

use egui::{
    Button, Checkbox, Color32, CornerRadius, EventFilter, FocusDirection, Key, Modifiers, Response,
    RichText, Sense, Stroke, TextWrapMode, Ui, WidgetInfo, WidgetText, accesskit::Role, vec2,
};

use super::{super::theme, focus_ring, spoken};

/// What a button shows: a sign, its word, and its key.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Tool<'a> {
    /// The sign, or nothing.
    pub icon: &'a str,
    /// The word, which is also the name for screen readers.
    pub label: &'a str,
    /// The key written in it, or nothing.
    pub key: &'a str,
}

/// The one action of a screen.
pub(in crate::ui) fn primary(ui: &mut Ui, tool: Tool<'_>, enabled: bool) -> Response {
    coloured(ui, tool, enabled, 0.0)
}

/// The same, at least as wide as what it takes the place of.
pub(in crate::ui) fn primary_over(ui: &mut Ui, tool: Tool<'_>, width: f32) -> Response {
    coloured(ui, tool, true, width)
}

fn coloured(ui: &mut Ui, tool: Tool<'_>, enabled: bool, width: f32) -> Response {
    let colours = theme::palette(ui);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        let fills = [
            (&mut widgets.inactive, colours.accent),
            (&mut widgets.hovered, colours.accent_hover),
            (&mut widgets.active, colours.accent_press),
            (&mut widgets.noninteractive, colours.accent),
        ];
        for (state, fill) in fills {
            state.weak_bg_fill = fill;
            state.bg_stroke = Stroke::NONE;
            state.fg_stroke.color = colours.on_accent;
        }
        ui.spacing_mut().button_padding.x = 16.0;
        show(ui, tool, (enabled, width), colours.on_accent)
    })
    .inner
}

/// Any other action.
pub(in crate::ui) fn secondary(ui: &mut Ui, tool: Tool<'_>) -> Response {
    let muted = theme::palette(ui).muted;
    ui.scope(|ui| show(ui, tool, (true, 0.0), muted)).inner
}

/// An action that keeps to the background: no outline until the pointer comes.
pub(in crate::ui) fn quiet(ui: &mut Ui, tool: Tool<'_>) -> Response {
    let muted = theme::palette(ui).muted;
    in_the_background(ui, |ui| show(ui, tool, (true, 0.0), muted))
}

/// The same in a narrow column: in small words.
pub(in crate::ui) fn quiet_in_column(ui: &mut Ui, tool: Tool<'_>) -> Response {
    let muted = theme::palette(ui).muted;
    in_the_background(ui, |ui| {
        ui.spacing_mut().button_padding.x = 8.0;
        let words = RichText::new(tool.label).font(theme::medium(theme::LABEL));
        show_words(ui, (tool, words), (true, 0.0), muted)
    })
}

/// The same where room is short: the sign and the key, the word for the pointer and for screen readers.
pub(in crate::ui) fn quiet_sign(ui: &mut Ui, tool: Tool<'_>) -> Response {
    let muted = theme::palette(ui).muted;
    in_the_background(ui, |ui| {
        let icon = RichText::new(tool.icon)
            .font(theme::icons(theme::ICON))
            .color(muted);
        let key = RichText::new(tool.key).size(theme::SMALL).color(muted);
        // Whoever goes from field to field has its key.
        let button = Button::new((icon, key)).sense(Sense::CLICK);
        let response = ui.add(button).on_hover_text(tool.label);
        focus_ring(ui, &response);
        let label = tool.label.to_owned();
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
        spoken::describe(&response, &[tool.key]);
        response
    })
}

fn in_the_background(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> Response) -> Response {
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for state in [
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
        ] {
            state.bg_stroke = Stroke::NONE;
        }
        widgets.inactive.weak_bg_fill = Color32::TRANSPARENT;
        add(ui)
    })
    .inner
}

fn show(ui: &mut Ui, tool: Tool<'_>, enabled: (bool, f32), minor: Color32) -> Response {
    let label = RichText::new(tool.label).font(theme::medium(theme::BODY));
    show_words(ui, (tool, label), enabled, minor)
}

fn show_words(
    ui: &mut Ui,
    (tool, label): (Tool<'_>, RichText),
    (enabled, width): (bool, f32),
    minor: Color32,
) -> Response {
    let mut button = if tool.icon.is_empty() {
        Button::new(label)
    } else {
        let icon = RichText::new(tool.icon)
            .font(theme::icons(theme::ICON))
            .color(minor);
        Button::new((icon, label))
    };
    button = button.min_size(vec2(width, 0.0));
    if !tool.key.is_empty() {
        button = button.right_text(RichText::new(tool.key).size(theme::SMALL).color(minor));
    }
    let response = ui.add_enabled(enabled, button);
    focus_ring(ui, &response);
    let label = tool.label.to_owned();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, &label));
    spoken::describe(&response, &[tool.key]);
    response
}

/// A switch of a name between a few values, the chosen one raised; returns the newly chosen value.
pub(in crate::ui) fn segmented<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: T,
    items: &[(T, &str, &str)],
) -> Option<T> {
    segments(ui, name, chosen, items).0
}

/// The same, with the response of each segment, for a switch that is a field.
pub(in crate::ui) fn segments<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: T,
    items: &[(T, &str, &str)],
) -> (Option<T>, Vec<Response>) {
    let mut picked = None;
    let mut responses = Vec::with_capacity(items.len());
    track(ui, 11.0, |ui| {
        spoken::region(ui, Role::RadioGroup, name);
        for &(value, icon, label) in items {
            let response = segment(ui, chosen == value, icon, label);
            if response.clicked() && chosen != value {
                picked = Some(value);
            }
            responses.push(response);
        }
        step_by_arrows(ui, &responses);
    });
    (picked, responses)
}

/// Lets the arrows move the focus through the segments of a switch, and not out of it.
fn step_by_arrows(ui: &Ui, segments: &[Response]) {
    let Some(place) = segments.iter().position(Response::has_focus) else {
        return;
    };
    let struck = |keys: [Key; 2]| ui.input(|input| keys.map(|key| input.key_pressed(key)));
    let forth = struck([Key::ArrowRight, Key::ArrowDown]).contains(&true);
    let back = struck([Key::ArrowLeft, Key::ArrowUp]).contains(&true);
    let next = match (back, forth) {
        (true, false) => place.saturating_sub(1),
        (false, true) => (place + 1).min(segments.len() - 1),
        (true, true) | (false, false) => place,
    };
    if back || forth {
        // It has had the focus since this frame alone, and the toolkit would move on from it.
        ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
        super::moved_by_key(ui);
    }
    if let Some(segment) = segments.get(next) {
        if next != place {
            segment.request_focus();
        }
        let arrows = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(segment.id, arrows));
    }
}

/// Shows the groove in which the segments of a switch lie side by side. `padding` is left and right of each label.
pub(in crate::ui) fn track(ui: &mut Ui, padding: f32, segments: impl FnOnce(&mut Ui)) {
    let colours = theme::palette(ui);
    // That of a field: seen as well, and red where it is missed.
    let outline = ui.visuals().widgets.inactive.bg_stroke.color;
    let frame = egui::Frame::new()
        .fill(colours.ground)
        .stroke(Stroke::new(1.0, outline))
        .corner_radius(8)
        .inner_margin(3);
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding = vec2(padding, 4.0);
        ui.spacing_mut().interact_size.y = 28.0;
        ui.horizontal(segments);
    });
}

/// Lets the buttons of this `Ui` look like a segment: flat in its groove, and raised where it is the chosen one.
pub(in crate::ui) fn segment_look(ui: &mut Ui, is_chosen: bool) {
    let colours = theme::palette(ui);
    let widgets = &mut ui.visuals_mut().widgets;
    for state in [
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
    ] {
        state.bg_stroke = Stroke::new(f32::from(is_chosen), colours.line);
        state.weak_bg_fill = if is_chosen {
            colours.surface
        } else {
            Color32::TRANSPARENT
        };
        state.corner_radius = CornerRadius::same(6);
    }
}

fn segment(ui: &mut Ui, selected: bool, icon: &str, label: &str) -> Response {
    let colours = theme::palette(ui);
    let response = ui
        .scope(|ui| {
            segment_look(ui, selected);
            if selected {
                let colours = theme::palette(ui);
                let widgets = &mut ui.visuals_mut().widgets;
                for state in [
                    &mut widgets.inactive,
                    &mut widgets.hovered,
                    &mut widgets.active,
                ] {
                    state.bg_stroke = Stroke::new(1.0, colours.accent);
                    state.weak_bg_fill = colours.accent_soft;
                }
            }
            // What is not chosen can be: in the colour of words, or it would look disabled.
            let label = RichText::new(label)
                .font(theme::medium(theme::LABEL))
                .color(colours.text);
            let icon_colour = if selected {
                colours.accent
            } else {
                colours.muted
            };
            let icon = RichText::new(icon)
                .font(theme::icons(theme::BODY))
                .color(icon_colour);
            if icon.is_empty() {
                ui.add(Button::new(label))
            } else {
                ui.add(Button::new((icon, label)))
            }
        })
        .inner;
    focus_ring(ui, &response);
    let label = label.to_owned();
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, selected, &label));
    response
}

/// What box and key of a tick take of its line, at most.
const KEY_AND_BOX: f32 = 100.0;

/// A box to tick, its key beside it; red while it is missed, and then with words for whoever does not see that.
///
/// Enter does not tick it, as nowhere on a desktop: whoever hurries on has confirmed nothing.
pub(in crate::ui) fn tick(
    ui: &mut Ui,
    ticked: &mut bool,
    tool: Tool<'_>,
    missed: Option<&str>,
) -> Response {
    let colours = theme::palette(ui);
    // No scope of its own, which would keep it on this line however little room is left there.
    let outside = Arc::clone(ui.style());
    ui.spacing_mut().interact_size.y = 30.0;
    let widgets = &mut ui.visuals_mut().widgets;
    if missed.is_some() {
        widgets.inactive.bg_stroke = Stroke::new(2.0, colours.bad);
    }
    if *ticked {
        for state in [
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
        ] {
            state.bg_fill = colours.accent;
            state.bg_stroke = Stroke::NONE;
            state.fg_stroke = Stroke::new(2.0, colours.on_accent);
        }
    }
    let colour = missed.map_or(colours.text, |_| colours.bad);
    let label = RichText::new(tool.label).size(theme::BODY).color(colour);
    let tick_box = if tool.key.is_empty() {
        Checkbox::new(ticked, label)
    } else {
        // Box, word and key go to the next line as a whole, where they have room on one.
        let whole = WidgetText::from(label.clone()).into_galley(
            ui,
            Some(TextWrapMode::Extend),
            f32::INFINITY,
            egui::TextStyle::Body,
        );
        if whole.size().x + KEY_AND_BOX < ui.max_rect().width() {
            ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
        } else if ui.cursor().left() > ui.max_rect().left() {
            // On what is left of a line it would stand letter under letter.
            ui.end_row();
        }
        let key = RichText::new(tool.key).size(theme::SMALL);
        Checkbox::new(ticked, (label, key.color(colours.muted)))
    };
    if ui.memory(|memory| memory.has_focus(ui.next_auto_id())) {
        ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    }
    let response = ui.add(tick_box);
    focus_ring(ui, &response);
    ui.set_style(outside);
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    let (ticked, name) = (*ticked, tool.label);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, ticked, name));
    spoken::describe(&response, &[missed.unwrap_or_default(), tool.key]);
    response
}
