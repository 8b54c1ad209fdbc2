//! What is asked about the cases of one visit together: what one person can have had once alone.

use super::{
    Asks, Error, Event, Fault, Field, NamePart, ParsedDraft, Person, PersonName, Question,
    Statement, Vaccination,
};

/// Returns what is asked about a case beside those before it, each question once; whatever staff have said.
pub fn questions(this: &Statement, before: &[Statement]) -> Vec<Question> {
    let of_holder = before
        .iter()
        .filter(|other| is_same(this.holder(), other.holder()));
    let mut questions: Vec<Question> = Vec::new();
    for other in of_holder.map(Statement::event) {
        let Some((field, asks)) = compare(this.event(), other) else {
            continue;
        };
        if questions.iter().all(|known| known.asks != asks) {
            let about = format!("{} {}", said(this.event()), said(other));
            questions.push(Question::new(field, asks, about));
        }
    }
    questions
}

/// Returns the questions about the cases of a visit to which nobody has said yes, each with the place of its case.
///
/// A window knows what the holder was given in the visit before this one as well, and puts a question once: a yes of the
/// same kind to the same case holds, whichever other case it was put about.
pub fn unanswered(visit: &[&ParsedDraft]) -> Vec<(usize, Error)> {
    let mut statements: Vec<Statement> = Vec::with_capacity(visit.len());
    let mut unanswered = Vec::new();
    for (place, case) in visit.iter().enumerate() {
        let this = said(case.statement().event());
        let asked = questions(case.statement(), &statements);
        let open = asked
            .into_iter()
            .filter(|question| !question.is_confirmed_of(&this, &case.draft().confirmed));
        unanswered.extend(open.map(|question| (place, asked_at(question))));
        statements.push(case.statement().clone());
    }
    unanswered
}

/// Returns a question as what keeps its case from being issued.
pub fn asked_at(question: Question) -> Error {
    Error::new(question.field, Fault::Asked(question))
}

/// Whether both are one person, by the lines of their documents or, as one name has several, by its letters. Nothing is
/// written down for a pair: a visit may have many.
fn is_same(one: &Person, other: &Person) -> bool {
    one.birth == other.birth && is_same_name(&one.name, &other.name)
}

fn is_same_name(one: &PersonName, other: &PersonName) -> bool {
    let (family, given) = ([one.family(), other.family()], [one.given(), other.given()]);
    let [one, other] = family.map(line);
    let is_one_line = one.eq(other);
    let [one, other] = family.map(letters);
    if !is_one_line && !one.eq(other) {
        return false;
    }
    let [one, other] = given.map(line);
    let is_begun = begins(one, other);
    let [one, other] = given.map(letters);
    is_begun || begins(one, other)
}

/// Returns a part of a name as the document has it.
fn line(part: Option<&NamePart>) -> impl Iterator<Item = char> {
    part.map_or("", NamePart::transliteration).chars()
}

/// Returns a part of a name as it is spelt, in capitals, parted as a line is.
fn letters(part: Option<&NamePart>) -> impl Iterator<Item = char> {
    let letters = part.map_or("", NamePart::text).chars();
    let letters = letters.flat_map(char::to_uppercase);
    letters.map(|letter| if letter == ' ' { '<' } else { letter })
}

/// Whether one is the other, or the names that it begins with: in one place more given names may be written than in
/// another.
fn begins(mut one: impl Iterator<Item = char>, mut other: impl Iterator<Item = char>) -> bool {
    loop {
        match (one.next(), other.next()) {
            (Some(one), Some(other)) if one == other => {}
            (None, None | Some('<')) | (Some('<'), None) => return true,
            (Some(_), _) | (None, Some(_)) => return false,
        }
    }
}

fn compare(this: &Event, other: &Event) -> Option<(Field, Asks)> {
    match (this, other) {
        (Event::Vaccination(this), Event::Vaccination(other)) => doses(this, other),
        (Event::Recovery(this), Event::Recovery(other)) => {
            let is_same = this.first_positive() == other.first_positive();
            is_same.then_some((Field::FirstPositive, Asks::SameDose))
        }
        (Event::Test(this), Event::Test(other)) => {
            let is_same = this.sampled_at() == other.sampled_at() && this.kind() == other.kind();
            is_same.then_some((Field::SampleDate, Asks::SameDose))
        }
        (Event::Vaccination(_) | Event::Recovery(_) | Event::Test(_), _) => None,
    }
}

/// Compares two doses of one person: the number counts all that they have had, whatever the product.
fn doses(this: &Vaccination, other: &Vaccination) -> Option<(Field, Asks)> {
    let (number, day) = (this.dose().number(), this.date());
    let (earlier, at) = (other.dose().number(), other.date());
    if number == earlier {
        Some((Field::Dose, Asks::SameDose))
    } else if day == at {
        Some((Field::VaccinationDate, Asks::SameDay))
    } else if (number > earlier) != (day > at) {
        Some((Field::VaccinationDate, Asks::DoseOrder))
    } else {
        None
    }
}

/// Returns by which values a yes is remembered.
fn said(event: &Event) -> String {
    match event {
        Event::Vaccination(it) => format!("{} {}", it.dose().number(), it.date()),
        Event::Recovery(it) => it.first_positive().to_string(),
        Event::Test(it) => it.sampled_at().to_string(),
    }
}
