//! What a change made of a purchase order, field by field.

use std::collections::BTreeMap;

use crate::server::{ContactRecord, LineRecord, OrderChange, OrderRecord, TaxRecord};
use crate::text::{Text, history as texts};
use crate::{format, words};

/// A change in sentences. There is always one.
pub(super) fn sentences(change: &OrderChange, who: &str) -> Vec<String> {
    let marketplace = texts::MARKETPLACE.get();
    let who = if is_of_reference(change) { marketplace } else { who };
    let teller = Teller { who, told: Vec::new() };
    match (&change.before, &change.after) {
        (None, Some(after)) => teller.added(after),
        (Some(_), None) => teller.one(texts::REMOVED),
        (Some(before), Some(after)) => teller.changed(before, after),
        (None, None) => teller.one(texts::CHANGED),
    }
}

/// Whether a charge that names the purchase order did it, whoever issued its invoice: what people
/// change of a line or a month updates the purchase order (P-13), what a reference does, does not.
fn is_of_reference(change: &OrderChange) -> bool {
    let (Some(before), Some(after)) = (&change.before, &change.after) else { return false };
    let is_other =
        before.line_items != after.line_items || before.expiration_month != after.expiration_month;
    is_other && before.updated_at == after.updated_at
}

struct Teller<'w> {
    who: &'w str,
    told: Vec<String>,
}

