//! The lines of purchase orders that are named, to choose from.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{LineOutlook, OrderDetails, OrderRow, Request};

use crate::desk::Desk;
use crate::format;
use crate::text::subscriptions as texts;
use crate::ui::Choice;
use crate::ui::follow::{memo, watch};
use crate::words;

/// Purchase orders that are named, with their lines, as far as they are known.
#[derive(Clone, Copy, Debug)]
pub(in crate::pages) struct Lines {
    known: RwSignal<BTreeMap<String, OrderDetails>>,
}

impl Lines {
    /// Asks for those that are named and are there, and again when they may be others.
    pub(in crate::pages) fn follow(
        desk: Desk,
        orders: RwSignal<Option<Vec<OrderRow>>>,
        named: impl Fn() -> Vec<String> + Send + Sync + 'static,
    ) -> Self {
        let lines = Self { known: RwSignal::new(BTreeMap::new()) };
        let wanted = memo(move || {
            let named: BTreeSet<String> = named().into_iter().collect();
            orders.with(|orders| {
                let orders = orders.iter().flatten().map(|order| &order.id);
                orders.filter(|id| named.contains(*id)).cloned().collect::<Vec<_>>()
            })
        });
        watch(move || {
            desk.revision.track();
            for order in wanted.get() {
                spawn_local(async move {
                    let asked = Request::Order { order: order.clone() };
                    if let Ok(details) = desk.ask::<OrderDetails>(asked).await {
                        lines.known.try_update(|known| drop(known.insert(order, details)));
                    }
                });
            }
        });
        lines
    }

    /// The lines of a purchase order, those that fit first. `month` is the one that bills.
    pub(in crate::pages) fn choices(self, order: &str, month: Option<&str>) -> Vec<Choice> {
        self.known.with(|known| {
            let Some(details) = known.get(order) else { return Vec::new() };
            let mut judged: Vec<(bool, Choice)> =
                details.lines.iter().map(|line| judged(details, line, month)).collect();
            judged.sort_by(|(a, left), (b, right)| {
                a.cmp(b).then_with(|| procurement::natural_order(&left.value, &right.value))
            });
            judged.into_iter().map(|(_, choice)| choice).collect()
        })
    }
}

/// Whether a line does not fit, and what to know about it.
fn judged(details: &OrderDetails, line: &LineOutlook, month: Option<&str>) -> (bool, Choice) {
    let is_before = |end: &str| month.is_some_and(|month| end < month);
    let is_after = |start: &str| month.is_some_and(|month| start > month);
    let told = month.map(format::month_long).unwrap_or_default();
    let misfit = if line.end.as_deref().is_some_and(is_before) {
        Some(texts::LINE_ENDS.with(&[("month", &told)]))
    } else if line.start.as_deref().is_some_and(is_after) {
        Some(texts::BEGINS.with(&[("month", &told)]))
    } else {
        None
    };
    let items = details.order.iter().flat_map(|order| &order.line_items);
    let kind = items
        .into_iter()
        .find(|item| item.number == line.number)
        .map(|item| words::line_type(item.kind.as_str()));
    let months = match (&line.start, &line.end) {
        (Some(start), Some(end)) => {
            Some([&*format::month(start), " – ", &*format::month(end)].concat())
        }
        _ => None,
    };
    let left = line
        .closing
        .as_ref()
        .map(|closing| texts::LEFT.with(&[("left", &format::money(closing, &line.currency))]));
    let fits = misfit.is_none();
    let first = misfit.unwrap_or_else(|| texts::FITS.into());
    let parts: Vec<String> = [Some(first), kind, months, left].into_iter().flatten().collect();
    let description = Some(parts.join(" · "));
    let (value, label) = (line.number.clone(), line.number.clone());
    (!fits, Choice { value, label, description })
}
