//! Writing planned documents: numbers, invoices and their lines, draws on balances, what their
//! references made, messages and the audit, in one transaction.

use std::collections::{BTreeMap, HashMap};

use billing_files::document::{ChargeKind, Cycle};
use chrono::{DateTime, Datelike, Days};
use procurement::{Instant, InvoiceType};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::buyer::Buyer;
use super::plan::{Explained, Planned};
use super::progress::Pass;
use crate::audit::AuditEntry;
use crate::charges::ChargeState;
use crate::database::{Placeholder, Value, insert_many};
use crate::facts::Facts;
use crate::orders::written;
use crate::write::Write;
use crate::{RecordError, Result, notices, references};

/// What an invoice says beside its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceDetails {
    /// Of its group.
    pub tax_registration_number: Option<String>,
    /// Of its group.
    pub invoice_unit: Option<String>,
    /// When it is to be paid, as agreed.
    pub payment_terms: Option<String>,
    /// The purchase order that its charges name.
    pub purchase_order_reference: Option<String>,
    /// The agreement of its charges, where it is one.
    pub agreement: Option<String>,
    /// Whether the balance before was enough.
    pub covered: bool,
    /// The balance of its line afterwards, in minor units; null where it is not tracked.
    pub balance_after: Option<i64>,
    /// What it took from its line, in minor units.
    pub drawn: i64,
    /// The line that it drew on, for good.
    pub line_key: Option<i64>,
    /// What happened when it was placed.
    pub events: Vec<String>,
    /// Where its explanation is.
    pub explanation: String,
    /// Why a credit memo was made.
    pub reason: Option<String>,
    /// The names of organisation and account as they were, for the printed document.
    #[serde(default)]
    pub bill_to: Vec<String>,
}

/// Issues documents in their order and gives their numbers. The facts follow.
pub(super) async fn issue(
    write: &mut Write,
    facts: &mut Facts,
    planned: Vec<Planned>,
    pass: Option<Pass>,
) -> Result<Vec<String>> {
    if planned.is_empty() {
        return Ok(Vec::new());
    }
    let count = i64::try_from(planned.len()).unwrap_or(i64::MAX);
    let first = write.take("invoice", count).await?;
    let numbers = numbers(write, &planned).await?;
    for document in &planned {
        references::keep(write, facts, document.issued_at, &document.made).await?;
    }
    let keys = line_keys(facts, &planned)?;
    notices::of_issue(write, facts, &planned, &numbers).await?;
    let at = write.at().milliseconds();
    let organisation = write.organisation().as_str().to_owned();
    let buyer = Buyer::load(write, &planned).await?;
    let context = Context { organisation: &organisation, buyer: &buyer, at, pass, first };
    // The database is at its work while the rows are made that it gets next.
    let making = async { Rows::of(&context, facts, &planned, &numbers, &keys) };
    let (settled, rows) = tokio::join!(settle(write, &planned), making);
    settled?;
    let mut rows = rows?;
    let audits = std::mem::take(&mut rows.audits);
    audits.into_iter().for_each(|entry| write.audit(entry));
    rows.insert(write).await?;
    draw(write, facts, &planned, &keys).await?;
    Ok(numbers)
}

/// The numbers of the documents: without gaps by seller of record, kind and year.
async fn numbers(write: &mut Write, planned: &[Planned]) -> Result<Vec<String>> {
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    let series: Vec<String> = planned.iter().map(series).collect();
    for name in &series {
        *counts.entry(name.clone()).or_default() += 1;
    }
    let mut next = HashMap::new();
    for (name, count) in counts {
        let first = write.take(&format!("number:{name}"), count).await?;
        next.insert(name, first);
    }
    let numbered = series.into_iter().map(|name| {
        let number = next.entry(name.clone()).or_default();
        let text = format!("{name}-{number:06}");
        *number += 1;
        text
    });
    Ok(numbered.collect())
}

fn series(document: &Planned) -> String {
    series_name(word_of(document.kind), &document.bill_from, document.issued_at)
}

/// What the numbers of a kind of document, a seller of record and a year begin with.
pub(crate) fn series_name(kind: &str, bill_from: &str, issued_at: Instant) -> String {
    let kind = if kind == "credit-memo" { "CM" } else { "INV" };
    let year = issued_at.month().map_or(2000, procurement::BillingMonth::year);
    format!("{kind}-{bill_from}-{year}")
}

