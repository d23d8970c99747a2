//! Adding and changing many purchase orders from a CSV file: first a dry run that tells what the file
//! says and what would move, then the same for good, if that is still so.

mod outcome;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::Heading;
use super::invoices::if_open;
use crate::desk::{Desk, drafts_of};
use crate::page::{Page, Place, base};
use crate::server::{Ask, Failure, OrderImport, Server};
use crate::storage;
use crate::text::{Text, import_orders as texts, orders as order_texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{
    Breadcrumbs, Button, Crumb, Field, FileDrop, Flashes, Icon, Kind, LinkButton, TextArea,
};

/// What one may do who imports.
const ADD: &str = "purchase-orders:AddPurchaseOrder";
/// What the file is made by that is there to begin with.
const LIST: &str = "purchase-orders:ListPurchaseOrders";

/// A browser keeps a few megabytes in all.
const KEPT_MAX: usize = 500_000;

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    let server = Server::expect();
    let account = Place::here().account().map(str::to_owned).unwrap_or_default();
    view! {
        {follow(move || if_open(desk, || {
            match server.refusal(LIST).or_else(|| server.refusal(ADD)) {
                Some(reason) => refused(&reason),
                None => untrack(|| shown(desk, server, account.clone())),
            }
        }))}
    }
    .into_any()
}

fn refused(reason: &str) -> AnyView {
    view! {
        <section class="narrow">
            <Heading text=texts::TITLE />
            <p>{texts::MAY_NOT.get()}</p>
            <p>{reason.to_owned()}</p>
            <LinkButton label=order_texts::ALL href=Page::Orders.href() />
        </section>
    }
    .into_any()
}

/// A list, and how far one is with it.
#[derive(Clone, Copy)]
struct Importing {
    desk: Desk,
    server: Server,
    flashes: Flashes,
    account: StoredValue<String>,
    text: RwSignal<String>,
    /// What the text in hand comes from, where that is a file.
    file: RwSignal<Option<String>>,
    state: RwSignal<State>,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    /// Nothing was looked at.
    #[default]
    Waiting,
    Looking,
    /// What the list would do.
    Looked(OrderImport),
    TurnedDown(Failure),
    Saving(OrderImport),
    /// What it did.
    Done(OrderImport),
}

fn shown(desk: Desk, server: Server, account: String) -> AnyView {
    let user = server.user_id().unwrap_or_default();
    let key = [&drafts_of(&user), &account, ".import."].concat();
    let importing = Importing {
        desk,
        server,
        flashes: Flashes::expect(),
        account: StoredValue::new(account),
        text: RwSignal::new(storage::get(&key).unwrap_or_default()),
        file: RwSignal::new(None),
        state: RwSignal::new(State::Waiting),
    };
    // What is pasted is kept until it is imported. A file is at hand anyway.
    watch(move || {
        let is_file = importing.file.with(Option::is_some);
        importing.text.with(|text| match text.is_empty() || is_file || text.len() > KEPT_MAX {
            true => storage::forget(&key),
            false => storage::set(&key, text),
        });
    });
    let crumbs = vec![Crumb { label: order_texts::ALL.into(), href: Page::Orders.href() }];
    view! {
        <Breadcrumbs crumbs=crumbs here=Signal::stored(String::from(texts::TITLE)) />
        <Heading text=texts::TITLE />
        <p class="lead">{texts::LEAD.get()}</p>
        {columns(importing)}
        {hand_over(importing)}
        {outcome::outcome(importing)}
    }
    .into_any()
}

/// What a list is to look like, and one to begin with.
fn columns(importing: Importing) -> AnyView {
    let row = |(names, text): (&'static str, Text)| {
        view! {
            <tr>
                <th scope="row"><code>{names}</code></th>
                <td>{text.get()}</td>
            </tr>
        }
        .into_any()
    };
    let rows = [
        ("po_number", texts::COLUMN_NUMBER),
        ("bill_from", texts::COLUMN_BILL_FROM),
        ("currency", texts::COLUMN_CURRENCY),
        ("po_effective, po_expires", texts::COLUMN_MONTHS),
        ("line_number", texts::COLUMN_LINE),
        ("line_type", texts::COLUMN_TYPE),
        ("line_start, line_end", texts::COLUMN_LINE_MONTHS),
        ("line_amount, quantity", texts::COLUMN_AMOUNT),
        ("tax, tax_type", texts::COLUMN_TAX),
        ("balance_tracking", texts::COLUMN_TRACKING),
        ("cost_center, description", texts::COLUMN_NOTES),
        ("contact_emails", texts::COLUMN_CONTACTS),
        ("status", texts::COLUMN_STATUS),
        ("invoice_units, tax_registration_numbers", texts::COLUMN_NARROW),
    ];
    let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
    let template = importing.account.with_value(|account| {
        [&base(), "/api/v1/accounts/", account, "/purchase-orders.csv?flavour=raw"].concat()
    });
    view! {
        <section class="card import-columns">
            <p>{texts::TEMPLATE_TEXT.get()}</p>
            <div class="actions">
                <a class="button" data-kind="normal" href=template download="purchase-orders.csv" rel="external">
                    {crate::ui::icon(Icon::Document)}
                    <span>{texts::TEMPLATE.get()}</span>
                </a>
            </div>
            <details class="details">
                <summary>{texts::COLUMNS.get()}</summary>
                <div class="scroll-inline" tabindex="0" role="region" aria-label=texts::COLUMNS.get()>
                    <table class="plain-table">
                        <caption class="unseen">{texts::COLUMNS.get()}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{texts::COLUMN.get()}</th>
                                <th scope="col">{texts::MEANING.get()}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </section>
    }
    .into_any()
}

