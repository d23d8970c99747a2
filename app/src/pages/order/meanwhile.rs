//! What others save of a purchase order while somebody edits it: nothing of theirs is lost unseen.
//!
//! Lists whose items have names are put together from both. Of anything else that both have
//! changed, somebody decides whose counts.

use std::rc::Rc;

use billing_files::document::PurchaseOrder;
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use super::form::differences;
use crate::pages::order_form::{Form, name_of};
use crate::pages::proposal::told;
use crate::text::settings_policies::{KEEP_MINE, NO, TAKE_THEIRS, YES};
use crate::text::{Text, orders as texts, save as save_texts, words as word_texts};
use crate::ui::Button;
use crate::ui::follow::{follow, memo};
use crate::words;

/// Theirs with what was changed here: what was taken away here is gone, what was added or made
/// another here is as it is here. Items are the same that have the same key.
pub(super) fn merged<T: Clone + PartialEq, K: PartialEq>(
    was: &[T],
    mine: &[T],
    theirs: &[T],
    key: impl Fn(&T) -> K,
) -> Vec<T> {
    if was == theirs {
        return mine.to_vec();
    }
    let find = |list: &[T], item: &T| list.iter().find(|own| key(own) == key(item)).cloned();
    let kept = theirs.iter().filter_map(|item| match (find(was, item), find(mine, item)) {
        (Some(_), None) => None,
        (was, Some(mine)) if was.as_ref() != Some(&mine) => Some(mine),
        _ => Some(item.clone()),
    });
    let is_added =
        |item: &&T| find(theirs, item).is_none() && find(was, item).as_ref() != Some(*item);
    kept.chain(mine.iter().filter(is_added).cloned()).collect()
}

/// The same for members of a purchase order, as the contract has them.
fn merged_member(key: &str, was: &Value, mine: &Value, theirs: &Value) -> Option<Value> {
    match key {
        "contacts" => {
            let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
            let email = |contact: &Value| {
                contact["email"].as_str().map(crate::format::lowercase).unwrap_or_default()
            };
            Some(merged(&list(was), &list(mine), &list(theirs), email).into())
        }
        "tags" => {
            let list = |value: &Value| {
                value.as_object().into_iter().flatten().map(owned).collect::<Vec<_>>()
            };
            let tags = merged(&list(was), &list(mine), &list(theirs), |tag| tag.0.clone());
            Some(tags.into_iter().collect::<Map<_, _>>().into())
        }
        _ => None,
    }
}

fn owned((key, value): (&String, &Value)) -> (String, Value) {
    (key.clone(), value.clone())
}

/// Says that what both have changed of a list is put together.
pub(super) fn put_together(is_other: Memo<bool>, text: Text) -> AnyView {
    let shown =
        move || is_other.get().then(|| told("changes", texts::MEANWHILE.get(), vec![text.into()]));
    view! { <div role="status">{follow(shown)}</div> }.into_any()
}

/// What a form begins with, beside what is there by now.
#[derive(Clone, Copy)]
pub(super) struct Base {
    /// As the contract has it; what was decided on is as it is by now.
    pub(super) was: RwSignal<Value>,
    now: Memo<Value>,
    /// The same in the shape of the form.
    typed: StoredValue<Shape, LocalStorage>,
}

/// What a form would begin with now.
type Shape = Rc<dyn Fn() -> Value>;

impl Base {
    /// `typed` is what the form would begin with now, and `document` what the contract has for it.
    pub(super) fn new(
        order: Memo<Option<PurchaseOrder>>,
        begun: &PurchaseOrder,
        typed: impl Fn(&PurchaseOrder) -> Value + Send + Sync + Clone + 'static,
        document: impl Fn(&Value) -> Value + Send + Sync + Clone + 'static,
    ) -> Self {
        let was = document(&typed(begun));
        let shape = typed.clone();
        let first = was.clone();
        let now = memo(move || {
            // One that is gone meets nothing: the edit is refused then.
            order.with(|order| {
                order.as_ref().map_or_else(|| first.clone(), |it| document(&typed(it)))
            })
        });
        let shape =
            move || order.with_untracked(|order| order.as_ref().map(&shape).unwrap_or_default());
        Self { was: RwSignal::new(was), now, typed: StoredValue::new_local(Rc::new(shape)) }
    }

