//! FOCUS billing exports into usage, again and again without doubling.
//!
//! What is billed monthly becomes one kept charge for all its months, with an amount for each of
//! them. What was bought once becomes a fixed charge; where it is invoiced already and the export
//! says another amount later, the difference becomes a charge of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use billing_files::document::{Charge, ChargeKind, Cycle};
use billing_files::focus::{self, FocusOptions};
use billing_files::{FileProblem, Mapping};
use procurement::{BillingMonth, Instant};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::identity::{Identity, PREFIX};
use super::{Stored, UsageRow, of_row, open_month};
use crate::agreements::{amount_of, normal, read_amount, store_charge};
use crate::charges::{self, ChargeState, ChargeTerms, KeptCharge};
use crate::database::{Connection, Value, insert_many};
use crate::error::Problem;
use crate::orders::{parse_currency, parse_month};
use crate::write::Write;
use crate::{RecordError, Result};

/// An export that was read, before anything of it is kept.
#[derive(Debug, Clone)]
pub struct FocusExport {
    charges: Vec<Charge>,
    report: focus::Report,
    /// Which provider each seller of record belongs to.
    mapping: Mapping,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FocusImport {
    /// The months that the export covers.
    pub periods: Vec<String>,
    /// Charges that were not there before.
    pub charges_added: usize,
    /// Amounts that were not there before.
    pub added: usize,
    /// Amounts that are others now, those that are gone from the export included.
    pub changed: usize,
    /// Amounts that were there already.
    pub unchanged: usize,
    /// Amounts that are gone from the export, and are nothing now.
    pub gone: usize,
    /// Amounts that came after their invoice: the difference goes to the next one.
    pub late: usize,
    /// Amounts that were rounded to fifteen decimals.
    pub rounded: usize,
    /// How the files were read.
    pub reading: serde_json::Value,
    /// The accounts of which something was added or changed.
    #[serde(skip)]
    pub accounts: BTreeSet<String>,
}

/// The source that amounts of exports are known by.
const SOURCE: &str = "focus";
const DECIMALS: u32 = 15;
const ACTION: &str = "usage:ImportExport";

/// Reads exports that belong together. It may take a while, so it is done before a change begins.
///
/// # Errors
/// Everything that is wrong with the files.
pub fn read_focus(files: Vec<(String, Vec<u8>)>, options: &FocusOptions) -> Result<FocusExport> {
    let files = files
        .into_iter()
        .map(|(name, bytes)| (name, Box::new(Cursor::new(bytes)) as Box<dyn Read>))
        .collect();
    let import = focus::import(files, options).map_err(|refusal| {
        let mut problems: Vec<Problem> = refusal.problems.iter().map(problem_of).collect();
        if refusal.more > 0 {
            let message = format!("there are {} more problems: mend these first", refusal.more);
            problems.push(Problem::new("MORE_PROBLEMS", "/files", message));
        }
        RecordError::refused_all(problems)
    })?;
    let (charges, report) = (import.document.charges, import.report);
    Ok(FocusExport { charges, report, mapping: options.mapping.clone() })
}

fn problem_of(problem: &FileProblem) -> Problem {
    let code = serde_json::to_value(problem.code).ok();
    let code = code.as_ref().and_then(serde_json::Value::as_str).unwrap_or("INVALID_FILE");
    Problem::new(code, "/files", problem.to_string())
}

/// Keeps what an export says, in the place of what exports of the same months said before.
///
/// What is used by an account of the organisation is that account's; everything else is of the
/// account that the export is for.
///
/// # Errors
/// When the organisation has no such account, or an amount is too large; when an export for a
/// member holds what another account used.
pub async fn import_focus(
    write: &mut Write,
    account: &str,
    export: &FocusExport,
) -> Result<FocusImport> {
    let scope = Scope::load(write, account).await?;
    let mut told = FocusImport {
        periods: Vec::new(),
        charges_added: 0,
        added: 0,
        changed: 0,
        unchanged: 0,
        gone: 0,
        late: 0,
        rounded: 0,
        reading: serde_json::to_value(&export.report)?,
        accounts: BTreeSet::new(),
    };
    let covered = Covered::of(export);
    let read = add_up(export, &scope, &covered, &mut told)?;
    told.periods = covered.periods();
    let (organisation, connection) = write.parts();
    let kept = Kept::load(connection, organisation).await?;
    check_owners(&scope, &kept, &read)?;
    keep_monthly(write, &scope, &covered, &kept, &read, &mut told).await?;
    keep_once(write, &scope, &covered, &kept, &read, &mut told).await?;
    let after = serde_json::to_value(&told)?;
    let number = write.next("import").await?;
    write.audit_change(ACTION, "import", &format!("focus-{number}"), None, Some(after));
    Ok(told)
}

/// The accounts that an export may speak of.
struct Scope {
    account: String,
    is_member: bool,
    accounts: BTreeSet<String>,
}

impl Scope {
    async fn load(write: &mut Write, account: &str) -> Result<Self> {
        let (organisation, connection) = write.parts();
        let rows: Vec<(String, String)> =
            sqlx::query_as("select id, role from accounts where organisation = $1")
                .bind(organisation)
                .fetch_all(connection)
                .await?;
        let own = rows.iter().find(|(id, _)| id == account);
        let (_, role) = own.ok_or_else(|| RecordError::not_found("account", account))?;
        Ok(Self {
            account: account.to_owned(),
            is_member: role == "member",
            accounts: rows.iter().map(|(id, _)| id.clone()).collect(),
        })
    }

