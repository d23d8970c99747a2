//! From the contract's purchase order to what is typed, and back. They differ where a person types
//! text for a list, and where an empty field means that there is nothing.

use billing_files::document::{PurchaseOrder, TaxType};
use outlook::api::OrderRow;
use serde_json::{Map, Value, json};

use super::text_at;
use crate::format;

/// What is typed for a purchase order that is there.
pub(in crate::pages) fn of_document(order: &PurchaseOrder) -> Value {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let contacts: Vec<Value> = order
        .contacts
        .iter()
        .map(|contact| {
            json!({
                "name": optional(&contact.name), "email": contact.email,
                "phone": optional(&contact.phone),
            })
        })
        .collect();
    let tags: Vec<Value> = order.tags.iter().map(|(key, value)| json!([key, value])).collect();
    let lines: Vec<Value> = order
        .line_items
        .iter()
        .map(|line| {
            let tax_type = match line.tax.as_ref().map(|tax| tax.kind) {
                Some(TaxType::Absolute) => "absolute",
                Some(TaxType::Percent) | None => "percent",
            };
            json!({
                "number": line.number, "type": line.kind.as_str(),
                "startMonth": line.start_month, "endMonth": line.end_month,
                "amount": line.amount, "quantity": format::amount(&line.quantity),
                "tax": line.tax.as_ref().map(|tax| format::amount(&tax.value)).unwrap_or_default(),
                "taxType": tax_type, "balanceTracking": line.balance_tracking,
                "description": optional(&line.description),
                "costCenter": optional(&line.cost_center),
            })
        })
        .collect();
    json!({
        "id": order.id, "description": optional(&order.description),
        "billFrom": order.bill_from, "currency": order.currency,
        "effectiveMonth": order.effective_month, "expirationMonth": order.expiration_month,
        "taxRegistrationNumbers": order.tax_registration_numbers.join(", "),
        "invoiceUnits": order.invoice_units.join(", "), "shipTo": optional(&order.ship_to),
        "contacts": contacts, "tags": tags, "suspended": order.suspended, "lineItems": lines,
    })
}

/// A line in which nothing is typed but its months.
pub(in crate::pages) fn new_line(number: &str, kind: &str, start: &str, end: &str) -> Value {
    json!({
        "number": number, "type": kind, "startMonth": start, "endMonth": end, "amount": "",
        "quantity": "1", "tax": "", "taxType": "percent", "balanceTracking": true,
        "description": "", "costCenter": "",
    })
}

/// The first number that no line has.
pub(in crate::pages) fn next_number(lines: &[Value]) -> String {
    let is_taken = |number: &str| lines.iter().any(|line| text_at(line, "/number") == number);
    (1..).map(format::digits).find(|number| !is_taken(number)).unwrap_or_default()
}

/// The sellers of record of a purchase order that only a charge names, as rows to type in.
pub(in crate::pages) fn sellers_of(row: &OrderRow) -> Value {
    if row.sellers.is_empty() { json!(["AWS_INC"]) } else { json!(row.sellers) }
}

/// The contract's purchase order. What is empty is not in it.
pub(in crate::pages) fn document(typed: &Value) -> Value {
    let mut order = Map::new();
    for key in ["id", "description", "currency", "effectiveMonth", "expirationMonth", "shipTo"] {
        put(&mut order, key, text_at(typed, &["/", key].concat()));
    }
    let sellers: Vec<String> = rows_of(typed, "billFrom")
        .iter()
        .map(|seller| seller.as_str().unwrap_or_default().trim().to_owned())
        .collect();
    order.insert("billFrom".to_owned(), sellers.into());
    for key in ["taxRegistrationNumbers", "invoiceUnits"] {
        let parts = parts(text_at(typed, &["/", key].concat()));
        if !parts.is_empty() {
            order.insert(key.to_owned(), parts.into());
        }
    }
    let contacts: Vec<Value> = rows_of(typed, "contacts").iter().map(contact).collect();
    if !contacts.is_empty() {
        order.insert("contacts".to_owned(), contacts.into());
    }
    let tags: Map<String, Value> = rows_of(typed, "tags")
        .iter()
        .map(|tag| (text_at(tag, "/0").trim(), text_at(tag, "/1").trim()))
        .filter(|(key, _)| !key.is_empty())
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect();
    if !tags.is_empty() {
        order.insert("tags".to_owned(), tags.into());
    }
    if typed["suspended"] == Value::Bool(true) {
        order.insert("suspended".to_owned(), true.into());
    }
    let lines: Vec<Value> = rows_of(typed, "lineItems").iter().map(line_document).collect();
    order.insert("lineItems".to_owned(), lines.into());
    // Which instant it is matters to nobody before it is saved, and the form is not to change by
    // itself.
    order.insert("updatedAt".to_owned(), "2000-01-01T00:00:00Z".into());
    order.into()
}

/// The contract's line item.
pub(in crate::pages) fn line_document(typed: &Value) -> Value {
    let mut line = Map::new();
    let keys = ["number", "type", "startMonth", "endMonth", "amount", "description", "costCenter"];
    for key in keys {
        put(&mut line, key, text_at(typed, &["/", key].concat()));
    }
    put(&mut line, "quantity", &number(text_at(typed, "/quantity")));
    let tax = text_at(typed, "/tax").trim();
    if !tax.is_empty() {
        let tax = json!({ "type": text_at(typed, "/taxType"), "value": number(tax) });
        line.insert("tax".to_owned(), tax);
    }
    line.insert("balanceTracking".to_owned(), typed["balanceTracking"].clone());
    line.into()
}

fn contact(typed: &Value) -> Value {
    let mut contact = Map::new();
    for key in ["name", "email", "phone"] {
        put(&mut contact, key, text_at(typed, &["/", key].concat()));
    }
    contact.into()
}

fn put(members: &mut Map<String, Value>, key: &str, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        members.insert(key.to_owned(), text.into());
    }
}

/// What is typed as a number, in plain digits where it is one.
fn number(typed: &str) -> String {
    format::parse_amount(typed).unwrap_or_else(|| typed.to_owned())
}

/// The rows of a list.
pub(in crate::pages) fn rows_of<'t>(typed: &'t Value, key: &str) -> &'t [Value] {
    typed[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// What is set apart by commas or semicolons.
fn parts(text: &str) -> Vec<String> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}
