//! Sentences of explanations in the language of the page, and the rules behind them.

use outlook::api::Candidate;

use crate::text::{self, Text, issued, rules as texts};
use crate::{format, words};

/// The sentence of a candidate, and the numbers of its rules.
pub(crate) fn sentence(candidate: &Candidate, currency: &str) -> (String, Option<String>) {
    let translated = translation(&candidate.key);
    let template = translated.map_or(candidate.template.as_str(), |text| text.get());
    let (template, rule) = split(template);
    let values: Vec<(&str, String)> = candidate
        .arguments
        .iter()
        .map(|(name, value)| (name.as_str(), shown(name, value, currency)))
        .collect();
    let values: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    (text::fill(template, &values), rule.map(|rule| text::fill(rule, &values)))
}

/// The rules stand in brackets at the end of a template, or what tells them.
fn split(template: &str) -> (&str, Option<&str>) {
    match template.rsplit_once(" (") {
        Some((sentence, rule)) => match rule.strip_suffix(')') {
            Some(rule) if rule.starts_with(['M', 'P']) || rule == "{rule}" => {
                (sentence, Some(rule))
            }
            _ => (template, None),
        },
        None => (template, None),
    }
}

/// An argument as people write it.
fn shown(name: &str, value: &str, currency: &str) -> String {
    match name {
        "start" | "end" | "period" | "effective" | "expiration" => format::month(value),
        "updated" | "chosenUpdated" => format::date_time(value),
        "balance" | "total" => match value.split_once(' ') {
            Some((amount, code)) if code.len() == currency.len() => format::money(amount, code),
            _ => value.to_owned(),
        },
        "type" | "chosenType" => type_of(value),
        "own" | "unit" if value == "none" => issued::NONE.into(),
        "category" => words::category(&value.replace(' ', "-")),
        _ => value.to_owned(),
    }
}

/// The engine names types in English.
fn type_of(title: &str) -> String {
    use procurement::LineItemType as Type;
    let all = [
        Type::All,
        Type::MonthlyUsage,
        Type::Subscription,
        Type::MarketplaceTransaction,
        Type::MarketplaceBlanketUsage,
        Type::ProfessionalServices,
    ];
    let found = all.into_iter().find(|kind| kind.title() == title);
    found.map_or_else(|| title.to_owned(), |kind| words::line_type(kind.as_str()))
}

fn translation(key: &str) -> Option<Text> {
    texts::SENTENCES.iter().find(|(known, _)| *known == key).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_are_no_part_of_the_sentence() {
        assert_eq!(split("it is first ({rule})"), ("it is first", Some("{rule}")));
        assert_eq!(split("it is out (M2, P-1)"), ("it is out", Some("M2, P-1")));
        assert_eq!(split("the invoice names it"), ("the invoice names it", None));
        assert_eq!(split("it is {type} (all)"), ("it is {type} (all)", None));
    }
}
