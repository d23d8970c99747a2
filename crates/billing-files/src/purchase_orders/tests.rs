//! Purchase order lists, as tables.

use super::*;

const HEADER: &str = "po_number,bill_from,currency,po_effective,po_expires,line_number,line_type,line_start,line_end,line_amount";

fn import_text(text: &str) -> Result<Import<SnapshotDocument, Report>, String> {
    import("po.csv", Box::new(text.as_bytes()), &PurchaseOrderOptions::default())
        .map_err(|refusal| refusal.to_string())
}

/// The rows of a list, with more columns than every list has.
fn list(columns: &str, rows: &[&str]) -> String {
    let comma = if columns.is_empty() { "" } else { "," };
    format!("{HEADER}{comma}{columns}\n{}\n", rows.join("\n"))
}

fn orders(columns: &str, rows: &[&str]) -> Vec<PurchaseOrder> {
    import_text(&list(columns, rows)).unwrap().document.purchase_orders
}

fn refusal(columns: &str, rows: &[&str]) -> String {
    import_text(&list(columns, rows)).unwrap_err()
}

const LINE: &str = "PO-1,AWS_INC,USD,2026-01,2026-12,1,all,2026-01,2026-12,1000.00";

#[test]
fn a_row_is_a_line_item_and_what_is_absent_is_the_default() {
    let order = orders("", &[LINE, "PO-1,,,,,2,subscription,2026-02,2026-03,5"]).remove(0);
    assert_eq!((order.id.as_str(), order.suspended), ("PO-1", false));
    assert_eq!(order.bill_from, ["AWS_INC"]);
    assert_eq!(order.updated_at, "1970-01-01T00:00:00Z");
    assert_eq!(
        (order.effective_month.as_str(), order.expiration_month.as_str()),
        ("2026-01", "2026-12")
    );
    let [first, second] = &order.line_items[..] else { panic!("{order:?}") };
    assert_eq!((first.quantity.as_str(), first.balance_tracking, &first.tax), ("1", false, &None));
    assert_eq!((second.number.as_str(), second.start_month.as_str()), ("2", "2026-02"));
}

#[test]
fn optional_columns_are_read() {
    let order = orders(
        "status,updated_at,balance_tracking,quantity,tax,tax_type,invoice_units,tax_registration_numbers,contact_emails,cost_center,description,action",
        &[&format!("{LINE},Suspended,2026-01-05 10:00:00,yes,3,10,percent,U1; U2,DE1|FR2,a@example.com;b@example.com,CC-1,\"Cloud, all of it\",update")],
    )
    .remove(0);
    assert!(order.suspended);
    assert_eq!(order.updated_at, "2026-01-05T10:00:00.000Z");
    assert_eq!(order.invoice_units, ["U1", "U2"]);
    assert_eq!(order.tax_registration_numbers, ["DE1", "FR2"]);
    assert_eq!(
        order.contacts.iter().map(|contact| contact.email.as_str()).collect::<Vec<_>>(),
        ["a@example.com", "b@example.com"]
    );
    let line = &order.line_items[0];
    assert!(line.balance_tracking);
    assert_eq!((line.quantity.as_str(), line.tax.as_ref().unwrap().value.as_str()), ("3", "10"));
    assert_eq!(
        (line.cost_center.as_deref(), line.description.as_deref()),
        (Some("CC-1"), Some("Cloud, all of it"))
    );
}

#[test]
fn what_is_empty_or_has_no_column_stays_as_it_is_in_what_is_known() {
    let full = "status,balance_tracking,quantity,tax,tax_type,invoice_units,tax_registration_numbers,contact_emails,cost_center,description";
    let row = format!("{LINE},suspended,yes,3,10,percent,U1;U2,DE1,a@example.com,CC-1,Cloud");
    let known = orders(full, &[&row]);
    let by_id = |order: &PurchaseOrder| (order.id.clone(), order.clone());
    let options = PurchaseOrderOptions {
        known: known.iter().map(by_id).collect(),
        ..PurchaseOrderOptions::default()
    };
    let read = |columns: &str, row: &str| {
        let text = list(columns, &[row]);
        let read = import("po.csv", Box::new(text.as_bytes()), &options);
        read.unwrap().document.purchase_orders
    };
    assert_eq!(read("", LINE), known);
    assert_eq!(read(full, &format!("{LINE},,,,,,,,,,")), known);
    let order = &read(full, &format!("{LINE},active,no,1,,,,,b@example.com,,NULL"))[0];
    let line = &order.line_items[0];
    assert_eq!((order.suspended, line.balance_tracking, &*line.quantity), (false, false, "1"));
    assert_eq!((&*order.contacts[0].email, line.tax.is_some()), ("b@example.com", true));
    assert_eq!(line.description.as_deref(), Some("Cloud"));
    // Another line, and another purchase order, begin with the defaults.
    for row in [LINE.replace(",1,all", ",2,all"), LINE.replace("PO-1", "PO-2")] {
        let order = read(full, &format!("{row},,,,,,,,,,")).remove(0);
        let line = &order.line_items[0];
        assert_eq!((line.balance_tracking, &*line.quantity, &line.tax), (false, "1", &None));
        assert_eq!(order.suspended, order.id == "PO-1");
    }
}

