//! The policies that the product ships with.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A policy that every organisation has and nobody edits, from the one that allows least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ManagedPolicy {
    /// Sees purchase orders and invoices.
    PurchaseOrderViewer,
    /// Adds, changes and deletes purchase orders.
    PurchaseOrderAdministrator,
    /// Buys in the marketplace, and sets the purchase orders of charges.
    MarketplaceBuyer,
    /// Runs the organisation: everything but buying.
    OrganisationAdministrator,
    /// May do everything.
    FullAccess,
}

impl ManagedPolicy {
    /// All of them, from the one that allows least.
    pub const ALL: &[Self] = &[
        Self::PurchaseOrderViewer,
        Self::PurchaseOrderAdministrator,
        Self::MarketplaceBuyer,
        Self::OrganisationAdministrator,
        Self::FullAccess,
    ];

    /// The id by which it is attached.
    pub fn id(self) -> &'static str {
        match self {
            Self::PurchaseOrderViewer => "PurchaseOrderViewer",
            Self::PurchaseOrderAdministrator => "PurchaseOrderAdministrator",
            Self::MarketplaceBuyer => "MarketplaceBuyer",
            Self::OrganisationAdministrator => "OrganisationAdministrator",
            Self::FullAccess => "FullAccess",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::PurchaseOrderViewer => "Purchase order viewer",
            Self::PurchaseOrderAdministrator => "Purchase order administrator",
            Self::MarketplaceBuyer => "Marketplace buyer",
            Self::OrganisationAdministrator => "Organisation administrator",
            Self::FullAccess => "Full access",
        }
    }

    /// What it is for, in a sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::PurchaseOrderViewer => "Sees purchase orders, their tags and invoices.",
            Self::PurchaseOrderAdministrator => {
                "Sees, adds, changes, suspends, tags and deletes purchase orders, and sees invoices."
            }
            Self::MarketplaceBuyer => {
                "Subscribes, accepts and cancels agreements, sees their charges and sets the \
                 purchase orders of charges."
            }
            Self::OrganisationAdministrator => {
                "Runs the organisation: integration, accounts, people, policies, tokens, settings, \
                 audit, e-mail, invoices and purchase orders. Does not buy."
            }
            Self::FullAccess => "May do everything.",
        }
    }

    /// Its source.
    pub fn text(self) -> &'static str {
        match self {
            Self::PurchaseOrderViewer => include_str!("managed/PurchaseOrderViewer.cedar"),
            Self::PurchaseOrderAdministrator => {
                include_str!("managed/PurchaseOrderAdministrator.cedar")
            }
            Self::MarketplaceBuyer => include_str!("managed/MarketplaceBuyer.cedar"),
            Self::OrganisationAdministrator => {
                include_str!("managed/OrganisationAdministrator.cedar")
            }
            Self::FullAccess => include_str!("managed/FullAccess.cedar"),
        }
    }
}

impl fmt::Display for ManagedPolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

/// A text that is the id of no managed policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no managed policy: choose one of the list, such as `PurchaseOrderViewer`")]
pub struct UnknownPolicy(pub String);

impl FromStr for ManagedPolicy {
    type Err = UnknownPolicy;

    fn from_str(id: &str) -> Result<Self, UnknownPolicy> {
        let found = Self::ALL.iter().copied().find(|policy| policy.id() == id);
        found.ok_or_else(|| UnknownPolicy(id.to_owned()))
    }
}

impl Serialize for ManagedPolicy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for ManagedPolicy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
