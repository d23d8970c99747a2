//! What every request can reach.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use permissions::PolicyBook;
use records::{OrganisationId, Records, people};

use super::limits::Limits;
use super::live::Live;
use super::observed::Metrics;
use super::problem::Answer;

/// The state of the server: everything is shared, and cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct App {
    pub(crate) records: Records,
    pub(crate) config: Arc<Config>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) metrics: Arc<Metrics>,
    /// Those who look while others change something.
    pub(crate) live: Live,
    /// The policies of organisations, each as of a revision.
    pub(super) policies: Arc<Mutex<HashMap<OrganisationId, Policies>>>,
}

/// Policies, and the revision that they are of.
type Policies = (i64, Arc<PolicyBook>);

/// How the server was started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Config {
    /// Where people reach it, such as `https://tieback.example.com/`: links in mail begin so.
    pub(crate) public_url: String,
    /// Whether a mail server is named that it sends mail by.
    pub(crate) sends_mail: bool,
    /// Whether it shows example data, which anybody may sign in to.
    pub(crate) example: bool,
    /// Whether anybody may ask as often as they like: the server itself, when it makes the example.
    pub(crate) unlimited: bool,
}

impl App {
    pub(crate) fn new(records: Records, config: Config) -> Self {
        Self {
            records,
            limits: Arc::new(if config.unlimited { Limits::none() } else { Limits::default() }),
            config: Arc::new(config),
            metrics: Arc::new(Metrics::default()),
            live: Live::default(),
            policies: Arc::default(),
        }
    }

    /// The policies of an organisation as they are now: a change counts from the next request on.
    pub(crate) async fn policies(&self, organisation: &OrganisationId) -> Answer<Arc<PolicyBook>> {
        /// Policies of so many organisations are kept at hand.
        const AT_HAND: usize = 256;
        let revision = self.records.revision(organisation).await?;
        let known = {
            let at_hand = self.policies.lock().unwrap_or_else(PoisonError::into_inner);
            at_hand.get(organisation).cloned()
        };
        if let Some((_, policies)) = known.filter(|(of, _)| *of == revision) {
            return Ok(policies);
        }
        let policies = Arc::new(people::policy_book(&self.records, organisation).await?);
        let mut at_hand = self.policies.lock().unwrap_or_else(PoisonError::into_inner);
        if at_hand.len() >= AT_HAND {
            at_hand.clear();
        }
        at_hand.insert(organisation.clone(), (revision, policies.clone()));
        Ok(policies)
    }
}
