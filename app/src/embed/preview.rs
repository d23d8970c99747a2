//! The coming invoices of an account, an agreement or a purchase order: which purchase order line each
//! will use, and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use billing_files::kept_id;
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::Candidate;

use super::host::{Host, Said};
use super::session::Session;
use super::{failed, link, loading, waiting};
use crate::format;
use crate::page::encoded;
use crate::pages::invoice::explanation;
use crate::pages::rules;
use crate::server::{Access, Ask, Failure, StoredExplanation};
use crate::text::{Text, embed as own_texts, plural, why as why_texts, words as word_texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Badge, Empty, Icon, Kind, icon};

outlook::answers! {
    /// A document that is to come.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Coming {
        id: String,
        type_: String,
        charges: Vec<String>,
        bill_from: String,
        currency: String,
        billing_period: String,
        total: String,
        purchase_order_id: Option<String>,
        line_item_number: Option<String>,
        covered: bool,
        balance_after: Option<String>,
    }

    struct Previewed {
        invoices: Vec<Coming>,
    }

    /// A charge that is to come.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Charged {
        id: String,
        description: String,
        agreement: Option<String>,
    }
}

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    access: Access,
    invoices: Vec<Coming>,
    /// Charges by their ids, where this person may see them.
    charges: BTreeMap<String, Charged>,
}

#[derive(Clone, Copy, Debug)]
struct Ahead {
    host: Host,
    session: StoredValue<Session, LocalStorage>,
    shown: RwSignal<Option<Arc<Shown>>>,
    failure: RwSignal<Option<Failure>>,
    asked: StoredValue<u32>,
}

pub(super) fn part(host: Host) -> AnyView {
    let missing = memo(move || host.missing(false));
    follow(move || match (missing.get(), host.session.get()) {
        (None, Some(session)) => told(Ahead::open(host, session)),
        (missing, _) => waiting(host, missing.unwrap_or_default()),
    })
}

impl Ahead {
    fn open(host: Host, session: Session) -> Self {
        let ahead = Self {
            host,
            session: StoredValue::new_local(session),
            shown: RwSignal::new(None),
            failure: RwSignal::new(None),
            asked: StoredValue::new(0),
        };
        let through = memo(move || host.said.with(|said| said.through.clone()));
        watch(move || {
            host.asked.track();
            through.track();
            untrack(|| ahead.load());
        });
        ahead
    }

    fn load(self) {
        let Some(number) = self.asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        }) else {
            return;
        };
        let Some(session) = self.session.try_get_value() else { return };
        let through = self.host.said.with_untracked(|said| said.through.clone());
        spawn_local(async move {
            let got = fetched(&session, &through).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match got {
                Ok(shown) => {
                    self.failure.set(None);
                    self.shown.set(Some(Arc::new(shown)));
                }
                Err(failure) => {
                    self.host.failed(&failure);
                    self.failure.set(Some(failure));
                }
            }
        });
    }
}

async fn fetched(session: &Session, through: &str) -> Result<Shown, Failure> {
    let access: Access = session.ask(&Ask::get("/access")).await?;
    let query = match through {
        "" => String::new(),
        month => ["?to=", &encoded(month)].concat(),
    };
    let previewed: Previewed = session.ask(&Ask::get(["/preview", &query].concat())).await?;
    // Without them invoices are told by their ids.
    let charges = match access.refusal("aws-marketplace:ListAgreementCharges") {
        None => session.list::<Charged>("/charges").await.unwrap_or_default(),
        Some(_) => Vec::new(),
    };
    let charges = charges.into_iter().map(|charge| (charge.id.clone(), charge)).collect();
    Ok(Shown { access, invoices: previewed.invoices, charges })
}

impl Shown {
    fn charges_of<'s>(&'s self, coming: &'s Coming) -> impl Iterator<Item = &'s Charged> {
        coming.charges.iter().filter_map(|id| self.charges.get(kept_id(id)))
    }

    /// Whether a document is one of those that the console asks for.
    fn is_asked_for(&self, coming: &Coming, said: &Said) -> bool {
        let is_of_agreement = said.agreement.is_empty()
            || self.charges_of(coming).any(|it| it.agreement.as_deref() == Some(&said.agreement));
        let is_of_order = said.purchase_order.is_empty()
            || coming.purchase_order_id.as_deref() == Some(&said.purchase_order);
        is_of_agreement && is_of_order
    }

    /// What it bills, in words.
    fn name(&self, coming: &Coming) -> String {
        let mut names: Vec<&str> = self.charges_of(coming).map(|it| &*it.description).collect();
        names.retain(|name| !name.is_empty());
        names.dedup();
        match names.as_slice() {
            [] => coming.bill_from.clone(),
            [one] => (*one).to_owned(),
            [first, more @ ..] => {
                let more = plural(own_texts::AND_MORE_ONE, own_texts::AND_MORE_OTHER, more.len());
                [first, " ", more.as_str()].concat()
            }
        }
    }
}

