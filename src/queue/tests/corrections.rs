//! A case that is corrected: the same number, and nothing of what it said before.

use super::*;

fn by_server() -> SigningMode {
    SigningMode::ByServer {
        transaction: [7; 16],
    }
}

/// Bytes that were fixed for another certificate.
fn fixed_anew() -> SigningMode {
    let SigningMode::Prepared(fixed) = fixed() else {
        panic!("the bytes are fixed")
    };
    SigningMode::Prepared(Prepared {
        payload: b"other bytes to be signed".to_vec(),
        uvci: "URN:UVCI:ANEW".to_owned(),
        ..fixed
    })
}

/// A correction of a case that was corrected so often.
fn correction(number: PickupNumber, corrected: u32, order: SigningMode) -> Capture {
    Capture {
        corrects: Some(CaseVersion { number, corrected }),
        captured_at: after(5).in_tz("Europe/Berlin").unwrap(),
        deadline: after(15 * 24 * 60),
        ..capture("Mustermann", order)
    }
}

fn correct(
    store: &mut Store,
    number: PickupNumber,
    order: SigningMode,
) -> Result<Vec<PickupNumber>, Error> {
    let times = store.row(number).unwrap().corrected;
    let visit = new_visit().unwrap();
    store.capture(visit, vec![correction(number, times, order)])
}

fn signed(uvci: &str) -> Settled {
    Settled::Ready {
        hc1: format!("HC1:{uvci}"),
        uvci: uvci.to_owned(),
        signer: vec![0x30],
    }
}

fn refused() -> Settled {
    Settled::from(Failure {
        portal_message: Some("dose missing".to_owned()),
        ..Failure::of(Cause::NotAcceptable)
    })
}

/// Has an attempt at a case end so.
fn attempt(store: &mut Store, number: PickupNumber, settled: Settled) {
    let attempts = store.begin(&[number], now()).unwrap();
    store.settle(&[(attempts[0], settled)]).unwrap();
}

#[test]
fn a_correction_keeps_number_and_visit_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let both = vec![
        capture("Musterfrau", fixed()),
        capture("Musterfrau", fixed()),
    ];
    let numbers = store.capture(new_visit().unwrap(), both).unwrap();
    let wrong = numbers[1];
    attempt(&mut store, wrong, refused());
    assert_eq!(correct(&mut store, wrong, by_server()).unwrap(), [wrong]);
    let row = store.row(wrong).unwrap();
    assert_eq!((row.state, row.cause), (State::Waiting, None));
    assert_eq!((row.number, row.visit), (wrong, numbers[0]));
    assert_eq!((row.corrected, row.attempts, row.lost), (1, 1, 0));
    assert_eq!(row.captured_at, after(5));
    assert_eq!(row.deadline, after(15 * 24 * 60));
    let content = store.content(wrong).unwrap();
    assert_eq!(content.draft, draft("Mustermann"));
    assert_eq!(content.order, by_server());
    assert_eq!(content.portal_message, None);
    assert_eq!(store.rows().unwrap().len(), 2);
    // It has its turn again, and its certificate.
    attempt(&mut store, wrong, signed("right"));
    let row = store.row(wrong).unwrap();
    assert_eq!((row.state, row.attempts), (State::Ready, 2));
    assert_eq!(store.content(wrong).unwrap().uvci.unwrap(), "right");
}

#[test]
fn a_correction_asked_for_twice_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let typed = visit(&["Mustermann"]);
    let first = store
        .capture(typed.id, vec![capture("A", fixed())])
        .unwrap()[0];
    for (id, times) in [(new_visit().unwrap(), 0), (new_visit().unwrap(), 1)] {
        let cases = || {
            let beside = capture("Mustermann", fixed());
            vec![correction(first, times, fixed_anew()), beside]
        };
        let numbers = store.capture(id, cases()).unwrap();
        assert_eq!(numbers[0], first);
        // What is taken up beside it belongs to its visit, whose slip the customer has.
        assert_eq!(store.row(numbers[1]).unwrap().visit, first);
        drop(store);
        store = super::store(folder.path());
        assert_eq!(store.capture(id, cases()).unwrap(), numbers);
        assert_eq!(store.of_visit(id).unwrap(), numbers);
        assert_eq!(store.row(first).unwrap().corrected, times + 1);
    }
    // Nor is the visit taken up once more that it came with.
    assert_eq!(store.of_visit(typed.id).unwrap(), [first]);
    store.keep_draft(&typed, now()).unwrap();
    assert_eq!(store.drafts(now()).unwrap(), []);
    assert_eq!(store.rows().unwrap().len(), 3);
}

