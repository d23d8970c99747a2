//! The first steps on example data: what one can do here, each a link that does it. It ticks itself
//! off, and goes for ever when it is told to.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use outlook::api::{Group, Item, OrderRow, Query, Request, View};

use crate::desk::Desk;
use crate::page::{Page, Place};
use crate::parts;
use crate::server::{AgreementRow, List, Server};
use crate::storage;
use crate::text::{Text, first_run as texts, help as help_texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Button, ButtonKind, Icon, icon};

/// Where it is remembered: the steps that were taken, or [`OFF`].
const STORED: &str = "tieback.first-run";
const OFF: &str = "off";

/// How many rows are looked at for an invoice to open.
const ROWS: usize = 60;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Preview,
    Why,
    Suspend,
    Name,
    Close,
}

impl Step {
    const ALL: [Self; 5] = [Self::Preview, Self::Why, Self::Suspend, Self::Name, Self::Close];

    /// How it is remembered.
    fn digit(self) -> &'static str {
        ["1", "2", "3", "4", "5"][self as usize]
    }

    fn text(self) -> Text {
        match self {
            Self::Preview => texts::PREVIEW,
            Self::Why => texts::WHY,
            Self::Suspend => texts::SUSPEND,
            Self::Name => texts::NAME,
            Self::Close => texts::CLOSE,
        }
    }

    /// What one has to be allowed; a step that one may not take is not shown.
    fn action(self) -> Option<&'static str> {
        match self {
            Self::Preview | Self::Why | Self::Suspend => None,
            Self::Name => Some("aws-marketplace:UpdatePurchaseOrders"),
            Self::Close => Some("invoicing:CreateInvoiceRun"),
        }
    }

    /// Whether an address of an account is where it leads.
    fn is_taken_at(self, path: &str, invoice: &str) -> bool {
        let is_in = |list: &str| path.contains(list) && !path.ends_with(list);
        match self {
            Self::Preview => path.ends_with("/preview"),
            Self::Why => path.ends_with("/preview") && !invoice.is_empty(),
            Self::Suspend => is_in("/purchase-orders/"),
            Self::Name => is_in("/subscriptions/"),
            Self::Close => path.ends_with("/close"),
        }
    }
}

/// The steps above the first page of an account with example data; nothing anywhere else.
pub(super) fn panel(desk: Desk, server: Server) -> AnyView {
    let path = use_location().pathname;
    let query = use_query_map();
    let taken = RwSignal::new(storage::get(STORED).unwrap_or_default());
    let is_account = memo(move || {
        Place::of(&path.get()).is_some_and(|place| place != Place::Files)
            && server.person.with(|person| person.known().is_some_and(|known| known.example))
            && desk.standing.with(Option::is_some)
    });
    watch(move || {
        let path = path.get();
        let invoice = query.with(|query| query.get("invoice").unwrap_or_default());
        if !is_account.get() {
            return;
        }
        let mut now = taken.get_untracked();
        for step in Step::ALL {
            if step.is_taken_at(&path, &invoice) && !now.contains(step.digit()) && now != OFF {
                now.push_str(step.digit());
            }
        }
        remember(taken, now);
    });
    let is_shown = memo(move || {
        is_account.get() && path.get().ends_with("/preview") && taken.with(|taken| taken != OFF)
    });
    follow(move || is_shown.get().then(|| parts::asked::first_run(desk, server, taken)))
}

fn remember(taken: RwSignal<String>, now: String) {
    if taken.with_untracked(|taken| *taken != now) {
        storage::set(STORED, &now);
        taken.set(now);
    }
}

