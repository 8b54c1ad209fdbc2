//! What is being typed, so that a crash does not take it: sealed, and forgotten after a quarter of an hour.
//!
//! Every visit has a row, a key and a term of its own: what another window types, or what an earlier program left,
//! is no obstacle to keeping what is typed now, and is not touched by it. A draft that stands in the form of a window is
//! that window's as long as it is open: no other goes on with it, or discards it.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Transaction, params};

use super::{
    Error, Moments, Store, content, deletion,
    lock::{Window, WindowId},
    sql::Sql,
};
use crate::{
    case::{PickupNumber, Visit, VisitId},
    domain::MAX_CLOCK_SKEW,
    queue::row,
    vault::{MasterKey, RowKey},
};

/// For so long a draft is kept after the last change.
pub const DRAFT_RETENTION: SignedDuration = SignedDuration::from_mins(15);

/// A visit that was being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// What was typed.
    pub visit: Visit,
    /// When it was kept last.
    pub kept_at: Timestamp,
}

impl Store {
    /// Keeps what is typed in place of what was kept of this visit. Nothing is kept of one that is taken up already.
    ///
    /// From now on it is this window's. Fails with [`Error::OpenElsewhere`] where it is another's.
    pub fn keep_draft(&mut self, visit: &Visit, now: Timestamp) -> Result<(), Error> {
        let windows = self.open_window()?;
        self.write(|transaction, master| {
            if !row::of_visit(transaction, visit.id)?.is_empty() {
                return deletion::draft(transaction, visit.id);
            }
            windows.check(transaction, visit.id)?;
            // One key as long as the visit lasts: with it all its older forms become unreadable, too.
            let mut all = Kept::all(transaction)?.into_iter();
            let before = all.find(|kept| kept.visit == visit.id && kept.key(master).is_ok());
            let kept = if let Some(kept) = before {
                kept
            } else {
                deletion::draft(transaction, visit.id)?;
                Kept::new(visit.id, master)?
            };
            let plain = content::encode_visit(visit)?;
            let sealed = kept.key(master)?.seal(&plain, &label(kept.visit))?;
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO draft (id, kept_at, identity, key, sealed, window)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    kept.id,
                    Sql(now),
                    Sql(kept.visit),
                    kept.wrapped,
                    sealed,
                    windows.own,
                ])?;
            Ok(())
        })
    }

    /// Makes a draft this window's, which goes on with it, and returns what it says by now; nothing where it is
    /// gone: taken up, discarded, or erased at the end of its term. That begins anew.
    ///
    /// Fails with [`Error::OpenElsewhere`] where it is another window's.
    pub fn take_draft(
        &mut self,
        visit: VisitId,
        now: Timestamp,
    ) -> Result<Option<Unfinished>, Error> {
        let windows = self.open_window()?;
        let mut taken = None;
        self.write(|transaction, master| {
            windows.check(transaction, visit)?;
            let kept = Kept::of(transaction, visit)?;
            taken = kept.and_then(|kept| kept.unfinished(master));
            transaction
                .prepare_cached("UPDATE draft SET kept_at = ?2 WHERE identity = ?1")?
                .execute(params![Sql(visit), Sql(now)])?;
            own(transaction, visit, windows.own)
        })?;
        Ok(taken)
    }

    /// Leaves a draft of this window's to any: it does not stand in the form any more.
    pub fn leave_draft(&mut self, visit: VisitId) -> Result<(), Error> {
        let windows = self.windows();
        self.write(|transaction, _| {
            if windows.is_open_elsewhere(Kept::of(transaction, visit)?.as_ref()) {
                return Ok(());
            }
            own(transaction, visit, None)
        })
    }

    /// Returns a draft as it is kept now, whoever has it.
    pub fn draft(&self, visit: VisitId) -> Result<Option<Unfinished>, Error> {
        let kept = Kept::of(&self.connection, visit)?;
        Ok(kept.and_then(|kept| kept.unfinished(&self.key)))
    }

    /// Returns the drafts that stand in nobody's form and are not over yet, the latest first, each with the time when
    /// it was kept last.
    ///
    /// What is over as far as anybody knows, though that is not sure, is not offered: it stays until it is.
    pub fn left_drafts(
        &self,
        moments: impl Into<Moments>,
    ) -> Result<Vec<(VisitId, Timestamp)>, Error> {
        let Moments { sure, present } = moments.into();
        let windows = self.windows();
        let mut left = Vec::new();
        for kept in self.kept(sure.max(present))? {
            let is_own = kept.window.is_some() && kept.window == windows.own;
            if !is_own && !windows.is_open_elsewhere(Some(&kept)) {
                left.push((kept.visit, kept.at));
            }
        }
        Ok(left)
    }

    /// Returns what was being typed, in any window, and is not too old at a moment that has surely come, the latest
    /// first.
    ///
    /// A draft that cannot be opened is lost, and as good as none.
    pub fn drafts(&self, sure: Timestamp) -> Result<Vec<Unfinished>, Error> {
        let all = self.kept(sure)?.into_iter();
        Ok(all.filter_map(|kept| kept.unfinished(&self.key)).collect())
    }

    fn kept(&self, sure: Timestamp) -> Result<Vec<Kept>, Error> {
        let mut all = Kept::all(&self.connection)?;
        all.retain(|kept| !kept.is_over(sure));
        all.sort_by_key(|kept| std::cmp::Reverse(kept.at));
        Ok(all)
    }

    /// Forgets what was being typed of a visit, unless another window goes on with it.
    pub fn drop_draft(&mut self, of: VisitId) -> Result<(), Error> {
        self.drop_draft_if(of, |_| true)
    }

    /// Forgets what was being typed of a visit, as it was kept at a moment: what was typed since, or goes on in another
    /// window, stays.
    pub fn discard_draft(&mut self, of: VisitId, kept_at: Timestamp) -> Result<(), Error> {
        self.drop_draft_if(of, |kept| kept.at == kept_at)
    }

    fn drop_draft_if(
        &mut self,
        of: VisitId,
        condition: impl FnOnce(&Kept) -> bool,
    ) -> Result<(), Error> {
        let windows = self.windows();
        self.write(|transaction, _| {
            let kept = Kept::of(transaction, of)?.filter(condition);
            if kept.is_none() || windows.is_open_elsewhere(kept.as_ref()) {
                return Ok(());
            }
            deletion::draft(transaction, of)
        })?;
        self.scrub_later_if_not_now();
        Ok(())
    }

    /// Says to the others that a window is open here, which has drafts of its own.
    fn open_window(&mut self) -> Result<Windows, Error> {
        if let Some(obstacle) = &self.obstacle {
            return Err(obstacle.clone().into());
        }
        if self.window.is_none() {
            self.window = Some(Window::open(&self.place.folder)?);
        }
        Ok(self.windows())
    }

    pub(super) fn windows(&self) -> Windows {
        Windows {
            own: self.window.as_ref().map(Window::id),
            folder: self.place.folder.clone(),
        }
    }
}

