//! Dates as people type them: `120864`, `12.8.64`, `12.08.1964`, `1964-08-12`.

use jiff::civil::Date;

use super::{BirthDate, Fault};

/// What two digits of a year mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Century {
    /// The latest year that is not in the future: somebody's birth.
    Past,
    /// The years 2000 to 2099: a vaccination, a test, a deadline.
    This,
}

/// Reads a whole date.
pub fn parse(text: &str, today: Date, century: Century) -> Result<Date, Fault> {
    match numbers(text)?.as_slice() {
        [year, month, day] if year.digits == 4 => date(year.value, month.value, day.value),
        [day, month, year] if year.digits == 4 => date(year.value, month.value, day.value),
        [day, month, year] if year.digits == 2 => {
            two_digit_year([year.value, month.value, day.value], today, century)
        }
        [run] if run.digits == 8 => {
            let day_first = date(
                run.value % 10_000,
                run.value / 10_000 % 100,
                run.value / 1_000_000,
            );
            // ISO without dashes is read where no day-first date makes sense.
            match day_first {
                Ok(day) if (1900..=2099).contains(&day.year()) => Ok(day),
                _ => date(run.value / 10_000, run.value / 100 % 100, run.value % 100).or(day_first),
            }
        }
        [run] if run.digits == 6 => two_digit_year(
            [run.value % 100, run.value / 100 % 100, run.value / 10_000],
            today,
            century,
        ),
        _ => Err(Fault::NotADate),
    }
}

/// Reads a date of birth, which may lack the day (`08.1964`, `1964-08`) or the month too (`1964`).
pub fn parse_birth(text: &str, today: Date) -> Result<BirthDate, Fault> {
    let birth = match numbers(text)?.as_slice() {
        [year] if year.digits == 4 => BirthDate::Year(small(year.value)?),
        [year, month] if year.digits == 4 => birth_month(year.value, month.value)?,
        [month, year] if year.digits == 4 => birth_month(year.value, month.value)?,
        _ => BirthDate::Day(parse(text, today, Century::Past)?),
    };
    let Some(earliest) = birth.earliest() else {
        return Err(Fault::NotADate);
    };
    if earliest > today {
        return Err(Fault::InTheFuture);
    }
    if earliest.year() < 1900 {
        return Err(Fault::TooEarly {
            earliest: Date::constant(1900, 1, 1),
        });
    }
    Ok(birth)
}

/// Returns the year a hundred years before that a date of birth may be as well, where its year has two digits and is taken
/// for one of this century.
pub fn other_century(text: &str, today: Date) -> Option<i16> {
    let has_two_digits = match numbers(text).ok()?.as_slice() {
        [run] => run.digits == 6,
        [day, _, year] => day.digits <= 2 && year.digits == 2,
        _ => false,
    };
    let year = parse(text, today, Century::Past).ok()?.year();
    (has_two_digits && year >= 2000).then_some(year - 100)
}

fn birth_month(year: u32, month: u32) -> Result<BirthDate, Fault> {
    let first = date(year, month, 1)?;
    Ok(BirthDate::Month {
        year: first.year(),
        month: first.month(),
    })
}

/// Reads a time of day: `9:30`, `09.30`, `9,30`, `0930`.
pub fn parse_time(text: &str) -> Result<jiff::civil::Time, Fault> {
    let numbers = numbers(&text.replace(':', ".")).or(Err(Fault::NotATime))?;
    let (hour, minute) = match numbers.as_slice() {
        [hour, minute] if hour.digits <= 2 && minute.digits == 2 => (hour.value, minute.value),
        [
            Number {
                value,
                digits: 3 | 4,
            },
        ] => (value / 100, value % 100),
        _ => return Err(Fault::NotATime),
    };
    let part = |value: u32| i8::try_from(value).or(Err(Fault::NotATime));
    jiff::civil::Time::new(part(hour)?, part(minute)?, 0, 0).or(Err(Fault::NotATime))
}

/// A run of digits and how many there were.
struct Number {
    value: u32,
    digits: usize,
}

