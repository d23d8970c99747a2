//! What is to come, as a server tells it or as the engine computes it here.

use std::collections::{BTreeMap, BTreeSet};

use billing_files::kept_id;
use leptos::prelude::GetUntracked;
use procurement::sorting::gather;

use crate::embed::engine::{Charge, Engine};
use crate::embed::host::{Host, Said};
use crate::embed::session::Session;
use crate::page::encoded;
use crate::server::{Access, Ask, Failure};
use crate::text::{embed as own_texts, plural};
use crate::words;

outlook::answers! {
    /// A document that is to come.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(super) struct Coming {
        pub(super) id: String,
        pub(super) type_: String,
        pub(super) charges: Vec<String>,
        pub(super) bill_from: String,
        pub(super) currency: String,
        pub(super) billing_period: String,
        pub(super) total: String,
        pub(super) purchase_order_id: Option<String>,
        pub(super) line_item_number: Option<String>,
        pub(super) covered: bool,
    }

    pub(super) struct Previewed {
        pub(super) invoices: Vec<Coming>,
    }

    /// A charge that is to come.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(super) struct Charged {
        pub(super) id: String,
        pub(super) description: String,
        pub(super) agreement: Option<String>,
    }
}

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// Whether there are pages of purchase orders to go to.
    pub(super) is_management: bool,
    pub(super) invoices: Vec<Coming>,
    /// Whether the charges came. Without them nobody knows what is of an agreement.
    pub(super) knows_charges: bool,
    /// Charges by their ids, where this person may see them.
    pub(super) charges: BTreeMap<String, Charged>,
    /// Documents that are elsewhere than without what is tried.
    pub(super) moved: BTreeSet<String>,
}

/// Asks a server. Which invoices are of an agreement only the charges tell.
pub(super) async fn fetched(
    session: &Session,
    through: &str,
    agreement: &str,
) -> Result<Shown, Failure> {
    let access: Access = session.ask(&Ask::get("/access")).await?;
    let previewed: Previewed = session.ask(&Ask::get(path("/preview", through))).await?;
    let listed = match access.refusal("aws-marketplace:ListAgreementCharges") {
        None => session.list::<Charged>("/charges").await,
        Some(reason) => Err(Failure::own("ACCESS_DENIED", reason)),
    };
    let charges = match listed {
        Err(failure) if !agreement.is_empty() => return Err(failure),
        // Without them invoices are told by their ids.
        listed => listed.ok(),
    };
    Ok(Shown {
        is_management: access.is_management(),
        invoices: previewed.invoices,
        knows_charges: charges.is_some(),
        charges: by_id(charges.into_iter().flatten()),
        moved: BTreeSet::new(),
    })
}

fn path(of: &str, through: &str) -> String {
    let query = if through.is_empty() { "" } else { "?to=" };
    [of, query, &encoded(through)].concat()
}

/// The engine with the snapshot of a server.
pub(super) async fn engine_of(
    host: Host,
    session: &Session,
    through: &str,
) -> Result<Engine, Failure> {
    let snapshot = session.text(Ask::get(path("/snapshot", through))).await?;
    Engine::open(host, &snapshot.into()).await
}

/// The engine with the snapshot that the console has handed over.
pub(super) async fn engine_here(host: Host) -> Result<Engine, Failure> {
    let snapshot = host.snapshot.try_get_untracked().flatten().unwrap_or_default();
    Engine::open(host, &snapshot).await
}

/// What the engine makes of its snapshot.
pub(super) fn computed(engine: &Engine) -> Result<Shown, Failure> {
    let previewed: Previewed = engine.preview()?;
    let charges = engine.facts()?.charges.unwrap_or_default();
    Ok(Shown {
        is_management: false,
        invoices: previewed.invoices,
        knows_charges: true,
        charges: by_id(charges.into_iter().map(charged)),
        moved: BTreeSet::new(),
    })
}

fn by_id(charges: impl Iterator<Item = Charged>) -> BTreeMap<String, Charged> {
    gather(charges.map(|charge| (charge.id.clone(), charge)))
}

/// A charge of a snapshot has no description.
fn charged(charge: Charge) -> Charged {
    let description = match charge.agreement_id.as_deref() {
        Some(agreement) => words::agreement(agreement),
        None => words::category(&charge.category),
    };
    Charged { id: kept_id(&charge.id).to_owned(), description, agreement: charge.agreement_id }
}

impl Coming {
    /// The purchase order and the line of it, if it has one.
    pub(super) fn place(&self) -> Option<(&str, &str)> {
        self.purchase_order_id.as_deref().zip(self.line_item_number.as_deref())
    }
}

impl Shown {
    /// The charges that a document bills.
    pub(super) fn charges_of<'s>(
        &'s self,
        coming: &'s Coming,
    ) -> impl Iterator<Item = &'s Charged> {
        coming.charges.iter().filter_map(|id| self.charges.get(kept_id(id)))
    }

    /// Whether a document is one of those that the console asks for.
    pub(super) fn is_asked_for(&self, coming: &Coming, said: &Said) -> bool {
        let is_of_agreement = said.agreement.is_empty()
            || self.charges_of(coming).any(|it| it.agreement.as_deref() == Some(&said.agreement));
        let is_of_order = said.purchase_order.is_empty()
            || coming.purchase_order_id.as_deref() == Some(&said.purchase_order)
            // What leaves is what whoever tries wants to see.
            || self.moved.contains(&coming.id);
        let is_in_time = said.through.is_empty() || coming.billing_period <= said.through;
        is_of_agreement && is_of_order && is_in_time
    }

    /// Whether it is known which documents the console asks for.
    pub(super) fn can_tell(&self, said: &Said) -> bool {
        self.knows_charges || said.agreement.is_empty()
    }

    /// What a document bills, in words.
    pub(super) fn name(&self, coming: &Coming) -> String {
        let mut names: Vec<&str> = self.charges_of(coming).map(|it| &*it.description).collect();
        names.retain(|name| !name.is_empty());
        names.dedup();
        match names.as_slice() {
            [] if coming.charges.is_empty() => coming.id.clone(),
            [] => coming.bill_from.clone(),
            [one] => (*one).to_owned(),
            [first, more @ ..] => {
                let more = plural(own_texts::AND_MORE_ONE, own_texts::AND_MORE_OTHER, more.len());
                [first, " ", more.as_str()].concat()
            }
        }
    }
}
