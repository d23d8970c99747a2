//! Proposed edits.

use billing_files::document::{Category, Charge, LineItem, PurchaseOrder, Tax, TaxType};
use procurement::{LineItemType, Rejection, Sellers, Verdict};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

use super::Ground;
use crate::api::{Fix, FixKind, Place};
use crate::facts::Background;
use crate::money::{decimal, digits, written};
use crate::months::{distance, month};
use crate::state::Document;

/// A line that ended longer ago is no more to be extended.
const MONTHS_OVER_MAX: i32 = 12;

/// With 15 digits before the point, a number stays below the 28 digits that one may have.
const DECIMALS_MAX: u32 = 10;

/// For documents of one kind: lets a purchase order last that only lasts too short, else adds one.
pub(super) fn for_documents(
    ground: &Ground<'_>,
    first: &Document,
    documents: &[&Document],
) -> Option<Fix> {
    let until = documents.iter().map(|document| document.billing_period.as_str()).max()?;
    match too_short(ground, first) {
        Some((order, line)) => Some(extend(order, line, until)),
        None => Some(add_order(ground, first, documents, until)),
    }
}

/// The line that would have taken a document, had it not ended before: the one that ended last,
/// then the one that is meant for such documents, then the one that was updated last.
fn too_short<'g>(
    ground: &Ground<'g>,
    document: &Document,
) -> Option<(&'g PurchaseOrder, &'g LineItem)> {
    let facts = ground.facts;
    let background = facts.background(&document.id, &document.charges);
    let specific = specific_type(&background);
    let explanation = ground.workspace.explain(&document.id).ok()?;
    let orders = explanation.candidates.iter().filter_map(|candidate| {
        let is_too_short = matches!(
            candidate.verdict,
            Verdict::Rejected(Rejection::ExpiredForPeriod | Rejection::Period)
        );
        let id = candidate.purchase_order_id.as_deref().filter(|_| is_too_short)?;
        facts.orders.get(id).map(|order| &**order)
    });
    let takes = |order: &&PurchaseOrder| {
        order.bill_from.contains(&document.bill_from)
            && order.currency == document.currency
            && is_among(&order.tax_registration_numbers, background.tax_registration_number)
            && is_among(&order.invoice_units, background.invoice_unit)
    };
    let ended = |line: &&LineItem| {
        let over = month(&line.end_month).zip(document.month()).map(|(end, at)| distance(end, at));
        over.is_some_and(|months| (1..=MONTHS_OVER_MAX).contains(&months))
            && (line.kind == LineItemType::All || Some(line.kind) == specific)
    };
    let lines = orders
        .filter(takes)
        .flat_map(|order| order.line_items.iter().filter(ended).map(move |line| (order, line)));
    lines.max_by(|(order, line), (other, other_line)| {
        let key = |order: &'g PurchaseOrder, line: &'g LineItem| {
            (&line.end_month, line.kind != LineItemType::All, &order.updated_at)
        };
        // The least of equals is the last of `max_by`, which takes the last.
        key(order, line).cmp(&key(other, other_line)).then_with(|| other.id.cmp(&order.id))
    })
}

/// Whether a purchase order that is narrowed to these takes one; without any it takes all.
fn is_among(selected: &[String], own: Option<&str>) -> bool {
    selected.is_empty() || selected.iter().any(|one| Some(one.as_str()) == own)
}

fn extend(order: &PurchaseOrder, line: &LineItem, until: &str) -> Fix {
    let mut edits = Vec::new();
    if order.expiration_month.as_str() < until {
        edits.push(json!({"set": {"purchaseOrder": order.id}, "to": {"expirationMonth": until}}));
    }
    edits.push(set_line(order, line, json!({ "endMonth": until })));
    Fix { kind: FixKind::Extend, value: until.to_owned(), edits }
}

