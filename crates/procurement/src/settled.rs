//! What a run did, document by document, for whoever keeps its results as facts.

use crate::book::{Line, NONE};
use crate::canonical::{by, charges_of, events_of};
use crate::invoice::{Category, Cycle, InvoiceType};
use crate::number::Amount;
use crate::run::signed;
use crate::workspace::Workspace;
use crate::{BillingMonth, Currency, Instant};

/// One document where it was placed, with all that an issuer of invoices has to write down.
#[derive(Debug, Clone)]
pub struct SettledDocument<'w> {
    /// Its id in the preview.
    pub id: &'w str,
    /// Invoice or credit memo.
    pub kind: InvoiceType,
    /// What it is for.
    pub category: Category,
    /// In the monthly run or out of it.
    pub cycle: Cycle,
    /// The seller of record.
    pub bill_from: &'w str,
    /// Of the total.
    pub currency: Currency,
    /// The month that it is for.
    pub period: BillingMonth,
    /// When it is issued.
    pub issued_at: Instant,
    /// Tax included; not negative.
    pub total: Amount,
    /// The tax registration number of its group.
    pub tax_registration_number: Option<&'w str>,
    /// The invoice unit of its group.
    pub invoice_unit: Option<&'w str>,
    /// The purchase order that its charges name.
    pub reference: Option<&'w str>,
    /// The charges that it was formed from, by id.
    pub charges: Vec<&'w str>,
    /// `reference`, `match`, `credit-memo` or `none`.
    pub by: &'static str,
    /// The line that it uses: purchase order and line number.
    pub line: Option<(&'w str, &'w str)>,
    /// What it takes from that line, negative for a credit memo. Untracked lines count too (P-24);
    /// nothing is taken where the currencies differ.
    pub drawn: Amount,
    /// Whether the balance before was enough.
    pub covered: bool,
    /// The balance of a tracked line afterwards.
    pub balance_after: Option<Amount>,
    /// The codes of what happened, in the order of the contract.
    pub events: Vec<&'static str>,
    /// What the reference made of purchase orders (P-37).
    pub made: Made,
}

/// What a reference brought about, apart from the placement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// The purchase order that was created.
    pub order: Option<MadeOrder>,
    /// The line that was added, to it or to one that was there.
    pub line: Option<MadeLine>,
    /// The purchase order that expires later than before, and its last month now.
    pub reactivated: Option<(String, BillingMonth)>,
}

/// A purchase order as the marketplace creates it: default data, no contacts (P-37).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeOrder {
    /// The reference.
    pub id: String,
    /// The seller of record of the document.
    pub bill_from: String,
    /// The currency of the document.
    pub currency: Currency,
    /// First month.
    pub effective: BillingMonth,
    /// Last month.
    pub expiration: BillingMonth,
    /// When the document was issued.
    pub updated_at: Instant,
}

/// An untracked marketplace transaction line (P-22).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeLine {
    /// Its purchase order.
    pub purchase_order: String,
    /// Its number.
    pub number: String,
    /// First month.
    pub start: BillingMonth,
    /// Last month; may lie beyond those of the purchase order.
    pub end: BillingMonth,
    /// Its total value, in the currency of the purchase order.
    pub amount: Amount,
    /// The currency of the purchase order.
    pub currency: Currency,
}

