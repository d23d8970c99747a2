//! `tieback verify`: proves that what is kept agrees with itself.

use records::Records;
use records::verify::{self, VerifyReport};
use serde_json::{Value, json};

use crate::cli::Verify;
use crate::exit::Failure;
use crate::output;
use crate::storage;
use crate::table::{Cell, Column, Table};
use crate::terminal::{Paint, Screen};

pub(crate) fn run(arguments: &Verify, screen: Screen) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Records(error.to_string()))?;
    runtime.block_on(async {
        let records = storage::open_existing(&arguments.storage).await?;
        let done = verify_all(&records, arguments, screen).await;
        records.database().close().await;
        done
    })
}

async fn verify_all(records: &Records, arguments: &Verify, screen: Screen) -> Result<(), Failure> {
    let organisations = storage::organisations(records, arguments.organisation.as_deref()).await?;
    let head = arguments.audit_head.as_ref();
    if head.is_some() && organisations.len() != 1 {
        let message = "an audit is of one organisation: say by --organisation whose end it is";
        return Err(Failure::Usage(message.to_owned()));
    }
    let (mut results, mut out, mut is_sound) = (Vec::new(), String::new(), true);
    for organisation in organisations {
        let report = verify::verify(records, &organisation, head).await;
        let report = report.map_err(|error| storage::failed(&error))?;
        is_sound &= report.is_sound();
        write(&mut out, organisation.as_str(), &report, screen);
        results.push(json!({ "organisation": organisation, "report": report }));
    }
    if arguments.json {
        output::line(&Value::Array(results).to_string())?;
    } else {
        output::text(&out)?;
    }
    if is_sound { Ok(()) } else { Err(Failure::Refused) }
}

const FAULTS: [Column; 3] =
    [Column::kept("Fault"), Column::text("Record", 30), Column::wrapped("What is wrong", 30)];

fn write(out: &mut String, organisation: &str, report: &VerifyReport, screen: Screen) {
    let checked = &report.checked;
    out.push_str(&format!(
        "{organisation}: {} changes, {} documents with {} lines, {} draws on {} balances, {} \
         charges and {} months of usage\n",
        checked.audit,
        checked.documents,
        checked.document_lines,
        checked.ledger,
        checked.balances,
        checked.charges,
        checked.usage,
    ));
    if report.is_sound() {
        out.push_str(&screen.paint("All of it agrees.\n", Paint::Good));
        return;
    }
    let mut table = Table::new(&FAULTS);
    for fault in &report.faults {
        table.push(vec![
            Cell::new(&fault.code, Paint::Bad),
            Cell::plain(&fault.subject),
            Cell::plain(&fault.message),
        ]);
    }
    table.write(out, screen);
    match report.more_faults {
        0 => {}
        1 => out.push_str("and 1 more fault\n"),
        more => out.push_str(&format!("and {more} more faults\n")),
    }
}
