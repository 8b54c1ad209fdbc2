//! What is derived hangs on what it was derived from.

use super::*;

#[test]
fn a_line_is_ours_until_another_is_typed() {
    assert_eq!(TransliterationDraft::Proposed.shown("Müller"), "MUELLER");
    assert_eq!(
        TransliterationDraft::beside("Müller", "MUELLER".into()),
        TransliterationDraft::Proposed
    );
    let typed = TransliterationDraft::beside("Müller", "MULLER".into());
    assert_eq!(typed.shown("Schulze"), "MULLER");
    assert_eq!(
        typed.unlike("Schulze"),
        Some(["MULLER".into(), "SCHULZE".into()])
    );
    assert_eq!(typed.unlike("Muller"), None);
    assert_eq!(TransliterationDraft::Proposed.unlike("Schulze"), None);
    assert_eq!(
        TransliterationDraft::Typed("COHEN".into()).unlike("כהן"),
        Some(["COHEN".into(), String::new()])
    );
}

#[test]
fn what_hangs_on_a_product_or_a_number_goes_with_it() {
    use dose::{BasisDraft, Before};
    let product = |mp| product::with_code(mp).unwrap();
    let (comirnaty, spikevax) = (product("EU/1/20/1528"), product("EU/1/20/1507"));
    for before in Before::ALL {
        let mut draft = VaccinationDraft {
            vp: Some("28531000087107".into()),
            dose: DoseDraft::after(2, before),
            ..vaccination()
        };
        let as_it_was = draft.clone();
        draft.choose(comirnaty);
        assert_eq!(draft, as_it_was);
        draft.choose(spikevax);
        assert_eq!(draft.vp, None);
        let goes = [Before::Same, Before::Mixed, Before::Unusual].contains(&before);
        assert_eq!(draft.dose.basis == BasisDraft::Unanswered, goes);
        let mut dose = DoseDraft::after(1, before);
        dose.renumber("2".into());
        assert_eq!(
            dose.basis == BasisDraft::Unanswered,
            before == Before::Recovery
        );
    }
}
