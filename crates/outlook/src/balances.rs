//! Lines month by month: what draws on them, what is left, and when that is used up.

use std::collections::{BTreeMap, HashMap};

use procurement::BillingMonth;
use procurement::sorting::sort_by;
use rust_decimal::Decimal;

use crate::api::{LineMonth, LineOutlook};
use crate::estimates::Estimate;
use crate::facts::{Certainty, Facts};
use crate::money::{decimal, written};
use crate::months::through;
use crate::state::{Document, Line, State};

/// What is left below this part of the value wants attention (P-30).
const THRESHOLD_PER_CENT: i64 = 75;

/// What a month draws on a line.
#[derive(Debug, Default, Clone)]
pub(crate) struct Draw {
    invoiced: Decimal,
    scheduled: Decimal,
    pub(crate) estimated: Decimal,
    /// How much more and how much less the estimates may be.
    more: Decimal,
    less: Decimal,
}

impl Draw {
    pub(crate) fn sum(&self) -> Decimal {
        self.invoiced.saturating_add(self.scheduled).saturating_add(self.estimated)
    }
}

/// What a line's documents draw, by month.
pub(crate) type Draws = BTreeMap<BillingMonth, Draw>;

/// What all documents draw, by purchase order and line number.
pub(crate) fn draws<'s>(
    documents: impl Iterator<Item = &'s Document>,
    state: &State,
    facts: &Facts,
    estimates: &[Estimate],
) -> HashMap<(&'s str, &'s str), Draws> {
    let mut all: HashMap<(&str, &str), Draws> = HashMap::new();
    let (ranges, created) = (ranges(estimates), state.created());
    for document in documents {
        let (Some(place), Some(month)) = (document.place_of(), document.month()) else { continue };
        let declared = facts.orders.get(place.0).map(|order| order.currency.as_str());
        let currency = declared.or_else(|| created.get(place.0).copied());
        // A document in another currency than its purchase order draws nothing.
        if currency.is_some_and(|currency| currency != document.currency) {
            continue;
        }
        let month = all.entry(place).or_default().entry(month).or_default();
        let signed = document.signed();
        let part = match facts.background(&document.id, &document.charges).certainty {
            Certainty::Invoiced => &mut month.invoiced,
            Certainty::Scheduled => &mut month.scheduled,
            Certainty::Estimated => &mut month.estimated,
        };
        *part = part.saturating_add(signed);
        if let Some((low, high)) = range_of(document, facts, &ranges) {
            month.less = month.less.saturating_add(signed.saturating_sub(low));
            month.more = month.more.saturating_add(high.saturating_sub(signed));
        }
    }
    all
}

/// The ranges of estimated charges by id.
pub(crate) fn ranges(estimates: &[Estimate]) -> HashMap<&str, &Estimate> {
    estimates.iter().map(|estimate| (estimate.charge.id.as_str(), estimate)).collect()
}

/// The low and the high end of a document's amount; none when nothing is known about them.
pub(crate) fn range_of(
    document: &Document,
    facts: &Facts,
    ranges: &HashMap<&str, &Estimate>,
) -> Option<(Decimal, Decimal)> {
    if !document.is_estimate() {
        return None;
    }
    let (mut less, mut more) = (Decimal::ZERO, Decimal::ZERO);
    let mut is_known = false;
    for id in &document.charges {
        let Some(estimate) = ranges.get(id.as_str()) else { continue };
        let amount = facts.charge(id).map(|charge| decimal(&charge.amount));
        // An amount that a person typed has no range.
        if amount != Some(decimal(&estimate.charge.amount)) {
            continue;
        }
        let amount = amount.unwrap_or_default();
        is_known = true;
        less = less.saturating_add(amount.saturating_sub(decimal(&estimate.low)));
        more = more.saturating_add(decimal(&estimate.high).saturating_sub(amount));
    }
    let total = document.signed();
    is_known.then(|| (total.saturating_sub(less), total.saturating_add(more)))
}

