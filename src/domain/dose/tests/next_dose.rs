//! What is proposed for the dose after one.

use super::*;

#[test]
fn the_next_dose_of_a_product_is_proposed_with_what_came_before_it_where_that_is_certain() {
    for (this, number, before, then) in [
        (Comirnaty, 1, Nothing, Some(Same)),
        (Comirnaty, 2, Same, Some(Complete)),
        (Nuvaxovid, 2, Mixed, Some(Complete)),
        (Vaxzevria, 3, Complete, Some(Complete)),
        (Comirnaty, 2, AfterJanssen, Some(AfterJanssen)),
        (Comirnaty, 1, Recovery, Some(Recovery)),
        (Comirnaty, 3, WithValneva, Some(WithValneva)),
        (Janssen, 1, Nothing, Some(AfterJanssen)),
        (Valneva, 1, Recovery, Some(RecoveryValneva)),
        (Valneva, 2, Same, Some(WithValneva)),
        (Comirnaty, 2, Unusual, None),
        (Comirnaty, 2, Foreign, None),
        (Comirnaty, 2, RecoveryValneva, None),
    ] {
        let product = products().iter().find(|it| it.family == this);
        let next = DoseDraft::after(number, before).next(product);
        assert_eq!(next.number(), Some(number + 1), "{this:?} {before:?}");
        let answer = then.map_or(BasisDraft::Unanswered, BasisDraft::Before);
        assert_eq!(next.basis, answer, "{this:?} {number} {before:?}");
    }
    let by_hand = DoseDraft::by_hand(2, 3, "Serie im Ausland");
    let product = products().first();
    assert_eq!(by_hand.next(product).basis, BasisDraft::Unanswered);
    assert_eq!(DoseDraft::default().next(product), DoseDraft::default());
}
