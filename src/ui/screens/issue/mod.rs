//! The form of one case: person, event, check list.

mod event;
pub(in crate::ui) mod person;
mod preview;
mod vaccination;

use egui::{Align, Layout, Response, RichText, ScrollArea, Ui, UiBuilder, accesskit::Role, vec2};

use super::super::{
    checks::Check,
    command::Command,
    corrected::Corrected,
    session::{Case, FocusTarget},
    taken, theme,
    widgets::{
        Aside, Help, ScrollKeys, Tool, field, heading, heading_in_line, is_open, scrolled,
        segmented, spoken, text_edit, tick,
    },
    words,
};
use crate::{
    domain::{Asks, EventDraft, Field, Kind, TestKind},
    text::Texts,
    ui::view_context::ViewContext,
};

/// Shows the form of a case.
pub(in crate::ui) fn ui(ui: &mut Ui, case: &mut Case, context: ViewContext<'_>, texts: &Texts) {
    let gap = theme::Metrics::of(ui).gap;
    let mut area = ScrollArea::vertical().auto_shrink(false);
    if case.is_new() {
        // Another form begins at its top, wherever the one before it was left.
        area = area.vertical_scroll_offset(0.0);
    }
    scrolled(ui, "form", (area, ScrollKeys::Shifted), |ui| {
        ui.spacing_mut().item_spacing.y = gap;
        let kinds = [Command::Vaccination, Command::Recovery, Command::Test];
        let labels = kinds.map(|command| command.label(texts));
        let items: Vec<_> = Kind::ALL
            .into_iter()
            .zip(kinds)
            .zip(&labels)
            .map(|((kind, command), label)| (kind, command.icon(), label.as_str()))
            .collect();
        let name = texts.get("group-kind");
        if let Some(kind) = segmented(ui, &name, case.draft.event.kind(), &items) {
            case.switch(kind);
        }
        let mut form = Form {
            case,
            context,
            texts,
            placed: Vec::new(),
        };
        let (width, beside) = preview::widths(ui.available_width(), gap);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            column(ui, width, |ui| {
                theme::card(ui).show(ui, |ui| form.person_ui(ui));
                theme::card(ui).show(ui, |ui| form.event_ui(ui));
                theme::card(ui).show(ui, |ui| form.checks_ui(ui));
            });
            if let Some(width) = beside {
                column(ui, width, |ui| {
                    theme::card(ui).show(ui, |ui| form.preview_ui(ui))
                });
            }
        });
        let placed = form.placed;
        form.case.drawn(placed);
    });
}

/// Shows what stands in a column of this width.
fn column<R>(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = Layout::top_down(Align::Min);
    let shown = ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
        ui.set_width(width);
        add(ui)
    });
    shown.inner
}

/// Returns the word for a kind of test.
pub(in crate::ui) fn test_kind(texts: &Texts, kind: TestKind) -> String {
    texts.get(match kind {
        TestKind::Naat => "test-naat",
        TestKind::RapidAntigen => "test-rapid",
    })
}

/// A case while its form is drawn.
struct Form<'a> {
    case: &'a mut Case,
    context: ViewContext<'a>,
    texts: &'a Texts,
    /// The fields drawn so far, at which their faults show.
    placed: Vec<Field>,
}

