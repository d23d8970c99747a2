//! What the list can be filtered by, and which purchase orders a token admits.
//!
//! The address holds words of the contract and plain decimals, so that it asks the same in every
//! language; only what is shown and typed is in words of the reader.

use std::collections::BTreeSet;

use leptos::prelude::*;
use outlook::api::OrderRow;

use super::cells::tags;
use super::entries::{Entry, Fact};
use crate::pages::tokens::{self, written};
use crate::text::costs::NO_COST_CENTER;
use crate::text::{Text, dashboard as texts, orders as order_texts};
use crate::ui::{FilterToken, Operator, Property};
use crate::{format, words};

const STATUSES: [&str; 4] = ["active", "suspended", "expired", "suspended-expired"];

/// What is compared by a token.
enum Own {
    /// Any of these.
    Texts(Vec<String>),
    Amount(Option<String>),
    Month(Option<String>),
    /// An instant, compared by its day.
    Day(String),
}

/// The word of the address, the name, what is compared, and how.
type Known = (&'static str, Text, fn(&Entry) -> Own, &'static [Operator]);

/// What the list can be filtered by.
const PROPERTIES: [Known; 15] = [
    ("order", order_texts::COLUMN_ORDER, |e| Own::Texts(vec![e.order.id.clone()]), Operator::TEXT),
    ("status", order_texts::COLUMN_STATUS, |e| Own::Texts(statuses(&e.order)), Operator::EXACT),
    ("mind", texts::COLUMN_MIND, |e| Own::Texts(facts(e)), Operator::EXACT),
    (
        "value",
        order_texts::COLUMN_VALUE,
        |e| Own::Amount(Some(e.order.value.clone())),
        Operator::ORDERED,
    ),
    (
        "balance",
        order_texts::COLUMN_BALANCE,
        |e| Own::Amount(e.order.balance.clone()),
        Operator::ORDERED,
    ),
    ("effective", texts::COLUMN_EFFECTIVE, |e| month(&e.order.effective), Operator::ORDERED),
    ("expiration", texts::COLUMN_EXPIRATION, |e| month(&e.order.expiration), Operator::ORDERED),
    (
        "next",
        order_texts::COLUMN_NEXT,
        |e| Own::Month(e.order.next.clone().map(|next| next.1)),
        Operator::ORDERED,
    ),
    ("seller", texts::COLUMN_SELLERS, |e| Own::Texts(e.order.sellers.clone()), Operator::TEXT),
    (
        "currency",
        texts::COLUMN_CURRENCY,
        |e| Own::Texts(vec![e.order.currency.clone()]),
        Operator::EXACT,
    ),
    ("contact", texts::COLUMN_CONTACTS, |e| Own::Texts(e.order.contacts.clone()), Operator::TEXT),
    ("tag", texts::COLUMN_TAGS, |e| Own::Texts(tags(&e.order)), Operator::TEXT),
    (
        "costCenter",
        order_texts::FIELD_COST_CENTER,
        |e| Own::Texts(cost_centers(&e.order)),
        Operator::TEXT,
    ),
    ("updated", texts::COLUMN_UPDATED, |e| Own::Day(e.order.updated.clone()), Operator::ORDERED),
    (
        "description",
        order_texts::COLUMN_DESCRIPTION,
        |e| Own::Texts(vec![e.order.description.clone()]),
        Operator::TEXT,
    ),
];

/// Those whose values are few, and are suggested.
const SUGGESTED: [&str; 7] =
    ["status", "mind", "seller", "currency", "contact", "tag", "costCenter"];

pub(super) fn properties(entries: Memo<Option<Vec<Entry>>>) -> Vec<Property> {
    let property = |(id, label, own, operators): Known| Property {
        id,
        label: label.into(),
        values: Signal::derive(move || {
            entries.with(|entries| values(id, own, entries.as_deref().unwrap_or_default()))
        }),
        operators,
    };
    PROPERTIES.into_iter().map(property).collect()
}

