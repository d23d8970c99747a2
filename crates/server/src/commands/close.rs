//! `tieback close`: issues the invoices of a month, or what is due apart from it, from the machine of
//! the server.

use std::time::{Duration, Instant};

use rand::TryRngCore;
use rand::rngs::OsRng;
use records::invoicing::{self, Bound, Run, RunScope, RunState};
use records::{Actor, OrganisationId, RecordError, Records};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::Close;
use crate::exit::Failure;
use crate::output;
use crate::storage;
use crate::table::{Cell, Column, Table};
use crate::terminal::{Paint, Screen};

pub(crate) fn run(arguments: &Close, screen: Screen) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Records(error.to_string()))?;
    runtime.block_on(close(arguments, screen))
}

async fn close(arguments: &Close, screen: Screen) -> Result<(), Failure> {
    let records = storage::open_existing(&arguments.storage).await?;
    let done = close_all(&records, arguments, screen).await;
    records.database().close().await;
    done
}

async fn close_all(records: &Records, arguments: &Close, screen: Screen) -> Result<(), Failure> {
    let scope = match arguments.period {
        Some(month) => RunScope::Monthly(month),
        None => RunScope::OutOfCycle(records.now()),
    };
    let bound = if arguments.beyond_usual { Bound::Waived } else { Bound::Usual };
    let organisations = storage::organisations(records, arguments.organisation.as_deref()).await?;
    let (mut results, mut out) = (Vec::new(), String::new());
    let mut refused = Ok(());
    for organisation in organisations {
        let done = if arguments.dry_run {
            preview(records, &organisation, scope, screen).await
        } else {
            issue(records, &organisation, scope, bound, screen).await
        };
        match done {
            Ok(done) => {
                results.push(done.json);
                out.push_str(&done.text);
            }
            // The others are closed all the same.
            Err(error) => {
                output::error(&format!("tieback: {}: {error}", organisation.as_str()));
                refused = Err(failure(&error));
            }
        }
    }
    if arguments.json {
        output::line(&Value::Array(results).to_string())?;
    } else {
        output::text(&out)?;
    }
    refused
}

/// What happened to an organisation, for programs and for people.
struct Done {
    json: Value,
    text: String,
}

async fn issue(
    records: &Records,
    organisation: &OrganisationId,
    scope: RunScope,
    bound: Bound,
    screen: Screen,
) -> Result<Done, RecordError> {
    let run = patiently(async || issue_once(records, organisation, scope, bound).await).await?;
    let mut text = String::new();
    let mut table = Table::new(&RUN);
    table.push(vec![
        Cell::plain(organisation.as_str()),
        Cell::plain(run.through.clone()),
        Cell::plain(run.issued.to_string()),
        state(&run),
    ]);
    table.write(&mut text, screen);
    Ok(Done { json: json!({ "organisation": organisation, "run": run }), text })
}

async fn issue_once(
    records: &Records,
    organisation: &OrganisationId,
    scope: RunScope,
    bound: Bound,
) -> Result<Run, RecordError> {
    let actor = Actor::system("close");
    let mut running = Box::pin(invoicing::run_within(records, organisation, &actor, scope, bound));
    let mut told = 0;
    loop {
        tokio::select! {
            done = &mut running => return done,
            () = tokio::time::sleep(Duration::from_secs(1)) => {
                tell_progress(records, organisation, scope, &mut told).await;
            }
        }
    }
}

/// How long others may keep the records busy before the run is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Does something, and does it again while others are in the way. What they issue meanwhile is not
/// due any more.
async fn patiently<T>(attempt: impl AsyncFn() -> Result<T, RecordError>) -> Result<T, RecordError> {
    let since = Instant::now();
    loop {
        match attempt().await {
            Err(RecordError::Busy) if since.elapsed() < PATIENCE => {
                tokio::time::sleep(pause()).await;
            }
            done => return done,
        }
    }
}

/// Some 50 to 300 milliseconds, each time another, so that those who wait do not collide again.
fn pause() -> Duration {
    // Without randomness everybody waits as long as everybody else, which is only slower.
    let random = OsRng.try_next_u32().unwrap_or_default();
    Duration::from_millis(u64::from(50 + random % 250))
}

const RUN: [Column; 4] = [
    Column::kept("Organisation"),
    Column::kept("Through"),
    Column::number("Invoices"),
    Column::kept("State"),
];

fn state(run: &Run) -> Cell {
    match run.state {
        RunState::Done => Cell::new("done", Paint::Good),
        RunState::Running => Cell::new("running", Paint::Warning),
        RunState::Parked => Cell::new("parked", Paint::Bad),
    }
}

/// Tells on standard error how far a long run has come.
async fn tell_progress(
    records: &Records,
    organisation: &OrganisationId,
    scope: RunScope,
    told: &mut i64,
) {
    // Progress that cannot be read is told the next time.
    let Ok(runs) = invoicing::runs(records, organisation, None, 20).await else { return };
    if let Some(run) = runs.into_iter().find(|run| run.is_of(scope))
        && run.issued > *told
    {
        *told = run.issued;
        let (id, through) = (organisation.as_str(), run.through);
        output::error(&format!("{id}: {} of {} invoices of {through}", run.issued, run.planned));
    }
}

async fn preview(
    records: &Records,
    organisation: &OrganisationId,
    scope: RunScope,
    screen: Screen,
) -> Result<Done, RecordError> {
    let preview = invoicing::dry_run(records, organisation, scope).await?;
    let json: Value = serde_json::from_str(&preview)?;
    let Preview { invoices } = Preview::deserialize(&json)?;
    let mut text = format!("{}: {} would be issued\n", organisation.as_str(), counted(&invoices));
    if !invoices.is_empty() {
        let mut table = Table::new(&PREVIEW);
        for invoice in invoices {
            table.push(invoice.row());
        }
        table.write(&mut text, screen);
    }
    Ok(Done { json: json!({ "organisation": organisation, "preview": json }), text })
}

fn counted(invoices: &[Planned]) -> String {
    match invoices.len() {
        0 => "nothing".to_owned(),
        1 => "1 invoice".to_owned(),
        several => format!("{several} invoices"),
    }
}

/// The part of a preview that is shown.
#[derive(Debug, Deserialize)]
struct Preview {
    invoices: Vec<Planned>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Planned {
    bill_from: String,
    billing_period: String,
    currency: String,
    total: String,
    #[serde(rename = "type")]
    kind: String,
    purchase_order_id: Option<String>,
    line_item_number: Option<String>,
}

const PREVIEW: [Column; 6] = [
    Column::kept("Month"),
    Column::text("Seller", 16),
    Column::number("Total"),
    Column::kept("Currency"),
    Column::text("Purchase order", 24),
    Column::text("Line", 12),
];

impl Planned {
    fn row(self) -> Vec<Cell> {
        let sign = if self.kind == "credit-memo" { "-" } else { "" };
        let order = match self.purchase_order_id {
            Some(order) => Cell::plain(order),
            None => Cell::new("none", Paint::Warning),
        };
        vec![
            Cell::plain(self.billing_period),
            Cell::plain(self.bill_from),
            Cell::plain(format!("{sign}{}", self.total)),
            Cell::plain(self.currency),
            order,
            Cell::plain(self.line_item_number.unwrap_or_default()),
        ]
    }
}

/// What was asked for cannot be, or the records failed; both were told.
fn failure(error: &RecordError) -> Failure {
    match error {
        RecordError::Refused(_) | RecordError::Conflict { .. } | RecordError::NotFound { .. } => {
            Failure::Refused
        }
        _ => Failure::Records(error.to_string()),
    }
}
