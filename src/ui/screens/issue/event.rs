//! A recovery and a test.

use egui::{Id, Key, Modifiers, Ui};

use crate::{
    domain::{Fault, Field, Sampled, TestDraft, TestKind, date, value_set},
    text::Texts,
};

use super::{
    super::super::{
        command::take_key,
        session::FocusTarget,
        taken, theme,
        widgets::{Choice, Search, segmented, segments, select, spoken},
        words,
    },
    Form, HALVES, column, label, recovery, remember, test, test_kind,
};

/// In a form of this width sample, finding and centre stand in one row.
const ONE_ROW: f32 = 900.0;
/// Day and hour of the sample there.
const SAMPLED: f32 = 330.0;
/// The two segments of the finding there.
const OUTCOME: f32 = 290.0;

impl Form<'_> {
    pub(super) fn recovery_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        self.heading_ui(
            ui,
            theme::icon::HEART_PULSE,
            ["recovery-title", "recovery-aside"],
        );
        let typed = recovery(self.case).cloned().unwrap_or_default();
        let first = date::parse(
            &typed.first_positive,
            self.context.now.date(),
            date::Century::This,
        )
        .ok();
        let proposal = |typed: &str, days: i64| match first {
            Some(first) if typed.trim().is_empty() => {
                let day = words::short_date(first.saturating_add(jiff::ToSpan::days(days)));
                texts.with("proposed-date", &[("date", day.as_str().into())])
            }
            _ => self.echo(typed),
        };
        let (from, until) = (
            proposal(&typed.valid_from, 28),
            proposal(&typed.valid_until, 180),
        );
        let echo = self.echo(&typed.first_positive);
        let hint = texts.get("hint-date");
        ui.columns_const(|[first, second, third]| {
            self.text_ui(first, Field::FirstPositive, ["", &echo, &hint], |case| {
                recovery(case).map(|draft| &mut draft.first_positive)
            });
            self.text_ui(second, Field::ValidFrom, ["", &from, &hint], |case| {
                recovery(case).map(|draft| &mut draft.valid_from)
            });
            self.text_ui(third, Field::ValidUntil, ["", &until, &hint], |case| {
                recovery(case).map(|draft| &mut draft.valid_until)
            });
        });
    }

    pub(super) fn test_ui(&mut self, ui: &mut Ui) {
        self.heading_ui(ui, theme::icon::TEST_TUBE, ["test-title", "test-aside"]);
        if ui.available_width() < HALVES {
            self.test_kind_ui(ui);
            self.test_name_ui(ui);
            ui.columns_const(|[date, time]| self.sampled_ui(date, time));
            self.outcome_ui(ui);
            self.centre_ui(ui);
            self.hour_ui(ui);
            return;
        }
        ui.columns_const(|[left, right]| {
            self.test_kind_ui(left);
            self.test_name_ui(right);
        });
        if ui.available_width() < ONE_ROW {
            ui.columns_const(|[left, right]| {
                left.columns_const(|[date, time]| self.sampled_ui(date, time));
                self.outcome_ui(right);
            });
            self.centre_ui(ui);
        } else {
            ui.horizontal_top(|ui| {
                column(ui, SAMPLED, |ui| {
                    ui.columns_const(|[date, time]| self.sampled_ui(date, time));
                });
                column(ui, OUTCOME, |ui| self.outcome_ui(ui));
                let rest = ui.available_width();
                column(ui, rest, |ui| self.centre_ui(ui));
            });
        }
        self.hour_ui(ui);
    }

    fn centre_ui(&mut self, ui: &mut Ui) {
        let optional = self.texts.get("optional");
        let rapid = test(self.case).is_some_and(|draft| draft.kind == Some(TestKind::RapidAntigen));
        let aside = if rapid { optional.as_str() } else { "" };
        self.text_ui(ui, Field::TestCentre, [aside, "", ""], |case| {
            test(case).map(|draft| &mut draft.centre)
        });
    }

    fn test_kind_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        let labels =
            [TestKind::Naat, TestKind::RapidAntigen].map(|kind| (kind, test_kind(texts, kind)));
        self.field_ui(ui, Field::TestKind, ("".into(), ""), |ui, case| {
            let items: Vec<_> = labels
                .iter()
                .map(|(kind, label)| (Some(*kind), "", label.as_str()))
                .collect();
            let inner = ui.scope(|ui| {
                let chosen = test(case).and_then(|draft| draft.kind);
                let picked = segments_ui(ui, (case, texts), Field::TestKind, chosen, &items);
                if let (Some(kind), Some(draft)) = (picked, test(case)) {
                    draft.kind = Some(kind);
                    match kind {
                        TestKind::Naat => draft.device = None,
                        TestKind::RapidAntigen => draft.name.clear(),
                    }
                }
            });
            inner.response
        });
    }

    fn test_name_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        if test(self.case).and_then(|draft| draft.kind) != Some(TestKind::RapidAntigen) {
            let optional = texts.get("optional");
            self.text_ui(ui, Field::TestName, [&optional, "", ""], |case| {
                test(case).map(|draft| &mut draft.name)
            });
            return;
        }
        let [hint, search, nothing] =
            ["hint-choose", "hint-search", "queue-none-found"].map(|key| texts.get(key));
        self.field_ui(ui, Field::TestDevice, ("".into(), ""), |ui, case| {
            let Some(draft) = test(case) else {
                return ui.label("");
            };
            let device = draft.device.as_deref();
            let shown =
                device.and_then(|code| value_set::look_up(value_set::Set::TestDevice, code));
            let shown = shown.map_or(Err(hint.as_str()), |value| Ok(value.display.as_str()));
            let (response, picked) = select(
                ui,
                FocusTarget::Field(Field::TestDevice).id(),
                shown,
                Some(Search {
                    hint: &search,
                    nothing: &nothing,
                }),
                || {
                    let usable = value_set::entries(value_set::Set::TestDevice)
                        .filter(|(_, value)| value.active);
                    let choice =
                        |(code, value): (&'static str, &'static value_set::Value)| Choice {
                            value: code,
                            label: value.display.clone(),
                            aside: code.to_owned(),
                            also: String::new(),
                        };
                    usable.map(choice).collect()
                },
            );
            if let Some(code) = picked {
                draft.device = Some(code.to_owned());
                taken::chosen(ui, Field::TestDevice);
            }
            remember(ui, FocusTarget::Field(Field::TestDevice), &response);
            response
        });
    }

    fn sampled_ui(&mut self, date: &mut Ui, time: &mut Ui) {
        let (date_hint, time_hint) = (self.texts.get("hint-date"), self.texts.get("hint-time"));
        let typed = test(self.case)
            .and_then(typed)
            .map(|(date, _)| date.clone())
            .unwrap_or_default();
        let echo = self.echo(&typed);
        let before = typed_of(self.case).map(|(date, time)| (date.clone(), time.clone()));
        self.text_ui(date, Field::SampleDate, ["", &echo, &date_hint], |case| {
            Some(typed_of(case)?.0)
        });
        self.text_ui(time, Field::SampleTime, ["", "", &time_hint], |case| {
            Some(typed_of(case)?.1)
        });
        let now = typed_of(self.case).map(|(date, time)| (date.clone(), time.clone()));
        if now != before
            && let Some(draft) = test(self.case)
        {
            draft.sampled.ask_hour();
        }
    }

    fn outcome_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        let labels = [
            (false, texts.get("outcome-not-detected")),
            (true, texts.get("outcome-detected")),
        ];
        self.field_ui(ui, Field::TestOutcome, ("".into(), ""), |ui, case| {
            let items: Vec<_> = labels
                .iter()
                .map(|(found, label)| (Some(*found), "", label.as_str()))
                .collect();
            let inner = ui.scope(|ui| {
                let chosen = test(case).and_then(|draft| draft.detected);
                let picked = segments_ui(ui, (case, texts), Field::TestOutcome, chosen, &items);
                if let (Some(found), Some(draft)) = (picked, test(case)) {
                    draft.detected = Some(found);
                }
            });
            inner.response
        });
    }

    /// Asks which of two equal hours is meant, at the end of summer time.
    fn hour_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        let asked = self
            .case
            .errors()
            .iter()
            .any(|error| error.fault == Fault::TimeOccursTwice);
        let Some(TestDraft {
            sampled: Sampled::Typed { later_hour, .. },
            ..
        }) = test(self.case)
        else {
            return;
        };
        if asked || later_hour.is_some() {
            let (earlier, later) = (texts.get("hour-earlier"), texts.get("hour-later"));
            ui.horizontal(|ui| {
                ui.label(texts.get("field-hour"));
                let items = [
                    (Some(false), "", earlier.as_str()),
                    (Some(true), "", later.as_str()),
                ];
                let name = texts.get("field-hour");
                if let Some(picked) = segmented(ui, &name, *later_hour, &items) {
                    *later_hour = picked;
                }
            });
        }
    }
}

