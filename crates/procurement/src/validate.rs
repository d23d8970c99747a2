//! The check of one purchase order before it is saved: everything a snapshot asks, what the add
//! wizard asks beyond, and warnings of what is allowed and probably not meant.

use serde::Serialize;

use crate::canonical::push_list;
use crate::natural::natural_order;
use crate::problem::{Code, Collector, Path, Problem};
use crate::purchase_order::PurchaseOrder;
use crate::seller::Sellers;
use crate::tree::{Tree, parse};
use crate::{BillingMonth, LineItem, LineItemType, Problems};

/// A new purchase order's id has at most this many characters (P-33); references may be longer.
pub const NEW_ID_LENGTH_MAX: usize = 100;

/// What is wrong with a purchase order, and what is allowed but probably not meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Validation {
    /// Must be put right before it can be saved.
    pub problems: Vec<Problem>,
    /// Worth a look.
    pub warnings: Vec<Problem>,
}

impl Validation {
    /// The canonical JSON.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"problems\":");
        push_list(&mut out, &self.problems, |out, problem| problem.push_json(out));
        out.push_str(",\"warnings\":");
        push_list(&mut out, &self.warnings, |out, problem| problem.push_json(out));
        out.push('}');
        out
    }
}

/// Checks one purchase order as a person would save it. Pointers go into the purchase order.
///
/// ```
/// use procurement::{Sellers, validate_purchase_order};
/// let validation = validate_purchase_order(r#"{"id": "PO#1"}"#, &Sellers::built_in());
/// let pointers: Vec<_> = validation.problems.iter().map(|p| p.pointer.as_str()).collect();
/// assert_eq!(pointers, [
///     "/billFrom", "/currency", "/effectiveMonth", "/expirationMonth", "/id", "/updatedAt",
/// ]);
/// ```
pub fn validate_purchase_order(json: &str, sellers: &Sellers) -> Validation {
    let tree = match parse(json) {
        Ok(tree) => tree,
        Err(Problems { problems }) => return Validation { problems, warnings: Vec::new() },
    };
    let mut problems = Collector::default();
    let mut warnings = Collector::default();
    if let Some(entries) = crate::fields::entries_of(&tree, Path::Root, &mut problems) {
        let order = PurchaseOrder::read(entries, sellers, Path::Root, &mut problems);
        let value = |key: &str| entries.iter().find(|(name, _)| name == key).map(|(_, it)| it);
        if let Some(Tree::Text(id)) = value("id")
            && id.chars().count() > NEW_ID_LENGTH_MAX
        {
            let message =
                format!("a new purchase order's ID has at most {NEW_ID_LENGTH_MAX} characters");
            problems.add(Code::TextTooLong, Path::Root.key("id"), message);
        }
        if let Some(order) = order {
            // What is wrong with a line is told at the line: it is there all the same.
            let has_lines = matches!(value("lineItems"), Some(Tree::Array(all)) if !all.is_empty());
            warn(&order, has_lines, &mut warnings);
        }
    }
    let list = |collector: Collector| collector.into_result().err().map(|found| found.problems);
    Validation {
        problems: list(problems).unwrap_or_default(),
        warnings: list(warnings).unwrap_or_default(),
    }
}

fn warn(order: &PurchaseOrder, has_lines: bool, warnings: &mut Collector) {
    if order.bill_from.len() > 1 {
        let message = "invoices of several sellers of record can use this purchase order: one purchase order for each is easier to follow";
        warnings.add(Code::SeveralBillFrom, Path::Root.key("billFrom"), message);
    }
    if !has_lines {
        let message =
            "a purchase order without line items never matches an invoice: add one (P-17)";
        warnings.add(Code::NoLineItems, Path::Root.key("lineItems"), message);
    }
    let path = Path::Root.key("lineItems");
    for (index, line) in order.line_items.iter().enumerate() {
        let path = path.index(index);
        if let Some(other) = shadow(line, &order.line_items) {
            let message = format!(
                "best match never reaches this line: an untracked line of its type, such as line {}, comes first in each of its months (P-6, P-11)",
                other.number
            );
            warnings.add(Code::LineNeverMatches, path, message);
        } else if let Some(other) = twin(index, line, &order.line_items) {
            let message = format!(
                "line {} has the same type and as many months, and they overlap: where balances do not decide, only their numbers do (M9, P-11)",
                other.number
            );
            warnings.add(Code::LinesOverlap, path, message);
        }
    }
}

/// An earlier line that overlaps with equal rank.
fn twin<'o>(index: usize, line: &LineItem, lines: &'o [LineItem]) -> Option<&'o LineItem> {
    // Transactions are found by reference, where only the number counts (P-4).
    let is_matched = line.kind != LineItemType::MarketplaceTransaction;
    lines.iter().take(index).find(|other| {
        is_matched
            && other.kind == line.kind
            && other.window_months() == line.window_months()
            && other.start <= line.end
            && line.start <= other.end
    })
}

