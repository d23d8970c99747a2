//! Any text as a purchase order to validate.
#![no_main]

use libfuzzer_sys::fuzz_target;
use procurement::{Sellers, validate_purchase_order};

fuzz_target!(|text: &str| {
    validate_purchase_order(text, &Sellers::built_in()).to_json();
});
