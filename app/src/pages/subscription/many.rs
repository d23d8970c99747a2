//! One purchase order for many charges at once.

use leptos::prelude::*;

use super::fit;
use super::sheet::Sheet;
use crate::server::AgreementCharge;
use crate::text::subscriptions as texts;
use crate::ui::{Button, Choice, Combobox, Field, Select};

const SELECTED: &str = "selected";
const FIXED: &str = "fixed";
const USAGE: &str = "usage";
const ALL: &str = "all";

pub(super) fn form(sheet: Sheet) -> AnyView {
    let order = sheet.for_many;
    let line = RwSignal::new(String::new());
    let to = RwSignal::new(ALL.to_owned());
    // Whoever selects charges means them.
    crate::ui::follow::watch(move || {
        let has_some = sheet.ticked.with(|ticked| !ticked.is_empty());
        let word = to.get_untracked();
        if has_some && word != SELECTED {
            to.set(SELECTED.to_owned());
        } else if !has_some && word == SELECTED {
            to.set(ALL.to_owned());
        }
    });
    let choices = Signal::derive(move || {
        sheet.agreement.with_value(|agreement| {
            sheet.orders.with(|orders| {
                let basis = fit::Basis::of(agreement, None);
                fit::choices(orders.as_deref().unwrap_or_default(), basis)
            })
        })
    });
    let lines = Signal::derive(move || order.with(|order| sheet.lines.choices(order.trim(), None)));
    let targets = vec![
        Choice::new(ALL, texts::TO_ALL),
        Choice::new(FIXED, texts::TO_FIXED),
        Choice::new(USAGE, texts::TO_USAGE),
        Choice::new(SELECTED, texts::TO_SELECTED),
    ];
    let none = move || meant(sheet, &to.get()).is_empty().then(|| texts::NONE_CHOSEN.into());
    let cannot_clear: Signal<Option<String>> = Signal::derive(none);
    let cannot_enter: Signal<Option<String>> = Signal::derive(move || {
        let is_empty = order.with(|order| order.trim().is_empty());
        if is_empty { Some(texts::NOTHING_TYPED.into()) } else { none() }
    });
    let enter = move |order: String, line: String| {
        let charges = untrack(|| meant(sheet, &to.get_untracked()));
        sheet.typed.enter(&charges, |named| {
            named.order.clone_from(&order);
            named.line.clone_from(&line);
        });
    };
    view! {
        <div class="subscription-many" role="group" aria-label=texts::APPLY.get()>
            <Field label=texts::COLUMN_ORDER>
                <Combobox
                    value=order
                    on_change=move |typed: String| order.set(typed)
                    choices=choices
                />
            </Field>
            <Field label=texts::COLUMN_LINE>
                <Combobox
                    value=line
                    on_change=move |typed: String| line.set(typed)
                    choices=lines
                    placeholder="1"
                />
            </Field>
            <Field label=texts::APPLY_TO>
                <Select
                    choices=Signal::stored(targets)
                    value=to
                    on_change=move |word: String| to.set(word)
                />
            </Field>
            <div class="subscription-buttons">
                <Button
                    label=texts::ENTER
                    on_click=move || {
                        let line = line.get_untracked();
                        let line = if line.trim().is_empty() { "1".to_owned() } else { line };
                        enter(order.get_untracked(), line);
                    }
                    disabled=cannot_enter
                />
                <Button
                    label=texts::CLEAR
                    on_click=move || enter(String::new(), String::new())
                    disabled=cannot_clear
                />
            </div>
        </div>
    }
    .into_any()
}

/// The charges to come that are meant.
fn meant(sheet: Sheet, to: &str) -> Vec<AgreementCharge> {
    let mut charges = sheet.typed.listed();
    charges.retain(|charge| {
        sheet.is_open(charge)
            && match to {
                SELECTED => sheet.ticked.with(|ticked| ticked.contains(&charge.id)),
                FIXED => !charge.is_usage(),
                USAGE => charge.is_usage(),
                _ => true,
            }
    });
    charges
}
