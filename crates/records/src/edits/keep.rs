//! Writing what edits changed: purchase orders, their lines' balances, references of charges, and
//! what contacts are told because of it.

use std::collections::BTreeSet;

use billing_files::document::PurchaseOrder;
use serde_json::{Value, json};

use super::Saved;
use super::apply::{Changes, active_orders};
use crate::Result;
use crate::charges::KeptCharge;
use crate::database::Connection;
use crate::facts::Facts;
use crate::notices;
use crate::orders::KeptOrder;
use crate::write::Write;

pub(super) async fn keep(write: &mut Write, facts: &Facts, changes: Changes) -> Result<Saved> {
    let mut kept = Vec::with_capacity(changes.orders.len());
    for order in changes.orders {
        let before = facts.order(&order.id);
        let order = match before {
            Some(before) => change(write, facts, before, order).await?,
            None => add(write, order, "person").await?,
        };
        if let Some(before) = before {
            notices::from_former_contacts(write, facts, &before.order, &order.order).await?;
        }
        notices::after_edit(write, facts, before, &order.order).await?;
        kept.push(order);
    }
    for id in &changes.removed {
        remove(write, facts, id).await?;
    }
    for charge in &changes.charges {
        set_reference(write, facts, charge).await?;
    }
    if changes.active > active_orders(facts).len() {
        notices::limit_near(write, facts, changes.active).await?;
    }
    Ok(Saved {
        purchase_orders: kept,
        removed_purchase_orders: changes.removed,
        charges: changes.charges,
        revision: write.revision(),
    })
}

