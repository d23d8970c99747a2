//! Best match: every line of every purchase order is judged and the rest is sorted (M1..M10).

use std::cmp::{Ordering, Reverse};

use super::natural_order;
use super::snapshot::{Document, LineItem, Place, PurchaseOrder};

/// The one seller of the built-in table that scopes by tax registration number.
const SCOPING_SELLER: &str = "AWS_EMEA_SARL";

/// One entry of an explanation.
pub(super) struct Candidate {
    pub(super) order: Option<String>,
    pub(super) line: Option<String>,
    pub(super) verdict: Verdict,
    pub(super) code: Option<&'static str>,
}

pub(super) enum Verdict {
    Chosen,
    Lost,
    Rejected,
}

impl Candidate {
    pub(super) fn chosen(place: &Place) -> Candidate {
        let Place { order, line } = place.clone();
        Candidate { order: Some(order), line: Some(line), verdict: Verdict::Chosen, code: None }
    }

    fn lost(place: &Place, code: Option<&'static str>) -> Candidate {
        Candidate { verdict: Verdict::Lost, code, ..Candidate::chosen(place) }
    }

    pub(super) fn rejected(
        order: Option<&str>,
        line: Option<&str>,
        code: &'static str,
    ) -> Candidate {
        Candidate {
            order: order.map(str::to_owned),
            line: line.map(str::to_owned),
            verdict: Verdict::Rejected,
            code: Some(code),
        }
    }
}

/// A line that passed M2..M7.
struct Survivor<'a> {
    order: &'a PurchaseOrder,
    line: &'a LineItem,
    specificity: u8,
}

impl Survivor<'_> {
    fn place(&self) -> Place {
        Place { order: self.order.id.clone(), line: self.line.number.clone() }
    }
}

/// Returns the place of the best line, if any fits, and a verdict for everything looked at, in the
/// order of an explanation.
pub(super) fn best_match(
    orders: &[PurchaseOrder],
    document: &Document,
) -> (Option<Place>, Vec<Candidate>) {
    let mut survivors = Vec::new();
    let mut rejected = Vec::new();
    for order in orders {
        if let Some(code) = order_rejection(order, document) {
            rejected.push(Candidate::rejected(Some(&order.id), None, code));
            continue;
        }
        for line in &order.lines {
            match judge_line(line, document) {
                Ok(specificity) => survivors.push(Survivor { order, line, specificity }),
                Err(code) => {
                    let (order, line) = (Some(order.id.as_str()), Some(line.number.as_str()));
                    rejected.push(Candidate::rejected(order, line, code));
                }
            }
        }
    }
    rejected.sort_by(rejection_order);
    survivors.sort_by(|left, right| {
        first_difference(left, right, document).map_or(Ordering::Equal, |(ordering, _)| ordering)
    });

    let mut survivors = survivors.iter();
    let Some(winner) = survivors.next() else { return (None, rejected) };
    let lost = survivors.map(|loser| {
        let difference = first_difference(winner, loser, document);
        Candidate::lost(&loser.place(), difference.map(|(_, code)| code))
    });
    let mut candidates = vec![Candidate::chosen(&winner.place())];
    candidates.extend(lost);
    candidates.extend(rejected);
    (Some(winner.place()), candidates)
}

/// Why no line of this purchase order is looked at: the first code that applies.
fn order_rejection(order: &PurchaseOrder, document: &Document) -> Option<&'static str> {
    let is_selected = |selection: &[String], value: &Option<String>| {
        value.as_ref().is_some_and(|value| selection.contains(value))
    };
    let numbers = &order.tax_registration_numbers;
    let outside_numbers = document.bill_from == SCOPING_SELLER
        && !numbers.is_empty()
        && !is_selected(numbers, &document.tax_registration_number);
    let units = &order.invoice_units;
    let outside_units = !units.is_empty() && !is_selected(units, &document.invoice_unit);
    let checks = [
        (order.suspended, "SUSPENDED"),
        (order.expiration < document.billing_period, "EXPIRED_FOR_PERIOD"),
        (order.effective > document.billing_period, "NOT_YET_EFFECTIVE"),
        (!order.bill_from.contains(&document.bill_from), "BILL_FROM"),
        (outside_numbers, "TRN"),
        (outside_units, "INVOICE_UNIT"),
        (order.currency != document.currency, "CURRENCY"),
        (order.lines.is_empty(), "NO_LINE_ITEMS"),
    ];
    checks.into_iter().find(|(applies, _)| *applies).map(|(_, code)| code)
}

/// Returns how specific the line's type is for the document, or why the line is out.
fn judge_line(line: &LineItem, document: &Document) -> Result<u8, &'static str> {
    if !(line.start..=line.end).contains(&document.billing_period) {
        return Err("PERIOD");
    }
    if line.kind == "all" {
        return Ok(1);
    }
    let specific = match (document.category.as_str(), document.cycle.as_str()) {
        ("monthly-usage", "monthly") => "monthly-usage",
        ("subscription", "out-of-cycle") => "subscription",
        ("marketplace", _) => "marketplace-blanket-usage",
        ("professional-services", "out-of-cycle") => "professional-services",
        ("professional-services", "monthly") => "monthly-usage",
        _ => return Err("TYPE"),
    };
    if line.kind == specific { Ok(2) } else { Err("TYPE") }
}

/// The first key of the order in which two survivors differ: how, and what the one that comes
/// later is told.
fn first_difference(
    left: &Survivor<'_>,
    right: &Survivor<'_>,
    document: &Document,
) -> Option<(Ordering, &'static str)> {
    let scoped = |survivor: &Survivor<'_>| !survivor.order.invoice_units.is_empty();
    let covers = |survivor: &Survivor<'_>| covers_amount(survivor.line, document);
    let months = |survivor: &Survivor<'_>| survivor.line.end - survivor.line.start;
    let keys = [
        (Reverse(scoped(left)).cmp(&Reverse(scoped(right))), "SCOPE"),
        (right.specificity.cmp(&left.specificity), "LESS_SPECIFIC"),
        (Reverse(covers(left)).cmp(&Reverse(covers(right))), "INSUFFICIENT_BALANCE"),
        (right.order.updated_at.cmp(&left.order.updated_at), "OLDER_UPDATE"),
        (left.order.id.cmp(&right.order.id), "TIE_PO_ID"),
        (months(left).cmp(&months(right)), "TIE_WINDOW"),
        (natural_order::compare(&left.line.number, &right.line.number), "TIE_LINE_NUMBER"),
    ];
    keys.into_iter().find(|(ordering, _)| ordering.is_ne())
}

/// M9, before the document is drawn.
pub(super) fn covers_amount(line: &LineItem, document: &Document) -> bool {
    let balance = line.balance.as_ref();
    document.is_credit_memo || balance.is_none_or(|balance| balance.current >= document.total)
}

fn rejection_order(left: &Candidate, right: &Candidate) -> Ordering {
    left.order.cmp(&right.order).then_with(|| match (&left.line, &right.line) {
        (Some(left), Some(right)) => natural_order::compare(left, right),
        (left, right) => left.is_some().cmp(&right.is_some()),
    })
}
