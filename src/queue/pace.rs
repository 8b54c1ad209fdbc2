//! What is remembered of the portal, so that a restart does not begin to hammer it.

use super::{Error, Store, retry::Pace};

impl Store {
    /// Returns what is remembered of the portal; nothing is known of one that was never tried.
    pub fn pace(&self) -> Result<Pace, Error> {
        let mut statement = self.connection.prepare_cached("SELECT state FROM pace")?;
        let mut states = statement.query_map([], |row| row.get::<_, String>(0))?;
        let text = states.next().transpose()?;
        Ok(text.as_deref().map(Pace::from_text).unwrap_or_default())
    }

    /// Remembers this of the portal.
    pub fn set_pace(&mut self, pace: &Pace) -> Result<(), Error> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO pace (one, state) VALUES (1, ?1)")?
            .execute([pace.to_text()])?;
        Ok(())
    }
}
