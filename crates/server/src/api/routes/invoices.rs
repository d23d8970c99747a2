//! Issued invoices and credit memos: lists, files, one with everything about it, and why it uses
//! its line.

use std::collections::BTreeSet;
use std::io;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use permissions::{Action, Resource, ResourceKind};
use procurement::BillingMonth;
use records::agreements::View;
use records::invoices::{
    self, Expectation, Invoice, InvoiceKind, InvoiceQuery, InvoiceSummary, Placed, ToldExplanation,
};
use records::organisations;
use records::totals::{self, TotalsRow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::agreements::{page_of, view};
use super::csv::{self, Flavour};
use super::purchase_orders::managed_here;
use super::visible_invoice;
use crate::api::app::App;
use crate::api::body::{Path, Query};
use crate::api::caller::Caller;
use crate::api::page::{self, Page, PageQuery};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

pub(super) fn routes(table: &mut Table) {
    table
        .get("/api/v1/accounts/{account}/invoices", "listInvoices", list_invoices)
        .summary("Lists issued invoices and credit memos, the latest first.")
        .needs(Action::ListInvoices)
        .query::<ListQuery>()
        .answers::<Page<InvoiceSummary>>(200);
    table
        .get("/api/v1/accounts/{account}/invoices.csv", "exportInvoices", export_invoices)
        .summary("Issued invoices and credit memos as a CSV file.")
        .needs(Action::ListInvoices)
        .query::<FileQuery>()
        .answers_other("text/csv");
    table
        .get("/api/v1/accounts/{account}/invoices/{invoice}", "getInvoice", get_invoice)
        .summary("One invoice with its lines, its credit memos, and what is left of it.")
        .needs(Action::GetInvoice)
        .answers::<Invoice>(200);
    table
        .get(
            "/api/v1/accounts/{account}/invoices/{invoice}/explanation",
            "explainInvoice",
            explain_invoice,
        )
        .summary("Why an invoice uses its line, as it was judged when it was issued.")
        .needs(Action::GetInvoice)
        .answers::<ToldExplanation>(200);
    table
        .get(
            "/api/v1/accounts/{account}/invoices/{invoice}/expectation",
            "compareInvoice",
            compare_invoice,
        )
        .summary("What was expected of an invoice when its month began, beside what it came to.")
        .needs(Action::GetInvoice)
        .answers::<Expectation>(200);
    table
        .get(
            "/api/v1/accounts/{account}/purchase-orders/{purchaseOrder}/invoices",
            "listPurchaseOrderInvoices",
            list_purchase_order_invoices,
        )
        .summary("The invoices of a purchase order, with their totals by currency.")
        .needs(Action::ListPurchaseOrderInvoices)
        .query::<PageQuery>()
        .answers::<OrderInvoices>(200);
}

/// What an invoice must be to be listed.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Filter {
    /// The purchase order that it used.
    purchase_order: Option<String>,
    /// The account that is billed.
    billed_account: Option<String>,
    /// The first billing period, `YYYY-MM`.
    from: Option<String>,
    /// The last billing period, `YYYY-MM`.
    to: Option<String>,
    /// A part of its number, in capitals or small letters.
    text: Option<String>,
    /// `invoice` or `credit-memo`.
    r#type: Option<InvoiceKind>,
    /// Whether it used a purchase order.
    placement: Option<Placement>,
    /// The agreement of a charge on it.
    agreement: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Placement {
    OnPurchaseOrder,
    Nowhere,
}

/// Which invoices, and which page of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ListQuery {
    #[serde(flatten)]
    filter: Filter,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 100; 50 where it is not given.
    limit: Option<i64>,
}

/// Which invoices, and what the file is for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FileQuery {
    #[serde(flatten)]
    filter: Filter,
    /// For a spreadsheet, or raw; a spreadsheet where nothing is given.
    flavour: Option<Flavour>,
}

