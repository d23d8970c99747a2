//! From what is typed to what is saved, on the page of a subscription.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::sheet::Sheet;
use super::typed::{Outcome, Saved};
use crate::pages::proposal::told;
use crate::text::{plural, subscriptions as texts};
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind, Flashes, Icon, Kind, Live};

/// What is shown of the records becomes what they are now.
async fn take_over(sheet: Sheet, account: &str) {
    let has_invoices = sheet.desk.standing.with_untracked(Option::is_some);
    if !has_invoices || sheet.desk.refresh(sheet.server, account, false).await.is_err() {
        sheet.server.ask_again();
    }
}

/// What is not saved yet, and saving it.
pub(super) fn bar(sheet: Sheet) -> AnyView {
    let flashes = Flashes::expect();
    let is_saving = RwSignal::new(false);
    let work = move || {
        let entries = untrack(|| sheet.typed.entries());
        let Outcome::Moves(told, digest) = sheet.typed.outcome.get_untracked() else { return };
        let account = sheet.account.get_value();
        is_saving.set(true);
        sheet.desk.is_saving.set(true);
        spawn_local(async move {
            let saved = sheet.typed.save(&sheet.asking(), &entries, &digest).await;
            take_over(sheet, &account).await;
            sheet.desk.is_saving.set(false);
            is_saving.try_set(false);
            flashes.clear();
            match saved {
                Saved::All(named) => {
                    let summary = told.into_iter().next().unwrap_or_default();
                    let count = named.charges.len();
                    let saved = plural(texts::SAVED_ONE, texts::SAVED_OTHER, count);
                    flashes.push(Kind::Good, [&saved, " ", &summary].concat());
                    let rest = entries.len().saturating_sub(count);
                    if rest > 0 {
                        let text = plural(texts::REST_ONE, texts::REST_OTHER, rest);
                        flashes.push(Kind::Info, text);
                    }
                }
                Saved::Overtaken(_) => flashes.push(Kind::Warning, texts::CHANGED_MEANWHILE),
                Saved::Refused(_, outcome) => {
                    sheet.typed.outcome.try_set(outcome);
                }
            }
        });
    };
    let count = sheet.typed.count();
    view! {
        <section
            class="subscription-bar"
            aria-label=texts::SAVE_REGION.get()
            data-idle=Signal::derive(move || sheet.typed.entries().is_empty().then_some(""))
        >
            <div class="subscription-outcome" role="status">
                {follow(move || outcome(sheet.typed.outcome.get()))}
            </div>
            <div class="subscription-save">
                <span class="subscription-count">{count}</span>
                <Button
                    label=texts::DISCARD
                    icon=Icon::Undo
                    on_click=move || sheet.typed.discard()
                    disabled=sheet.typed.nothing()
                />
                <Button
                    label=texts::SAVE
                    kind=ButtonKind::Primary
                    on_click=work
                    busy=is_saving
                    disabled=sheet.typed.cannot()
                />
            </div>
            <Live text=count />
        </section>
    }
    .into_any()
}

fn outcome(outcome: Outcome) -> Option<AnyView> {
    let (kind, title, lines) = match outcome {
        Outcome::None => return None,
        Outcome::Computing(lines) => ("computing", texts::COMPUTING, lines),
        Outcome::Moves(lines, _) => ("changes", texts::WILL, lines),
        Outcome::Refused(lines) => ("refused", texts::CANNOT_SAVE, lines),
    };
    Some(told(kind, title.get(), lines))
}
