//! Between JavaScript values and the engine.

use js_sys::{Error, JSON, JsString, Reflect, Uint8Array};
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
    match explain.as_string() {
        None if explain.is_undefined() || explain.is_null() => Ok(None),
        None => Err(refuse("`explain` is the id of an invoice: hand in a string")),
        id => Ok(id),
    }
}

/// JSON text: a string as it is, bytes read as UTF-8, anything else written as JSON.
pub(crate) fn text(value: &JsValue) -> Result<String, JsValue> {
    let refuse = |message: &str| refusal(&Problems::one(Code::InvalidJson, "", message));
    if let Some(text) = value.dyn_ref::<JsString>() {
        // Converting would turn half a character into a replacement and hide that it was there.
        return match text.is_valid_utf16() {
            true => Ok(text.into()),
            false => Err(refuse("the text has half a character, a lone surrogate: remove it")),
        };
    }
    if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        return String::from_utf8(bytes.to_vec())
            .map_err(|_| refuse("the bytes are not UTF-8: hand in UTF-8"));
    }
    let json = JSON::stringify(value)
        .map_err(|_| refuse("the value cannot be written as JSON: it holds itself or a bigint"))?;
    json.as_string().ok_or_else(|| refuse("this is no JSON value: hand in an object or JSON text"))
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