/// The values that there are.
fn values(property: &str, own: fn(&Entry) -> Own, entries: &[Entry]) -> Vec<String> {
    if !SUGGESTED.contains(&property) {
        return Vec::new();
    }
    match property {
        "status" | "mind" => words_of(property).into_iter().map(|(_, text)| text.into()).collect(),
        _ => {
            let texts = |entry| match own(entry) {
                Own::Texts(texts) => texts,
                _ => Vec::new(),
            };
            let all: BTreeSet<String> = entries.iter().flat_map(texts).collect();
            all.into_iter().collect()
        }
    }
}

/// Whether a purchase order is one that the token asks for.
pub(super) fn admits(entry: &Entry, token: &FilterToken) -> bool {
    let operator = token.operator;
    let found = PROPERTIES.iter().find(|(word, ..)| *word == token.property);
    let Some((_, _, own, _)) = found else {
        let value = format::lowercase(&token.value);
        return value.split_whitespace().all(|word| entry.words.contains(word));
    };
    match own(entry) {
        Own::Texts(texts) => has_text(&texts, operator, &token.value),
        Own::Amount(amount) => {
            let number = |text: &String| procurement::parse_number(text).ok();
            let typed = format::parse_amount(&token.value);
            stands(amount.as_ref().and_then(number), operator, typed.as_ref().and_then(number))
        }
        Own::Month(month) => stands(month, operator, format::parse_month(&token.value)),
        Own::Day(instant) => match format::parse_month(&token.value) {
            // Whoever tells a month means all its days.
            Some(month) if token.value.trim().len() != DAY => {
                stands(instant.get(..month.len()).map(str::to_owned), operator, Some(month))
            }
            _ => stands(
                instant.get(..DAY).map(str::to_owned),
                operator,
                Some(token.value.trim().to_owned()),
            ),
        },
    }
}

/// How long a day is as it is written, `2026-03-31`.
const DAY: usize = 10;

fn has_text(texts: &[String], operator: Operator, value: &str) -> bool {
    let value = format::lowercase(value);
    let is = || texts.iter().any(|text| format::lowercase(text) == value);
    let has = || texts.iter().any(|text| format::lowercase(text).contains(&value));
    match operator {
        Operator::Is => is(),
        Operator::IsNot => !is(),
        Operator::ContainsNot => !has(),
        Operator::Contains | Operator::AtLeast | Operator::AtMost => has(),
    }
}

/// How something stands to what was typed. What is not there, or cannot be understood, is another.
fn stands<T: Ord>(own: Option<T>, operator: Operator, typed: Option<T>) -> bool {
    let (Some(own), Some(typed)) = (own, typed) else { return operator == Operator::IsNot };
    match operator {
        Operator::IsNot | Operator::ContainsNot => own != typed,
        Operator::AtLeast => own >= typed,
        Operator::AtMost => own <= typed,
        Operator::Is | Operator::Contains => own == typed,
    }
}

/// A status in the language of the page, and the word that all languages share.
fn statuses(order: &OrderRow) -> Vec<String> {
    vec![words::status(&order.status, order.created).1, order.status.clone()]
}

/// Cost centres of its lines. A line without one has that in words.
fn cost_centers(order: &OrderRow) -> Vec<String> {
    let named = |center: &String| match center.as_str() {
        "" => NO_COST_CENTER.into(),
        center => center.to_owned(),
    };
    order.cost_centers.iter().map(named).collect()
}

/// Stands in addresses for a line without a cost centre.
const NO_CENTER: &str = "(none)";

/// Tokens of the address. What cannot be one is left out.
pub(super) fn read(text: &str) -> Vec<FilterToken> {
    let is_known = |property: &str| PROPERTIES.iter().any(|(word, ..)| *word == property);
    // An address of earlier days, or one that somebody wrote, may hold words and amounts as people
    // know them.
    tokens::each(tokens::read(text, is_known), |token| {
        let is_plain = is_amount(&token.property) && format::is_plain(&token.value);
        if is_plain { None } else { in_contract(token) }
    })
}

/// Tokens as people read them.
pub(super) fn shown(tokens: Vec<FilterToken>) -> Vec<FilterToken> {
    tokens::each(tokens, |token| match is_amount(&token.property) {
        true => Some(format::amount(&token.value)),
        false => tokens::told(&words_of(&token.property), &token.value),
    })
}

