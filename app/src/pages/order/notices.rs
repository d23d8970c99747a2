//! What contacts are told and when (domain.md §5): what lies ahead as far as it has a date, and what
//! was sent.

use leptos::prelude::*;
use outlook::api::OrderDetails;
use procurement::{BillingMonth, Instant, expiration_days};

use super::Sheet;
use super::history::changes_path;
use crate::desk::now;
use crate::format;
use crate::frame::loading;
use crate::page::{Page, encoded};
use crate::pages::issued::table;
use crate::pages::paged::{Paged, Words};
use crate::server::{Events, KeptOrder, OrderChange, OrderMessage, Settings};
use crate::text::{Text, contacts as texts, settings_mail as mail_texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Empty, Icon, Kind};

const SETTINGS: &str = "organizations:DescribeOrganization";
const AUDIT: &str = "organizations:ReadAudit";
const OUTBOX: &str = "organizations:ReadOutbox";

const WORDS: Words = Words {
    shown_one: texts::SHOWN_ONE,
    shown_other: texts::SHOWN_OTHER,
    more: mail_texts::MORE,
    all_shown: mail_texts::ALL_SHOWN,
};

pub(super) fn part(sheet: Sheet) -> AnyView {
    view! {
        <section class="order-section">
            <h2>{texts::AHEAD.get()}</h2>
            {ahead(sheet)}
        </section>
        {(sheet.refusal(OUTBOX).is_none()).then(|| view! {
            <section class="order-section">
                <h2>{texts::SENT.get()}</h2>
                {sent(sheet)}
            </section>
        })}
    }
    .into_any()
}

/// Something that contacts will be told.
struct Notice {
    /// `2026-12-31` or `2027-01`; empty where nobody knows.
    when: String,
    what: String,
}

fn ahead(sheet: Sheet) -> AnyView {
    let path =
        sheet.account_path("/organisation/settings").filter(|_| sheet.refusal(SETTINGS).is_none());
    let has_settings = path.is_some();
    let settings = sheet.server.follow::<Settings>(move || path.clone());
    let settings = memo(move || settings.get());
    let path = changes_path(sheet)
        .filter(|_| sheet.refusal(AUDIT).is_none())
        .map(|path| [&path, "&limit=100"].concat());
    let has_changes = path.is_some();
    let changes = sheet.server.follow_list::<OrderChange>(move || path.clone());
    let changes = memo(move || changes.get());
    follow(move || {
        let (settings, changes) = (settings.get(), changes.get());
        // Days that would move once more is known are not shown before.
        if (has_settings && settings.is_none()) || (has_changes && changes.is_none()) {
            return loading();
        }
        let events = settings.and_then(Result::ok).map(|it| it.events);
        let changes = changes.and_then(Result::ok).map(|list| list.items);
        let kept = sheet.kept.get().and_then(Result::ok);
        sheet.details.with(|details| {
            let Some(details) = details else { return loading() };
            let seen = seen_at(details, kept.as_ref(), changes.as_deref());
            drawn(details, &seen, &events.unwrap_or_default())
        })
    })
}

/// From when the days of an expiration are counted (P-31).
struct Seen {
    at: String,
    /// Whether that is certain.
    is_known: bool,
}

/// The last change that the days are counted from: it was added, its expiration set, or its first
/// contact given. Who may not read the history is told what follows from its last update.
fn seen_at(
    details: &OrderDetails,
    kept: Option<&KeptOrder>,
    changes: Option<&[OrderChange]>,
) -> Seen {
    let order = details.order.as_ref();
    let is_silent = order.is_none_or(|order| order.contacts.is_empty());
    let is_moved = kept.is_some_and(|kept| kept.expiration_month != details.row.expiration);
    if is_silent || is_moved {
        // The days would be counted from the change that is still to come.
        return Seen { at: now(), is_known: true };
    }
    let is_counted_from = |change: &&OrderChange| {
        let (Some(before), Some(after)) = (&change.before, &change.after) else {
            return change.after.is_some();
        };
        let is_silent = |contacts: Option<usize>| contacts.unwrap_or_default() == 0;
        let had = is_silent(before.contacts.as_ref().map(Vec::len));
        let has = is_silent(after.contacts.as_ref().map(Vec::len));
        before.expiration_month != after.expiration_month || (had && !has)
    };
    let found = changes.and_then(|changes| changes.iter().find(is_counted_from));
    match found {
        Some(change) => Seen { at: change.at.clone(), is_known: true },
        None => {
            let at = order.map(|order| order.updated_at.clone());
            Seen { at: at.unwrap_or_default(), is_known: false }
        }
    }
}

