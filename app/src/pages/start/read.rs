//! What was understood of files, and what is wrong with them.

use leptos::prelude::*;
use outlook::api::{Note, Question, ReadPart, ReadProblem, Reading, Refused};

use super::{Intake, asked};
use crate::engine::in_words_of;
use crate::format;
use crate::text::{Text, importers, plural, start as texts};
use crate::ui::{Badge, Button, ButtonKind, Icon, IconButton, Kind};

pub(super) fn report(intake: Intake, reading: &Reading, refused: Option<&Refused>) -> AnyView {
    let asked = asked_files(reading);
    let parts: Vec<AnyView> = reading.parts.iter().map(|p| part(intake, p, &asked)).collect();
    let can_show = reading.snapshot.is_some() && refused.is_none();
    let shown = reading.clone();
    // What is shown was read with the answers that stand there.
    let read_with = intake.options.get_untracked();
    let is_stale = Signal::derive(move || {
        let is_stale = intake.options.with(|options| *options != read_with);
        is_stale.then(|| texts::ANSWERS_CHANGED.get().to_owned())
    });
    view! {
        <section class="card">
            <h2 class="card-title" id="understood">{texts::UNDERSTOOD.get()}</h2>
            <div class="scroll-inline" tabindex="0" role="region" aria-labelledby="understood">
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col">{texts::FILE.get()}</th>
                            <th scope="col">{texts::WHAT.get()}</th>
                            <th scope="col">{texts::CONTENT.get()}</th>
                        </tr>
                    </thead>
                    <tbody>{parts}</tbody>
                </table>
            </div>
            <p class="hint">{texts::ADD_MORE.get()}</p>
            {problems(reading)}
            {refused.map(turned_down)}
            {asked::questions(intake, reading)}
            {asked::unknown_sellers(intake, reading)}
            {can_show
                .then(|| {
                    view! {
                        <div class="actions">
                            <Button
                                label=texts::SHOW
                                kind=ButtonKind::Primary
                                on_click=move || intake.show(shown.clone())
                                disabled=is_stale
                            />
                        </div>
                    }
                })}
        </section>
    }
    .into_any()
}

fn part(intake: Intake, part: &ReadPart, asked: &[String]) -> AnyView {
    let kind = match part.kind.as_str() {
        "focus" => texts::KIND_FOCUS,
        "purchase-orders" => texts::KIND_ORDERS,
        "charges" => texts::KIND_CHARGES,
        "snapshot" if part.understood => texts::KIND_SNAPSHOT,
        _ => texts::KIND_UNKNOWN,
    };
    let content = if part.understood {
        let lines: Vec<AnyView> =
            contents(part).into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
        view! { <ul class="bare-list">{lines}</ul> }.into_any()
    } else {
        let is_asked = asked.iter().any(|file| part.files.contains(file));
        let (kind, text) = if is_asked {
            (Kind::Warning, texts::NEEDS_ANSWER)
        } else {
            (Kind::Bad, texts::REFUSED)
        };
        view! { <Badge text=text kind=kind /> }.into_any()
    };
    let files = part.files.iter().map(|name| {
        let (label, left_out) = (texts::LEAVE_OUT.with(&[("file", name)]), name.clone());
        view! {
            <div class="read-file">
                {name.clone()}
                <IconButton
                    label=label
                    icon=Icon::Close
                    on_click=move || intake.leave_out(&left_out)
                />
            </div>
        }
        .into_any()
    });
    let files: Vec<AnyView> = files.collect();
    view! {
        <tr>
            <th scope="row">{files}</th>
            <td>{kind.get()}</td>
            <td>{content}</td>
        </tr>
    }
    .into_any()
}

/// Files that only want an answer: nothing is wrong with them.
pub(super) fn asked_files(reading: &Reading) -> Vec<String> {
    let of_question = |question: &Question| match question {
        Question::BillFrom { file } | Question::Period { file } => vec![file.clone()],
        Question::BillingAccounts { .. } => {
            let exports = reading.parts.iter().filter(|part| part.kind == "focus");
            exports.flat_map(|part| part.files.clone()).collect()
        }
    };
    reading.questions.iter().flat_map(of_question).collect()
}

/// Problems that are no questions.
pub(super) fn faults(reading: &Reading) -> Vec<&ReadProblem> {
    const QUESTIONS: [&str; 2] = ["MISSING_OPTION", "SEVERAL_BILLING_ACCOUNTS"];
    let is_fault = |problem: &&ReadProblem| {
        reading.questions.is_empty() || !QUESTIONS.contains(&problem.code.as_str())
    };
    reading.problems.iter().filter(is_fault).collect()
}