pub(crate) fn shown(desk: Desk, server: Server, taken: RwSignal<String>) -> AnyView {
    let invoice = an_invoice(desk);
    let order = an_order(desk);
    let subscription = a_subscription(server);
    let href = move |step: Step| match step {
        Step::Preview => Page::Invoices.href(),
        Step::Why => match invoice.get() {
            Some(id) => Page::Invoices.href_with("invoice", &id),
            None => Page::Invoices.href(),
        },
        Step::Suspend => order.get().map_or(Page::Orders, Page::Order).href(),
        Step::Name => subscription.get().map_or(Page::Subscriptions, Page::Subscription).href(),
        Step::Close => Page::Close.href(),
    };
    let steps: Vec<AnyView> = Step::ALL
        .into_iter()
        .filter(|step| step.action().is_none_or(|action| server.refusal(action).is_none()))
        .map(|step| {
            let is_taken = memo(move || taken.with(|taken| taken.contains(step.digit())));
            view! {
                <li class="first-run-step" data-taken=Signal::derive(move || is_taken.get().then_some("true"))>
                    {follow(move || icon(if is_taken.get() { Icon::Good } else { Icon::ChevronEnd }))}
                    <a href=Signal::derive(move || href(step))>{step.text().get()}</a>
                    {follow(move || is_taken.get().then(|| view! {
                        <span class="unseen">{texts::TAKEN.get()}</span>
                    }))}
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <aside class="first-run" aria-label=texts::TITLE.get()>
            <div class="first-run-head">
                <p class="first-run-title">{texts::TITLE.get()}</p>
                <Button
                    label=texts::DISMISS
                    kind=ButtonKind::Quiet
                    icon=Icon::Close
                    on_click=move || remember(taken, OFF.to_owned())
                />
            </div>
            <ol class="first-run-steps">{steps}</ol>
            <p class="hint">
                {texts::FILES.get()} " " <a href=Page::Start.href()>{texts::FILES_LINK.get()}</a>
                " · " {crate::pages::help::link(help_texts::MORE, "getting-started")}
            </p>
        </aside>
    }
    .into_any()
}

/// An invoice worth opening: one that is expected and has a purchase order.
fn an_invoice(desk: Desk) -> Memo<Option<String>> {
    let rows = desk.follow::<View>(|| {
        Some(Request::Rows(Query { group: Group::None, count: ROWS, ..Query::default() }))
    });
    memo(move || {
        rows.with(|view| {
            let mut rows = view.as_ref()?.items.iter().filter_map(|item| match item {
                Item::Row(row) => Some(row),
                Item::Heading(_) => None,
            });
            let is_coming = |id: &str| id.starts_with("preview:");
            let found = rows.find(|row| row.place.is_some() && is_coming(&row.id));
            found.map(|row| row.id.clone())
        })
    })
}

/// The purchase order that most invoices will use.
fn an_order(desk: Desk) -> Memo<Option<String>> {
    let orders = desk.follow::<Vec<OrderRow>>(|| Some(Request::Orders));
    memo(move || {
        orders.with(|orders| {
            let usable = orders.as_ref()?.iter().filter(|it| it.status == "active" && !it.created);
            usable.max_by_key(|order| order.documents).map(|order| order.id.clone())
        })
    })
}

/// A subscription with a charge that names no purchase order, or any.
fn a_subscription(server: Server) -> Memo<Option<String>> {
    let account = Place::here().account().unwrap_or_default().to_owned();
    let listed = server.follow::<List<AgreementRow>>(move || {
        let may_list = server.refusal("aws-marketplace:SearchAgreements").is_none();
        may_list.then(|| ["/accounts/", &account, "/agreements?limit=100"].concat())
    });
    memo(move || {
        listed.with(|listed| {
            let Some(Ok(List { items, .. })) = listed else { return None };
            let wants = |row: &&AgreementRow| row.charges.charges_without_purchase_order > 0;
            let found = items.iter().find(wants).or_else(|| items.first());
            found.map(|row| row.agreement.id.clone())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_taken_where_its_link_leads() {
        let taken = |path: &str, invoice: &str| {
            Step::ALL.into_iter().filter(|it| it.is_taken_at(path, invoice)).collect::<Vec<_>>()
        };
        assert_eq!(taken("/accounts/1/preview", ""), [Step::Preview]);
        assert_eq!(taken("/accounts/1/preview", "INV-1"), [Step::Preview, Step::Why]);
        assert_eq!(taken("/accounts/1/purchase-orders", ""), []);
        assert_eq!(taken("/accounts/1/purchase-orders/A", ""), [Step::Suspend]);
        assert_eq!(taken("/accounts/1/subscriptions/agmt-1", ""), [Step::Name]);
        assert_eq!(taken("/accounts/1/close", ""), [Step::Close]);
    }
}
