//! Results of the engine as they are shown to people: the contract's JSON, read back.

use std::borrow::Cow;
use std::collections::BTreeMap;

use procurement::Workspace;
use serde::Deserialize;

use crate::exit::Failure;
use crate::money::is_used_up;

/// A preview.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Preview<'p> {
    #[serde(borrow)]
    pub(crate) invoices: Vec<Document<'p>>,
    #[serde(borrow)]
    pub(crate) line_items: Vec<Line<'p>>,
    #[serde(borrow)]
    pub(crate) events: Vec<Event<'p>>,
}

/// An invoice or a credit memo, and where it went.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Document<'p> {
    #[serde(borrow)]
    pub(crate) id: Cow<'p, str>,
    #[serde(rename = "type")]
    kind: &'p str,
    #[serde(borrow)]
    charges: Vec<Cow<'p, str>>,
    #[serde(borrow)]
    pub(crate) bill_from: Cow<'p, str>,
    pub(crate) currency: &'p str,
    pub(crate) billing_period: &'p str,
    total: &'p str,
    pub(crate) by: &'p str,
    #[serde(borrow)]
    pub(crate) purchase_order_id: Option<Cow<'p, str>>,
    #[serde(borrow)]
    line_item_number: Option<Cow<'p, str>>,
    pub(crate) covered: bool,
    pub(crate) balance_after: Option<&'p str>,
}

/// A line item and what the documents did to it.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Line<'p> {
    #[serde(borrow)]
    pub(crate) purchase_order_id: Cow<'p, str>,
    #[serde(borrow)]
    line_item_number: Cow<'p, str>,
    pub(crate) tracked: bool,
    pub(crate) total_value: &'p str,
    pub(crate) opening_balance: Option<&'p str>,
    pub(crate) closing_balance: Option<&'p str>,
    pub(crate) invoices: usize,
}

/// Something that happened on the way.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event<'p> {
    pub(crate) code: &'p str,
    #[serde(borrow)]
    pub(crate) invoice_id: Cow<'p, str>,
    #[serde(borrow)]
    pub(crate) purchase_order_id: Option<Cow<'p, str>>,
    #[serde(borrow)]
    pub(crate) line_item_number: Option<Cow<'p, str>>,
}

/// What edits change.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Change<'p> {
    #[serde(borrow)]
    pub(crate) invoices: Vec<Sides<Document<'p>>>,
    #[serde(borrow)]
    pub(crate) line_items: Vec<Sides<Line<'p>>>,
    #[serde(borrow)]
    pub(crate) events: Events<'p>,
}

/// Something before and after; `None` where it is not there.
#[derive(Debug, Deserialize)]
pub(crate) struct Sides<T> {
    pub(crate) before: Option<T>,
    pub(crate) after: Option<T>,
}

impl<T> Sides<T> {
    /// A text of each side that is there.
    pub(crate) fn each(&self, text: impl Fn(&T) -> String) -> [Option<String>; 2] {
        [self.before.as_ref().map(&text), self.after.as_ref().map(&text)]
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Events<'p> {
    #[serde(borrow)]
    pub(crate) added: Vec<Event<'p>>,
    #[serde(borrow)]
    pub(crate) removed: Vec<Event<'p>>,
}

impl Document<'_> {
    pub(crate) fn is_credit_memo(&self) -> bool {
        self.kind == "credit-memo"
    }

    /// Whether one of its charges is expected and not known yet.
    pub(crate) fn is_estimate(&self) -> bool {
        self.charges.iter().any(|charge| charge.starts_with("estimate:"))
    }

    /// How many charges it was formed from; none for a document that was given.
    pub(crate) fn charge_count(&self) -> usize {
        self.charges.len()
    }

    /// The total as it is added up: what a credit memo gives back is negative.
    pub(crate) fn signed_total(&self) -> String {
        let is_negative = self.is_credit_memo() && !is_used_up(self.total);
        format!("{}{}", if is_negative { "-" } else { "" }, self.total)
    }

    /// Its line, if it has one.
    pub(crate) fn line(&self) -> Option<String> {
        let (order, number) = (self.purchase_order_id.as_ref()?, self.line_item_number.as_ref()?);
        Some(line_name(order, number))
    }
}

impl Line<'_> {
    pub(crate) fn name(&self) -> String {
        line_name(&self.purchase_order_id, &self.line_item_number)
    }
}

impl Event<'_> {
    /// The line, or where there is none the purchase order, or nothing.
    pub(crate) fn subject(&self) -> String {
        match (&self.purchase_order_id, &self.line_item_number) {
            (Some(order), Some(number)) => line_name(order, number),
            (Some(order), None) => order.to_string(),
            _ => String::new(),
        }
    }
}

/// A line in the words of the explanations.
fn line_name(order: &str, number: &str) -> String {
    format!("{order} line {number}")
}

/// Reads a result that the engine wrote. It fails when the engine's contract is another than the
/// one above.
pub(crate) fn read<'p, T: Deserialize<'p>>(json: &'p str) -> Result<T, Failure> {
    serde_json::from_str(json)
        .map_err(|error| Failure::File { name: "the result".to_owned(), error: error.into() })
}

/// Currencies of purchase orders, which the contract's line items do not tell.
#[derive(Debug, Default)]
pub(crate) struct Currencies {
    by_order: BTreeMap<String, String>,
}

impl Currencies {
    /// Those that a workspace holds, edits included.
    pub(crate) fn of(workspace: &Workspace) -> Result<Self, Failure> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Snapshot {
            purchase_orders: Vec<Order>,
        }
        #[derive(Deserialize)]
        struct Order {
            id: String,
            currency: String,
        }
        let snapshot = workspace.snapshot();
        let orders = read::<Snapshot>(&snapshot)?.purchase_orders.into_iter();
        Ok(Self { by_order: orders.map(|order| (order.id, order.currency)).collect() })
    }

    /// Adds those of purchase orders that documents create: they have the document's.
    pub(crate) fn add_created(&mut self, preview: &Preview<'_>) {
        let created: BTreeMap<_, _> = preview
            .events
            .iter()
            .filter(|event| event.code == "PURCHASE_ORDER_CREATED")
            .filter_map(|event| {
                Some((event.invoice_id.as_ref(), event.purchase_order_id.as_ref()?))
            })
            .collect();
        if created.is_empty() {
            return;
        }
        for document in &preview.invoices {
            if let Some(order) = created.get(document.id.as_ref()) {
                let currency = document.currency.to_owned();
                self.by_order.entry(order.to_string()).or_insert(currency);
            }
        }
    }

    pub(crate) fn get(&self, order: &str) -> &str {
        self.by_order.get(order).map_or("", String::as_str)
    }
}
