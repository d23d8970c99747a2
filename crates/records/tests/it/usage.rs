//! Usage: replaced, corrected after its invoice, imported again and again.

use std::collections::BTreeMap;

use billing_files::focus::FocusOptions;
use records::OrganisationId;
use records::agreements::{
    Acceptance, Intent, NewRequest, View, accept_request, create_request, put_offer,
};
use records::invoicing::{RunScope, run};
use records::usage::{
    FocusImport, UsageOutcome, import_focus, put_usage, read_focus, usage_months,
};

use crate::agreements::{PAYER, pay_as_you_go, usage};
use crate::databases::{TestRecords, actor, on_both, refusal};

const MEMBER: &str = "222222222222";

impl TestRecords {
    /// A usage charge of an agreement without an end.
    async fn usage_charge(&self, organisation: &OrganisationId) -> String {
        let mut write = self.change(organisation).await;
        let offer = put_offer(&mut write, PAYER, pay_as_you_go(&["scans"])).await.unwrap();
        let new = NewRequest {
            intent: Intent::New,
            offer: Some(offer.id),
            source_agreement: None,
            configuration: BTreeMap::new(),
            auto_renew: None,
            tax_registration_number: None,
            invoice_unit: None,
        };
        let request = create_request(self, &mut write, PAYER, &new).await.unwrap();
        let (view, no) = (View::Organisation, Acceptance::default());
        let accepted =
            accept_request(self, &mut write, &view, &request.id, &no, None).await.unwrap();
        write.commit().await.unwrap();
        accepted.charges[0].id.clone()
    }

    async fn import(&self, organisation: &OrganisationId, rows: &[Row<'_>]) -> FocusImport {
        let export = export(rows);
        let mut write = self.change(organisation).await;
        let import = import_focus(&mut write, PAYER, &export).await.unwrap();
        write.commit().await.unwrap();
        import
    }

    /// Charge, month, amount and whether it is settled, of all usage.
    async fn amounts(&self, organisation: &OrganisationId) -> Vec<(String, String, String, i64)> {
        let mut read = self.read().await.unwrap();
        let mut rows: Vec<(String, String, String, i64)> = sqlx::query_as(
            "select charge, period, amount, settled from usage_amounts where organisation = $1",
        )
        .bind(organisation.as_str())
        .fetch_all(&mut *read)
        .await
        .unwrap();
        rows.sort();
        rows
    }

    /// Accounts, kinds, states and amounts of all charges.
    async fn kept(&self, organisation: &OrganisationId) -> Vec<String> {
        let mut read = self.read().await.unwrap();
        let rows: Vec<(String, String, String, String)> = sqlx::query_as(
            "select account, kind, state, document from charges where organisation = $1",
        )
        .bind(organisation.as_str())
        .fetch_all(&mut *read)
        .await
        .unwrap();
        let mut rows: Vec<String> = rows
            .into_iter()
            .map(|(account, kind, state, document)| {
                let terms: serde_json::Value = serde_json::from_str(&document).unwrap();
                let amount = terms["amount"].as_str().unwrap_or("-");
                format!("{account} {kind} {state} {amount} {}", terms["description"])
            })
            .collect();
        rows.sort();
        rows
    }

    async fn totals(&self, organisation: &OrganisationId) -> Vec<String> {
        let mut read = self.read().await.unwrap();
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "select kind, billing_period, total from invoices
             where organisation = $1 order by sequence",
        )
        .bind(organisation.as_str())
        .fetch_all(&mut *read)
        .await
        .unwrap();
        let written = |(kind, period, total)| format!("{kind} {period} {total}");
        rows.into_iter().map(written).collect()
    }
}

/// A row of an export: month, cost, category, frequency, sub account, service, issuer.
type Row<'r> = (&'r str, &'r str, &'r str, &'r str, &'r str, &'r str, &'r str);

const AWS: &str = "Amazon Web Services Inc.";
const MICROSOFT: &str = "Microsoft";

