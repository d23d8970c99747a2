//! Purchase orders as CSV files, out and in.

use serde_json::{Value, json};

use super::harness::{Answered, MANAGEMENT, MEMBER, Server, Who, on_both};
use super::offers::at;
use super::usage::import;

const HEADER: &str = "po_number,bill_from,currency,po_effective,po_expires,line_number,line_type,\
                      line_start,line_end,line_amount";

/// A purchase order with everything that a list has a column for, and more.
async fn create(server: &Server, id: &str) {
    let line = |number: &str| {
        json!({
            "number": number, "type": "all", "startMonth": "2026-01", "endMonth": "2026-12",
            "amount": "1000.00", "quantity": "2", "balanceTracking": true,
            "tax": { "type": "percent", "value": "10" }, "costCenter": "-CC",
            "description": "=A1, \"x\"",
        })
    };
    let order = json!({
        "id": id, "billFrom": ["AWS_INC", "AWS_JAPAN"], "currency": "USD",
        "effectiveMonth": "2026-01", "expirationMonth": "2026-12", "description": "Kept",
        "invoiceUnits": ["U1", "a;b|c\\"], "tags": { "team": "sea" },
        "contacts": [{ "name": "Ada", "email": "ada@example.com" }],
        "lineItems": [line("1"), line("2")],
    });
    server.post(Who::Owner, &at(MANAGEMENT, "purchase-orders"), order).await.expect(201);
}

async fn read(server: &Server, id: &str) -> Value {
    server.get(Who::Owner, &at(MANAGEMENT, &format!("purchase-orders/{id}"))).await.expect(200)
}

async fn export(server: &Server) -> String {
    let path = at(MANAGEMENT, "purchase-orders.csv?flavour=raw");
    server.get(Who::Owner, &path).await.text
}

async fn send(server: &Server, who: Who, query: &str, list: &str) -> Answered {
    let path = at(MANAGEMENT, &format!("purchase-orders:import?{query}"));
    import(server, who, &path, "text/csv", list.as_bytes().to_vec()).await
}

on_both!(what_is_written_is_read_back, |server| async {
    create(&server, "+PO 1").await;
    let bare = json!({
        "id": "PO-2", "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01",
        "expirationMonth": "2026-12", "suspended": true,
    });
    server.post(Who::Owner, &at(MANAGEMENT, "purchase-orders"), bare).await.expect(201);
    let before = read(&server, "+PO%201").await;
    let list = export(&server).await;
    assert_eq!(list.lines().count(), 4);
    let told = send(&server, Who::Owner, "", &list).await.expect(200);
    assert_eq!((&told["added"], &told["changed"]), (&json!([]), &json!([])));
    assert_eq!(told["unchanged"], json!(["+PO 1", "PO-2"]));
    assert_eq!(told["reading"]["ignoredColumns"], json!([]));
    assert_eq!(read(&server, "+PO%201").await, before);
    // Into an empty organisation, the same list makes the same purchase orders.
    for id in ["+PO%201", "PO-2"] {
        let path = at(MANAGEMENT, &format!("purchase-orders/{id}"));
        server.send(Who::Owner, "DELETE", &path, None, &[]).await.expect(200);
    }
    let told = send(&server, Who::Owner, "", &list).await.expect(200);
    assert_eq!(told["added"], json!(["+PO 1", "PO-2"]));
    assert_eq!(told["saved"]["purchaseOrders"].as_array().unwrap().len(), 2);
    assert_eq!(untimed(&export(&server).await), untimed(&list));
    let again = read(&server, "+PO%201").await;
    assert_eq!(again["lineItems"], before["lineItems"]);
    assert_eq!(read(&server, "PO-2").await["status"], "suspended");
});

/// A list without when each was updated: an edit is later than the one before, if by a millisecond.
fn untimed(list: &str) -> String {
    let times = (0..10).map(|millisecond| format!("2026-10-05T09:00:00.00{millisecond}Z"));
    times.fold(list.to_owned(), |list, time| list.replace(&time, ""))
}