fn add_order(ground: &Ground<'_>, first: &Document, documents: &[&Document], until: &str) -> Fix {
    let types = documents.iter().map(|document| {
        let background = ground.facts.background(&document.id, &document.charges);
        // Services of their own are not for every seller of record.
        specific_type(&background).filter(|kind| *kind != LineItemType::ProfessionalServices)
    });
    let mut types: Vec<Option<LineItemType>> = types.collect();
    types.dedup();
    let kind = match types[..] {
        [Some(kind)] => kind,
        _ => LineItemType::All,
    };
    let sum = documents.iter().map(|document| document.signed());
    let sum = sum.fold(Decimal::ZERO, Decimal::saturating_add);
    let id = free_id(ground);
    // Narrowed to what they share, so that it takes no others.
    let shared = |of: fn(&Background<'_>) -> Option<String>| -> Vec<String> {
        let own =
            |document: &&Document| of(&ground.facts.background(&document.id, &document.charges));
        let mut all: Vec<Option<String>> = documents.iter().map(own).collect();
        all.dedup();
        if all.len() == 1 { all.into_iter().flatten().collect() } else { Vec::new() }
    };
    let sellers = Sellers::built_in();
    let scopes = sellers.get(&first.bill_from);
    let numbers = match scopes.is_some_and(|s| s.scopes_by_tax_registration_number) {
        true => shared(|background| background.tax_registration_number.map(str::to_owned)),
        false => Vec::new(),
    };
    let order = json!({
        "id": id,
        "billFrom": [first.bill_from],
        "taxRegistrationNumbers": numbers,
        "invoiceUnits": shared(|background| background.invoice_unit.map(str::to_owned)),
        "currency": first.currency,
        "effectiveMonth": first.billing_period,
        "expirationMonth": until,
        "lineItems": [{
            "number": "1",
            "type": kind,
            "startMonth": first.billing_period,
            "endMonth": until,
            "amount": written(sum.max(Decimal::ZERO), &first.currency),
            "quantity": "1",
            "balanceTracking": true,
        }],
    });
    Fix {
        kind: FixKind::AddOrder,
        value: id,
        edits: vec![json!({ "add": { "purchaseOrder": order } })],
    }
}

/// The first number that no purchase order has.
fn free_id(ground: &Ground<'_>) -> String {
    let is_free = |id: &String| {
        !ground.facts.orders.contains_key(id)
            && !ground.state.lines.keys().any(|place| place.order == *id)
    };
    (1..).map(|number| format!("NEW-{number}")).find(is_free).unwrap_or_default()
}

/// The type that is meant for a document alone, by the engine's rule.
fn specific_type(background: &Background<'_>) -> Option<LineItemType> {
    procurement::specific_type(background.category?.into(), background.cycle.into())
}

/// For an agreed charge: names a purchase order on it where a marketplace takes such a name, else
/// the same as for other documents.
pub(super) fn for_charge(ground: &Ground<'_>, document: &Document, charge: &str) -> Option<Fix> {
    let background = ground.facts.background(&document.id, &document.charges);
    if background.category != Some(Category::Marketplace) {
        return for_documents(ground, document, &[document]);
    }
    let agreed = background.agreement.and_then(|agreement| line_of(ground, document, agreement));
    let (order, to) = match agreed {
        Some(Place { order, line }) => {
            let to = json!({ "purchaseOrderReference": order, "purchaseOrderLine": line });
            (order, to)
        }
        None => {
            let order = free_id(ground);
            let to = json!({ "purchaseOrderReference": order });
            (order, to)
        }
    };
    let edit = json!({ "set": { "charge": charge }, "to": to });
    Some(Fix { kind: FixKind::Reference, value: order, edits: vec![edit] })
}

/// Names on each charge the line that its document goes to: it stays there then, whatever becomes of
/// other lines.
pub(super) fn name_lines(first: &str, charges: &[(&Document, &Charge)]) -> Fix {
    let edit = |(document, charge): &(&Document, &Charge)| {
        let (order, line) = document.place_of()?;
        let to = json!({ "purchaseOrderReference": order, "purchaseOrderLine": line });
        Some(json!({ "set": { "charge": charge.id }, "to": to }))
    };
    let edits = charges.iter().filter_map(edit).collect();
    Fix { kind: FixKind::Reference, value: first.to_owned(), edits }
}

