//! FOCUS exports, as tables.

mod laws;
mod taxes;

use std::io::Write;

use super::*;
use crate::document::Charge;

const HEADER: &str = "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,\
ChargeClass,ChargeFrequency,ChargePeriodStart,InvoiceId,InvoiceIssuerName,ProviderName,\
PublisherName,ServiceName,SubAccountId";

const USUAL: [(&str, &str); 14] = [
    ("BilledCost", "1"),
    ("BillingAccountId", "100"),
    ("BillingCurrency", "USD"),
    ("BillingPeriodStart", "2026-03-01T00:00:00Z"),
    ("ChargeCategory", "Usage"),
    ("ChargeClass", ""),
    ("ChargeFrequency", "Usage-Based"),
    ("ChargePeriodStart", "2026-03-05T13:00:00Z"),
    ("InvoiceId", ""),
    ("InvoiceIssuerName", "Amazon Web Services, Inc."),
    ("ProviderName", "AWS"),
    ("PublisherName", "Amazon Web Services, Inc."),
    ("ServiceName", "Amazon S3"),
    ("SubAccountId", "200"),
];

type Cells<'c> = &'c [(&'c str, &'c str)];

/// A usual row but for some cells.
fn row(cells: Cells<'_>) -> String {
    let cell = |(name, usual): &(&str, &str)| {
        let value =
            cells.iter().find(|(column, _)| column == name).map_or(*usual, |(_, value)| *value);
        format!("\"{}\"", value.replace('"', "\"\""))
    };
    USUAL.iter().map(cell).collect::<Vec<_>>().join(",")
}

