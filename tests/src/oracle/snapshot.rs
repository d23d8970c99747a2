//! The snapshot as plain structs, with what follows from it before any document is placed: total
//! values, opening balances and the invoices that charges form.

use serde_json::Value;

use super::amount::{self, Amount};
use super::calendar::{self, Instant, Month};
use super::{Refusal, grouping};

pub(super) struct Snapshot {
    pub(super) orders: Vec<PurchaseOrder>,
    pub(super) associations: Vec<Association>,
    /// Given ones and formed ones, in no particular order.
    pub(super) documents: Vec<Document>,
}

pub(super) struct PurchaseOrder {
    pub(super) id: String,
    pub(super) bill_from: Vec<String>,
    pub(super) currency: String,
    pub(super) effective: Month,
    pub(super) expiration: Month,
    pub(super) updated_at: Instant,
    pub(super) suspended: bool,
    pub(super) tax_registration_numbers: Vec<String>,
    pub(super) invoice_units: Vec<String>,
    pub(super) lines: Vec<LineItem>,
}

pub(super) struct LineItem {
    pub(super) number: String,
    pub(super) kind: String,
    pub(super) start: Month,
    pub(super) end: Month,
    pub(super) total_value: Amount,
    /// `None` for an untracked line.
    pub(super) balance: Option<Balance>,
    /// How many documents of this run were placed on it.
    pub(super) documents: u32,
}

pub(super) struct Balance {
    pub(super) opening: Amount,
    pub(super) current: Amount,
}

pub(super) struct Association {
    pub(super) invoice_id: String,
    pub(super) place: Place,
    total: Amount,
}

/// One line of one purchase order, whether it exists or not.
#[derive(Clone, PartialEq)]
pub(super) struct Place {
    pub(super) order: String,
    pub(super) line: String,
}

pub(super) struct Document {
    pub(super) id: String,
    pub(super) is_credit_memo: bool,
    /// The ids of the charges that formed it; none for a given one.
    pub(super) charges: Vec<String>,
    pub(super) category: String,
    pub(super) cycle: String,
    pub(super) bill_from: String,
    pub(super) currency: String,
    pub(super) billing_period: Month,
    pub(super) issued_at: Instant,
    pub(super) total: Amount,
    pub(super) original_invoice_id: Option<String>,
    pub(super) tax_registration_number: Option<String>,
    pub(super) invoice_unit: Option<String>,
    pub(super) reference: Option<String>,
    pub(super) reference_line: Option<String>,
    pub(super) agreement_end: Option<Month>,
}

pub(super) fn read(snapshot: &Value) -> Result<Snapshot, Refusal> {
    let associations: Vec<_> = list(snapshot, "associations").iter().map(association).collect();
    let orders = list(snapshot, "purchaseOrders").iter();
    let orders = orders.map(|order| purchase_order(order, &associations));
    let orders = orders.collect::<Result<_, _>>()?;
    let mut documents: Vec<_> = list(snapshot, "invoices").iter().map(given_document).collect();
    documents.extend(grouping::form_documents(list(snapshot, "charges"))?);
    Ok(Snapshot { orders, associations, documents })
}

fn purchase_order(order: &Value, associations: &[Association]) -> Result<PurchaseOrder, Refusal> {
    let id = text(order, "id");
    let currency = text(order, "currency");
    let mut lines = Vec::new();
    for line in list(order, "lineItems") {
        let place = Place { order: id.clone(), line: text(line, "number") };
        lines.push(line_item(line, &currency, &place, associations)?);
    }
    Ok(PurchaseOrder {
        bill_from: texts(order, "billFrom"),
        effective: calendar::month(&text(order, "effectiveMonth")),
        expiration: calendar::month(&text(order, "expirationMonth")),
        updated_at: calendar::instant(&text(order, "updatedAt")),
        suspended: flag(order, "suspended"),
        tax_registration_numbers: texts(order, "taxRegistrationNumbers"),
        invoice_units: texts(order, "invoiceUnits"),
        id,
        currency,
        lines,
    })
}

fn line_item(
    line: &Value,
    currency: &str,
    place: &Place,
    associations: &[Association],
) -> Result<LineItem, Refusal> {
    let exact_value = exact_total_value(line);
    let total_value = amount::round_half_even(&exact_value, amount::minor_digits(currency));
    let total_value = amount::within_limit(total_value)?;
    let balance = if flag(line, "balanceTracking") {
        let associated = associations.iter().filter(|association| association.place == *place);
        let drawn: Amount = associated.map(|association| &association.total).sum();
        let opening = amount::within_limit(&total_value - drawn)?;
        Some(Balance { current: opening.clone(), opening })
    } else {
        None
    };
    Ok(LineItem {
        number: place.line.clone(),
        kind: text(line, "type"),
        start: calendar::month(&text(line, "startMonth")),
        end: calendar::month(&text(line, "endMonth")),
        total_value,
        balance,
        documents: 0,
    })
}

/// P-9: the tax is a share of `amount x quantity` or an amount that is added once.
fn exact_total_value(line: &Value) -> Amount {
    let net = number(line, "amount") * number(line, "quantity");
    let Some(tax) = line.get("tax").filter(|tax| !tax.is_null()) else { return net };
    let tax_value = number(tax, "value");
    match text(tax, "type").as_str() {
        "percent" => &net + &net * tax_value / amount::whole(100),
        _ => net + tax_value,
    }
}

fn association(association: &Value) -> Association {
    Association {
        invoice_id: text(association, "invoiceId"),
        place: Place {
            order: text(association, "purchaseOrderId"),
            line: text(association, "lineItemNumber"),
        },
        total: number(association, "total"),
    }
}

fn given_document(invoice: &Value) -> Document {
    Document {
        id: text(invoice, "id"),
        is_credit_memo: optional_text(invoice, "type").as_deref() == Some("credit-memo"),
        charges: Vec::new(),
        category: text(invoice, "category"),
        cycle: text(invoice, "cycle"),
        bill_from: text(invoice, "billFrom"),
        currency: text(invoice, "currency"),
        billing_period: calendar::month(&text(invoice, "billingPeriod")),
        issued_at: calendar::instant(&text(invoice, "issuedAt")),
        total: number(invoice, "total"),
        original_invoice_id: optional_text(invoice, "originalInvoiceId"),
        tax_registration_number: optional_text(invoice, "taxRegistrationNumber"),
        invoice_unit: optional_text(invoice, "invoiceUnit"),
        reference: optional_text(invoice, "purchaseOrderReference"),
        reference_line: optional_text(invoice, "purchaseOrderLine"),
        agreement_end: None,
    }
}

pub(super) fn optional_text(object: &Value, key: &str) -> Option<String> {
    Some(object.get(key)?.as_str()?.to_owned())
}

pub(super) fn text(object: &Value, key: &str) -> String {
    optional_text(object, key).unwrap_or_else(|| unreadable(object, key))
}

pub(super) fn number(object: &Value, key: &str) -> Amount {
    amount::parse(&text(object, key))
}

fn flag(object: &Value, key: &str) -> bool {
    object.get(key).and_then(Value::as_bool).unwrap_or(false)
}

fn texts(object: &Value, key: &str) -> Vec<String> {
    list(object, key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn list<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[expect(clippy::panic, reason = "the oracle is only asked about valid snapshots")]
fn unreadable(object: &Value, key: &str) -> ! {
    panic!("`{key}` should be a string in {object}")
}
