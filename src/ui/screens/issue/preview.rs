//! What the certificate will say, beside the form where the window is wide enough: for the customer to read along.

use egui::{RichText, Ui, accesskit::Role};

use super::{
    super::{
        super::{
            theme,
            widgets::{chain, data_row, heading, spoken},
            words,
        },
        event_rows,
    },
    Form,
};
use crate::domain::NamePart;

/// Beside a form of this width at least.
const FORM: f32 = 900.0;
/// So wide are the lines of what it says at least.
const LEAST: f32 = 380.0;
/// Beyond this they would lie too far from their labels.
const MOST: f32 = 560.0;

/// Returns how wide the form is, and what stands beside it where both have room.
pub(super) fn widths(whole: f32, gap: f32) -> (f32, Option<f32>) {
    if whole < FORM + gap + LEAST {
        return (whole.min(theme::WIDEST), None);
    }
    let form = (whole - gap - LEAST).min(theme::WIDEST);
    (form, Some((whole - gap - form).min(MOST)))
}

impl Form<'_> {
    pub(super) fn preview_ui(&self, ui: &mut Ui) {
        let (texts, today) = (self.texts, self.context.now.date());
        let title = texts.get("preview-title");
        spoken::region(ui, Role::Group, &title);
        ui.set_width(ui.available_width());
        heading(ui, theme::icon::EYE, &title, &texts.get("preview-aside"));
        ui.spacing_mut().item_spacing.y = 4.0;
        let name = self.names().join(", ");
        let name = theme::without_boxes(ui, if name.is_empty() { OPEN } else { &name });
        ui.add(egui::Label::new(RichText::new(name).font(theme::semibold(theme::TITLE))).wrap());
        chain(ui, &self.line(), &theme::medium(theme::LABEL));
        ui.add_space(4.0);
        let draft = &self.case.draft;
        let birth = draft.birth.parse(today).ok();
        let birth = birth.map(|birth| words::birth(texts, birth, today));
        // What can be read is what will be signed; before that, what each field gives.
        let event = self.case.statement().map_or_else(
            || event_rows::of_draft(&draft.event, today, texts),
            |statement| event_rows::of_event(statement.event(), self.context, texts),
        );
        for (label, said) in [("field-birth-date", birth)].into_iter().chain(event) {
            data_row(ui, &texts.get(label), said.as_deref().unwrap_or(OPEN));
        }
    }

    /// Returns family name and given names as they will be written, as far as they are there.
    fn names(&self) -> Vec<String> {
        let draft = &self.case.draft;
        let part = |text: &str, line: Option<&str>| {
            let written = NamePart::parse(text, line).ok().flatten();
            written.map_or_else(|| text.trim().to_owned(), |part| part.text().to_owned())
        };
        let names = [
            part(&draft.family_name, draft.family_transliteration.typed()),
            part(&draft.given_name, draft.given_transliteration.typed()),
        ];
        names.into_iter().filter(|name| !name.is_empty()).collect()
    }
}

/// Stands where nothing has been typed yet.
const OPEN: &str = "–";
