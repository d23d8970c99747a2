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

/// What is being edited.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Edited {
    Organisation(String, u64),
    Account(OwnAccount),
    New,
}

pub(super) fn view(here: Here) -> AnyView {
    let path = here.path("/organisation");
    let answer = here.server.follow::<OrganisationView>(move || Some(path.clone()));
    let name = memo(move || answer.get().map(|got| got.map(|known| (known.name, known.version))));
    let accounts: Whole<OwnAccount> = whole(here, "/accounts?limit=100");
    let edited = RwSignal::new(None::<Edited>);
    let is_open = memo(move || edited.with(Option::is_some));
    let title: Signal<String> = Signal::derive(move || match edited.get() {
        Some(Edited::Account(account)) => texts::EDIT_ACCOUNT.with(&[("account", &account.name)]),
        Some(Edited::New) => texts::ADD_ACCOUNT.into(),
        Some(Edited::Organisation(..)) | None => texts::RENAME.into(),
    });
    view! {
        <section class="card">
            <h2 class="card-title">{texts::ORGANISATION_NAME.get()}</h2>
            {draw(here, name, move |name| named(here, edited, name))}
        </section>
        <section class="card">
            <h2 class="card-title">{texts::ACCOUNTS.get()}</h2>
            <p>{texts::ACCOUNTS_TEXT.get()}</p>
            {draw(here, accounts, move |accounts| listed(here, edited, accounts))}
        </section>
        <Modal title=title open=is_open on_close=move || edited.set(None)>
            {move || edited.get_untracked().map(|of| form(here, edited, of))}
        </Modal>
    }
    .into_any()
}

