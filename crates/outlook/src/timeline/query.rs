//! Which documents fit a query, in which order, under which headings.

use std::cmp::Ordering;
use std::rc::Rc;
use std::str::FromStr;

use procurement::natural_order;
use procurement::sorting::sort_by;
use rust_decimal::Decimal;
use serde_json::Value;

use super::Entry;
use crate::api::{
    Column, Condition, Group, Heading, Item, Mark, Operator, Query, Row, Total, View,
};
use crate::money::Totals;

/// What a query found, as places of entries.
#[derive(Debug)]
pub(super) struct Found {
    items: Vec<Place>,
    documents: usize,
    totals: Vec<Total>,
}

#[derive(Debug)]
enum Place {
    Heading(Heading),
    Entry(usize),
}

impl Found {
    /// The places of entries, without the headings.
    pub(super) fn entries(self) -> Vec<usize> {
        let at = |place| match place {
            Place::Heading(_) => None,
            Place::Entry(at) => Some(at),
        };
        self.items.into_iter().filter_map(at).collect()
    }

    pub(super) fn window(
        &self,
        entries: &[Rc<Entry>],
        first: usize,
        count: usize,
        of: usize,
    ) -> View {
        let items = self.items.iter().skip(first).take(count).filter_map(|place| match place {
            Place::Heading(heading) => Some(Item::Heading(heading.clone())),
            Place::Entry(at) => {
                entries.get(*at).map(|entry| Item::Row(Box::new(entry.row.clone())))
            }
        });
        View {
            first,
            items: items.collect(),
            item_count: self.items.len(),
            documents: (self.documents, of),
            totals: self.totals.clone(),
        }
    }
}

pub(super) fn find(entries: &[Rc<Entry>], query: &Query) -> Found {
    let text = query.text.trim().to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let tests: Vec<Test<'_>> = query.conditions.iter().map(Test::of).collect();
    let fits = |entry: &Rc<Entry>| {
        query.month.as_ref().is_none_or(|month| *month == entry.row.month)
            && words.iter().all(|word| entry.text.contains(word))
            && tests.iter().all(|test| test.holds(entry))
    };
    let mut places: Vec<usize> =
        (0..entries.len()).filter(|at| entries.get(*at).is_some_and(fits)).collect();
    if let Some(column) = query.sort {
        sort_by(&mut places, |a, b| match (entries.get(*a), entries.get(*b)) {
            (Some(a), Some(b)) if query.descending => compare(b, a, column),
            (Some(a), Some(b)) => compare(a, b, column),
            _ => Ordering::Equal,
        });
    }
    let key = |at: &usize| entries.get(*at).map_or("", |entry| group_key(&entry.row, query.group));
    sort_by(&mut places, |a, b| match query.group {
        Group::None => Ordering::Equal,
        Group::Month => key(a).cmp(key(b)),
        Group::Order | Group::Seller | Group::Agreement => natural_order(key(a), key(b)),
    });
    let mut all = Totals::default();
    let mut items = Vec::with_capacity(places.len() + 16);
    for group in places.chunk_by(|a, b| query.group == Group::None || key(a) == key(b)) {
        let mut totals = Totals::default();
        let mut documents = 0;
        for entry in group.iter().filter_map(|at| entries.get(*at)) {
            if entry.row.marks.contains(&Mark::Removed) {
                continue;
            }
            documents += 1;
            let is_without = entry.row.marks.contains(&Mark::NoOrder);
            totals.add(&entry.row.currency, entry.total, is_without);
            all.add(&entry.row.currency, entry.total, is_without);
        }
        let first = group.first().and_then(|at| entries.get(*at));
        if query.group != Group::None {
            items.push(Place::Heading(Heading {
                key: group.first().map(key).unwrap_or_default().to_owned(),
                name: first
                    .filter(|_| query.group == Group::Seller)
                    .and_then(|entry| entry.seller.clone()),
                documents,
                totals: totals.rows(),
            }));
        }
        items.extend(group.iter().map(|at| Place::Entry(*at)));
    }
    Found { items, documents: places.len(), totals: all.rows() }
}

/// Where a document goes; where it went, if it is not there any more. Only what is there can want a
/// purchase order.
fn place(row: &Row) -> Option<&crate::api::Place> {
    let gone = row.before.as_ref().filter(|_| row.marks.contains(&Mark::Removed));
    row.place.as_ref().or_else(|| gone?.place.as_ref())
}

