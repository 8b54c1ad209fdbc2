//! Public holidays in Germany, of the whole country and of each Land, by the laws in force since 2021.
//!
//! Days on which no pharmacy opens but for emergencies. Where the law makes a day one in parts of a Land only,
//! the whole Land is taken to have it: a customer who comes a day later than need be finds the door open.

use std::str::FromStr;

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};

use super::OpeningHoursError;

/// One of the sixteen Länder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Land {
    /// Baden-Württemberg.
    BW,
    /// Bayern.
    BY,
    /// Berlin.
    BE,
    /// Brandenburg.
    BB,
    /// Bremen.
    HB,
    /// Hamburg.
    HH,
    /// Hessen.
    HE,
    /// Mecklenburg-Vorpommern.
    MV,
    /// Niedersachsen.
    NI,
    /// Nordrhein-Westfalen.
    NW,
    /// Rheinland-Pfalz.
    RP,
    /// Saarland.
    SL,
    /// Sachsen.
    SN,
    /// Sachsen-Anhalt.
    ST,
    /// Schleswig-Holstein.
    SH,
    /// Thüringen.
    TH,
}

use Land::{BB, BE, BW, BY, HB, HE, HH, MV, NI, NW, RP, SH, SL, SN, ST, TH};

impl Land {
    /// Lists all, with code (ISO 3166-2) and name.
    pub const ALL: [(Self, &'static str, &'static str); 16] = [
        (BW, "DE-BW", "Baden-Württemberg"),
        (BY, "DE-BY", "Bayern"),
        (BE, "DE-BE", "Berlin"),
        (BB, "DE-BB", "Brandenburg"),
        (HB, "DE-HB", "Bremen"),
        (HH, "DE-HH", "Hamburg"),
        (HE, "DE-HE", "Hessen"),
        (MV, "DE-MV", "Mecklenburg-Vorpommern"),
        (NI, "DE-NI", "Niedersachsen"),
        (NW, "DE-NW", "Nordrhein-Westfalen"),
        (RP, "DE-RP", "Rheinland-Pfalz"),
        (SL, "DE-SL", "Saarland"),
        (SN, "DE-SN", "Sachsen"),
        (ST, "DE-ST", "Sachsen-Anhalt"),
        (SH, "DE-SH", "Schleswig-Holstein"),
        (TH, "DE-TH", "Thüringen"),
    ];
}

impl FromStr for Land {
    type Err = OpeningHoursError;

    /// Reads a code with or without its country, or the German name.
    fn from_str(text: &str) -> Result<Self, OpeningHoursError> {
        let wanted = text.trim().to_lowercase();
        let found = Self::ALL.into_iter().find(|(_, code, name)| {
            let code = code.to_lowercase();
            [code.as_str(), code.trim_start_matches("de-")].contains(&wanted.as_str())
                || name.to_lowercase() == wanted
        });
        found
            .map(|(land, ..)| land)
            .ok_or_else(|| OpeningHoursError::NotALand(text.to_owned()))
    }
}

/// Whether a day is a public holiday: of the whole country or, where the Land is known, of that.
pub fn is_holiday(day: Date, land: Option<Land>) -> bool {
    let easter = easter(day.year());
    HOLIDAYS.iter().any(|(when, lands, years)| {
        let falls = match *when {
            When::On(month, number) => (month, number) == (day.month(), day.day()),
            When::Easter(days) => {
                easter.and_then(|easter| easter.checked_add(days.days()).ok()) == Some(day)
            }
            When::Repentance => {
                day.weekday() == Weekday::Wednesday
                    && day.month() == 11
                    && (16..=22).contains(&day.day())
            }
        };
        let here = lands.is_empty() || land.is_some_and(|land| lands.contains(&land));
        falls && here && (years.0..=years.1).contains(&day.year())
    })
}

/// When a holiday falls.
#[derive(Clone, Copy, Debug)]
enum When {
    /// On this month and day.
    On(i8, i8),
    /// So many days after Easter Sunday.
    Easter(i32),
    /// On the Wednesday before 23 November.
    Repentance,
}

