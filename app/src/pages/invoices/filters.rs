//! The conditions on invoices: as tokens of the page, as text of the address, as a question.
//!
//! The address holds words of the contract and plain decimals, so that it asks the same in every
//! language; only what is shown and typed is in words of the reader.

use leptos::prelude::*;
use outlook::api::{Column, Condition, Operator as Compare, Overview};

use crate::page::Page;
use crate::pages::tokens::{self, written};
use crate::text::{Text, invoices as texts};
use crate::ui::{FilterToken, Operator, Property};
use crate::{format, words};

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
pub(super) fn properties(known: Signal<Known>) -> Vec<Property> {
    const NUMBERS: &[Operator] = &[Operator::AtLeast, Operator::AtMost, Operator::Is];
    let property = |id, label: Text, operators| Property {
        id,
        label: label.into(),
        values: Signal::derive(move || match column_of(id) {
            Some(column) => known.with(|known| values(column, known)),
            None => Vec::new(),
        }),
        operators,
    };
    vec![
        property("mark", texts::COLUMN_MARKS, Operator::EXACT),
        property("seller", texts::COLUMN_SELLER, Operator::TEXT),
        property("order", texts::COLUMN_ORDER, Operator::TEXT),
        property("agreement", texts::COLUMN_AGREEMENT, Operator::TEXT),
        property("category", texts::COLUMN_CATEGORY, Operator::EXACT),
        property("currency", texts::COLUMN_CURRENCY, Operator::EXACT),
        property("total", texts::COLUMN_TOTAL, NUMBERS),
        property("left", texts::COLUMN_LEFT, NUMBERS),
        property("document", texts::COLUMN_DOCUMENT, Operator::TEXT),
    ]
}

/// What of the values there are is known: the sellers, and the rest once it is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    pub(super) sellers: Vec<String>,
    pub(super) overview: Option<Overview>,
}

/// The values to choose from.
fn values(column: Column, known: &Known) -> Vec<String> {
    let of = |values: fn(&Overview) -> &Vec<String>| {
        known.overview.as_ref().map(values).cloned().unwrap_or_default()
    };
    match column {
        Column::Seller => known.sellers.clone(),
        Column::Order => of(|overview| &overview.orders),
        Column::Agreement => of(|overview| &overview.agreements),
        Column::Currency => of(|overview| &overview.currencies),
        column => words_of(column).into_iter().map(|(_, text)| text.into()).collect(),
    }
}

/// The words of the contract that a column can have, each with what people call it; none where it
/// has other values.
fn words_of(column: Column) -> Vec<(&'static str, Text)> {
    match column {
        Column::Mark => {
            let marks = words::MARKS.iter().map(|(word, mark)| (*word, words::mark_text(*mark).1));
            marks.chain([(ANY_CHANGE, texts::ANY_CHANGE)]).collect()
        }
        Column::Category => words::CATEGORIES.to_vec(),
        _ => Vec::new(),
    }
}

/// Tokens of the address. What cannot be one is left out.
pub(super) fn read(text: &str) -> Vec<FilterToken> {
    let tokens = tokens::read(text, |property| column_of(property).is_some());
    // An address of earlier days, or one that somebody wrote, may hold words and amounts as people
    // know them.
    each(tokens, |column, value| {
        let is_plain = is_amount(column) && format::is_plain(value);
        if is_plain { None } else { in_contract(column, value) }
    })
}

/// Tokens as people read them, value by value.
pub(super) fn shown(tokens: Vec<FilterToken>) -> Vec<FilterToken> {
    each(tokens, |column, value| {
        if is_amount(column) {
            return Some(format::amount(value));
        }
        tokens::told(&words_of(column), value)
    })
}

/// Tokens that people chose or typed, as text of the address.
pub(super) fn typed(tokens: Vec<FilterToken>) -> String {
    written(&each(tokens, in_contract))
}

/// Tokens with other values where there are some.
fn each(
    tokens: Vec<FilterToken>,
    other: impl Fn(Column, &str) -> Option<String>,
) -> Vec<FilterToken> {
    tokens::each(tokens, |token| other(column_of(&token.property)?, &token.value))
}

fn is_amount(column: Column) -> bool {
    matches!(column, Column::Total | Column::Left)
}

fn column_of(property: &str) -> Option<Column> {
    COLUMNS.iter().find(|(word, _)| *word == property).map(|(_, column)| *column)
}

