//! Saving the edits of the scenario to the account: what is saved, what that moves, whether one may,
//! and what to do when others were first.

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Clash, ClashField, Proposal, Request, Summary};
use serde_json::Value;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::desk::{Conflict, Desk, SaveOutcome};
use crate::page::Place;
use crate::pages::order::in_words;
use crate::pages::order_form::name_of;
use crate::pages::{sentences, sign_in};
use crate::server::{Failure, Server};
use crate::text::{plural, save as texts, subscriptions as charge_texts};
use crate::ui::follow::{follow, watch};
use crate::ui::{Button, ButtonKind, Flashes, Kind, Modal};

/// How far a save has come.
#[derive(Clone, Debug, PartialEq)]
enum Stage {
    /// The server is asked whether it may be saved.
    Checking,
    Ready,
    /// It may not, or something is wrong with it.
    Refused(Failure),
    Saving,
    /// Others were first.
    Overtaken(Conflict),
}

/// The button that opens the dialog, and the dialog.
pub(crate) fn save(desk: Desk, server: Server) -> AnyView {
    let is_open = RwSignal::new(false);
    watch(move || {
        if desk.wants_review.get() {
            desk.wants_review.set(false);
            is_open.set(true);
        }
    });
    // Who may change nothing may still try what would happen.
    let cannot = Signal::derive(move || {
        if desk.is_saving.get() {
            return Some(texts::UNDERWAY.into());
        }
        server.access.with(|access| {
            let access = access.as_ref()?;
            let orders = access.refusal("purchase-orders:UpdatePurchaseOrder")?;
            access.refusal("aws-marketplace:UpdatePurchaseOrders").map(|_| orders)
        })
    });
    view! {
        <Button
            label=texts::REVIEW
            kind=ButtonKind::Primary
            on_click=move || is_open.set(true)
            disabled=cannot
        />
        {dialog(desk, server, is_open)}
    }
    .into_any()
}

/// A button that takes the last save back, by edits that are saved like any others.
pub(super) fn reverse(desk: Desk) -> AnyView {
    let flashes = Flashes::expect();
    let reverse = move || {
        super::opening::run(desk, flashes, async move {
            desk.change(Request::Reverse).await?;
            desk.can_reverse.set(false);
            flashes.clear();
            flashes.push(Kind::Info, texts::REVERSED);
            Ok(())
        });
    };
    view! { <Button label=texts::REVERSE kind=ButtonKind::Quiet on_click=reverse /> }.into_any()
}

