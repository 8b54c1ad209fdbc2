//! What is sealed of a case: bound to its row and to the state it stands in.
//!
//! A seal that is moved to another row, or a row whose state is changed by another hand, opens no more.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Content, Error, content, sql::Sql};
use crate::{
    case::{PickupNumber, State, VisitId},
    queue::row,
    vault::{MasterKey, RowKey},
};

/// A case as it stands on disk.
pub(super) struct Sealed {
    pub(super) number: PickupNumber,
    identity: Vec<u8>,
    /// Nothing where the word on disk is none.
    state: Option<State>,
    key: Vec<u8>,
    bytes: Vec<u8>,
}

impl Sealed {
    /// Reads one, inside a transaction or not.
    pub(super) fn of(connection: &Connection, number: PickupNumber) -> Result<Self, Error> {
        let sealed = connection
            .prepare_cached(&format!("{SELECT} WHERE number = ?1"))?
            .query_row([Sql(number)], read)
            .optional()?;
        match sealed {
            Some(sealed) => Ok(sealed),
            None => row::row(connection, number).and(Err(Error::Erased(number))),
        }
    }

    /// Reads all, by number.
    pub(super) fn all(connection: &Connection) -> Result<Vec<Self>, Error> {
        let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY number"))?;
        let all = statement.query_map([], read)?;
        all.map(|sealed| Ok(sealed?)).collect()
    }

    /// Whether its case is withdrawn: nobody is to see it any more.
    pub(super) fn is_withdrawn(&self) -> bool {
        self.state == Some(State::Withdrawn)
    }

    /// Opens it. Whatever does not belong together is one damaged case.
    pub(super) fn open(&self, master: &MasterKey) -> Result<(RowKey, Content), Error> {
        let state = self.state.ok_or(Error::DamagedCase(self.number))?;
        self.open_as(master, state)
    }

    /// Opens it as sealed for a state, whatever word stands beside it.
    pub(super) fn open_as(
        &self,
        master: &MasterKey,
        state: State,
    ) -> Result<(RowKey, Content), Error> {
        let open = || {
            let label = key_label(&self.identity, self.number);
            let key = master.unwrap_row_key(&self.key, &label).ok()?;
            let label = content_label(&self.identity, self.number, state);
            let plain = key.open(&self.bytes, &label).ok()?;
            Some((key, content::decode(&plain).ok()?))
        };
        open().ok_or(Error::DamagedCase(self.number))
    }

    /// Returns the state that it was sealed for, if it can be opened at all.
    pub(super) fn state_of_seal(&self, master: &MasterKey) -> Option<State> {
        let states = self.state.into_iter().chain(State::ALL);
        let mut opening = states.filter(|state| self.open_as(master, *state).is_ok());
        opening.next()
    }

    /// Opens it, changes its content, and seals it for the state that the case goes into; returns what it says now.
    pub(super) fn reseal(
        &self,
        connection: &Connection,
        master: &MasterKey,
        state: State,
        change: impl FnOnce(&mut Content),
    ) -> Result<Content, Error> {
        let (key, mut content) = self.open(master)?;
        change(&mut content);
        let label = content_label(&self.identity, self.number, state);
        let sealed = key.seal(&content::encode(&content)?, &label)?;
        connection
            .prepare_cached("UPDATE contents SET sealed = ?2 WHERE number = ?1")?
            .execute(params![Sql(self.number), sealed])?;
        Ok(content)
    }

    /// Seals the content of a row just made, with a key of its own.
    pub(super) fn insert(
        connection: &Connection,
        master: &MasterKey,
        (number, identity): (PickupNumber, [u8; IDENTITY]),
        content: &Content,
    ) -> Result<(), Error> {
        let (key, wrapped) = master.new_row_key(&key_label(&identity, number))?;
        let label = content_label(&identity, number, State::Waiting);
        let sealed = key.seal(&content::encode(content)?, &label)?;
        connection
            .prepare_cached("INSERT INTO contents (number, key, sealed) VALUES (?1, ?2, ?3)")?
            .execute(params![Sql(number), wrapped, sealed])?;
        Ok(())
    }
}

/// Wraps the key of every row with another master key. What the old one does not open stays as it is.
pub(super) fn rewrap(connection: &Connection, [old, new]: [&MasterKey; 2]) -> Result<(), Error> {
    for sealed in Sealed::all(connection)? {
        let label = key_label(&sealed.identity, sealed.number);
        if let Ok(key) = old.unwrap_row_key(&sealed.key, &label) {
            connection
                .prepare_cached("UPDATE contents SET key = ?2 WHERE number = ?1")?
                .execute(params![Sql(sealed.number), new.wrap_row_key(&key, &label)?])?;
        }
    }
    Ok(())
}

const SELECT: &str =
    "SELECT number, identity, state, key, sealed FROM cases JOIN contents USING (number)";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Sealed> {
    Ok(Sealed {
        number: row.get::<_, Sql<_>>(0)?.0,
        identity: row.get(1)?,
        state: State::from_name(&row.get::<_, String>(2)?),
        key: row.get(3)?,
        bytes: row.get(4)?,
    })
}

/// Names a visit that begins now.
pub fn new_visit() -> Result<VisitId, Error> {
    Ok(VisitId::new(identity()?))
}

/// Random bytes that name a row, so that no two rows of any database are alike.
pub(super) fn identity() -> Result<[u8; IDENTITY], Error> {
    let mut identity = [0; IDENTITY];
    getrandom::fill(&mut identity).map_err(crate::vault::Error::Random)?;
    Ok(identity)
}

pub(super) const IDENTITY: usize = 16;

fn key_label(identity: &[u8], number: PickupNumber) -> Vec<u8> {
    [
        b"case key ".as_slice(),
        identity,
        &number.get().to_be_bytes(),
    ]
    .concat()
}

fn content_label(identity: &[u8], number: PickupNumber, state: State) -> Vec<u8> {
    let number = number.get().to_be_bytes();
    [
        b"case ".as_slice(),
        identity,
        &number,
        state.name().as_bytes(),
    ]
    .concat()
}