/// The outlook of all lines of a purchase order, created ones too.
pub(crate) fn outlooks(
    order: &str,
    state: &State,
    facts: &Facts,
    estimates: &[Estimate],
    window: (BillingMonth, BillingMonth),
) -> Vec<LineOutlook> {
    let own = state.documents().map(|document| &**document);
    let own = own.filter(|document| document.order() == Some(order));
    let draws = draws(own, state, facts, estimates);
    let declared = facts.orders.get(order);
    let currency = match declared {
        Some(declared) => declared.currency.clone(),
        None => state.created().get(order).copied().unwrap_or_default().to_owned(),
    };
    let (run_outs, thresholds) = (state.run_outs(), state.threshold_months());
    let mut lines: Vec<&Line> = state.lines_of(order).collect();
    sort_by(&mut lines, |a, b| procurement::natural_order(a.number(), b.number()));
    let outlook = |line: &Line| {
        let place = line.place();
        let window_of = declared
            .and_then(|order| order.line_items.iter().find(|other| other.number == place.line));
        let mut outlook = LineOutlook {
            number: place.line.clone(),
            tracked: line.tracked,
            currency: currency.clone(),
            value: line.total_value.clone(),
            opening: line.opening_balance.clone(),
            closing: line.closing_balance.clone(),
            start: window_of.map(|line| line.start_month.clone()),
            end: window_of.map(|line| line.end_month.clone()),
            threshold: written(threshold(&line.total_value), &currency),
            threshold_month: thresholds.get(&place).map(ToString::to_string),
            runs_out: run_outs.get(&place).map(ToString::to_string),
            runs_out_early: None,
            documents: line.invoices,
            months: Vec::new(),
        };
        let nothing = Draws::new();
        fill(&mut outlook, draws.get(&(order, line.number())).unwrap_or(&nothing), window);
        outlook
    };
    lines.into_iter().map(outlook).collect()
}

fn threshold(value: &str) -> Decimal {
    decimal(value).saturating_mul(Decimal::new(THRESHOLD_PER_CENT, 2))
}

fn fill(outlook: &mut LineOutlook, draws: &Draws, window: (BillingMonth, BillingMonth)) {
    let first = draws.keys().next().copied().unwrap_or(window.0).min(window.0);
    let last = draws.keys().next_back().copied().unwrap_or(window.1).max(window.1);
    let currency = outlook.currency.clone();
    let amount = |amount: Decimal| written(amount, &currency);
    let mut balance = outlook.opening.as_deref().map(decimal);
    let (mut more, mut less) = (Decimal::ZERO, Decimal::ZERO);
    let nothing = Draw::default();
    // The engine tells when an amount runs out within a month, too.
    let mut early = outlook.runs_out.clone();
    for month in through(first, last) {
        let drawn = draws.get(&month).unwrap_or(&nothing);
        let worst_before = balance.map(|balance| balance.saturating_sub(more));
        balance = balance.map(|balance| balance.saturating_sub(drawn.sum()));
        more = more.saturating_add(drawn.more);
        less = less.saturating_add(drawn.less);
        let worst = balance.map(|balance| balance.saturating_sub(more));
        let is_used_up = worst_before > Some(Decimal::ZERO) && worst <= Some(Decimal::ZERO);
        if is_used_up && early.as_ref().is_none_or(|early| *early > month.to_string()) {
            early = Some(month.to_string());
        }
        let is_uncertain = !more.is_zero() || !less.is_zero();
        outlook.months.push(LineMonth {
            month: month.to_string(),
            invoiced: amount(drawn.invoiced),
            scheduled: amount(drawn.scheduled),
            estimated: amount(drawn.estimated),
            balance: balance.map(amount),
            range: balance.filter(|_| is_uncertain).map(|balance| {
                (amount(balance.saturating_sub(more)), amount(balance.saturating_add(less)))
            }),
        });
    }
    outlook.runs_out_early = early;
}