/// Adds a purchase order with a balance for each of its lines.
pub(crate) async fn add(
    write: &mut Write,
    order: PurchaseOrder,
    made_by: &str,
) -> Result<KeptOrder> {
    let at = write.at().milliseconds();
    let document = serde_json::to_string(&order)?;
    let (organisation, connection) = write.parts();
    // The number goes on from where one of that id was before, so that an old version in
    // somebody's hands is told from this purchase order.
    let version = last_version(connection, organisation, &order.id).await? + 1;
    sqlx::query(
        "insert into purchase_orders (organisation, id, version, document, made_by, created_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(organisation)
    .bind(&order.id)
    .bind(version)
    .bind(&document)
    .bind(made_by)
    .bind(at)
    .execute(connection)
    .await?;
    for line in &order.line_items {
        add_line(write, &order.id, &line.number).await?;
    }
    let kept = KeptOrder { version, made_by: made_by.to_owned(), created_at: at, order };
    let after = serde_json::to_value(&kept)?;
    let action = "purchase-orders:AddPurchaseOrder";
    write.audit_change(action, "purchase-order", &kept.order.id, None, Some(after));
    Ok(kept)
}

/// The version that a purchase order of an id had when it was removed; 0 where there was none.
async fn last_version(connection: &mut Connection, organisation: &str, id: &str) -> Result<i64> {
    let row: Option<(Option<String>,)> = sqlx::query_as(
        "select before
         from audit
         where organisation = $1 and subject_kind = 'purchase-order' and subject = $2
         order by sequence desc
         limit 1",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    let before = row.and_then(|(before,)| before);
    let before = before.as_deref().map(serde_json::from_str::<Value>).transpose()?;
    let version = before.as_ref().and_then(|before| before.get("version"));
    Ok(version.and_then(Value::as_i64).unwrap_or_default())
}

async fn change(
    write: &mut Write,
    facts: &Facts,
    before: &KeptOrder,
    order: PurchaseOrder,
) -> Result<KeptOrder> {
    let is_status_only = {
        let mut other = order.clone();
        other.suspended = before.order.suspended;
        other.updated_at.clone_from(&before.order.updated_at);
        other == before.order
    };
    let kept = rewrite(write, before, order).await?;
    let numbers: BTreeSet<&str> =
        kept.order.line_items.iter().map(|line| line.number.as_str()).collect();
    for line in &before.order.line_items {
        if !numbers.contains(line.number.as_str()) {
            remove_line(write, &kept.order.id, &line.number).await?;
        }
    }
    for number in numbers {
        if facts.balance(&kept.order.id, number).is_none() {
            add_line(write, &kept.order.id, number).await?;
        }
    }
    let action = if is_status_only {
        "purchase-orders:UpdatePurchaseOrderStatus"
    } else {
        "purchase-orders:UpdatePurchaseOrder"
    };
    let (was, is) = (serde_json::to_value(before)?, serde_json::to_value(&kept)?);
    write.audit_change(action, "purchase-order", &kept.order.id, Some(was), Some(is));
    Ok(kept)
}

/// Stores the next version of a purchase order. Its lines' balances are the caller's.
pub(crate) async fn rewrite(
    write: &mut Write,
    before: &KeptOrder,
    order: PurchaseOrder,
) -> Result<KeptOrder> {
    let document = serde_json::to_string(&order)?;
    let version = before.version + 1;
    let (organisation, connection) = write.parts();
    sqlx::query(
        "update purchase_orders
         set version = $1, document = $2
         where organisation = $3 and id = $4",
    )
    .bind(version)
    .bind(&document)
    .bind(organisation)
    .bind(&order.id)
    .execute(connection)
    .await?;
    Ok(KeptOrder { version, made_by: before.made_by.clone(), created_at: before.created_at, order })
}

/// Opens a balance for a line. A line of this number that was there before has no part in it.
pub(crate) async fn add_line(write: &mut Write, order: &str, line: &str) -> Result<i64> {
    let key = write.next("line").await?;
    let (organisation, connection) = write.parts();
    sqlx::query(
        "insert into line_balances
             (organisation, purchase_order, line_item, line_key, drawn, entries, below_told,
              out_told)
         values ($1, $2, $3, $4, 0, 0, 0, 0)",
    )
    .bind(organisation)
    .bind(order)
    .bind(line)
    .bind(key)
    .execute(connection)
    .await?;
    Ok(key)
}

async fn remove_line(write: &mut Write, order: &str, line: &str) -> Result<()> {
    let (organisation, connection) = write.parts();
    sqlx::query(
        "delete from line_balances
         where organisation = $1 and purchase_order = $2 and line_item = $3",
    )
    .bind(organisation)
    .bind(order)
    .bind(line)
    .execute(connection)
    .await?;
    Ok(())
}

/// A purchase order goes with its contacts and notices (§1.1). Issued invoices keep its number.
async fn remove(write: &mut Write, facts: &Facts, id: &str) -> Result<()> {
    let (organisation, connection) = write.parts();
    for statement in [
        "delete from purchase_orders where organisation = $1 and id = $2",
        "delete from line_balances where organisation = $1 and purchase_order = $2",
        "delete from expiration_notices where organisation = $1 and purchase_order = $2",
    ] {
        sqlx::query(statement).bind(organisation).bind(id).execute(&mut *connection).await?;
    }
    notices::from_contacts_of(write, facts, id).await?;
    let before = facts.order(id).map(serde_json::to_value).transpose()?;
    write.audit_change("purchase-orders:DeletePurchaseOrder", "purchase-order", id, before, None);
    Ok(())
}

async fn set_reference(write: &mut Write, facts: &Facts, charge: &KeptCharge) -> Result<()> {
    let (organisation, connection) = write.parts();
    sqlx::query(
        "update charges
         set purchase_order = $1, purchase_order_line = $2, revision = $3, carried_over = $4
         where organisation = $5 and id = $6",
    )
    .bind(&charge.purchase_order_reference)
    .bind(&charge.purchase_order_line)
    .bind(charge.revision)
    .bind(i64::from(charge.carried_over))
    .bind(organisation)
    .bind(&charge.id)
    .execute(connection)
    .await?;
    let before = facts.charge(&charge.id).map(reference_of);
    let after = Some(reference_of(charge));
    write.audit_change("aws-marketplace:UpdatePurchaseOrders", "charge", &charge.id, before, after);
    Ok(())
}

/// What of a charge an edit can change, for the audit.
fn reference_of(charge: &KeptCharge) -> Value {
    json!({
        "agreement": charge.agreement,
        "purchaseOrderReference": charge.purchase_order_reference,
        "purchaseOrderLine": charge.purchase_order_line,
        "revision": charge.revision,
    })
}
