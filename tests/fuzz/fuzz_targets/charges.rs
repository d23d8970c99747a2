//! Any bytes as a charge listing: refused, or a snapshot that the engine takes.
#![no_main]

use billing_files::charges::{ChargesOptions, import};
use libfuzzer_sys::fuzz_target;
use procurement::{Code, Sellers, Workspace};

fuzz_target!(|bytes: &[u8]| {
    let mut options = ChargesOptions::new("AWS_INC");
    options.period = "2026-03".parse().ok();
    if let Ok(imported) = import("input.json", bytes, &options) {
        let loaded = Workspace::load(imported.document.to_json(), &Sellers::built_in());
        if let Err(problems) = loaded {
            assert!(problems.problems.iter().all(|p| p.code == Code::AmountTooLarge), "{problems}");
        }
    }
});
