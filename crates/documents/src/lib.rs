#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod invoice;
mod notice;

mod email;
mod page;
mod pdf;

mod amount;
mod visible;

pub use email::{EmailText, notice_email};
pub use invoice::{DocumentCharge, DocumentKind, InvoiceDocument};
pub use notice::{Notice, NoticeEvent, ToldAs, WithoutPurchaseOrder};
pub use page::{INVOICE_CSS, invoice_html};
pub use pdf::{DocumentError, invoice_pdf};