/// The windows that have the drafts in their forms.
pub(super) struct Windows {
    own: Option<WindowId>,
    folder: PathBuf,
}

impl Windows {
    fn is_open_elsewhere(&self, kept: Option<&Kept>) -> bool {
        let window = kept.and_then(|kept| kept.window);
        window
            .is_some_and(|window| self.own != Some(window) && Window::is_open(&self.folder, window))
    }

    /// Fails with [`Error::OpenElsewhere`] where a visit stands in the form of another window.
    pub(super) fn check(&self, transaction: &Transaction<'_>, visit: VisitId) -> Result<(), Error> {
        if self.is_open_elsewhere(Kept::of(transaction, visit)?.as_ref()) {
            return Err(Error::OpenElsewhere);
        }
        Ok(())
    }
}

/// Says which window has a draft in its form.
fn own(
    transaction: &Transaction<'_>,
    visit: VisitId,
    window: Option<WindowId>,
) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE draft SET window = ?2 WHERE identity = ?1")?
        .execute(params![Sql(visit), window])?;
    Ok(())
}

/// Whether [`erase_due`] has anything to do.
pub(super) fn is_due(connection: &Connection, moments: Moments) -> Result<bool, Error> {
    let mut all = Kept::all(connection)?.into_iter();
    let Moments { sure, present } = moments;
    Ok(all.any(|kept| kept.is_over(sure) || kept.is_of_the_future(present)))
}

/// Erases the drafts that nobody came back to by a moment that has surely come; returns how many that were.
///
/// The time of a draft from the future was written by a clock ahead of the truth: its term begins anew.
pub(super) fn erase_due(transaction: &Transaction<'_>, moments: Moments) -> Result<usize, Error> {
    let Moments { sure, present } = moments;
    let mut erased = 0;
    for kept in Kept::all(transaction)? {
        if kept.is_over(sure) {
            deletion::draft(transaction, kept.visit)?;
            erased += 1;
        } else if kept.is_of_the_future(present) {
            transaction
                .prepare_cached("UPDATE draft SET kept_at = ?2 WHERE identity = ?1")?
                .execute(params![Sql(kept.visit), Sql(present)])?;
        }
    }
    Ok(erased)
}