/// What tokens of the address ask for: free text, and conditions.
pub(super) fn asked(tokens: &[FilterToken]) -> (String, Vec<Condition>) {
    let mut text = String::new();
    let mut conditions = Vec::new();
    for token in tokens {
        match column_of(&token.property) {
            Some(column) => conditions.push(Condition {
                column,
                operator: compare(token.operator),
                value: token.value.clone(),
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

/// What a person chose or typed, in words of the contract and plain decimals; none where it stays as
/// it is.
fn in_contract(column: Column, value: &str) -> Option<String> {
    if is_amount(column) {
        return format::parse_amount(value);
    }
    tokens::word(&words_of(column), value)
}

/// Tokens of the address as people read them, all in a row.
pub(super) fn in_words(tokens: Vec<FilterToken>) -> String {
    let labels = properties(Signal::stored(Known::default()));
    let told = shown(tokens).into_iter().map(|token| {
        let label = labels.iter().find(|property| property.id == token.property);
        match label {
            Some(label) => [&label.label, " ", token.operator.sign(), " ", &token.value].concat(),
            None => token.value,
        }
    });
    told.collect::<Vec<_>>().join(", ")
}

/// A filter for the invoices of a purchase order, and of no other whose id begins alike.
pub(super) fn order_filter(order: &str) -> String {
    let property = "order".to_owned();
    let value = order.to_owned();
    written(&[FilterToken { property, operator: Operator::Is, value }])
}

/// The address that shows only what the scenario changes.
pub(super) fn changed_only() -> String {
    let property = "mark".to_owned();
    let value = ANY_CHANGE.to_owned();
    let token = FilterToken { property, operator: Operator::Is, value };
    Page::Invoices.href_with("f", &written(&[token]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(tokens: &[FilterToken]) -> Vec<&str> {
        tokens.iter().map(|token| token.value.as_str()).collect()
    }

    #[test]
    fn the_address_holds_words_of_the_contract_and_people_read_their_own() {
        for (text, value, told) in [
            ("mark~=~noOrder", "noOrder", "No PO"),
            ("mark~!=~No PO", "noOrder", "No PO"),
            ("mark~=~anyChange", "anyChange", "Any change"),
            ("mark~=~Any change", "anyChange", "Any change"),
            ("mark~=~nonsense", "nonsense", "nonsense"),
            ("category~=~Cloud usage", "monthly-usage", "Cloud usage"),
            ("category~=~monthly-usage", "monthly-usage", "Cloud usage"),
            ("seller~=~No PO", "No PO", "No PO"),
            ("~:~No PO", "No PO", "No PO"),
        ] {
            let tokens = read(text);
            assert_eq!(values(&tokens), [value], "{text}");
            let shown = shown(tokens.clone());
            assert_eq!(values(&shown), [told], "{text}");
            assert_eq!(read(&typed(shown)), tokens, "{text}");
        }
    }

    #[test]
    fn every_mark_and_category_is_found_by_what_people_call_it() {
        for column in [Column::Mark, Column::Category] {
            for (word, text) in words_of(column) {
                assert_eq!(in_contract(column, text.get()).as_deref(), Some(word));
                assert_eq!(in_contract(column, word).as_deref(), Some(word));
            }
        }
    }

    #[test]
    fn the_values_that_there_are_can_be_chosen() {
        let known = Known {
            sellers: vec!["AWS_INC".into()],
            overview: Some(Overview {
                months: Vec::new(),
                outside: (0, 0),
                orders: vec!["PO-1".into()],
                agreements: vec!["agmt-1".into()],
                currencies: vec!["USD".into()],
            }),
        };
        for (column, expected) in [
            (Column::Seller, "AWS_INC"),
            (Column::Order, "PO-1"),
            (Column::Agreement, "agmt-1"),
            (Column::Currency, "USD"),
        ] {
            assert_eq!(super::values(column, &known), [expected]);
        }
        assert_eq!(super::values(Column::Order, &Known::default()), [""; 0]);
        assert_eq!(super::values(Column::Category, &known).len(), words::CATEGORIES.len());
        assert_eq!(super::values(Column::Total, &known), [""; 0]);
    }

    #[test]
    fn an_amount_of_the_address_is_the_same_in_every_language() {
        let tokens = read("total~>=~1000;left~<=~-0.5");
        assert_eq!(values(&tokens), ["1000", "-0.5"]);
        let (text, conditions) = asked(&tokens);
        assert_eq!(text, "");
        let asked: Vec<&str> = conditions.iter().map(|it| it.value.as_str()).collect();
        assert_eq!(asked, ["1000", "-0.5"]);
    }

    #[test]
    fn the_invoices_of_a_purchase_order_are_those_of_no_other() {
        assert_eq!(order_filter("PO-1"), "order~=~PO-1");
        assert_eq!(values(&read(&order_filter("A;B~%3B"))), ["A;B~%3B"]);
    }
}
