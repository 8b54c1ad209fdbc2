//! The cases of the visit that shows, beside the form or the certificates, and what makes one more or one less.

use egui::{
    Button, FontId, Id, Label, Response, RichText, Stroke, TextFormat, Ui, WidgetInfo,
    accesskit::Role, text::LayoutJob, vec2,
};

use super::{
    command::{Command, Words},
    counter::{Counter, Screen},
    intent::Asked,
    placed_command::Place,
    session::Case,
    theme,
    view_context::ViewContext,
    view_model::IssuedCase,
    widgets::{focus_ring, heading, quiet_in_column, spoken},
    words,
};
use crate::{
    case::PickupNumber,
    domain::{Event, EventDraft, Kind, NamePart, Product, Statement, VaccinationDraft},
    text::{Texts, Value},
};

impl Counter {
    /// Shows the list and its actions in a column that ends at `bottom`; returns what was clicked.
    pub(super) fn cases_ui(
        &mut self,
        ui: &mut Ui,
        bottom: f32,
        context: ViewContext<'_>,
        texts: &Texts,
    ) -> Option<Asked> {
        let mut asked = None;
        let mut open = None;
        let title = match self.screen {
            _ if self.place(context) != Place::Shown => "cases-title",
            Screen::Today => "cases-today-title",
            Screen::Issue | Screen::Queue => "cases-shown-title",
        };
        heading(ui, theme::icon::USERS, &texts.get(title), "");
        let (rows, chosen) = self.rows(context, texts);
        // Whatever is told below them, they and their actions stand where they stand.
        let most = (bottom - ui.cursor().top()) * CASES - ACTIONS;
        egui::ScrollArea::vertical()
            .max_height(most)
            .show(ui, |ui| {
                if self.shown(context).is_none() {
                    before_ui(ui, self.session.given(), &self.earlier, texts);
                }
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
                    if place == chosen && is_news(ui, chosen) {
                        response.scroll_to_me(None);
                    }
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
            let response = quiet_in_column(ui, tool).on_hover_text(words.tool().key);
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

    /// Names the cases, each with its number once it has one, and says which is open.
    fn rows(&self, context: ViewContext<'_>, texts: &Texts) -> (Vec<(String, String)>, usize) {
        if let Some(issued) = self.shown(context) {
            let row = |case: &IssuedCase| {
                let name = format!("{}  {}", case.number, named(&case.statement));
                (name, says(texts, case.statement.event()))
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
                    dose_in_words(texts, product, [number, doses])
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

/// So much of the column the cases and their actions take at most.
const CASES: f32 = 0.64;
/// What the actions take of it.
const ACTIONS: f32 = 130.0;

/// Whether another case is open than in the frame before.
fn is_news(ui: &Ui, open: usize) -> bool {
    let last = Id::unique("open case of the list");
    ui.data_mut(|data| {
        let before = data.get_temp(last);
        data.insert_temp(last, open);
        before != Some(open)
    })
}

/// Names the holder of a certificate.
fn named(statement: &Statement) -> String {
    let name = &statement.holder().name;
    let parts = [name.family(), name.given()].into_iter().flatten();
    let name: Vec<&str> = parts.map(NamePart::text).collect();
    name.join(", ")
}

/// Says in a few words what a certificate is about.
fn says(texts: &Texts, event: &Event) -> String {
    match event {
        Event::Vaccination(vaccination) => {
            let dose = vaccination.dose();
            dose_in_words(texts, vaccination.product(), [dose.number(), dose.doses()])
        }
        Event::Recovery(_) | Event::Test(_) => words::kind(texts, event.kind()),
    }
}

fn dose_in_words(texts: &Texts, product: &Product, [dose, doses]: [u32; 2]) -> String {
    let kind = words::kind(texts, Kind::Vaccination);
    texts.with(
        "case-dose",
        &[
            ("kind", kind.as_str().into()),
            ("product", product.name.as_str().into()),
            ("dose", dose.into()),
            ("doses", doses.into()),
        ],
    )
}

/// What the visit had before the form was opened again: to be read, not to be changed. Of what was issued it says the
/// number.
fn before_ui(ui: &mut Ui, given: &[Statement], issued: &[PickupNumber], texts: &Texts) {
    for (place, statement) in given.iter().enumerate() {
        let name = theme::without_boxes(ui, &named(statement));
        let event = says(texts, statement.event());
        let number = issued.get(place).filter(|_| issued.len() == given.len());
        let key = number.map_or("case-before", |_| "case-issued");
        let number = number.map(ToString::to_string).unwrap_or_default();
        let said = [
            ("number", number.as_str().into()),
            ("name", name.as_str().into()),
            ("event", event.as_str().into()),
        ];
        let line = RichText::new(texts.with(key, &said)).size(theme::SMALL);
        let line = line.color(theme::palette(ui).muted);
        ui.add(Label::new(line).wrap());
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