/// A line that comes first in one of this line's months, when such a line is there in all of
/// them. Only untracked lines always win: a balance may run out (M9).
fn shadow<'o>(line: &LineItem, lines: &'o [LineItem]) -> Option<&'o LineItem> {
    if line.kind == LineItemType::MarketplaceTransaction {
        return None;
    }
    let comes_first = |other: &LineItem| {
        other
            .window_months()
            .cmp(&line.window_months())
            .then_with(|| natural_order(&other.number, &line.number))
            .is_lt()
    };
    let winner = |month: BillingMonth| {
        lines.iter().find(|other| {
            other.kind == line.kind
                && !other.balance_tracking
                && other.start <= month
                && month <= other.end
                && comes_first(other)
        })
    };
    let mut months = (0..line.window_months()).map(|offset| line.start.plus(i32::from(offset)));
    let first = winner(line.start)?;
    months.all(|month| winner(month).is_some()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_before_a_text_means_nothing() {
        let snapshot = crate::Workspace::load("\u{feff}{}".to_owned(), &Sellers::built_in());
        let mut workspace = snapshot.unwrap();
        let edits = r#"{"at": "2026-01-01T00:00:00Z", "edits": []}"#;
        workspace.apply(&format!("\u{feff}{edits}")).unwrap();
        let validated = |text: &str| validate_purchase_order(text, &Sellers::built_in());
        assert_eq!(validated("\u{feff}{}").problems, validated("{}").problems);
        // One only: what stands there twice is no mark.
        assert_eq!(validated("\u{feff}\u{feff}{}").problems[0].code, Code::InvalidJson);
    }

    fn line(number: &str, months: &str, tracked: bool) -> String {
        let (start, end) = months.split_once("..").unwrap();
        format!(
            r#"{{"number":"{number}","type":"all","startMonth":"2026-{start}","endMonth":"2026-{end}","amount":"1","quantity":"1","balanceTracking":{tracked}}}"#
        )
    }

    fn warnings(sellers: &str, lines: &[String]) -> Vec<String> {
        let order = format!(
            r#"{{"id":"A","billFrom":{sellers},"currency":"USD","effectiveMonth":"2026-01","expirationMonth":"2026-12","updatedAt":"2026-01-01T00:00:00Z","lineItems":[{}]}}"#,
            lines.join(",")
        );
        let validation = validate_purchase_order(&order, &Sellers::built_in());
        assert_eq!(validation.problems, []);
        let row = |problem: &Problem| format!("{} {:?}", problem.pointer, problem.code);
        validation.warnings.iter().map(row).collect()
    }

    #[test]
    fn what_is_probably_not_meant_is_told() {
        let one = r#"["AWS_INC"]"#;
        for (lines, expected) in [
            (vec![line("1", "01..12", true)], vec![]),
            (vec![line("1", "01..06", true), line("2", "07..12", true)], vec![]),
            (
                vec![line("1", "01..06", true), line("2", "04..09", true)],
                vec!["/lineItems/1 LinesOverlap"],
            ),
            (
                vec![line("1", "01..12", false), line("2", "01..12", true)],
                vec!["/lineItems/1 LineNeverMatches"],
            ),
            (
                vec![
                    line("9", "01..12", true),
                    line("1", "01..06", false),
                    line("2", "07..12", false),
                ],
                vec!["/lineItems/0 LineNeverMatches"],
            ),
            (vec![line("9", "01..12", true), line("1", "01..06", false)], vec![]),
            (vec![], vec!["/lineItems NoLineItems"]),
        ] {
            assert_eq!(warnings(one, &lines), expected, "{lines:?}");
        }
        let two = r#"["AWS_INC","AWS_KOREA"]"#;
        assert_eq!(warnings(two, &[line("1", "01..12", true)]), ["/billFrom SeveralBillFrom"]);
    }

    /// With balances of 50 and 100, an invoice of 80 uses the second line, whatever the numbers.
    #[test]
    fn lines_that_overlap_are_told_that_balances_decide_first() {
        let lines = [line("1", "01..12", true), line("2", "01..12", true)].join(",");
        let order = format!(
            r#"{{"id":"A","billFrom":["AWS_INC"],"currency":"USD","effectiveMonth":"2026-01","expirationMonth":"2026-12","updatedAt":"2026-01-01T00:00:00Z","lineItems":[{lines}]}}"#
        );
        let told = validate_purchase_order(&order, &Sellers::built_in()).warnings.remove(0);
        assert_eq!(told.code, Code::LinesOverlap);
        let rest = "where balances do not decide, only their numbers do (M9, P-11)";
        assert!(told.message.ends_with(rest), "{}", told.message);
    }

    #[test]
    fn a_line_that_is_not_finished_is_one_all_the_same() {
        let order = |lines: &str| {
            format!(
                r#"{{"id":"A","billFrom":["AWS_INC"],"currency":"USD","effectiveMonth":"2026-01","expirationMonth":"2026-12","updatedAt":"2026-01-01T00:00:00Z"{lines}}}"#
            )
        };
        let unfinished = line("1", "01..12", true).replace(r#""amount":"1","#, "");
        let lines = format!(r#","lineItems":[{unfinished}]"#);
        let validation = validate_purchase_order(&order(&lines), &Sellers::built_in());
        let pointers: Vec<_> = validation.problems.iter().map(|p| p.pointer.as_str()).collect();
        assert_eq!(pointers, ["/lineItems/0/amount"]);
        assert_eq!(validation.warnings, []);
        let without = validate_purchase_order(&order(""), &Sellers::built_in());
        assert_eq!(without.warnings.len(), 1);
    }

    /// Worked example 48: 100 characters for a new purchase order.
    #[test]
    fn a_new_id_has_a_hundred_characters_at_most() {
        let told = |length: usize| {
            let order = format!(r#"{{"id":"{}"}}"#, "x".repeat(length));
            let validation = validate_purchase_order(&order, &Sellers::built_in());
            validation.problems.iter().any(|p| p.pointer == "/id")
        };
        assert!(!told(100));
        assert!(told(101));
    }
}
