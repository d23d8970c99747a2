//! What a finding proposes for a line, taken up in the form of that line.
//!
//! The address names the finding, so that a reload begins with the same.

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Finding, Request};
use serde_json::{Map, Value};

use super::Sheet;
use super::dialogs::Dialog;
use crate::ui::follow::watch;

/// How the address names the finding.
const FINDING: &str = "finding";

/// What is proposed for a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proposed {
    pub(super) number: String,
    /// Members of the line.
    pub(super) line: Map<String, Value>,
    /// The month in which the purchase order is to expire, where the line is to last longer than
    /// that does.
    pub(super) expiration: Option<String>,
}

impl Proposed {
    pub(super) fn nothing(number: String) -> Self {
        Self { number, line: Map::new(), expiration: None }
    }

    /// What a finding proposes for a line of a purchase order. It may be gone by now, or propose
    /// something else.
    fn by(findings: &[Finding], key: &str, order: &str) -> Option<Self> {
        let fix = findings.iter().find(|finding| finding.key == key)?.fix.as_ref()?;
        let is_of = |edit: &&Value| edit["set"]["purchaseOrder"] == order;
        let of_line = |edit: &Value| Some(edit["set"]["lineItem"].as_str()?.to_owned());
        let edits = || fix.edits.iter().filter(is_of);
        let (number, line) =
            edits().find_map(|edit| Some((of_line(edit)?, edit["to"].as_object()?.clone())))?;
        let expiration = edits().find_map(|edit| edit["to"]["expirationMonth"].as_str());
        Some(Self { number, line, expiration: expiration.map(str::to_owned) })
    }
}

/// The form that helps with a finding: that of the line with what is proposed, or with nothing where
/// nothing is; else that of the purchase order.
fn form(findings: &[Finding], key: &str, order: &str) -> Option<Dialog> {
    let finding = findings.iter().find(|finding| finding.key == key)?;
    let is_of = |named: &Option<String>| named.as_deref() == Some(order);
    match (&finding.fix, &finding.line) {
        (Some(_), _) => Proposed::by(findings, key, order).map(Dialog::Propose),
        (None, Some(line)) if is_of(&finding.order) => {
            Some(Dialog::Propose(Proposed::nothing(line.clone())))
        }
        (None, None) if is_of(&finding.order) || is_of(&finding.other) => Some(Dialog::Edit),
        (None, _) => None,
    }
}

/// Opens the form that helps, where the address names a finding.
pub(super) fn take_up(sheet: Sheet) {
    let key = sheet.address.get(FINDING).get_untracked();
    if key.is_empty() {
        return;
    }
    let proposed = RwSignal::new(None::<Dialog>);
    spawn_local(async move {
        let findings = sheet.desk.ask::<Vec<Finding>>(Request::Findings).await.unwrap_or_default();
        let found = sheet.id.try_with_value(|id| form(&findings, &key, id));
        proposed.try_set(found.flatten());
    });
    let is_taken_up = StoredValue::new(false);
    watch(move || {
        let is_there = sheet.details.with(|it| it.as_ref().is_some_and(|it| it.order.is_some()));
        if let (true, false, Some(proposed)) = (is_there, is_taken_up.get_value(), proposed.get()) {
            is_taken_up.set_value(true);
            if proposed == Dialog::Edit {
                sheet.address.set(&[(FINDING, "")], false);
            }
            sheet.dialog.set(Some(proposed));
        }
    });
}

/// Takes the finding out of the address once the form is closed: a reload is not to open it again.
pub(super) fn leave(sheet: Sheet, is_open: RwSignal<bool>) {
    watch(move || {
        if !is_open.get() {
            sheet.address.set(&[(FINDING, "")], false);
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn finding(key: &str, edits: Value) -> Finding {
        let read = serde_json::from_value(json!({
            "key": key, "kind": "runsOut", "severity": 1, "month": "2027-01", "amount": null,
            "documents": 1, "seller": null, "category": null, "order": "A", "line": "2",
            "other": null, "until": null, "invoice": null, "charge": null, "agreement": null,
            "fix": { "kind": "extend", "value": "2027-03", "edits": edits },
        }));
        read.unwrap()
    }

    #[test]
    fn without_a_proposal_the_form_opens_as_it_is() {
        let of = |line: Option<&str>, other: Option<&str>| Finding {
            line: line.map(str::to_owned),
            other: other.map(str::to_owned),
            fix: None,
            ..finding("key", json!([]))
        };
        let line = Dialog::Propose(Proposed::nothing("2".to_owned()));
        for (finding, order, expected) in [
            (of(Some("2"), None), "A", Some(line)),
            (of(Some("2"), None), "B", None),
            (of(None, Some("B")), "A", Some(Dialog::Edit)),
            (of(None, Some("B")), "B", Some(Dialog::Edit)),
            (of(None, Some("B")), "C", None),
        ] {
            assert_eq!(form(&[finding], "key", order), expected, "{order}");
        }
        assert_eq!(form(&[of(None, None)], "gone", "A"), None);
    }

    #[test]
    fn a_line_gets_what_the_finding_of_the_address_proposes_for_it() {
        let line = json!({ "set": { "purchaseOrder": "A", "lineItem": "2" }, "to": { "endMonth": "2027-03" } });
        let order =
            json!({ "set": { "purchaseOrder": "A" }, "to": { "expirationMonth": "2027-03" } });
        let findings = [
            finding("short", json!([order, line])),
            finding("line", json!([line])),
            finding("order", json!([order])),
        ];
        let of = |key: &str, order: &str| {
            let proposed = Proposed::by(&findings, key, order)?;
            Some((proposed.number, Value::from(proposed.line), proposed.expiration))
        };
        let end = json!({ "endMonth": "2027-03" });
        for (key, order, expected) in [
            ("short", "A", Some(("2".to_owned(), end.clone(), Some("2027-03".to_owned())))),
            ("line", "A", Some(("2".to_owned(), end, None))),
            ("line", "B", None),
            ("order", "A", None),
            ("gone", "A", None),
        ] {
            assert_eq!(of(key, order), expected, "{key} {order}");
        }
    }
}
