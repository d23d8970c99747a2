//! The organisation: its name, and its accounts.

use leptos::prelude::*;
use serde_json::json;

use super::sending::Sending;
use super::whole::{Whole, at_hand, draw, whole};
use super::{ACCOUNTS, Here, SETTINGS, reason};
use crate::page::encoded;
use crate::pages::issued::table;
use crate::server::{AccountRole, Ask, OrganisationView, OwnAccount};
use crate::text::{Text, settings as texts, you as you_texts};
use crate::ui::follow::memo;
use crate::ui::{Button, ButtonKind, Field, Icon, Modal, SubmitButton, TextInput};

/// The account that is being named.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Naming {
    Organisation(String, u64),
    Account(OwnAccount),
    New,
}

pub(super) fn view(here: Here) -> AnyView {
    let path = here.path("/organisation");
    let answer = here.server.follow::<OrganisationView>(move || Some(path.clone()));
    let name = memo(move || answer.get().map(|got| got.map(|known| (known.name, known.version))));
    let accounts: Whole<OwnAccount> = whole(here, "/accounts?limit=100");
    let naming = RwSignal::new(None::<Naming>);
    let is_open = memo(move || naming.with(Option::is_some));
    let title: Signal<String> = Signal::derive(move || match naming.get() {
        Some(Naming::Account(account)) => texts::RENAME_ACCOUNT.with(&[("account", &account.name)]),
        Some(Naming::New) => texts::ADD_ACCOUNT.into(),
        Some(Naming::Organisation(..)) | None => texts::RENAME.into(),
    });
    view! {
        <section class="card">
            <h2 class="card-title">{texts::ORGANISATION_NAME.get()}</h2>
            {draw(here, name, move |name| named(here, naming, name))}
        </section>
        <section class="card">
            <h2 class="card-title">{texts::ACCOUNTS.get()}</h2>
            <p>{texts::ACCOUNTS_TEXT.get()}</p>
            {draw(here, accounts, move |accounts| listed(here, naming, accounts))}
        </section>
        <Modal title=title open=is_open on_close=move || naming.set(None)>
            {move || naming.get_untracked().map(|of| form(here, naming, of))}
        </Modal>
    }
    .into_any()
}

fn named(here: Here, naming: RwSignal<Option<Naming>>, (name, version): (String, u64)) -> AnyView {
    let change = match here.server.refusal(SETTINGS) {
        Some(told) => reason(&told),
        None => {
            let name = name.clone();
            let open = move || naming.set(Some(Naming::Organisation(name.clone(), version)));
            view! {
                <div class="actions">
                    <Button label=texts::RENAME icon=Icon::Edit on_click=open />
                </div>
            }
            .into_any()
        }
    };
    view! {
        <p class="settings-name">{name}</p>
        {change}
    }
    .into_any()
}

fn listed(here: Here, naming: RwSignal<Option<Naming>>, accounts: Vec<OwnAccount>) -> AnyView {
    let told = here.server.refusal(ACCOUNTS);
    let may_change = told.is_none();
    let is_regular = accounts.iter().any(|account| account.role == AccountRole::Regular);
    let heads = [
        (texts::ACCOUNT_NAME, ""),
        (texts::ACCOUNT_ID, ""),
        (texts::ACCOUNT_ROLE, ""),
        (texts::ACTIONS, ""),
    ];
    let heads = if may_change { &heads[..] } else { &heads[..3] };
    let rows = accounts.into_iter().map(|account| row(naming, account, may_change)).collect();
    let below = match told {
        Some(told) => reason(&told),
        None if is_regular => view! { <p class="hint">{texts::NO_MEMBERS.get()}</p> }.into_any(),
        None => {
            let open = move || naming.set(Some(Naming::New));
            view! {
                <div class="actions">
                    <Button label=texts::ADD_ACCOUNT icon=Icon::Plus on_click=open />
                </div>
            }
            .into_any()
        }
    };
    view! {
        {table(texts::ACCOUNTS.into(), heads, rows)}
        {below}
    }
    .into_any()
}

