//! What is being typed, so that a crash does not take it: sealed, and forgotten after a quarter of an hour.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{Error, Store, content, erase, sealed::identity, sql::Sql};
use crate::{
    domain::Draft,
    vault::{MasterKey, RowKey},
};

/// For so long a draft is kept after the last change.
pub const KEPT: SignedDuration = SignedDuration::from_mins(15);

impl Store {
    /// Keeps what is typed in place of what was kept before.
    pub fn keep_draft(&mut self, drafts: &[Draft], now: Timestamp) -> Result<(), Error> {
        self.write(|transaction, master| {
            // One key as long as the draft lasts: with it all its older forms become unreadable, too.
            let before = Kept::of(transaction)?.filter(|kept| kept.key(master).is_ok());
            let kept = match before {
                Some(kept) => kept,
                None => Kept::new(master)?,
            };
            let plain = content::encode_drafts(drafts)?;
            let sealed = kept.key(master)?.seal(&plain, &label(&kept.identity))?;
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO draft (one, kept_at, identity, key, sealed)
                     VALUES (1, ?1, ?2, ?3, ?4)",
                )?
                .execute(params![Sql(now), kept.identity, kept.wrapped, sealed])?;
            Ok(())
        })
    }

    /// Returns what was being typed, if it is not too old.
    ///
    /// A draft that cannot be opened is lost, and as good as none.
    pub fn draft(&self, now: Timestamp) -> Result<Option<Vec<Draft>>, Error> {
        let Some(kept) = Kept::of(&self.connection)? else {
            return Ok(None);
        };
        if kept.at.checked_add(KEPT).is_ok_and(|until| until <= now) {
            return Ok(None);
        }
        let open = || {
            let plain = kept
                .key(&self.key)
                .ok()?
                .open(&kept.sealed, &label(&kept.identity))
                .ok()?;
            content::decode_drafts(&plain).ok()
        };
        let drafts = open();
        if drafts.is_none() {
            tracing::error!("a draft cannot be opened any more");
        }
        Ok(drafts)
    }

    /// Forgets what was being typed.
    pub fn drop_draft(&mut self) -> Result<(), Error> {
        self.write(|transaction, _| erase::draft(transaction))?;
        self.scrub()
    }
}

/// Erases a draft that nobody came back to; returns how many that were.
pub(super) fn erase_due(transaction: &Transaction<'_>, now: Timestamp) -> Result<usize, Error> {
    match Kept::of(transaction)? {
        Some(kept) if kept.at.checked_add(KEPT).is_ok_and(|until| until <= now) => {
            erase::draft(transaction)?;
            Ok(1)
        }
        _ => Ok(0),
    }
}

struct Kept {
    at: Timestamp,
    identity: Vec<u8>,
    wrapped: Vec<u8>,
    sealed: Vec<u8>,
}

impl Kept {
    fn new(master: &MasterKey) -> Result<Self, Error> {
        let identity = identity()?.to_vec();
        let (_, wrapped) = master.new_row_key(&label(&identity))?;
        Ok(Self {
            at: Timestamp::MIN,
            identity,
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
                    identity: row.get(1)?,
                    wrapped: row.get(2)?,
                    sealed: row.get(3)?,
                })
            })
            .optional()?;
        Ok(kept)
    }

    fn key(&self, master: &MasterKey) -> Result<RowKey, Error> {
        Ok(master.unwrap_row_key(&self.wrapped, &label(&self.identity))?)
    }
}

fn label(identity: &[u8]) -> Vec<u8> {
    [b"draft ".as_slice(), identity].concat()
}
