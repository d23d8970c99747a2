//! The marketplace integration: the announced steps, how it stands, what it permits.

use leptos::prelude::*;
use serde_json::json;

use super::sending::Sending;
use super::whole::draw;
use super::{CONFIGURE, Here, USERS, list, reason};
use crate::engine::sentence;
use crate::format;
use crate::page::{Page, Place};
use crate::server::{Ask, Integration, IntegrationState, OrganisationView};
use crate::text::{Text, settings as texts};
use crate::ui::follow::memo;
use crate::ui::{Badge, Button, ButtonKind, Checkbox, Kind, Modal};

/// As they were announced.
const STEPS: [Text; 4] = [texts::STEP_1, texts::STEP_2, texts::STEP_3, texts::STEP_4];

/// What is to become of the integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    SetUp,
    End,
}

pub(super) fn view(here: Here) -> AnyView {
    let path = here.path("/organisation");
    let answer = here.server.follow::<OrganisationView>(move || Some(path.clone()));
    let organisation = memo(move || answer.get().map(|got| got.map(|known| known.integration)));
    let changing = RwSignal::new(None::<Change>);
    let is_open = memo(move || changing.with(Option::is_some));
    let title: Signal<String> = Signal::derive(move || match changing.get() {
        Some(Change::End) => texts::END.into(),
        Some(Change::SetUp) | None => texts::CONFIGURE.into(),
    });
    view! {
        {draw(here, organisation, move |integration| shown(here, changing, &integration))}
        <Modal title=title open=is_open on_close=move || changing.set(None)>
            {move || changing.get_untracked().map(|change| {
                let known = organisation.get_untracked().and_then(Result::ok);
                confirm(here, changing, change, known.as_ref())
            })}
        </Modal>
    }
    .into_any()
}

fn shown(here: Here, changing: RwSignal<Option<Change>>, integration: &Integration) -> AnyView {
    let (kind, text) = match integration.state {
        IntegrationState::On => (Kind::Good, texts::STATE_ON),
        IntegrationState::Off => (Kind::Warning, texts::STATE_OFF),
        IntegrationState::NotNeeded => (Kind::Info, texts::STATE_NOT_NEEDED),
    };
    let since = integration.since.as_deref().map(|since| {
        let text = texts::SINCE.with(&[("at", &format::date_time(since))]);
        view! { <span class="hint">{text}</span> }
    });
    let is_needed = integration.state != IntegrationState::NotNeeded;
    view! {
        <section class="card">
            <div class="settings-head">
                <h2 class="card-title">{texts::INTEGRATION_TITLE.get()}</h2>
                <Badge text=text kind=kind />
                {since}
            </div>
            <p>{sentence(&integration.explanation)}</p>
            {is_needed.then(|| change(here, changing, integration))}
        </section>
        {is_needed.then(|| permits(integration))}
        {is_needed.then(|| steps(here, integration))}
    }
    .into_any()
}

/// The button that changes it, or who can.
fn change(here: Here, changing: RwSignal<Option<Change>>, integration: &Integration) -> AnyView {
    if integration.may_change {
        let (label, change, kind) = match integration.state {
            IntegrationState::On => (texts::END, Change::End, ButtonKind::Danger),
            _ => (texts::CONFIGURE, Change::SetUp, ButtonKind::Primary),
        };
        let open = move || changing.set(Some(change));
        return view! {
            <div class="actions">
                <Button label=label kind=kind on_click=open />
            </div>
        }
        .into_any();
    }
    let told = here.server.refusal(CONFIGURE).unwrap_or_default();
    let asking = here.server.may(USERS).then(|| {
        let href = Page::Settings("access").href_with("action", CONFIGURE);
        view! { <a href=href>{texts::WHO_CAN_CHANGE.get()}</a> }
    });
    view! {
        {reason(&told)}
        <div class="actions">{way_to_management(here)} {asking}</div>
    }
    .into_any()
}

