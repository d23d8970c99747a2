//! A line: what is left month by month, when it runs out, and what can be done with it.

use leptos::prelude::*;
use outlook::api::{LineMonth, LineOutlook, OrderDetails};

use super::{QUIET, line_form, removal};
use crate::text::{orders as texts, plural};
use crate::ui::chart::{ChartMark, ChartMonth, Figure, MarkKind, Model, ticks};
use crate::ui::{Badge, Button, Chart, Icon, Kind, Meter};
use crate::{format, words};

pub(super) fn line(details: &OrderDetails, outlook: &LineOutlook) -> AnyView {
    let declared = details.order.as_ref().and_then(|order| {
        let found = order.line_items.iter().find(|line| line.number == outlook.number);
        found.map(|line| (order, line))
    });
    let title = match declared {
        Some((_, line)) => {
            let kind = words::line_type(line.kind.as_str());
            texts::LINE.with(&[("line", &outlook.number), ("type", &kind)])
        }
        None => texts::CREATED_LINE.with(&[("line", &outlook.number)]),
    };
    let months = match (&outlook.start, &outlook.end) {
        (Some(start), Some(end)) => {
            texts::FROM_TO.with(&[("from", &format::month(start)), ("to", &format::month(end))])
        }
        _ => String::new(),
    };
    let is_editing = RwSignal::new(false);
    let buttons = declared.map(|(order, line)| {
        view! {
            <Button
                label=texts::EDIT
                kind=QUIET
                icon=Icon::Edit
                on_click=move || is_editing.set(true)
            />
            {removal::line(&order.id, &line.number)}
            {line_form::edit_line(is_editing, order.clone(), line.clone())}
        }
    });
    let description = declared.and_then(|(_, line)| line.description.clone()).unwrap_or_default();
    view! {
        <section class="card line">
            <div class="line-head">
                <div>
                    <h3 class="card-title">{title}</h3>
                    <p class="hint">{months} " " {description}</p>
                </div>
                <div class="actions">{buttons}</div>
            </div>
            {rest(outlook)}
            <div class="badges">{badges(outlook)}</div>
            {outlook.tracked.then(|| chart(outlook))}
        </section>
    }
    .into_any()
}

/// What is left in the end, as a measure and in words.
fn rest(outlook: &LineOutlook) -> AnyView {
    let value = format::money(&outlook.value, &outlook.currency);
    let Some(closing) = &outlook.closing else {
        return view! { <p>{texts::NOT_TRACKED.with(&[("value", &value)])}</p> }.into_any();
    };
    let left = format::money(closing, &outlook.currency);
    let text = texts::LEFT.with(&[("left", &left), ("value", &value)]);
    let (left, whole) = (scaled(closing), scaled(&outlook.value));
    let share = left.saturating_mul(1000).checked_div(whole).unwrap_or_default().clamp(0, 1000);
    let kind = match share {
        0 => Kind::Bad,
        1..250 => Kind::Warning,
        _ => Kind::Good,
    };
    let share = usize::try_from(share).unwrap_or_default();
    view! {
        <Meter
            label=text.clone()
            per_mille=Signal::stored(share)
            text=Signal::stored(text)
            kind=Signal::stored(kind)
        />
    }
    .into_any()
}

fn badges(outlook: &LineOutlook) -> Vec<AnyView> {
    let month = |month: &String| format::month_long(month);
    let mut badges = Vec::new();
    let mut add = |kind: Kind, text: String| {
        badges.push(view! { <Badge text=text kind=kind /> }.into_any());
    };
    match (&outlook.runs_out, &outlook.runs_out_early) {
        (Some(out), early) => {
            let mut text = texts::RUNS_OUT.with(&[("month", &month(out))]);
            if let Some(early) = early.as_ref().filter(|early| *early < out) {
                text.push_str(", ");
                text.push_str(&texts::RUNS_OUT_EARLY.with(&[("month", &month(early))]));
            }
            add(Kind::Bad, text);
        }
        (None, Some(early)) => {
            add(Kind::Warning, texts::RUNS_OUT_MAYBE.with(&[("month", &month(early))]));
        }
        (None, None) => {}
    }
    if let Some(below) = &outlook.threshold_month {
        add(Kind::Neutral, texts::BELOW.with(&[("month", &month(below))]));
    }
    add(Kind::Neutral, plural(texts::INVOICES_ONE, texts::INVOICES_OTHER, outlook.documents));
    badges
}

/// An amount as a whole number of minor units: amounts of one line have the same decimals.
fn scaled(amount: &str) -> i64 {
    amount.replace('.', "").parse().unwrap_or_default()
}

fn chart(outlook: &LineOutlook) -> AnyView {
    let figure = |amount: &str| Figure {
        value: scaled(amount),
        text: format::money(amount, &outlook.currency),
    };
    let month = |month: &LineMonth| ChartMonth {
        label: format::month(&month.month),
        taken: [figure(&month.invoiced), figure(&month.scheduled), figure(&month.estimated)],
        balance: figure(month.balance.as_deref().unwrap_or("0")),
        range: month.range.as_ref().map(|(low, high)| (figure(low), figure(high))),
    };
    let place = |wanted: &Option<String>| {
        let wanted = wanted.as_ref()?;
        outlook.months.iter().position(|month| month.month == *wanted)
    };
    let mut marks = Vec::new();
    if let Some(month) = place(&outlook.runs_out) {
        let label = texts::CHART_RUNS_OUT.into();
        marks.push(ChartMark { month, kind: MarkKind::RunOut, label });
    }
    if let Some(month) = place(&outlook.end) {
        let label = texts::CHART_EXPIRES.into();
        marks.push(ChartMark { month, kind: MarkKind::Expiry, label });
    }
    let months: Vec<ChartMonth> = outlook.months.iter().map(month).collect();
    let model = Model {
        title: texts::CHART.with(&[("line", &outlook.number)]),
        ticks: axis(outlook, &months),
        months,
        threshold: Some((scaled(&outlook.threshold), texts::CHART_THRESHOLD.into())),
        marks,
    };
    view! { <Chart model=Signal::stored(model) /> }.into_any()
}

/// Heights with a label, written as money of the line's currency.
fn axis(outlook: &LineOutlook, months: &[ChartMonth]) -> Vec<(i64, String)> {
    let balances = months.iter().flat_map(|month| {
        let range = month.range.iter().flat_map(|(low, high)| [low.value, high.value]);
        [month.balance.value].into_iter().chain(range)
    });
    let highest = balances.clone().chain([scaled(&outlook.value)]).max().unwrap_or_default();
    let lowest = balances.min().unwrap_or_default().min(0);
    let digits = outlook.value.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    ticks(lowest, highest)
        .into_iter()
        .map(|value| {
            let text = [&value.to_string(), "E-", &format::digits(digits)].concat();
            (value, format::money(&text, &outlook.currency))
        })
        .collect()
}
