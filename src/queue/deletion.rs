//! Deleting what is sealed, with its key, and the mark that it is to be scrubbed from every file.

use rusqlite::Transaction;

use super::{Error, sql::Sql};
use crate::case::{PickupNumber, VisitId};

/// Erases what is sealed of a case, and its key.
pub(super) fn content(transaction: &Transaction<'_>, number: PickupNumber) -> Result<(), Error> {
    transaction
        .prepare_cached("DELETE FROM contents WHERE number = ?1")?
        .execute([Sql(number)])?;
    mark(transaction)
}

/// Erases what is being typed of a visit, if anything is kept of it.
pub(super) fn draft(transaction: &Transaction<'_>, of: VisitId) -> Result<(), Error> {
    let erased = transaction
        .prepare_cached("DELETE FROM draft WHERE identity = ?1")?
        .execute([Sql(of)])?;
    if erased == 0 {
        Ok(())
    } else {
        mark(transaction)
    }
}

/// Erases whatever is being typed.
pub(super) fn drafts(transaction: &Transaction<'_>) -> Result<(), Error> {
    let erased = transaction
        .prepare_cached("DELETE FROM draft")?
        .execute([])?;
    if erased == 0 {
        Ok(())
    } else {
        mark(transaction)
    }
}

/// Marks that what was erased, or written over, is to be scrubbed from every file.
pub(super) fn mark(transaction: &Transaction<'_>) -> Result<(), Error> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO marks (name, value) VALUES ('scrub', ?1)")?
        .execute([TO_BUILD_ANEW])?;
    Ok(())
}

/// The database is to be built anew, and its log emptied.
const TO_BUILD_ANEW: &[u8] = &[1];

/// Its log alone is left.
pub(super) const BUILT_ANEW: &[u8] = &[2];
