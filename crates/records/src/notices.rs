//! What contacts of a purchase order are told (domain.md §5), laid into the outbox with the change
//! that causes it. Of what is ours to tell (P-32), administrators of the organisation hear where
//! there is no contact who could.

mod issued;
mod limit;
mod withdrawn;

use billing_files::document::PurchaseOrder;
use documents::{NoticeEvent, ToldAs};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::database::insert_many;
use crate::facts::Facts;
use crate::orders::{is_below_threshold, parse_month, total_value, written};
use crate::people::User;
use crate::write::Write;

pub(crate) use issued::of_issue;
pub(crate) use limit::limit_near;
pub(crate) use withdrawn::{from_contacts_of, from_former_contacts};

/// What waits in the outbox: the mail is written from it when it is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NoticePayload {
    /// The organisation's name is looked up when the mail is written.
    pub purchase_order: String,
    /// Whom it is for.
    pub contact_name: Option<String>,
    /// Why it is them.
    #[serde(default)]
    pub told_as: ToldAs,
    /// What happened.
    pub event: NoticeEvent,
}

/// A message for one recipient.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    recipient: String,
    payload: NoticePayload,
    /// The same event is told to the same person once.
    event_key: String,
}

/// A message for each contact of a purchase order; none for one without contacts.
pub(crate) fn to_contacts(
    order: &PurchaseOrder,
    event: &NoticeEvent,
    event_key: &str,
) -> Vec<Message> {
    let contacts = order.contacts.iter();
    contacts
        .map(|contact| Message {
            recipient: contact.email.clone(),
            payload: NoticePayload {
                purchase_order: order.id.clone(),
                contact_name: contact.name.clone(),
                told_as: ToldAs::Contact,
                event: event.clone(),
            },
            event_key: event_key.to_owned(),
        })
        .collect()
}

/// A message for each administrator of the organisation, about a purchase order or about none.
fn to_administrators(
    administrators: &[User],
    order: &str,
    event: &NoticeEvent,
    event_key: &str,
) -> Vec<Message> {
    let message = |user: &User| Message {
        recipient: user.email.clone(),
        payload: NoticePayload {
            purchase_order: order.to_owned(),
            contact_name: Some(user.name.clone()),
            told_as: ToldAs::Administrator,
            event: event.clone(),
        },
        event_key: event_key.to_owned(),
    };
    administrators.iter().map(message).collect()
}

/// Lays messages into the outbox. Who was told of an event before is not told again.
pub(crate) async fn enqueue(write: &mut Write, messages: Vec<Message>) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(messages.len()).unwrap_or(i64::MAX);
    let first = write.take("outbox", count).await?;
    let at = write.at().milliseconds();
    let (organisation, connection) = write.parts();
    let mut rows = Vec::with_capacity(messages.len());
    for (id, message) in (first..).zip(messages) {
        rows.push(vec![
            organisation.into(),
            id.into(),
            "email".into(),
            message.recipient.into(),
            serde_json::to_string(&message.payload)?.into(),
            message.payload.purchase_order.into(),
            message.event_key.into(),
            "pending".into(),
            0_i64.into(),
            at.into(),
            0_i64.into(),
            "".into(),
            at.into(),
        ]);
    }
    insert_many(
        connection,
        "outbox (organisation, id, kind, recipient, payload, purchase_order, event_key, state, \
         attempts, next_attempt_at, lease_until, lease_owner, created_at)",
        rows,
        "on conflict do nothing",
    )
    .await?;
    Ok(())
}

/// What an edit of a purchase order gives reason to tell: lines that fell below the threshold by
/// it, and new dates for its expiration.
pub(crate) async fn after_edit(
    write: &mut Write,
    facts: &Facts,
    before: Option<&crate::orders::KeptOrder>,
    order: &PurchaseOrder,
) -> Result<()> {
    let is_new_date = before.is_none_or(|before| {
        before.order.expiration_month != order.expiration_month
            || (before.order.contacts.is_empty() && !order.contacts.is_empty())
    });
    if is_new_date {
        plan_expiration(write, order).await?;
    }
    let currency = crate::orders::parse_currency(&order.currency)?;
    for line in &order.line_items {
        let Some(balance) = facts.balance(&order.id, &line.number) else { continue };
        let total = total_value(line, currency)?;
        let standing = Standing {
            line_key: balance.line_key,
            line_item: &line.number,
            balance: line.balance_tracking.then(|| total - i128::from(balance.drawn)),
            total_value: total,
            below_told: balance.below_told,
            out_told: balance.out_told,
        };
        let told = after_balance(write, &facts.settings, order, &standing).await?;
        if told != (balance.below_told, balance.out_told) {
            mark_told(write, balance.line_key, told).await?;
        }
    }
    Ok(())
}

