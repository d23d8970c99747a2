//! Charge listings, as tables.

use super::*;

fn import_text(text: &str) -> Result<Import<SnapshotDocument, Report>, String> {
    let options =
        ChargesOptions { period: BillingMonth::new(2026, 3), ..ChargesOptions::new("AWS_INC") };
    import("charges.json", text.as_bytes(), &options).map_err(|refusal| refusal.to_string())
}

fn ids(text: &str) -> Vec<String> {
    import_text(text).unwrap().document.charges.into_iter().map(|charge| charge.id).collect()
}

const FIXED: &str = r#"{"id": "ch-1", "revision": 1, "agreementId": "agmt-1", "agreementType": "PurchaseAgreement", "purchaseOrderReference": "MP-9", "currencyCode": "USD", "amount": "1200.00", "time": 1775001600.5}"#;
const USAGE: &str =
    r#"{"id": "ch-2", "revision": 1, "agreementId": "agmt-1", "currencyCode": "USD"}"#;

#[test]
fn a_charge_with_a_time_is_fixed_and_one_without_is_usage() {
    let import =
        import_text(&format!(r#"{{"items": [{FIXED}, {USAGE}], "nextToken": null}}"#)).unwrap();
    assert_eq!(
        import.document.to_json(),
        concat!(
            r#"{"charges":[{"id":"ch-1","kind":"fixed","category":"marketplace","cycle":"out-of-cycle","#,
            r#""billFrom":"AWS_INC","currency":"USD","billingPeriod":"2026-04","amount":"1200.00","#,
            r#""agreementId":"agmt-1","time":"2026-04-01T00:00:00.500Z","purchaseOrderReference":"MP-9"},"#,
            r#"{"id":"ch-2","kind":"usage","category":"marketplace","cycle":"monthly","billFrom":"AWS_INC","#,
            r#""currency":"USD","billingPeriod":"2026-03","amount":"0","agreementId":"agmt-1"}]}"#,
        )
    );
    assert_eq!(
        import.report.to_string(),
        "2 items of charges.json became 2 charges of AWS_INC, none refused\n\
         \x20 1 fixed, 1 by use; 1 with a purchase order reference\n\
         \x20 ch-2 has no amount yet: it counts as 0\n"
    );
}

#[test]
fn pages_come_in_any_wrapping() {
    for text in [
        format!(r#"{{"items": [{FIXED}, {USAGE}]}}"#),
        format!(r#"{{"items": [{FIXED}], "nextToken": "a"}} {{"items": [{USAGE}]}}"#),
        format!("{{\"items\": [{FIXED}]}}\n{{\"items\": []}}\n{{\"items\": [{USAGE}]}}\n"),
        format!(r#"[{{"items": [{FIXED}]}}, {{"items": [{USAGE}]}}]"#),
        format!("[{FIXED}, {USAGE}]"),
        format!("{FIXED}{USAGE}"),
        format!("\u{feff}[{USAGE}, {FIXED}]"),
    ] {
        assert_eq!(ids(&text), ["ch-1", "ch-2"], "{text}");
    }
    assert!(ids("").is_empty());
}

#[test]
fn the_highest_revision_counts() {
    let revision = |number: u32, amount: &str| {
        FIXED
            .replace(r#""revision": 1"#, &format!(r#""revision": {number}"#))
            .replace("1200.00", amount)
    };
    for items in [
        [revision(1, "1"), revision(3, "3"), revision(2, "2")],
        [revision(3, "3"), revision(2, "2"), revision(1, "1")],
    ] {
        let import = import_text(&format!("[{}]", items.join(","))).unwrap();
        assert_eq!(import.document.charges[0].amount, "3");
        assert_eq!(import.report.superseded, ["ch-1", "ch-1"]);
    }
    let import = import_text(&format!("[{FIXED}, {FIXED}]")).unwrap();
    assert_eq!((import.document.charges.len(), import.report.repeated), (1, 1));
    let refusal = import_text(&format!("[{FIXED}, {}]", revision(1, "7"))).unwrap_err();
    assert!(
        refusal.starts_with("charges.json, row 2, revision: charge `ch-1` is item 1 too"),
        "{refusal}"
    );
}

#[test]
fn amounts_are_read_as_they_are_written() {
    for (amount, expected) in [
        (r#""1200.00""#, "1200.00"),
        ("1200.00", "1200.00"),
        ("-3", "-3"),
        (r#""1E2""#, "100"),
        (r#""""#, "0"),
        ("null", "0"),
    ] {
        let text = FIXED.replace(r#""1200.00""#, amount);
        assert_eq!(import_text(&text).unwrap().document.charges[0].amount, expected, "{amount}");
    }
}

#[test]
fn what_is_wrong_is_told_with_the_item_and_the_key() {
    for (from, to, expected) in [
        (r#""1200.00""#, r#""1,200""#, "row 1, amount: `1,200` is no number"),
        (
            r#""1200.00""#,
            r#""0.1234567890123456789012345678""#,
            "row 1, amount: `0.1234567890123456789012345678` is too long",
        ),
        (r#""1200.00""#, "{}", "row 1, amount: `{}` is no number"),
        ("1775001600.5", "\"soon\"", "row 1, time: `soon` is no time"),
        ("1775001600.5", "1", "row 1, time: billing months are 2000-01"),
        (r#""USD""#, r#""Dollar""#, "row 1, currencyCode: "),
        (r#""USD""#, "null", "row 1, currencyCode: a charge without a currency"),
        (r#""ch-1""#, "null", "row 1, id: a charge without an id"),
        ("MP-9", "MP#9", "row 1, purchaseOrderReference: "),
        ("{", "", "this is no listing of charges"),
        ("}", "} [[]]", "this is no listing of charges"),
    ] {
        let refusal = import_text(&FIXED.replace(from, to)).unwrap_err();
        assert!(refusal.contains(expected), "{refusal}");
    }
    let no_period =
        import("c.json", USAGE.as_bytes(), &ChargesOptions::new("AWS_INC")).unwrap_err();
    assert_eq!(no_period.problems[0].code, FileCode::MissingOption);
}

#[test]
fn a_packed_listing_is_read_as_a_plain_one() {
    use std::io::Write;
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let read = |bytes: &[u8]| import("c.json", bytes, &ChargesOptions::new("AWS_INC"));
    let expected = read(FIXED.as_bytes()).unwrap();
    let marked = format!("\u{feff}{FIXED}");
    for bytes in [marked.as_bytes(), &gzip(FIXED.as_bytes()), &gzip(marked.as_bytes())] {
        assert_eq!(read(bytes).unwrap(), expected);
    }
    let cut_off = &gzip(FIXED.as_bytes())[..40];
    assert_eq!(read(cut_off).unwrap_err().problems[0].code, FileCode::Unreadable);
}

#[test]
fn the_seller_of_record_has_an_id_or_a_name() {
    for (name, id, derived) in [
        ("AWS_INC", "AWS_INC", false),
        ("Amazon Web Services EMEA SARL", "AWS_EMEA_SARL", false),
        ("Breezy Bytes LLC", "BREEZY_BYTES_LLC", true),
    ] {
        let import = import("c.json", FIXED.as_bytes(), &ChargesOptions::new(name)).unwrap();
        assert_eq!(import.document.charges[0].bill_from, id);
        assert_eq!(import.report.bill_from_derived, derived);
    }
}
