//! The preview document, from a finished run.

use serde_json::{Value, json};

use super::amount::{self, Amount};
use super::candidates::{Candidate, Verdict};
use super::placing::{By, Event, Placed, Run};
use super::snapshot::{LineItem, Place, PurchaseOrder};
use super::{Refusal, UNKNOWN_INVOICE, calendar, natural_order};

pub(super) fn preview(run: &Run, explain: Option<&str>) -> Result<Value, Refusal> {
    let explanation = match explain {
        Some(id) => Some(explanation(run, id)?),
        None => None,
    };
    let mut report = json!({
        "invoices": run.placed.iter().map(|placed| invoice(run, placed)).collect::<Vec<_>>(),
        "lineItems": line_items(run),
        "events": run.events.iter().map(event).collect::<Vec<_>>(),
    });
    if let (Some(report), Some(explanation)) = (report.as_object_mut(), explanation) {
        report.insert("explanation".to_owned(), explanation);
    }
    Ok(report)
}

fn invoice(run: &Run, placed: &Placed) -> Value {
    let document = &placed.document;
    let by = match placed.by {
        By::Reference => "reference",
        By::Match => "match",
        By::CreditMemo => "credit-memo",
        By::None => "none",
    };
    let (order_id, line_number) = ids(placed.place.as_ref());
    let order = run.orders.iter().find(|order| Some(order.id.as_str()) == order_id);
    // A balance is the line's, so it is written in the currency of the purchase order.
    let balance_digits = order.map_or(0, |order| amount::minor_digits(&order.currency));
    json!({
        "id": document.id,
        "type": if document.is_credit_memo { "credit-memo" } else { "invoice" },
        "charges": document.charges,
        "billFrom": document.bill_from,
        "currency": document.currency,
        "billingPeriod": calendar::month_text(document.billing_period),
        "total": amount::text(&document.total, amount::minor_digits(&document.currency)),
        "by": by,
        "purchaseOrderId": order_id,
        "lineItemNumber": line_number,
        "covered": placed.covered,
        "balanceAfter": optional_amount(placed.balance_after.as_ref(), balance_digits),
    })
}

fn line_items(run: &Run) -> Vec<Value> {
    let mut lines: Vec<(&PurchaseOrder, &LineItem)> = Vec::new();
    for order in &run.orders {
        lines.extend(order.lines.iter().map(|line| (order, line)));
    }
    lines.sort_by(|(left_order, left), (right_order, right)| {
        let by_line = || natural_order::compare(&left.number, &right.number);
        left_order.id.cmp(&right_order.id).then_with(by_line)
    });
    lines.into_iter().map(|(order, line)| line_item(order, line)).collect()
}

fn line_item(order: &PurchaseOrder, line: &LineItem) -> Value {
    let digits = amount::minor_digits(&order.currency);
    let balance = line.balance.as_ref();
    json!({
        "purchaseOrderId": order.id,
        "lineItemNumber": line.number,
        "tracked": balance.is_some(),
        "totalValue": amount::text(&line.total_value, digits),
        "openingBalance": optional_amount(balance.map(|balance| &balance.opening), digits),
        "closingBalance": optional_amount(balance.map(|balance| &balance.current), digits),
        "invoices": line.documents,
    })
}

fn event(event: &Event) -> Value {
    let (order_id, line_number) = ids(event.place.as_ref());
    json!({
        "code": event.code,
        "invoiceId": event.invoice_id,
        "purchaseOrderId": order_id,
        "lineItemNumber": line_number,
    })
}

fn explanation(run: &Run, invoice_id: &str) -> Result<Value, Refusal> {
    let placed = run.placed.iter().find(|placed| placed.document.id == invoice_id);
    let placed = placed.ok_or(UNKNOWN_INVOICE)?;
    let candidates: Vec<_> = placed.candidates.iter().map(candidate).collect();
    Ok(json!({ "invoiceId": invoice_id, "candidates": candidates }))
}

fn candidate(candidate: &Candidate) -> Value {
    let verdict = match candidate.verdict {
        Verdict::Chosen => "chosen",
        Verdict::Lost => "lost",
        Verdict::Rejected => "rejected",
    };
    json!({
        "purchaseOrderId": candidate.order,
        "lineItemNumber": candidate.line,
        "verdict": verdict,
        "code": candidate.code,
    })
}

fn ids(place: Option<&Place>) -> (Option<&str>, Option<&str>) {
    (place.map(|place| place.order.as_str()), place.map(|place| place.line.as_str()))
}

fn optional_amount(amount: Option<&Amount>, digits: usize) -> Option<String> {
    amount.map(|amount| amount::text(amount, digits))
}
