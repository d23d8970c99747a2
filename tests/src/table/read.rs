//! From the text of a fixture to its snapshot, its edits and its expectations.

use serde_json::{Value, json};

use super::words::{Words, instant, place, unknown};
use super::{Expected, Fixture, Outcome, Then, facts};

/// The words of an entry of `lineItems` that are followed by an amount.
const ITEM_WORDS: [(&str, &str); 3] =
    [("value", "totalValue"), ("opening", "openingBalance"), ("closing", "closingBalance")];

pub(super) fn fixture(text: &str) -> Result<Fixture, String> {
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        let at_line = |error| format!("line {}: {error}", index + 1);
        reader.line(line.trim()).map_err(at_line)?;
    }
    Ok(reader.finish())
}

#[derive(Default)]
struct Reader {
    orders: Vec<Value>,
    associations: Vec<Value>,
    invoices: Vec<Value>,
    charges: Vec<Value>,
    expected: Expected,
    then: Option<(String, Vec<Value>, Expected)>,
}

impl Reader {
    fn finish(self) -> Fixture {
        let then = self.then.map(|(at, edits, expected)| Then {
            edits: json!({ "at": instant(&at), "edits": edits }),
            expected,
        });
        let snapshot = json!({
            "purchaseOrders": self.orders,
            "associations": self.associations,
            "invoices": self.invoices,
            "charges": self.charges,
        });
        Fixture { snapshot, expected: self.expected, then }
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let (facts, outcome) = match line.split_once("=>") {
            Some((facts, outcome)) => (facts, Some(outcome)),
            None => (line, None),
        };
        let mut words = Words::of(facts);
        let Some(keyword) = words.next().filter(|word| !word.starts_with('#')) else {
            return Ok(());
        };
        let name = words.require("a name")?;
        match keyword {
            "order" => {
                let order = facts::purchase_order(name, words)?;
                self.add("purchaseOrder", order);
            }
            "line" => self.line_item(name, words)?,
            "association" if self.then.is_some() => return Err("no edit adds these".to_owned()),
            "association" => self.associations.push(facts::association(name, words)?),
            "invoice" => self.add("invoice", facts::given_document("invoice", name, words)?),
            "memo" => self.add("invoice", facts::given_document("credit-memo", name, words)?),
            "charge" => self.add("charge", facts::charge(name, words)?),
            "outcome" => {
                let entry = outcome_words(words)?;
                self.outcome(name).entry = entry;
            }
            "lost" | "rejected" => {
                let candidate = candidate(keyword, name, words)?;
                self.last_outcome()?.candidates.push(candidate);
            }
            "event" => self.event(name, words)?,
            "item" => {
                let item = item(name, words)?;
                self.expected().items.push(item);
            }
            "then" => {
                let at = words.require("an instant")?.to_owned();
                words.finish()?;
                self.then = Some((at, Vec::new(), Expected::default()));
            }
            "set" | "remove" => self.edit(keyword, facts)?,
            _ => return Err(unknown(keyword)),
        }
        if let Some(words) = outcome {
            place_words(&mut self.outcome(name).entry, Words::of(words))?;
        }
        Ok(())
    }

    /// Before `then` a fact of the snapshot, after it an addition.
    fn add(&mut self, kind: &str, object: Value) {
        match (&mut self.then, kind) {
            (Some((_, edits, _)), _) => edits.push(json!({ "add": { kind: object } })),
            (None, "purchaseOrder") => self.orders.push(object),
            (None, "charge") => self.charges.push(object),
            (None, _) => self.invoices.push(object),
        }
    }

    fn line_item(&mut self, name: &str, words: Words<'_>) -> Result<(), String> {
        let (order_id, number) = place(name)?;
        let is_wanted = |order: &&mut Value| order.get("id").is_some_and(|id| id == order_id);
        let order = self.orders.iter_mut().find(is_wanted);
        let order = order.ok_or_else(|| format!("there is no order `{order_id}`"))?;
        let line = facts::line_item(number, words, order)?;
        if let Some((_, edits, _)) = &mut self.then {
            edits.push(json!({ "add": { "lineItem": line, "purchaseOrder": order_id } }));
        } else if let Some(lines) = order.get_mut("lineItems").and_then(Value::as_array_mut) {
            lines.push(line);
        }
        Ok(())
    }

    fn edit(&mut self, keyword: &str, line: &str) -> Result<(), String> {
        let (target, to) = line.split_at(line.find('{').unwrap_or(line.len()));
        let target: Vec<&str> = target.split_whitespace().skip(1).collect();
        let target = match target.as_slice() {
            [kind @ ("charge" | "invoice"), id] => json!({ *kind: id }),
            [name] => match place(name) {
                Ok((order, line)) => json!({ "purchaseOrder": order, "lineItem": line }),
                Err(_) => json!({ "purchaseOrder": name }),
            },
            _ => return Err("name one object to edit".to_owned()),
        };
        let mut edit = json!({ keyword: target });
        if let (Some(edit), "set") = (edit.as_object_mut(), keyword) {
            let to = serde_json::from_str(to).map_err(|error| format!("{error} in `{to}`"))?;
            edit.insert("to".to_owned(), to);
        }
        let (_, edits, _) = self.then.as_mut().ok_or("edits come after `then`")?;
        edits.push(edit);
        Ok(())
    }

