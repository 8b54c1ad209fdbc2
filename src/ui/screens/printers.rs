//! F9: which printer and tray certificates and slips go to, how each printer is, and who has logged in there.

use egui::{Align, Button, Layout, Response, RichText, Ui, WidgetInfo, accesskit::Role};

use super::{
    super::{
        intent::Intent,
        theme,
        widgets::{Tone, Tool, callout, focus_ring, heading, quiet, sign, spoken},
    },
    login_fields::LoginFields,
};
use crate::{
    text::Texts,
    ui::view_model::{Chosen, PrintFor, PrinterRow, Printers},
};

/// What is typed on the panel of printers: the login of the printer for certificates, and of that for slips.
#[derive(Debug, Default)]
pub(in crate::ui) struct PrintersScreen([LoginFields; 2]);

impl PrintersScreen {
    /// Shows the choice for both; returns what is asked for: another choice, a login, or that a printer is trusted no
    /// more.
    pub(in crate::ui) fn ui(
        &mut self,
        ui: &mut Ui,
        printers: Option<&Printers>,
        texts: &Texts,
    ) -> Option<Intent> {
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
        let [(_, first), (_, second)] = &printers.chosen;
        // Where both cards have chosen the same printer its login stands in the first.
        let is_same = printers.resolved(first) == printers.resolved(second);
        let mut picked = None;
        // The keys begin at what is chosen; the field that had them before is covered.
        let mut take_keys = ui.memory(|memory| memory.focused().is_none());
        super::page(ui, "printers", |ui| {
            ui.columns(2, |columns| {
                let cards = columns.iter_mut().zip(&printers.chosen).zip(&mut self.0);
                for (place, ((column, (purpose, chosen)), login)) in cards.enumerate() {
                    let mut card = Card {
                        purpose: *purpose,
                        chosen,
                        login: (place == 0 || !is_same).then_some(login),
                    };
                    let new = card.ui(column, printers, (&mut take_keys, texts));
                    picked = picked.take().or(new);
                }
            });
        });
        picked
    }
}

impl Printers {
    /// Returns the printer that a choice means.
    fn resolved(&self, chosen: &Chosen) -> Option<&PrinterRow> {
        let id = if chosen.printer.is_empty() {
            self.default.as_ref()?
        } else {
            &chosen.printer
        };
        self.rows.iter().find(|row| row.id == *id)
    }
}

/// The choice for certificates, or that for slips.
struct Card<'a> {
    purpose: PrintFor,
    chosen: &'a Chosen,
    /// What is typed to log in, where it stands in this card.
    login: Option<&'a mut LoginFields>,
}

impl Card<'_> {
    fn ui(
        &mut self,
        ui: &mut Ui,
        printers: &Printers,
        (take_keys, texts): (&mut bool, &Texts),
    ) -> Option<Intent> {
        let mut picked = None;
        theme::card(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let (icon, title, aside) = match self.purpose {
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
                is_ready: true,
                trays: Vec::new(),
                trusted: false,
                login: None,
            };
            for row in std::iter::once(&default).chain(&printers.rows) {
                let is_chosen = row.id == self.chosen.printer;
                let response = choice_ui(ui, is_chosen, &row.name, (&row.says, row.is_ready));
                if response.clicked() && !is_chosen {
                    picked = Some(self.choose(&row.id, ""));
                }
                if !is_chosen {
                    continue;
                }
                let login = self.login_ui(ui, printers, (take_keys, texts));
                if std::mem::take(take_keys) {
                    response.request_focus();
                }
                let forgets = forget_ui(ui, (self.purpose, row), texts);
                let tray = self.trays_ui(ui, row, texts);
                picked = picked.take().or(login).or(forgets).or(tray);
            }
        });
        picked
    }

    fn choose(&self, printer: &str, tray: &str) -> Intent {
        let (printer, tray) = (printer.to_owned(), tray.to_owned());
        Intent::ChoosePrinter(self.purpose, Chosen { printer, tray })
    }

    /// Shows the login of the printer that is chosen, where it asks for one or has one.
    fn login_ui(
        &mut self,
        ui: &mut Ui,
        printers: &Printers,
        around: (&mut bool, &Texts),
    ) -> Option<Intent> {
        let row = printers.resolved(self.chosen)?;
        let (fields, login) = (self.login.as_mut()?, row.login.as_ref()?);
        let indented = ui.indent(ui.scope_id().with((self.purpose, "login")), |ui| {
            fields.ui(ui, (&row.id, login), around)
        });
        indented.inner
    }

    fn trays_ui(&self, ui: &mut Ui, row: &PrinterRow, texts: &Texts) -> Option<Intent> {
        if row.trays.is_empty() {
            return None;
        }
        let mut picked = None;
        ui.indent(ui.scope_id().with((self.purpose, "trays")), |ui| {
            spoken::region(ui, Role::RadioGroup, &row.name);
            let any = texts.get("printers-any-tray");
            let trays = row
                .trays
                .iter()
                .map(|(id, name)| (id.as_str(), name.as_str()));
            for (tray, name) in std::iter::once(("", any.as_str())).chain(trays) {
                let is_chosen = tray == self.chosen.tray;
                if choice_ui(ui, is_chosen, name, ("", true)).clicked() && !is_chosen {
                    picked = Some(self.choose(&row.id, tray));
                }
            }
        });
        picked
    }
}

/// Offers to forget the certificate of a printer, where one is trusted.
fn forget_ui(
    ui: &mut Ui,
    (purpose, row): (PrintFor, &PrinterRow),
    texts: &Texts,
) -> Option<Intent> {
    if !row.trusted {
        return None;
    }
    let label = texts.get("printers-forget");
    let tool = Tool {
        icon: "",
        label: &label,
        key: "",
    };
    let button = ui.push_id((purpose, &row.id), |ui| quiet(ui, tool)).inner;
    let then = texts.get("printers-forget-then");
    spoken::describe(&button, &[&row.name, &then]);
    let clicked = button.on_hover_text(then).clicked();
    clicked.then(|| Intent::ForgetPrinter(row.id.clone()))
}

/// One of several, with how it is: with a sign where somebody is to see to it.
fn choice_ui(ui: &mut Ui, chosen: bool, name: &str, (says, is_ready): (&str, bool)) -> Response {
    let colours = theme::palette(ui);
    let icon = if chosen {
        theme::icon::CIRCLE_CHECK
    } else {
        theme::icon::CIRCLE_DASHED
    };
    let colour = if chosen {
        colours.accent
    } else {
        colours.muted
    };
    let icon = RichText::new(icon)
        .font(theme::icons(theme::ICON))
        .color(colour);
    let word = RichText::new(name).font(theme::medium(theme::BODY));
    let response = ui
        .with_layout(Layout::top_down_justified(Align::Min), |ui| {
            ui.add(Button::new((icon, word)).wrap())
        })
        .inner;
    if !says.is_empty() {
        let (icon, colour, _) = Tone::Warn.look(ui);
        let colour = if is_ready { colours.muted } else { colour };
        let says = RichText::new(says).size(theme::SMALL).color(colour);
        // The columns would space the words out.
        let says = ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.spacing_mut().interact_size.y = theme::SMALL;
            if !is_ready {
                sign(ui, icon, theme::SMALL, colour);
            }
            ui.add(egui::Label::new(says).wrap())
        });
        spoken::silence(&says.inner);
    }
    focus_ring(ui, &response);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, name));
    spoken::describe(&response, &[says]);
    response
}