on_both!(sellers_that_are_named_by_their_ids_keep_them, |server| async {
    let order = json!({
        "id": "PO-1", "billFrom": ["breezy-bytes", "a;b", "Amazon Web Services, Inc."],
        "currency": "USD", "effectiveMonth": "2026-01", "expirationMonth": "2026-12",
    });
    server.post(Who::Owner, &at(MANAGEMENT, "purchase-orders"), order).await.expect(201);
    let list = export(&server).await;
    let told = send(&server, Who::Owner, "", &list).await.expect(200);
    assert_eq!((&told["changed"], &told["unchanged"]), (&json!([]), &json!(["PO-1"])));
    // One that nobody has yet is a name.
    let list = format!("{HEADER}\nPO-2,Own GmbH;breezy-bytes,USD,2026-01,2026-12,,,,,\n");
    send(&server, Who::Owner, "", &list).await.expect(200);
    assert_eq!(read(&server, "PO-2").await["billFrom"], json!(["OWN_GMBH", "breezy-bytes"]));
});

on_both!(no_cell_of_a_file_for_spreadsheets_is_a_formula, |server| async {
    create(&server, "+PO 1").await;
    let file = server.get(Who::Viewer, &at(MANAGEMENT, "purchase-orders.csv")).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8; header=present");
    let row = file.text.lines().nth(1).unwrap();
    assert!(row.starts_with("'+PO 1,AWS_INC;AWS_JAPAN,USD,2026-01,2026-12,1,all,"), "{row}");
    assert!(row.contains(",'-CC,\"'=A1, \"\"x\"\"\",ada@example.com,active,"), "{row}");
    assert!(row.ends_with(r",U1;a\;b\|c\\,,2200.00,2200.00"), "{row}");
    let refused = server.get(Who::MemberViewer, &at(MEMBER, "purchase-orders.csv")).await;
    assert_eq!(refused.refused(403), ["MANAGEMENT_ACCOUNT_ONLY"]);
});

on_both!(a_list_says_what_it_has_columns_for, |server| async {
    create(&server, "PO-1").await;
    let list = format!("{HEADER}\nPO-1,AWS_INC,USD,2026-01,2027-03,1,all,2026-01,2026-12,900\n");
    let told = send(&server, Who::Owner, "preview=true", &list).await.expect(200);
    assert_eq!((&told["changed"], told.get("saved")), (&json!(["PO-1"]), None));
    assert_eq!(told["change"]["lineItems"][0]["after"]["totalValue"], "1980.00");
    assert_eq!(told["reading"]["rowsRead"], 1);
    assert_eq!(read(&server, "PO-1").await["version"], 1);
    let seen = format!("seen={}", told["digest"].as_str().unwrap());
    send(&server, Who::Owner, &seen, &list).await.expect(200);
    let order = read(&server, "PO-1").await;
    assert_eq!(order["expirationMonth"], "2027-03");
    assert_eq!(order["billFrom"], json!(["AWS_INC"]));
    let first = &order["lineItems"][0];
    assert_eq!((&first["amount"], &first["quantity"]), (&json!("900"), &json!("2")));
    assert_eq!((&first["balanceTracking"], &first["tax"]["value"]), (&json!(true), &json!("10")));
    // What the list does not name stays.
    assert_eq!(order["lineItems"].as_array().unwrap().len(), 2);
    assert_eq!(order["contacts"][0]["name"], "Ada");
    assert_eq!((&order["description"], &order["tags"]["team"]), (&json!("Kept"), &json!("sea")));
    let refused = send(&server, Who::Owner, &seen, &list.replace("900", "800")).await;
    assert_eq!(refused.expect(409)["code"], "PREVIEW_CHANGED");
});

on_both!(an_empty_cell_leaves_what_is_there, |server| async {
    create(&server, "PO-1").await;
    let target = at(MANAGEMENT, "purchase-orders/PO-1/status");
    let status = json!({ "status": "suspended" });
    server.send(Who::Owner, "PUT", &target, Some(status), &[]).await.expect(200);
    let before = read(&server, "PO-1").await;
    let columns = "quantity,tax,tax_type,balance_tracking,cost_center,description,contact_emails,\
                   status,invoice_units,tax_registration_numbers";
    let list = format!(
        "{HEADER},{columns}\n\
         PO-1,AWS_INC;AWS_JAPAN,USD,2026-01,2026-12,1,all,2026-01,2026-12,1000,,,,,,,,,,\n"
    );
    let told = send(&server, Who::Owner, "", &list).await.expect(200);
    assert_eq!((&told["changed"], &told["unchanged"]), (&json!([]), &json!(["PO-1"])));
    assert_eq!(read(&server, "PO-1").await, before);
    let told = send(&server, Who::Owner, "", &list.replace("1000,,", "1000,3,")).await.expect(200);
    assert_eq!(told["changed"], json!(["PO-1"]));
    let after = read(&server, "PO-1").await;
    assert_eq!((&after["status"], &after["contacts"]), (&before["status"], &before["contacts"]));
    let [was, is] = [&before, &after].map(|order| &order["lineItems"][0]);
    assert_eq!((&is["quantity"], &is["tax"]), (&json!("3"), &was["tax"]));
    assert_eq!(is["balanceTracking"], json!(true));
});

