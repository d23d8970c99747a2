//! The marketplace integration of a management account (domain.md §6.5).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{OrganisationKind, load, written};
use crate::write::Write;
use crate::{OrganisationId, RecordError, Records, Result};

/// Whether the integration is set up, and what it permits then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Integration {
    /// Whether member accounts may name purchase orders.
    pub enabled: bool,
    /// The version of the organisation.
    pub version: i64,
    /// Since when; null while it is off.
    pub since: Option<String>,
    /// What it permits while it is on, in sentences.
    pub permits: Vec<String>,
}

/// What is to become of the integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IntegrationChange {
    /// It is set up for all accounts of the organisation.
    On,
    /// It ends. References that are there stay.
    Off,
}

const PERMITS: [&str; 3] = [
    "people of member accounts may name purchase orders of the management account on their \
     marketplace charges",
    "the marketplace may see the purchase orders of the management account",
    "the marketplace may add a purchase order, or a line to one, when a charge names one that is \
     not there",
];

/// How the integration stands.
///
/// # Errors
/// When there is no such organisation.
pub async fn integration(records: &Records, organisation: &OrganisationId) -> Result<Integration> {
    let mut read = records.read().await?;
    let organisation = load(&mut read, organisation.as_str()).await?;
    Ok(standing(organisation.integration_since, organisation.version))
}

/// Sets the integration up, or ends it. What is so already stays as it is.
///
/// # Errors
/// A regular account needs none.
pub async fn set_integration(write: &mut Write, on: IntegrationChange) -> Result<Integration> {
    let at = write.at();
    let (id, connection) = write.parts();
    let organisation = load(connection, id).await?;
    if organisation.kind == OrganisationKind::Regular {
        return Err(RecordError::conflict(
            "INTEGRATION_NOT_NEEDED",
            "a regular account has no members that the integration would be for: its own people \
             name its purchase orders without it",
        ));
    }
    let since = match (on, organisation.integration_since.is_some()) {
        (IntegrationChange::On, false) => Some(at.milliseconds()),
        (IntegrationChange::Off, true) => None,
        _ => return Ok(standing(organisation.integration_since, organisation.version)),
    };
    sqlx::query(
        "update organisations
         set integration_since = $1, version = version + 1
         where id = $2",
    )
    .bind(since)
    .bind(id)
    .execute(connection)
    .await?;
    let is = standing(since.map(written), organisation.version + 1);
    write.audit_change(
        "organizations:ConfigureBillingIntegration",
        "integration",
        organisation.id.as_str(),
        Some(json!({ "since": organisation.integration_since })),
        Some(json!({ "since": is.since })),
    );
    Ok(is)
}

fn standing(since: Option<String>, version: i64) -> Integration {
    let permits = PERMITS.map(str::to_owned).to_vec();
    Integration { enabled: since.is_some(), version, since, permits }
}
