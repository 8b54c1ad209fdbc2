//! What was issued: the QR symbol, large, and what was read back from it.

use egui::{Align, Layout, RichText, ScrollArea, Ui, vec2};

use super::{
    super::{
        theme,
        widgets::{Qr, ScrollKeys, Tone, chain, data_row, heading, scrolled, sentence},
        words,
    },
    event_rows,
};
use crate::{
    case::{PickupNumber, numbers_in_words},
    text::Texts,
    ui::{
        view_context::ViewContext,
        view_model::{Issued, IssuedCase},
    },
};

/// Which of several certificates is shown, by its number: another program may take one of them away.
#[derive(Debug, Default)]
pub(in crate::ui) struct ResultScreen {
    open: Option<PickupNumber>,
    qr: Qr,
}

impl ResultScreen {
    /// Shows another certificate, so many places further.
    pub(in crate::ui) fn step(&mut self, issued: &Issued, places: usize) {
        let place = (self.place(issued) + places) % issued.cases.len().max(1);
        self.open(issued, place);
    }

    /// Shows the certificate of this place.
    pub(in crate::ui) fn open(&mut self, issued: &Issued, place: usize) {
        self.open = issued.cases.get(place).map(|case| case.number);
    }

    /// Returns the place of the certificate shown: the first, as long as none was chosen.
    pub(in crate::ui) fn place(&self, issued: &Issued) -> usize {
        let chosen = |case: &IssuedCase| Some(case.number) == self.open;
        issued.cases.iter().position(chosen).unwrap_or_default()
    }

    /// Returns the certificate shown.
    pub(in crate::ui) fn shown<'a>(&self, issued: &'a Issued) -> Option<&'a IssuedCase> {
        issued.cases.get(self.place(issued))
    }

    /// Shows the screen.
    pub(in crate::ui) fn ui(
        &mut self,
        ui: &mut Ui,
        (issued, changed): (&Issued, &[PickupNumber]),
        context: ViewContext<'_>,
        texts: &Texts,
    ) {
        let Some(case) = self.shown(issued) else {
            return;
        };
        let gap = theme::Metrics::of(ui).gap;
        let size = ui.available_size();
        let plate = (size.y - 2.0 * Qr::PLATE).min(size.x * 0.54).max(200.0);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap + Qr::PLATE;
            ui.add_space(Qr::PLATE);
            let column = Layout::top_down(Align::Min);
            ui.allocate_ui_with_layout(vec2(plate, plate), column, |ui| {
                ui.add_space(Qr::PLATE);
                let name = texts.get("result-qr");
                self.qr.ui(
                    ui,
                    case.issuance.uvci.as_str(),
                    &name,
                    (case.side, &case.modules),
                );
            });
            let rest = vec2(ui.available_width(), size.y);
            ui.allocate_ui_with_layout(rest, column, |ui| {
                let area = ScrollArea::vertical();
                scrolled(ui, "result", (area, ScrollKeys::Plain), |ui| {
                    theme::card(ui).show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        head_ui(ui, changed, texts);
                        data_ui(ui, case, context, texts);
                    });
                });
            });
        });
    }
}

/// Says that it is issued and checked, or that it is for nobody any more.
fn head_ui(ui: &mut Ui, changed: &[PickupNumber], texts: &Texts) {
    if !changed.is_empty() {
        let count = u32::try_from(changed.len()).unwrap_or(u32::MAX);
        let numbers = numbers_in_words(changed);
        let said = [
            ("numbers", numbers.as_str().into()),
            ("count", count.into()),
        ];
        let [what, then] =
            ["result-changed", "result-changed-then"].map(|key| texts.with(key, &said));
        sentence(ui, Tone::Warn, &what, &then);
        return;
    }
    heading(
        ui,
        theme::icon::SHIELD_CHECK,
        &texts.get("result-title"),
        "",
    );
    let aside = RichText::new(texts.get("result-aside")).size(theme::SMALL);
    ui.label(aside.color(theme::palette(ui).muted));
}

fn data_ui(ui: &mut Ui, case: &IssuedCase, context: ViewContext<'_>, texts: &Texts) {
    let holder = case.statement.holder();
    let parts = [holder.name.family(), holder.name.given()];
    let name: Vec<&str> = parts
        .into_iter()
        .flatten()
        .map(crate::domain::NamePart::text)
        .collect();
    let name = theme::without_boxes(ui, &name.join(", "));
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.add(egui::Label::new(RichText::new(name).font(theme::semibold(theme::TITLE))).wrap());
    // As in the form, the line needs no name: nothing else looks like it, and it needs the width.
    let line = holder.name.passport_line();
    chain(ui, &line, &theme::medium(theme::LABEL));
    ui.add_space(4.0);
    let row = |ui: &mut Ui, key: &str, value: &str| data_row(ui, &texts.get(key), value);
    let birth = words::birth(texts, holder.birth, context.now.date());
    row(ui, "field-birth-date", &birth);
    for (label, said) in event_rows::of_event(case.statement.event(), context, texts) {
        row(ui, label, &said.unwrap_or_default());
    }
    row(ui, "result-issuer", case.issuance.issuer.name());
    row(ui, "result-country", case.issuance.issuer.country());
    let day = |at: jiff::Timestamp| {
        let local = at.to_zoned_datetime(context.now.time_zone().clone());
        words::long_date(texts, local.date())
    };
    row(ui, "result-issued", &day(case.issuance.issued_at));
    row(ui, "result-expires", &day(case.issuance.expires_at));
    row(ui, "result-uvci", case.issuance.uvci.as_str());
}