#[test]
fn spellings_that_mean_one_thing_are_accepted() {
    for row in [
        LINE,
        "PO-1,\"Amazon Web Services, Inc.\",usd,2026-01-01,2026-12-31,1,ALL,2026-01-15,2026-12,1000.00",
        " PO-1 ,aws_inc, USD ,2026-01,2026-12, 1 ,All,2026-01,2026-12, 1000.00 ",
    ] {
        assert_eq!(orders("", &[row]), orders("", &[LINE]), "{row}");
    }
    for (text, expected) in [
        ("AWS Marketplace Blanket Usage", procurement::LineItemType::MarketplaceBlanketUsage),
        ("marketplace_blanket_usage", procurement::LineItemType::MarketplaceBlanketUsage),
        ("AWS Subscription Purchase", procurement::LineItemType::Subscription),
        (
            "AWS Professional Services and Training Purchase",
            procurement::LineItemType::ProfessionalServices,
        ),
        ("All charges", procurement::LineItemType::All),
        ("Monthly usage", procurement::LineItemType::MonthlyUsage),
        ("Subscription purchase", procurement::LineItemType::Subscription),
        ("Marketplace transaction", procurement::LineItemType::MarketplaceTransaction),
        ("Marketplace blanket usage", procurement::LineItemType::MarketplaceBlanketUsage),
        ("Professional services and training", procurement::LineItemType::ProfessionalServices),
    ] {
        let row = LINE.replace(",all,", &format!(",{text},"));
        assert_eq!(orders("", &[&row])[0].line_items[0].kind, expected, "{text}");
    }
    for (tax, kind, expected) in [
        ("10%", "", "percent"),
        ("10 %", "Percent", "percent"),
        ("25", "absolute", "absolute"),
        ("10", "%", "percent"),
    ] {
        let order = orders("tax,tax_type", &[&format!("{LINE},{tax},{kind}")]).remove(0);
        let tax = serde_json::to_string(&order.line_items[0].tax).unwrap();
        assert!(tax.contains(expected), "{tax}");
    }
    for addresses in ["a@x.com;b@x.com", "\"a@x.com, b@x.com\"", "a@x.com | b@x.com"] {
        let order = orders("contact_emails", &[&format!("{LINE},{addresses}")]).remove(0);
        let emails: Vec<_> = order.contacts.iter().map(|contact| contact.email.as_str()).collect();
        assert_eq!(emails, ["a@x.com", "b@x.com"], "{addresses}");
    }
    let marked = format!("\u{feff}{}", list("", &[LINE]).replace('\n', "\r\n"));
    assert_eq!(import_text(&marked).unwrap().document.purchase_orders, orders("", &[LINE]));
}

#[test]
fn a_purchase_order_may_have_no_line_item_and_a_seller_of_its_own() {
    let import =
        import_text(&list("", &["PO-1,Breezy Bytes LLC;AWS_INC,USD,2026-01,2026-12,,,,,"]))
            .unwrap();
    let order = &import.document.purchase_orders[0];
    assert_eq!(order.bill_from, ["BREEZY_BYTES_LLC", "AWS_INC"]);
    assert!(order.line_items.is_empty());
    assert_eq!(import.report.without_line_items, ["PO-1"]);
    assert_eq!(import.report.sellers_derived["Breezy Bytes LLC"], "BREEZY_BYTES_LLC");
}

