//! The limits that leave room for what charges name and is not there yet: it comes to be when they
//! are invoiced, and then nobody can be asked any more (P-37, P-38).

use std::collections::{BTreeMap, BTreeSet};

use billing_files::document::PurchaseOrder;
use procurement::{BillingMonth, LINE_ITEMS_MAX};

use super::apply::{ACTIVE_ORDERS_MAX, is_active};
use crate::charges::KeptCharge;
use crate::facts::Facts;

/// The line that a charge names where it says none (§6.2).
pub(crate) const FIRST_LINE: &str = "1";

/// How much more can be named.
pub(crate) struct Room<'r, Find> {
    /// Finds a purchase order that is there.
    find: Find,
    active: usize,
    month: BillingMonth,
    /// Purchase orders that will be created, or become active again.
    orders: BTreeSet<&'r str>,
    /// Lines that will be added, by purchase order.
    lines: BTreeMap<&'r str, BTreeSet<&'r str>>,
}

/// What a name has no room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lack {
    Orders,
    Lines,
}

impl<'r, Find: Fn(&str) -> Option<&'r PurchaseOrder>> Room<'r, Find> {
    /// Beside so many active purchase orders, with what the charges name that stay as they are.
    pub(crate) fn beside(
        facts: &'r Facts,
        changing: &BTreeSet<&str>,
        active: usize,
        find: Find,
    ) -> Self {
        let month = facts.month();
        let (orders, lines) = (BTreeSet::new(), BTreeMap::new());
        let mut room = Self { find, active, month, orders, lines };
        for charge in facts.charges.iter().filter(|charge| !changing.contains(charge.id.as_str())) {
            let _ = room.take_of(charge);
        }
        room
    }

    /// What a charge names takes its room.
    pub(crate) fn take_of(&mut self, charge: &'r KeptCharge) -> Option<Lack> {
        let order = charge.purchase_order_reference.as_deref()?;
        self.take(order, charge.purchase_order_line.as_deref().unwrap_or(FIRST_LINE))
    }

    /// A name takes its room; what it has no room for, if it is the first to need it.
    pub(crate) fn take(&mut self, order: &'r str, line: &'r str) -> Option<Lack> {
        let lack = self.lack(order, line);
        let known = (self.find)(order);
        if self.becomes_active(known) {
            self.orders.insert(order);
        }
        if !has_line(known, line) {
            self.lines.entry(order).or_default().insert(line);
        }
        lack
    }

    /// What a name that takes no room yet has no room for.
    pub(crate) fn lack(&self, order: &str, line: &str) -> Option<Lack> {
        let known = (self.find)(order);
        let is_first = self.becomes_active(known) && !self.orders.contains(order);
        if is_first && self.orders() >= ACTIVE_ORDERS_MAX {
            return Some(Lack::Orders);
        }
        let added = self.lines.get(order);
        if has_line(known, line) || added.is_some_and(|added| added.contains(line)) {
            return None;
        }
        let lines = known.map_or(0, |order| order.line_items.len());
        (lines + added.map_or(0, BTreeSet::len) >= LINE_ITEMS_MAX).then_some(Lack::Lines)
    }

    /// What is not there is created; what has expired becomes active again, unless it is suspended
    /// (domain.md 0.5).
    fn becomes_active(&self, known: Option<&PurchaseOrder>) -> bool {
        known.is_none_or(|order| !order.suspended && !is_active(order, self.month))
    }

    /// How many purchase orders are active once all that charges name is invoiced.
    pub(crate) fn orders(&self) -> usize {
        self.active + self.orders.len()
    }

    /// Whether the lines of a purchase order leave room for those that charges name.
    pub(crate) fn holds(&self, order: &PurchaseOrder) -> bool {
        let added = self.lines.get(order.id.as_str()).map_or(0, BTreeSet::len);
        order.line_items.len() + added <= LINE_ITEMS_MAX
    }
}

fn has_line(order: Option<&PurchaseOrder>, number: &str) -> bool {
    order.is_some_and(|order| order.line_items.iter().any(|line| line.number == number))
}

impl Lack {
    /// Why a purchase order or a line of it cannot be named.
    pub(crate) fn told(self, order: &str, line: &str) -> String {
        match self {
            Self::Orders => format!(
                "purchase order `{order}` would be created or active again, and {ACTIVE_ORDERS_MAX} are active \
                 already, or will be once the charges that name them are invoiced: suspend or \
                 remove one, or name one that is there"
            ),
            Self::Lines => format!(
                "line `{line}` would be added to purchase order `{order}`, which has \
                 {LINE_ITEMS_MAX} line items already, or will have once the charges that name \
                 them are invoiced: remove one, or name one that is there"
            ),
        }
    }
}