fn export(rows: &[Row<'_>]) -> records::usage::FocusExport {
    export_of(PAYER, rows)
}

fn export_of(billing_account: &str, rows: &[Row<'_>]) -> records::usage::FocusExport {
    let mut text = "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,\
                    ChargeFrequency,ChargePeriodStart,InvoiceIssuerName,ProviderName,\
                    PublisherName,ServiceName,SubAccountId\n"
        .to_owned();
    for (month, cost, category, frequency, account, service, issuer) in rows {
        let provider = if *issuer == AWS { "AWS" } else { "Microsoft" };
        text.push_str(&format!(
            "{cost},{billing_account},USD,{month}-01T00:00:00Z,{category},{frequency},{month}-02T00:00:00Z,\
             {issuer},{provider},{issuer},{service},{account}\n"
        ));
    }
    let files = vec![("export.csv".to_owned(), text.into_bytes())];
    read_focus(files, &FocusOptions::default()).unwrap()
}

fn used<'r>(month: &'r str, cost: &'r str, account: &'r str, service: &'r str) -> Row<'r> {
    (month, cost, "Usage", "Usage-Based", account, service, AWS)
}

fn counts(import: &FocusImport) -> [usize; 5] {
    [import.added, import.changed, import.unchanged, import.gone, import.late]
}

on_both!(a_figure_replaces_the_one_before, |records| async {
    let buyer = records.buyer().await;
    let charge = records.usage_charge(&buyer).await;
    let view = View::Organisation;
    let put = async |amount: &str| {
        let mut write = records.change(&buyer).await;
        let put = put_usage(&mut write, &view, &usage(&charge, "2026-10", amount)).await.unwrap();
        write.commit().await.unwrap();
        (put.outcome, put.month.amount, put.late)
    };
    assert_eq!(put("10").await, (UsageOutcome::Added, "10.00".to_owned(), false));
    assert_eq!(put("10.00").await, (UsageOutcome::Unchanged, "10.00".to_owned(), false));
    assert_eq!(put("-4.125").await, (UsageOutcome::Changed, "-4.125".to_owned(), false));
    assert_eq!(put("0").await, (UsageOutcome::Changed, "0.00".to_owned(), false));
    let months = usage_months(&records, &buyer, &view, &charge).await.unwrap();
    assert_eq!((months.len(), months[0].settled), (1, true));

    let mut write = records.change(&buyer).await;
    let wrong = put_usage(&mut write, &view, &usage(&charge, "2026-13", "1e3")).await;
    assert_eq!(refusal(wrong), ["INVALID_AMOUNT /amount", "INVALID_MONTH /period"]);
    let ahead = put_usage(&mut write, &view, &usage(&charge, "2026-11", "1")).await;
    assert_eq!(refusal(ahead), ["PERIOD_NOT_BEGUN /period"]);
    let before = put_usage(&mut write, &view, &usage(&charge, "2026-09", "1")).await;
    assert_eq!(refusal(before), ["PERIOD_BEFORE_START /period"]);
    let unknown = put_usage(&mut write, &view, &usage("ch-none", "2026-10", "1")).await;
    assert_eq!(refusal(unknown), ["no charge ch-none"]);
    let other = View::Account(MEMBER.to_owned());
    let foreign = put_usage(&mut write, &other, &usage(&charge, "2026-10", "1")).await;
    assert_eq!(refusal(foreign), [format!("no charge {charge}")]);
});

on_both!(what_comes_after_its_invoice_goes_to_the_next_one_as_a_difference, |records| async {
    let buyer = records.buyer().await;
    let charge = records.usage_charge(&buyer).await;
    records.usage(&buyer, &charge, "2026-10", "10").await;
    records.travel("2026-11-03T00:00:00Z");
    records.close(&buyer, "2026-10").await;

    let mut write = records.change(&buyer).await;
    let late = put_usage(&mut write, &View::Organisation, &usage(&charge, "2026-10", "14")).await;
    let late = late.unwrap();
    assert!(late.late && !late.month.settled);
    assert_eq!(late.month.invoiced, "10.00");
    write.commit().await.unwrap();
    records.usage(&buyer, &charge, "2026-11", "1").await;
    records.travel("2026-12-03T00:00:00Z");
    records.close(&buyer, "2026-11").await;

    // Back again: what was invoiced too much is given back.
    records.usage(&buyer, &charge, "2026-10", "10").await;
    records.travel("2027-01-03T00:00:00Z");
    records.close(&buyer, "2026-12").await;
    assert_eq!(
        records.totals(&buyer).await,
        ["invoice 2026-10 1000", "invoice 2026-11 500", "credit-memo 2026-12 400"]
    );
    let months = usage_months(&records, &buyer, &View::Organisation, &charge).await.unwrap();
    assert!(months.iter().all(|month| month.settled && month.amount == month.invoiced));
});

on_both!(an_export_read_twice_is_kept_once, |records| async {
    let buyer = records.buyer().await;
    records.member(&buyer, MEMBER).await;
    let rows = [
        used("2026-09", "10.5", MEMBER, "Compute"),
        used("2026-10", "20", MEMBER, "Compute"),
        used("2026-10", "0.25", "333333333333", "Storage"),
        ("2026-10", "300", "Purchase", "One-Time", PAYER, "Reserved", AWS),
    ];
    let first = records.import(&buyer, &rows).await;
    assert_eq!((counts(&first), first.charges_added), ([4, 0, 0, 0, 0], 3));
    assert_eq!(first.periods, ["2026-09", "2026-10"]);
    let (amounts, kept) = (records.amounts(&buyer).await, records.kept(&buyer).await);
    assert_eq!(
        kept,
        [
            format!("{PAYER} fixed future 300.00 \"Reserved, one-time\""),
            format!("{PAYER} usage future - \"Storage\""),
            format!("{MEMBER} usage future - \"Compute\""),
        ]
    );
    assert_eq!(amounts.len(), 3);
    let again = records.import(&buyer, &rows).await;
    assert_eq!((counts(&again), again.charges_added), ([0, 0, 4, 0, 0], 0));
    assert_eq!((records.amounts(&buyer).await, records.kept(&buyer).await), (amounts, kept));
});

on_both!(a_corrected_export_replaces_its_own_months_and_no_others, |records| async {
    let buyer = records.buyer().await;
    records
        .import(
            &buyer,
            &[
                used("2026-08", "1", PAYER, "Compute"),
                used("2026-09", "10", PAYER, "Compute"),
                used("2026-09", "5", PAYER, "Storage"),
                ("2026-09", "8", "Usage", "Usage-Based", PAYER, "Mail", MICROSOFT),
            ],
        )
        .await;
    records.travel("2026-10-06T00:00:00Z");
    for month in ["2026-08", "2026-09"] {
        records.close(&buyer, month).await;
    }
    // September again, without storage: the other month and the other provider stay.
    let import = records.import(&buyer, &[used("2026-09", "12", PAYER, "Compute")]).await;
    assert_eq!(counts(&import), [0, 2, 0, 1, 2]);
    let amounts: Vec<(String, String)> = records
        .amounts(&buyer)
        .await
        .into_iter()
        .map(|(_, month, amount, _)| (month, amount))
        .collect();
    let mut amounts: Vec<String> =
        amounts.into_iter().map(|(month, amount)| format!("{month} {amount}")).collect();
    amounts.sort();
    assert_eq!(amounts, ["2026-08 1", "2026-09 0", "2026-09 12", "2026-09 8"]);
    records.travel("2026-11-03T00:00:00Z");
    records.close(&buyer, "2026-10").await;
    // 2 more of compute, 5 less of storage.
    assert_eq!(records.totals(&buyer).await.pop().unwrap(), "credit-memo 2026-10 300");
});

on_both!(a_purchase_that_is_corrected_after_its_invoice_gets_another_charge, |records| async {
    let buyer = records.buyer().await;
    let bought = |cost| ("2026-10", cost, "Purchase", "One-Time", PAYER, "Reserved", AWS);
    let compute = used("2026-10", "1", PAYER, "Compute");
    records.import(&buyer, &[bought("300"), compute]).await;
    // Not invoiced yet: the charge itself changes.
    let import = records.import(&buyer, &[bought("310"), compute]).await;
    assert_eq!(counts(&import), [0, 1, 1, 0, 0]);
    let scope = RunScope::OutOfCycle(records.now());
    run(&records, &buyer, &actor(), scope).await.unwrap();
    for _ in 0..2 {
        records.import(&buyer, &[bought("330"), compute]).await;
    }
    records.travel("2026-10-07T00:00:00Z");
    let scope = RunScope::OutOfCycle(records.now());
    run(&records, &buyer, &actor(), scope).await.unwrap();
    // Gone from the export altogether: all of it is given back.
    let import = records.import(&buyer, &[compute]).await;
    assert_eq!(counts(&import), [0, 1, 1, 1, 1]);
    let again = records.import(&buyer, &[compute]).await;
    assert_eq!(counts(&again), [0, 0, 2, 0, 0]);
    records.travel("2026-10-08T00:00:00Z");
    let scope = RunScope::OutOfCycle(records.now());
    run(&records, &buyer, &actor(), scope).await.unwrap();
    assert_eq!(
        records.totals(&buyer).await,
        ["invoice 2026-10 31000", "invoice 2026-10 2000", "credit-memo 2026-10 33000"]
    );
});

// P-12: what one seller sold on one day is invoiced apart, as the preview of the file does it.
on_both!(products_bought_apart_are_invoices_apart, |records| async {
    let buyer = records.buyer().await;
    let bought = |service, cost| ("2026-10", cost, "Purchase", "One-Time", PAYER, service, AWS);
    records.import(&buyer, &[bought("Reserved", "300"), bought("Savings", "20")]).await;
    let scope = RunScope::OutOfCycle(records.now());
    run(&records, &buyer, &actor(), scope).await.unwrap();
    let mut totals = records.totals(&buyer).await;
    totals.sort();
    assert_eq!(totals, ["invoice 2026-10 2000", "invoice 2026-10 30000"]);
    let mut read = records.read().await.unwrap();
    let agreements: Vec<(Option<String>,)> =
        sqlx::query_as("select agreement from invoice_lines").fetch_all(&mut *read).await.unwrap();
    assert_eq!(agreements, [(None,), (None,)], "there is no agreement to be shown");
});

on_both!(a_member_imports_its_own_usage_only, |records| async {
    let buyer = records.buyer().await;
    records.member(&buyer, MEMBER).await;
    let mut write = records.change(&buyer).await;
    let all =
        export(&[used("2026-10", "1", MEMBER, "Compute"), used("2026-10", "2", PAYER, "Compute")]);
    assert_eq!(refusal(import_focus(&mut write, MEMBER, &all).await), ["OTHER_ACCOUNT /files"]);
    import_focus(&mut write, PAYER, &all).await.unwrap();
    let own = export(&[used("2026-10", "3", MEMBER, "Compute")]);
    let import = import_focus(&mut write, MEMBER, &own).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(counts(&import), [0, 1, 0, 0, 0]);
    let mut amounts: Vec<String> =
        records.amounts(&buyer).await.into_iter().map(|row| row.2).collect();
    amounts.sort();
    assert_eq!(amounts, ["2", "3"]);
    let wrong =
        read_focus(vec![("x.csv".to_owned(), b"a,b\n1,2\n".to_vec())], &FocusOptions::default());
    assert!(refusal(wrong).iter().all(|problem| problem.ends_with(" /files")));
});

on_both!(exports_of_two_billing_accounts_leave_each_other_alone, |records| async {
    let buyer = records.buyer().await;
    let import = async |billing_account, rows: &[Row<'_>]| {
        let mut write = records.change(&buyer).await;
        let export = export_of(billing_account, rows);
        let import = import_focus(&mut write, PAYER, &export).await.unwrap();
        write.commit().await.unwrap();
        counts(&import)
    };
    let compute = |cost| used("2026-10", cost, "", "Compute");
    assert_eq!(import("A", &[compute("1")]).await, [1, 0, 0, 0, 0]);
    assert_eq!(import("B", &[compute("2")]).await, [1, 0, 0, 0, 0], "nothing of A is gone");
    assert_eq!(import("A", &[compute("3")]).await, [0, 1, 0, 0, 0]);
    let amounts: Vec<String> = records.amounts(&buyer).await.into_iter().map(|row| row.2).collect();
    assert_eq!(amounts.len(), 2);
    assert!(amounts.contains(&"2".to_owned()) && amounts.contains(&"3".to_owned()), "{amounts:?}");
});

on_both!(a_member_does_not_overwrite_what_others_imported, |records| async {
    let buyer = records.buyer().await;
    records.member(&buyer, MEMBER).await;
    // The export does not say who used it.
    let unsaid = [used("2026-10", "1", "", "Compute")];
    records.import(&buyer, &unsaid).await;
    let mut write = records.change(&buyer).await;
    let own = export(&unsaid);
    assert_eq!(refusal(import_focus(&mut write, MEMBER, &own).await), ["OTHER_ACCOUNT /files"]);
});
