//! Purchase orders as CSV files, out and in: one row for each line item.
//!
//! What is written is what is read. A list says what it fills in, and nothing else: other details of
//! purchase orders that are there already stay, as do purchase orders and lines that it does not
//! name.

mod merging;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use billing_files::document::{LineItem, PurchaseOrder, TaxType};
use billing_files::purchase_orders::{self as lists, PurchaseOrderOptions};
use billing_files::{Import, SnapshotDocument};
use permissions::Action;
use records::edits::{self, Save, Saved, Seen};
use records::purchase_orders::{self, OrderQuery, OrderView};
use records::{Facts, LineStanding, Problem as Told, RecordError, apart};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::merging::{Difference, Merged, merge};
use super::csv::{self, Flavour};
use super::edit::{self, EditQuery};
use super::purchase_orders::managed_here;
use super::visible_change;
use crate::api::app::App;
use crate::api::body::{self, Query};
use crate::api::caller::Caller;
use crate::api::contract::Change;
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

const FILE: &str = "/api/v1/accounts/{account}/purchase-orders.csv";
const IMPORT: &str = "/api/v1/accounts/{account}/purchase-orders:import";

/// Lists may be as large as this.
const LIST_MAX: usize = 5 * 1024 * 1024;

pub(super) fn routes(table: &mut Table) {
    table
        .get(FILE, "exportPurchaseOrders", export_purchase_orders)
        .summary("All purchase orders as a CSV file, a row for each line item.")
        .needs(Action::ListPurchaseOrders)
        .query::<FileQuery>()
        .answers_other("text/csv")
        .may_take_long();
    table
        .post(IMPORT, "importPurchaseOrders", import_purchase_orders)
        .summary("Adds and changes purchase orders as a CSV file says, all or none.")
        .needs(Action::AddPurchaseOrder)
        .query::<EditQuery>()
        .takes_other("text/csv")
        .answers::<OrderImport>(200)
        .body_up_to(LIST_MAX)
        .may_take_long();
}

/// For whom the file is.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PurchaseOrdersFileQuery")]
struct FileQuery {
    /// For a spreadsheet, or raw; a spreadsheet where nothing is given. Only raw files are read
    /// back exactly.
    flavour: Option<Flavour>,
}

/// What became of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "PurchaseOrderImport")]
struct OrderImport {
    #[serde(flatten)]
    told: ImportTold,
    /// What is other now; not in a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<Saved>,
    /// What it would make another value of in purchase orders that are there; only in a preview,
    /// and only what the caller may see.
    #[serde(skip_serializing_if = "Option::is_none")]
    differences: Option<Vec<Difference>>,
    /// What it would move; only in a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Change>")]
    change: Option<Value>,
    /// The digest of the preview: send it as `seen` when you save.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

/// What a list holds, beside what is there.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ImportTold {
    /// How the file was read.
    reading: Value,
    /// Purchase orders that were not there before.
    added: Vec<String>,
    /// Purchase orders that the list changes.
    changed: Vec<String>,
    /// Purchase orders that are as the list says already.
    unchanged: Vec<String>,
}

async fn export_purchase_orders(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<FileQuery>,
) -> Answer<Response> {
    managed_here(&caller)?;
    caller.require_here(Action::ListPurchaseOrders)?;
    let facts = app.records.facts(&caller.organisation).await?;
    let flavour = query.flavour.unwrap_or_default();
    let orders = purchase_orders::list(&facts, &OrderQuery::default())?;
    // What a tag condition hides is not there for this caller.
    let visible = orders
        .iter()
        .filter(|view| caller.may(Action::GetPurchaseOrder, &caller.order(&view.kept)));
    let rows = visible.flat_map(|view| rows(view, flavour));
    Ok(csv::file("attachment; filename=\"purchase-orders.csv\"", COLUMNS, rows))
}

/// Those that are read, then what is derived.
const COLUMNS: [&str; 23] = [
    "po_number",
    "bill_from",
    "currency",
    "po_effective",
    "po_expires",
    "line_number",
    "line_type",
    "line_start",
    "line_end",
    "line_amount",
    "quantity",
    "tax",
    "tax_type",
    "balance_tracking",
    "cost_center",
    "description",
    "contact_emails",
    "status",
    "updated_at",
    "invoice_units",
    "tax_registration_numbers",
    "line_value",
    "line_balance",
];