    /// The account that pays what a sub account used; none where a member has no part in it.
    fn payer(&self, sub_account: &str) -> Option<&str> {
        match self.accounts.get(sub_account) {
            Some(known) if self.is_member && *known != self.account => None,
            Some(known) => Some(known),
            None => Some(&self.account),
        }
    }

    fn holds(&self, charge: &KeptCharge) -> bool {
        !self.is_member || charge.account == self.account
    }
}

/// The months of each provider that an export speaks of, for one of its billing accounts: only
/// there, what is missing is gone.
struct Covered<'e> {
    mapping: &'e Mapping,
    months: BTreeSet<(String, BillingMonth)>,
    /// By provider.
    billing_accounts: BTreeMap<&'e str, &'e str>,
}

impl<'e> Covered<'e> {
    fn of(export: &'e FocusExport) -> Self {
        let taken = export.report.billing_accounts.iter().filter(|account| account.taken);
        let billing_accounts =
            taken.map(|account| (account.provider.as_str(), account.id.as_str())).collect();
        let mut covered =
            Self { mapping: &export.mapping, months: BTreeSet::new(), billing_accounts };
        for charge in &export.charges {
            if let Some(month) = parse_month(&charge.billing_period) {
                covered.months.insert((covered.provider(&charge.bill_from), month));
            }
        }
        covered
    }

    fn periods(&self) -> Vec<String> {
        let months: BTreeSet<BillingMonth> = self.months.iter().map(|(_, month)| *month).collect();
        months.into_iter().map(|month| month.to_string()).collect()
    }

    fn holds(&self, seller: &str, month: BillingMonth) -> bool {
        self.months.contains(&(self.provider(seller), month))
    }

    /// The billing account whose invoices a seller issues; none where the export does not say.
    fn billing_account(&self, seller: &str) -> Option<&'e str> {
        let own = self.billing_accounts.get(self.provider(seller).as_str());
        let only =
            || self.billing_accounts.values().next().filter(|_| self.billing_accounts.len() == 1);
        own.or_else(only).copied().filter(|id| !id.is_empty())
    }

    /// Whether an export may say that a charge is gone: it is of the same billing account.
    fn speaks_of(&self, charge: &KeptCharge, month: BillingMonth) -> bool {
        let seller = &charge.terms.bill_from;
        let account = charge.terms.billing_account.as_deref();
        self.holds(seller, month)
            && account.is_none_or(|account| self.billing_account(seller) == Some(account))
    }

    /// A seller that no provider is known of stands for itself.
    fn provider(&self, seller: &str) -> String {
        let providers = &self.mapping.providers;
        let own = providers.iter().find(|provider| provider.sellers.iter().any(|id| id == seller));
        own.map_or_else(|| format!("seller {seller}"), |own| own.name.clone())
    }
}