/// A page of the invoices of a purchase order, and what all of them come to.
#[derive(Debug, Serialize, JsonSchema)]
struct OrderInvoices {
    #[serde(flatten)]
    page: Page<InvoiceSummary>,
    /// The sums of all its invoices, not of this page alone.
    totals: Vec<TotalsRow>,
}

/// Whose documents a caller lists: in the management account those of every account in which a policy
/// lets them.
pub(super) async fn listed(app: &App, caller: &Caller) -> Answer<View> {
    caller.require_here(Action::ListInvoices)?;
    if !caller.may_differ_by_account() {
        return Ok(view(caller));
    }
    let accounts = organisations::accounts(&app.records, &caller.organisation).await?;
    let count = accounts.len();
    let may_list = |id: &String| {
        caller.may(Action::ListInvoices, &Resource::new(ResourceKind::Account, id, id))
    };
    let shown: BTreeSet<String> =
        accounts.into_iter().map(|account| account.id).filter(may_list).collect();
    Ok(if shown.len() == count { View::Organisation } else { View::Accounts(shown) })
}

/// A document that is there for the caller, who may do this with it.
pub(super) async fn seen(app: &App, caller: &Caller, id: &str, action: Action) -> Answer<Invoice> {
    let organisation = &caller.organisation;
    let found = invoices::find_invoice(&app.records, organisation, &view(caller), id).await;
    let account = match &found {
        Ok(invoice) => &invoice.summary.account,
        Err(_) => &caller.account,
    };
    caller.require(action, &caller.invoice(id, account))?;
    Ok(found?)
}

