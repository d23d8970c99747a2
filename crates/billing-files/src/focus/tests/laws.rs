//! What holds for all exports: sums are exact, and the order of rows never matters.

use num_bigint::BigInt;

use super::*;

/// The number times 10^40.
fn scaled(text: &str) -> BigInt {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (mantissa, exponent) = digits.split_once('E').unwrap_or((digits, "0"));
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let power = 40 + exponent.parse::<i64>().unwrap() - i64::try_from(decimals.len()).unwrap();
    let unit = BigInt::from(10).pow(u32::try_from(power).unwrap());
    format!("{whole}{decimals}").parse::<BigInt>().unwrap() * unit * sign
}

#[test]
fn the_order_of_rows_never_matters_and_sums_are_exact() {
    let mut state = 7_u64;
    let mut pick = |limit: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % limit
    };
    for _ in 0..60 {
        let mut rows = Vec::new();
        let mut expected = BigInt::from(0);
        for _ in 0..80 {
            let sign = ["", "", "-"][pick(3)];
            let cost = match pick(3) {
                0 => format!("{sign}{}.{:06}", pick(1_000_000), pick(1_000_000)),
                1 => format!("{sign}{}.{}E-{}", pick(10), pick(1_000_000_000), pick(12)),
                _ => format!(
                    "{sign}{}{:09}.{:09}{:09}",
                    1 + pick(1000),
                    pick(1_000_000_000),
                    pick(1_000_000_000),
                    pick(1_000_000_000)
                ),
            };
            expected += scaled(&cost);
            rows.push(row(&[
                ("BilledCost", &cost),
                ("ChargeCategory", ["Usage", "usage", "Purchase", "Tax", "Credit"][pick(5)]),
                ("ChargeFrequency", ["One-Time", "Recurring", "Usage-Based"][pick(3)]),
                ("ChargePeriodStart", ["2026-03-05", "2026-03-05 01:00:00", "2026-03-06"][pick(3)]),
                ("InvoiceId", ["", "I-1", "I-2", "I-3"][pick(4)]),
                (
                    "InvoiceIssuerName",
                    ["Amazon Web Services, Inc.", "amazon web services inc", ""][pick(3)],
                ),
                ("PublisherName", ["AWS", "Northwind", ""][pick(3)]),
                ("ServiceName", ["Amazon S3", "Tax", ""][pick(3)]),
                ("SubAccountId", ["200", "201"][pick(2)]),
            ]));
        }
        let import_lines = |rows: &[String]| {
            let text = format!("{HEADER}\n{}\n", rows.join("\n"));
            import_bytes(text.as_bytes(), &FocusOptions::default()).unwrap()
        };
        let import = import_lines(&rows);
        assert_eq!(import.report.charges_rounded, 0);
        let sum: BigInt = import.document.charges.iter().map(|charge| scaled(&charge.amount)).sum();
        assert_eq!(sum, expected);
        for _ in 0..3 {
            for last in (1..rows.len()).rev() {
                rows.swap(last, pick(last + 1));
            }
            assert_eq!(import_lines(&rows), import);
        }
        let snapshot = import.document.to_json();
        procurement::Workspace::load(snapshot, &procurement::Sellers::built_in()).unwrap();
    }
}
