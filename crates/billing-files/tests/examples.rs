//! The example files: read, put together and previewed, so that they keep showing what they are
//! there to show.

use std::io::Read;

use billing_files::SnapshotDocument;
use billing_files::charges::{self, ChargesOptions};
use billing_files::focus::{self, FocusOptions};
use billing_files::preview_csv::{self, Flavour};
use billing_files::purchase_orders::{self, PurchaseOrderOptions};
use procurement::{BillingMonth, Sellers, Workspace};

const FOCUS: &[u8] = include_bytes!("../../../examples/focus.csv");
const ORDERS: &[u8] = include_bytes!("../../../examples/purchase-orders.csv");
const CHARGES: &[u8] = include_bytes!("../../../examples/charges.json");

#[test]
fn the_examples_make_an_instructive_preview() {
    let files: Vec<(String, Box<dyn Read>)> = vec![("focus.csv".to_owned(), Box::new(FOCUS))];
    let focus = focus::import(files, &FocusOptions::default()).unwrap();
    let orders = purchase_orders::import(
        "purchase-orders.csv",
        Box::new(ORDERS),
        &PurchaseOrderOptions::default(),
    )
    .unwrap();
    let options =
        ChargesOptions { period: BillingMonth::new(2026, 3), ..ChargesOptions::new("AWS_INC") };
    let charges = charges::import("charges.json", CHARGES, &options).unwrap();

    let snapshot = SnapshotDocument::merge(vec![
        ("focus.csv".to_owned(), focus.document),
        ("purchase-orders.csv".to_owned(), orders.document),
        ("charges.json".to_owned(), charges.document),
    ])
    .unwrap();
    let workspace = Workspace::load(snapshot.to_json(), &Sellers::built_in()).unwrap();
    let preview = workspace.preview(None).unwrap();
    assert_eq!(preview_csv::write(&preview, Flavour::Spreadsheet).unwrap().lines().count(), 21);
    for wanted in [
        "\"by\":\"match\"",
        "\"by\":\"reference\"",
        "\"by\":\"none\"",
        "\"covered\":false",
        "PURCHASE_ORDER_CREATED",
        "REFERENCED_PO_SUSPENDED",
        "BALANCE_BELOW_THRESHOLD",
        "OUT_OF_BALANCE",
        "NO_PURCHASE_ORDER",
    ] {
        assert!(preview.contains(wanted), "{wanted}");
    }
    assert_eq!(focus.report.rows_read, 56);
    assert_eq!(orders.report.amounts_that_differ, []);
}
