//! A row for every coming invoice, and why it uses its line.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::Candidate;

use super::coming::{Coming, Shown};
use super::{Ahead, trial};
use crate::embed::{link, loading};
use crate::format;
use crate::page::encoded;
use crate::pages::invoice::explanation;
use crate::pages::rules;
use crate::server::{Ask, Failure, StoredExplanation};
use crate::text::{Text, embed as own_texts, why as why_texts, words as word_texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Button, Empty, Icon, Kind, icon};

/// So many rows are drawn at first, and at a time.
pub(super) const ROWS: usize = 200;

/// All that the console asks for.
pub(super) fn list(ahead: Ahead, shown: &Arc<Shown>) -> AnyView {
    let said = ahead.host.said.get();
    let places = shown.invoices.iter().enumerate();
    let asked: Arc<[usize]> = places
        .filter(|(_, coming)| shown.is_asked_for(coming, &said))
        .map(|(place, _)| place)
        .collect();
    if asked.is_empty() {
        return view! {
            <slot name="empty">
                <Empty title=own_texts::NONE_COMING icon=Icon::Document />
            </slot>
        }
        .into_any();
    }
    let label = if said.label.is_empty() { own_texts::PREVIEW.into() } else { said.label };
    let count = asked.len();
    let is_more = memo(move || ahead.limit.get() < count);
    let label_of_more = Signal::derive(move || {
        let next = count.saturating_sub(ahead.limit.get()).min(ROWS);
        own_texts::SHOW_MORE.with(&[("count", &format::number(next))])
    });
    view! {
        <ul class="embed-list" part="list" role="list" aria-label=label>
            {rows(ahead, shown, &asked, 0)}
        </ul>
        {follow(move || is_more.get().then(|| view! {
            <Button
                label=label_of_more
                on_click=move || ahead.limit.update(|limit| *limit += ROWS)
            />
        }))}
    }
    .into_any()
}

/// Some rows, and those after them once they are asked for. Those that are there stay as they are.
fn rows(ahead: Ahead, shown: &Arc<Shown>, asked: &Arc<[usize]>, first: usize) -> AnyView {
    let is_what_if = ahead.host.said.with_untracked(|said| said.is_what_if);
    let end = first + ROWS;
    let some = asked.iter().skip(first).take(ROWS).filter_map(|place| shown.invoices.get(*place));
    let some: Vec<AnyView> = some.map(|coming| row(ahead, shown, coming, is_what_if)).collect();
    let is_next = memo(move || ahead.limit.get() > end);
    let (shown, asked) = (Arc::clone(shown), Arc::clone(asked));
    let next = (end < asked.len())
        .then(|| follow(move || is_next.get().then(|| rows(ahead, &shown, &asked, end))));
    view! { {some} {next} }.into_any()
}

fn row(ahead: Ahead, shown: &Arc<Shown>, coming: &Coming, is_what_if: bool) -> AnyView {
    let is_memo = coming.type_ == "credit-memo";
    let sign = if is_memo { "-" } else { "" };
    let amount = format::money(&[sign, &coming.total].concat(), &coming.currency);
    let is_estimate = coming.charges.iter().any(|id| id.starts_with("estimate:"));
    let is_moved = shown.moved.contains(&coming.id);
    let mark = |text: Text, kind: Kind| view! { <Badge text=text kind=kind /> }.into_any();
    let marks = [
        is_moved.then(|| mark(word_texts::MARK_MOVED, Kind::Info)),
        is_estimate.then(|| mark(word_texts::MARK_ESTIMATE, Kind::Neutral)),
        is_memo.then(|| mark(word_texts::KIND_CREDIT_MEMO, Kind::Info)),
        (!coming.covered && coming.purchase_order_id.is_some())
            .then(|| mark(word_texts::MARK_OUT_OF_BALANCE, Kind::Warning)),
    ];
    let is_open = RwSignal::new(ahead.open.with_value(|open| open.contains(&coming.id)));
    let name = shown.name(coming);
    let title = match coming.purchase_order_id {
        Some(_) => why_texts::TITLE,
        None => why_texts::TITLE_NONE,
    };
    let why = {
        let coming = coming.clone();
        follow(move || is_open.get().then(|| explained(ahead, &coming)))
    };
    let toggled = {
        let id = coming.id.clone();
        move |event: web_sys::Event| {
            let is = event_target::<web_sys::Element>(&event).has_attribute("open");
            is_open.set(is);
            ahead.open.update_value(|open| {
                if is {
                    open.insert(id.clone())
                } else {
                    open.remove(&id)
                };
            });
        }
    };
    let what_if = is_what_if.then(|| trial::opener(ahead, shown, coming, &name));
    view! {
        <li class="embed-coming" part="row" data-changed=is_moved.then_some("true")>
            <span class="embed-month">{format::month(&coming.billing_period)}</span>
            <span class="embed-what">{name.clone()} " " {marks.into_iter().collect::<Vec<_>>()}</span>
            <span class="figures">{amount}</span>
            <span class="embed-place">{place(ahead, shown, coming)}</span>
            <details class="embed-why" open=is_open.get_untracked() on:toggle=toggled>
                <summary aria-label=own_texts::WHY_OF.with(&[("title", title.get()), ("name", &name)])>
                    {title.get()}
                </summary>
                {why}
            </details>
            {what_if}
        </li>
    }
    .into_any()
}

