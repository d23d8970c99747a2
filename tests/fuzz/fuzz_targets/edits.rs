//! Any text as edits of a small snapshot: refused and nothing changed, or applied and undone.
#![no_main]

use libfuzzer_sys::fuzz_target;
use procurement::{Sellers, Workspace};

const SNAPSHOT: &str = include_str!("../../contract-examples/03-references.snapshot.json");

fuzz_target!(|edits: &str| {
    let sellers = Sellers::built_in();
    let mut workspace = Workspace::load(SNAPSHOT.to_owned(), &sellers).unwrap();
    let before = workspace.preview(None).unwrap();
    if workspace.apply(edits).is_ok() {
        let fresh = Workspace::load(workspace.snapshot(), &sellers).unwrap();
        assert_eq!(workspace.preview(None).unwrap(), fresh.preview(None).unwrap());
        workspace.undo().unwrap();
    }
    assert_eq!(workspace.preview(None).unwrap(), before);
});
