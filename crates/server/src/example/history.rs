//! The story, month after month: purchase orders are entered, subscriptions accepted, usage comes
//! in, months are closed, and some things go wrong.
//!
//! The last month that can be closed stays open, so that whoever tries the example can close it, and see
//! usage of the month before it that came late.

use axum::http::Method;
use procurement::{BillingMonth, Instant};
use serde_json::{Value, json};

use super::BEGINNING;
use super::client::Client;
use super::months;
use super::people::{ACCOUNTS, MANAGEMENT};
use super::purchase_orders::ORDERS;
use super::subscriptions::{OPEN_OFFERS, SUBSCRIPTIONS, Subscription};
use super::time::Time;

/// The dimension of which usage of the month before the open one came late, and the one of which
/// the figure was too low at first.
const LATE: &str = "retention";
const CORRECTED: &str = "messages";

/// The example on its way to the present.
#[derive(Debug)]
pub(super) struct Story {
    client: Client,
    time: Time,
    present: BillingMonth,
    /// The last month that can be closed: it is left open.
    open: BillingMonth,
    running: Vec<Running>,
}

/// A subscription that was accepted, with its usage charges by dimension.
#[derive(Debug)]
struct Running {
    subscription: &'static Subscription,
    usage: Vec<(String, String)>,
}

impl Story {
    pub(super) fn new(client: Client, time: Time) -> Self {
        let now = time.now;
        let present = now.month().unwrap_or_else(BillingMonth::first);
        // In the first days of a month the one before it cannot be closed yet.
        let is_over = Instant::midnight_after(present.plus(-1)) <= now;
        let open = present.plus(if is_over { -1 } else { -2 });
        Self { client, time, present, open, running: Vec::new() }
    }

    /// Tells it from a month on.
    pub(super) async fn tell(&mut self, beginning: BillingMonth) -> Result<(), String> {
        let mut month = beginning;
        while month <= self.present {
            self.month(month).await?;
            month = month.plus(1);
        }
        self.time.go_on_to(self.time.now).await?;
        self.run(&json!({ "outOfCycle": true })).await?;
        self.put_open_offers().await
    }

    /// Offers that can be accepted until the middle of the month after next.
    async fn put_open_offers(&self) -> Result<(), String> {
        let expires_at = months::at(self.present.plus(2), 15, 12).to_string();
        for open in OPEN_OFFERS {
            let mut offer = open.offer(self.present);
            offer["expiresAt"] = expires_at.as_str().into();
            self.client.post(open.account, "offers", &offer).await?;
        }
        Ok(())
    }

    async fn month(&mut self, month: BillingMonth) -> Result<(), String> {
        let offset = offset(self.present, month);
        // However young the present month is, all usage of the last one has come in.
        self.time.go_on_to(months::at(month, 2, 9)).await?;
        self.enter_orders(offset).await?;
        // Before the story nothing was metered, so there is nothing to close.
        if offset > BEGINNING {
            self.meter(month.plus(-1)).await?;
            self.import_cloud_usage(month.plus(-1)).await?;
        }
        if offset > BEGINNING && month.plus(-1) < self.open && self.is_on(month, 3, 8).await? {
            self.run(&json!({ "period": month.plus(-1).to_string() })).await?;
        }
        if offset == 0 {
            self.meter_late(self.open.plus(-1)).await?;
        }
        if self.is_on(month, 10, 10).await? {
            self.accept(offset).await?;
            self.go_wrong(offset).await?;
        }
        if self.is_on(month, 21, 7).await? {
            self.run(&json!({ "outOfCycle": true })).await?;
        }
        Ok(())
    }

    /// Goes on to a moment, and tells whether that is not ahead of the present.
    async fn is_on(&mut self, month: BillingMonth, day: u32, hour: u32) -> Result<bool, String> {
        let moment = months::at(month, day, hour);
        self.time.go_on_to(moment).await?;
        Ok(moment <= self.time.now)
    }

    async fn run(&self, scope: &Value) -> Result<(), String> {
        self.client.post(MANAGEMENT, "invoice-runs", scope).await.map(|_| ())
    }

    async fn enter_orders(&self, offset: i32) -> Result<(), String> {
        for order in ORDERS.iter().filter(|order| order.made == offset) {
            let body = order.body(self.present);
            self.client.post(MANAGEMENT, "purchase-orders", &body).await?;
        }
        for order in ORDERS.iter().filter(|order| order.suspended == Some(offset)) {
            let path = format!("purchase-orders/{}/status", order.id);
            self.client.put(MANAGEMENT, &path, &json!({ "status": "suspended" })).await?;
        }
        Ok(())
    }

