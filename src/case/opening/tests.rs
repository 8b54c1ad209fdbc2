//! Opening hours as pharmacists type them, and when customers come back.

use jiff::{SignedDuration, ZonedDateTime, civil::date};
use proptest::prelude::*;

use super::*;

fn hours(text: &str) -> OpeningHours {
    text.parse().unwrap()
}

/// A calendar with nothing but these hours.
fn open(hours: &OpeningHours) -> Calendar {
    Calendar {
        hours: hours.clone(),
        ..Calendar::default()
    }
}

fn now(text: &str) -> ZonedDateTime {
    text.parse().unwrap()
}

#[test]
fn what_a_pharmacist_types_is_read_and_written_back() {
    let long = "Mo–Fr 8:30–18:30; Sa 9:00–13:00";
    let noon = "Mo, Di, Do, Fr 8:00–13:00, 14:30–18:30; Mi 8:00–13:00";
    for (text, read) in [
        ("Mo-Fr 8:30-18:30, Sa 9-13", long),
        ("Mo.-Fr.: 8.30 - 18.30 Uhr; Sa. 9-13 Uhr.", long),
        (
            "Montag bis Freitag von 0830 bis 1830 und Samstag 9 bis 13 Uhr, Sonntag geschlossen",
            long,
        ),
        ("Mon-Fri 08:30–18:30 / Sat 09:00-13:00 / Sun closed", long),
        (
            "Monday to Friday 8:30 until 18:30h and Saturday 9 to 13h",
            long,
        ),
        ("Sonnabend 9-13\nMo, Di, Mi, Do, Fr 830-1830", long),
        ("Mo,Di,Do,Fr 8-13 und 14:30-18:30; Mi 8-13", noon),
        ("Mo-Fr 8-13, Mo Di Do Fr 14:30-18:30", noon),
        (
            "Mo & Di 8-13 + 14.30-18.30 | Th, Fri 8-13, 14:30-18:30 | We 8-13",
            noon,
        ),
        ("täglich 0-24", "Mo–So 0:00–24:00"),
        ("Fr-Mo 10-12", "Mo, Fr–So 10:00–12:00"),
        ("täglich 8-20, So geschlossen", "Mo–Sa 8:00–20:00"),
        ("Sunday closed; daily 8-20", "Mo–Sa 8:00–20:00"),
        (
            "Mo-Sa 8-20, So und Feiertage geschlossen",
            "Mo–Sa 8:00–20:00",
        ),
        ("Mon-Sat 8-20, public holidays closed", "Mo–Sa 8:00–20:00"),
        (
            "täglich 8-20, an Feiertagen geschlossen",
            "Mo–So 8:00–20:00",
        ),
        ("Mo-Fr 8-18, Mi zu", "Mo, Di, Do, Fr 8:00–18:00"),
        (
            "täglich 8-20; Sa-So geschlossen; So 10-12",
            "Mo–Fr 8:00–20:00; So 10:00–12:00",
        ),
        (
            "Mi-Do geschlossen, Mi 8-13, Mo-Fr 8-18",
            "Mo, Di, Fr 8:00–18:00; Mi 8:00–13:00",
        ),
    ] {
        let hours = hours(text);
        assert_eq!(hours.to_string(), read, "{text}");
        assert_eq!(read.parse(), Ok(hours));
    }
}

