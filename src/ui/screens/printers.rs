//! F9: which printer and tray certificates and slips go to, and how each printer is.

use egui::{Align, Button, Layout, Response, RichText, Ui, WidgetInfo, accesskit::Role};

use super::super::{
    intent::Intent,
    theme,
    widgets::{Tone, Tool, callout, focus_ring, heading, quiet, spoken},
};
use crate::{
    text::Texts,
    ui::view_model::{Chosen, PrintFor, PrinterRow, Printers},
};

/// Shows the choice for both; returns what is asked for: another choice, or that a printer is trusted no more.
pub(in crate::ui) fn ui(ui: &mut Ui, printers: Option<&Printers>, texts: &Texts) -> Option<Intent> {
    let Some(printers) = printers else {
        super::nothing(
            ui,
            theme::icon::PRINTER,
            &texts.get("printers-asked"),
            &texts.get("printers-asked-long"),
        );
        return None;
    };
    if let Some(fault) = &printers.fault {
        callout(ui, Tone::Bad, [&fault.what, &fault.remedy], None);
    }
    let mut picked = None;
    // The keys begin at what is chosen; the field that had them before is covered.
    let mut take_keys = ui.memory(|memory| memory.focused().is_none());
    super::page(ui, "printers", |ui| {
        ui.columns(2, |columns| {
            let cards = columns.iter_mut().zip(&printers.chosen);
            for (column, (purpose, chosen)) in cards {
                let new = card_ui(
                    column,
                    (*purpose, chosen),
                    &printers.rows,
                    (&mut take_keys, texts),
                );
                picked = picked.take().or(new);
            }
        });
    });
    picked
}

fn card_ui(
    ui: &mut Ui,
    (purpose, chosen): (PrintFor, &Chosen),
    rows: &[PrinterRow],
    (take_keys, texts): (&mut bool, &Texts),
) -> Option<Intent> {
    let choose = |printer: &str, tray: &str| {
        let (printer, tray) = (printer.to_owned(), tray.to_owned());
        Some(Intent::ChoosePrinter(purpose, Chosen { printer, tray }))
    };
    let mut picked = None;
    theme::card(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let (icon, title, aside) = match purpose {
            PrintFor::Certificates => {
                let title = texts.get("printers-certificates");
                (theme::icon::PRINTER, title, String::new())
            }
            PrintFor::Slips => {
                let title = texts.get("printers-slips");
                (theme::icon::TICKET, title, texts.get("printers-aside"))
            }
        };
        spoken::region(ui, Role::RadioGroup, &title);
        heading(ui, icon, &title, &aside);
        ui.spacing_mut().item_spacing.y = 6.0;
        let default = PrinterRow {
            id: String::new(),
            name: texts.get("printers-default"),
            says: String::new(),
            trays: Vec::new(),
            trusted: false,
        };
        for row in std::iter::once(&default).chain(rows) {
            let is_chosen = row.id == chosen.printer;
            let response = choice_ui(ui, is_chosen, &row.name, &row.says);
            if is_chosen && std::mem::take(take_keys) {
                response.request_focus();
            }
            if response.clicked() && !is_chosen {
                picked = choose(&row.id, "");
            }
            if is_chosen && row.trusted {
                let label = texts.get("printers-forget");
                let tool = Tool {
                    icon: "",
                    label: &label,
                    key: "",
                };
                let button = ui.push_id((purpose, &row.id), |ui| quiet(ui, tool)).inner;
                let then = texts.get("printers-forget-then");
                spoken::describe(&button, &[&row.name, &then]);
                if button.on_hover_text(then).clicked() {
                    picked = Some(Intent::ForgetPrinter(row.id.clone()));
                }
            }
            if !is_chosen || row.trays.is_empty() {
                continue;
            }
            ui.indent(ui.scope_id().with((purpose, "trays")), |ui| {
                spoken::region(ui, Role::RadioGroup, &row.name);
                let any = texts.get("printers-any-tray");
                let trays = row
                    .trays
                    .iter()
                    .map(|(id, name)| (id.as_str(), name.as_str()));
                for (tray, name) in std::iter::once(("", any.as_str())).chain(trays) {
                    let is_chosen = tray == chosen.tray;
                    if choice_ui(ui, is_chosen, name, "").clicked() && !is_chosen {
                        picked = choose(&row.id, tray);
                    }
                }
            });
        }
    });
    picked
}

/// One of several, with how it is.
fn choice_ui(ui: &mut Ui, chosen: bool, name: &str, says: &str) -> Response {
    let colours = theme::palette(ui);
    let sign = if chosen {
        theme::icon::CIRCLE_CHECK
    } else {
        theme::icon::CIRCLE_DASHED
    };
    let colour = if chosen {
        colours.accent
    } else {
        colours.muted
    };
    let sign = RichText::new(sign)
        .font(theme::icons(theme::ICON))
        .color(colour);
    let word = RichText::new(name).font(theme::medium(theme::BODY));
    let response = ui
        .with_layout(Layout::top_down_justified(Align::Min), |ui| {
            ui.add(Button::new((sign, word)).wrap())
        })
        .inner;
    if !says.is_empty() {
        // The columns would space the words out.
        let says = RichText::new(says).size(theme::SMALL).color(colours.muted);
        let says = ui.vertical(|ui| ui.label(says));
        spoken::silence(&says.inner);
    }
    focus_ring(ui, &response);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, name));
    spoken::describe(&response, &[says]);
    response
}
