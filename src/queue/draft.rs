//! What is being typed, so that a crash does not take it: sealed, and forgotten after a quarter of an hour.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{Error, Store, content, erase, rows, sql::Sql};
use crate::{
    domain::{MOST_OFF, Visit, VisitId},
    vault::{MasterKey, RowKey},
};

/// For so long a draft is kept after the last change.
pub const KEPT: SignedDuration = SignedDuration::from_mins(15);

impl Store {
    /// Keeps what is typed in place of what was kept before. Nothing is kept of a visit that is taken up already.
    pub fn keep_draft(&mut self, visit: &Visit, now: Timestamp) -> Result<(), Error> {
        self.write(|transaction, master| {
            if !rows::of_visit(transaction, visit.id)?.is_empty() {
                return erase::draft(transaction, Some(visit.id));
            }
            // One key as long as the visit lasts: with it all its older forms become unreadable, too.
            let before = Kept::of(transaction)?
                .filter(|kept| kept.visit == visit.id && kept.key(master).is_ok());
            let kept = if let Some(kept) = before {
                kept
            } else {
                erase::draft(transaction, None)?;
                Kept::new(visit.id, master)?
            };
            let plain = content::encode_visit(visit)?;
            let sealed = kept.key(master)?.seal(&plain, &label(kept.visit))?;
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO draft (one, kept_at, identity, key, sealed)
                     VALUES (1, ?1, ?2, ?3, ?4)",
                )?
                .execute(params![Sql(now), Sql(kept.visit), kept.wrapped, sealed])?;
            Ok(())
        })
    }

    /// Returns what was being typed, if it is not too old at a moment that has surely come.
    ///
    /// A draft that cannot be opened is lost, and as good as none.
    pub fn draft(&self, sure: Timestamp) -> Result<Option<Visit>, Error> {
        let Some(kept) = Kept::of(&self.connection)? else {
            return Ok(None);
        };
        if kept.is_over(sure) {
            return Ok(None);
        }
        let open = || {
            let plain = kept
                .key(&self.key)
                .ok()?
                .open(&kept.sealed, &label(kept.visit))
                .ok()?;
            content::decode_visit(kept.visit, &plain).ok()
        };
        let visit = open();
        if visit.is_none() {
            tracing::error!("a draft cannot be opened any more");
        }
        Ok(visit)
    }

    /// Forgets what was being typed of a visit. What another window keeps is its own.
    pub fn drop_draft(&mut self, of: VisitId) -> Result<(), Error> {
        self.write(|transaction, _| erase::draft(transaction, Some(of)))?;
        self.scrub_later_if_not_now();
        Ok(())
    }
}

/// Whether [`erase_due`] has anything to do.
pub(super) fn is_due(connection: &Connection, sure: Timestamp) -> Result<bool, Error> {
    let kept = Kept::of(connection)?;
    Ok(kept.is_some_and(|kept| kept.is_over(sure) || kept.is_of_the_future(sure)))
}

/// Erases a draft that nobody came back to by a moment that has surely come; returns how many that were.
///
/// The time of a draft from the future was written by a clock ahead of the truth: its term begins anew.
pub(super) fn erase_due(transaction: &Transaction<'_>, sure: Timestamp) -> Result<usize, Error> {
    let Some(kept) = Kept::of(transaction)? else {
        return Ok(0);
    };
    if kept.is_over(sure) {
        erase::draft(transaction, None)?;
        return Ok(1);
    }
    if kept.is_of_the_future(sure) {
        transaction
            .prepare_cached("UPDATE draft SET kept_at = ?1")?
            .execute([Sql(sure)])?;
    }
    Ok(0)
}

/// Wraps the key of the draft with another master key.
pub(super) fn rewrap(connection: &Connection, [old, new]: [&MasterKey; 2]) -> Result<(), Error> {
    if let Some(kept) = Kept::of(connection)?
        && let Ok(key) = kept.key(old)
    {
        let wrapped = new.wrap_row_key(&key, &label(kept.visit))?;
        connection.execute("UPDATE draft SET key = ?1", [wrapped])?;
    }
    Ok(())
}

struct Kept {
    at: Timestamp,
    /// Older versions named drafts by random bytes of their own, which serve as well.
    visit: VisitId,
    wrapped: Vec<u8>,
    sealed: Vec<u8>,
}

impl Kept {
    fn new(visit: VisitId, master: &MasterKey) -> Result<Self, Error> {
        let (_, wrapped) = master.new_row_key(&label(visit))?;
        Ok(Self {
            at: Timestamp::MIN,
            visit,
            wrapped,
            sealed: Vec::new(),
        })
    }

    fn of(connection: &Connection) -> Result<Option<Self>, Error> {
        let kept = connection
            .prepare_cached("SELECT kept_at, identity, key, sealed FROM draft")?
            .query_row([], |row| {
                Ok(Self {
                    at: row.get::<_, Sql<_>>(0)?.0,
                    visit: row.get::<_, Sql<_>>(1)?.0,
                    wrapped: row.get(2)?,
                    sealed: row.get(3)?,
                })
            })
            .optional()?;
        Ok(kept)
    }

    fn is_over(&self, sure: Timestamp) -> bool {
        self.at.checked_add(KEPT).is_ok_and(|until| until <= sure)
    }

    fn is_of_the_future(&self, sure: Timestamp) -> bool {
        self.at.duration_since(sure) > MOST_OFF
    }

    fn key(&self, master: &MasterKey) -> Result<RowKey, Error> {
        Ok(master.unwrap_row_key(&self.wrapped, &label(self.visit))?)
    }
}

fn label(visit: VisitId) -> Vec<u8> {
    [b"draft ".as_slice(), visit.bytes()].concat()
}