/// What an export says, by kept charge.
struct Group {
    charge: Charge,
    account: String,
    billing_account: Option<String>,
    description: String,
    months: BTreeMap<BillingMonth, Decimal>,
}

/// What other accounts' exports left is theirs, though it bears the same names.
fn check_owners(scope: &Scope, kept: &Kept, read: &BTreeMap<String, Group>) -> Result<()> {
    let of_others = read.keys().filter_map(|id| kept.charges.get(id));
    let of_others: BTreeSet<&str> = of_others
        .filter(|charge| !scope.holds(charge))
        .map(|charge| charge.account.as_str())
        .collect();
    if of_others.is_empty() {
        return Ok(());
    }
    let told = |account| {
        let message = format!(
            "the export holds what was imported for account {account} already: import it for the \
             management account"
        );
        Problem::new("OTHER_ACCOUNT", "/files", message)
    };
    Err(RecordError::refused_all(of_others.into_iter().map(told).collect()))
}

fn add_up(
    export: &FocusExport,
    scope: &Scope,
    covered: &Covered<'_>,
    told: &mut FocusImport,
) -> Result<BTreeMap<String, Group>> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let mut problems = Vec::new();
    for charge in &export.charges {
        let billing_account = covered.billing_account(&charge.bill_from);
        let identity = Identity::of(charge, billing_account);
        let Some(account) = scope.payer(&identity.sub_account) else {
            let message = format!(
                "the export holds what account {} used: import it for the management account",
                identity.sub_account
            );
            let problem = Problem::new("OTHER_ACCOUNT", "/files", message);
            if !problems.contains(&problem) {
                problems.push(problem);
            }
            continue;
        };
        let amount = procurement::parse_number(&charge.amount).map_err(|_| {
            RecordError::Damaged(format!("`{}` is no amount of a charge", charge.amount))
        })?;
        let rounded = amount.round_dp(DECIMALS);
        told.rounded += usize::from(rounded != amount);
        let month = parse_month(&charge.billing_period);
        let month = month.ok_or_else(|| {
            RecordError::Damaged(format!("`{}` is no month", charge.billing_period))
        })?;
        let group = groups.entry(identity.kept).or_insert_with(|| Group {
            charge: charge.clone(),
            account: account.to_owned(),
            billing_account: billing_account.map(str::to_owned),
            description: identity.description,
            months: BTreeMap::new(),
        });
        *group.months.entry(month).or_default() += rounded;
    }
    for group in groups.values() {
        for amount in group.months.values() {
            if let Err(message) = read_amount(&amount.normalize().to_string()) {
                let message = format!("{}: {message}", group.description);
                problems.push(Problem::new("AMOUNT_TOO_LARGE", "/files", message));
            }
        }
    }
    if problems.is_empty() { Ok(groups) } else { Err(RecordError::refused_all(problems)) }
}

/// What exports before left.
struct Kept {
    charges: BTreeMap<String, KeptCharge>,
    usage: BTreeMap<(String, BillingMonth), Stored>,
    open: Option<BillingMonth>,
}

impl Kept {
    async fn load(connection: &mut Connection, organisation: &str) -> Result<Self> {
        let charges = charges::without_agreement(connection, organisation).await?;
        let of_exports = charges.into_iter().filter(|charge| charge.id.starts_with(PREFIX));
        let charges = of_exports.map(|charge| (charge.id.clone(), charge)).collect();
        let rows: Vec<UsageRow> = sqlx::query_as(
            "select charge, period, amount, invoiced, times, source, updated_at
             from usage_amounts
             where organisation = $1 and substr(charge, 1, 6) = $2",
        )
        .bind(organisation)
        .bind(PREFIX)
        .fetch_all(&mut *connection)
        .await?;
        let stored = rows.into_iter().map(of_row).collect::<Result<Vec<_>>>()?;
        let usage = stored
            .into_iter()
            .map(|stored| ((stored.charge.clone(), stored.period), stored))
            .collect();
        Ok(Self { charges, usage, open: open_month(connection, organisation).await? })
    }

