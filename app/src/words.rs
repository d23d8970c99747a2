//! Words of the contract in words that people use.

use std::cell::RefCell;
use std::collections::HashMap;

use outlook::api::{Mark, Place, Row, Total};

use crate::format;
use crate::text::{Text, words as texts};
use crate::ui::Kind;

/// What is billed, by its word.
pub(crate) const CATEGORIES: [(&str, Text); 4] = [
    ("monthly-usage", texts::CATEGORY_USAGE),
    ("subscription", texts::CATEGORY_SUBSCRIPTION),
    ("marketplace", texts::CATEGORY_MARKETPLACE),
    ("professional-services", texts::CATEGORY_SERVICES),
];

/// What is billed.
pub(crate) fn category(word: &str) -> String {
    let found = CATEGORIES.into_iter().find(|(known, _)| *known == word);
    found.map_or_else(|| word.to_owned(), |(_, text)| text.into())
}

/// The line item types: the word, the name, and what it is for.
pub(crate) fn line_types() -> [(&'static str, &'static str, &'static str); 6] {
    [
        ("monthly-usage", texts::TYPE_USAGE.get(), texts::TYPE_USAGE_HINT.get()),
        ("subscription", texts::TYPE_SUBSCRIPTION.get(), texts::TYPE_SUBSCRIPTION_HINT.get()),
        ("marketplace-blanket-usage", texts::TYPE_BLANKET.get(), texts::TYPE_BLANKET_HINT.get()),
        (
            "marketplace-transaction",
            texts::TYPE_TRANSACTION.get(),
            texts::TYPE_TRANSACTION_HINT.get(),
        ),
        ("professional-services", texts::TYPE_SERVICES.get(), texts::TYPE_SERVICES_HINT.get()),
        ("all", texts::TYPE_ALL.get(), texts::TYPE_ALL_HINT.get()),
    ]
}

/// The name of a seller of record where everybody knows it, else what it is known as.
pub(crate) fn seller(id: &str) -> String {
    let known = procurement::Sellers::built_in().get(id).map(|seller| seller.name.clone());
    known.unwrap_or_else(|| id.to_owned())
}

/// Several of them.
pub(crate) fn sellers(ids: &[String]) -> String {
    ids.iter().map(|id| seller(id)).collect::<Vec<_>>().join(", ")
}

/// What a line is meant for.
pub(crate) fn line_type(word: &str) -> String {
    let found = line_types().into_iter().find(|(known, _, _)| *known == word);
    found.map_or_else(|| word.to_owned(), |(_, name, _)| name.to_owned())
}

/// The status of a purchase order and how to show it.
pub(crate) fn status(word: &str, is_created: bool) -> (Kind, String) {
    let (kind, text) = match is_created {
        true => (Kind::Info, texts::STATUS_CREATED),
        false => status_text(word),
    };
    (kind, text.into())
}

/// The same before it is said in the language of the page.
pub(crate) fn status_text(word: &str) -> (Kind, Text) {
    match word {
        "suspended" => (Kind::Warning, texts::STATUS_SUSPENDED),
        "expired" => (Kind::Neutral, texts::STATUS_EXPIRED),
        "suspended-expired" => (Kind::Neutral, texts::STATUS_SUSPENDED_EXPIRED),
        _ => (Kind::Good, texts::STATUS_ACTIVE),
    }
}

/// What to mind, and how bad it is.
pub(crate) fn mark(mark: Mark) -> (Kind, String) {
    let (kind, text) = mark_text(mark);
    (kind, text.into())
}

/// The same before it is said in the language of the page.
pub(crate) fn mark_text(mark: Mark) -> (Kind, Text) {
    match mark {
        Mark::NoOrder => (Kind::Bad, texts::MARK_NO_ORDER),
        Mark::Suspended => (Kind::Bad, texts::MARK_SUSPENDED),
        Mark::OutOfBalance => (Kind::Warning, texts::MARK_OUT_OF_BALANCE),
        Mark::BelowThreshold => (Kind::Neutral, texts::MARK_BELOW_THRESHOLD),
        Mark::Created => (Kind::Info, texts::MARK_CREATED),
        Mark::Reactivated => (Kind::Info, texts::MARK_REACTIVATED),
        Mark::Estimate => (Kind::Neutral, texts::MARK_ESTIMATE),
        Mark::Moved => (Kind::Info, texts::MARK_MOVED),
        Mark::Changed => (Kind::Info, texts::MARK_CHANGED),
        Mark::Added => (Kind::Info, texts::MARK_ADDED),
        Mark::Removed => (Kind::Info, texts::MARK_REMOVED),
    }
}

/// A mark by its word of the requests.
pub(crate) const MARKS: [(&str, Mark); 11] = [
    ("noOrder", Mark::NoOrder),
    ("suspended", Mark::Suspended),
    ("outOfBalance", Mark::OutOfBalance),
    ("belowThreshold", Mark::BelowThreshold),
    ("created", Mark::Created),
    ("reactivated", Mark::Reactivated),
    ("estimate", Mark::Estimate),
    ("moved", Mark::Moved),
    ("changed", Mark::Changed),
    ("added", Mark::Added),
    ("removed", Mark::Removed),
];

/// A line, or that there is none.
pub(crate) fn place(place: Option<&Place>) -> String {
    match place {
        Some(Place { order, line }) => texts::PLACE.with(&[("order", order), ("line", line)]),
        None => texts::NO_ORDER.into(),
    }
}

/// Where an invoice goes. One that is not there any more goes nowhere, which is no want of a purchase
/// order.
pub(crate) fn place_of(row: &Row) -> String {
    if row.marks.contains(&Mark::Removed) {
        return "–".to_owned();
    }
    place(row.place.as_ref())
}

thread_local! {
    /// What people call the agreements of the account that is open, by id.
    static NAMES: RefCell<HashMap<String, String>> = RefCell::default();
}

/// Takes note of what people call agreements.
pub(crate) fn name_agreements(names: HashMap<String, String>) {
    NAMES.set(names);
}

/// The same of one that was made since.
pub(crate) fn name_agreement(id: String, name: String) {
    NAMES.with_borrow_mut(|names| drop(names.insert(id, name)));
}

/// What people call an agreement; its id, without what all of them begin with, where that is all
/// that is known.
pub(crate) fn agreement(id: &str) -> String {
    let name = NAMES.with_borrow(|names| names.get(id).cloned());
    name.unwrap_or_else(|| id.strip_prefix("agmt-").unwrap_or(id).to_owned())
}

/// What people can call a document: its id, or for one that is not issued what it will bill.
pub(crate) fn document(row: &Row) -> String {
    document_of(&row.id, &row.category, row.agreement.as_deref())
}

/// The same by its id, what is billed, and the agreement.
pub(crate) fn document_of(id: &str, word: &str, of: Option<&str>) -> String {
    let Some(charge) = id.strip_prefix("preview:") else { return id.to_owned() };
    let name = of.map(agreement);
    if charge.starts_with("estimate:") {
        let what = name.unwrap_or_else(|| category(word));
        return texts::ESTIMATE_OF.with(&[("what", &what)]);
    }
    let is_known = |id: &str| NAMES.with_borrow(|names| names.contains_key(id));
    match name.filter(|_| of.is_some_and(is_known)) {
        Some(name) => [&name, " · ", charge].concat(),
        // The importer of billing exports makes ids that tell people nothing.
        None if charge.starts_with("focus") => category(word),
        None => charge.to_owned(),
    }
}

/// Sums of several currencies, one after another; they are never added up.
pub(crate) fn totals(totals: &[Total]) -> String {
    let all: Vec<String> =
        totals.iter().map(|total| format::money(&total.total, &total.currency)).collect();
    if all.is_empty() { "–".to_owned() } else { all.join(" · ") }
}
