//! What an organisation set up, as the server answers it: integration, people, policies, tokens,
//! mail, accounts.

outlook::answers! {
    /// The organisation as it is seen from one of its accounts.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct OrganisationView {
        pub(crate) name: String,
        pub(crate) version: u64,
        pub(crate) integration: Integration,
    }

    /// How the marketplace integration stands, in words for the account that asks.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Integration {
        pub(crate) version: u64,
        pub(crate) state: IntegrationState,
        pub(crate) since: Option<String>,
        pub(crate) explanation: String,
        pub(crate) permits: Vec<String>,
        pub(crate) may_change: bool,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum IntegrationState {
        On,
        Off,
        NotNeeded,
    }

    /// An account of the organisation.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct OwnAccount {
        pub(crate) id: String,
        pub(crate) name: String,
        pub(crate) role: AccountRole,
        pub(crate) version: u64,
        pub(crate) invoice_unit: Option<String>,
        pub(crate) tax_registration_number: Option<String>,
    }

    /// What an account is in its organisation.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum AccountRole {
        Management,
        Member,
        Regular,
    }

    /// Somebody of the organisation.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct PersonRow {
        pub(crate) user: PersonUser,
        pub(crate) grants: Vec<Grants>,
    }

    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct PersonUser {
        pub(crate) id: String,
        pub(crate) email: String,
        pub(crate) name: String,
        /// Whether they are kept out.
        pub(crate) disabled: bool,
        pub(crate) has_password: bool,
    }

    /// The policies of somebody in an account, by their ids.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Grants {
        pub(crate) account: String,
        pub(crate) policies: Vec<String>,
    }

    /// A link by which somebody sets a password. It is told once.
    #[derive(Clone, PartialEq, Eq)]
    pub(crate) struct Link {
        pub(crate) url: Option<String>,
        pub(crate) expires_at: String,
    }

    /// A policy, managed or of the organisation's own.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Policy {
        pub(crate) id: String,
        pub(crate) kind: PolicyKind,
        pub(crate) description: String,
        pub(crate) text: String,
        /// What it says, a sentence for each statement.
        pub(crate) summary: Vec<String>,
        pub(crate) version: Option<u64>,
        pub(crate) updated_at: Option<String>,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum PolicyKind {
        Managed,
        Own,
    }

    /// What is to be said of a text that is being written.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct CheckedPolicy {
        pub(crate) problems: Vec<TextProblem>,
        pub(crate) summary: Vec<String>,
    }

    /// One thing that is wrong with it, and where: both from 1.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct TextProblem {
        pub(crate) line: usize,
        pub(crate) column: usize,
        pub(crate) code: String,
        pub(crate) message: String,
    }

    /// Whether somebody may do something.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Verdict {
        pub(crate) name: String,
        pub(crate) email: String,
        pub(crate) allowed: bool,
        /// The account that they act in for it.
        pub(crate) account: Option<String>,
        pub(crate) policies: Vec<String>,
        pub(crate) reason: Option<String>,
    }

    /// A token, without its secret.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct ApiToken {
        pub(crate) id: String,
        pub(crate) name: String,
        pub(crate) user: String,
        pub(crate) account: String,
        /// The actions that it is narrowed to; none is all that its person may.
        pub(crate) scope: Option<Vec<String>>,
        pub(crate) created_at: String,
        pub(crate) expires_at: Option<String>,
        pub(crate) last_used_at: Option<String>,
        pub(crate) revoked_at: Option<String>,
    }

    /// A token that was made. Its secret is told once.
    #[derive(Clone, PartialEq, Eq)]
    pub(crate) struct MadeToken {
        pub(crate) name: String,
        pub(crate) secret: Option<String>,
    }

    /// What the organisation chose.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Settings {
        pub(crate) events: Events,
        pub(crate) version: u64,
    }

    /// Which events are told beside those that always are.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Events {
        pub(crate) out_of_balance: Option<bool>,
        pub(crate) created_by_marketplace: Option<bool>,
        pub(crate) referenced_suspended: Option<bool>,
        pub(crate) invoice_without_purchase_order: Option<bool>,
        pub(crate) limit_near: Option<bool>,
    }

    /// What is said of all mail.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Outbox {
        /// Whether the server sends it, or it waits.
        pub(crate) sends_mail: bool,
    }

    /// An e-mail as its reader gets it, and what became of it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Mail {
        pub(crate) id: u64,
        pub(crate) recipient: String,
        pub(crate) state: MailState,
        pub(crate) attempts: usize,
        pub(crate) next_attempt_at: Option<String>,
        pub(crate) last_error: Option<String>,
        pub(crate) created_at: String,
        pub(crate) sent_at: Option<String>,
        pub(crate) purchase_order: String,
        pub(crate) subject: String,
        pub(crate) text: String,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum MailState {
        Pending,
        Sent,
        Dead,
    }
}

impl Events {
    /// Whether a switch is on; off is what it is at first.
    pub(crate) fn is_on(switch: Option<bool>) -> bool {
        switch == Some(true)
    }
}
