//! The examples of the preview contract, to the byte.

use std::fs;
use std::path::PathBuf;

use procurement::{Sellers, Workspace};

fn examples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("contract-examples")
}

fn read(name: &str) -> String {
    fs::read_to_string(examples().join(name)).unwrap().trim_end().to_owned()
}

fn load(name: &str) -> Workspace {
    Workspace::load(read(&format!("{name}.snapshot.json")), &Sellers::built_in()).unwrap()
}

fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(examples())
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            name.strip_suffix(".snapshot.json").map(str::to_owned)
        })
        .collect();
    names.sort();
    names
}

#[test]
fn every_example_previews_to_the_byte() {
    assert_eq!(names().len(), 6);
    for name in names() {
        let workspace = load(&name);
        assert_eq!(
            workspace.preview(None).unwrap(),
            read(&format!("{name}.preview.json")),
            "{name}"
        );
    }
}

#[test]
fn every_example_explains_to_the_byte() {
    for name in names() {
        let expected = read(&format!("{name}.explain.preview.json"));
        let value: serde_json::Value = serde_json::from_str(&expected).unwrap();
        let id = value["explanation"]["invoiceId"].as_str().unwrap();
        assert_eq!(load(&name).preview(Some(id)).unwrap(), expected, "{name}");
    }
}

#[test]
fn the_what_if_example_changes_to_the_byte_and_back() {
    let mut workspace = load("01-best-match");
    let before = workspace.preview(None).unwrap();
    let change = workspace.apply(&read("07-what-if.edits.json")).unwrap().to_json();
    assert_eq!(change, read("07-what-if.change.json"));
    workspace.undo().unwrap();
    assert_eq!(workspace.preview(None).unwrap(), before);
}
