//! Dates, faults and choices of the domain in words of the counter.

use jiff::{SignedDuration, Timestamp, ZonedDateTime, civil::Date};

use crate::{
    case::{Cause, Class, Output, State},
    domain::{
        Asks, BirthDate, Fault, Kind, Product, ProductFamily, Signs,
        clock::{Unit, in_units},
        dose::{Before, Finding},
    },
    text::{Problem, QUOTED, Texts, Value, cut},
    ui::corrected::Refusal,
};

use super::command::Command;

/// Returns `12. August 1964`.
pub(super) fn long_date(texts: &Texts, date: Date) -> String {
    let month = month(texts, date.month());
    let arguments = [
        ("day", number(date.day())),
        ("month", month.as_str().into()),
        ("year", number(date.year())),
    ];
    texts.with("date-words", &arguments)
}

/// Returns `12.08.1964`.
pub(super) fn short_date(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}

/// Returns a date of birth in words, with the age where it is known.
pub(super) fn birth(texts: &Texts, birth: BirthDate, today: Date) -> String {
    match birth {
        BirthDate::Unknown => texts.get("birth-unknown"),
        BirthDate::Year(year) => texts.with("year-words", &[("year", number(year))]),
        BirthDate::Month {
            year,
            month: of_year,
        } => {
            let month = month(texts, of_year);
            texts.with(
                "month-words",
                &[("month", month.as_str().into()), ("year", number(year))],
            )
        }
        BirthDate::Day(date) => {
            let date = long_date(texts, date);
            let years = birth.age_on(today).unwrap_or_default();
            let age = texts.with("age", &[("years", number(years))]);
            texts.with(
                "date-and-age",
                &[("date", date.as_str().into()), ("age", age.as_str().into())],
            )
        }
    }
}

/// Returns a date of birth as short as it is known: `12.08.1964`, `08.1964`, `1964`.
pub(super) fn short_birth(texts: &Texts, birth: BirthDate) -> String {
    match birth {
        BirthDate::Unknown => texts.get("birth-unknown-short"),
        BirthDate::Year(year) => year.to_string(),
        BirthDate::Month { year, month } => format!("{month:02}.{year}"),
        BirthDate::Day(date) => short_date(date),
    }
}

/// Returns `14:32`.
pub(super) fn clock(time: jiff::civil::Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Returns the time of a moment of today, and the day too of any other.
pub(super) fn moment(texts: &Texts, at: Timestamp, now: &ZonedDateTime) -> String {
    let at = at.to_zoned_datetime(now.time_zone().clone());
    let time = clock(at.time());
    if at.date() == now.date() {
        return time;
    }
    let date = if at.date().year() == now.date().year() {
        format!("{:02}.{:02}.", at.date().day(), at.date().month())
    } else {
        short_date(at.date())
    };
    texts.with(
        "day-and-time",
        &[
            ("date", date.as_str().into()),
            ("time", time.as_str().into()),
        ],
    )
}

/// Returns `gedruckt 13:20`, or that a certificate is neither on paper nor in a file.
pub(super) fn output(
    texts: &Texts,
    output: Option<(Output, Timestamp)>,
    now: &ZonedDateTime,
) -> String {
    let Some((output, at)) = output else {
        return texts.get("output-none");
    };
    let key = match output {
        Output::Printed => "output-printed",
        Output::Saved => "output-saved",
    };
    let time = moment(texts, at, now);
    texts.with(key, &[("time", time.as_str().into())])
}

/// Returns the same in as few words as a column has room for: of another day the day alone.
pub(super) fn short_output(
    texts: &Texts,
    (output, at): (Output, Timestamp),
    now: &ZonedDateTime,
) -> String {
    let key = match output {
        Output::Printed => "output-printed",
        Output::Saved => "output-saved",
    };
    let at = at.to_zoned_datetime(now.time_zone().clone());
    let date = at.date();
    let when = if date == now.date() {
        clock(at.time())
    } else {
        format!("{:02}.{:02}.", date.day(), date.month())
    };
    texts.with(key, &[("time", when.as_str().into())])
}

/// Returns the day of a moment of another year, whose time says nothing any more; nothing of this year.
pub(super) fn other_year(at: Timestamp, now: &ZonedDateTime) -> Option<String> {
    let date = at.to_zoned_datetime(now.time_zone().clone()).date();
    (date.year() != now.date().year()).then(|| short_date(date))
}

/// Returns `2 Stunden`: by how much a clock is off, whichever way.
pub(super) fn off(texts: &Texts, off: SignedDuration) -> String {
    let (count, unit) = in_units(off);
    let key = match unit {
        Unit::Minutes => "off-minutes",
        Unit::Hours => "off-hours",
        Unit::Days => "off-days",
    };
    texts.with(key, &[("count", number(count))])
}

/// Returns how many seconds are left, a begun one as a whole one.
pub(super) fn seconds_until(until: Timestamp, now: Timestamp) -> u32 {
    let millis = until.as_millisecond() - now.as_millisecond();
    u32::try_from(millis.max(0).saturating_add(999) / 1000).unwrap_or(u32::MAX)
}

/// Says what an attempt met, and what to do now.
pub(super) fn cause(texts: &Texts, cause: Cause) -> Problem {
    let [what, remedy] =
        ["trouble", "todo"].map(|form| texts.get(&format!("{form}-{}", cause.name())));
    Problem { what, remedy }
}

/// Returns the command that the words of what is to be done lead to; nothing where nothing is to be done.
pub(super) fn advised(cause: Cause) -> Option<Command> {
    match (cause.class(), cause) {
        (Class::Later, _) => None,
        (Class::Mend, _) => Some(Command::TryNow),
        (_, Cause::Conflict) => Some(Command::TryAgain),
        (_, Cause::Unreadable) => Some(Command::Withdraw),
        (Class::Refused | Class::Ask, _) => Some(Command::Correct),
    }
}

/// Says why what somebody typed was refused, in the portal's own words where there are any.
pub(super) fn refusal(texts: &Texts, refusal: &Refusal) -> String {
    let what = cause(texts, refusal.cause).what;
    let Some(words) = &refusal.words else {
        return what;
    };
    let words = texts.with("quoted", &[("text", (&*cut(words, QUOTED)).into())]);
    format!("{what}: {words}")
}

/// Returns the word for a state.
pub(super) fn state(texts: &Texts, state: State) -> String {
    texts.get(&format!("state-{}", state.name()))
}

fn month(texts: &Texts, month: i8) -> String {
    texts.get(&format!("month-{month}"))
}

fn number(number: impl TryInto<u32>) -> Value<'static> {
    Value::Number(number.try_into().unwrap_or_default())
}

