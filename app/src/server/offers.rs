//! Offers of sellers, and the requests that accept them, as far as pages read them.

use std::collections::BTreeMap;

use super::agreements::{Agreement, PricingTerm, Sold};

outlook::answers! {
    /// An offer.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Offer {
        pub(crate) id: String,
        /// The account that it was put for.
        pub(crate) account: String,
        pub(crate) seller_name: String,
        pub(crate) product: Sold,
        /// The seller of record.
        pub(crate) bill_from: String,
        pub(crate) currency: String,
        /// `private` or `public`.
        pub(crate) kind: String,
        pub(crate) terms: Vec<PricingTerm>,
        /// How long it runs; without, until it is cancelled.
        pub(crate) duration_months: Option<usize>,
        pub(crate) payment_terms: Option<String>,
        pub(crate) renewal: Renewal,
        /// Until when it can be accepted; without, there is no end to it.
        pub(crate) expires_at: Option<String>,
    }

    /// What happens at the end.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Renewal {
        pub(crate) auto: bool,
    }

    /// A request for an agreement, with its quote.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct AgreementRequest {
        pub(crate) id: String,
        /// The account that asks.
        pub(crate) account: String,
        /// `DRAFT`, `ACCEPTED`, `CANCELLED` or `EXPIRED`.
        pub(crate) status: String,
        pub(crate) created_at: String,
        /// `NEW`, `AMEND` or `REPLACE`.
        pub(crate) intent: String,
        pub(crate) offer: Option<String>,
        /// How much is bought of each dimension.
        pub(crate) configuration: BTreeMap<String, usize>,
        pub(crate) auto_renew: bool,
        pub(crate) tax_registration_number: Option<String>,
        pub(crate) invoice_unit: Option<String>,
        pub(crate) expires_at: Option<String>,
        pub(crate) charge_summary: Quote,
        /// The agreement that came of it.
        pub(crate) agreement: Option<String>,
    }

    /// What is to be paid.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Quote {
        pub(crate) currency: String,
        /// All fixed charges together; usage comes on top.
        pub(crate) new_agreement_value: String,
        pub(crate) expected_charges: Vec<ExpectedCharge>,
        pub(crate) invoicing_entity: Entity,
    }

    /// Who issues the invoices.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Entity {
        pub(crate) legal_name: String,
    }

    /// A charge that there will be.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct ExpectedCharge {
        /// The id that it will have.
        pub(crate) id: String,
        /// `fixed` or `usage`.
        pub(crate) kind: String,
        /// When it falls due; usage has no time.
        pub(crate) time: Option<String>,
        /// How much; usage has no amount.
        pub(crate) amount: Option<String>,
        /// `ON_ACCEPTANCE`, `SCHEDULED` or `BILLING_PERIOD`.
        pub(crate) timing: String,
        pub(crate) description: String,
    }

    /// What came of an acceptance.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Accepted {
        pub(crate) agreement: Agreement,
    }

    /// The organisation, as far as checkout asks.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Integrated {
        pub(crate) integration: Integration,
    }

    /// How the marketplace integration stands.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Integration {
        /// What that means for this account and what to do about it.
        pub(crate) explanation: String,
    }
}

impl Offer {
    /// Whether an account may accept it.
    pub(crate) fn is_for(&self, account: &str) -> bool {
        self.account == account || self.kind == "public"
    }
}

impl AgreementRequest {
    /// Whether it can still be accepted, or be taken back.
    pub(crate) fn is_open(&self) -> bool {
        self.status == "DRAFT"
    }

    /// Whether it asks for what an offer says, as a new agreement.
    pub(crate) fn is_of(&self, offer: &str, account: &str) -> bool {
        self.intent == "NEW" && self.account == account && self.offer.as_deref() == Some(offer)
    }
}

impl ExpectedCharge {
    /// Whether it is metered.
    pub(crate) fn is_usage(&self) -> bool {
        self.kind == "usage"
    }
}
