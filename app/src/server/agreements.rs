//! Agreements and their charges, as far as pages read them.

use std::collections::BTreeMap;

use outlook::api::{Answer, Json};

use super::invoicing::{CREDIT_MEMO, signed};

outlook::answers! {
    /// An agreement.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Agreement {
        pub(crate) id: String,
        /// The account that pays.
        pub(crate) account: String,
        /// A word, such as `ACTIVE`.
        pub(crate) status: String,
        pub(crate) offer: String,
        pub(crate) product: Sold,
        pub(crate) seller_name: String,
        /// The seller of record.
        pub(crate) bill_from: String,
        pub(crate) currency: String,
        pub(crate) terms: Vec<PricingTerm>,
        /// How much is bought of each dimension.
        pub(crate) configuration: BTreeMap<String, usize>,
        /// How long it runs; without, until it is cancelled.
        pub(crate) duration_months: Option<usize>,
        pub(crate) payment_terms: Option<String>,
        pub(crate) auto_renew: bool,
        pub(crate) tax_registration_number: Option<String>,
        pub(crate) invoice_unit: Option<String>,
        /// All fixed charges together.
        pub(crate) value: String,
        pub(crate) accepted_at: String,
        pub(crate) starts_at: String,
        pub(crate) ends_at: Option<String>,
        /// When it was ended before that.
        pub(crate) ended_at: Option<String>,
        pub(crate) replaces: Option<String>,
        pub(crate) replaced_by: Option<String>,
        pub(crate) renews: Option<String>,
        pub(crate) renewed_by: Option<String>,
    }

    /// What is sold.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Sold {
        pub(crate) name: String,
    }

    /// How it is paid.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct PricingTerm {
        /// `upfront`, `paymentSchedule`, `recurring`, `usage` or `configurableUpfront`.
        pub(crate) type_: String,
        /// How much at a time.
        pub(crate) amount: Option<String>,
        /// How many times, for what recurs.
        pub(crate) months: Option<usize>,
        /// What is paid when, for a schedule.
        pub(crate) payments: Option<Vec<Payment>>,
        pub(crate) dimensions: Option<Vec<Dimension>>,
    }

    /// A payment of a schedule.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Payment {
        pub(crate) charge_date: String,
        pub(crate) amount: String,
    }

    /// Something that is metered, or bought in a quantity.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Dimension {
        pub(crate) key: String,
        pub(crate) description: Option<String>,
        /// The price of one unit of what is bought in a quantity.
        pub(crate) unit_price: Option<String>,
        /// The price of one unit of what is metered, for people to see.
        pub(crate) rate: Option<String>,
    }

    /// How the charges of an agreement stand.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct AgreementCharges {
        pub(crate) future_charges: usize,
        pub(crate) charges_without_purchase_order: usize,
        pub(crate) charges_carried_over: usize,
        /// The fixed charge that falls due next.
        pub(crate) next_charge: Option<NextCharge>,
    }

    /// The fixed charge that falls due next.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct NextCharge {
        pub(crate) time: String,
        pub(crate) amount: String,
    }

    /// A charge of an agreement.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct AgreementCharge {
        pub(crate) id: String,
        pub(crate) revision: u64,
        /// The account that pays.
        pub(crate) account: String,
        /// `fixed` or `usage`.
        pub(crate) kind: String,
        /// `future`, `issued` or `withdrawn`.
        pub(crate) state: String,
        pub(crate) description: String,
        /// When it falls due; usage has no time.
        pub(crate) time: Option<String>,
        /// How much; usage has no amount.
        pub(crate) amount: Option<String>,
        pub(crate) currency: String,
        pub(crate) payment_terms: Option<String>,
        pub(crate) invoices: Vec<String>,
        pub(crate) purchase_order_reference: Option<String>,
        pub(crate) purchase_order_line: Option<String>,
        /// Whether the reference came over from the agreement before.
        pub(crate) carried_over: bool,
        /// The invoice that it will be on next.
        pub(crate) upcoming: Option<Upcoming>,
    }

    /// The invoice that a charge will be on next.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Upcoming {
        pub(crate) billing_period: String,
        pub(crate) invoice_id: String,
        /// `reference`, `match`, `credit-memo` or `none`.
        pub(crate) by: String,
        pub(crate) purchase_order_id: Option<String>,
        pub(crate) line_item_number: Option<String>,
    }

    /// What charges name now.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct NamedCharges {
        pub(crate) charges: Vec<NamedCharge>,
    }

    /// What a charge names now.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct NamedCharge {
        pub(crate) id: String,
        pub(crate) revision: u64,
        pub(crate) purchase_order_reference: Option<String>,
        pub(crate) purchase_order_line: Option<String>,
    }

    /// What purchase orders on charges would move.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct PreviewedNaming {
        pub(crate) change: NamingChange,
        /// Sent with the save: if the outcome is another by then, nothing is saved.
        pub(crate) digest: String,
    }

    /// The difference between two previews.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct NamingChange {
        pub(crate) invoices: Vec<InvoiceChange>,
        pub(crate) events: EventsChange,
    }

    /// A document before and after.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct InvoiceChange {
        pub(crate) before: Option<Moved>,
        pub(crate) after: Option<Moved>,
    }

    /// A document on one side of a change.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Moved {
        pub(crate) type_: String,
        pub(crate) currency: String,
        /// None where it has charges of other accounts too, which are not the reader's to see.
        pub(crate) total: Option<String>,
        pub(crate) purchase_order_id: Option<String>,
        pub(crate) line_item_number: Option<String>,
    }

    /// What happens and did not before.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct EventsChange {
        pub(crate) added: Vec<PlacedEvent>,
    }

    /// Something that happens while a document is placed.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct PlacedEvent {
        pub(crate) code: String,
        pub(crate) purchase_order_id: Option<String>,
    }
}

impl Moved {
    /// Its total with the sign that it is summed with, where it is known.
    pub(crate) fn signed(&self) -> Option<String> {
        let total = self.total.as_ref()?;
        Some(signed(total, self.type_ == CREDIT_MEMO))
    }
}

/// An agreement in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AgreementRow {
    pub(crate) agreement: Agreement,
    pub(crate) charges: AgreementCharges,
}

impl Answer for AgreementRow {
    /// Both are written into one object.
    fn read(json: Json<'_>) -> Self {
        Self { agreement: Answer::read(json), charges: Answer::read(json) }
    }
}

impl Agreement {
    /// Whether charges are still to come.
    pub(crate) fn is_active(&self) -> bool {
        self.status == "ACTIVE"
    }
}

impl Dimension {
    /// What people can call it.
    pub(crate) fn name(&self) -> &str {
        self.description.as_deref().unwrap_or(&self.key)
    }
}

impl AgreementCharge {
    /// Whether it is still to be invoiced, for usage also again.
    pub(crate) fn is_future(&self) -> bool {
        self.state == "future"
    }

    /// Whether it is metered.
    pub(crate) fn is_usage(&self) -> bool {
        self.kind == "usage"
    }

    /// What people can call it.
    pub(crate) fn name(&self) -> &str {
        if self.description.is_empty() { &self.id } else { &self.description }
    }

    /// The month that bills it next, as far as that is known.
    pub(crate) fn month(&self) -> Option<&str> {
        let upcoming = self.upcoming.as_ref().map(|upcoming| upcoming.billing_period.as_str());
        upcoming.or_else(|| self.time.as_deref()?.get(..7))
    }
}
