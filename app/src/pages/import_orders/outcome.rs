//! What a list says, what is wrong with it, and what it would move.

use leptos::prelude::*;
use outlook::api::RefusedProblem;

use super::{Importing, State};
use crate::engine::in_words_of;
use crate::format;
use crate::page::Page;
use crate::pages::order::in_words;
use crate::pages::order_form::name_of;
use crate::pages::proposal::told;
use crate::pages::subscription::change;
use crate::server::{Failure, ListDifference, ListReading, OrderImport};
use crate::text::{
    Text, add_order as form_texts, changes as change_texts, import_orders as texts, importers,
    orders as order_texts, plural,
};
use crate::ui::follow::{follow, memo};
use crate::ui::{Button, ButtonKind, Icon, LinkButton, icon};

/// Problems that are told one by one.
const TOLD: usize = 200;

pub(super) fn outcome(importing: Importing) -> AnyView {
    let state = memo(move || importing.state.get());
    view! {
        <div class="import-outcome" role="status">
            {follow(move || match state.get() {
                State::Waiting => None,
                State::Looking => Some(view! { <p aria-busy="true">{texts::LOOKING.get()}</p> }.into_any()),
                State::Looked(looked) | State::Saving(looked) => Some(read(importing, &looked)),
                State::TurnedDown(failure) => Some(turned_down(&failure)),
                State::Done(looked) => Some(finished(&looked)),
            })}
        </div>
        {follow(move || match state.get() {
            State::Looked(looked) => Some(button(importing, looked, false)),
            State::Saving(looked) => Some(button(importing, looked, true)),
            _ => None,
        })}
    }
    .into_any()
}

/// What was done, in one sentence.
pub(super) fn done(import: &OrderImport) -> String {
    texts::DONE.with(&[
        ("added", &format::number(import.added.len())),
        ("changed", &format::number(import.changed.len())),
    ])
}

fn finished(import: &OrderImport) -> AnyView {
    view! {
        <section class="card">
            <h2 class="card-title">{texts::DONE_TITLE.get()}</h2>
            {lists(import)}
            <div class="actions">
                <LinkButton label=order_texts::ALL href=Page::Orders.href() />
            </div>
        </section>
    }
    .into_any()
}

fn read(importing: Importing, import: &OrderImport) -> AnyView {
    let reading = &import.reading;
    let file = importing.file.get_untracked();
    let title = match file {
        Some(file) => texts::READ_FILE.with(&[("file", &file)]),
        None => texts::READ.into(),
    };
    let mut moved = import.change.as_ref().map(change::told).unwrap_or_default();
    if moved.is_empty() {
        moved.push(change_texts::NOTHING.into());
    }
    view! {
        <section class="card">
            <h2 class="card-title">{title}</h2>
            <p>{counted(reading)}</p>
            {notes(reading)}
            {lists(import)}
            {told("changes", texts::WOULD_MOVE.get(), moved)}
        </section>
    }
    .into_any()
}

fn counted(reading: &ListReading) -> String {
    texts::COUNTED.with(&[
        ("rows", &format::number(reading.rows_read)),
        ("orders", &format::number(reading.purchase_orders)),
        ("lines", &format::number(reading.line_items)),
    ])
}

