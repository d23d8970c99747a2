//! What a run would issue: its documents, their sums, and what differs from the preview.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::differences::{document_name, placed, sentence};
use super::sums::sum;
use super::{Closing, Extent};
use crate::format;
use crate::page::Page;
use crate::pages::issued::failed;
use crate::server::{DryRun, Failure, Placed};
use crate::text::{
    invoices as columns, issued as texts, plural, save as save_texts, words as word_texts,
};
use crate::ui::follow::{follow, memo};
use crate::ui::table::{Cell, Column, Mark, Row, RowKind, TableState, Window};
use crate::ui::{Button, ButtonKind, Empty, Icon, Kind, LinkButton, Modal, Table, icon};

/// Differences that are told one by one.
const TOLD: usize = 30;

pub(super) fn part(closing: Closing) -> AnyView {
    // While invoices are issued, what was due is issued bit by bit.
    let is_idle = memo(move || !closing.is_under_way());
    let failure = memo(move || {
        closing.dry.with(|dry| match dry {
            Some(Err(failure)) => Some(failure.clone()),
            _ => None,
        })
    });
    follow(move || {
        if !is_idle.get() {
            return ().into_any();
        }
        match failure.get() {
            Some(failure) => failed_part(closing, failure),
            None => due(closing),
        }
    })
}

fn failed_part(closing: Closing, failure: Failure) -> AnyView {
    failed(failure, move || {
        closing.dry.set(None);
        closing.ask();
    })
}

fn due(closing: Closing) -> AnyView {
    let documents = memo(move || {
        closing.dry.with(|dry| match dry {
            Some(Ok(DryRun { invoices, .. })) => Some(invoices.clone()),
            _ => None,
        })
    });
    let rows = memo(move || {
        let rows = closing.dry.with(|dry| match dry {
            Some(Ok(DryRun { invoices, names })) => {
                invoices.iter().map(|document| row(document, names)).collect()
            }
            _ => Vec::new(),
        });
        Window { first: 0, rows }
    });
    let row_count = Signal::derive(move || rows.with(|rows| rows.rows.len()));
    let state = Signal::derive(move || {
        documents.with(|documents| match documents {
            None => TableState::Loading,
            Some(documents) if documents.is_empty() => TableState::Empty,
            Some(_) => TableState::Ready,
        })
    });
    view! {
        <section class="issued-part">
            <h2>{follow(move || title(closing))}</h2>
            {follow(move || documents.with(|documents| documents.as_deref().map(sums)))}
            <Table
                caption=texts::DUE_CAPTION
                columns=table_columns()
                row_count=row_count
                rows=rows
                on_window=|_: usize, _: usize| ()
                storage_key="tieback.close"
                on_open=move |id: String| {
                    closing.address.go(&Page::Invoices.href_with("invoice", &id));
                }
                state=state
                empty=ViewFn::from(|| view! {
                    <Empty title=texts::NOTHING_DUE text=texts::NOTHING_DUE_TEXT icon=Icon::Good />
                })
            />
        </section>
        {compared(closing)}
        {issue(closing, documents)}
    }
    .into_any()
}

fn title(closing: Closing) -> String {
    texts::DUE.with(&[("month", &format::month_long(&closing.month.get()))])
}

/// The sum of each currency, with how many documents it is of.
fn totals(documents: &[Placed]) -> Vec<(usize, String)> {
    let mut by_currency: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for document in documents {
        by_currency.entry(&document.currency).or_default().push(document.signed());
    }
    let total = |(currency, amounts): (&str, Vec<String>)| {
        let total = sum(amounts.iter().map(String::as_str));
        (amounts.len(), format::money(&total, currency))
    };
    by_currency.into_iter().map(total).collect()
}

fn sums(documents: &[Placed]) -> AnyView {
    let lines: Vec<AnyView> = totals(documents)
        .into_iter()
        .map(|(count, total)| {
            let invoices = plural(columns::INVOICES_ONE, columns::INVOICES_OTHER, count);
            let text = texts::SUM.with(&[("invoices", &invoices), ("total", &total)]);
            view! { <li>{text}</li> }.into_any()
        })
        .collect();
    let without = documents.iter().filter(|document| document.purchase_order_id.is_none()).count();
    let without = (without > 0).then(|| {
        view! {
            <p class="close-note" data-kind="warning">
                {icon(Icon::Warning)}
                <span>
                    {plural(texts::WITHOUT_ONE, texts::WITHOUT_OTHER, without)} " "
                    <a href=Page::ToDo.href()>{texts::WITHOUT_LINK.get()}</a>
                </span>
            </p>
        }
    });
    view! {
        <ul class="bare-list close-sums">{lines}</ul>
        {without}
    }
    .into_any()
}

fn table_columns() -> Vec<Column> {
    vec![
        Column::text("document", columns::COLUMN_DOCUMENT, 250),
        Column::text("month", columns::COLUMN_MONTH, 110),
        Column::text("seller", columns::COLUMN_SELLER, 160),
        Column::text("order", columns::COLUMN_ORDER, 250),
        Column::figures("total", columns::COLUMN_TOTAL, 150),
        Column::figures("left", columns::COLUMN_LEFT, 150),
    ]
}

