//! The months as a strip: how many invoices each has, what they sum to, and where to look.

use crate::ui::follow::{follow, memo};
use leptos::prelude::*;
use outlook::api::{MonthSum, Overview};

use crate::desk::Desk;
use crate::page::Address;
use crate::text::{Text, invoices as texts, plural};
use crate::ui::{Kind, icon};
use crate::{format, words};

pub(super) fn strip(overview: RwSignal<Option<Overview>>, address: Address) -> AnyView {
    let desk = Desk::expect();
    let chosen = address.get("month");
    let as_of = memo(move || {
        desk.standing.with(|s| s.as_ref().map(|s| s.as_of.clone()).unwrap_or_default())
    });
    let months = follow(move || {
        let overview = overview.get()?;
        let months: Vec<AnyView> =
            overview.months.iter().map(|sum| month(sum, &as_of.get(), chosen, address)).collect();
        let (earlier, later) = overview.outside;
        let outside = (earlier + later > 0).then(|| {
            let (earlier, later) = (format::number(earlier), format::number(later));
            let text = texts::OUTSIDE.with(&[("earlier", &earlier), ("later", &later)]);
            view! { <p class="hint">{text}</p> }
        });
        Some(view! {
            <ol class="months">{months}</ol>
            {outside}
        })
    });
    view! {
        <section aria-label=texts::MONTHS.get() class="months-frame">
            {months}
        </section>
    }
    .into_any()
}

fn month(sum: &MonthSum, as_of: &str, chosen: Signal<String>, address: Address) -> AnyView {
    let own = sum.month.clone();
    let is_chosen = {
        let own = own.clone();
        Signal::derive(move || chosen.with(|chosen| *chosen == own))
    };
    let pressed = Signal::derive(move || if is_chosen.get() { "true" } else { "false" });
    let choose = move |_| {
        let month = if is_chosen.get_untracked() { "" } else { &own };
        address.set(&[("month", month)], true);
    };
    let time = match sum.month.as_str().cmp(as_of) {
        std::cmp::Ordering::Less => "past",
        std::cmp::Ordering::Equal => "now",
        std::cmp::Ordering::Greater => "ahead",
    };
    let now = (time == "now").then(|| view! { <span class="month-now">{texts::NOW.get()}</span> });
    let note = |count: usize, kind: Kind, one: Text, other: Text| {
        (count > 0).then(|| {
            view! {
                <span class="month-note" data-kind=kind.name()>
                    {kind.icon().map(icon)}
                    <span>{plural(one, other, count)}</span>
                </span>
            }
        })
    };
    let count = if sum.documents == 0 {
        texts::NONE.get().to_owned()
    } else {
        plural(texts::INVOICES_ONE, texts::INVOICES_OTHER, sum.documents)
    };
    let totals: Vec<AnyView> = sum
        .totals
        .iter()
        .map(|total| {
            let money = format::money(&total.total, &total.currency);
            view! { <span class="month-total">{money}</span> }.into_any()
        })
        .collect();
    view! {
        <li class="month" data-time=time>
            <button type="button" class="month-button" aria-pressed=pressed on:click=choose>
                <span class="month-name">{format::month(&sum.month)} {now}</span>
                <span class="month-count">{count}</span>
                {totals}
                {note(sum.without, Kind::Bad, texts::WITHOUT_ONE, texts::WITHOUT_OTHER)}
                {note(sum.warnings, Kind::Warning, texts::WARNINGS_ONE, texts::WARNINGS_OTHER)}
                {note(sum.changed, Kind::Info, texts::CHANGED_ONE, texts::CHANGED_OTHER)}
            </button>
        </li>
    }
    .into_any()
}

/// What the rows shown sum to, by currency.
pub(super) fn totals(totals: &[outlook::api::Total]) -> Vec<String> {
    let told = totals.iter().map(|total| {
        let sum = format::money(&total.total, &total.currency);
        if total.without.trim_start_matches(['0', '.']).is_empty() {
            return sum;
        }
        let without = format::money(&total.without, &total.currency);
        texts::TOTAL_WITHOUT.with(&[("total", &sum), ("without", &without)])
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { vec![words::totals(&[])] } else { told }
}
