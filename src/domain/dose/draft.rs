//! A dose as it is typed, and how it is read: by what came before, by its numbers, or by hand.

use std::collections::BTreeSet;

use super::{
    Basis, Before, Dose, Finding, NO_REASON, Reason, Rule, USUAL_DOSES, check, check_one, find,
    rules,
};
use crate::domain::{
    Asks, Fault, Field, Product, ProductFamily, Question, letters, parse_context::ParseContext,
};

/// A dose as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoseDraft {
    /// The number of this dose as typed.
    pub number: String,
    /// What the doses of the series are to be taken from.
    pub basis: BasisDraft,
}

/// What the numbers of a dose are to rest on. What a rule gives stands nowhere but in the rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BasisDraft {
    /// Nobody was asked yet.
    #[default]
    Unanswered,
    /// What came before: a rule gives the doses of the series.
    Before(Before),
    /// Both numbers, which the rules must give for what came before, or for anything where that is not said.
    Numbers {
        /// The doses of the series.
        doses: String,
        /// What came before.
        before: Option<Before>,
    },
    /// The doses of the series as typed, with a reason.
    ByHand {
        /// The doses of the series.
        doses: String,
        /// Why no rule gives them.
        reason: String,
    },
}

impl BasisDraft {
    /// Begins an entry by hand.
    pub fn by_hand() -> Self {
        Self::ByHand {
            doses: String::new(),
            reason: String::new(),
        }
    }
}

impl DoseDraft {
    /// Enters a dose whose numbers follow from what came before.
    pub fn after(number: u32, before: Before) -> Self {
        Self {
            number: number.to_string(),
            basis: BasisDraft::Before(before),
        }
    }

    /// Enters both numbers, which a rule must give.
    pub fn of_numbers(number: u32, doses: u32) -> Self {
        Self {
            number: number.to_string(),
            basis: BasisDraft::Numbers {
                doses: doses.to_string(),
                before: None,
            },
        }
    }

    /// Enters both numbers by hand.
    pub fn by_hand(number: u32, doses: u32, reason: &str) -> Self {
        Self {
            number: number.to_string(),
            basis: BasisDraft::ByHand {
                doses: doses.to_string(),
                reason: reason.to_owned(),
            },
        }
    }

    /// Returns the number of this dose, once it is one.
    pub fn number(&self) -> Option<u32> {
        parse(&self.number).ok()
    }

    /// Proposes the dose that follows on this one, of the same product. What came before it is left to be answered where the
    /// answer to this one does not tell.
    #[must_use]
    pub fn next(&self, product: Option<&Product>) -> Self {
        let (Some(number), Some(product)) = (self.number(), product) else {
            return Self::default();
        };
        let (next, this) = (number.saturating_add(1), product.family);
        let is_asked = |before: &Before| rules::befores(Some(next), Some(this)).contains(before);
        let before = match self.basis {
            BasisDraft::Before(before) => before.and_then(number, this).filter(is_asked),
            BasisDraft::Unanswered | BasisDraft::Numbers { .. } | BasisDraft::ByHand { .. } => None,
        };
        Self {
            number: next.to_string(),
            basis: before.map_or(BasisDraft::Unanswered, BasisDraft::Before),
        }
    }

    /// Returns what came before it as a rule, where that was not said and the rules give numbers for it without a question.
    ///
    /// Of a first dose an infection before it decides, which is as usual as none.
    pub fn usual(&self, product: Option<&Product>) -> Option<Before> {
        let is_open = self.basis == BasisDraft::Unanswered;
        let number = self.number().filter(|number| is_open && *number > 1)?;
        let this = product?.family;
        let before = rules::befores(Some(number), Some(this))
            .into_iter()
            .next()?;
        match find(before, number, this) {
            Finding::Proposal { rule, .. } => (!rule.confirm).then_some(before),
            Finding::NoNumbers(_) => None,
        }
    }

    /// Returns what the rules say of it, once there is an answer for them.
    pub fn finding(&self, product: Option<&Product>) -> Option<Finding> {
        match self.basis {
            BasisDraft::Before(before) => Some(find(before, self.number()?, product?.family)),
            BasisDraft::Unanswered | BasisDraft::Numbers { .. } | BasisDraft::ByHand { .. } => None,
        }
    }

    /// Returns the doses of the series, as a rule gives them or as they were typed.
    pub fn doses(&self, product: Option<&Product>) -> Option<u32> {
        match &self.basis {
            BasisDraft::Unanswered => None,
            BasisDraft::Before(_) => match self.finding(product)? {
                Finding::Proposal { doses, .. } => Some(doses),
                Finding::NoNumbers(_) => None,
            },
            BasisDraft::Numbers { doses, .. } | BasisDraft::ByHand { doses, .. } => {
                parse(doses).ok()
            }
        }
    }

