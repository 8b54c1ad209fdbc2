//! The cases of the visit that shows, beside the form or the certificates, and what makes one more or one less.

use egui::{
    Button, FontId, Response, Stroke, TextFormat, Ui, WidgetInfo, accesskit::Role, text::LayoutJob,
    vec2,
};

use super::{
    command::{Command, Words},
    counter::Counter,
    intent::Asked,
    placed_command::Place,
    session::Case,
    theme,
    view_context::ViewContext,
    view_model::IssuedCase,
    widgets::{focus_ring, heading, quiet, spoken},
    words,
};
use crate::{
    domain::{EventDraft, NamePart, VaccinationDraft},
    text::{Texts, Value},
};

impl Counter {
    /// Shows the list and its actions; returns what was clicked.
    pub(super) fn cases_ui(
        &mut self,
        ui: &mut Ui,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> Option<Asked> {
        let mut asked = None;
        let mut open = None;
        let title = if self.place(context) == Place::Shown {
            "cases-shown-title"
        } else {
            "cases-title"
        };
        heading(ui, theme::icon::USERS, &texts.get(title), "");
        let (rows, chosen) = self.rows(context, texts);
        egui::ScrollArea::vertical()
            .max_height(ui.available_height() - 130.0)
            .show(ui, |ui| {
                spoken::region(ui, Role::TabList, &texts.get(title));
                for ((place, row), number) in rows.iter().enumerate().zip(1..) {
                    let response = row_ui(ui, place == chosen, row);
                    let (name, event) = row;
                    // Two of one person may look alike.
                    let which = texts.with("case-number", &[("number", Value::Number(number))]);
                    let says = if rows.len() > 1 {
                        format!("{which}: {name}, {event}")
                    } else {
                        format!("{name}, {event}")
                    };
                    response.widget_info(|| {
                        WidgetInfo::selected(Role::Tab, true, place == chosen, &says)
                    });
                    spoken::select(&response, place == chosen);
                    if response.clicked() {
                        open = Some(place);
                    }
                }
            });
        let place = self.place(context);
        let several = self.session.cases.len() > 1;
        let commands = [
            Command::SamePerson,
            Command::NextPerson,
            Command::RemoveCase,
        ];
        let commands = commands.into_iter().take(if several { 3 } else { 2 });
        for command in commands.filter(|command| place.meaning(*command).is_some()) {
            let words = Words::of(command, texts);
            let mut tool = words.tool();
            tool.key = "";
            let response = quiet(ui, tool).on_hover_text(words.tool().key);
            spoken::describe(&response, &[words.tool().key]);
            if response.clicked() {
                asked = Some(Asked::Command(command));
            }
        }
        if let Some(place) = open {
            self.open(place, context);
        }
        asked
    }

    /// Names the cases, and says which is open.
    fn rows(&self, context: ViewContext<'_>, texts: &Texts) -> (Vec<(String, String)>, usize) {
        if let Some(issued) = self.shown(context) {
            let row = |case: &IssuedCase| {
                let name = &case.statement.holder().name;
                let parts = [name.family(), name.given()].into_iter().flatten();
                let name: Vec<&str> = parts.map(NamePart::text).collect();
                (
                    name.join(", "),
                    words::kind(texts, case.statement.event().kind()),
                )
            };
            return (
                issued.cases.iter().map(row).collect(),
                self.result.place(issued),
            );
        }
        let row = |case: &Case| {
            let draft = &case.draft;
            let parts = [draft.family_name.trim(), draft.given_name.trim()];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let name = if parts.is_empty() {
                texts.get("case-unnamed")
            } else {
                parts.join(", ")
            };
            let event = match &draft.event {
                EventDraft::Vaccination(VaccinationDraft {
                    product: Some(product),
                    dose,
                    ..
                }) if let Some(number) = dose.number()
                    && let Some(doses) = dose.doses(Some(product)) =>
                {
                    texts.with(
                        "case-dose",
                        &[
                            ("product", product.name.as_str().into()),
                            ("dose", number.into()),
                            ("doses", doses.into()),
                        ],
                    )
                }
                event @ (EventDraft::Vaccination(_)
                | EventDraft::Recovery(_)
                | EventDraft::Test(_)) => words::kind(texts, event.kind()),
            };
            (name, event)
        };
        (
            self.session.cases.iter().map(row).collect(),
            self.session.open,
        )
    }
}

/// One case of the list: whose it is, and what it says.
fn row_ui(ui: &mut Ui, chosen: bool, (name, event): &(String, String)) -> Response {
    let colours = theme::palette(ui);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for state in [
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
        ] {
            state.weak_bg_fill = if chosen {
                colours.accent_soft
            } else {
                colours.surface
            };
            state.bg_stroke = Stroke::new(1.0, if chosen { colours.accent } else { colours.line });
        }
        let mut words = LayoutJob::default();
        let format = |font, colour| TextFormat {
            font_id: font,
            color: colour,
            ..Default::default()
        };
        let shown = theme::without_boxes(ui, name);
        words.append(
            &shown,
            0.0,
            format(theme::medium(theme::BODY), colours.text),
        );
        words.append("\n", 0.0, format(theme::medium(theme::SMALL), colours.text));
        words.append(
            event,
            0.0,
            format(FontId::proportional(theme::SMALL), colours.muted),
        );
        let width = ui.available_width();
        let button = Button::new(words).min_size(vec2(width, 48.0)).wrap();
        let response = ui.add(button);
        focus_ring(ui, &response);
        response
    })
    .inner
}
