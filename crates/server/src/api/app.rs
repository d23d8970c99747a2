//! What every request can reach.

use std::collections::HashMap;
use std::sync::Arc;

use ipnet::IpNet;
use permissions::PolicyBook;
use procurement::BillingMonth;
use records::{AtHand, OrganisationId, Records, people};

use super::limits::Limits;
use super::live::Live;
use super::observed::Metrics;
use super::problem::Answer;
use super::routes::Upcoming;

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
    policies: AtHand<i64, PolicyBook>,
    /// The next documents of charges, each as of a revision, through a month.
    pub(super) upcoming: AtHand<(i64, BillingMonth), HashMap<String, Upcoming>>,
}

/// What is computed for so many organisations is kept at hand.
const AT_HAND: usize = 256;

/// How the server was started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Config {
    /// Where people reach it, such as `https://tieback.example.com/`: links in mail begin so.
    pub(crate) public_url: String,
    /// Whether a mail server is named that it sends mail by.
    pub(crate) sends_mail: bool,
    /// Whether it shows example data, which anybody may sign in to.
    pub(crate) example: bool,
    /// The proxies that are believed when they tell who asks.
    pub(crate) trusted_proxies: Vec<IpNet>,
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
            policies: AtHand::new(AT_HAND),
            upcoming: AtHand::new(AT_HAND),
        }
    }

    /// The policies of an organisation as they are now: a change counts from the next request on.
    pub(crate) async fn policies(&self, organisation: &OrganisationId) -> Answer<Arc<PolicyBook>> {
        let revision = self.records.revision(organisation).await?;
        if let Some(policies) = self.policies.of(organisation, revision) {
            return Ok(policies);
        }
        let policies = Arc::new(people::policy_book(&self.records, organisation).await?);
        self.policies.keep(organisation, revision, policies.clone());
        Ok(policies)
    }
}
