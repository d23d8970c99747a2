//! Requests that invoices be issued again: what was asked for, and what became of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::{link, table};
use crate::format;
use crate::page::encoded;
use crate::pages::actors;
use crate::server::{Ask, ReissueRequest, Server};
use crate::text::{Text, issued as texts, words as word_texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Button, Flashes, Kind};

const RESOLVE: &str = "invoicing:RequestReissue";

/// All of them, the latest first, where there are some.
pub(super) fn part(server: Server, account: &str) -> AnyView {
    let path = path(account);
    let requests = listed(server, [&path, "?limit=100"].concat());
    let names = actors::names(server);
    follow(move || {
        let row = |request: &ReissueRequest| {
            let by = names.with(|names| actors::who(&request.requested_by, names));
            row(server, &path, request, &by)
        };
        let rows: Vec<AnyView> = requests.with(|requests| requests.iter().map(row).collect());
        (!rows.is_empty()).then(|| shown(rows))
    })
}

fn path(account: &str) -> String {
    ["/accounts/", account, "/reissue-requests"].concat()
}

fn shown(rows: Vec<AnyView>) -> AnyView {
    let heads = [
        (texts::REISSUE_INVOICE, ""),
        (texts::REISSUE_ASKED, ""),
        (texts::REISSUE_ORDER, ""),
        (texts::REASON, ""),
        (texts::REISSUE_STATE, ""),
    ];
    view! {
        <section class="issued-part">
            <h2>{texts::REISSUES.get()}</h2>
            {table(texts::REISSUES.into(), &heads, rows)}
        </section>
    }
    .into_any()
}

fn row(server: Server, path: &str, request: &ReissueRequest, by: &str) -> AnyView {
    let date = format::date(&request.created_at);
    let asked = texts::REISSUE_BY.with(&[("date", &date), ("name", by)]);
    let order = request.purchase_order.clone();
    let order = order.unwrap_or_else(|| word_texts::NO_ORDER.into());
    view! {
        <tr>
            <th scope="row">{link(&request.invoice)}</th>
            <td>{asked}</td>
            <td>{order}</td>
            <td>{request.reason.clone()}</td>
            <td>{state(server, path, request)}</td>
        </tr>
    }
    .into_any()
}

/// What became of it, or the ways to end it.
fn state(server: Server, path: &str, request: &ReissueRequest) -> AnyView {
    match request.state.as_str() {
        DONE => view! { <Badge text=texts::REISSUE_DONE kind=Kind::Good /> }.into_any(),
        WITHDRAWN => view! { <Badge text=texts::REISSUE_WITHDRAWN /> }.into_any(),
        _ => ways(server, path, request),
    }
}

const DONE: &str = "done";
const WITHDRAWN: &str = "withdrawn";

fn ways(server: Server, path: &str, request: &ReissueRequest) -> AnyView {
    let flashes = Flashes::expect();
    let is_busy = RwSignal::new(false);
    let cannot = Signal::stored(server.refusal(RESOLVE));
    let path = StoredValue::new([path, "/", &encoded(&request.id)].concat());
    let invoice = StoredValue::new(request.invoice.clone());
    let version = request.version;
    let end = move |state: &'static str, told: Text| {
        is_busy.set(true);
        let ask = Ask::patch(path.get_value(), &json!({ "state": state }));
        let ask = ask.once().if_match(Some(version));
        spawn_local(async move {
            let ended = server.send(&ask).await;
            is_busy.try_set(false);
            flashes.clear();
            match ended {
                Ok(_) => {
                    let invoice = invoice.try_get_value().unwrap_or_default();
                    flashes.push(Kind::Good, told.with(&[("invoice", &invoice)]));
                }
                Err(failure) => flashes.push(Kind::Bad, failure.sentences().join(" ")),
            }
            server.ask_again();
        });
    };
    let name = texts::REISSUE_OF.with(&[("invoice", &request.invoice)]);
    view! {
        <span class="actions" role="group" aria-label=name>
            <Button
                label=texts::REISSUE_END
                on_click=move || end(DONE, texts::REISSUE_IS_DONE)
                busy=is_busy
                disabled=cannot
            />
            <Button
                label=texts::REISSUE_WITHDRAW
                on_click=move || end(WITHDRAWN, texts::REISSUE_IS_WITHDRAWN)
                busy=is_busy
                disabled=cannot
            />
        </span>
    }
    .into_any()
}

/// Those that nothing became of yet; none for whoever may not see them.
pub(in crate::pages) fn open(server: Server, account: &str) -> Memo<Vec<ReissueRequest>> {
    listed(server, [&path(account), "?state=open&limit=100"].concat())
}

fn listed(server: Server, path: String) -> Memo<Vec<ReissueRequest>> {
    let asked = move || server.may(super::ACTION).then(|| path.clone());
    let found = server.follow_list::<ReissueRequest>(asked);
    memo(move || {
        found.with(|found| match found {
            Some(Ok(list)) => list.items.clone(),
            _ => Vec::new(),
        })
    })
}

/// That one was asked for, and when; the latest of those that are open.
pub(in crate::pages) fn asked(
    requests: &[ReissueRequest],
    is_about: impl Fn(&str) -> bool,
) -> Option<AnyView> {
    let request = requests.iter().find(|request| is_about(&request.invoice))?;
    let date = format::date(&request.created_at);
    let text = texts::REISSUE_ASKED_ON.with(&[("date", &date)]);
    Some(view! { <p class="hint">{text}</p> }.into_any())
}
