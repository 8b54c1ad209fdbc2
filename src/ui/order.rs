//! By what a list is ordered: one of its columns, one way or the other.

use std::cmp::Ordering;

use crate::text::Texts;

use super::{
    command::Command,
    widgets::{Head, Sorted},
};

/// What a list can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The number on the slip.
    Number,
    /// Whose it is.
    Name,
    /// When that person was born.
    Birth,
    /// What it is about.
    Kind,
    /// Where it stands.
    State,
    /// Since when, or when it was done.
    Time,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    column: Column,
    falls: bool,
}

impl Order {
    /// Returns the order by a column, the least first.
    pub(super) const fn rising(column: Column) -> Self {
        let falls = false;
        Self { column, falls }
    }

    /// Returns the order by a column, the greatest first.
    pub(super) const fn falling(column: Column) -> Self {
        let falls = true;
        Self { column, falls }
    }

    /// Returns by what it is ordered.
    pub(super) fn column(self) -> Column {
        self.column
    }

    /// Returns the order after a click on a column: by that, or the other way round where it is so already.
    pub(super) fn clicked(self, column: Column) -> Self {
        if self.column == column {
            self.turned()
        } else {
            Self::rising(column)
        }
    }

    /// Returns the order by the next of the columns.
    pub(super) fn next(self, columns: &[Column]) -> Self {
        let place = columns.iter().position(|column| *column == self.column);
        let after = place.map_or(0, |place| place + 1);
        let column = columns.get(after).or_else(|| columns.first());
        column.map_or(self, |column| Self::rising(*column))
    }

    /// Returns the order the other way round.
    pub(super) fn turned(self) -> Self {
        Self {
            falls: !self.falls,
            ..self
        }
    }

    /// Turns round how two rows compare, where the greatest comes first.
    pub(super) fn way(self, rising: Ordering) -> Ordering {
        if self.falls { rising.reverse() } else { rising }
    }

    /// Returns the head of a column that the list can be ordered by.
    pub(super) fn head(self, column: Column, title: String, texts: &Texts) -> Head {
        let (sorted, says) = match (self.column == column, self.falls) {
            (false, _) => (Sorted::No, None),
            (true, false) => (Sorted::Rising, Some("column-rising")),
            (true, true) => (Sorted::Falling, Some("column-falling")),
        };
        Head {
            says: says.map_or_else(
                || title.clone(),
                |says| texts.with(says, &[("title", title.as_str().into())]),
            ),
            title,
            sorted: Some(sorted),
        }
    }
}

/// Says what a click on the head of a column does, and which key does the like.
pub(super) fn hint(texts: &Texts) -> String {
    let key = Command::OrderNext.key(texts);
    texts.with("column-hint", &[("key", key.as_str().into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_column_again_turns_the_order_round_and_another_begins_anew() {
        let order = Order::rising(Column::State);
        assert_eq!(order.clicked(Column::Name), Order::rising(Column::Name));
        let falling = order.clicked(Column::State);
        assert_eq!(falling, Order::falling(Column::State));
        assert_eq!(falling.clicked(Column::State), order);
        assert_eq!(falling.clicked(Column::Time), Order::rising(Column::Time));
    }

    #[test]
    fn the_key_goes_through_all_columns_and_begins_again() {
        let columns = [Column::Number, Column::Kind, Column::Time];
        let mut order = Order::falling(Column::Kind);
        for column in [Column::Time, Column::Number, Column::Kind] {
            order = order.next(&columns);
            assert_eq!(order, Order::rising(column));
        }
        assert_eq!(order.next(&[]), order);
    }
}
