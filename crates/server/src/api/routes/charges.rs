//! Charges of all agreements that are still to come: what to do about their purchase orders.

mod naming;
mod upcoming;

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use billing_files::document::ChargeKind;
use permissions::{Action, Resource};
use procurement::Instant;
use records::Facts;
use records::charges::KeptCharge;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::agreements::view;
use super::csv::{self, Flavour};
use crate::api::app::App;
use crate::api::body::Query;
use crate::api::caller::Caller;
use crate::api::page::{self, Page};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

pub(in crate::api) use upcoming::Upcoming;
pub(super) use upcoming::upcoming;

const LIST: &str = "/api/v1/accounts/{account}/charges";
const FILE: &str = "/api/v1/accounts/{account}/charges.csv";

pub(super) fn routes(table: &mut Table) {
    table
        .get(LIST, "listCharges", list_charges)
        .summary("Lists charges that are not invoiced yet, of all agreements, by their times.")
        .needs(Action::ListAgreementCharges)
        .query::<ListQuery>()
        .answers::<Page<FutureCharge>>(200);
    table
        .get(FILE, "exportCharges", export_charges)
        .summary("The same list as a CSV file.")
        .needs(Action::ListAgreementCharges)
        .query::<FileQuery>()
        .answers_other("text/csv");
    naming::routes(table);
}

/// Which charges, and which page of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "ChargesQuery")]
struct ListQuery {
    /// Only those that name no purchase order, or only those that do.
    without_purchase_order: Option<bool>,
    /// Only fixed charges that fall due before this moment.
    due_before: Option<String>,
    /// Only those of this agreement.
    agreement: Option<String>,
    /// Only fixed charges, or only usage.
    kind: Option<ChargeKind>,
    /// Words in the description, the agreement or the purchase order, in any case.
    text: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 100; 50 where it is not given.
    limit: Option<i64>,
}

/// Which charges, and for whom the file is.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "ChargesFileQuery")]
struct FileQuery {
    /// Only those that name no purchase order, or only those that do.
    without_purchase_order: Option<bool>,
    /// Only fixed charges that fall due before this moment.
    due_before: Option<String>,
    /// Only those of this agreement.
    agreement: Option<String>,
    /// Only fixed charges, or only usage.
    kind: Option<ChargeKind>,
    /// Words in the description, the agreement or the purchase order, in any case.
    text: Option<String>,
    /// For a spreadsheet, or raw; a spreadsheet where nothing is given.
    flavour: Option<Flavour>,
}

/// A charge that is not invoiced yet, and what the preview makes of it.
#[derive(Debug, Serialize, JsonSchema)]
struct FutureCharge {
    #[serde(flatten)]
    charge: KeptCharge,
    /// The invoice that it will be on next; null where none is in sight.
    upcoming: Option<Upcoming>,
}

/// What a charge must be to be listed.
struct Filter {
    without_purchase_order: Option<bool>,
    due_before: Option<Instant>,
    agreement: Option<String>,
    kind: Option<ChargeKind>,
    text: String,
}