impl Workspace {
    /// Every document in the order of placing, with what became of it.
    pub fn settled(&self) -> impl Iterator<Item = SettledDocument<'_>> {
        self.run.order.iter().map(|document| self.settled_document(*document))
    }

    fn settled_document(&self, document: u32) -> SettledDocument<'_> {
        let (book, placement) = (&self.book, self.run.get(document));
        let (record, key, route) =
            (book.document(document), book.key_of(document), book.route_of(document));
        let line = placement.is_placed().then(|| book.line(placement.line));
        let draws = line.is_some_and(|line| book.order(line.order).currency == key.currency);
        SettledDocument {
            id: book.id_of(document),
            kind: record.kind,
            category: key.category,
            cycle: key.cycle,
            bill_from: book.text(key.seller),
            currency: key.currency,
            period: key.period,
            issued_at: record.issued_at,
            total: record.total,
            tax_registration_number: key.tax_registration_number.map(|symbol| book.text(symbol)),
            invoice_unit: key.invoice_unit.map(|symbol| book.text(symbol)),
            reference: route.reference.map(|symbol| book.text(symbol)),
            charges: charges_of(book, document).map(|charge| book.charge_id(charge)).collect(),
            by: by(placement),
            line: line.map(|line| (book.text(book.order(line.order).name), book.text(line.number))),
            drawn: if draws { Amount(signed(record)) } else { Amount::ZERO },
            covered: placement.marks.has(crate::placing::Marks::COVERED),
            balance_after: placement.is_drawn().then_some(placement.balance),
            events: events_of(placement).collect(),
            made: self.made(document, placement.line),
        }
    }

    fn made(&self, document: u32, line: u32) -> Made {
        if line == NONE {
            return Made::default();
        }
        let book = &self.book;
        let line = book.line(line);
        let order = book.order(line.order);
        let name = book.text(order.name);
        let created = order.created_by == document;
        let reactivated = order.reactivations.iter().find(|(by, _)| *by == document);
        Made {
            order: created.then(|| MadeOrder {
                id: name.to_owned(),
                bill_from: order.sellers.first().map_or("", |seller| book.text(*seller)).to_owned(),
                currency: order.currency,
                effective: order.effective,
                expiration: order.expiration,
                updated_at: order.updated_at,
            }),
            line: (line.added_by == document).then(|| self.made_line(name, line, order.currency)),
            reactivated: reactivated.map(|(_, month)| (name.to_owned(), *month)),
        }
    }

    fn made_line(&self, order: &str, line: &Line, currency: Currency) -> MadeLine {
        MadeLine {
            purchase_order: order.to_owned(),
            number: self.book.text(line.number).to_owned(),
            start: line.start,
            end: line.end,
            amount: line.total_value,
            currency,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{BillingMonth, Sellers, Workspace};

    const SNAPSHOT: &str = r#"{"charges": [
        {"id": "c1", "kind": "fixed", "category": "marketplace", "cycle": "out-of-cycle",
         "billFrom": "AWS_INC", "currency": "USD", "billingPeriod": "2026-03", "amount": "40.00",
         "agreementId": "a1", "agreementEndMonth": "2026-09", "time": "2026-03-05T00:00:00Z",
         "purchaseOrderReference": "MP-9"},
        {"id": "c2", "kind": "fixed", "category": "marketplace", "cycle": "out-of-cycle",
         "billFrom": "AWS_INC", "currency": "USD", "billingPeriod": "2026-12", "amount": "2.50",
         "agreementId": "a1", "time": "2026-12-05T00:00:00Z", "purchaseOrderReference": "MP-9"}
    ]}"#;

    #[test]
    fn a_reference_tells_what_it_made() {
        let workspace = Workspace::load(SNAPSHOT.to_owned(), &Sellers::built_in()).unwrap();
        let settled: Vec<_> = workspace.settled().collect();
        let order = settled[0].made.order.as_ref().unwrap();
        assert_eq!(order.id, "MP-9");
        assert_eq!(order.expiration, BillingMonth::new(2026, 9).unwrap());
        let line = settled[0].made.line.as_ref().unwrap();
        assert_eq!((line.number.as_str(), line.amount.minor_units()), ("1", 4000));
        assert_eq!(settled[0].line, Some(("MP-9", "1")));
        // The second finds both, and the purchase order expired.
        assert_eq!(settled[1].made.order, None);
        assert_eq!(settled[1].made.line, None);
        let expected = ("MP-9".to_owned(), BillingMonth::new(2026, 12).unwrap());
        assert_eq!(settled[1].made.reactivated, Some(expected));
        assert_eq!(settled[1].drawn.minor_units(), 250);
        assert_eq!(settled[1].events, ["PURCHASE_ORDER_REACTIVATED"]);
    }
}
