//! What became of files that a person handed in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answers;

/// What files do not say themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ReadOptions {
    /// Names of issuers, and the ids of the sellers of record that they stand for.
    pub sellers: Vec<(String, String)>,
    /// Which billing accounts to take of providers that have several.
    pub billing_accounts: Vec<String>,
    /// Who invoices the charges of a listing, by its name.
    pub bill_from: BTreeMap<String, String>,
    /// The billing period of the charges of a listing that have no time, by its name.
    pub period: BTreeMap<String, String>,
}

answers! {
    /// What was understood, and what the files make together.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Reading {
        /// What became of each file, or of the billing exports together.
        pub parts: Vec<ReadPart>,
        /// What has to be told before the files can be used.
        pub questions: Vec<Question>,
        /// What was told and is needed, to be told otherwise.
        pub answered: Vec<Question>,
        /// What is wrong, at most 100.
        pub problems: Vec<ReadProblem>,
        /// How many more problems there are.
        pub more: usize,
        /// The snapshot that the files make; none while something is wrong or asked.
        pub snapshot: Option<String>,
        /// A session that was kept as a file; then there is nothing else.
        pub session: Option<String>,
        /// Edits that were kept as a file; then there is nothing else.
        pub edits: Option<String>,
    }

    /// What became of a file.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ReadPart {
        /// The names of the files.
        pub files: Vec<String>,
        /// `snapshot`, `charges`, `focus`, `purchase-orders` or `unknown-table`.
        pub kind: String,
        /// Whether it was understood.
        pub understood: bool,
        /// Rows of tables and items of listings.
        pub rows: Option<u64>,
        /// Purchase orders.
        pub orders: usize,
        /// Line items.
        pub lines: usize,
        /// Invoices and credit memos.
        pub invoices: usize,
        /// Charges.
        pub charges: usize,
        /// Sellers of record.
        pub sellers: Vec<String>,
        /// Currencies.
        pub currencies: Vec<String>,
        /// From the first month to the last.
        pub months: Option<(String, String)>,
        /// Issuers that nobody knows but the options, if at all.
        pub unknown: Vec<UnknownSeller>,
        /// What else there is to tell: which note, and a number.
        pub notes: Vec<(Note, u64)>,
    }

    /// An issuer that nobody knows, so that an id is made from its name where the options do not
    /// name a seller.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct UnknownSeller {
        /// The id.
        pub id: String,
        /// The names in the files and in the options.
        pub names: Vec<String>,
        /// Rows, where they are counted.
        pub rows: Option<u64>,
    }

    /// Something that a person may want to know about how a file was read.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub enum Note {
        /// Rows of billing accounts that were not taken.
        RowsLeftOut,
        /// Rows that carry an invoice id, so that their month may be invoiced already.
        RowsWithInvoiceId,
        /// Tax rows that do not say what they are levied on.
        TaxesAlone,
        /// Sums of zero, which are no charges.
        SumsOfZero,
        /// Columns that mean nothing here.
        ColumnsIgnored,
        /// Purchase orders without a line item.
        WithoutLines,
        /// Purchase orders whose amount is not what their lines add up to.
        AmountsDiffer,
        /// Charges of which an older revision was left out.
        Superseded,
        /// Charges whose amount is not known; they count as 0.
        WithoutAmount,
    }

    /// What has to be told.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub enum Question {
        /// Who invoices the charges of this listing?
        BillFrom {
            /// The listing.
            file: String,
        },
        /// Which billing period have its charges without a time?
        Period {
            /// The listing.
            file: String,
        },
        /// Which of these accounts of a provider is meant?
        BillingAccounts {
            /// The provider.
            provider: String,
            /// Ids, and how many rows each has.
            accounts: Vec<(String, u64)>,
        },
    }

    /// One thing that is wrong with a file.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ReadProblem {
        /// The file.
        pub file: String,
        /// The row as a spreadsheet counts it.
        pub row: Option<u64>,
        /// The column, or the key.
        pub column: Option<String>,
        /// A stable code.
        pub code: String,
        /// What is wrong and what to do.
        pub message: String,
    }
}
