//! Matches: every document is placed once more by the engine, on the purchase orders as the audit
//! has them from before it was issued, and on what the documents before it drew.
//!
//! What the engine asks of a document (seller of record, month, category, reference and the like) is
//! taken from the document itself and from its lines.

use std::collections::{BTreeMap, VecDeque};

use billing_files::SnapshotDocument;
use billing_files::document::{Association, Category, Cycle, Invoice, InvoiceType, PurchaseOrder};
use procurement::{Sellers, Workspace};
use serde_json::Value;

use super::super::{PAGE, VerifyReport};
use super::Stored;
use crate::database::Connection;
use crate::edits::damaged;
use crate::facts::drawn_id;
use crate::invoicing::InvoiceDetails;
use crate::orders::{KeptOrder, parse_currency, written};
use crate::{RecordError, Result};

/// A purchase order and a line of it.
type Line = (String, String);

/// Documents that are placed at once.
const BATCH: usize = 5000;

/// Where so many documents are elsewhere, no further ones are placed again: each costs a new start.
const DIFFERING_MAX: usize = 100;

/// The purchase orders and draws as they were when the next document was issued.
#[derive(Debug)]
pub(super) struct Derived {
    sellers: Sellers,
    orders: BTreeMap<String, PurchaseOrder>,
    drawn: BTreeMap<Line, Drawn>,
    changes: VecDeque<OrderChange>,
    /// The last change of the audit that was read.
    read_to: i64,
    waiting: Vec<Waiting>,
    differing: usize,
    has_stopped: bool,
}

/// What documents drew from a line.
#[derive(Debug)]
struct Drawn {
    line_key: i64,
    amount: i128,
}

/// A purchase order as the audit has it after a change; none where it was removed.
#[derive(Debug)]
struct OrderChange {
    sequence: i64,
    id: String,
    after: Option<String>,
}

/// A document that is to be placed again.
#[derive(Debug)]
struct Waiting {
    id: String,
    invoice: Invoice,
    line: Option<Line>,
    details: InvoiceDetails,
}

impl Derived {
    pub(super) fn new(sellers: Sellers) -> Self {
        Self {
            sellers,
            orders: BTreeMap::new(),
            drawn: BTreeMap::new(),
            changes: VecDeque::new(),
            read_to: i64::MIN,
            waiting: Vec::new(),
            differing: 0,
            has_stopped: false,
        }
    }

    /// Takes the next document.
    pub(super) async fn check(
        &mut self,
        connection: &mut Connection,
        organisation: &str,
        document: &Stored,
        report: &mut VerifyReport,
    ) -> Result<()> {
        if let Some(issued) = document.audited_at {
            self.follow(connection, organisation, issued, report).await?;
        }
        if let Some(original) = &document.original {
            self.place(report).await?;
            self.check_memo(connection, organisation, document, original, report).await?;
            self.draw(document.line(), &document.details);
            return Ok(());
        }
        match waiting(document) {
            Ok(waiting) => self.waiting.push(waiting),
            Err(error) => report.fault("DOCUMENT_DAMAGED", &document.id, error.to_string()),
        }
        if self.waiting.len() == BATCH {
            self.place(report).await?;
        }
        Ok(())
    }

    /// Places the documents that still wait.
    pub(super) async fn finish(mut self, report: &mut VerifyReport) -> Result<()> {
        self.place(report).await
    }

    /// Brings the purchase orders to where they were when a change of the audit was made.
    async fn follow(
        &mut self,
        connection: &mut Connection,
        organisation: &str,
        until: i64,
        report: &mut VerifyReport,
    ) -> Result<()> {
        loop {
            if self.changes.is_empty() && self.read_to < until {
                self.changes = read(connection, organisation, self.read_to, until).await?.into();
                self.read_to = self.changes.back().map_or(until, |change| change.sequence);
            }
            let Some(change) = self.changes.pop_front_if(|change| change.sequence < until) else {
                return Ok(());
            };
            self.place(report).await?;
            if let Err(error) = self.apply(&change) {
                let subject = format!("audit:{}", change.sequence);
                self.stop(report, subject, &error.to_string());
            }
        }
    }

