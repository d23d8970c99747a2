//! Random edits that leave a snapshot valid.

use serde_json::{Value, json};

use super::dice::Dice;
use super::{Object, amounts, documents, list, names, orders, put, text};
use crate::oracle::minor_digits;

/// Draws until an edit fits: not every kind has something to work on.
pub(super) fn edit(dice: &mut Dice, snapshot: &Value) -> Value {
    loop {
        let drawn = match dice.below(12) {
            0..3 => set_purchase_order(dice, snapshot),
            3..5 => set_line_item(dice, snapshot),
            5 => set_charge(dice, snapshot),
            6 => set_invoice(dice, snapshot),
            7 => add_purchase_order(dice, snapshot),
            8 => add_line_item(dice, snapshot),
            9 => Some(add_document(dice, snapshot)),
            10 => remove_line_item(dice, snapshot),
            _ => remove_object(dice, snapshot),
        };
        if let Some(edit) = drawn {
            return edit;
        }
    }
}

fn set_purchase_order(dice: &mut Dice, snapshot: &Value) -> Option<Value> {
    let order = some(dice, list(snapshot, "purchaseOrders"))?;
    let mut to = Object::new();
    for _ in 0..dice.between(1, 2) {
        set_order_key(dice, snapshot, order, &mut to);
    }
    Some(json!({ "set": { "purchaseOrder": text(order, "id") }, "to": to }))
}

fn set_order_key(dice: &mut Dice, snapshot: &Value, order: &Value, to: &mut Object) {
    match dice.below(10) {
        0 => put(to, "suspended", dice.maybe(80, |dice| dice.percent(50))),
        1 => {
            let (effective, expiration) = orders::window_for(dice, order);
            put(to, "effectiveMonth", effective);
            put(to, "expirationMonth", expiration);
        }
        2 => put(to, "billFrom", orders::sellers_for(dice, order)),
        3 => {
            let currencies = currencies_for(snapshot, text(order, "id"));
            put(to, "currency", dice.pick(&currencies));
        }
        4 => put(to, "updatedAt", names::instant(dice)),
        5 => put(to, "invoiceUnits", dice.maybe(70, |dice| orders::selection(dice, &names::UNITS))),
        6 => {
            let choices = names::TAX_REGISTRATION_NUMBERS;
            let numbers = dice.maybe(70, |dice| orders::selection(dice, &choices));
            put(to, "taxRegistrationNumbers", numbers);
        }
        7 => put(to, "description", dice.maybe(70, |_| "edited")),
        8 => put(to, "tags", dice.maybe(70, |_| json!({ "team": "platform" }))),
        _ => put(to, "contacts", dice.maybe(70, |_| json!([]))),
    }
}

/// A currency that has the decimals of all that is associated with the purchase order.
fn currencies_for(snapshot: &Value, order_id: &str) -> Vec<&'static str> {
    let associations = list(snapshot, "associations").iter();
    let totals = associations
        .filter(|association| text(association, "purchaseOrderId") == order_id)
        .map(|association| text(association, "total"));
    let decimals = |total: &str| total.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let needed = totals.map(decimals).max().unwrap_or(0);
    names::CURRENCIES.into_iter().filter(|currency| minor_digits(currency) >= needed).collect()
}

fn set_line_item(dice: &mut Dice, snapshot: &Value) -> Option<Value> {
    let order = some(dice, list(snapshot, "purchaseOrders"))?;
    let line = some(dice, list(order, "lineItems"))?;
    let digits = minor_digits(text(order, "currency"));
    let mut to = Object::new();
    for _ in 0..dice.between(1, 2) {
        match dice.below(8) {
            0..3 => put(&mut to, "amount", amounts::exact(dice, digits)),
            3 => put(&mut to, "quantity", amounts::quantity(dice)),
            4 => put(&mut to, "tax", dice.maybe(60, |dice| orders::tax(dice, digits))),
            5 => put(&mut to, "balanceTracking", dice.maybe(70, |dice| dice.percent(70))),
            6 => put(&mut to, "type", orders::line_type(dice, order)),
            _ => {
                let (first, last) = (text(order, "effectiveMonth"), text(order, "expirationMonth"));
                let (start, end) = orders::ordered(
                    names::month_between(dice, first, last),
                    names::month_between(dice, first, last),
                );
                put(&mut to, "startMonth", start);
                put(&mut to, "endMonth", end);
            }
        }
    }
    let target = json!({ "purchaseOrder": text(order, "id"), "lineItem": text(line, "number") });
    Some(json!({ "set": target, "to": to }))
}