fn dialog(desk: Desk, server: Server, is_open: RwSignal<bool>) -> AnyView {
    let flashes = Flashes::expect();
    let stage = RwSignal::new(Stage::Checking);
    let proposal = RwSignal::new(None::<Proposal>);
    watch(move || {
        desk.revision.track();
        if !is_open.get() {
            return;
        }
        spawn_local(async move {
            drop(proposal.try_set(desk.proposal(Request::Proposal).await.ok()));
        });
    });
    watch(move || {
        if !is_open.get() {
            return;
        }
        let Some(account) = Place::here().account().map(str::to_owned) else { return };
        stage.set(Stage::Checking);
        spawn_local(async move {
            let checked = desk.check(server, &account).await;
            if stage.try_get_untracked() == Some(Stage::Checking) {
                stage.set(checked.map_or_else(Stage::Refused, |()| ready(desk)));
            }
        });
    });
    // What others save while one looks at the dialog is told in it.
    watch(move || {
        if desk.met.with(Option::is_some) && stage.get_untracked() == Stage::Ready {
            stage.set(ready(desk));
        }
    });
    let save = move || {
        let Some(account) = Place::here().account().map(str::to_owned) else { return };
        stage.set(Stage::Saving);
        spawn_local(async move {
            let summary = proposal.get_untracked().map(|proposal| proposal.summary);
            let outcome = desk.save(server, &account).await;
            let is_shown = is_open.try_get_untracked() == Some(true);
            match outcome {
                Ok(SaveOutcome::Saved) => {
                    flashes.clear();
                    flashes.push(Kind::Good, saved(summary.as_ref()));
                    if is_shown {
                        is_open.set(false);
                        // The button that opened the dialog is gone.
                        request_animation_frame(focus_heading);
                    }
                }
                Ok(SaveOutcome::Overtaken(conflict)) if is_shown => {
                    stage.set(Stage::Overtaken(conflict));
                }
                Err(failure) if is_shown => stage.set(Stage::Refused(failure)),
                // Whoever closed the dialog went on meanwhile.
                Ok(SaveOutcome::Overtaken(_)) => {
                    flashes.push(Kind::Warning, texts::OVERTAKEN_KEPT);
                }
                Err(failure) => flashes.push(Kind::Bad, failure.not_saved()),
            }
        });
    };
    let discard = move || {
        super::opening::run(desk, flashes, async move {
            desk.change(Request::Discard).await?;
            is_open.set(false);
            Ok(())
        });
    };
    let cannot = Signal::derive(move || match stage.get() {
        Stage::Checking => Some(texts::CHECKING.get().to_owned()),
        Stage::Refused(failure) => Some(failure.detail),
        Stage::Ready | Stage::Saving | Stage::Overtaken(_) => None,
    });
    let is_busy = Signal::derive(move || stage.with(|stage| *stage == Stage::Saving));
    let actions = move || {
        let is_overtaken = stage.with(|stage| matches!(stage, Stage::Overtaken(_)));
        let label = if is_overtaken { texts::SAVE_MINE } else { texts::SAVE };
        view! {
            {is_overtaken.then(|| view! {
                <Button label=texts::DISCARD_MINE kind=ButtonKind::Quiet on_click=discard />
            })}
            <Button label=texts::CANCEL on_click=move || is_open.set(false) />
            <Button
                label=label
                kind=ButtonKind::Primary
                on_click=save
                busy=is_busy
                disabled=cannot
            />
        }
        .into_any()
    };
    let title = Signal::derive(move || {
        let is_overtaken = stage.with(|stage| matches!(stage, Stage::Overtaken(_)));
        String::from(if is_overtaken { texts::OVERTAKEN } else { texts::TITLE })
    });
    view! {
        <Modal title=title open=is_open on_close=move || is_open.set(false) actions=actions>
            <div class="save">
                {follow(move || match stage.get() {
                    Stage::Overtaken(conflict) => overtaken(&conflict),
                    Stage::Refused(failure) => refused(failure),
                    Stage::Checking => {
                        view! { <p role="status">{texts::CHECKING.get()}</p> }.into_any()
                    }
                    Stage::Ready | Stage::Saving => ().into_any(),
                })}
                {follow(move || proposal.get().map(|proposal| proposed(&proposal)))}
                <p class="hint">{texts::FUTURE.get()}</p>
            </div>
        </Modal>
    }
    .into_any()
}

fn focus_heading() {
    let heading = document().query_selector("main .heading").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        drop(heading.focus());
    }
}

/// It may be saved, once the person has seen what others have changed of the same things.
fn ready(desk: Desk) -> Stage {
    desk.met.get_untracked().map_or(Stage::Ready, Stage::Overtaken)
}

fn saved(summary: Option<&Summary>) -> String {
    match summary.and_then(|summary| sentences(summary).into_iter().next()) {
        Some(first) => texts::SAVED.with(&[("summary", &first)]),
        None => texts::SAVED_NOTHING.into(),
    }
}

fn refused(failure: Failure) -> AnyView {
    view! {
        <section class="save-part">
            <h3 class="save-title">{texts::CANNOT.get()}</h3>
            {sign_in::told(failure)}
        </section>
    }
    .into_any()
}

fn proposed(proposal: &Proposal) -> AnyView {
    let orders = (!proposal.orders.is_empty())
        .then(|| texts::ORDERS.with(&[("ids", &proposal.orders.join(", "))]));
    let charges = proposal.charges.len();
    let charges = (charges > 0).then(|| plural(texts::CHARGES_ONE, texts::CHARGES_OTHER, charges));
    view! {
        <section class="save-part">
            <h3 class="save-title">{texts::WILL.get()}</h3>
            {list(orders.into_iter().chain(charges).collect())}
        </section>
        {part(texts::MOVES.get(), &proposal.summary, texts::MOVES_NOTHING.get())}
    }
    .into_any()
}

