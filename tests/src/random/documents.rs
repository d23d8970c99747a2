//! Random associations, charges and invoices.

use serde_json::{Value, json};

use super::dice::Dice;
use super::{Object, amounts, list, names, put, put_optional, text};
use crate::oracle::minor_digits;

const CATEGORIES: [&str; 4] =
    ["monthly-usage", "subscription", "marketplace", "professional-services"];

const CYCLES: [&str; 2] = ["monthly", "out-of-cycle"];

pub(super) fn associations(dice: &mut Dice, orders: &[Value]) -> Vec<Value> {
    let mut associations: Vec<Value> = Vec::new();
    for _ in 0..many(dice, 10) {
        let taken: Vec<&str> =
            associations.iter().map(|association| text(association, "invoiceId")).collect();
        let invoice_id = names::fresh(dice, &names::DOCUMENT_IDS, "OLD-", &taken);
        associations.push(association(dice, &invoice_id, orders));
    }
    associations
}

fn association(dice: &mut Dice, invoice_id: &str, orders: &[Value]) -> Value {
    let order = if orders.is_empty() { &Value::Null } else { dice.pick_ref(orders) };
    let lines = list(order, "lineItems");
    let known_line = !lines.is_empty() && dice.percent(85);
    let (order_id, line_number, total) = if known_line {
        let total = amounts::total(dice, minor_digits(text(order, "currency")));
        (text(order, "id"), text(dice.pick_ref(lines), "number"), total)
    } else {
        // Whole amounts, which no currency minds, should a purchase order of that id be added.
        let order_id = dice.pick(&names::ORDER_IDS);
        (order_id, dice.pick(&names::LINE_NUMBERS), amounts::total(dice, 0))
    };
    let sign = if dice.percent(25) { "-" } else { "" };
    json!({
        "invoiceId": invoice_id,
        "purchaseOrderId": order_id,
        "lineItemNumber": line_number,
        "total": format!("{sign}{total}"),
    })
}

pub(super) fn charges(dice: &mut Dice, orders: &[Value]) -> Vec<Value> {
    let mut charges: Vec<Value> = Vec::new();
    for _ in 0..many(dice, 25) {
        let id = fresh_charge_id(dice, &charges);
        // Half of them differ from an earlier one in little, so that groups form.
        let charge = match charges.is_empty() || dice.percent(50) {
            true => charge(dice, id, orders),
            false => sibling(dice, id, &charges),
        };
        charges.push(charge);
    }
    charges
}

pub(super) fn charge(dice: &mut Dice, id: String, orders: &[Value]) -> Value {
    let mut charge = Object::new();
    put(&mut charge, "id", id);
    put(&mut charge, "kind", dice.pick(&["usage", "fixed"]));
    let currency = what_is_billed(dice, &mut charge);
    put(&mut charge, "amount", amounts::signed(dice, minor_digits(currency)));
    let agreement = dice.maybe(40, |dice| dice.pick(&["agmt-1", "agmt-2"]));
    put_optional(dice, &mut charge, "agreementId", agreement);
    let end = dice.maybe(40, names::month);
    put_optional(dice, &mut charge, "agreementEndMonth", end);
    let time = dice.maybe(50, names::instant);
    put_optional(dice, &mut charge, "time", time);
    let terms = dice.maybe(25, |dice| dice.pick(&["NET_30", "NET_60"]));
    put_optional(dice, &mut charge, "paymentTerms", terms);
    put_reference(dice, &mut charge, orders, 40);
    Value::Object(charge)
}

fn sibling(dice: &mut Dice, id: String, charges: &[Value]) -> Value {
    let mut sibling = dice.pick_ref(charges).clone();
    let digits = minor_digits(text(&sibling, "currency"));
    if let Some(object) = sibling.as_object_mut() {
        put(object, "id", id);
        put(object, "amount", amounts::signed(dice, digits));
        let end = dice.maybe(40, names::month);
        put(object, "agreementEndMonth", end);
        let line = dice.maybe(60, |dice| dice.pick(&names::LINE_NUMBERS));
        put(object, "purchaseOrderLine", line);
        if dice.percent(30) {
            put(object, "time", names::instant(dice));
        }
    }
    sibling
}

pub(super) fn invoices(
    dice: &mut Dice,
    orders: &[Value],
    associations: &[Value],
    charges: &[Value],
) -> Vec<Value> {
    let mut invoices: Vec<Value> = Vec::new();
    for _ in 0..many(dice, 25) {
        let id = fresh_invoice_id(dice, associations, &invoices);
        let originals = original_ids(dice, &id, associations, charges);
        let invoice = invoice(dice, id, orders, &originals);
        invoices.push(invoice);
    }
    invoices
}

