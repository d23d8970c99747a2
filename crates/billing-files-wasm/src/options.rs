//! Options as JavaScript hands them in.

use billing_files::Mapping;
use billing_files::charges::ChargesOptions;
use billing_files::focus::FocusOptions;
use billing_files::purchase_orders::PurchaseOrderOptions;
use js_sys::JSON;
use procurement::{BillingMonth, Code};
use serde::Deserialize;
use serde_json::value::RawValue;
use wasm_bindgen::JsValue;

use crate::outcome::{refusal, refuse};

pub(crate) fn focus(value: &JsValue) -> Result<FocusOptions, JsValue> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields, default)]
    struct Said<'s> {
        #[serde(borrow)]
        mapping: Option<&'s RawValue>,
        billing_accounts: Option<Vec<String>>,
    }
    let text = text(value)?;
    let said: Said<'_> = read(&text)?;
    let billing_accounts = said.billing_accounts.unwrap_or_default();
    Ok(FocusOptions {
        mapping: mapping(said.mapping)?,
        billing_accounts,
        ..FocusOptions::default()
    })
}

pub(crate) fn purchase_orders(value: &JsValue) -> Result<PurchaseOrderOptions, JsValue> {
    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Said<'s> {
        #[serde(borrow)]
        mapping: Option<&'s RawValue>,
    }
    let text = text(value)?;
    let said: Said<'_> = read(&text)?;
    Ok(PurchaseOrderOptions { mapping: mapping(said.mapping)?, ..PurchaseOrderOptions::default() })
}

pub(crate) fn charges(value: &JsValue) -> Result<ChargesOptions, JsValue> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields, default)]
    struct Said<'s> {
        #[serde(borrow)]
        mapping: Option<&'s RawValue>,
        bill_from: Option<String>,
        period: Option<String>,
    }
    let text = text(value)?;
    let said: Said<'_> = read(&text)?;
    let bill_from = said.bill_from.ok_or_else(|| {
        let message = "the listing does not tell who invoices it: add `billFrom`";
        refuse(Code::MissingKey, "/billFrom", message)
    })?;
    let parse = |text: String| {
        let month = text.parse::<BillingMonth>();
        month.map_err(|error| refuse(Code::InvalidMonth, "/period", &error.to_string()))
    };
    let period = said.period.map(parse).transpose()?;
    let mapping = mapping(said.mapping)?;
    Ok(ChargesOptions { period, mapping, ..ChargesOptions::new(bill_from) })
}

/// Options as JSON text; none are an empty object.
fn text(value: &JsValue) -> Result<String, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok("{}".to_owned());
    }
    JSON::stringify(value).ok().and_then(|json| json.as_string()).ok_or_else(|| {
        refuse(Code::WrongType, "", "the options cannot be written as JSON: hand in an object")
    })
}

fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, JsValue> {
    serde_json::from_str(text).map_err(|error| {
        refuse(Code::WrongType, "", &format!("these are no options of this importer: {error}"))
    })
}

fn mapping(said: Option<&RawValue>) -> Result<Mapping, JsValue> {
    match said {
        None => Ok(Mapping::built_in()),
        Some(json) => {
            Mapping::from_json("mapping", json.get()).map_err(|problems| refusal(&problems))
        }
    }
}
