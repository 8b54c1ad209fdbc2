//! What was done today, without anybody's name: number, kind, time and state.

use egui::{RichText, ScrollArea, Ui};
use jiff::civil::Date;

use crate::{
    case::{PickupNumber, State},
    domain::Kind,
    text::Texts,
};

use super::super::{
    desk::{Desk, QueueView, TodayRow},
    theme,
    widgets::{ListRow, Tone, heading, list_row},
    words,
};

/// Which case is chosen, and the sums as they were last made.
#[derive(Debug, Default)]
pub(in crate::ui) struct TodayScreen {
    /// What is done next stands first in the list: the choice stays with its case.
    chosen: Option<PickupNumber>,
    /// The choice was moved by the keyboard and must come into view.
    follow: bool,
    summed: Option<(u64, Date)>,
    handed_over: [u32; 3],
    withdrawn: u32,
}

impl TodayScreen {
    /// Moves the choice so many places down.
    pub(in crate::ui) fn step(&mut self, places: isize, view: &QueueView) {
        let place = self.place(view).saturating_add_signed(places);
        let last = view.today.len().saturating_sub(1);
        self.chosen = view.today.get(place.min(last)).map(|row| row.number);
        self.follow = true;
    }

    /// Returns the certificate that can be shown once more, if that of the chosen case can.
    pub(in crate::ui) fn to_show(&self, desk: Desk<'_>) -> Option<PickupNumber> {
        let row = desk.queue.today.get(self.place(desk.queue))?;
        can_be_shown(row, desk).then_some(row.number)
    }

    /// Returns the chosen case; nothing before somebody has looked.
    pub(in crate::ui) fn chosen(&self) -> Option<PickupNumber> {
        self.chosen
    }

    /// Chooses a case.
    pub(in crate::ui) fn choose(&mut self, number: PickupNumber) {
        self.chosen = Some(number);
    }

    /// Returns where the chosen case stands; the first place while none is chosen.
    fn place(&self, view: &QueueView) -> usize {
        let mut rows = view.today.iter();
        rows.position(|row| Some(row.number) == self.chosen)
            .unwrap_or_default()
    }

    fn sum(&mut self, desk: Desk<'_>) {
        let (view, today) = (desk.queue, desk.now.date());
        let summed = Some((view.revision, today));
        if self.summed == summed {
            return;
        }
        self.summed = summed;
        let of_today = |row: &TodayRow| {
            row.at
                .to_zoned_datetime(desk.now.time_zone().clone())
                .date()
                == today
        };
        let count = |wanted: &dyn Fn(&TodayRow) -> bool| {
            let rows = view.today.iter().filter(|row| of_today(row) && wanted(row));
            u32::try_from(rows.count()).unwrap_or(u32::MAX)
        };
        let done = |row: &TodayRow| row.state == State::HandedOver;
        self.handed_over = Kind::ALL.map(|kind| count(&|row| done(row) && row.kind == kind));
        self.withdrawn = count(&|row| row.state == State::Withdrawn);
    }

    /// Shows the screen; returns whether the chosen row was opened.
    pub(in crate::ui) fn ui(&mut self, ui: &mut Ui, desk: Desk<'_>, texts: &Texts) -> bool {
        self.sum(desk);
        let rows = &desk.queue.today;
        let chosen_place = self.place(desk.queue);
        // Whoever looks has chosen: what is done next does not take the place of it.
        self.chosen = rows.get(chosen_place).map(|row| row.number);
        if rows.is_empty() {
            let (title, text) = (texts.get("today-empty"), texts.get("today-empty-text"));
            super::nothing(ui, theme::icon::CALENDAR_DAYS, &title, &text);
            return false;
        }
        self.head_ui(ui, desk, texts);
        let mut opened = false;
        let follow = std::mem::take(&mut self.follow);
        ScrollArea::vertical()
            .auto_shrink(false)
            .show_viewport(ui, |ui, view| {
                let virtual_rows = super::rows::Rows::of(rows.len(), view);
                ui.set_height(virtual_rows.height());
                let origin = ui.max_rect().min;
                let width = (ui.max_rect().width() - 10.0).min(820.0);
                if follow {
                    ui.scroll_to_rect(super::rows::Rows::rect(chosen_place, origin, width), None);
                }
                for place in virtual_rows.in_view() {
                    let Some(row) = rows.get(place) else { continue };
                    let rect = super::rows::Rows::rect(place, origin, width);
                    let chosen = place == chosen_place;
                    let response = row_ui(ui, rect, chosen, (row, desk, texts));
                    if response.clicked() {
                        let enter = ui.input(|input| input.key_pressed(egui::Key::Enter));
                        opened = response.double_clicked() || (chosen && enter);
                        self.chosen = Some(row.number);
                    }
                }
            });
        opened
    }

    fn head_ui(&self, ui: &mut Ui, desk: Desk<'_>, texts: &Texts) {
        let date = words::long_date(texts, desk.now.date());
        heading(ui, theme::icon::CALENDAR_DAYS, &date, "");
        let sum: u32 = self.handed_over.iter().sum();
        let [vaccinations, recoveries, tests] = self.handed_over;
        let counts = [
            ("count", sum.into()),
            ("vaccinations", vaccinations.into()),
            ("recoveries", recoveries.into()),
            ("tests", tests.into()),
        ];
        let mut words = texts.with("today-sum", &counts);
        if self.withdrawn > 0 {
            words.push_str(&texts.with("today-withdrawn", &[("count", self.withdrawn.into())]));
        }
        let words = RichText::new(words).size(theme::LABEL);
        ui.label(words.color(theme::palette(ui).muted));
    }
}

/// Whether the certificate of a row can be shown once more.
fn can_be_shown(row: &TodayRow, desk: Desk<'_>) -> bool {
    row.reprint_until
        .is_some_and(|until| until > desk.now.timestamp())
}

fn row_ui(
    ui: &mut Ui,
    rect: egui::Rect,
    chosen: bool,
    (row, desk, texts): (&TodayRow, Desk<'_>, &Texts),
) -> egui::Response {
    let moment = |at| words::moment(texts, at, desk.now);
    let aside = match row.reprint_until {
        Some(until) if can_be_shown(row, desk) => {
            texts.with("today-reprint", &[("time", moment(until).as_str().into())])
        }
        Some(_) | None => texts.get("today-erased"),
    };
    let tone = if row.state == State::HandedOver {
        Tone::Good
    } else {
        Tone::Still
    };
    let (number, name) = (row.number.to_string(), words::kind(texts, row.kind));
    let (state, time) = (words::state(texts, row.state), moment(row.at));
    list_row(
        ui,
        rect,
        ListRow {
            chosen,
            number: &number,
            name: &name,
            aside: &aside,
            tone,
            state: &state,
            time: &time,
        },
    )
}
