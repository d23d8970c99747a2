//! The organisation: its name, its accounts, the marketplace integration, what it chose.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use permissions::Action;
use records::notices::{Events, Settings};
use records::organisations::{
    self, Account, AccountChange, IntegrationChange, NewAccount, Organisation, OrganisationKind,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::app::App;
use crate::api::body::{self, Body, Path, Query};
use crate::api::caller::Caller;
use crate::api::page::{self, Page, PageQuery};
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;

const ORGANISATION: &str = "/api/v1/accounts/{account}/organisation";
const INTEGRATION: &str = "/api/v1/accounts/{account}/organisation/integration";
const SETTINGS: &str = "/api/v1/accounts/{account}/organisation/settings";
const ACCOUNTS: &str = "/api/v1/accounts/{account}/accounts";
const ACCOUNT: &str = "/api/v1/accounts/{account}/accounts/{ownAccount}";

pub(super) fn routes(table: &mut Table) {
    table
        .get(ORGANISATION, "getOrganisation", get_organisation)
        .summary("The organisation of the account, and how its marketplace integration stands.")
        .needs(Action::DescribeOrganization)
        .answers::<OrganisationView>(200);
    table
        .patch(ORGANISATION, "updateOrganisation", update_organisation)
        .summary("Gives the organisation another name.")
        .needs(Action::ManageSettings)
        .versioned()
        .takes::<NewName>()
        .answers::<Organisation>(200);
    table
        .put(INTEGRATION, "updateIntegration", update_integration)
        .summary("Sets the marketplace integration up for all accounts, or ends it.")
        .needs(Action::ConfigureIntegration)
        .versioned()
        .takes::<NewIntegration>()
        .answers::<IntegrationView>(200);
    table
        .get(SETTINGS, "getSettings", get_settings)
        .summary("What the organisation chose.")
        .needs(Action::DescribeOrganization)
        .answers::<SettingsView>(200);
    table
        .put(SETTINGS, "updateSettings", update_settings)
        .summary("Keeps what the organisation chose, all of it.")
        .needs(Action::ManageSettings)
        .versioned()
        .takes::<NewSettings>()
        .answers::<SettingsView>(200);
    table
        .get(ACCOUNTS, "listAccounts", list_accounts)
        .summary("Lists the accounts of the organisation; a member account sees itself.")
        .needs(Action::DescribeOrganization)
        .query::<PageQuery>()
        .answers::<Page<Account>>(200);
    table
        .post(ACCOUNTS, "createAccount", create_account)
        .summary("Adds a member account.")
        .needs(Action::ManageAccounts)
        .takes::<NewAccount>()
        .answers::<Account>(201);
    table
        .patch(ACCOUNT, "updateAccount", update_account)
        .summary("Gives an account another name, or says what its invoices carry.")
        .needs(Action::ManageAccounts)
        .versioned()
        .takes::<AccountChange>()
        .answers::<Account>(200);
}

/// An organisation as it is seen from one of its accounts.
#[derive(Debug, Serialize, JsonSchema)]
struct OrganisationView {
    #[serde(flatten)]
    organisation: Organisation,
    /// How its marketplace integration stands.
    integration: IntegrationView,
}

/// How the marketplace integration stands, in words for the account that asks.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct IntegrationView {
    /// The version of the organisation, for `If-Match`.
    version: i64,
    /// Whether it is set up.
    state: IntegrationState,
    /// Since when; null unless it is on.
    since: Option<String>,
    /// What that means for this account and what to do about it, in a sentence.
    explanation: String,
    /// What it permits while it is on, in sentences.
    permits: Vec<String>,
    /// Whether the caller may set it up or end it, acting in this account.
    may_change: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum IntegrationState {
    /// Member accounts may name purchase orders.
    On,
    /// Only the management account may.
    Off,
    /// A regular account has no members, and needs none.
    NotNeeded,
}

/// What is to become of the integration.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewIntegration {
    /// `on` or `off`.
    state: IntegrationChange,
}

