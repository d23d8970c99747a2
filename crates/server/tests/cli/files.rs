//! Real files: importers, and previews of files as they are.

use std::fs;
use std::io::Write;

use crate::program::{contract_example, example, file, tieback, tieback_with, written};

#[test]
fn importing_then_previewing_is_previewing_the_files() {
    let (focus, orders) = (example("focus.csv"), example("purchase-orders.csv"));
    let charges = example("charges.json");
    let options = ["--bill-from", "Amazon Web Services, Inc.", "--period", "2026-04"];
    let snapshots = [
        ("round-trip-focus.json", written(&["import", "focus", &focus])),
        ("round-trip-orders.json", written(&["import", "purchase-orders", &orders])),
        (
            "round-trip-charges.json",
            written(&[["import", "charges", &charges].as_slice(), &options].concat()),
        ),
    ];
    let [of_focus, of_orders, of_charges] = snapshots.map(|(name, text)| file(name, text));
    let from_snapshots = written(&["preview", "--json", &of_focus, &of_orders, &of_charges]);
    let files = ["preview", "--json", &charges, &orders, &focus];
    assert_eq!(written(&[files.as_slice(), &options].concat()), from_snapshots);
    assert!(from_snapshots.contains("\"by\":\"match\""), "{from_snapshots}");
}

#[test]
fn an_import_writes_the_snapshot_and_reports_beside_it() {
    let ended = tieback(&["import", "focus", &example("focus.csv")]);
    assert!(ended.out.starts_with(r#"{"charges":[{"id":"#) && ended.out.ends_with("}\n"));
    assert!(ended.err.contains("focus.csv became "), "{}", ended.err);
    let json = tieback(&["import", "focus", &example("focus.csv"), "--json"]);
    assert_eq!(json.out, ended.out);
    let report: serde_json::Value = serde_json::from_str(&json.err).unwrap();
    assert!(report["rowsRead"].as_u64().unwrap() > 0);
}

const ORDERS: &str = "\
po_number,bill_from,currency,po_effective,po_expires,line_number,line_type,line_start,line_end,line_amount
PO-1,AWS_INC,USD,2026-01,2026-12,1,all,2026-01,2026-12,100.00
";

#[test]
fn what_is_wrong_with_a_file_is_told_by_row_and_column() {
    let wrong = ORDERS.replace("USD", "UXD").replace("100.00", "\"1,00\"");
    let path = file("wrong-orders.csv", wrong);
    for arguments in [["import", "purchase-orders", &path].as_slice(), &["preview", &path]] {
        let ended = tieback(arguments);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""));
        for column in ["currency", "line_amount"] {
            assert!(ended.err.contains(&format!("{path}:2:{column}: ")), "{}", ended.err);
        }
    }
    let ended = tieback(&["import", "purchase-orders", &path, "--json"]);
    let refusal: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((ended.code, ended.err.as_str()), (2, ""));
    assert_eq!(refusal["problems"][0]["row"], 2);
    assert_eq!(refusal["more"], 0);
}

