//! The window of the operating system around the application.

use eframe::{Frame, NativeOptions};

use super::{config::DataFolder, run::App, surroundings::Surroundings};
use crate::ui;

/// Opens the counter and returns when it is closed.
pub fn open_window(folder: DataFolder) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_title(NAME)
        .with_app_id("impftheke")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([800.0, 560.0]);
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
                pace: ui::Pace::default(),
                drawn: false,
            }))
        }),
    )
}

/// The name in the window's title; never anything of a case.
const NAME: &str = "Impftheke";

/// The application, with what only a real keyboard and a real screen need.
struct Window {
    app: App,
    pace: ui::Pace,
    drawn: bool,
}

impl eframe::App for Window {
    fn raw_input_hook(&mut self, context: &egui::Context, input: &mut egui::RawInput) {
        if self.pace.pass(&mut input.events) {
            context.request_repaint();
        }
    }

    fn logic(&mut self, context: &egui::Context, _frame: &mut Frame) {
        self.app.logic(context);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut Frame) {
        self.app.ui(ui);
        if !self.drawn {
            self.drawn = true;
            tracing::info!("first frame");
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.app.close();
    }
}