fn word_of(kind: InvoiceType) -> &'static str {
    match kind {
        InvoiceType::Invoice => "invoice",
        InvoiceType::CreditMemo => "credit-memo",
    }
}

/// The line that each document draws on, by its key.
fn line_keys(facts: &Facts, planned: &[Planned]) -> Result<Vec<Option<i64>>> {
    let key = |document: &Planned| match &document.line {
        None => Ok(None),
        Some((order, line)) => match facts.balance(order, line) {
            Some(balance) => Ok(Some(balance.line_key)),
            None => Err(RecordError::Damaged(format!("line `{line}` of `{order}` has no balance"))),
        },
    };
    planned.iter().map(key).collect()
}

struct Context<'c> {
    organisation: &'c str,
    buyer: &'c Buyer,
    at: i64,
    pass: Option<Pass>,
    /// The sequence of the first document.
    first: i64,
}

#[derive(Default)]
struct Rows {
    invoices: Vec<Vec<Value>>,
    lines: Vec<Vec<Value>>,
    ledger: Vec<Vec<Value>>,
    explanations: BTreeMap<String, String>,
    audits: Vec<AuditEntry>,
}

impl Rows {
    fn of(
        context: &Context<'_>,
        facts: &Facts,
        planned: &[Planned],
        numbers: &[String],
        keys: &[Option<i64>],
    ) -> Result<Self> {
        let mut rows = Self::default();
        for (index, document) in planned.iter().enumerate() {
            let number = numbers.get(index).cloned().unwrap_or_default();
            let sequence = context.first + i64::try_from(index).unwrap_or_default();
            let line_key = keys.get(index).copied().flatten();
            rows.add(context, facts, document, number, sequence, line_key)?;
        }
        Ok(rows)
    }

    fn add(
        &mut self,
        context: &Context<'_>,
        facts: &Facts,
        document: &Planned,
        number: String,
        sequence: i64,
        line_key: Option<i64>,
    ) -> Result<()> {
        let organisation = context.organisation;
        let Explained { hash, text } = &document.explanation;
        if let Some(text) = text {
            self.explanations.insert(hash.clone(), text.clone());
        }
        let first = document.occurrences.first();
        let terms = first.and_then(|occurrence| occurrence.charge.payment_terms.clone());
        let correction = document.correction.as_ref();
        let account = context.buyer.account_of(document);
        let mut agreements =
            document.occurrences.iter().map(|occurrence| occurrence.agreement.as_ref());
        let agreement =
            agreements.next().flatten().filter(|this| agreements.all(|other| other == Some(this)));
        let agreement = agreement.or(correction.and_then(|memo| memo.agreement.as_ref()));
        let details = InvoiceDetails {
            tax_registration_number: document.tax_registration_number.clone(),
            invoice_unit: document.invoice_unit.clone(),
            payment_terms: terms.clone(),
            purchase_order_reference: document.reference.clone(),
            agreement: agreement.cloned(),
            covered: document.covered,
            balance_after: document.balance_after.map(minor).transpose()?,
            drawn: minor(document.drawn)?,
            line_key,
            events: document.events.iter().map(|event| (*event).to_owned()).collect(),
            explanation: hash.clone(),
            reason: correction.map(|memo| memo.reason.clone()),
            bill_to: context.buyer.names_for(account),
        };
        let total = minor(document.total)?;
        let (order, line) = document.line.clone().unzip();
        let kind = word_of(document.kind);
        let cost_center = match correction {
            Some(memo) => memo.cost_center.clone(),
            None => cost_center(facts, document.line.as_ref()),
        };
        let due = due_on(document.issued_at, terms.as_deref());
        let audited = json!({
            "total": written(document.total, document.currency),
            "currency": document.currency.code(),
            "billingPeriod": document.period.to_string(),
            "purchaseOrderId": order,
            "lineItemNumber": line,
            "account": account,
            "issuedAt": document.issued_at.to_string(),
            "dueOn": due,
            "costCenter": cost_center,
        });
        self.invoices.push(vec![
            organisation.into(),
            number.clone().into(),
            sequence.into(),
            account.into(),
            kind.into(),
            document.category.clone().into(),
            match document.cycle {
                Cycle::Monthly => "monthly",
                Cycle::OutOfCycle => "out-of-cycle",
            }
            .into(),
            document.bill_from.clone().into(),
            document.currency.code().into(),
            document.period.to_string().into(),
            grouping_key(document, &number, terms.as_deref(), context.pass).into(),
            "live".into(),
            context.pass.map(|pass| pass.run).into(),
            document.issued_at.milliseconds().into(),
            due.into(),
            total.into(),
            document.by.into(),
            order.clone().into(),
            line.clone().into(),
            cost_center.into(),
            correction.map(|memo| memo.original.clone()).into(),
            serde_json::to_string(&details)?.into(),
            context.at.into(),
        ]);
        for occurrence in &document.occurrences {
            self.lines.push(vec![
                organisation.into(),
                occurrence.kept.clone().into(),
                occurrence.key.clone().into(),
                "live".into(),
                number.clone().into(),
                occurrence.agreement.clone().into(),
                occurrence.period.map(|period| period.to_string()).into(),
                occurrence.charge.amount.clone().into(),
                occurrence.description.clone().into(),
                occurrence.charge.purchase_order_line.clone().into(),
            ]);
        }
        if let (Some(key), Some((order, line))) = (line_key, &document.line)
            && document.drawn != 0
        {
            self.ledger.push(vec![
                organisation.into(),
                key.into(),
                kind.into(),
                number.clone().into(),
                sequence.into(),
                order.clone().into(),
                line.clone().into(),
                minor(document.drawn)?.into(),
                context.at.into(),
            ]);
        }
        self.audits.push(AuditEntry {
            action: "invoicing:IssueInvoice".to_owned(),
            subject_kind: "invoice",
            subject: number,
            before: None,
            after: Some(audited),
        });
        Ok(())
    }

