//! From what is typed to what is saved, in the console of somebody else.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::sheet::Sheet;
use crate::embed::host::Host;
use crate::pages::subscription::typed::{Outcome, Saved};
use crate::server::NamedCharges;
use crate::text::{plural, subscriptions as texts};
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind, Icon};

/// Saves what was typed and previewed.
fn save(sheet: Sheet) {
    let entries = untrack(|| sheet.typed.entries());
    let Outcome::Moves(_, digest) = sheet.typed.outcome.get_untracked() else { return };
    let found = sheet.found.get_untracked();
    let agreement = found.map(|found| found.agreement.id.clone()).unwrap_or_default();
    sheet.is_saving.set(true);
    spawn_local(async move {
        let saved = sheet.typed.save(&sheet.asking(), &entries, &digest).await;
        // The console hears of it, whatever it shows by now.
        if let Saved::All(saved) = &saved {
            tell(sheet.host, &agreement, saved);
        }
        if sheet.is_saving.try_set(false).is_some() {
            return;
        }
        match saved {
            Saved::All(saved) => {
                let count = saved.charges.len();
                sheet.saved.set(plural(texts::SAVED_ONE, texts::SAVED_OTHER, count));
            }
            Saved::Overtaken(failure) => {
                sheet.host.failed(&failure);
                sheet.saved.set(texts::CHANGED_MEANWHILE.into());
            }
            Saved::Refused(failure, outcome) => {
                sheet.host.failed(&failure);
                sheet.typed.outcome.set(outcome);
            }
        }
        // What the coming invoices use is another now.
        sheet.load();
    });
}

/// Tells the console what was saved.
fn tell(host: Host, agreement: &str, saved: &NamedCharges) {
    let charges: Vec<Value> = saved
        .charges
        .iter()
        .map(|charge| {
            json!({
                "id": charge.id,
                "purchaseOrderReference": charge.purchase_order_reference,
                "purchaseOrderLine": charge.purchase_order_line,
            })
        })
        .collect();
    host.tell("change", &json!({ "agreement": agreement, "charges": charges }));
}

/// What is not saved yet, and saving it.
pub(super) fn bar(sheet: Sheet) -> AnyView {
    let typed = sheet.typed;
    view! {
        <div class="embed-bar" part="bar" role="group" aria-label=texts::SAVE_REGION.get()>
            <div class="embed-outcome" part="outcome" role="status">
                {follow(move || told(sheet))}
            </div>
            <span class="embed-count">{typed.count()}</span>
            <Button
                label=texts::DISCARD
                icon=Icon::Undo
                on_click=move || typed.discard()
                disabled=typed.nothing()
            />
            <Button
                label=texts::SAVE
                kind=ButtonKind::Primary
                on_click=move || save(sheet)
                busy=sheet.is_saving
                disabled=typed.cannot()
            />
        </div>
    }
    .into_any()
}

fn told(sheet: Sheet) -> AnyView {
    let saved = sheet.saved.get();
    let saved =
        (!saved.is_empty()).then(|| view! { <p class="embed-told" data-kind="saved">{saved}</p> });
    let (kind, title, lines) = match sheet.typed.outcome.get() {
        Outcome::None => return saved.into_any(),
        Outcome::Computing(lines) => ("computing", texts::COMPUTING, lines),
        Outcome::Moves(lines, _) => ("moves", texts::WILL, lines),
        Outcome::Refused(lines) => ("refused", texts::CANNOT_SAVE, lines),
    };
    let lines: Vec<AnyView> =
        lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
    view! {
        {saved}
        <div class="embed-told" data-kind=kind>
            <p class="embed-told-title">{title.get()}</p>
            <ul>{lines}</ul>
        </div>
    }
    .into_any()
}
