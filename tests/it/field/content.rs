//! What real issuers wrote otherwise: read, named, and never a reason to refuse a good signature.

use super::{case, check, remarks};

#[test]
fn leniencies_from_the_field_are_named_and_leave_the_certificate_valid() {
    for (name, said) in [
        (
            "17-nam-lowercase-fnt.txt",
            vec!["nam/fnt: other signs than A to Z and <"],
        ),
        (
            "19-null-groups.txt",
            vec!["t: null instead of left out", "r: null instead of left out"],
        ),
        (
            "22-co-lowercase.txt",
            vec!["v/co: country in small letters"],
        ),
    ] {
        let (report, valid) = check(&case(name), "dsc.pem");
        assert!(valid && report["valid"] == true, "{name}: {report}");
        for remark in said {
            assert!(remarks(&report).contains(&remark), "{name}: {report}");
        }
        // What breaks the schema is a remark, and is not hidden.
        assert_eq!(report["stages"]["schema"], "failed", "{name}");
        let breaks = remarks(&report)
            .into_iter()
            .any(|remark| remark.starts_with("schema 1.3.0: "));
        assert!(breaks, "{name}: {report}");
    }
    let (report, valid) = check(&case("00-good.txt"), "dsc.pem");
    assert!(valid && remarks(&report).is_empty(), "{report}");
}