/// Ids that a credit memo may name: its own, an associated one, one formed here, one that comes
/// before or after it, one that never comes.
pub(super) fn original_ids(
    dice: &mut Dice,
    own_id: &str,
    associations: &[Value],
    charges: &[Value],
) -> Vec<String> {
    let mut ids = vec![own_id.to_owned(), "GONE".to_owned(), "INV-1".to_owned()];
    ids.extend(names::DOCUMENT_IDS.map(str::to_owned));
    ids.extend(associations.iter().map(|association| text(association, "invoiceId").to_owned()));
    if !charges.is_empty() {
        ids.extend((0..8).map(|_| format!("preview:{}", text(dice.pick_ref(charges), "id"))));
    }
    ids
}

pub(super) fn invoice(
    dice: &mut Dice,
    id: String,
    orders: &[Value],
    originals: &[String],
) -> Value {
    let mut invoice = Object::new();
    put(&mut invoice, "id", id);
    let kind = dice.maybe(60, |dice| dice.pick(&["invoice", "credit-memo"]));
    put_optional(dice, &mut invoice, "type", kind);
    let currency = what_is_billed(dice, &mut invoice);
    put(&mut invoice, "issuedAt", names::instant(dice));
    put(&mut invoice, "total", amounts::total(dice, minor_digits(currency)));
    let original = dice.maybe(40, |dice| dice.pick_ref(originals).clone());
    put_optional(dice, &mut invoice, "originalInvoiceId", original);
    put_reference(dice, &mut invoice, orders, 25);
    Value::Object(invoice)
}

/// What charges and invoices share. Returns the currency.
fn what_is_billed(dice: &mut Dice, document: &mut Object) -> &'static str {
    let category = dice.pick(&CATEGORIES);
    let usual_cycle = if category == "subscription" { "out-of-cycle" } else { "monthly" };
    let cycle = if dice.percent(60) { usual_cycle } else { dice.pick(&CYCLES) };
    let currency = names::currency(dice);
    put(document, "category", category);
    put(document, "cycle", cycle);
    put(document, "billFrom", names::seller(dice));
    put(document, "currency", currency);
    put(document, "billingPeriod", names::month(dice));
    let number = dice.maybe(40, |dice| dice.pick(&names::TAX_REGISTRATION_NUMBERS));
    put_optional(dice, document, "taxRegistrationNumber", number);
    let unit = dice.maybe(30, |dice| dice.pick(&names::UNITS));
    put_optional(dice, document, "invoiceUnit", unit);
    currency
}

fn put_reference(dice: &mut Dice, document: &mut Object, orders: &[Value], chance: usize) {
    let reference = dice.maybe(chance, |dice| reference(dice, orders));
    put_optional(dice, document, "purchaseOrderReference", reference);
    let line = dice.maybe(50, |dice| dice.pick(&names::LINE_NUMBERS));
    put_optional(dice, document, "purchaseOrderLine", line);
}

pub(super) fn reference(dice: &mut Dice, orders: &[Value]) -> String {
    if orders.is_empty() || dice.percent(30) {
        dice.pick(&names::UNKNOWN_ORDER_IDS).to_string()
    } else {
        text(dice.pick_ref(orders), "id").to_owned()
    }
}

pub(super) fn fresh_charge_id(dice: &mut Dice, charges: &[Value]) -> String {
    let taken: Vec<&str> = charges.iter().map(|charge| text(charge, "id")).collect();
    // The mark of an estimate asks nothing of the engine.
    let plain = dice.pick(&["ch-", "estimate:"]);
    names::fresh(dice, &names::DOCUMENT_IDS, plain, &taken)
}

/// No id is both that of an invoice and in an association.
pub(super) fn fresh_invoice_id(
    dice: &mut Dice,
    associations: &[Value],
    invoices: &[Value],
) -> String {
    let associated = associations.iter().map(|association| text(association, "invoiceId"));
    let given = invoices.iter().map(|invoice| text(invoice, "id"));
    let taken: Vec<&str> = associated.chain(given).collect();
    names::fresh(dice, &names::DOCUMENT_IDS, "INV-", &taken)
}

/// Small numbers more often than large ones.
fn many(dice: &mut Dice, most: usize) -> usize {
    let limit = dice.between(0, most);
    dice.between(0, limit)
}
