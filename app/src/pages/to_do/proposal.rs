//! What would help with a finding: as it is proposed, or edited first.

use leptos::html;
use leptos::prelude::*;
use outlook::api::{Finding, Fix, FixKind, OrderRow, Request};
use serde_json::{Map, Value, json};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::focus;
use crate::desk::Desk;
use crate::page::Page;
use crate::pages::Proposal;
use crate::server::Server;
use crate::text::{to_do as texts, why as why_texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Button, ButtonKind, Choice, Combobox, Field, Icon, LinkButton, TextInput};
use crate::{format, words};

/// What one may do who adds a purchase order.
const ADD: &str = "purchase-orders:AddPurchaseOrder";

/// The purchase order and the line that a charge is to name, as they are typed.
type Typed = RwSignal<Option<(String, String)>>;

pub(super) fn proposal(
    finding: Memo<Option<Finding>>,
    key: String,
    is_open: RwSignal<bool>,
    row: NodeRef<html::Li>,
) -> AnyView {
    let fix = memo(move || finding.with(|it| it.as_ref()?.fix.clone()));
    let typed = Typed::new(None);
    let is_typed = memo(move || typed.with(Option::is_some));
    let edits = Signal::derive(move || {
        let proposed = fix.with(|fix| fix.as_ref().map(|fix| fix.edits.clone()));
        let proposed = proposed.unwrap_or_default();
        typed.with(|typed| match typed {
            Some((order, line)) => named(&proposed, order, line),
            None => proposed,
        })
    });
    let text = NodeRef::<html::P>::new();
    // The button that opened it is gone.
    watch(move || {
        if let Some(text) = text.get() {
            drop(text.focus());
        }
    });
    let close = move || {
        is_open.set(false);
        // The button that opened it is there again by then.
        request_animation_frame(move || focus_in(row, ".actions button"));
    };
    let own = key.clone();
    let beside = move || {
        view! {
            {edit_first(finding, fix, own.clone(), typed, row)}
            <Button label=texts::CLOSE kind=ButtonKind::Quiet on_click=close />
        }
    };
    view! {
        <div class="finding-proposal">
            <p class="finding-fix" tabindex="-1" node_ref=text>
                {follow(move || finding.with(|it| it.as_ref().and_then(told)))}
            </p>
            {follow(move || is_typed.get().then(|| untrack(|| fields(finding, typed))))}
            <Proposal
                edits=edits
                beside=beside
                on_applied=move || {
                    is_open.try_set(false);
                    focus::go_on(&key);
                }
            />
        </div>
    }
    .into_any()
}

/// What it does, in a sentence.
fn told(finding: &Finding) -> Option<String> {
    let fix = finding.fix.as_ref()?;
    let value = match fix.kind {
        FixKind::Extend => format::month_long(&fix.value),
        FixKind::Raise | FixKind::Release => match &finding.amount {
            Some((_, currency)) => format::money(&fix.value, currency),
            None => fix.value.clone(),
        },
        _ => fix.value.clone(),
    };
    let text = match fix.kind {
        FixKind::Extend => texts::FIX_EXTEND,
        FixKind::AddOrder => texts::FIX_ADD_ORDER,
        FixKind::Reference if fix.edits.len() > 1 => texts::FIX_REFERENCE_EACH,
        FixKind::Reference => texts::FIX_REFERENCE,
        FixKind::Resume => texts::FIX_RESUME,
        FixKind::Raise => texts::FIX_RAISE,
        FixKind::Release => texts::FIX_RELEASE,
        FixKind::Touch => texts::FIX_TOUCH,
        FixKind::RemoveLine => texts::FIX_REMOVE_LINE,
    };
    Some(text.with(&[("value", &value)]))
}

/// Where a proposal can be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Editor {
    /// Where purchase orders are added.
    AddOrder,
    /// The form of a line, on the page of this purchase order.
    Line(String),
    /// Here, in fields for what a charge names.
    Charge,
}

/// There is nothing to edit about what has no value: it is done or not.
fn editor(fix: &Fix) -> Option<Editor> {
    match fix.kind {
        FixKind::AddOrder => Some(Editor::AddOrder),
        FixKind::Extend | FixKind::Raise | FixKind::Release => {
            let order = fix.edits.last()?.pointer("/set/purchaseOrder")?.as_str()?;
            Some(Editor::Line(order.to_owned()))
        }
        FixKind::Reference => Some(Editor::Charge),
        FixKind::Resume | FixKind::Touch | FixKind::RemoveLine => None,
    }
}

/// The way to the editor. It gets the finding by its key, not what is proposed: what it begins with
/// outlives a reload, and amounts stay out of addresses.
fn edit_first(
    finding: Memo<Option<Finding>>,
    fix: Memo<Option<Fix>>,
    key: String,
    typed: Typed,
    row: NodeRef<html::Li>,
) -> AnyView {
    let server = Server::expect();
    let editor = memo(move || fix.with(|fix| fix.as_ref().and_then(editor)));
    let is_typed = memo(move || typed.with(Option::is_some));
    let link = move |page: Page| {
        let href = page.href_with("finding", &key);
        view! { <LinkButton label=texts::EDIT_FIRST icon=Icon::Edit href=href /> }.into_any()
    };
    let begin = move || {
        let begun = finding.with_untracked(|it| it.as_ref()?.fix.as_ref().map(names));
        typed.set(Some(begun.unwrap_or_default()));
        // The fields are drawn by then.
        request_animation_frame(move || focus_in(row, ".finding-fields input"));
    };
    follow(move || match editor.get()? {
        Editor::AddOrder => Some(match server.refusal(ADD) {
            None => link(Page::AddOrder),
            reason => view! {
                <Button
                    label=texts::EDIT_FIRST
                    icon=Icon::Edit
                    disabled=Signal::stored(reason)
                    on_click=|| ()
                />
            }
            .into_any(),
        }),
        Editor::Line(order) => Some(link(Page::Order(order))),
        Editor::Charge => (!is_typed.get()).then(|| {
            view! { <Button label=texts::EDIT_FIRST icon=Icon::Edit on_click=begin /> }.into_any()
        }),
    })
}