/// A row for each line, or one where there is no line.
fn rows(view: &OrderView, flavour: Flavour) -> Vec<[String; 23]> {
    let order = &view.kept.order;
    let lines = order.line_items.iter().zip(&view.standing.lines);
    let rows: Vec<_> =
        lines.map(|(line, standing)| row(order, Some((line, standing)), flavour)).collect();
    if rows.is_empty() { vec![row(order, None, flavour)] } else { rows }
}

fn row(
    order: &PurchaseOrder,
    line: Option<(&LineItem, &LineStanding)>,
    flavour: Flavour,
) -> [String; 23] {
    let list = |values: &[String]| flavour.text(&lists::join(values.iter().map(String::as_str)));
    let emails = order.contacts.iter().map(|contact| contact.email.as_str());
    let of_line = |text: fn(&LineItem) -> Option<&str>| {
        line.and_then(|(line, _)| text(line)).unwrap_or_default().to_owned()
    };
    let tax = line.and_then(|(line, _)| line.tax.as_ref());
    let tax_type = match tax.map(|tax| tax.kind) {
        None => "",
        Some(TaxType::Percent) => "percent",
        Some(TaxType::Absolute) => "absolute",
    };
    let tracking = match line {
        None => "",
        Some((line, _)) if line.balance_tracking => "yes",
        Some(_) => "no",
    };
    let standing = line.map(|(_, standing)| standing);
    // Months and amounts are numbers to a spreadsheet, and stay what they are.
    [
        flavour.text(&order.id),
        list(&order.bill_from),
        flavour.text(&order.currency),
        order.effective_month.clone(),
        order.expiration_month.clone(),
        flavour.text(&of_line(|line| Some(&line.number))),
        of_line(|line| Some(line.kind.as_str())),
        of_line(|line| Some(&line.start_month)),
        of_line(|line| Some(&line.end_month)),
        of_line(|line| Some(&line.amount)),
        of_line(|line| Some(&line.quantity)),
        tax.map(|tax| tax.value.clone()).unwrap_or_default(),
        tax_type.to_owned(),
        tracking.to_owned(),
        flavour.text(&of_line(|line| line.cost_center.as_deref())),
        flavour.text(&of_line(|line| line.description.as_deref())),
        flavour.text(&lists::join_addresses(emails)),
        if order.suspended { "suspended".to_owned() } else { "active".to_owned() },
        order.updated_at.clone(),
        list(&order.invoice_units),
        list(&order.tax_registration_numbers),
        standing.map(|standing| standing.total_value.clone()).unwrap_or_default(),
        standing.and_then(|standing| standing.balance.clone()).unwrap_or_default(),
    ]
}

async fn import_purchase_orders(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<EditQuery>,
    request: Request,
) -> Answer<Response> {
    managed_here(&caller)?;
    caller.require_here(Action::ListPurchaseOrders)?;
    body::check_type(request.headers(), &["text/csv"])?;
    let bytes = body::read(request, &app).await?;
    body::refuse_nul(&bytes)?;
    let facts = app.records.facts(&caller.organisation).await?;
    let (reading, merged) = read(&app, &facts, bytes.into()).await?;
    for order in merged.unchanged.iter().filter_map(|id| facts.order(id)) {
        // That it is as the list says is told to who may see it.
        caller.require(Action::GetPurchaseOrder, &caller.order(order))?;
    }
    if !merged.edits.is_empty() {
        edit::authorise(&caller, &facts, &merged.edits)?;
    }
    let through = edit::through(&facts, query.through.as_deref())?;
    let Merged { edits, edited, added, changed, unchanged } = merged;
    let told = ImportTold { reading, added, changed, unchanged };
    let placed = |error| Problem::from(placed(error, &facts, &told, &edited));
    if query.preview == Some(true) {
        let previewed = edits::preview(&app.records, &facts, &edits, through).await;
        let previewed = previewed.map_err(placed)?;
        let change = Some(visible_change::told_change(&caller, &facts, &previewed)?);
        let digest = Some(previewed.digest);
        let mut differences = merging::told(&facts, &edits);
        let hidden = visible_change::hidden(&caller, &facts);
        differences.retain(|difference| !hidden.contains(&difference.purchase_order));
        let differences = Some(differences);
        let answer = OrderImport { told, saved: None, differences, change, digest };
        let text = serde_json::to_string(&answer).map_err(RecordError::from)?;
        return Ok(body::json_text(StatusCode::OK, text));
    }
    let seen = query.seen.map(|digest| Seen { digest, through });
    // The list was compared with these versions.
    let versions = changed_versions(&facts, &told.changed);
    let save = Save { edits, versions, seen, ..Save::default() };
    let mut write = caller.write(&app).await?;
    let saved = edits::save(&app.records, &mut write, &save)
        .await
        .map_err(|error| placed(visible_change::refused(&caller, &facts, error)))?;
    let answer =
        OrderImport { told, saved: Some(saved), differences: None, change: None, digest: None };
    Ok(body::stored(write.commit_with(200, &answer).await?))
}