#[test]
fn a_fault_is_named() {
    for (text, fault) in [
        (
            "",
            "no opening hours, expected is a text such as Mo-Fr 8:30-18:30, Sa 9-13",
        ),
        (
            "So geschlossen",
            "no opening hours, expected is a text such as Mo-Fr 8:30-18:30, Sa 9-13",
        ),
        (
            "Mo-Fr 8-18, Feiertage 9-12",
            "\"Feiertage\" is no day of the week and no time",
        ),
        (
            "Mo-Fr 8-25",
            "\"25\" is not a time, expected is hour and minute such as 8:30",
        ),
        (
            "Mo-Fr 8:3-18",
            "\"8:3\" is not a time, expected is hour and minute such as 8:30",
        ),
        (
            "Mo-Fr 8-24:01",
            "\"24:01\" is not a time, expected is hour and minute such as 8:30",
        ),
        ("8-18", "say on which days it opens at 8:00"),
        ("Mo-Fr 8-18, Sa", "say when it opens on Saturday"),
        ("Mo-Fr ab 8", "\"ab\" is no day of the week and no time"),
        ("Mo-Fr 8", "say until when it is open from 8:00 on"),
        ("Mo-Fr 8--18", "say until when it is open from 8:00 on"),
        (
            "Mo-Fr - 8-18",
            "a dash stands between two days or two times",
        ),
        (
            "Fr 20-2",
            "20:00–2:00: must close at least half an hour after it opens, and on the same day",
        ),
        (
            "Mo 8:00-8:29",
            "8:00–8:29: must close at least half an hour after it opens, and on the same day",
        ),
        ("Mo-Fr 8-13, Di 12:30-18", "two openings overlap on Tuesday"),
        (
            "Mo-Fr 8-18, Mi 8-13 geschlossen",
            "Wednesday is said to be open and closed",
        ),
        (
            "So geschlossen, täglich 8-20, So 10-12",
            "Sunday is said to be open and closed",
        ),
        ("geschlossen", "say on which days it is closed"),
        (
            "Mo-Fr 8-18, Feiertage",
            "\"Feiertage\" is no day of the week and no time",
        ),
        ("Mo 8★18", "\"★\" is no day of the week and no time"),
    ] {
        let found = text.parse::<OpeningHours>().unwrap_err();
        assert_eq!(found.to_string(), fault, "{text}");
    }
    let long = "Mo 8-9 ".repeat(40).parse::<OpeningHours>();
    assert_eq!(long, Err(OpeningHoursError::TooLong { is: 280 }));
}

#[test]
fn the_moment_to_come_is_spread_over_the_coming_day_of_opening() {
    let hours = hours("Mo-Fr 8:30-18:30, Sa 9-13");
    let at = |now: &ZonedDateTime, choice| open(&hours).pickup(now, choice);
    // Tuesday morning: from two hours later to the next morning.
    let tuesday = now("2026-11-24T10:07[Europe/Berlin]");
    assert_eq!(at(&tuesday, 0), date(2026, 11, 24).at(12, 15, 0, 0));
    assert_eq!(at(&tuesday, 24), date(2026, 11, 24).at(18, 15, 0, 0));
    assert_eq!(at(&tuesday, 25), date(2026, 11, 25).at(8, 30, 0, 0));
    assert_eq!(at(&tuesday, 31), date(2026, 11, 25).at(10, 0, 0, 0));
    assert_eq!(at(&tuesday, 32), at(&tuesday, 0));
    // Saturday just before closing: Monday, all day.
    let saturday = now("2026-11-28T12:50[Europe/Berlin]");
    assert_eq!(at(&saturday, 0), date(2026, 11, 30).at(8, 30, 0, 0));
    assert_eq!(at(&saturday, 31), date(2026, 11, 30).at(16, 15, 0, 0));
}

#[test]
fn a_pharmacy_that_rarely_opens_spreads_over_a_week() {
    let hours = hours("Di 9-10");
    let tuesday = now("2026-11-24T09:10[Europe/Berlin]");
    let days: Vec<_> = (0..8)
        .map(|choice| open(&hours).pickup(&tuesday, choice))
        .collect();
    let next = date(2026, 12, 1);
    assert_eq!(
        days[..4],
        [0, 15, 30, 45].map(|minute| next.at(9, minute, 0, 0))
    );
    assert_eq!(days[..4], days[4..]);
}

