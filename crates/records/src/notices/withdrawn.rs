//! Messages that wait and are not to be sent any more: to contacts that were taken away, and about
//! purchase orders that are gone (§1.1).

use std::collections::BTreeSet;

use billing_files::document::PurchaseOrder;
use documents::{NoticeEvent, ToldAs};

use super::NoticePayload;
use crate::Result;
use crate::facts::Facts;
use crate::write::Write;

/// Takes back what waits for contacts that a purchase order has no more.
pub(crate) async fn from_former_contacts(
    write: &mut Write,
    facts: &Facts,
    before: &PurchaseOrder,
    after: &PurchaseOrder,
) -> Result<()> {
    let stay: BTreeSet<&str> = after.contacts.iter().map(|contact| &*contact.email).collect();
    if before.contacts.iter().all(|contact| stay.contains(&*contact.email)) {
        return Ok(());
    }
    withdraw(write, facts, &after.id, &stay).await
}

/// Takes back what waits for contacts of a purchase order that is gone.
pub(crate) async fn from_contacts_of(write: &mut Write, facts: &Facts, order: &str) -> Result<()> {
    withdraw(write, facts, order, &BTreeSet::new()).await
}

async fn withdraw(
    write: &mut Write,
    facts: &Facts,
    order: &str,
    contacts: &BTreeSet<&str>,
) -> Result<()> {
    let (organisation, connection) = write.parts();
    let waiting: Vec<(i64, String, String)> = sqlx::query_as(
        "select id, recipient, payload
         from outbox
         where organisation = $1 and purchase_order = $2 and state = 'pending'",
    )
    .bind(organisation)
    .bind(order)
    .fetch_all(&mut *connection)
    .await?;
    for (id, recipient, payload) in waiting {
        // What cannot be read is told where it would be sent.
        let Ok(payload) = serde_json::from_str::<NoticePayload>(&payload) else { continue };
        if contacts.contains(&*recipient)
            || is_told_all_the_same(facts, order, &recipient, &payload)
        {
            continue;
        }
        sqlx::query("delete from outbox where organisation = $1 and id = $2 and state = 'pending'")
            .bind(organisation)
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Administrators hear of the organisation, and that the limit is near is told to the contacts of
/// all purchase orders, to each once.
fn is_told_all_the_same(
    facts: &Facts,
    order: &str,
    recipient: &str,
    payload: &NoticePayload,
) -> bool {
    let is_contact =
        |order: &PurchaseOrder| order.contacts.iter().any(|contact| contact.email == recipient);
    let mut others = facts.orders.iter().filter(|kept| kept.order.id != order);
    payload.told_as == ToldAs::Administrator
        || (matches!(payload.event, NoticeEvent::LimitNear { .. })
            && others.any(|kept| is_contact(&kept.order)))
}
