//! What a purchase order begins with: with one that it is like, being the next one of its kind, or
//! with what a finding proposes.

use billing_files::document::PurchaseOrder;
use outlook::api::{Finding, OrderRow};
use procurement::BillingMonth;
use serde_json::{Value, json};

use crate::format;
use crate::pages::order_form::{new_line, of_document, sellers_of};

/// Numbers that are tried before somebody is asked for one.
const TRIES: usize = 1000;

/// The next one: its months follow those of the other, and its number does where that has a year or
/// a counter.
pub(super) fn next_of(order: &PurchaseOrder, known: &[OrderRow]) -> Value {
    let mut next = of_document(order);
    let term = months_of(&order.effective_month, &order.expiration_month);
    let shifted = |month: &str| later(month, term);
    let (first, last) = (shifted(&order.effective_month), shifted(&order.expiration_month));
    let years = [(&order.effective_month, &first), (&order.expiration_month, &last)];
    let years = years.map(|(from, to)| (year(from).to_owned(), year(to).to_owned()));
    let is_taken = |id: &str| known.iter().any(|row| row.id == id);
    next["id"] = next_number_of(&order.id, &years, is_taken).unwrap_or_default().into();
    next["effectiveMonth"] = first.into();
    next["expirationMonth"] = last.into();
    next["suspended"] = false.into();
    if let Some(lines) = next["lineItems"].as_array_mut() {
        for line in lines {
            for key in ["startMonth", "endMonth"] {
                line[key] = shifted(line[key].as_str().unwrap_or_default()).into();
            }
        }
    }
    next
}

/// One that a reference would create, added beforehand.
pub(super) fn as_created(row: &OrderRow, now: &str) -> Value {
    let or = |text: &str, other: String| match text.is_empty() {
        true => other,
        false => text.to_owned(),
    };
    let first = or(&row.effective, now.to_owned());
    let last = or(&row.expiration, later(&first, 11));
    json!({
        "id": row.id, "description": "", "billFrom": sellers_of(row),
        "currency": or(&row.currency, "USD".to_owned()),
        "effectiveMonth": first, "expirationMonth": last, "taxRegistrationNumbers": "",
        "invoiceUnits": "", "shipTo": "", "contacts": [], "tags": [], "suspended": false,
        "lineItems": [new_line("1", "marketplace-transaction", &first, &last)],
    })
}

/// The one that a finding proposes to add. It may be gone by now, or propose something else.
pub(super) fn proposed(findings: &[Finding], key: &str) -> Option<Value> {
    let fix = findings.iter().find(|finding| finding.key == key)?.fix.as_ref()?;
    let added = fix.edits.iter().find_map(|edit| edit.pointer("/add/purchaseOrder"));
    let mut order = added?.clone();
    // It is stamped when it is added.
    order.as_object_mut()?.insert("updatedAt".to_owned(), "2000-01-01T00:00:00Z".into());
    serde_json::from_value(order).ok().map(|order| of_document(&order))
}

/// The month some months later; the same text where it is none.
pub(super) fn later(month: &str, months: i32) -> String {
    let parsed: Option<BillingMonth> = month.parse().ok();
    parsed.map_or_else(|| month.to_owned(), |month| month.plus(months).to_string())
}

/// How many months a time has, at least one.
pub(super) fn months_of(first: &str, last: &str) -> i32 {
    let count = |month: &str| {
        let month: BillingMonth = month.parse().ok()?;
        Some(month.year() * 12 + i32::try_from(month.month()).ok()?)
    };
    match (count(first), count(last)) {
        (Some(first), Some(last)) => (last - first + 1).max(1),
        _ => 1,
    }
}

fn year(month: &str) -> &str {
    month.split_once('-').map_or(month, |(year, _)| year)
}

/// The next number: with the next year in place of its year, or counted on.
fn next_number_of(
    id: &str,
    years: &[(String, String)],
    is_taken: impl Fn(&str) -> bool,
) -> Option<String> {
    let mut number = moved_years(id, years);
    let has_year = number != id;
    for _ in 0..TRIES {
        if number != id && !is_taken(&number) {
            return Some(number);
        }
        // A year is no counter: 2027 does not become 2028 only since it is taken.
        let ends_in_year =
            years.iter().any(|(from, to)| number.ends_with(from) || number.ends_with(to));
        if has_year || ends_in_year {
            return None;
        }
        number = counted_on(&number)?;
    }
    None
}

/// The number with each year of it, `2026` or `26`, moved on.
fn moved_years(id: &str, years: &[(String, String)]) -> String {
    let mut moved = String::new();
    let mut rest = id;
    while !rest.is_empty() {
        let start = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (before, after) = rest.split_at(start);
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (digits, tail) = after.split_at(end);
        moved.push_str(before);
        let short = |year: &str| year.get(2..).unwrap_or_default().to_owned();
        let found = years.iter().find_map(|(from, to)| match digits {
            _ if digits == from => Some(to.clone()),
            _ if digits.len() == 2 && digits == short(from) => Some(short(to)),
            _ => None,
        });
        moved.push_str(found.as_deref().unwrap_or(digits));
        rest = tail;
    }
    moved
}

/// The number with the counter at its end one higher.
fn counted_on(id: &str) -> Option<String> {
    let head = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = id.get(head.len()..)?;
    let next = format::digits(digits.parse::<usize>().ok()?.checked_add(1)?);
    let zeros = "0".repeat(digits.len().saturating_sub(next.len()));
    Some([head, &zeros, &next].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_number_has_the_next_year_or_counts_on() {
        let years =
            [("2026".to_owned(), "2027".to_owned()), ("2026".to_owned(), "2027".to_owned())];
        for (id, taken, expected) in [
            ("CLOUD-2026", "", Some("CLOUD-2027")),
            ("FY26/7", "", Some("FY27/7")),
            ("CLOUD-2026", "CLOUD-2027", None),
            ("SMALL-1", "", Some("SMALL-2")),
            ("SMALL-1", "SMALL-2", Some("SMALL-3")),
            ("4500009", "", Some("4500010")),
            ("A-099", "", Some("A-100")),
            ("AF-3101-CLOUD", "", None),
        ] {
            let next = next_number_of(id, &years, |number| number == taken);
            assert_eq!(next.as_deref(), expected, "{id}");
        }
    }

    #[test]
    fn months_are_counted_with_both_ends() {
        assert_eq!(months_of("2026-01", "2026-12"), 12);
        assert_eq!(months_of("2026-11", "2027-01"), 3);
        assert_eq!(months_of("2026-05", "2026-05"), 1);
        assert_eq!(later("2026-12", 1), "2027-01");
    }
}