    fn apply(&mut self, change: &OrderChange) -> Result<()> {
        let order = change.after.as_deref().map(serde_json::from_str::<KeptOrder>).transpose()?;
        let order = order.map(|kept| kept.order);
        // What was drawn from a line goes with it: one of its number that comes later is another.
        self.drawn.retain(|(id, number), _| {
            *id != change.id
                || order.iter().flat_map(|order| &order.line_items).any(|l| l.number == *number)
        });
        match order {
            Some(order) => self.orders.insert(change.id.clone(), order),
            None => self.orders.remove(&change.id),
        };
        Ok(())
    }

    /// Places the documents that wait, and compares. After one that is elsewhere the others are
    /// placed anew, on what it drew where it is: else they would seem to be wrong too.
    async fn place(&mut self, report: &mut VerifyReport) -> Result<()> {
        while !self.waiting.is_empty() && !self.has_stopped {
            let placed = match self.placed().await {
                Ok(placed) => placed,
                Err(error) => {
                    let first = self.waiting.first().map(|waiting| waiting.id.clone());
                    self.stop(report, first.unwrap_or_default(), &error.to_string());
                    break;
                }
            };
            let mut pairs = self.waiting.iter().zip(&placed);
            let differing = pairs.position(|(waiting, line)| waiting.line != *line);
            if let Some(at) = differing
                && let (Some(waiting), Some(line)) = (self.waiting.get(at), placed.get(at))
            {
                differs(report, &waiting.id, line.as_ref(), waiting.line.as_ref());
                self.differing += 1;
            }
            let count = differing.map_or(self.waiting.len(), |at| at + 1);
            for waiting in self.waiting.drain(..count).collect::<Vec<_>>() {
                self.draw(waiting.line, &waiting.details);
            }
            if self.differing == DIFFERING_MAX {
                let message = format!("{DIFFERING_MAX} documents before are on other lines");
                self.stop(report, "documents".to_owned(), &message);
            }
        }
        self.waiting.clear();
        Ok(())
    }

    /// Where the documents that wait go, by the engine.
    async fn placed(&self) -> Result<Vec<Option<Line>>> {
        let (snapshot, sellers) = (self.snapshot()?.to_json(), self.sellers.clone());
        let placing = tokio::task::spawn_blocking(move || {
            let workspace = Workspace::load(snapshot, &sellers).map_err(damaged)?;
            let line = |line: Option<(&str, &str)>| {
                line.map(|(order, line)| (order.to_owned(), line.to_owned()))
            };
            Ok(workspace.settled().map(|document| line(document.line)).collect())
        });
        placing.await.map_err(|error| RecordError::Damaged(format!("it broke off: {error}")))?
    }

    fn snapshot(&self) -> Result<SnapshotDocument> {
        let mut associations = Vec::with_capacity(self.drawn.len());
        for ((order, line), drawn) in &self.drawn {
            let Some(kept) = self.orders.get(order) else { continue };
            associations.push(Association {
                invoice_id: drawn_id(drawn.line_key),
                purchase_order_id: order.clone(),
                line_item_number: line.clone(),
                total: written(drawn.amount, parse_currency(&kept.currency)?),
            });
        }
        // Documents are placed by their ids where their moments are the same, so these say the
        // order in which they were issued.
        let numbered = self.waiting.iter().enumerate().map(|(index, waiting)| {
            let id = format!("document:{index:06}");
            Invoice { id, ..waiting.invoice.clone() }
        });
        Ok(SnapshotDocument {
            purchase_orders: self.orders.values().cloned().collect(),
            associations,
            invoices: numbered.collect(),
            ..SnapshotDocument::default()
        })
    }

