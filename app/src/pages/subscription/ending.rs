//! How a subscription goes on or ends: what that would do is told before it is done.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use crate::desk::Desk;
use crate::format;
use crate::page::{Address, Page, encoded};
use crate::pages::offers::duration;
use crate::pages::sign_in::told;
use crate::server::{Agreement, Ask, Failure, Server};
use crate::text::{Text, subscriptions as texts};
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind, Flashes, Icon, Kind, Modal};

/// What can be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Renew,
    Cancel,
}

impl Act {
    fn label(self) -> Text {
        match self {
            Self::Renew => texts::RENEW,
            Self::Cancel => texts::CANCEL,
        }
    }

    fn title(self) -> Text {
        match self {
            Self::Renew => texts::RENEW_TITLE,
            Self::Cancel => texts::CANCEL_TITLE,
        }
    }

    fn below(self) -> &'static str {
        match self {
            Self::Renew => "/renewal",
            Self::Cancel => "/cancellation",
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::Renew => "aws-marketplace:AcceptAgreementRequest",
            Self::Cancel => "aws-marketplace:CancelAgreement",
        }
    }

    fn done(self) -> Text {
        match self {
            Self::Renew => texts::RENEWED,
            Self::Cancel => texts::CANCELLED,
        }
    }

    /// What comes of it, sentence by sentence.
    fn consequences(self, agreement: &Agreement) -> Vec<String> {
        match self {
            Self::Renew => {
                let start = agreement.ends_at.as_deref().map(format::date).unwrap_or_default();
                let length = duration(agreement.duration_months);
                vec![
                    texts::RENEW_STARTS.with(&[("start", &start), ("length", &length)]),
                    texts::RENEW_CHARGES.into(),
                    texts::RENEW_ORDERS.into(),
                ]
            }
            Self::Cancel => {
                let product = agreement.product.name.as_str();
                vec![
                    texts::CANCEL_ENDS.with(&[("product", product)]),
                    texts::CANCEL_USAGE.into(),
                    texts::CANCEL_FINAL.into(),
                ]
            }
        }
    }
}

/// The buttons, those that apply.
pub(super) fn part(server: Server, account: &str, agreement: &Agreement) -> Option<AnyView> {
    let is_renewable = agreement.ends_at.is_some()
        && agreement.duration_months.is_some()
        && agreement.renewed_by.is_none()
        && matches!(agreement.status.as_str(), "ACTIVE" | "EXPIRED");
    let is_usage_alone = agreement.terms.iter().all(|term| term.type_ == "usage");
    let acts = [
        is_renewable.then_some(Act::Renew),
        (agreement.is_active() && is_usage_alone).then_some(Act::Cancel),
    ];
    let seller = (agreement.is_active() && !is_usage_alone).then(|| {
        let text = texts::SELLER_ENDS.with(&[("seller", &agreement.seller_name)]);
        view! { <span class="hint">{text}</span> }
    });
    let has_some = acts.iter().any(Option::is_some) || seller.is_some();
    let buttons: Vec<AnyView> =
        acts.into_iter().flatten().map(|act| button(server, account, agreement, act)).collect();
    has_some.then(|| view! { <div class="actions">{buttons} {seller}</div> }.into_any())
}

fn button(server: Server, account: &str, agreement: &Agreement, act: Act) -> AnyView {
    let (desk, address, flashes) = (Desk::expect(), Address::here(), Flashes::expect());
    let is_open = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let cannot = Signal::stored(server.refusal(act.action()));
    let path =
        ["/accounts/", account, "/agreements/", &encoded(&agreement.id), act.below()].concat();
    let account = account.to_owned();
    let product = agreement.product.name.clone();
    let work = move || {
        let (path, account, product) = (path.clone(), account.clone(), product.clone());
        is_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let done = server.ask::<Agreement>(&Ask::post(path, &json!({})).once()).await;
            is_busy.try_set(false);
            let agreement = match done {
                Ok(agreement) => agreement,
                Err(why) => return drop(failure.try_set(Some(why))),
            };
            is_open.try_set(false);
            let has_invoices = desk.standing.with_untracked(Option::is_some);
            if !has_invoices || desk.refresh(server, &account, false).await.is_err() {
                server.ask_again();
            }
            flashes.clear();
            flashes.push(Kind::Good, act.done().with(&[("product", &product)]));
            if act == Act::Renew {
                address.go_to(&Page::Subscription(agreement.id));
            }
        });
    };
    let lines = StoredValue::new(act.consequences(agreement));
    let kind = if act == Act::Cancel { ButtonKind::Danger } else { ButtonKind::Primary };
    let actions = ViewFn::from(move || {
        view! { <Button label=act.title() kind=kind on_click=work.clone() busy=is_busy /> }
    });
    let icon = if act == Act::Cancel { Icon::Close } else { Icon::Redo };
    view! {
        <Button
            label=act.label()
            icon=icon
            on_click=move || {
                failure.set(None);
                is_open.set(true);
            }
            disabled=cannot
        />
        <Modal
            title=act.title()
            open=is_open
            on_close=move || is_open.set(false)
            actions=actions
        >
            <ul class="issued-told">
                {lines.get_value().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
            </ul>
            {follow(move || failure.get().map(told))}
        </Modal>
    }
    .into_any()
}
