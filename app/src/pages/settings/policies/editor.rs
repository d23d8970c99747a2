//! Writing a policy: what is wrong with it is told while it is typed, and nothing typed is lost.

mod kept;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::super::Here;
use super::super::sending::Sending;
use super::check::{Check, follow_typed};
use super::list_href;
use crate::frame::loading;
use crate::page::encoded;
use crate::pages::issued::failed;
use crate::server::{Ask, Failure, Policy, PolicyKind};
use crate::text::{settings as settings_texts, settings_policies as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Button, ButtonKind, Field, Icon, LinkButton, TextArea, TextInput, icon};

/// Another version is there than the one that was changed.
const OVERTAKEN: &str = "VERSION_CONFLICT";

/// What is typed.
#[derive(Clone, Copy)]
struct Draft {
    here: Here,
    sending: Sending,
    id: RwSignal<String>,
    /// The version that is changed; none for a new policy.
    version: RwSignal<Option<u64>>,
    description: RwSignal<String>,
    /// None before anything is typed into a new one: then it is a beginning made of the id.
    text: RwSignal<Option<String>>,
    /// What somebody else stored meanwhile.
    theirs: RwSignal<Option<Policy>>,
}

/// A policy that is not there yet.
pub(super) fn new(here: Here) -> AnyView {
    form(Draft {
        here,
        sending: Sending::new(here),
        id: RwSignal::default(),
        version: RwSignal::new(None),
        description: RwSignal::default(),
        text: RwSignal::new(None),
        theirs: RwSignal::new(None),
    })
}

/// One of the organisation's own, as it is now.
pub(super) fn existing(here: Here, id: &str) -> AnyView {
    let found = RwSignal::new(None::<Result<Policy, Failure>>);
    let path = policy_path(here, id);
    let look = move || {
        let path = path.clone();
        spawn_local(async move {
            let policy = here.server.ask::<Policy>(&Ask::get(path)).await;
            drop(found.try_set(Some(policy)));
        });
    };
    look();
    let look = StoredValue::new_local(look);
    follow(move || match found.get() {
        None => loading(),
        Some(Ok(policy)) if policy.kind == PolicyKind::Own => form(Draft {
            here,
            sending: Sending::new(here),
            id: RwSignal::new(policy.id),
            version: RwSignal::new(policy.version),
            description: RwSignal::new(policy.description),
            text: RwSignal::new(Some(policy.text)),
            theirs: RwSignal::new(None),
        }),
        Some(Ok(_)) => view! {
            <section class="card">
                <p>{texts::NOT_EDITED.get()}</p>
                <div class="actions">
                    <LinkButton label=texts::TO_LIST href=list_href() />
                </div>
            </section>
        }
        .into_any(),
        Some(Err(failure)) => failed(failure, move || look.with_value(|look| look())),
    })
}

fn policy_path(here: Here, id: &str) -> String {
    here.path(&["/policies/", &encoded(id)].concat())
}

/// A beginning, which says whom the policy is for.
fn beginning(id: &str) -> String {
    let id = if id.is_empty() { "new-policy" } else { id };
    [
        "permit (\n    principal in Tieback::Policy::\"",
        id,
        "\",\n    action in [\n        Tieback::Action::\"purchase-orders:GetPurchaseOrder\",\n        \
         Tieback::Action::\"purchase-orders:ListPurchaseOrders\"\n    ],\n    resource\n);\n",
    ]
    .concat()
}

impl Draft {
    fn typed(self) -> String {
        self.text.get().unwrap_or_else(|| beginning(self.id.get().trim()))
    }

    fn save(self, check: Check, key: StoredValue<String>) {
        let id = self.id.get_untracked().trim().to_owned();
        if id.is_empty() || untrack(|| check.refusal()).is_some() {
            return;
        }
        let here = self.here;
        let body = json!({
            "description": self.description.get_untracked().trim(),
            "text": untrack(|| self.typed()),
        });
        let path = policy_path(here, &id);
        let ask = Ask::put(path.clone(), &body).if_match(self.version.get_untracked());
        let done = texts::STORED.with(&[("policy", &id)]);
        self.sending.work(
            async move {
                let stored = here.server.ask::<Policy>(&ask).await;
                if stored.as_ref().is_err_and(|failure| failure.code == OVERTAKEN) {
                    let theirs = here.server.ask::<Policy>(&Ask::get(path)).await.ok();
                    drop(self.theirs.try_set(theirs));
                }
                stored
            },
            move |_| {
                key.try_with_value(|key| crate::storage::forget(key));
                here.address.go(&list_href());
                here.done(done);
            },
        );
    }

