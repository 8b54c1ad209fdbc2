//! The codes that certificates are made of, with their display texts (eu-dcc-valuesets 2.12.0).

use std::{
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

use serde_json::Value as Json;

/// A value set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// Countries, ISO 3166 alpha-2.
    Country,
    /// Disease agents.
    Disease,
    /// Marketing authorisation holders and manufacturers.
    Manufacturer,
    /// Medicinal products.
    Product,
    /// Kinds of vaccine.
    Prophylaxis,
    /// Rapid antigen tests of the common list.
    TestDevice,
    /// Results of a test.
    TestResult,
    /// Kinds of test.
    TestType,
}

/// What a code stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The text for people, English.
    pub display: String,
    /// Whether new certificates may carry it; retired codes are still read.
    pub active: bool,
}

/// Returns what a code stands for.
pub fn look_up(set: Set, code: &str) -> Option<&'static Value> {
    codes(set).get(code)
}

/// Lists a set in the order of its codes.
pub fn entries(set: Set) -> impl Iterator<Item = (&'static str, &'static Value)> {
    codes(set)
        .iter()
        .map(|(code, value)| (code.as_str(), value))
}

/// Returns the German name of a country (CLDR); the display texts of the value set are English.
pub fn german_country(code: &str) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    NAMES
        .get_or_init(|| {
            let rows = include_str!("../../assets/countries-de.tsv")
                .lines()
                .skip(1);
            rows.filter_map(|row| row.split_once('\t')).collect()
        })
        .get(code)
        .copied()
}

type Codes = BTreeMap<String, Value>;

fn codes(set: Set) -> &'static Codes {
    static SETS: [OnceLock<Codes>; 8] = [const { OnceLock::new() }; 8];
    let (place, text) = match set {
        Set::Country => (
            0,
            include_str!("../../assets/value-sets/country-2-codes.json"),
        ),
        Set::Disease => (
            1,
            include_str!("../../assets/value-sets/disease-agent-targeted.json"),
        ),
        Set::Manufacturer => (
            2,
            include_str!("../../assets/value-sets/vaccine-mah-manf.json"),
        ),
        Set::Product => (
            3,
            include_str!("../../assets/value-sets/vaccine-medicinal-product.json"),
        ),
        Set::Prophylaxis => (
            4,
            include_str!("../../assets/value-sets/vaccine-prophylaxis.json"),
        ),
        Set::TestDevice => (5, include_str!("../../assets/value-sets/test-manf.json")),
        Set::TestResult => (6, include_str!("../../assets/value-sets/test-result.json")),
        Set::TestType => (7, include_str!("../../assets/value-sets/test-type.json")),
    };
    SETS.get(place)
        .expect("one place a set")
        .get_or_init(|| read(text))
}

fn read(text: &str) -> Codes {
    let file: Json = serde_json::from_str(text).expect("a test reads every embedded file");
    let values = file.get("valueSetValues").and_then(Json::as_object);
    let value = |(code, value): (&String, &Json)| {
        let display = value.get("display")?.as_str()?.trim().to_owned();
        let active = value.get("active")?.as_bool()?;
        Some((code.clone(), Value { display, active }))
    };
    values.into_iter().flatten().filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DISEASE;

    #[test]
    fn every_set_has_all_its_entries() {
        let count = |set| entries(set).count();
        assert_eq!(count(Set::Country), 250);
        assert_eq!(count(Set::Disease), 1);
        assert_eq!(count(Set::Manufacturer), 31);
        assert_eq!(count(Set::Product), 39);
        assert_eq!(count(Set::Prophylaxis), 9);
        assert_eq!(count(Set::TestDevice), 299);
        assert_eq!(count(Set::TestResult), 2);
        assert_eq!(count(Set::TestType), 2);
    }

    #[test]
    fn a_retired_code_is_known_and_marked() {
        assert!(!look_up(Set::Prophylaxis, "J07BX03").unwrap().active);
        assert!(look_up(Set::Disease, DISEASE).unwrap().active);
        assert!(look_up(Set::Country, "XX").is_none());
    }

    #[test]
    fn every_country_has_a_german_name() {
        for (code, _) in entries(Set::Country) {
            assert!(german_country(code).is_some(), "{code}");
        }
        assert_eq!(german_country("AT"), Some("Österreich"));
        assert_eq!(german_country("CI"), Some("Côte d’Ivoire"));
        assert_eq!(german_country("XX"), None);
    }
}
