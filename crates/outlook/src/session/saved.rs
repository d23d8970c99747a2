//! A whole session as one text, to be kept as a file and opened again.

use procurement::{BillingMonth, Code, Problems};
use serde::{Deserialize, Serialize};

use super::month_at;
use super::opened::Opened;
use crate::estimates::Estimate;
use crate::scenario::Scenario;

/// Says what the text is, and in which shape.
const FORMAT: &str = "tieback-session-1";

/// What every version begins with.
#[derive(Deserialize)]
struct Head {
    format: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Saved {
    format: String,
    name: String,
    #[serde(default)]
    is_sample: bool,
    #[serde(default)]
    is_account: bool,
    as_of: String,
    snapshot: String,
    estimates: Vec<Estimate>,
    scenarios: Vec<Scenario>,
    scenario: usize,
}

pub(super) fn save(session: &Opened) -> String {
    let saved = Saved {
        format: FORMAT.to_owned(),
        name: session.name.clone(),
        is_sample: session.is_sample,
        is_account: session.account.is_some(),
        as_of: session.as_of.to_string(),
        snapshot: session.snapshot.clone(),
        estimates: session.estimates.clone(),
        scenarios: session.scenarios.clone(),
        scenario: session.scenario,
    };
    // Texts and lists of them always serialise.
    serde_json::to_string(&saved).unwrap_or_default()
}

pub(super) fn restore(text: &str, today: BillingMonth) -> Result<Opened, Problems> {
    let refuse = |message: String| Problems::one(Code::InvalidJson, "", message);
    let broken = |error: serde_json::Error| {
        refuse(format!("this is no session that was kept here: {error}"))
    };
    let Head { format } = serde_json::from_str(text).map_err(broken)?;
    if format != FORMAT {
        return Err(refuse(format!("the session is of another version, `{format}`: make it anew")));
    }
    let saved: Saved = serde_json::from_str(text).map_err(broken)?;
    let begin = if saved.is_account { Opened::begin_account } else { Opened::begin };
    let mut opened = begin(saved.snapshot, saved.name, today)?;
    opened.is_sample = saved.is_sample;
    opened.as_of = month_at("/asOf", &saved.as_of)?;
    if !saved.scenarios.is_empty() {
        opened.scenarios = saved.scenarios;
    }
    opened.scenario = saved.scenario.min(opened.scenarios.len() - 1);
    opened.reload(saved.estimates)?;
    Ok(opened)
}
