//! Whom a purchase order tells, edited where it stands; what they are told, and when.

use billing_files::document::{Contact, PurchaseOrder};
use leptos::html;
use leptos::prelude::*;
use outlook::api::{RefusedProblem, Request};
use procurement::CONTACTS_MAX;
use serde_json::{Value, json};

use super::meanwhile::{merged, put_together};
use super::{Sheet, UPDATE, kept, notices};
use crate::engine::in_words;
use crate::format;
use crate::pages::Proposal;
use crate::pages::issued::table;
use crate::pages::order_form::text_at;
use crate::text::{Text, contacts as texts, orders as order_texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Button, ButtonKind, Empty, Field, Icon, IconButton, TextInput};

/// A contact as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    name: String,
    email: String,
    phone: String,
    /// Whether the address was typed to its end: before that, nothing is said against it.
    is_left: bool,
}

/// Contacts that are typed.
type Drafts = RwSignal<Option<Vec<Draft>>>;

pub(super) fn part(sheet: Sheet) -> AnyView {
    let contacts = memo(move || {
        sheet.details.with(|it| {
            let order = it.as_ref().and_then(|it| it.order.as_ref());
            order.map(|order| order.contacts.clone()).unwrap_or_default()
        })
    });
    let is_edited = memo(move || sheet.contacts.with(Option::is_some));
    let heading = NodeRef::<html::H2>::new();
    let cannot = sheet.refusal(UPDATE);
    let edit = move || {
        let mut drafts: Vec<Draft> = contacts.get_untracked().iter().map(Draft::of).collect();
        if drafts.is_empty() {
            drafts.push(Draft::default());
        }
        sheet.contacts_were.set(contacts.get_untracked());
        sheet.contacts.set(Some(drafts));
    };
    let end = move || {
        sheet.contacts.try_set(None);
        // The button that had the focus is gone.
        if let Some(heading) = heading.try_get_untracked().flatten() {
            drop(heading.focus());
        }
    };
    view! {
        <section class="order-section">
            <div class="page-head">
                <h2 tabindex="-1" node_ref=heading>{texts::TITLE.get()}</h2>
                {follow(move || (!is_edited.get()).then(|| view! {
                    <Button
                        label=texts::EDIT
                        icon=Icon::Edit
                        disabled=Signal::stored(cannot.clone())
                        on_click=edit
                    />
                }))}
            </div>
            {follow(move || if is_edited.get() {
                editor(sheet, contacts, end)
            } else {
                shown(&contacts.get())
            })}
        </section>
        {notices::part(sheet)}
    }
    .into_any()
}

