#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod problem;

mod currency;
mod instant;
mod month;
mod natural;
mod number;

mod fields;
mod scan;
#[doc(hidden)]
pub mod sorting;
mod tree;

mod association;
mod charge;
mod invoice;
mod line_item;
mod purchase_order;
mod seller;

mod arena;
mod book;
mod grouping;
mod load;

mod agenda;
mod candidates;
mod cover;
mod placing;
mod rank;
mod run;

mod canonical;
mod explanation;
mod kept;
mod sentence;

mod change;
mod edit;
mod patch;
mod settled;
mod snapshot;
mod workspace;

mod expiration;
mod validate;

pub use change::Change;
pub use charge::ChargeKind;
pub use currency::{Currency, ParseCurrencyError};
pub use expiration::{expiration_days, last_day};
pub use explanation::{Candidate, Explanation, NoOriginal, Rejection, Verdict};
pub use instant::{Instant, ParseInstantError};
pub use invoice::{Category, Cycle, InvoiceType};
pub use kept::{IssuedDocument, KeptCandidate, KeptExplanation, KeptExplanations, retell};
pub use line_item::{LineItem, LineItemType};
pub use month::{BillingMonth, ParseMonthError};
pub use natural::natural_order;
pub use number::{
    Amount, DIGITS_MAX, INTEGER_DIGITS_MAX, ParseNumberError, Tax, line_value, parse_number,
};
pub use problem::{Code, Problem, Problems};
pub use purchase_order::{CONTACTS_MAX, Contact, LINE_ITEMS_MAX, PurchaseOrder, Status, TAGS_MAX};
pub use rank::{Loss, specific_type};
pub use seller::{SellerOfRecord, Sellers};
pub use sentence::{NO_MATCH, Sentence, TEMPLATES};
pub use settled::{Made, MadeLine, MadeOrder, SettledDocument};
pub use validate::{NEW_ID_LENGTH_MAX, Validation, validate_purchase_order};
pub use workspace::Workspace;

/// Lower-case hex SHA-256 of a text, such as the digest of a preview.
pub fn digest(text: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
