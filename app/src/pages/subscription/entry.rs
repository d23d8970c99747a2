//! What is typed on charges and not saved yet.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use crate::server::AgreementCharge;
use crate::text::{subscriptions as texts, words as word_texts};

/// A purchase order and a line of it, as they are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) order: String,
    pub(crate) line: String,
}

/// What is typed on a charge, and what was there when that began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) now: Named,
    was: Named,
    pub(crate) revision: u64,
}

/// Drafts by the ids of their charges.
pub(crate) type Drafts = BTreeMap<String, Draft>;

/// A line that nobody names.
const FIRST_LINE: &str = "1";

impl Named {
    /// What a charge names.
    pub(crate) fn of(charge: &AgreementCharge) -> Self {
        Self {
            order: charge.purchase_order_reference.clone().unwrap_or_default(),
            line: charge.purchase_order_line.clone().unwrap_or_default(),
        }
    }

    /// The purchase order without spaces around it.
    pub(crate) fn order(&self) -> &str {
        self.order.trim()
    }

    /// The line that is meant; none without a purchase order.
    pub(crate) fn line(&self) -> Option<&str> {
        let line = self.line.trim();
        (!self.order().is_empty()).then_some(if line.is_empty() { FIRST_LINE } else { line })
    }

    /// In words.
    pub(crate) fn told(&self) -> String {
        match self.line() {
            None => texts::NOTHING_NAMED.into(),
            Some(line) => word_texts::PLACE.with(&[("order", self.order()), ("line", line)]),
        }
    }

    fn means(&self, other: &Self) -> bool {
        (self.order(), self.line()) == (other.order(), other.line())
    }
}

impl Draft {
    /// Begins with what a charge names.
    pub(crate) fn of(charge: &AgreementCharge, now: Named) -> Self {
        Self { now, was: Named::of(charge), revision: charge.revision }
    }

    /// Whether nothing is left of it.
    pub(crate) fn is_untouched(&self) -> bool {
        self.now == self.was
    }

    /// Whether saving it would change the charge.
    pub(crate) fn changes(&self, charge: &AgreementCharge) -> bool {
        !self.now.means(&Named::of(charge))
    }

    /// Whether the charge is another than when this was typed, and not what this would make it.
    pub(crate) fn collides(&self, charge: &AgreementCharge) -> bool {
        self.changes(charge) && (!charge.is_future() || self.revision != charge.revision)
    }
}

thread_local! {
    /// What was typed on charges of subscriptions whose pages were left, by person and agreement.
    static LEFT: RefCell<HashMap<String, Drafts>> = RefCell::default();
}

/// Takes note of drafts, so that they are there when one comes back.
pub(crate) fn keep(key: &str, drafts: &Drafts) {
    LEFT.with_borrow_mut(|left| {
        if drafts.is_empty() {
            left.remove(key);
        } else {
            left.insert(key.to_owned(), drafts.clone());
        }
    });
}

/// The drafts of a page that was left.
pub(crate) fn kept(key: &str) -> Drafts {
    LEFT.with_borrow(|left| left.get(key).cloned().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_nobody_names_is_the_first() {
        for (order, line, expected) in
            [("MP-1", "", Some("1")), ("MP-1", " 2 ", Some("2")), ("", "2", None), ("  ", "", None)]
        {
            let named = Named { order: order.to_owned(), line: line.to_owned() };
            assert_eq!(named.line(), expected, "{order} {line}");
        }
    }

    #[test]
    fn what_others_saved_collides_unless_it_is_the_same() {
        let charge = charge("MP-1", 1);
        let mine = |order: &str| {
            Draft::of(&charge, Named { order: order.to_owned(), line: String::new() })
        };
        assert!(!mine("MP-2").collides(&charge));
        assert!(!mine("MP-1").changes(&charge));
        assert!(mine("MP-2").collides(&self::charge("MP-3", 2)));
        assert!(!mine("MP-2").collides(&self::charge("MP-2", 2)));
        let issued = AgreementCharge { state: "issued".to_owned(), ..charge.clone() };
        assert!(mine("MP-2").collides(&issued));
    }

    fn charge(order: &str, revision: u64) -> AgreementCharge {
        AgreementCharge {
            id: "c".to_owned(),
            revision,
            account: "410000000001".to_owned(),
            kind: "fixed".to_owned(),
            state: "future".to_owned(),
            description: String::new(),
            time: None,
            amount: None,
            currency: "USD".to_owned(),
            payment_terms: None,
            invoices: Vec::new(),
            purchase_order_reference: Some(order.to_owned()),
            purchase_order_line: Some("1".to_owned()),
            carried_over: false,
            upcoming: None,
        }
    }
}