fn shown(contacts: &[Contact]) -> AnyView {
    if contacts.is_empty() {
        return view! {
            <Empty title=texts::NONE text=texts::NONE_TEXT icon=Icon::Warning />
        }
        .into_any();
    }
    let rows = contacts
        .iter()
        .map(|contact| {
            let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
            view! {
                <tr>
                    <td>{or_none(&contact.name)}</td>
                    <th scope="row">{contact.email.clone()}</th>
                    <td>{or_none(&contact.phone)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let heads = [(texts::NAME, ""), (texts::EMAIL, ""), (texts::PHONE, "")];
    table(texts::TITLE.into(), &heads, rows)
}

impl Draft {
    fn of(contact: &Contact) -> Self {
        Self {
            name: contact.name.clone().unwrap_or_default(),
            email: contact.email.clone(),
            phone: contact.phone.clone().unwrap_or_default(),
            is_left: true,
        }
    }

    fn is_empty(&self) -> bool {
        [&self.name, &self.email, &self.phone].iter().all(|text| text.trim().is_empty())
    }

    /// As the contract has it.
    fn contact(&self) -> Contact {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Contact {
            name: text(&self.name),
            email: self.email.trim().to_owned(),
            phone: text(&self.phone),
        }
    }
}

/// The rows that say something, each with its place among those on the page.
fn said(drafts: &[Draft]) -> Vec<(usize, Contact)> {
    let drafts = drafts.iter().enumerate().filter(|(_, draft)| !draft.is_empty());
    drafts.map(|(place, draft)| (place, draft.contact())).collect()
}

/// What is typed and what was there when that began, as it is kept; none while both are the same.
pub(super) fn written(sheet: Sheet) -> Option<Value> {
    let typed = sheet.contacts.with(|drafts| drafts.as_deref().map(rows))?;
    let were: Vec<Draft> = sheet.contacts_were.with(|were| were.iter().map(Draft::of).collect());
    let were = rows(&were);
    (typed != were).then(|| json!([typed, were]))
}

fn rows(drafts: &[Draft]) -> Value {
    let drafts = drafts.iter().filter(|draft| !draft.is_empty());
    drafts.map(|draft| json!([draft.name, draft.email, draft.phone])).collect()
}

/// Goes on with what was kept, unless it was saved meanwhile.
pub(super) fn take_up(sheet: Sheet, order: &PurchaseOrder) {
    let Some(kept) = kept::read(sheet, kept::CONTACTS) else { return };
    let drafts = |at: usize| -> Vec<Draft> {
        let rows = kept[at].as_array().into_iter().flatten();
        let text = |row: &Value, pointer| text_at(row, pointer).to_owned();
        rows.map(|row| Draft {
            name: text(row, "/0"),
            email: text(row, "/1"),
            phone: text(row, "/2"),
            is_left: true,
        })
        .collect()
    };
    let typed = drafts(0);
    let contacts = |drafts: &[Draft]| drafts.iter().map(Draft::contact).collect::<Vec<_>>();
    let were = contacts(&drafts(1));
    if both(&were, &contacts(&typed), &order.contacts) != order.contacts {
        sheet.contacts_were.set(were);
        sheet.contacts.set(Some(typed));
    }
}

/// What is there by now, with what was changed here.
fn both(were: &[Contact], mine: &[Contact], theirs: &[Contact]) -> Vec<Contact> {
    merged(were, mine, theirs, |contact| format::lowercase(&contact.email))
}

/// What is wrong with what is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Faults {
    /// At a member of a row.
    rows: Vec<(usize, String, String)>,
    /// With all of them together.
    all: Option<String>,
}

fn editor(
    sheet: Sheet,
    contacts: Memo<Vec<Contact>>,
    end: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let drafts = sheet.contacts;
    let typed = memo(move || drafts.with(|drafts| said(drafts.as_deref().unwrap_or_default())));
    let edits = Signal::derive(move || {
        let mine: Vec<Contact> = typed.get().into_iter().map(|(_, contact)| contact).collect();
        let now =
            sheet.contacts_were.with(|were| contacts.with(|theirs| both(were, &mine, theirs)));
        if now == contacts.get() {
            return Vec::new();
        }
        let id = sheet.id.get_value();
        vec![json!({ "set": { "purchaseOrder": id }, "to": { "contacts": now } })]
    });
    let is_other = memo(move || contacts.get() != sheet.contacts_were.get());
    let faults = faults(sheet, typed);
    let count = memo(move || drafts.with(|drafts| drafts.as_ref().map_or(0, Vec::len)));
    let add = move || change(drafts, |drafts| drafts.push(Draft::default()));
    let full = Signal::derive(move || {
        let most = format::number(CONTACTS_MAX);
        (count.get() >= CONTACTS_MAX).then(|| texts::FULL.with(&[("most", &most)]))
    });
    view! {
        <div class="order-contacts">
            <For
                each=move || 0..count.get()
                key=|place| *place
                children=move |place| row(drafts, faults, place)
            />
            {follow(move || faults.with(|it| it.all.clone()).map(|all| view! {
                <p class="field-error">{all}</p>
            }))}
            <div>
                <Button label=texts::ADD icon=Icon::Plus disabled=full on_click=add />
            </div>
        </div>
        {put_together(is_other, order_texts::MEANWHILE_CONTACTS)}
        <Proposal edits=edits on_applied=end />
        <div class="actions">
            <Button label=order_texts::CANCEL kind=ButtonKind::Quiet on_click=end />
        </div>
    }
    .into_any()
}

fn change(drafts: Drafts, edit: impl FnOnce(&mut Vec<Draft>)) {
    drafts.update(|drafts| {
        if let Some(drafts) = drafts {
            edit(drafts);
        }
    });
}

/// The engine looks at the purchase order with the contacts that are typed.
fn faults(sheet: Sheet, typed: Memo<Vec<(usize, Contact)>>) -> Memo<Faults> {
    let asked = move || {
        let order = sheet.details.with(|it| it.as_ref().and_then(|it| it.order.clone()))?;
        let mut order = serde_json::to_value(order).ok()?;
        let contacts: Vec<Contact> = typed.get().into_iter().map(|(_, it)| it).collect();
        let contacts = serde_json::to_value(contacts).ok()?;
        order.as_object_mut()?.insert("contacts".to_owned(), contacts);
        Some(Request::Validate { order })
    };
    let found = sheet.desk.follow::<Validated>(asked);
    memo(move || {
        let places: Vec<usize> =
            typed.with(|typed| typed.iter().map(|(place, _)| *place).collect());
        found.with(|found| found.as_ref().map(|found| found.at(&places)).unwrap_or_default())
    })
}

outlook::answers! {
    /// What the engine says of a purchase order.
    struct Validated {
        problems: Vec<RefusedProblem>,
    }
}

impl Validated {
    /// What of it is about contacts, by their places on the page.
    fn at(&self, places: &[usize]) -> Faults {
        let mut faults = Faults::default();
        for problem in &self.problems {
            let Some(rest) = problem.pointer.strip_prefix("/contacts") else { continue };
            let mut parts = rest.trim_start_matches('/').splitn(2, '/');
            let place = parts.next().and_then(|place| place.parse::<usize>().ok());
            match place.and_then(|place| places.get(place)) {
                Some(place) => {
                    let key = parts.next().unwrap_or(EMAIL).to_owned();
                    faults.rows.push((*place, key, in_words(&problem.message)));
                }
                None => faults.all = Some(in_words(&problem.message)),
            }
        }
        faults
    }
}

const NAME: &str = "name";
const EMAIL: &str = "email";
const PHONE: &str = "phone";

fn row(drafts: Drafts, faults: Memo<Faults>, place: usize) -> AnyView {
    let number = format::number(place + 1);
    let numbered = |text: Text| text.with(&[("number", &number)]);
    let field = |key: &'static str, label: Text, part: fn(&mut Draft) -> &mut String| {
        let value = Signal::derive(move || {
            let mut draft = at(drafts, place);
            std::mem::take(part(&mut draft))
        });
        let error = Signal::derive(move || {
            let is_left = at(drafts, place).is_left;
            faults.with(|faults| {
                let own = faults.rows.iter().find(|(row, of, _)| *row == place && of == key)?;
                is_left.then(|| own.2.clone())
            })
        });
        let set = move |typed: String| {
            change(drafts, |drafts| {
                if let Some(draft) = drafts.get_mut(place) {
                    *part(draft) = typed;
                }
            });
        };
        view! {
            <Field label=label error=error optional=key != EMAIL>
                <TextInput value=value on_input=set on_commit=move || leave(drafts, place) />
            </Field>
        }
        .into_any()
    };
    let remove = move || {
        change(drafts, |drafts| {
            if place < drafts.len() {
                drafts.remove(place);
            }
        });
    };
    view! {
        <fieldset class="order-contact">
            <legend class="unseen">{numbered(texts::CONTACT)}</legend>
            {field(NAME, texts::NAME, |draft| &mut draft.name)}
            {field(EMAIL, texts::EMAIL, |draft| &mut draft.email)}
            {field(PHONE, texts::PHONE, |draft| &mut draft.phone)}
            <IconButton label=numbered(texts::REMOVE) icon=Icon::Trash on_click=remove />
        </fieldset>
    }
    .into_any()
}

/// The contact at a place; a row that is about to go shows nothing.
fn at(drafts: Drafts, place: usize) -> Draft {
    drafts.with(|drafts| drafts.as_ref().and_then(|it| it.get(place).cloned())).unwrap_or_default()
}

/// What is wrong with a row is told from now on.
fn leave(drafts: Drafts, place: usize) {
    change(drafts, |drafts| {
        if let Some(draft) = drafts.get_mut(place) {
            draft.is_left = true;
        }
    });
}
