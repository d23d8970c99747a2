//! The account around all pages: which one, who is signed in, what others save, whether the server
//! is there.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::join;
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::Refreshed;

use super::opening::Opening;
use crate::desk::Desk;
use crate::page::{Address, Page, Place};
use crate::pages::{Heading, home, sentences, sign_in};
use crate::server::{
    Access, AgreementName, Ask, Failure, Heard, List, Person, Server, begin_anew, pause,
};
use crate::text::{account as texts, plural, sign_in as sign_in_texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{
    Button, Flashes, Icon, Kind, LinkButton, Menu, MenuItem, Modal, TabLink, TabLinks,
};
use crate::words;

/// A server that is out of reach is asked so often whether it is there again.
const RETURN: Duration = Duration::from_secs(3);

/// Opens an account for whoever is signed in.
pub(super) async fn open(desk: Desk, server: Server, flashes: Flashes, account: &str) -> Opening {
    let known = match server.find_person().await {
        Ok(Person::Somebody(known) | Person::Expired(known)) => known,
        Ok(Person::NoServer) => return Opening::NoSuchAccount(account.to_owned()),
        Ok(Person::Nobody | Person::Unknown) => return Opening::SignIn,
        Err(failure) => return Opening::Failed(failure),
    };
    let own = known.accounts().find(|(_, own)| own.id == account).map(|(_, own)| own.name.clone());
    let Some(name) = own else { return Opening::NoSuchAccount(account.to_owned()) };
    let path = ["/accounts/", account, "/access"].concat();
    let access = match server.ask::<Access>(&Ask::get(path)).await {
        Ok(access) => std::sync::Arc::new(access),
        Err(failure) => return Opening::Failed(failure),
    };
    server.access.set(Some(access.clone()));
    home::remember(account);
    // Revisions are counted for each organisation.
    server.shows(0);
    server.listen(account);
    let sees_orders =
        access.is_management() && access.refusal("purchase-orders:ListPurchaseOrders").is_none();
    if !sees_orders {
        return Opening::Ready;
    }
    // Whoever may not list agreements sees their ids.
    let names = async {
        match access.refusal("aws-marketplace:SearchAgreements") {
            None => agreement_names(server, account).await,
            Some(_) => HashMap::new(),
        }
    };
    let opened = desk.open_account(server, account, &name, &known.user.id);
    let (names, opened) = join(names, opened).await;
    words::name_agreements(names);
    match opened {
        Ok(refreshed) => {
            tell_dropped(flashes, &refreshed);
            Opening::Ready
        }
        // Who may not see every purchase order has none of the preview, as in a member account.
        Err(failure) if failure.code == "ACCESS_DENIED" => Opening::Ready,
        Err(failure) => Opening::Failed(failure),
    }
}

/// What people call agreements.
async fn agreement_names(server: Server, account: &str) -> HashMap<String, String> {
    let path = ["/accounts/", account, "/agreements?limit=100"].concat();
    let mut names = HashMap::new();
    let mut next: Option<String> = None;
    while let Ok(page) = server.ask::<List<AgreementName>>(&Ask::page(&path, next.as_deref())).await
    {
        names
            .extend(page.items.into_iter().map(|agreement| (agreement.id, agreement.product.name)));
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    names
}

fn tell_dropped(flashes: Flashes, refreshed: &Refreshed) {
    if refreshed.dropped > 0 {
        let (one, other) = (texts::THEIRS_DROPPED_ONE, texts::THEIRS_DROPPED_OTHER);
        flashes.push(Kind::Warning, plural(one, other, refreshed.dropped));
    }
}

/// Takes over what others save while one looks at an account, and says so quietly.
pub(super) fn follow_others(desk: Desk, server: Server) -> RwSignal<Option<String>> {
    let notice = RwSignal::new(None);
    let flashes = Flashes::expect();
    watch(move || {
        let Some(heard) = server.heard.get() else { return };
        // Our own save is known before it is heard of, or will be.
        let is_saving = desk.is_saving.get();
        let account = Place::here().account().map(str::to_owned);
        let (Some(account), false) = (account, is_saving) else { return };
        let shown = server.revision.get_untracked();
        if heard.revision <= shown {
            return;
        }
        let has_invoices = desk.standing.with_untracked(Option::is_some);
        // What is heard first is how the records stood before anything was asked for.
        if !has_invoices && shown == 0 {
            server.revision.update_untracked(|revision| *revision = heard.revision);
            return;
        }
        spawn_local(async move { server.know_access().await });
        if !has_invoices {
            server.shows(heard.revision);
            let is_own = heard.user.is_some() && heard.user == server.user_id();
            if !is_own {
                notice.set(Some(teller(server, &heard)));
            }
            return;
        }
        spawn_local(async move {
            let revision = heard.revision;
            let tell = move |refreshed: Refreshed| {
                tell_dropped(flashes, &refreshed);
                drop(notice.try_set(Some(told(server, &heard, &refreshed))));
            };
            match desk.refresh(server, &account, false).await {
                Ok(refreshed) => tell(refreshed),
                Err(_) => desk.catch_up(server, &account, revision, tell),
            }
        });
    });
    notice
}

/// Who changed the records.
fn teller(server: Server, heard: &Heard) -> String {
    let own = server.user_id();
    match &heard.by {
        Some(name) if heard.user != own => texts::THEIRS.with(&[("name", name)]),
        _ => texts::THEIRS_PROGRAM.into(),
    }
}

fn told(server: Server, heard: &Heard, refreshed: &Refreshed) -> String {
    let who = teller(server, heard);
    match refreshed.theirs.as_ref().and_then(|theirs| sentences(theirs).into_iter().next()) {
        Some(first) => [&who, " · ", &first].concat(),
        None => who,
    }
}

/// The accounts of whoever is signed in, to go from one to another; the name of files.
pub(super) fn switcher(desk: Desk, server: Server, path: Memo<String>) -> AnyView {
    let address = Address::here();
    let name = memo(move || desk.standing.with(|s| s.as_ref().map(|s| s.name.clone())));
    let place = memo(move || {
        path.track();
        server.access.track();
        Place::here()
    });
    follow(move || {
        let Some(known) = server.person.get().known().cloned() else {
            return view! { <span class="bar-name">{name.get()}</span> }.into_any();
        };
        let place = place.get();
        let mut items: Vec<MenuItem> = known
            .accounts()
            .map(|(organisation, account)| MenuItem {
                id: account.id.clone(),
                label: [&account.name, " · ", &organisation.name].concat(),
                icon: None,
            })
            .collect();
        items.push(MenuItem {
            id: String::new(),
            label: texts::FILES.into(),
            icon: Some(Icon::Document),
        });
        let current = place.account().and_then(|id| {
            known.accounts().find(|(_, account)| account.id == id).map(|(_, a)| a.name.clone())
        });
        let label = current.or_else(|| name.get()).unwrap_or_else(|| texts::ACCOUNTS.into());
        let choose = move |id: String| {
            if id.is_empty() {
                address.go_to(&Page::Start);
            } else {
                Place::Account(id).enter();
                address.go_to(&Page::Invoices);
            }
        };
        view! { <Menu label=label items=items on_choose=choose /> }.into_any()
    })
}

/// Who is signed in, and what they can do about it.
pub(super) fn person(desk: Desk, server: Server) -> AnyView {
    let address = Address::here();
    let flashes = Flashes::expect();
    let sign_out = move |user: String| {
        spawn_local(async move {
            match server.sign_out().await {
                Ok(is_clean) => {
                    let is_forgotten = desk.forget_person(&user).await;
                    if !is_clean {
                        return begin_anew();
                    }
                    flashes.clear();
                    flashes.push(Kind::Info, texts::SIGNED_OUT);
                    if !is_forgotten {
                        flashes.push(Kind::Bad, texts::NOT_FORGOTTEN);
                    }
                    Place::Files.enter();
                    address.go_to(&Page::Home);
                }
                Err(failure) => flashes.push(Kind::Bad, failure.detail),
            }
        });
    };
    follow(move || {
        let known = match server.person.get() {
            Person::Somebody(known) | Person::Expired(known) => known,
            Person::Nobody => {
                return view! { <LinkButton label=texts::SIGN_IN href=Page::Home.href() /> }
                    .into_any();
            }
            Person::Unknown | Person::NoServer => return ().into_any(),
        };
        let item = |id: &str, label: crate::text::Text, icon| MenuItem {
            id: id.to_owned(),
            label: label.into(),
            icon: Some(icon),
        };
        let items = vec![
            item("you", texts::YOU, Icon::Settings),
            item("out", texts::SIGN_OUT, Icon::Close),
        ];
        let user = known.user.id.clone();
        let choose = move |id: String| match id.as_str() {
            "you" => address.go_to(&Page::You),
            _ => sign_out(user.clone()),
        };
        let label = texts::MENU.with(&[("name", &known.user.name)]);
        view! { <Menu label=label items=items on_choose=choose /> }.into_any()
    })
}

/// Says so while the server cannot be reached, and when it is there again.
pub(super) fn offline(server: Server) -> AnyView {
    let flashes = Flashes::expect();
    let try_now = move || {
        spawn_local(async move { drop(server.send(&Ask::get("/set-up")).await) });
    };
    // Whoever goes on previewing is told when saving works again.
    watch(move || {
        if server.is_reached.get() {
            return;
        }
        spawn_local(async move {
            while server.is_reached.try_get_untracked() == Some(false) {
                pause(RETURN).await;
                drop(server.send(&Ask::get("/set-up")).await);
            }
            flashes.push(Kind::Good, texts::BACK);
        });
    });
    follow(move || {
        (!server.is_reached.get()).then(|| {
            view! {
                <div class="banner" role="alert">
                    <p>{texts::OFFLINE.get()}</p>
                    <Button label=texts::OFFLINE_AGAIN on_click=try_now />
                </div>
            }
        })
    })
}

/// The pages that there are without purchase orders.
pub(super) fn member_navigation(desk: Desk, server: Server, path: Memo<String>) -> AnyView {
    let notice = follow_others(desk, server);
    follow(move || {
        let is_account = server.access.with(Option::is_some);
        (is_account && Place::of(&path.get()).is_some_and(|place| place != Place::Files)).then(
            || {
                let may_list = server.may("invoicing:ListInvoices");
                let mut links = vec![
                    TabLink {
                        label: crate::text::frame::NAV_INVOICES.into(),
                        href: Page::Invoices.href(),
                    },
                    TabLink {
                        label: crate::text::subscriptions::TITLE.into(),
                        href: Page::Subscriptions.href(),
                    },
                ];
                if may_list {
                    links.push(TabLink {
                        label: texts::NAV_ISSUED.into(),
                        href: Page::Issued.href(),
                    });
                }
                if may_list {
                    links.push(TabLink {
                        label: crate::text::costs::TITLE.into(),
                        href: Page::Costs.href(),
                    });
                }
                links.push(TabLink {
                    label: crate::text::settings::TITLE.into(),
                    href: Page::Settings("").href(),
                });
                // A page of one thing belongs to the list that it is in.
                let current = Signal::derive(move || {
                    let path = path.get();
                    let lists = [Page::Subscriptions, Page::Issued, Page::Settings("")].map(|list| list.href());
                    let list = lists.into_iter().find(|list| path.starts_with(&[list, "/"].concat()));
                    list.unwrap_or(path)
                });
                view! {
                    <div class="bar-pages">
                        <TabLinks label=crate::text::frame::NAVIGATION links=links current=current />
                    </div>
                    <p class="scenario-notice" role="status">{notice}</p>
                }
            },
        )
    })
}

/// Signing in again over the page, where a session ended while somebody was at work.
pub(super) fn sign_in_again(server: Server) -> AnyView {
    let has_ended = memo(move || server.person.with(|person| matches!(person, Person::Expired(_))));
    let is_open = RwSignal::new(false);
    watch(move || is_open.set(has_ended.get()));
    let known = move || server.person.with_untracked(|person| person.known().cloned());
    let banner = follow(move || {
        (has_ended.get() && !is_open.get()).then(|| {
            view! {
                <div class="banner" role="alert">
                    <p>{sign_in_texts::EXPIRED_TEXT.get()}</p>
                    <Button label=sign_in_texts::EXPIRED on_click=move || is_open.set(true) />
                </div>
            }
        })
    });
    view! {
        {banner}
        <Modal title=sign_in_texts::EXPIRED open=is_open on_close=move || is_open.set(false)>
            <p>{sign_in_texts::EXPIRED_TEXT.get()}</p>
            {known().filter(|known| known.example).map(|_| sign_in::example_users(server))}
            {sign_in::form(server, known().map(|known| known.user.email.clone()).unwrap_or_default())}
        </Modal>
    }
    .into_any()
}

/// In place of a page whose account is not there for this person.
pub(super) fn no_such(account: &str) -> AnyView {
    view! {
        <section class="narrow">
            <Heading text=texts::NO_SUCH.with(&[("account", account)]) />
            <p>{texts::NO_SUCH_TEXT.get()}</p>
        </section>
    }
    .into_any()
}

/// In place of a page whose data did not come.
pub(super) fn failed(failure: Failure, retry: impl Fn() + Copy + 'static) -> AnyView {
    view! {
        <section class="narrow">
            <Heading text=texts::FAILED />
            {sign_in::told(failure)}
            <Button label=texts::RETRY on_click=retry />
        </section>
    }
    .into_any()
}