/// The line that it will use.
fn place(ahead: Ahead, shown: &Shown, coming: &Coming) -> AnyView {
    let Some((order, line)) = coming.place() else {
        return view! {
            <span class="embed-nowhere">{icon(Icon::Warning)} {word_texts::NO_ORDER.get()}</span>
        }
        .into_any();
    };
    let name = word_texts::PLACE.with(&[("order", order), ("line", line)]);
    match ahead.session.get_value() {
        Some(session) => {
            let (host, is_management) = (ahead.host, shown.is_management);
            link(host, &session, "purchase-order", order, Some(line), name, is_management)
        }
        None => view! { <span>{name}</span> }.into_any(),
    }
}

/// Every purchase order line that was considered, and what became of it.
fn explained(ahead: Ahead, coming: &Coming) -> AnyView {
    let found = RwSignal::new(None::<Result<Vec<Candidate>, Failure>>);
    match (ahead.trial.explain(&coming.id), ahead.session.get_value()) {
        (None, Some(session)) => {
            let mut path = ["/preview/explanation?invoice=", &encoded(&coming.id)].concat();
            path.push_str("&to=");
            path.push_str(&encoded(&coming.billing_period));
            spawn_local(async move {
                let got = session.ask::<StoredExplanation>(&Ask::get(path)).await;
                let got = got.map(explanation::told);
                if let Err(failure) = &got {
                    ahead.host.failed(failure);
                }
                found.try_set(Some(got));
            });
        }
        (computed, _) => found.set(computed),
    }
    let currency = coming.currency.clone();
    follow(move || match found.get() {
        None => loading(),
        Some(Err(failure)) => {
            let text = failure.sentences().join(" ");
            view! { <p class="embed-note" data-kind="bad">{icon(Icon::Error)} <span>{text}</span></p> }
                .into_any()
        }
        Some(Ok(candidates)) => considered(&candidates, &currency),
    })
}

fn considered(candidates: &[Candidate], currency: &str) -> AnyView {
    let groups = [
        ("chosen", why_texts::CHOSEN),
        ("lost", why_texts::LOST),
        ("rejected", why_texts::REJECTED),
    ];
    let groups: Vec<AnyView> = groups
        .into_iter()
        .filter_map(|(verdict, title)| {
            let of = candidates.iter().filter(|candidate| candidate.verdict == verdict);
            let items: Vec<AnyView> = of
                .map(|candidate| {
                    let (sentence, _) = rules::sentence(candidate, currency);
                    view! { <li>{sentence}</li> }.into_any()
                })
                .collect();
            (!items.is_empty()).then(|| {
                view! {
                    <p class="embed-told-title">{title.get()}</p>
                    <ul>{items}</ul>
                }
                .into_any()
            })
        })
        .collect();
    let none = candidates.is_empty().then(|| why_texts::NO_CANDIDATES.get());
    view! { <div class="embed-told" part="explanation">{groups} {none}</div> }.into_any()
}
