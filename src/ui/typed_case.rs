//! One case as it is typed: what is wrong with it, what is asked, and what of that may be said aloud already.

use std::collections::BTreeSet;

use jiff::{ZonedDateTime, civil::Date};

use crate::domain::{
    Draft, DraftLimits, Error, EventDraft, Fault, Field, Kind, NamePart, Person, Question,
    Statement, TransliterationDraft, dose::BasisDraft, visit_rules,
};

use super::{
    ViewContext,
    checks::{Check, Tick, Ticks},
    corrected::{Corrected, Refusal},
    focus_target::FocusTarget,
    set_aside::SetAside,
};

/// After so many frames the focus is where it belongs.
const SETTLED: u8 = 4;

/// One case as it is typed, with what the clerk has done to it.
#[derive(Debug, Default)]
pub(super) struct Case {
    pub draft: Draft,
    /// The case that this one corrects.
    pub corrects: Option<Corrected>,
    ticks: Ticks,
    set_aside: SetAside,
    /// Whether the lines of the travel document are open to be typed, though nothing was typed yet.
    lines_open: bool,
    /// Whether one of them was emptied and left.
    line_emptied: bool,
    touched: BTreeSet<Field>,
    /// Its fields as they stand on the screen, one after the other.
    placed: Vec<Field>,
    /// For how many frames it has stood on the screen, as far as that matters.
    frames: u8,
    submitted: bool,
    read: Option<Read>,
}

/// What is wrong with a draft, and what that was read from.
#[derive(Debug)]
struct Read {
    draft: Draft,
    today: Date,
    minute: i64,
    limits: DraftLimits,
    /// What the cases before it say.
    beside: Vec<Statement>,
    /// What it says, as far as it can be read; whatever is asked.
    statement: Option<Statement>,
    questions: Vec<Question>,
    errors: Vec<Error>,
}

impl Case {
    /// Takes up a case that was typed before; staff are asked anew.
    pub(super) fn of(mut draft: Draft) -> Self {
        draft.confirmed.clear();
        for (name, line) in [
            (&draft.family_name, &mut draft.family_transliteration),
            (&draft.given_name, &mut draft.given_transliteration),
        ] {
            *line = line.read_beside(name);
        }
        if let EventDraft::Vaccination(vaccination) = &mut draft.event {
            vaccination.dose.ask_anew();
            // The form shows none, so that of the product is meant.
            vaccination.vp = None;
        }
        Self {
            draft,
            ..Self::default()
        }
    }

    /// Whether nothing is typed.
    pub(super) fn is_empty(&self) -> bool {
        let empty = Draft {
            event: EventDraft::of(self.draft.event.kind()),
            ..Draft::default()
        };
        self.draft == empty
    }

    /// Whether nothing is typed, and nothing set aside.
    pub(super) fn holds_nothing(&self) -> bool {
        self.is_empty() && self.set_aside.is_empty()
    }

    /// Whether it was typed for this person.
    pub(super) fn is_of(&self, holder: &Person, context: ViewContext<'_>) -> bool {
        self.draft.holder(context.now).as_ref() == Some(holder)
    }

    /// Starts a further case of the same person, with the next dose proposed: identity and booklet have been seen already.
    pub(super) fn same_person(&self) -> Self {
        let draft = Draft {
            event: self.draft.event.next(),
            confirmed: BTreeSet::new(),
            ..self.draft.clone()
        };
        Self {
            draft,
            ticks: self.ticks.of_holder(),
            lines_open: self.lines_open,
            ..Self::default()
        }
    }

    /// Returns a case of a kind that was tried to be issued, and has this fault.
    #[cfg(test)]
    pub(super) fn with_fault(kind: Kind, error: Error) -> Self {
        Self {
            draft: Draft {
                event: EventDraft::of(kind),
                ..Draft::default()
            },
            submitted: true,
            read: Some(Read {
                draft: Draft::default(),
                today: Date::default(),
                minute: 0,
                limits: DraftLimits::default(),
                beside: Vec::new(),
                statement: None,
                questions: Vec::new(),
                errors: vec![at_its_widget(error)],
            }),
            ..Self::default()
        }
    }

    /// Changes the kind; what was typed for the other kind is there when that shows again.
    pub(super) fn switch(&mut self, kind: Kind) {
        if self.draft.event.kind() != kind {
            self.set_aside.switch(&mut self.draft.event, kind);
            self.draft.confirmed.clear();
            self.frames = 0;
        }
    }

    /// Takes the date of birth as unknown, or as it was typed before.
    pub(super) fn toggle_birth(&mut self) {
        self.set_aside.toggle_birth(&mut self.draft.birth);
    }

    /// Reads the draft anew when it, the minute or whoever signs has changed: some faults are healed by time alone.
    pub(super) fn refresh(&mut self, context: ViewContext<'_>, beside: &[Statement]) {
        let known = self.read.as_ref().is_some_and(|read| {
            read.minute == minute(context.now)
                && read.limits == context.limits
                && read.draft == self.draft
                && read.beside == beside
        });
        if !known {
            self.read(context, beside);
        }
    }

