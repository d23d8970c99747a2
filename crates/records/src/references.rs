//! What references of charges make of purchase orders when they are invoiced (P-37).

use billing_files::document::{LineItem, PurchaseOrder};
use procurement::{BillingMonth, Instant, LINE_ITEMS_MAX, LineItemType, Made, MadeLine};

use crate::edits;
use crate::facts::Facts;
use crate::notices;
use crate::orders::{KeptOrder, LineBalance, parse_month, written};
use crate::write::Write;
use crate::{RecordError, Result};

/// Keeps what a document's reference made: a purchase order, a line, a later expiration. None of
/// it changes when a purchase order was updated (P-13).
pub(crate) async fn keep(
    write: &mut Write,
    facts: &mut Facts,
    issued_at: Instant,
    made: &Made,
) -> Result<()> {
    if let Some(order) = &made.order {
        let order = PurchaseOrder {
            id: order.id.clone(),
            bill_from: vec![order.bill_from.clone()],
            currency: order.currency.code().to_owned(),
            effective_month: order.effective.to_string(),
            expiration_month: order.expiration.to_string(),
            updated_at: issued_at.to_string(),
            suspended: false,
            tax_registration_numbers: Vec::new(),
            invoice_units: Vec::new(),
            description: None,
            ship_to: None,
            contacts: Vec::new(),
            tags: std::collections::BTreeMap::new(),
            line_items: Vec::new(),
        };
        let kept = edits::add_order(write, order, "marketplace").await?;
        let at = facts.orders.partition_point(|other| other.order.id < kept.order.id);
        facts.orders.insert(at, kept);
    }
    if let Some((order, month)) = &made.reactivated {
        let before = edits::kept_order(facts, order)?;
        let mut order = before.order.clone();
        order.expiration_month = month.to_string();
        notices::after_edit(write, facts, Some(&before), &order).await?;
        rewrite(write, facts, &before, order).await?;
    }
    // The line lies within the months that the purchase order has by now.
    if let Some(line) = &made.line {
        add_line(write, facts, line).await?;
    }
    Ok(())
}

/// The months of a kept line lie within those of its purchase order, whatever its agreement says:
/// only a reference finds the line, and it does not ask for months.
async fn add_line(write: &mut Write, facts: &mut Facts, line: &MadeLine) -> Result<()> {
    let before = edits::kept_order(facts, &line.purchase_order)?;
    let mut order = before.order.clone();
    let month = |text: &str| {
        parse_month(text).ok_or_else(|| RecordError::Damaged(format!("`{text}` is no month")))
    };
    let (first, last) = (month(&order.effective_month)?, month(&order.expiration_month)?);
    let (start, end) = within(line.start, line.end, first, last);
    // Names leave room for what they add, so this is no more than the last bar: with one line more
    // than a purchase order may have, nothing of the organisation could be read any more.
    if order.line_items.len() >= LINE_ITEMS_MAX {
        let message = format!(
            "line `{}` would be added to purchase order `{}`, which has {LINE_ITEMS_MAX} line \
             items already: remove one, or let the charges name another line",
            line.number, line.purchase_order
        );
        return Err(RecordError::refused("QUOTA_EXCEEDED", "", message));
    }
    order.line_items.push(LineItem {
        number: line.number.clone(),
        kind: LineItemType::MarketplaceTransaction,
        start_month: start.to_string(),
        end_month: end.to_string(),
        amount: written(line.amount.minor_units(), line.currency),
        quantity: "1".to_owned(),
        balance_tracking: false,
        tax: None,
        description: None,
        cost_center: None,
    });
    rewrite(write, facts, &before, order).await?;
    let line_key = edits::add_line(write, &line.purchase_order, &line.number).await?;
    let balance = LineBalance {
        purchase_order: line.purchase_order.clone(),
        line_item: line.number.clone(),
        line_key,
        drawn: 0,
        below_told: false,
        out_told: false,
    };
    let key = |balance: &LineBalance| (balance.purchase_order.clone(), balance.line_item.clone());
    let at = facts.balances.partition_point(|other| key(other) < key(&balance));
    facts.balances.insert(at, balance);
    Ok(())
}

fn within(
    start: BillingMonth,
    end: BillingMonth,
    first: BillingMonth,
    last: BillingMonth,
) -> (BillingMonth, BillingMonth) {
    let start = start.clamp(first, last.max(first));
    (start, end.clamp(start, last.max(start)))
}

async fn rewrite(
    write: &mut Write,
    facts: &mut Facts,
    before: &KeptOrder,
    order: PurchaseOrder,
) -> Result<()> {
    let kept = edits::rewrite(write, before, order).await?;
    let (was, is) = (serde_json::to_value(before)?, serde_json::to_value(&kept)?);
    let action = "purchase-orders:UpdatePurchaseOrder";
    write.audit_change(action, "purchase-order", &kept.order.id, Some(was), Some(is));
    if let Some(place) = facts.orders.iter_mut().find(|other| other.order.id == kept.order.id) {
        *place = kept;
    }
    Ok(())
}
