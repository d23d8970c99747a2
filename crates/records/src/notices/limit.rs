//! What is told when almost as many purchase orders are active as may be (P-32).

use documents::NoticeEvent;

use super::{enqueue, to_administrators, to_contacts};
use crate::Result;
use crate::edits::ACTIVE_ORDERS_MAX;
use crate::facts::Facts;
use crate::people::administrators;
use crate::write::Write;

/// From so many active purchase orders on, the limit is near.
const NEAR_THE_LIMIT: usize = 90;

/// Tells administrators, and all contacts, once a month that so many purchase orders are active:
/// whoever can make room is to know it.
pub(crate) async fn limit_near(write: &mut Write, facts: &Facts, active: usize) -> Result<()> {
    if active < NEAR_THE_LIMIT || !facts.settings.events.limit_near {
        return Ok(());
    }
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let event = NoticeEvent::LimitNear { active: number(active), limit: number(ACTIVE_ORDERS_MAX) };
    let month = facts.month();
    let key = format!("limit-near:{month}");
    let (organisation, connection) = write.parts();
    let administrators = administrators(connection, organisation).await?;
    let mut messages = to_administrators(&administrators, "", &event, &key);
    for order in &facts.orders {
        messages.extend(to_contacts(&order.order, &event, &key));
    }
    enqueue(write, messages).await
}