    /// Reads the draft as it is at this moment, beside what the cases before it say.
    pub(super) fn read(&mut self, context: ViewContext<'_>, beside: &[Statement]) {
        let (now, limits) = (context.now, context.limits);
        let today = now.date();
        let statement = self.draft.stated(now, limits);
        let together = statement
            .as_ref()
            .map(|statement| visit_rules::questions(statement, beside));
        let together = together.unwrap_or_default();
        let mut questions = self.draft.questions(now, limits);
        questions.extend(together.iter().cloned());
        questions.sort_by_key(|question| question.field);
        self.draft.confirmed = self.ticks.answers(&questions, &self.draft, today);
        let mut errors = self.draft.faults(now, limits);
        let confirmed = &self.draft.confirmed;
        let open = together
            .into_iter()
            .filter(|it| !it.is_confirmed(confirmed));
        errors.extend(open.map(visit_rules::asked_at));
        errors.sort_by_key(|error| error.field);
        self.read = Some(Read {
            draft: self.draft.clone(),
            today,
            minute: minute(now),
            limits,
            beside: beside.to_vec(),
            statement,
            questions,
            errors: errors.into_iter().map(at_its_widget).collect(),
        });
    }

    /// Returns what it says, as far as it can be read.
    pub(super) fn statement(&self) -> Option<&Statement> {
        self.read.as_ref()?.statement.as_ref()
    }

    /// Returns what is wrong, in the order of the form.
    pub(super) fn errors(&self) -> &[Error] {
        self.read.as_ref().map_or(&[], |read| &read.errors)
    }

