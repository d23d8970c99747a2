//! The tokens of a filter as text of the address, and back.

use crate::text::Text;
use crate::ui::{FilterToken, Operator};

/// Words of the contract, each with what people call it.
pub(super) type Words = [(&'static str, Text)];

/// Set apart what one token consists of, and one token from the next.
const WITHIN: char = '~';
const BETWEEN: char = ';';

/// Tokens as text of the address.
pub(super) fn written(tokens: &[FilterToken]) -> String {
    let mut text = String::new();
    for token in tokens {
        if !text.is_empty() {
            text.push(BETWEEN);
        }
        for (place, part) in
            [&*token.property, token.operator.sign(), &*token.value].into_iter().enumerate()
        {
            if place > 0 {
                text.push(WITHIN);
            }
            text.push_str(&escaped(part));
        }
    }
    text
}

/// Tokens of the address. What cannot be one is left out.
pub(super) fn read(text: &str, is_known: impl Fn(&str) -> bool) -> Vec<FilterToken> {
    text.split(BETWEEN).filter_map(|text| token(text, &is_known)).collect()
}

/// Tokens with other values where there are some.
pub(super) fn each(
    mut tokens: Vec<FilterToken>,
    other: impl Fn(&FilterToken) -> Option<String>,
) -> Vec<FilterToken> {
    for token in &mut tokens {
        if let Some(value) = other(token) {
            token.value = value;
        }
    }
    tokens
}

/// What people call a word of the contract.
pub(super) fn told(words: &Words, value: &str) -> Option<String> {
    words.iter().find(|(word, _)| *word == value).map(|(_, text)| (*text).into())
}

/// The word of the contract for what a person chose or typed. English is understood in every language.
pub(super) fn word(words: &Words, value: &str) -> Option<String> {
    let contract = words.iter().find(|(word, _)| *word == value);
    let here = || words.iter().find(|(_, text)| text.get() == value);
    let english = || words.iter().find(|(_, text)| text.english() == value);
    contract.or_else(here).or_else(english).map(|(word, _)| (*word).to_owned())
}

fn token(text: &str, is_known: impl Fn(&str) -> bool) -> Option<FilterToken> {
    let mut parts = text.splitn(3, WITHIN).map(unescaped);
    let property = parts.next()?;
    let operator = Operator::from_sign(&parts.next()?)?;
    let value = parts.next().filter(|value| !value.is_empty())?;
    let is_one = property.is_empty() || is_known(&property);
    is_one.then_some(FilterToken { property, operator, value })
}

/// The characters that set apart are written as the percent codes that addresses know.
fn escaped(part: &str) -> String {
    part.replace('%', "%25").replace(WITHIN, "%7E").replace(BETWEEN, "%3B")
}

fn unescaped(part: &str) -> String {
    part.replace("%3B", ";").replace("%7E", "~").replace("%25", "%")
}