fn group_key(row: &Row, group: Group) -> &str {
    match group {
        Group::Month => &row.month,
        Group::Order => place(row).map_or("", |place| &place.order),
        Group::Seller => &row.seller,
        Group::Agreement => row.agreement.as_deref().unwrap_or_default(),
        Group::None => "",
    }
}

fn compare(a: &Entry, b: &Entry, column: Column) -> Ordering {
    // Amounts of different currencies do not compare.
    let currency = || a.row.currency.cmp(&b.row.currency);
    match column {
        Column::Total => currency().then_with(|| a.total.cmp(&b.total)),
        Column::Left => currency().then_with(|| a.left.cmp(&b.left)),
        Column::Mark => a.row.marks.first().cmp(&b.row.marks.first()),
        Column::Document | Column::Agreement => {
            natural_order(text(&a.row, column), text(&b.row, column))
        }
        Column::Order => match (place(&a.row), place(&b.row)) {
            (Some(a), Some(b)) => {
                natural_order(&a.order, &b.order).then_with(|| natural_order(&a.line, &b.line))
            }
            (a, b) => a.is_some().cmp(&b.is_some()),
        },
        Column::Month | Column::Seller | Column::Category | Column::Currency => {
            text(&a.row, column).cmp(text(&b.row, column))
        }
    }
}

/// A condition, its value read once.
struct Test<'q> {
    column: Column,
    operator: Operator,
    value: &'q str,
    lower: String,
    /// The value as an amount, if it is one.
    amount: Option<Decimal>,
    /// The value as a mark, if it is one.
    mark: Option<Mark>,
}

impl<'q> Test<'q> {
    fn of(condition: &'q Condition) -> Self {
        let value = condition.value.trim();
        Self {
            column: condition.column,
            operator: condition.operator,
            value,
            lower: value.to_lowercase(),
            amount: Decimal::from_str(value).ok(),
            mark: serde_json::from_value(Value::String(value.to_owned())).ok(),
        }
    }

    fn holds(&self, entry: &Entry) -> bool {
        let row = &entry.row;
        match self.column {
            Column::Mark => {
                let has = match self.value {
                    "anyChange" => super::is_changed(row),
                    _ => self.mark.is_some_and(|mark| row.marks.contains(&mark)),
                };
                match self.operator {
                    Operator::Is | Operator::Has => has,
                    Operator::IsNot | Operator::HasNot => !has,
                    // Marks have no order.
                    Operator::AtLeast | Operator::AtMost => false,
                }
            }
            Column::Total => self.holds_for_amount(Some(entry.total)),
            Column::Left => self.holds_for_amount(entry.left),
            Column::Order => {
                let place = row.place.as_ref();
                let order = place.map_or("", |place| place.order.as_str());
                let both = place.map(|place| format!("{} {}", place.order, place.line));
                self.holds_for_texts(order, both.as_deref())
            }
            // People know sellers by their names.
            Column::Seller => self.holds_for_texts(&row.seller, entry.seller.as_deref()),
            column => self.holds_for_texts(text(row, column), None),
        }
    }

    fn holds_for_amount(&self, own: Option<Decimal>) -> bool {
        let (own, value) = match (own, self.amount) {
            (Some(own), Some(value)) => (own, value),
            _ => return matches!(self.operator, Operator::IsNot | Operator::HasNot),
        };
        match self.operator {
            Operator::Is | Operator::Has => own == value,
            Operator::IsNot | Operator::HasNot => own != value,
            Operator::AtLeast => own >= value,
            Operator::AtMost => own <= value,
        }
    }

    /// A text with another that names the same thing.
    fn holds_for_texts(&self, own: &str, other: Option<&str>) -> bool {
        let is = || own == self.value || other == Some(self.value);
        let has = || {
            own.to_lowercase().contains(&self.lower)
                || other.is_some_and(|other| other.to_lowercase().contains(&self.lower))
        };
        match self.operator {
            Operator::Is => is(),
            Operator::IsNot => !is(),
            Operator::Has => has(),
            Operator::HasNot => !has(),
            Operator::AtLeast => own >= self.value,
            Operator::AtMost => own <= self.value,
        }
    }
}

/// What a column of texts shows; empty for the others.
fn text(row: &Row, column: Column) -> &str {
    match column {
        Column::Document => &row.id,
        Column::Month => &row.month,
        Column::Seller => &row.seller,
        Column::Category => &row.category,
        Column::Agreement => row.agreement.as_deref().unwrap_or_default(),
        Column::Currency => &row.currency,
        Column::Order | Column::Total | Column::Left | Column::Mark => "",
    }
}
