//! Which field the words of a refusal are about: by the name that the interface has for it, or by one that people have.

use crate::domain::{Field, Kind};

/// Returns the field of this kind of certificate that a portal's words name first; nothing where they name none.
pub fn refused_field(words: &str, kind: Kind) -> Option<Field> {
    let words = words.to_lowercase();
    let own = match kind {
        Kind::Vaccination => VACCINATION,
        Kind::Recovery => RECOVERY,
        Kind::Test => TEST,
    };
    let names = HOLDER.iter().chain(own);
    let found = names.filter_map(|(name, field)| Some((place_of(name, &words)?, *field)));
    // Of names that begin at the same place the longer says more, and stands first.
    found
        .min_by_key(|(place, _)| *place)
        .map(|(_, field)| field)
}

/// Returns where a name stands as words of their own.
fn place_of(name: &str, words: &str) -> Option<usize> {
    let is_apart = |neighbour: Option<char>| neighbour.is_none_or(|c| !c.is_alphanumeric());
    let mut places = words.match_indices(name);
    let place = places.find(|(place, found)| {
        let (before, after) = (words.get(..*place), words.get(place + found.len()..));
        let before = before.and_then(|text| text.chars().next_back());
        is_apart(before) && is_apart(after.and_then(|text| text.chars().next()))
    });
    place.map(|(place, _)| place)
}

type Names = &'static [(&'static str, Field)];

const HOLDER: Names = &[
    ("dob", Field::BirthDate),
    ("date of birth", Field::BirthDate),
    ("birth date", Field::BirthDate),
    ("birthdate", Field::BirthDate),
    ("geburtsdatum", Field::BirthDate),
    ("fn", Field::FamilyName),
    ("fnt", Field::FamilyName),
    ("family name", Field::FamilyName),
    ("familyname", Field::FamilyName),
    ("last name", Field::FamilyName),
    ("surname", Field::FamilyName),
    ("familienname", Field::FamilyName),
    ("nachname", Field::FamilyName),
    ("gn", Field::GivenName),
    ("gnt", Field::GivenName),
    ("given name", Field::GivenName),
    ("given names", Field::GivenName),
    ("givenname", Field::GivenName),
    ("first name", Field::GivenName),
    ("vorname", Field::GivenName),
    ("vornamen", Field::GivenName),
];

const VACCINATION: Names = &[
    ("mp", Field::Product),
    ("vp", Field::Product),
    ("ma", Field::Product),
    ("product", Field::Product),
    ("medicinal product", Field::Product),
    ("vaccine", Field::Product),
    ("prophylaxis", Field::Product),
    ("manufacturer", Field::Product),
    ("impfstoff", Field::Product),
    ("produkt", Field::Product),
    ("dt", Field::VaccinationDate),
    ("date of vaccination", Field::VaccinationDate),
    ("vaccination date", Field::VaccinationDate),
    ("impfdatum", Field::VaccinationDate),
    ("datum der impfung", Field::VaccinationDate),
    ("dn", Field::Dose),
    ("dose number", Field::Dose),
    ("number of the dose", Field::Dose),
    ("dose", Field::Dose),
    ("dosis", Field::Dose),
    ("sd", Field::Doses),
    ("doses in the series", Field::Doses),
    ("doses", Field::Doses),
];

const RECOVERY: Names = &[
    ("fr", Field::FirstPositive),
    ("first positive", Field::FirstPositive),
    ("date of the first positive test", Field::FirstPositive),
    ("df", Field::ValidFrom),
    ("valid from", Field::ValidFrom),
    ("du", Field::ValidUntil),
    ("valid until", Field::ValidUntil),
];

const TEST: Names = &[
    ("tt", Field::TestKind),
    ("kind of test", Field::TestKind),
    ("test type", Field::TestKind),
    ("nm", Field::TestName),
    ("name of the test", Field::TestName),
    ("ma", Field::TestDevice),
    ("test device", Field::TestDevice),
    ("device", Field::TestDevice),
    ("sc", Field::SampleDate),
    ("date of the sample", Field::SampleDate),
    ("sample date", Field::SampleDate),
    ("time of the sample", Field::SampleTime),
    ("tr", Field::TestOutcome),
    ("result of the test", Field::TestOutcome),
    ("test result", Field::TestOutcome),
    ("tc", Field::TestCentre),
    ("testing centre", Field::TestCentre),
    ("test centre", Field::TestCentre),
    ("testzentrum", Field::TestCentre),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_that_is_named_first_is_meant() {
        for (words, kind, field) in [
            ("dob: not a date", Kind::Vaccination, Some(Field::BirthDate)),
            (
                "date of vaccination: is in the future",
                Kind::Vaccination,
                Some(Field::VaccinationDate),
            ),
            (
                "v[0].dn is greater than v[0].sd",
                Kind::Vaccination,
                Some(Field::Dose),
            ),
            (
                "doses in the series: too many",
                Kind::Vaccination,
                Some(Field::Doses),
            ),
            ("/v/0/mp unbekannt", Kind::Vaccination, Some(Field::Product)),
            (
                "t[0].tc must have 1 to 50 characters",
                Kind::Test,
                Some(Field::TestCentre),
            ),
            ("t[0].ma", Kind::Test, Some(Field::TestDevice)),
            ("Geburtsdatum fehlt", Kind::Recovery, Some(Field::BirthDate)),
            (
                "name of the test: missing",
                Kind::Test,
                Some(Field::TestName),
            ),
            // Letters of another word name nothing, nor do fields of another kind.
            ("Not Acceptable", Kind::Vaccination, None),
            ("t[0].tc", Kind::Vaccination, None),
            ("incorrect CBOR data", Kind::Vaccination, None),
            ("", Kind::Test, None),
        ] {
            assert_eq!(refused_field(words, kind), field, "{words}");
        }
    }

    #[test]
    fn the_own_names_of_the_fields_are_known() {
        for (field, kind) in [
            (Field::FamilyName, Kind::Vaccination),
            (Field::GivenName, Kind::Vaccination),
            (Field::BirthDate, Kind::Vaccination),
            (Field::Product, Kind::Vaccination),
            (Field::VaccinationDate, Kind::Vaccination),
            (Field::Dose, Kind::Vaccination),
            (Field::Doses, Kind::Vaccination),
            (Field::FirstPositive, Kind::Recovery),
            (Field::ValidFrom, Kind::Recovery),
            (Field::ValidUntil, Kind::Recovery),
            (Field::TestKind, Kind::Test),
            (Field::TestName, Kind::Test),
            (Field::TestDevice, Kind::Test),
            (Field::SampleDate, Kind::Test),
            (Field::SampleTime, Kind::Test),
            (Field::TestOutcome, Kind::Test),
            (Field::TestCentre, Kind::Test),
        ] {
            assert_eq!(refused_field(&field.to_string(), kind), Some(field));
        }
    }
}
