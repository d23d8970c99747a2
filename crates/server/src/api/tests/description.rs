//! The description of the API is part of the repository, so that every change of it is seen.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::api::{openapi, routes};

fn stored() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json")
}

#[test]
fn the_api_is_described_as_the_repository_says() {
    let described = openapi::describe(&routes::table());
    let text = serde_json::to_string_pretty(&described).unwrap() + "\n";
    if std::env::var_os("TIEBACK_BLESS").is_some() {
        fs::write(stored(), &text).unwrap();
    }
    let expected = fs::read_to_string(stored()).unwrap();
    assert!(
        text == expected,
        "docs/openapi.json tells of another API: look at the difference after \
         `TIEBACK_BLESS=1 cargo test -p server --bin tieback description`"
    );
}

#[test]
fn every_route_says_what_it_does_and_has_a_name_of_its_own() {
    let described = openapi::describe(&routes::table());
    let mut names = std::collections::BTreeSet::new();
    for (path, methods) in described["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{name} is there twice");
            let summary = operation["summary"].as_str().unwrap();
            assert!(summary.ends_with('.'), "{method} {path}: {summary}");
        }
    }
    assert!(names.len() > 80, "{} routes", names.len());
}

#[test]
fn what_is_referred_to_is_described() {
    let described = openapi::describe(&routes::table());
    let mut references = Vec::new();
    collect(&described, &mut references);
    for reference in references {
        let pointer = reference.trim_start_matches('#');
        assert!(described.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

fn collect<'v>(value: &'v Value, references: &mut Vec<&'v str>) {
    match value {
        Value::Object(members) => {
            references.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|value| collect(value, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}
