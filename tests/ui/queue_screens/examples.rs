//! What the screens are shown: a day with cases of every state.

use impftheke::domain::{DoseDraft, Issuance, Issuer, Uvci, dose::Before};

use super::*;

pub(crate) fn light(state: LightState, minutes: i64) -> Light {
    Light {
        state,
        cause: None,
        last_success: Some(minutes_ago(minutes)),
    }
}

pub(crate) fn status() -> Status {
    Status {
        noted: Vec::new(),
        network: light(LightState::Works, 1),
        portal: Some(light(LightState::Works, 1)),
        login: Some(light(LightState::Works, 1)),
        signer: None,
        signer_ends: None,
        printer_says: None,
        printer: Some(light(LightState::Works, 12)),
        unworked: false,
        everyone: false,
        clock: None,
    }
}

/// A key of the pharmacy's own signs, and ends soon.
pub(crate) fn ending() -> Status {
    Status {
        network: Light::default(),
        portal: None,
        login: None,
        signer: Some(light(LightState::Works, 1)),
        signer_ends: Some(date(2022, 6, 12)),
        ..status()
    }
}

pub(crate) fn failing() -> Status {
    Status {
        portal: Some(Light {
            cause: Some(Cause::Unavailable),
            ..light(LightState::Fails, 154)
        }),
        everyone: true,
        ..status()
    }
}

/// A case as the examples have it.
pub(crate) fn version(own: u32) -> CaseVersion {
    CaseVersion {
        number: number(own),
        corrected: 0,
    }
}

pub(crate) fn row(own: u32, visit: u32, state: State, name: &str) -> QueueRow {
    let cause = match state {
        State::NeedsLogin => Some(Cause::Forbidden),
        State::NeedsCorrection => Some(Cause::NotAcceptable),
        State::Waiting => Some(Cause::Unavailable),
        _ => None,
    };
    QueueRow {
        number: number(own),
        visit: number(visit),
        state,
        name: name.to_owned(),
        birth: BirthDate::parse_iso("1964-08-12"),
        kind: Kind::Vaccination,
        dose: Some([if own == visit { 1 } else { 2 }, 2]),
        captured_at: minutes_ago(600 - i64::from(own)),
        deadline: now() + (14 * 24).hours(),
        corrected: 0,
        attempts: 3,
        cause,
        portal_message: (state == State::NeedsCorrection)
            .then(|| "dob: must not be after the date of vaccination".to_owned()),
        lost: Vec::new(),
        finished: state == State::Ready,
        answered: false,
        printed_at: None,
        saved_at: None,
    }
}

/// Some visits of every state.
pub(crate) fn queue() -> QueueView {
    let mut rows = vec![
        row(411, 411, State::Ready, "Łukasiewicz-Müller, Zoë Ángela"),
        row(412, 412, State::Waiting, "Øster, Søren"),
        row(413, 413, State::NeedsCorrection, "Mustermann, Erika"),
        row(414, 414, State::Waiting, "Nguyễn, Thị Hương"),
        row(415, 415, State::Ready, "Weiß, Thomas"),
        row(416, 415, State::Ready, "Weiß, Thomas"),
        row(
            417,
            417,
            State::Waiting,
            "Musterfrau, Gabriele Maximiliane Freifrau von und zu Hohenstein",
        ),
        row(418, 418, State::Sending, "Öztürk, Ayşe"),
        row(419, 419, State::NeedsLogin, "Schmidt, Karl"),
        row(420, 420, State::Expired, "Becker, Ursula"),
    ];
    rows[1].birth = BirthDate::parse_iso("1987");
    rows[3].birth = BirthDate::parse_iso("1990-02-03");
    rows[3].captured_at = minutes_ago(60 * 27);
    QueueView {
        revision: 1,
        rows,
        today: Vec::new(),
        next_try: Some(now() + 3.minutes()),
        to_mend: None,
        by_hand_from: None,
    }
}