    async fn insert(self, write: &mut Write) -> Result<()> {
        let (organisation, connection) = write.parts();
        let explanations = self.explanations.into_iter();
        let explanations = explanations
            .map(|(hash, text)| vec![organisation.into(), hash.into(), text.into()])
            .collect();
        insert_many(
            connection,
            "explanations (organisation, hash, content)",
            explanations,
            "on conflict do nothing",
        )
        .await?;
        insert_many(
            connection,
            "invoices (organisation, id, sequence, account, kind, category, cycle, bill_from, \
             currency, billing_period, grouping_key, live_key, run, issued_at, due_on, total, \
             placed_by, purchase_order, line_item, cost_center, original, document, created_at)",
            self.invoices,
            "",
        )
        .await?;
        insert_many(
            connection,
            "invoice_lines (organisation, charge, occurrence, live_key, invoice, agreement, \
             period, amount, description, purchase_order_line)",
            self.lines,
            "",
        )
        .await?;
        insert_many(
            connection,
            "ledger (organisation, line_key, source_kind, source, sequence, purchase_order, \
             line_item, amount, at)",
            self.ledger,
            "",
        )
        .await?;
        Ok(())
    }
}

/// The contract's key in writing; what is absent is null, since any text may be a reference. What
/// is issued apart from the month is told apart by what triggered it: the first of its charges, or
/// the memo itself. A run that had to be planned again may find charges whose invoice went out
/// before they came: they get one of their own.
fn grouping_key(
    document: &Planned,
    number: &str,
    terms: Option<&str>,
    pass: Option<Pass>,
) -> String {
    let trigger = match (document.cycle, document.occurrences.first()) {
        (_, None) => number.to_owned(),
        (Cycle::Monthly, _) => format!("M{}", pass.map_or(1, |pass| pass.number)),
        (Cycle::OutOfCycle, Some(occurrence)) => format!("C:{}", occurrence.charge.id),
    };
    let period = document.period.to_string();
    let parts = [
        Some(document.bill_from.as_str()),
        Some(document.currency.code()),
        document.invoice_unit.as_deref(),
        document.tax_registration_number.as_deref(),
        Some(&document.category),
        Some(&period),
        terms,
        document.reference.as_deref(),
        Some(&trigger),
    ];
    serde_json::json!(parts).to_string()
}

/// `NET_30` is thirty days after the issue; what says nothing of days has no due date.
fn due_on(issued_at: Instant, terms: Option<&str>) -> Option<String> {
    let days: u64 = terms?.rsplit(['_', ' ']).next()?.parse().ok()?;
    let issued_on = DateTime::from_timestamp_millis(issued_at.milliseconds())?.date_naive();
    let due_on = issued_on.checked_add_days(Days::new(days))?;
    (due_on.year() < 10_000).then(|| due_on.to_string())
}