    /// A memo that a person made is where its invoice is, as long as that line is there (P-25).
    async fn check_memo(
        &mut self,
        connection: &mut Connection,
        organisation: &str,
        document: &Stored,
        original: &str,
        report: &mut VerifyReport,
    ) -> Result<()> {
        type Row = (Option<String>, Option<String>, String);
        let row: Option<Row> = sqlx::query_as(
            "select purchase_order, line_item, document
             from invoices
             where organisation = $1 and id = $2 and kind = 'invoice'",
        )
        .bind(organisation)
        .bind(original)
        .fetch_optional(connection)
        .await?;
        // That there is none is told elsewhere.
        let Some((order, line, details)) = row else { return Ok(()) };
        let details: InvoiceDetails = serde_json::from_str(&details)?;
        let line = order.zip(line).filter(|line| {
            self.drawn.get(line).is_some_and(|drawn| Some(drawn.line_key) == details.line_key)
        });
        if !self.has_stopped && line != document.line() {
            differs(report, &document.id, line.as_ref(), document.line().as_ref());
        }
        Ok(())
    }

    fn draw(&mut self, line: Option<Line>, details: &InvoiceDetails) {
        let (Some(line), Some(line_key)) = (line, details.line_key) else { return };
        let drawn = self.drawn.entry(line).or_insert(Drawn { line_key, amount: 0 });
        drawn.amount += i128::from(details.drawn);
    }

    fn stop(&mut self, report: &mut VerifyReport, subject: String, reason: &str) {
        if !self.has_stopped {
            let message = format!("from here on nothing is matched again: {reason}");
            report.fault("MATCH_NOT_DERIVED", subject, message);
        }
        self.has_stopped = true;
    }
}

fn differs(report: &mut VerifyReport, id: &str, expected: Option<&Line>, found: Option<&Line>) {
    let text = |line: Option<&Line>| match line {
        Some((order, line)) => format!("line `{line}` of `{order}`"),
        None => "no line".to_owned(),
    };
    let message = format!("it is on {}, and by the rules on {}", text(found), text(expected));
    report.fault("MATCH_DIFFERS", id, message);
}

async fn read(
    connection: &mut Connection,
    organisation: &str,
    after: i64,
    until: i64,
) -> Result<Vec<OrderChange>> {
    let rows: Vec<(i64, String, Option<String>)> = sqlx::query_as(
        "select sequence, subject, after
         from audit
         where organisation = $1 and sequence > $2 and sequence < $3
               and subject_kind = 'purchase-order'
         order by sequence
         limit $4",
    )
    .bind(organisation)
    .bind(after)
    .bind(until)
    .bind(PAGE)
    .fetch_all(connection)
    .await?;
    let changes = rows.into_iter();
    Ok(changes.map(|(sequence, id, after)| OrderChange { sequence, id, after }).collect())
}

fn waiting(document: &Stored) -> Result<Waiting> {
    let word = |word: &str| Value::String(word.to_owned());
    let category: Category = serde_json::from_value(word(&document.category))?;
    let cycle: Cycle = serde_json::from_value(word(&document.cycle))?;
    let kind: InvoiceType = serde_json::from_value(word(&document.kind))?;
    let details = document.details.clone();
    let reference = details.purchase_order_reference.clone();
    let invoice = Invoice {
        id: String::new(),
        kind: Some(kind),
        category,
        cycle,
        bill_from: document.bill_from.clone(),
        currency: document.currency.code().to_owned(),
        billing_period: document.billing_period.clone(),
        issued_at: "2000-01-01T00:00:00Z".to_owned(),
        total: written(i128::from(document.total), document.currency),
        original_invoice_id: None,
        tax_registration_number: details.tax_registration_number.clone(),
        invoice_unit: details.invoice_unit.clone(),
        purchase_order_line: reference.as_ref().and(document.named_line.clone()),
        purchase_order_reference: reference,
    };
    Ok(Waiting { id: document.id.clone(), invoice, line: document.line(), details })
}
