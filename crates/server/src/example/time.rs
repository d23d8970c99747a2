//! How time passes in the story: day after day, each with what the server does by itself.

use std::sync::Arc;

use procurement::Instant;
use records::{Actor, OrganisationId, Records, TravellingClock};

use super::people::ORGANISATION;
use crate::scheduler;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// The time of the story, up to the present moment.
#[derive(Debug)]
pub(super) struct Time {
    records: Records,
    clock: Arc<TravellingClock>,
    /// The present moment: nothing happens after it.
    pub(super) now: Instant,
    /// When the scheduler comes by next.
    next: Instant,
}

impl Time {
    pub(super) fn new(records: Records, clock: Arc<TravellingClock>, now: Instant) -> Self {
        let next = records.now();
        Self { records, clock, now, next }
    }

    /// Goes on to a moment, or to the present one if that is not as far.
    pub(super) async fn go_on_to(&mut self, moment: Instant) -> Result<(), String> {
        let moment = moment.min(self.now);
        while self.next < moment {
            self.clock.travel(self.next);
            self.do_due().await.map_err(|error| error.to_string())?;
            self.next = Instant::from_milliseconds(self.next.milliseconds() + DAY);
        }
        self.clock.travel(moment);
        Ok(())
    }

    /// What the scheduler does, but for invoices: those the story issues.
    async fn do_due(&self) -> records::Result<()> {
        let (organisation, actor) = (OrganisationId::new(ORGANISATION), Actor::system("scheduler"));
        scheduler::renew(&self.records, &organisation, &actor).await?;
        scheduler::remind(&self.records, &organisation, &actor).await
    }
}