/// The line that other documents of an agreement name, if it can take this one too. Any other
/// purchase order is meant for something else.
fn line_of(ground: &Ground<'_>, document: &Document, agreement: &str) -> Option<Place> {
    let total = document.signed();
    let takes = |other: &&Document| {
        let is_kept = match other.order().and_then(|order| ground.facts.orders.get(order)) {
            Some(order) => !order.suspended && order.expiration_month >= document.billing_period,
            None => true,
        };
        let line = other.place().and_then(|place| ground.state.lines.get(&place));
        let left = line.and_then(|line| line.closing_balance.as_deref()).map(decimal);
        is_kept && left.is_none_or(|left| left >= total)
    };
    let others = ground.state.documents().map(|other| &**other).filter(|other| {
        other.by == "reference"
            && other.currency == document.currency
            && other.bill_from == document.bill_from
            && ground.facts.background(&other.id, &other.charges).agreement == Some(agreement)
    });
    others.filter(takes).last()?.place()
}

pub(super) fn resume(order: &str) -> Fix {
    let edit = json!({"set": {"purchaseOrder": order}, "to": {"suspended": false}});
    Fix { kind: FixKind::Resume, value: order.to_owned(), edits: vec![edit] }
}

/// Raises the amount of a line so that its total value grows by at least `missing`.
pub(super) fn raise(order: &PurchaseOrder, line: &LineItem, missing: Decimal) -> Option<Fix> {
    let step = amount_for(order, line, missing, RoundingStrategy::AwayFromZero)?;
    let amount = price(order, decimal(&line.amount).checked_add(step)?);
    let edit = set_line(order, line, json!({ "amount": amount }));
    Some(Fix { kind: FixKind::Raise, value: amount, edits: vec![edit] })
}

/// Lowers the amount of a line by what is left.
pub(super) fn release(order: &PurchaseOrder, line: &LineItem, left: Decimal) -> Option<Fix> {
    let step = amount_for(order, line, left, RoundingStrategy::ToZero)?;
    let amount = decimal(&line.amount).checked_sub(step)?;
    // The tax alone may be more than what is used.
    if step.is_zero() || amount < Decimal::ZERO {
        return None;
    }
    let amount = price(order, amount);
    let edit = set_line(order, line, json!({ "amount": amount }));
    Some(Fix { kind: FixKind::Release, value: amount, edits: vec![edit] })
}

/// The unit amount that makes up a difference of the total value (P-9).
fn amount_for(
    order: &PurchaseOrder,
    line: &LineItem,
    difference: Decimal,
    rounding: RoundingStrategy,
) -> Option<Decimal> {
    let factor = match &line.tax {
        Some(Tax { kind: TaxType::Percent, value }) => {
            Decimal::ONE.checked_add(decimal(value).checked_div(Decimal::ONE_HUNDRED)?)?
        }
        _ => Decimal::ONE,
    };
    let divisor = decimal(&line.quantity).checked_mul(factor)?;
    let step = difference.checked_div(divisor)?;
    let decimals = digits(&order.currency).max(decimal(&line.amount).scale().min(DECIMALS_MAX));
    Some(step.round_dp_with_strategy(decimals, rounding))
}

/// Writes a unit amount, which may have more decimals than the currency, rounded up to what a
/// number has room for.
fn price(order: &PurchaseOrder, amount: Decimal) -> String {
    let up = RoundingStrategy::ToPositiveInfinity;
    let amount = amount.round_dp_with_strategy(DECIMALS_MAX, up).normalize();
    match amount.scale() > digits(&order.currency) {
        true => amount.to_string(),
        false => written(amount, &order.currency),
    }
}

/// Sets a purchase order to what it is already: it is the most recently updated one then (P-13).
pub(super) fn touch(order: &str) -> Fix {
    let edit = json!({"set": {"purchaseOrder": order}, "to": {"suspended": false}});
    Fix { kind: FixKind::Touch, value: order.to_owned(), edits: vec![edit] }
}

pub(super) fn remove_line(order: &PurchaseOrder, line: &LineItem) -> Fix {
    let edit = json!({"remove": {"purchaseOrder": order.id, "lineItem": line.number}});
    Fix { kind: FixKind::RemoveLine, value: line.number.clone(), edits: vec![edit] }
}

fn set_line(order: &PurchaseOrder, line: &LineItem, to: Value) -> Value {
    json!({"set": {"purchaseOrder": order.id, "lineItem": line.number}, "to": to})
}
