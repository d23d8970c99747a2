//! The description of the API, OpenAPI 3.1, made from the table of routes.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::problem::ProblemBody;
use super::table::{Access, Content, Route, Table};

/// The document.
pub(crate) fn describe(table: &Table) -> Value {
    let problem = table.schemas.borrow_mut().subschema_for::<ProblemBody>();
    let mut paths: Map<String, Value> = Map::new();
    for route in &table.routes {
        let path = paths.entry(route.path.to_owned()).or_insert_with(|| json!({}));
        let method = route.method.as_str().to_ascii_lowercase();
        if let Some(path) = path.as_object_mut() {
            path.insert(method, operation(route));
        }
    }
    let schemas = table.schemas.borrow_mut().take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tieback",
            "version": "1",
            "description": "Purchase orders of cloud and marketplace invoices: what each invoice \
                will use, why, and what an edit would change. Amounts are strings, months are \
                `YYYY-MM`, instants are UTC.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": refusals(problem.as_value()),
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": super::caller::COOKIE },
            },
        },
    })
}

fn operation(route: &Route) -> Value {
    let mut operation = json!({
        "operationId": route.id,
        "summary": route.summary,
        "tags": [tag(route.path)],
        "parameters": parameters(route),
        "responses": responses(route),
        "security": match route.access {
            Access::Anyone => json!([]),
            Access::SignedIn | Access::Action(_) => json!([{ "token": [] }, { "session": [] }]),
        },
    });
    if let Access::Action(action) = route.access {
        operation["x-permission"] = json!(action.name());
    }
    if let Some(content) = content(&route.body) {
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    operation
}

/// The first word of a path that is neither the version nor an account.
fn tag(path: &str) -> &str {
    let steps = path.split('/').filter(|step| !step.is_empty() && !step.starts_with('{'));
    let mut steps = steps.filter(|step| !matches!(*step, "api" | "v1" | "accounts"));
    steps.next().unwrap_or("accounts")
}

fn parameters(route: &Route) -> Vec<Value> {
    let mut parameters = Vec::new();
    for name in route.path.split('/').filter_map(|step| step.strip_prefix('{')) {
        let name = name.trim_end_matches('}');
        let schema = json!({ "type": "string" });
        parameters.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
    }
    let query = route.query.as_ref().map(schemars::Schema::as_value);
    let required = query.and_then(|query| query.get("required")).cloned().unwrap_or_default();
    let properties = query.and_then(|query| query.get("properties")).and_then(Value::as_object);
    for (name, schema) in properties.into_iter().flatten() {
        let is_required =
            required.as_array().is_some_and(|required| required.iter().any(|other| other == name));
        parameters.push(json!({
            "name": name,
            "in": "query",
            "required": is_required,
            "description": schema.get("description").cloned().unwrap_or_default(),
            "schema": schema,
        }));
    }
    if route.takes_key {
        parameters.push(json!({
            "name": "Idempotency-Key",
            "in": "header",
            "description": "The same key with the same request is answered once.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
        }));
    }
    if route.is_versioned {
        parameters.push(json!({
            "name": "If-Match",
            "in": "header",
            "description": "The version that is changed, as the `ETag` gave it.",
            "schema": { "type": "string" },
        }));
    }
    parameters
}

fn content(content: &Content) -> Option<Value> {
    match content {
        Content::Empty => None,
        Content::Json(schema) => Some(json!({ "application/json": { "schema": schema } })),
        Content::Events(schema) => {
            // Each event of the stream: OpenAPI 3.1 has no word for a list without an end.
            let data = json!({
                "type": "string",
                "contentMediaType": "application/json",
                "contentSchema": schema,
            });
            let event = json!({
                "type": "object",
                "required": ["event", "data"],
                "properties": { "event": { "type": "string" }, "data": data },
            });
            Some(json!({ "text/event-stream": { "schema": event } }))
        }
        Content::Other(kind) => Some(json!({ *kind: {} })),
    }
}

fn responses(route: &Route) -> Value {
    let mut responses = Map::new();
    let mut well = json!({ "description": "Done" });
    if let Some(content) = content(&route.answer) {
        well["content"] = content;
    }
    if let Some(status) = route.other_status {
        responses.insert(status.to_string(), well.clone());
    }
    responses.insert(route.status.to_string(), well);
    if let Some(preview) = &route.preview {
        let own = match &route.answer {
            Content::Json(answer) if route.status == 200 => Some(answer),
            _ => None,
        };
        let schema = match own {
            Some(answer) => json!({ "anyOf": [answer, preview] }),
            None => json!(preview),
        };
        let told = json!({
            "description": if own.is_some() { "Done, or what it would do" } else { "What it would do" },
            "content": { "application/json": { "schema": schema } },
        });
        responses.insert("200".to_owned(), told);
    }
    let mut add = |status: &str| {
        let told = json!({ "$ref": format!("#/components/responses/{status}") });
        responses.insert(status.to_owned(), told);
    };
    ["400", "404", "408", "422", "429", "503"].into_iter().for_each(&mut add);
    if route.access != Access::Anyone || route.method != Method::GET {
        ["401", "403"].into_iter().for_each(&mut add);
    }
    if route.method != Method::GET {
        ["409", "413", "415"].into_iter().for_each(&mut add);
    }
    Value::Object(responses)
}

/// What is answered when all is not well, by status.
const REFUSALS: [(&str, &str); 11] = [
    ("400", "The request cannot be read"),
    ("401", "Nobody is signed in"),
    ("403", "No policy allows it, or it comes from another site"),
    ("404", "It is not there, or it is somebody else's"),
    ("408", "The body took too long to arrive"),
    ("409", "The record is in another state"),
    ("413", "The body is too large"),
    ("415", "The body is of another kind"),
    ("422", "The request breaks rules"),
    ("429", "Too many requests"),
    ("503", "Busy: come again"),
];

fn refusals(problem: &Value) -> Value {
    let told = REFUSALS.map(|(status, description)| {
        let content = json!({ "application/problem+json": { "schema": problem } });
        (status.to_owned(), json!({ "description": description, "content": content }))
    });
    Value::Object(told.into_iter().collect())
}
