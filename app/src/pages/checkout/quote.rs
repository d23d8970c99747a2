//! The quote: every charge with its date and its amount, and what that comes to.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::till::Till;
use crate::format;
use crate::pages::close::sums::sum;
use crate::pages::offers::request_path;
use crate::pages::{facts, issued};
use crate::server::{AgreementRequest, Ask, ExpectedCharge, Quote};
use crate::text::checkout as texts;
use crate::ui::follow::follow;
use crate::ui::{Button, Flashes, Icon, Kind, icon};

pub(super) fn step(till: Till, request: &AgreementRequest) -> AnyView {
    let quote = &request.charge_summary;
    let made = format::date_time(&request.created_at);
    let resumed = texts::RESUMED.with(&[("date", &made)]);
    let rows = quote.expected_charges.iter().map(|charge| row(charge, quote)).collect();
    let heads =
        [(texts::COLUMN_CHARGE, ""), (texts::COLUMN_WHEN, ""), (texts::COLUMN_AMOUNT, "figures")];
    view! {
        <section class="issued-part checkout-part">
            {super::heading(till, texts::QUOTE)}
            {follow(move || till.is_resumed.get().then(|| view! {
                <p class="checkout-resumed">{icon(Icon::Info)} <span>{resumed.clone()}</span></p>
            }))}
            {issued::table(texts::QUOTE.into(), &heads, rows)}
            {facts(totals(request))}
            {change(till, request.clone())}
        </section>
    }
    .into_any()
}

fn row(charge: &ExpectedCharge, quote: &Quote) -> AnyView {
    let when = match (&charge.time, charge.timing.as_str()) {
        (_, "ON_ACCEPTANCE") => texts::ON_ACCEPTANCE.into(),
        (Some(time), _) => format::date(time),
        (None, _) => texts::EACH_MONTH.into(),
    };
    let amount = match &charge.amount {
        Some(amount) => format::money(amount, &quote.currency),
        None => texts::AS_METERED.into(),
    };
    view! {
        <tr>
            <th scope="row">{charge.description.clone()}</th>
            <td>{when}</td>
            <td class="figures">{amount}</td>
        </tr>
    }
    .into_any()
}

/// What it comes to, part by part. A quote has one currency.
fn totals(request: &AgreementRequest) -> Vec<(crate::text::Text, String)> {
    let quote = &request.charge_summary;
    let of = |timing: &str| {
        let charges = quote.expected_charges.iter().filter(|charge| charge.timing == timing);
        let amounts: Vec<&str> = charges.filter_map(|charge| charge.amount.as_deref()).collect();
        (!amounts.is_empty()).then(|| format::money(&sum(amounts.into_iter()), &quote.currency))
    };
    let value = format::money(&quote.new_agreement_value, &quote.currency);
    let has_usage = quote.expected_charges.iter().any(ExpectedCharge::is_usage);
    let told = [
        (texts::TOTAL_ON_ACCEPTANCE, of("ON_ACCEPTANCE")),
        (texts::TOTAL_SCHEDULED, of("SCHEDULED")),
        (texts::TOTAL, Some(value)),
        (texts::TOTAL_USAGE, has_usage.then(|| texts::USAGE_ON_TOP.into())),
        (texts::INVOICED_BY, Some(quote.invoicing_entity.legal_name.clone())),
        (texts::VALID_UNTIL, request.expires_at.as_deref().map(format::date)),
    ];
    told.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Takes the request back: what was asked for can be changed, or left.
fn change(till: Till, request: AgreementRequest) -> AnyView {
    let flashes = Flashes::expect();
    let is_busy = RwSignal::new(false);
    let take_back = move || {
        let path = till.account.with_value(|account| request_path(account, &request.id));
        let request = request.clone();
        is_busy.set(true);
        spawn_local(async move {
            let done = till.server.send(&Ask::delete(path).once()).await;
            is_busy.try_set(false);
            flashes.clear();
            match done {
                Ok(_) => {
                    till.asked.take(&request);
                    till.failure.try_set(None);
                    till.is_stepping.try_set(true);
                    till.request.try_set(None);
                    flashes.push(Kind::Good, texts::TAKEN_BACK);
                }
                Err(failure) => flashes.push(Kind::Bad, failure.sentences().join(" ")),
            }
            till.server.ask_again();
        });
    };
    view! {
        <div class="actions">
            <Button label=texts::TAKE_BACK icon=Icon::Undo on_click=take_back busy=is_busy />
            <span class="hint">{texts::TAKE_BACK_HINT.get()}</span>
        </div>
    }
    .into_any()
}