    /// What is to be set so that what is there becomes what is typed.
    pub(super) fn to(self, mine: &Value) -> Map<String, Value> {
        self.was.with(|was| self.now.with(|now| to(was, mine, now)))
    }

    /// Members that both have changed.
    fn clashes(self, mine: &Value) -> Vec<String> {
        self.was.with(|was| self.now.with(|now| clashes(was, mine, now)))
    }

    /// Why it is not to be saved yet.
    pub(super) fn held(self, mine: Signal<Value>) -> Signal<Option<String>> {
        Signal::derive(move || {
            let is_undecided = mine.with(|mine| !self.clashes(mine).is_empty());
            is_undecided.then(|| texts::MEANWHILE_DECIDE.into())
        })
    }

    /// What both have changed, and the ways out. Members of the form stand below `at`.
    pub(super) fn part(self, form: Form, mine: Signal<Value>, at: String) -> AnyView {
        let clashes = memo(move || mine.with(|mine| self.clashes(mine)));
        let is_merged = memo(move || {
            mine.with(|mine| self.was.with(|was| self.now.with(|now| is_merged(was, mine, now))))
        });
        let list = move || {
            let keys = clashes.get();
            (!keys.is_empty()).then(|| {
                let rows: Vec<AnyView> =
                    keys.iter().map(|key| self.clash(form, mine, &at, key)).collect();
                view! { <div class="order-meanwhile">{rows}</div> }
            })
        };
        view! {
            <div role="alert">{follow(list)}</div>
            {put_together(is_merged, texts::MEANWHILE_LISTS)}
        }
        .into_any()
    }

    fn clash(self, form: Form, mine: Signal<Value>, at: &str, key: &str) -> AnyView {
        let pointer = [at, "/", key].concat();
        let name = name_of(&pointer);
        let theirs = self.now.with(|now| in_words(key, &now[key]));
        let own = untrack(|| mine.with(|mine| in_words(key, &mine[key])));
        let values = [("field", &*name), ("theirs", &*theirs), ("mine", &*own)];
        let line = texts::MEANWHILE_FIELD.with(&values);
        let named = |text: Text| text.with(&[("field", &name)]);
        let key = key.to_owned();
        let settle = move || {
            let now = self.now.with_untracked(|now| now[&key].clone());
            self.was.update(|was| was[&key] = now);
        };
        let keep = settle.clone();
        let take = move || {
            let shape = self.typed.with_value(Rc::clone)();
            // A tax is an amount and what it counts in.
            let kinds: &[&str] = if pointer.ends_with("/tax") { &["", "Type"] } else { &[""] };
            for kind in kinds {
                let pointer = [&pointer, *kind].concat();
                form.set(&pointer, shape.pointer(&pointer).cloned().unwrap_or_default());
            }
            settle();
        };
        view! {
            {told("refused", texts::MEANWHILE.get(), vec![line])}
            <div class="actions">
                <span role="group" aria-label=named(texts::KEEP_MINE_OF)>
                    <Button label=KEEP_MINE on_click=keep />
                </span>
                <span role="group" aria-label=named(texts::TAKE_THEIRS_OF)>
                    <Button label=TAKE_THEIRS on_click=take />
                </span>
            </div>
        }
        .into_any()
    }
}

/// What is to be set so that what is there now becomes what is typed.
pub(super) fn to(was: &Value, mine: &Value, now: &Value) -> Map<String, Value> {
    let mut to = differences(was, mine);
    for (key, value) in &mut to {
        if let Some(merged) = merged_member(key, &was[key], &mine[key], &now[key]) {
            *value = merged;
        }
    }
    // What is there already needs no edit.
    to.retain(|key, value| now.get(key).unwrap_or(&Value::Null) != value);
    to
}

fn is_list(key: &str) -> bool {
    matches!(key, "contacts" | "tags")
}

fn clashes(was: &Value, mine: &Value, now: &Value) -> Vec<String> {
    let changed = differences(was, mine);
    let is_clash =
        |key: &&String| !is_list(key) && now[*key] != was[*key] && now[*key] != mine[*key];
    changed.keys().filter(is_clash).cloned().collect()
}

