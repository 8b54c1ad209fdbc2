//! What is asked about the cases of one visit together: what one person can have had once alone.

use super::{
    Asks, BirthDate, Error, Event, Fault, Field, NamePart, ParsedDraft, PersonName, Question,
    Statement, Vaccination, vaccination,
};

/// Returns what is asked about a case beside those before it, each question once; whatever staff have said.
pub fn questions(this: &Statement, before: &[Statement]) -> Vec<Question> {
    let name = &this.holder().name;
    let of_name = before
        .iter()
        .filter(|other| is_same_name(name, &other.holder().name));
    let mut questions: Vec<Question> = Vec::new();
    for other in of_name {
        let births = [this, other].map(|it| it.holder().birth);
        let other = other.event();
        let Some((field, asks)) = compare_by_birth(births, [this.event(), other]) else {
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

/// Compares what one person had, and what two of one name had whose dates of birth are alike.
fn compare_by_birth(births: [BirthDate; 2], [this, other]: [&Event; 2]) -> Option<(Field, Asks)> {
    let [one, another] = births;
    if one == another {
        return compare(this, other);
    }
    let is_same = is_alike(births) && kind_of(this) == kind_of(other) && said(this) == said(other);
    is_same.then_some((Field::BirthDate, Asks::SameName))
}

/// Whether two dates of birth may be one: with the digits in another order, or with less of it known.
fn is_alike(births: [BirthDate; 2]) -> bool {
    let [one, other] = births.map(|birth| {
        let text = birth.to_iso();
        text.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>()
    });
    let sorted = |digits: &[u8]| {
        let mut digits = digits.to_vec();
        digits.sort_unstable();
        digits
    };
    if one.len() == other.len() {
        sorted(&one) == sorted(&other)
    } else {
        one.starts_with(&other) || other.starts_with(&one)
    }
}

fn kind_of(event: &Event) -> std::mem::Discriminant<Event> {
    std::mem::discriminant(event)
}

/// Whether both are one name, by the lines of their documents or, as one name has several, by its letters. Nothing is
/// written down for a pair: a visit may have many.
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
        let doses = i64::from(number.abs_diff(earlier));
        let apart = i64::from((day - at).get_days().abs());
        let is_near = apart < doses * vaccination::SHORTEST_OF_ANY * 7;
        is_near.then_some((Field::VaccinationDate, Asks::Interval))
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
