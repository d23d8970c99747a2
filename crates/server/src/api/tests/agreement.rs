//! What the browser previews, what the server previews and what a run issues, on random records:
//! the same bytes.

use std::collections::BTreeSet;
use std::env;

use outlook::api::{Edited, Export, Proposal, Request, Standing};
use serde_json::{Value, json};

use super::browser::Browser;
use super::buying::here;
use super::harness::{MANAGEMENT, MEMBER, Server, Who, on_postgres, on_sqlite};
use super::offers::{agree, at, charges, integrate, metered, offer};

/// So many organisations are made in the normal run, and in the heavy one.
const SEEDS: u64 = 6;
const SEEDS_HEAVY: u64 = 200;

fn seeds() -> std::ops::Range<u64> {
    let is_heavy = env::var("TIEBACK_HEAVY").is_ok_and(|value| !value.is_empty());
    0..if is_heavy { SEEDS_HEAVY } else { SEEDS }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browser_server_and_run_agree_on_sqlite() {
    for seed in seeds() {
        on_sqlite(|server| agrees(server, seed)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browser_server_and_run_agree_on_postgres() {
    for seed in seeds() {
        on_postgres(|server| agrees(server, seed)).await;
    }
}

async fn agrees(server: Server, seed: u64) {
    let _told = Told(seed);
    let server = server.unlimited();
    integrate(&server).await;
    let mut random = Random::new(seed);
    let metered = records(&server, &mut random).await;
    for (period, after) in
        [("2026-10", "2026-11-04T08:00:00Z"), ("2026-11", "2026-12-04T08:00:00Z")]
    {
        previewed(&server).await;
        edited(&server, &mut random).await;
        previewed(&server).await;
        closed(&server, &mut random, &metered, period, after).await;
    }
    server.assert_sound().await;
}

/// Tells the seed where a test fails.
struct Told(u64);

impl Drop for Told {
    #[expect(clippy::print_stderr, reason = "whoever looks for the fault needs the seed")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {}", self.0);
        }
    }
}

/// Numbers that follow from a seed.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one_of<'i, T>(&mut self, items: &'i [T]) -> &'i T {
        &items[self.below(items.len())]
    }

    fn amount(&mut self) -> String {
        format!("{}.{:02}", self.below(2000) + 1, self.below(100))
    }
}

/// Makes purchase orders and agreements; gives the charges that are metered.
async fn records(server: &Server, random: &mut Random) -> Vec<(&'static str, String)> {
    for number in 0..2 + random.below(4) {
        let order = order(random, number);
        server.post(Who::Owner, &here("purchase-orders"), order).await.expect(201);
    }
    let mut usage = Vec::new();
    for number in 0..2 + random.below(3) {
        let key = format!("key{number}");
        let terms = match random.below(3) {
            0 => json!([metered(&key)]),
            1 => json!([{ "type": "upfront", "amount": random.amount() }, metered(&key)]),
            _ => json!([{ "type": "paymentSchedule", "payments": [
                { "chargeDate": "2026-10-20T00:00:00Z", "amount": random.amount() },
                { "chargeDate": "2026-12-20T00:00:00Z", "amount": random.amount() },
            ] }]),
        };
        let choice = match random.below(3) {
            0 => json!({ "choice": "oneForAll", "purchaseOrderReference": "PO-0" }),
            1 => {
                json!({ "choice": "oneForAll", "purchaseOrderReference": format!("NEW-{number}") })
            }
            _ => json!({ "choice": "none" }),
        };
        let (who, account) = *random.one_of(&[(Who::Owner, MANAGEMENT), (Who::Buyer, MEMBER)]);
        let accepted = agree(server, who, account, offer(terms), choice).await;
        let kinds = accepted["charges"].as_array().unwrap().iter();
        let is_usage: Vec<bool> = kinds.map(|charge| charge["kind"] == "usage").collect();
        let ids = charges(&accepted).into_iter().zip(is_usage);
        usage.extend(ids.filter(|(_, is_usage)| *is_usage).map(|(id, _)| (account, id)));
    }
    usage
}

