//! The burn-down of a balance, month after month: what each month takes, as bars; what is left, as a
//! line; where it may lie, as a range around the line. The same figures stand in a table below.

mod drawing;
mod scale;

use crate::ui::follow::{follow, watch};
use leptos::html;
use leptos::prelude::*;

use super::field::unique;
use super::near::near;
use crate::text::ui as texts;

use drawing::Drawing;
pub(crate) use scale::ticks;

/// What a chart shows. Figures come twice: scaled to whole numbers, and as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) months: Vec<ChartMonth>,
    /// Heights with a label at the axis; see [`ticks`].
    pub(crate) ticks: Vec<(i64, String)>,
    /// A balance that is worth a warning, and what the line is called.
    pub(crate) threshold: Option<(i64, String)>,
    pub(crate) marks: Vec<ChartMark>,
}

/// A month of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChartMonth {
    pub(crate) label: String,
    /// What is invoiced, scheduled and estimated.
    pub(crate) taken: [Figure; 3],
    /// What is left at the end of the month.
    pub(crate) balance: Figure,
    /// Between which the balance is likely to lie; nothing where it is certain.
    pub(crate) range: Option<(Figure, Figure)>,
}

/// A figure, to draw and to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) value: i64,
    pub(crate) text: String,
}

/// A moment worth pointing out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChartMark {
    /// Place of the month.
    pub(crate) month: usize,
    pub(crate) kind: MarkKind,
    pub(crate) label: String,
}

/// Which moment it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MarkKind {
    RunOut,
    Expiry,
}

impl MarkKind {
    fn name(self) -> &'static str {
        match self {
            Self::RunOut => "run-out",
            Self::Expiry => "expiry",
        }
    }
}

/// A burn-down. It is drawn once it comes near the view: a purchase order may have a hundred.
#[component]
pub(crate) fn Chart(
    /// Names it for assistive technology.
    #[prop(into)]
    title: String,
    /// Read once it is drawn.
    #[prop(into)]
    model: Signal<Model>,
) -> AnyView {
    let frame = NodeRef::<html::Div>::new();
    let is_near = near(frame);
    let is_open = RwSignal::new(false);
    let width = RwSignal::new(640_i64);
    // Drawn as wide as there is room, so that its text is never scaled.
    let measure = move || {
        if let Some(frame) = frame.try_get_untracked().flatten() {
            width.set(i64::from(frame.client_width()).max(240));
        }
    };
    watch(move || {
        if is_near.get() {
            measure();
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    let hatch = unique("hatch");
    let (drawn, told) = (title.clone(), title.clone());
    let drawing = move || {
        let width = width.get();
        is_near.get().then(|| model.with(|model| draw(&Drawing::new(model, width), &drawn, &hatch)))
    };
    view! {
        <figure class="chart">
            {legend()}
            <div
                class="chart-frame"
                role="group"
                aria-label=title
                tabindex="0"
                node_ref=frame
            >
                {follow(drawing)}
            </div>
            <details class="chart-data" on:toggle=move |_| is_open.set(true)>
                <summary>{texts::CHART_DATA.get()}</summary>
                {follow(move || is_open.get().then(|| model.with(|model| table(model, &told))))}
            </details>
        </figure>
    }
    .into_any()
}

fn draw(drawing: &Drawing, title: &str, hatch: &str) -> AnyView {
    let [invoiced, scheduled, estimated] = drawing.bars.clone();
    let texts = |class: &'static str, texts: &[drawing::Label]| -> Vec<AnyView> {
        let text = |label: &drawing::Label| {
            view! {
                <text class=class x=label.x.clone() y=label.y.clone() text-anchor=label.anchor>
                    {label.text.clone()}
                </text>
            }
            .into_any()
        };
        texts.iter().map(text).collect()
    };
    let marks: Vec<AnyView> = drawing
        .marks
        .iter()
        .map(|(kind, line)| {
            view! { <path class="chart-mark" data-mark=kind.name() d=line.clone()></path> }
                .into_any()
        })
        .collect();
    view! {
        <svg
            class="chart-drawing"
            role="img"
            aria-label=title.to_owned()
            width=drawing.width.clone()
            height=drawing.height.clone()
        >
            <defs>
                <pattern
                    id=hatch.to_owned()
                    width="6"
                    height="6"
                    patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)"
                >
                    <path class="chart-hatch" d="M0 0V6M3 0V6"></path>
                </pattern>
            </defs>
            <path class="chart-grid" d=drawing.grid.clone()></path>
            <path class="chart-range" d=drawing.range.clone()></path>
            <path class="chart-bar" data-part="invoiced" d=invoiced></path>
            <path class="chart-bar" data-part="scheduled" d=scheduled></path>
            <path
                class="chart-bar"
                data-part="estimated"
                fill=["url(#", hatch, ")"].concat()
                d=estimated
            ></path>
            <path class="chart-zero" d=drawing.zero.clone()></path>
            <path class="chart-threshold" d=drawing.threshold.clone()></path>
            {marks}
            <path class="chart-balance" d=drawing.balance.clone()></path>
            <path class="chart-dots" d=drawing.dots.clone()></path>
            {texts("chart-label", &drawing.labels)}
            {texts("chart-note", &drawing.notes)}
        </svg>
    }
    .into_any()
}

fn legend() -> AnyView {
    let entry = |part: &'static str, label: &'static str| {
        view! {
            <li class="chart-key">
                <span class="chart-swatch" data-part=part></span>
                {label}
            </li>
        }
        .into_any()
    };
    view! {
        <ul class="chart-legend" aria-hidden="true">
            {entry("invoiced", texts::INVOICED.get())}
            {entry("scheduled", texts::SCHEDULED.get())}
            {entry("estimated", texts::ESTIMATED.get())}
            {entry("balance", texts::BALANCE.get())}
            {entry("range", texts::LIKELY_RANGE.get())}
        </ul>
    }
    .into_any()
}

/// The figures of the chart, and its moments at the months they belong to.
fn table(model: &Model, title: &str) -> AnyView {
    let heads = [
        texts::MONTH,
        texts::INVOICED,
        texts::SCHEDULED,
        texts::ESTIMATED,
        texts::BALANCE,
        texts::LIKELY_RANGE,
        texts::NOTES,
    ];
    let head = |text: crate::text::Text| view! { <th scope="col">{text.get()}</th> }.into_any();
    let heads: Vec<AnyView> = heads.into_iter().map(head).collect();
    let rows: Vec<AnyView> = model
        .months
        .iter()
        .enumerate()
        .map(|(place, month)| {
            let cell = |text: String| view! { <td class="figures">{text}</td> }.into_any();
            let range = month.range.as_ref();
            let range = range.map(|(low, high)| [&low.text, " – ", &high.text].concat());
            let marks = model.marks.iter().filter(|mark| mark.month == place);
            let notes: Vec<&str> = marks.map(|mark| mark.label.as_str()).collect();
            let cells: Vec<AnyView> = month
                .taken
                .iter()
                .chain([&month.balance])
                .map(|figure| cell(figure.text.clone()))
                .chain([cell(range.unwrap_or_default())])
                .collect();
            view! {
                <tr>
                    <th scope="row">{month.label.clone()}</th>
                    {cells}
                    <td>{notes.join(", ")}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="chart-scroll" role="region" tabindex="0" aria-label=title.to_owned()>
            <table class="plain-table">
                <caption class="unseen">{title.to_owned()}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