#[test]
fn every_problem_is_told_with_its_row_and_column() {
    // Where nothing is said beyond the column, the sentence is the engine's.
    for (columns, row, expected) in [
        ("", "PO#1,AWS_INC,USD,2026-01,2026-12,1,all,2026-01,2026-12,1", "row 2, po_number: "),
        (
            "",
            ",AWS_INC,USD,2026-01,2026-12,1,all,2026-01,2026-12,1",
            "row 2, po_number: this is empty: fill it in",
        ),
        (
            "",
            "PO-1,,USD,2026-01,2026-12,1,all,2026-01,2026-12,1",
            "row 2, bill_from: no row of this purchase order fills this in",
        ),
        ("", "PO-1,AWS_INC,DOLLAR,2026-01,2026-12,1,all,2026-01,2026-12,1", "row 2, currency: "),
        (
            "",
            "PO-1,AWS_INC,USD,Jan-26,2026-12,1,all,2026-01,2026-12,1",
            "row 2, po_effective: `Jan-26` is no month",
        ),
        ("", "PO-1,AWS_INC,USD,2026-12,2026-01,1,all,2026-01,2026-12,1", "row 2, po_expires: "),
        (
            "",
            "PO-1,AWS_INC,USD,2026-01,2026-12,,all,2026-01,2026-12,1",
            "row 2, line_number: this is empty",
        ),
        (
            "",
            "PO-1,AWS_INC,USD,2026-01,2026-12,1,everything,2026-01,2026-12,1",
            "row 2, line_type: `everything` is no type",
        ),
        ("", "PO-1,AWS_INC,USD,2026-01,2026-12,1,all,2025-12,2026-12,1", "row 2, line_start: "),
        (
            "",
            "PO-1,AWS_INC,USD,2026-01,2026-12,1,all,2026-01,2026-12,\"1,000\"",
            "row 2, line_amount: ",
        ),
        ("", "PO-1,AWS_INC,USD,2026-01,2026-12,1,all,2026-01,2026-12,-1", "row 2, line_amount: "),
        (
            "",
            "PO-1,AWS_KOREA,USD,2026-01,2026-12,1,professional-services,2026-01,2026-12,1",
            "row 2, line_type: ",
        ),
        ("status", &format!("{LINE},paused"), "row 2, status: `paused` is no status"),
        ("updated_at", &format!("{LINE},yesterday"), "row 2, updated_at: `yesterday` is no time"),
        (
            "balance_tracking",
            &format!("{LINE},maybe"),
            "row 2, balance_tracking: `maybe` says neither",
        ),
        ("quantity", &format!("{LINE},two"), "row 2, quantity: "),
        ("tax", &format!("{LINE},10"), "row 2, tax_type: a tax needs its type"),
        ("tax,tax_type", &format!("{LINE},,percent"), "row 2, tax: a type of tax needs its tax"),
        (
            "tax,tax_type",
            &format!("{LINE},10%,absolute"),
            "row 2, tax_type: a tax with a per cent sign",
        ),
        ("tax,tax_type", &format!("{LINE},10,some"), "row 2, tax_type: `some` is no type of tax"),
        ("contact_emails", &format!("{LINE},nobody"), "row 2, contact_emails: "),
        (
            "contact_emails",
            &format!("{LINE},a@x.com b@x.com"),
            "row 2, contact_emails: `a@x.com b@x.com` is not one e-mail address: separate several by `;`, `|` or `,`",
        ),
        ("po_amount", &format!("{LINE},1e3"), "row 2, po_amount: `1e3` is not a number"),
        ("action", &format!("{LINE},delete"), "row 2, action: `delete` cannot be done here"),
    ] {
        let refusal = refusal(columns, &[row]);
        assert!(refusal.contains(expected), "{refusal}");
        assert_eq!(refusal.lines().count(), 1, "{refusal}");
    }
}

#[test]
fn cells_that_cannot_be_read_and_rules_that_are_broken_are_told_in_one_round() {
    let refused = refusal(
        "",
        &[
            "PO-1,AWS_INC,USD,2026-01,2026-13,1,all,2026-01,2026-12,\"5,000.00\"",
            "PO#2,AWS_INC,USD,2026-01,2026-12,1,all,2026-01,2026-12,1e3",
            // Line months outside of months that are unknown are no problem of their own.
            "PO-3,,,Jan-26,,,everything,soon,2031-12,-1",
        ],
    );
    let places: Vec<_> = refused.lines().map(|line| line.split(": ").next().unwrap()).collect();
    let mut sorted = places.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        [
            "po.csv, row 2, line_amount",
            "po.csv, row 2, po_expires",
            "po.csv, row 3, line_amount",
            "po.csv, row 3, po_number",
            "po.csv, row 4, bill_from",
            "po.csv, row 4, currency",
            "po.csv, row 4, line_amount",
            "po.csv, row 4, line_number",
            "po.csv, row 4, line_start",
            "po.csv, row 4, line_type",
            "po.csv, row 4, po_effective",
            "po.csv, row 4, po_expires",
        ],
        "{refused}"
    );
    assert!(places.is_sorted_by_key(|place| &place[..14]), "{refused}");
}