fn table(rows: &[Cells<'_>]) -> String {
    let rows: Vec<_> = rows.iter().map(|cells| row(cells)).collect();
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn import_bytes(
    bytes: &[u8],
    options: &FocusOptions,
) -> Result<Import<SnapshotDocument, Report>, String> {
    let files: Vec<(String, Box<dyn Read + '_>)> = vec![("f.csv".to_owned(), Box::new(bytes))];
    import(files, options).map_err(|refusal| refusal.to_string())
}

fn import_rows(rows: &[Cells<'_>]) -> Import<SnapshotDocument, Report> {
    import_bytes(table(rows).as_bytes(), &FocusOptions::default()).unwrap()
}

fn refuse_rows(rows: &[Cells<'_>]) -> String {
    import_bytes(table(rows).as_bytes(), &FocusOptions::default()).unwrap_err()
}

/// `amount category kind cycle`, and the day where there is one.
fn short(charge: &Charge) -> String {
    let category = charge.category.as_str();
    let (kind, cycle) = (word_of(&charge.kind), word_of(&charge.cycle));
    let time = charge.time.iter().map(|time| format!(" {time}")).collect::<String>();
    format!("{} {category} {kind} {cycle}{time}", charge.amount)
}

/// The word that a value is in JSON.
fn word_of(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap().trim_matches('"').to_owned()
}

#[track_caller]
fn check(rows: &[Cells<'_>], expected: &[&str]) {
    let document = import_rows(rows).document;
    assert_eq!(document.charges.iter().map(short).collect::<Vec<_>>(), expected);
}

#[test]
fn rows_become_charges_by_what_they_bill() {
    const NORTHWIND: (&str, &str) = ("PublisherName", "Northwind Observability");
    check(
        &[&[("BilledCost", "1.10")], &[("BilledCost", "2.20")]],
        &["3.3 monthly-usage usage monthly"],
    );
    check(&[&[NORTHWIND]], &["1 marketplace usage monthly"]);
    let one_time = [("ChargeCategory", "Purchase"), ("ChargeFrequency", "One-Time")];
    check(&[&one_time], &["1 subscription fixed out-of-cycle 2026-03-05T00:00:00.000Z"]);
    check(
        &[&[one_time[0], one_time[1], NORTHWIND]],
        &["1 marketplace fixed out-of-cycle 2026-03-05T00:00:00.000Z"],
    );
    let recurring = [("ChargeCategory", "Purchase"), ("ChargeFrequency", "Recurring")];
    check(&[&recurring], &["1 monthly-usage fixed monthly"]);
    check(&[&[("ChargeCategory", "Purchase")]], &["1 monthly-usage usage monthly"]);
    check(
        &[&[], &[("ChargeCategory", "Credit"), ("BilledCost", "-0.25")]],
        &["-0.25 monthly-usage usage monthly", "1 monthly-usage usage monthly"],
    );
    check(
        &[&[], &[("ChargeCategory", "Adjustment"), ("ChargeFrequency", "One-Time")]],
        &["1 monthly-usage usage monthly", "1 monthly-usage usage monthly"],
    );
    check(
        &[&[], &[("ChargeClass", "Correction"), ("BilledCost", "-3")]],
        &["-3 monthly-usage usage monthly", "1 monthly-usage usage monthly"],
    );
    check(&[&[], &[("BilledCost", "-1")]], &[]);
    check(&[], &[]);
}

#[test]
fn every_spelling_that_can_only_mean_one_thing_is_accepted() {
    let variants: [Cells<'_>; 12] = [
        &[],
        &[("ChargeCategory", "usage")],
        &[("ChargeFrequency", "Usage-based")],
        &[("ChargeFrequency", "")],
        &[("ChargeClass", "NULL")],
        &[("BillingCurrency", "usd")],
        &[("BillingPeriodStart", "2026-03-01 00:00:00")],
        &[("BillingPeriodStart", "2026-03-01T00:00Z")],
        &[("BillingPeriodStart", "2026-03-01T00:00:00.000+00:00")],
        &[("BillingPeriodStart", " 2026-03-01 ")],
        &[("InvoiceIssuerName", "AMAZON WEB SERVICES INC")],
        &[("PublisherName", "AWS"), ("ChargePeriodStart", "whenever")],
    ];
    let import = import_rows(&variants);
    assert_eq!(
        import.document.charges.iter().map(short).collect::<Vec<_>>(),
        ["12 monthly-usage usage monthly"]
    );
    assert_eq!(
        import.document.charges[0].id,
        "focus:2026-03:AWS_INC:USD:monthly-usage:usage::200::Amazon S3"
    );
    assert_eq!(import.report.sellers[0].names.len(), 2);
}

#[test]
fn files_are_read_packed_marked_and_with_any_line_end() {
    let plain = table(&[&[("ServiceName", "two\nlines")], &[]]);
    let expected = import_bytes(plain.as_bytes(), &FocusOptions::default()).unwrap();
    assert_eq!(expected.document.charges.len(), 2);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(plain.as_bytes()).unwrap();
    let windows = plain
        .replace("two\nlines", "two?lines")
        .replace('\n', "\r\n")
        .replace("two?lines", "two\nlines");
    for bytes in [
        packed.finish().unwrap(),
        format!("\u{feff}{plain}").into_bytes(),
        windows.into_bytes(),
        plain.replace("InvoiceId", "x_Other").into_bytes(),
    ] {
        assert_eq!(
            import_bytes(&bytes, &FocusOptions::default()).unwrap().document,
            expected.document
        );
    }
}

#[test]
fn what_cannot_be_told_is_refused_with_row_column_and_reason_all_at_once() {
    for (cells, expected) in [
        (
            &[("BilledCost", "1,000.00")][..],
            r#"BilledCost: `1,000.00` is no number of this kind: leave out commas"#,
        ),
        (&[("BilledCost", "$5")], r#"BilledCost: `$5` is no number"#),
        (&[("BilledCost", "")], "BilledCost: this is empty: fill it in"),
        (&[("BillingAccountId", "null")], "BillingAccountId: this is empty: fill it in"),
        (&[("BillingCurrency", "Tokens")], r#"BillingCurrency: `Tokens` is no ISO 4217 currency"#),
        (&[("BillingPeriodStart", "3/1/2026")], r#"BillingPeriodStart: `3/1/2026` is no date"#),
        (
            &[("BillingPeriodStart", "2026-03-01T00:00:00+02:00")],
            "is not in UTC, so its month may be another",
        ),
        (
            &[("BillingPeriodStart", "1999-03-01")],
            "is out of range: billing months are 2000-01 to 2199-12",
        ),
        (
            &[("ChargeCategory", "Support")],
            r#"`Support` is not known here: write Usage, Purchase, Tax, Credit, Adjustment"#,
        ),
        (&[("ChargeClass", "Standard")], r#"`Standard` is not known here: write Correction"#),
        (
            &[("ChargeFrequency", "Daily")],
            r#"`Daily` is not known here: write One-Time, Recurring, Usage-Based"#,
        ),
        (
            &[("ChargeCategory", "Purchase"), ("ChargeFrequency", "")],
            "ChargeFrequency: a purchase needs it",
        ),
        (
            &[("ChargeCategory", "Tax"), ("ChargePeriodStart", "soon")],
            r#"ChargePeriodStart: `soon` is no date"#,
        ),
    ] {
        let refusal = refuse_rows(&[&[], cells]);
        assert!(refusal.starts_with("f.csv, row 3, ") && refusal.contains(expected), "{refusal}");
        assert_eq!(refusal.lines().count(), 1, "{refusal}");
    }
    let both =
        refuse_rows(&[&[("BilledCost", "x"), ("BillingCurrency", "y")], &[("BilledCost", "z")]]);
    assert_eq!(both.lines().count(), 3, "{both}");
    let many = vec![&[("BilledCost", "x")][..]; 150];
    assert!(refuse_rows(&many).ends_with("\nand 50 more problems"));
}

#[test]
fn missing_columns_are_named_together() {
    let refusal = import_bytes(b"BilledCost,Tags\n1,a\n", &FocusOptions::default()).unwrap_err();
    assert_eq!(
        refusal,
        "f.csv, row 1: the columns BillingAccountId, BillingCurrency, BillingPeriodStart, ChargeCategory, ChargePeriodStart, InvoiceIssuerName are missing: add them"
    );
    let text = table(&[]).replace("PublisherName", "x_PublisherName");
    let refusal = import_bytes(text.as_bytes(), &FocusOptions::default()).unwrap_err();
    assert!(
        refusal.contains("the column PublisherName (from FOCUS 1.3 on ServiceProviderName)"),
        "{refusal}"
    );
    let not_utf8 = table(&[&[]]).replace("Amazon S3", "?").into_bytes();
    let not_utf8: Vec<u8> =
        not_utf8.iter().map(|byte| if *byte == b'?' { 0xE9 } else { *byte }).collect();
    let refusal = import_bytes(&not_utf8, &FocusOptions::default()).unwrap_err();
    assert_eq!(refusal, "f.csv, row 2, ServiceName: this is not UTF-8: save the file as UTF-8");
}

#[test]
fn columns_of_1_3_stand_in_for_provider_and_publisher() {
    let text =
        table(&[&[("PublisherName", "Northwind Observability")], &[("PublisherName", "AWS")]])
            .replace("ProviderName", "x_ProviderName")
            .replace("PublisherName", "ServiceProviderName");
    let import = import_bytes(text.as_bytes(), &FocusOptions::default()).unwrap();
    let charges: Vec<_> = import.document.charges.iter().map(short).collect();
    assert_eq!(charges, ["1 marketplace usage monthly", "1 monthly-usage usage monthly"]);
}

#[test]
fn of_several_billing_accounts_one_is_chosen() {
    let rows: [Cells<'_>; 4] = [
        &[],
        &[("BillingAccountId", "101")],
        &[("BillingAccountId", "101"), ("BilledCost", "4")],
        &[
            ("BillingAccountId", "900"),
            ("ProviderName", "Microsoft"),
            ("PublisherName", "Microsoft"),
            ("InvoiceIssuerName", "Microsoft"),
        ],
    ];
    assert_eq!(
        refuse_rows(&rows),
        "f.csv, BillingAccountId: AWS has several billing accounts, whose invoices are never one: choose one of 100 (1 row), 101 (2 rows)"
    );
    let choose = |ids: &[&str]| {
        let billing_accounts = ids.iter().map(|id| (*id).to_owned()).collect();
        let options = FocusOptions { billing_accounts, ..FocusOptions::default() };
        import_bytes(table(&rows).as_bytes(), &options)
    };
    let import = choose(&["101"]).unwrap();
    let charges: Vec<_> = import.document.charges.iter().map(short).collect();
    assert_eq!(charges, ["5 monthly-usage usage monthly", "1 monthly-usage usage monthly"]);
    assert_eq!((import.report.rows_read, import.report.rows_left_out), (4, 1));
    assert!(choose(&["100", "101"]).unwrap_err().contains("choose one of"));
    let unknown = choose(&["7"]).unwrap_err();
    assert!(unknown.contains("no row is of billing account 7: there are 100 (1 row), 101 (2 rows) of AWS; 900 (1 row) of Microsoft"), "{unknown}");
}

#[test]
fn issuers_are_mapped_derived_or_inferred() {
    let import = import_rows(&[
        &[
            ("InvoiceIssuerName", "Breezy Bytes LLC"),
            ("BillingAccountId", "7"),
            ("ProviderName", "Breezy Bytes"),
        ],
        &[],
        &[("InvoiceIssuerName", ""), ("BilledCost", "2")],
    ]);
    let sellers: Vec<_> =
        import.report.sellers.iter().map(|one| (one.id.as_str(), one.rows, one.derived)).collect();
    assert_eq!(sellers, [("AWS_INC", 2, false), ("BREEZY_BYTES_LLC", 1, true)]);
    assert_eq!(import.report.rows_without_issuer, 1);
    assert_eq!(import.document.charges[0].amount, "3");

    let emea = ("InvoiceIssuerName", "Amazon Web Services EMEA SARL");
    assert_eq!(
        refuse_rows(&[&[], &[emea], &[("InvoiceIssuerName", "")]]),
        "f.csv, row 4, InvoiceIssuerName: the issuer of the invoice is not told here, and its billing account has several, AWS_EMEA_SARL, AWS_INC: fill it in"
    );
    assert!(refuse_rows(&[&[("InvoiceIssuerName", "")]]).contains("nor is any other row's"));
}

#[test]
fn the_report_tells_what_was_done() {
    let import = import_rows(&[
        &[("InvoiceId", "I-1"), ("BilledCost", "12345678901234567890")],
        &[("BilledCost", "0.12345678901234567890")],
        &[("PublisherName", ""), ("ServiceName", "Amazon EC2"), ("BilledCost", "1E-30")],
        &[("ServiceName", "Free"), ("BilledCost", "0")],
        &[("ChargeCategory", "Tax"), ("ServiceName", "Other")],
        &[("ChargeCategory", "Tax"), ("BilledCost", "0")],
    ]);
    assert_eq!(
        import.report.to_string(),
        "6 rows of f.csv became 4 charges, none refused\n\
         \x20 monthly-usage: 6 rows\n\
         \x20 seller of record AWS_INC: 6 rows of \"Amazon Web Services, Inc.\"\n\
         \x20 2026-03: 1 row with an invoice id, which may be issued already\n\
         \x20 1 row of tax joined the charge that it is levied on\n\
         \x20 1 row of tax stand alone: the files do not say what for\n\
         \x20 1 row without a publisher taken for the provider's own\n\
         \x20 1 charge in two parts: more than 28 digits\n\
         \x20 1 charge rounded to 27 decimals, as many as an amount can have\n\
         \x20 1 sum of zero is left out: nothing is due\n"
    );
    let amounts: Vec<_> =
        import.document.charges.iter().map(|charge| charge.amount.as_str()).collect();
    assert_eq!(amounts, ["1", "0", "12345678901234567890", "0.1234567890123456789"]);
}

#[test]
fn what_follows_from_refused_rows_is_not_told_as_well() {
    let rows: [Cells<'_>; 2] = [&[("BilledCost", "x")], &[("InvoiceIssuerName", "")]];
    assert_eq!(refuse_rows(&rows).lines().count(), 1);
    let options =
        FocusOptions { billing_accounts: vec!["7".to_owned()], ..FocusOptions::default() };
    let refusal = import_bytes(table(&rows).as_bytes(), &options).unwrap_err();
    assert_eq!(refusal.lines().count(), 1, "{refusal}");
    let text = table(&rows);
    let files: Vec<(String, Box<dyn Read + '_>)> = vec![
        ("a.csv".to_owned(), Box::new(text.as_bytes())),
        ("b.csv".to_owned(), Box::new(&b""[..])),
    ];
    let refusal = import(files, &FocusOptions::default()).unwrap_err().to_string();
    assert!(refusal.ends_with("b.csv: this is empty: it has no header"), "{refusal}");
}

#[test]
fn several_files_are_one_import() {
    let (first, second) = (table(&[&[]]), table(&[&[("BilledCost", "2")]]));
    let files: Vec<(String, Box<dyn Read + '_>)> = vec![
        ("a.csv".to_owned(), Box::new(first.as_bytes())),
        ("b.csv".to_owned(), Box::new(second.as_bytes())),
    ];
    let import = import(files, &FocusOptions::default()).unwrap();
    assert_eq!(
        import.document.charges.iter().map(short).collect::<Vec<_>>(),
        ["3 monthly-usage usage monthly"]
    );
    assert!(
        import
            .report
            .to_string()
            .starts_with("2 rows of a.csv, b.csv became 1 charge, none refused")
    );
}