    /// Whether the invoice of a month is issued.
    fn is_closed(&self, month: BillingMonth) -> bool {
        self.open.is_some_and(|open| month < open)
    }
}

async fn keep_monthly(
    write: &mut Write,
    scope: &Scope,
    covered: &Covered<'_>,
    kept: &Kept,
    read: &BTreeMap<String, Group>,
    told: &mut FocusImport,
) -> Result<()> {
    let at = write.at();
    let monthly = read.iter().filter(|(_, group)| group.charge.cycle == Cycle::Monthly);
    let mut charges = Vec::new();
    let mut amounts: BTreeMap<(String, BillingMonth), Decimal> = BTreeMap::new();
    for (id, group) in monthly {
        if !kept.charges.contains_key(id) {
            charges.push(new_charge(id, group, ChargeKind::Usage));
        }
        for (month, amount) in &group.months {
            amounts.insert((id.clone(), *month), *amount);
        }
    }
    for (key, stored) in &kept.usage {
        let charge = kept.charges.get(&stored.charge);
        let is_gone = charge.is_some_and(|charge| {
            stored.source == SOURCE
                && scope.holds(charge)
                && covered.speaks_of(charge, stored.period)
        });
        if is_gone && !amounts.contains_key(key) {
            told.gone += usize::from(!stored.amount.is_zero());
            amounts.insert(key.clone(), Decimal::ZERO);
        }
    }
    told.charges_added += charges.len();
    let (organisation, connection) = write.parts();
    charges::insert(connection, organisation, &charges, at).await?;
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for (key, amount) in amounts {
        let before = kept.usage.get(&key);
        match before {
            Some(before) if before.amount == amount => {
                told.unchanged += 1;
                continue;
            }
            Some(_) => told.changed += 1,
            None => told.added += 1,
        }
        let known = kept.charges.get(&key.0).map(|charge| &charge.account);
        told.accounts.extend(known.or(read.get(&key.0).map(|group| &group.account)).cloned());
        let settled = before.map_or(Decimal::ZERO, |before| before.invoiced) == amount;
        let was_invoiced = before.is_some_and(|before| before.times > 0);
        told.late += usize::from(!settled && (was_invoiced || kept.is_closed(key.1)));
        rows.push(vec![
            organisation.into(),
            key.0.into(),
            key.1.to_string().into(),
            amount.normalize().to_string().into(),
            "0".into(),
            0_i64.into(),
            i64::from(settled).into(),
            SOURCE.into(),
            at.milliseconds().into(),
        ]);
    }
    insert_many(
        connection,
        "usage_amounts (organisation, charge, period, amount, invoiced, times, settled, source, \
         updated_at)",
        rows,
        "on conflict (organisation, charge, period) do update set amount = excluded.amount, \
         settled = excluded.settled, source = excluded.source, updated_at = excluded.updated_at",
    )
    .await?;
    Ok(())
}

/// What was bought once: the charges of one purchase, issued or not, add up to its amount.
async fn keep_once(
    write: &mut Write,
    scope: &Scope,
    covered: &Covered<'_>,
    kept: &Kept,
    read: &BTreeMap<String, Group>,
    told: &mut FocusImport,
) -> Result<()> {
    let mut purchases: BTreeMap<&str, Vec<&KeptCharge>> = BTreeMap::new();
    for charge in kept.charges.values().filter(|charge| charge.kind == ChargeKind::Fixed) {
        purchases.entry(purchase_of(&charge.id)).or_default().push(charge);
    }
    for (id, group) in read.iter().filter(|(_, group)| group.charge.cycle == Cycle::OutOfCycle) {
        let amount = group.months.values().sum();
        let before = purchases.remove(id.as_str()).unwrap_or_default();
        let new = new_charge(id, group, ChargeKind::Fixed);
        settle_purchase(write, &new, &before, amount, told).await?;
    }
    for (id, before) in purchases {
        let Some(first) = before.iter().find(|charge| charge.id == id) else { continue };
        let month = first.terms.billing_period.as_deref().and_then(parse_month);
        let is_gone =
            scope.holds(first) && month.is_some_and(|month| covered.speaks_of(first, month));
        if is_gone {
            let changed = told.changed;
            settle_purchase(write, first, &before, Decimal::ZERO, told).await?;
            told.gone += told.changed - changed;
        }
    }
    Ok(())
}

