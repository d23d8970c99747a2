//! Rows of a list in the form: adding one, taking one away.

use leptos::prelude::*;
use serde_json::Value;

use super::Form;
use crate::ui::follow::memo;

impl Form {
    /// How many rows a list has.
    pub(in crate::pages) fn count(self, list: &'static str) -> Memo<usize> {
        memo(move || self.typed.with(|typed| super::rows_of(typed, list).len()))
    }

    /// Changes the rows of a list.
    pub(in crate::pages) fn change_rows(self, list: &str, change: impl FnOnce(&mut Vec<Value>)) {
        self.typed.update(|typed| {
            if let Some(rows) = typed.get_mut(list).and_then(Value::as_array_mut) {
                change(rows);
            }
        });
    }

    /// Takes a row away. What was noted of those below it is about others now.
    pub(in crate::pages) fn remove_row(self, list: &'static str, place: usize) {
        self.forget_below(&["/", list, "/"].concat());
        self.change_rows(list, |rows| {
            if place < rows.len() {
                rows.remove(place);
            }
        });
    }
}

/// The pointer of a member of a row.
pub(in crate::pages) fn at(list: &str, place: usize, key: &str) -> String {
    ["/", list, "/", &crate::format::digits(place), "/", key].concat()
}
