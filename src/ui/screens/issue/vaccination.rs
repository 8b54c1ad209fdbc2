//! The vaccination: product, date, and the dose by asking which it is and what came before.

use egui::Ui;

use crate::domain::{
    Field, Product, ProductFamily, VaccinationDraft,
    dose::{self, BasisDraft, Finding},
    product, value_set,
};

use super::{
    super::super::{
        session::FocusTarget,
        taken, theme,
        widgets::{Choice, Help, Search, field, is_open, select, text_edit},
        words,
    },
    Form, HALVES, remember, vaccination,
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
        if ui.available_width() < HALVES {
            ui.columns_const(|[dose, doses]| {
                self.number_ui(dose);
                self.doses_ui(doses);
            });
            self.finder_ui(ui);
        } else {
            ui.columns_const(|[left, right]| {
                left.columns_const(|[dose, doses]| {
                    self.number_ui(dose);
                    self.doses_ui(doses);
                });
                self.finder_ui(right);
            });
        }
        self.reason_ui(ui);
    }

    fn product_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        let maker = vaccination(self.case)
            .and_then(|draft| value_set::look_up(value_set::Set::Manufacturer, &draft.product?.ma))
            .map_or("", |maker| maker.display.as_str());
        let [hint, search, nothing] =
            ["hint-choose", "hint-search", "queue-none-found"].map(|key| texts.get(key));
        self.field_ui(ui, Field::Product, ("".into(), maker), |ui, case| {
            let Some(draft) = vaccination(case) else {
                return ui.label("");
            };
            let shown = draft.product.map(Product::full_name);
            let shown = shown.as_deref().ok_or(hint.as_str());
            let other = texts.get("product-asides-other");
            let (response, picked) = select(
                ui,
                FocusTarget::Field(Field::Product).id(),
                shown,
                Some(Search {
                    hint: &search,
                    nothing: &nothing,
                }),
                || {
                    let usable = product::products().iter().filter(|product| product.active);
                    let choice = |product: &'static Product| Choice {
                        value: product,
                        label: product.full_name(),
                        aside: if product.family == ProductFamily::Other {
                            other.clone()
                        } else {
                            String::new()
                        },
                        also: found_by(product),
                    };
                    usable.map(choice).collect()
                },
            );
            if let Some(product) = picked {
                draft.choose(product);
                taken::chosen(ui, Field::Product);
            }
            remember(ui, FocusTarget::Field(Field::Product), &response);
            response
        });
    }

    /// The question for what came before, with what the rules make of the answer.
    fn finder_ui(&mut self, ui: &mut Ui) {
        let texts = self.texts;
        let Some(VaccinationDraft { product, dose, .. }) = vaccination(self.case).cloned() else {
            return;
        };
        self.placed.push(Field::History);
        let (number, family) = (dose.number(), product.map(|product| product.family));
        let finding = dose.finding(product);
        let sentence = finding.map(|finding| words::finding(texts, finding, product));
        let missing = self.case.shown(Field::History);
        // That a rule refuses is said at once: whoever has answered waits for its numbers.
        let fault = match finding {
            Some(Finding::NoNumbers(_)) => sentence.clone(),
            Some(Finding::Proposal { .. }) => sentence.clone().filter(|_| missing.is_some()),
            None => missing.map(|fault| words::fault(texts, fault)),
        };
        let by_hand = texts.get("answer-by-hand");
        let shown = match &dose.basis {
            BasisDraft::Before(before) => Some(words::before(texts, *before, number, family)),
            BasisDraft::ByHand { .. } => Some(by_hand.clone()),
            BasisDraft::Unanswered | BasisDraft::Numbers { .. } => None,
        };
        let (label, hint) = (texts.get("field-history"), self.history_hint(ui));
        let help = Help {
            label: &label,
            aside: "".into(),
            fault: fault.as_deref(),
            help: sentence.as_deref().unwrap_or_default(),
            is_news: !self.case.submitted(),
        };
        field(ui, help, |ui| {
            let id = FocusTarget::Field(Field::History).id();
            let shown = shown.as_deref().ok_or(hint.as_str());
            let (response, picked) = select(ui, id, shown, None, || {
                let befores = dose::befores(number, family);
                let befores = befores.into_iter().map(|before| Choice {
                    value: BasisDraft::Before(before),
                    label: words::before(texts, before, number, family),
                    aside: String::new(),
                    also: String::new(),
                });
                let by_hand = Choice {
                    value: BasisDraft::by_hand(),
                    label: by_hand,
                    aside: String::new(),
                    also: String::new(),
                };
                befores.chain([by_hand]).collect()
            });
            if let Some(basis) = picked
                && let Some(draft) = vaccination(self.case)
            {
                draft.dose.answer(basis);
                taken::chosen(ui, Field::History);
            }
            if response.lost_focus() && !is_open(ui, id) {
                self.case.touch(Field::History);
            }
            remember(ui, FocusTarget::Field(Field::History), &response);
            response
        });
    }

    /// What stands for an answer: that Enter takes the usual one from beside the number, or that one is to be chosen.
    fn history_hint(&mut self, ui: &Ui) -> String {
        let texts = self.texts;
        let in_number = ui.memory(|it| it.has_focus(FocusTarget::Field(Field::Dose).id()));
        let draft = vaccination(self.case).filter(|_| in_number);
        let usual = draft.and_then(|draft| {
            let before = draft.dose.usual(draft.product)?;
            let family = draft.product.map(|product| product.family);
            Some(words::before(texts, before, draft.dose.number(), family))
        });
        usual.map_or_else(
            || texts.get("hint-choose"),
            |answer| texts.with("hint-usual", &[("answer", answer.as_str().into())]),
        )
    }

    fn number_ui(&mut self, ui: &mut Ui) {
        let help = self.texts.get("help-dose");
        self.field_ui(ui, Field::Dose, ("".into(), &help), |ui, case| {
            let Some(draft) = vaccination(case) else {
                return ui.label("");
            };
            let mut number = draft.dose.number.clone();
            let response = text_edit(ui, FocusTarget::Field(Field::Dose).id(), &mut number, "");
            if response.changed() {
                draft.dose.renumber(number);
            }
            response
        });
    }

    /// The doses of the series: what the rule gives, to be read, or what is typed by hand.
    fn doses_ui(&mut self, ui: &mut Ui) {
        let by_hand = vaccination(self.case).is_some_and(|draft| draft.dose.is_by_hand());
        let given = vaccination(self.case)
            .and_then(|draft| draft.dose.doses(draft.product))
            .map_or_else(String::new, |doses| doses.to_string());
        ui.add_enabled_ui(by_hand, |ui| {
            if by_hand {
                self.text_ui(
                    ui,
                    Field::Doses,
                    ["", "", ""],
                    |case| match &mut vaccination(case)?.dose.basis {
                        BasisDraft::ByHand { doses, .. } => Some(doses),
                        BasisDraft::Unanswered
                        | BasisDraft::Before(_)
                        | BasisDraft::Numbers { .. } => None,
                    },
                );
            } else {
                self.field_ui(ui, Field::Doses, ("".into(), ""), |ui, _| {
                    let id = FocusTarget::Field(Field::Doses).id();
                    text_edit(ui, id, &mut given.clone(), "")
                });
            }
        });
    }

    /// Why no rule gives the numbers.
    fn reason_ui(&mut self, ui: &mut Ui) {
        if !vaccination(self.case).is_some_and(|draft| draft.dose.is_by_hand()) {
            return;
        }
        let hint = self.texts.get("hint-reason");
        self.text_ui(
            ui,
            Field::Reason,
            ["", "", &hint],
            |case| match &mut vaccination(case)?.dose.basis {
                BasisDraft::ByHand { reason, .. } => Some(reason),
                BasisDraft::Unanswered | BasisDraft::Before(_) | BasisDraft::Numbers { .. } => None,
            },
        );
    }
}

/// Returns the words that a product is found by besides its name: what people call it, and who makes it.
fn found_by(product: &Product) -> String {
    let maker = value_set::look_up(value_set::Set::Manufacturer, &product.ma);
    let maker = maker.map(|maker| maker.display.as_str());
    let called = product.called.iter().map(String::as_str);
    called.chain(maker).collect::<Vec<_>>().join(" ")
}