    /// Goes on from what somebody else stored, with one's own words or with theirs.
    fn go_on(self, theirs: Policy, takes_theirs: bool) {
        self.version.set(theirs.version);
        if takes_theirs {
            self.description.set(theirs.description);
            self.text.set(Some(theirs.text));
        }
        self.theirs.set(None);
        self.sending.trouble.tell(None);
    }
}

fn form(draft: Draft) -> AnyView {
    let here = draft.here;
    let key = kept::follow(draft);
    let is_new = draft.version.with_untracked(Option::is_none);
    let text = Signal::derive(move || draft.typed());
    let id = Signal::derive(move || draft.id.get().trim().to_owned());
    let check = follow_typed(here, id, text);
    let trouble = draft.sending.trouble;
    let of_id = memo(move || trouble.at("/id").get().or_else(|| check.of_id()));
    let cannot = memo(move || {
        if id.with(String::is_empty) {
            return Some(texts::NAME_FIRST.get().to_owned());
        }
        if draft.theirs.with(Option::is_some) {
            return Some(texts::DECIDE.get().to_owned());
        }
        check.refusal()
    });
    let title = if is_new {
        texts::WRITE.into()
    } else {
        texts::EDIT_OF.with(&[("policy", &draft.id.get_untracked())])
    };
    let name = is_new.then(|| {
        view! {
            <Field label=texts::ID hint=texts::ID_HINT error=of_id>
                <TextInput
                    value=draft.id
                    on_input=move |typed: String| draft.id.set(typed)
                />
            </Field>
        }
    });
    view! {
        <form
            class="card form"
            node_ref=trouble.form
            on:submit=Sending::on_submit(move || draft.save(check, key))
        >
            <h2 class="card-title">{title}</h2>
            {name}
            <Field label=texts::DESCRIPTION optional=true error=trouble.at("/description")>
                <TextInput
                    value=draft.description
                    on_input=move |typed: String| draft.description.set(typed)
                />
            </Field>
            <div class="settings-writing" spellcheck="false" node_ref=check.place>
                <Field
                    label=texts::POLICY_TEXT
                    hint=texts::POLICY_TEXT_HINT
                    error=Signal::derive(move || check.of_text())
                >
                    <TextArea
                        rows=14
                        value=text
                        on_input=move |typed: String| draft.text.set(Some(typed))
                    />
                </Field>
            </div>
            {check.view()}
            {follow(move || draft.theirs.get().map(|theirs| overtaken(draft, theirs)))}
            {trouble.elsewhere(&["/id", "/description"])}
            <div class="actions">
                <Button
                    label=texts::STORE
                    kind=ButtonKind::Primary
                    on_click=move || draft.save(check, key)
                    busy=draft.sending.is_busy
                    disabled=cannot
                />
                <Button
                    label=settings_texts::CANCEL
                    on_click=move || {
                        key.with_value(|key| crate::storage::forget(key));
                        here.address.go(&list_href());
                    }
                />
            </div>
        </form>
    }
    .into_any()
}

/// Somebody else was first: both are kept until one decides.
fn overtaken(draft: Draft, theirs: Policy) -> AnyView {
    let (keep, take) = (theirs.clone(), theirs.clone());
    view! {
        <section class="settings-overtaken" aria-label=texts::OVERTAKEN.get()>
            <p class="settings-note" data-kind="warning">
                {icon(Icon::Warning)} <span>{texts::OVERTAKEN_TEXT.get()}</span>
            </p>
            <div class="settings-label">{texts::THEIRS.get()}</div>
            <pre class="settings-code" tabindex="0">
                {theirs.text}
            </pre>
            <div class="actions">
                <Button
                    label=texts::KEEP_MINE
                    on_click=move || draft.go_on(keep.clone(), false)
                />
                <Button
                    label=texts::TAKE_THEIRS
                    on_click=move || draft.go_on(take.clone(), true)
                />
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_policy_begins_as_one_for_whom_it_is_attached_to() {
        assert!(beginning("reader").contains("principal in Tieback::Policy::\"reader\""));
        assert!(beginning("").contains("\"new-policy\""));
    }
}
