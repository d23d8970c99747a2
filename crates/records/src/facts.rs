//! Everything that a preview of an organisation is computed from, as of one moment.

use std::collections::{BTreeSet, HashMap};

use billing_files::SnapshotDocument;
use billing_files::document::{Association, Charge, ChargeKind, Cycle};
use procurement::{BillingMonth, Instant};

use crate::charges::{self, KeptCharge, Occurrence, UsageAmount};
use crate::database::Connection;
use crate::notices::Settings;
use crate::orders::{self, KeptOrder, LineBalance, parse_month, written};
use crate::organisations::on_invoices;
use crate::{OrganisationId, RecordError, Result, estimates};

/// The facts of an organisation.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Whose they are.
    pub organisation: OrganisationId,
    /// The revision of the organisation that they are of.
    pub revision: i64,
    /// The first month whose monthly invoices are not issued.
    pub open_month: BillingMonth,
    /// When they were read.
    pub at: Instant,
    /// Whether members may name purchase orders (domain.md 6.5).
    pub integration: bool,
    /// The member accounts.
    pub members: BTreeSet<String>,
    /// What the organisation chose.
    pub settings: Settings,
    /// Purchase orders by id.
    pub orders: Vec<KeptOrder>,
    /// What was drawn, by purchase order and line.
    pub balances: Vec<LineBalance>,
    /// Charges that are still to be invoiced, by id, with what their accounts' invoices carry.
    pub charges: Vec<KeptCharge>,
    /// Usage by charge and month: what is not invoiced, and the history that estimates come from.
    pub usage: Vec<UsageAmount>,
}

/// Estimates come from this many months.
pub(crate) const HISTORY_MONTHS: i32 = 24;

/// How far a preview looks, and whether it expects anything beside what is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// Only what is certain, through a month.
    Certain(BillingMonth),
    /// Usage as expected too, through a month.
    Expected(BillingMonth),
}

impl Facts {
    /// Reads the facts of an organisation.
    pub(crate) async fn load(
        connection: &mut Connection,
        organisation: &str,
        at: Instant,
    ) -> Result<Self> {
        let row: Option<(i64, Option<String>, Option<i64>, String)> = sqlx::query_as(
            "select revision, closed_through, integration_since, settings
             from organisations
             where id = $1",
        )
        .bind(organisation)
        .fetch_optional(&mut *connection)
        .await?;
        let (revision, closed, integration, settings) =
            row.ok_or_else(|| RecordError::not_found("organisation", organisation))?;
        let members: Vec<(String,)> =
            sqlx::query_as("select id from accounts where organisation = $1 and role = 'member'")
                .bind(organisation)
                .fetch_all(&mut *connection)
                .await?;
        let month = at.month().unwrap_or_else(BillingMonth::first);
        let closed = closed.as_deref().and_then(parse_month);
        let usage = charges::usage(connection, organisation, month.plus(-HISTORY_MONTHS)).await?;
        let mut charges = charges::future(connection, organisation).await?;
        let on_invoices = on_invoices(connection, organisation).await?;
        charges.iter_mut().for_each(|charge| charge.fill_in(&on_invoices));
        // Where no month was ever closed, everything that is there is still open.
        let fixed = charges
            .iter()
            .filter_map(|charge| charge.terms.billing_period.as_deref().and_then(parse_month));
        let earliest = usage.iter().map(|usage| usage.period).chain(fixed).min().unwrap_or(month);
        Ok(Self {
            organisation: OrganisationId::new(organisation),
            revision,
            open_month: closed.map_or(earliest.min(month), |closed| closed.plus(1)),
            at,
            integration: integration.is_some(),
            members: members.into_iter().map(|(id,)| id).collect(),
            settings: serde_json::from_str(&settings)?,
            orders: orders::all(connection, organisation).await?,
            balances: orders::balances(connection, organisation).await?,
            charges,
            usage,
        })
    }

    /// The month of the calendar.
    pub(crate) fn month(&self) -> BillingMonth {
        self.at.month().unwrap_or(self.open_month)
    }