/// Tokens that people chose or typed, as text of the address.
pub(super) fn typed(tokens: Vec<FilterToken>) -> String {
    written(&tokens::each(tokens, in_contract))
}

/// What a person chose or typed, in words of the contract, plain decimals and months; none where it
/// stays as it is.
fn in_contract(token: &FilterToken) -> Option<String> {
    if is_amount(&token.property) {
        return format::parse_amount(&token.value);
    }
    if is_month(&token.property) {
        let is_day = token.value.trim().len() == DAY;
        return if is_day { None } else { format::parse_month(&token.value) };
    }
    tokens::word(&words_of(&token.property), &token.value)
}

/// The words of the contract that a property can have, each with what people call it.
fn words_of(property: &str) -> Vec<(&'static str, Text)> {
    match property {
        "status" => STATUSES.map(|word| (word, words::status_text(word).1)).to_vec(),
        "mind" => Fact::BADGES.map(|fact| (fact.word(), fact.badge())).to_vec(),
        "costCenter" => vec![(NO_CENTER, NO_COST_CENTER)],
        _ => Vec::new(),
    }
}

fn is_amount(property: &str) -> bool {
    matches!(property, "value" | "balance")
}

fn is_month(property: &str) -> bool {
    matches!(property, "effective" | "expiration" | "next" | "updated")
}

/// The filter of the list that leaves purchase orders with a line without a cost centre.
pub(in crate::pages) fn without_cost_center() -> String {
    let (property, value) = ("costCenter".to_owned(), NO_CENTER.to_owned());
    written(&[FilterToken { property, operator: Operator::Is, value }])
}

/// The same for what the badges say.
fn facts(entry: &Entry) -> Vec<String> {
    let facts = Fact::BADGES.into_iter().filter(|fact| entry.is(*fact));
    facts.flat_map(|fact| [fact.badge().into(), fact.word().to_owned()]).collect()
}

fn month(month: &str) -> Own {
    Own::Month(Some(month.to_owned()).filter(|month| !month.is_empty()))
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
            ("status~=~suspended", "suspended", "Suspended"),
            ("status~!=~Suspended", "suspended", "Suspended"),
            ("status~=~nonsense", "nonsense", "nonsense"),
            ("mind~=~out", "out", texts::BADGE_OUT.english()),
            ("costCenter~=~(none)", "(none)", NO_COST_CENTER.english()),
            ("costCenter~:~R&D", "R&D", "R&D"),
            ("expiration~<=~2026-03", "2026-03", "2026-03"),
            ("updated~>=~2026-03-31", "2026-03-31", "2026-03-31"),
            ("order~=~Suspended", "Suspended", "Suspended"),
            ("~:~Suspended", "Suspended", "Suspended"),
        ] {
            let tokens = read(text);
            assert_eq!(values(&tokens), [value], "{text}");
            let shown = shown(tokens.clone());
            assert_eq!(values(&shown), [told], "{text}");
            assert_eq!(read(&typed(shown)), tokens, "{text}");
        }
        assert_eq!(read("nonsense~=~1;status~=~"), []);
    }

    #[test]
    fn every_word_is_found_by_what_people_call_it_here_and_in_english() {
        for property in ["status", "mind", "costCenter"] {
            for (word, text) in words_of(property) {
                for value in [word, text.get(), text.english()] {
                    let token = FilterToken {
                        property: property.into(),
                        operator: Operator::Is,
                        value: value.into(),
                    };
                    assert_eq!(in_contract(&token).as_deref(), Some(word));
                }
            }
        }
    }

    #[test]
    fn an_amount_of_the_address_is_the_same_in_every_language() {
        assert_eq!(values(&read("value~>=~1000;balance~<=~-0.5")), ["1000", "-0.5"]);
    }

    #[test]
    fn a_line_without_a_cost_center_is_asked_for_by_the_address() {
        assert_eq!(without_cost_center(), "costCenter~=~(none)");
        assert_eq!(values(&read(&without_cost_center())), ["(none)"]);
    }
}