    fn event(&mut self, code: &str, mut words: Words<'_>) -> Result<(), String> {
        let place = words.next().map(place).transpose()?;
        words.finish()?;
        let outcome = self.last_outcome()?;
        let event = json!({
            "code": code,
            "invoiceId": outcome.invoice_id,
            "purchaseOrderId": place.map(|(order, _)| order),
            "lineItemNumber": place.map(|(_, line)| line),
        });
        let events = outcome.events.get_or_insert_default();
        if code != "none" {
            events.push(event);
        }
        Ok(())
    }

    fn expected(&mut self) -> &mut Expected {
        match &mut self.then {
            Some((_, _, expected)) => expected,
            None => &mut self.expected,
        }
    }

    /// What is stated about a document, which becomes the last one spoken of.
    fn outcome(&mut self, invoice_id: &str) -> &mut Outcome {
        let outcomes = &mut self.expected().outcomes;
        if outcomes.last().is_none_or(|last| last.invoice_id != invoice_id) {
            outcomes.push(Outcome {
                invoice_id: invoice_id.to_owned(),
                entry: json!({}),
                candidates: Vec::new(),
                events: None,
            });
        }
        outcomes.last_mut().expect("there is one, perhaps just pushed")
    }

    fn last_outcome(&mut self) -> Result<&mut Outcome, String> {
        let last = self.expected().outcomes.last_mut();
        last.ok_or_else(|| "no document comes before this line".to_owned())
    }
}

fn outcome_words(mut words: Words<'_>) -> Result<Value, String> {
    let mut entry = json!({});
    while let Some(word) = words.next() {
        match word {
            "invoice" | "credit-memo" => put(&mut entry, "type", word),
            "total" => put(&mut entry, "total", words.require("an amount")?),
            "charges" => put(&mut entry, "charges", words.require_list("a charge")?),
            _ => return Err(unknown(word)),
        }
    }
    Ok(entry)
}

fn place_words(entry: &mut Value, mut words: Words<'_>) -> Result<(), String> {
    match words.require("a line, or `none`,")? {
        "none" => {
            put(entry, "by", "none");
            put(entry, "purchaseOrderId", Value::Null);
            put(entry, "lineItemNumber", Value::Null);
            put(entry, "covered", false);
            put(entry, "balanceAfter", Value::Null);
        }
        word => {
            let (order, line) = place(word)?;
            put(entry, "purchaseOrderId", order);
            put(entry, "lineItemNumber", line);
        }
    }
    while let Some(word) = words.next() {
        match word {
            "by" => put(entry, "by", words.require("how it was placed")?),
            "balance" => put(entry, "balanceAfter", words.require("an amount")?),
            "untracked" => put(entry, "balanceAfter", Value::Null),
            "covered" => put(entry, "covered", true),
            "short" => put(entry, "covered", false),
            _ => return Err(unknown(word)),
        }
    }
    Ok(())
}

fn candidate(verdict: &str, name: &str, mut words: Words<'_>) -> Result<Value, String> {
    let (order, line) = match place(name) {
        Ok((order, line)) => (Some(order), Some(line)),
        Err(_) => (Some(name).filter(|name| *name != "-"), None),
    };
    let code = words.require("a code")?;
    words.finish()?;
    Ok(json!({
        "purchaseOrderId": order,
        "lineItemNumber": line,
        "verdict": verdict,
        "code": code,
    }))
}

fn item(name: &str, mut words: Words<'_>) -> Result<Value, String> {
    let (order, line) = place(name)?;
    let mut item = json!({ "purchaseOrderId": order, "lineItemNumber": line });
    while let Some(word) = words.next() {
        if let Some((_, key)) = ITEM_WORDS.into_iter().find(|(known, _)| *known == word) {
            put(&mut item, key, words.require("an amount")?);
            continue;
        }
        match word {
            "untracked" => put(&mut item, "tracked", false),
            "documents" => {
                let count = words.require("a number")?;
                let count: u32 = count.parse().map_err(|_| unknown(count))?;
                put(&mut item, "invoices", count);
            }
            _ => return Err(unknown(word)),
        }
    }
    Ok(item)
}

fn put(object: &mut Value, key: &str, value: impl Into<Value>) {
    let object = object.as_object_mut().expect("expectations are objects");
    object.insert(key.to_owned(), value.into());
}