impl Teller<'_> {
    fn one(mut self, text: Text) -> Vec<String> {
        self.tell(text, &[]);
        self.told
    }

    fn tell(&mut self, text: Text, values: &[(&str, &str)]) {
        let mut all = vec![("who", self.who)];
        all.extend(values);
        self.told.push(text.with(&all));
    }

    /// Tells a value that is another now.
    fn other(&mut self, text: Text, before: String, after: String, values: &[(&str, &str)]) {
        if before != after {
            let mut all = vec![("before", before.as_str()), ("after", after.as_str())];
            all.extend(values);
            self.tell(text, &all);
        }
    }

    fn added(self, after: &OrderRecord) -> Vec<String> {
        let is_made = after.made_by.as_deref() == Some("marketplace");
        self.one(if is_made { texts::CREATED } else { texts::ADDED })
    }

    fn changed(mut self, before: &OrderRecord, after: &OrderRecord) -> Vec<String> {
        match (before.suspended == Some(true), after.suspended == Some(true)) {
            (false, true) => self.tell(texts::SUSPENDED, &[]),
            (true, false) => self.tell(texts::RESUMED, &[]),
            _ => {}
        }
        let texts_of = |of: fn(&OrderRecord) -> &Option<String>| {
            (quoted(of(before).as_deref()), quoted(of(after).as_deref()))
        };
        let lists_of = |of: fn(&OrderRecord) -> &Option<Vec<String>>| {
            (listed(of(before).as_deref()), listed(of(after).as_deref()))
        };
        let months_of = |of: fn(&OrderRecord) -> &Option<String>| {
            (month(of(before).as_deref()), month(of(after).as_deref()))
        };
        let values = [
            (texts::DESCRIPTION, texts_of(|it| &it.description)),
            (texts::EFFECTIVE, months_of(|it| &it.effective_month)),
            (texts::EXPIRATION, months_of(|it| &it.expiration_month)),
            (texts::SELLERS, lists_of(|it| &it.bill_from)),
            (
                texts::CURRENCY,
                (plain(before.currency.as_deref()), plain(after.currency.as_deref())),
            ),
            (texts::UNITS, lists_of(|it| &it.invoice_units)),
            (texts::TAX_NUMBERS, lists_of(|it| &it.tax_registration_numbers)),
            (texts::SHIP_TO, texts_of(|it| &it.ship_to)),
        ];
        for (text, (before, after)) in values {
            self.other(text, before, after, &[]);
        }
        self.contacts(
            before.contacts.as_deref().unwrap_or_default(),
            after.contacts.as_deref().unwrap_or_default(),
        );
        let none = BTreeMap::new();
        self.tags(before.tags.as_ref().unwrap_or(&none), after.tags.as_ref().unwrap_or(&none));
        let currency = after.currency.as_deref().or(before.currency.as_deref()).unwrap_or("USD");
        self.lines(
            before.line_items.as_deref().unwrap_or_default(),
            after.line_items.as_deref().unwrap_or_default(),
            currency,
        );
        if self.told.is_empty() {
            self.tell(texts::CHANGED, &[]);
        }
        self.told
    }

    /// A contact is known by the address.
    fn contacts(&mut self, before: &[ContactRecord], after: &[ContactRecord]) {
        let find = |list: &[ContactRecord], email: &str| {
            list.iter().find(|contact| contact.email == email).cloned()
        };
        for contact in after {
            match find(before, &contact.email) {
                None => self.tell(texts::CONTACT_ADDED, &[("contact", &named(contact))]),
                Some(was) => {
                    self.other(texts::CONTACT, named(&was), named(contact), &[]);
                }
            }
        }
        for contact in before.iter().filter(|it| find(after, &it.email).is_none()) {
            self.tell(texts::CONTACT_REMOVED, &[("contact", &named(contact))]);
        }
    }

    fn tags(&mut self, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) {
        for (tag, value) in after {
            let tag_value = [("tag", tag.as_str())];
            match before.get(tag) {
                None => {
                    let value = quoted(Some(value));
                    self.tell(texts::TAG_ADDED, &[("tag", tag), ("after", &value)]);
                }
                Some(was) => {
                    self.other(texts::TAG, quoted(Some(was)), quoted(Some(value)), &tag_value);
                }
            }
        }
        for (tag, value) in before.iter().filter(|(tag, _)| !after.contains_key(*tag)) {
            let value = quoted(Some(value));
            self.tell(texts::TAG_REMOVED, &[("tag", tag), ("before", &value)]);
        }
    }

    fn lines(&mut self, before: &[LineRecord], after: &[LineRecord], currency: &str) {
        let find = |list: &[LineRecord], number: &str| {
            list.iter().find(|line| line.number == number).cloned()
        };
        for line in after {
            match find(before, &line.number) {
                Some(was) => self.line(&was, line, currency),
                None => {
                    let amount = format::money(&line.amount, currency);
                    let kind = words::line_type(&line.type_);
                    let quantity = format::decimal(&line.quantity);
                    self.tell(
                        texts::LINE_ADDED,
                        &[
                            ("line", &line.number),
                            ("type", &kind),
                            ("amount", &amount),
                            ("quantity", &quantity),
                        ],
                    );
                }
            }
        }
        for line in before.iter().filter(|line| find(after, &line.number).is_none()) {
            self.tell(texts::LINE_REMOVED, &[("line", &line.number)]);
        }
    }

    fn line(&mut self, before: &LineRecord, after: &LineRecord, currency: &str) {
        let money = |amount: &str| format::money(amount, currency);
        let values = [
            (texts::LINE_TYPE, words::line_type(&before.type_), words::line_type(&after.type_)),
            (texts::LINE_START, month(Some(&before.start_month)), month(Some(&after.start_month))),
            (texts::LINE_END, month(Some(&before.end_month)), month(Some(&after.end_month))),
            (texts::LINE_AMOUNT, money(&before.amount), money(&after.amount)),
            (
                texts::LINE_QUANTITY,
                format::decimal(&before.quantity),
                format::decimal(&after.quantity),
            ),
            (
                texts::LINE_TAX,
                tax(before.tax.as_ref(), currency),
                tax(after.tax.as_ref(), currency),
            ),
            (
                texts::LINE_COST_CENTER,
                plain(before.cost_center.as_deref()),
                plain(after.cost_center.as_deref()),
            ),
            (
                texts::LINE_DESCRIPTION,
                quoted(before.description.as_deref()),
                quoted(after.description.as_deref()),
            ),
        ];
        let line = [("line", after.number.as_str())];
        for (text, before, after) in values {
            self.other(text, before, after, &line);
        }
        match (before.balance_tracking == Some(true), after.balance_tracking == Some(true)) {
            (false, true) => self.tell(texts::LINE_TRACKED, &line),
            (true, false) => self.tell(texts::LINE_UNTRACKED, &line),
            _ => {}
        }
    }
}

fn plain(text: Option<&str>) -> String {
    let text = text.filter(|text| !text.is_empty());
    text.map_or_else(|| texts::NOTHING.into(), str::to_owned)
}

fn quoted(text: Option<&str>) -> String {
    match text {
        Some(text) if !text.is_empty() => texts::QUOTED.with(&[("text", text)]),
        _ => texts::NOTHING.into(),
    }
}

fn listed(list: Option<&[String]>) -> String {
    plain(Some(&list.unwrap_or_default().join(", ")))
}

fn month(month: Option<&str>) -> String {
    month.map_or_else(|| texts::NOTHING.into(), format::month_long)
}

fn tax(tax: Option<&TaxRecord>, currency: &str) -> String {
    match tax {
        None => texts::NOTHING.into(),
        Some(tax) if tax.type_ == "percent" => [&format::decimal(&tax.value), " %"].concat(),
        Some(tax) => format::money(&tax.value, currency),
    }
}

/// A contact with all that is known of them.
fn named(contact: &ContactRecord) -> String {
    let mut told = contact.email.clone();
    if let Some(name) = &contact.name {
        told = [name, " (", &told, ")"].concat();
    }
    if let Some(phone) = &contact.phone {
        told = [&told, ", ", phone].concat();
    }
    told
}
