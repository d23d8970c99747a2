//! One subscription: what was agreed, its charges, and the purchase orders that they name.

mod about;
mod amounts;
pub(crate) mod change;
mod charges;
mod ending;
pub(crate) mod entry;
pub(crate) mod fit;
mod lines;
mod many;
mod reissue;
mod saving;
mod sheet;
pub(crate) mod typed;

use leptos::prelude::*;

use super::Heading;
use super::issued::failed;
use super::subscriptions::status;
use crate::frame::loading;
use crate::page::{self, Page, Place, encoded};
use crate::server::{Agreement, Server};
use crate::text::subscriptions as texts;
use crate::ui::follow::{follow, memo};
use crate::ui::{Breadcrumbs, Crumb, Empty, Icon};

pub(super) use about::payment_terms;
pub(super) use entry::Named;
pub(super) use fit::{Basis, choices, noted, unlisted};
pub(super) use lines::Lines;
use sheet::Sheet;

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let id = page::named();
    follow(move || shown(server, id.get()))
}

fn shown(server: Server, id: String) -> AnyView {
    let Some(account) = Place::here().account().map(str::to_owned) else {
        return ().into_any();
    };
    if let Some(reason) = server.refusal("aws-marketplace:DescribeAgreement") {
        return view! {
            <Heading text=texts::TITLE />
            <Empty title=texts::MAY_NOT_SEE text=reason icon=Icon::Info />
        }
        .into_any();
    }
    let path = ["/accounts/", &account, "/agreements/", &encoded(&id)].concat();
    let found = server.follow::<Agreement>(move || Some(path.clone()));
    // What is the same is not drawn again: something may be typed below it.
    let found = memo(move || found.get());
    let name = {
        let id = id.clone();
        memo(move || match found.get() {
            Some(Ok(agreement)) => agreement.product.name,
            _ => id.clone(),
        })
    };
    let crumbs = vec![Crumb { label: texts::TITLE.into(), href: Page::Subscriptions.href() }];
    let badge = follow(move || match found.get() {
        Some(Ok(agreement)) => Some(status(&agreement)),
        _ => None,
    });
    view! {
        <Breadcrumbs crumbs=crumbs here=name />
        <div class="page-head">
            <Heading text=name />
            {badge}
        </div>
        {follow(move || match found.get() {
            None => loading(),
            Some(Err(failure)) if failure.code == "NOT_FOUND" => view! {
                <Empty title=texts::UNKNOWN.with(&[("agreement", &id)]) icon=Icon::Question />
            }
            .into_any(),
            Some(Err(failure)) => failed(failure, move || server.ask_again()),
            Some(Ok(agreement)) => told(server, &account, agreement),
        })}
    }
    .into_any()
}

fn told(server: Server, account: &str, agreement: Agreement) -> AnyView {
    let about = about::about(server, &agreement);
    let ending = ending::part(server, account, &agreement);
    let charges = match server.refusal("aws-marketplace:ListAgreementCharges") {
        Some(reason) => view! {
            <Empty title=texts::CHARGES_HIDDEN text=reason icon=Icon::Info />
        }
        .into_any(),
        None => charges::part(Sheet::open(server, account, agreement)),
    };
    view! {
        {about}
        {ending}
        <section class="issued-part">
            <h2>{texts::CHARGES.get()}</h2>
            {charges}
        </section>
    }
    .into_any()
}
