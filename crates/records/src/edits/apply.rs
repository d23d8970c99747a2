//! Applying edits to the facts, and the rules of the server beyond those of the engine.

use std::collections::{BTreeMap, BTreeSet};

use billing_files::SnapshotDocument;
use billing_files::document::{Charge, PurchaseOrder};
use procurement::{BillingMonth, LINE_ITEMS_MAX, Sellers, Workspace, validate_purchase_order};
use serde_json::{Value, json};

use super::room::Room;
use super::touched::{Touch, touched};
use crate::agreements::of_ended;
use crate::charges::{KeptCharge, kept_id};
use crate::error::Problem;
use crate::facts::{Facts, Outlook};
use crate::orders::{KeptOrder, LineBalance, OrderStatus, parse_month};
use crate::{RecordError, Records, Result};

/// A management or regular account has at most this many active purchase orders (domain.md 1.1).
pub(crate) const ACTIVE_ORDERS_MAX: usize = 100;

/// The outcome of edits, nothing being kept.
#[derive(Debug)]
pub(super) struct Applied {
    pub(super) change: String,
    pub(super) digest: String,
    /// The snapshot afterwards.
    after: SnapshotDocument,
}

/// What is to be kept of it.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) orders: Vec<PurchaseOrder>,
    pub(super) removed: Vec<String>,
    /// Kept charges with their new references.
    pub(super) charges: Vec<KeptCharge>,
    /// How many purchase orders are active then.
    pub(super) active: usize,
}

/// Applies edits to a snapshot of the facts. Their `at` is the server's.
pub(super) fn apply(
    sellers: &Sellers,
    facts: &Facts,
    edits: &[Value],
    outlook: Outlook,
) -> Result<Applied> {
    let snapshot = facts.snapshot(outlook)?.to_json();
    let mut workspace = Workspace::load(snapshot, sellers).map_err(damaged)?;
    let document = json!({ "at": facts.edited_at().to_string(), "edits": edits }).to_string();
    let change = workspace.apply(&document)?.to_json();
    let digest = workspace.digest();
    let after = SnapshotDocument::from_json("snapshot", &workspace.snapshot())
        .map_err(|refusal| RecordError::Damaged(refusal.to_string()))?;
    Ok(Applied { change, digest, after })
}

/// What is stored was checked when it was stored.
pub(crate) fn damaged(problems: procurement::Problems) -> RecordError {
    let first = problems.problems.first();
    let told = first.map(|problem| format!("{}: {}", problem.pointer, problem.message));
    RecordError::Damaged(told.unwrap_or_default())
}

/// Checks what only the server knows, and gives what is to be kept.
pub(super) fn check(
    records: &Records,
    facts: &Facts,
    edits: &[Value],
    ended: &BTreeSet<String>,
    applied: &Applied,
) -> Result<Changes> {
    let mut problems = Vec::new();
    check_shapes(edits, &mut problems);
    let (mut orders, mut charges) = (BTreeSet::new(), BTreeSet::new());
    for touch in touched(edits) {
        match touch {
            Touch::AddOrder { order, .. } | Touch::Tag { order, .. } => {
                orders.insert(order);
            }
            Touch::UpdateOrder(order) | Touch::UpdateStatus(order) | Touch::RemoveOrder(order) => {
                orders.insert(order);
            }
            Touch::Charge(charge) => {
                charges.insert(charge);
            }
        }
    }
    let mut changes = Changes::default();
    let after: BTreeMap<&str, &PurchaseOrder> =
        applied.after.purchase_orders.iter().map(|order| (order.id.as_str(), order)).collect();
    for id in orders {
        match (facts.order(&id), after.get(id.as_str())) {
            (Some(_), None) => changes.removed.push(id),
            (before, Some(order)) if before.is_none_or(|before| before.order != **order) => {
                changes.orders.push((*order).clone());
            }
            _ => {}
        }
    }
    check_new_orders(records.sellers(), facts, edits, &mut problems);
    changes.active = check_quota(facts, &changes, &mut problems);
    let charges_after = &applied.after.charges;
    changes.charges = changed_charges(facts, &charges, ended, charges_after, &mut problems);
    check_room(facts, &after, &changes, &mut problems);
    check_currencies(facts, &changes.orders, &mut problems);
    if problems.is_empty() { Ok(changes) } else { Err(RecordError::refused_all(problems)) }
}