fn row(document: &Placed, names: &BTreeMap<String, String>) -> Row {
    let money = |amount: &str| format::money(amount, &document.currency);
    let mut name = document_name(document, names);
    if document.is_memo() {
        name = [&name, " · ", word_texts::KIND_CREDIT_MEMO.get()].concat();
    }
    let mut order = Cell::text(placed(document));
    if document.purchase_order_id.is_none() {
        order = order.toned(Kind::Bad).with_icon(Icon::Warning);
    }
    let left = match &document.balance_after {
        Some(left) if left.starts_with('-') => Cell::text(money(left)).toned(Kind::Bad),
        Some(left) => Cell::text(money(left)),
        None if document.purchase_order_id.is_some() => Cell::text(word_texts::UNTRACKED).muted(),
        None => Cell::text("–").muted(),
    };
    Row {
        key: document.id.clone(),
        kind: RowKind::Row,
        mark: Mark::None,
        cells: vec![
            Cell::text(name),
            Cell::text(format::month(&document.billing_period)),
            Cell::text(document.bill_from.clone()),
            order,
            Cell::text(money(&document.signed())),
            left,
        ],
    }
}

/// What differs from the preview.
fn compared(closing: Closing) -> AnyView {
    let desk = closing.desk;
    let has_edits = memo(move || {
        desk.standing.with(|standing| {
            standing.as_ref().is_some_and(|standing| {
                let scenario = standing.scenarios.get(standing.scenario);
                scenario.is_some_and(|scenario| scenario.steps > 0)
            })
        })
    });
    follow(move || {
        let found = closing.differences.get()?;
        // What is issued is no preview any more.
        let month = closing.month.get();
        let is_issued = closing.run.with(|run| run.as_ref().is_some_and(|r| r.through == month));
        if is_issued || closing.is_closed(&month) {
            return None;
        }
        let mut told: Vec<String> = found.iter().take(TOLD).map(sentence).collect();
        if found.len() > TOLD {
            let more = found.len() - TOLD;
            told.push(plural(texts::DIFF_MORE_ONE, texts::DIFF_MORE_OTHER, more));
        }
        let lines: Vec<AnyView> =
            told.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
        let edits = has_edits.get().then(|| view! { <p>{texts::DIFF_EDITS.get()}</p> });
        let none = lines.is_empty().then(|| view! { <p>{texts::DIFF_NONE.get()}</p> });
        Some(view! {
            <section class="issued-part">
                <h2>{texts::DIFF_TITLE.get()}</h2>
                {edits}
                {none}
                <ul class="issued-told">{lines}</ul>
                <p>
                    <a href=Page::Invoices.href_with("month", &month)>
                        {texts::DIFF_PREVIEW.get()}
                    </a>
                </p>
            </section>
        })
    })
}

/// The button that issues, after a last word.
fn issue(closing: Closing, documents: Memo<Option<Vec<Placed>>>) -> AnyView {
    let is_open = RwSignal::new(false);
    let count = memo(move || documents.with(|documents| documents.as_ref().map(Vec::len)));
    let label = Signal::derive(move || match count.get() {
        None | Some(0) => {
            texts::CLOSE_EMPTY.with(&[("month", &format::month_long(&closing.month.get()))])
        }
        Some(count) => plural(texts::ISSUE_ONE, texts::ISSUE_OTHER, count),
    });
    let cannot = Signal::derive(move || {
        let month = closing.month.get();
        match count.get() {
            None => Some(texts::COMPUTING.get().to_owned()),
            Some(0) if closing.is_closed(&month) => Some(texts::NOTHING_DUE.get().to_owned()),
            Some(_) => closing.obstacle(),
        }
    });
    let in_all = move || {
        let totals = documents.with(|documents| totals(documents.as_deref().unwrap_or_default()));
        totals.into_iter().map(|(_, total)| total).collect::<Vec<_>>().join(" · ")
    };
    let issue = move || {
        is_open.set(false);
        closing.issue(&closing.month.get_untracked(), Extent::Usual);
    };
    let actions = move || {
        view! {
            <Button label=save_texts::CANCEL on_click=move || is_open.set(false) />
            <Button label=label kind=ButtonKind::Primary on_click=issue />
        }
        .into_any()
    };
    view! {
        <div class="actions">
            <Button
                label=label
                kind=ButtonKind::Primary
                on_click=move || is_open.set(true)
                disabled=cannot
            />
            <LinkButton label=texts::BACK href=Page::Issued.href() kind=ButtonKind::Quiet />
        </div>
        <Modal
            title=label
            open=is_open
            on_close=move || is_open.set(false)
            actions=actions
        >
            <p>{texts::CONFIRM.get()}</p>
            <p>{in_all()}</p>
        </Modal>
    }
    .into_any()
}
