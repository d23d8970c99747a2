//! The largest totals of a currency as bars. They tell nothing that the table does not.

use leptos::prelude::*;

use super::filters::By;
use super::sums::{OfCurrency, minor, per_mille};
use super::table::name;
use crate::format;
use crate::server::{Server, TotalsRow};
use crate::text::{costs as texts, plural};

/// So many bars at most; what is left is one more.
const BARS: usize = 10;

/// Bars; none where there is nothing to compare.
pub(super) fn bars(server: Server, by: By, own: &OfCurrency) -> Option<AnyView> {
    let mut rows: Vec<&TotalsRow> = own.rows.iter().filter(|row| minor(&row.total) > 0).collect();
    if rows.len() < 2 {
        return None;
    }
    rows.sort_by_key(|row| std::cmp::Reverse(minor(&row.total)));
    let (shown, rest) = rows.split_at(if rows.len() > BARS + 1 { BARS } else { rows.len() });
    let mut bars: Vec<(String, String, bool)> = shown
        .iter()
        .map(|row| {
            let is_without = row.key.is_none();
            (name(server, by, row.key.as_deref()), row.total.clone(), is_without)
        })
        .collect();
    if !rest.is_empty() {
        let others = plural(texts::OTHERS_ONE, texts::OTHERS_OTHER, rest.len());
        bars.push((others, own.sum(rest.iter().copied()), false));
    }
    let longest = bars.iter().map(|(_, total, _)| minor(total)).max().unwrap_or_default();
    let drawn: Vec<AnyView> = bars
        .into_iter()
        .map(|(name, total, is_without)| {
            let length = per_mille(minor(&total), longest).unwrap_or_default();
            let size = [&format::digits(length / 10), ".", &format::digits(length % 10), "%"];
            view! {
                <span class="costs-name">{name}</span>
                <span class="costs-track">
                    <span
                        class="costs-bar"
                        data-kind=is_without.then_some("warning")
                        style:inline-size=size.concat()
                    ></span>
                </span>
                <span class="figures">{format::money(&total, &own.currency)}</span>
            }
            .into_any()
        })
        .collect();
    let label = texts::CHART.with(&[("currency", &own.currency), ("what", by.name().get())]);
    let view = view! { <div class="costs-bars" role="img" aria-label=label>{drawn}</div> };
    Some(view.into_any())
}