/// Splits at what a hand finds between numbers: dots, commas, as on the keypad of a German keyboard, dashes, slashes
/// and blanks. Everything else must be digits.
fn numbers(text: &str) -> Result<Vec<Number>, Fault> {
    let number = |part: &str| {
        let plain = (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let value = plain
            .then(|| part.parse().ok())
            .flatten()
            .ok_or(Fault::NotADate)?;
        Ok(Number {
            value,
            digits: part.len(),
        })
    };
    let parts: Vec<&str> = text
        .trim()
        .split(['.', ',', '-', '/', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() {
        return Err(Fault::Missing);
    }
    parts.into_iter().map(number).collect()
}

/// Reads year, month and day, the year having two digits.
fn two_digit_year(
    [year, month, day]: [u32; 3],
    today: Date,
    century: Century,
) -> Result<Date, Fault> {
    let recent = date(2000 + year, month, day);
    match century {
        Century::This => recent,
        // 29 February exists in one century and not in the other.
        Century::Past => match recent {
            Ok(recent) if recent <= today => Ok(recent),
            _ => date(1900 + year, month, day),
        },
    }
}

fn date(year: u32, month: u32, day: u32) -> Result<Date, Fault> {
    let part = |value: u32| i8::try_from(value).or(Err(Fault::NoSuchDay));
    Date::new(small(year)?, part(month)?, part(day)?).or(Err(Fault::NoSuchDay))
}

fn small(value: u32) -> Result<i16, Fault> {
    i16::try_from(value).or(Err(Fault::NoSuchDay))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 24);

    #[test]
    fn dates_are_read_as_people_type_them() {
        for text in [
            "120864",
            "12.8.64",
            "12.08.1964",
            "1964-08-12",
            "12081964",
            "12/8/1964",
            "12 8 64",
            "12,08,64",
            "12, 8, 1964",
            "1964,08,12",
            "19640812",
        ] {
            assert_eq!(
                parse(text, TODAY, Century::Past),
                Ok(Date::constant(1964, 8, 12)),
                "{text}"
            );
        }
        assert_eq!(
            parse("010221", TODAY, Century::This),
            Ok(Date::constant(2021, 2, 1))
        );
        assert_eq!(
            parse("20012001", TODAY, Century::Past),
            Ok(Date::constant(2001, 1, 20))
        );
        assert_eq!(
            parse("290224", TODAY, Century::Past),
            Ok(Date::constant(2024, 2, 29))
        );
    }

    #[test]
    fn what_is_no_date_is_refused_with_the_reason() {
        for (text, fault) in [
            ("", Fault::Missing),
            ("gestern", Fault::NotADate),
            ("12.8", Fault::NotADate),
            ("1.2.3.4", Fault::NotADate),
            ("31.02.2021", Fault::NoSuchDay),
            ("00.01.2021", Fault::NoSuchDay),
            ("10.13.2021", Fault::NoSuchDay),
            ("999999999", Fault::NotADate),
        ] {
            assert_eq!(parse(text, TODAY, Century::This), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_birth_date_may_lack_day_and_month() {
        assert_eq!(parse_birth("1964", TODAY), Ok(BirthDate::Year(1964)));
        for text in ["08.1964", "8.1964", "1964-08"] {
            assert_eq!(
                parse_birth(text, TODAY),
                Ok(BirthDate::Month {
                    year: 1964,
                    month: 8
                }),
                "{text}"
            );
        }
        assert_eq!(parse_birth("25.11.2026", TODAY), Err(Fault::InTheFuture));
        assert_eq!(parse_birth("2030", TODAY), Err(Fault::InTheFuture));
        assert_eq!(parse_birth("13.1964", TODAY), Err(Fault::NoSuchDay));
        assert_eq!(
            parse_birth("31.12.1899", TODAY),
            Err(Fault::TooEarly {
                earliest: Date::constant(1900, 1, 1)
            })
        );
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        for text in ["9:30", "09:30", "09.30", "9,30", "0930", "930"] {
            assert_eq!(
                parse_time(text),
                Ok(jiff::civil::time(9, 30, 0, 0)),
                "{text}"
            );
        }
        for text in ["", "25:00", "9:60", "9:3", "neun"] {
            assert_eq!(parse_time(text), Err(Fault::NotATime), "{text}");
        }
    }
}
