//! Purchase orders as a list.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use billing_files::document::{Contact, PurchaseOrder};
use procurement::sorting::{gather, sort_by};
use procurement::{BillingMonth, natural_order};
use rust_decimal::Decimal;

use crate::api::{OrderRow, Place};
use crate::facts::{Certainty, Facts};
use crate::money::{decimal, written};
use crate::months::month;
use crate::state::{Document, Line, State};

/// What rows are made of.
pub(crate) struct Orders<'o> {
    pub(crate) state: &'o State,
    pub(crate) facts: &'o Facts,
    /// Purchase orders that the scenario edits.
    pub(crate) edited: BTreeSet<String>,
    pub(crate) as_of: BillingMonth,
    /// Whether the records say what is issued. Otherwise what was due by now counts as issued.
    pub(crate) is_account: bool,
    pub(crate) window: (BillingMonth, BillingMonth),
}

/// So many months before its expiration a purchase order expires soon.
const SOON_MONTHS: i32 = 2;

/// What is known of all purchase orders at once.
struct Known<'o> {
    run_outs: BTreeMap<Place, BillingMonth>,
    created: HashMap<&'o str, &'o str>,
}

impl Orders<'_> {
    /// All purchase orders, those that references create included, in natural order of their ids.
    pub(crate) fn rows(&self) -> Vec<OrderRow> {
        let mut lines: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        for id in self.facts.orders.keys() {
            lines.entry(id).or_default();
        }
        for (place, line) in &self.state.lines {
            lines.entry(&place.order).or_default().push(line);
        }
        let mut documents: HashMap<&str, Vec<&Document>> = HashMap::new();
        for document in self.state.documents() {
            if let Some(order) = document.order() {
                documents.entry(order).or_default().push(document);
            }
        }
        let known = self.known();
        let row = |(id, lines): (&&str, &Vec<&Line>)| {
            self.row_of(id, lines, documents.get(id).map_or(&[][..], Vec::as_slice), &known)
        };
        let mut rows: Vec<OrderRow> = lines.iter().map(row).collect();
        sort_by(&mut rows, |a, b| natural_order(&a.id, &b.id));
        rows
    }

    /// One of them.
    pub(crate) fn row(&self, id: &str) -> Option<OrderRow> {
        let lines: Vec<&Line> = self.state.lines_of(id).collect();
        if lines.is_empty() && !self.facts.orders.contains_key(id) {
            return None;
        }
        let documents = self.state.documents().map(|document| &**document);
        let own: Vec<&Document> = documents.filter(|d| d.order() == Some(id)).collect();
        Some(self.row_of(id, &lines, &own, &self.known()))
    }

    fn known(&self) -> Known<'_> {
        Known { run_outs: self.state.run_outs(), created: self.state.created() }
    }

    fn row_of(&self, id: &str, lines: &[&Line], own: &[&Document], known: &Known<'_>) -> OrderRow {
        let declared = self.facts.orders.get(id);
        let first = own.first();
        let currency = declared.map(|order| order.currency.as_str());
        let currency = currency.or_else(|| known.created.get(id).copied()).unwrap_or_default();
        let value = sum(lines.iter().map(|line| decimal(&line.total_value)));
        let tracked = lines.iter().filter(|line| line.tracked).map(|line| line.number());
        let tracked: BTreeSet<&str> = gather(tracked);
        let is_tracked = !tracked.is_empty();
        let balance = |of: fn(&Line) -> Option<&str>| {
            let sum = sum(lines.iter().filter_map(|line| of(line)).map(decimal));
            is_tracked.then_some(sum)
        };
        let opening = balance(|line| line.opening_balance.as_deref());
        let closing = balance(|line| line.closing_balance.as_deref());
        let has_drawn = |document: &&&Document| {
            document.currency == currency
                && document.place_of().is_some_and(|(_, line)| tracked.contains(line))
                && self.is_over(document)
        };
        let mut drawn: BTreeMap<&str, Decimal> = BTreeMap::new();
        for document in own.iter().filter(has_drawn) {
            let Some((_, line)) = document.place_of() else { continue };
            let so_far = drawn.entry(line).or_default();
            *so_far = so_far.saturating_add(document.signed());
        }
        // What is left of each tracked line, beside its value.
        let left: Vec<(Decimal, Decimal)> = lines
            .iter()
            .filter_map(|line| {
                let opening = decimal(line.opening_balance.as_deref()?);
                let drawn = drawn.get(line.number()).copied().unwrap_or_default();
                Some((opening.saturating_sub(drawn), decimal(&line.total_value)))
            })
            .collect();
        let drawn = sum(drawn.into_values());
        let any = |of: fn(Decimal, Decimal) -> bool| {
            declared.is_some() && left.iter().any(|(left, value)| of(*left, *value))
        };
        let last = declared.and_then(|order| month(&order.expiration_month));
        let soon = self.as_of..self.as_of.plus(SOON_MONTHS);
        let in_window = |document: &&&Document| {
            document.month().is_some_and(|m| m >= self.window.0 && m <= self.window.1)
        };
        let next = own.iter().filter(|document| !self.is_over(document));
        let next = next.min_by_key(|document| document.billing_period.as_str());
        let run_outs = lines.iter().filter_map(|line| known.run_outs.get(&line.place()));
        OrderRow {
            id: id.to_owned(),
            description: declared.and_then(|order| order.description.clone()).unwrap_or_default(),
            status: status(declared.map(|order| &**order), self.as_of).to_owned(),
            effective: declared.map_or_else(
                || first.map(|document| document.billing_period.clone()).unwrap_or_default(),
                |order| order.effective_month.clone(),
            ),
            expiration: declared.map(|order| order.expiration_month.clone()).unwrap_or_default(),
            currency: currency.to_owned(),
            sellers: declared.map_or_else(
                || first.map(|document| document.bill_from.clone()).into_iter().collect(),
                |order| order.bill_from.clone(),
            ),
            value: written(value, currency),
            balance: opening.map(|opening| written(opening.saturating_sub(drawn), currency)),
            closing: closing.map(|closing| written(closing, currency)),
            lines: lines.len(),
            documents: own.iter().filter(in_window).count(),
            runs_out: run_outs.min().map(ToString::to_string),
            next: next.map(|document| (document.id.clone(), document.billing_period.clone())),
            created: declared.is_none(),
            without_contacts: declared.is_none_or(|order| order.contacts.is_empty()),
            contacts: declared
                .map(|order| order.contacts.iter().map(contact).collect())
                .unwrap_or_default(),
            tags: declared.map(|order| order.tags.clone()).unwrap_or_default(),
            cost_centers: declared.map(|order| cost_centers(order)).unwrap_or_default(),
            updated: declared.map(|order| order.updated_at.clone()).unwrap_or_default(),
            left: is_tracked.then(|| {
                per_mille(
                    sum(left.iter().map(|(left, _)| *left)),
                    sum(left.iter().map(|(_, v)| *v)),
                )
            }),
            below_threshold: any(is_below_threshold),
            out_of_balance: any(|left, _| left <= Decimal::ZERO),
            expiring_soon: last.is_some_and(|last| soon.contains(&last)),
            edited: self.edited.contains(id),
        }
    }

    /// Whether a document is issued, or counts as issued.
    fn is_over(&self, document: &Document) -> bool {
        let background = self.facts.background(&document.id, &document.charges);
        let was_due = || document.month().is_some_and(|month| month < self.as_of);
        background.certainty == Certainty::Invoiced || (!self.is_account && was_due())
    }
}