#[test]
fn of_two_corrections_one_counts_and_the_other_takes_nothing_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    correct(&mut store, number, fixed_anew()).unwrap();
    let late = |store: &mut Store| {
        let beside = capture("Musterfrau", fixed());
        let cases = vec![correction(number, 0, fixed()), beside];
        store.capture(new_visit().unwrap(), cases)
    };
    for finished in [false, true] {
        if finished {
            finish(&mut store, number);
        }
        let error = late(&mut store).unwrap_err();
        assert!(
            matches!(error, Error::Replaced { by, .. } if by == number),
            "{error}"
        );
    }
    assert_eq!(store.content(number).unwrap().draft, draft("Mustermann"));
    assert_eq!(store.rows().unwrap().len(), 1, "half a visit was taken up");
}

#[test]
fn what_is_being_tried_or_has_its_certificate_is_not_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let attempts = store.begin(&[number], now()).unwrap();
    let before = store.content(number).unwrap();
    let error = correct(&mut store, number, fixed_anew()).unwrap_err();
    assert!(matches!(error, Error::NotPossible { .. }), "{error}");
    assert!(store.content(number).unwrap() == before);
    store.settle(&[(attempts[0], ready())]).unwrap();
    for state in [State::Ready, State::Expired, State::HandedOver] {
        match state {
            State::Expired => drop(store.expire(after(20 * 24 * 60)).unwrap()),
            State::HandedOver => store.hand_over(&[number], now()).unwrap(),
            State::Waiting
            | State::Sending
            | State::NeedsLogin
            | State::NeedsCorrection
            | State::Ready
            | State::Withdrawn => {}
        }
        assert_eq!(store.row(number).unwrap().state, state);
        let error = correct(&mut store, number, fixed_anew()).unwrap_err();
        assert!(matches!(error, Error::Issued(_)), "{state:?}: {error}");
    }
    let of_none = correction(PickupNumber::new(99).unwrap(), 0, fixed());
    let visit = vec![capture("Musterfrau", fixed()), of_none];
    let error = store.capture(new_visit().unwrap(), visit).unwrap_err();
    assert!(matches!(error, Error::NoSuchCase(_)), "{error}");
    assert_eq!(store.rows().unwrap().len(), 1, "half a visit was taken up");
}

/// A case that staff have withdrawn is over, and so is its number.
#[test]
fn the_correction_of_a_withdrawn_case_is_a_case_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let gone = take(&mut store, "Musterfrau");
    store.withdraw_for_now(&[gone], now()).unwrap();
    let own = correct(&mut store, gone, fixed_anew()).unwrap()[0];
    assert_ne!(own, gone);
    assert_eq!(store.row(own).unwrap().replaces, Some(gone));
    assert_eq!(store.row(gone).unwrap().state, State::Withdrawn);
    // Of the two one stands.
    let error = store.bring_back(gone, State::Withdrawn).unwrap_err();
    assert!(matches!(error, Error::Replaced { by, .. } if by == own));
    let error = correct(&mut store, gone, fixed_anew()).unwrap_err();
    assert!(matches!(error, Error::Replaced { by, .. } if by == own));
}

/// Whoever has seen what it said before means that, and no correction made since.
#[test]
fn what_was_asked_of_a_case_as_it_was_seen_is_not_done_with_its_correction() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let seen = store.row(number).unwrap().version();
    correct(&mut store, number, fixed_anew()).unwrap();
    for refused in [
        store.withdraw_for_now(&[seen], now()),
        store.withdraw(&[seen], now()),
        store.hand_over(&[seen], now()),
        store.try_again(&[seen], now()),
    ] {
        assert!(matches!(refused, Err(Error::Corrected(it)) if it == number));
    }
    let row = store.row(number).unwrap();
    assert_eq!((row.state, row.corrected), (State::Waiting, 1));
    store.try_again(&[row.version()], now()).unwrap();
    store.withdraw_for_now(&[row.version()], now()).unwrap();
}

