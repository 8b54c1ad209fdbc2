//! What is asked about the cases of one visit together: what one person can have had once alone.

use super::{
    Asks, Error, Event, Fault, Field, NamePart, ParsedDraft, Person, Question, Statement,
    Vaccination,
};

/// Returns what is asked about a case beside those before it, each question once; whatever staff have said.
pub fn questions(this: &Statement, before: &[Statement]) -> Vec<Question> {
    let of_holder = before
        .iter()
        .filter(|other| is_same(this.holder(), other.holder()));
    let asked = of_holder.filter_map(|other| compare(this.event(), other.event()));
    let mut questions: Vec<Question> = Vec::new();
    for question in asked {
        if questions.iter().all(|known| known.asks != question.asks) {
            questions.push(question);
        }
    }
    questions
}

/// Returns the questions about the cases of a visit to which nobody has said yes, each with the place of its case.
pub fn unanswered(visit: &[&ParsedDraft]) -> Vec<(usize, Error)> {
    let mut statements: Vec<Statement> = Vec::with_capacity(visit.len());
    let mut unanswered = Vec::new();
    for (place, case) in visit.iter().enumerate() {
        let asked = questions(case.statement(), &statements);
        let open = asked
            .into_iter()
            .filter(|question| !question.is_confirmed(&case.draft().confirmed));
        unanswered.extend(open.map(|question| (place, asked_at(question))));
        statements.push(case.statement().clone());
    }
    unanswered
}

/// Returns a question as what keeps its case from being issued.
pub fn asked_at(question: Question) -> Error {
    Error::new(question.field, Fault::Asked(question))
}

/// Whether both are one person: of some given names, more may be written in one place than in another.
fn is_same(one: &Person, other: &Person) -> bool {
    let line = |part: Option<&NamePart>| {
        part.map_or_else(String::new, |part| part.transliteration().to_owned())
    };
    let given = [one, other].map(|person| line(person.name.given()));
    let [shorter, longer] = if given[0].len() < given[1].len() {
        [&given[0], &given[1]]
    } else {
        [&given[1], &given[0]]
    };
    let rest = longer.strip_prefix(shorter.as_str());
    one.birth == other.birth
        && line(one.name.family()) == line(other.name.family())
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('<'))
}

fn compare(this: &Event, other: &Event) -> Option<Question> {
    let same = |field, about: &dyn std::fmt::Display| Question::new(field, Asks::SameDose, about);
    match (this, other) {
        (Event::Vaccination(this), Event::Vaccination(other)) => doses(this, other),
        (Event::Recovery(this), Event::Recovery(other)) => {
            let day = this.first_positive();
            (day == other.first_positive()).then(|| same(Field::FirstPositive, &day))
        }
        (Event::Test(this), Event::Test(other)) => {
            let at = this.sampled_at();
            let is_same = at == other.sampled_at() && this.kind() == other.kind();
            is_same.then(|| same(Field::SampleDate, &at))
        }
        (Event::Vaccination(_) | Event::Recovery(_) | Event::Test(_), _) => None,
    }
}

/// Compares two doses of one person: the number counts all that they have had, whatever the product.
fn doses(this: &Vaccination, other: &Vaccination) -> Option<Question> {
    let (number, day) = (this.dose().number(), this.date());
    let (earlier, at) = (other.dose().number(), other.date());
    let (field, asks) = if number == earlier {
        (Field::Dose, Asks::SameDose)
    } else if day == at {
        (Field::VaccinationDate, Asks::SameDay)
    } else if (number > earlier) != (day > at) {
        (Field::VaccinationDate, Asks::DoseOrder)
    } else {
        return None;
    };
    let about = format_args!("{number} {day} {earlier} {at}");
    Some(Question::new(field, asks, about))
}
