//! A buyer with purchase orders and charges, for tests of invoicing.

use procurement::Instant;
use records::edits::{Save, Saved};
use records::invoicing::{NewCreditMemo, Run, RunScope, create_credit_memo, run, run_due};
use records::verify::verify;
use records::{OrganisationId, RecordError, edits};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::databases::{TestRecords, actor};

/// The management account of every buyer.
pub(crate) const ACCOUNT: &str = "111111111111";

/// An organisation that buys.
#[derive(Debug, Clone)]
pub(crate) struct Buyer {
    pub(crate) records: TestRecords,
    pub(crate) id: OrganisationId,
}

/// A charge that is to be there.
#[derive(Debug, Clone)]
pub(crate) struct NewCharge {
    id: String,
    kind: &'static str,
    account: String,
    agreement: Option<String>,
    due_at: Option<Instant>,
    reference: Option<String>,
    terms: Value,
}

/// A marketplace charge that is due at a time, on an invoice of its own.
pub(crate) fn fixed(id: &str, amount: &str, due_at: &str) -> NewCharge {
    NewCharge {
        id: id.to_owned(),
        kind: "fixed",
        account: ACCOUNT.to_owned(),
        agreement: None,
        due_at: Some(due_at.parse().unwrap()),
        reference: None,
        terms: json!({
            "description": format!("Charge {id}"), "category": "marketplace",
            "cycle": "out-of-cycle", "billFrom": "AWS_INC", "currency": "USD", "amount": amount,
        }),
    }
}

/// A charge that goes to the monthly invoice of a month.
pub(crate) fn monthly(id: &str, amount: &str, period: &str) -> NewCharge {
    let mut charge = fixed(id, amount, "2026-01-01T00:00:00Z").with("cycle", "monthly");
    charge.due_at = None;
    charge.with("billingPeriod", period)
}

/// Usage of the marketplace, which is metered later.
pub(crate) fn usage(id: &str) -> NewCharge {
    let mut charge = fixed(id, "0", "2026-01-01T00:00:00Z").with("cycle", "monthly");
    charge.kind = "usage";
    charge.due_at = None;
    charge.terms.as_object_mut().unwrap().remove("amount");
    charge
}

impl NewCharge {
    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.terms[key] = json!(value);
        self
    }

    pub(crate) fn reference(mut self, order: &str) -> Self {
        self.reference = Some(order.to_owned());
        self
    }

    pub(crate) fn agreement(mut self, agreement: &str) -> Self {
        self.agreement = Some(agreement.to_owned());
        self
    }

    pub(crate) fn account(mut self, account: &str) -> Self {
        self.account = account.to_owned();
        self
    }
}

/// A line of a purchase order for all of its months.
pub(crate) fn line(number: &str, kind: &str, amount: &str) -> Value {
    json!({"number": number, "type": kind, "startMonth": "2026-01", "endMonth": "2026-12",
           "amount": amount, "quantity": "1", "balanceTracking": true})
}

impl Buyer {
    /// A buyer without anything, in January 2026.
    pub(crate) async fn new(records: &TestRecords) -> Self {
        records.clock.travel("2026-01-05T09:00:00Z".parse().unwrap());
        let organisation = records.organisation(ACCOUNT).await;
        Self { records: records.clone(), id: organisation.id }
    }

    /// Travels to a moment.
    pub(crate) fn at(&self, moment: &str) {
        self.records.clock.travel(moment.parse().unwrap());
    }

    /// Adds a purchase order for 2026; it is a second later then.
    pub(crate) async fn order(&self, id: &str, lines: &[Value]) {
        self.order_with(id, lines, &json!({})).await;
    }

    /// The same, with further keys.
    pub(crate) async fn order_with(&self, id: &str, lines: &[Value], further: &Value) {
        let mut order = json!({
            "id": id, "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01",
            "expirationMonth": "2026-12", "lineItems": lines,
        });
        for (key, value) in further.as_object().unwrap() {
            order[key] = value.clone();
        }
        self.save(json!([{"add": {"purchaseOrder": order}}])).await.unwrap();
    }

    /// Saves edits; it is a second later then.
    pub(crate) async fn save(&self, edits: Value) -> Result<Saved, RecordError> {
        self.records.pass(std::time::Duration::from_secs(1));
        let mut write = self.records.change(&self.id).await;
        let save = Save { edits: edits.as_array().unwrap().clone(), ..Save::default() };
        let saved = edits::save(&self.records, &mut write, &save).await?;
        write.commit().await?;
        Ok(saved)
    }

    /// Makes charges be there.
    pub(crate) async fn charges(&self, charges: &[NewCharge]) {
        let mut write = self.records.change(&self.id).await;
        for charge in charges {
            let (organisation, connection) = write.parts();
            sqlx::query(
                "insert into charges
                     (organisation, id, account, agreement, revision, kind, state, due_at,
                      purchase_order, carried_over, document, created_at)
                 values ($1, $2, $3, $4, 1, $5, 'future', $6, $7, 0, $8, 0)",
            )
            .bind(organisation)
            .bind(&charge.id)
            .bind(&charge.account)
            .bind(&charge.agreement)
            .bind(charge.kind)
            .bind(charge.due_at.map(Instant::milliseconds))
            .bind(&charge.reference)
            .bind(charge.terms.to_string())
            .execute(connection)
            .await
            .unwrap();
        }
        write.commit().await.unwrap();
    }

