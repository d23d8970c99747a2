//! Between JavaScript values and the engine.

use js_sys::{ArrayBuffer, Error, JSON, Reflect, Uint8Array};
use procurement::{Code, Explanation, Problems, Sentence};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

/// Which document a preview is asked to explain.
pub(crate) fn explained(options: &JsValue) -> Result<Option<String>, JsValue> {
    if options.is_undefined() || options.is_null() {
        return Ok(None);
    }
    let refuse = |message: &str| refusal(&Problems::one(Code::WrongType, "", message));
    let explain = Reflect::get(options, &"explain".into())
        .map_err(|_| refuse("options are an object, such as { explain: \"INV-1\" }"))?;
    if explain.is_undefined() || explain.is_null() {
        return Ok(None);
    }
    invoice_id(&explain).map(Some)
}

/// The id of an invoice.
pub(crate) fn invoice_id(value: &JsValue) -> Result<String, JsValue> {
    string(value).ok_or_else(|| {
        let message = "an invoice is named by its id: hand in a string";
        refusal(&Problems::one(Code::WrongType, "", message))
    })
}

/// JSON text: a string as it is, bytes read as UTF-8, anything else written as JSON.
pub(crate) fn text(value: &JsValue) -> Result<String, JsValue> {
    let refuse = |message: &str| refusal(&Problems::one(Code::InvalidJson, "", message));
    if value.is_string() {
        return string(value)
            .ok_or_else(|| refuse("the text has half a character, a lone surrogate: remove it"));
    }
    if let Some(bytes) = bytes(value) {
        return String::from_utf8(bytes)
            .map_err(|_| refuse("the bytes are not UTF-8: hand in UTF-8"));
    }
    let json = JSON::stringify(value).map_err(|_| {
        refuse("the value cannot be written as JSON: it holds itself, a bigint, or too many levels")
    })?;
    match json.as_string() {
        None => Err(refuse("this is no JSON value: hand in an object or JSON text")),
        Some(json) if json == "{}" && !is_plain(value) => Err(refuse(
            "nothing of this object can be written as JSON: await it if it is a promise, \
             and hand in bytes as a Uint8Array",
        )),
        Some(json) => Ok(json),
    }
}

/// A string without half a character. Converting puts a replacement character there, which is
/// looked for first: most texts have none.
fn string(value: &JsValue) -> Option<String> {
    let text = value.as_string()?;
    let is_whole =
        !text.contains(char::REPLACEMENT_CHARACTER) || *value == JsValue::from_str(&text);
    is_whole.then_some(text)
}

/// The bytes of an array of bytes. Its class does not tell: every frame has its own.
fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    let is_bytes = ArrayBuffer::is_view(value)
        && Reflect::get(value, &"BYTES_PER_ELEMENT".into()).is_ok_and(|size| size == 1);
    is_bytes.then(|| value.unchecked_ref::<Uint8Array>().to_vec())
}

/// Whether this is an object like `{}`, and not one of a class that hides what it holds.
fn is_plain(value: &JsValue) -> bool {
    let prototype = |value: &JsValue| Reflect::get_prototype_of(value).map(JsValue::from);
    prototype(value).is_ok_and(|parent| {
        parent.is_null() || prototype(&parent).is_ok_and(|ancestor| ancestor.is_null())
    })
}

/// Canonical JSON as a JavaScript value.
pub(crate) fn object(json: &str) -> Result<JsValue, JsValue> {
    JSON::parse(json)
}

/// A small value, member by member.
pub(crate) fn value(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(|error| JsValue::from_str(&error.to_string()))
}

/// An explanation whose candidates hold their sentences.
pub(crate) fn explanation(
    explanation: &Explanation,
    sentences: Vec<Sentence>,
) -> Result<JsValue, JsValue> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Explained<'e> {
        candidates: Vec<Candidate<'e>>,
        invoice_id: &'e str,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Candidate<'e> {
        code: Option<&'static str>,
        line_item_number: Option<&'e str>,
        purchase_order_id: Option<&'e str>,
        sentence: Sentence,
        verdict: &'static str,
    }
    let candidates = explanation.candidates.iter().zip(sentences);
    value(&Explained {
        invoice_id: &explanation.invoice_id,
        candidates: candidates
            .map(|(candidate, sentence)| Candidate {
                code: candidate.verdict.code(),
                line_item_number: candidate.line_item_number.as_deref(),
                purchase_order_id: candidate.purchase_order_id.as_deref(),
                sentence,
                verdict: candidate.verdict.as_str(),
            })
            .collect(),
    })
}

/// An error to throw: the first problem's code and pointer, every problem in `problems`.
pub(crate) fn refusal(problems: &Problems) -> JsValue {
    let error = Error::new(&problems.to_string());
    error.set_name("Refusal");
    let first = problems.problems.first();
    let code = first.and_then(|problem| value(&problem.code).ok());
    let pointer = first.map(|problem| JsValue::from_str(&problem.pointer));
    let members =
        [("code", code), ("pointer", pointer), ("problems", value(&problems.problems).ok())];
    for (name, member) in members {
        // Setting a member of a new error cannot fail.
        let _ = Reflect::set(&error, &name.into(), &member.unwrap_or(JsValue::UNDEFINED));
    }
    error.into()
}
