//! Agreements: what sellers offer, what buyers ask for and accept, and what is to be paid for it.
//!
//! An offer has terms. A request for it carries a quote: the charges that are to be expected. When
//! the request is accepted, they become charges, with the purchase orders that the buyer names.
//! From then on the agreement may be amended, replaced, renewed or ended, and the purchase orders
//! of charges that are not issued may be named anew.

mod accept;
mod agreement;
mod amend;
mod ending;
mod entry;
mod listing;
mod naming;
mod offer;
mod purchase_orders;
mod quote;
mod renewal;
mod request;
mod terms;
mod trial;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use accept::{Acceptance, Accepted, PurchaseOrderChoice, accept_request};
pub use agreement::{Agreement, AgreementDetails, AgreementStatus, find_agreement};
pub(crate) use agreement::{ended, start_of};
pub(crate) use amend::{amount_of, store as store_charge};
pub use ending::{cancel, settle_ended, terminate};
pub(crate) use entry::{normal, optional_text, read_amount};
pub use listing::{
    AgreementCharge, AgreementFilter, AgreementSummary, NextCharge, agreement_charges, agreements,
};
pub use naming::Named;
pub(crate) use naming::of_ended;
pub use offer::{NewOffer, Offer, OfferKind, Product, Renewal, find_offer, offers, put_offer};
pub use purchase_orders::{
    ENTRIES_MAX, Naming, PurchaseOrderEntry, preview_purchase_orders, update_purchase_orders,
};
pub use quote::{ChargeSummary, ExpectedCharge, InvoicingEntity, Timing};
pub use renewal::{Renewals, renew, renew_due};
pub use request::{
    AgreementRequest, Intent, NewRequest, RequestDetails, RequestStatus, cancel_request,
    create_request, find_request, requests,
};
pub use terms::{PricedDimension, PricingTerm, ScheduledPayment, UsageDimension};
pub use trial::{Trial, preview_acceptance};

/// Whose records somebody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    /// Those of every account: the management account's.
    Organisation,
    /// Those of one account.
    Account(String),
    /// Those of some accounts: the management account's, of somebody who may not see all.
    Accounts(BTreeSet<String>),
}

impl View {
    /// Whether records of an account are seen.
    pub fn shows(&self, account: &str) -> bool {
        match self {
            Self::Organisation => true,
            Self::Account(own) => own == account,
            Self::Accounts(some) => some.contains(account),
        }
    }

    /// What a statement says of a column of accounts, and the values for its placeholders, the first
    /// of which has a number; nothing where all are seen.
    pub(crate) fn condition(&self, column: &str, first: usize) -> (String, Vec<String>) {
        let accounts: Vec<String> = match self {
            Self::Organisation => return (String::new(), Vec::new()),
            Self::Account(own) => vec![own.clone()],
            Self::Accounts(some) => some.iter().cloned().collect(),
        };
        let places: Vec<String> =
            (first..first + accounts.len()).map(|place| format!("${place}")).collect();
        // Both databases take an empty list only as what cannot be.
        match places.as_slice() {
            [] => (" and 1 = 0".to_owned(), accounts),
            places => (format!(" and {column} in ({})", places.join(", ")), accounts),
        }
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Listed<T> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// Where the rest begins, if there is more: the cursor to ask with.
    pub next: Option<String>,
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The cursor of the part before.
    pub after: Option<String>,
    /// Rows at most; more than 100 are never given.
    pub limit: usize,
}

impl Default for Part {
    fn default() -> Self {
        Self { after: None, limit: PART_MAX }
    }
}

/// Rows in a part of a list.
const PART_MAX: usize = 100;

impl Part {
    /// Cuts the part out of a list in the order of its ids, the latest first. What the cursor names
    /// may be in the list no more: ids are numbered, so what comes after it is known all the same.
    fn of<T>(&self, rows: Vec<T>, id: impl Fn(&T) -> &str) -> Listed<T> {
        let before = |row: &T, after: &str| number_of(id(row)) >= number_of(after);
        let start = match self.after.as_deref() {
            Some(after) => rows.iter().take_while(|row| before(row, after)).count(),
            None => 0,
        };
        self.cut(rows, start, id)
    }

    /// The same of a list in another order, whose rows stay.
    fn behind<T>(&self, rows: Vec<T>, id: impl Fn(&T) -> &str) -> Listed<T> {
        let start = match self.after.as_deref() {
            Some(after) => rows
                .iter()
                .position(|row| id(row) == after)
                .map_or(rows.len(), |position| position + 1),
            None => 0,
        };
        self.cut(rows, start, id)
    }

    fn cut<T>(&self, rows: Vec<T>, start: usize, id: impl Fn(&T) -> &str) -> Listed<T> {
        let limit = self.limit.clamp(1, PART_MAX);
        let has_more = rows.len() > start + limit;
        let items: Vec<T> = rows.into_iter().skip(start).take(limit).collect();
        let next = items.last().filter(|_| has_more).map(|row| id(row).to_owned());
        Listed { items, next }
    }
}

/// The number in an id such as `agmt-000012`.
fn number_of(id: &str) -> u64 {
    id.rsplit_once('-').and_then(|(_, number)| number.parse().ok()).unwrap_or_default()
}

/// An id with a number in it. Beyond a million there are more digits.
fn numbered(prefix: &str, number: i64) -> String {
    format!("{prefix}-{number:06}")
}
