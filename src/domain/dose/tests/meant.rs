//! What the rules are meant to say, told by what came before a dose and not by the rows of their file.

use super::*;

/// What the rules say of a dose.
#[derive(Debug, PartialEq)]
enum Says {
    Nothing,
    NoNumbers,
    Numbers {
        doses: u32,
        asks: bool,
        remark: Option<Remark>,
        since: String,
    },
}

/// Says by what came before, and not by the rows of the file, what is given.
fn meant(before: Before, number: u32, this: ProductFamily) -> Says {
    let for_boosters = [VidPrevtyn, Bimervax].contains(&this);
    let speaks = match before {
        Nothing => number == 1,
        // A second Janssen comes after Janssen.
        Same => number == 2 && this != Janssen,
        Mixed | Unusual | RecoveryValneva => number == 2,
        Complete | WithValneva => number >= 3,
        AfterJanssen => number >= 2,
        Recovery => number >= 1,
        Foreign => {
            number >= 3 || number == 2 && !for_boosters && ![Valneva, Janssen].contains(&this)
        }
    };
    if !speaks || this == Other {
        return Says::Nothing;
    }
    let is_booster = number >= 3 || [AfterJanssen, Recovery].contains(&before) && number == 2;
    let has_numbers = match this {
        VidPrevtyn | Bimervax => is_booster,
        Valneva => !is_booster || (before, number) == (AfterJanssen, 2),
        Janssen => [(Nothing, 1), (Recovery, 1), (AfterJanssen, 2)].contains(&(before, number)),
        Comirnaty | Spikevax | Vaxzevria | Nuvaxovid | Other => true,
    };
    if !has_numbers {
        return Says::NoNumbers;
    }
    let is_one_of_one = match before {
        AfterJanssen => true,
        Recovery => (number, this) != (1, Valneva),
        Nothing => this == Janssen,
        Same | Mixed | Complete | RecoveryValneva | Unusual | WithValneva | Foreign => false,
    };
    let doses = if is_one_of_one { 1 } else { number.max(2) };
    let asks = match before {
        Foreign | Unusual | WithValneva => true,
        RecoveryValneva => this != Valneva,
        AfterJanssen => this == Bimervax || number == 2 && [Janssen, VidPrevtyn].contains(&this),
        Nothing | Same | Mixed | Complete | Recovery => false,
    };
    let remark = match (before, number) {
        (AfterJanssen, _) => Some(Remark::AfterJanssen),
        (Recovery, 1) => (doses == 1).then_some(Remark::Recovered),
        (Recovery, _) => Some(Remark::AfterRecovery),
        (Nothing, _) => (doses == 1).then_some(Remark::OneShot),
        (_, 2) => None,
        _ => Some(Remark::Booster),
    };
    let since = match (before, number) {
        _ if this == VidPrevtyn => "2022-11-10",
        _ if this == Bimervax => "2023-03-30",
        (WithValneva | RecoveryValneva, _) => "2022-06-24",
        (Recovery, 1) if this == Valneva => "2022-06-24",
        (Unusual, _) => "2022-01-15",
        (Complete | Foreign, 3..) => "2021-09-01",
        (AfterJanssen, 3..) | (Recovery, 2..) => "2021-12-01",
        _ => "2021-06-14",
    };
    Says::Numbers {
        doses,
        asks,
        remark,
        since: since.to_owned(),
    }
}

#[test]
fn whatever_came_before_gives_what_is_meant_by_it() {
    for before in Before::ALL {
        for (number, this) in (1..=9).flat_map(|n| ProductFamily::ALL.map(|this| (n, this))) {
            let found = match find(before, number, this) {
                Finding::Proposal { doses, rule } => Says::Numbers {
                    doses,
                    asks: rule.confirm,
                    remark: rule.remark,
                    since: rule.since.to_string(),
                },
                Finding::NoNumbers(Some(_)) => Says::NoNumbers,
                Finding::NoNumbers(None) => Says::Nothing,
            };
            let meant = meant(before, number, this);
            assert_eq!(found, meant, "{before:?} {number} {this:?}");
            let asked = rules::asked_by_hand(number, this).is_some();
            let first_booster = number == 1 && [VidPrevtyn, Bimervax].contains(&this);
            assert_eq!(asked, first_booster, "{number} {this:?} by hand");
        }
    }
}