fn order(random: &mut Random, number: usize) -> Value {
    let kinds = ["all", "marketplace-blanket-usage", "marketplace-transaction", "monthly-usage"];
    let lines: Vec<Value> = (1..=1 + random.below(3))
        .map(|line| {
            json!({
                "number": line.to_string(), "type": random.one_of(&kinds),
                "startMonth": random.one_of(&["2026-10", "2026-11"]), "endMonth": "2027-09",
                "amount": random.amount(), "quantity": "1",
                "balanceTracking": random.below(4) != 0,
            })
        })
        .collect();
    json!({
        "id": format!("PO-{number}"), "billFrom": ["AWS_INC"], "currency": "USD",
        "effectiveMonth": "2026-10", "expirationMonth": "2027-09", "lineItems": lines,
    })
}

/// The snapshot that a browser is sent, the revision of the records in it, and the present month.
async fn sent(server: &Server) -> (String, i64, String) {
    let answered = server.get(Who::Owner, &here("snapshot")).await;
    let tag = answered.headers["etag"].to_str().unwrap().trim_matches('"').to_owned();
    answered.json();
    let today = server.records.now().month().unwrap().to_string();
    (answered.text, tag.parse().unwrap(), today)
}

/// The account, opened in a browser.
fn opened(snapshot: String, today: String) -> Browser {
    let mut browser = Browser::default();
    let open = Request::OpenAccount { snapshot, name: "Acme".to_owned(), today };
    browser.ask::<Standing>(&open).unwrap();
    browser
}

fn preview(browser: &mut Browser) -> String {
    browser.ask(&Request::Export { what: Export::Preview }).unwrap()
}

async fn server_preview(server: &Server) -> String {
    let answered = server.get(Who::Owner, &here("preview")).await;
    answered.json();
    answered.text
}

/// Both preview the same.
async fn previewed(server: &Server) {
    let (snapshot, _, today) = sent(server).await;
    let in_browser = preview(&mut opened(snapshot, today));
    assert_eq!(in_browser, server_preview(server).await);
}

/// Edits one after another, in the browser; saved, the server previews what the browser did.
async fn edited(server: &Server, random: &mut Random) {
    let (snapshot, revision, today) = sent(server).await;
    let (proposal, in_browser) = what_if(snapshot, today, random);
    if proposal.edits.is_empty() {
        return;
    }
    let path = here(&format!("changes?seen={}", proposal.digest));
    let body = json!({ "edits": proposal.edits, "revision": revision });
    server.post(Who::Owner, &path, body).await.expect(200);
    assert_eq!(server_preview(server).await, in_browser);
}

fn what_if(snapshot: String, today: String, random: &mut Random) -> (Proposal, String) {
    let facts: Value = serde_json::from_str(&snapshot).unwrap();
    let mut browser = opened(snapshot, today);
    for _ in 0..1 + random.below(4) {
        let edits = vec![edit(random, &facts)];
        // One that does not apply is told, and changes nothing.
        let _: Result<Edited, String> =
            browser.ask(&Request::Edit { edits, at: "2026-10-05T09:00:00Z".to_owned() });
    }
    let proposal = browser.ask(&Request::Proposal).unwrap();
    (proposal, preview(&mut browser))
}

fn edit(random: &mut Random, snapshot: &Value) -> Value {
    let of = |list: &str| snapshot[list].as_array().cloned().unwrap_or_default();
    let (orders, due) = (of("purchaseOrders"), of("charges"));
    let order = random.one_of(&orders).clone();
    match random.below(4) {
        0 => json!({ "set": { "purchaseOrder": order["id"] }, "to": { "suspended": true } }),
        1 => json!({ "set": { "purchaseOrder": order["id"] }, "to": { "description": "Seen" } }),
        2 if !due.is_empty() => {
            let charge = random.one_of(&due);
            let to = json!({ "purchaseOrderReference": order["id"], "purchaseOrderLine": null });
            json!({ "set": { "charge": charge["id"] }, "to": to })
        }
        _ => {
            let line = order["lineItems"].as_array().unwrap()[0].clone();
            let set = json!({ "purchaseOrder": order["id"], "lineItem": line["number"] });
            json!({ "set": set, "to": { "amount": random.amount() } })
        }
    }
}

