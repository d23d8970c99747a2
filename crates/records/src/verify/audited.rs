//! Purchase orders and charges beside what the audit says of them last. What it never had, such as
//! the charges of an export one by one, nothing can be said of here.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::VerifyReport;
use crate::Result;
use crate::charges::{self, ChargeState, KeptCharge};
use crate::database::Connection;
use crate::orders::{self, KeptOrder};

/// Every purchase order is as it was saved last.
pub(super) async fn check_orders(
    connection: &mut Connection,
    organisation: &str,
    report: &mut VerifyReport,
) -> Result<()> {
    for kept in orders::all(connection, organisation).await? {
        let row: Option<(Option<String>,)> = sqlx::query_as(
            "select after
             from audit
             where organisation = $1 and subject_kind = 'purchase-order' and subject = $2
             order by sequence desc
             limit 1",
        )
        .bind(organisation)
        .bind(&kept.order.id)
        .fetch_optional(&mut *connection)
        .await?;
        let Some((after,)) = row else { continue };
        let saved = after.and_then(|after| serde_json::from_str::<KeptOrder>(&after).ok());
        // When it was made is no part of what is written down.
        let is_same =
            saved.is_some_and(|saved| KeptOrder { created_at: kept.created_at, ..saved } == kept);
        if !is_same {
            let message = "the audit has it otherwise: it was changed past the server";
            report.fault("ORDER_CHANGED", &kept.order.id, message);
        }
    }
    Ok(())
}

/// Charges from one id to another, all of which are there, are as they were saved last.
pub(super) async fn check_charges(
    connection: &mut Connection,
    organisation: &str,
    (first, last): (&str, &str),
    report: &mut VerifyReport,
) -> Result<()> {
    let mut saved = saved_charges(connection, organisation, (first, last)).await?;
    for charge in charges::between(connection, organisation, first, last).await? {
        let saved = saved.remove(&charge.id).unwrap_or_default();
        if !is_as_saved(&charge, &saved)? {
            let message = "the audit has it otherwise: it was changed past the server";
            report.fault("CHARGE_CHANGED", &charge.id, message);
        }
    }
    Ok(())
}

/// What the audit says of charges: the last time that all of one was written down, and what of it
/// was written down since.
async fn saved_charges(
    connection: &mut Connection,
    organisation: &str,
    (first, last): (&str, &str),
) -> Result<BTreeMap<String, Map<String, Value>>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select subject, after
         from audit
         where organisation = $1 and subject_kind = 'charge' and subject >= $2 and subject <= $3
             and after is not null
         order by sequence",
    )
    .bind(organisation)
    .bind(first)
    .bind(last)
    .fetch_all(connection)
    .await?;
    let mut saved: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for (id, after) in rows {
        // The chain of the audit tells what is damaged in it.
        let Ok(Value::Object(after)) = serde_json::from_str(&after) else { continue };
        let known = saved.entry(id).or_default();
        if is_whole(&after) {
            *known = after;
        } else {
            // What is named anew is looked at with that.
            known.remove("carriedOver");
            known.extend(after);
        }
    }
    Ok(saved)
}

fn is_whole(saved: &Map<String, Value>) -> bool {
    saved.contains_key("state")
}

/// That a charge is issued is not written down with it but with its invoice.
fn is_as_saved(charge: &KeptCharge, saved: &Map<String, Value>) -> Result<bool> {
    let Value::Object(mut is) = serde_json::to_value(charge)? else { return Ok(true) };
    let is_withdrawn =
        saved.get("state").and_then(Value::as_str) == Some(ChargeState::Withdrawn.as_str());
    // Whatever withdraws a charge writes it down.
    if (charge.state == ChargeState::Withdrawn) != is_withdrawn {
        return Ok(false);
    }
    is.remove("state");
    let is_same = |key: &str, value: &Value| is.get(key).unwrap_or(&Value::Null) == value;
    let mut keys = saved.iter().filter(|(key, _)| *key != "state");
    let has_all = keys.all(|(key, value)| is_same(key, value));
    let has_more = || {
        is.iter().any(|(key, value)| {
            key != "carriedOver" && !value.is_null() && !saved.contains_key(key)
        })
    };
    Ok(has_all && (!is_whole(saved) || !has_more()))
}