/// Another name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewName {
    /// The name, for people.
    name: String,
}

/// What an organisation chooses.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewSettings", rename_all = "camelCase")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewSettings {
    /// Which events are told to the contacts of purchase orders, beside those that always are.
    #[serde(default)]
    #[schemars(with = "Option<EventsSchema>")]
    events: Events,
    /// The version that was seen, as it was answered: the same as `If-Match`.
    #[serde(default)]
    version: Option<i64>,
}

/// What an organisation chose.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Settings", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
struct SettingsView {
    /// Which events are told to the contacts of purchase orders, beside those that always are.
    #[schemars(with = "EventsSchema")]
    events: Events,
    /// The version of the organisation, for `If-Match`.
    version: i64,
}

#[derive(JsonSchema)]
#[schemars(rename = "SettingsEvents", rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct EventsSchema {
    /// A line is used up.
    out_of_balance: Option<bool>,
    /// The marketplace created a purchase order, or a line.
    created_by_marketplace: Option<bool>,
    /// A referenced purchase order is suspended, so an invoice goes out without one.
    referenced_suspended: Option<bool>,
    /// An invoice has no purchase order.
    invoice_without_purchase_order: Option<bool>,
    /// There are 90 active purchase orders or more.
    limit_near: Option<bool>,
}

async fn get_organisation(State(app): State<App>, caller: Caller) -> Answer<Response> {
    caller.require_organisation(Action::DescribeOrganization)?;
    let organisation = organisations::find_organisation(&app.records, &caller.organisation).await?;
    let integration = integration_view(&caller, &organisation, &app).await?;
    let version = organisation.version;
    Ok(body::versioned(version, &OrganisationView { organisation, integration }))
}

async fn integration_view(
    caller: &Caller,
    organisation: &Organisation,
    app: &App,
) -> Answer<IntegrationView> {
    let integration = organisations::integration(&app.records, &caller.organisation).await?;
    Ok(view_of(caller, organisation.kind, integration))
}

fn view_of(
    caller: &Caller,
    kind: OrganisationKind,
    integration: organisations::Integration,
) -> IntegrationView {
    let state = match (kind, integration.enabled) {
        (OrganisationKind::Regular, _) => IntegrationState::NotNeeded,
        (OrganisationKind::Organisation, true) => IntegrationState::On,
        (OrganisationKind::Organisation, false) => IntegrationState::Off,
    };
    let may_change = state != IntegrationState::NotNeeded
        && caller.require_organisation(Action::ConfigureIntegration).is_ok();
    IntegrationView {
        version: integration.version,
        state,
        since: integration.since,
        explanation: explanation(caller, state),
        permits: integration.permits,
        may_change,
    }
}

fn explanation(caller: &Caller, state: IntegrationState) -> String {
    let management = &caller.management;
    match (state, caller.is_management()) {
        (IntegrationState::NotNeeded, _) => {
            "this account stands alone: its people name its purchase orders, and need no \
             integration for that"
                .to_owned()
        }
        (IntegrationState::On, true) => {
            "people of member accounts may name the purchase orders of this account on their \
             marketplace charges"
                .to_owned()
        }
        (IntegrationState::On, false) => format!(
            "people of this account may name purchase orders of the management account \
             {management} on their marketplace charges"
        ),
        (IntegrationState::Off, true) => {
            "people of member accounts cannot name purchase orders on their marketplace charges: \
             set the integration up if they shall"
                .to_owned()
        }
        (IntegrationState::Off, false) => format!(
            "people of this account cannot name purchase orders on their marketplace charges yet: \
             ask an administrator of the management account {management} to set the integration up"
        ),
    }
}

async fn update_organisation(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Body(new): Body<NewName>,
) -> Answer<Response> {
    caller.require_organisation(Action::ManageSettings)?;
    let seen = body::if_match(&headers)?;
    let mut write = caller.write(&app).await?;
    organisations::expect_version(&mut write, seen).await?;
    let organisation = organisations::rename(&mut write, &new.name).await?;
    Ok(body::stored(write.commit_with(200, &organisation).await?))
}

