//! Issued invoices through the API: reading them, documents, corrections, totals, the audit.

use serde_json::{Value, json};

use super::buying::{Due, here, members};
use super::harness::{MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, on_both};

const FIRST: &str = "INV-AWS_INC-2026-000001";
const SECOND: &str = "INV-AWS_INC-2026-000002";

/// 300 of the management account and 40 of a member, both on one purchase order.
async fn issued(server: &Server) {
    server.order("=PO").await;
    let member = Due { account: MEMBER, at: "2026-10-03T10:00:00Z", ..Due::new("ch-2", "40") };
    server.owe(&[Due::new("ch-1", "300"), member]).await;
    let run = server.issue().await;
    assert_eq!((&run["state"], &run["issued"]), (&json!("done"), &json!(2)));
}

async fn get(server: &Server, path: &str) -> Value {
    server.get(Who::Owner, &here(path)).await.expect(200)
}

on_both!(invoices_are_listed_found_and_explained, |server| async {
    issued(&server).await;
    let list = get(&server, "invoices").await;
    assert_eq!(members(&list, "id"), [SECOND, FIRST]);
    for (query, expected) in [
        (format!("billedAccount={MEMBER}"), vec![SECOND]),
        ("purchaseOrder=%3DPO&limit=1".to_owned(), vec![SECOND]),
        ("placement=nowhere".to_owned(), vec![]),
        ("placement=on-purchase-order&text=000001".to_owned(), vec![FIRST]),
        ("type=credit-memo".to_owned(), vec![]),
        ("from=2026-10&to=2026-10&agreement=agmt-1".to_owned(), vec![SECOND, FIRST]),
        ("to=2026-09".to_owned(), vec![]),
    ] {
        let list = get(&server, &format!("invoices?{query}")).await;
        assert_eq!(members(&list, "id"), expected, "{query}");
    }
    let first = get(&server, "invoices?limit=1").await;
    let next = first["next"].as_str().unwrap();
    let rest = get(&server, &format!("invoices?limit=1&cursor={next}")).await;
    assert_eq!((members(&rest, "id"), &rest["next"]), (vec![FIRST.to_owned()], &Value::Null));
    for (query, code) in [
        ("from=2026-13", "INVALID_MONTH from"),
        ("limit=101", "INVALID_LIMIT limit"),
        ("cursor=x", "INVALID_CURSOR cursor"),
        ("colour=red", "INVALID_QUERY "),
    ] {
        let refused = server.get(Who::Owner, &here(&format!("invoices?{query}"))).await;
        assert_eq!(refused.refused(400), [code]);
    }
    let one = get(&server, &format!("invoices/{FIRST}")).await;
    assert_eq!((&one["left"], &one["drawn"]), (&json!("300.00"), &json!("300.00")));
    assert_eq!(one["lines"][0]["charge"], "ch-1");
    let why = get(&server, &format!("invoices/{FIRST}/explanation")).await;
    assert_eq!(why["invoiceId"], FIRST);
    assert_eq!(why["candidates"][0]["verdict"], "chosen");
    server.get(Who::Owner, &here("invoices/INV-0")).await.expect(404);
});

on_both!(members_see_their_own_invoices_and_strangers_none, |server| async {
    issued(&server).await;
    let member = |account: &str, path: &str| format!("/api/v1/accounts/{account}/{path}");
    let own = server.get(Who::MemberViewer, &member(MEMBER, "invoices")).await.expect(200);
    assert_eq!(members(&own, "id"), [SECOND]);
    let others = server.get(Who::OtherMember, &member(OTHER_MEMBER, "invoices")).await.expect(200);
    assert_eq!(others["items"], json!([]));
    for path in ["", "/explanation", "/document", "/document.pdf"] {
        let own = member(MEMBER, &format!("invoices/{SECOND}{path}"));
        assert_eq!(server.get(Who::MemberViewer, &own).await.status, 200, "{path}");
        let foreign = member(MEMBER, &format!("invoices/{FIRST}{path}"));
        server.get(Who::MemberViewer, &foreign).await.expect(404);
        let none = here(&format!("invoices/{FIRST}{path}"));
        server.get(Who::Foreigner, &none).await.expect(404);
        server.get(Who::Anonymous, &none).await.expect(401);
    }
    let totals = member(MEMBER, "totals?from=2026-10&to=2026-10&by=account");
    let totals = server.get(Who::MemberViewer, &totals).await.expect(200);
    assert_eq!(members(&totals, "total"), ["40.00"]);
    let orders = member(MEMBER, "purchase-orders/%3DPO/invoices");
    let refused = server.get(Who::OtherMember, &orders).await;
    refused.expect(404);
    let refused = server.get(Who::MemberViewer, &orders).await;
    assert_eq!(refused.refused(403), ["MANAGEMENT_ACCOUNT_ONLY"]);
});

