//! What usage amounts to on its next invoice. Only who sees the coming invoices can tell.

use std::collections::BTreeMap;

use billing_files::kept_id;
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Explained, Request};

use super::sheet::Sheet;
use crate::format;
use crate::pages::close::sums::sum;
use crate::server::{AgreementCharge, Upcoming};
use crate::text::subscriptions as texts;
use crate::ui::follow::watch;

/// What a usage charge contributes to its next invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Metered {
    amount: String,
    is_estimate: bool,
}

/// Usage charges by their ids.
pub(super) type Amounts = BTreeMap<String, Metered>;

/// Asks for the amounts of usage, and again whenever they may be others.
pub(super) fn follow_usage(sheet: Sheet) {
    let asked = StoredValue::new(0_u32);
    watch(move || {
        sheet.desk.revision.track();
        let mut invoices: Vec<String> = sheet
            .typed
            .listed()
            .iter()
            .filter(|charge| charge.is_usage())
            .filter_map(|charge| Some(charge.upcoming.as_ref()?.invoice_id.clone()))
            .collect();
        invoices.sort_unstable();
        invoices.dedup();
        if invoices.is_empty() || sheet.desk.standing.with_untracked(Option::is_none) {
            return;
        }
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        spawn_local(async move {
            let mut amounts = Amounts::new();
            for invoice in invoices {
                let request = Request::Explain { invoice };
                if let Ok(explained) = sheet.desk.ask::<Explained>(request).await {
                    add(&mut amounts, &explained);
                }
            }
            if asked.try_get_value() == Some(number) {
                sheet.usage.set(amounts);
            }
        });
    });
}

fn add(amounts: &mut Amounts, explained: &Explained) {
    let mut parts: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for charge in &explained.charges {
        parts.entry(kept_id(&charge.id)).or_default().push((&charge.id, &charge.amount));
    }
    for (kept, parts) in parts {
        amounts.insert(
            kept.to_owned(),
            Metered {
                amount: sum(parts.iter().map(|(_, amount)| *amount)),
                is_estimate: parts.iter().any(|(id, _)| id.starts_with("estimate:")),
            },
        );
    }
}

/// How much a charge amounts to, in words.
pub(super) fn told(charge: &AgreementCharge, amounts: &Amounts) -> String {
    match (&charge.amount, &charge.upcoming, amounts.get(&charge.id)) {
        (Some(amount), ..) => format::money(amount, &charge.currency),
        (None, Some(Upcoming { billing_period, .. }), Some(metered)) => {
            let text = if metered.is_estimate { texts::USAGE_ABOUT } else { texts::USAGE_METERED };
            text.with(&[
                ("amount", &format::money(&metered.amount, &charge.currency)),
                ("month", &format::month(billing_period)),
            ])
        }
        _ => texts::USAGE.into(),
    }
}