/// How a line stands after something changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing<'s> {
    pub(crate) line_key: i64,
    pub(crate) line_item: &'s str,
    /// None where the line is not tracked.
    pub(crate) balance: Option<i128>,
    pub(crate) total_value: i128,
    pub(crate) below_told: bool,
    pub(crate) out_told: bool,
}

/// Tells contacts of a line that fell below the threshold, once until it is above again (P-30),
/// and of one that is used up where the organisation wants that (P-32). Gives what is told now.
pub(crate) async fn after_balance(
    write: &mut Write,
    settings: &Settings,
    order: &PurchaseOrder,
    line: &Standing<'_>,
) -> Result<(bool, bool)> {
    // What contacts know of a line is not forgotten while it is not tracked.
    let Some(balance) = line.balance else { return Ok((line.below_told, line.out_told)) };
    let currency = crate::orders::parse_currency(&order.currency)?;
    let is_below = is_below_threshold(balance, line.total_value);
    let is_out = balance <= 0 && line.total_value > 0;
    // The revision tells one crossing from the next.
    let revision = write.revision();
    if is_below && !line.below_told {
        let event = NoticeEvent::BelowThreshold {
            line_item: line.line_item.to_owned(),
            balance: written(balance, currency),
            total_value: written(line.total_value, currency),
            currency: order.currency.clone(),
        };
        let key = format!("below-threshold:{}:{revision}", line.line_key);
        enqueue(write, to_contacts(order, &event, &key)).await?;
    }
    if is_out && !line.out_told && settings.events.out_of_balance {
        let event = NoticeEvent::OutOfBalance {
            line_item: line.line_item.to_owned(),
            balance: written(balance, currency),
            currency: order.currency.clone(),
        };
        let key = format!("out-of-balance:{}:{revision}", line.line_key);
        enqueue(write, to_contacts(order, &event, &key)).await?;
    }
    Ok((is_below, is_out))
}

pub(crate) async fn mark_told(
    write: &mut Write,
    line_key: i64,
    (below, out): (bool, bool),
) -> Result<()> {
    let (organisation, connection) = write.parts();
    sqlx::query(
        "update line_balances
         set below_told = $1, out_told = $2
         where organisation = $3 and line_key = $4",
    )
    .bind(i64::from(below))
    .bind(i64::from(out))
    .bind(organisation)
    .bind(line_key)
    .execute(connection)
    .await?;
    Ok(())
}

/// Lays down when contacts are told that a purchase order expires, counted from now (P-31).
async fn plan_expiration(write: &mut Write, order: &PurchaseOrder) -> Result<()> {
    let at = write.at();
    let (organisation, connection) = write.parts();
    sqlx::query(
        "delete from expiration_notices
         where organisation = $1 and purchase_order = $2 and told_at is null",
    )
    .bind(organisation)
    .bind(&order.id)
    .execute(&mut *connection)
    .await?;
    let Some(month) = parse_month(&order.expiration_month) else { return Ok(()) };
    let rows = procurement::expiration_days(month, at)
        .into_iter()
        .map(|day| vec![organisation.into(), order.id.clone().into(), day.to_string().into()]);
    insert_many(
        connection,
        "expiration_notices (organisation, purchase_order, due_on)",
        rows.collect(),
        "on conflict do nothing",
    )
    .await?;
    Ok(())
}

/// What an organisation can choose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Settings {
    /// Which of our own events are told (P-32); all are off at first.
    pub events: Events,
}

/// Our own events, beside those that are always told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Events {
    /// A line is used up.
    pub out_of_balance: bool,
    /// The marketplace created a purchase order, or a line.
    pub created_by_marketplace: bool,
    /// A referenced purchase order is suspended, so an invoice goes out without one.
    pub referenced_suspended: bool,
    /// An invoice has no purchase order.
    pub invoice_without_purchase_order: bool,
    /// There are 90 active purchase orders or more.
    pub limit_near: bool,
}
