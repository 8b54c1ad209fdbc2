//! What staff, or whoever looks after the machine, should hear of. What concerns their cases is kept until they
//! have seen it.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{Error, Obstacle, sql::Sql};
use crate::case::PickupNumber;

/// Something that was noticed, mostly at opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Nothing can be written; what is there can be read.
    CannotWrite(Obstacle),
    /// The database was gone or empty. A new one has begun.
    Gone {
        /// The last number that was given; the next one follows it.
        last: PickupNumber,
    },
    /// The database comes from another computer, or from a copy that nothing here knows of; its numbers go on far
    /// beyond the last one it knows.
    Moved,
    /// An older copy of the database was put back: what was done since is not in it.
    PutBack {
        /// The last number that was given; the next one follows it.
        last: PickupNumber,
    },
    /// The database was damaged. What could be read of it was saved under the same numbers.
    Saved {
        /// How many cases that are.
        cases: usize,
        /// The cases that cannot be read any more, as far as they are known.
        lost: Vec<PickupNumber>,
        /// What the damaged database is called now, in the queue's folder.
        aside: String,
        /// When it is erased.
        until: Timestamp,
    },
    /// Attempts that a crash had cut off were taken back; their cases wait again.
    TakenBack {
        /// The cases.
        numbers: Vec<PickupNumber>,
    },
    /// The tables were brought to the form of this version.
    Upgraded {
        /// Their form before.
        from: u32,
        /// Their form now.
        to: u32,
    },
}

impl Note {
    /// Whether it is kept until somebody has seen it.
    pub fn is_kept(&self) -> bool {
        Stored::of(self).is_some()
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CannotWrite(obstacle) => {
                write!(f, "{obstacle}; what is finished can be shown and printed")
            }
            Self::Gone { last } => write!(
                f,
                "the queue's database was gone or empty; a new one has begun, and the numbers go on after {last}"
            ),
            Self::Moved => f.write_str(
                "the queue comes from another computer or from a copy; its numbers go on far beyond the last one, and what was done since the copy is not in it",
            ),
            Self::PutBack { last } => write!(
                f,
                "an older copy of the queue was put back; cases that were handed over since stand in it again, newer ones are missing, and the numbers go on after {last}"
            ),
            Self::Saved {
                cases,
                lost,
                aside,
                until,
            } => {
                write!(f, "the queue was damaged; {cases} cases were saved")?;
                if !lost.is_empty() {
                    write!(f, ", these are lost: {}", listed(lost))?;
                }
                write!(
                    f,
                    "; the damaged file is kept as {aside} until {} and then erased",
                    until.strftime("%Y-%m-%d")
                )
            }
            Self::TakenBack { numbers } => write!(
                f,
                "{} attempts had been cut off; their cases wait again",
                numbers.len()
            ),
            Self::Upgraded { from, to } => {
                write!(f, "the queue was brought from form {from} to form {to}")
            }
        }
    }
}

/// Joins numbers for reading.
fn listed(numbers: &[PickupNumber]) -> String {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    numbers.join(", ")
}

/// A note that is kept until somebody has seen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// Its name here.
    pub id: i64,
    /// The note.
    pub note: Note,
}

/// Reads all notes; one that a newer version wrote is left to it.
pub(super) fn all(connection: &Connection) -> Result<Vec<Unseen>, Error> {
    let mut statement = connection.prepare_cached("SELECT id, note FROM notes ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let mut kept = Vec::new();
    for row in rows {
        let (id, text) = row?;
        let note = serde_json::from_str::<Stored>(&text).ok();
        kept.extend(note.and_then(Stored::read).map(|note| Unseen { id, note }));
    }
    Ok(kept)
}

/// Keeps a note until somebody has seen it, if it is one for that.
pub(super) fn keep(
    transaction: &Transaction<'_>,
    note: &Note,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(stored) = Stored::of(note) else {
        return Ok(());
    };
    let text = serde_json::to_string(&stored).or(Err(Error::Unwritable))?;
    transaction
        .prepare_cached("INSERT INTO notes (noted_at, note) VALUES (?1, ?2)")?
        .execute(params![Sql(now), text])?;
    Ok(())
}

/// The form in which a note is kept.
#[derive(Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Stored {
    Gone {
        last: u32,
    },
    Moved,
    PutBack {
        last: u32,
    },
    Saved {
        cases: usize,
        lost: Vec<u32>,
        aside: String,
        /// In milliseconds since 1970.
        until: i64,
    },
}

impl Stored {
    /// Returns nothing for what is over when it is said.
    fn of(note: &Note) -> Option<Self> {
        match note {
            Note::Gone { last } => Some(Self::Gone { last: last.get() }),
            Note::Moved => Some(Self::Moved),
            Note::PutBack { last } => Some(Self::PutBack { last: last.get() }),
            Note::Saved {
                cases,
                lost,
                aside,
                until,
            } => Some(Self::Saved {
                cases: *cases,
                lost: lost.iter().map(|number| number.get()).collect(),
                aside: aside.clone(),
                until: until.as_millisecond(),
            }),
            Note::CannotWrite(_) | Note::TakenBack { .. } | Note::Upgraded { .. } => None,
        }
    }

    fn read(self) -> Option<Note> {
        Some(match self {
            Self::Gone { last } => Note::Gone {
                last: PickupNumber::new(last)?,
            },
            Self::Moved => Note::Moved,
            Self::PutBack { last } => Note::PutBack {
                last: PickupNumber::new(last)?,
            },
            Self::Saved {
                cases,
                lost,
                aside,
                until,
            } => Note::Saved {
                cases,
                lost: lost.into_iter().filter_map(PickupNumber::new).collect(),
                aside,
                until: Timestamp::from_millisecond(until).ok()?,
            },
        })
    }
}