#[test]
fn two_hours_are_two_hours_when_the_clocks_change() {
    let hours = hours("täglich 0-24");
    // 1:30 and two hours more: 4:30 in spring, 2:30 winter time in autumn, which is written 2:30 for
    // the second time and therefore left out.
    let spring = now("2026-03-29T01:30[Europe/Berlin]");
    assert_eq!(
        open(&hours).pickup(&spring, 0),
        date(2026, 3, 29).at(4, 30, 0, 0)
    );
    let autumn = now("2026-10-25T01:30[Europe/Berlin]");
    assert_eq!(
        open(&hours).pickup(&autumn, 0),
        date(2026, 10, 25).at(3, 0, 0, 0)
    );
    // What the clock leaves out is never chosen.
    let before = now("2026-03-28T23:00[Europe/Berlin]");
    for choice in 0..32 {
        assert_ne!(open(&hours).pickup(&before, choice).hour(), 2);
    }
}

#[test]
fn the_end_of_the_calendar_is_no_end_of_the_program() {
    let last = now("9999-12-30T22:00[UTC]");
    assert_eq!(Calendar::default().pickup(&last, 7), last.datetime());
}

/// Any calendar, its own closed days a few weeks at most.
fn any_calendar() -> impl Strategy<Value = Calendar> {
    let land = proptest::option::of((0..Land::ALL.len()).prop_map(|place| Land::ALL[place].0));
    let closed = (
        1_u8..=28,
        1_u8..=12,
        0_i32..40,
        2026_i16..2031,
        any::<bool>(),
    )
        .prop_map(|(day, month, days, year, yearly)| {
            let day = date(year, month.try_into().unwrap(), day.try_into().unwrap());
            let last = day.checked_add(jiff::Span::new().days(days)).unwrap();
            let form = if yearly { "%-d.%-m." } else { "%-d.%-m.%Y" };
            let text = format!("{}-{}", day.strftime(form), last.strftime(form));
            text.parse().unwrap()
        });
    let eves = prop_oneof![
        Just(Eves::default()),
        Just(Eves::Closed),
        (600_u16..=1440).prop_map(Eves::Until)
    ];
    (any_hours(), land, closed, eves).prop_map(|(hours, land, closed, eves)| Calendar {
        hours,
        land,
        closed,
        eves,
    })
}

/// Checks a moment to come against what another program says of holidays, and the hours of the day.
fn finds_the_door_open(
    calendar: &Calendar,
    now: &ZonedDateTime,
    random: u64,
) -> Result<(), TestCaseError> {
    let come = calendar.pickup(now, random);
    let minute = u16::try_from(come.hour()).unwrap() * 60 + u16::try_from(come.minute()).unwrap();
    prop_assert_eq!((minute % 15, come.second()), (0, 0));
    let open = &calendar.hours.week[place_of(come.weekday())];
    let within = |opening: &Opening| opening.opens <= minute && minute + 15 <= opening.closes;
    prop_assert!(open.iter().any(within), "{}", come);
    prop_assert!(!calendar.closed.contain(come.date()), "{}", come);
    let mut listed = include_str!("../../../tests/data/holidays-de.tsv").lines();
    let start = format!("{}\t", come.date());
    if let Some(lands) = listed.find_map(|line| line.strip_prefix(&start)) {
        let code = Land::ALL
            .into_iter()
            .find(|(land, ..)| Some(*land) == calendar.land);
        let code = code.map(|(_, code, _)| code.trim_start_matches("DE-"));
        prop_assert!(lands != "all", "{}", come);
        prop_assert!(lands.split(' ').all(|land| Some(land) != code), "{}", come);
    }
    if come.month() == 12 && [24, 31].contains(&come.day()) {
        match calendar.eves {
            Eves::Closed => prop_assert!(false, "{}", come),
            Eves::Until(latest) => prop_assert!(minute + 15 <= latest, "{}", come),
        }
    }
    let there = come.to_zoned_datetime(now.time_zone().clone()).unwrap();
    prop_assert_eq!(there.datetime(), come);
    let ahead = there.duration_since(now);
    prop_assert!(ahead >= EARLIEST, "{}", ahead);
    Ok(())
}