fn changed_versions(facts: &Facts, changed: &[String]) -> std::collections::BTreeMap<String, i64> {
    let orders = changed.iter().filter_map(|id| facts.order(id));
    orders.map(|order| (order.order.id.clone(), order.version)).collect()
}

/// Reads a list, and compares it with what is there.
async fn read(app: &App, facts: &Facts, bytes: Vec<u8>) -> Answer<(Value, Merged)> {
    const NAME: &str = "purchase-orders.csv";
    if bytes.starts_with(&[0x1F, 0x8B]) {
        let message = "this is packed: send it as text";
        return Err(RecordError::refused("UNSUPPORTED_FORMAT", "", message).into());
    }
    // An export names sellers by their ids, also those that no table has.
    let seller_ids = facts.orders.iter().flat_map(|kept| kept.order.bill_from.iter().cloned());
    let options = PurchaseOrderOptions {
        sellers: app.records.sellers().clone(),
        seller_ids: seller_ids.collect(),
        known: facts
            .orders
            .iter()
            .map(|kept| (kept.order.id.clone(), kept.order.clone()))
            .collect(),
        ..Default::default()
    };
    // Large lists take a while: others are answered meanwhile.
    let reading = apart(move || lists::import(NAME, Box::new(bytes.as_slice()), &options));
    let read = reading.await.map_err(|error| RecordError::Damaged(error.to_string()))?;
    let Import { document: SnapshotDocument { purchase_orders, .. }, report } =
        read.map_err(|refusal| refused(&refusal))?;
    let reading = serde_json::to_value(&report).map_err(RecordError::from)?;
    Ok((reading, merge(facts, &purchase_orders)))
}

/// Everything that is wrong with a list, by row and column.
fn refused(refusal: &billing_files::Refusal) -> RecordError {
    let mut problems: Vec<Told> = refusal
        .problems
        .iter()
        .map(|problem| {
            let code = serde_json::to_value(problem.code).ok();
            let code = code.as_ref().and_then(Value::as_str).unwrap_or("INVALID_FILE");
            let row = problem.row.map(|row| format!("/rows/{row}")).unwrap_or_default();
            let column = problem.column.as_ref().map(|column| format!("/{column}"));
            let pointer = format!("{row}{}", column.unwrap_or_default());
            Told::new(code, pointer, problem.message.clone())
        })
        .collect();
    if refusal.more > 0 {
        let message = format!("there are {} more problems: mend these first", refusal.more);
        problems.push(Told::new("MORE_PROBLEMS", "/rows", message));
    }
    // They stand in the order of the rows.
    RecordError::Refused(problems)
}

/// Problems of edits, and of the snapshot with them, by the purchase orders that they are of.
fn placed(error: RecordError, facts: &Facts, told: &ImportTold, edited: &[String]) -> RecordError {
    let RecordError::Refused(mut problems) = error else { return error };
    // Those that are new stand behind those that are there.
    let kept = facts.orders.iter().map(|kept| &kept.order.id);
    let orders: Vec<&String> = kept.chain(&told.added).collect();
    for problem in &mut problems {
        let mut steps = problem.pointer.splitn(4, '/').skip(1);
        let (list, index) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
        let index: usize = index.parse().unwrap_or(usize::MAX);
        let (order, rest) = match list {
            "edits" => (edited.get(index), None),
            "purchaseOrders" => (orders.get(index).copied(), steps.next()),
            _ => (None, None),
        };
        problem.pointer = order.map_or_else(String::new, |id| {
            let id = id.replace('~', "~0").replace('/', "~1");
            format!(
                "/purchaseOrders/{id}{}",
                rest.map(|rest| format!("/{rest}")).unwrap_or_default()
            )
        });
    }
    RecordError::refused_all(problems)
}
