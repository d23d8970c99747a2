//! Charts, meters, and how values are written.

use leptos::prelude::*;

use super::samples;
use crate::format;
use crate::ui::chart::{ChartMark, ChartMonth, Figure, MarkKind, Model, ticks};
use crate::ui::{Chart, Kind, Meter};

/// What each month takes, in thousands: invoiced, scheduled, estimated.
const TAKEN: [[i64; 3]; 12] = [
    [12, 0, 0],
    [9, 4, 0],
    [14, 0, 0],
    [6, 8, 0],
    [0, 8, 5],
    [0, 8, 6],
    [0, 8, 6],
    [0, 8, 7],
    [0, 20, 7],
    [0, 8, 8],
    [0, 0, 9],
    [0, 0, 9],
];

pub(super) fn charts() -> AnyView {
    let meters = view! {
        <Meter label="PO-2026-0117 line 1" per_mille=420_usize text="US$42,000.00 of US$100,000.00" />
        <Meter
            label="PO-2026-0117 line 2"
            per_mille=760_usize
            text="US$7,600.00 of US$10,000.00"
            kind=Kind::Warning
        />
        <Meter label="PO-2026-0117 line 3" per_mille=1200_usize text="US$12.00 over" kind=Kind::Bad />
        <Meter label="PO-2026-0117 line 4" per_mille=80_usize text="8% used" kind=Kind::Good />
    };
    view! {
        <Chart title="Balance of PO-2026-0117, line 1" model=Signal::stored(model()) />
        {samples("Meters", meters.into_any())}
    }
    .into_any()
}

pub(super) fn formats() -> AnyView {
    let instant = "2026-04-03T07:05:00Z";
    let written = [
        format::money("1234.5", "USD"),
        format::money("-98765432109876543210.25", "EUR"),
        format::money("1200", "JPY"),
        format::amount("1234.50"),
        format::number(1_204),
        format::percent(755),
        format::month("2026-03"),
        format::month_long("2026-03"),
        format::date(instant),
        format::date_time(instant),
    ];
    let written: Vec<AnyView> =
        written.into_iter().map(|text| view! { <code>{text}</code> }.into_any()).collect();
    samples("Money, numbers, months, dates", written.into_any())
}

fn model() -> Model {
    let mut balance = 120_000;
    let mut spread = 0;
    let months = TAKEN.iter().enumerate().map(|(place, taken)| {
        balance -= taken.iter().sum::<i64>() * 1000;
        spread += taken[2] * 300;
        let around = |by: i64| figure(balance + by);
        ChartMonth {
            label: format::month(&format::of_year("2026", place + 1)),
            taken: taken.map(|thousands| figure(thousands * 1000)),
            balance: figure(balance),
            range: (place >= 3).then(|| (around(-spread), around(spread))),
        }
    });
    let months: Vec<ChartMonth> = months.collect();
    let mark = |month, kind, label: &str| ChartMark { month, kind, label: label.to_owned() };
    Model {
        months,
        ticks: ticks(-70_000, 120_000).into_iter().map(|tick| (tick, text(tick))).collect(),
        threshold: Some((30_000, "Threshold".to_owned())),
        marks: vec![
            mark(8, MarkKind::RunOut, "Runs out in Sep 2026"),
            mark(10, MarkKind::Expiry, "Expires in Nov 2026"),
        ],
    }
}

fn figure(value: i64) -> Figure {
    Figure { value, text: text(value) }
}

fn text(value: i64) -> String {
    format::money(&value.to_string(), "USD")
}