/// What somebody says of some days: an opening, or that it is closed.
#[derive(Clone, Debug)]
struct Line {
    days: Vec<Weekday>,
    opening: Option<Opening>,
}

/// Lines in any order, whose openings are often the same.
fn any_lines() -> impl Strategy<Value = Vec<Line>> {
    let opening = prop_oneof![
        2 => Just(None),
        3 => (1_u16..5).prop_map(|place| Some(Opening { opens: place * 240, closes: place * 240 + 180 })),
    ];
    let days = proptest::sample::subsequence(WEEK.to_vec(), 1..=7).prop_shuffle();
    let line = (days, opening).prop_map(|(days, opening)| Line { days, opening });
    proptest::collection::vec(line, 1..5)
}

/// Writes lines as staff do.
fn written(lines: &[Line]) -> String {
    let lines = lines.iter().map(|line| {
        let days: Vec<_> = line.days.iter().map(|day| DAYS[place_of(*day)].0).collect();
        let what = line
            .opening
            .map_or_else(|| "zu".to_owned(), |opening| opening.to_string());
        format!("{} {what}", days.join(","))
    });
    lines.collect::<Vec<_>>().join(";")
}

/// Tells when a day opens: of what is said of it, what is said of fewer days comes later and wins.
fn told(day: Weekday, lines: &[Line]) -> Result<Vec<Opening>, OpeningHoursError> {
    let mut openings = Ok(Vec::new());
    for count in (1..=7).rev() {
        let of_day = || {
            lines
                .iter()
                .filter(|line| line.days.len() == count && line.days.contains(&day))
        };
        let closes = of_day().any(|line| line.opening.is_none());
        let opens: Vec<_> = of_day().filter_map(|line| line.opening).collect();
        match (closes, opens.is_empty(), &mut openings) {
            (true, true, _) => openings = Ok(Vec::new()),
            (true, false, _) => openings = Err(OpeningHoursError::OpenAndClosed(day)),
            (false, _, Ok(openings)) => openings.extend(opens),
            (false, _, Err(_)) => {}
        }
    }
    let mut openings = openings?;
    openings.sort_unstable();
    if openings.windows(2).any(|pair| pair[0] == pair[1]) {
        Err(OpeningHoursError::Overlap(day))
    } else {
        Ok(openings)
    }
}

/// Any week: on each day no, one or two openings.
fn any_hours() -> impl Strategy<Value = OpeningHours> {
    let day = prop_oneof![
        Just(Vec::new()),
        (0_u16..1380, 30_u16..60).prop_map(|(opens, long)| vec![(opens, opens + long)]),
        (0_u16..600, 30_u16..120, 0_u16..400, 30_u16..300).prop_map(
            |(opens, long, pause, more)| {
                let again = opens + long + pause;
                vec![(opens, opens + long), (again, again + more)]
            }
        ),
    ];
    proptest::array::uniform7(day)
        .prop_map(|week| OpeningHours {
            week: week.map(|day| {
                let opening = |(opens, closes)| Opening { opens, closes };
                day.into_iter().map(opening).collect()
            }),
        })
        .prop_filter("opens never", |hours| !hours.groups().is_empty())
}

