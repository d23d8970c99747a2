//! The outcome of a preview, kept up to date by the engine's changes.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use procurement::sorting::{gather, sort_by_key};
use procurement::{BillingMonth, Workspace};
use serde::Deserialize;

use crate::api::Place;
use crate::months::month;

/// A document and where it went.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Document {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) charges: Vec<String>,
    pub(crate) bill_from: String,
    pub(crate) currency: String,
    pub(crate) billing_period: String,
    pub(crate) total: String,
    pub(crate) by: String,
    purchase_order_id: Option<String>,
    line_item_number: Option<String>,
    pub(crate) covered: bool,
    pub(crate) balance_after: Option<String>,
}

impl Document {
    pub(crate) fn place(&self) -> Option<Place> {
        let (order, line) = (self.purchase_order_id.clone()?, self.line_item_number.clone()?);
        Some(Place { order, line })
    }

    /// The purchase order and the number of the line.
    pub(crate) fn place_of(&self) -> Option<(&str, &str)> {
        Some((self.purchase_order_id.as_deref()?, self.line_item_number.as_deref()?))
    }

    pub(crate) fn order(&self) -> Option<&str> {
        self.purchase_order_id.as_deref()
    }

    pub(crate) fn has_same_place(&self, other: &Self) -> bool {
        self.purchase_order_id == other.purchase_order_id
            && self.line_item_number == other.line_item_number
    }

    pub(crate) fn month(&self) -> Option<BillingMonth> {
        month(&self.billing_period)
    }

    /// The total with the sign that it is summed with.
    pub(crate) fn signed(&self) -> rust_decimal::Decimal {
        let total = crate::money::decimal(&self.total);
        if self.kind == "credit-memo" { -total } else { total }
    }

    pub(crate) fn is_estimate(&self) -> bool {
        self.charges.iter().any(|charge| crate::facts::is_estimate(charge))
    }
}

/// A line item and what the documents did to it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Line {
    purchase_order_id: String,
    line_item_number: String,
    pub(crate) tracked: bool,
    pub(crate) total_value: String,
    pub(crate) opening_balance: Option<String>,
    pub(crate) closing_balance: Option<String>,
    pub(crate) invoices: usize,
}

impl Line {
    pub(crate) fn place(&self) -> Place {
        Place { order: self.purchase_order_id.clone(), line: self.line_item_number.clone() }
    }

    pub(crate) fn number(&self) -> &str {
        &self.line_item_number
    }
}

/// Something that happened while a document was placed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    pub(crate) code: String,
    pub(crate) invoice_id: String,
    purchase_order_id: Option<String>,
    line_item_number: Option<String>,
}

impl Event {
    pub(crate) fn place(&self) -> Option<Place> {
        Some(Place { order: self.purchase_order_id.clone()?, line: self.line_item_number.clone()? })
    }

    pub(crate) fn order(&self) -> Option<&str> {
        self.purchase_order_id.as_deref()
    }

    /// The place among the events of one document.
    fn rank(&self) -> usize {
        EVENTS.iter().position(|code| *code == self.code).unwrap_or(EVENTS.len())
    }

    fn is_run_out(&self) -> bool {
        self.code == "OUT_OF_BALANCE"
    }

    /// Whether a document names a suspended purchase order.
    pub(crate) fn is_of_suspended(&self) -> bool {
        self.code == "REFERENCED_PO_SUSPENDED"
    }

    /// Whether a reference creates a purchase order.
    pub(crate) fn is_creation(&self) -> bool {
        self.code == "PURCHASE_ORDER_CREATED"
    }
}

/// The events of one document in their order.
const EVENTS: [&str; 7] = [
    "PURCHASE_ORDER_CREATED",
    "LINE_ITEM_ADDED",
    "REFERENCED_PO_SUSPENDED",
    "PURCHASE_ORDER_REACTIVATED",
    "BALANCE_BELOW_THRESHOLD",
    "OUT_OF_BALANCE",
    "NO_PURCHASE_ORDER",
];

/// The outcome of a preview.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// By id.
    pub(crate) documents: HashMap<String, Rc<Document>>,
    /// Ids in the order of placing.
    pub(crate) order: Vec<String>,
    /// By purchase order and number, bytewise.
    pub(crate) lines: BTreeMap<Place, Line>,
    pub(crate) events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Preview {
    invoices: Vec<Document>,
    line_items: Vec<Line>,
    events: Vec<Event>,
}

/// What edits changed.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Change {
    pub(crate) invoices: Vec<DocumentChange>,
    pub(crate) line_items: Vec<LineChange>,
    pub(crate) events: EventChange,
}

