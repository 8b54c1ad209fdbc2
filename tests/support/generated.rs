//! Certificates of many people, made from a number: the same ones everywhere, and nobody's.

use impftheke::{
    domain::{
        BirthDraft, DoseDraft, Draft, EventDraft, Issuance, Issuer, RecoveryDraft, Sampled,
        Statement, TestDraft, TestKind, Uvci, VaccinationDraft, product,
    },
    hcert::{Header, Unsigned},
};
use jiff::{Timestamp, ToSpan as _, ZonedDateTime, tz::TimeZone};

const FAMILY: [&str; 24] = [
    "Müller",
    "Schmidt",
    "Schneider-Großmann",
    "Fischer",
    "Weber",
    "Yılmaz",
    "Nguyễn",
    "Kowalczyk",
    "von der Leyen",
    "Özdemir",
    "Papadopoulos",
    "Παπαδοπούλου",
    "Иванова",
    "Schulz",
    "Hoffmann",
    "de la Cruz Martínez",
    "O’Connor",
    "Žižková",
    "Lê",
    "Abdulrahman",
    "عباس",
    "Bauer",
    "Wagner",
    "Freifrau zu Castell-Rüdenhausen",
];
const GIVEN: [&str; 24] = [
    "Erika",
    "Hans-Peter",
    "Dörte Anna",
    "Mehmet",
    "Thị Hồng",
    "Łukasz",
    "Ursula",
    "Ali",
    "Maria Magdalena Theresia",
    "Jörg",
    "Ευθυμία",
    "Мария",
    "Seán",
    "Jiřina",
    "Günther",
    "Emma",
    "Ben",
    "Mohammed Amin",
    "سلام",
    "Charlotte",
    "Karl Friedrich Wilhelm",
    "Lea",
    "İbrahim",
    "Jo",
];
const DOSES: [(u32, u32); 5] = [(1, 2), (2, 2), (2, 2), (3, 3), (2, 1)];

/// Numbers that look like chance.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count).unwrap()).unwrap()
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        [(); N].map(|()| self.next().to_le_bytes()[0])
    }
}

/// Returns so many certificates of all kinds: as COSE messages whose signatures are chance, or as what is to be
/// signed and when.
pub(crate) fn certificates<T: From<Case>>(count: u64) -> Vec<T> {
    (0..count)
        .map(|number| T::from(case(Chance(number))))
        .collect()
}

/// What a certificate says, and the chance that makes the rest of it.
pub(crate) struct Case {
    chance: Chance,
    statement: Statement,
    issuer: Issuer,
    uvci: Uvci,
    at: Timestamp,
}

impl From<Case> for (Statement, Timestamp) {
    fn from(case: Case) -> Self {
        (case.statement, case.at)
    }
}

impl From<Case> for Vec<u8> {
    fn from(case: Case) -> Self {
        let Case {
            mut chance,
            statement,
            issuer,
            uvci,
            at,
        } = case;
        let issuance = Issuance {
            issuer,
            uvci,
            issued_at: at,
            expires_at: at.checked_add((365 * 24).hours()).unwrap(),
        };
        let header = Header::es256(chance.bytes());
        let unsigned = Unsigned::new(&statement, &issuance, header).unwrap();
        unsigned.sign(&chance.bytes::<64>()).cose().to_vec()
    }
}

fn case(mut chance: Chance) -> Case {
    let start: Timestamp = "2021-06-14T08:00:00Z".parse().unwrap();
    let seconds = i64::try_from(chance.below(300 * 86_400)).unwrap();
    let at = start.checked_add(seconds.seconds()).unwrap();
    let now = at.to_zoned_datetime(TimeZone::get("Europe/Berlin").unwrap());
    let issuer = Issuer::new("DE", "DE", "Robert Koch-Institut", "IZ12345A").unwrap();
    let uvci = Uvci::new(&issuer, chance.bytes()).unwrap();
    let draft = Draft {
        family_name: chance.of(&FAMILY).to_owned(),
        given_name: chance.of(&GIVEN).to_owned(),
        birth: BirthDraft::Typed(format!(
            "{:02}.{:02}.{}",
            1 + chance.below(28),
            1 + chance.below(12),
            1925 + chance.below(85)
        )),
        event: event(&mut chance, &now),
        ..Draft::default()
    };
    let statement = draft.taken_up().parse(&now).unwrap().into_statement();
    Case {
        chance,
        statement,
        issuer,
        uvci,
        at,
    }
}

fn event(chance: &mut Chance, now: &ZonedDateTime) -> EventDraft {
    let ago = |days: usize| {
        now.date()
            .checked_sub(i64::try_from(days).unwrap().days())
            .unwrap()
    };
    match chance.below(10) {
        0 => EventDraft::Recovery(RecoveryDraft {
            first_positive: ago(30 + chance.below(100)).to_string(),
            ..RecoveryDraft::default()
        }),
        1 => EventDraft::Test(TestDraft {
            kind: Some(TestKind::Naat),
            name: "Abbott RealTime SARS-CoV-2".to_owned(),
            sampled: Sampled::At(now.timestamp().checked_sub(5.hours()).unwrap()),
            detected: Some(false),
            centre: "Testzentrum am Markt".to_owned(),
            ..TestDraft::default()
        }),
        _ => {
            let (dose, doses) = chance.of(&DOSES);
            EventDraft::Vaccination(VaccinationDraft {
                product: product::with_code(chance.of(&[
                    "EU/1/20/1528",
                    "EU/1/20/1528",
                    "EU/1/20/1507",
                    "EU/1/21/1529",
                ])),
                date: ago(chance.below(60)).to_string(),
                dose: DoseDraft::of_numbers(dose, doses),
                ..VaccinationDraft::default()
            })
        }
    }
}