/// Charges and invoices come from agreements, usage and runs; of a charge, the reference is the
/// buyer's.
fn check_shapes(edits: &[Value], problems: &mut Vec<Problem>) {
    for (index, edit) in edits.iter().enumerate() {
        for verb in ["set", "add", "remove"] {
            let Some(target) = edit.get(verb) else { continue };
            let is_charge = target.get("charge").is_some();
            if target.get("invoice").is_some() || (is_charge && verb != "set") {
                problems.push(Problem::new(
                    "NOT_EDITABLE",
                    format!("/edits/{index}/{verb}"),
                    "charges and invoices are not made by hand here: they come from agreements, \
                     usage and invoicing",
                ));
            }
            if is_charge && verb == "set" {
                let keys = edit.get("to").and_then(Value::as_object).into_iter().flatten();
                for (key, _) in keys.filter(|(key, _)| {
                    !matches!(key.as_str(), "purchaseOrderReference" | "purchaseOrderLine")
                }) {
                    problems.push(Problem::new(
                        "NOT_SETTABLE",
                        format!("/edits/{index}/to/{key}"),
                        format!("`{key}` of a charge is the seller's: set its purchase order only"),
                    ));
                }
            }
            let updated_at = edit.get("to").and_then(|to| to.get("updatedAt"));
            let updated_at = updated_at
                .or_else(|| target.get("purchaseOrder").and_then(|order| order.get("updatedAt")));
            if updated_at.is_some_and(|value| !value.is_null()) {
                problems.push(Problem::new(
                    "NOT_SETTABLE",
                    format!("/edits/{index}"),
                    "`updatedAt` is the moment of saving: leave it out",
                ));
            }
        }
    }
}

/// New purchase orders keep the rules of the wizard too (P-33).
fn check_new_orders(
    sellers: &Sellers,
    facts: &Facts,
    edits: &[Value],
    problems: &mut Vec<Problem>,
) {
    let at = facts.edited_at().to_string();
    for (index, edit) in edits.iter().enumerate() {
        let Some(order) = edit.get("add").and_then(|add| add.get("purchaseOrder")) else {
            continue;
        };
        let Value::Object(order) = order else { continue };
        let mut order = order.clone();
        order.entry("updatedAt").or_insert_with(|| json!(at));
        let validation = validate_purchase_order(&Value::Object(order).to_string(), sellers);
        problems.extend(validation.problems.into_iter().map(|problem| {
            let pointer = format!("/edits/{index}/add/purchaseOrder{}", problem.pointer);
            Problem::new(problem.code.as_str(), pointer, problem.message)
        }));
    }
}

/// How many purchase orders are active with the changes; more than may be are a problem.
fn check_quota(facts: &Facts, changes: &Changes, problems: &mut Vec<Problem>) -> usize {
    let before = active_orders(facts);
    let month = facts.month();
    let mut active: BTreeSet<&str> = before.iter().copied().collect();
    for removed in &changes.removed {
        active.remove(removed.as_str());
    }
    for order in &changes.orders {
        if is_active(order, month) {
            active.insert(&order.id);
        } else {
            active.remove(order.id.as_str());
        }
    }
    if active.len() > ACTIVE_ORDERS_MAX && active.len() > before.len() {
        problems.push(Problem::new(
            "QUOTA_EXCEEDED",
            "/edits",
            format!(
                "{} purchase orders would be active, and {ACTIVE_ORDERS_MAX} may be: suspend or \
                 remove one first",
                active.len()
            ),
        ));
    }
    active.len()
}

/// The ids of the purchase orders that are active in the calendar month.
pub(crate) fn active_orders(facts: &Facts) -> Vec<&str> {
    let month = facts.month();
    let active = facts.orders.iter().filter(|order| order.status(month) == OrderStatus::Active);
    active.map(|order| order.order.id.as_str()).collect()
}

pub(super) fn is_active(order: &PurchaseOrder, month: BillingMonth) -> bool {
    !order.suspended && parse_month(&order.expiration_month).is_some_and(|last| last >= month)
}

/// Occurrences of one usage charge stand for all its months, so they must agree afterwards.
fn changed_charges(
    facts: &Facts,
    edited: &BTreeSet<String>,
    ended: &BTreeSet<String>,
    after: &[Charge],
    problems: &mut Vec<Problem>,
) -> Vec<KeptCharge> {
    let ids: BTreeSet<&str> = edited.iter().map(|id| kept_id(id)).collect();
    let mut changed = Vec::new();
    for id in ids {
        let Some(kept) = facts.charge(id) else { continue };
        if kept.agreement.as_ref().is_some_and(|agreement| ended.contains(agreement)) {
            problems.push(of_ended(id, "/edits"));
            continue;
        }
        let mut references = after
            .iter()
            .filter(|charge| kept_id(&charge.id) == id)
            .map(|charge| (&charge.purchase_order_reference, &charge.purchase_order_line));
        let Some((order, line)) = references.next() else { continue };
        if references.any(|other| other != (order, line)) {
            problems.push(Problem::new(
                "USAGE_SHARES_A_REFERENCE",
                "/edits",
                format!("the months of usage charge `{id}` share one purchase order: set all"),
            ));
            continue;
        }
        if order.is_some() && facts.members.contains(&kept.account) && !facts.integration {
            problems.push(Problem::new(
                "INTEGRATION_MISSING",
                "/edits",
                format!(
                    "account {} is a member, and members cannot name purchase orders until the \
                     management account sets up the marketplace integration",
                    kept.account
                ),
            ));
            continue;
        }
        let is_same = *order == kept.purchase_order_reference && *line == kept.purchase_order_line;
        if is_same && !kept.carried_over {
            continue;
        }
        // The revision names the reference: it changes with it (P-41).
        let revision = kept.revision + i64::from(!is_same);
        changed.push(KeptCharge {
            revision,
            purchase_order_reference: order.clone(),
            purchase_order_line: line.clone(),
            carried_over: false,
            ..kept.clone()
        });
    }
    changed
}

