//! Steps 2 and 3: the documents in order, each drawing on the balances that those before it left.

use super::Refusal;
use super::amount::{self, Amount};
use super::candidates::{self, Candidate};
use super::snapshot::{Association, Document, LineItem, Place, PurchaseOrder, Snapshot};

/// All that happened, ready to be reported.
pub(super) struct Run {
    pub(super) orders: Vec<PurchaseOrder>,
    pub(super) placed: Vec<Placed>,
    pub(super) events: Vec<Event>,
    associations: Vec<Association>,
}

/// A document and where it went.
pub(super) struct Placed {
    pub(super) document: Document,
    pub(super) by: By,
    pub(super) place: Option<Place>,
    pub(super) covered: bool,
    pub(super) balance_after: Option<Amount>,
    pub(super) candidates: Vec<Candidate>,
}

#[derive(Clone, Copy)]
pub(super) enum By {
    Reference,
    Match,
    CreditMemo,
    None,
}

pub(super) struct Event {
    pub(super) code: &'static str,
    pub(super) invoice_id: String,
    pub(super) place: Option<Place>,
}

/// Where a document goes, before anything is drawn.
struct Decision {
    place: Option<Place>,
    candidates: Vec<Candidate>,
}

impl Decision {
    fn only(place: Place) -> Decision {
        Decision { candidates: vec![Candidate::chosen(&place)], place: Some(place) }
    }

    fn nowhere(reference: Option<&str>, code: &'static str) -> Decision {
        Decision { place: None, candidates: vec![Candidate::rejected(reference, None, code)] }
    }
}

pub(super) fn place_all(snapshot: Snapshot) -> Result<Run, Refusal> {
    let Snapshot { orders, associations, mut documents } = snapshot;
    documents.sort_by(|left, right| {
        let key = |document: &Document| {
            let is_formed = !document.charges.is_empty();
            (document.issued_at.clone(), is_formed, document.id.clone())
        };
        key(left).cmp(&key(right))
    });
    let mut run = Run { orders, placed: Vec::new(), events: Vec::new(), associations };
    for document in documents {
        run.place(document)?;
    }
    Ok(run)
}

impl Run {
    fn place(&mut self, document: Document) -> Result<(), Refusal> {
        let (by, decision) = if document.is_credit_memo && document.original_invoice_id.is_some() {
            (By::CreditMemo, self.follow_original(&document))
        } else if let Some(reference) = &document.reference {
            (By::Reference, self.follow_reference(&document, reference)?)
        } else {
            let (place, candidates) = candidates::best_match(&self.orders, &document);
            (By::Match, Decision { place, candidates })
        };

        let Decision { place, candidates } = decision;
        let placed = match &place {
            Some(found) => {
                let (covered, balance_after) = self.draw(&document, found)?;
                Placed { document, by, place, covered, balance_after, candidates }
            }
            None => {
                self.happened("NO_PURCHASE_ORDER", &document, None);
                let (by, covered, balance_after) = (By::None, false, None);
                Placed { document, by, place, covered, balance_after, candidates }
            }
        };
        self.placed.push(placed);
        Ok(())
    }

    /// P-25: where the original document went, while that line exists.
    fn follow_original(&self, memo: &Document) -> Decision {
        let original = memo.original_invoice_id.as_ref();
        let placed = self.placed.iter().find(|placed| original == Some(&placed.document.id));
        let associated =
            self.associations.iter().find(|association| original == Some(&association.invoice_id));
        let place = match (placed, associated) {
            (Some(placed), _) => placed.place.clone(),
            (None, Some(association)) => Some(association.place.clone()),
            (None, None) => None,
        };
        match place.filter(|place| self.find(place).is_some()) {
            Some(place) => Decision::only(place),
            None => Decision::nowhere(None, "ORIGINAL_HAS_NONE"),
        }
    }