proptest! {
    #[test]
    fn what_is_said_of_the_fewest_days_holds(lines in any_lines()) {
        let text = written(&lines);
        let read = text.parse::<OpeningHours>();
        let told: Result<Vec<_>, _> = WEEK.into_iter().map(|day| told(day, &lines)).collect();
        let told = told.and_then(|week| {
            let opens = !week.iter().all(Vec::is_empty);
            opens.then_some(week).ok_or(OpeningHoursError::Missing)
        });
        prop_assert_eq!(read.map(|hours| hours.week.to_vec()), told, "{}", text);
    }

    #[test]
    fn opening_hours_come_back_from_their_text(hours in any_hours()) {
        let text = hours.to_string();
        match text.parse() {
            Ok(read) => prop_assert_eq!(hours, read),
            Err(fault) => {
                let is = text.chars().count();
                prop_assert!(is > MAX_CHARACTERS);
                prop_assert_eq!(fault, OpeningHoursError::TooLong { is });
            }
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[MoDiFr0-9:., –★\u{e4}-]{0,40}") {
        drop(text.parse::<OpeningHours>());
    }

    #[test]
    fn a_customer_finds_the_door_open_two_hours_later_or_more(
        calendar in any_calendar(), second in 1_767_225_600_i64..1_924_991_999, random: u64,
    ) {
        let now = jiff::Timestamp::from_second(second).unwrap();
        let now = now.in_tz("Europe/Berlin").unwrap();
        finds_the_door_open(&calendar, &now, random)?;
    }

    #[test]
    fn those_who_were_captured_together_come_back_evenly(calendar in any_calendar(), second in 1_600_000_000_i64..2_100_000_000) {
        let now = jiff::Timestamp::from_second(second).unwrap().in_tz("Europe/Berlin").unwrap();
        let slots = calendar::quarters(&now, |day| calendar.openings(day));
        let mut counts = std::collections::BTreeMap::new();
        for random in 0..slots.len() as u64 * 3 {
            *counts.entry(calendar.pickup(&now, random)).or_insert(0) += 1;
        }
        prop_assert_eq!(counts.len(), slots.len());
        prop_assert!(counts.values().all(|&count| count == 3));
        if let (Some(first), Some(last)) = (slots.first(), slots.last()) {
            prop_assert!(last.duration_since(*first) < SignedDuration::from_hours(7 * 24));
        }
    }
}

#[test]
fn all_through_five_years_a_customer_finds_the_door_open() {
    for land in [None, Some(Land::BY), Some(Land::SN)] {
        let calendar = Calendar {
            hours: hours("Mo-Fr 8:30-18:30, Sa 9-13, So 10-12"),
            land,
            closed: "27.12.-2.1., 2027-08-02 - 2027-08-21".parse().unwrap(),
            eves: Eves::default(),
        };
        let mut now = now("2026-01-01T00:07[Europe/Berlin]");
        while now.year() < 2031 {
            let random = now.timestamp().as_second().unsigned_abs();
            finds_the_door_open(&calendar, &now, random).unwrap();
            now = now.checked_add(SignedDuration::from_hours(17)).unwrap();
        }
    }
}

#[test]
fn on_christmas_eve_nobody_is_sent_away_for_christmas_day() {
    let mut calendar = open(&hours("täglich 8-20"));
    let eve = now("2026-12-24T10:30[Europe/Berlin]");
    // Until one o'clock one quarter hour is left; the rest come on Sunday.
    let all: Vec<_> = (0..32)
        .map(|choice| calendar.pickup(&eve, choice))
        .collect();
    assert_eq!(all[0], date(2026, 12, 24).at(12, 30, 0, 0));
    assert_eq!(all[1], date(2026, 12, 24).at(12, 45, 0, 0));
    assert_eq!(all[2], date(2026, 12, 27).at(8, 0, 0, 0));
    calendar.eves = "geschlossen".parse().unwrap();
    assert_eq!(calendar.pickup(&eve, 0), date(2026, 12, 27).at(8, 0, 0, 0));
    calendar.eves = "14 Uhr".parse().unwrap();
    assert_eq!(
        calendar.pickup(&eve, 5),
        date(2026, 12, 24).at(13, 45, 0, 0)
    );
    calendar.closed = "24.12.2026-3.1.2027".parse().unwrap();
    assert_eq!(calendar.pickup(&eve, 0), date(2027, 1, 4).at(8, 0, 0, 0));
    // A year without a day is a mistake, and does not keep anybody from a moment to come.
    calendar.closed = "1.1.-31.12.".parse().unwrap();
    assert_eq!(
        calendar.pickup(&eve, 0),
        date(2026, 12, 24).at(12, 30, 0, 0)
    );
}