async fn list_charges(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Answer<Json<Page<FutureCharge>>> {
    let filter = Filter {
        without_purchase_order: query.without_purchase_order,
        due_before: moment(query.due_before.as_deref())?,
        agreement: query.agreement,
        kind: query.kind,
        text: query.text.unwrap_or_default(),
    };
    let charges = found(&app, &caller, &filter).await?;
    Ok(Json(page::after(charges, query.cursor.as_deref(), query.limit, |charge| {
        place(&charge.charge)
    })?))
}

async fn export_charges(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<FileQuery>,
) -> Answer<Response> {
    let filter = Filter {
        without_purchase_order: query.without_purchase_order,
        due_before: moment(query.due_before.as_deref())?,
        agreement: query.agreement,
        kind: query.kind,
        text: query.text.unwrap_or_default(),
    };
    let charges = found(&app, &caller, &filter).await?;
    let flavour = query.flavour.unwrap_or_default();
    let rows = charges.iter().map(|charge| row(charge, flavour));
    Ok(csv::file("attachment; filename=\"charges.csv\"", COLUMNS, rows))
}

fn moment(text: Option<&str>) -> Answer<Option<Instant>> {
    let moment = text.map(str::parse::<Instant>).transpose();
    moment.map_err(|_| {
        let message = "write a moment as YYYY-MM-DDTHH:MM:SSZ, in UTC";
        Problem::bad_request("INVALID_INSTANT", "dueBefore", message)
    })
}

/// The charges that the caller sees and asks for, in the order of their times, usage last.
async fn found(app: &App, caller: &Caller, filter: &Filter) -> Answer<Vec<FutureCharge>> {
    let here = caller.agreement("", &caller.account);
    caller.require(Action::ListAgreementCharges, &here)?;
    let facts = app.records.facts(&caller.organisation).await?;
    let view = view(caller);
    let mut allowed = BTreeMap::new();
    let mut may_see = |charge: &KeptCharge| {
        let key = (charge.agreement.clone().unwrap_or_default(), charge.account.clone());
        let resource = caller.agreement(&key.0, &key.1);
        let decide = || caller.may(Action::ListAgreementCharges, &resource);
        *allowed.entry(key).or_insert_with(decide)
    };
    let mut charges: Vec<KeptCharge> = facts
        .charges
        .iter()
        .filter(|charge| view.shows(&charge.account) && filter.admits(charge) && may_see(charge))
        .cloned()
        .collect();
    charges.sort_by_cached_key(place);
    let upcoming = upcoming(app, caller, &facts).await?;
    let charges = charges.into_iter().map(|charge| {
        let upcoming = upcoming.of(&charge.id);
        FutureCharge { charge, upcoming }
    });
    Ok(charges.collect())
}

/// Where a charge is in lists: by its time, usage last.
fn place(charge: &KeptCharge) -> (bool, i64, String) {
    // What has no time comes with the invoice of its month.
    let time = due(charge).map_or(i64::MAX, Instant::milliseconds);
    (charge.kind == ChargeKind::Usage, time, charge.id.clone())
}

/// When a fixed charge falls due; one that has a month only, when that begins.
fn due(charge: &KeptCharge) -> Option<Instant> {
    let month =
        || charge.terms.billing_period.as_ref().map(|month| format!("{month}-01T00:00:00Z"));
    charge.due_at.clone().or_else(month)?.parse().ok()
}

impl Filter {
    fn admits(&self, charge: &KeptCharge) -> bool {
        let reference = charge.purchase_order_reference.as_deref();
        self.without_purchase_order.is_none_or(|without| without == reference.is_none())
            && self.due_before.is_none_or(|moment| due(charge).is_some_and(|due| due < moment))
            && (self.agreement.is_none() || self.agreement == charge.agreement)
            && self.kind.is_none_or(|kind| kind == charge.kind)
            && self.has_words(charge)
    }

    fn has_words(&self, charge: &KeptCharge) -> bool {
        let agreement = charge.agreement.as_deref().unwrap_or_default();
        let reference = charge.purchase_order_reference.as_deref().unwrap_or_default();
        let texts = [charge.terms.description.as_str(), &charge.id, agreement, reference];
        let all = texts.join("\n").to_lowercase();
        self.text.to_lowercase().split_whitespace().all(|word| all.contains(word))
    }
}

/// A charge as a resource: its agreement. What is issued, or is not there, is asked about as if it
/// were the account's own.
pub(super) fn resource(caller: &Caller, facts: &Facts, id: &str) -> Resource {
    let view = view(caller);
    match facts.charge(id).filter(|charge| view.shows(&charge.account)) {
        Some(charge) => {
            caller.agreement(charge.agreement.as_deref().unwrap_or_default(), &charge.account)
        }
        None => caller.agreement("", &caller.account),
    }
}

const COLUMNS: [&str; 18] = [
    "id",
    "account",
    "agreement",
    "kind",
    "description",
    "dimension",
    "due",
    "amount",
    "currency",
    "seller",
    "payment_terms",
    "purchase_order",
    "line",
    "carried_over",
    "next_month",
    "next_by",
    "next_purchase_order",
    "next_line",
];

fn row(FutureCharge { charge, upcoming }: &FutureCharge, flavour: Flavour) -> [String; 18] {
    let terms = &charge.terms;
    let next = upcoming.as_ref();
    let kind = match charge.kind {
        ChargeKind::Fixed => "fixed",
        ChargeKind::Usage => "usage",
    };
    // Times, months and amounts are numbers to a spreadsheet, and stay what they are.
    [
        flavour.text(&charge.id),
        charge.account.clone(),
        flavour.optional(charge.agreement.as_deref()),
        kind.to_owned(),
        flavour.text(&terms.description),
        flavour.optional(terms.dimension.as_deref()),
        charge.due_at.clone().unwrap_or_default(),
        terms.amount.clone().unwrap_or_default(),
        flavour.text(&terms.currency),
        flavour.text(&terms.bill_from),
        flavour.optional(terms.payment_terms.as_deref()),
        flavour.optional(charge.purchase_order_reference.as_deref()),
        flavour.optional(charge.purchase_order_line.as_deref()),
        if charge.carried_over { "yes".to_owned() } else { "no".to_owned() },
        next.map(|next| next.billing_period.clone()).unwrap_or_default(),
        next.map(|next| next.by.clone()).unwrap_or_default(),
        flavour.optional(next.and_then(|next| next.purchase_order_id.as_deref())),
        flavour.optional(next.and_then(|next| next.line_item_number.as_deref())),
    ]
}
