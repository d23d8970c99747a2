//! Asking for an issued invoice to be issued again, since it does not change itself.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::fit;
use super::sheet::Sheet;
use crate::page::encoded;
use crate::pages::sign_in::told;
use crate::server::{AgreementCharge, Ask, Failure};
use crate::text::subscriptions as texts;
use crate::ui::follow::follow;
use crate::ui::{
    Button, ButtonKind, Choice, Combobox, Field, Flashes, Kind, Modal, Select, TextArea,
};

/// What is asked for.
#[derive(Clone, Copy)]
struct Wish {
    sheet: Sheet,
    invoice: RwSignal<String>,
    order: RwSignal<String>,
    reason: RwSignal<String>,
    failure: RwSignal<Option<Failure>>,
    is_busy: RwSignal<bool>,
}

pub(super) fn dialog(sheet: Sheet) -> AnyView {
    let flashes = Flashes::expect();
    let wish = Wish {
        sheet,
        invoice: RwSignal::new(String::new()),
        order: RwSignal::new(String::new()),
        reason: RwSignal::new(String::new()),
        failure: RwSignal::new(None),
        is_busy: RwSignal::new(false),
    };
    // The latest invoice is the one that people mean.
    crate::ui::follow::watch(move || {
        let Some(charge) = sheet.reissue.get() else { return };
        wish.invoice.set(charge.invoices.last().cloned().unwrap_or_default());
        wish.order.set(String::new());
        wish.reason.set(String::new());
        wish.failure.set(None);
    });
    let is_open = Signal::derive(move || sheet.reissue.with(Option::is_some));
    let close = move || sheet.reissue.set(None);
    let send = move || {
        wish.is_busy.set(true);
        spawn_local(async move {
            let sent = wish.send().await;
            wish.is_busy.try_set(false);
            match sent {
                Ok(invoice) => {
                    flashes.push(Kind::Good, texts::REISSUE_SENT.with(&[("invoice", &invoice)]));
                    sheet.reissue.try_set(None);
                    sheet.server.ask_again();
                }
                Err(failure) => {
                    wish.failure.try_set(Some(failure));
                }
            }
        });
    };
    let actions = ViewFn::from(move || {
        view! {
            <Button
                label=texts::REISSUE_SEND
                kind=ButtonKind::Primary
                on_click=send
                busy=wish.is_busy
            />
        }
    });
    view! {
        <Modal title=texts::REISSUE_TITLE open=is_open on_close=close actions=actions asks=true>
            {follow(move || sheet.reissue.get().map(|charge| fields(wish, &charge)))}
        </Modal>
    }
    .into_any()
}

impl Wish {
    /// Sends it. Gives the invoice that it is about.
    async fn send(self) -> Result<String, Failure> {
        let invoice = self.invoice.get_untracked();
        let order = self.order.get_untracked();
        let order = Some(order.trim()).filter(|order| !order.is_empty());
        let body = json!({ "purchaseOrder": order, "reason": self.reason.get_untracked() });
        let below = ["/invoices/", &encoded(&invoice), "/reissue-requests"].concat();
        let ask = Ask::post(self.sheet.path(&below), &body).once();
        self.sheet.server.send(&ask).await?;
        Ok(invoice)
    }
}

fn fields(wish: Wish, charge: &AgreementCharge) -> AnyView {
    let Wish { sheet, invoice, order, reason, failure, .. } = wish;
    let month = charge.month().map(str::to_owned);
    let choices = Signal::derive(move || {
        sheet.agreement.with_value(|agreement| {
            sheet.orders.with(|orders| {
                let basis = fit::Basis::of(agreement, month.as_deref());
                fit::choices(orders.as_deref().unwrap_or_default(), basis)
            })
        })
    });
    let at = move |pointer: &'static str| {
        Signal::derive(move || failure.with(|failure| failure.as_ref()?.at(pointer)))
    };
    let invoices = charge.invoices.iter().rev().map(|one| Choice::new(&**one, &**one)).collect();
    let rest = follow(move || failure.get().filter(|it| it.problems.is_empty()).map(told));
    view! {
        <div class="form">
            <p>{texts::REISSUE_TEXT.get()}</p>
            <Field label=texts::REISSUE_INVOICE>
                <Select
                    choices=Signal::stored(invoices)
                    value=invoice
                    on_change=move |number: String| invoice.set(number)
                />
            </Field>
            <Field
                label=texts::REISSUE_ORDER
                hint=texts::REISSUE_ORDER_HINT
                error=at("/purchaseOrder")
                optional=true
            >
                <Combobox
                    value=order
                    on_change=move |typed: String| order.set(typed)
                    choices=choices
                />
            </Field>
            <Field label=texts::REISSUE_REASON error=at("/reason")>
                <TextArea value=reason on_input=move |typed: String| reason.set(typed) />
            </Field>
            {rest}
        </div>
    }
    .into_any()
}