/// Erases what else was being typed as a correction of a case that is corrected now: nobody can go on with it.
pub(super) fn erase_corrections(
    (transaction, master): (&Transaction<'_>, &MasterKey),
    corrected: PickupNumber,
) -> Result<(), Error> {
    for kept in Kept::all(transaction)? {
        let draft = kept.open(master);
        if draft.is_some_and(|draft| draft.corrects.is_some_and(|case| case.number == corrected)) {
            deletion::draft(transaction, kept.visit)?;
        }
    }
    Ok(())
}

/// Wraps the keys of the drafts with another master key; also in a database of an older form.
pub(super) fn rewrap(connection: &Connection, [old, new]: [&MasterKey; 2]) -> Result<(), Error> {
    for (visit, wrapped) in keys(connection)? {
        let label = label(visit);
        if let Ok(key) = old.unwrap_row_key(&wrapped, &label) {
            let wrapped = new.wrap_row_key(&key, &label)?;
            connection.execute(
                "UPDATE draft SET key = ?2 WHERE identity = ?1",
                params![Sql(visit), wrapped],
            )?;
        }
    }
    Ok(())
}

fn keys(connection: &Connection) -> Result<Vec<(VisitId, Vec<u8>)>, Error> {
    let mut statement = connection.prepare("SELECT identity, key FROM draft")?;
    let keys = statement.query_map([], |row| Ok((row.get::<_, Sql<_>>(0)?.0, row.get(1)?)))?;
    Ok(keys.collect::<Result<_, _>>()?)
}

struct Kept {
    /// None before it is kept for the first time.
    id: Option<i64>,
    at: Timestamp,
    /// Older versions named drafts by random bytes of their own, which serve as well.
    visit: VisitId,
    wrapped: Vec<u8>,
    sealed: Vec<u8>,
    /// The window that had it in its form last.
    window: Option<WindowId>,
}

impl Kept {
    fn new(visit: VisitId, master: &MasterKey) -> Result<Self, Error> {
        let (_, wrapped) = master.new_row_key(&label(visit))?;
        Ok(Self {
            id: None,
            at: Timestamp::MIN,
            visit,
            wrapped,
            sealed: Vec::new(),
            window: None,
        })
    }

    fn of(connection: &Connection, visit: VisitId) -> Result<Option<Self>, Error> {
        let mut all = Self::all(connection)?.into_iter();
        Ok(all.find(|kept| kept.visit == visit))
    }

    fn all(connection: &Connection) -> Result<Vec<Self>, Error> {
        let mut statement = connection
            .prepare_cached("SELECT id, kept_at, identity, key, sealed, window FROM draft")?;
        let all = statement.query_map([], |row| {
            Ok(Self {
                id: row.get(0)?,
                at: row.get::<_, Sql<_>>(1)?.0,
                visit: row.get::<_, Sql<_>>(2)?.0,
                wrapped: row.get(3)?,
                sealed: row.get(4)?,
                window: row.get(5)?,
            })
        })?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    fn is_over(&self, sure: Timestamp) -> bool {
        self.at
            .checked_add(DRAFT_RETENTION)
            .is_ok_and(|until| until <= sure)
    }

    fn is_of_the_future(&self, present: Timestamp) -> bool {
        self.at.duration_since(present) > MAX_CLOCK_SKEW
    }

    fn unfinished(&self, master: &MasterKey) -> Option<Unfinished> {
        let visit = self.open(master);
        if visit.is_none() {
            tracing::error!("a draft cannot be opened any more");
        }
        Some(Unfinished {
            visit: visit?,
            kept_at: self.at,
        })
    }

    fn open(&self, master: &MasterKey) -> Option<Visit> {
        let key = self.key(master).ok()?;
        let plain = key.open(&self.sealed, &label(self.visit)).ok()?;
        content::decode_visit(self.visit, &plain).ok()
    }

    fn key(&self, master: &MasterKey) -> Result<RowKey, Error> {
        Ok(master.unwrap_row_key(&self.wrapped, &label(self.visit))?)
    }
}

fn label(visit: VisitId) -> Vec<u8> {
    [b"draft ".as_slice(), visit.bytes()].concat()
}
