//! What invoices of an account carry: its invoice unit (6.7) and its tax registration number (M4).

use records::agreements::View;
use records::invoices::find_invoice;
use records::organisations::{AccountChange, accounts, change_account};
use serde_json::{Value, json};

use crate::buyer::{ACCOUNT, Buyer, line, usage};
use crate::databases::{TestRecords, on_both, refusal};

const MEMBER: &str = "222222222222";

impl Buyer {
    /// Says what invoices of an account carry.
    async fn account(&self, account: &str, change: Value) {
        let mut write = self.records.change(&self.id).await;
        let change: AccountChange = serde_json::from_value(change).unwrap();
        change_account(&mut write, account, &change).await.unwrap();
        write.commit().await.unwrap();
    }

    /// Unit, tax registration number, total and purchase order of every invoice, in order.
    async fn invoices(&self) -> Vec<[String; 4]> {
        let mut told = Vec::new();
        for number in self.numbers().await {
            let invoice =
                find_invoice(&self.records, &self.id, &View::Organisation, &number).await.unwrap();
            let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            told.push([
                or_none(invoice.invoice_unit),
                or_none(invoice.tax_registration_number),
                invoice.summary.total,
                or_none(invoice.summary.purchase_order_id),
            ]);
        }
        told.sort();
        told
    }
}

async fn with_member(records: &TestRecords) -> Buyer {
    let buyer = Buyer::new(records).await;
    records.member(&buyer.id, MEMBER).await;
    buyer
}

on_both!(usage_of_an_account_goes_to_the_purchase_order_of_its_invoice_unit, |records| async {
    let buyer = with_member(&records).await;
    buyer.order_with("UNIT", &[line("1", "all", "100")], &json!({"invoiceUnits": ["U1"]})).await;
    buyer.order("ANY", &[line("1", "all", "100")]).await;
    buyer
        .charges(&[
            usage("payer"),
            usage("member").account(MEMBER),
            // Agreed with a unit of its own, it keeps that.
            usage("agreed").account(MEMBER).with("invoiceUnit", "U2"),
        ])
        .await;
    buyer.account(MEMBER, json!({"invoiceUnit": "U1"})).await;
    for (charge, amount) in [("payer", "1"), ("member", "2"), ("agreed", "4")] {
        buyer.meter(charge, "2026-01", amount).await;
    }
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    let text = |row: [&str; 4]| row.map(str::to_owned);
    let january = [
        text(["-", "-", "1.00", "ANY"]),
        text(["U1", "-", "2.00", "UNIT"]),
        text(["U2", "-", "4.00", "ANY"]),
    ];
    assert_eq!(buyer.invoices().await, january);

    // Taken out of its unit, it is invoiced with the rest; what is issued stays.
    buyer.account(MEMBER, json!({"invoiceUnit": null})).await;
    buyer.meter("payer", "2026-02", "8").await;
    buyer.meter("member", "2026-02", "16").await;
    buyer.at("2026-03-03T00:00:00Z");
    buyer.close("2026-02").await.unwrap();
    let mut both = january.to_vec();
    both.insert(1, text(["-", "-", "24.00", "ANY"]));
    assert_eq!(buyer.invoices().await, both);
    buyer.assert_sound().await;
});

on_both!(usage_of_an_account_carries_its_tax_registration_number, |records| async {
    let buyer = with_member(&records).await;
    let sarl = |number| json!({"billFrom": ["AWS_EMEA_SARL"], "taxRegistrationNumbers": [number]});
    buyer.order_with("DE", &[line("1", "all", "100")], &sarl("DE1")).await;
    buyer.order_with("FR", &[line("1", "all", "100")], &sarl("FR1")).await;
    buyer.account(ACCOUNT, json!({"taxRegistrationNumber": "DE1"})).await;
    buyer.account(MEMBER, json!({"taxRegistrationNumber": "FR1"})).await;
    let of = |charge: &str, account: &str| {
        usage(charge).account(account).with("billFrom", "AWS_EMEA_SARL")
    };
    buyer.charges(&[of("payer", ACCOUNT), of("member", MEMBER)]).await;
    buyer.meter("payer", "2026-01", "1").await;
    buyer.meter("member", "2026-01", "2").await;
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    let text = |row: [&str; 4]| row.map(str::to_owned);
    assert_eq!(
        buyer.invoices().await,
        [text(["-", "DE1", "1.00", "DE"]), text(["-", "FR1", "2.00", "FR"])]
    );
    buyer.assert_sound().await;
});

on_both!(what_an_account_says_of_its_invoices_is_checked_and_written_down, |records| async {
    let buyer = with_member(&records).await;
    let mut write = records.change(&buyer.id).await;
    let wrong = json!({"name": " ", "invoiceUnit": " U1", "taxRegistrationNumber": ""});
    let wrong: AccountChange = serde_json::from_value(wrong).unwrap();
    assert_eq!(
        refusal(change_account(&mut write, MEMBER, &wrong).await),
        ["INVALID_TEXT /invoiceUnit", "INVALID_NAME /name", "INVALID_TEXT /taxRegistrationNumber"]
    );
    drop(write);
    buyer.account(MEMBER, json!({"invoiceUnit": "U1", "taxRegistrationNumber": "DE1"})).await;
    // What is left out stays.
    buyer.account(MEMBER, json!({"taxRegistrationNumber": null})).await;
    let member = accounts(&records, &buyer.id).await.unwrap().remove(1);
    assert_eq!(
        (member.invoice_unit.as_deref(), member.tax_registration_number),
        (Some("U1"), None)
    );
    assert_eq!(member.version, 3);
    let audit = records.audit(&buyer.id).await;
    let changed = audit.last().unwrap();
    assert!(
        changed.ends_with(r#"{"taxRegistrationNumber":"DE1"} {"taxRegistrationNumber":null}"#),
        "{changed}"
    );
});