/// A holiday: when, in which Länder (none named: in all), and from which year to which.
type Holiday = (When, &'static [Land], (i16, i16));

const ALWAYS: (i16, i16) = (i16::MIN, i16::MAX);

const HOLIDAYS: [Holiday; 22] = [
    // Neujahr.
    (When::On(1, 1), &[], ALWAYS),
    // Heilige Drei Könige.
    (When::On(1, 6), &[BW, BY, ST], ALWAYS),
    // Internationaler Frauentag.
    (When::On(3, 8), &[BE], ALWAYS),
    (When::On(3, 8), &[MV], (2023, i16::MAX)),
    // Karfreitag, Ostersonntag, Ostermontag.
    (When::Easter(-2), &[], ALWAYS),
    (When::Easter(0), &[BB], ALWAYS),
    (When::Easter(1), &[], ALWAYS),
    // Tag der Arbeit.
    (When::On(5, 1), &[], ALWAYS),
    // 80 years since the end of the war and 75 since the rising of 1953, once each.
    (When::On(5, 8), &[BE], (2025, 2025)),
    (When::On(6, 17), &[BE], (2028, 2028)),
    // Christi Himmelfahrt, Pfingstsonntag, Pfingstmontag.
    (When::Easter(39), &[], ALWAYS),
    (When::Easter(49), &[BB], ALWAYS),
    (When::Easter(50), &[], ALWAYS),
    // Fronleichnam; in Saxony and Thuringia in some communities.
    (When::Easter(60), &[BW, BY, HE, NW, RP, SL, SN, TH], ALWAYS),
    // Mariä Himmelfahrt; in Bavaria in most communities.
    (When::On(8, 15), &[BY, SL], ALWAYS),
    // Weltkindertag.
    (When::On(9, 20), &[TH], ALWAYS),
    // Tag der Deutschen Einheit.
    (When::On(10, 3), &[], ALWAYS),
    // Reformationstag.
    (
        When::On(10, 31),
        &[BB, HB, HH, MV, NI, SH, SN, ST, TH],
        ALWAYS,
    ),
    // Allerheiligen.
    (When::On(11, 1), &[BW, BY, NW, RP, SL], ALWAYS),
    // Buß- und Bettag.
    (When::Repentance, &[SN], ALWAYS),
    // Weihnachten.
    (When::On(12, 25), &[], ALWAYS),
    (When::On(12, 26), &[], ALWAYS),
];

/// Returns Easter Sunday of a year (the Gregorian computus in the form of Butcher, 1876).
fn easter(year: i16) -> Option<Date> {
    let whole = i32::from(year);
    let (century, of_century) = (whole.div_euclid(100), whole.rem_euclid(100));
    let golden = whole.rem_euclid(19);
    let moon = (8 * century + 13).div_euclid(25);
    let epact = (19 * golden + century - century.div_euclid(4) - moon + 15).rem_euclid(30);
    let sunday = (32 + 2 * century.rem_euclid(4) + 2 * (of_century / 4) - epact - of_century % 4)
        .rem_euclid(7);
    let late = (golden + 11 * epact + 22 * sunday) / 451;
    let days = epact + sunday - 7 * late + 114;
    let month = i8::try_from(days / 31).ok()?;
    Date::new(year, month, i8::try_from(days % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lists what somebody else worked out: the day, and the codes of the Länder that have it.
    fn listed() -> Vec<(Date, &'static str)> {
        let lines = include_str!("../../../tests/data/holidays-de.tsv").lines();
        let rows = lines.filter(|line| !line.starts_with('#'));
        rows.map(|row| {
            let (day, lands) = row.split_once('\t').unwrap();
            (day.parse().unwrap(), lands)
        })
        .collect()
    }

    #[test]
    fn every_day_of_fifteen_years_is_as_another_program_has_it() {
        let listed = listed();
        let days = Date::constant(2021, 1, 1).series(1.day());
        for day in days.take_while(|day| day.year() < 2036) {
            let lands = listed.iter().find(|(listed, _)| *listed == day);
            let lands = lands.map_or("", |(_, lands)| lands);
            assert_eq!(is_holiday(day, None), lands == "all", "{day}");
            for (land, code, _) in Land::ALL {
                let has = lands == "all"
                    || lands
                        .split(' ')
                        .any(|listed| code.ends_with(listed) && !listed.is_empty());
                let corpus_christi = easter(day.year()).unwrap().checked_add(60.days()).unwrap();
                let in_parts = ([SN, TH].contains(&land) && day == corpus_christi)
                    || (land == BY && (day.month(), day.day()) == (8, 15));
                assert_eq!(is_holiday(day, Some(land)), has || in_parts, "{day} {code}");
            }
        }
    }

    #[test]
    fn a_land_is_named_by_its_code_or_its_name() {
        for text in ["DE-BW", "bw", " Baden-Württemberg "] {
            assert_eq!(text.parse(), Ok(BW), "{text}");
        }
        for text in ["", "DE", "AT-1", "Franken", "DE-DE-BW"] {
            let fault = OpeningHoursError::NotALand(text.to_owned());
            assert_eq!(text.parse::<Land>(), Err(fault));
        }
    }
}
