//! What is typed on charges and not saved yet.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::desk::drafts_of;
use crate::server::AgreementCharge;
use crate::storage;
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
    /// Whether somebody said that what came over from the agreement before still holds.
    is_confirmed: bool,
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
        Self { now, was: Named::of(charge), revision: charge.revision, is_confirmed: false }
    }

    /// Says that what a charge names still holds.
    pub(crate) fn confirming(charge: &AgreementCharge) -> Self {
        Self { is_confirmed: true, ..Self::of(charge, Named::of(charge)) }
    }

    /// Whether nothing is left of it.
    pub(crate) fn is_untouched(&self) -> bool {
        self.now == self.was && !self.is_confirmed
    }

    /// Whether saving it would change the charge.
    pub(crate) fn changes(&self, charge: &AgreementCharge) -> bool {
        !self.now.means(&Named::of(charge)) || (self.is_confirmed && charge.carried_over)
    }

    /// Whether the charge is another than when this was typed, and not what this would make it.
    pub(crate) fn collides(&self, charge: &AgreementCharge) -> bool {
        self.changes(charge) && (!charge.is_future() || self.revision != charge.revision)
    }
}

/// Where drafts are kept in this browser: for each person, account and agreement.
pub(super) fn key(user: &str, account: &str, agreement: &str) -> String {
    [&drafts_of(user), account, ".charges.", agreement, "."].concat()
}

/// Keeps drafts, so that they are there when one comes back or loads the page anew.
pub(super) fn keep(key: &str, drafts: &Drafts) {
    match drafts.is_empty() {
        true => storage::forget(key),
        false => storage::set(key, &written(drafts).to_string()),
    }
}

/// The drafts of a page that was left.
pub(super) fn kept(key: &str) -> Drafts {
    let kept = storage::get(key).and_then(|text| serde_json::from_str(&text).ok());
    kept.map(|kept: Value| read(&kept)).unwrap_or_default()
}

fn written(drafts: &Drafts) -> Value {
    let named = |named: &Named| json!([named.order, named.line]);
    let draft = |draft: &Draft| json!({ "now": named(&draft.now), "was": named(&draft.was), "revision": draft.revision, "confirmed": draft.is_confirmed });
    let all = drafts.iter().map(|(id, one)| (id.clone(), draft(one)));
    Value::Object(all.collect())
}

/// What is none is left aside.
fn read(kept: &Value) -> Drafts {
    let named = |value: &Value| {
        let text = |place: usize| Some(value.get(place)?.as_str()?.to_owned());
        Some(Named { order: text(0)?, line: text(1)? })
    };
    let draft = |value: &Value| {
        let (now, was) = (named(value.get("now")?)?, named(value.get("was")?)?);
        let revision = value.get("revision")?.as_u64()?;
        let is_confirmed = value.get("confirmed").and_then(Value::as_bool).unwrap_or_default();
        Some(Draft { now, was, revision, is_confirmed })
    };
    let all = kept.as_object().into_iter().flatten();
    all.filter_map(|(id, value)| Some((id.clone(), draft(value)?))).collect()
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

    #[test]
    fn that_what_came_over_holds_is_something_to_save_until_it_is_saved() {
        let charge = AgreementCharge { carried_over: true, ..charge("MP-1", 1) };
        let draft = Draft::confirming(&charge);
        assert!(draft.changes(&charge) && !draft.is_untouched() && !draft.collides(&charge));
        assert!(!draft.changes(&self::charge("MP-1", 2)), "somebody else said so");
        let drafts = Drafts::from([("c".to_owned(), draft)]);
        assert_eq!(read(&written(&drafts)), drafts);
    }

    #[test]
    fn what_is_kept_is_read_as_it_was() {
        let named = Named { order: "MP 2".to_owned(), line: String::new() };
        let draft = Draft::of(&charge("MP-1", 3), named);
        let drafts = Drafts::from([("c".to_owned(), draft)]);
        assert_eq!(read(&written(&drafts)), drafts);
        assert_eq!(read(&json!({ "c": { "now": ["MP 2"] } })), Drafts::new());
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