pub(crate) fn today() -> Vec<TodayRow> {
    (0..9)
        .map(|place| TodayRow {
            number: number(410 - place),
            state: if place == 3 {
                State::Withdrawn
            } else {
                State::HandedOver
            },
            kind: [
                Kind::Vaccination,
                Kind::Vaccination,
                Kind::Recovery,
                Kind::Test,
            ][place as usize % 4],
            dose: (place % 4 < 2).then_some([place % 4 + 1, 2]),
            at: minutes_ago(i64::from(place) * 17 + 2),
            reprint_until: (place == 0).then(|| now() + 8.minutes()),
        })
        .collect()
}

pub(crate) fn draft() -> Draft {
    let mut draft = Draft {
        family_name: "Mustermann".to_owned(),
        given_name: "Erika".to_owned(),
        birth: "12.08.1964".into(),
        ..Draft::default()
    };
    if let EventDraft::Vaccination(vaccination) = &mut draft.event {
        vaccination.product = impftheke::domain::product::products().first();
        "29.05.2021".clone_into(&mut vaccination.date);
        vaccination.dose = DoseDraft::after(2, Before::Same);
    }
    draft
}

/// The example's visit, as it was kept.
pub(crate) fn visit() -> Visit {
    Visit {
        id: VISIT,
        drafts: vec![draft()],
        corrects: None,
        given: Vec::new(),
    }
}

pub(crate) fn shown(numbers: &[PickupNumber]) -> Issued {
    let parsed = draft().parse(&NOW.parse().unwrap()).unwrap();
    let statement = parsed.statement();
    assert!(matches!(statement.event(), Event::Vaccination(_)));
    let side = 57;
    let case = |number: &PickupNumber| IssuedCase {
        number: *number,
        statement: statement.clone(),
        issuance: Issuance {
            issuer: Issuer::new("XX", "DE", "Robert Koch-Institut", "TEST").unwrap(),
            uvci: Uvci::existing(&format!("URN:UVCI:01:XX:TEST/{number}#K")).unwrap(),
            issued_at: now(),
            expires_at: now() + (365 * 24).hours(),
        },
        side,
        modules: (0..side * side).map(|at| at * 7 % 11 < 5).collect(),
    };
    Issued {
        cases: numbers.iter().map(case).collect(),
    }
}

/// A print of the two certificates that show.
pub(crate) fn printing(state: PrintState, says: &str) -> Stage {
    Stage {
        scene: Scene::Form(Form::Result {
            id: VISIT,
            issued: shown(&[number(415), number(416)]),
        }),
        printing: Some(Printing {
            state,
            what: format!("0415, 0416: {says}"),
            todo: String::new(),
        }),
        ..with_queue()
    }
}

pub(crate) fn printers() -> Printers {
    let row = |id: &str, says: &str, trays: &[&str]| PrinterRow {
        id: id.to_owned(),
        name: id.to_owned(),
        says: says.to_owned(),
        is_ready: says == "Bereit",
        trays: trays
            .iter()
            .map(|&tray| (tray.to_owned(), tray.to_owned()))
            .collect(),
        trusted: false,
        login: None,
    };
    Printers {
        rows: vec![
            row("Laser", "Bereit", &["tray-1", "tray-2"]),
            row(
                "Bon",
                "Steht. Papier leer: bitte nachlegen, der Auftrag läuft dann weiter",
                &[],
            ),
        ],
        fault: None,
        default: None,
        chosen: [
            (PrintFor::Certificates, chosen("Laser", "")),
            (PrintFor::Slips, chosen("", "")),
        ],
    }
}

/// A printer for certificates that asks for a login, which was refused, and one for slips with a login.
pub(crate) fn printers_with_logins() -> Printers {
    let mut printers = printers();
    printers.rows[0].login = Some(PrinterLogin::Asked {
        user: "mustermann".to_owned(),
        fault: Some("Benutzer oder Kennwort falsch: bitte noch einmal eingeben".to_owned()),
    });
    let asks = "Der Drucker verlangt Benutzer und Kennwort";
    asks.clone_into(&mut printers.rows[0].says);
    printers.rows[1].login = Some(PrinterLogin::Known("mustermann".to_owned()));
    printers.chosen[1].1 = chosen("Bon", "");
    printers
}

pub(crate) fn chosen(printer: &str, tray: &str) -> Chosen {
    Chosen {
        printer: printer.to_owned(),
        tray: tray.to_owned(),
    }
}
