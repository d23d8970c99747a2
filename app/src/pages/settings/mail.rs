//! The outbox: what was written to contacts, and what became of it.

use leptos::prelude::*;
use serde_json::json;

use super::sending::Sending;
use super::{Here, OUTBOX, SETTINGS, reason};
use crate::format;
use crate::page::Page;
use crate::pages::conditions::{self, Conditions};
use crate::pages::facts;
use crate::pages::paged::{Paged, Words};
use crate::server::{Ask, Mail, MailState, Outbox};
use crate::text::{Text, settings_mail as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Button, Choice, Empty, Field, Icon, Kind, LinkButton, Select, icon};

const STATES: [(&str, Text); 3] =
    [("pending", texts::WAITING), ("sent", texts::SENT), ("dead", texts::GIVEN_UP)];

const FILTERS: Conditions = Conditions {
    keys: &[("state", "state"), ("order", "purchaseOrder")],
    is_asked: |key, value| match key {
        "state" => STATES.iter().any(|(known, _)| *known == value),
        _ => !value.is_empty(),
    },
};

const WORDS: Words = Words {
    shown_one: texts::SHOWN_ONE,
    shown_other: texts::SHOWN_OTHER,
    more: texts::MORE,
    all_shown: texts::ALL_SHOWN,
};

pub(super) fn view(here: Here) -> AnyView {
    let body = match here.server.refusal(OUTBOX) {
        Some(told) => reason(&told),
        None => listed(here),
    };
    view! {
        <section class="card">
            <h2 class="card-title">{texts::OUTBOX.get()}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn listed(here: Here) -> AnyView {
    let address = here.address;
    let query = FILTERS.query(address);
    let base = here.path("/outbox");
    let path = memo(move || query.with(|query| [&base, query.as_str()].concat()));
    let mail = Paged::<Mail>::follow(here.server, path);
    // Those whose text is in view stay so when the list is drawn anew.
    let read = StoredValue::new(Vec::<u64>::new());
    let mut states = vec![Choice::new("", texts::ANY_STATE)];
    states.extend(STATES.map(|(word, text)| Choice::new(word, text)));
    let rows = move |items: &[Mail]| {
        let rows: Vec<AnyView> = items.iter().map(|mail| row(here, read, mail.clone())).collect();
        view! { <ul class="bare-list settings-rows">{rows}</ul> }.into_any()
    };
    view! {
        <p>{texts::OUTBOX_TEXT.get()}</p>
        {waits(here)}
        <div class="settings-filters">
            <Field label=texts::FILTER_STATE>
                <Select
                    choices=Signal::stored(states)
                    value=address.get("state")
                    on_change=move |word: String| address.set(&[("state", &word)], false)
                />
            </Field>
            {conditions::text(address, "order", texts::FILTER_ORDER)}
        </div>
        {mail.view(WORDS, rows, empty, move || FILTERS.clear(address))}
    }
    .into_any()
}

/// That mail waits where the server has nobody to hand it to.
fn waits(here: Here) -> AnyView {
    let path = here.path("/outbox?limit=1");
    let outbox = here.server.follow::<Outbox>(move || Some(path.clone()));
    let waits = memo(move || matches!(outbox.get(), Some(Ok(Outbox { sends_mail: false }))));
    follow(move || {
        waits.get().then(|| {
            view! {
                <p class="settings-note" data-kind="warning">
                    {icon(Icon::Warning)}
                    <span>{texts::NO_MAIL_SERVER.get()}</span>
                </p>
            }
        })
    })
}

fn empty() -> AnyView {
    let orders = Page::Orders.href_with("card", "no-contacts");
    view! {
        <Empty title=texts::EMPTY text=texts::EMPTY_TEXT icon=Icon::Document>
            <LinkButton label=texts::EMPTY_ORDERS href=orders />
        </Empty>
    }
    .into_any()
}

fn row(here: Here, read: StoredValue<Vec<u64>>, mail: Mail) -> AnyView {
    let id = mail.id;
    let (text, kind) = match mail.state {
        MailState::Pending => (texts::WAITING, Kind::Info),
        MailState::Sent => (texts::SENT, Kind::Good),
        MailState::Dead => (texts::GIVEN_UP, Kind::Bad),
    };
    let mut known = vec![
        (texts::RECIPIENT, mail.recipient.clone()),
        (texts::WRITTEN_AT, format::date_time(&mail.created_at)),
        (texts::ATTEMPTS, format::number(mail.attempts)),
    ];
    if let Some(at) = &mail.sent_at {
        known.push((texts::SENT_AT, format::date_time(at)));
    } else if let Some(at) = &mail.next_attempt_at {
        known.push((texts::NEXT_ATTEMPT, format::date_time(at)));
    }
    let failed = mail.last_error.as_ref().map(|error| {
        let text = texts::LAST_ERROR.with(&[("error", error)]);
        view! { <p class="settings-text" data-kind="bad">{text}</p> }
    });
    let is_open = read.with_value(|read| read.contains(&id));
    let toggled = move |event: leptos::ev::Event| {
        use wasm_bindgen::JsCast;
        let details = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
        let is_open = details.is_some_and(|details| details.has_attribute("open"));
        read.try_update_value(|read| {
            read.retain(|other| *other != id);
            if is_open {
                read.push(id);
            }
        });
    };
    view! {
        <li class="settings-row">
            <div class="settings-head">
                <h3 class="settings-row-name">{mail.subject.clone()}</h3>
                <Badge text=text kind=kind />
            </div>
            {about(here, &mail.purchase_order)}
            {facts(known)}
            {failed}
            <details class="details" open=is_open on:toggle=toggled>
                <summary>{texts::SHOW_TEXT.get()}</summary>
                <pre class="settings-code" data-kind="mail" tabindex="0">{mail.text.clone()}</pre>
            </details>
            {(mail.state != MailState::Sent).then(|| again(here, &mail))}
        </li>
    }
    .into_any()
}

/// The purchase order that a mail is about, a link where it can be looked at.
fn about(here: Here, order: &str) -> Option<AnyView> {
    if order.is_empty() {
        return None;
    }
    let text = texts::ABOUT.with(&[("order", order)]);
    let may_look = here.server.is_management()
        && here.server.refusal("purchase-orders:GetPurchaseOrder").is_none();
    Some(if may_look {
        let href = Page::Order(order.to_owned()).href();
        view! { <p class="settings-text"><a href=href>{text}</a></p> }.into_any()
    } else {
        view! { <p class="settings-text">{text}</p> }.into_any()
    })
}

fn again(here: Here, mail: &Mail) -> AnyView {
    let sending = Sending::new(here);
    let path = here.path(&["/outbox/", &mail.id.to_string(), "/retry"].concat());
    let done = texts::RETRIED.with(&[("subject", &mail.subject)]);
    let send = move || {
        let done = done.clone();
        let ask = Ask::post(path.clone(), &json!({})).once();
        sending.send_only(ask, move || here.done(done));
    };
    let cannot = here.server.refusal(SETTINGS);
    view! {
        {sending.trouble.elsewhere(&[])}
        <div class="actions">
            <Button
                label=texts::RETRY
                icon=Icon::Redo
                on_click=send
                busy=sending.is_busy
                disabled=Signal::stored(cannot)
            />
        </div>
    }
    .into_any()
}
