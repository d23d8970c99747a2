//! The first start: the first organisation with its account, and the first person.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::Sending;
use crate::pages::Heading;
use crate::text::{Text, sign_in as texts};
use crate::ui::{ButtonKind, Choice, Choices, Field, SubmitButton, TextInput, TextKind};

const ORGANISATION: &str = "/organisation/name";
const KIND: &str = "/organisation/kind";
const ACCOUNT_ID: &str = "/organisation/account/id";
const ACCOUNT_NAME: &str = "/organisation/account/name";
const NAME: &str = "/user/name";
const EMAIL: &str = "/user/email";
const PASSWORD: &str = "/password";

/// The places of the request that have a field.
const FIELDS: &[&str] = &[ORGANISATION, KIND, ACCOUNT_ID, ACCOUNT_NAME, NAME, EMAIL, PASSWORD];

/// A management account, for which member accounts may come later.
const WITH_MEMBERS: &str = "organisation";

/// One account that stands alone.
const ALONE: &str = "regular";

/// What is typed.
#[derive(Clone, Copy, Debug)]
struct Draft {
    organisation: RwSignal<String>,
    kind: RwSignal<String>,
    account_id: RwSignal<String>,
    account_name: RwSignal<String>,
    name: RwSignal<String>,
    email: RwSignal<String>,
    password: RwSignal<String>,
}

pub(super) fn form(sending: Sending) -> AnyView {
    let draft = Draft::new();
    let Sending { trouble, is_busy, .. } = sending;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        sending.send(draft.body());
    };
    let field = move |label: Text, pointer, value: RwSignal<String>, kind| {
        view! {
            <Field label=label error=trouble.at(pointer)>
                {control(value, kind)}
            </Field>
        }
        .into_any()
    };
    let hinted = move |label: Text, hint: Text, pointer, value: RwSignal<String>, kind| {
        view! {
            <Field label=label hint=hint error=trouble.at(pointer)>
                {control(value, kind)}
            </Field>
        }
        .into_any()
    };
    let kind = draft.kind;
    view! {
        <Heading text=texts::SET_UP_TITLE />
        <form class="form" node_ref=trouble.form on:submit=submit>
            <h2 class="card-title">{texts::PART_ORGANISATION.get()}</h2>
            {field(texts::ORGANISATION, ORGANISATION, draft.organisation, TextKind::Plain)}
            <Field label=texts::KIND error=trouble.at(KIND)>
                <Choices choices=kinds() value=kind on_change=move |to: String| kind.set(to) />
            </Field>
            {hinted(
                texts::ACCOUNT_ID,
                texts::ACCOUNT_ID_HINT,
                ACCOUNT_ID,
                draft.account_id,
                TextKind::Plain,
            )}
            {field(texts::ACCOUNT_NAME, ACCOUNT_NAME, draft.account_name, TextKind::Plain)}
            <h2 class="card-title">{texts::PART_PERSON.get()}</h2>
            {field(texts::NAME, NAME, draft.name, TextKind::Name)}
            {field(texts::EMAIL, EMAIL, draft.email, TextKind::Email)}
            {hinted(
                texts::NEW_PASSWORD,
                texts::NEW_PASSWORD_HINT,
                PASSWORD,
                draft.password,
                TextKind::NewPassword,
            )}
            {trouble.elsewhere(FIELDS)}
            <div class="actions">
                <SubmitButton label=texts::SET_UP kind=ButtonKind::Primary busy=is_busy />
            </div>
        </form>
    }
    .into_any()
}

fn control(value: RwSignal<String>, kind: TextKind) -> AnyView {
    let set = move |text: String| value.set(text);
    view! { <TextInput kind=kind value=value on_input=set /> }.into_any()
}

fn kinds() -> Vec<Choice> {
    vec![
        Choice::new(WITH_MEMBERS, texts::KIND_ORGANISATION),
        Choice::new(ALONE, texts::KIND_REGULAR),
    ]
}

impl Draft {
    fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            organisation: empty(),
            kind: RwSignal::new(WITH_MEMBERS.to_owned()),
            account_id: empty(),
            account_name: empty(),
            name: empty(),
            email: empty(),
            password: empty(),
        }
    }

    /// The request, without the secret of the link.
    fn body(self) -> Value {
        json!({
            "organisation": {
                "name": self.organisation.get_untracked(),
                "kind": self.kind.get_untracked(),
                "account": {
                    "id": self.account_id.get_untracked().trim(),
                    "name": self.account_name.get_untracked(),
                },
            },
            "user": {
                "name": self.name.get_untracked(),
                "email": self.email.get_untracked(),
            },
            "password": self.password.get_untracked(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_goes_to_the_place_where_what_is_wrong_with_it_is_told() {
        let owner = Owner::new();
        owner.set();
        let draft = Draft::new();
        let typed = [
            (ORGANISATION, draft.organisation),
            (KIND, draft.kind),
            (ACCOUNT_ID, draft.account_id),
            (ACCOUNT_NAME, draft.account_name),
            (NAME, draft.name),
            (EMAIL, draft.email),
            (PASSWORD, draft.password),
        ];
        for (pointer, value) in typed {
            value.set(["typed at ", pointer].concat());
        }
        let body = draft.body();
        assert_eq!(typed.map(|(pointer, _)| pointer), FIELDS);
        for pointer in FIELDS {
            let sent = body.pointer(pointer).and_then(Value::as_str);
            assert_eq!(sent, Some(["typed at ", pointer].concat().as_str()));
        }
    }
}