#[test]
fn rows_without_anything_in_them_are_passed_over() {
    let rows = [LINE, ",,,,,,,,,", " ,,,,,,,,,", ",", LINE];
    let refused = refusal("", &rows);
    assert!(refused.starts_with("po.csv, row 6, line_number: "), "{refused}");
    assert_eq!(import_text(&list("", &rows[..4])).unwrap().report.rows_read, 1);
}

#[test]
fn a_seller_that_the_table_or_an_order_has_is_no_name() {
    let seller = |id: &str| procurement::SellerOfRecord {
        id: id.to_owned(),
        name: "Own GmbH".to_owned(),
        scopes_by_tax_registration_number: false,
        forbidden_line_item_types: Vec::new(),
    };
    let options = PurchaseOrderOptions {
        sellers: Sellers::new(vec![seller("own-gmbh")]),
        seller_ids: ["reseller;1".to_owned()].into(),
        ..PurchaseOrderOptions::default()
    };
    let text = list("", &[&LINE.replace("AWS_INC", r"own-gmbh|reseller\;1|Breezy Bytes")]);
    let import = import("po.csv", Box::new(text.as_bytes()), &options).unwrap();
    let order = &import.document.purchase_orders[0];
    assert_eq!(order.bill_from, ["own-gmbh", "reseller;1", "BREEZY_BYTES"]);
    assert_eq!(import.report.sellers_derived.len(), 1);
}

#[test]
fn rows_of_one_purchase_order_must_agree() {
    let second = |cells: &str| format!("PO-1,{cells},2,all,2026-01,2026-12,1");
    for (cells, expected) in [
        (
            "AWS_EMEA_SARL,USD,2026-01,2026-12",
            "row 3, bill_from: `AWS_EMEA_SARL` is not what row 2 says",
        ),
        ("AWS_INC,EUR,2026-01,2026-12", "row 3, currency: `EUR` is not what row 2 says"),
        ("AWS_INC,USD,2026-02,2026-12", "row 3, po_effective: "),
        ("AWS_INC,USD,2026-01,2026-11", "row 3, po_expires: "),
    ] {
        let refusal = refusal("", &[LINE, &second(cells)]);
        assert!(refusal.contains(expected), "{refusal}");
    }
    assert_eq!(orders("", &[LINE, &second("aws inc,usd,2026-01-01,")])[0].line_items.len(), 2);
    // What the engine finds is told in the order of the rows.
    let rows: Vec<_> = (1..=12).map(|_| LINE).collect();
    let refusal = refusal("", &rows);
    assert!(refusal.starts_with("po.csv, row 3, line_number: "), "{refusal}");
    assert!(refusal.lines().last().unwrap().starts_with("po.csv, row 13, "), "{refusal}");
}

#[test]
fn the_report_compares_amounts_and_names_what_it_ignores() {
    let text = list(
        "po_amount,buyer",
        &[
            &format!("{LINE},1000,me"),
            &LINE.replace("PO-1", "PO-2").replace("1000.00", "999.5,900.00,me"),
        ],
    );
    let report = import_text(&text).unwrap().report;
    assert_eq!(
        report.to_string(),
        "2 rows of po.csv became 2 purchase orders with 2 line items, none refused\n\
         \x20 PO-2: po_amount is 900.00, its lines add up to 999.5; the lines count\n\
         \x20 columns without a meaning here: buyer\n"
    );
}

#[test]
fn the_order_of_rows_never_matters_to_what_a_purchase_order_is() {
    let mut rows = vec![
        LINE.to_owned(),
        LINE.replace(",1,all", ",2,all"),
        "PO-1,,,,,3,all,2026-01,2026-12,1".to_owned(),
    ];
    let sorted = |rows: &[String]| {
        let rows: Vec<_> = rows.iter().map(String::as_str).collect();
        let mut order = orders("", &rows).remove(0);
        order.line_items.sort_by(|a, b| a.number.cmp(&b.number));
        order
    };
    let expected = sorted(&rows);
    for _ in 0..3 {
        rows.rotate_left(1);
        assert_eq!(sorted(&rows), expected);
    }
}
