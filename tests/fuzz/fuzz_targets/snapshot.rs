//! Any text as a snapshot: refused with problems, or previewed; what is written back previews alike.
#![no_main]

use libfuzzer_sys::fuzz_target;
use procurement::{Sellers, Workspace};

fuzz_target!(|text: &str| {
    let sellers = Sellers::built_in();
    match Workspace::load(text.to_owned(), &sellers) {
        Err(problems) => assert!(!problems.problems.is_empty()),
        Ok(workspace) => {
            let preview = workspace.preview(None).unwrap();
            let again = Workspace::load(workspace.snapshot(), &sellers).unwrap();
            assert_eq!(again.preview(None).unwrap(), preview);
            for place in 0..workspace.document_count().min(3) {
                workspace.explain(workspace.document_id(place).unwrap()).unwrap();
            }
        }
    }
});