fn row(naming: RwSignal<Option<Naming>>, account: OwnAccount, may_change: bool) -> AnyView {
    let rename = may_change.then(|| {
        let label = texts::RENAME_ACCOUNT.with(&[("account", &account.name)]);
        let account = account.clone();
        let open = move || naming.set(Some(Naming::Account(account.clone())));
        view! {
            <td>
                <Button label=label kind=ButtonKind::Quiet icon=Icon::Edit on_click=open />
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row">{account.name}</th>
            <td>{account.id}</td>
            <td>{role(account.role).get()}</td>
            {rename}
        </tr>
    }
    .into_any()
}

fn role(role: AccountRole) -> Text {
    match role {
        AccountRole::Management => you_texts::ROLE_MANAGEMENT,
        AccountRole::Member => you_texts::ROLE_MEMBER,
        AccountRole::Regular => you_texts::ROLE_REGULAR,
    }
}

fn form(here: Here, naming: RwSignal<Option<Naming>>, of: Naming) -> AnyView {
    let sending = Sending::new(here);
    let was = match &of {
        Naming::Organisation(name, _) => name.clone(),
        Naming::Account(account) => account.name.clone(),
        Naming::New => String::new(),
    };
    let (id, name) = (RwSignal::new(String::new()), RwSignal::new(was));
    let is_new = of == Naming::New;
    let send = move || {
        let typed = name.get_untracked().trim().to_owned();
        let body = json!({ "name": typed });
        let (ask, done) = match &of {
            Naming::Organisation(_, version) => (
                Ask::patch(here.path("/organisation"), &body).if_match(Some(*version)),
                texts::RENAMED.with(&[("name", &typed)]),
            ),
            Naming::Account(account) => (
                Ask::patch(here.path(&["/accounts/", &encoded(&account.id)].concat()), &body)
                    .if_match(Some(account.version)),
                texts::ACCOUNT_RENAMED.with(&[("account", &account.id), ("name", &typed)]),
            ),
            Naming::New => {
                let id = id.get_untracked().trim().to_owned();
                let body = json!({ "id": id, "name": typed });
                let done = texts::ACCOUNT_ADDED.with(&[("account", &id), ("name", &typed)]);
                (Ask::post(here.path("/accounts"), &body).once(), done)
            }
        };
        sending.work(
            async move {
                here.server.send(&ask).await?;
                // Names stand in the bar too.
                here.server.know_again().await;
                Ok(())
            },
            move |()| {
                drop(naming.try_set(None));
                here.done(done);
            },
        );
    };
    let id_field = is_new.then(|| {
        view! {
            <Field
                label=texts::ACCOUNT_ID
                hint=texts::ACCOUNT_ID_HINT
                error=sending.trouble.at("/id")
            >
                <TextInput value=id on_input=move |typed: String| id.set(typed) />
            </Field>
        }
    });
    view! {
        <form class="form settings-dialog" node_ref=sending.trouble.form on:submit=Sending::on_submit(send)>
            {id_field}
            <Field label=texts::NAME error=sending.trouble.at("/name")>
                <TextInput value=name on_input=move |typed: String| name.set(typed) />
            </Field>
            {sending.trouble.elsewhere(&["/id", "/name"])}
            <div class="modal-actions">
                <Button label=texts::CANCEL on_click=move || naming.set(None) />
                <SubmitButton label=texts::SAVE kind=ButtonKind::Primary busy=sending.is_busy />
            </div>
        </form>
    }
    .into_any()
}

/// The name of an account, where it is known; else its id.
pub(super) fn account_name(accounts: Whole<OwnAccount>, id: &str) -> String {
    let known = at_hand(accounts).into_iter().find(|account| account.id == id);
    known.map_or_else(|| id.to_owned(), |account| account.name)
}
