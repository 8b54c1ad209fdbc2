//! Which case has which identifier: none is ever given to two.
//!
//! What is plain on disk is a digest of each, for as long as its case is listed.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Error, Settled, SigningMode, Store, digest, sealed::Sealed, sql::Sql};
use crate::{
    case::{Cause, Failure, PickupNumber},
    vault::MasterKey,
};

impl Store {
    /// Returns the digests of all identifiers that belong to other cases than this one, or to what it said before it was
    /// corrected.
    pub fn identifiers_but_of(&self, number: PickupNumber) -> Result<BTreeSet<[u8; 32]>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT digest FROM identifiers WHERE number <> ?1 OR former")?;
        let digests = statement.query_map([Sql(number)], |row| row.get(0))?;
        digests.map(|digest| Ok(digest?)).collect()
    }
}

/// Notes the identifiers of a result as this case's. A certificate for which a server chose the identifier of another
/// case is not ready: it is kept. Whoever asks looks at the others' identifiers before; this is for two that are under way
/// at once.
pub(super) fn claim(
    (connection, master): (&Connection, &MasterKey),
    number: PickupNumber,
    settled: Settled,
) -> Result<Settled, Error> {
    if let Some(lost) = settled.lost_identifier() {
        take(connection, number, lost)?;
    }
    if let Settled::Ready { hc1, uvci, .. } = &settled
        && !take(connection, number, uvci)?
        && !is_fixed_here(&Sealed::of(connection, number)?, master, uvci)
    {
        return Ok(Settled::from(Failure {
            kept_answer: Some(hc1.clone().into_bytes()),
            maybe_signed: true,
            ..Failure::of(Cause::IdentifierTaken)
        }));
    }
    Ok(settled)
}

/// Whether an identifier is the one that was chosen at the counter, whatever way its case has taken before.
fn is_fixed_here(sealed: &Sealed, master: &MasterKey, uvci: &str) -> bool {
    match sealed.open(master).map(|(_, content)| content.order) {
        Ok(SigningMode::Prepared(fixed)) => fixed.uvci == uvci,
        Ok(SigningMode::ByServer { .. }) | Err(_) => false,
    }
}

/// Takes an identifier for a case; `false` if it is another's, or of what the case said before it was corrected.
pub(super) fn take(
    connection: &Connection,
    number: PickupNumber,
    uvci: &str,
) -> Result<bool, Error> {
    let digest = digest(uvci);
    let owner: Option<(Sql<PickupNumber>, bool)> = connection
        .prepare_cached("SELECT number, former FROM identifiers WHERE digest = ?1")?
        .query_row([digest], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((Sql(owner), is_former)) = owner {
        return Ok(owner == number && !is_former);
    }
    connection
        .prepare_cached("INSERT INTO identifiers (digest, number) VALUES (?1, ?2)")?
        .execute(params![digest, Sql(number)])?;
    Ok(true)
}

/// Notes that the identifiers of a case are of what it said before it is corrected now.
pub(super) fn make_former(connection: &Connection, number: PickupNumber) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE identifiers SET former = 1 WHERE number = ?1")?
        .execute([Sql(number)])?;
    Ok(())
}

/// Notes an identifier that was given to what a case said before it was corrected, unless a case has it.
pub(super) fn note_former(
    connection: &Connection,
    number: PickupNumber,
    uvci: &str,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO identifiers (digest, number, former) VALUES (?1, ?2, 1)",
        )?
        .execute(params![digest(uvci), Sql(number)])?;
    Ok(())
}