fn cost_center(facts: &Facts, line: Option<&(String, String)>) -> Option<String> {
    let (order, number) = line?;
    let order = facts.order(order)?;
    let line = order.order.line_items.iter().find(|line| line.number == *number)?;
    line.cost_center.clone()
}

/// What is stored has 64 bits; amounts beyond are refused rather than cut.
pub(super) fn minor(amount: i128) -> Result<i64> {
    i64::try_from(amount).map_err(|_| {
        RecordError::refused("AMOUNT_TOO_LARGE", "", "an amount is too large to be kept")
    })
}

/// Charges that are on a document now are not due any more.
async fn settle(write: &mut Write, planned: &[Planned]) -> Result<()> {
    let (mut fixed, mut usage) = (Vec::new(), Vec::new());
    let at = write.at().milliseconds();
    let (organisation, connection) = write.parts();
    for occurrence in planned.iter().flat_map(|document| &document.occurrences) {
        match (occurrence.charge.kind, occurrence.period) {
            (ChargeKind::Usage, Some(period)) => usage.push(vec![
                organisation.into(),
                occurrence.kept.clone().into(),
                period.to_string().into(),
                "0".into(),
                "0".into(),
                1_i64.into(),
                1_i64.into(),
                "".into(),
                at.into(),
            ]),
            _ => fixed.push(occurrence.kept.clone()),
        }
    }
    for chunk in fixed.chunks(500) {
        let statement = settle_statement(chunk.len(), Placeholder::of(connection));
        let mut query = sqlx::query(sqlx::AssertSqlSafe(statement));
        query = query.bind(ChargeState::Issued.as_str()).bind(organisation);
        for id in chunk {
            query = query.bind(id);
        }
        query.execute(&mut *connection).await?;
    }
    // Every row is there: the insert is but a way to update many at once.
    insert_many(
        connection,
        "usage_amounts (organisation, charge, period, amount, invoiced, times, settled, source, \
         updated_at)",
        usage,
        "on conflict (organisation, charge, period) do update set \
         invoiced = usage_amounts.amount, times = usage_amounts.times + 1, settled = 1",
    )
    .await?;
    Ok(())
}

fn settle_statement(count: usize, placeholder: Placeholder) -> String {
    let mut statement = "update charges set state = ".to_owned();
    placeholder.push(&mut statement, 1);
    statement.push_str(" where organisation = ");
    placeholder.push(&mut statement, 2);
    statement.push_str(" and id in (");
    for index in 0..count {
        if index > 0 {
            statement.push(',');
        }
        placeholder.push(&mut statement, index + 3);
    }
    statement.push(')');
    statement
}

/// Draws on the balances, one update for each line, lines in ascending order.
async fn draw(
    write: &mut Write,
    facts: &mut Facts,
    planned: &[Planned],
    keys: &[Option<i64>],
) -> Result<()> {
    let mut draws: BTreeMap<i64, (i128, i64)> = BTreeMap::new();
    for (document, key) in planned.iter().zip(keys) {
        if let (Some(key), true) = (key, document.drawn != 0) {
            let (drawn, entries) = draws.entry(*key).or_default();
            *drawn += document.drawn;
            *entries += 1;
        }
    }
    for balance in &mut facts.balances {
        let Some((drawn, entries)) = draws.remove(&balance.line_key) else { continue };
        let drawn = minor(drawn)?;
        let sum = balance.drawn.checked_add(drawn);
        let sum = sum.ok_or_else(|| {
            RecordError::refused("AMOUNT_TOO_LARGE", "", "a balance is too large to be kept")
        })?;
        let (organisation, connection) = write.parts();
        let result = sqlx::query(
            "update line_balances
             set drawn = drawn + $1, entries = entries + $2
             where organisation = $3 and line_key = $4 and drawn = $5",
        )
        .bind(drawn)
        .bind(entries)
        .bind(organisation)
        .bind(balance.line_key)
        .bind(balance.drawn)
        .execute(connection)
        .await?;
        // The organisation is held, so nobody else can have drawn; if somebody did, nothing of
        // this is written, and the run is planned again.
        if result.rows_affected() != 1 {
            return Err(RecordError::Busy);
        }
        balance.drawn = sum;
    }
    if draws.is_empty() {
        Ok(())
    } else {
        Err(RecordError::Damaged("a line that is drawn on has no balance".to_owned()))
    }
}
