//! The lines that say what there is: purchase orders, lines, associations, documents, charges.

use serde_json::{Value, json};

use super::words::{Words, instant, is_month, is_number, place, unknown};

/// A word that is followed by a string, and the key under which that goes into a document.
const DOCUMENT_WORDS: [(&str, &str); 11] = [
    ("from", "billFrom"),
    ("in", "currency"),
    ("of", "originalInvoiceId"),
    ("trn", "taxRegistrationNumber"),
    ("unit", "invoiceUnit"),
    ("reference", "purchaseOrderReference"),
    ("line", "purchaseOrderLine"),
    ("terms", "paymentTerms"),
    ("agreement", "agreementId"),
    ("until", "agreementEndMonth"),
    ("quantity", "quantity"),
];

pub(super) fn purchase_order(id: &str, mut words: Words<'_>) -> Result<Value, String> {
    let mut order = json!({
        "id": id,
        "billFrom": ["AWS_INC"],
        "currency": "USD",
        "effectiveMonth": "2025-01",
        "expirationMonth": "2025-12",
        "updatedAt": instant("2025-01-01"),
        "lineItems": [],
    });
    while let Some(word) = words.next() {
        match word {
            "from" => put(&mut order, "billFrom", words.require_list("a seller")?),
            "in" => put(&mut order, "currency", words.require("a currency")?),
            "updated" => put(&mut order, "updatedAt", instant(words.require("an instant")?)),
            "trns" => put(&mut order, "taxRegistrationNumbers", words.require_list("a number")?),
            "units" => put(&mut order, "invoiceUnits", words.require_list("a unit")?),
            "suspended" => put(&mut order, "suspended", true),
            _ => {
                let (first, last) = months(word)?;
                put(&mut order, "effectiveMonth", first);
                put(&mut order, "expirationMonth", last);
            }
        }
    }
    Ok(order)
}

pub(super) fn line_item(
    number: &str,
    mut words: Words<'_>,
    order: &Value,
) -> Result<Value, String> {
    let mut line = json!({
        "number": number,
        "startMonth": order.get("effectiveMonth"),
        "endMonth": order.get("expirationMonth"),
        "amount": "1",
        "quantity": "1",
        "balanceTracking": false,
    });
    while let Some(word) = words.next() {
        match word {
            "tracked" | "untracked" => {
                put(&mut line, "balanceTracking", word == "tracked");
                put(&mut line, "amount", words.require("an amount")?);
            }
            "quantity" => put(&mut line, "quantity", words.require("a quantity")?),
            "tax" => put(&mut line, "tax", tax(words.require("a tax")?)),
            "all"
            | "monthly-usage"
            | "subscription"
            | "marketplace-transaction"
            | "marketplace-blanket-usage"
            | "professional-services" => put(&mut line, "type", word),
            _ => {
                let (first, last) = months(word)?;
                put(&mut line, "startMonth", first);
                put(&mut line, "endMonth", last);
            }
        }
    }
    required(line, "type")
}

pub(super) fn association(invoice_id: &str, mut words: Words<'_>) -> Result<Value, String> {
    let (order, line) = place(words.require("a line")?)?;
    let total = words.require("an amount")?;
    words.finish()?;
    Ok(json!({
        "invoiceId": invoice_id,
        "purchaseOrderId": order,
        "lineItemNumber": line,
        "total": total,
    }))
}

/// An invoice or a credit memo.
pub(super) fn given_document(kind: &str, id: &str, words: Words<'_>) -> Result<Value, String> {
    let mut document = json!({ "id": id, "type": kind });
    document_words(&mut document, words, "total")?;
    let mut document = required(required(document, "category")?, "total")?;
    if document.get("issuedAt").is_none() {
        let period = text(&document, "billingPeriod");
        let issued =
            if is_monthly(&document) { usual_issue_day(period)? } else { format!("{period}-01") };
        put(&mut document, "issuedAt", instant(&issued));
    }
    Ok(document)
}

pub(super) fn charge(id: &str, words: Words<'_>) -> Result<Value, String> {
    let mut charge = json!({ "id": id, "category": "marketplace" });
    document_words(&mut charge, words, "amount")?;
    if charge.get("kind").is_none() {
        let kind = if is_monthly(&charge) { "usage" } else { "fixed" };
        put(&mut charge, "kind", kind);
    }
    required(charge, "amount")
}

fn document_words(
    document: &mut Value,
    mut words: Words<'_>,
    amount_key: &str,
) -> Result<(), String> {
    put(document, "billFrom", "AWS_INC");
    put(document, "currency", "USD");
    while let Some(word) = words.next() {
        if let Some((_, key)) = DOCUMENT_WORDS.into_iter().find(|(known, _)| *known == word) {
            put(document, key, words.require(key)?);
            continue;
        }
        match word {
            "issued" => put(document, "issuedAt", instant(words.require("an instant")?)),
            "due" => put(document, "time", instant(words.require("an instant")?)),
            "usage" | "fixed" => put(document, "kind", word),
            "monthly" | "out-of-cycle" => put(document, "cycle", word),
            "monthly-usage" | "subscription" | "marketplace" | "professional-services" => {
                put(document, "category", word);
            }
            _ if is_month(word) => put(document, "billingPeriod", word),
            _ if is_number(word) => put(document, amount_key, word),
            _ => return Err(unknown(word)),
        }
    }
    if document.get("cycle").is_none() {
        let usual = match text(document, "category") {
            "monthly-usage" | "marketplace" => "monthly",
            _ => "out-of-cycle",
        };
        put(document, "cycle", usual);
    }
    match document.get("billingPeriod") {
        Some(_) => Ok(()),
        None => Err("a month is missing".to_owned()),
    }
}

/// The 3rd of the month after `period`, when a monthly invoice is issued.
fn usual_issue_day(period: &str) -> Result<String, String> {
    let (year, month) = period.split_once('-').ok_or_else(|| unknown(period))?;
    let number = |digits: &str| digits.parse::<u32>().map_err(|error| error.to_string());
    let (year, month) = (number(year)?, number(month)?);
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    Ok(format!("{year:04}-{month:02}-03"))
}

fn tax(word: &str) -> Value {
    match word.strip_suffix('%') {
        Some(percent) => json!({ "type": "percent", "value": percent }),
        None => json!({ "type": "absolute", "value": word }),
    }
}

fn months(word: &str) -> Result<(&str, &str), String> {
    let months = word.split_once("..").filter(|(first, last)| is_month(first) && is_month(last));
    months.ok_or_else(|| unknown(word))
}

fn is_monthly(document: &Value) -> bool {
    text(document, "cycle") == "monthly"
}

fn required(object: Value, key: &str) -> Result<Value, String> {
    if object.get(key).is_some() { Ok(object) } else { Err(format!("`{key}` is missing")) }
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn put(object: &mut Value, key: &str, value: impl Into<Value>) {
    let object = object.as_object_mut().expect("facts are objects");
    object.insert(key.to_owned(), value.into());
}
