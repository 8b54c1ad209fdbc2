//! What can be chosen as a vaccine: one choice gives product, prophylaxis and manufacturer together.

use std::sync::OnceLock;

use jiff::civil::Date;
use serde_json::Value;

use super::value_set::{self, Set};

/// A vaccine with the three codes that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Value set vaccine-medicinal-product.
    pub mp: String,
    /// Value set vaccine-prophylaxis: the code to write.
    pub vp: String,
    /// Other codes of vaccine-prophylaxis that certificates of this product may carry.
    pub vp_also: Vec<String>,
    /// Value set vaccine-mah-manf.
    pub ma: String,
    /// The name on the package.
    pub name: String,
    /// What people at a counter call it, mostly by its maker; the most usual first.
    pub called: Vec<String>,
    /// The day of its authorisation in the EU; none where it has none.
    pub authorised: Option<Date>,
    /// Whether new certificates may name it.
    pub active: bool,
    /// What the dose rules know it as.
    pub family: ProductFamily,
}

/// The vaccines that the German dose rules name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProductFamily {
    /// Comirnaty, adapted versions too.
    Comirnaty,
    /// Spikevax, adapted versions too.
    Spikevax,
    /// Vaxzevria.
    Vaxzevria,
    /// Jcovden.
    Janssen,
    /// Nuvaxovid.
    Nuvaxovid,
    /// COVID-19 Vaccine Valneva.
    Valneva,
    /// The adapted vaccine of Sanofi.
    VidPrevtyn,
    /// Bimervax.
    Bimervax,
    /// A product without authorisation in the EU.
    Other,
}

impl ProductFamily {
    /// Lists all, in the order of the products.
    pub const ALL: [Self; 9] = [
        Self::Comirnaty,
        Self::Spikevax,
        Self::Vaxzevria,
        Self::Janssen,
        Self::Nuvaxovid,
        Self::Valneva,
        Self::VidPrevtyn,
        Self::Bimervax,
        Self::Other,
    ];

    /// Returns its name in the files of products and rules, by which people call it too.
    pub fn name(self) -> String {
        format!("{self:?}")
    }

    /// Returns the shortest interval between two doses of it in weeks, as its product information has it; of what is for
    /// boosters alone, and of others, that of any.
    pub(super) fn shortest_weeks(self) -> i64 {
        match self {
            Self::Comirnaty | Self::Nuvaxovid | Self::VidPrevtyn | Self::Bimervax | Self::Other => {
                3
            }
            Self::Spikevax | Self::Vaxzevria | Self::Valneva => 4,
            Self::Janssen => 8,
        }
    }

    /// Reads its name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let mut families = Self::ALL.into_iter();
        families.find(|family| family.name() == name)
    }
}

/// The first authorisation of a vaccine in the EU.
pub const FIRST_AUTHORISED: Date = Date::constant(2020, 12, 21);
/// Nobody but those who took part in trials was vaccinated with a product of the EU before it (DCC.md 16).
pub const USUAL_SINCE: Date = Date::constant(2020, 12, 1);
/// The first person of all was vaccinated against COVID-19, in a trial.
pub(super) const FIRST_TRIAL: Date = Date::constant(2020, 3, 16);

impl Product {
    /// Returns its name with the one that people call it by: `Comirnaty (BioNTech)`.
    pub fn full_name(&self) -> String {
        match self.called.first() {
            Some(called) => format!("{} ({called})", self.name),
            None => self.name.clone(),
        }
    }

    /// Returns the first day that a vaccination with it may bear.
    ///
    /// Of products without authorisation in the EU no day is known, but that of the first trial of all.
    pub fn earliest(&self) -> Date {
        match self.authorised {
            Some(_) => USUAL_SINCE,
            None => FIRST_TRIAL,
        }
    }
}

