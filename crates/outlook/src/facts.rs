//! The facts behind the documents of a preview: what an id alone does not tell.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use billing_files::SnapshotDocument;
use billing_files::document::{Category, Charge, ChargeKind, Cycle, Invoice, PurchaseOrder};
use procurement::{Sellers, Workspace};

use crate::scenario::Step;

/// A snapshot in tables by id. What an edit does not touch is shared with the facts before it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// Purchase orders as they are declared.
    pub(crate) orders: Rc<HashMap<String, Rc<PurchaseOrder>>>,
    invoices: Rc<HashMap<String, Rc<Invoice>>>,
    charges: Rc<HashMap<String, Rc<Charge>>>,
}

/// What is known about a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Background<'f> {
    /// None for a document whose facts are gone.
    pub(crate) category: Option<Category>,
    pub(crate) cycle: Cycle,
    /// The agreement, if all its charges are of one.
    pub(crate) agreement: Option<&'f str>,
    pub(crate) tax_registration_number: Option<&'f str>,
    pub(crate) invoice_unit: Option<&'f str>,
    /// How sure its amount is.
    pub(crate) certainty: Certainty,
}

impl Background<'_> {
    /// The word of the contract; empty when nothing is known.
    pub(crate) fn category_word(&self) -> &'static str {
        self.category.map_or("", Category::as_str)
    }
}

/// How sure an amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Certainty {
    /// An invoice that is issued.
    Invoiced,
    /// Agreed or metered, and not issued yet.
    Scheduled,
    /// Expected.
    Estimated,
}

impl Facts {
    /// Reads a snapshot that the engine wrote or accepted.
    pub(crate) fn read(snapshot: &str) -> Self {
        let document = SnapshotDocument::from_json("snapshot", snapshot).unwrap_or_default();
        let mut facts = Self::default();
        facts.take_over(document);
        facts
    }

    /// The facts after edits. None when the edits do not apply.
    ///
    /// The engine applies them to what they name alone: what an edit does to an object does not
    /// depend on others, and there may be thousands of them.
    pub(crate) fn after(&self, step: &Step, sellers: &Sellers) -> Option<Self> {
        let named = step.named();
        let document = SnapshotDocument {
            purchase_orders: known(&self.orders, &named.orders),
            invoices: known(&self.invoices, &named.invoices),
            charges: known(&self.charges, &named.charges),
            associations: Vec::new(),
        };
        let mut workspace = Workspace::load(document.to_json(), sellers).ok()?;
        workspace.apply(&step.document()).ok()?;
        let document = SnapshotDocument::from_json("snapshot", &workspace.snapshot()).ok()?;
        let mut facts = self.clone();
        forget(&mut facts.orders, &named.orders);
        forget(&mut facts.invoices, &named.invoices);
        forget(&mut facts.charges, &named.charges);
        facts.take_over(document);
        Some(facts)
    }

    fn take_over(&mut self, document: SnapshotDocument) {
        let SnapshotDocument { purchase_orders, invoices, charges, associations: _ } = document;
        insert(&mut self.orders, purchase_orders.into_iter().map(|o| (o.id.clone(), o)));
        insert(&mut self.invoices, invoices.into_iter().map(|i| (i.id.clone(), i)));
        insert(&mut self.charges, charges.into_iter().map(|c| (c.id.clone(), c)));
    }

    /// All charges, in no order.
    pub(crate) fn charges(&self) -> impl Iterator<Item = &Charge> {
        self.charges.values().map(|charge| &**charge)
    }

    pub(crate) fn charge(&self, id: &str) -> Option<&Charge> {
        self.charges.get(id).map(|charge| &**charge)
    }

    /// What is known about a document that is given or formed of these charges.
    pub(crate) fn background(&self, id: &str, charges: &[String]) -> Background<'_> {
        if let Some(invoice) = self.invoices.get(id) {
            return Background {
                category: Some(invoice.category),
                cycle: invoice.cycle,
                agreement: None,
                tax_registration_number: invoice.tax_registration_number.as_deref(),
                invoice_unit: invoice.invoice_unit.as_deref(),
                certainty: Certainty::Invoiced,
            };
        }
        let mut known = charges.iter().filter_map(|id| self.charge(id));
        let first = known.next();
        let agreement = first.and_then(|charge| charge.agreement_id.as_deref());
        let is_of_one = known.all(|charge| charge.agreement_id.as_deref() == agreement);
        let is_estimate = charges.iter().any(|charge| is_estimate(charge));
        Background {
            category: first.map(|charge| charge.category),
            cycle: first.map_or(Cycle::Monthly, |charge| charge.cycle),
            agreement: agreement.filter(|_| is_of_one),
            tax_registration_number: first.and_then(|c| c.tax_registration_number.as_deref()),
            invoice_unit: first.and_then(|charge| charge.invoice_unit.as_deref()),
            certainty: if is_estimate { Certainty::Estimated } else { Certainty::Scheduled },
        }
    }

    /// When a document counts as issued; empty when nothing is known.
    pub(crate) fn issued_at(&self, id: &str, charges: &[String]) -> String {
        match self.invoices.get(id) {
            Some(invoice) => invoice.issued_at.clone(),
            None => {
                charges.iter().find_map(|id| self.charge(id)).map(issued_at).unwrap_or_default()
            }
        }
    }
}

/// Whether a charge is expected and not known yet.
pub(crate) fn is_estimate(charge: &str) -> bool {
    charge.starts_with("estimate:")
}

/// Whether a charge is agreed, and not only expected.
pub(crate) fn is_scheduled(charge: &Charge) -> bool {
    charge.kind == ChargeKind::Fixed && !is_estimate(&charge.id)
}

/// When the invoice of a charge counts as issued: the contract's rule for formed invoices.
fn issued_at(charge: &Charge) -> String {
    let month = crate::months::month(&charge.billing_period);
    match (charge.cycle, &charge.time, month) {
        (Cycle::OutOfCycle, Some(time), _) => time.clone(),
        (Cycle::OutOfCycle, None, _) => format!("{}-01T00:00:00Z", charge.billing_period),
        (Cycle::Monthly, _, Some(month)) => format!("{}-03T00:00:00Z", month.plus(1)),
        (Cycle::Monthly, _, None) => String::new(),
    }
}

type Table<T> = Rc<HashMap<String, Rc<T>>>;

fn known<T: Clone>(table: &Table<T>, ids: &BTreeSet<String>) -> Vec<T> {
    ids.iter().filter_map(|id| table.get(id)).map(|one| T::clone(one)).collect()
}

fn forget<T>(table: &mut Table<T>, ids: &BTreeSet<String>) {
    if !ids.is_empty() {
        Rc::make_mut(table).retain(|id, _| !ids.contains(id));
    }
}

fn insert<T>(table: &mut Table<T>, ones: impl ExactSizeIterator<Item = (String, T)>) {
    if ones.len() > 0 {
        Rc::make_mut(table).extend(ones.map(|(id, one)| (id, Rc::new(one))));
    }
}
