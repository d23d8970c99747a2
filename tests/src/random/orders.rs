//! Random purchase orders and lines.

use serde_json::{Value, json};

use super::dice::Dice;
use super::{Object, amounts, list, names, put, put_optional, text};
use crate::oracle::minor_digits;

const LINE_TYPES: [&str; 11] = [
    "all",
    "all",
    "all",
    "all",
    "all",
    "monthly-usage",
    "monthly-usage",
    "subscription",
    "marketplace-transaction",
    "marketplace-blanket-usage",
    "marketplace-blanket-usage",
];

pub(super) fn purchase_orders(dice: &mut Dice) -> Vec<Value> {
    let count = dice.between(0, 8);
    let ids = dice.some_of(&names::ORDER_IDS, count);
    ids.into_iter().map(|id| purchase_order(dice, id, &names::CURRENCIES)).collect()
}

/// A purchase order in one of `currencies`, which is USD whenever that is among them.
pub(super) fn purchase_order(dice: &mut Dice, id: &str, currencies: &[&str]) -> Value {
    let usual = names::currency(dice);
    let currency = if currencies.contains(&usual) { usual } else { dice.pick(currencies) };
    let (effective, expiration) = match dice.below(4) {
        0 => window(dice),
        1 => ("2025-12".to_owned(), "2026-03".to_owned()),
        _ => ("2026-01".to_owned(), "2026-12".to_owned()),
    };
    let mut order = Object::new();
    put(&mut order, "id", id);
    put(&mut order, "billFrom", sellers(dice));
    put(&mut order, "currency", currency);
    put(&mut order, "effectiveMonth", effective);
    put(&mut order, "expirationMonth", expiration);
    put(&mut order, "updatedAt", names::instant(dice));
    let suspended = dice.maybe(30, |dice| dice.percent(40));
    put_optional(dice, &mut order, "suspended", suspended);
    let numbers = dice.maybe(35, |dice| selection(dice, &names::TAX_REGISTRATION_NUMBERS));
    put_optional(dice, &mut order, "taxRegistrationNumbers", numbers);
    let units = dice.maybe(20, |dice| selection(dice, &names::UNITS));
    put_optional(dice, &mut order, "invoiceUnits", units);
    let description = dice.maybe(20, |dice| dice.pick(&["", "Cloud, first half"]));
    put_optional(dice, &mut order, "description", description);

    let mut order = Value::Object(order);
    let line_count = dice.between(0, 6);
    let numbers = dice.some_of(&names::LINE_NUMBERS, line_count);
    let lines: Vec<Value> =
        numbers.into_iter().map(|number| line_item(dice, number, &order)).collect();
    if let Some(order) = order.as_object_mut() {
        let lines = Some(lines).filter(|lines| !lines.is_empty() || dice.percent(50));
        put_optional(dice, order, "lineItems", lines);
    }
    order
}

pub(super) fn line_item(dice: &mut Dice, number: &str, order: &Value) -> Value {
    let digits = minor_digits(text(order, "currency"));
    let (first, last) = (text(order, "effectiveMonth"), text(order, "expirationMonth"));
    let (start, end) = if dice.percent(60) {
        (first.to_owned(), last.to_owned())
    } else {
        ordered(names::month_between(dice, first, last), names::month_between(dice, first, last))
    };
    let mut line = Object::new();
    put(&mut line, "number", number);
    put(&mut line, "type", line_type(dice, order));
    put(&mut line, "startMonth", start);
    put(&mut line, "endMonth", end);
    put(&mut line, "amount", amounts::exact(dice, digits));
    put(&mut line, "quantity", amounts::quantity(dice));
    let tracking = dice.maybe(80, |dice| dice.percent(80));
    put_optional(dice, &mut line, "balanceTracking", tracking);
    let tax = dice.maybe(30, |dice| tax(dice, digits));
    put_optional(dice, &mut line, "tax", tax);
    put_optional(dice, &mut line, "costCenter", None::<&str>);
    Value::Object(line)
}

pub(super) fn line_type(dice: &mut Dice, order: &Value) -> &'static str {
    if dice.percent(10) && allows_professional_services(order) {
        return "professional-services";
    }
    dice.pick(&LINE_TYPES)
}

pub(super) fn tax(dice: &mut Dice, digits: usize) -> Value {
    if dice.percent(50) {
        let value = dice.pick(&["10", "0", "7.25", "33.3333333", "100"]);
        json!({ "type": "percent", "value": value })
    } else {
        json!({ "type": "absolute", "value": amounts::exact(dice, digits) })
    }
}

/// One seller, at times two different ones.
pub(super) fn sellers(dice: &mut Dice) -> Vec<&'static str> {
    let mut sellers = vec![names::seller(dice)];
    let second = names::seller(dice);
    if dice.percent(50) && !sellers.contains(&second) {
        sellers.push(second);
    }
    sellers
}

/// Sellers that forbid none of the order's lines.
pub(super) fn sellers_for(dice: &mut Dice, order: &Value) -> Vec<&'static str> {
    let has_professional_services =
        list(order, "lineItems").iter().any(|line| text(line, "type") == "professional-services");
    if has_professional_services {
        vec![names::PROFESSIONAL_SERVICES_SELLER]
    } else {
        sellers(dice)
    }
}

/// Months that hold all lines of the order.
pub(super) fn window_for(dice: &mut Dice, order: &Value) -> (String, String) {
    let (first, last) = window(dice);
    let lines = list(order, "lineItems");
    let starts = lines.iter().map(|line| text(line, "startMonth"));
    let ends = lines.iter().map(|line| text(line, "endMonth"));
    let first = starts.fold(first.as_str(), |first, start| first.min(start)).to_owned();
    let last = ends.fold(last.as_str(), |last, end| last.max(end)).to_owned();
    (first, last)
}

pub(super) fn selection(dice: &mut Dice, choices: &[&str]) -> Value {
    let count = dice.between(0, 2);
    dice.some_of(choices, count).into_iter().copied().collect()
}

fn allows_professional_services(order: &Value) -> bool {
    list(order, "billFrom").iter().all(|seller| {
        let is_custom = names::CUSTOM_SELLERS.iter().any(|custom| seller == custom);
        is_custom || seller == names::PROFESSIONAL_SERVICES_SELLER
    })
}

fn window(dice: &mut Dice) -> (String, String) {
    ordered(names::month(dice), names::month(dice))
}

pub(super) fn ordered(left: String, right: String) -> (String, String) {
    if left <= right { (left, right) } else { (right, left) }
}