fn told(ahead: Ahead) -> AnyView {
    let failure =
        follow(move || ahead.failure.get().map(|failure| failed(&failure, move || ahead.load())));
    let is_waiting = memo(move || ahead.failure.with(Option::is_none));
    let content = follow(move || match ahead.shown.get() {
        None => is_waiting.get().then(loading),
        Some(shown) => Some(list(ahead, &shown)),
    });
    view! { {failure} {content} }.into_any()
}

fn list(ahead: Ahead, shown: &Arc<Shown>) -> AnyView {
    let said = ahead.host.said.get();
    let invoices: Vec<&Coming> =
        shown.invoices.iter().filter(|coming| shown.is_asked_for(coming, &said)).collect();
    if invoices.is_empty() {
        return view! {
            <slot name="empty">
                <Empty title=own_texts::NONE_COMING icon=Icon::Document />
            </slot>
        }
        .into_any();
    }
    let label = if said.label.is_empty() { own_texts::PREVIEW.into() } else { said.label };
    let rows: Vec<AnyView> = invoices.into_iter().map(|coming| row(ahead, shown, coming)).collect();
    view! {
        <ul class="embed-list" part="list" role="list" aria-label=label>
            {rows}
        </ul>
    }
    .into_any()
}

fn row(ahead: Ahead, shown: &Arc<Shown>, coming: &Coming) -> AnyView {
    let is_memo = coming.type_ == "credit-memo";
    let sign = if is_memo { "-" } else { "" };
    let amount = format::money(&[sign, &coming.total].concat(), &coming.currency);
    let is_estimate = coming.charges.iter().any(|id| id.starts_with("estimate:"));
    let mark = |text: Text, kind: Kind| view! { <Badge text=text kind=kind /> }.into_any();
    let marks = [
        is_estimate.then(|| mark(word_texts::MARK_ESTIMATE, Kind::Neutral)),
        is_memo.then(|| mark(word_texts::KIND_CREDIT_MEMO, Kind::Info)),
        (!coming.covered && coming.purchase_order_id.is_some())
            .then(|| mark(word_texts::MARK_OUT_OF_BALANCE, Kind::Warning)),
    ];
    let place = match (&coming.purchase_order_id, &coming.line_item_number) {
        (Some(order), Some(line)) => {
            let name = word_texts::PLACE.with(&[("order", order), ("line", line)]);
            let is_management = shown.access.is_management();
            let session = ahead.session.get_value();
            link(ahead.host, &session, "purchase-order", order, Some(line), name, is_management)
        }
        _ => view! {
            <span class="embed-nowhere">{icon(Icon::Warning)} {word_texts::NO_ORDER.get()}</span>
        }
        .into_any(),
    };
    let is_open = RwSignal::new(false);
    let name = shown.name(coming);
    let title = match coming.purchase_order_id {
        Some(_) => why_texts::TITLE,
        None => why_texts::TITLE_NONE,
    };
    let why = {
        let coming = coming.clone();
        follow(move || is_open.get().then(|| explained(ahead, &coming)))
    };
    view! {
        <li class="embed-coming" part="row">
            <span class="embed-month">{format::month(&coming.billing_period)}</span>
            <span class="embed-what">{name.clone()} " " {marks.into_iter().collect::<Vec<_>>()}</span>
            <span class="figures">{amount}</span>
            <span class="embed-place">{place}</span>
            <details
                class="embed-why"
                on:toggle=move |event| is_open.set(is_toggled_open(&event))
            >
                <summary aria-label=own_texts::WHY_OF.with(&[("title", title.get()), ("name", &name)])>
                    {title.get()}
                </summary>
                {why}
            </details>
        </li>
    }
    .into_any()
}

fn is_toggled_open(event: &web_sys::Event) -> bool {
    event_target::<web_sys::Element>(event).has_attribute("open")
}

/// Every purchase order line that was considered, and what became of it.
fn explained(ahead: Ahead, coming: &Coming) -> AnyView {
    let found = RwSignal::new(None::<Result<Vec<Candidate>, Failure>>);
    let ask = {
        let coming = coming.clone();
        let session = ahead.session.get_value();
        async move {
            let mut path = ["/preview/explanation?invoice=", &encoded(&coming.id)].concat();
            path.push_str("&to=");
            path.push_str(&encoded(&coming.billing_period));
            let got = session.ask::<StoredExplanation>(&Ask::get(path)).await;
            let got = got.map(explanation::told);
            if let Err(failure) = &got {
                ahead.host.failed(failure);
            }
            found.try_set(Some(got));
        }
    };
    spawn_local(ask);
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
