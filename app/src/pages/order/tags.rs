//! Tags, edited where they stand.

use leptos::html;
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use super::Sheet;
use crate::pages::Proposal;
use crate::text::orders as texts;
use crate::ui::follow::{follow, memo};
use crate::ui::{Button, ButtonKind, Icon, TagEditor};

const TAG: &str = "purchase-orders:TagResource";

pub(super) fn part(sheet: Sheet) -> AnyView {
    let tags = memo(move || {
        sheet.details.with(|it| {
            let order = it.as_ref().and_then(|it| it.order.as_ref());
            order.map(|order| order.tags.clone()).unwrap_or_default()
        })
    });
    let is_edited = memo(move || sheet.tags.with(Option::is_some));
    let heading = NodeRef::<html::H2>::new();
    let edit = move || {
        sheet.tags.set(Some(tags.get_untracked().into_iter().collect()));
    };
    let cannot = sheet.refusal(TAG);
    let end = move || {
        sheet.tags.try_set(None);
        // The button that had the focus is gone.
        if let Some(heading) = heading.try_get_untracked().flatten() {
            drop(heading.focus());
        }
    };
    view! {
        <section class="order-section">
            <div class="page-head">
                <h2 tabindex="-1" node_ref=heading>{texts::FIELD_TAGS.get()}</h2>
                {follow(move || (!is_edited.get()).then(|| view! {
                    <Button
                        label=texts::EDIT_TAGS
                        icon=Icon::Edit
                        kind=ButtonKind::Quiet
                        disabled=Signal::stored(cannot.clone())
                        on_click=edit
                    />
                }))}
            </div>
            {follow(move || if is_edited.get() { editor(sheet, end) } else { shown(tags) })}
        </section>
    }
    .into_any()
}

fn shown(tags: Memo<std::collections::BTreeMap<String, String>>) -> AnyView {
    follow(move || {
        let tags = tags.get();
        if tags.is_empty() {
            return view! { <p class="hint">{texts::NO_TAGS.get()}</p> }.into_any();
        }
        let tags: Vec<AnyView> = tags
            .into_iter()
            .map(|(name, value)| {
                view! {
                    <li class="order-tag">
                        <span class="order-tag-name">{name}</span>
                        {value}
                    </li>
                }
                .into_any()
            })
            .collect();
        view! { <ul class="order-tags">{tags}</ul> }.into_any()
    })
}

fn editor(sheet: Sheet, end: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let value = Signal::derive(move || sheet.tags.get().unwrap_or_default());
    let edits = Signal::derive(move || {
        let now: Map<String, Value> = value
            .get()
            .into_iter()
            .map(|(key, value)| (key.trim().to_owned(), value.trim().into()))
            .filter(|(key, _): &(String, Value)| !key.is_empty())
            .collect();
        let was = sheet.details.with(|it| {
            let order = it.as_ref().and_then(|it| it.order.as_ref());
            order.and_then(|order| serde_json::to_value(&order.tags).ok())
        });
        if was == Some(Value::Object(now.clone())) {
            return Vec::new();
        }
        let id = sheet.id.get_value();
        vec![json!({ "set": { "purchaseOrder": id }, "to": { "tags": now } })]
    });
    let set = move |tags: Vec<(String, String)>| sheet.tags.set(Some(tags));
    view! {
        <TagEditor value=value on_change=set />
        <Proposal edits=edits on_applied=end />
        <div class="actions">
            <Button label=texts::CANCEL kind=ButtonKind::Quiet on_click=end />
        </div>
    }
    .into_any()
}