async fn update_integration(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Body(new): Body<NewIntegration>,
) -> Answer<Response> {
    caller.require_organisation(Action::ConfigureIntegration)?;
    let seen = body::if_match(&headers)?;
    let mut write = caller.write(&app).await?;
    organisations::expect_version(&mut write, seen).await?;
    let integration = organisations::set_integration(&mut write, new.state).await?;
    // A regular account was refused.
    let view = view_of(&caller, OrganisationKind::Organisation, integration);
    Ok(body::stored(write.commit_with(200, &view).await?))
}

async fn get_settings(State(app): State<App>, caller: Caller) -> Answer<Response> {
    caller.require_organisation(Action::DescribeOrganization)?;
    let (Settings { events }, version) =
        organisations::settings(&app.records, &caller.organisation).await?;
    Ok(body::versioned(version, &SettingsView { events, version }))
}

async fn update_settings(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Body(NewSettings { events, version }): Body<NewSettings>,
) -> Answer<Response> {
    caller.require_organisation(Action::ManageSettings)?;
    let seen = body::if_match(&headers)?.or(version);
    let mut write = caller.write(&app).await?;
    organisations::expect_version(&mut write, seen).await?;
    let settings = Settings { events };
    let version = organisations::put_settings(&mut write, &settings).await?;
    let view = SettingsView { events: settings.events, version };
    Ok(body::stored(write.commit_with(200, &view).await?))
}

async fn list_accounts(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Answer<axum::Json<Page<Account>>> {
    caller.require_organisation(Action::DescribeOrganization)?;
    let accounts = visible_accounts(&app, &caller).await?;
    Ok(axum::Json(page::slice(accounts, query.cursor.as_deref(), query.limit)?))
}

/// The accounts that are there for a caller: all of the organisation, or the one acted in.
pub(super) async fn visible_accounts(app: &App, caller: &Caller) -> Answer<Vec<Account>> {
    let mut accounts = organisations::accounts(&app.records, &caller.organisation).await?;
    accounts.retain(|account| caller.is_management() || account.id == caller.account);
    Ok(accounts)
}

/// The account of an id, where it is there for the caller.
pub(super) async fn visible_account(app: &App, caller: &Caller, id: &str) -> Answer<Account> {
    let found = visible_accounts(app, caller).await?.into_iter().find(|account| account.id == id);
    found.ok_or_else(|| Problem::not_found(format!("there is no account `{id}`")))
}

async fn create_account(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewAccount>,
) -> Answer<Response> {
    caller.require_organisation(Action::ManageAccounts)?;
    let mut write = caller.write(&app).await?;
    let account = organisations::add_account(&mut write, new).await?;
    Ok(body::stored(write.commit_with(201, &account).await?))
}

async fn update_account(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
    Body(change): Body<AccountChange>,
) -> Answer<Response> {
    caller.require_organisation(Action::ManageAccounts)?;
    let seen = body::if_match(&headers)?;
    let mut write = caller.write(&app).await?;
    organisations::expect_account_version(&mut write, &id, seen).await?;
    let account = organisations::change_account(&mut write, &id, &change).await?;
    Ok(body::stored(write.commit_with(200, &account).await?))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_described_settings_are_the_kept_ones() {
        fn keys(value: &Value) -> Vec<&String> {
            value.as_object().map(|object| object.keys().collect()).unwrap_or_default()
        }
        let kept = serde_json::to_value(Settings::default()).unwrap();
        let described = serde_json::to_value(schemars::schema_for!(NewSettings)).unwrap();
        let chosen = keys(&described["properties"]).into_iter().filter(|key| *key != "version");
        assert!(chosen.eq(keys(&kept)));
        let events = &described["$defs"]["SettingsEvents"]["properties"];
        assert_eq!(keys(events), keys(&kept["events"]));
    }
}
