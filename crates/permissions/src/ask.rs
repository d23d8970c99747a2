//! Who asks, and about what.

use std::collections::{BTreeMap, BTreeSet};

use crate::Action;

/// Who asks: a person in the account they act in, themselves or by a token of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The id of the person.
    pub user: String,
    /// The account acted in.
    pub account: String,
    /// Whether that is the management account of its organisation, or a regular account, which
    /// manages itself. False in a member account.
    pub is_management: bool,
    /// Ids of the policies attached to the person in that account, managed and own.
    pub policies: Vec<String>,
    /// What a token or an embedded session is narrowed to; `None` is everything the person may.
    pub scope: Option<BTreeSet<Action>>,
}

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// What kind of thing it is.
    pub kind: ResourceKind,
    /// Its id. What does not exist yet has the id it would get, or none.
    pub id: String,
    /// The account that owns it; of an organisation, its management account.
    pub account: String,
    /// The tags of a purchase order, as they are stored.
    pub tags: BTreeMap<String, String>,
    /// The tags that the request would set. Tags to be removed are here with an empty value.
    pub request_tags: BTreeMap<String, String>,
    /// The type of the agreement that is asked about, `PurchaseAgreement`.
    pub agreement_type: Option<String>,
}

impl Resource {
    /// A resource without tags and agreement type.
    pub fn new(kind: ResourceKind, id: impl Into<String>, account: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
            account: account.into(),
            tags: BTreeMap::new(),
            request_tags: BTreeMap::new(),
            agreement_type: None,
        }
    }
}

/// The kinds of things that can be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceKind {
    /// The organisation as a whole; lists over all of its accounts.
    Organisation,
    /// One account; its lists and what is made in it.
    Account,
    /// A purchase order, the only kind with tags.
    PurchaseOrder,
    /// An agreement with its charges.
    Agreement,
    /// An invoice or a credit memo.
    Invoice,
}

impl ResourceKind {
    /// All of them.
    pub const ALL: &[Self] =
        &[Self::Organisation, Self::Account, Self::PurchaseOrder, Self::Agreement, Self::Invoice];

    /// The name in the schema, without its namespace.
    pub fn name(self) -> &'static str {
        match self {
            Self::Organisation => "Organisation",
            Self::Account => "Account",
            Self::PurchaseOrder => "PurchaseOrder",
            Self::Agreement => "Agreement",
            Self::Invoice => "Invoice",
        }
    }

    /// The words for one of it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Organisation => "the organisation",
            Self::Account => "an account",
            Self::PurchaseOrder => "a purchase order",
            Self::Agreement => "an agreement",
            Self::Invoice => "an invoice",
        }
    }
}