    /// Step 0 of the domain rules: what the reference lacks is made.
    fn follow_reference(
        &mut self,
        document: &Document,
        reference: &str,
    ) -> Result<Decision, Refusal> {
        let line = document.reference_line.clone().unwrap_or_else(|| "1".to_owned());
        let place = Place { order: reference.to_owned(), line };
        let period = document.billing_period;

        if !self.orders.iter().any(|order| order.id == reference) {
            self.orders.push(created_order(document, reference));
            self.add_line(document, &place)?;
            self.happened("PURCHASE_ORDER_CREATED", document, Some(&place));
        } else if self.find(&place).is_none() {
            self.add_line(document, &place)?;
            self.happened("LINE_ITEM_ADDED", document, Some(&place));
        }

        let (order, line) = self.find(&place).expect("what was missing has been made");
        if order.suspended {
            self.happened("REFERENCED_PO_SUSPENDED", document, Some(&place));
            return Ok(Decision::nowhere(Some(reference), "REFERENCED_PO_SUSPENDED"));
        }
        if order.expiration < period {
            let expiration = line.end.max(period);
            self.order_mut(reference).expiration = expiration;
            self.happened("PURCHASE_ORDER_REACTIVATED", document, Some(&place));
        }
        Ok(Decision::only(place))
    }

    fn add_line(&mut self, document: &Document, place: &Place) -> Result<(), Refusal> {
        let order = self.order_mut(&place.order);
        let period = document.billing_period;
        let amount = if order.currency == document.currency {
            document.total.clone()
        } else {
            amount::whole(0)
        };
        order.lines.push(LineItem {
            number: place.line.clone(),
            kind: "marketplace-transaction".to_owned(),
            start: period,
            end: document.agreement_end.unwrap_or(order.expiration).max(period),
            total_value: amount::within_limit(amount)?,
            balance: None,
            documents: 0,
        });
        Ok(())
    }

    /// Counts the document on its line and moves the line's balance. Returns whether the balance
    /// covered the document and what it is now.
    fn draw(
        &mut self,
        document: &Document,
        place: &Place,
    ) -> Result<(bool, Option<Amount>), Refusal> {
        let order = self.order_mut(&place.order);
        let same_currency = order.currency == document.currency;
        let line = order.lines.iter_mut().find(|line| line.number == place.line);
        let line = line.expect("documents are placed on lines that exist");
        line.documents += 1;
        let covered = !same_currency || candidates::covers_amount(line, document);
        let threshold = &line.total_value * amount::whole(3) / amount::whole(4);
        let Some(balance) = line.balance.as_mut().filter(|_| same_currency) else {
            return Ok((covered, None));
        };

        let before = balance.current.clone();
        let total = document.total.clone();
        let moved = if document.is_credit_memo { &before + total } else { &before - total };
        let after = amount::within_limit(moved)?;
        balance.current = after.clone();

        let zero = amount::whole(0);
        if before >= threshold && after < threshold {
            self.happened("BALANCE_BELOW_THRESHOLD", document, Some(place));
        }
        if before > zero && after <= zero {
            self.happened("OUT_OF_BALANCE", document, Some(place));
        }
        Ok((covered, Some(after)))
    }

    fn happened(&mut self, code: &'static str, document: &Document, place: Option<&Place>) {
        let invoice_id = document.id.clone();
        self.events.push(Event { code, invoice_id, place: place.cloned() });
    }

    fn find(&self, place: &Place) -> Option<(&PurchaseOrder, &LineItem)> {
        let order = self.orders.iter().find(|order| order.id == place.order)?;
        let line = order.lines.iter().find(|line| line.number == place.line)?;
        Some((order, line))
    }

    fn order_mut(&mut self, id: &str) -> &mut PurchaseOrder {
        let order = self.orders.iter_mut().find(|order| order.id == id);
        order.expect("the purchase order was found or made before")
    }
}

/// P-37, still without its line.
fn created_order(document: &Document, reference: &str) -> PurchaseOrder {
    let period = document.billing_period;
    PurchaseOrder {
        id: reference.to_owned(),
        bill_from: vec![document.bill_from.clone()],
        currency: document.currency.clone(),
        effective: period,
        expiration: document.agreement_end.unwrap_or(period + 11).max(period),
        updated_at: document.issued_at.clone(),
        suspended: false,
        tax_registration_numbers: Vec::new(),
        invoice_units: Vec::new(),
        lines: Vec::new(),
    }
}
