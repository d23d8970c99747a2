//! The run that issues invoices: how far it has come, what came of it, and those before it.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Closing, Extent, month_after};
use crate::desk::today;
use crate::format;
use crate::frame::loading;
use crate::page::Page;
use crate::pages::issued::{failed, of_month, table};
use crate::pages::sign_in::told;
use crate::server::{Ask, Failure, List, Run};
use crate::text::{issued as texts, plural};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Badge, Button, ButtonKind, Kind, LinkButton};

/// The word of a run that is on its way.
pub(super) const RUNNING: &str = "running";
const PARKED: &str = "parked";
const MONTHLY: &str = "monthly";

/// What a server stops at until a person has looked.
const UNUSUAL: [&str; 2] = ["UNUSUALLY_MANY_INVOICES", "UNUSUALLY_MANY_LINES"];

/// A run that is on its way is looked at so often.
const SECOND: Duration = Duration::from_secs(1);

/// A run that has not moved for so many looks may have been interrupted.
const PATIENCE: u32 = 30;

/// Looks at the run again and again until it is over.
pub(super) fn follow_run(closing: Closing) {
    let is_under_way = memo(move || closing.is_under_way());
    let is_looking = StoredValue::new(false);
    watch(move || {
        if !is_under_way.get() {
            return;
        }
        let look = move || {
            if is_looking.try_get_value() != Some(false) {
                return;
            }
            is_looking.set_value(true);
            spawn_local(async move {
                look_at(closing).await;
                is_looking.try_set_value(false);
            });
        };
        if let Ok(timer) = set_interval_with_handle(look, SECOND) {
            on_cleanup(move || timer.clear());
        }
    });
}

async fn look_at(closing: Closing) {
    let Some(run) = closing.run.try_get_untracked() else { return };
    let Some(run) = run else {
        // The server has not answered yet; its list knows the run already.
        let listed = closing.server.ask::<List<Run>>(&Ask::get(list_path(closing))).await;
        let month = closing.month.try_get_untracked();
        let found = listed.ok().into_iter().flat_map(|list| list.items).find(|run| {
            run.state == RUNNING && run.kind == MONTHLY && Some(&run.through) == month.as_ref()
        });
        if let (Some(run), Some(true)) = (found, closing.is_starting.try_get_untracked()) {
            closing.saw(run);
        }
        return;
    };
    if run.state != RUNNING {
        return;
    }
    let path = [&closing.path("/invoice-runs/"), &*number(run.id)].concat();
    // What does not come now may come at the next look.
    if let Ok(run) = closing.server.ask::<Run>(&Ask::get(path)).await {
        closing.saw(run);
    }
}

fn number(id: u64) -> String {
    format::digits(usize::try_from(id).unwrap_or_default())
}

fn list_path(closing: Closing) -> String {
    closing.path("/invoice-runs?limit=20")
}

/// How far the run has come, or what came of it.
pub(super) fn progress(closing: Closing) -> AnyView {
    let frame = NodeRef::<html::Div>::new();
    // What was clicked is gone: the focus goes to what came of it.
    watch(move || {
        let (is_starting, frame) = (closing.is_starting.get(), frame.get());
        if let (true, Some(frame)) = (is_starting, frame) {
            request_animation_frame(move || drop(frame.focus()));
        }
    });
    let shown = follow(move || {
        let refused = closing.refused.get().map(|failure| refused(closing, failure));
        let run = closing.run.get();
        let shown = match &run {
            Some(run) if run.state == RUNNING => Some(moving(closing, run)),
            _ if closing.is_starting.get() => Some(starting(closing)),
            Some(run) => Some(over(closing, run)),
            None => None,
        };
        view! {
            {refused}
            {shown}
        }
    });
    view! {
        <div class="close-run" tabindex="-1" node_ref=frame>
            {shown}
        </div>
    }
    .into_any()
}

/// Why nothing was issued. Whoever has looked at what is far more than usual may issue it.
fn refused(closing: Closing, failure: Failure) -> AnyView {
    let is_unusual = !failure.problems.is_empty()
        && failure.problems.iter().all(|problem| UNUSUAL.contains(&problem.code.as_str()));
    let month = closing.month.get_untracked();
    let beyond = is_unusual.then(|| {
        view! {
            <p class="hint">{texts::BEYOND_TEXT.get()}</p>
            <div class="actions">
                <Button
                    label=texts::BEYOND
                    on_click=move || closing.issue(&month, Extent::BeyondUsual)
                />
            </div>
        }
    });
    view! {
        <section class="card">
            <h2 class="card-title">{texts::NOT_ISSUED.get()}</h2>
            {told(failure)}
            {beyond}
        </section>
    }
    .into_any()
}

fn starting(closing: Closing) -> AnyView {
    let title = closing_title(&closing.month.get());
    view! {
        <section class="card" aria-busy="true">
            <h2 class="card-title">{title.clone()}</h2>
            <progress class="progress" aria-label=title></progress>
            <p role="status">{texts::STARTING.get()}</p>
        </section>
    }
    .into_any()
}

