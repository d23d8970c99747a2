//! Scenarios side by side: what each changes, and where they differ.

use crate::ui::follow::follow;
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{
    Comparison, ComparisonColumn, ComparisonRow, ReadOptions, Reading as Read, Request,
};
use web_sys::File;

use super::Heading;
use super::invoices::if_open;
use crate::desk::{Desk, Reading};
use crate::frame::{Handed, loading, refusal, scenario_name};
use crate::page::Page;
use crate::text::{Text, frame as frame_texts, scenarios as texts};
use crate::ui::{
    Badge, Button, ButtonKind, Field, FileDrop, Flashes, Icon, Kind, Modal, TextInput,
};
use crate::{format, words};

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    view! { {follow(move || if_open(desk, || shown(desk)))} }.into_any()
}

fn shown(desk: Desk) -> AnyView {
    let flashes = Flashes::expect();
    let comparison = desk.follow::<Comparison>(|| Some(Request::Compare));
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
        {follow(move || match comparison.get() {
            None => loading(),
            Some(comparison) => view! { {columns(desk, flashes, &comparison)} {differences(&comparison)} }.into_any(),
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

fn columns(desk: Desk, flashes: Flashes, comparison: &Comparison) -> AnyView {
    let heads: Vec<AnyView> = comparison
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            view! { <th scope="col" class="figures">{name(column, place)}</th> }.into_any()
        })
        .collect();
    let rows: [(Text, Shown); 6] = [
        (texts::ROW_EDITS, |column| format::number(column.steps)),
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
            let cells: Vec<AnyView> = comparison
                .columns
                .iter()
                .map(|column| view! { <td class="figures">{shown(column)}</td> }.into_any())
                .collect();
            view! { <tr><th scope="row">{text.get()}</th>{cells}</tr> }.into_any()
        })
        .collect();
    let actions: Vec<AnyView> = (0..comparison.columns.len().saturating_sub(1))
        .map(|scenario| {
            view! { <td class="figures">{scenario_actions(desk, flashes, scenario)}</td> }
                .into_any()
        })
        .collect();
    view! {
        <div class="scroll-inline" tabindex="0" role="region" aria-label=texts::TITLE.get()>
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">{texts::WHAT.get()}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>
                    {rows}
                    <tr>
                        <td></td>
                        <td></td>
                        {actions}
                    </tr>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn scenario_actions(desk: Desk, flashes: Flashes, scenario: usize) -> AnyView {
    let standing = desk.standing.get_untracked();
    let is_here = standing.as_ref().is_some_and(|s| s.scenario == scenario);
    let is_only = standing.as_ref().is_none_or(|s| s.scenarios.len() < 2);
    let now = standing
        .and_then(|s| s.scenarios.get(scenario).map(|row| scenario_name(&row.name, scenario)))
        .unwrap_or_default();
    let go = if is_here {
        view! { <Badge text=texts::HERE kind=Kind::Info /> }.into_any()
    } else {
        view! {
            <Button
                label=texts::GO
                on_click=move || command(desk, flashes, Request::SwitchScenario { scenario })
            />
        }
        .into_any()
    };
    let remove = (!is_only).then(|| {
        view! {
            <Button
                label=texts::REMOVE
                kind=ButtonKind::Quiet
                icon=Icon::Trash
                on_click=move || command(desk, flashes, Request::RemoveScenario { scenario })
            />
        }
    });
    view! { <div class="actions">{go} {rename(desk, flashes, scenario, now)} {remove}</div> }
        .into_any()
}

fn rename(desk: Desk, flashes: Flashes, scenario: usize, now: String) -> AnyView {
    let is_open = RwSignal::new(false);
    let typed = RwSignal::new(now);
    let save = move || {
        is_open.set(false);
        let name = typed.get_untracked().trim().to_owned();
        command(desk, flashes, Request::RenameScenario { scenario, name });
    };
    view! {
        <Button
            label=texts::RENAME
            kind=ButtonKind::Quiet
            icon=Icon::Edit
            on_click=move || is_open.set(true)
        />
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
    if comparison.rows.is_empty() {
        return view! { <p>{texts::NO_DIFFERENCES.get()}</p> }.into_any();
    }
    let heads: Vec<AnyView> = comparison
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| view! { <th scope="col">{name(column, place)}</th> }.into_any())
        .collect();
    let rows: Vec<AnyView> = comparison.rows.iter().map(difference).collect();
    let shown = (comparison.row_count > comparison.rows.len()).then(|| {
        let (shown, total) =
            (format::number(comparison.rows.len()), format::number(comparison.row_count));
        view! { <p class="hint">{texts::SHOWN.with(&[("shown", &shown), ("total", &total)])}</p> }
    });
    view! {
        <h2>{texts::DIFFERENCES.get()}</h2>
        <div class="scroll-inline" tabindex="0" role="region" aria-label=texts::DIFFERENCES.get()>
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">{texts::COLUMN_INVOICE.get()}</th>
                        <th scope="col">{texts::COLUMN_MONTH.get()}</th>
                        <th scope="col">{texts::COLUMN_AMOUNT.get()}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {shown}
    }
    .into_any()
}

fn difference(row: &ComparisonRow) -> AnyView {
    let sides = row.places.iter().zip(&row.is_there);
    let first = sides.clone().next();
    let places: Vec<AnyView> = sides
        .map(|side| {
            let changed = (Some(side) != first).then_some("true");
            let (place, is_there) = side;
            let told = if *is_there { words::place(place.as_ref()) } else { "–".to_owned() };
            view! { <td data-changed=changed>{told}</td> }.into_any()
        })
        .collect();
    let href = Page::Invoices.href_with("invoice", &row.id);
    let name = words::document_of(&row.id, &row.category, row.agreement.as_deref());
    view! {
        <tr>
            <th scope="row"><a href=href>{name}</a></th>
            <td>{format::month(&row.month)}</td>
            <td class="figures">{format::money(&row.total, &row.currency)}</td>
            {places}
        </tr>
    }
    .into_any()
}
