//! What can be tried on a snapshot, and the edits of the contract that it is.

use billing_files::kept_id;
use serde_json::{Value, json};

use crate::embed::engine::{Facts, Line, Order};
use crate::embed::preview::coming::Shown;
use crate::text::embed as texts;

pub(super) const SUSPENDED: &str = "suspended";
pub(super) const ACTIVE: &str = "active";

/// What is tried on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// The purchase order that a charge names, in all months that it is billed in.
    Reference(String),
    /// The status of a purchase order.
    Status(String),
    /// The amount of a line: purchase order, number.
    Amount(String, String),
}

impl Facts {
    pub(super) fn order(&self, id: &str) -> Option<&Order> {
        self.purchase_orders.iter().flatten().find(|order| order.id == id)
    }

    pub(super) fn line(&self, order: &str, number: &str) -> Option<&Line> {
        self.order(order)?.line_items.iter().flatten().find(|line| line.number == number)
    }
}

impl Target {
    /// What a snapshot says.
    pub(super) fn fact(&self, facts: &Facts) -> String {
        let fact = match self {
            Self::Reference(id) => {
                let mut charges = facts.charges.iter().flatten();
                let charge = charges.find(|charge| kept_id(&charge.id) == id);
                charge.and_then(|charge| charge.purchase_order_reference.clone())
            }
            Self::Status(id) => {
                let is = facts.order(id).is_some_and(|order| order.suspended == Some(true));
                Some(if is { SUSPENDED } else { ACTIVE }.to_owned())
            }
            Self::Amount(id, line) => facts.line(id, line).map(|line| line.amount.clone()),
        };
        fact.unwrap_or_default()
    }

    /// The edits that make it a value.
    pub(super) fn edits(&self, facts: &Facts, value: &str) -> Vec<Value> {
        let value = value.trim();
        match self {
            Self::Reference(id) => {
                let order = (!value.is_empty()).then_some(value);
                let charges = facts.charges.iter().flatten();
                let of_charge = charges.filter(|charge| kept_id(&charge.id) == id);
                // A line is one of the purchase order that was named before.
                of_charge
                    .map(|charge| {
                        json!({
                            "set": { "charge": charge.id },
                            "to": { "purchaseOrderReference": order, "purchaseOrderLine": null },
                        })
                    })
                    .collect()
            }
            Self::Status(id) => vec![json!({
                "set": { "purchaseOrder": id },
                "to": { "suspended": value == SUSPENDED },
            })],
            Self::Amount(id, line) => vec![json!({
                "set": { "purchaseOrder": id, "lineItem": line },
                "to": { "amount": value },
            })],
        }
    }

    /// It with a value, in words.
    pub(super) fn told(&self, value: &str, names: Option<&Shown>) -> String {
        let value = value.trim();
        match self {
            Self::Reference(id) => {
                let known = names.and_then(|names| names.charges.get(id));
                let name = known.map(|charge| charge.description.as_str());
                let name = name.filter(|name| !name.is_empty()).unwrap_or(id);
                match value {
                    "" => texts::TRIED_NO_ORDER.with(&[("charge", name)]),
                    order => texts::TRIED_ORDER.with(&[("charge", name), ("order", order)]),
                }
            }
            Self::Status(id) if value == SUSPENDED => texts::IS_SUSPENDED.with(&[("order", id)]),
            Self::Status(id) => texts::IS_ACTIVE.with(&[("order", id)]),
            Self::Amount(order, line) => {
                texts::TRIED_AMOUNT.with(&[("order", order), ("line", line), ("amount", value)])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use outlook::api::read_answer;

    use super::*;

    const FACTS: &str = r#"{
        "purchaseOrders": [{"id": "A", "currency": "USD", "suspended": true,
            "lineItems": [{"number": "2", "amount": "10.00"}]}],
        "charges": [
            {"id": "estimate:c:2027-01", "category": "marketplace", "purchaseOrderReference": "A"},
            {"id": "estimate:c:2027-02", "category": "marketplace", "purchaseOrderReference": "A"},
            {"id": "d", "category": "marketplace"}
        ]
    }"#;

    #[test]
    fn what_is_tried_on_a_charge_holds_in_all_its_months() {
        let facts: Facts = read_answer(FACTS).unwrap();
        let target = Target::Reference("c".to_owned());
        assert_eq!(target.fact(&facts), "A");
        let edits = target.edits(&facts, " B ");
        assert_eq!(edits.len(), 2);
        assert_eq!(edits[1]["set"]["charge"], "estimate:c:2027-02");
        assert_eq!(edits[1]["to"]["purchaseOrderReference"], "B");
        assert_eq!(target.edits(&facts, "  ")[0]["to"]["purchaseOrderReference"], Value::Null);
    }

    #[test]
    fn facts_are_what_a_snapshot_says() {
        let facts: Facts = read_answer(FACTS).unwrap();
        for (target, fact) in [
            (Target::Reference("d".to_owned()), ""),
            (Target::Status("A".to_owned()), SUSPENDED),
            (Target::Status("B".to_owned()), ACTIVE),
            (Target::Amount("A".to_owned(), "2".to_owned()), "10.00"),
            (Target::Amount("A".to_owned(), "3".to_owned()), ""),
        ] {
            assert_eq!(target.fact(&facts), fact, "{target:?}");
        }
    }
}