fn sum(amounts: impl Iterator<Item = Decimal>) -> Decimal {
    amounts.fold(Decimal::ZERO, Decimal::saturating_add)
}

/// Which part is left, in thousandths. A credit memo can leave more than there was.
fn per_mille(left: Decimal, value: Decimal) -> usize {
    let thousand = Decimal::from(1000);
    let part = left.saturating_mul(thousand).checked_div(value).unwrap_or_default();
    usize::try_from(part.clamp(Decimal::ZERO, thousand).trunc()).unwrap_or_default()
}

/// Less than 75 % is left (P-30).
fn is_below_threshold(left: Decimal, value: Decimal) -> bool {
    left.saturating_mul(Decimal::from(4)) < value.saturating_mul(Decimal::from(3))
}

/// The cost centres of lines, each once.
fn cost_centers(order: &PurchaseOrder) -> Vec<String> {
    let lines = order.line_items.iter().map(|line| line.cost_center.clone().unwrap_or_default());
    lines.collect::<BTreeSet<_>>().into_iter().collect()
}

fn contact(contact: &Contact) -> String {
    match &contact.name {
        Some(name) => [name, " <", &contact.email, ">"].concat(),
        None => contact.email.clone(),
    }
}

/// The status that is shown in a month (domain §4.1).
fn status(declared: Option<&PurchaseOrder>, as_of: BillingMonth) -> &'static str {
    let Some(order) = declared else { return "active" };
    let is_expired = month(&order.expiration_month).is_some_and(|end| end < as_of);
    match (order.suspended, is_expired) {
        (false, false) => "active",
        (true, false) => "suspended",
        (false, true) => "expired",
        (true, true) => "suspended-expired",
    }
}