    async fn accept(&mut self, offset: i32) -> Result<(), String> {
        for subscription in SUBSCRIPTIONS.iter().filter(|one| one.begins == offset) {
            let account = subscription.account;
            let offer = subscription.offer(self.present);
            let offer = self.client.post(account, "offers", &offer).await?;
            let request = subscription.request(text(&offer, "id"));
            let request = self.client.post(account, "agreement-requests", &request).await?;
            let path = format!("agreement-requests/{}/acceptance", text(&request, "id"));
            let accepted = self.client.post(account, &path, &subscription.acceptance()).await?;
            let charges = accepted["charges"].as_array().cloned().unwrap_or_default();
            let usage = charges
                .iter()
                .filter(|charge| charge["kind"] == "usage")
                .map(|charge| (text(charge, "dimension").to_owned(), text(charge, "id").to_owned()))
                .collect();
            self.running.push(Running { subscription, usage });
        }
        Ok(())
    }

    /// What was metered in a month comes in after it.
    async fn meter(&self, month: BillingMonth) -> Result<(), String> {
        let has_late = month == self.open.plus(-1);
        for running in &self.running {
            for (dimension, charge) in &running.usage {
                if !(has_late && dimension == LATE) {
                    self.put_usage(running, dimension, charge, month, 100).await?;
                }
            }
        }
        Ok(())
    }

    /// What came in of a month after it was closed: one figure for the first time, another anew.
    async fn meter_late(&self, month: BillingMonth) -> Result<(), String> {
        for running in &self.running {
            for (dimension, charge) in &running.usage {
                let percent = match dimension.as_str() {
                    LATE => 100,
                    CORRECTED => 103,
                    _ => continue,
                };
                self.put_usage(running, dimension, charge, month, percent).await?;
            }
        }
        Ok(())
    }

    async fn put_usage(
        &self,
        running: &Running,
        dimension: &str,
        charge: &str,
        month: BillingMonth,
        percent: i64,
    ) -> Result<(), String> {
        let age = offset(self.present, month) - running.subscription.begins;
        let Some(cents) = running.subscription.metered(dimension, month, age) else {
            return Ok(());
        };
        let cents = cents * percent / 100;
        let path = format!("charges/{charge}/usage/{month}");
        let body = json!({ "amount": format!("{}.{:02}", cents / 100, cents % 100) });
        self.client.put(running.subscription.account, &path, &body).await.map(|_| ())
    }

    /// The billing export of the cloud itself: usage every month, support every year.
    async fn import_cloud_usage(&self, month: BillingMonth) -> Result<(), String> {
        let age = i64::from(offset(self.present, month) + 20);
        let mut export = String::from(
            "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,\
             ChargeFrequency,ChargePeriodStart,InvoiceIssuerName,ProviderName,PublisherName,\
             ServiceName,SubAccountId\n",
        );
        for (account, share) in ACCOUNTS.into_iter().zip([60, 25, 15]) {
            let cents = (2_950_000 + age * 41_300) * share / 100 + age % 7 * 913;
            let cost = format!("{}.{:02}", cents / 100, cents % 100);
            export.push_str(&format!(
                "{cost},{MANAGEMENT},USD,{month}-01T00:00:00Z,Usage,Usage-Based,\
                 {month}-01T00:00:00Z,\"Amazon Web Services, Inc.\",AWS,\
                 \"Amazon Web Services, Inc.\",Amazon EC2,{account}\n"
            ));
        }
        if month.month() == 1 {
            export.push_str(&format!(
                "29000.00,{MANAGEMENT},USD,{month}-01T00:00:00Z,Purchase,One-Time,\
                 {month}-20T00:00:00Z,\"Amazon Web Services, Inc.\",AWS,\
                 \"Amazon Web Services, Inc.\",AWS Support,{MANAGEMENT}\n"
            ));
        }
        self.client.import(MANAGEMENT, "usage:import-focus", export).await
    }

    /// What a finance person knows from the year: a corrected invoice, one to be issued again.
    async fn go_wrong(&self, offset: i32) -> Result<(), String> {
        if !matches!(offset, -6 | -3) {
            return Ok(());
        }
        let path = "invoices?limit=20";
        let invoices = self.client.send(Method::GET, MANAGEMENT, path, &Value::Null).await?;
        let items = invoices["items"].as_array().cloned().unwrap_or_default();
        let wanted = |invoice: &&Value| match offset {
            -6 => invoice["purchaseOrderId"].is_string() && invoice["type"] == "invoice",
            _ => invoice["purchaseOrderId"].is_null() && invoice["type"] == "invoice",
        };
        let Some(invoice) = items.iter().find(wanted) else { return Ok(()) };
        let id = text(invoice, "id");
        let (path, body) = match offset {
            -6 => (
                format!("invoices/{id}/credit-memos"),
                json!({ "amount": "250.00", "reason": "Service was down for two days" }),
            ),
            _ => (
                format!("invoices/{id}/reissue-requests"),
                json!({ "purchaseOrder": "4500045", "reason": "Accounts payable refused it" }),
            ),
        };
        self.client.post(MANAGEMENT, &path, &body).await.map(|_| ())
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// How many months a month is after the present; negative before it.
fn offset(present: BillingMonth, month: BillingMonth) -> i32 {
    let index = |month: BillingMonth| month.year() * 12 + i32::try_from(month.month()).unwrap_or(0);
    index(month) - index(present)
}
