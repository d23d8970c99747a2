//! Any bytes as a FOCUS export: refused, or a snapshot that the engine takes.
#![no_main]

use billing_files::focus::{FocusOptions, import};
use libfuzzer_sys::fuzz_target;
use procurement::{Code, Sellers, Workspace};

fuzz_target!(|bytes: &[u8]| {
    let files = vec![("input.csv".to_owned(), Box::new(bytes) as Box<dyn std::io::Read>)];
    if let Ok(imported) = import(files, &FocusOptions::default()) {
        let loaded = Workspace::load(imported.document.to_json(), &Sellers::built_in());
        if let Err(problems) = loaded {
            assert!(problems.problems.iter().all(|p| p.code == Code::AmountTooLarge), "{problems}");
        }
    }
});
