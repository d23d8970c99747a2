//! Tags, edited where they stand.

use std::collections::BTreeMap;

use billing_files::document::PurchaseOrder;
use leptos::html;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::meanwhile::{merged, put_together};
use super::{Sheet, kept};
use crate::pages::Proposal;
use crate::pages::order_form::text_at;
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

/// What is typed and what was there when that began, as it is kept; none while both are the same.
pub(super) fn written(sheet: Sheet) -> Option<Value> {
    let typed = sheet.tags.get()?;
    let were = sheet.tags_were.get();
    (typed != were).then(|| json!([typed, were]))
}

/// Goes on with what was kept, unless it was saved meanwhile.
pub(super) fn take_up(sheet: Sheet, order: &PurchaseOrder) {
    let Some(kept) = kept::read(sheet, kept::TAGS) else { return };
    let tags = |at: usize| -> Tags {
        let rows = kept[at].as_array().into_iter().flatten();
        rows.map(|row| (text_at(row, "/0").to_owned(), text_at(row, "/1").to_owned())).collect()
    };
    let (typed, were) = (tags(0), tags(1));
    let theirs: Tags = order.tags.clone().into_iter().collect();
    if both(&were, &typed, &theirs) != order.tags {
        sheet.tags_were.set(were);
        sheet.tags.set(Some(typed));
    }
}

/// What is there by now, with what was changed here. The order of tags tells nothing.
fn both(were: &Tags, typed: &Tags, theirs: &Tags) -> BTreeMap<String, String> {
    let mine: Tags = typed
        .iter()
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .filter(|(key, _)| !key.is_empty())
        .collect();
    merged(were, &mine, theirs, |tag| tag.0.clone()).into_iter().collect()
}

fn editor(
    sheet: Sheet,
    tags: Memo<Tags>,
    end: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let value = Signal::derive(move || sheet.tags.get().unwrap_or_default());
    let edits = Signal::derive(move || {
        let now = sheet
            .tags_were
            .with(|were| value.with(|typed| tags.with(|theirs| both(were, typed, theirs))));
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