fn drawn(details: &OrderDetails, seen: &Seen, events: &Events) -> AnyView {
    let Some(order) = &details.order else { return ().into_any() };
    let mut notes = Vec::new();
    let mut notices = Vec::new();
    if order.suspended {
        notes.push(texts::SUSPENDED_SILENT.get().to_owned());
    } else {
        notices.extend(expirations(details, seen));
    }
    for line in &details.lines {
        let number = [("line", line.number.as_str())];
        if !line.tracked {
            notes.push(texts::UNTRACKED_SILENT.with(&number));
            continue;
        }
        let mut add = |when: &Option<String>, what: Text| {
            if let Some(when) = when {
                notices.push(Notice { when: when.clone(), what: what.with(&number) });
            }
        };
        add(&line.threshold_month, texts::BELOW);
        if Events::is_on(events.out_of_balance) {
            add(&line.runs_out, texts::OUT);
        }
    }
    // One message tells of both.
    let is_told_already = Events::is_on(events.referenced_suspended);
    let without = events.invoice_without_purchase_order.filter(|_| !is_told_already);
    let whenever = [
        (events.created_by_marketplace, texts::WHEN_CREATED),
        (events.referenced_suspended, texts::WHEN_SUSPENDED),
        (without, texts::WHEN_WITHOUT),
        (events.limit_near, texts::WHEN_LIMIT),
    ];
    let whenever = whenever.into_iter().filter(|(switch, _)| Events::is_on(*switch));
    notices.extend(whenever.map(|(_, what)| Notice { when: String::new(), what: what.into() }));
    // What has no date comes last.
    notices.sort_by(|a, b| (a.when.is_empty(), &a.when).cmp(&(b.when.is_empty(), &b.when)));
    let is_dated = notices.iter().any(|notice| notice.when.len() > "2026-12".len());
    if is_dated && !seen.is_known {
        notes.push(texts::COUNTED_FROM.with(&[("date", &format::date(&seen.at))]));
    }
    let notes: Vec<AnyView> =
        notes.into_iter().map(|note| view! { <li>{note}</li> }.into_any()).collect();
    let whom = if order.contacts.is_empty() { texts::WOULD_GET } else { texts::ALL_GET };
    view! {
        {listed(&notices, whom)}
        {(!notes.is_empty()).then(|| view! { <ul class="order-notes hint">{notes}</ul> })}
    }
    .into_any()
}

fn listed(notices: &[Notice], whom: Text) -> AnyView {
    if notices.is_empty() {
        return view! {
            <Empty title=texts::NOTHING_AHEAD text=texts::NOTHING_AHEAD_TEXT icon=Icon::Clock />
        }
        .into_any();
    }
    let rows = notices
        .iter()
        .map(|notice| {
            let when = match notice.when.len() {
                0 => texts::WHENEVER.into(),
                7 => texts::IN_MONTH.with(&[("month", &format::month_long(&notice.when))]),
                _ => format::date(&notice.when),
            };
            view! {
                <tr>
                    <th scope="row">{when}</th>
                    <td>{notice.what.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let heads = [(texts::WHEN, ""), (texts::WHAT, "")];
    view! {
        <p>{whom.get()}</p>
        <div class="order-told">{table(texts::AHEAD.into(), &heads, rows)}</div>
    }
    .into_any()
}

/// The days on which its contacts are still to be told that it expires.
fn expirations(details: &OrderDetails, seen: &Seen) -> Vec<Notice> {
    let month: Option<BillingMonth> = details.row.expiration.parse().ok();
    let (Some(month), Ok(seen)) = (month, seen.at.parse::<Instant>()) else { return Vec::new() };
    let today = now().get(..10).unwrap_or_default().to_owned();
    let what = texts::EXPIRES.with(&[("month", &format::month_long(&details.row.expiration))]);
    expiration_days(month, seen)
        .into_iter()
        .map(|day| day.to_string())
        .filter(|day| *day >= today)
        .map(|when| Notice { when, what: what.clone() })
        .collect()
}

/// Messages that are laid down already, the latest first.
fn sent(sheet: Sheet) -> AnyView {
    let id = sheet.id.get_value();
    let Some(path) = sheet.account_path("/outbox?purchaseOrder=") else { return ().into_any() };
    let messages = Paged::<OrderMessage>::of(sheet.server, [path.as_str(), &encoded(&id)].concat());
    let rows = move |messages: &[OrderMessage]| {
        let heads = [(texts::WHEN, ""), (texts::WHAT, ""), (texts::TO, ""), (texts::STATE, "")];
        let table = table(texts::SENT.into(), &heads, messages.iter().map(message).collect());
        let all = Page::Settings("notifications").href_with("order", &id);
        view! {
            <div class="order-told">{table}</div>
            <p>
                <a href=all>{texts::READ_THEM.get()}</a>
            </p>
        }
        .into_any()
    };
    let empty = || view! { <p class="hint">{texts::NOTHING_SENT.get()}</p> }.into_any();
    messages.view(WORDS, rows, empty, || ())
}

fn message(message: &OrderMessage) -> AnyView {
    let when = message.sent_at.as_deref().unwrap_or(&message.created_at);
    let (kind, state) = match message.state.as_str() {
        "sent" => (Kind::Good, texts::STATE_SENT),
        "dead" => (Kind::Bad, texts::STATE_DEAD),
        _ => (Kind::Neutral, texts::STATE_PENDING),
    };
    view! {
        <tr>
            <td>{format::date(when)}</td>
            <th scope="row">{message.subject.clone()}</th>
            <td>{message.recipient.clone()}</td>
            <td>
                <Badge text=state kind=kind />
            </td>
        </tr>
    }
    .into_any()
}
