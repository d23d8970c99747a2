//! Which charge a tax joins.

use super::*;

#[test]
fn a_tax_joins_the_charge_that_it_is_levied_on() {
    const TAX: (&str, &str) = ("ChargeCategory", "Tax");
    const TENTH: (&str, &str) = ("BilledCost", "0.1");
    const ONE_TIME: (&str, &str) = ("ChargeFrequency", "One-Time");
    const BOUGHT: (&str, &str) = ("ChargeCategory", "Purchase");
    const NORTHWIND: (&str, &str) = ("PublisherName", "Northwind");
    let bought = "subscription fixed out-of-cycle 2026-03-05T00:00:00.000Z";

    // The same service.
    check(&[&[], &[TAX, TENTH]], &["1.1 monthly-usage usage monthly"]);
    // A service that tells nothing, or none, and only one charge.
    check(&[&[], &[TAX, TENTH, ("ServiceName", "Tax")]], &["1.1 monthly-usage usage monthly"]);
    check(&[&[], &[TAX, TENTH, ("ServiceName", "")]], &["1.1 monthly-usage usage monthly"]);
    // Another service, sub account, publisher, month or seller.
    let own = &["0.1 monthly-usage usage monthly", "1 monthly-usage usage monthly"];
    for other in [
        ("ServiceName", "Amazon EC2"),
        ("SubAccountId", "100"),
        ("BillingPeriodStart", "2026-02-01"),
        ("BillingCurrency", "EUR"),
    ] {
        check(&[&[], &[TAX, TENTH, other]], own);
    }
    check(
        &[&[], &[TAX, TENTH, NORTHWIND]],
        &["0.1 marketplace usage monthly", "1 monthly-usage usage monthly"],
    );
    // Several charges of one category: the tax is of their invoice.
    check(
        &[
            &[NORTHWIND],
            &[NORTHWIND, ("ServiceName", "Logs")],
            &[TAX, TENTH, ("PublisherName", ""), ("ServiceName", "")],
        ],
        &[
            "0.1 marketplace usage monthly",
            "1 marketplace usage monthly",
            "1 marketplace usage monthly",
        ],
    );
    // A purchase and the month's usage: the day tells, or the invoice.
    let purchase: Cells<'_> = &[BOUGHT, ONE_TIME, ("BilledCost", "10"), ("InvoiceId", "I-1")];
    let usage: Cells<'_> = &[("InvoiceId", "I-2")];
    check(
        &[purchase, usage, &[TAX, TENTH, ONE_TIME]],
        &["1 monthly-usage usage monthly", &format!("10.1 {bought}")],
    );
    check(
        &[purchase, usage, &[TAX, TENTH]],
        &["1.1 monthly-usage usage monthly", &format!("10 {bought}")],
    );
    check(
        &[
            purchase,
            usage,
            &[TAX, TENTH, ("InvoiceId", "I-1")],
            &[TAX, ("BilledCost", "0.2"), ("InvoiceId", "I-2")],
        ],
        &["1.2 monthly-usage usage monthly", &format!("10.1 {bought}")],
    );
    check(
        &[purchase, usage, &[TAX, TENTH, ONE_TIME, ("ChargePeriodStart", "2026-03-31")]],
        &["1.1 monthly-usage usage monthly", &format!("10 {bought}")],
    );
}