/// Lists the products: those with EU authorisation first, then the others, retired codes last.
#[expect(
    clippy::missing_panics_doc,
    reason = "the embedded file is read by a test"
)]
pub fn products() -> &'static [Product] {
    static PRODUCTS: OnceLock<Vec<Product>> = OnceLock::new();
    PRODUCTS.get_or_init(|| {
        let file: Value = serde_json::from_str(include_str!("../../assets/products.json"))
            .expect("a test reads the embedded file");
        let entries = file.get("products").and_then(Value::as_array);
        entries.into_iter().flatten().filter_map(read).collect()
    })
}

fn read(entry: &Value) -> Option<Product> {
    let text = |member: &str| entry.get(member)?.as_str();
    let texts = |member: &str| {
        let texts = entry.get(member)?.as_array()?.iter();
        let texts = texts.filter_map(|text| text.as_str().map(str::to_owned));
        Some(texts.collect())
    };
    let mp = text("mp")?;
    Some(Product {
        mp: mp.to_owned(),
        vp: text("vp")?.to_owned(),
        vp_also: texts("vp_also")?,
        ma: text("ma")?.to_owned(),
        name: text("name")?.to_owned(),
        called: texts("called").unwrap_or_default(),
        authorised: text("authorised").and_then(|day| day.parse().ok()),
        active: value_set::look_up(Set::Product, mp)?.active,
        family: ProductFamily::from_name(text("family")?)?,
    })
}

/// Returns the product with a code of value set vaccine-medicinal-product.
pub fn with_code(mp: &str) -> Option<&'static Product> {
    products().iter().find(|product| product.mp == mp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_of_the_value_set_is_there_with_known_codes() {
        assert_eq!(products().len(), value_set::entries(Set::Product).count());
        for product in products() {
            assert!(
                value_set::look_up(Set::Manufacturer, &product.ma).is_some_and(|ma| ma.active),
                "{}",
                product.mp
            );
            let same = products().iter().filter(|other| other.mp == product.mp);
            assert_eq!(same.count(), 1, "{} stands twice", product.mp);
            for vp in product.vp_also.iter().chain([&product.vp]) {
                assert!(value_set::look_up(Set::Prophylaxis, vp).is_some_and(|value| value.active));
            }
        }
    }

    #[test]
    fn products_of_the_eu_have_their_day_and_others_claim_none() {
        for product in products() {
            let of_the_eu = product.family != ProductFamily::Other;
            assert_eq!(product.authorised.is_some(), of_the_eu, "{}", product.mp);
            assert!(product.authorised.is_none_or(|day| day >= FIRST_AUTHORISED));
        }
        let first = products().iter().filter_map(|product| product.authorised);
        assert_eq!(first.min(), Some(FIRST_AUTHORISED));
    }

    #[test]
    fn each_product_of_the_eu_has_its_manufacturer_and_its_day() {
        for (mp, ma, authorised) in [
            ("EU/1/20/1528", "ORG-100030215", "2020-12-21"),
            ("EU/1/20/1507", "ORG-100031184", "2021-01-06"),
            ("EU/1/21/1529", "ORG-100001699", "2021-01-29"),
            ("EU/1/20/1525", "ORG-100001417", "2021-03-11"),
            ("EU/1/21/1618", "ORG-100032020", "2021-12-20"),
            ("EU/1/21/1624", "ORG-100036422", "2022-06-24"),
            ("EU/1/21/1580", "ORG-100000788", "2022-11-10"),
            ("EU/1/22/1709", "ORG-100036914", "2023-03-30"),
        ] {
            let product = products().iter().find(|product| product.mp == mp);
            let product = product.unwrap();
            assert_eq!(product.ma, ma, "{mp}");
            assert_eq!(product.authorised, authorised.parse().ok(), "{mp}");
        }
    }

    #[test]
    fn the_german_list_comes_first_and_retired_codes_last() {
        let families: Vec<_> = products().iter().map(|product| product.family).collect();
        assert_eq!(
            families
                .iter()
                .take_while(|family| **family != ProductFamily::Other)
                .count(),
            8
        );
        let first_retired = products()
            .iter()
            .position(|product| !product.active)
            .unwrap();
        assert!(
            products()[first_retired..]
                .iter()
                .all(|product| !product.active)
        );
    }
}
