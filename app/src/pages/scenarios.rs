//! Scenarios side by side: what each changes, and where they differ.

use crate::ui::follow::{follow, memo};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{
    Comparison, ComparisonColumn, ComparisonLine, ComparisonRow, ReadOptions, Reading as Read,
    Request,
};
use web_sys::File;

use super::Heading;
use super::invoices::if_open;
use crate::desk::{Desk, Reading};
use crate::frame::{Handed, loading, refusal, scenario_name};
use crate::page::Page;
use crate::text::{Text, frame as frame_texts, plural, scenarios as texts};
use crate::ui::{
    Act, Badge, Button, ButtonKind, Field, FileDrop, Flashes, Icon, Kind, Modal, TextInput,
};
use crate::{format, words};

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    view! { {follow(move || if_open(desk, || shown(desk)))} }.into_any()
}

fn shown(desk: Desk) -> AnyView {
    let flashes = Flashes::expect();
    let comparison = desk.follow::<Comparison>(|| Some(Request::Compare));
    let has_columns = memo(move || comparison.with(Option::is_some));
    let add = move |copy: bool| {
        let count = desk.standing.with_untracked(|s| s.as_ref().map_or(0, |s| s.scenarios.len()));
        command(desk, flashes, Request::AddScenario { name: scenario_name("", count), copy });
    };
    view! {
        <Heading text=texts::TITLE />
        <p class="lead">{texts::LEAD.get()}</p>
        <div class="actions">
            <Button label=texts::NEW_EMPTY icon=Icon::Plus on_click=move || add(false) />
            <Button label=texts::NEW_COPY icon=Icon::Plus on_click=move || add(true) />
        </div>
        {from_file(flashes)}
        {follow(move || match has_columns.get() {
            false => loading(),
            true => view! {
                {columns(desk, flashes, comparison)}
                {follow(move || comparison.with(|it| it.as_ref().map(differences)))}
            }.into_any(),
        })}
    }
    .into_any()
}

/// Takes edits that were kept as a file.
fn from_file(flashes: Flashes) -> AnyView {
    let handed = Handed::expect();
    let take = move |files: Vec<File>| {
        spawn_local(async move {
            let reading = Reading::default();
            let read = reading.read(&files, &ReadOptions::default(), |_, _| ()).await;
            reading.stop();
            match read {
                Ok(Read { edits: Some(edits), .. }) => handed.take(edits),
                Ok(_) => flashes.push(Kind::Bad, frame_texts::SHARE_UNREADABLE),
                Err(refused) => flashes.push(Kind::Bad, refusal(&refused)),
            }
        });
    };
    view! {
        <details class="details">
            <summary>{texts::FROM_FILE.get()}</summary>
            <FileDrop
                label=texts::FROM_FILE
                hint=texts::FROM_FILE_TEXT
                accept=".json"
                on_files=take
            />
        </details>
    }
    .into_any()
}

fn command(desk: Desk, flashes: Flashes, request: Request) {
    spawn_local(async move {
        if let Err(refused) = desk.command(request).await {
            flashes.push(Kind::Bad, refusal(&refused));
        }
    });
}

/// What people call a column; the facts come first.
fn name(column: &ComparisonColumn, place: usize) -> String {
    match (&column.name, place) {
        (None, _) => texts::FACTS.into(),
        (Some(name), place) => scenario_name(name, place.saturating_sub(1)),
    }
}

type Shown = fn(&ComparisonColumn) -> String;

type Compared = RwSignal<Option<Comparison>>;

/// Cells, one for each column.
fn cells(compared: Compared, cell: impl Fn((usize, &ComparisonColumn)) -> AnyView) -> Vec<AnyView> {
    compared.with(|it| {
        let columns = it.iter().flat_map(|it| it.columns.iter().enumerate());
        columns.map(cell).collect()
    })
}