/// What a document comes to and of which charges, and why: every candidate with its sentence.
async fn told(server: &Server, document: &Value, charges: Vec<&str>, why: &str) -> Vec<String> {
    let facts = [
        "total",
        "currency",
        "billFrom",
        "billingPeriod",
        "purchaseOrderId",
        "lineItemNumber",
        "by",
        "covered",
        "balanceAfter",
    ];
    let mut told: Vec<String> = facts.map(|key| document[key].to_string()).into();
    let why = server.get(Who::Owner, &here(why)).await.expect(200);
    told.push(why["candidates"].to_string());
    let mut charges: Vec<String> = charges.into_iter().map(str::to_owned).collect();
    charges.sort();
    told.extend(charges);
    told
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap()
}

/// Closes a month: the dry run is a part of the preview, and what is issued is the dry run, for the
/// same reasons.
async fn closed(
    server: &Server,
    random: &mut Random,
    metered: &[(&'static str, String)],
    period: &str,
    after: &str,
) {
    server.clock.travel(after.parse().unwrap());
    for (account, charge) in metered {
        let path = at(MANAGEMENT, &format!("charges/{charge}/usage/{period}"));
        let amount = json!({ "amount": random.amount() });
        let put = server.send(Who::Owner, "PUT", &path, Some(amount), &[]).await;
        assert_eq!(put.status.as_u16(), 200, "{account} {}", put.text);
    }
    let runs = here("invoice-runs");
    server.post(Who::Owner, &runs, json!({ "outOfCycle": true })).await.expect(200);
    let seen = server.get(Who::Owner, &here(&format!("preview?to={period}"))).await.expect(200);
    let dry = json!({ "period": period, "dryRun": true });
    let dry = server.post(Who::Owner, &runs, dry).await.expect(200);
    let seen = seen["invoices"].as_array().unwrap();
    let dry = dry["invoices"].as_array().unwrap();
    assert_eq!(seen, dry, "{period}");
    let mut expected = Vec::new();
    for document in dry {
        let path = format!("preview/explanation?to={period}&invoice={}", text(document, "id"));
        let charges = document["charges"].as_array().unwrap();
        // One of usage is told apart by its month.
        let kept =
            |charge: &'_ Value| charge.as_str().unwrap().split(':').next().unwrap().to_owned();
        let charges: Vec<String> = charges.iter().map(kept).collect();
        let charges = charges.iter().map(String::as_str).collect();
        expected.push(told(server, document, charges, &path).await);
    }
    server.post(Who::Owner, &runs, json!({ "period": period })).await.expect(200);
    let issued = here(&format!("invoices?from={period}&to={period}&limit=100"));
    let issued = server.get(Who::Owner, &issued).await.expect(200);
    let monthly = issued["items"].as_array().unwrap().iter();
    let mut stored = Vec::new();
    for invoice in monthly.filter(|invoice| invoice["cycle"] == "monthly") {
        let path = format!("invoices/{}/explanation", text(invoice, "id"));
        let whole = here(&format!("invoices/{}", text(invoice, "id")));
        let whole = server.get(Who::Owner, &whole).await.expect(200);
        let lines = whole["lines"].as_array().unwrap();
        let charges = lines.iter().map(|line| text(line, "charge")).collect();
        stored.push(told(server, &whole, charges, &path).await);
    }
    stored.sort();
    expected.sort();
    assert_eq!(stored, expected, "{period}");
    let numbers: BTreeSet<String> =
        issued["items"].as_array().unwrap().iter().map(|i| i["id"].to_string()).collect();
    assert_eq!(numbers.len(), issued["items"].as_array().unwrap().len());
}