on_both!(of_purchase_orders_that_are_not_theirs_people_see_but_the_number, |server| async {
    issued(&server).await;
    server.order("OTHER").await;
    server.owe(&[Due { account: MEMBER, ..Due::new("ch-3", "5") }]).await;
    server.issue().await;
    let id = "INV-AWS_INC-2026-000003";
    let seen = async |who: Who, account: &str| {
        let path = format!("/api/v1/accounts/{account}/invoices/{id}");
        let invoice = server.get(who, &path).await.expect(200);
        let why = server.get(who, &format!("{path}/explanation")).await.expect(200);
        assert_eq!(why["candidates"][0]["verdict"], "chosen");
        assert_eq!(why["candidates"][0]["purchaseOrderId"], invoice["purchaseOrderId"]);
        (invoice["balanceAfter"].is_null(), why["candidates"].as_array().unwrap().len())
    };
    assert_eq!(seen(Who::Viewer, MANAGEMENT).await, (false, 2));
    assert_eq!(seen(Who::MemberViewer, MEMBER).await, (true, 1), "a member has none of its own");
    let hidden = r#"forbid (principal == Tieback::User::"u-viewer",
        action == Tieback::Action::"purchase-orders:GetPurchaseOrder", resource);"#;
    let body = Some(json!({ "description": "Ours", "text": hidden }));
    server.send(Who::Administrator, "PUT", &here("policies/hidden"), body, &[]).await.expect(200);
    assert_eq!(seen(Who::Viewer, MANAGEMENT).await, (true, 1));
    assert_eq!(seen(Who::Owner, MANAGEMENT).await, (false, 2));
});

on_both!(invoices_come_as_a_file_for_spreadsheets_or_programs, |server| async {
    issued(&server).await;
    let file = async |query: &str| {
        let answer = server.get(Who::Owner, &here(&format!("invoices.csv{query}"))).await;
        assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"invoices.csv\"");
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
        answer.text
    };
    let safe = file("").await;
    let rows: Vec<&str> = safe.lines().collect();
    assert!(rows[0].starts_with("number,type,account,"), "{safe}");
    assert_eq!(rows.len(), 3);
    let expected = format!(
        "{FIRST},invoice,111111111111,AWS_INC,marketplace,out-of-cycle,2026-10,\
         2026-10-02T10:00:00.000Z,2026-11-01,USD,300.00,match,'=PO,1,IT,"
    );
    assert_eq!(rows[2], expected);
    assert!(file("?flavour=raw&text=000001").await.ends_with(",match,=PO,1,IT,\r\n"));
});

on_both!(a_file_of_many_invoices_has_each_of_them_once, |server| async {
    let texts: Vec<(String, String)> = (0..230)
        .map(|number| {
            let (hour, minute) = (number / 60, number % 60);
            (format!("ch-{number}"), format!("2026-10-01T{hour:02}:{minute:02}:00Z"))
        })
        .collect();
    let owed: Vec<Due<'_>> = texts.iter().map(|(id, at)| Due { at, ..Due::new(id, "1") }).collect();
    server.owe(&owed).await;
    assert_eq!(server.issue().await["issued"], json!(230));
    let file = server.get(Who::Owner, &here("invoices.csv")).await;
    let numbers: Vec<&str> =
        file.text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    let distinct: std::collections::BTreeSet<_> = numbers.iter().collect();
    assert_eq!((numbers.len(), distinct.len()), (230, 230));
    assert!(numbers.is_sorted_by(|one, other| one > other), "the latest first: {numbers:?}");
});

