//! Tokens as text: `Seller != Example Inc.` and back, and what can follow what is typed so far.

use leptos::prelude::*;

use crate::format;
use crate::text::{Text, ui as texts};
use crate::ui::Choice;

/// What things can be filtered by.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) id: &'static str,
    pub(crate) label: String,
    /// The values there are, to suggest.
    pub(crate) values: Signal<Vec<String>>,
    pub(crate) operators: &'static [Operator],
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Is,
    IsNot,
    Contains,
    ContainsNot,
    AtLeast,
    AtMost,
}

impl Operator {
    /// For properties with a few known values.
    pub(crate) const EXACT: &'static [Self] = &[Self::Is, Self::IsNot];
    /// For texts.
    pub(crate) const TEXT: &'static [Self] =
        &[Self::Is, Self::IsNot, Self::Contains, Self::ContainsNot];
    /// For amounts and months.
    pub(crate) const ORDERED: &'static [Self] =
        &[Self::Is, Self::IsNot, Self::AtLeast, Self::AtMost];

    /// The longer signs first, so that one is not taken for the start of another.
    const ALL: [Self; 6] =
        [Self::IsNot, Self::ContainsNot, Self::AtLeast, Self::AtMost, Self::Is, Self::Contains];

    /// Returns the sign, as it is typed and stands in addresses.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::IsNot => "!=",
            Self::Contains => ":",
            Self::ContainsNot => "!:",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
        }
    }

    /// Returns the operator of a sign.
    pub(crate) fn from_sign(sign: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.sign() == sign)
    }

    fn meaning(self) -> Text {
        match self {
            Self::Is => texts::IS,
            Self::IsNot => texts::IS_NOT,
            Self::Contains => texts::CONTAINS,
            Self::ContainsNot => texts::CONTAINS_NOT,
            Self::AtLeast => texts::AT_LEAST,
            Self::AtMost => texts::AT_MOST,
        }
    }
}

/// One condition. Free text has no property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FilterToken {
    pub(crate) property: String,
    pub(crate) operator: Operator,
    pub(crate) value: String,
}

/// Writes a token as it is typed.
pub(super) fn write(properties: &[Property], token: &FilterToken) -> String {
    let property = properties.iter().find(|property| property.id == token.property);
    let sign = token.operator.sign();
    match property {
        Some(property) => [&property.label, " ", sign, " ", &token.value].concat(),
        None => token.value.clone(),
    }
}

/// Reads what is typed; without a known property it is free text.
pub(super) fn read(properties: &[Property], text: &str) -> Option<FilterToken> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let free = || FilterToken {
        property: String::new(),
        operator: Operator::Contains,
        value: text.to_owned(),
    };
    let Some((property, operator, value)) = split(properties, text) else { return Some(free()) };
    let value = value.to_owned();
    (!value.is_empty()).then(|| FilterToken { property: property.id.to_owned(), operator, value })
}

/// Tells whether the text says everything that a token needs.
pub(super) fn is_whole(properties: &[Property], text: &str) -> bool {
    match split(properties, text) {
        Some((_, _, value)) => !value.is_empty(),
        None => false,
    }
}

/// Returns what can follow what is typed: properties, then their operators, then their values.
pub(super) fn suggest(properties: &[Property], typed: &str) -> Vec<Choice> {
    if let Some((property, operator, value)) = split(properties, typed) {
        let wanted = format::lowercase(value);
        let prefix = [&property.label, " ", operator.sign(), " "].concat();
        return property
            .values
            .get()
            .into_iter()
            .filter(|value| format::lowercase(value).contains(&wanted))
            .map(|value| Choice::new([&prefix, &*value].concat(), value))
            .collect();
    }
    let wanted = format::lowercase(typed.trim());
    if let Some((property, _)) = named(properties, typed) {
        let follow = |operator: &Operator| Choice {
            value: [&property.label, " ", operator.sign(), " "].concat(),
            label: [&property.label, " ", operator.sign()].concat(),
            description: Some(operator.meaning().get().to_owned()),
        };
        return property.operators.iter().map(follow).collect();
    }
    properties
        .iter()
        .filter(|property| format::lowercase(&property.label).contains(&wanted))
        .map(|property| Choice::new([&property.label, " "].concat(), property.label.clone()))
        .collect()
}

/// Splits text into property, operator and value, the last perhaps empty.
fn split<'a, 'b>(
    properties: &'a [Property],
    text: &'b str,
) -> Option<(&'a Property, Operator, &'b str)> {
    let (property, rest) = named(properties, text)?;
    let operator = Operator::ALL.into_iter().find(|operator| {
        property.operators.contains(operator) && rest.starts_with(operator.sign())
    })?;
    Some((property, operator, rest[operator.sign().len()..].trim()))
}

/// Finds the property that the text begins with, the one with the longest name where several do.
fn named<'a, 'b>(properties: &'a [Property], text: &'b str) -> Option<(&'a Property, &'b str)> {
    let text = text.trim_start();
    let begins = |property: &&Property| {
        text.get(..property.label.len())
            .is_some_and(|start| format::lowercase(start) == format::lowercase(&property.label))
    };
    let property = properties.iter().filter(begins).max_by_key(|property| property.label.len())?;
    Some((property, text[property.label.len()..].trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_as_a_token_or_as_free_text() {
        let owner = Owner::new();
        owner.set();
        let properties = properties();
        for (typed, expected) in [
            ("Seller = Acme", Some(("seller", Operator::Is, "Acme"))),
            ("seller!=Acme Inc.", Some(("seller", Operator::IsNot, "Acme Inc."))),
            ("Seller of record : A = B", Some(("record", Operator::Contains, "A = B"))),
            ("Total >= 100", Some(("total", Operator::AtLeast, "100"))),
            ("Total : 1", Some(("", Operator::Contains, "Total : 1"))),
            ("hello", Some(("", Operator::Contains, "hello"))),
            ("Seller =", None),
            ("  ", None),
        ] {
            let token = read(&properties, typed);
            let token = token.as_ref().map(|t| (t.property.as_str(), t.operator, t.value.as_str()));
            assert_eq!(token, expected, "{typed}");
        }
    }

    #[test]
    fn a_token_is_written_as_it_is_typed() {
        let owner = Owner::new();
        owner.set();
        let properties = properties();
        let token = read(&properties, "Seller != Acme").unwrap();
        assert_eq!(write(&properties, &token), "Seller != Acme");
        assert_eq!(read(&properties, &write(&properties, &token)), Some(token));
    }

    #[test]
    fn suggestions_lead_from_property_to_operator_to_value() {
        let owner = Owner::new();
        owner.set();
        let properties = properties();
        let values = |typed: &str| {
            suggest(&properties, typed).into_iter().map(|choice| choice.value).collect::<Vec<_>>()
        };
        assert_eq!(values("tot"), ["Total "]);
        assert_eq!(values("Total "), ["Total = ", "Total != ", "Total >= ", "Total <= "]);
        assert_eq!(values("Seller = b"), ["Seller = Beta"]);
    }

    fn properties() -> Vec<Property> {
        let property = |id, label: &str, operators| Property {
            id,
            label: label.to_owned(),
            values: Signal::stored(vec!["Acme".to_owned(), "Beta".to_owned()]),
            operators,
        };
        vec![
            property("seller", "Seller", Operator::EXACT),
            property("record", "Seller of record", Operator::TEXT),
            property("total", "Total", Operator::ORDERED),
        ]
    }
}
