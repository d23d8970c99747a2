//! A choice of a purchase order, as a control of the console's own form. What it is worth to the form
//! is the element's; here it is entered.

use std::time::Duration;

use leptos::context::Provider;
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::OrderRow;
use procurement::sorting::sort_by;

use super::choices::Source;
use super::host::Host;
use super::session::Whose;
use super::waiting_for;
use crate::format;
use crate::server::pause;
use crate::text::embed as texts;
use crate::ui::field::{Control, unique};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Choice, Combobox, Icon, icon};
use crate::words;

/// Whoever types is not searched for before this.
const TYPING: Duration = Duration::from_millis(250);

pub(super) fn part(host: Host) -> AnyView {
    let value = memo(move || host.said.with(|said| said.value.clone()));
    let said = move |read: fn(&super::host::Said) -> String| memo(move || host.said.with(read));
    let (label, problem, seller) = (
        said(|said| said.label.clone()),
        said(|said| said.problem.clone()),
        said(|said| said.seller.clone()),
    );
    host.checking(texts::PICK_CHECKING.get());
    let missing = memo(move || match host.snapshot.with(Option::is_some) {
        true => None,
        false => host.missing(false),
    });
    let found = RwSignal::new(None::<Vec<OrderRow>>);
    search(host, value.into(), seller.into(), found);
    let told_id = unique("picker");
    let control = Control {
        id: None,
        label_id: None,
        described: Signal::stored(Some(told_id.clone())),
        invalid: Signal::derive(move || problem.with(|it| !it.is_empty()).then_some("true")),
    };
    let choices = Signal::derive(move || {
        found.with(|found| found.iter().flatten().map(choice).collect::<Vec<Choice>>())
    });
    // What is chosen is whole; what is typed is not, until the control is left: it may be how a longer
    // number begins.
    let typed = move |value: String| host.enter(&value, false);
    let chosen = move |value: String| host.enter(&value, true);
    let disabled = memo(move || host.said.with(|said| said.is_disabled));
    let placeholder = said(|said| said.placeholder.clone());
    let box_of = move || {
        let label = label.get();
        let label = if label.is_empty() { texts::PICK.into() } else { label };
        view! {
            <Combobox
                value=value
                on_change=typed
                on_choose=chosen
                choices=choices
                label=label
                placeholder=placeholder.get()
                disabled=disabled
            />
        }
    };
    view! {
        <div on:focusout=move |_| host.enter(&value.get_untracked(), true)>
            <Provider value=control>{follow(box_of)}</Provider>
        </div>
        <div id=told_id>
            {follow(move || {
                let problem = problem.get();
                (!problem.is_empty()).then(|| note("bad", Icon::Error, problem))
            })}
            {follow(move || missing.get().map(|missing| {
                let late = waiting_for(host, missing);
                follow(move || late.get().map(|text| note("info", Icon::Info, text)))
            }))}
        </div>
        <div class="unseen" role="status">
            {follow(move || found.with(|found| match found {
                Some(found) if found.is_empty() && !value.get().is_empty() => texts::PICK_NONE.get(),
                _ => "",
            }))}
        </div>
    }
    .into_any()
}

fn note(kind: &'static str, sign: Icon, text: String) -> AnyView {
    view! {
        <p class="embed-note" part="note" data-kind=kind>
            {icon(sign)} <span>{text}</span>
        </p>
    }
    .into_any()
}

/// Searches for what is typed, and tells whether it is a purchase order as it stands.
fn search(
    host: Host,
    value: Signal<String>,
    seller: Signal<String>,
    found: RwSignal<Option<Vec<OrderRow>>>,
) {
    let asked = StoredValue::new(0_u32);
    let whose = Whose::unknown();
    watch(move || {
        // Spaces around a number are no part of it.
        let (value, seller) = (value.with(|value| value.trim().to_owned()), seller.get());
        host.refreshed.track();
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        let source = match (host.snapshot.get(), host.session.get()) {
            (Some(snapshot), _) => Source::Snapshot(snapshot),
            (None, Some(session)) => Source::Server(session),
            (None, None) => return,
        };
        spawn_local(async move {
            pause(TYPING).await;
            let is_wanted = move || asked.try_get_value() == Some(number);
            if !is_wanted() {
                return;
            }
            let got = source.having(&value, &seller).await;
            if !is_wanted() {
                return;
            }
            if let Source::Server(session) = &source
                && whose.changes(session)
            {
                found.set(None);
            }
            match got {
                Ok(mut orders) => {
                    let is_known = value.is_empty() || orders.iter().any(|one| one.id == value);
                    let problem = match is_known {
                        true => String::new(),
                        false => texts::PICK_UNKNOWN.with(&[("order", &value)]),
                    };
                    host.judge(&value, &problem);
                    if is_known && !value.is_empty() {
                        // Whoever opens the list of a number that is whole wants the others.
                        let all = source.having("", &seller).await;
                        if !is_wanted() {
                            return;
                        }
                        orders.extend(all.unwrap_or_default());
                        sort_by(&mut orders, |a, b| procurement::natural_order(&a.id, &b.id));
                        orders.dedup_by(|a, b| a.id == b.id);
                    }
                    found.set(Some(orders));
                }
                Err(failure) => {
                    if !value.is_empty() {
                        host.judge(&value, &texts::PICK_UNCHECKED.with(&[("order", &value)]));
                    }
                    host.failed(&failure);
                }
            }
        });
    });
}

fn choice(order: &OrderRow) -> Choice {
    let (_, status) = words::status(&order.status, false);
    let left = order.balance.as_ref().map(|left| format::money(left, &order.currency));
    let told: Vec<&str> =
        [Some(status.as_str()), left.as_deref(), Some(order.description.as_str())]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect();
    Choice {
        value: order.id.clone(), label: order.id.clone(), description: Some(told.join(" · "))
    }
}
