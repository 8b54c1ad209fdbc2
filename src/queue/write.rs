//! Writing: whole or not at all, and remembered outside of the database where a copy put back would undo it.

use rusqlite::{Transaction, TransactionBehavior};

use super::{
    Error, Store,
    numbers::{self, Mark},
    place,
};
use crate::vault::MasterKey;

impl Store {
    /// Writes as one transaction: all of it is on the disk when this returns, or none.
    pub(super) fn write(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &MasterKey) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if let Some(obstacle) = &self.obstacle {
            return Err(obstacle.clone().into());
        }
        let write = || {
            let transaction = self
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            work(&transaction, &self.key)?;
            Ok(transaction.commit()?)
        };
        write().map_err(|error| place::explain(&self.place.folder, error))
    }

    /// Writes a step that a copy put back would undo, and remembers it outside of the database.
    pub(super) fn write_for_good(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &MasterKey) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.write(|transaction, key| {
            let before = transaction.total_changes();
            work(transaction, key)?;
            if transaction.total_changes() == before {
                return Ok(());
            }
            numbers::count(transaction)
        })?;
        // The step is done, whatever comes now; what could not be remembered is at the next one, or at the next
        // opening.
        if let Err(error) = self.remember() {
            tracing::warn!(%error, "the numbers given could not be remembered");
        }
        Ok(())
    }

    /// Remembers outside of the database how far it has come.
    pub(super) fn remember(&mut self) -> Result<(), Error> {
        let is_elsewhere = self.memory.remember(Mark::of(&self.connection)?);
        let is_noted = self
            .connection
            .prepare_cached("SELECT 1 FROM marks WHERE name = 'elsewhere'")?
            .exists([])?;
        if is_elsewhere && !is_noted {
            self.connection.execute(
                "INSERT OR REPLACE INTO marks (name, value) VALUES ('elsewhere', x'01')",
                [],
            )?;
        }
        Ok(())
    }
}
