//! What is known of usage charges of an invoice, as of the beginning of its month.

use std::collections::{BTreeMap, BTreeSet};

use billing_files::document::ChargeKind;
use procurement::BillingMonth;
use rust_decimal::Decimal;

use super::amount_of;
use crate::charges::{self, KeptCharge};
use crate::database::Connection;
use crate::facts::HISTORY_MONTHS;
use crate::invoices::Invoice;
use crate::orders::parse_month;
use crate::organisations::on_invoices;
use crate::{Result, estimates};

/// A usage charge, and what was known of it at the beginning of the month.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) charge: KeptCharge,
    /// What was metered in the months before, the oldest first.
    pub(super) history: Vec<(BillingMonth, Decimal)>,
    /// Whether usage of the month is on an invoice of the month.
    pub(super) is_invoiced: bool,
}

impl Known {
    /// What a preview at the beginning of the month expected.
    pub(super) fn expected_in(&self, month: BillingMonth) -> Option<String> {
        let expected = estimates::expected(&self.charge, &self.history, month, month);
        expected.into_iter().find(|(of, _)| *of == month).map(|(_, amount)| amount)
    }
}

/// The usage charges of an invoice, and those of the same accounts and agreements.
pub(super) async fn load(
    connection: &mut Connection,
    organisation: &str,
    invoice: &Invoice,
    month: BillingMonth,
) -> Result<Vec<Known>> {
    let mut charges = of_invoice(connection, organisation, invoice).await?;
    let on_invoices = on_invoices(connection, organisation).await?;
    charges.values_mut().for_each(|charge| charge.fill_in(&on_invoices));
    let ids: Vec<&str> = charges.keys().map(String::as_str).collect();
    let mut metered = metered(connection, organisation, &ids, month).await?;
    let known = charges.into_iter().map(|(id, charge)| {
        let Metered { history, is_invoiced } = metered.remove(&id).unwrap_or_default();
        Known { charge, history: history.into_iter().collect(), is_invoiced }
    });
    Ok(known.collect())
}

async fn of_invoice(
    connection: &mut Connection,
    organisation: &str,
    invoice: &Invoice,
) -> Result<BTreeMap<String, KeptCharge>> {
    let mut found = BTreeMap::new();
    let mut beside = BTreeSet::new();
    for line in invoice.lines.iter().filter(|line| line.period.is_some()) {
        if found.contains_key(&line.charge) {
            continue;
        }
        let charge = charges::one(connection, organisation, &line.charge).await?;
        beside.insert((charge.account.clone(), charge.agreement.clone()));
        found.insert(charge.id.clone(), charge);
    }
    // An invoice of which no usage was metered at all has its agreement only.
    if beside.is_empty() && invoice.agreement.is_some() {
        beside.insert((invoice.summary.account.clone(), invoice.agreement.clone()));
    }
    for (account, agreement) in beside {
        let others = match &agreement {
            Some(agreement) => charges::of_agreement(connection, organisation, agreement).await?,
            None => charges::without_agreement(connection, organisation).await?,
        };
        let usage = others.into_iter().filter(|charge| charge.kind == ChargeKind::Usage);
        let own = usage.filter(|charge| charge.account == account);
        found.extend(own.map(|charge| (charge.id.clone(), charge)));
    }
    Ok(found)
}

/// What was metered of a charge.
#[derive(Debug, Default)]
struct Metered {
    history: BTreeMap<BillingMonth, Decimal>,
    is_invoiced: bool,
}

/// Charges whose usage is read at once.
const PART: usize = 500;

/// What the invoices of earlier months have of each charge is what was known when the month began:
/// what came later is on later ones. Months in which nothing was used are on no invoice.
async fn metered(
    connection: &mut Connection,
    organisation: &str,
    charges: &[&str],
    month: BillingMonth,
) -> Result<BTreeMap<String, Metered>> {
    let (first, last) = (month.plus(-HISTORY_MONTHS).to_string(), month.to_string());
    let mut metered: BTreeMap<String, Metered> = BTreeMap::new();
    for part in charges.chunks(PART) {
        let places: Vec<String> = (4..part.len() + 4).map(|place| format!("${place}")).collect();
        let places = places.join(", ");
        let statement = format!(
            "select l.charge, l.period, l.amount, i.billing_period
             from invoice_lines l
             join invoices i on i.organisation = l.organisation and i.id = l.invoice
             where l.organisation = $1 and l.period >= $2 and l.period <= $3
                 and i.billing_period <= $3 and l.live_key = 'live' and l.charge in ({places})"
        );
        let mut select = sqlx::query_as(sqlx::AssertSqlSafe(statement));
        select = select.bind(organisation).bind(&first).bind(&last);
        for charge in part {
            select = select.bind(*charge);
        }
        let rows: Vec<(String, String, String, String)> =
            select.fetch_all(&mut *connection).await?;
        for (charge, period, amount, billed) in rows {
            let metered = metered.entry(charge).or_default();
            metered.is_invoiced |= period == last && billed == last;
            if let Some(period) = parse_month(&period).filter(|_| billed < last) {
                *metered.history.entry(period).or_default() += amount_of(&amount)?;
            }
        }
        let statement = format!(
            "select charge, period
             from usage_amounts
             where organisation = $1 and period >= $2 and period < $3 and times = 0
                 and settled = 1 and charge in ({places})"
        );
        let mut select = sqlx::query_as(sqlx::AssertSqlSafe(statement));
        select = select.bind(organisation).bind(&first).bind(&last);
        for charge in part {
            select = select.bind(*charge);
        }
        let nothing: Vec<(String, String)> = select.fetch_all(&mut *connection).await?;
        for (charge, period) in nothing {
            if let Some(period) = parse_month(&period) {
                metered.entry(charge).or_default().history.entry(period).or_default();
            }
        }
    }
    Ok(metered)
}
