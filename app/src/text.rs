//! What pages say: one catalogue, in English here and in other languages beside the pages.
//!
//! A text is found by a key, `area.name`. `locales/de.json` holds the German one for each key; it is
//! loaded once, before the first page is drawn, so texts never change while a page lives. A key that
//! a language lacks falls back to English.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::format;
use crate::storage;

/// Declares the texts of an area, a table of names and their English.
macro_rules! texts {
    ($area:literal; $($name:ident = $english:literal;)*) => {
        $(pub(crate) const $name: $crate::text::Text =
            $crate::text::Text::new(concat!($area, ".", stringify!($name)), $english);)*

        /// All texts of this area.
        #[cfg(test)]
        pub(super) const TEXTS: &[$crate::text::Text] = &[$($name),*];
    };
}

pub(crate) mod account;
pub(crate) mod add_order;
pub(crate) mod changes;
pub(crate) mod checkout;
pub(crate) mod contacts;
pub(crate) mod costs;
pub(crate) mod dashboard;
pub(crate) mod embed;
pub(crate) mod engine;
pub(crate) mod first_run;
pub(crate) mod frame;
pub(crate) mod gallery;
pub(crate) mod help;
pub(crate) mod history;
pub(crate) mod import_orders;
pub(crate) mod importers;
pub(crate) mod invoices;
pub(crate) mod issued;
pub(crate) mod offers;
pub(crate) mod orders;
pub(crate) mod print;
pub(crate) mod rules;
pub(crate) mod save;
pub(crate) mod scenarios;
pub(crate) mod server;
pub(crate) mod settings;
pub(crate) mod settings_actions;
pub(crate) mod settings_mail;
pub(crate) mod settings_people;
pub(crate) mod settings_policies;
pub(crate) mod settings_tokens;
pub(crate) mod sign_in;
pub(crate) mod start;
pub(crate) mod subscriptions;
pub(crate) mod to_do;
pub(crate) mod ui;
pub(crate) mod why;
pub(crate) mod words;
pub(crate) mod you;

/// The texts of every area; a new area adds itself here.
#[cfg(test)]
const AREAS: &[&[Text]] = &[
    account::TEXTS,
    add_order::TEXTS,
    changes::TEXTS,
    checkout::TEXTS,
    contacts::TEXTS,
    costs::TEXTS,
    dashboard::TEXTS,
    embed::TEXTS,
    engine::TEXTS,
    first_run::TEXTS,
    frame::TEXTS,
    gallery::TEXTS,
    help::TEXTS,
    history::TEXTS,
    import_orders::TEXTS,
    importers::TEXTS,
    invoices::TEXTS,
    issued::TEXTS,
    offers::TEXTS,
    orders::TEXTS,
    print::TEXTS,
    rules::TEXTS,
    save::TEXTS,
    scenarios::TEXTS,
    server::TEXTS,
    settings::TEXTS,
    settings_actions::TEXTS,
    settings_mail::TEXTS,
    settings_people::TEXTS,
    settings_policies::TEXTS,
    settings_tokens::TEXTS,
    sign_in::TEXTS,
    start::TEXTS,
    subscriptions::TEXTS,
    to_do::TEXTS,
    ui::TEXTS,
    why::TEXTS,
    words::TEXTS,
    you::TEXTS,
];

/// The languages that pages speak, the one to fall back on first, each with its own name.
pub(crate) const LANGUAGES: [(&str, &str); 2] = [("en", "English"), ("de", "Deutsch")];

const STORED: &str = "tieback.language";

/// A text of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    key: &'static str,
    english: &'static str,
}

impl Text {
    pub(crate) const fn new(key: &'static str, english: &'static str) -> Self {
        Self { key, english }
    }

    /// Returns the English text.
    pub(crate) const fn english(self) -> &'static str {
        self.english
    }

    /// Returns the text in the language of the page.
    pub(crate) fn get(self) -> &'static str {
        TRANSLATED.with_borrow(|texts| texts.get(self.key).copied()).unwrap_or(self.english)
    }

    /// Returns the text with each `{name}` replaced by the value of that name.
    pub(crate) fn with(self, values: &[(&str, &str)]) -> String {
        fill(self.get(), values)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.get().to_owned()
    }
}

impl From<Text> for leptos::prelude::Signal<String> {
    fn from(text: Text) -> Self {
        String::from(text).into()
    }
}

/// Returns the form of a text that fits the number, with `{count}` filled in.
pub(crate) fn plural(one: Text, other: Text, count: usize) -> String {
    let text = if is_one(count) { one } else { other };
    text.with(&[("count", &format::number(count))])
}

/// Returns the language of the page, `en` or `de`.
pub(crate) fn locale() -> &'static str {
    LOCALE.get()
}

/// Returns the language that the reader chose, or else the one of the browser.
pub(crate) fn preferred() -> &'static str {
    let wanted = storage::get(STORED).or_else(|| window().navigator().language());
    let wanted = wanted.unwrap_or_default();
    LANGUAGES
        .iter()
        .map(|(language, _)| *language)
        .find(|language| wanted.starts_with(language))
        .unwrap_or(LANGUAGES[0].0)
}