#[derive(Debug, Deserialize)]
pub(crate) struct DocumentChange {
    pub(crate) before: Option<Document>,
    pub(crate) after: Option<Document>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct LineChange {
    pub(crate) before: Option<Line>,
    pub(crate) after: Option<Line>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct EventChange {
    pub(crate) added: Vec<Event>,
    pub(crate) removed: Vec<Event>,
}

impl Change {
    /// Reads the engine's change.
    pub(crate) fn read(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// The currencies of purchase orders that references create on either side of it.
    pub(crate) fn created<'c>(&'c self, state: &'c State) -> HashMap<&'c str, &'c str> {
        let sides = self.invoices.iter().flat_map(|change| [&change.before, &change.after]);
        let currency = |document: &'c Document| (document.id.as_str(), document.currency.as_str());
        let currencies: HashMap<&str, &str> = sides.flatten().map(currency).collect();
        let events = self.events.removed.iter().chain(&self.events.added);
        let created = events.filter(|event| event.is_creation()).filter_map(|event| {
            let id = event.invoice_id.as_str();
            let unchanged = || state.documents.get(id).map(|document| document.currency.as_str());
            Some((event.order()?, currencies.get(id).copied().or_else(unchanged)?))
        });
        created.collect()
    }
}

impl State {
    pub(crate) fn of(workspace: &Workspace) -> Self {
        let json = workspace.preview(None).unwrap_or_default();
        let Ok(preview) = serde_json::from_str::<Preview>(&json) else { return Self::default() };
        let order = preview.invoices.iter().map(|document| document.id.clone()).collect();
        let by_id = |document: Document| (document.id.clone(), Rc::new(document));
        Self {
            documents: preview.invoices.into_iter().map(by_id).collect(),
            order,
            lines: gather(preview.line_items.into_iter().map(|line| (line.place(), line))),
            events: preview.events,
        }
    }

    /// Takes over what a change of the workspace says. [`Self::settle`] comes after the last.
    pub(crate) fn follow(&mut self, change: Change) {
        for DocumentChange { before, after } in change.invoices {
            match (before, after) {
                (_, Some(after)) => self.documents.insert(after.id.clone(), Rc::new(after)),
                (Some(before), None) => self.documents.remove(&before.id),
                (None, None) => None,
            };
        }
        for LineChange { before, after } in change.line_items {
            match (before, after) {
                (_, Some(after)) => self.lines.insert(after.place(), after),
                (Some(before), None) => self.lines.remove(&before.place()),
                (None, None) => None,
            };
        }
        if !change.events.removed.is_empty() {
            let mut gone = Gone::of(&change.events.removed);
            self.events.retain(|event| !gone.takes(event));
        }
        self.events.extend(change.events.added);
    }

    /// Brings documents and events into the order of placing.
    pub(crate) fn settle(&mut self, workspace: &Workspace) {
        let ids = || (0..workspace.document_count()).filter_map(|at| workspace.document_id(at));
        if !ids().eq(self.order.iter().map(String::as_str)) {
            self.order = ids().map(str::to_owned).collect();
        }
        // The events of one document stay in their order.
        sort_by_key(&mut self.events, |event| {
            (workspace.document_place(&event.invoice_id), event.rank())
        });
    }

    /// Documents in the order of placing.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &Rc<Document>> {
        self.order.iter().filter_map(|id| self.documents.get(id))
    }

    /// The lines of a purchase order.
    pub(crate) fn lines_of<'s>(&'s self, order: &'s str) -> impl Iterator<Item = &'s Line> {
        let first = Place { order: order.to_owned(), line: String::new() };
        self.lines
            .range(first..)
            .map(|(_, line)| line)
            .take_while(move |line| line.purchase_order_id == order)
    }

    /// For every line that runs out, the month in which it does.
    pub(crate) fn run_outs(&self) -> BTreeMap<Place, BillingMonth> {
        self.first_months("OUT_OF_BALANCE")
    }

    /// For every line whose balance falls below the threshold, the month in which it does.
    pub(crate) fn threshold_months(&self) -> BTreeMap<Place, BillingMonth> {
        self.first_months("BALANCE_BELOW_THRESHOLD")
    }

    fn first_months(&self, code: &str) -> BTreeMap<Place, BillingMonth> {
        let events = self.events.iter().filter(|event| event.code == code);
        first_months(events, |id| self.documents.get(id)?.month())
    }

    /// The same as [`Self::run_outs`], once a change that is not followed yet is.
    pub(crate) fn run_outs_after(&self, change: &Change) -> BTreeMap<Place, BillingMonth> {
        let mut gone = Gone::of(&change.events.removed);
        let kept = self.events.iter().filter(|event| !gone.takes(event));
        let events = kept.chain(&change.events.added).filter(|event| event.is_run_out());
        let months: HashMap<&str, Option<BillingMonth>> = change
            .invoices
            .iter()
            .filter_map(|change| change.after.as_ref())
            .map(|after| (after.id.as_str(), after.month()))
            .collect();
        first_months(events, |id| match months.get(id) {
            Some(month) => *month,
            None => self.documents.get(id)?.month(),
        })
    }

    /// The currencies of purchase orders that references create.
    pub(crate) fn created(&self) -> HashMap<&str, &str> {
        let events = self.events.iter().filter(|event| event.is_creation());
        let created = events.filter_map(|event| {
            let document = self.documents.get(&event.invoice_id)?;
            Some((event.order()?, document.currency.as_str()))
        });
        created.collect()
    }
}

/// Events that are no more, each as often as it was there.
struct Gone<'e>(HashMap<&'e Event, usize>);

impl<'e> Gone<'e> {
    fn of(removed: &'e [Event]) -> Self {
        let mut gone: HashMap<&Event, usize> = HashMap::new();
        for event in removed {
            *gone.entry(event).or_default() += 1;
        }
        Self(gone)
    }

    /// Whether this event is one of them, which is then taken.
    fn takes(&mut self, event: &Event) -> bool {
        match self.0.get_mut(event) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }
}

fn first_months<'e>(
    events: impl Iterator<Item = &'e Event>,
    month_of: impl Fn(&str) -> Option<BillingMonth>,
) -> BTreeMap<Place, BillingMonth> {
    let mut months = BTreeMap::new();
    for event in events {
        if let (Some(place), Some(month)) = (event.place(), month_of(&event.invoice_id)) {
            let first = months.entry(place).or_insert(month);
            *first = month.min(*first);
        }
    }
    months
}
