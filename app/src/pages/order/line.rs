//! A line: what is left month by month, when it runs out, and what can be done with it.

use billing_files::document::{LineItem, TaxType};
use leptos::prelude::*;
use outlook::api::{LineMonth, LineOutlook, OrderDetails};

use super::Sheet;
use super::dialogs::Dialog;
use crate::text::{orders as texts, plural};
use crate::ui::chart::{ChartMark, ChartMonth, Figure, MarkKind, Model, ticks};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Button, ButtonKind, Chart, Icon, Kind, Meter};
use crate::{format, words};

/// The line of a number, and how it is declared.
type Shown = Option<(LineOutlook, Option<LineItem>)>;

/// All lines. A line that is there already is not drawn again as a whole: its buttons keep the
/// focus.
pub(super) fn lines(sheet: Sheet) -> AnyView {
    let numbers = memo(move || {
        sheet.details.with(|it| {
            let lines = it.iter().flat_map(|it| {
                it.lines.iter().map(|line| (line.number.clone(), declared(it, &line.number)))
            });
            lines.map(|(number, line)| (number, line.is_some())).collect::<Vec<_>>()
        })
    });
    let line = move |(number, is_declared): (String, bool)| line(sheet, number, is_declared);
    view! {
        <div class="lines">
            <For each=move || numbers.get() key=Clone::clone children=line />
        </div>
    }
    .into_any()
}

fn declared(details: &OrderDetails, number: &str) -> Option<LineItem> {
    let order = details.order.as_ref()?;
    order.line_items.iter().find(|line| line.number == number).cloned()
}

fn line(sheet: Sheet, number: String, is_declared: bool) -> AnyView {
    let own = number.clone();
    let shown = memo(move || {
        sheet.details.with(|it| {
            let details = it.as_ref()?;
            let outlook = details.lines.iter().find(|line| line.number == own)?;
            Some((outlook.clone(), declared(details, &own)))
        })
    });
    let is_tracked = memo(move || {
        shown.with(|shown| shown.as_ref().is_some_and(|(outlook, _)| outlook.tracked))
    });
    let buttons = is_declared.then(|| {
        let (edit, remove) = (number.clone(), number.clone());
        view! {
            <Button
                label=texts::EDIT
                kind=ButtonKind::Quiet
                icon=Icon::Edit
                on_click=move || sheet.dialog.set(Some(Dialog::EditLine(edit.clone())))
            />
            <Button
                label=texts::REMOVE
                kind=ButtonKind::Quiet
                icon=Icon::Trash
                on_click=move || sheet.dialog.set(Some(Dialog::RemoveLine(remove.clone())))
            />
        }
    });
    view! {
        <section class="card line">
            <div class="line-head">
                {follow(move || shown.with(title))}
                <div class="actions">{buttons}</div>
            </div>
            {follow(move || shown.with(|shown| shown.as_ref().map(|(outlook, _)| view! {
                {rest(outlook)}
                <div class="badges">{badges(outlook)}</div>
            })))}
            {follow(move || is_tracked.get().then(|| chart(&number, shown)))}
        </section>
    }
    .into_any()
}

fn title(shown: &Shown) -> Option<AnyView> {
    let (outlook, declared) = shown.as_ref()?;
    let number = &outlook.number;
    let title = match declared {
        Some(line) => {
            let kind = words::line_type(line.kind.as_str());
            texts::LINE.with(&[("line", number), ("type", &kind)])
        }
        None => texts::CREATED_LINE.with(&[("line", number)]),
    };
    let mut told = Vec::new();
    if let (Some(start), Some(end)) = (&outlook.start, &outlook.end) {
        let (from, to) = (format::month(start), format::month(end));
        told.push(texts::FROM_TO.with(&[("from", &from), ("to", &to)]));
    }
    if let Some(line) = declared {
        told.push(terms(line, &outlook.currency));
        told.extend(line.cost_center.clone());
        told.extend(line.description.clone());
    }
    let view = view! {
        <div>
            <h3 class="card-title">{title}</h3>
            <p class="hint">{told.join(" · ")}</p>
        </div>
    };
    Some(view.into_any())
}

/// What its value is made of.
fn terms(line: &LineItem, currency: &str) -> String {
    let amount = format::money(&line.amount, currency);
    let quantity = format::decimal(&line.quantity);
    let mut terms = texts::TERMS.with(&[("amount", &amount), ("quantity", &quantity)]);
    if let Some(tax) = &line.tax {
        let tax = match tax.kind {
            TaxType::Percent => [&format::decimal(&tax.value), " %"].concat(),
            TaxType::Absolute => format::money(&tax.value, currency),
        };
        terms.push_str(&texts::TERMS_TAX.with(&[("tax", &tax)]));
    }
    terms
}

/// What is left in the end, as a measure and in words.
fn rest(outlook: &LineOutlook) -> AnyView {
    let value = format::money(&outlook.value, &outlook.currency);
    let Some(closing) = &outlook.closing else {
        return view! { <p>{texts::NOT_TRACKED.with(&[("value", &value)])}</p> }.into_any();
    };
    let left = format::money(closing, &outlook.currency);
    let text = texts::LEFT.with(&[("left", &left), ("value", &value)]);
    measure(text, closing, &outlook.value)
}

/// How much of a whole is left.
pub(super) fn measure(text: String, left: &str, whole: &str) -> AnyView {
    let (left, whole) = (scaled(left), scaled(whole));
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

/// Its months, in a chart that stays where its line does.
fn chart(number: &str, shown: Memo<Shown>) -> AnyView {
    let title = texts::CHART.with(&[("line", number)]);
    let model = memo(move || {
        shown.with(|shown| shown.as_ref().map(|(outlook, _)| model(outlook)).unwrap_or_default())
    });
    view! { <Chart title=title model=model /> }.into_any()
}

fn model(outlook: &LineOutlook) -> Model {
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
    Model {
        ticks: axis(outlook, &months),
        months,
        threshold: Some((scaled(&outlook.threshold), texts::CHART_THRESHOLD.into())),
        marks,
    }
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