/// Remembers the language and draws the page anew in it.
pub(crate) fn choose(language: &str) {
    storage::set(STORED, language);
    drop(window().location().reload());
}

/// Loads the texts of a language. The English ones are here already; when others do not arrive,
/// pages speak English.
pub(crate) async fn load(language: &'static str) {
    if language != LANGUAGES[0].0 {
        let Ok(texts) = fetch(language).await else { return };
        TRANSLATED.set(texts);
    }
    LOCALE.set(language);
    if let Some(root) = document().document_element() {
        drop(root.set_attribute("lang", language));
    }
}

/// Speaks a language whose texts are here already, in a page that is somebody else's.
pub(crate) fn speak(language: &str, texts: &Object) {
    if let Some((language, _)) = LANGUAGES.iter().find(|(known, _)| *known == language) {
        TRANSLATED.set(translated(texts));
        LOCALE.set(language);
    }
}

thread_local! {
    static LOCALE: Cell<&'static str> = const { Cell::new(LANGUAGES[0].0) };
    static TRANSLATED: RefCell<HashMap<&'static str, &'static str>> = RefCell::default();
    static PLURAL_RULES: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

async fn fetch(language: &str) -> Result<HashMap<&'static str, &'static str>, JsValue> {
    let url = ["locales/", language, ".json"].concat();
    let response = JsFuture::from(window().fetch_with_str(&url)).await?;
    let response: web_sys::Response = response.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::UNDEFINED);
    }
    let texts: Object = JsFuture::from(response.json()?).await?.dyn_into()?;
    Ok(translated(&texts))
}

/// The texts of a file as the code finds them.
fn translated(texts: &Object) -> HashMap<&'static str, &'static str> {
    let mut translated = HashMap::new();
    for entry in Object::entries(texts).iter() {
        let entry: Array = entry.unchecked_into();
        let (Some(key), Some(text)) = (entry.get(0).as_string(), entry.get(1).as_string()) else {
            continue;
        };
        // Texts live as long as the page does.
        translated.insert(&*key_in_code(&key).leak(), &*text.leak());
    }
    translated
}

/// Turns the key of a file, `ui.close`, into that of the code, `ui.CLOSE`.
fn key_in_code(key: &str) -> String {
    match key.split_once('.') {
        Some((area, name)) => [area, ".", &name.to_ascii_uppercase()].concat(),
        None => key.to_owned(),
    }
}

/// A template with each `{name}` replaced by the value of that name.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        filled.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            filled.push_str(value);
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[expect(clippy::cast_precision_loss, reason = "plural rules are asked with a JavaScript number")]
fn is_one(count: usize) -> bool {
    let rules = PLURAL_RULES.with_borrow_mut(|rules| {
        rules.get_or_insert_with(|| format::intl("PluralRules", &Object::new())).clone()
    });
    let select = Reflect::get(&rules, &"select".into()).ok().and_then(|f| f.dyn_into().ok());
    select
        .and_then(|select: Function| select.call1(&rules, &JsValue::from_f64(count as f64)).ok())
        .is_some_and(|form| form == "one")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_language_has_exactly_the_keys_and_placeholders_of_english() {
        let english: BTreeMap<String, Vec<&str>> = AREAS
            .iter()
            .flat_map(|area| area.iter())
            .map(|text| (text.key.to_ascii_lowercase(), placeholders(text.english)))
            .collect();
        for (language, _) in &LANGUAGES[1..] {
            let path = format!("{}/locales/{language}.json", env!("CARGO_MANIFEST_DIR"));
            let file = std::fs::read_to_string(path).unwrap();
            let translated: BTreeMap<String, String> = serde_json::from_str(&file).unwrap();
            let placeholders = translated
                .iter()
                .map(|(key, text)| (key.clone(), placeholders(text)))
                .collect::<BTreeMap<_, _>>();
            let missing: Vec<_> =
                english.iter().filter(|(key, _)| !translated.contains_key(*key)).collect();
            assert_eq!(missing, [], "missing in {language}");
            assert_eq!(placeholders, english, "{language}");
            let keys: Vec<&str> =
                file.lines().filter_map(|line| line.trim().strip_prefix('"')).collect();
            assert!(keys.is_sorted(), "{language} is not sorted by key");
        }
    }

    #[test]
    fn a_name_in_braces_is_replaced_and_an_open_brace_is_left() {
        assert_eq!(fill("{shown} of {total}", &[("total", "9"), ("shown", "3")]), "3 of 9");
        assert_eq!(fill("{a}{b}!", &[("a", "{b}")]), "{b}!");
        assert_eq!(fill("a { b", &[]), "a { b");
    }

    fn placeholders(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> =
            text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|p| p.0).collect();
        names.sort_unstable();
        names
    }
}
