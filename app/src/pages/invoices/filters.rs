//! The conditions on invoices: as tokens of the page, as text of the address, as a question.

use outlook::api::{Column, Condition, Operator as Compare};

use crate::page::Page;
use crate::pages::tokens::{self, written};
use crate::text::invoices as texts;
use crate::ui::{FilterToken, Operator, Property};
use crate::words;

/// What a condition can be on: the word of the address, and the column.
const COLUMNS: [(&str, Column); 9] = [
    ("mark", Column::Mark),
    ("seller", Column::Seller),
    ("order", Column::Order),
    ("agreement", Column::Agreement),
    ("category", Column::Category),
    ("currency", Column::Currency),
    ("total", Column::Total),
    ("left", Column::Left),
    ("document", Column::Document),
];

/// Moved, changed, added or removed: the word of the request.
const ANY_CHANGE: &str = "anyChange";

/// What people can filter by.
pub(super) fn properties(sellers: Vec<String>) -> Vec<Property> {
    const WORDS: &[Operator] = &[Operator::Is, Operator::IsNot];
    const TEXTS: &[Operator] =
        &[Operator::Is, Operator::IsNot, Operator::Contains, Operator::ContainsNot];
    const NUMBERS: &[Operator] = &[Operator::AtLeast, Operator::AtMost, Operator::Is];
    let mut marks: Vec<String> =
        words::MARKS.iter().map(|(_, mark)| words::mark(*mark).1).collect();
    marks.push(texts::ANY_CHANGE.into());
    let categories = ["monthly-usage", "subscription", "marketplace", "professional-services"];
    let categories: Vec<String> = categories.into_iter().map(words::category).collect();
    let property = |id, label: crate::text::Text, values: Vec<String>, operators| Property {
        id,
        label: label.into(),
        values: values.into(),
        operators,
    };
    vec![
        property("mark", texts::COLUMN_MARKS, marks, WORDS),
        property("seller", texts::COLUMN_SELLER, sellers, TEXTS),
        property("order", texts::COLUMN_ORDER, Vec::new(), TEXTS),
        property("agreement", texts::COLUMN_AGREEMENT, Vec::new(), TEXTS),
        property("category", texts::COLUMN_CATEGORY, categories, WORDS),
        property("currency", texts::COLUMN_CURRENCY, Vec::new(), WORDS),
        property("total", texts::COLUMN_TOTAL, Vec::new(), NUMBERS),
        property("left", texts::COLUMN_LEFT, Vec::new(), NUMBERS),
        property("document", texts::COLUMN_DOCUMENT, Vec::new(), TEXTS),
    ]
}

/// Tokens of the address. What cannot be one is left out.
pub(super) fn read(text: &str) -> Vec<FilterToken> {
    tokens::read(text, |property| COLUMNS.iter().any(|(word, _)| *word == property))
}

/// What tokens ask for: free text, and conditions.
pub(super) fn asked(tokens: &[FilterToken]) -> (String, Vec<Condition>) {
    let mut text = String::new();
    let mut conditions = Vec::new();
    for token in tokens {
        match COLUMNS.iter().find(|(word, _)| *word == token.property) {
            Some((_, column)) => conditions.push(Condition {
                column: *column,
                operator: compare(token.operator),
                value: in_contract(*column, &token.value),
            }),
            None => {
                text.push_str(&token.value);
                text.push(' ');
            }
        }
    }
    (text, conditions)
}

fn compare(operator: Operator) -> Compare {
    match operator {
        Operator::Is => Compare::Is,
        Operator::IsNot => Compare::IsNot,
        Operator::Contains => Compare::Has,
        Operator::ContainsNot => Compare::HasNot,
        Operator::AtLeast => Compare::AtLeast,
        Operator::AtMost => Compare::AtMost,
    }
}

/// What a person chose or typed, in words of the contract.
fn in_contract(column: Column, value: &str) -> String {
    match column {
        Column::Mark => {
            if value == ANY_CHANGE || value == texts::ANY_CHANGE.get() {
                return ANY_CHANGE.to_owned();
            }
            let found = words::MARKS
                .iter()
                .find(|(word, mark)| *word == value || words::mark(*mark).1 == value);
            found.map_or(value, |(word, _)| word).to_owned()
        }
        Column::Category => {
            let all = ["monthly-usage", "subscription", "marketplace", "professional-services"];
            let found = all.into_iter().find(|word| words::category(word) == value);
            found.unwrap_or(value).to_owned()
        }
        Column::Total | Column::Left => {
            crate::format::parse_amount(value).unwrap_or_else(|| value.to_owned())
        }
        _ => value.to_owned(),
    }
}

/// Tokens as people read them.
pub(super) fn in_words(tokens: &[FilterToken]) -> String {
    let labels = properties(Vec::new());
    let told = tokens.iter().map(|token| {
        let label = labels.iter().find(|property| property.id == token.property);
        match label {
            Some(label) => [&label.label, " ", token.operator.sign(), " ", &token.value].concat(),
            None => token.value.clone(),
        }
    });
    told.collect::<Vec<_>>().join(", ")
}

/// A filter for the invoices of a purchase order.
pub(super) fn order_filter(order: &str) -> String {
    let property = "order".to_owned();
    let value = order.to_owned();
    written(&[FilterToken { property, operator: Operator::Contains, value }])
}

/// The address that shows only what the scenario changes.
pub(super) fn changed_only() -> String {
    let property = "mark".to_owned();
    let value = texts::ANY_CHANGE.into();
    let token = FilterToken { property, operator: Operator::Is, value };
    Page::Invoices.href_with("f", &written(&[token]))
}
