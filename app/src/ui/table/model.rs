//! What a table shows.

use crate::ui::{Icon, Kind};

/// A column: what it is called, and how its cells lie.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) id: &'static str,
    pub(crate) label: String,
    /// In pixels, until the reader changes it.
    pub(crate) width: usize,
    pub(crate) align: Align,
    pub(crate) is_sortable: bool,
    /// Left out until the reader wants it.
    pub(crate) is_hidden: bool,
}

impl Column {
    /// A column of text, as wide as told.
    pub(crate) fn text(id: &'static str, label: impl Into<String>, width: usize) -> Self {
        let align = Align::Start;
        Self { id, label: label.into(), width, align, is_sortable: false, is_hidden: false }
    }

    /// A column of figures.
    pub(crate) fn figures(id: &'static str, label: impl Into<String>, width: usize) -> Self {
        Self { align: Align::End, ..Self::text(id, label, width) }
    }

    /// The same, with a button that sorts by it.
    pub(crate) fn sortable(self) -> Self {
        Self { is_sortable: true, ..self }
    }

    /// The same, left out until the reader wants it.
    pub(crate) fn hidden(self) -> Self {
        Self { is_hidden: true, ..self }
    }
}

/// At which end of the cell its text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    End,
}

/// By which column rows are sorted, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sort {
    pub(crate) column: &'static str,
    pub(crate) descending: bool,
}

/// Rows that follow one another, and the place of the first among all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) first: usize,
    pub(crate) rows: Vec<Row>,
}

impl Window {
    /// Returns the row at a place among all, if it is at hand.
    pub(crate) fn row(&self, index: usize) -> Option<&Row> {
        self.rows.get(index.checked_sub(self.first)?)
    }

    /// Tells whether one of so many rows from a place on is at hand.
    pub(crate) fn meets(&self, first: usize, count: usize) -> bool {
        self.first < first + count && first < self.first + self.rows.len()
    }
}

/// A row. Its cells are in the order of the columns, hidden ones included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// Names the row, whatever its place.
    pub(crate) key: String,
    pub(crate) kind: RowKind,
    pub(crate) mark: Mark,
    pub(crate) cells: Vec<Cell>,
}

/// Whether a row is one of many or heads those that follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum RowKind {
    #[default]
    Row,
    Group,
}

/// What sets a row apart from the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mark {
    #[default]
    None,
    /// Differs from what was before.
    Changed,
    /// Counts less than the others.
    Muted,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// What stood here before, shown struck through.
    pub(crate) before: Option<String>,
    pub(crate) icon: Option<Icon>,
    pub(crate) tone: Kind,
    pub(crate) look: CellLook,
    /// Thousandths of a bar that are filled. The text has to say it too.
    pub(crate) meter: Option<usize>,
    /// Badges behind the first.
    pub(crate) others: Vec<(Kind, String)>,
}

impl Cell {
    /// A cell of nothing but text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A badge, with the icon of its kind.
    pub(crate) fn badge(kind: Kind, text: impl Into<String>) -> Self {
        Self { icon: kind.icon(), tone: kind, look: CellLook::Badge, ..Self::text(text) }
    }

    /// Badges, one after another; nothing where there is none.
    pub(crate) fn badges(badges: impl IntoIterator<Item = (Kind, String)>) -> Self {
        let mut badges = badges.into_iter();
        let Some((kind, text)) = badges.next() else { return Self::default() };
        Self { others: badges.collect(), ..Self::badge(kind, text) }
    }

    /// The same, behind a bar of which so many thousandths are filled.
    pub(crate) fn metered(self, per_mille: usize) -> Self {
        Self { meter: Some(per_mille.min(1000)), ..self }
    }

    /// The same, beside what stood there before.
    pub(crate) fn instead_of(self, before: impl Into<String>) -> Self {
        Self { before: Some(before.into()), ..self }
    }

    /// The same, with an icon before its text.
    pub(crate) fn with_icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    /// The same, in the colour of a kind. Text or icon has to say it too.
    pub(crate) fn toned(self, tone: Kind) -> Self {
        Self { tone, ..self }
    }

    /// The same, as something beside the point.
    pub(crate) fn muted(self) -> Self {
        Self { look: CellLook::Muted, ..self }
    }
}

/// How a cell is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CellLook {
    #[default]
    Plain,
    Muted,
    Badge,
}

/// What there is to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum TableState {
    #[default]
    Ready,
    Loading,
    /// There is nothing yet.
    Empty,
    /// There is something, but the filter keeps it back.
    NoMatch,
    /// Why nothing came.
    Failed(String),
}
