//! Invoices as PDF: pages of A4, archivable (PDF/A-3a) and accessible (PDF/UA-1).

mod draw;
mod face;
mod line;
mod pages;
mod sheet;

use crate::invoice::InvoiceDocument;
use face::Faces;

/// A document could not be made. No text of an invoice leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentError {
    /// The embedded fonts could not be read.
    Fonts,
    /// The PDF broke a rule of its format; what the writer says about it.
    Pdf(String),
}

impl std::fmt::Display for DocumentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DocumentError::Fonts => f.write_str("the embedded fonts could not be read"),
            DocumentError::Pdf(reason) => write!(f, "the PDF could not be written: {reason}"),
        }
    }
}

impl std::error::Error for DocumentError {}

/// The document as PDF. The same document gives the same bytes; characters that the embedded fonts
/// lack are spelled as `[U+XXXX]`.
///
/// # Errors
///
/// When the PDF breaks a rule of its format, which no text of a document makes it do.
pub fn invoice_pdf(document: &InvoiceDocument) -> Result<Vec<u8>, DocumentError> {
    let faces = Faces::embedded().ok_or(DocumentError::Fonts)?;
    let rows = sheet::rows(document, faces);
    let pages = pages::paginate(&rows);
    draw::draw(document, faces, &pages)
}

#[cfg(test)]
mod tests {
    use super::pages::Mark;
    use super::*;
    use crate::invoice::{DocumentCharge, DocumentKind};

    fn document(charges: usize) -> InvoiceDocument {
        let charge = |index: usize| DocumentCharge {
            id: format!("ch-{index:05}"),
            description: format!("Trace Cloud, seats {index}"),
            agreement: Some("agmt-7".to_owned()),
            line_item: None,
            amount: "1234.50".to_owned(),
        };
        InvoiceDocument {
            number: "INV-1".to_owned(),
            kind: DocumentKind::Invoice,
            seller: "Northwind Observability".to_owned(),
            bill_to: vec!["Contoso Ltd".to_owned(), "1 Harbour Street".to_owned()],
            account: "100000000001".to_owned(),
            billing_period: "2026-10".to_owned(),
            issued_on: "2026-11-03".to_owned(),
            due_on: Some("2026-12-03".to_owned()),
            payment_terms: Some("Net 30".to_owned()),
            currency: "USD".to_owned(),
            total: "98765.40".to_owned(),
            purchase_order: Some("PO-4711".to_owned()),
            line_item: Some("2".to_owned()),
            original_invoice: None,
            charges: (0..charges).map(charge).collect(),
        }
    }

    /// The text of each page, a line of it on a line.
    fn texts(document: &InvoiceDocument) -> Vec<String> {
        let rows = sheet::rows(document, Faces::embedded().expect("the files are readable"));
        let text = |mark: &Mark| match mark {
            Mark::Text { line, .. } => Some(format!("{}\n", line.shown)),
            Mark::Area { .. } => None,
        };
        let page = |page: &Vec<Mark>| page.iter().filter_map(text).collect();
        pages::paginate(&rows).pages.iter().map(page).collect()
    }

    #[test]
    fn an_invoice_shows_everything_it_holds() {
        let [page] = &texts(&document(2))[..] else { panic!("one page") };
        for text in [
            "Invoice\nINV-1\n",
            "Seller of record\nNorthwind Observability\n",
            "Purchase order\nPO-4711\nPO line\n2\nTotal\n98,765.40 USD\n",
            "Issued\n2026-11-03\nDue\n2026-12-03\nBilling period\n2026-10\nPayment terms\nNet 30\n",
            "Account\n100000000001\nCurrency\nUSD\nBill to\nContoso Ltd\n1 Harbour Street\n",
            "Description\nAgreement\nCharge\nPO line\nAmount (USD)\n",
            "Trace Cloud, seats 1\nagmt-7\nch-00001\n–\n1,234.50\n",
            "Subtotal\n2,469.00 USD\nTotal\n98,765.40 USD\n",
            "Please pay by 2026-12-03",
        ] {
            assert!(page.contains(text), "{text:?} is not in {page}");
        }
    }

    #[test]
    fn a_credit_memo_names_what_it_corrects_and_asks_for_no_money() {
        let memo = InvoiceDocument {
            kind: DocumentKind::CreditMemo,
            original_invoice: Some("INV-0".to_owned()),
            purchase_order: None,
            line_item: None,
            ..document(1)
        };
        let page = texts(&memo).concat();
        for text in ["Credit memo\nINV-1", "No purchase order", "Corrects invoice\nINV-0"] {
            assert!(page.contains(text), "{text:?} is not in {page}");
        }
        assert!(!page.contains("Please pay") && !page.contains("PO line\n2"), "{page}");
    }

    #[test]
    fn a_subtotal_that_cannot_be_computed_is_left_out() {
        let mut document = document(1);
        document.charges[0].amount = "on request".to_owned();
        let page = texts(&document).concat();
        assert!(page.contains("on request") && !page.contains("Subtotal"), "{page}");
    }

    #[test]
    fn every_page_of_a_long_table_has_its_head_and_no_row_is_lost() {
        let pages = texts(&document(500));
        assert!(pages.len() > 5, "{} pages", pages.len());
        for page in &pages[..pages.len() - 1] {
            assert!(page.contains("Description\nAgreement\nCharge\n"), "{page}");
        }
        let text = pages.concat();
        for index in 0..500 {
            assert_eq!(text.matches(&format!("ch-{index:05}\n")).count(), 1);
        }
    }

    #[test]
    fn a_row_higher_than_a_page_goes_on_on_the_next() {
        let mut document = document(3);
        document.charges[1].description = "word ".repeat(20_000);
        document.purchase_order = Some("P".repeat(20_000));
        let text = texts(&document).concat();
        assert_eq!(text.matches("word").count(), 20_000);
        assert_eq!(text.replace('\n', "").matches("PPP").count(), 20_000 / 3);
        assert!(text.contains("ch-00002\n") && text.contains("Total\n98,765.40 USD\n"));
    }

    #[test]
    fn nothing_is_drawn_off_the_page() {
        let mut document = document(200);
        document.charges[7].description = "W".repeat(9_000);
        document.total = "9".repeat(300);
        document.currency = "\u{1F4B0}".repeat(500);
        let rows = sheet::rows(&document, Faces::embedded().expect("the files are readable"));
        for mark in pages::paginate(&rows).pages.into_iter().flatten() {
            let (left, right, bottom) = match mark {
                Mark::Text { left, baseline, line, .. } => (left, left + line.width, baseline),
                Mark::Area { left, top, width, height, .. } => (left, left + width, top + height),
            };
            assert!(pages::LEFT <= left && right <= pages::RIGHT, "{left} to {right}");
            assert!(bottom < pages::PAGE_HEIGHT - 5_000, "{bottom}");
        }
    }
}