fn part(title: &'static str, summary: &Summary, nothing: &'static str) -> AnyView {
    let mut told = sentences(summary);
    if told.is_empty() {
        told.push(nothing.to_owned());
    }
    view! {
        <section class="save-part">
            <h3 class="save-title">{title}</h3>
            {list(told)}
        </section>
    }
    .into_any()
}

fn list(lines: Vec<String>) -> AnyView {
    let lines: Vec<AnyView> =
        lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
    view! { <ul class="proposal-lines">{lines}</ul> }.into_any()
}

fn overtaken(conflict: &Conflict) -> AnyView {
    let theirs = conflict
        .theirs
        .as_ref()
        .map(|theirs| part(texts::THEIRS.get(), theirs, texts::THEIRS_NOTHING.get()));
    let dropped = (conflict.dropped > 0).then(|| {
        use crate::text::account::{THEIRS_DROPPED_ONE, THEIRS_DROPPED_OTHER};
        let text = plural(THEIRS_DROPPED_ONE, THEIRS_DROPPED_OTHER, conflict.dropped);
        view! { <p>{text}</p> }
    });
    let rows: Vec<AnyView> = conflict
        .clashes
        .iter()
        .flat_map(|clash| clash.fields.iter().map(move |field| row(clash, field)))
        .collect();
    let both = (!rows.is_empty()).then(|| {
        let head = [texts::WHAT, texts::BEFORE, texts::THEIRS_COLUMN, texts::MINE_COLUMN]
            .map(|text| view! { <th scope="col">{text.get()}</th> }.into_any());
        view! {
            <section class="save-part">
                <h3 class="save-title">{texts::BOTH.get()}</h3>
                <div class="save-table">
                    <table>
                        <thead><tr>{head.into_iter().collect::<Vec<_>>()}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    });
    view! {
        <p role="alert">{texts::OVERTAKEN_TEXT.get()}</p>
        {theirs}
        {dropped}
        {both}
    }
    .into_any()
}

fn row(clash: &Clash, field: &ClashField) -> AnyView {
    let steps: Vec<&str> = field.name.split('/').collect();
    let key = steps.last().copied().unwrap_or_default();
    let name = match key {
        "purchaseOrderReference" => charge_texts::COLUMN_ORDER.into(),
        "purchaseOrderLine" => charge_texts::COLUMN_LINE.into(),
        _ => name_of(&["/", key].concat()),
    };
    let (id, name) = (("id", clash.id.as_str()), ("field", name.as_str()));
    let what = match steps.as_slice() {
        ["lineItems", line, _] => texts::CLASH_LINE.with(&[id, ("line", line), name]),
        _ if clash.is_charge => texts::CLASH_CHARGE.with(&[id, name]),
        _ => texts::CLASH_ORDER.with(&[id, name]),
    };
    let value = |text: &str| {
        let class = text.is_empty().then_some("empty-value");
        view! { <td class=class>{in_words(key, &value_of(key, text))}</td> }.into_any()
    };
    view! {
        <tr>
            <th scope="row">{what}</th>
            {value(&field.before)}
            {value(&field.theirs)}
            {value(&field.mine)}
        </tr>
    }
    .into_any()
}

/// A value of the contract from its text: what is no text is written as JSON.
fn value_of(key: &str, text: &str) -> Value {
    let is_text = !matches!(
        key,
        "balanceTracking"
            | "billFrom"
            | "contacts"
            | "invoiceUnits"
            | "suspended"
            | "tags"
            | "tax"
            | "taxRegistrationNumbers"
    );
    match is_text {
        true if text.is_empty() => Value::Null,
        true => text.into(),
        false => serde_json::from_str(text).unwrap_or_default(),
    }
}
