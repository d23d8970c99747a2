//! The policies: the managed ones and those of the organisation's own, in sentences and as they are
//! written.

mod check;
mod editor;
mod summary;

pub(super) use summary::purpose;

use leptos::prelude::*;

use super::ending::{self, Ending};
use super::whole::{Whole, at_hand, draw, keep_focus, whole};
use super::{Here, POLICIES, USERS, reason};
use crate::format;
use crate::page::{Page, encoded};
use crate::pages::you;
use crate::server::{Ask, PersonRow, Policy, PolicyKind};
use crate::text::settings_policies as texts;
use crate::ui::follow::{follow, memo};
use crate::ui::{Badge, Button, ButtonKind, Icon, Kind, LinkButton, Modal};

/// The key of the address that tells which policy is being written, and its value for a new one:
/// no id has a blank in it.
const WRITE: &str = "write";
const NEW: &str = "a new one";

/// The list, and what it needs.
#[derive(Clone, Copy)]
struct Policies {
    here: Here,
    /// Everybody, where one may know: a policy that somebody has is not deleted.
    people: Option<Whole<PersonRow>>,
    deleting: RwSignal<Option<Policy>>,
}

pub(super) fn view(here: Here) -> AnyView {
    let asked = here.address.get(WRITE);
    let may_write = here.server.may(POLICIES);
    let writing = memo(move || if may_write { asked.get() } else { String::new() });
    let was_drawn = StoredValue::new(false);
    follow(move || {
        let writing = writing.get();
        if was_drawn.get_value() {
            keep_focus();
        }
        was_drawn.set_value(true);
        match writing.as_str() {
            "" => listed(here),
            NEW => editor::new(here),
            id => editor::existing(here, id),
        }
    })
}

/// What people call a policy.
pub(super) fn policy_name(id: &str) -> String {
    you::policy_name(id.to_owned())
}

/// Policies as badges.
pub(super) fn badges(ids: &[String]) -> Vec<AnyView> {
    ids.iter().map(|id| view! { <Badge text=policy_name(id) /> }.into_any()).collect()
}

/// The address of the list.
fn list_href() -> String {
    Page::Settings("policies").href()
}

fn listed(here: Here) -> AnyView {
    let policies: Whole<Policy> = whole(here, "/policies?limit=100");
    let people = here.server.may(USERS).then(|| whole(here, "/people?limit=100"));
    let deleting = RwSignal::new(None::<Policy>);
    let own = Policies { here, people, deleting };
    let write = match here.server.refusal(POLICIES) {
        Some(told) => reason(&told),
        None => view! {
            <div class="actions">
                <LinkButton
                    label=texts::WRITE
                    href=Page::Settings("policies").href_with(WRITE, NEW)
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                />
            </div>
        }
        .into_any(),
    };
    let is_open = memo(move || deleting.with(Option::is_some));
    let title = Signal::derive(move || {
        let id = deleting.with(|policy| policy.as_ref().map(|policy| policy.id.clone()));
        texts::DELETE_OF.with(&[("policy", &id.unwrap_or_default())])
    });
    view! {
        <section class="card">
            <p>{texts::TEXT.get()}</p>
            {write}
            {draw(here, policies, move |policies| {
                let rows: Vec<AnyView> =
                    policies.into_iter().map(|policy| row(own, policy)).collect();
                view! { <ul class="bare-list settings-rows">{rows}</ul> }.into_any()
            })}
        </section>
        <Modal title=title open=is_open on_close=move || deleting.set(None)>
            {move || deleting.get_untracked().map(|policy| delete(own, policy))}
        </Modal>
    }
    .into_any()
}

fn row(own: Policies, policy: Policy) -> AnyView {
    let is_own = policy.kind == PolicyKind::Own;
    let (mark, kind) =
        if is_own { (texts::OWN, Kind::Info) } else { (texts::MANAGED, Kind::Neutral) };
    let changed = policy.updated_at.as_deref().map(|at| {
        let text = texts::CHANGED_AT.with(&[("at", &format::date_time(at))]);
        view! { <span class="hint">{text}</span> }
    });
    let told = summary::purpose(&policy.id).filter(|_| !is_own).map(|text| text.get().to_owned());
    let description = told.unwrap_or_else(|| policy.description.clone());
    let description =
        (!description.is_empty()).then(|| view! { <p class="settings-text">{description}</p> });
    let id = policy.id.clone();
    let actions = (is_own && own.here.server.may(POLICIES)).then(|| actions(own, policy.clone()));
    view! {
        <li class="settings-row">
            <div class="settings-head">
                <h2 class="settings-row-name">{policy_name(&policy.id)}</h2>
                <Badge text=mark kind=kind />
                {changed}
            </div>
            {description}
            {summary::list(&policy.summary)}
            <p class="hint">{follow(move || attached(own, &id))}</p>
            <details class="details">
                <summary>{texts::SHOW_TEXT.with(&[("policy", &policy_name(&policy.id))])}</summary>
                <pre class="settings-code" tabindex="0">{policy.text}</pre>
            </details>
            {actions}
        </li>
    }
    .into_any()
}

/// Who has a policy, as far as one may know.
fn holders(own: Policies, id: &str) -> Option<Vec<String>> {
    let people = own.people?;
    people.with(|people| matches!(people, Some(Ok(_)))).then(|| {
        let has = |person: &PersonRow| {
            person.grants.iter().any(|grants| grants.policies.iter().any(|policy| policy == id))
        };
        at_hand(people).into_iter().filter(has).map(|person| person.user.name).collect()
    })
}

fn attached(own: Policies, id: &str) -> Option<String> {
    let names = holders(own, id)?;
    Some(if names.is_empty() {
        texts::ATTACHED_NONE.into()
    } else {
        let is_one = names.len() == 1;
        let text = if is_one { texts::ATTACHED_TO_ONE } else { texts::ATTACHED_TO_OTHER };
        text.with(&[("names", &names.join(", "))])
    })
}

fn actions(own: Policies, policy: Policy) -> AnyView {
    let name = [("policy", policy.id.as_str())];
    let href = Page::Settings("policies").href_with(WRITE, &policy.id);
    let cannot = {
        let id = policy.id.clone();
        memo(move || {
            let names = holders(own, &id).filter(|names| !names.is_empty())?;
            Some(texts::DELETE_ATTACHED.with(&[("names", &names.join(", "))]))
        })
    };
    let (edit, delete) = (texts::EDIT_OF.with(&name), texts::DELETE_OF.with(&name));
    let open = move || own.deleting.set(Some(policy.clone()));
    view! {
        <div class="actions">
            <LinkButton label=edit href=href icon=Icon::Edit />
            <Button label=delete icon=Icon::Trash on_click=open disabled=cannot />
        </div>
    }
    .into_any()
}

fn delete(own: Policies, policy: Policy) -> AnyView {
    let path = own.here.path(&["/policies/", &encoded(&policy.id)].concat());
    let ending = Ending {
        ask: Ask::delete(path).if_match(policy.version),
        text: texts::DELETE_TEXT,
        label: texts::DELETE,
        done: texts::DELETED.with(&[("policy", &policy.id)]),
    };
    ending::ending(own.here, ending, move || drop(own.deleting.try_set(None)))
}