fn set_charge(dice: &mut Dice, snapshot: &Value) -> Option<Value> {
    let charge = some(dice, list(snapshot, "charges"))?;
    let digits = minor_digits(text(charge, "currency"));
    let mut to = Object::new();
    match dice.below(6) {
        0 => put(&mut to, "amount", amounts::signed(dice, digits)),
        1 => put(&mut to, "time", dice.maybe(70, names::instant)),
        2 => put(&mut to, "agreementEndMonth", dice.maybe(70, names::month)),
        3 => put(&mut to, "currency", names::currency(dice)),
        _ => put_reference(dice, snapshot, &mut to),
    }
    Some(json!({ "set": { "charge": text(charge, "id") }, "to": to }))
}

fn set_invoice(dice: &mut Dice, snapshot: &Value) -> Option<Value> {
    let invoice = some(dice, list(snapshot, "invoices"))?;
    let id = text(invoice, "id");
    let mut to = Object::new();
    match dice.below(7) {
        0 => {
            let currency = names::currency(dice);
            put(&mut to, "currency", currency);
            put(&mut to, "total", amounts::total(dice, minor_digits(currency)));
        }
        1 => put(&mut to, "type", dice.maybe(80, |dice| dice.pick(&["invoice", "credit-memo"]))),
        2 => {
            let (associations, charges) =
                (list(snapshot, "associations"), list(snapshot, "charges"));
            let originals = documents::original_ids(dice, id, associations, charges);
            let original = dice.maybe(80, |dice| dice.pick_ref(&originals).clone());
            put(&mut to, "originalInvoiceId", original);
        }
        3 => put(&mut to, "issuedAt", names::instant(dice)),
        4 => put(&mut to, "billingPeriod", names::month(dice)),
        _ => put_reference(dice, snapshot, &mut to),
    }
    Some(json!({ "set": { "invoice": id }, "to": to }))
}

fn put_reference(dice: &mut Dice, snapshot: &Value, to: &mut Object) {
    let orders = list(snapshot, "purchaseOrders");
    let reference = dice.maybe(70, |dice| documents::reference(dice, orders));
    put(to, "purchaseOrderReference", reference);
    if dice.percent(50) {
        let line = dice.maybe(70, |dice| dice.pick(&names::LINE_NUMBERS));
        put(to, "purchaseOrderLine", line);
    }
}

fn add_purchase_order(dice: &mut Dice, snapshot: &Value) -> Option<Value> {
    let present = list(snapshot, "purchaseOrders");
    let is_free = |id: &&&str| !present.iter().any(|order| text(order, "id") == **id);
    let ids = names::ORDER_IDS.iter().chain(&names::UNKNOWN_ORDER_IDS);
    let id = *some(dice, &ids.filter(is_free).collect::<Vec<_>>())?;
    let mut order = orders::purchase_order(dice, id, &currencies_for(snapshot, id));
    if let Some(order) = order.as_object_mut().filter(|_| dice.percent(40)) {
        order.remove("updatedAt");
    }
    Some(json!({ "add": { "purchaseOrder": order } }))
}

fn add_line_item(dice: &mut Dice, snapshot: &Value) -> Option<Value> {
    let order = some(dice, list(snapshot, "purchaseOrders"))?;
    let present = list(order, "lineItems");
    let is_free = |number: &&&str| !present.iter().any(|line| text(line, "number") == **number);
    let number = *some(dice, &names::LINE_NUMBERS.iter().filter(is_free).collect::<Vec<_>>())?;
    let line = orders::line_item(dice, number, order);
    Some(json!({ "add": { "lineItem": line, "purchaseOrder": text(order, "id") } }))
}

fn add_document(dice: &mut Dice, snapshot: &Value) -> Value {
    let orders = list(snapshot, "purchaseOrders");
    let charges = list(snapshot, "charges");
    if dice.percent(50) {
        let id = documents::fresh_charge_id(dice, charges);
        return json!({ "add": { "charge": documents::charge(dice, id, orders) } });
    }
    let associations = list(snapshot, "associations");
    let id = documents::fresh_invoice_id(dice, associations, list(snapshot, "invoices"));
    let originals = documents::original_ids(dice, &id, associations, charges);
    json!({ "add": { "invoice": documents::invoice(dice, id, orders, &originals) } })
}

fn remove_line_item(dice: &mut Dice, snapshot: &Value) -> Option<Value> {
    let order = some(dice, list(snapshot, "purchaseOrders"))?;
    let line = some(dice, list(order, "lineItems"))?;
    let target = json!({ "purchaseOrder": text(order, "id"), "lineItem": text(line, "number") });
    Some(json!({ "remove": target }))
}

fn remove_object(dice: &mut Dice, snapshot: &Value) -> Option<Value> {
    let kinds =
        [("purchaseOrder", "purchaseOrders"), ("charge", "charges"), ("invoice", "invoices")];
    let (kind, array) = dice.pick(&kinds);
    let object = some(dice, list(snapshot, array))?;
    Some(json!({ "remove": { kind: text(object, "id") } }))
}

fn some<'a, T>(dice: &mut Dice, choices: &'a [T]) -> Option<&'a T> {
    if choices.is_empty() { None } else { Some(dice.pick_ref(choices)) }
}