/// What there is to mind of how it was read.
fn notes(reading: &ListReading) -> Option<AnyView> {
    let mut notes = Vec::new();
    if !reading.ignored_columns.is_empty() {
        notes.push(texts::IGNORED.with(&[("columns", &reading.ignored_columns.join(", "))]));
    }
    for differs in &reading.amounts_that_differ {
        notes.push(texts::DIFFERS.with(&[
            ("order", &differs.purchase_order),
            ("said", &differs.po_amount),
            ("lines", &differs.lines),
        ]));
    }
    for order in &reading.without_line_items {
        notes.push(texts::WITHOUT_LINES.with(&[("order", order)]));
    }
    let rows: Vec<AnyView> = notes
        .into_iter()
        .map(|note| {
            view! {
                <li class="wizard-lasts" data-kind="warning">
                    {icon(Icon::Warning)}
                    <span>{note}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    (!rows.is_empty())
        .then(|| view! { <ul class="bare-list wizard-lasting">{rows}</ul> }.into_any())
}

/// What is added, changed, and as the list says already.
fn lists(import: &OrderImport) -> AnyView {
    let list = |(one, other, ids): (Text, Text, &Vec<String>)| {
        let title = plural(one, other, ids.len());
        let href = |id: &String| Page::Order(id.clone()).href();
        // They stand in the same order.
        let mut differences = import.differences.as_deref().unwrap_or_default();
        let mut told = |id: &String| {
            let count = differences.iter().take_while(|own| own.purchase_order == *id).count();
            let (own, others) = differences.split_at(count);
            differences = others;
            let row = |own| view! { <li>{sentence(own)}</li> }.into_any();
            let rows: Vec<AnyView> = own.iter().map(row).collect();
            (!rows.is_empty()).then(|| view! { <ul>{rows}</ul> })
        };
        let links: Vec<AnyView> = ids
            .iter()
            .map(|id| match import.change.is_some() && import.added.contains(id) {
                // There is no page of one that is not there yet.
                true => view! { <li>{id.clone()}</li> }.into_any(),
                false => view! { <li><a href=href(id)>{id.clone()}</a>{told(id)}</li> }.into_any(),
            })
            .collect();
        view! {
            <div class="import-list">
                <h3>{title}</h3>
                <ul class="import-orders">{links}</ul>
            </div>
        }
        .into_any()
    };
    let lists: Vec<AnyView> = [
        (texts::ADDED_ONE, texts::ADDED_OTHER, &import.added),
        (texts::CHANGED_ONE, texts::CHANGED_OTHER, &import.changed),
        (texts::UNCHANGED_ONE, texts::UNCHANGED_OTHER, &import.unchanged),
    ]
    .into_iter()
    .filter(|(_, _, ids)| !ids.is_empty())
    .map(list)
    .collect();
    view! { <div class="import-lists">{lists}</div> }.into_any()
}

/// What a list makes of a value.
fn sentence(difference: &ListDifference) -> String {
    let ListDifference { line_item, field, before, after, .. } = difference;
    let name = name_of(&["/", field].concat());
    let line = line_item.as_deref().unwrap_or_default();
    if field == "lineItems" {
        let text = |key: &str| in_words(key, &after[key]);
        return texts::NEW_LINE.with(&[
            ("line", line),
            ("type", &text("type")),
            ("amount", &text("amount")),
            ("quantity", &text("quantity")),
        ]);
    }
    let name = match line {
        "" => name,
        line => form_texts::NAME_IN_LINE.with(&[("line", line), ("field", &name)]),
    };
    let (before, after) = (in_words(field, before), in_words(field, after));
    texts::DIFFERENCE.with(&[("field", &name), ("before", &before), ("after", &after)])
}

fn button(importing: Importing, import: OrderImport, is_busy: bool) -> AnyView {
    let count = import.added.len() + import.changed.len();
    let label = match count {
        0 => texts::IMPORT.into(),
        count => plural(texts::IMPORT_ONE, texts::IMPORT_OTHER, count),
    };
    let cannot = (count == 0).then(|| texts::NOTHING_TO_DO.get().to_owned());
    view! {
        <div class="actions">
            <Button
                label=label
                kind=ButtonKind::Primary
                on_click=move || importing.save(import.clone())
                busy=is_busy
                disabled=Signal::stored(cannot)
            />
        </div>
    }
    .into_any()
}

/// Everything that is wrong, by row and column. Nothing of the list was taken.
fn turned_down(failure: &Failure) -> AnyView {
    let problems = &failure.problems;
    let row = |problem: &RefusedProblem| {
        let (place, column) = place(&problem.pointer);
        view! {
            <tr>
                <th scope="row">{place}</th>
                <td><code>{column}</code></td>
                <td>{in_words_of(importers::SENTENCES, &problem.message)}</td>
            </tr>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = problems.iter().take(TOLD).map(row).collect();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <div class="scroll-inline" tabindex="0" role="region" aria-label=texts::PROBLEMS.get()>
                <table class="plain-table">
                    <caption class="unseen">{texts::PROBLEMS.get()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{texts::ROW.get()}</th>
                            <th scope="col">{texts::COLUMN.get()}</th>
                            <th scope="col">{texts::PROBLEM.get()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    let is_cut = problems.len() > TOLD;
    let first = is_cut.then(|| {
        let (told, all) = (format::number(TOLD), format::number(problems.len()));
        let text = texts::FIRST_PROBLEMS.with(&[("told", &told), ("all", &all)]);
        view! { <p class="hint">{text}</p> }
    });
    let detail = problems.is_empty().then(|| view! { <p>{failure.detail.clone()}</p> });
    view! {
        <section class="card">
            <h2 class="card-title">{plural_of(problems.len())}</h2>
            <p>{texts::NOTHING_TAKEN.get()}</p>
            {detail}
            {first}
            {table}
        </section>
    }
    .into_any()
}

fn plural_of(count: usize) -> String {
    match count {
        0 => texts::TURNED_DOWN.into(),
        count => plural(texts::PROBLEMS_ONE, texts::PROBLEMS_OTHER, count),
    }
}

/// Where a problem is: its row or purchase order, and its column.
fn place(pointer: &str) -> (String, String) {
    let mut steps = pointer.split('/').skip(1);
    let (list, name) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
    let name = name.replace("~1", "/").replace("~0", "~");
    match list {
        "rows" => (name, steps.next().unwrap_or_default().to_owned()),
        // The order form calls its fields the same.
        "purchaseOrders" => {
            (name, name_of(&steps.map(|step| ["/", step].concat()).collect::<String>()))
        }
        _ => (String::new(), list.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_in_a_row_or_in_a_purchase_order() {
        let of = |pointer| {
            let (place, column) = place(pointer);
            format!("{place}|{column}")
        };
        assert_eq!(of("/rows/3/line_type"), "3|line_type");
        assert_eq!(of("/purchaseOrders/A~1B/lineItems/1/endMonth"), "A/B|Line 2, End month");
        assert_eq!(of("/purchaseOrders/A/currency"), "A|Currency");
        assert_eq!(of(""), "|");
    }
}
