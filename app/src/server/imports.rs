//! What the server tells of lists of purchase orders, as far as pages read it.

use serde_json::Value;

use super::NamingChange;

outlook::answers! {
    /// What becomes of a list of purchase orders.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct OrderImport {
        pub(crate) reading: ListReading,
        pub(crate) added: Vec<String>,
        pub(crate) changed: Vec<String>,
        pub(crate) unchanged: Vec<String>,
        /// What it would make another value of, in the order of what it changes; only before it is
        /// done.
        pub(crate) differences: Option<Vec<ListDifference>>,
        /// What it would move; only before it is done.
        pub(crate) change: Option<NamingChange>,
        /// Sent when it is done: if the outcome is another by then, nothing is.
        pub(crate) digest: Option<String>,
    }

    /// A value that a list makes another of.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct ListDifference {
        pub(crate) purchase_order: String,
        pub(crate) line_item: Option<String>,
        /// The key of it; `lineItems` where the line is new.
        pub(crate) field: String,
        pub(crate) before: Value,
        pub(crate) after: Value,
    }

    /// How a list was read.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct ListReading {
        pub(crate) rows_read: usize,
        pub(crate) purchase_orders: usize,
        pub(crate) line_items: usize,
        pub(crate) without_line_items: Vec<String>,
        pub(crate) amounts_that_differ: Vec<AmountDiffers>,
        pub(crate) ignored_columns: Vec<String>,
    }

    /// A purchase order whose lines add up to something else than the list says.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct AmountDiffers {
        pub(crate) purchase_order: String,
        pub(crate) po_amount: String,
        pub(crate) lines: String,
    }
}