on_both!(a_document_is_the_same_bytes_every_time, |server| async {
    issued(&server).await;
    let path = here(&format!("invoices/{FIRST}/document"));
    let page = server.get(Who::Viewer, &path).await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    for text in [FIRST, "=PO", "300.00 USD", "30 days net", "../../../../invoice.css"] {
        assert!(page.text.contains(text), "{text} is not in {}", page.text);
    }
    let style = server.get(Who::Anonymous, "/api/v1/invoice.css").await;
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
    assert!(style.text.contains("@media print"), "{}", style.text);
    let pdf = server.get(Who::Viewer, &format!("{path}.pdf")).await;
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    assert_eq!(
        pdf.headers["content-disposition"],
        format!("attachment; filename=\"{FIRST}.pdf\"; filename*=UTF-8''{FIRST}.pdf")
    );
    assert!(pdf.bytes.starts_with(b"%PDF-1.7"));
    // Whatever happens to what it was made from.
    server.send(Who::Owner, "DELETE", &here("purchase-orders/=PO"), None, &[]).await.expect(200);
    let again = server.get(Who::Viewer, &format!("{path}.pdf")).await;
    assert!(pdf.bytes == again.bytes);
    assert_eq!(page.text, server.get(Who::Viewer, &path).await.text);
});

on_both!(a_credit_memo_gives_back_no_more_than_is_left, |server| async {
    issued(&server).await;
    let memos = here(&format!("invoices/{FIRST}/credit-memos"));
    let memo = |amount: &str| json!({ "amount": amount, "reason": "Agreed by phone" });
    let made = server.post(Who::Owner, &memos, memo("100")).await.expect(201);
    assert_eq!(made, json!({ "id": "CM-AWS_INC-2026-000001", "originalInvoiceId": FIRST }));
    let refused = server.post(Who::Owner, &memos, memo("200.01")).await;
    assert_eq!(refused.refused(422), ["INVALID_AMOUNT /amount"]);
    let empty = json!({ "amount": "0", "reason": " " });
    let refused = server.post(Who::Owner, &memos, empty).await;
    assert_eq!(refused.refused(422), ["INVALID_AMOUNT /amount", "INVALID_REASON /reason"]);
    let key = [("idempotency-key", "memo-2")];
    for _ in 0..2 {
        let again = server.send(Who::Owner, "POST", &memos, Some(memo("50")), &key).await;
        assert_eq!(again.expect(201)["id"], "CM-AWS_INC-2026-000002");
    }
    let one = get(&server, &format!("invoices/{FIRST}")).await;
    assert_eq!(one["left"], "150.00");
    assert_eq!(one["creditMemos"].as_array().unwrap().len(), 2);
    let refused = server.post(Who::Viewer, &memos, memo("1")).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
    let none = here("invoices/INV-0/credit-memos");
    server.post(Who::Owner, &none, memo("1")).await.expect(404);
    server.assert_sound().await;
});

// P-25, P-39: it raises the balance of a purchase order that is the payer's.
on_both!(whoever_may_all_in_a_member_account_gives_nothing_back, |server| async {
    server.order("PO-1").await;
    server.owe(&[Due { account: OTHER_MEMBER, ..Due::new("ch-1", "40") }]).await;
    server.issue().await;
    let own = format!("/api/v1/accounts/{OTHER_MEMBER}/invoices/{FIRST}");
    assert_eq!(server.get(Who::OtherMember, &own).await.expect(200)["left"], "40.00");
    let memo = json!({ "amount": "1", "reason": "A gift" });
    let memos = format!("{own}/credit-memos");
    let refused = server.post(Who::OtherMember, &memos, memo.clone()).await;
    assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
    server
        .post(Who::Owner, &here(&format!("invoices/{FIRST}/credit-memos")), memo)
        .await
        .expect(201);
});

on_both!(a_reissue_is_asked_for_once_and_ended_once, |server| async {
    issued(&server).await;
    let path = here(&format!("invoices/{SECOND}/reissue-requests"));
    let wish = json!({ "purchaseOrder": "=PO", "reason": "Wrong purchase order" });
    let made = server.post(Who::Owner, &path, wish.clone()).await.expect(201);
    assert_eq!((&made["state"], &made["version"]), (&json!("open"), &json!(1)));
    let twice = server.post(Who::Owner, &path, wish).await.expect(409);
    assert_eq!((&twice["code"], &twice["current"]["id"]), (&json!("REISSUE_OPEN"), &made["id"]));
    let wrong = json!({ "purchaseOrder": "PO-0", "reason": " " });
    let other = here(&format!("invoices/{FIRST}/reissue-requests"));
    let wrong = server.post(Who::Owner, &other, wrong).await;
    assert_eq!(
        wrong.refused(422),
        ["NO_SUCH_PURCHASE_ORDER /purchaseOrder", "INVALID_REASON /reason"]
    );
    let seen = format!("/api/v1/accounts/{MEMBER}/reissue-requests?state=open");
    let seen = server.get(Who::MemberViewer, &seen).await.expect(200);
    assert_eq!(members(&seen, "invoice"), [SECOND]);
    let one = here(&format!("reissue-requests/{}", made["id"].as_str().unwrap()));
    let end = async |who, version: &str, state: &str| {
        let body = Some(json!({ "state": state }));
        server.send(who, "PATCH", &one, body, &[("if-match", version)]).await
    };
    assert_eq!(end(Who::Owner, "\"7\"", "done").await.expect(409)["code"], "VERSION_CONFLICT");
    assert_eq!(end(Who::Viewer, "\"1\"", "done").await.refused(403), ["ACCESS_DENIED"]);
    assert_eq!(end(Who::Owner, "\"1\"", "done").await.expect(200)["version"], 2);
    assert_eq!(end(Who::Owner, "*", "withdrawn").await.refused(409), ["REISSUE_RESOLVED"]);
    let list = get(&server, "reissue-requests").await;
    assert_eq!(members(&list, "state"), ["done"]);
    end(Who::Foreigner, "*", "done").await.expect(404);
    let none = here("reissue-requests/reissue-9");
    let body = Some(json!({ "state": "done" }));
    server.send(Who::Owner, "PATCH", &none, body, &[]).await.expect(404);
});