fn contents(part: &ReadPart) -> Vec<String> {
    let mut counts = Vec::new();
    let mut count = |number: usize, one: Text, other: Text| {
        if number > 0 {
            counts.push(plural(one, other, number));
        }
    };
    let rows = part.rows.and_then(|rows| usize::try_from(rows).ok()).unwrap_or_default();
    count(rows, texts::ROWS_ONE, texts::ROWS_OTHER);
    count(part.orders, texts::ORDERS_ONE, texts::ORDERS_OTHER);
    count(part.lines, texts::LINES_ONE, texts::LINES_OTHER);
    count(part.invoices, texts::INVOICES_ONE, texts::INVOICES_OTHER);
    count(part.charges, texts::CHARGES_ONE, texts::CHARGES_OTHER);
    if let Some((from, to)) = &part.months {
        let (from, to) = (format::month(from), format::month(to));
        counts.push(texts::MONTHS.with(&[("from", &from), ("to", &to)]));
    }
    let mut lines = vec![counts.join(" · ")];
    if !part.sellers.is_empty() {
        lines.push(texts::SELLERS.with(&[("sellers", &part.sellers.join(", "))]));
    }
    lines.extend(part.notes.iter().map(|(note, number)| {
        let number = usize::try_from(*number).unwrap_or(usize::MAX);
        text_of(*note).with(&[("count", &format::number(number))])
    }));
    lines
}

fn text_of(note: Note) -> Text {
    match note {
        Note::RowsLeftOut => texts::NOTE_ROWS_LEFT_OUT,
        Note::RowsWithInvoiceId => texts::NOTE_ROWS_WITH_INVOICE_ID,
        Note::TaxesAlone => texts::NOTE_TAXES_ALONE,
        Note::SumsOfZero => texts::NOTE_SUMS_OF_ZERO,
        Note::ColumnsIgnored => texts::NOTE_COLUMNS_IGNORED,
        Note::WithoutLines => texts::NOTE_WITHOUT_LINES,
        Note::AmountsDiffer => texts::NOTE_AMOUNTS_DIFFER,
        Note::Superseded => texts::NOTE_SUPERSEDED,
        Note::WithoutAmount => texts::NOTE_WITHOUT_AMOUNT,
    }
}

fn problems(reading: &Reading) -> Option<AnyView> {
    let faults = faults(reading);
    if faults.is_empty() {
        return None;
    }
    let rows = faults.into_iter().map(|problem| {
        let row = problem.row.and_then(|row| usize::try_from(row).ok()).map(format::number);
        view! {
            <tr>
                <th scope="row">{problem.file.clone()}</th>
                <td class="figures">{row}</td>
                <td>{problem.column.clone()}</td>
                <td>{in_words_of(importers::SENTENCES, &problem.message)}</td>
            </tr>
        }
        .into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    let more = (reading.more > 0).then(|| plural(texts::MORE_ONE, texts::MORE_OTHER, reading.more));
    Some(
        view! {
            <div class="trouble" role="alert">
                <h3>{texts::PROBLEMS.get()}</h3>
                <p>{texts::PROBLEMS_LEAD.get()}</p>
            </div>
            <div
                class="scroll-inline"
                tabindex="0"
                role="region"
                aria-label=texts::PROBLEMS.get()
            >
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col">{texts::FILE.get()}</th>
                            <th scope="col">{texts::ROW.get()}</th>
                            <th scope="col">{texts::COLUMN.get()}</th>
                            <th scope="col">{texts::PROBLEM.get()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more.map(|more| view! { <p>{more}</p> })}
        }
        .into_any(),
    )
}

/// What the engine finds wrong with the files together.
fn turned_down(refused: &Refused) -> AnyView {
    const SHOWN: usize = 20;
    let lines = refused.problems.iter().take(SHOWN).map(|problem| {
        view! { <li>{problem.message.clone()} <code>{problem.pointer.clone()}</code></li> }
            .into_any()
    });
    let lines: Vec<AnyView> = lines.collect();
    let more = refused.problems.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| plural(texts::MORE_ONE, texts::MORE_OTHER, more));
    view! {
        <div class="trouble" role="alert">
            <h3>{texts::PROBLEMS.get()}</h3>
            <p>{texts::PROBLEMS_SNAPSHOT.get()}</p>
            <ul>{lines}</ul>
            {more}
        </div>
    }
    .into_any()
}