/// What was tried before says nothing of what a case says now, nor does it let younger ones go first.
#[test]
fn a_corrected_case_counts_its_own_attempts_and_takes_its_turn_by_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let (first, younger) = (take(&mut store, "Musterfrau"), take(&mut store, "Muster"));
    for _ in 0..4 {
        let later = Settled::from(Failure::of(Cause::Unavailable));
        attempt(&mut store, first, later);
    }
    let next = |store: &Store| store.next_waiting(after(60)).unwrap().unwrap();
    assert_eq!(next(&store).number, younger);
    correct(&mut store, first, fixed_anew()).unwrap();
    assert_eq!((next(&store).number, next(&store).attempts), (first, 0));
    let later = Settled::from(Failure::of(Cause::Unavailable));
    attempt(&mut store, first, later);
    let row = store.row(first).unwrap();
    assert_eq!((row.own_attempts(), row.attempts), (1, 5));
}

#[test]
fn a_correction_that_is_withdrawn_comes_back_as_itself() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    correct(&mut store, number, fixed_anew()).unwrap();
    store.withdraw_for_now(&[number], now()).unwrap();
    store.bring_back(number, State::Withdrawn).unwrap();
    assert_eq!(store.content(number).unwrap().draft, draft("Mustermann"));
}

/// What comes late of an attempt at what the case said before.
fn late() -> Vec<Settled> {
    let failed = |failure: Failure| {
        Settled::from(Failure {
            maybe_signed: true,
            ..failure
        })
    };
    vec![
        signed("late"),
        failed(Failure {
            identifier: Some("late".to_owned()),
            ..Failure::of(Cause::LostAnswer)
        }),
        failed(Failure {
            kept_answer: Some(b"HC1:NONE".to_vec()),
            ..Failure::of(Cause::OtherContent)
        }),
        refused(),
    ]
}

#[test]
fn an_answer_to_what_a_case_said_before_is_named_and_makes_nothing_ready() {
    for (settled, through_a_file) in late()
        .into_iter()
        .flat_map(|settled| [(settled.clone(), false), (settled, true)])
    {
        for orders in [
            [by_server(), by_server()],
            [fixed(), fixed_anew()],
            [by_server(), fixed()],
        ] {
            for is_finished in [false, true] {
                comes_late(&settled, orders.clone(), (through_a_file, is_finished));
            }
        }
    }
}

fn comes_late(
    settled: &Settled,
    [before, since]: [SigningMode; 2],
    (through_a_file, is_finished): (bool, bool),
) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let visit = vec![capture("Musterfrau", before)];
    let number = store.capture(new_visit().unwrap(), visit).unwrap()[0];
    let former = store.begin(&[number], now()).unwrap()[0];
    if through_a_file {
        // Its program could not settle it, and is gone.
        store.keep_answers(&[(former, settled.clone())]);
        store
            .write(|transaction, key| {
                let cut_off = pending_answers::cut_off(None);
                settle::settle(transaction, key, former, cut_off).map(drop)
            })
            .unwrap();
    } else {
        store.take_back(&[former]).unwrap();
    }
    correct(&mut store, number, since).unwrap();
    let counted = store.row(number).unwrap().lost;
    assert_eq!(counted, 1, "it may have been signed");
    if is_finished {
        attempt(&mut store, number, signed("right"));
    }
    let left = store.row(number).unwrap();
    if through_a_file {
        drop(store);
        store = super::store(folder.path());
    } else {
        let late = store.settle(&[(former, settled.clone())]);
        assert!(matches!(late, Err(Error::Overtaken(_))), "{late:?}");
    }
    assert_eq!(store.row(number).unwrap(), left);
    let content = store.content(number).unwrap();
    assert_eq!(content.draft, draft("Mustermann"));
    assert_eq!((content.kept_answer, content.portal_message), (None, None));
    let right = is_finished.then(|| "right".to_owned());
    assert_eq!(content.uvci, right);
    let named = settled.cause().is_none() || settled.lost_identifier().is_some();
    assert_eq!(content.lost.contains(&"late".to_owned()), named);
    // Nobody else gets it, nor this case.
    let taken = store.identifiers_but_of(number).unwrap();
    assert_eq!(taken.contains(&digest("late")), named);
    let files = std::fs::read_dir(folder.path()).unwrap();
    let kept = files.map(|file| file.unwrap().file_name());
    let kept = kept.filter(|name| name.to_string_lossy().starts_with("answer"));
    assert_eq!(kept.count(), 0);
}

