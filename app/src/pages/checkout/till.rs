//! What is at hand while an offer is accepted.

use std::collections::BTreeMap;

use leptos::prelude::*;
use outlook::api::{OrderRow, Request};

use super::configuration::Asked;
use super::kept;
use crate::desk::Desk;
use crate::pages::offers::Requests;
use crate::pages::subscription::{Lines, Named};
use crate::server::{AgreementRequest, ExpectedCharge, Failure, Offer, Server};
use crate::ui::follow::watch;

/// An offer on its way to an agreement.
#[derive(Clone, Copy)]
pub(super) struct Till {
    pub(super) server: Server,
    pub(super) desk: Desk,
    /// The account that buys.
    pub(super) account: StoredValue<String>,
    pub(super) offer: StoredValue<Offer>,
    /// Whether it is known that there is a quote already, or that there is none.
    pub(super) is_ready: RwSignal<bool>,
    /// The request with its quote; none before one is made.
    pub(super) request: RwSignal<Option<AgreementRequest>>,
    /// Whether the quote was there when one came.
    pub(super) is_resumed: RwSignal<bool>,
    /// Whether one has just gone from one step to another.
    pub(super) is_stepping: RwSignal<bool>,
    pub(super) asked: Asked,
    /// Which of the four choices was made; empty before.
    pub(super) choice: RwSignal<String>,
    /// What is named, by what it is named for: [`ALL`], [`FIXED`], [`USAGE`] or a charge.
    pub(super) named: RwSignal<BTreeMap<String, Named>>,
    /// Why the last step was not carried out.
    pub(super) failure: RwSignal<Option<Failure>>,
    /// The digest of what the server told that the choice would move, where it was asked.
    pub(super) seen: StoredValue<Option<String>>,
    pub(super) is_busy: RwSignal<bool>,
    /// Whether there is an agreement, and the page is about to be left.
    pub(super) is_done: RwSignal<bool>,
    /// Purchase orders to choose from, where this person may list them.
    pub(super) orders: RwSignal<Option<Vec<OrderRow>>>,
    pub(super) lines: Lines,
    /// Where what is chosen is kept.
    pub(super) key: StoredValue<String>,
}

/// One purchase order for all charges.
pub(super) const ALL: &str = "all";
/// One for fixed charges, one for usage.
pub(super) const KINDS: &str = "kinds";
/// One for each charge.
pub(super) const EACH: &str = "each";
/// None yet.
pub(super) const NONE: &str = "none";
/// Of [`KINDS`], the one for fixed charges.
pub(super) const FIXED: &str = "fixed";
/// Of [`KINDS`], the one for usage.
pub(super) const USAGE: &str = "usage";

impl Till {
    /// Takes up an offer, with the quote that is there already if there is one.
    pub(super) fn open(server: Server, account: &str, offer: Offer, requests: Requests) -> Self {
        let desk = Desk::expect();
        let orders = desk.follow::<Vec<OrderRow>>(|| Some(Request::Orders));
        let named = RwSignal::new(BTreeMap::<String, Named>::new());
        let all_named =
            move || named.with(|named| named.values().map(|one| one.order().to_owned()).collect());
        let till = Self {
            server,
            desk,
            account: StoredValue::new(account.to_owned()),
            key: StoredValue::new(kept::key(server, account, &offer.id)),
            asked: Asked::of(&offer),
            offer: StoredValue::new(offer),
            is_ready: RwSignal::new(false),
            request: RwSignal::new(None),
            is_resumed: RwSignal::new(false),
            is_stepping: RwSignal::new(false),
            choice: RwSignal::new(String::new()),
            named,
            failure: RwSignal::new(None),
            seen: StoredValue::new(None),
            is_busy: RwSignal::new(false),
            is_done: RwSignal::new(false),
            orders,
            lines: Lines::follow(desk, orders, all_named),
        };
        kept::follow(till);
        let may_list = server.refusal("aws-marketplace:SearchAgreements").is_none();
        watch(move || {
            if till.is_ready.get_untracked() {
                return;
            }
            let found = requests.with(|requests| match requests {
                None => None,
                Some(Err(_)) => Some(None),
                Some(Ok(requests)) => {
                    let is_own = |request: &&AgreementRequest| {
                        till.account.with_value(|account| {
                            till.offer.with_value(|offer| request.is_of(&offer.id, account))
                        }) && request.is_open()
                    };
                    Some(requests.items.iter().find(is_own).cloned())
                }
            });
            let Some(found) = found.or((!may_list).then_some(None)) else { return };
            till.is_resumed.set(found.is_some());
            till.request.set(found);
            till.is_ready.set(true);
        });
        till
    }

    /// An address of the server below the account.
    pub(super) fn path(self, below: &str) -> String {
        self.account.with_value(|account| ["/accounts/", account, below].concat())
    }

    /// The charges of the quote; empty before there is one.
    pub(super) fn charges(self) -> Vec<ExpectedCharge> {
        self.request
            .with(|request| request.as_ref().map(|one| one.charge_summary.expected_charges.clone()))
            .unwrap_or_default()
    }

    /// What is named for something.
    pub(super) fn named_for(self, key: &str) -> Named {
        self.named.with(|named| named.get(key).cloned().unwrap_or_default())
    }

    /// Names something for it.
    pub(super) fn enter(self, key: &str, enter: impl FnOnce(&mut Named)) {
        self.failure.set(None);
        self.named.update(|named| enter(named.entry(key.to_owned()).or_default()));
    }

    /// What a charge is to name by the choice that was made.
    pub(super) fn of_charge(self, charge: &ExpectedCharge) -> Named {
        match self.choice.get().as_str() {
            ALL => self.named_for(ALL),
            KINDS => self.named_for(if charge.is_usage() { USAGE } else { FIXED }),
            EACH => self.named_for(&charge.id),
            _ => Named::default(),
        }
    }
}
