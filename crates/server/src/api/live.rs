//! What is told to those who look at an organisation while others change it.
//!
//! One watcher for each organisation asks the database for its revision every second, as long as
//! somebody listens. So several servers on one database tell of each other's changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use records::{Latest, OrganisationId, Records};
use tokio::sync::watch;

use super::problem::{Answer, Problem};

/// Streams that one session, or one token, has open at most.
const STREAMS_MAX: usize = 5;

/// Who listens, and what they are told. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    pace: Pace,
    watched: Arc<Mutex<HashMap<OrganisationId, watch::Sender<Latest>>>>,
    open: Arc<Mutex<HashMap<String, usize>>>,
    ended: watch::Sender<bool>,
}

/// How often is looked for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// For another revision of an organisation.
    pub(crate) revision: Duration,
    /// Whether whoever listens still may.
    pub(crate) standing: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { revision: Duration::from_secs(1), standing: Duration::from_secs(60) }
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::at(Pace::default())
    }
}

impl Live {
    /// At another pace than that of a server.
    pub(crate) fn at(pace: Pace) -> Self {
        let ended = watch::Sender::new(false);
        Self { pace, watched: Arc::default(), open: Arc::default(), ended }
    }

    pub(crate) fn pace(&self) -> Pace {
        self.pace
    }

    /// Ends all streams, and lets none begin: the server is asked to end.
    pub(crate) fn end(&self) {
        self.ended.send_replace(true);
    }

    /// Waits until the server is asked to end.
    pub(crate) async fn ended(&self) {
        let mut ended = self.ended.subscribe();
        // This holds the sender, so it is not gone.
        let _ = ended.wait_for(|is_ended| *is_ended).await;
    }

    /// A stream of whoever is named so, counted as long as the place is held.
    pub(crate) fn place(&self, name: String) -> Answer<Place> {
        let mut open = held(&self.open);
        let streams = open.entry(name.clone()).or_default();
        if *streams >= STREAMS_MAX {
            let detail = format!(
                "this session listens {STREAMS_MAX} times already: close one of its pages first"
            );
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_STREAMS", detail));
        }
        *streams += 1;
        drop(open);
        Ok(Place { open: self.open.clone(), name })
    }

    /// What an organisation is like now, and whenever that is another.
    pub(crate) async fn listen(
        &self,
        records: &Records,
        organisation: &OrganisationId,
    ) -> Answer<watch::Receiver<Latest>> {
        let now = records::latest(records, organisation).await?;
        let mut watched = held(&self.watched);
        if let Some(sender) = watched.get(organisation) {
            let receiver = sender.subscribe();
            tell(sender, now);
            return Ok(receiver);
        }
        let sender = watch::Sender::new(now);
        let receiver = sender.subscribe();
        watched.insert(organisation.clone(), sender);
        drop(watched);
        tokio::spawn(self.clone().watch(records.clone(), organisation.clone()));
        Ok(receiver)
    }

    /// Watches an organisation until nobody listens any more.
    async fn watch(self, records: Records, organisation: OrganisationId) {
        loop {
            tokio::time::sleep(self.pace.revision).await;
            let Some(known) = self.known(&organisation) else { return };
            match self.look(&records, &organisation, known).await {
                Ok(()) => {}
                // The next look tells what this one would have told.
                Err(error) => {
                    let (organisation, error) = (organisation.as_str(), error.to_string());
                    tracing::debug!(organisation, error, "a revision could not be looked at");
                }
            }
        }
    }

    /// How many organisations are watched.
    #[cfg(test)]
    pub(crate) fn watched(&self) -> usize {
        held(&self.watched).len()
    }

    /// The revision that was told last. Where nobody listens, the watcher is forgotten.
    fn known(&self, organisation: &OrganisationId) -> Option<i64> {
        let mut watched = held(&self.watched);
        let sender = watched.get(organisation)?;
        if sender.receiver_count() == 0 || *self.ended.borrow() {
            watched.remove(organisation);
            return None;
        }
        let revision = sender.borrow().revision;
        Some(revision)
    }

    async fn look(
        &self,
        records: &Records,
        organisation: &OrganisationId,
        known: i64,
    ) -> records::Result<()> {
        if records.revision(organisation).await? == known {
            return Ok(());
        }
        let latest = records::latest(records, organisation).await?;
        if let Some(sender) = held(&self.watched).get(organisation) {
            tell(sender, latest);
        }
        Ok(())
    }
}

/// Tells what is newer than what was told.
fn tell(sender: &watch::Sender<Latest>, latest: Latest) {
    sender.send_if_modified(|told| {
        let is_newer = latest.revision > told.revision;
        if is_newer {
            *told = latest;
        }
        is_newer
    });
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A stream that is counted.
#[derive(Debug)]
pub(crate) struct Place {
    open: Arc<Mutex<HashMap<String, usize>>>,
    name: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = held(&self.open);
        match open.get_mut(&self.name) {
            Some(streams) if *streams > 1 => *streams -= 1,
            _ => {
                open.remove(&self.name);
            }
        }
    }
}