    /// Meters usage of a month, in the place of what was known of it.
    pub(crate) async fn meter(&self, charge: &str, period: &str, amount: &str) {
        let mut write = self.records.change(&self.id).await;
        let (organisation, connection) = write.parts();
        sqlx::query(
            "insert into usage_amounts
                 (organisation, charge, period, amount, invoiced, times, settled, source, updated_at)
             values ($1, $2, $3, $4, '0', 0, 0, 'test', 0)
             on conflict (organisation, charge, period) do update set amount = $4, settled = 0",
        )
        .bind(organisation)
        .bind(charge)
        .bind(period)
        .bind(amount)
        .execute(connection)
        .await
        .unwrap();
        write.commit().await.unwrap();
    }

    /// Runs the monthly invoices of a month.
    pub(crate) async fn close(&self, month: &str) -> Result<Run, RecordError> {
        let scope = RunScope::Monthly(month.parse().unwrap());
        run(&self.records, &self.id, &actor(), scope).await
    }

    /// Issues whatever is due, and gives how much that was.
    pub(crate) async fn issue(&self) -> usize {
        let before = self.documents().await.len();
        run_due(&self.records, &self.id, &actor()).await.unwrap();
        self.documents().await.len() - before
    }

    /// Issues what is due now, the month's invoices aside.
    pub(crate) async fn issue_due(&self) -> Result<Run, RecordError> {
        let scope = RunScope::OutOfCycle(self.records.now());
        run(&self.records, &self.id, &actor(), scope).await
    }

    /// Issues a charge by itself at once.
    pub(crate) async fn bill(&self, charge: NewCharge) {
        self.charges(&[charge]).await;
        self.issue_due().await.unwrap();
    }

    /// Gives back a part of an invoice.
    pub(crate) async fn memo(&self, invoice: &str, amount: &str) -> Result<String, RecordError> {
        let mut write = self.records.change(&self.id).await;
        let memo =
            NewCreditMemo { amount: amount.to_owned(), reason: "Agreed by phone".to_owned() };
        let number = create_credit_memo(&self.records, &mut write, invoice, &memo).await?;
        write.commit().await?;
        Ok(number)
    }

    /// Every document in the order of issue: `TOTAL by WAY to ORDER/LINE`.
    pub(crate) async fn documents(&self) -> Vec<String> {
        let rows = self
            .rows::<(String, i64, String, Option<String>, Option<String>)>(
                "select kind, total, placed_by, purchase_order, line_item
                 from invoices
                 where organisation = $1
                 order by sequence",
            )
            .await;
        let text = |(kind, total, by, order, line): (String, i64, String, Option<_>, Option<_>)| {
            let sign = if kind == "invoice" { "" } else { "-" };
            let to =
                order.zip(line).map(|(order, line): (String, String)| format!("{order}/{line}"));
            format!("{sign}{total} by {by} to {}", to.unwrap_or_else(|| "-".to_owned()))
        };
        rows.into_iter().map(text).collect()
    }

    /// The numbers of all documents in the order of issue.
    pub(crate) async fn numbers(&self) -> Vec<String> {
        let rows = self
            .rows::<(String,)>("select id from invoices where organisation = $1 order by sequence")
            .await;
        rows.into_iter().map(|(id,)| id).collect()
    }

    /// The balance of a line, as pages show it.
    pub(crate) async fn balance(&self, order: &str, line: &str) -> Option<String> {
        let facts = self.records.facts(&self.id).await.unwrap();
        let kept = facts.order(order).unwrap();
        let drawn = |line: &str| facts.balance(order, line);
        let standing = kept.standing(drawn, self.records.now().month().unwrap()).unwrap();
        let line = standing.lines.into_iter().find(|one| one.line_item_number == line);
        line.unwrap().balance
    }

    /// A purchase order as it is kept.
    pub(crate) async fn kept(&self, order: &str) -> Value {
        let rows = self
            .rows::<(String, String)>(
                "select id, document from purchase_orders where organisation = $1",
            )
            .await;
        let (_, document) = rows.into_iter().find(|(id, _)| id == order).unwrap();
        serde_json::from_str(&document).unwrap()
    }

    /// What waits to be told: the kind of event and whom.
    pub(crate) async fn outbox(&self) -> Vec<String> {
        let rows = self
            .rows::<(String, String)>(
                "select event_key, recipient from outbox where organisation = $1 order by id",
            )
            .await;
        let text = |(key, recipient): (String, String)| {
            format!("{} {recipient}", key.split(':').next().unwrap_or_default())
        };
        rows.into_iter().map(text).collect()
    }

    pub(crate) async fn rows<T>(&self, select: &'static str) -> Vec<T>
    where
        T: Send + Unpin + for<'r> sqlx::FromRow<'r, sqlx::any::AnyRow>,
    {
        let mut read = self.records.read().await.unwrap();
        let query = sqlx::query_as(select).bind(self.id.as_str());
        query.fetch_all(&mut *read).await.unwrap()
    }

    /// Does something past the server.
    pub(crate) async fn tamper(&self, statements: &[&str]) {
        let mut write = self.records.database().write().await.unwrap();
        for statement in statements {
            sqlx::query(AssertSqlSafe((*statement).to_owned())).execute(&mut *write).await.unwrap();
        }
        write.commit().await.unwrap();
    }

    /// The codes and subjects of what verification finds.
    pub(crate) async fn faults(&self) -> Vec<String> {
        let report = verify(&self.records, &self.id, None).await.unwrap();
        let fault = |fault: records::verify::Fault| format!("{} {}", fault.code, fault.subject);
        report.faults.into_iter().map(fault).collect()
    }

    pub(crate) async fn assert_sound(&self) {
        assert_eq!(self.faults().await, [""; 0]);
    }
}
