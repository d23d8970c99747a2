//! Tags, edited where they stand.

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;
use serde_json::json;

use super::Sheet;
use super::meanwhile::{merged, put_together};
use crate::pages::Proposal;
use crate::text::orders as texts;
use crate::ui::follow::{follow, memo};
use crate::ui::{Button, ButtonKind, Icon, TagEditor};

const TAG: &str = "purchase-orders:TagResource";

/// Names with their values.
type Tags = Vec<(String, String)>;

pub(super) fn part(sheet: Sheet) -> AnyView {
    let tags = memo(move || {
        sheet.details.with(|it| {
            let order = it.as_ref().and_then(|it| it.order.as_ref());
            let tags = order.map(|order| order.tags.clone()).unwrap_or_default();
            tags.into_iter().collect::<Tags>()
        })
    });
    let is_edited = memo(move || sheet.tags.with(Option::is_some));
    let heading = NodeRef::<html::H2>::new();
    let edit = move || {
        sheet.tags_were.set(tags.get_untracked());
        sheet.tags.set(Some(tags.get_untracked()));
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
            {follow(move || if is_edited.get() { editor(sheet, tags, end) } else { shown(tags) })}
        </section>
    }
    .into_any()
}

fn shown(tags: Memo<Tags>) -> AnyView {
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

fn editor(
    sheet: Sheet,
    tags: Memo<Tags>,
    end: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let value = Signal::derive(move || sheet.tags.get().unwrap_or_default());
    let edits = Signal::derive(move || {
        let mine: Tags = value
            .get()
            .into_iter()
            .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
            .filter(|(key, _)| !key.is_empty())
            .collect();
        let key = |tag: &(String, String)| tag.0.clone();
        let now = sheet.tags_were.with(|were| tags.with(|theirs| merged(were, &mine, theirs, key)));
        // The order of tags tells nothing.
        let now: BTreeMap<String, String> = now.into_iter().collect();
        if now == tags.get().into_iter().collect() {
            return Vec::new();
        }
        let id = sheet.id.get_value();
        vec![json!({ "set": { "purchaseOrder": id }, "to": { "tags": now } })]
    });
    let is_other = memo(move || tags.get() != sheet.tags_were.get());
    let set = move |tags: Tags| sheet.tags.set(Some(tags));
    view! {
        <TagEditor value=value on_change=set />
        {put_together(is_other, texts::MEANWHILE_TAGS)}
        <Proposal edits=edits on_applied=end />
        <div class="actions">
            <Button label=texts::CANCEL kind=ButtonKind::Quiet on_click=end />
        </div>
    }
    .into_any()
}
