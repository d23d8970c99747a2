//! Which columns are shown and how wide they are, remembered for the reader.

use leptos::prelude::*;

use super::model::{Align, Column};
use crate::{format, storage};

/// Narrowest and widest that a column gets, and by how much a key changes it, in pixels.
pub(super) const NARROWEST: usize = 64;
pub(super) const WIDEST: usize = 640;
pub(super) const STEP: usize = 16;

/// Width of the column of boxes to tick.
pub(super) const TICK_WIDTH: usize = 40;

/// The columns of a table and their state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    columns: StoredValue<Vec<Column>>,
    states: RwSignal<Vec<ColumnState>>,
    key: &'static str,
}

#[derive(Clone, Copy, Debug)]
struct ColumnState {
    width: usize,
    is_hidden: bool,
}

impl Layout {
    pub(super) fn new(columns: Vec<Column>, key: &'static str) -> Self {
        let mut states: Vec<ColumnState> = columns
            .iter()
            .map(|column| ColumnState { width: column.width, is_hidden: column.is_hidden })
            .collect();
        restore(&columns, &mut states, &storage::get(key).unwrap_or_default());
        Self { columns: StoredValue::new(columns), states: RwSignal::new(states), key }
    }

    /// Returns the columns, hidden ones too.
    pub(super) fn columns(self) -> Vec<Column> {
        self.columns.get_value()
    }

    /// Returns what a column is called.
    pub(super) fn label(self, id: &str) -> String {
        self.columns.with_value(|columns| {
            let column = columns.iter().find(|column| column.id == id);
            column.map(|column| column.label.clone()).unwrap_or_default()
        })
    }

    /// Returns the places of the cells that are shown, with the end at which each stands.
    pub(super) fn cells(self) -> Vec<(usize, Align)> {
        let columns = self.columns.read_value();
        self.states.with_untracked(|states| {
            let places = columns.iter().zip(states).enumerate();
            places
                .filter(|(_, (_, state))| !state.is_hidden)
                .map(|(place, (column, _))| (place, column.align))
                .collect()
        })
    }

    /// Returns the places of the columns that are shown, following changes.
    pub(super) fn shown(self) -> Vec<usize> {
        self.states
            .with(|states| (0..states.len()).filter(|place| !states[*place].is_hidden).collect())
    }

    /// Tells whether a column is shown, following changes. The first one always is: it names the
    /// row.
    pub(super) fn is_shown(self, place: usize) -> bool {
        self.states.with(|states| !states[place].is_hidden)
    }

    /// Returns how wide a column is, following changes.
    pub(super) fn column_width(self, place: usize) -> usize {
        self.states.with(|states| states[place].width)
    }

    /// Returns how wide all columns are together, following changes.
    pub(super) fn width(self, has_ticks: bool) -> usize {
        let ticks = if has_ticks { TICK_WIDTH } else { 0 };
        self.states.with(|states| {
            states.iter().filter(|state| !state.is_hidden).map(|state| state.width).sum::<usize>()
        }) + ticks
    }

    /// Shows or hides a column.
    pub(super) fn show(self, place: usize, is_shown: bool) {
        self.states.update(|states| states[place].is_hidden = !is_shown && place > 0);
        self.remember();
    }

    /// Makes a column as wide as told, within limits. Only remembered by [`Layout::remember`], as
    /// dragging changes it all the time.
    pub(super) fn resize(self, place: usize, width: usize) {
        self.states.update(|states| states[place].width = width.clamp(NARROWEST, WIDEST));
    }

    /// Makes a column wider by some steps, or narrower.
    pub(super) fn widen(self, place: usize, steps: i32) {
        let width = self.states.with_untracked(|states| states[place].width);
        let step = STEP * steps.unsigned_abs() as usize;
        let width = if steps < 0 { width.saturating_sub(step) } else { width + step };
        self.resize(place, width);
        self.remember();
    }

    pub(super) fn remember(self) {
        let mut stored = String::new();
        self.columns.with_value(|columns| {
            self.states.with_untracked(|states| {
                for (column, state) in columns.iter().zip(states) {
                    stored.push_str(column.id);
                    stored.push_str(if state.is_hidden { "-" } else { "+" });
                    format::push_number(&mut stored, state.width);
                    stored.push(';');
                }
            });
        });
        storage::set(self.key, &stored);
    }
}

/// Reads what [`Layout::remember`] wrote. Columns that it does not know stay as they are.
fn restore(columns: &[Column], states: &mut [ColumnState], stored: &str) {
    for part in stored.split(';') {
        let Some(sign) = part.find(['+', '-']) else { continue };
        let (id, rest) = part.split_at(sign);
        let place = columns.iter().position(|column| column.id == id);
        let (Some(place), Ok(width)) = (place, rest[1..].parse::<usize>()) else { continue };
        states[place] = ColumnState {
            width: width.clamp(NARROWEST, WIDEST),
            is_hidden: place > 0 && rest.starts_with('-'),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_of_columns_is_restored_within_limits() {
        let columns = ["name", "month", "total"].map(|id| Column::text(id, id, 100));
        let mut states = [ColumnState { width: 100, is_hidden: false }; 3];
        restore(&columns, &mut states, "total-200;name-9;gone+80;month+x;;");
        let states = states.map(|state| (state.width, state.is_hidden));
        assert_eq!(states, [(NARROWEST, false), (100, false), (200, true)]);
    }
}
