//! Another program that keeps the store.

use impftheke::counter::settings::Settings;
use rusqlite::Connection;

use crate::stage::Stage;

/// Writes to the queue's database from outside until it is dropped, so that nobody else can.
pub(super) struct Hindrance(Connection);

impl Hindrance {
    pub(super) fn of(stage: &Stage) -> Self {
        let settings = Settings::load(&stage.folder().settings()).unwrap();
        let path = stage.folder().queue(&settings).join("queue.db");
        assert!(path.exists(), "{}", path.display());
        let connection = Connection::open(path).unwrap();
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        Self(connection)
    }

    /// Writes this and lets go.
    pub(super) fn write(self, sql: &str) {
        self.0.execute_batch(sql).unwrap();
        self.0.execute_batch("COMMIT; BEGIN IMMEDIATE").unwrap();
    }
}

impl Drop for Hindrance {
    fn drop(&mut self) {
        self.0.execute_batch("ROLLBACK").unwrap();
    }
}
