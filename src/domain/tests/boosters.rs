//! What is for boosters alone.

use super::{
    ProductFamily::{Bimervax, VidPrevtyn},
    dose::{
        Before::{
            Complete, Foreign, Janssen as AfterJanssen, Nothing, Recovery, Same,
            Valneva as WithValneva,
        },
        Finding, find,
    },
    product::products,
};

/// `VidPrevtyn` Beta is approved after mRNA and vector vaccines, Bimervax after mRNA alone: after anything else it is
/// looked up, and said so.
#[test]
fn what_is_for_boosters_is_proposed_as_its_approval_has_it() {
    for (before, number, this, expected, says) in [
        (Nothing, 1, Bimervax, "none", "k"),
        (Recovery, 1, VidPrevtyn, "none", "k"),
        (Same, 2, Bimervax, "none", "k"),
        (Complete, 3, Bimervax, "3", "k-mrna"),
        (Complete, 4, VidPrevtyn, "4", "k-mrna-or-vector"),
        (AfterJanssen, 2, Bimervax, "1?", "k-only-mrna"),
        (AfterJanssen, 3, Bimervax, "1?", "k-only-mrna"),
        (AfterJanssen, 2, VidPrevtyn, "1?", "k-mrna-or-vector"),
        (AfterJanssen, 3, VidPrevtyn, "1", "k-mrna-or-vector"),
        (Recovery, 2, VidPrevtyn, "1", "k-mrna-or-vector"),
        (Recovery, 3, Bimervax, "1", "k-mrna"),
        (WithValneva, 3, Bimervax, "3?", "k-only-mrna"),
        (WithValneva, 3, VidPrevtyn, "3?", "k-only-mrna-or-vector"),
        (Foreign, 3, Bimervax, "3?", "k-only-mrna"),
        (Foreign, 3, VidPrevtyn, "3?", "k-only-mrna-or-vector"),
    ] {
        let name = format!("{before:?} {number} {this:?}");
        let (found, rule) = match find(before, number, this) {
            Finding::Proposal { doses, rule } if rule.confirm => (format!("{doses}?"), rule),
            Finding::Proposal { doses, rule } => (doses.to_string(), rule),
            Finding::NoNumbers(rule) => ("none".to_owned(), rule.expect(&name)),
        };
        assert_eq!(
            (found.as_str(), rule.id.as_str()),
            (expected, "k"),
            "{name}"
        );
        assert_eq!(rule.sentence, says, "{name}");
        let mut products = products().iter();
        let product = products.find(|it| it.family == this).unwrap();
        assert_eq!(Some(rule.since), product.authorised, "{name}");
    }
}
