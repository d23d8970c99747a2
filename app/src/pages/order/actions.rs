//! What can be done with the purchase order as a whole.

use leptos::prelude::*;

use super::Sheet;
use super::dialogs::Dialog;
use crate::page::Page;
use crate::pages::invoices::of_order;
use crate::text::{Text, orders as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Button, ButtonKind, Icon, LinkButton};

const ADD: &str = "purchase-orders:AddPurchaseOrder";
const DELETE: &str = "purchase-orders:DeletePurchaseOrder";

/// Of one that is declared. The buttons stay whatever changes, so that the focus has a place.
pub(super) fn declared(sheet: Sheet) -> AnyView {
    let row = move |is: fn(&str) -> bool| {
        sheet.details.with(|it| it.as_ref().is_some_and(|it| is(&it.row.status)))
    };
    let status = Signal::derive(move || {
        let is_expired = row(|status| status.ends_with("expired"));
        let text = match (row(|status| status.starts_with("suspended")), is_expired) {
            (false, _) => texts::SUSPEND,
            (true, false) => texts::RESUME,
            (true, true) => texts::LIFT,
        };
        text.get().to_owned()
    });
    let open = move |dialog: Dialog| sheet.dialog.set(Some(dialog));
    let cannot = sheet.refusal(DELETE);
    view! {
        <Button label=texts::EDIT icon=Icon::Edit on_click=move || open(Dialog::Edit) />
        <Button label=status on_click=move || open(Dialog::Status) />
        {duplicate(sheet)}
        <Button
            label=texts::REMOVE
            icon=Icon::Trash
            kind=ButtonKind::Quiet
            disabled=Signal::stored(cannot)
            on_click=move || open(Dialog::Remove)
        />
    }
    .into_any()
}

/// A new one like it, for the year after.
fn duplicate(sheet: Sheet) -> AnyView {
    match sheet.refusal(ADD) {
        None => {
            let href = sheet.id.with_value(|id| Page::AddOrder.href_with("like", id));
            view! { <LinkButton label=texts::DUPLICATE icon=Icon::Plus href=href /> }.into_any()
        }
        Some(reason) => view! {
            <Button
                label=texts::DUPLICATE
                icon=Icon::Plus
                disabled=Signal::stored(Some(reason))
                on_click=|| ()
            />
        }
        .into_any(),
    }
}

/// Of one that a charge would create.
pub(super) fn created(sheet: Sheet) -> AnyView {
    match sheet.refusal(ADD) {
        None => {
            let href = sheet.id.with_value(|id| Page::AddOrder.href_with("like", id));
            view! {
                <LinkButton
                    label=texts::ADD_NOW
                    icon=Icon::Plus
                    kind=ButtonKind::Primary
                    href=href
                />
            }
            .into_any()
        }
        Some(reason) => view! {
            <Button
                label=texts::ADD_NOW
                icon=Icon::Plus
                disabled=Signal::stored(Some(reason))
                on_click=|| ()
            />
        }
        .into_any(),
    }
}

/// The way to its invoices in the preview, where it has some.
pub(super) fn to_preview(sheet: Sheet, label: Text) -> AnyView {
    let has_invoices =
        memo(move || sheet.details.with(|it| it.as_ref().is_some_and(|it| it.row.documents > 0)));
    follow(move || {
        has_invoices.get().then(|| {
            let href = sheet.id.with_value(|id| of_order(id));
            view! { <LinkButton label=label href=href /> }
        })
    })
}