fn moving(closing: Closing, run: &Run) -> AnyView {
    let title = closing_title(&run.through);
    let text = texts::PROGRESS.with(&[
        ("issued", &format::number(run.issued)),
        ("planned", &format::number(run.planned)),
    ]);
    let has_stopped = memo(move || closing.idle.get() >= PATIENCE);
    let month = (run.kind == MONTHLY).then(|| run.through.clone());
    let again = follow(move || {
        has_stopped.get().then(|| {
            let button = month.clone().map(|month| {
                view! { <Button label=texts::GO_ON on_click=move || closing.issue(&month, Extent::Usual) /> }
            });
            view! {
                <p>{texts::STALLED.get()}</p>
                <div class="actions">{button}</div>
            }
        })
    });
    view! {
        <section class="card" aria-busy="true">
            <h2 class="card-title">{title.clone()}</h2>
            <progress
                class="progress"
                max=format::digits(run.planned.max(1))
                value=format::digits(run.issued)
                aria-label=title
            ></progress>
            <p role="status">{text}</p>
            <p class="hint">{texts::MAY_LEAVE.get()}</p>
            {again}
        </section>
    }
    .into_any()
}

fn over(closing: Closing, run: &Run) -> AnyView {
    if run.state == PARKED {
        let reason = run.reason.clone().unwrap_or_default();
        return view! {
            <section class="card" role="alert">
                <h2 class="card-title">{texts::PARKED_TITLE.with(&[("month", &through(run))])}</h2>
                <p>{reason}</p>
                <p class="hint">{texts::PARKED_TEXT.get()}</p>
            </section>
        }
        .into_any();
    }
    let text = plural(texts::DONE_ONE, texts::DONE_OTHER, run.issued);
    let next = month_after(&run.through);
    let next = (run.kind == MONTHLY && next < today()).then(|| {
        let label = texts::CLOSE_NEXT.with(&[("month", &format::month_long(&next))]);
        let go = move || closing.address.set(&[("month", &next)], true);
        view! { <Button label=label on_click=go /> }
    });
    view! {
        <section class="card" role="status">
            <h2 class="card-title">{texts::DONE_TITLE.with(&[("month", &through(run))])}</h2>
            <p>{text}</p>
            <div class="actions">
                {links(run)} {next}
                <LinkButton
                    label=texts::DIFF_PREVIEW
                    href=Page::Invoices.href()
                    kind=ButtonKind::Quiet
                />
            </div>
        </section>
    }
    .into_any()
}

fn links(run: &Run) -> Option<AnyView> {
    (run.kind == MONTHLY).then(|| {
        let href = of_month(&run.through);
        view! { <LinkButton label=texts::SHOW_ISSUED href=href kind=ButtonKind::Primary /> }
            .into_any()
    })
}

fn closing_title(month: &str) -> String {
    texts::CLOSING.with(&[("month", &words_of(month))])
}

/// What a run went through, in words: a month or a day.
fn through(run: &Run) -> String {
    words_of(&run.through)
}

fn words_of(through: &str) -> String {
    if format::is_month(through) { format::month_long(through) } else { format::date(through) }
}

/// The runs there were. One that is on its way is followed.
pub(super) fn list(closing: Closing) -> AnyView {
    let server = closing.server;
    let runs = server.follow::<List<Run>>(move || Some(list_path(closing)));
    let runs = memo(move || runs.get());
    watch(move || {
        let Some(Ok(list)) = runs.get() else { return };
        let running = list.items.into_iter().find(|run| run.state == RUNNING);
        let has_none = closing.run.with_untracked(Option::is_none);
        if let (Some(run), true) = (running, has_none) {
            closing.run.set(Some(run));
        }
    });
    let shown = follow(move || match runs.get() {
        None => loading(),
        Some(Err(failure)) => failed(failure, move || server.ask_again()),
        Some(Ok(list)) if list.items.is_empty() => {
            view! { <p class="hint">{texts::NO_RUNS.get()}</p> }.into_any()
        }
        Some(Ok(list)) => rows(&list.items),
    });
    view! {
        <section class="issued-part">
            <h2>{texts::RUNS.get()}</h2>
            {shown}
        </section>
    }
    .into_any()
}

fn rows(runs: &[Run]) -> AnyView {
    let rows = runs.iter().map(row).collect();
    let heads = [
        (texts::COLUMN_RUN, ""),
        (texts::COLUMN_STATE, ""),
        (texts::COLUMN_ISSUED, "figures"),
        (texts::COLUMN_STARTED, ""),
        (texts::COLUMN_FINISHED, ""),
    ];
    table(texts::RUNS.into(), &heads, rows)
}

fn row(run: &Run) -> AnyView {
    let name = if run.kind == MONTHLY {
        let href = of_month(&run.through);
        view! { <a href=href>{through(run)}</a> }.into_any()
    } else {
        texts::OUT_OF_CYCLE.with(&[("day", &through(run))]).into_any()
    };
    let (kind, state) = match run.state.as_str() {
        RUNNING => (Kind::Info, texts::STATE_RUNNING),
        PARKED => (Kind::Bad, texts::STATE_PARKED),
        _ => (Kind::Good, texts::STATE_DONE),
    };
    let reason = run.reason.as_ref().filter(|_| run.state == PARKED).cloned();
    let finished = run.finished_at.as_deref().map(format::date_time);
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="issued-why">
                <Badge text=state kind=kind />
                {reason.map(|reason| view! { <p class="hint">{reason}</p> })}
            </td>
            <td class="figures">
                {texts::PROGRESS_SHORT.with(&[
                    ("issued", &format::number(run.issued)),
                    ("planned", &format::number(run.planned)),
                ])}
            </td>
            <td>{format::date_time(&run.started_at)}</td>
            <td>{finished}</td>
        </tr>
    }
    .into_any()
}