#[test]
fn what_files_do_not_say_is_asked_for() {
    let listing = file("listing.json", r#"{"items": [{"id": "c", "currencyCode": "USD"}]}"#);
    let ended = tieback(&["preview", &listing, "--bill-from", "AWS_INC"]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.ends_with("say which with --period YYYY-MM\n"), "{}", ended.err);

    let header = "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodStart,InvoiceIssuerName,ProviderName,PublisherName\n";
    let row = |account: &str| {
        format!("1.00,{account},USD,2026-03-01,Usage,2026-03-02,AWS Inc.,AWS,Elsewhere Ltd\n")
    };
    let focus = file("two-accounts.csv", format!("{header}{}{}", row("111"), row("222")));
    let ended = tieback(&["preview", &focus]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.ends_with("choose with --billing-account ID\n"), "{}", ended.err);
    assert!(ended.err.contains("111") && ended.err.contains("222"), "{}", ended.err);
    let ended = tieback(&["preview", "--csv", &focus, "--billing-account", "222"]);
    assert_eq!((ended.code, ended.out.lines().count()), (0, 2), "{}", ended.err);
}

#[test]
fn a_table_of_something_else_is_told() {
    let path = file("people.csv", "name,age\nAda,36\n");
    let ended = tieback(&["preview", &path]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("neither a billing export"), "{}", ended.err);
    // Without a name, it is taken for the snapshot that it should be.
    let ended = tieback_with(&["preview"], b"name,age\n");
    assert!(ended.err.contains("the text is not JSON"), "{}", ended.err);
}

#[test]
fn a_problem_of_one_of_several_snapshots_names_it() {
    let wrong = file("wrong-snapshot.json", r#"{"charges": [{}]}"#);
    let ended = tieback(&["preview", &example("snapshot.json"), &wrong]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("/charges/0/id") && ended.err.contains(&wrong), "{}", ended.err);
}

#[test]
fn the_problems_of_all_files_are_told_at_once() {
    let snapshot = file("first-wrong.json", r#"{"charges": [{}]}"#);
    let orders = file("second-wrong.csv", ORDERS.replace("USD", "UXD"));
    let people = file("third-wrong.csv", "name,age\nAda,36\n");
    let ended = tieback(&["preview", &snapshot, &orders, &people]);
    assert_eq!((ended.code, ended.out.as_str()), (2, ""));
    for place in [format!("{snapshot}:/charges/0/id: "), format!("{orders}:2:currency: ")] {
        assert!(ended.err.contains(&place), "{place}: {}", ended.err);
    }
    assert!(ended.err.contains(&format!("{people}: this is neither")), "{}", ended.err);
    let ended = tieback(&["preview", &snapshot, &orders, "--json"]);
    let refusal: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let places = refusal["problems"].as_array().unwrap().iter();
    let places: Vec<_> = places.map(|at| (at["pointer"].as_str(), at["row"].as_u64())).collect();
    assert!(places.contains(&(Some("/charges/0/id"), None)), "{places:?}");
    assert!(places.contains(&(Some(""), Some(2))), "{places:?}");
}

#[test]
fn packed_and_marked_files_are_read_as_plain_ones() {
    let listing = fs::read(example("charges.json")).unwrap();
    let options = ["--bill-from", "AWS_INC", "--period", "2026-04"];
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&listing).unwrap();
    let packed = file("packed-listing.json.gz", packed.finish().unwrap());
    for command in [["import", "charges"].as_slice(), &["preview", "--json"]] {
        let read = |path: &str| written(&[command, &[path], &options].concat());
        assert_eq!(read(&packed), read(&example("charges.json")));
    }
}

#[test]
fn an_id_of_the_table_of_sellers_stays_as_it_is() {
    let sellers = file("id-sellers.json", r#"[{"id": "own-gmbh", "name": "Own GmbH"}]"#);
    let orders = file("id-orders.csv", ORDERS.replace("AWS_INC", "own-gmbh"));
    let listing = example("charges.json");
    let import = |arguments: &[&str]| written(&[["import"].as_slice(), arguments].concat());
    let of_orders = import(&["purchase-orders", &orders, "--sellers", &sellers]);
    assert!(of_orders.contains(r#""billFrom":["own-gmbh"]"#), "{of_orders}");
    let of_listing = ["charges", &listing, "--bill-from", "Own GmbH", "--period", "2026-03"];
    let of_charges = import(&[of_listing.as_slice(), &["--sellers", &sellers]].concat());
    assert!(of_charges.contains(r#""billFrom":"own-gmbh""#), "{of_charges}");
    // Without the table it is a name.
    assert!(import(&["purchase-orders", &orders]).contains(r#""billFrom":["OWN_GMBH"]"#));
}

#[test]
fn a_table_of_sellers_and_a_mapping_are_of_ones_own() {
    let orders = ORDERS.replace(",all,", ",professional-services,").replace("AWS_INC", "Own GmbH");
    let orders = file("own-orders.csv", orders);
    let mapping = r#"{"sellers": [{"id": "OWN", "names": ["Own GmbH"]}]}"#;
    let mapping = file("own-mapping.json", mapping);
    let sellers = r#"[{"id": "OWN", "name": "Own GmbH", "forbiddenLineItemTypes": ["professional-services"]}]"#;
    let sellers = file("own-sellers.json", sellers);
    let import = ["import", "purchase-orders", &orders, "--mapping", &mapping];
    assert!(written(&import).contains(r#""billFrom":["OWN"]"#));
    let ended = tieback(&["preview", &orders, "--mapping", &mapping, "--sellers", &sellers]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains(":2:line_type: "), "{}", ended.err);

    let ended = tieback(&["preview", &orders, "--sellers", &mapping]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("this is no table of sellers"), "{}", ended.err);
}

#[test]
fn rows_are_for_a_spreadsheet_or_for_a_program() {
    let order = r#"{"purchaseOrders": [{"id": "=PO", "billFrom": ["A"], "currency": "USD", "effectiveMonth": "2026-01", "expirationMonth": "2026-12", "updatedAt": "2026-01-01T00:00:00Z"}], "invoices": [{"id": "-1", "category": "marketplace", "cycle": "monthly", "billFrom": "A", "currency": "USD", "billingPeriod": "2026-03", "issuedAt": "2026-04-03T00:00:00Z", "total": "4.00", "purchaseOrderReference": "=PO"}]}"#;
    let header =
        "id,type,month,seller,currency,total,by,purchase_order,line,covered,balance_after\r\n";
    for (flavour, id, order_id) in
        [("--csv", "'-1", "'=PO"), ("--csv=spreadsheet", "'-1", "'=PO"), ("--csv=raw", "-1", "=PO")]
    {
        let ended = tieback_with(&["preview", flavour], order.as_bytes());
        let row = format!("{id},invoice,2026-03,A,USD,4.00,reference,{order_id},1,yes,\r\n");
        assert_eq!((ended.code, ended.out), (0, format!("{header}{row}")));
    }
    // The next argument is a file, not a flavour.
    let snapshot = contract_example("01-best-match.snapshot.json");
    assert!(written(&["preview", "--csv", &snapshot]).starts_with(header));
    assert!(fs::exists(&snapshot).unwrap());
}