/// Shows a switch that is a field: the focus can be sent to it, and it is left when no part of it has the focus.
fn segments_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    (case, texts): (&mut super::Case, &Texts),
    which: Field,
    chosen: Option<T>,
    items: &[(Option<T>, &str, &str)],
) -> Option<T> {
    let name = texts.get(label(which));
    let spot = FocusTarget::Field(which).id().with("segments");
    // Enter answers nothing: it goes on from an answer, and one key too many of it chooses none.
    let parts: Vec<Id> = ui.data(|data| data.get_temp(spot)).unwrap_or_default();
    let is_here = ui.memory(|memory| memory.focused().is_some_and(|id| parts.contains(&id)));
    let enter = (Modifiers::NONE, Key::Enter);
    if is_here && ui.input_mut(|input| take_key(input, enter)) && chosen.is_some() {
        taken::gone_on(ui, which);
    }
    let (picked, responses) = segments(ui, &name, chosen, items);
    let parts: Vec<Id> = responses.iter().map(|response| response.id).collect();
    ui.data_mut(|data| data.insert_temp(spot, parts));
    let fault = case.shown(which).map(|fault| words::fault(texts, fault));
    for response in &responses {
        spoken::describe(response, &[fault.as_deref().unwrap_or_default()]);
    }
    if let Some(first) = responses.first() {
        remember(ui, FocusTarget::Field(which), first);
    }
    let lost = responses.iter().any(egui::Response::lost_focus);
    if lost && !responses.iter().any(egui::Response::has_focus) {
        case.touch(which);
    }
    if picked.is_some() {
        taken::chosen(ui, which);
    }
    picked.flatten()
}

fn typed(draft: &mut TestDraft) -> Option<(&mut String, &mut String)> {
    match &mut draft.sampled {
        Sampled::Typed { date, time, .. } => Some((date, time)),
        Sampled::At(_) => None,
    }
}

fn typed_of(case: &mut super::Case) -> Option<(&mut String, &mut String)> {
    typed(test(case)?)
}
