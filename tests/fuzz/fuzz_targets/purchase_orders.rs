//! Any bytes as a purchase order list: refused, or a snapshot that the engine takes.
#![no_main]

use billing_files::purchase_orders::{PurchaseOrderOptions, import};
use libfuzzer_sys::fuzz_target;
use procurement::{Sellers, Workspace};

fuzz_target!(|bytes: &[u8]| {
    let options = PurchaseOrderOptions::default();
    if let Ok(imported) = import("input.csv", Box::new(bytes), &options) {
        Workspace::load(imported.document.to_json(), &Sellers::built_in()).unwrap();
    }
});
