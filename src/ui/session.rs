//! One visit: the cases that are being typed, each beside those before it.

use crate::{
    case::{CaseVersion, Visit, VisitId},
    domain::{Draft, DraftLimits, Statement},
};

use super::{
    ViewContext,
    corrected::{Corrected, Original},
};

pub(super) use crate::ui::{
    focus_target::FocusTarget,
    typed_case::{Case, LINES},
};

/// The cases of a visit; there is always one, and one is open.
#[derive(Debug)]
pub(super) struct Session {
    /// Its name, which the application gives it in the frame that follows its beginning.
    pub id: Option<VisitId>,
    pub cases: Vec<Case>,
    pub open: usize,
    /// It was typed before, and stands here again.
    pub restored: bool,
    /// It was to be issued, and lacked something.
    pub incomplete: bool,
    /// What was given in the visit that this one goes on from, or in the others of the visit that this one corrects.
    given: Vec<Statement>,
    /// The same, as it was kept; it is read in the next frame.
    kept: Vec<Draft>,
}

impl Default for Session {
    fn default() -> Self {
        Self::with(Case::default())
    }
}

impl Session {
    /// Begins with a case.
    pub(super) fn with(case: Case) -> Self {
        Self {
            id: None,
            cases: vec![case],
            open: 0,
            restored: false,
            incomplete: false,
            given: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Goes on for somebody who has been given this already.
    pub(super) fn after(case: Case, given: Vec<Statement>) -> Self {
        Self {
            given,
            ..Self::with(case)
        }
    }

    /// Returns what was given before.
    pub(super) fn given(&self) -> &[Statement] {
        &self.given
    }

    /// Begins with the content of a case to be corrected, beside what the others of its visit say.
    pub(super) fn correcting(
        correction: CaseVersion,
        original: Original,
        beside: Vec<Statement>,
    ) -> Self {
        let mut case = Case::of(original.content.clone());
        let says = case.draft.clone();
        case.corrects = Some(Corrected::new(correction, Some((original, says))));
        Self::after(case, beside)
    }

    /// Takes up a visit that was typed before; what was ticked then is asked anew.
    pub(super) fn of(visit: Visit, original: Option<Original>) -> Self {
        let Visit {
            id,
            drafts,
            corrects,
            given,
        } = visit;
        let mut session = Self {
            id: Some(id),
            cases: drafts.into_iter().map(Case::of).collect(),
            open: 0,
            restored: true,
            incomplete: false,
            given: Vec::new(),
            kept: given,
        };
        session.case().corrects = corrects.map(|correction| {
            let says = |original: Original| {
                let says = Case::of(original.content.clone()).draft;
                (original, says)
            };
            Corrected::new(correction, original.map(says))
        });
        session
    }

    /// Whether it is this correction, and nothing was typed into it since it came.
    pub(super) fn is_correction(&self, correction: CaseVersion, came: &Draft) -> bool {
        let [case] = &self.cases[..] else {
            return false;
        };
        let corrects = case.corrects.as_ref().map(Corrected::case);
        corrects == Some(correction) && case.draft == *came
    }

    /// Whether nothing is typed.
    pub(super) fn is_empty(&self) -> bool {
        self.cases.iter().all(Case::is_empty)
    }

    /// Returns what is typed, with no drafts where nothing is; nothing before it has its name.
    pub(super) fn visit(&self) -> Option<Visit> {
        let cases = if self.is_empty() {
            &[][..]
        } else {
            &self.cases
        };
        let corrects = cases.first().and_then(|case| case.corrects.as_ref());
        Some(Visit {
            id: self.id?,
            drafts: cases.iter().map(|case| case.draft.clone()).collect(),
            corrects: corrects.map(Corrected::case),
            given: self
                .given
                .iter()
                .map(Draft::from)
                .chain(self.kept.iter().cloned())
                .collect(),
        })
    }

    /// Returns what is typed of each case.
    pub(super) fn drafts(&self) -> Vec<Draft> {
        self.cases.iter().map(|case| case.draft.clone()).collect()
    }

    /// Whether nothing is typed, and nothing set aside.
    pub(super) fn holds_nothing(&self) -> bool {
        self.cases.iter().all(Case::holds_nothing)
    }

    /// Adds a case and opens it.
    pub(super) fn add(&mut self, case: Case) {
        self.cases.push(case);
        self.open = self.cases.len() - 1;
    }

    /// Takes the open case out, and says where it stood; nothing where it is the only one.
    pub(super) fn take_open(&mut self) -> Option<(Case, usize)> {
        let place = self.open;
        if self.cases.len() < 2 || place >= self.cases.len() {
            return None;
        }
        let case = self.cases.remove(place);
        self.open = place.min(self.cases.len() - 1);
        Some((case, place))
    }

    /// Puts a case where it stood, and opens it.
    pub(super) fn insert(&mut self, case: Case, place: usize) {
        self.open = place.min(self.cases.len());
        self.cases.insert(self.open, case);
    }

    /// Returns a visit with nothing typed for the same holder: what was given stays given.
    pub(super) fn emptied(&self) -> Self {
        Self::after(Case::default(), self.given.clone())
    }

    /// Opens the case so many places further, round and round.
    pub(super) fn step(&mut self, places: usize) {
        self.open = (self.open + places) % self.cases.len().max(1);
    }

    /// Reads every case anew in which something has changed, each beside those before it.
    pub(super) fn refresh(&mut self, context: ViewContext<'_>) {
        let kept = std::mem::take(&mut self.kept).into_iter();
        // It has passed every rule once, those of whoever signed it.
        let stated = |draft: Draft| draft.stated(context.now, DraftLimits::default());
        self.given.extend(kept.filter_map(stated));
        let mut beside = self.given.clone();
        for case in &mut self.cases {
            case.refresh(context, &beside);
            beside.extend(case.statement().cloned());
        }
    }

    /// Reads every case as it is at this moment, to be issued.
    pub(super) fn submit(&mut self, context: ViewContext<'_>) {
        let mut beside = self.given.clone();
        for case in &mut self.cases {
            case.read(context, &beside);
            case.submit();
            beside.extend(case.statement().cloned());
        }
    }

    /// Returns the open case.
    pub(super) fn case(&mut self) -> &mut Case {
        if self.cases.is_empty() {
            self.cases.push(Case::default());
        }
        let last = self.cases.len() - 1;
        let open = self.open.min(last);
        self.cases.get_mut(open).expect("a visit always has a case")
    }
}