on_both!(a_purchase_order_that_is_gone_keeps_its_invoices_and_totals, |server| async {
    issued(&server).await;
    let memo = json!({ "amount": "100", "reason": "Agreed by phone" });
    server
        .post(Who::Owner, &here(&format!("invoices/{FIRST}/credit-memos")), memo)
        .await
        .expect(201);
    server.send(Who::Owner, "DELETE", &here("purchase-orders/=PO"), None, &[]).await.expect(200);
    let page = get(&server, "purchase-orders/%3DPO/invoices?limit=2").await;
    assert_eq!(members(&page, "id"), ["CM-AWS_INC-2026-000001", SECOND]);
    let expected = json!([{
        "key": "=PO", "currency": "USD", "invoiced": "340.00", "credited": "100.00",
        "total": "240.00", "count": 3,
    }]);
    assert_eq!(page["totals"], expected);
    let next = page["next"].as_str().unwrap();
    let rest = get(&server, &format!("purchase-orders/%3DPO/invoices?cursor={next}")).await;
    assert_eq!(members(&rest, "id"), [FIRST]);
    server.get(Who::Owner, &here("purchase-orders/PO-0/invoices")).await.expect(404);
    let totals = get(&server, "totals?from=2026-10&to=2026-12&by=cost-center").await;
    assert_eq!(
        (members(&totals, "key"), members(&totals, "total")),
        (vec!["IT".to_owned()], vec!["240.00".to_owned()])
    );
    let wrong = server.get(Who::Owner, &here("totals?from=2026-10&to=2026-09&by=account")).await;
    assert_eq!(wrong.refused(400), ["INVALID_PERIOD to"]);
});

on_both!(the_audit_is_read_by_those_who_may_and_leads_to_its_head, |server| async {
    issued(&server).await;
    let list = get(&server, "audit?subjectKind=invoice").await;
    assert_eq!(members(&list, "subject"), [SECOND, FIRST]);
    assert_eq!(members(&list, "action"), ["invoicing:IssueInvoice"; 2]);
    let by_subject = get(&server, "audit?subjectKind=purchase-order&subject=%3DPO").await;
    assert_eq!(by_subject["items"][0]["before"], Value::Null);
    let actor = list["items"][0]["actor"].as_str().unwrap();
    assert!(actor.starts_with("token:"), "{actor}");
    let nobody = get(&server, "audit?actor=user:nobody").await;
    assert_eq!(nobody["items"], json!([]));
    let head = get(&server, "audit/head").await;
    let latest = get(&server, "audit?limit=1").await;
    assert_eq!(head["sequence"], latest["items"][0]["sequence"]);
    assert_eq!(head["hash"], latest["items"][0]["hash"]);
    let next = latest["next"].as_str().unwrap();
    let older = get(&server, &format!("audit?limit=1&cursor={next}")).await;
    assert!(older["items"][0]["sequence"].as_i64() < head["sequence"].as_i64());
    for path in ["audit", "audit/head"] {
        let refused = server.get(Who::Viewer, &here(path)).await;
        assert_eq!(refused.refused(403), ["ACCESS_DENIED"]);
        let own = format!("/api/v1/accounts/{OTHER_MEMBER}/{path}");
        assert_eq!(server.get(Who::OtherMember, &own).await.status, 403);
    }
});
