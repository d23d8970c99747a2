//! Issued invoices and the runs that issue them, as far as pages read them.

use std::collections::BTreeMap;

use outlook::api::{Answer, Json};

outlook::answers! {
    /// An issued document in a list.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct IssuedRow {
        /// Its number.
        pub(crate) id: String,
        pub(crate) account: String,
        /// `invoice` or `credit-memo`; a name may not be the bare word.
        pub(crate) type_: String,
        pub(crate) category: String,
        pub(crate) bill_from: String,
        pub(crate) currency: String,
        pub(crate) billing_period: String,
        pub(crate) issued_at: String,
        pub(crate) due_on: Option<String>,
        /// Without a sign.
        pub(crate) total: String,
        /// `reference`, `match`, `credit-memo` or `none`.
        pub(crate) by: String,
        pub(crate) purchase_order_id: Option<String>,
        pub(crate) line_item_number: Option<String>,
        pub(crate) cost_center: Option<String>,
        pub(crate) original_invoice_id: Option<String>,
    }

    /// What one charge contributes to a document.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct IssuedLine {
        pub(crate) charge: String,
        pub(crate) agreement: Option<String>,
        /// The month that usage was metered in.
        pub(crate) period: Option<String>,
        pub(crate) amount: String,
        pub(crate) description: String,
    }

    /// A request that an invoice be issued again.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct ReissueRequest {
        pub(crate) id: String,
        pub(crate) invoice: String,
        /// The purchase order that it should carry; none to have it without.
        pub(crate) purchase_order: Option<String>,
        pub(crate) reason: String,
        /// `open`, `done` or `withdrawn`.
        pub(crate) state: String,
        pub(crate) version: u64,
        /// The name of whoever asked.
        pub(crate) requested_by: String,
        pub(crate) created_at: String,
    }

    /// Why a document uses its line, as it was judged when it was issued.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct StoredExplanation {
        pub(crate) candidates: Vec<StoredCandidate>,
    }

    /// What became of one candidate.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct StoredCandidate {
        pub(crate) purchase_order_id: Option<String>,
        pub(crate) line_item_number: Option<String>,
        /// `chosen`, `lost` or `rejected`.
        pub(crate) verdict: String,
        pub(crate) sentence: StoredSentence,
    }

    /// What became of it, for people.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct StoredSentence {
        pub(crate) key: String,
        pub(crate) arguments: BTreeMap<String, String>,
        /// In English.
        pub(crate) text: String,
    }

    /// What was expected of an invoice, and what was invoiced.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Expectation {
        pub(crate) lines: Vec<ExpectedLine>,
        pub(crate) expected: String,
        pub(crate) invoiced: String,
        /// Usage that was expected and is on no invoice.
        pub(crate) also_expected: Vec<Missing>,
    }

    /// A charge of an invoice beside what was expected of it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct ExpectedLine {
        pub(crate) charge: Option<String>,
        pub(crate) description: String,
        /// The month that usage was metered in.
        pub(crate) period: Option<String>,
        pub(crate) expected: Option<String>,
        pub(crate) invoiced: String,
        /// A word, such as `used-more`.
        pub(crate) reason: String,
    }

    /// Usage that did not come.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Missing {
        pub(crate) charge: String,
        pub(crate) description: String,
        pub(crate) expected: String,
    }

    /// What a run would issue.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct DryRun {
        pub(crate) invoices: Vec<Placed>,
        /// What charges are for, by id.
        pub(crate) names: BTreeMap<String, String>,
    }

    /// A document where it would be placed.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Placed {
        pub(crate) id: String,
        pub(crate) type_: String,
        pub(crate) charges: Vec<String>,
        pub(crate) bill_from: String,
        pub(crate) currency: String,
        pub(crate) billing_period: String,
        pub(crate) total: String,
        pub(crate) purchase_order_id: Option<String>,
        pub(crate) line_item_number: Option<String>,
        pub(crate) balance_after: Option<String>,
    }

    /// A run of invoicing.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Run {
        pub(crate) id: u64,
        /// `monthly` or `out-of-cycle`.
        pub(crate) kind: String,
        /// The month, or the day.
        pub(crate) through: String,
        /// `running`, `done` or `parked`.
        pub(crate) state: String,
        pub(crate) planned: usize,
        pub(crate) issued: usize,
        pub(crate) reason: Option<String>,
        pub(crate) started_at: String,
        pub(crate) finished_at: Option<String>,
    }
}

/// The word of a document that gives back.
pub(super) const CREDIT_MEMO: &str = "credit-memo";

impl IssuedRow {
    /// Whether it gives back.
    pub(crate) fn is_memo(&self) -> bool {
        self.type_ == CREDIT_MEMO
    }

    /// Its total with the sign that it is summed with.
    pub(crate) fn signed(&self) -> String {
        signed(&self.total, self.is_memo())
    }
}

impl Placed {
    /// Whether it gives back.
    pub(crate) fn is_memo(&self) -> bool {
        self.type_ == CREDIT_MEMO
    }

    /// Its total with the sign that it is summed with.
    pub(crate) fn signed(&self) -> String {
        signed(&self.total, self.is_memo())
    }
}

pub(super) fn signed(total: &str, is_memo: bool) -> String {
    [if is_memo { "-" } else { "" }, total].concat()
}

/// An issued document with everything about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IssuedInvoice {
    pub(crate) row: IssuedRow,
    pub(crate) details: IssuedDetails,
}

impl Answer for IssuedInvoice {
    /// Both are written into one object.
    fn read(json: Json<'_>) -> Self {
        Self { row: Answer::read(json), details: Answer::read(json) }
    }
}

outlook::answers! {
    /// What lists do not show of a document.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct IssuedDetails {
        pub(crate) tax_registration_number: Option<String>,
        pub(crate) invoice_unit: Option<String>,
        pub(crate) payment_terms: Option<String>,
        pub(crate) purchase_order_reference: Option<String>,
        pub(crate) agreement: Option<String>,
        pub(crate) covered: bool,
        pub(crate) balance_after: Option<String>,
        /// Why a credit memo was made.
        pub(crate) reason: Option<String>,
        pub(crate) lines: Vec<IssuedLine>,
        pub(crate) credit_memos: Vec<IssuedRow>,
        /// Its total less its credit memos; none for a credit memo.
        pub(crate) left: Option<String>,
    }
}