/// What charges name and is not there comes to be when they are invoiced: the limits must leave
/// room for it (P-38).
fn check_room(
    facts: &Facts,
    after: &BTreeMap<&str, &PurchaseOrder>,
    changes: &Changes,
    problems: &mut Vec<Problem>,
) {
    let gain = changes.orders.iter().filter(|order| gains_a_line(facts, order));
    let gain: Vec<&PurchaseOrder> = gain.collect();
    let moves_status = moves_status(facts, changes);
    // Most edits take no room, and to know it all charges are looked through.
    if changes.charges.is_empty() && gain.is_empty() && !moves_status {
        return;
    }
    let changing = changes.charges.iter().map(|charge| charge.id.as_str()).collect();
    let find = |order: &str| after.get(order).copied();
    let mut room = Room::beside(facts, &changing, changes.active, find);
    if moves_status && changes.active <= ACTIVE_ORDERS_MAX {
        check_orders(facts, room.orders(), problems);
    }
    for charge in &changes.charges {
        if let Some(lack) = room.take_of(charge) {
            let [order, line] = [&charge.purchase_order_reference, &charge.purchase_order_line]
                .map(|text| text.as_deref().unwrap_or_default());
            problems.push(Problem::new("QUOTA_EXCEEDED", "/edits", lack.told(order, line)));
        }
    }
    for order in gain {
        if !room.holds(order) {
            let message = format!(
                "purchase order `{}` would have {} line items, and charges name others that are \
                 added when they are invoiced: {LINE_ITEMS_MAX} may be, together",
                order.id,
                order.line_items.len()
            );
            problems.push(Problem::new("QUOTA_EXCEEDED", "/edits", message));
        }
    }
}

/// Whether a purchase order has a line that it had not: one that takes the place of another may
/// leave no room either, for charges may name the other.
fn gains_a_line(facts: &Facts, order: &PurchaseOrder) -> bool {
    let before = facts.order(&order.id).map_or(&[][..], |kept| &kept.order.line_items);
    let had: BTreeSet<&str> = before.iter().map(|line| line.number.as_str()).collect();
    order.line_items.iter().any(|line| !had.contains(line.number.as_str()))
}

/// Whether other purchase orders may be active than before, or become so when charges that name
/// them are invoiced.
fn moves_status(facts: &Facts, changes: &Changes) -> bool {
    let status = |order: &PurchaseOrder| (order.suspended, order.expiration_month.clone());
    let is_same = |order: &PurchaseOrder| {
        facts.order(&order.id).is_some_and(|before| status(&before.order) == status(order))
    };
    !changes.removed.is_empty() || !changes.orders.iter().all(is_same)
}

/// That there is room for the purchase orders that charges make active. Where there was none before
/// either, an edit that takes no more of it is as good as any.
fn check_orders(facts: &Facts, orders: usize, problems: &mut Vec<Problem>) {
    if orders <= ACTIVE_ORDERS_MAX {
        return;
    }
    let find = |order: &str| facts.order(order).map(|kept| &kept.order);
    let before = Room::beside(facts, &BTreeSet::new(), active_orders(facts).len(), find);
    if orders > before.orders() {
        let message = format!(
            "{orders} purchase orders would be active once the charges that name them are \
             invoiced, and {ACTIVE_ORDERS_MAX} may be: suspend or remove one first, or let charges \
             name others"
        );
        problems.push(Problem::new("QUOTA_EXCEEDED", "/edits", message));
    }
}

/// What was drawn is counted in the currency of the purchase order, so another one would make
/// another amount of it.
fn check_currencies(facts: &Facts, changed: &[PurchaseOrder], problems: &mut Vec<Problem>) {
    for order in changed {
        let Some(before) = facts.order(&order.id) else { continue };
        let is_drawn_on =
            |balance: &LineBalance| balance.purchase_order == order.id && balance.drawn != 0;
        if before.order.currency != order.currency && facts.balances.iter().any(is_drawn_on) {
            let message = format!(
                "invoices have drawn on purchase order `{}` in {}: its currency stays, add another \
                 purchase order for {}",
                order.id, before.order.currency, order.currency
            );
            problems.push(Problem::new("CURRENCY_IN_USE", "/edits", message));
        }
    }
}

/// A purchase order with its version, for who has to see what is there now.
pub(crate) fn kept(facts: &Facts, id: &str) -> Result<KeptOrder> {
    facts.order(id).cloned().ok_or_else(|| RecordError::not_found("purchase order", id))
}
