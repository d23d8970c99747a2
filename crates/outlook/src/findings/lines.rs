//! Lines that run out, that end with money left, or that nothing can use.

use billing_files::document::{LineItem, PurchaseOrder};
use procurement::sorting::sort_by;
use procurement::{Code, Sellers, validate_purchase_order};
use rust_decimal::Decimal;

use super::{Ground, finding, fixes};
use crate::api::{Finding, FindingKind};
use crate::balances::{Draw, Draws};
use crate::money::{decimal, written};
use crate::months::month;
use crate::state::Line;

/// A line that ends with less than this part of its value has no money left to speak of.
const WORTH_TELLING_PER_CENT: i64 = 10;

/// What is left is told when a line ends so soon, or when its use until then is estimated: else
/// nobody knows what will be left. That nothing uses a line is known before.
const MONTHS_NEAR: i32 = 3;

pub(super) fn find(ground: &Ground<'_>) -> Vec<Finding> {
    let mut orders: Vec<&PurchaseOrder> =
        ground.facts.orders.values().map(|order| &**order).collect();
    sort_by(&mut orders, |a, b| a.id.cmp(&b.id));
    let nothing = Draws::new();
    let mut findings = Vec::new();
    for order in orders {
        let mut of_order = Vec::new();
        let outcomes: Vec<&Line> = ground.state.lines_of(&order.id).collect();
        for line in &order.line_items {
            let Some(outcome) = outcomes.iter().find(|line_of| line_of.number() == line.number)
            else {
                continue;
            };
            let draws = ground.draws.get(&(order.id.as_str(), line.number.as_str()));
            let used = Used { order, line, outcome, draws: draws.unwrap_or(&nothing) };
            of_order.extend(runs_out(ground, &used));
            of_order.extend(money_left(ground, &used));
        }
        let never = never_matches(ground, order, &outcomes);
        // Why nothing uses such a line is told already.
        let is_told = |line: &Option<String>| never.iter().any(|finding| finding.line == *line);
        of_order.retain(|finding| finding.kind != FindingKind::Unused || !is_told(&finding.line));
        findings.extend(of_order);
        findings.extend(never);
    }
    findings
}

/// A line and what uses it.
struct Used<'u> {
    order: &'u PurchaseOrder,
    line: &'u LineItem,
    outcome: &'u Line,
    draws: &'u Draws,
}

impl Used<'_> {
    fn finding(&self, kind: FindingKind, month: String, amount: Decimal) -> Finding {
        let currency = &self.order.currency;
        let mut finding = finding(kind, month);
        finding.amount = Some((written(amount, currency), currency.clone()));
        finding.documents = self.outcome.invoices;
        finding.order = Some(self.order.id.clone());
        finding.line = Some(self.line.number.clone());
        finding.until = Some(self.line.end_month.clone());
        finding
    }
}

fn runs_out(ground: &Ground<'_>, used: &Used<'_>) -> Option<Finding> {
    let runs_out = ground.run_outs.get(&used.outcome.place())?;
    let closing = decimal(used.outcome.closing_balance.as_deref()?);
    // Used up to the last cent in its last month, or long ago: nothing to be done.
    if closing >= Decimal::ZERO || month(&used.line.end_month)? < ground.as_of {
        return None;
    }
    let mut finding = used.finding(FindingKind::RunsOut, runs_out.to_string(), -closing);
    finding.fix = fixes::raise(used.order, used.line, -closing);
    Some(finding)
}

fn money_left(ground: &Ground<'_>, used: &Used<'_>) -> Option<Finding> {
    let end = month(&used.line.end_month)?;
    if used.order.suspended || end < ground.as_of || end > ground.until {
        return None;
    }
    let opening = decimal(used.outcome.opening_balance.as_deref()?);
    let value = decimal(&used.outcome.total_value);
    let is_estimated = used.draws.values().any(|draw| !draw.estimated.is_zero());
    let kind = if is_estimated || end <= ground.as_of.plus(MONTHS_NEAR) {
        FindingKind::MoneyLeft
    } else if used.draws.is_empty() && opening >= value {
        FindingKind::Unused
    } else {
        return None;
    };
    let drawn = used.draws.range(..=end).map(|(_, draw)| Draw::sum(draw));
    let left = drawn.fold(opening, Decimal::saturating_sub);
    let worth = value.saturating_mul(Decimal::new(WORTH_TELLING_PER_CENT, 2));
    if left <= worth || left <= Decimal::ZERO {
        return None;
    }
    let month = used.line.end_month.clone();
    let mut finding = used.finding(kind, month, left);
    // It is too early to take anything off a line that may still be used.
    if kind == FindingKind::MoneyLeft {
        finding.fix = fixes::release(used.order, used.line, left);
    }
    Some(finding)
}

/// What the engine warns of before saving, for purchase orders that are not over.
fn never_matches(ground: &Ground<'_>, order: &PurchaseOrder, outcomes: &[&Line]) -> Vec<Finding> {
    let is_over = month(&order.expiration_month).is_none_or(|end| end < ground.as_of);
    // A line can only stand in the way of another.
    if is_over || order.line_items.len() < 2 {
        return Vec::new();
    }
    let json = serde_json::to_string(order).unwrap_or_default();
    let validation = validate_purchase_order(&json, &Sellers::built_in());
    let warnings = validation.warnings.iter().filter(|w| w.code == Code::LineNeverMatches);
    let found = warnings.filter_map(|warning| {
        let place = warning.pointer.split('/').nth(2)?.parse::<usize>().ok()?;
        let line = order.line_items.get(place)?;
        let is_used = |outcome: &&Line| outcome.number() == line.number && outcome.invoices > 0;
        if outcomes.iter().any(is_used) {
            return None;
        }
        let mut finding = finding(FindingKind::NeverMatches, line.start_month.clone());
        finding.order = Some(order.id.clone());
        finding.line = Some(line.number.clone());
        finding.until = Some(line.end_month.clone());
        finding.fix = Some(fixes::remove_line(order, line));
        Some(finding)
    });
    found.collect()
}
