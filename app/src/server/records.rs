//! What the server answers, as far as pages read it. Its description is in `docs/openapi.json`.

use std::collections::BTreeMap;

use crate::engine::in_words;

outlook::answers! {
    /// Who is signed in, and where they may do something.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct SignedIn {
        pub(crate) user: User,
        pub(crate) organisations: Vec<Organisation>,
        /// Whether the server shows example data, which is gone when it ends.
        pub(crate) example: bool,
    }

    /// A person.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct User {
        pub(crate) id: String,
        pub(crate) email: String,
        pub(crate) name: String,
    }

    /// An organisation that the person belongs to.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Organisation {
        pub(crate) id: String,
        pub(crate) name: String,
        /// Where its purchase orders are.
        pub(crate) account: String,
        /// The last month whose monthly invoices are issued.
        pub(crate) closed_through: Option<String>,
        pub(crate) accounts: Vec<Account>,
    }

    /// An account in which the person may do something.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Account {
        pub(crate) id: String,
        pub(crate) name: String,
    }

    /// Somebody of the example data.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct ExampleUser {
        pub(crate) user: String,
        pub(crate) name: String,
        pub(crate) email: String,
        /// The names of their accounts by the policy that allows them most there.
        pub(crate) roles: BTreeMap<String, Vec<String>>,
    }

    /// How the server stands before anybody signs in.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct SetUpState {
        /// Whether nobody is there yet.
        pub(crate) first_start: bool,
        pub(crate) example: bool,
        /// Whether this browser is signed in.
        pub(crate) signed_in: bool,
    }

    /// A link that works.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct SetUpLink {
        pub(crate) purpose: LinkPurpose,
        pub(crate) expires_at: String,
    }

    /// What a link is for.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct LinkPurpose {
        /// `firstStart` or `password`.
        pub(crate) kind: String,
        pub(crate) user: Option<User>,
    }

    /// A browser in which the person is signed in.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct OwnSession {
        pub(crate) id: String,
        pub(crate) created_at: String,
        pub(crate) last_seen_at: String,
        pub(crate) expires_at: String,
        pub(crate) user_agent: String,
        pub(crate) current: bool,
    }

    /// What the person may do in an account.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Access {
        pub(crate) account: AccountName,
        pub(crate) management: AccountName,
        /// Whether members may name purchase orders.
        pub(crate) integration: bool,
        pub(crate) actions: Vec<Allowed>,
    }

    /// An account in words.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct AccountName {
        pub(crate) id: String,
        pub(crate) name: String,
    }

    /// Whether an action is allowed.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Allowed {
        pub(crate) action: String,
        pub(crate) allowed: bool,
        /// Why not, and what would help.
        pub(crate) reason: Option<String>,
    }

    /// An agreement, as far as it has a name.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct AgreementName {
        pub(crate) id: String,
        pub(crate) product: Product,
    }

    /// What is sold.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Product {
        pub(crate) name: String,
    }

    /// What a save left.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Saved {
        pub(crate) revision: u64,
    }
}

impl Access {
    /// Why an action is not allowed; none where it is.
    pub(crate) fn refusal(&self, action: &str) -> Option<String> {
        let found = self.actions.iter().find(|allowed| allowed.action == action)?;
        (!found.allowed).then(|| in_words(found.reason.as_deref().unwrap_or_default()))
    }

    /// Whether the account keeps the purchase orders of its organisation.
    pub(crate) fn is_management(&self) -> bool {
        self.account.id == self.management.id
    }
}

impl SignedIn {
    /// The accounts, each with its organisation.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = (&Organisation, &Account)> {
        self.organisations
            .iter()
            .flat_map(|own| own.accounts.iter().map(move |account| (own, account)))
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List<T> {
    pub(crate) items: Vec<T>,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
}

impl<T: outlook::api::Answer> outlook::api::Answer for List<T> {
    fn read(json: outlook::api::Json<'_>) -> Self {
        Self { items: json.member("items"), next: json.member("next") }
    }
}
