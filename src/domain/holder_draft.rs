//! The person as they are typed: the parts of the name with their lines, and the date of birth.

use jiff::ZonedDateTime;

use super::{
    Asks, Draft, DraftLimits, Error, Fault, Field, NamePart, Person, PersonName, Question,
    TransliterationDraft, name_questions,
    parse_context::ParseContext,
    transliteration_variants::{Missing, may_be},
};

/// One part of a name, as it is typed.
struct Part<'a> {
    text: &'a str,
    line: &'a TransliterationDraft,
    fields: Fields,
    /// What a travel document may leave out of it.
    missing: Missing,
}

/// Where it is typed.
#[derive(Clone, Copy)]
struct Fields {
    name: Field,
    line: Field,
}

/// Something is wrong, and was noted.
struct Noted;

impl Draft {
    /// Reads the person alone, whatever is asked about them; nothing where something is missing or wrong.
    pub fn holder(&self, now: &ZonedDateTime) -> Option<Person> {
        let confirmed = Asks::CODES.map(str::to_owned).into();
        let mut context = ParseContext {
            now,
            limits: DraftLimits::default(),
            confirmed: &confirmed,
            errors: Vec::new(),
        };
        let holder = self.read_holder(&mut context);
        holder.filter(|_| context.errors.is_empty())
    }

    /// Reads the person, noting every fault and every question.
    pub(super) fn read_holder(&self, context: &mut ParseContext<'_>) -> Option<Person> {
        let [family, given] = self.parts();
        let names = (
            family.read(given.text, context),
            given.read(family.text, context),
        );
        let name = match names {
            (Ok(family), Ok(given)) => self.name(family, given, context),
            (Err(Noted), _) | (_, Err(Noted)) => None,
        };
        let birth = self.birth.parse(context.today());
        let birth = birth.map_err(|fault| context.note(Field::BirthDate, fault));
        Some(Person {
            name: name?,
            birth: birth.ok()?,
        })
    }

    fn name(
        &self,
        family: Option<NamePart>,
        given: Option<NamePart>,
        context: &mut ParseContext<'_>,
    ) -> Option<PersonName> {
        match PersonName::new(family, given) {
            Ok(name) => {
                self.ask_lines(context);
                Some(name)
            }
            Err(Error { field, fault }) => {
                context.note(field, fault);
                None
            }
        }
    }

    /// Asks once about the lines that are not ours, where no travel document has them for such a name.
    fn ask_lines(&self, context: &mut ParseContext<'_>) {
        let parts = self.parts();
        let [family, given] = &parts;
        let length = |part: &Part<'_>| part.line.shown(part.text).len();
        let of_family = length(family);
        let both = of_family + length(given);
        // The family name comes first: it is cut where it fills the line alone, the given names where both do.
        let strange = [
            family.is_strange(of_family >= FULL_LINE - LEAST_OF_GIVEN),
            given.is_strange(both >= FULL_LINE),
        ];
        let strange = parts.iter().zip(strange);
        let strange = strange.filter_map(|(part, is_strange)| is_strange.then_some(part));
        let strange: Vec<&Part<'_>> = strange.collect();
        let Some(first) = strange.first() else {
            return;
        };
        let about = strange
            .iter()
            .filter_map(|part| part.line.unlike(part.text));
        let about: Vec<String> = about.map(|both| both.join("/")).collect();
        let question = Question::new(first.fields.line, Asks::OtherLine, about.join(" "));
        context.ask(question);
    }

    fn parts(&self) -> [Part<'_>; 2] {
        [
            Part {
                text: &self.family_name,
                line: &self.family_transliteration,
                fields: Fields {
                    name: Field::FamilyName,
                    line: Field::FamilyTransliteration,
                },
                missing: Missing::Nothing,
            },
            Part {
                text: &self.given_name,
                line: &self.given_transliteration,
                fields: Fields {
                    name: Field::GivenName,
                    line: Field::GivenTransliteration,
                },
                missing: Missing::Names,
            },
        ]
    }
}

/// The line of an identity card has thirty places, two of them between family name and given names; where a document cut
/// it, nearly all of them are taken.
const FULL_LINE: usize = 27;
/// So many letters of the given names a line has at least, where there are any.
const LEAST_OF_GIVEN: usize = 1;

impl Part<'_> {
    fn read(&self, other: &str, context: &mut ParseContext<'_>) -> Result<Option<NamePart>, Noted> {
        let is_empty = self.text.trim().is_empty();
        let line = self.line.typed();
        match line.map(|line| line.trim().is_empty()) {
            Some(false) if is_empty => {
                context.note(self.fields.line, Fault::NotHere);
                return Err(Noted);
            }
            Some(true) if !is_empty => {
                context.note(self.fields.line, Fault::Missing);
                return Err(Noted);
            }
            Some(true | false) | None => {}
        }
        let is_open = name_questions::ask(self.fields.name, [self.text, other], context);
        NamePart::parse(self.text, line).map_err(|fault| {
            // Before it is said that they belong to the name, nobody is sent for the line of signs.
            if is_open && matches!(fault, Fault::NoLatinSpelling(_) | Fault::NoLetters) {
                return Noted;
            }
            let field = if fault == Fault::NotATransliteration {
                self.fields.line
            } else {
                self.fields.name
            };
            context.note(field, fault);
            Noted
        })
    }

    /// Whether its line is one that no travel document has for it, as far as our table can tell.
    fn is_strange(&self, is_full: bool) -> bool {
        let missing = if is_full {
            Missing::Letters
        } else {
            self.missing
        };
        self.line
            .unlike(self.text)
            .is_some_and(|[line, ours]| !ours.is_empty() && !may_be(self.text, &line, missing))
    }
}
