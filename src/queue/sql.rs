//! How words, numbers and times stand in a column.

use jiff::Timestamp;
use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

use crate::{
    case::{Cause, PickupNumber, State, VisitId},
    domain::Kind,
};

/// A value as a column holds it.
pub(super) struct Sql<T>(pub(super) T);

impl ToSql for Sql<PickupNumber> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.get().into())
    }
}

impl FromSql for Sql<PickupNumber> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = u32::column_result(value)?;
        let number = PickupNumber::new(number).ok_or(FromSqlError::OutOfRange(number.into()))?;
        Ok(Self(number))
    }
}

/// Milliseconds since 1970.
impl ToSql for Sql<Timestamp> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_millisecond().into())
    }
}

impl FromSql for Sql<Timestamp> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let milliseconds = i64::column_result(value)?;
        let moment = Timestamp::from_millisecond(milliseconds);
        Ok(Self(
            moment.or(Err(FromSqlError::OutOfRange(milliseconds)))?,
        ))
    }
}

impl ToSql for Sql<VisitId> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.bytes().as_slice().into())
    }
}

impl FromSql for Sql<VisitId> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(VisitId::new(<[u8; VisitId::BYTES]>::column_result(
            value,
        )?)))
    }
}

impl ToSql for Sql<State> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.name().into())
    }
}

impl ToSql for Sql<Kind> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.group().into())
    }
}

impl FromSql for Sql<Kind> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let group = value.as_str()?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.group() == group);
        Ok(Self(kind.ok_or(FromSqlError::InvalidType)?))
    }
}

impl ToSql for Sql<Cause> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.name().into())
    }
}

impl FromSql for Sql<Cause> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let cause = Cause::from_name(value.as_str()?);
        Ok(Self(cause.ok_or(FromSqlError::InvalidType)?))
    }
}