/// The id of the first charge of a purchase, from one of those that followed.
fn purchase_of(id: &str) -> &str {
    let digest = id.strip_prefix(PREFIX).unwrap_or(id);
    let end = digest.find('-').map_or(id.len(), |end| PREFIX.len() + end);
    id.get(..end).unwrap_or(id)
}

/// Brings the charges of a purchase to an amount: what is issued stays, the rest is to be issued.
async fn settle_purchase(
    write: &mut Write,
    first: &KeptCharge,
    before: &[&KeptCharge],
    amount: Decimal,
    told: &mut FocusImport,
) -> Result<()> {
    let sum = |state: ChargeState| -> Result<Decimal> {
        let charges = before.iter().filter(|charge| charge.state == state);
        charges.map(|charge| amount_of(charge)).sum()
    };
    let (issued, coming) = (sum(ChargeState::Issued)?, sum(ChargeState::Future)?);
    let rest = amount - issued;
    if !before.is_empty() && rest == coming {
        told.unchanged += 1;
        return Ok(());
    }
    told.accounts.insert(first.account.clone());
    let is_issued = before.iter().any(|charge| charge.state == ChargeState::Issued);
    if before.is_empty() {
        told.added += 1;
    } else {
        told.changed += 1;
        told.late += usize::from(is_issued);
    }
    let currency = parse_currency(&first.terms.currency)?;
    let open = before.iter().find(|charge| charge.state == ChargeState::Future);
    if let Some(open) = open {
        let mut charge = (*open).clone();
        charge.revision += 1;
        if rest.is_zero() {
            charge.state = ChargeState::Withdrawn;
        } else {
            charge.terms.amount = Some(normal(rest, currency));
        }
        return store_charge(write, open, &charge, ACTION).await;
    }
    let at = write.at();
    let mut charge = KeptCharge { revision: 1, state: ChargeState::Future, ..first.clone() };
    charge.terms.amount = Some(normal(rest, currency));
    if !before.is_empty() {
        charge.id = format!("{}-{}", purchase_of(&first.id), before.len() + 1);
    }
    if is_issued {
        let due = first.due_at.as_deref().and_then(|due| due.parse::<Instant>().ok());
        let due = due.map_or(at, |due| due.max(at));
        charge.due_at = Some(due.to_string());
        charge.terms.billing_period = due.month().map(|month| month.to_string());
    }
    told.charges_added += 1;
    let (organisation, connection) = write.parts();
    charges::insert(connection, organisation, &[charge], at).await
}

fn new_charge(id: &str, group: &Group, kind: ChargeKind) -> KeptCharge {
    let charge = &group.charge;
    let once = kind == ChargeKind::Fixed;
    KeptCharge {
        id: id.to_owned(),
        account: group.account.clone(),
        agreement: None,
        revision: 1,
        kind,
        state: ChargeState::Future,
        due_at: charge.time.clone().filter(|_| once),
        purchase_order_reference: None,
        purchase_order_line: None,
        carried_over: false,
        terms: ChargeTerms {
            description: group.description.clone(),
            category: charge.category,
            cycle: charge.cycle,
            bill_from: charge.bill_from.clone(),
            currency: charge.currency.clone(),
            amount: None,
            billing_period: Some(charge.billing_period.clone()).filter(|_| once),
            agreement_end_month: None,
            payment_terms: charge.payment_terms.clone(),
            tax_registration_number: charge.tax_registration_number.clone(),
            invoice_unit: charge.invoice_unit.clone(),
            billing_account: group.billing_account.clone(),
            dimension: None,
            bought: charge.agreement_id.clone().filter(|_| once),
        },
    }
}
