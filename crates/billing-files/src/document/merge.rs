//! Several documents as one snapshot.

use std::collections::BTreeMap;

use procurement::Code;

use crate::SnapshotDocument;
use crate::problem::{Findings, Place, Refusal};

impl SnapshotDocument {
    /// Puts documents together, each with the name of the file it comes from.
    ///
    /// # Errors
    /// Every id that is there twice where it must be unique.
    pub fn merge(documents: Vec<(String, Self)>) -> Result<Self, Refusal> {
        let mut findings = Findings::default();
        let mut seen = Seen::default();
        for (file, document) in &documents {
            for order in &document.purchase_orders {
                seen.add("purchase order", &order.id, file, &mut findings);
            }
            // Both say where an invoice is, so one cannot be in both.
            for association in &document.associations {
                seen.add("invoice", &association.invoice_id, file, &mut findings);
            }
            for invoice in &document.invoices {
                seen.add("invoice", &invoice.id, file, &mut findings);
            }
            for charge in &document.charges {
                seen.add("charge", &charge.id, file, &mut findings);
            }
        }
        findings.into_result()?;
        let mut whole = Self::default();
        for (_, document) in documents {
            whole.purchase_orders.extend(document.purchase_orders);
            whole.associations.extend(document.associations);
            whole.invoices.extend(document.invoices);
            whole.charges.extend(document.charges);
        }
        Ok(whole)
    }
}

/// Where each id was first met.
#[derive(Debug, Default)]
struct Seen<'d> {
    files: BTreeMap<(&'static str, &'d str), &'d str>,
}

impl<'d> Seen<'d> {
    fn add(&mut self, kind: &'static str, id: &'d str, file: &'d str, findings: &mut Findings) {
        let Some(first) = self.files.insert((kind, id), file) else { return };
        let message = if first == file {
            format!("{kind} `{id}` is there twice: keep one")
        } else {
            format!("{kind} `{id}` is in {first} too: leave out one of the files")
        };
        findings.add(Place::file(file), Code::DuplicateId, message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> SnapshotDocument {
        SnapshotDocument::from_json("test", text).unwrap()
    }

    const ASSOCIATION: &str = r#"{"associations": [{"invoiceId": "I-1", "purchaseOrderId": "P", "lineItemNumber": "1", "total": "1.00"}]}"#;
    const INVOICE: &str = r#"{"invoices": [{"id": "I-1", "category": "marketplace", "cycle": "monthly", "billFrom": "A", "currency": "USD", "billingPeriod": "2026-01", "issuedAt": "2026-02-03T00:00:00Z", "total": "1.00"}]}"#;
    const ORDER: &str = r#"{"purchaseOrders": [{"id": "I-1", "billFrom": ["A"], "currency": "USD", "effectiveMonth": "2026-01", "expirationMonth": "2026-01", "updatedAt": "2026-01-01T00:00:00Z"}]}"#;

    fn merge(texts: &[&str]) -> Result<SnapshotDocument, String> {
        let names = ["a.csv", "b.csv", "c.csv"].map(str::to_owned);
        let documents = names.into_iter().zip(texts.iter().map(|text| document(text))).collect();
        SnapshotDocument::merge(documents).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn documents_are_put_together() {
        let whole = merge(&[ORDER, INVOICE, "{}"]).unwrap();
        assert_eq!((whole.purchase_orders.len(), whole.invoices.len()), (1, 1));
        assert_eq!(merge(&[]).unwrap(), SnapshotDocument::default());
    }

    #[test]
    fn ids_that_clash_are_told() {
        assert_eq!(
            merge(&[ORDER, ORDER]).unwrap_err(),
            "b.csv: purchase order `I-1` is in a.csv too: leave out one of the files"
        );
        assert_eq!(
            merge(&[ASSOCIATION, INVOICE, INVOICE]).unwrap_err(),
            "b.csv: invoice `I-1` is in a.csv too: leave out one of the files\n\
             c.csv: invoice `I-1` is in b.csv too: leave out one of the files"
        );
    }
}
