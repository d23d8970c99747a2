//! `tieback import`.

use std::fmt::Display;

use billing_files::charges::{self, ChargesOptions};
use billing_files::purchase_orders::{self, PurchaseOrderOptions};
use billing_files::{Refusal, SnapshotDocument, focus};
use serde::Serialize;

use crate::cli::{Import, ImportCharges, ImportFocus, ImportPurchaseOrders};
use crate::exit::Failure;
use crate::inputs::{Source, each_once};
use crate::output;

pub(crate) fn run(import: &Import) -> Result<(), Failure> {
    match import {
        Import::Focus(arguments) => focus(arguments),
        Import::PurchaseOrders(arguments) => purchase_orders(arguments),
        Import::Charges(arguments) => charges(arguments),
    }
}

fn focus(arguments: &ImportFocus) -> Result<(), Failure> {
    let ImportFocus { files, mapping, sellers, accounts, report } = arguments;
    each_once(files)?;
    let options = accounts.with(mapping.read(report.json)?, sellers.read(report.json)?);
    let sources = files.iter().map(|path| Source::open(path).map(Source::into_reader));
    let import = focus::import(sources.collect::<Result<_, Failure>>()?, &options);
    write(import, report.json)
}

fn purchase_orders(arguments: &ImportPurchaseOrders) -> Result<(), Failure> {
    let ImportPurchaseOrders { file, mapping, sellers, report } = arguments;
    let options = PurchaseOrderOptions {
        mapping: mapping.read(report.json)?,
        sellers: sellers.read(report.json)?,
        ..PurchaseOrderOptions::default()
    };
    let (name, reader) = Source::open(file)?.into_reader();
    write(purchase_orders::import(&name, reader, &options), report.json)
}

fn charges(arguments: &ImportCharges) -> Result<(), Failure> {
    let ImportCharges { file, bill_from, period, mapping, sellers, report } = arguments;
    let options = ChargesOptions {
        bill_from: bill_from.clone(),
        period: *period,
        mapping: mapping.read(report.json)?,
        sellers: sellers.read(report.json)?,
    };
    let mut source = Source::open(file)?;
    let bytes = source.read_bytes()?;
    write(charges::import(&source.name, &bytes, &options), report.json)
}

/// The snapshot to standard output, then the report to standard error.
fn write<R: Display + Serialize>(
    import: Result<billing_files::Import<SnapshotDocument, R>, Refusal>,
    as_json: bool,
) -> Result<(), Failure> {
    let import = import.map_err(|refusal| output::refuse_files(&refusal, as_json))?;
    output::line(&import.document.to_json())?;
    let json = as_json.then(|| serde_json::to_string(&import.report).ok()).flatten();
    output::error(json.unwrap_or_else(|| import.report.to_string()).trim_end());
    Ok(())
}