/// The purchase order and the line that a proposal names on a charge.
fn names(fix: &Fix) -> (String, String) {
    let to = |key: &str| {
        let named = fix.edits.last().and_then(|edit| edit["to"][key].as_str());
        named.unwrap_or_default().to_owned()
    };
    (to("purchaseOrderReference"), to("purchaseOrderLine"))
}

/// The same edits, with what is typed for a charge to name.
fn named(proposed: &[Value], order: &str, line: &str) -> Vec<Value> {
    let (order, line) = (order.trim(), line.trim());
    if order.is_empty() {
        return Vec::new();
    }
    let mut to = Map::new();
    to.insert("purchaseOrderReference".to_owned(), order.into());
    if !line.is_empty() {
        to.insert("purchaseOrderLine".to_owned(), line.into());
    }
    proposed.iter().map(|edit| json!({ "set": edit["set"], "to": to })).collect()
}

/// The fields for what a charge is to name.
fn fields(finding: Memo<Option<Finding>>, typed: Typed) -> AnyView {
    let orders = Desk::expect().follow::<Vec<OrderRow>>(|| Some(Request::Orders));
    let currency = memo(move || {
        finding.with(|it| it.as_ref()?.amount.as_ref().map(|(_, currency)| currency.clone()))
    });
    let choices = Signal::derive(move || {
        let choice = |order: &OrderRow| {
            let (_, status) = words::status(&order.status, order.created);
            Choice::new(&*order.id, [&order.id, " · ", &status].concat())
        };
        orders.with(|orders| {
            let fits = |order: &&OrderRow| currency.with(|it| it.as_ref() == Some(&order.currency));
            orders.iter().flatten().filter(fits).map(choice).collect::<Vec<_>>()
        })
    });
    let part = move |of: fn(&(String, String)) -> &String| -> Signal<String> {
        memo(move || typed.with(|typed| typed.as_ref().map(of).cloned()).unwrap_or_default()).into()
    };
    let enter = move |put: fn(&mut (String, String), String), text: String| {
        typed.update(|typed| put(typed.get_or_insert_default(), text));
    };
    view! {
        <div class="form finding-fields">
            <Field label=why_texts::REFERENCE hint=why_texts::REFERENCE_HINT>
                <Combobox
                    value=part(|typed| &typed.0)
                    on_change=move |text: String| enter(|typed, text| typed.0 = text, text)
                    choices=choices
                />
            </Field>
            <Field label=why_texts::REFERENCE_LINE optional=true>
                <TextInput
                    value=part(|typed| &typed.1)
                    on_input=move |text: String| enter(|typed, text| typed.1 = text, text)
                />
            </Field>
        </div>
    }
    .into_any()
}

/// Takes the focus to something in an entry.
fn focus_in(row: NodeRef<html::Li>, selector: &str) {
    let row = row.try_get_untracked().flatten();
    let found = row.and_then(|row| row.query_selector(selector).ok().flatten());
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        drop(found.focus());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(kind: FixKind, edits: Value) -> Fix {
        let edits = edits.as_array().cloned().unwrap_or_default();
        Fix { kind, value: String::new(), edits }
    }

    #[test]
    fn a_proposal_with_a_value_has_an_editor() {
        let line = json!([
            { "set": { "purchaseOrder": "A/1" }, "to": { "expirationMonth": "2027-01" } },
            { "set": { "purchaseOrder": "A/1", "lineItem": "2" }, "to": { "endMonth": "2027-01" } },
        ]);
        let on_line = Some(Editor::Line("A/1".to_owned()));
        for (kind, edits, expected) in [
            (FixKind::AddOrder, json!([{ "add": {} }]), Some(Editor::AddOrder)),
            (FixKind::Extend, line.clone(), on_line.clone()),
            (FixKind::Raise, line.clone(), on_line.clone()),
            (FixKind::Release, line.clone(), on_line),
            (FixKind::Reference, json!([]), Some(Editor::Charge)),
            (FixKind::Resume, line.clone(), None),
            (FixKind::Touch, line.clone(), None),
            (FixKind::RemoveLine, line, None),
        ] {
            assert_eq!(editor(&fix(kind, edits)), expected, "{kind:?}");
        }
    }

    #[test]
    fn a_charge_names_what_is_typed() {
        let edits = json!([{
            "set": { "charge": "c" },
            "to": { "purchaseOrderReference": "NEW-1", "purchaseOrderLine": "1" },
        }]);
        let fix = fix(FixKind::Reference, edits);
        assert_eq!(names(&fix), ("NEW-1".to_owned(), "1".to_owned()));
        let set = |to: Value| vec![json!({ "set": { "charge": "c" }, "to": to })];
        for (order, line, expected) in [
            ("NEW-1", "1", fix.edits.clone()),
            (" 4500 ", " ", set(json!({ "purchaseOrderReference": "4500" }))),
            (" ", "1", Vec::new()),
        ] {
            assert_eq!(named(&fix.edits, order, line), expected, "{order} {line}");
        }
    }
}
