//! A certificate against the JSON schema of its own version.
//!
//! <https://github.com/ehn-dcc-development/ehn-dcc-schema>. The schemas are embedded and refer only to
//! themselves; nothing is fetched. As JSON schema has it, a `format` is a remark and not a rule.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value as Json;

/// The version that stands in for an unknown one.
pub const USUAL: &str = "1.3.0";

/// Why a certificate does not satisfy its schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Two groups or none, whatever is in them.
    #[error("{0} groups where exactly one is expected")]
    Groups(usize),
    /// A rule of the schema is broken.
    #[error("schema {version}: {at}: {rule}")]
    Rule {
        /// The version of the schema.
        version: &'static str,
        /// The member, as a JSON pointer; a long one is cut, for its names are the certificate's.
        at: String,
        /// The broken rule, as a JSON pointer into the schema.
        rule: String,
    },
}

/// Checks against the schema of the certificate's own `ver`, and for exactly one group.
pub fn check(certificate: &Json) -> Result<(), Error> {
    let version = certificate.get("ver").and_then(Json::as_str);
    check_against(certificate, version.unwrap_or(USUAL))?;
    let groups = ["v", "t", "r"].into_iter();
    match groups
        .filter(|group| certificate.get(group).is_some())
        .count()
    {
        1 => Ok(()),
        count => Err(Error::Groups(count)),
    }
}

/// Checks against the schema of one version; 1.3.0 stands in for an unknown one.
pub fn check_against(certificate: &Json, version: &str) -> Result<(), Error> {
    let known = VERSIONS.iter().find(|(known, ..)| *known == version);
    let Some((version, text, compiled)) =
        known.or_else(|| VERSIONS.iter().find(|(known, ..)| *known == USUAL))
    else {
        return Ok(());
    };
    let validator = compiled.get_or_init(|| compile(text));
    // The library's message quotes the value; a certificate's values do not belong into an error.
    validator
        .validate(certificate)
        .map_err(|error| Error::Rule {
            version,
            at: error
                .instance_path()
                .as_str()
                .chars()
                .take(MAX_PLACE)
                .collect(),
            rule: error.schema_path().to_string(),
        })
}

/// Longer than the place of any member that the schema knows.
const MAX_PLACE: usize = 80;

fn compile(text: &str) -> Validator {
    let schema = serde_json::from_str(text).expect("a test compiles every embedded schema");
    jsonschema::options()
        .offline()
        .build(&schema)
        .expect("a test compiles every embedded schema")
}

type Version = (&'static str, &'static str, OnceLock<Validator>);

macro_rules! version {
    ($version:literal) => {
        (
            $version,
            include_str!(concat!("../../assets/schema/", $version, ".json")),
            OnceLock::new(),
        )
    };
}

static VERSIONS: [Version; 9] = [
    version!("1.0.0"),
    version!("1.0.1"),
    version!("1.1.0"),
    version!("1.2.0"),
    version!("1.2.1"),
    version!("1.3.0"),
    version!("1.3.1"),
    version!("1.3.2"),
    version!("1.3.3"),
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn certificate(ver: &str) -> Json {
        json!({
            "ver": ver,
            "nam": { "fnt": "MUSTERFRAU" },
            "dob": "1979-04-14",
            "r": [{
                "tg": "840539006", "fr": "2023-01-10", "co": "DE", "is": "RKI",
                "df": "2023-02-07", "du": "2023-07-09", "ci": "URN:UVCI:01DE/X/Y#Z",
            }],
        })
    }

    #[test]
    fn every_schema_compiles_and_takes_a_certificate() {
        for (version, ..) in &VERSIONS {
            assert_eq!(check(&certificate(version)), Ok(()), "{version}");
        }
    }

    #[test]
    fn an_unknown_version_is_read_like_the_usual_one() {
        for version in ["1.4.0", "9.9.9"] {
            assert_eq!(check(&certificate(version)), Ok(()));
        }
        let mut nameless = certificate("9.9.9");
        nameless["nam"] = json!({ "gnt": "ERIKA" });
        assert!(matches!(
            check(&nameless),
            Err(Error::Rule { version: USUAL, .. })
        ));
    }

    #[test]
    fn only_from_1_3_2_on_may_the_surname_be_missing() {
        for (version, holds) in [("1.3.0", false), ("1.3.1", false), ("1.3.2", true)] {
            let mut certificate = certificate(version);
            certificate["nam"] = json!({ "gnt": "ERIKA" });
            assert_eq!(check(&certificate).is_ok(), holds, "{version}");
        }
    }

    #[test]
    fn two_groups_or_none_are_refused_under_every_version() {
        for (version, ..) in &VERSIONS {
            let mut two = certificate(version);
            two["v"] = json!([]);
            assert!(check(&two).is_err(), "{version}");
            let mut none = certificate(version);
            none.as_object_mut().unwrap().remove("r");
            assert!(check(&none).is_err(), "{version}");
        }
    }

    #[test]
    fn an_error_names_the_place_and_not_the_value() {
        let mut certificate = certificate(USUAL);
        certificate["dob"] = json!("Erika");
        let error = check(&certificate).unwrap_err().to_string();
        assert!(
            error.contains("/dob") && !error.contains("Erika"),
            "{error}"
        );
    }
}
