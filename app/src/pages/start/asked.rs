//! What files do not say themselves, asked of the person.

use std::collections::BTreeMap;

use leptos::prelude::*;
use outlook::api::{Question, Reading, UnknownSeller};

use super::{Intake, SELLERS};
use crate::storage;
use crate::text::{plural, start as texts};
use crate::ui::{Button, Choice, Combobox, Field, MonthInput, Select};

/// The sellers of record that everybody knows, for choosing.
fn known_sellers() -> Vec<Choice> {
    let sellers = procurement::Sellers::built_in();
    let choice = |seller: &procurement::SellerOfRecord| Choice::new(&*seller.id, &*seller.name);
    sellers.rows().iter().map(choice).collect()
}

pub(super) fn questions(intake: Intake, reading: &Reading) -> Option<AnyView> {
    // What is answered can be answered otherwise.
    let questions = reading.questions.iter().chain(&reading.answered);
    let fields: Vec<AnyView> = questions.map(|q| question(intake, q)).collect();
    if fields.is_empty() {
        return None;
    }
    Some(
        view! {
            <section class="asked">
                <h3>{texts::QUESTIONS.get()}</h3>
                <div class="form">{fields}</div>
                <Button label=texts::READ_AGAIN on_click=move || intake.read() />
            </section>
        }
        .into_any(),
    )
}

fn question(intake: Intake, question: &Question) -> AnyView {
    let options = intake.options;
    match question {
        Question::BillFrom { file } => {
            let (own, changed) = (file.clone(), file.clone());
            let value = Signal::derive(move || options.with(|o| answer(&o.bill_from, &own)));
            let set = move |seller: String| {
                options.update(|o| answered(&mut o.bill_from, &changed, seller));
            };
            view! {
                <Field label=texts::ASK_BILL_FROM.with(&[("file", file)])>
                    <Combobox value=value on_change=set choices=known_sellers() />
                </Field>
            }
            .into_any()
        }
        Question::Period { file } => {
            let (own, changed) = (file.clone(), file.clone());
            let value = Signal::derive(move || options.with(|o| answer(&o.period, &own)));
            let set = move |month: String| {
                options.update(|o| answered(&mut o.period, &changed, month));
            };
            view! {
                <Field label=texts::ASK_PERIOD.with(&[("file", file)])>
                    <MonthInput value=value on_change=set />
                </Field>
            }
            .into_any()
        }
        Question::BillingAccounts { provider, accounts } => {
            let ids: Vec<String> = accounts.iter().map(|(id, _)| id.clone()).collect();
            let mut choices = vec![Choice::new("", "")];
            choices.extend(accounts.iter().map(|(id, rows)| {
                let rows = usize::try_from(*rows).unwrap_or(usize::MAX);
                let name = plural(texts::ASK_ACCOUNT_ROWS_ONE, texts::ASK_ACCOUNT_ROWS_OTHER, rows);
                Choice::new(&**id, name.replace("{account}", id))
            }));
            let own = ids.clone();
            let value = Signal::derive(move || {
                options.with(|o| {
                    o.billing_accounts
                        .iter()
                        .find(|id| own.contains(id))
                        .cloned()
                        .unwrap_or_default()
                })
            });
            let set = move |account: String| {
                options.update(|o| {
                    o.billing_accounts.retain(|id| !ids.contains(id));
                    if !account.is_empty() {
                        o.billing_accounts.push(account);
                    }
                });
            };
            view! {
                <Field label=texts::ASK_ACCOUNTS.with(&[("provider", provider)])>
                    <Select choices=choices value=value on_change=set />
                </Field>
            }
            .into_any()
        }
    }
}

/// What was answered about a file.
fn answer(answers: &BTreeMap<String, String>, file: &str) -> String {
    answers.get(file).cloned().unwrap_or_default()
}

fn answered(answers: &mut BTreeMap<String, String>, file: &str, answer: String) {
    if answer.is_empty() {
        answers.remove(file);
    } else {
        answers.insert(file.to_owned(), answer);
    }
}

/// Issuers that nobody knows but this browser, if at all: each may stand for a known seller.
pub(super) fn unknown_sellers(intake: Intake, reading: &Reading) -> Option<AnyView> {
    // Several files may name the same one.
    let mut unknown: Vec<UnknownSeller> = Vec::new();
    for seller in reading.parts.iter().flat_map(|part| &part.unknown) {
        match unknown.iter_mut().find(|known| known.id == seller.id) {
            Some(known) => {
                let new = seller.names.iter().filter(|name| !known.names.contains(name));
                let new: Vec<String> = new.cloned().collect();
                known.names.extend(new);
            }
            None => unknown.push(seller.clone()),
        }
    }
    if unknown.is_empty() {
        return None;
    }
    let fields: Vec<AnyView> = unknown.iter().map(|seller| mapped(intake, seller)).collect();
    Some(
        view! {
            <section class="asked">
                <h3>{texts::UNKNOWN.get()}</h3>
                <p class="hint">{texts::UNKNOWN_TEXT.get()}</p>
                <div class="form">{fields}</div>
                <Button label=texts::READ_AGAIN on_click=move || intake.read() />
            </section>
        }
        .into_any(),
    )
}

fn mapped(intake: Intake, seller: &UnknownSeller) -> AnyView {
    let options = intake.options;
    let names = seller.names.clone();
    let mut choices = vec![Choice::new("", texts::UNKNOWN_OWN.with(&[("id", &seller.id)]))];
    choices.extend(known_sellers());
    let own = names.clone();
    let value = Signal::derive(move || {
        options.with(|o| {
            let found = o.sellers.iter().find(|(name, _)| own.contains(name));
            found.map(|(_, id)| id.clone()).unwrap_or_default()
        })
    });
    let label = names.join(", ");
    let set = move |id: String| {
        options.update(|o| {
            o.sellers.retain(|(name, _)| !names.contains(name));
            if !id.is_empty() {
                o.sellers.extend(names.iter().map(|name| (name.clone(), id.clone())));
            }
            let remembered = serde_json::to_string(&o.sellers).unwrap_or_default();
            storage::set(SELLERS, &remembered);
        });
    };
    view! {
        <Field label=label>
            <Select choices=choices value=value on_change=set />
        </Field>
    }
    .into_any()
}