/// Returns the word for a kind.
pub(super) fn kind(texts: &Texts, kind: Kind) -> String {
    texts.get(match kind {
        Kind::Vaccination => "cmd-vaccination",
        Kind::Recovery => "cmd-recovery",
        Kind::Test => "cmd-test",
    })
}

/// Returns `Impfung 2/2`: what a case is about, and which dose of how many where it is known.
pub(super) fn kind_and_dose(texts: &Texts, of: Kind, dose: Option<[u32; 2]>) -> String {
    let name = kind(texts, of);
    let Some([dose, doses]) = dose else {
        return name;
    };
    let said = [
        ("kind", name.as_str().into()),
        ("dose", number(dose)),
        ("doses", number(doses)),
    ];
    texts.with("kind-dose", &said)
}

/// Says what is wrong with a field and what is expected there.
pub(super) fn fault(texts: &Texts, fault: &Fault) -> String {
    let dated =
        |key: &str, date: Date| texts.with(key, &[("date", short_date(date).as_str().into())]);
    let key = match fault {
        Fault::Missing => "fault-missing",
        Fault::NotHere => "fault-not-here",
        Fault::TooLong { max, is } => {
            return texts.with(
                "fault-too-long",
                &[("max", number(*max)), ("is", number(*is))],
            );
        }
        Fault::ForbiddenCharacter(_) => "fault-forbidden",
        Fault::TooManyMarks { .. } => "fault-too-many-marks",
        Fault::NotOnPaper(_) => "fault-not-on-paper",
        Fault::NoLatinSpelling(_) => "fault-no-latin",
        Fault::NoLetters => "fault-no-letters",
        Fault::NotATransliteration => "fault-not-a-line",
        Fault::NotADate => "fault-not-a-date",
        Fault::NotATime => "fault-not-a-time",
        Fault::NoSuchDay => "fault-no-such-day",
        Fault::TimeOccursTwice => "fault-twice",
        Fault::TimeSkipped => "fault-skipped",
        Fault::InTheFuture => "fault-future",
        Fault::BeforeBirth => "fault-before-birth",
        Fault::BornAfter { year } => {
            return texts.with("fault-born-after", &[("year", number(*year))]);
        }
        Fault::TooEarly { earliest } => return dated("fault-too-early", *earliest),
        Fault::TooLate { latest } => return dated("fault-too-late", *latest),
        Fault::NotThisDay { expected } => return dated("fault-not-this-day", *expected),
        Fault::TooLongAgo { days } => {
            return texts.with("fault-too-long-ago", &[("days", number(*days))]);
        }
        Fault::UnknownCode => "fault-unknown-code",
        Fault::InactiveCode => "fault-inactive-code",
        Fault::NotOfTheProduct { .. } => "fault-not-of-product",
        Fault::NoDose => "fault-no-dose",
        Fault::NotANumber => "fault-not-a-number",
        Fault::TooMany { max } => {
            return texts.with("fault-too-many", &[("max", number(*max))]);
        }
        Fault::MoreThanTheSeries { .. } => "fault-beyond-series",
        Fault::NotByRule { .. } => "fault-not-by-rule",
        Fault::NoNumbers { rule } => return no_numbers(texts, *rule),
        Fault::NoReason => "fault-no-reason",
        Fault::Over => "fault-over",
        Fault::Asked(question) => return asked(texts, question.asks),
        Fault::NotSigned => "fault-not-signed",
        Fault::NotACountry => "fault-country",
        Fault::NotALocation => "fault-location",
    };
    texts.get(key)
}