fn is_merged(was: &Value, mine: &Value, now: &Value) -> bool {
    differences(was, mine).keys().any(|key| is_list(key) && now[key] != was[key])
}

/// The value of a member in words.
pub(crate) fn in_words(key: &str, value: &Value) -> String {
    let text = match value {
        // What is not is not always written.
        Value::Bool(true) if key == "suspended" => word_texts::STATUS_SUSPENDED.into(),
        Value::Bool(false) | Value::Null if key == "suspended" => word_texts::STATUS_ACTIVE.into(),
        Value::Null if key == "balanceTracking" => NO.into(),
        Value::String(text) if matches!(key, "amount" | "quantity") => crate::format::amount(text),
        Value::String(text) if key == "type" => words::line_type(text),
        Value::String(text) if key.ends_with("Month") => crate::format::month_long(text),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let text =
                |item: &Value| Some(words::seller(item.as_str().or(item["email"].as_str())?));
            items.iter().filter_map(text).collect::<Vec<_>>().join(", ")
        }
        Value::Bool(true) => YES.into(),
        Value::Bool(false) => NO.into(),
        Value::Object(tags) if key == "tags" => {
            let text = |(key, value): (&String, &Value)| {
                [key, ": ", value.as_str().unwrap_or_default()].concat()
            };
            tags.iter().map(text).collect::<Vec<_>>().join(", ")
        }
        Value::Object(tax) => {
            let amount = tax.get("value").and_then(Value::as_str).unwrap_or_default().to_owned();
            let is_percent = tax.get("type") == Some(&json!("percent"));
            if is_percent { [&amount, " %"].concat() } else { amount }
        }
        Value::Null | Value::Number(_) => String::new(),
    };
    if text.is_empty() { save_texts::EMPTY_VALUE.into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_are_put_together() {
        let list = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        for (was, mine, theirs, expected) in [
            ("a1 b1", "a1 b2", "a1 b1", "a1 b2"),
            ("a1 b1", "b1 a1", "a1 b1", "b1 a1"),
            ("a1", "a1 m1", "a1 t1", "a1 t1 m1"),
            ("a1 b1", "a1", "a1 b1 t1", "a1 t1"),
            ("a1 b1", "a1 b1 m1", "a1", "a1 m1"),
            ("a1 b1", "a2 b1", "b1", "b1 a2"),
            ("a1", "a2", "a3", "a2"),
            ("", "m1", "m2", "m1"),
        ] {
            let key = |item: &String| item.chars().next();
            let got = merged(&list(was), &list(mine), &list(theirs), key);
            assert_eq!(got, list(expected), "{was} | {mine} | {theirs}");
        }
    }

    #[test]
    fn what_others_added_to_a_list_is_in_what_is_saved() {
        let was = json!({ "contacts": [{ "email": "a@x.eu" }], "tags": { "a": "1" } });
        let mine =
            json!({ "contacts": [{ "email": "A@x.eu", "name": "A" }], "tags": { "a": "2" } });
        let now = json!({
            "contacts": [{ "email": "a@x.eu" }, { "email": "b@x.eu" }],
            "tags": { "a": "1", "b": "1" },
        });
        let expected = json!({
            "contacts": [{ "email": "A@x.eu", "name": "A" }, { "email": "b@x.eu" }],
            "tags": { "a": "2", "b": "1" },
        });
        assert_eq!(Value::Object(to(&was, &mine, &now)), expected);
        assert!(is_merged(&was, &mine, &now) && clashes(&was, &mine, &now).is_empty());
        assert_eq!(Value::Object(to(&was, &was, &now)), json!({}), "what is not edited stays");
    }

    #[test]
    fn a_member_that_both_changed_is_decided_on() {
        let was = json!({ "amount": "10", "description": "old" });
        let now = json!({ "amount": "20", "description": "theirs" });
        let mine = json!({ "amount": "30", "description": "old" });
        assert_eq!(clashes(&was, &mine, &now), ["amount"]);
        assert_eq!(Value::Object(to(&was, &mine, &now)), json!({ "amount": "30" }));
        let same = json!({ "amount": "20", "description": "old" });
        assert!(clashes(&was, &same, &now).is_empty(), "both say the same");
        assert!(clashes(&now, &mine, &now).is_empty(), "it was decided on");
    }
}