    /// Whether it was said that what came before was one dose of the same vaccine.
    pub(in crate::domain) fn is_after_same(&self) -> bool {
        match &self.basis {
            BasisDraft::Before(before)
            | BasisDraft::Numbers {
                before: Some(before),
                ..
            } => *before == Before::Same,
            BasisDraft::Unanswered
            | BasisDraft::Numbers { before: None, .. }
            | BasisDraft::ByHand { .. } => false,
        }
    }

    /// Whether its numbers are entered by hand.
    pub fn is_by_hand(&self) -> bool {
        matches!(self.basis, BasisDraft::ByHand { .. })
    }

    /// Takes an answer to what came before. What was typed by hand goes with another answer, and stays with the same.
    pub fn answer(&mut self, basis: BasisDraft) {
        if std::mem::discriminant(&self.basis) != std::mem::discriminant(&basis)
            || !self.is_by_hand()
        {
            self.basis = basis;
        }
    }

    /// Takes the number of this dose as typed. An answer that says something else of it goes.
    pub fn renumber(&mut self, number: String) {
        let was = self.number();
        self.number = number;
        if let BasisDraft::Before(before) = self.basis
            && before.stands_alone(was) != before.stands_alone(self.number())
        {
            self.basis = BasisDraft::Unanswered;
        }
    }

    /// Lets an answer go that was given in relation to another product.
    pub(in crate::domain) fn product_changed(&mut self) {
        if let BasisDraft::Before(before) = self.basis
            && before.is_of_the_product()
        {
            self.basis = BasisDraft::Unanswered;
        }
    }

    /// Makes it ready to be corrected: what nobody has said is asked.
    pub fn ask_anew(&mut self) {
        self.basis = match std::mem::take(&mut self.basis) {
            BasisDraft::Numbers {
                before: Some(before),
                ..
            } => BasisDraft::Before(before),
            BasisDraft::Numbers { before: None, .. } => BasisDraft::Unanswered,
            BasisDraft::ByHand { doses, reason } if reason == NO_REASON => BasisDraft::ByHand {
                doses,
                reason: String::new(),
            },
            basis
            @ (BasisDraft::Unanswered | BasisDraft::Before(_) | BasisDraft::ByHand { .. }) => basis,
        };
    }

    /// Lets numbers that no rule gives stand by hand, for this reason: somebody else has answered for them.
    pub(in crate::domain) fn answered_for(&mut self, product: Option<&Product>, reason: &str) {
        let BasisDraft::Numbers { doses, before } = &self.basis else {
            return;
        };
        let by_rule = |number, this| {
            let given = given(*before, number, this);
            given
                .iter()
                .any(|(given, _)| parse(doses).as_ref() == Ok(given))
        };
        let by_rule = product
            .zip(self.number())
            .is_some_and(|(product, number)| by_rule(number, product.family));
        if !by_rule {
            let (doses, reason) = (doses.clone(), reason.to_owned());
            self.basis = BasisDraft::ByHand { doses, reason };
        }
    }

    /// Reads the dose of a product, noting every fault.
    pub(in crate::domain) fn parse(
        &self,
        product: Option<&'static Product>,
        context: &mut ParseContext<'_>,
    ) -> Option<Dose> {
        let number = typed(Field::Dose, &self.number, context);
        match &self.basis {
            BasisDraft::Unanswered => {
                context.note(Field::History, Fault::Missing);
                None
            }
            BasisDraft::Before(before) => by_rule(*before, number?, product?, context),
            BasisDraft::Numbers { doses, before } => {
                let doses = typed(Field::Doses, doses, context);
                by_numbers(*before, number.zip(doses)?, product?, context)
            }
            BasisDraft::ByHand { doses, reason } => {
                let doses = typed(Field::Doses, doses, context);
                let reason = reason_of(reason, context);
                by_hand(number.zip(doses)?, reason, product, context)
            }
        }
    }
}

fn by_rule(
    before: Before,
    number: u32,
    product: &Product,
    context: &mut ParseContext<'_>,
) -> Option<Dose> {
    match find(before, number, product.family) {
        Finding::NoNumbers(rule) => {
            let rule = rule.map(|rule| rule.id.as_str());
            context.note(Field::History, Fault::NoNumbers { rule });
            None
        }
        Finding::Proposal { doses, rule } => {
            if rule.confirm {
                ask_history(rule, (number, product, Some(before)), context);
            }
            dose((number, doses), Basis::Rule { rule, before }, context)
        }
    }
}

fn by_hand(
    (number, doses): (u32, u32),
    reason: Option<Reason>,
    product: Option<&Product>,
    context: &mut ParseContext<'_>,
) -> Option<Dose> {
    if let Some(product) = product
        && let Some(rule) = rules::asked_by_hand(number, product.family)
    {
        ask_history(rule, (number, product, None), context);
    }
    let Some(reason) = reason else {
        check_series((number, doses), context);
        return None;
    };
    dose((number, doses), Basis::ByHand(reason), context)
}