async fn list_invoices(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Answer<Json<Page<InvoiceSummary>>> {
    let view = listed(&app, &caller).await?;
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let query = query.filter.query(&page)?;
    let listed = invoices::invoices(&app.records, &caller.organisation, &view, &query).await?;
    Ok(Json(page_of(listed)))
}

async fn get_invoice(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Json<Invoice>> {
    let invoice = seen(&app, &caller, &id, Action::GetInvoice).await?;
    Ok(Json(visible_invoice::invoice(&app, &caller, invoice).await?))
}

async fn explain_invoice(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Json<ToldExplanation>> {
    seen(&app, &caller, &id, Action::GetInvoice).await?;
    let (organisation, view) = (&caller.organisation, view(&caller));
    let told = invoices::explanation(&app.records, organisation, &view, &id).await?;
    Ok(Json(visible_invoice::explanation(&app, &caller, told).await?))
}

async fn compare_invoice(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Json<Expectation>> {
    seen(&app, &caller, &id, Action::GetInvoice).await?;
    let (organisation, view) = (&caller.organisation, view(&caller));
    Ok(Json(invoices::expectation(&app.records, organisation, &view, &id).await?))
}

async fn list_purchase_order_invoices(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Query(page): Query<PageQuery>,
) -> Answer<Json<OrderInvoices>> {
    managed_here(&caller)?;
    let facts = app.records.facts(&caller.organisation).await?;
    caller.require(Action::ListPurchaseOrderInvoices, &caller.order_in(&facts, &id))?;
    let (organisation, view) = (&caller.organisation, view(&caller));
    let filter = Filter { purchase_order: Some(id.clone()), ..Filter::default() };
    let query = filter.query(&page)?;
    let listed = invoices::invoices(&app.records, organisation, &view, &query).await?;
    let totals = totals::of_purchase_order(&app.records, organisation, &view, &id).await?;
    // Invoices keep the number of a purchase order that was deleted (P-27).
    if facts.order(&id).is_none() && totals.is_empty() {
        return Err(Problem::not_found(format!("there is no purchase order `{id}`")));
    }
    Ok(Json(OrderInvoices { page: page_of(listed), totals }))
}

async fn export_invoices(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<FileQuery>,
) -> Answer<Response> {
    let view = listed(&app, &caller).await?;
    let flavour = query.flavour.unwrap_or_default();
    let asked = query.filter.query(&PageQuery { cursor: None, limit: Some(PART) })?;
    // What is wrong is told before the file begins.
    let first = invoices::invoices(&app.records, &caller.organisation, &view, &asked).await?;
    let (sender, parts) = mpsc::channel(1);
    tokio::spawn(async move {
        let head = csv::written([COLUMNS.map(str::to_owned)]);
        let (mut part, mut text) = (first, head);
        loop {
            text.push_str(&csv::written(part.items.iter().map(|invoice| row(invoice, flavour))));
            // Who is gone reads no more.
            if sender.send(Ok(std::mem::take(&mut text))).await.is_err() {
                return;
            }
            let Some(next) = part.next.as_deref().and_then(|next| next.parse().ok()) else {
                return;
            };
            let asked = InvoiceQuery { before: Some(next), ..asked.clone() };
            match invoices::invoices(&app.records, &caller.organisation, &view, &asked).await {
                Ok(rows) => part = rows,
                // The file breaks off, so that nobody takes it for whole.
                Err(error) => {
                    tracing::warn!(error = error.to_string(), "a file of invoices broke off");
                    let _ = sender.send(Err(io::Error::other("the rest cannot be read"))).await;
                    return;
                }
            }
        }
    });
    Ok(csv::parts("attachment; filename=\"invoices.csv\"", parts))
}

/// Invoices that are read at once for a file.
const PART: i64 = 100;

const COLUMNS: [&str; 16] = [
    "number",
    "type",
    "account",
    "seller",
    "category",
    "cycle",
    "month",
    "issued_at",
    "due_on",
    "currency",
    "total",
    "by",
    "purchase_order",
    "line",
    "cost_center",
    "original_invoice",
];

fn row(invoice: &InvoiceSummary, flavour: Flavour) -> [String; 16] {
    let kind = match invoice.kind {
        InvoiceKind::Invoice => "invoice",
        InvoiceKind::CreditMemo => "credit-memo",
    };
    [
        flavour.text(&invoice.id),
        kind.to_owned(),
        flavour.text(&invoice.account),
        flavour.text(&invoice.bill_from),
        flavour.text(&invoice.category),
        flavour.text(&invoice.cycle),
        // Months, times and amounts are numbers to a spreadsheet, and stay what they are.
        invoice.billing_period.clone(),
        invoice.issued_at.clone(),
        invoice.due_on.clone().unwrap_or_default(),
        flavour.text(&invoice.currency),
        invoice.total.clone(),
        flavour.text(&invoice.by),
        flavour.optional(invoice.purchase_order_id.as_deref()),
        flavour.optional(invoice.line_item_number.as_deref()),
        flavour.optional(invoice.cost_center.as_deref()),
        flavour.optional(invoice.original_invoice_id.as_deref()),
    ]
}

impl Filter {
    fn query(&self, page: &PageQuery) -> Answer<InvoiceQuery> {
        Ok(InvoiceQuery {
            purchase_order: self.purchase_order.clone(),
            account: self.billed_account.clone(),
            from: self.from.as_deref().map(|from| month(from, "from")).transpose()?,
            to: self.to.as_deref().map(|to| month(to, "to")).transpose()?,
            text: self.text.clone(),
            kind: self.r#type,
            placement: self.placement.map(|placement| match placement {
                Placement::OnPurchaseOrder => Placed::OnPurchaseOrder,
                Placement::Nowhere => Placed::Nowhere,
            }),
            agreement: self.agreement.clone(),
            before: page::before(page.cursor.as_deref())?,
            limit: Some(page::entries(page.limit)?),
        })
    }
}

/// A month of the query.
pub(super) fn month(text: &str, parameter: &str) -> Answer<BillingMonth> {
    text.parse().map_err(|_| {
        let message = format!("`{text}` is no month: write it as YYYY-MM, from 2000-01 on");
        Problem::bad_request("INVALID_MONTH", parameter, message)
    })
}
