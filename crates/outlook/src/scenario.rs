//! Scenarios: lists of edits that can be taken back and applied again.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use billing_files::document::PurchaseOrder;
use procurement::sorting::gather;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One save's worth of edits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) at: String,
    pub(crate) edits: Vec<Value>,
    /// Whether it was sent to be saved.
    #[serde(skip)]
    pub(crate) is_sent: bool,
    /// Whether it does not apply now: what it edits is not there, and may come again.
    #[serde(skip)]
    pub(crate) is_waiting: bool,
}

/// The objects that edits name, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) orders: BTreeSet<String>,
    pub(crate) invoices: BTreeSet<String>,
    pub(crate) charges: BTreeSet<String>,
}

/// A list of edits under a name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
    /// Taken back, the last first to be applied again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) undone: Vec<Step>,
}

impl Named {
    pub(crate) fn by(edits: &[Value]) -> Self {
        let ids = |key: &str| {
            let ids = edits.iter().filter_map(|edit| id_of(edit, key));
            gather(ids.map(str::to_owned))
        };
        Self { orders: ids("purchaseOrder"), invoices: ids("invoice"), charges: ids("charge") }
    }
}

impl Step {
    pub(crate) fn new(at: String, edits: Vec<Value>) -> Self {
        Self { at, edits, is_sent: false, is_waiting: false }
    }

    /// The edits document of the contract.
    pub(crate) fn document(&self) -> String {
        json!({ "at": self.at, "edits": self.edits }).to_string()
    }

    /// What the edits name.
    pub(crate) fn named(&self) -> Named {
        Named::by(&self.edits)
    }

    /// Whether the facts behind a document may differ.
    pub(crate) fn has_documents(&self) -> bool {
        let mut objects = self.edits.iter().filter_map(object_of);
        objects.any(|named| named.get("invoice").is_some() || named.get("charge").is_some())
    }

    /// The currencies that the edits give to purchase orders.
    pub(crate) fn currencies(&self) -> HashMap<&str, &str> {
        self.edits.iter().filter_map(currency_of).collect()
    }
}

impl Scenario {
    /// The steps that apply.
    fn applied(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.steps.iter().filter(|step| !step.is_waiting)
    }

    /// How many steps wait for what they edit.
    pub(crate) fn waiting(&self) -> usize {
        self.steps.iter().filter(|step| step.is_waiting).count()
    }

    /// What any of its edits names that applies.
    pub(crate) fn named(&self) -> Named {
        self.applied().map(Step::named).fold(Named::default(), |mut all, mut named| {
            all.orders.append(&mut named.orders);
            all.invoices.append(&mut named.invoices);
            all.charges.append(&mut named.charges);
            all
        })
    }

    /// The purchase orders that any of its edits names that applies.
    pub(crate) fn orders(&self) -> BTreeSet<String> {
        gather(self.applied().flat_map(|step| step.named().orders))
    }

    /// All edits that apply as one document of the contract, at the time of the last. Where a
    /// purchase order was updated at another time, that is written out, since it decides (M10).
    pub(crate) fn document(&self, orders: &HashMap<String, Rc<PurchaseOrder>>) -> Value {
        let mut edits: Vec<Value> =
            self.applied().flat_map(|step| step.edits.iter().cloned()).collect();
        let Some(last) = self.applied().next_back() else {
            // No edit has no time; the contract wants one.
            return json!({ "at": "2000-01-01T00:00:00Z", "edits": edits });
        };
        let named = if self.applied().count() > 1 { self.orders() } else { BTreeSet::new() };
        for id in named {
            if let Some(order) = orders.get(&id).filter(|order| order.updated_at != last.at) {
                let to = json!({ "updatedAt": order.updated_at });
                edits.push(json!({ "set": { "purchaseOrder": id }, "to": to }));
            }
        }
        json!({ "at": last.at, "edits": edits })
    }
}

/// What an edit sets, removes or adds.
fn object_of(edit: &Value) -> Option<&Value> {
    ["set", "remove", "add"].iter().find_map(|verb| edit.get(verb))
}

fn currency_of(edit: &Value) -> Option<(&str, &str)> {
    let settings = edit.get("to").or_else(|| edit.get("add")?.get("purchaseOrder"))?;
    Some((id_of(edit, "purchaseOrder")?, settings.get("currency")?.as_str()?))
}

/// The id of an object that is named, or that is added whole.
fn id_of<'e>(edit: &'e Value, key: &str) -> Option<&'e str> {
    match object_of(edit)?.get(key)? {
        Value::String(id) => Some(id),
        whole => whole.get("id")?.as_str(),
    }
}
