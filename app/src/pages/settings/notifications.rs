//! What contacts of purchase orders are told, and the mail that tells them.

use leptos::prelude::*;
use serde_json::json;

use super::sending::Sending;
use super::whole::draw;
use super::{Here, SETTINGS, mail, reason};
use crate::server::{Ask, Events, Settings};
use crate::text::{Text, settings_mail as texts};
use crate::ui::follow::memo;
use crate::ui::{Button, ButtonKind, Checkbox};

/// An event that can be told: what it is called, what it is, where it is kept.
type Event = (Text, Text, fn(&mut Events) -> &mut Option<bool>);

const EVENTS: [Event; 5] = [
    (texts::OUT_OF_BALANCE, texts::OUT_OF_BALANCE_HINT, |events| &mut events.out_of_balance),
    (texts::CREATED, texts::CREATED_HINT, |events| &mut events.created_by_marketplace),
    (texts::SUSPENDED, texts::SUSPENDED_HINT, |events| &mut events.referenced_suspended),
    (texts::WITHOUT, texts::WITHOUT_HINT, |events| &mut events.invoice_without_purchase_order),
    (texts::LIMIT, texts::LIMIT_HINT, |events| &mut events.limit_near),
];

pub(super) fn view(here: Here) -> AnyView {
    let path = here.path("/organisation/settings");
    let answer = here.server.follow::<Settings>(move || Some(path.clone()));
    let kept = memo(move || answer.get());
    // What is ticked and not kept yet stays through what others save, and only that is changed.
    let draft = RwSignal::new(Events::default());
    view! {
        <section class="card">
            <h2 class="card-title">{texts::EVENTS.get()}</h2>
            <p>{texts::EVENTS_TEXT.get()}</p>
            <ul class="settings-list">
                <li>{texts::ALWAYS_BALANCE.get()}</li>
                <li>{texts::ALWAYS_EXPIRY.get()}</li>
            </ul>
            {draw(here, kept, move |kept| chosen(here, draft, kept))}
        </section>
        {mail::view(here)}
    }
    .into_any()
}

fn chosen(here: Here, draft: RwSignal<Events>, kept: Settings) -> AnyView {
    let told = here.server.refusal(SETTINGS);
    let may_change = told.is_none();
    let was = kept.clone();
    let shown = Signal::derive(move || {
        let (mut draft, mut shown) = (draft.get(), kept.events.clone());
        for (_, _, at) in EVENTS {
            *at(&mut shown) = at(&mut draft).or(*at(&mut shown));
        }
        shown
    });
    let boxes: Vec<AnyView> =
        EVENTS.iter().map(|event| tick(draft, shown, *event, may_change)).collect();
    let below = match told {
        Some(told) => reason(&told),
        None => saving(here, draft, shown, was),
    };
    view! {
        <fieldset class="settings-fieldset">
            <legend>{texts::OPTIONAL.get()}</legend>
            {boxes}
        </fieldset>
        {below}
    }
    .into_any()
}

fn tick(
    draft: RwSignal<Events>,
    shown: Signal<Events>,
    (label, hint, at): Event,
    may_change: bool,
) -> AnyView {
    let is_told = memo(move || at(&mut shown.get()).unwrap_or_default());
    let change = move |is: bool| draft.update(|draft| *at(draft) = Some(is));
    view! {
        <Checkbox
            label=label
            hint=hint
            checked=is_told
            on_change=change
            disabled=Signal::stored(!may_change)
        />
    }
    .into_any()
}

fn saving(here: Here, draft: RwSignal<Events>, shown: Signal<Events>, was: Settings) -> AnyView {
    let sending = Sending::new(here);
    let version = was.version;
    let cannot = memo(move || {
        let same = |(_, _, at): &Event| {
            let kept = at(&mut was.events.clone()).unwrap_or_default();
            at(&mut shown.get()).unwrap_or_default() == kept
        };
        EVENTS.iter().all(same).then(|| texts::NOTHING_CHANGED.into())
    });
    let send = move || {
        let mut events = shown.get_untracked();
        let told = EVENTS.map(|(_, _, at)| at(&mut events).unwrap_or_default());
        let [out_of_balance, created, suspended, without, limit] = told;
        let body = json!({ "events": {
            "outOfBalance": out_of_balance,
            "createdByMarketplace": created,
            "referencedSuspended": suspended,
            "invoiceWithoutPurchaseOrder": without,
            "limitNear": limit,
        } });
        let ask = Ask::put(here.path("/organisation/settings"), &body).if_match(Some(version));
        sending.send_only(ask, move || {
            draft.try_set(Events::default());
            here.done(texts::SAVED);
        });
    };
    view! {
        {sending.trouble.elsewhere(&[])}
        <div class="actions">
            <Button
                label=texts::SAVE
                kind=ButtonKind::Primary
                on_click=send
                busy=sending.is_busy
                disabled=cannot
            />
        </div>
    }
    .into_any()
}