    /// What was drawn from a line.
    pub fn balance(&self, order: &str, line: &str) -> Option<&LineBalance> {
        let key = |balance: &LineBalance| {
            (balance.purchase_order.as_str(), balance.line_item.as_str()).cmp(&(order, line))
        };
        self.balances.binary_search_by(key).ok().and_then(|at| self.balances.get(at))
    }

    /// A purchase order.
    pub fn order(&self, id: &str) -> Option<&KeptOrder> {
        let found = self.orders.binary_search_by(|order| order.order.id.as_str().cmp(id));
        found.ok().and_then(|at| self.orders.get(at))
    }

    /// A charge that is still to be invoiced.
    pub fn charge(&self, id: &str) -> Option<&KeptCharge> {
        let found = self.charges.binary_search_by(|charge| charge.id.as_str().cmp(id));
        found.ok().and_then(|at| self.charges.get(at))
    }

    /// What is certain to be invoiced: fixed charges and metered usage, by kept charge.
    ///
    /// # Errors
    /// When a charge is damaged.
    pub fn occurrences(&self) -> Result<Vec<Occurrence>> {
        let mut occurrences = Vec::with_capacity(self.charges.len());
        for charge in self.charges.iter().filter(|charge| charge.kind == ChargeKind::Fixed) {
            let mut occurrence = charge.fixed_occurrence()?;
            let period = parse_month(&occurrence.charge.billing_period);
            if occurrence.charge.cycle == Cycle::Monthly
                && period.is_some_and(|period| period < self.open_month)
            {
                // The invoice of its month is out: it goes to the next, as late usage does.
                occurrence.charge.billing_period = self.open_month.to_string();
            }
            occurrences.push(occurrence);
        }
        for usage in self.usage.iter().filter(|usage| usage.amount != usage.invoiced) {
            if let Some(charge) = self.charge(&usage.charge) {
                occurrences.push(charge.usage_occurrence(usage, self.open_month));
            }
        }
        Ok(occurrences)
    }

    /// The snapshot that a preview of the coming months is computed from.
    ///
    /// # Errors
    /// When a record is damaged.
    pub fn snapshot(&self, outlook: Outlook) -> Result<SnapshotDocument> {
        let (through, expected) = match outlook {
            Outlook::Certain(through) => (through, false),
            Outlook::Expected(through) => (through, true),
        };
        let is_ahead = |charge: &Charge| {
            parse_month(&charge.billing_period).is_some_and(|month| month <= through)
        };
        let certain = self.occurrences()?.into_iter().map(|occurrence| occurrence.charge);
        let mut charges: Vec<Charge> = certain.filter(is_ahead).collect();
        if expected {
            charges.extend(estimates::of(self, through));
        }
        self.snapshot_of(charges)
    }

    /// The snapshot of the purchase orders as they stand, and these charges.
    pub(crate) fn snapshot_of(&self, charges: Vec<Charge>) -> Result<SnapshotDocument> {
        let mut currencies = HashMap::new();
        for order in &self.orders {
            currencies.insert(order.order.id.as_str(), order.currency()?);
        }
        let drawn = self.balances.iter().filter(|balance| balance.drawn != 0);
        let associations = drawn.filter_map(|balance| {
            let currency = currencies.get(balance.purchase_order.as_str())?;
            Some(Association {
                invoice_id: drawn_id(balance.line_key),
                purchase_order_id: balance.purchase_order.clone(),
                line_item_number: balance.line_item.clone(),
                total: written(i128::from(balance.drawn), *currency),
            })
        });
        Ok(SnapshotDocument {
            purchase_orders: self.orders.iter().map(|order| order.order.clone()).collect(),
            associations: associations.collect(),
            charges,
            ..SnapshotDocument::default()
        })
    }
}

/// All that was drawn from a line stands in a snapshot as one association of this name.
pub(crate) fn drawn_id(line_key: i64) -> String {
    format!("drawn:{line_key}")
}
