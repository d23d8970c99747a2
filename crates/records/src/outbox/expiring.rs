//! Telling contacts that purchase orders expire, on the days that were laid down (P-31).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use documents::NoticeEvent;
use procurement::{Instant, last_day};

use crate::database::Connection;
use crate::facts::Facts;
use crate::notices::{Message, enqueue, to_contacts};
use crate::orders::parse_month;
use crate::write::{Actor, Write};
use crate::{OrganisationId, Records, Result};

/// Lays messages into the outbox for the days up to today, and gives how many. Days that passed
/// while no server ran are caught up with, in one message for a purchase order, as long as it has
/// not expired. Who is suspended or has no contacts on the day is not told later either.
///
/// # Errors
/// When the database fails.
pub async fn due_expiration_notices(
    records: &Records,
    organisation: &OrganisationId,
    actor: &Actor,
) -> Result<usize> {
    let Some(today) = day_of(records.now()) else { return Ok(0) };
    let mut read = records.read().await?;
    let due = due(&mut read, organisation.as_str(), today).await?;
    drop(read);
    if due.is_empty() {
        return Ok(0);
    }
    let mut write = records.write(organisation, actor, None).await?;
    let told = tell(&mut write, today).await?;
    write.commit().await?;
    Ok(told)
}

async fn tell(write: &mut Write, today: NaiveDate) -> Result<usize> {
    let at = write.at();
    let facts = write.facts().await?;
    let (organisation, connection) = write.parts();
    // Somebody else may have told them meanwhile.
    let due = due(connection, organisation, today).await?;
    let mut messages = Vec::new();
    for (order, due_on) in due {
        messages.extend(messages_of(&facts, &order, &due_on, today));
    }
    sqlx::query(
        "update expiration_notices
         set told_at = $1
         where organisation = $2 and told_at is null and due_on <= $3",
    )
    .bind(at.milliseconds())
    .bind(organisation)
    .bind(today.to_string())
    .execute(connection)
    .await?;
    let told = messages.len();
    enqueue(write, messages).await?;
    Ok(told)
}

/// Purchase orders with a day that has come, each with the last of such days.
async fn due(
    connection: &mut Connection,
    organisation: &str,
    today: NaiveDate,
) -> Result<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select purchase_order, due_on
         from expiration_notices
         where organisation = $1 and told_at is null and due_on <= $2
         order by due_on",
    )
    .bind(organisation)
    .bind(today.to_string())
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().collect())
}

fn messages_of(facts: &Facts, order: &str, due_on: &str, today: NaiveDate) -> Vec<Message> {
    let Some(order) = facts.order(order).map(|kept| &kept.order) else { return Vec::new() };
    let Some(month) = parse_month(&order.expiration_month) else { return Vec::new() };
    let last = last_day(month);
    if order.suspended || last < today {
        return Vec::new();
    }
    let event = NoticeEvent::Expires {
        month: month.to_string(),
        on: last.to_string(),
        days: (last - today).num_days(),
    };
    to_contacts(order, &event, &format!("expires:{}:{due_on}", order.id))
}

fn day_of(moment: Instant) -> Option<NaiveDate> {
    DateTime::from_timestamp_millis(moment.milliseconds()).map(|moment| moment.date_naive())
}