on_both!(a_preview_of_a_list_tells_what_it_makes_of_each_value, |server| async {
    create(&server, "PO-1").await;
    let list = format!(
        "{HEADER},tax,tax_type\n\
         PO-1,AWS_INC,USD,2026-01,2026-12,1,monthly-usage,2026-01,2026-12,1000,5,absolute\n\
         PO-1,AWS_INC,USD,2026-01,2026-12,3,all,2026-01,2026-12,7,,\n\
         PO-2,AWS_INC,USD,2026-01,2026-12,1,all,2026-01,2026-12,7,,\n"
    );
    let told = send(&server, Who::Owner, "preview=true", &list).await.expect(200);
    let mut differences = told["differences"].as_array().unwrap().clone();
    let new = differences.pop().unwrap();
    assert_eq!((&new["lineItem"], &new["field"]), (&json!("3"), &json!("lineItems")));
    assert_eq!((new.get("before"), &new["after"]["amount"]), (None, &json!("7")));
    let of_line = |field: &str, before: Value, after: Value| {
        json!({
            "purchaseOrder": "PO-1", "lineItem": "1", "field": field, "before": before,
            "after": after,
        })
    };
    let tax = |kind: &str, value: &str| json!({ "type": kind, "value": value });
    assert_eq!(
        differences,
        [
            json!({
                "purchaseOrder": "PO-1", "field": "billFrom",
                "before": ["AWS_INC", "AWS_JAPAN"], "after": ["AWS_INC"],
            }),
            of_line("type", json!("all"), json!("monthly-usage")),
            of_line("tax", tax("percent", "10"), tax("absolute", "5")),
        ]
    );
    let done = send(&server, Who::Owner, "", &list).await.expect(200);
    assert_eq!(done.get("differences"), None);
});

on_both!(problems_of_a_list_are_told_by_row_or_purchase_order, |server| async {
    create(&server, "PO-1").await;
    let list = format!(
        "{HEADER}\nPO-2,AWS_INC,USD,2026-01,2026-12,1,all,2025-01,2026-12,5\n\
         PO-3,AWS_INC,USD,2026-01,2026-12,1,every,2026-01,2026-12,5\n"
    );
    let refused = send(&server, Who::Owner, "preview=true", &list).await.refused(422);
    let [start, kind] = &refused[..] else { panic!("{refused:?}") };
    assert!(start.ends_with(" /rows/2/line_start"), "{start}");
    assert_eq!(kind, "UNKNOWN_VALUE /rows/3/line_type");
    let list = list.replace("every", "all");
    let refused = send(&server, Who::Owner, "", &list).await.refused(422);
    assert!(refused[0].ends_with(" /rows/2/line_start"), "{refused:?}");
    // Line 2, which the list does not name, would stand outside its purchase order.
    let list = format!("{HEADER}\nPO-1,AWS_INC,USD,2026-01,2026-06,1,all,2026-01,2026-06,5\n");
    let refused = send(&server, Who::Owner, "", &list).await.refused(422);
    assert!(refused[0].ends_with(" /purchaseOrders/PO-1/lineItems/1/endMonth"), "{refused:?}");
    let packed = send(&server, Who::Owner, "", "\u{1f}").await.refused(422);
    assert!(packed[0].starts_with("MISSING_COLUMN"), "{packed:?}");
    assert_eq!(read(&server, "PO-1").await["version"], 1);
});

on_both!(a_list_is_allowed_as_its_changes_are, |server| async {
    create(&server, "PO-1").await;
    let list = format!("{HEADER}\nPO-1,AWS_INC,USD,2026-01,2026-12,1,all,2026-01,2026-12,5\n");
    for list in [list.clone(), list.replace("PO-1", "PO-2")] {
        let viewer = send(&server, Who::Viewer, "preview=true", &list).await;
        assert_eq!(viewer.refused(403), ["ACCESS_DENIED"]);
    }
    let path = at(MEMBER, "purchase-orders:import");
    let member = import(&server, Who::Buyer, &path, "text/csv", list.into_bytes()).await;
    assert_eq!(member.refused(403), ["MANAGEMENT_ACCOUNT_ONLY"]);
});