/// The table stays where others are compared: its buttons keep the focus.
fn columns(desk: Desk, flashes: Flashes, compared: Compared) -> AnyView {
    let head = |(place, column): (usize, &ComparisonColumn)| {
        view! { <th scope="col" class="figures">{name(column, place)}</th> }.into_any()
    };
    let rows: [(Text, Shown); 7] = [
        (texts::ROW_EDITS, |column| format::number(column.steps)),
        (texts::ROW_SUM, |column| words::totals(&column.totals)),
        (texts::ROW_MOVED, |column| format::number(column.moved)),
        (texts::ROW_WITHOUT, |column| format::number(column.without)),
        (texts::ROW_WITHOUT_SUM, |column| {
            let sums: Vec<String> = column
                .totals
                .iter()
                .map(|total| format::money(&total.without, &total.currency))
                .collect();
            sums.join(" · ")
        }),
        (texts::ROW_RUNS_OUT, |column| format::number(column.runs_out)),
        (texts::ROW_FIRST, |column| {
            column.first_runs_out.as_deref().map_or_else(|| "–".to_owned(), format::month)
        }),
    ];
    let rows: Vec<AnyView> = rows
        .into_iter()
        .map(|(text, shown)| {
            // What is another than without edits stands out.
            let row = move || {
                let first = compared.with(|it| it.as_ref()?.columns.first().map(shown));
                cells(compared, |(_, column)| {
                    let told = shown(column);
                    let changed = (first.as_ref() != Some(&told)).then_some("true");
                    view! { <td class="figures" data-changed=changed>{told}</td> }.into_any()
                })
            };
            view! {
                <tr>
                    <th scope="row">{text.get()}</th>
                    {follow(row)}
                </tr>
            }
            .into_any()
        })
        .collect();
    let table = NodeRef::<html::Div>::new();
    let scenarios = memo(move || {
        compared.with(|it| it.as_ref().map_or(0, |it| it.columns.len().saturating_sub(1)))
    });
    let actions = move |scenario: usize| {
        view! { <td class="figures">{scenario_actions(desk, flashes, scenario, table)}</td> }
    };
    view! {
        <div
            class="scroll-inline"
            tabindex="0"
            role="region"
            aria-label=texts::TITLE.get()
            node_ref=table
        >
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">{texts::WHAT.get()}</th>
                        {follow(move || cells(compared, head))}
                    </tr>
                </thead>
                <tbody>
                    {rows}
                    <tr>
                        <td></td>
                        <td></td>
                        <For each=move || 0..scenarios.get() key=Clone::clone children=actions />
                    </tr>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn scenario_actions(
    desk: Desk,
    flashes: Flashes,
    scenario: usize,
    table: NodeRef<html::Div>,
) -> AnyView {
    let is_here =
        memo(move || desk.standing.with(|s| s.as_ref().is_some_and(|s| s.scenario == scenario)));
    let is_only =
        memo(move || desk.standing.with(|s| s.as_ref().is_none_or(|s| s.scenarios.len() < 2)));
    // A button that goes by its own work leaves the focus to the table.
    let leave = move |request: Request| {
        spawn_local(async move {
            if let Err(refused) = desk.command(request).await {
                return flashes.push(Kind::Bad, refusal(&refused));
            }
            if let Some(table) = table.get_untracked() {
                drop(table.focus());
            }
        });
    };
    let is_asking = RwSignal::new(false);
    let remove_now = move || {
        is_asking.set(false);
        leave(Request::RemoveScenario { scenario });
    };
    // What was edited is somebody's work.
    let remove_asked = move || match about(desk, scenario).1 {
        0 => remove_now(),
        _ => is_asking.set(true),
    };
    let go = move || match is_here.get() {
        true => view! { <Badge text=texts::HERE kind=Kind::Info /> }.into_any(),
        false => view! {
            <Button
                label=texts::GO
                on_click=move || leave(Request::SwitchScenario { scenario })
            />
        }
        .into_any(),
    };
    let remove = move || {
        (!is_only.get()).then(|| {
            view! {
                <Button
                    label=texts::REMOVE
                    kind=ButtonKind::Quiet
                    icon=Icon::Trash
                    on_click=remove_asked
                />
            }
        })
    };
    view! {
        <div class="actions">
            {follow(go)} {rename(desk, flashes, scenario)} {follow(remove)}
            {removal(desk, scenario, is_asking, remove_now.into())}
        </div>
    }
    .into_any()
}

/// What people call a scenario, and how many edits it has.
fn about(desk: Desk, scenario: usize) -> (String, usize) {
    let told = desk.standing.with_untracked(|standing| {
        let row = standing.as_ref()?.scenarios.get(scenario)?;
        Some((scenario_name(&row.name, scenario), row.steps))
    });
    told.unwrap_or_default()
}

fn removal(desk: Desk, scenario: usize, is_asking: RwSignal<bool>, remove: Act) -> AnyView {
    let close = move || is_asking.set(false);
    let title = Signal::derive(move || {
        is_asking.track();
        texts::REMOVE_TITLE.with(&[("scenario", &about(desk, scenario).0)])
    });
    view! {
        <Modal title=title open=is_asking on_close=close>
            <p>
                {plural(
                    texts::REMOVE_TEXT_ONE,
                    texts::REMOVE_TEXT_OTHER,
                    about(desk, scenario).1,
                )}
            </p>
            <div class="actions">
                <Button label=texts::REMOVE_KEEP on_click=close />
                <Button label=texts::REMOVE kind=ButtonKind::Danger on_click=remove />
            </div>
        </Modal>
    }
    .into_any()
}

fn rename(desk: Desk, flashes: Flashes, scenario: usize) -> AnyView {
    let is_open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let open = move || {
        typed.set(about(desk, scenario).0);
        is_open.set(true);
    };
    let save = move || {
        is_open.set(false);
        let name = typed.get_untracked().trim().to_owned();
        command(desk, flashes, Request::RenameScenario { scenario, name });
    };
    view! {
        <Button label=texts::RENAME kind=ButtonKind::Quiet icon=Icon::Edit on_click=open />
        <Modal title=texts::RENAME_TITLE open=is_open on_close=move || is_open.set(false)>
            <div class="form">
                <Field label=texts::NAME>
                    <TextInput
                        value=typed
                        on_input=move |name: String| typed.set(name)
                    />
                </Field>
                <Button label=texts::SAVE kind=ButtonKind::Primary on_click=save />
            </div>
        </Modal>
    }
    .into_any()
}

fn differences(comparison: &Comparison) -> AnyView {
    if comparison.rows.is_empty() && comparison.lines.is_empty() {
        return view! { <p>{texts::NO_DIFFERENCES.get()}</p> }.into_any();
    }
    let invoices = [texts::COLUMN_INVOICE, texts::COLUMN_MONTH, texts::COLUMN_AMOUNT];
    let rows = comparison.rows.iter().map(difference).collect();
    let lines = comparison.lines.iter().map(line_difference).collect();
    view! {
        {table(comparison, texts::DIFFERENCES, &invoices, rows, comparison.row_count)}
        {table(comparison, texts::LINES, &[texts::COLUMN_LINE], lines, comparison.line_count)}
    }
    .into_any()
}

/// What differs, with a column for each scenario; nothing where nothing does.
fn table(
    comparison: &Comparison,
    title: Text,
    first: &[Text],
    rows: Vec<AnyView>,
    count: usize,
) -> Option<AnyView> {
    let shown = rows.len();
    if shown == 0 {
        return None;
    }
    let named = comparison.columns.iter().enumerate().map(|(place, column)| name(column, place));
    let heads: Vec<AnyView> = first
        .iter()
        .map(|text| text.get().to_owned())
        .chain(named)
        .map(|head| view! { <th scope="col">{head}</th> }.into_any())
        .collect();
    let shown = (count > shown).then(|| {
        let (shown, total) = (format::number(shown), format::number(count));
        view! { <p class="hint">{texts::SHOWN.with(&[("shown", &shown), ("total", &total)])}</p> }
    });
    let table = view! {
        <h2>{title.get()}</h2>
        <div class="scroll-inline" tabindex="0" role="region" aria-label=title.get()>
            <table class="plain-table">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {shown}
    };
    Some(table.into_any())
}

/// Cells of which those stand out that say something else than the first.
fn compared_cells(told: impl Iterator<Item = String>) -> Vec<AnyView> {
    let mut first = None;
    let cell = |told: String| {
        let first = first.get_or_insert_with(|| told.clone());
        let changed = (*first != told).then_some("true");
        view! { <td data-changed=changed>{told}</td> }.into_any()
    };
    told.map(cell).collect()
}

fn difference(row: &ComparisonRow) -> AnyView {
    let told = row.places.iter().zip(&row.is_there).enumerate().map(|(at, (place, is_there))| {
        let place = words::place(place.as_ref());
        match row.totals.get(at) {
            _ if !is_there => NOT_THERE.to_owned(),
            Some(total) => [&place, " · ", &format::money(total, &row.currency)].concat(),
            None => place,
        }
    });
    let cells = compared_cells(told);
    let href = Page::Invoices.href_with("invoice", &row.id);
    let name = words::document_of(&row.id, &row.category, row.agreement.as_deref());
    view! {
        <tr>
            <th scope="row"><a href=href>{name}</a></th>
            <td>{format::month(&row.month)}</td>
            <td class="figures">{format::money(&row.total, &row.currency)}</td>
            {cells}
        </tr>
    }
    .into_any()
}

/// Stands for what is not there in a scenario.
const NOT_THERE: &str = "–";

fn line_difference(line: &ComparisonLine) -> AnyView {
    let told = line.runs_out.iter().zip(&line.is_there).map(|(month, is_there)| match month {
        Some(month) => format::month(month),
        None if *is_there => texts::LASTS.into(),
        None => NOT_THERE.to_owned(),
    });
    let cells = compared_cells(told);
    let href = Page::Order(line.place.order.clone()).href();
    view! {
        <tr>
            <th scope="row"><a href=href>{words::place(Some(&line.place))}</a></th>
            {cells}
        </tr>
    }
    .into_any()
}
