//! What a policy says, sentence by sentence, in the language of the page. The server words the
//! sentences in English, part by part; each part is found by its words, and one that is not known
//! stays as it came.

use leptos::prelude::*;

use super::super::actions;
use crate::text::{LANGUAGES, Text, locale, settings_policies as texts};

/// What is said between actions and of conditions, the longer before what it begins with.
const PHRASES: [Text; 17] = [
    texts::SETS_TAG,
    texts::TYPE_KNOWN,
    texts::MANAGEMENT_ASKS,
    texts::ACCOUNT_ASKS,
    texts::ACCOUNT_OWNS,
    texts::THE_TYPE,
    texts::THE_TAG,
    texts::THE_ACTION,
    texts::THE_PERSON_ASKS,
    texts::OF_THE_ORDER,
    texts::OF_THE_REQUEST,
    texts::THERE_IS,
    texts::IS_NOT,
    texts::IS,
    texts::AND,
    texts::OR,
    texts::NOT,
];

/// The sentences under one another.
pub(super) fn list(summary: &[String]) -> AnyView {
    if locale() == LANGUAGES[0].0 {
        return super::super::list(summary);
    }
    let told: Vec<String> = summary.iter().map(|sentence| translated(sentence)).collect();
    super::super::list(&told)
}

/// What a managed policy is for.
pub(in crate::pages::settings) fn purpose(id: &str) -> Option<Text> {
    Some(match id {
        "PurchaseOrderViewer" => texts::FOR_VIEWER,
        "PurchaseOrderAdministrator" => texts::FOR_ORDERS,
        "MarketplaceBuyer" => texts::FOR_BUYER,
        "OrganisationAdministrator" => texts::FOR_ORGANISATION,
        "FullAccess" => texts::FOR_ALL,
        _ => return None,
    })
}

fn translated(sentence: &str) -> String {
    let effect = [("Allows ", texts::ALLOWS), ("Forbids ", texts::FORBIDS)];
    let found = effect.into_iter().find_map(|(begins, text)| {
        let (who, what) = sentence.strip_prefix(begins)?.split_once(": ")?;
        Some(text.with(&[("who", &whom(who)), ("what", &whole(what))]))
    });
    found.unwrap_or_else(|| sentence.to_owned())
}

fn whom(who: &str) -> String {
    let named = [texts::THE_PERSON, texts::WHOEVER_HAS];
    match named.into_iter().find_map(|text| with_name(text, who)) {
        Some(told) => told,
        None if who == texts::EVERYBODY.english() => texts::EVERYBODY.into(),
        None => who.to_owned(),
    }
}

/// A text with the one name that stands in it; none where it is another text.
fn with_name(text: Text, told: &str) -> Option<String> {
    let (before, after) = text.english().split_once("{name}")?;
    let name = told.strip_prefix(before)?.strip_suffix(after)?;
    (!name.contains('`')).then(|| text.with(&[("name", name)]))
}

/// Actions, what they are done to, and conditions.
fn whole(what: &str) -> String {
    let (first, mut rest) = until_condition(what);
    let mut told = deeds(first);
    while let Some((word, after)) = rest {
        let (one, left) = until_condition(after);
        told.push_str(word.get());
        told.push_str(&condition(one));
        rest = left;
    }
    told
}

/// What stands before the next condition, and the word that begins it with what follows.
fn until_condition(told: &str) -> (&str, Option<(Text, &str)>) {
    let begun = [texts::IF, texts::UNLESS].into_iter().filter_map(|word| {
        let (before, after) = told.split_once(word.english())?;
        Some((before, (word, after)))
    });
    match begun.min_by_key(|(before, _)| before.len()) {
        Some((before, begun)) => (before, Some(begun)),
        None => (told, None),
    }
}

fn deeds(told: &str) -> String {
    let (deeds, of) = told.split_at(told.find("; ").unwrap_or(told.len()));
    let only = [texts::ONLY_OF_KIND, texts::ONLY_OF];
    let of = only.into_iter().find_map(|text| with_name(text, of)).unwrap_or_else(|| of.to_owned());
    let mut told = Vec::new();
    let mut rest = deeds;
    while !rest.is_empty() {
        let (deed, left) = next_deed(rest);
        told.push(deed);
        rest = left.strip_prefix(", ").unwrap_or(left);
    }
    [&told.join(", "), of.as_str()].concat()
}

/// The first of some actions, and the rest. A title may hold a comma.
fn next_deed(told: &str) -> (String, &str) {
    let titled = actions::titles().filter_map(|text| {
        let rest = told.strip_prefix(&small(text.english()))?;
        (rest.is_empty() || rest.starts_with(", ")).then_some((text, rest))
    });
    if let Some((text, rest)) = titled.min_by_key(|(_, rest)| rest.len()) {
        return (text.get().to_owned(), rest);
    }
    let (deed, rest) = told.split_at(told.find(", ").unwrap_or(told.len()));
    let every = with_name(texts::EVERY_ACTION_OF, deed);
    let plain = (deed == texts::EVERY_ACTION.english()).then(|| texts::EVERY_ACTION.into());
    (every.or(plain).unwrap_or_else(|| deed.to_owned()), rest)
}

fn small(title: &str) -> String {
    let (first, rest) = title.split_at(title.chars().next().map_or(0, char::len_utf8));
    [&crate::format::lowercase(first), rest].concat()
}

/// Phrase by phrase, what is quoted left alone.
fn condition(told: &str) -> String {
    let parts = told.split('`').enumerate();
    let parts =
        parts.map(|(place, part)| if place % 2 == 1 { part.to_owned() } else { plain(part) });
    parts.collect::<Vec<_>>().join("`")
}

fn plain(told: &str) -> String {
    let mut translated = String::with_capacity(told.len() + 16);
    let mut rest = told;
    while let Some(first) = rest.chars().next() {
        let phrase =
            PHRASES.into_iter().find_map(|text| Some((text, rest.strip_prefix(text.english())?)));
        let left = match phrase {
            Some((text, left)) => {
                translated.push_str(text.get());
                left
            }
            None => {
                translated.push(first);
                rest.split_at(first.len_utf8()).1
            }
        };
        rest = left;
    }
    translated
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where there is no translation, a sentence that is understood comes out as it went in.
    #[test]
    fn what_is_understood_part_by_part_is_whole_again() {
        for sentence in [
            "Allows everybody: every action",
            "Allows whoever has the policy `A`: see a purchase order, every action of `invoicing`",
            "Allows whoever has the policy `A`: add and remove people, and attach policies, write policies",
            "Forbids the person `u-1`: delete a purchase order; only of `A`, unless there is the tag `team` of the purchase order",
            "Allows everybody: list agreements, if the agreement type is known and the agreement type is `PurchaseAgreement`, if not (the account that asks is the account that owns it)",
        ] {
            assert_eq!(translated(sentence).to_lowercase(), sentence.to_lowercase());
        }
    }

    #[test]
    fn a_title_with_a_comma_is_one_action() {
        let (deed, rest) = next_deed("add and remove people, and attach policies, write policies");
        assert_eq!(deed, "Add and remove people, and attach policies");
        assert_eq!(rest, ", write policies");
    }
}