/// Says what there is to look up, and that an answer is wanted.
fn asked(texts: &Texts, asks: Asks) -> String {
    let key = format!("asked-{}", asks.code());
    match asks {
        Asks::BeforeAuthorisation { authorised } => {
            let date = short_date(authorised);
            texts.with(&key, &[("date", date.as_str().into())])
        }
        Asks::UnusuallyMany { max } => texts.with(&key, &[("max", number(max))]),
        Asks::AnotherCentury { year } => texts.with(&key, &[("year", number(year))]),
        Asks::Sign { signs } => with_signs(texts, &key, signs),
        Asks::Soon { meant: Some(meant) } => {
            let date = short_date(meant);
            let key = format!("{key}-or-later");
            texts.with(&key, &[("date", date.as_str().into())])
        }
        Asks::Age
        | Asks::Digits
        | Asks::DoseOrder
        | Asks::Early
        | Asks::Encoding
        | Asks::History { .. }
        | Asks::Interval
        | Asks::OldSample
        | Asks::OtherLine
        | Asks::SameDay
        | Asks::SameDose
        | Asks::SameName
        | Asks::Soon { meant: None } => texts.get(&key),
    }
}

/// Names signs in quotes, one beside the other.
fn with_signs(texts: &Texts, key: &str, signs: Signs) -> String {
    let quoted = |sign: char| texts.with("quoted", &[("text", sign.to_string().as_str().into())]);
    let all: Vec<String> = signs.iter().map(quoted).collect();
    let count = u32::try_from(signs.count()).unwrap_or(u32::MAX);
    let all = all.join(", ");
    texts.with(
        key,
        &[("signs", all.as_str().into()), ("count", count.into())],
    )
}

/// Returns the words of a yes to a question.
pub fn confirmation(texts: &Texts, asks: Asks) -> String {
    let key = format!("confirm-{}", asks.code());
    if let Asks::History { rule, dose } = asks {
        let own = format!("{key}-{rule}");
        if texts.has(&own) {
            return texts.with(&own, &[("dose", number(dose))]);
        }
    }
    match asks {
        Asks::AnotherCentury { year } => texts.with(&key, &[("year", number(year))]),
        Asks::Sign { signs } => with_signs(texts, &key, signs),
        Asks::Age
        | Asks::BeforeAuthorisation { .. }
        | Asks::Digits
        | Asks::DoseOrder
        | Asks::Early
        | Asks::Encoding
        | Asks::History { .. }
        | Asks::Interval
        | Asks::OldSample
        | Asks::OtherLine
        | Asks::SameDay
        | Asks::SameDose
        | Asks::SameName
        | Asks::Soon { .. }
        | Asks::UnusuallyMany { .. } => texts.get(&key),
    }
}

/// Returns the words of an answer to what came before the person's so many dose of a product.
pub fn before(
    texts: &Texts,
    before: Before,
    dose: Option<u32>,
    this: Option<ProductFamily>,
) -> String {
    // Alone, an infection is one thing; with doses after it, these count.
    if before == Before::Recovery && !before.stands_alone(dose) {
        return texts.get("before-recovery-and-dose");
    }
    let others = before.others(this);
    if !others.is_empty() {
        let names = others.into_iter().map(ProductFamily::name);
        let names = one_of(texts, &names.collect::<Vec<_>>());
        return texts.with("before-other", &[("others", names.as_str().into())]);
    }
    texts.get(&format!("before-{}", before.name()))
}

/// Returns `A, B oder C`.
fn one_of(texts: &Texts, names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => {
            let first = first.join(", ");
            let said = [
                ("first", first.as_str().into()),
                ("last", last.as_str().into()),
            ];
            texts.with("one-of", &said)
        }
        names => names.concat(),
    }
}

/// Says what the rules have found, in one plain sentence with the rule's day, or that of the product where it is later.
pub fn finding(texts: &Texts, finding: Finding, product: Option<&Product>) -> String {
    match finding {
        Finding::Proposal { rule, .. } => {
            let authorised = product.and_then(|product| product.authorised);
            let since = authorised.map_or(rule.since, |day| day.max(rule.since));
            let since = short_date(since);
            let key = format!("dose-rule-{}", rule.sentence);
            texts.with(&key, &[("since", since.as_str().into())])
        }
        Finding::NoNumbers(rule) => no_numbers(texts, rule.map(|rule| rule.id.as_str())),
    }
}

fn no_numbers(texts: &Texts, rule: Option<&str>) -> String {
    rule.map_or_else(
        || texts.get("dose-no-rule"),
        |rule| texts.get(&format!("dose-open-{rule}")),
    )
}