#[test]
fn what_was_signed_of_a_case_before_is_named_and_counted_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let lost = Failure {
        maybe_signed: true,
        ..Failure::of(Cause::LostAnswer)
    };
    attempt(&mut store, number, lost.into());
    assert_eq!(store.row(number).unwrap().lost, 0, "its bytes are fixed");
    correct(&mut store, number, fixed_anew()).unwrap();
    let named = ["URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W"];
    for order in [fixed_anew(), by_server()] {
        let content = store.content(number).unwrap();
        assert_eq!(content.lost, named);
        assert!(!content.maybe_signed);
        assert_eq!(store.row(number).unwrap().lost, 1);
        // What was not tried since was not signed.
        correct(&mut store, number, order).unwrap();
    }
    assert_eq!(store.row(number).unwrap().corrected, 3);
}

/// Whoever signs may know the case again, and give it the identifier that it has given before.
#[test]
fn an_identifier_of_what_a_case_said_before_is_none_of_it_now() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let visit = vec![capture("Musterfrau", by_server())];
    let number = store.capture(new_visit().unwrap(), visit).unwrap()[0];
    let given = Failure {
        identifier: Some("given".to_owned()),
        maybe_signed: true,
        ..Failure::of(Cause::LostAnswer)
    };
    attempt(&mut store, number, given.into());
    correct(&mut store, number, by_server()).unwrap();
    attempt(&mut store, number, signed("given"));
    let row = store.row(number).unwrap();
    assert_eq!(row.state, State::Waiting);
    assert_eq!(row.cause, Some(Cause::IdentifierTaken));
    assert_eq!(store.content(number).unwrap().lost, ["given"]);
}

#[test]
fn a_case_that_nothing_opens_any_more_is_corrected_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    store
        .connection
        .execute("UPDATE contents SET sealed = x'00'", [])
        .unwrap();
    store.begin(&[number], now()).unwrap();
    assert_eq!(store.row(number).unwrap().cause, Some(Cause::Unreadable));
    assert_eq!(correct(&mut store, number, fixed_anew()).unwrap(), [number]);
    finish(&mut store, number);
    let content = store.content(number).unwrap();
    assert_eq!(content.draft, draft("Mustermann"));
}

#[test]
fn what_a_corrected_case_said_before_is_scrubbed_from_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let number = take(&mut store, "Musterfrau");
    let before: Vec<u8> = store
        .connection
        .query_row("SELECT sealed FROM contents", [], |row| row.get(0))
        .unwrap();
    correct(&mut store, number, fixed_anew()).unwrap();
    store.erase_due(now()).unwrap();
    for file in ["queue.db", "queue.db-wal"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
        let part = &before[before.len() - 64..];
        assert!(!bytes.windows(64).any(|window| window == part), "{file}");
    }
}

/// As an older version left it: a case of its own in place of the one that was corrected.
#[test]
fn a_case_whose_place_another_has_taken_is_not_corrected_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let [wrong, right] = ["Musterfrau", "Mustermann"].map(|name| take(&mut store, name));
    store.withdraw(&[wrong], now()).unwrap();
    let replace = "UPDATE cases SET replaces = ?1 WHERE number = ?2";
    store
        .connection
        .execute(replace, [wrong.get(), right.get()])
        .unwrap();
    let error = correct(&mut store, wrong, fixed_anew()).unwrap_err();
    assert!(matches!(error, Error::Replaced { by, .. } if by == right));
    assert_eq!(correct(&mut store, right, fixed_anew()).unwrap(), [right]);
}
