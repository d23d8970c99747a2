//! Naming purchase orders for charges: what may be written, and who may (§6.2, P-33, P-38).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::edits::{Room, active_orders};
use crate::error::Problem;
use crate::facts::Facts;

/// A purchase order that charges are to name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Named {
    /// Its number. One that is not there is created when the first charge is invoiced (P-37).
    pub purchase_order_reference: String,
    /// The line of it; `1` where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order_line: Option<String>,
}

/// A purchase order and a line of it, both well written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) order: String,
    pub(super) line: String,
}

const ORDER_LENGTH_MAX: usize = 200;
const LINE_LENGTH_MAX: usize = 100;

/// Reads what was named. `at` is the pointer of the object that both keys stand in.
pub(super) fn read(
    order: Option<&str>,
    line: Option<&str>,
    at: &str,
    problems: &mut Vec<Problem>,
) -> Option<Reference> {
    let order = order.unwrap_or_default().trim();
    let pointer = format!("{at}/purchaseOrderReference");
    let before = problems.len();
    let allowed = |c: char| c.is_ascii_alphanumeric() || " _.:/=+-%@".contains(c);
    if order.is_empty() {
        let message = "this is empty: write a purchase order number, or clear it where charges \
                       are to name none";
        problems.push(Problem::new("MISSING_PURCHASE_ORDER_REFERENCE", pointer, message));
    } else if let Some(wrong) = order.chars().find(|c| !allowed(*c)) {
        let message = format!(
            "`{wrong}` cannot stand in a purchase order number: use letters A to Z, digits, space \
             and _ . : / = + - % @"
        );
        problems.push(Problem::new("INVALID_PURCHASE_ORDER_REFERENCE", pointer, message));
    } else if order.len() > ORDER_LENGTH_MAX {
        let message = format!("this is too long: at most {ORDER_LENGTH_MAX} characters");
        problems.push(Problem::new("INVALID_PURCHASE_ORDER_REFERENCE", pointer, message));
    }
    let line = line.map(str::trim).filter(|line| !line.is_empty()).unwrap_or("1");
    if line.chars().any(char::is_control) || line.chars().count() > LINE_LENGTH_MAX {
        let message = format!(
            "this is no line number: at most {LINE_LENGTH_MAX} characters without tabs and line \
             breaks"
        );
        let pointer = format!("{at}/purchaseOrderLine");
        problems.push(Problem::new("INVALID_PURCHASE_ORDER_LINE", pointer, message));
    }
    (problems.len() == before).then(|| Reference { order: order.to_owned(), line: line.to_owned() })
}

/// Whether accounts may name these purchase orders, each with the pointer that it came from, on
/// charges that are new or `changing`.
pub(super) fn check<'n>(
    facts: &'n Facts,
    changing: &BTreeSet<&str>,
    named: impl IntoIterator<Item = (String, &'n str, &'n Reference)>,
    problems: &mut Vec<Problem>,
) {
    let active = active_orders(facts).len();
    let find = |order: &str| facts.order(order).map(|kept| &kept.order);
    let mut room = Room::beside(facts, changing, active, find);
    for (pointer, account, reference) in named {
        if !may_name(facts, account) {
            problems.push(Problem::new(
                "INTEGRATION_MISSING",
                &pointer,
                format!(
                    "account {account} is a member, and members cannot name purchase orders until \
                     the management account sets up the marketplace integration"
                ),
            ));
        }
        if let Some(lack) = room.take(&reference.order, &reference.line) {
            let message = lack.told(&reference.order, &reference.line);
            problems.push(Problem::new("QUOTA_EXCEEDED", pointer, message));
        }
    }
}

/// Why a charge names no other purchase order any more (P-36).
pub(crate) fn of_ended(charge: &str, pointer: impl Into<String>) -> Problem {
    let message = format!(
        "charge `{charge}` is of an agreement that has ended, or was withdrawn: only charges that \
         are still to come name another purchase order"
    );
    Problem::new("INACTIVE_AGREEMENT", pointer, message)
}

/// Members name purchase orders once the integration is set up (§6.5).
pub(super) fn may_name(facts: &Facts, account: &str) -> bool {
    facts.integration || !facts.members.contains(account)
}
