//! Requests that are neither accepted nor taken back.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Requests;
use crate::format;
use crate::page::{Page, encoded};
use crate::pages::issued::{account_name, table};
use crate::server::{AgreementRequest, Ask, Server};
use crate::text::{Text, offers as texts};
use crate::ui::follow::follow;
use crate::ui::{Button, Flashes, Kind};

/// Those that are open, where there are some.
pub(super) fn open(server: Server, account: String, requests: Requests) -> AnyView {
    follow(move || {
        let open: Vec<AgreementRequest> = requests.with(|requests| {
            let Some(Ok(requests)) = requests else { return Vec::new() };
            requests.items.iter().filter(|request| request.is_open()).cloned().collect()
        });
        (!open.is_empty()).then(|| shown(server, &account, open))
    })
}

fn shown(server: Server, account: &str, open: Vec<AgreementRequest>) -> AnyView {
    let heads = [
        (texts::COLUMN_REQUEST, ""),
        (texts::COLUMN_MADE, ""),
        (texts::COLUMN_VALUE, "figures"),
        (texts::COLUMN_ACCOUNT, ""),
        (texts::COLUMN_WHAT_TO_DO, ""),
    ];
    let rows = open.into_iter().map(|request| row(server, account, request)).collect();
    view! {
        <section class="issued-part">
            <h2>{texts::REQUESTS.get()}</h2>
            <p class="lead">{texts::REQUESTS_TEXT.get()}</p>
            {table(texts::REQUESTS.into(), &heads, rows)}
        </section>
    }
    .into_any()
}

fn row(server: Server, account: &str, request: AgreementRequest) -> AnyView {
    let quote = &request.charge_summary;
    let value = format::money(&quote.new_agreement_value, &quote.currency);
    let what = what(&request, account);
    let id = request.id.clone();
    let take_back = take_back(server, account.to_owned(), request.id.clone());
    view! {
        <tr>
            <th scope="row">{what} <span class="offers-more">{id}</span></th>
            <td>{format::date(&request.created_at)}</td>
            <td class="figures">{value}</td>
            <td>{account_name(server, &request.account)}</td>
            <td>{take_back}</td>
        </tr>
    }
    .into_any()
}

/// What is asked for: a link where it goes on there.
fn what(request: &AgreementRequest, account: &str) -> AnyView {
    let intent: Text = match request.intent.as_str() {
        "AMEND" => texts::INTENT_AMEND,
        "REPLACE" => texts::INTENT_REPLACE,
        _ => texts::INTENT_NEW,
    };
    let offer = request.offer.clone().unwrap_or_default();
    let text = intent.with(&[("offer", &offer)]);
    if request.is_of(&offer, account) {
        let href = Page::Checkout(offer).href();
        view! { <a href=href>{text}</a> }.into_any()
    } else {
        text.into_any()
    }
}

fn take_back(server: Server, account: String, request: String) -> AnyView {
    let flashes = Flashes::expect();
    let is_busy = RwSignal::new(false);
    let cannot = Signal::stored(server.refusal("aws-marketplace:CreateAgreementRequest"));
    let name = texts::TAKE_BACK_OF.with(&[("request", &request)]);
    let work = move || {
        let path = path(&account, &request);
        let told = texts::TAKEN_BACK.with(&[("request", &request)]);
        is_busy.set(true);
        spawn_local(async move {
            let done = server.send(&Ask::delete(path).once()).await;
            is_busy.try_set(false);
            flashes.clear();
            match done {
                Ok(_) => flashes.push(Kind::Good, told),
                Err(failure) => flashes.push(Kind::Bad, failure.sentences().join(" ")),
            }
            server.ask_again();
        });
    };
    view! {
        <span role="group" aria-label=name>
            <Button label=texts::TAKE_BACK on_click=work busy=is_busy disabled=cannot />
        </span>
    }
    .into_any()
}

/// Where the server has a request.
pub(in crate::pages) fn path(account: &str, request: &str) -> String {
    ["/accounts/", account, "/agreement-requests/", &encoded(request)].concat()
}