    /// Returns the checks that belong to the kind.
    pub(super) fn checks(&self) -> &'static [Check] {
        Check::of(self.draft.event.kind())
    }

    /// Whether a check was ticked for what stands in the form.
    pub(super) fn is_ticked(&self, check: Check) -> bool {
        let read = self.read.as_ref();
        read.is_some_and(|read| {
            let tick = Tick::Check(check);
            self.ticks.has(&tick, &self.draft, read.today)
        })
    }

    /// Ticks a check for what stands in the form, or takes its tick away.
    pub(super) fn tick(&mut self, check: Check, ticked: bool) {
        self.ticks.set(Tick::Check(check), &self.draft, ticked);
    }

    /// Returns what staff are asked, and whether they have said yes.
    pub(super) fn questions(&self) -> Vec<(Question, bool)> {
        let read = self.read.as_ref();
        let questions = read.into_iter().flat_map(|read| &read.questions);
        let confirmed = &self.draft.confirmed;
        questions
            .map(|question| (question.clone(), question.is_confirmed(confirmed)))
            .collect()
    }

    /// Notes what staff say to a question.
    pub(super) fn confirm(&mut self, question: &Question, yes: bool) {
        let tick = Tick::Question(question.clone());
        self.ticks.set(tick, &self.draft, yes);
        let key = question.key();
        if yes {
            self.draft.confirmed.insert(key);
        } else {
            self.draft.confirmed.remove(&key);
        }
    }

    /// Returns how many entries and ticks are missing or wrong: as many as show in red.
    pub(super) fn left(&self) -> usize {
        let checks = self.checks().iter();
        let ticks = checks.filter(|check| !self.is_ticked(**check)).count();
        self.errors().len() + usize::from(self.same_holder() == Some(false)) + ticks
    }

    /// Returns the first place that keeps the case from being issued.
    pub(super) fn first_missing(&self) -> Option<FocusTarget> {
        let field = self.errors().first().map(|error| {
            let question = error.fault.question();
            question.map_or(FocusTarget::Field(error.field), |question| {
                FocusTarget::Question(question.field, question.asks.code())
            })
        });
        let mut checks = self.checks().iter();
        let tick = checks.position(|check| !self.is_ticked(*check));
        let same = (self.same_holder() == Some(false)).then_some(FocusTarget::SameHolder);
        field.or(same).or_else(|| tick.map(FocusTarget::Check))
    }

    /// Returns the fault to show at a field: only once it was left, or issuing was tried.
    pub(super) fn shown(&self, field: Field) -> Option<&Fault> {
        let aloud = self.submitted || self.touched.contains(&field);
        let mut errors = self.errors().iter();
        let error = errors.find(|error| error.field == field);
        error.filter(|_| aloud).map(|error| &error.fault)
    }

    /// Returns why what stands in a field was refused, in a correction.
    pub(super) fn refusal_at(&self, field: Field) -> Option<&Refusal> {
        self.corrects.as_ref()?.refusal_at(field, &self.draft)
    }

    /// Whether issuing was tried, so that missing ticks show.
    pub(super) fn submitted(&self) -> bool {
        self.submitted
    }

    /// Notes that a field was left; not when the focus was still another case's, or another kind's.
    pub(super) fn touch(&mut self, field: Field) {
        if self.frames >= SETTLED {
            self.touched.insert(field);
        }
    }

    /// Returns its fields in the order in which they stand on the screen.
    pub(super) fn placed(&self) -> &[Field] {
        &self.placed
    }

    /// Whether it has not stood on the screen yet.
    pub(super) fn is_new(&self) -> bool {
        self.frames == 0
    }

    /// Notes that it was drawn, and with which fields.
    pub(super) fn drawn(&mut self, placed: Vec<Field>) {
        self.placed = placed;
        self.frames = self.frames.saturating_add(1).min(SETTLED);
    }

    /// Notes that issuing was tried.
    pub(super) fn submit(&mut self) {
        self.submitted = true;
    }

    /// Takes the answer to what came before that is the usual one, where nobody has given any.
    pub(super) fn answer_as_usual(&mut self) {
        if let EventDraft::Vaccination(draft) = &mut self.draft.event
            && let Some(before) = draft.dose.usual(draft.product)
        {
            draft.dose.answer(BasisDraft::Before(before));
        }
    }

    /// Whether staff have said that a correction is still about the same person; `None` where that is not asked.
    pub(super) fn same_holder(&self) -> Option<bool> {
        let today = self.read.as_ref()?.today;
        self.corrects.as_ref()?.is_confirmed(&self.draft, today)
    }

    /// Notes whether staff say that a correction is still about the same person.
    pub(super) fn confirm_holder(&mut self, ticked: bool) {
        if let Some(corrects) = &mut self.corrects {
            corrects.confirm(&self.draft, ticked);
        }
    }

    /// Whether the lines of the travel document are open: by a command, by what was typed there, or because our table
    /// has no spelling of the name.
    pub(super) fn lines_open(&self) -> bool {
        let draft = &self.draft;
        let mut lines = [&draft.family_transliteration, &draft.given_transliteration].into_iter();
        let of_a_line = |error: &Error| LINES.contains(&error.field);
        let faulty = self.errors().iter().any(of_a_line);
        self.lines_open || faulty || self.lines_needed() || lines.any(|it| it.typed().is_some())
    }

    /// Whether our table has no spelling of the name: somebody must type one.
    fn lines_needed(&self) -> bool {
        let draft = &self.draft;
        let has_none = |name: &&String| {
            // Of digits alone it is asked first whether they are a name.
            let none = matches!(NamePart::parse(name, None), Err(Fault::NoLatinSpelling(_)));
            none && name.contains(char::is_alphabetic)
        };
        [&draft.family_name, &draft.given_name].iter().any(has_none)
    }

    /// Takes a line that was emptied and left for ours, where there is one.
    pub(super) fn leave_line(&mut self) {
        let draft = &mut self.draft;
        for (name, line) in [
            (&draft.family_name, &mut draft.family_transliteration),
            (&draft.given_name, &mut draft.given_transliteration),
        ] {
            let is_empty = line.typed().is_some_and(|line| line.trim().is_empty());
            if is_empty && !TransliterationDraft::Proposed.shown(name).is_empty() {
                *line = TransliterationDraft::Proposed;
                self.line_emptied = true;
            }
        }
    }

    /// Closes the lines once one of them was emptied and both were left with nothing typed in them.
    pub(super) fn close_emptied_lines(&mut self, in_a_line: bool) {
        let draft = &self.draft;
        let lines = [&draft.family_transliteration, &draft.given_transliteration];
        if lines.into_iter().any(|line| line.typed().is_some()) {
            self.line_emptied = false;
        }
        if self.line_emptied && !in_a_line {
            self.line_emptied = false;
            self.lines_open = false;
        }
    }

    /// Opens the lines of the travel document, or closes them: what was typed there is there when they open again. Returns
    /// whether it opened them.
    pub(super) fn toggle_transliterations(&mut self) -> bool {
        if self.lines_needed() {
            // They cannot close, and what is typed there stays.
            return true;
        }
        self.lines_open = !self.lines_open();
        if self.lines_open {
            self.set_aside.open_lines(&mut self.draft);
        } else {
            self.set_aside.close_lines(&mut self.draft);
        }
        self.lines_open
    }
}

/// The fields of the lines of the travel document.
pub(super) const LINES: [Field; 2] = [Field::FamilyTransliteration, Field::GivenTransliteration];

/// Names a fault at the field where the form has a widget for it.
fn at_its_widget(Error { field, fault }: Error) -> Error {
    match (field, fault) {
        // What our table cannot spell is missing in the line, which is open then.
        (Field::FamilyName, Fault::NoLatinSpelling(_)) => {
            Error::new(Field::FamilyTransliteration, Fault::Missing)
        }
        (Field::GivenName, Fault::NoLatinSpelling(_)) => {
            Error::new(Field::GivenTransliteration, Fault::Missing)
        }
        // They come with the product.
        (Field::Disease | Field::Prophylaxis | Field::Manufacturer, fault) => {
            Error::new(Field::Product, fault)
        }
        (field, fault) => Error::new(field, fault),
    }
}

/// Returns which minute it is: that of the clock on the wall.
fn minute(now: &ZonedDateTime) -> i64 {
    now.timestamp().as_second().div_euclid(60)
}
