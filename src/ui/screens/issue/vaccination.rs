//! The vaccination: product, date, and the dose by asking which vaccination it is.

use egui::Ui;

use crate::domain::{Field, ProductFamily, dose::Finding, value_set};

use super::{
    super::super::{
        session::{Spot, rule},
        theme,
        widgets::{Choice, Help, Tool, field, is_open, select, tick},
        words,
    },
    Form, remember, vaccination,
};

impl Form<'_> {
    pub(super) fn vaccination_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        self.heading_ui(
            ui,
            theme::icon::SYRINGE,
            ["vaccination-title", "vaccination-aside"],
        );
        ui.columns_const(|[left, right]| {
            self.product_ui(left);
            let echo = vaccination(self.case)
                .map(|draft| draft.date.clone())
                .unwrap_or_default();
            let echo = self.echo(&echo);
            let hint = texts.get("hint-date");
            self.text_ui(right, Field::VaccinationDate, ["", &echo, &hint], |case| {
                vaccination(case).map(|draft| &mut draft.date)
            });
        });
        ui.columns_const(|[left, right]| {
            self.finder_ui(left);
            right.columns_const(|[dose, doses]| {
                self.number_ui(dose, Field::Dose);
                self.number_ui(doses, Field::Doses);
            });
        });
        self.looked_up_ui(ui);
        self.confirm_ui(ui);
    }

    fn product_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        let maker = vaccination(self.case)
            .and_then(|draft| value_set::look_up(value_set::Set::Manufacturer, &draft.product?.ma))
            .map_or("", |maker| maker.display.as_str());
        let (hint, search) = (texts.get("hint-choose"), texts.get("hint-search"));
        self.field_ui(ui, Field::Product, ("".into(), maker), |ui, case| {
            let Some(draft) = vaccination(case) else {
                return ui.label("");
            };
            let shown = draft
                .product
                .map_or(Err(hint.as_str()), |product| Ok(product.name.as_str()));
            let other = texts.get("product-asides-other");
            let (response, picked) =
                select(ui, Spot::Field(Field::Product).id(), shown, &search, || {
                    let usable = value_set::products()
                        .iter()
                        .filter(|product| product.active);
                    let choice = |product: &'static crate::domain::Product| Choice {
                        value: product,
                        label: product.name.clone(),
                        aside: if product.family == ProductFamily::Other {
                            other.clone()
                        } else {
                            String::new()
                        },
                    };
                    usable.map(choice).collect()
                });
            if let Some(product) = picked {
                draft.product = Some(product);
            }
            remember(ui, Spot::Field(Field::Product), &response);
            response
        });
    }

    fn finder_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        let finding = self.case.finding();
        let refused = matches!(finding, Some(Finding::Refused(_)));
        let sentence = self.sentence(finding);
        let missing = self.case.shown_at_finder();
        let fault = match (refused, missing) {
            (true, _) => Some(sentence.clone()),
            (false, Some(fault)) => Some(words::fault(texts, fault)),
            (false, None) => None,
        };
        let by_hand = ("answer-by-hand", words::ANSWERS.len());
        let keys = words::ANSWERS
            .iter()
            .enumerate()
            .map(|(place, answer)| (answer.text, place))
            .chain([by_hand]);
        let shown = self.case.answer.map(|place| {
            texts.get(
                words::ANSWERS
                    .get(place)
                    .map_or(by_hand.0, |answer| answer.text),
            )
        });
        let (label, hint) = (texts.get("field-finder"), texts.get("hint-choose"));
        let help = Help {
            label: &label,
            aside: "".into(),
            fault: fault.as_deref(),
            help: &sentence,
        };
        field(ui, help, |ui| {
            let shown = shown.as_deref().ok_or(hint.as_str());
            let (response, picked) = select(ui, Spot::Finder.id(), shown, "", || {
                keys.map(|(key, value)| Choice {
                    value,
                    label: texts.get(key),
                    aside: String::new(),
                })
                .collect()
            });
            if picked.is_some() {
                self.case.answer = picked;
            }
            if response.lost_focus() && !is_open(ui, Spot::Finder.id()) {
                self.case.touch(Field::Dose);
            }
            remember(ui, Spot::Finder, &response);
            response
        });
    }

    /// What the rule says, in one plain sentence with its date.
    fn sentence(&self, finding: Option<Finding>) -> String {
        let Some(finding) = finding else {
            return String::new();
        };
        rule(finding).map_or_else(
            || self.texts.get("dose-no-rule"),
            |rule| {
                let since = words::short_date(rule.since);
                self.texts.with(
                    &format!("dose-rule-{}", rule.id),
                    &[("since", since.as_str().into())],
                )
            },
        )
    }

    fn number_ui(&mut self, ui: &mut Ui, which: Field) {
        let before = (self.case.dose.clone(), self.case.doses.clone());
        self.text_ui(ui, which, ["", "", ""], |case| {
            Some(if which == Field::Dose {
                &mut case.dose
            } else {
                &mut case.doses
            })
        });
        if before != (self.case.dose.clone(), self.case.doses.clone()) {
            // What is typed beats the rule.
            self.case.answer = Some(words::ANSWERS.len());
        }
    }

    /// The tick that a rule asks for where it cannot know the history.
    fn looked_up_ui(&mut self, ui: &mut Ui) {
        let Some(mut ticked) = self.case.looked_up() else {
            return;
        };
        let label = self.texts.get("confirm-looked-up");
        let tool = Tool {
            icon: "",
            label: &label,
            key: "",
        };
        let missed = self.case.submitted() && !ticked;
        let response = tick(ui, &mut ticked, tool, missed);
        if response.changed() {
            self.case.look_up(ticked);
        }
        remember(ui, Spot::LookedUp, &response);
    }

    fn confirm_ui(&mut self, ui: &mut Ui) {
        let Some(mut ticked) = self.case.unusual() else {
            return;
        };
        let label = self.texts.get("confirm-unusual");
        let tool = Tool {
            icon: "",
            label: &label,
            key: "",
        };
        if tick(ui, &mut ticked, tool, false).changed() {
            self.case.confirm_unusual(ticked);
        }
    }
}