/// A way to the account where it can be changed, for who may do something there.
fn way_to_management(here: Here) -> Option<AnyView> {
    let access = here.server.access.get_untracked().filter(|access| !access.is_management())?;
    let management = &access.management;
    let has_role = here.server.person.with_untracked(|person| {
        let known = person.known();
        known.is_some_and(|it| it.accounts().any(|(_, account)| account.id == management.id))
    });
    let (id, label) = (management.id.clone(), texts::GO_TO.with(&[("account", &management.name)]));
    let go = move || {
        Place::Account(id.clone()).enter();
        here.address.go_to(&Page::Settings(""));
    };
    has_role.then(|| view! { <Button label=label on_click=go /> }.into_any())
}

fn permits(integration: &Integration) -> AnyView {
    let title = match integration.state {
        IntegrationState::On => texts::PERMITS,
        _ => texts::WOULD_PERMIT,
    };
    view! {
        <section class="card">
            <h2 class="card-title">{title.get()}</h2>
            {list(&integration.permits)}
            <p class="hint">{texts::PERMITS_POLICIES.get()}</p>
        </section>
    }
    .into_any()
}

fn steps(here: Here, integration: &Integration) -> AnyView {
    let is_management = here.server.is_management();
    let is_on = integration.state == IntegrationState::On;
    let steps = STEPS.iter().enumerate().map(|(place, step)| {
        // Whoever reads this in the management account has signed in to it and come here.
        let is_done = is_on || (is_management && place < 2);
        let badge = is_done.then(|| view! { <Badge text=texts::STEP_DONE kind=Kind::Good /> });
        view! {
            <li>
                <span>{step.get()}</span>
                {badge}
            </li>
        }
        .into_any()
    });
    let steps: Vec<AnyView> = steps.collect();
    view! {
        <section class="card">
            <h2 class="card-title">{texts::STEPS.get()}</h2>
            <p>{texts::STEPS_TEXT.get()}</p>
            <ol class="settings-steps">{steps}</ol>
        </section>
    }
    .into_any()
}

fn confirm(
    here: Here,
    changing: RwSignal<Option<Change>>,
    change: Change,
    known: Option<&Integration>,
) -> AnyView {
    let permits = known.map(|known| known.permits.as_slice()).unwrap_or_default();
    let version = known.map(|known| known.version);
    let sending = Sending::new(here);
    let is_ticked = RwSignal::new(change == Change::End);
    let (label, kind, state, done) = match change {
        Change::SetUp => (texts::CREATE, ButtonKind::Primary, "on", texts::SET_UP_DONE),
        Change::End => (texts::END_NOW, ButtonKind::Danger, "off", texts::ENDED),
    };
    let send = move || {
        let ask = Ask::put(here.path("/organisation/integration"), &json!({ "state": state }))
            .if_match(version);
        sending.send_only(ask, move || {
            changing.try_set(None);
            here.done(done);
        });
    };
    let consequences = match change {
        Change::SetUp => view! {
            <p>{texts::SET_UP_TEXT.get()}</p>
            {list(permits)}
            <Checkbox
                label=texts::ENABLE
                hint=texts::ENABLE_HINT
                checked=is_ticked
                on_change=move |is: bool| is_ticked.set(is)
            />
        }
        .into_any(),
        Change::End => view! {
            <p>{texts::END_TEXT.get()}</p>
            <ul class="settings-list">
                <li>{texts::END_1.get()}</li>
                <li>{texts::END_2.get()}</li>
                <li>{texts::END_3.get()}</li>
            </ul>
        }
        .into_any(),
    };
    let cannot = memo(move || (!is_ticked.get()).then(|| texts::TICK_FIRST.into()));
    view! {
        <div class="form settings-dialog">
            {consequences}
            {sending.trouble.elsewhere(&[])}
            <div class="modal-actions">
                <Button label=texts::CANCEL on_click=move || changing.set(None) />
                <Button
                    label=label
                    kind=kind
                    on_click=send
                    busy=sending.is_busy
                    disabled=cannot
                />
            </div>
        </div>
    }
    .into_any()
}
