//! The windows of the page. They stand beside what follows the records, so that what is typed stays
//! whatever others save meanwhile.

use billing_files::document::PurchaseOrder;
use leptos::prelude::*;
use serde_json::json;

use super::proposed::Proposed;
use super::{Sheet, form, line_form, proposed, removal};
use crate::page::Place;
use crate::pages::Proposal;
use crate::server::Server;
use crate::text::orders as texts;
use crate::ui::Modal;
use crate::ui::follow::follow;

/// A window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Dialog {
    Edit,
    Status,
    Remove,
    AddLine,
    /// Of a line, by its number.
    EditLine(String),
    /// Of a line, with what is proposed for it.
    Propose(Proposed),
    RemoveLine(String),
}

/// The window that is open, about the purchase order as it was when it opened.
pub(super) fn dialogs(sheet: Sheet) -> AnyView {
    follow(move || {
        let dialog = sheet.dialog.get()?;
        let order = sheet.details.with_untracked(|it| it.as_ref()?.order.clone())?;
        let is_open = RwSignal::new(true);
        Some(match dialog {
            Dialog::Edit => form::edit_order(sheet, is_open, order),
            Dialog::Status => status(sheet, is_open, &order),
            Dialog::Remove => removal::order(sheet, is_open, &order.id),
            Dialog::AddLine => line_form::add_line(is_open, order),
            Dialog::EditLine(number) => {
                line_form::edit_line(sheet, is_open, order, Proposed::nothing(number))
            }
            Dialog::Propose(proposed) => {
                proposed::leave(sheet, is_open);
                line_form::edit_line(sheet, is_open, order, proposed)
            }
            Dialog::RemoveLine(number) => removal::line(is_open, &order.id, &number),
        })
    })
}

/// Suspending it, or taking that back.
fn status(sheet: Sheet, is_open: RwSignal<bool>, order: &PurchaseOrder) -> AnyView {
    let (title, text) = match (order.suspended, is_expired(sheet)) {
        (false, _) => (texts::SUSPEND_ORDER, texts::SUSPEND_TEXT),
        (true, false) => (texts::RESUME_ORDER, texts::RESUME_TEXT),
        (true, true) => (texts::LIFT_ORDER, texts::LIFT_TEXT),
    };
    let title = title.with(&[("order", &order.id)]);
    let to = json!({ "suspended": !order.suspended });
    let edits = Signal::stored(vec![json!({ "set": { "purchaseOrder": order.id }, "to": to })]);
    let action = "purchase-orders:UpdatePurchaseOrderStatus";
    view! {
        <Modal title=title.clone() open=is_open on_close=move || is_open.set(false)>
            <p>{text.get()}</p>
            {only_tried(action)}
            <Proposal
                edits=edits
                label=title.clone()
                on_applied=move || {
                    is_open.try_set(false);
                }
            />
        </Modal>
    }
    .into_any()
}

fn is_expired(sheet: Sheet) -> bool {
    sheet
        .details
        .with_untracked(|it| it.as_ref().is_some_and(|it| it.row.status.ends_with("expired")))
}

/// Tells before anything is typed that it can be tried and not be saved, and whom to ask.
pub(in crate::pages) fn only_tried(action: &str) -> Option<AnyView> {
    Place::here().account()?;
    let reason = Server::expect().refusal(action)?;
    let text = texts::ONLY_TRIED.with(&[("reason", &reason)]);
    Some(view! { <p class="hint">{text}</p> }.into_any())
}
