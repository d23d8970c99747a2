//! What invoices are made of, for tests of them.

use procurement::Instant;
use records::Actor;
use records::verify::verify;
use serde_json::{Value, json};

use super::harness::{MANAGEMENT, Server, Who};

/// An address below the management account.
pub(super) fn here(path: &str) -> String {
    format!("/api/v1/accounts/{MANAGEMENT}/{path}")
}

/// A charge that is due at a time, on an invoice of its own, or with the invoice of a month.
pub(super) struct Due<'d> {
    pub(super) id: &'d str,
    pub(super) account: &'d str,
    pub(super) amount: &'d str,
    /// A moment, or a month.
    pub(super) at: &'d str,
}

impl<'d> Due<'d> {
    /// One of the management account, some days ago.
    pub(super) fn new(id: &'d str, amount: &'d str) -> Self {
        Self { id, account: MANAGEMENT, amount, at: "2026-10-02T10:00:00Z" }
    }
}

impl Server {
    /// Makes charges be there that agreements would have led to.
    pub(super) async fn owe(&self, charges: &[Due<'_>]) {
        let actor = Actor::system("test");
        let mut write = self.records.write(&self.organisation, &actor, None).await.unwrap();
        for charge in charges {
            let due_at = charge.at.parse::<Instant>().ok().map(Instant::milliseconds);
            let mut terms = json!({
                "description": format!("Charge {}", charge.id), "category": "marketplace",
                "cycle": "out-of-cycle", "billFrom": "AWS_INC", "currency": "USD",
                "amount": charge.amount, "paymentTerms": "NET_30",
            });
            if due_at.is_none() {
                terms["cycle"] = json!("monthly");
                terms["billingPeriod"] = json!(charge.at);
            }
            let (organisation, connection) = write.parts();
            sqlx::query(
                "insert into charges
                     (organisation, id, account, agreement, revision, kind, state, due_at,
                      purchase_order, carried_over, document, created_at)
                 values ($1, $2, $3, 'agmt-1', 1, 'fixed', 'future', $4, null, 0, $5, 0)",
            )
            .bind(organisation)
            .bind(charge.id)
            .bind(charge.account)
            .bind(due_at)
            .bind(terms.to_string())
            .execute(connection)
            .await
            .unwrap();
        }
        write.commit().await.unwrap();
    }

    /// Adds a purchase order of 1000 dollars, with a contact.
    pub(super) async fn order(&self, id: &str) {
        let order = json!({
            "id": id, "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-10",
            "expirationMonth": "2027-09", "contacts": [{ "email": "ada@example.com", "name": "Ada" }],
            "lineItems": [{
                "number": "1", "type": "marketplace-blanket-usage", "startMonth": "2026-10",
                "endMonth": "2027-09", "amount": "1000", "quantity": "1", "balanceTracking": true,
                "costCenter": "IT",
            }],
        });
        self.post(Who::Owner, &here("purchase-orders"), order).await.expect(201);
    }

    /// Issues what is due.
    pub(super) async fn issue(&self) -> Value {
        let due = json!({ "outOfCycle": true });
        self.post(Who::Owner, &here("invoice-runs"), due).await.expect(200)
    }

    /// That what is kept agrees with itself.
    pub(super) async fn assert_sound(&self) {
        let report = verify(&self.records, &self.organisation, None).await.unwrap();
        assert_eq!(report.faults, []);
        assert!(report.checked.audit > 0);
    }
}

/// One member of the items of a list.
#[track_caller]
pub(super) fn members(list: &Value, key: &str) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    let text =
        |item: &Value| item[key].as_str().map_or_else(|| item[key].to_string(), str::to_owned);
    items.iter().map(text).collect()
}