impl Form<'_> {
    fn event_ui(&mut self, ui: &mut Ui) {
        match self.case.draft.event.kind() {
            Kind::Vaccination => self.vaccination_ui(ui),
            Kind::Recovery => self.recovery_ui(ui),
            Kind::Test => self.test_ui(ui),
        }
        self.other_faults_ui(ui);
        self.questions_ui(ui, |field| field > Field::BirthDate);
    }

    /// Says what is wrong with a field that is not drawn, so that nothing keeps a case from being issued in silence.
    fn other_faults_ui(&self, ui: &mut Ui) {
        let errors = self.case.errors().iter();
        let errors = errors.filter(|error| !self.placed.contains(&error.field));
        for error in errors.filter(|_| self.case.submitted()) {
            let label = self.texts.get(label(error.field));
            let words = words::fault(self.texts, &error.fault);
            let words = RichText::new(format!("{label}: {words}"));
            ui.label(words.color(theme::palette(ui).bad));
        }
    }

    /// The ticks by which staff say yes to what no rule can decide about some fields.
    fn questions_ui(&mut self, ui: &mut Ui, of: impl Fn(Field) -> bool) {
        let questions = self.case.questions().into_iter();
        for (question, mut ticked) in questions.filter(|(question, _)| of(question.field)) {
            let label = self.confirmation(question.asks);
            let tool = Tool {
                icon: "",
                label: &label,
                key: "",
            };
            let missed =
                (self.case.submitted() && !ticked).then(|| self.texts.get("checks-missing"));
            let spot = FocusTarget::Question(question.field, question.asks.code());
            // A tick keeps the focus, whatever comes to stand above it, and never passes it to another question.
            let known = UiBuilder::new().scope_id(spot.id().with(question.key()));
            let response = ui
                .scope_builder(known, |ui| tick(ui, &mut ticked, tool, missed.as_deref()))
                .inner;
            if response.changed() {
                self.case.confirm(&question, ticked);
                taken::ticked(ui, spot, ticked);
            }
            remember(ui, spot, &response);
        }
    }

    /// Returns the words of a yes to a question; of a line that is not ours, with both of them.
    fn confirmation(&self, asks: Asks) -> String {
        let lines = self.lines_unlike().filter(|_| asks == Asks::OtherLine);
        lines.map_or_else(
            || words::confirmation(self.texts, asks),
            |lines| {
                let lines = [("lines", lines.as_str().into())];
                self.texts.with("confirm-other-line", &lines)
            },
        )
    }

    fn checks_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        let mut checks = self.case.checks().iter();
        let missed = self.case.submitted() && checks.any(|check| !self.case.is_ticked(*check));
        let aside = if missed {
            "checks-missing"
        } else {
            "checks-aside"
        };
        let title = texts.get("checks-title");
        spoken::region(ui, Role::Group, &title);
        let aside = texts.get(aside);
        let keys = [
            Command::Check1,
            Command::Check2,
            Command::Check3,
            Command::Check4,
        ];
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            if theme::Metrics::of(ui).headings {
                heading_in_line(ui, theme::icon::LIST_CHECKS, [&title, &aside]);
            }
            let submitted = self.case.submitted();
            let checks = self.case.checks().iter().zip(keys);
            for (place, (check, command)) in checks.enumerate() {
                let mut ticked = self.case.is_ticked(*check);
                let key = command.key(texts);
                let unlike = self.lines_unlike().filter(|_| *check == Check::Identity);
                let unlike = unlike.filter(|_| !self.is_asked(Asks::OtherLine));
                let label = unlike.as_deref().map_or_else(
                    || texts.get(check.text()),
                    |lines| texts.with("check-identity-line", &[("lines", lines.into())]),
                );
                let tool = Tool {
                    icon: "",
                    label: &label,
                    key: &key,
                };
                let missed = (submitted && !ticked).then(|| texts.get("checks-missing"));
                let response = tick(ui, &mut ticked, tool, missed.as_deref());
                let spot = FocusTarget::Check(place);
                if response.changed() {
                    self.case.tick(*check, ticked);
                    taken::ticked(ui, spot, ticked);
                }
                remember(ui, spot, &response);
                if unlike.is_some() {
                    ui.end_row();
                } else {
                    ui.add_space(6.0);
                }
            }
        });
        self.same_holder_ui(ui);
    }

    fn is_asked(&self, asks: Asks) -> bool {
        let mut questions = self.case.questions().into_iter();
        questions.any(|(question, _)| question.asks == asks)
    }

    /// The tick that a correction asks for once name or birth date are not those of the case any more.
    fn same_holder_ui(&mut self, ui: &mut Ui) {
        let corrects = self.case.corrects.as_ref().map(Corrected::number);
        let (Some(number), Some(mut ticked)) = (corrects, self.case.same_holder()) else {
            return;
        };
        let number = number.to_string();
        let label = [("number", number.as_str().into())];
        let label = self.texts.with("confirm-same-holder", &label);
        let tool = Tool {
            icon: "",
            label: &label,
            key: "",
        };
        let missed = (self.case.submitted() && !ticked).then(|| self.texts.get("checks-missing"));
        let response = tick(ui, &mut ticked, tool, missed.as_deref());
        if response.changed() {
            self.case.confirm_holder(ticked);
            taken::ticked(ui, FocusTarget::SameHolder, ticked);
        }
        remember(ui, FocusTarget::SameHolder, &response);
    }

    /// Shows the heading of a card where there is room, and sets the spacing of its fields.
    fn heading_ui(&self, ui: &mut Ui, icon: &str, [title, aside]: [&str; 2]) {
        let sizes = theme::Metrics::of(ui);
        let title = self.texts.get(title);
        spoken::region(ui, Role::Group, &title);
        if sizes.headings {
            heading(ui, icon, &title, &self.texts.get(aside));
        }
        ui.spacing_mut().item_spacing = vec2(16.0, sizes.rows);
    }

    /// Shows a field with its fault, and notes when it is left.
    fn field_ui(
        &mut self,
        ui: &mut Ui,
        which: Field,
        help: (Aside<'_>, &str),
        add: impl FnOnce(&mut Ui, &mut Case) -> Response,
    ) -> Response {
        self.placed.push(which);
        let fault = self.fault(which);
        let label = self.texts.get(label(which));
        let (aside, help) = help;
        let help = Help {
            label: &label,
            aside,
            fault: fault.as_deref(),
            help,
            // What is missing when somebody wants to issue is counted, and said of the field that comes first.
            is_news: !self.case.submitted(),
        };
        let response = field(ui, help, |ui| add(ui, self.case));
        // Whose list is open has not been left.
        if response.lost_focus() && !is_open(ui, FocusTarget::Field(which).id()) {
            self.case.touch(which);
            ui.ctx().request_repaint();
        }
        response
    }

    /// Says what is wrong with a field, or why what still stands there was refused.
    fn fault(&self, which: Field) -> Option<String> {
        let fault = self.case.shown(which);
        let fault = fault.map(|fault| words::fault(self.texts, fault));
        fault.or_else(|| {
            let refusal = self.case.refusal_at(which)?;
            Some(words::refusal(self.texts, refusal))
        })
    }

    /// Shows a field that is one line of text.
    fn text_ui(
        &mut self,
        ui: &mut Ui,
        which: Field,
        [aside, help, hint]: [&str; 3],
        text: impl Fn(&mut Case) -> Option<&mut String>,
    ) {
        self.text_aside_ui(ui, which, (aside.into(), help, hint), text);
    }

    /// The same, beside whose label stands less than is read aloud.
    fn text_aside_ui(
        &mut self,
        ui: &mut Ui,
        which: Field,
        (aside, help, hint): (Aside<'_>, &str, &str),
        text: impl Fn(&mut Case) -> Option<&mut String>,
    ) {
        let complete = text(self.case).is_none_or(|text| theme::shows(ui, text));
        let unseen = self.texts.get("help-unseen");
        let help = match help {
            "" if !complete => &unseen,
            help => help,
        };
        self.field_ui(ui, which, (aside, help), |ui, case| {
            let mut nothing = String::new();
            text_edit(
                ui,
                FocusTarget::Field(which).id(),
                text(case).unwrap_or(&mut nothing),
                hint,
            )
        });
    }

    /// Returns the words for a date as typed, or nothing while it is none.
    fn echo(&self, typed: &str) -> String {
        use crate::domain::date;
        date::parse(typed, self.context.now.date(), date::Century::This)
            .map_or_else(|_| String::new(), |date| words::long_date(self.texts, date))
    }
}

/// In half of so wide a form an answer to a question has room, and so have the two segments of a switch.
const HALVES: f32 = 600.0;

/// Notes which widget stands at a spot whose identity egui chooses.
pub(in crate::ui) fn remember(ui: &Ui, spot: FocusTarget, response: &Response) {
    ui.data_mut(|data| data.insert_temp(spot.id(), response.id));
}

/// Returns the key of a field's label.
fn label(field: Field) -> &'static str {
    match field {
        Field::FamilyName => "field-family-name",
        Field::FamilyTransliteration => "field-family-line",
        Field::GivenName => "field-given-name",
        Field::GivenTransliteration => "field-given-line",
        Field::BirthDate => "field-birth-date",
        Field::Disease | Field::Product | Field::Prophylaxis | Field::Manufacturer => {
            "field-product"
        }
        Field::VaccinationDate => "field-vaccination-date",
        Field::Dose => "field-dose",
        Field::History => "field-history",
        Field::Reason => "field-reason",
        Field::Doses => "field-doses",
        Field::FirstPositive => "field-first-positive",
        Field::ValidFrom => "field-valid-from",
        Field::ValidUntil => "field-valid-until",
        Field::TestKind => "field-test-kind",
        Field::TestName => "field-test-name",
        Field::TestDevice => "field-test-device",
        Field::SampleDate => "field-sample-date",
        Field::SampleTime => "field-sample-time",
        Field::TestOutcome => "field-test-outcome",
        Field::TestCentre => "field-test-centre",
        Field::Location | Field::Country => "result-country",
        Field::IssuerName => "result-issuer",
        Field::Identifier => "result-uvci",
    }
}

/// Returns the draft of a vaccination, if the case is one.
fn vaccination(case: &mut Case) -> Option<&mut crate::domain::VaccinationDraft> {
    match &mut case.draft.event {
        EventDraft::Vaccination(draft) => Some(draft),
        EventDraft::Recovery(_) | EventDraft::Test(_) => None,
    }
}

/// Returns the draft of a recovery, if the case is one.
fn recovery(case: &mut Case) -> Option<&mut crate::domain::RecoveryDraft> {
    match &mut case.draft.event {
        EventDraft::Recovery(draft) => Some(draft),
        EventDraft::Vaccination(_) | EventDraft::Test(_) => None,
    }
}

/// Returns the draft of a test, if the case is one.
fn test(case: &mut Case) -> Option<&mut crate::domain::TestDraft> {
    match &mut case.draft.event {
        EventDraft::Test(draft) => Some(draft),
        EventDraft::Vaccination(_) | EventDraft::Recovery(_) => None,
    }
}

#[cfg(test)]
mod tests;
