//! The evening: what everybody has in her hand, what the portal has counted, and what is left in the folder.

use std::{collections::BTreeSet, process::Command};

use impftheke::{case::State, counter::open, domain::Clock as _, trust::Certificate};
use serde_json::Value;

use super::{Day, course::Fate, customers::Wish, in_the_hand};

impl Day {
    /// Closes the window once the last sheet has come out, and counts.
    pub(super) fn ends(mut self) {
        self.counter.stage().ask_to_close();
        let asks = "Noch nicht alles ist erledigt";
        self.counter
            .stage()
            .until("it closes", |stage| !stage.says(asks));
        self.counter.hands.stage.close();
        self.printers_did_what_they_were_asked();
        self.portal_signed_each_once();
        self.nothing_is_left_over();
        self.everybody_has_her_own();
    }

    /// Everybody has what she came for, and nothing else.
    fn everybody_has_her_own(self) {
        let stage = &self.counter.hands.stage;
        let now = stage.time.now().timestamp();
        let keys = open::training_keys(stage.folder(), now).unwrap();
        let signer = Certificate::from_pem_or_der(keys.certificate_pem.as_bytes()).unwrap();
        let mut known = BTreeSet::new();
        for (place, held) in self.held.into_iter().enumerate() {
            let fate = self.course.fate(place);
            let customer = &self.customers[self.course.order[place]];
            let codes = held.papers.into_iter().flat_map(in_the_hand::Paper::read);
            let mut has = Vec::new();
            let mut own = BTreeSet::new();
            for code in codes {
                let (says, identifier) = in_the_hand::certificate(&code, &signer, now);
                has.push(says);
                own.insert(identifier);
            }
            let mut wants: Vec<String> = customer.wishes.iter().map(Wish::certificate).collect();
            let copies = match fate {
                Some(Fate::WantsNoPaper) => 0,
                Some(Fate::WantsItTwice) => 2,
                Some(
                    Fate::Refused
                    | Fate::RefusedAndComesBack
                    | Fate::ReadsHerPaper
                    | Fate::ReadsTheScreen
                    | Fate::OneAfterTheOther,
                )
                | None => 1,
            };
            let certificates = wants.len() * usize::from(copies > 0);
            wants = (0..copies).flat_map(|_| wants.clone()).collect();
            has.sort();
            wants.sort();
            assert_eq!(has, wants, "{} of day {}, {fate:?}", place, self.seed);
            assert_eq!(own.len(), certificates, "a copy is the same certificate");
            for identifier in own {
                assert!(known.insert(identifier), "two have the same certificate");
            }
        }
    }

    /// Nothing came out that nobody has taken.
    fn printers_did_what_they_were_asked(&self) {
        for tray in [&self.counter.certificates, &self.counter.slips] {
            assert_eq!(tray.printer.received().len(), tray.taken);
        }
        assert_eq!(self.counter.slips.taken, self.slips);
    }

    /// The portal has signed what was asked for, each once.
    fn portal_signed_each_once(&self) {
        let log = self.counter.hands.stage.portal().log();
        let wanted: usize = self.customers.iter().map(|it| it.wishes.len()).sum();
        let wanted = u64::try_from(wanted + self.withdrawn).unwrap();
        assert_eq!(
            [log.certificates, log.signatures, log.delivered],
            [wanted; 3]
        );
        assert_eq!((log.signed_again, log.doubles()), (0, 0));
    }

    /// Every case is over: handed over, or withdrawn because its customer wanted another.
    fn nothing_is_left_over(&self) {
        let stage = &self.counter.hands.stage;
        let rows = stage.rows();
        let count = |state| rows.iter().filter(|row| row.state == state).count();
        let wanted: usize = self.customers.iter().map(|it| it.wishes.len()).sum();
        let left: Vec<u32> = rows
            .iter()
            .filter(|row| !row.state.is_final())
            .map(|row| row.number.get())
            .collect();
        assert_eq!(left, Vec::<u32>::new(), "left over on day {}", self.seed);
        assert_eq!(
            (count(State::HandedOver), count(State::Withdrawn)),
            (wanted, self.withdrawn)
        );
        assert!(stage.drafts_on_disk().is_empty(), "something typed is left");
        // The same, as the command line tells it.
        let data = stage.folder().settings();
        let listed = Command::new(env!("CARGO_BIN_EXE_impftheke"))
            .arg("--data")
            .arg(data.parent().unwrap())
            .args(["queue", "list", "--json"])
            .output()
            .unwrap();
        let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
        let states = listed.as_array().unwrap().iter();
        let open = states.filter(|case| {
            let state = case["state"].as_str().unwrap();
            !State::from_name(state).unwrap().is_final()
        });
        assert_eq!(open.count(), 0, "{listed}");
    }
}
