//! The canonical text of a JSON value: keys by code point, no spaces, minimal escaping.

use serde_json::Value;

/// Sorts the keys itself, so that no feature of `serde_json` can change the result.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_by_key(|(key, _)| key.as_str());
            let entry =
                |(key, value): (&String, &Value)| format!("{}:{}", quoted(key), text(value));
            format!("{{{}}}", entries.into_iter().map(entry).collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(text).collect::<Vec<_>>().join(","))
        }
        Value::String(string) => quoted(string),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

fn quoted(string: &str) -> String {
    Value::from(string).to_string()
}
