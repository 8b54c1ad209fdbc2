//! The window of the operating system around the application.

use eframe::{Frame, NativeOptions};
use egui::{Event, Key, Modifiers, OutputCommand, ViewportCommand};

use super::{run::App, surroundings::Surroundings};
use crate::{counter::data_folder::DataFolder, ui};

/// Opens the counter and returns when it is closed.
pub fn open_window(folder: DataFolder) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_title(NAME)
        .with_app_id("impftheke")
        .with_inner_size(SIZE)
        .with_min_inner_size(LEAST / 2.0);
    let options = NativeOptions {
        viewport,
        ..NativeOptions::default()
    };
    let open = |context: &eframe::CreationContext<'_>| {
        App::new(
            context.egui_ctx.clone(),
            folder,
            Surroundings::of_this_computer(),
        )
    };
    eframe::run_native(
        NAME,
        options,
        Box::new(|context| {
            Ok(Box::new(Window {
                app: open(context),
                key_queue: ui::KeyQueue::default(),
                zoom: Zoom {
                    wanted: 1.0,
                    set: 1.0,
                },
                fitted: false,
                drawn: false,
            }))
        }),
    )
}

/// The name in the window's title; never anything of a case.
const NAME: &str = "Impftheke";

/// The window's first size, without its frame.
const SIZE: [f32; 2] = [1280.0, 800.0];
/// What a title bar, its borders and the bar of the desktop take of a screen.
const AROUND: [f32; 2] = [32.0, 112.0];

/// What every screen of ours has room in, in points.
const LEAST: egui::Vec2 = egui::vec2(800.0, 560.0);

/// How large everything is drawn: as large as system and keys ask for, as long as the window has room for a screen.
///
/// At 200 % a laptop has 960 by 540 points, and less below a title bar.
struct Zoom {
    wanted: f32,
    set: f32,
}

impl Zoom {
    /// Follows the window, and the keys that zoom.
    fn fit(&mut self, context: &egui::Context) {
        let now = context.zoom_factor();
        if (now - self.set).abs() > f32::EPSILON {
            self.wanted = now;
        }
        self.set = zoom(self.wanted, context.content_rect().size() * now);
        context.set_zoom_factor(self.set);
    }
}

/// Returns the zoom for a window of so many points at none.
fn zoom(wanted: f32, window: egui::Vec2) -> f32 {
    let most = (window / LEAST).min_elem();
    wanted.min(most.max(SMALLEST))
}

/// Smaller nobody could read anything.
const SMALLEST: f32 = 0.4;

/// Lets the window fill a screen that it would not fit on with its title bar: only the desktop knows what is left.
fn fit(context: &egui::Context) {
    let screen = context.input(|input| input.viewport().monitor_size);
    let needed = egui::Vec2::from(SIZE) + egui::Vec2::from(AROUND);
    if screen.is_some_and(|screen| screen.x < needed.x || screen.y < needed.y) {
        context.send_viewport_cmd(ViewportCommand::Maximized(true));
    }
}

/// The application, with what only a real keyboard and a real screen need.
struct Window {
    app: App,
    key_queue: ui::KeyQueue,
    zoom: Zoom,
    fitted: bool,
    drawn: bool,
}

impl eframe::App for Window {
    fn raw_input_hook(&mut self, context: &egui::Context, input: &mut egui::RawInput) {
        for command in take_clipboard_keys(&mut input.events) {
            context.send_viewport_cmd(command);
        }
        if self.key_queue.pass(&mut input.events) {
            context.request_repaint();
        }
    }

    fn logic(&mut self, context: &egui::Context, _frame: &mut Frame) {
        if !self.fitted {
            self.fitted = true;
            fit(context);
        }
        self.zoom.fit(context);
        self.app.logic(context);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut Frame) {
        // The title is the window manager's; a screen reader asks the window itself.
        ui.ctx()
            .accesskit_node_builder(egui::accesskit_root_id(), |node| node.set_label(NAME));
        self.app.ui(ui);
        // What is marked here is a name: it comes to no other program, nor into a history of the clipboard.
        ui.output_mut(|output| {
            let is_marked =
                |command: &OutputCommand| matches!(command, OutputCommand::TextSelectionSettled(_));
            output.commands.retain(|command| !is_marked(command));
        });
        if !self.drawn {
            self.drawn = true;
            tracing::info!("first frame");
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.app.close();
    }
}

/// Takes the older keys of the clipboard out of the events, and returns what they ask for: egui hears Shift+Insert,
/// Ctrl+Insert and Shift+Delete on Windows alone.
fn take_clipboard_keys(events: &mut Vec<Event>) -> Vec<ViewportCommand> {
    if cfg!(target_os = "windows") {
        return Vec::new();
    }
    let meaning = |event: &Event| {
        let &Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } = event
        else {
            return None;
        };
        let is = |with, wanted| modifiers.matches_exact(with) && key == wanted;
        if is(Modifiers::SHIFT, Key::Insert) {
            Some(ViewportCommand::RequestPaste)
        } else if is(Modifiers::COMMAND, Key::Insert) {
            Some(ViewportCommand::RequestCopy)
        } else if is(Modifiers::SHIFT, Key::Delete) {
            Some(ViewportCommand::RequestCut)
        } else {
            None
        }
    };
    let asked = events.iter().filter_map(meaning).collect();
    events.retain(|event| meaning(event).is_none());
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_has_room_in_every_window_and_is_not_drawn_smaller_than_it_must() {
        for (window, wanted) in [
            ([800.0, 560.0], 1.0),
            ([1366.0, 700.0], 1.0),
            ([1366.0, 700.0], 1.5),
            // 1920x1080 at 200 and 300 per cent, below a title bar and beside a panel.
            ([960.0, 500.0], 1.0),
            ([640.0, 330.0], 1.0),
            ([3840.0, 2100.0], 2.0),
        ] {
            let window = egui::Vec2::from(window);
            let zoom = zoom(wanted, window);
            let room = window / zoom;
            let has_room = room.x > LEAST.x - 0.1 && room.y > LEAST.y - 0.1;
            assert!(has_room, "{window:?}: {room:?}");
            let needed = (zoom - wanted).abs() < 0.001 || (room / LEAST).min_elem() < 1.001;
            assert!(needed, "{window:?}: {zoom}");
        }
    }
}