fn named(here: Here, edited: RwSignal<Option<Edited>>, (name, version): (String, u64)) -> AnyView {
    let change = match here.server.refusal(SETTINGS) {
        Some(told) => reason(&told),
        None => {
            let name = name.clone();
            let open = move || edited.set(Some(Edited::Organisation(name.clone(), version)));
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

fn listed(here: Here, edited: RwSignal<Option<Edited>>, accounts: Vec<OwnAccount>) -> AnyView {
    let told = here.server.refusal(ACCOUNTS);
    let may_change = told.is_none();
    let is_regular = accounts.iter().any(|account| account.role == AccountRole::Regular);
    let heads = [
        (texts::ACCOUNT_NAME, ""),
        (texts::ACCOUNT_ID, ""),
        (texts::ACCOUNT_ROLE, ""),
        (texts::ACCOUNT_UNIT, ""),
        (texts::ACCOUNT_TAX_NUMBER, ""),
        (texts::ACTIONS, ""),
    ];
    let heads = if may_change { &heads[..] } else { &heads[..5] };
    let rows = accounts.into_iter().map(|account| row(edited, account, may_change)).collect();
    let below = match told {
        Some(told) => reason(&told),
        None if is_regular => view! { <p class="hint">{texts::NO_MEMBERS.get()}</p> }.into_any(),
        None => {
            let open = move || edited.set(Some(Edited::New));
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

fn row(edited: RwSignal<Option<Edited>>, account: OwnAccount, may_change: bool) -> AnyView {
    let edit = may_change.then(|| {
        let label = texts::EDIT_ACCOUNT.with(&[("account", &account.name)]);
        let account = account.clone();
        let open = move || edited.set(Some(Edited::Account(account.clone())));
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
            <td>{account.invoice_unit}</td>
            <td>{account.tax_registration_number}</td>
            {edit}
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

/// The fields of the dialog; which of them are shown depends on what is edited.
#[derive(Clone, Copy)]
struct Fields {
    id: RwSignal<String>,
    name: RwSignal<String>,
    unit: RwSignal<String>,
    tax_number: RwSignal<String>,
}

impl Fields {
    fn of(edited: &Edited) -> Self {
        let (name, unit, tax_number) = match edited {
            Edited::Organisation(name, _) => (name.clone(), None, None),
            Edited::Account(account) => (
                account.name.clone(),
                account.invoice_unit.clone(),
                account.tax_registration_number.clone(),
            ),
            Edited::New => (String::new(), None, None),
        };
        Self {
            id: RwSignal::new(String::new()),
            name: RwSignal::new(name),
            unit: RwSignal::new(unit.unwrap_or_default()),
            tax_number: RwSignal::new(tax_number.unwrap_or_default()),
        }
    }

    /// What is sent, and what is said when it was kept.
    fn ask(self, here: Here, edited: &Edited) -> (Ask, String) {
        let name = typed(self.name);
        match edited {
            Edited::Organisation(_, version) => (
                Ask::patch(here.path("/organisation"), &json!({ "name": name }))
                    .if_match(Some(*version)),
                texts::RENAMED.with(&[("name", &name)]),
            ),
            Edited::Account(account) => {
                let or_null = |text: String| (!text.is_empty()).then_some(text);
                let body = json!({
                    "name": name,
                    "invoiceUnit": or_null(typed(self.unit)),
                    "taxRegistrationNumber": or_null(typed(self.tax_number)),
                });
                let path = here.path(&["/accounts/", &encoded(&account.id)].concat());
                let told = [("account", &*account.id), ("name", &*name)];
                let ask = Ask::patch(path, &body).if_match(Some(account.version));
                (ask, texts::ACCOUNT_SAVED.with(&told))
            }
            Edited::New => {
                let id = typed(self.id);
                let body = json!({ "id": id, "name": name });
                let done = texts::ACCOUNT_ADDED.with(&[("account", &id), ("name", &name)]);
                (Ask::post(here.path("/accounts"), &body).once(), done)
            }
        }
    }
}

fn typed(field: RwSignal<String>) -> String {
    field.get_untracked().trim().to_owned()
}

fn form(here: Here, edited: RwSignal<Option<Edited>>, of: Edited) -> AnyView {
    let sending = Sending::new(here);
    let fields = Fields::of(&of);
    let field = move |label: Text, hint: Text, at: &'static str, value: RwSignal<String>| {
        // All that is typed of an account beside its number and its name.
        let optional = at != "/id";
        view! {
            <Field label=label hint=hint optional=optional error=sending.trouble.at(at)>
                <TextInput value=value on_input=move |typed: String| value.set(typed) />
            </Field>
        }
        .into_any()
    };
    let id_field = (of == Edited::New)
        .then(|| field(texts::ACCOUNT_ID, texts::ACCOUNT_ID_HINT, "/id", fields.id));
    let of_invoices = matches!(of, Edited::Account(_)).then(|| {
        let (unit, hint) = (texts::ACCOUNT_UNIT, texts::ACCOUNT_UNIT_HINT);
        let unit = field(unit, hint, "/invoiceUnit", fields.unit);
        let (number, hint) = (texts::ACCOUNT_TAX_NUMBER, texts::ACCOUNT_TAX_NUMBER_HINT);
        let number = field(number, hint, "/taxRegistrationNumber", fields.tax_number);
        (unit, number)
    });
    let send = move || {
        let (ask, done) = fields.ask(here, &of);
        sending.work(
            async move {
                here.server.send(&ask).await?;
                // Names stand in the bar too.
                here.server.know_again().await;
                Ok(())
            },
            move |()| {
                drop(edited.try_set(None));
                here.done(done);
            },
        );
    };
    view! {
        <form class="form settings-dialog" node_ref=sending.trouble.form on:submit=Sending::on_submit(send)>
            {id_field}
            <Field label=texts::NAME error=sending.trouble.at("/name")>
                <TextInput value=fields.name on_input=move |typed: String| fields.name.set(typed) />
            </Field>
            {of_invoices}
            {sending.trouble.elsewhere(&["/id", "/name", "/invoiceUnit", "/taxRegistrationNumber"])}
            <div class="modal-actions">
                <Button label=texts::CANCEL on_click=move || edited.set(None) />
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
