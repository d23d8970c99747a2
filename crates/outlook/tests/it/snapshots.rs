//! Small snapshots.

use serde_json::{Value, json};

/// `overlay`'s keys over those of `base`.
pub(crate) fn with(mut base: Value, overlay: &Value) -> Value {
    for (key, value) in overlay.as_object().unwrap() {
        base[key] = value.clone();
    }
    base
}

/// A purchase order of 2026 in dollars.
pub(crate) fn order(id: &str, lines: &[Value]) -> Value {
    json!({"id": id, "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01",
        "expirationMonth": "2026-12", "updatedAt": "2026-01-05T10:00:00Z", "lineItems": lines})
}

/// A tracked line of 2026.
pub(crate) fn line(number: &str, kind: &str, amount: &str) -> Value {
    json!({"number": number, "type": kind, "startMonth": "2026-01", "endMonth": "2026-12",
        "amount": amount, "quantity": "1", "balanceTracking": true})
}

/// An invoice for cloud usage of a month.
pub(crate) fn invoice(id: &str, month: &str, total: &str) -> Value {
    json!({"id": id, "category": "monthly-usage", "cycle": "monthly", "billFrom": "AWS_INC",
        "currency": "USD", "billingPeriod": month, "issuedAt": format!("{month}-28T00:00:00Z"),
        "total": total})
}

/// A charge for cloud usage of a month.
pub(crate) fn usage(id: &str, month: &str, amount: &str) -> Value {
    json!({"id": id, "kind": "usage", "category": "monthly-usage", "cycle": "monthly",
        "billFrom": "AWS_INC", "currency": "USD", "billingPeriod": month, "amount": amount})
}

/// An agreed charge of a marketplace.
pub(crate) fn agreed(id: &str, month: &str, amount: &str) -> Value {
    json!({"id": id, "kind": "fixed", "category": "marketplace", "cycle": "out-of-cycle",
        "billFrom": "AWS_INC", "currency": "USD", "billingPeriod": month, "amount": amount,
        "agreementId": "agreement", "time": format!("{month}-15T00:00:00Z")})
}

/// A snapshot of purchase orders, invoices and charges.
pub(crate) fn snapshot(orders: &[Value], invoices: &[Value], charges: &[Value]) -> Value {
    json!({"purchaseOrders": orders, "invoices": invoices, "charges": charges})
}

pub(crate) fn set_order(order: &str, to: &Value) -> Value {
    json!({"set": {"purchaseOrder": order}, "to": to})
}

pub(crate) fn set_line(order: &str, line: &str, to: &Value) -> Value {
    json!({"set": {"purchaseOrder": order, "lineItem": line}, "to": to})
}