/// Makes a dose of numbers that fit together.
fn dose((number, doses): (u32, u32), basis: Basis, context: &mut ParseContext<'_>) -> Option<Dose> {
    check_series((number, doses), context).then_some(Dose {
        number,
        doses,
        basis,
    })
}

/// Whether a dose fits its series; what is unusual is asked about.
fn check_series((number, doses): (u32, u32), context: &mut ParseContext<'_>) -> bool {
    if let Err((field, fault)) = check(number, doses) {
        context.note(field, fault);
        return false;
    }
    let unusual = |number: u32| number > USUAL_DOSES;
    let fields = [(Field::Dose, number), (Field::Doses, doses)];
    if let Some((field, _)) = fields.into_iter().find(|(_, number)| unusual(*number)) {
        let asks = Asks::UnusuallyMany { max: USUAL_DOSES };
        context.ask(Question::new(field, asks, format_args!("{number}/{doses}")));
    }
    true
}

/// Accepts numbers that the rules give for what came before, or for something.
fn by_numbers(
    before: Option<Before>,
    (number, doses): (u32, u32),
    product: &Product,
    context: &mut ParseContext<'_>,
) -> Option<Dose> {
    if let Err((field, fault)) = check(number, doses) {
        context.note(field, fault);
        return None;
    }
    let given = given(before, number, product.family);
    let mut found: Vec<&'static Rule> = given
        .iter()
        .filter(|(given, _)| *given == doses)
        .map(|(_, rule)| *rule)
        .collect();
    // Where one rule asks and another does not, nothing is to be asked.
    if found.iter().any(|rule| !rule.confirm) {
        found.retain(|rule| !rule.confirm);
    } else if let Some(rule) = found.first() {
        ask_history(rule, (number, product, before), context);
    }
    let basis = match (before, found.first()) {
        (_, None) => {
            let possible: BTreeSet<u32> = given.into_iter().map(|(doses, _)| doses).collect();
            let possible = possible.iter().map(|doses| format!("{number}/{doses}"));
            let possible = possible.collect::<Vec<_>>().join(" or ");
            let fault = Fault::NotByRule {
                dose: number,
                doses,
                possible,
            };
            context.note(Field::Dose, fault);
            return None;
        }
        (Some(before), Some(rule)) => Basis::Rule { rule, before },
        (None, Some(_)) => {
            let mut ids = BTreeSet::new();
            found.retain(|rule| ids.insert(&rule.id));
            Basis::Numbers(found)
        }
    };
    dose((number, doses), basis, context)
}

/// Lists what the rules give for a dose after what came before, or after anything.
fn given(before: Option<Before>, number: u32, this: ProductFamily) -> Vec<(u32, &'static Rule)> {
    let befores = Before::ALL
        .into_iter()
        .filter(|it| before.is_none_or(|before| before == *it));
    let given = befores.filter_map(|before| match find(before, number, this) {
        Finding::Proposal { doses, rule } => Some((doses, rule)),
        Finding::NoNumbers(_) => None,
    });
    given.collect()
}

/// Asks whether the booklet says what a rule cannot know.
fn ask_history(
    rule: &'static Rule,
    (number, product, before): (u32, &Product, Option<Before>),
    context: &mut ParseContext<'_>,
) {
    let (id, mp) = (rule.id.as_str(), &product.mp);
    let before = before.map_or("-", Before::name);
    let about = format_args!("{id} {number} {mp} {before}");
    let question = Question::new(
        Field::History,
        Asks::History {
            rule: id,
            dose: number,
        },
        about,
    );
    context.ask(question);
}

/// Reads a number of doses, and notes at its field what is wrong with it.
fn typed(field: Field, text: &str, context: &mut ParseContext<'_>) -> Option<u32> {
    let number = parse(text).and_then(|number| check_one(number).map(|()| number));
    number.map_err(|fault| context.note(field, fault)).ok()
}

/// Reads a reason: words, not a stroke.
fn reason_of(text: &str, context: &mut ParseContext<'_>) -> Option<Reason> {
    let max = letters::MAX_CHARACTERS;
    let fault = match letters::tidy(text) {
        Err(fault) => fault,
        Ok(text) if text.chars().count() > max => {
            let is = text.chars().count();
            Fault::TooLong { max, is }
        }
        Ok(text) if text.is_empty() => Fault::Missing,
        Ok(text) if text.chars().filter(|c| c.is_alphabetic()).count() < SHORTEST_REASON => {
            Fault::NoReason
        }
        Ok(text) => return Some(Reason(text)),
    };
    context.note(Field::Reason, fault);
    None
}

/// The letters of the shortest reason: "Ausland" has seven, a slip of the keys two.
const SHORTEST_REASON: usize = 4;

/// Reads a number as it is typed.
fn parse(text: &str) -> Result<u32, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Missing);
    }
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let number = digits.then(|| text.parse().ok()).flatten();
    number.ok_or(Fault::NotANumber)
}