/// Where a list comes in: as a file, or pasted.
fn hand_over(importing: Importing) -> AnyView {
    let is_busy =
        memo(move || importing.state.with(|s| matches!(s, State::Looking | State::Saving(_))));
    let cannot = Signal::derive(move || {
        let is_empty = importing.text.with(|text| text.trim().is_empty());
        is_empty.then(|| texts::NOTHING.get().to_owned())
    });
    let take = move |files: Vec<File>| importing.read(files);
    view! {
        <section class="card">
            <h2 class="card-title">{texts::HAND_OVER.get()}</h2>
            <FileDrop
                label=texts::DROP
                hint=texts::DROP_HINT
                accept=".csv,text/csv"
                on_files=take
            />
            <Field label=texts::PASTED hint=texts::PASTED_HINT>
                <TextArea
                    value=importing.text
                    on_input=move |typed: String| {
                        importing.file.set(None);
                        importing.state.set(State::Waiting);
                        importing.text.set(typed);
                    }
                    rows=6
                />
            </Field>
            <div class="actions">
                <Button
                    label=texts::LOOK
                    icon=Icon::Search
                    on_click=move || importing.look(false)
                    busy=is_busy
                    disabled=cannot
                />
            </div>
        </section>
    }
    .into_any()
}

impl Importing {
    fn path(self, query: &str) -> String {
        self.account.with_value(|account| {
            ["/accounts/", account, "/purchase-orders:import?", query].concat()
        })
    }

    fn ask(self, query: &str) -> Ask {
        let text = self.text.get_untracked();
        Ask::post_text(self.path(query), "text/csv", text).once()
    }

    /// Takes the first of some files, and looks at it at once.
    fn read(self, files: Vec<File>) {
        let Some(file) = files.into_iter().next() else { return };
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
            let Some(text) = text else {
                self.flashes.push(Kind::Bad, texts::UNREADABLE);
                return;
            };
            if self.text.try_set(text).is_none() {
                self.file.set(Some(file.name()));
                self.look(false);
            }
        });
    }

    /// Asks what the list would do. It was seen before where others changed something meanwhile.
    fn look(self, again: bool) {
        self.state.set(State::Looking);
        spawn_local(async move {
            let looked = self.server.ask::<OrderImport>(&self.ask("preview=true")).await;
            if again {
                self.flashes.clear();
                self.flashes.push(Kind::Warning, texts::CHANGED_MEANWHILE);
            }
            drop(self.state.try_set(match looked {
                Ok(looked) => State::Looked(looked),
                Err(failure) => State::TurnedDown(failure),
            }));
        });
    }

    /// Does what was seen.
    fn save(self, looked: OrderImport) {
        let seen = looked.digest.clone().unwrap_or_default();
        self.state.set(State::Saving(looked));
        self.desk.is_saving.set(true);
        spawn_local(async move {
            let saved = self.server.ask::<OrderImport>(&self.ask(&["seen=", &seen].concat())).await;
            let account = self.account.get_value();
            // Others' changes are why it may not be done; ours have to be seen.
            drop(self.desk.refresh(self.server, &account, false).await);
            self.desk.is_saving.set(false);
            match saved {
                Ok(done) => {
                    self.flashes.clear();
                    self.flashes.push(Kind::Good, outcome::done(&done));
                    self.text.try_set(String::new());
                    self.file.try_set(None);
                    self.state.try_set(State::Done(done));
                }
                Err(failure) if is_overtaken(&failure) => self.look(true),
                Err(failure) => drop(self.state.try_set(State::TurnedDown(failure))),
            }
        });
    }
}

fn is_overtaken(failure: &Failure) -> bool {
    matches!(failure.code.as_str(), "RECORDS_CHANGED" | "PREVIEW_CHANGED" | "STALE_VERSION")
}
