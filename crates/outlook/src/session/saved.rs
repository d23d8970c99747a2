//! A whole session as one text, to be kept as a file and opened again.

use procurement::{BillingMonth, Code, Problems};
use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    sample_month: Option<String>,
    as_of: String,
    /// Whether a person chose that month.
    #[serde(default)]
    is_chosen: bool,
    /// The month in which the facts were handed in.
    #[serde(default)]
    handed_in: Option<String>,
    snapshot: String,
    estimates: Vec<Estimate>,
    scenarios: Vec<Scenario>,
    scenario: usize,
    /// What takes the last save of an account back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reversal: Vec<Value>,
}

pub(super) fn save(session: &Opened) -> String {
    let saved = Saved {
        format: FORMAT.to_owned(),
        name: session.name.clone(),
        is_sample: session.sample.is_some(),
        sample_month: session.sample.map(|month| month.to_string()),
        as_of: session.as_of.to_string(),
        is_chosen: session.as_of != session.present_month,
        handed_in: Some(session.handed_in.to_string()),
        snapshot: session.snapshot.clone(),
        estimates: session.estimates.clone(),
        scenarios: session.scenarios.clone(),
        scenario: session.scenario,
        reversal: session.account.as_ref().map(|it| it.reversal.clone()).unwrap_or_default(),
    };
    // Texts and lists of them always serialise.
    serde_json::to_string(&saved).unwrap_or_default()
}

/// Opens a session as files, whatever it was kept of.
pub(super) fn restore(text: &str, today: BillingMonth) -> Result<Opened, Problems> {
    let saved = read(text)?;
    let opened = Opened::begin(saved.snapshot.clone(), saved.name.clone(), today)?;
    let as_of = month_at("/asOf", &saved.as_of)?;
    filled(opened, saved, as_of)
}

/// Opens a session as the account that it was kept of.
pub(super) fn restore_account(text: &str, today: BillingMonth) -> Result<Opened, Problems> {
    let mut saved = read(text)?;
    let mut opened = Opened::begin_account(saved.snapshot.clone(), saved.name.clone(), today)?;
    if let Some(account) = &mut opened.account {
        account.reversal = std::mem::take(&mut saved.reversal);
    }
    filled(opened, saved, today)
}

fn read(text: &str) -> Result<Saved, Problems> {
    let refuse = |message: String| Problems::one(Code::InvalidJson, "", message);
    let broken = |error: serde_json::Error| {
        refuse(format!("this is no session that was kept here: {error}"))
    };
    let Head { format } = serde_json::from_str(text).map_err(broken)?;
    if format != FORMAT {
        return Err(refuse(format!("the session is of another version, `{format}`: make it anew")));
    }
    serde_json::from_str(text).map_err(broken)
}

/// What is open, with the scenarios and the estimates that were kept in the month `kept_in`. An edit
/// of an estimate waits when there are others, not before.
fn filled(mut opened: Opened, saved: Saved, kept_in: BillingMonth) -> Result<Opened, Problems> {
    if saved.is_sample {
        let made_for = saved.sample_month.map(|month| month_at("/sampleMonth", &month));
        opened.sample = Some(made_for.transpose()?.unwrap_or(kept_in));
    }
    if let Some(month) = saved.handed_in {
        opened.handed_in = month_at("/handedIn", &month)?;
    }
    if saved.is_chosen {
        opened.as_of = kept_in;
    }
    if !saved.scenarios.is_empty() {
        opened.scenarios = saved.scenarios;
    }
    opened.scenario = saved.scenario.min(opened.scenarios.len() - 1);
    opened.reload(saved.estimates)?;
    opened.wants_estimates = opened.as_of != kept_in;
    Ok(opened)
}
