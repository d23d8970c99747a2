//! Issued documents as they are read, their totals, wishes for others, and the audit.

use documents::DocumentKind;
use records::agreements::View;
use records::invoices::*;
use records::totals::{TotalsBy, TotalsRow, of_purchase_order, totals};
use records::{AuditQuery, RecordError, audit};
use serde_json::json;

use crate::buyer::{ACCOUNT, Buyer, fixed, line, monthly, usage};
use crate::databases::{TestRecords, on_both, refusal};

const DUE: &str = "2026-01-05T09:00:00Z";
const MEMBER: &str = "222222222222";
const ALL: View = View::Organisation;

fn member() -> View {
    View::Account(MEMBER.to_owned())
}

/// January: 100 on A (cost centre IT), 40 for the member without purchase order, usage of both
/// agreements in one invoice; a memo of 25 for the first, and 7 yen in February.
async fn buyer(records: &TestRecords) -> Buyer {
    let buyer = Buyer::new(records).await;
    records.member(&buyer.id, MEMBER).await;
    let mut blanket = line("1", "marketplace-blanket-usage", "1000");
    blanket["costCenter"] = json!("IT");
    buyer.order("A", &[blanket]).await;
    buyer
        .charges(&[
            fixed("a", "100", DUE).agreement("agmt-1").with("paymentTerms", "NET_30"),
            fixed("b", "40", "2026-01-06T09:00:00Z")
                .account(MEMBER)
                .with("category", "subscription"),
            usage("u").agreement("agmt-1"),
            usage("v").agreement("agmt-2").account(MEMBER),
            fixed("y", "7", "2026-02-05T00:00:00Z").with("currency", "JPY"),
        ])
        .await;
    buyer.meter("u", "2026-01", "10.005").await;
    buyer.meter("v", "2026-01", "20").await;
    buyer.at("2026-02-05T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    buyer.issue_due().await.unwrap();
    buyer.memo("INV-AWS_INC-2026-000001", "25").await.unwrap();
    buyer.memo("INV-AWS_INC-2026-000002", "1").await.unwrap();
    buyer.assert_sound().await;
    buyer
}

async fn listed(buyer: &Buyer, view: &View, query: InvoiceQuery) -> Vec<String> {
    let listed = invoices(&buyer.records, &buyer.id, view, &query).await.unwrap();
    listed.items.into_iter().map(|invoice| invoice.id.replace("-AWS_INC-2026-00000", " ")).collect()
}

on_both!(documents_are_listed_as_asked_the_latest_first, |records| async {
    let buyer = buyer(&records).await;
    let text = |text: &str| Some(text.to_owned());
    let month = |text: &str| Some(text.parse().unwrap());
    let all = InvoiceQuery::default;
    let cases: [(InvoiceQuery, &[&str]); 12] = [
        (all(), &["CM 2", "CM 1", "INV 4", "INV 3", "INV 2", "INV 1"]),
        (InvoiceQuery { purchase_order: text("A"), ..all() }, &["CM 1", "INV 3", "INV 1"]),
        (InvoiceQuery { account: text(MEMBER), ..all() }, &["CM 2", "INV 2"]),
        (InvoiceQuery { from: month("2026-02"), ..all() }, &["INV 4"]),
        (
            InvoiceQuery { to: month("2026-01"), kind: Some(InvoiceKind::Invoice), ..all() },
            &["INV 3", "INV 2", "INV 1"],
        ),
        (InvoiceQuery { kind: Some(InvoiceKind::CreditMemo), ..all() }, &["CM 2", "CM 1"]),
        (InvoiceQuery { text: text("cm-aws"), ..all() }, &["CM 2", "CM 1"]),
        (InvoiceQuery { text: text("%"), ..all() }, &[]),
        (InvoiceQuery { placement: Some(Placed::Nowhere), ..all() }, &["CM 2", "INV 4", "INV 2"]),
        (
            InvoiceQuery { placement: Some(Placed::OnPurchaseOrder), ..all() },
            &["CM 1", "INV 3", "INV 1"],
        ),
        (InvoiceQuery { agreement: text("agmt-2"), ..all() }, &["INV 3"]),
        (InvoiceQuery { agreement: text("agmt-1"), ..all() }, &["CM 1", "INV 3", "INV 1"]),
    ];
    for (query, expected) in cases {
        assert_eq!(listed(&buyer, &ALL, query.clone()).await, expected, "{query:?}");
    }
    assert_eq!(listed(&buyer, &member(), all()).await, ["CM 2", "INV 2"]);
    let query = InvoiceQuery { account: text(ACCOUNT), ..all() };
    assert_eq!(listed(&buyer, &member(), query).await, [""; 0]);
});

on_both!(a_list_goes_on_where_it_ended, |records| async {
    let buyer = buyer(&records).await;
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let query = InvoiceQuery { before, limit: Some(4), ..InvoiceQuery::default() };
        let part = invoices(&records, &buyer.id, &ALL, &query).await.unwrap();
        found.extend(part.items.iter().map(|invoice| invoice.sequence));
        let Some(next) = part.next else { break };
        before = Some(next.parse().unwrap());
    }
    assert_eq!(found, [6, 5, 4, 3, 2, 1]);
});

on_both!(a_document_is_found_with_everything_about_it, |records| async {
    let buyer = buyer(&records).await;
    let find = |view: View, id: &'static str| {
        let (records, buyer) = (&records, &buyer);
        async move { find_invoice(records, &buyer.id, &view, id).await }
    };
    let invoice = find(ALL, "INV-AWS_INC-2026-000001").await.unwrap();
    assert_eq!(invoice.summary.total, "100.00");
    assert_eq!(invoice.summary.due_on.as_deref(), Some("2026-02-04"));
    assert_eq!(invoice.summary.cost_center.as_deref(), Some("IT"));
    assert_eq!(
        (invoice.drawn.as_str(), invoice.balance_after.as_deref()),
        ("100.00", Some("900.00"))
    );
    assert_eq!((invoice.left.as_deref(), invoice.covered), (Some("75.00"), true));
    assert_eq!(invoice.credit_memos[0].id, "CM-AWS_INC-2026-000001");
    assert_eq!(invoice.lines[0].charge, "a");
    assert_eq!(invoice.agreement.as_deref(), Some("agmt-1"));
    let usage = find(ALL, "INV-AWS_INC-2026-000003").await.unwrap();
    let lines: Vec<_> =
        usage.lines.iter().map(|line| (line.amount.as_str(), line.period.as_deref())).collect();
    assert_eq!(lines, [("10.005", Some("2026-01")), ("20", Some("2026-01"))]);
    assert_eq!((usage.summary.total.as_str(), usage.summary.account.as_str()), ("30.00", ACCOUNT));
    let memo = find(ALL, "CM-AWS_INC-2026-000001").await.unwrap();
    assert_eq!((memo.left, memo.drawn.as_str()), (None, "-25.00"));
    assert_eq!(memo.reason.as_deref(), Some("Agreed by phone"));
    assert_eq!(memo.summary.cost_center.as_deref(), Some("IT"));
    let own = find(member(), "CM-AWS_INC-2026-000002").await.unwrap();
    assert_eq!(own.summary.original_invoice_id.as_deref(), Some("INV-AWS_INC-2026-000002"));
    let yen = find(ALL, "INV-AWS_INC-2026-000004").await.unwrap();
    assert_eq!(yen.summary.total, "7");
    let foreign = find(member(), "INV-AWS_INC-2026-000001").await;
    assert_eq!(refusal(foreign), ["no invoice INV-AWS_INC-2026-000001"]);
});

on_both!(an_explanation_names_its_document_and_its_candidates, |records| async {
    let buyer = buyer(&records).await;
    let explained = |view: View, id: &'static str| {
        let (records, buyer) = (&records, &buyer);
        async move {
            let explained = explanation(records, &buyer.id, &view, id).await?;
            Ok::<_, RecordError>(serde_json::to_value(explained).unwrap())
        }
    };
    let expected = json!({
        "invoiceId": "INV-AWS_INC-2026-000001",
        "candidates": [{"purchaseOrderId": "A", "lineItemNumber": "1", "verdict": "chosen",
            "code": null, "sentence": {
                "key": "CHOSEN_ALONE",
                "arguments": {"order": "A", "line": "1"},
                "text": "A line 1 is used: it is the only line that fits (M2 to M7)",
            }}],
    });
    assert_eq!(explained(ALL, "INV-AWS_INC-2026-000001").await.unwrap(), expected);
    let own = explained(member(), "INV-AWS_INC-2026-000002").await.unwrap();
    assert_eq!(own["invoiceId"], "INV-AWS_INC-2026-000002");
    let candidate = &own["candidates"][0];
    assert_eq!((&candidate["verdict"], &candidate["code"]), (&json!("rejected"), &json!("TYPE")));
    let sentence = "A line 1 is out: its type Marketplace blanket usage does not fit subscription \
                    invoices (M7)";
    assert_eq!(candidate["sentence"]["text"], sentence);
    let foreign = explained(member(), "INV-AWS_INC-2026-000001").await;
    assert_eq!(refusal(foreign), ["no invoice INV-AWS_INC-2026-000001"]);
});

on_both!(a_printed_document_stays_as_it_was, |records| async {
    let buyer = buyer(&records).await;
    let first = document(&records, &buyer.id, &ALL, "INV-AWS_INC-2026-000001").await.unwrap();
    assert_eq!(first.seller, "Amazon Web Services, Inc.");
    assert_eq!(first.bill_to, [format!("Organisation {ACCOUNT}"), format!("Account {ACCOUNT}")]);
    assert_eq!(
        (first.issued_on.as_str(), first.due_on.as_deref()),
        ("2026-01-05", Some("2026-02-04"))
    );
    assert_eq!(first.payment_terms.as_deref(), Some("30 days net"));
    assert_eq!((first.total.as_str(), first.charges[0].amount.as_str()), ("100.00", "100"));
    let mut write = records.change(&buyer.id).await;
    records::organisations::rename(&mut write, "Another name").await.unwrap();
    write.commit().await.unwrap();
    let again = document(&records, &buyer.id, &ALL, "INV-AWS_INC-2026-000001").await.unwrap();
    assert_eq!(first, again);
    let memo = document(&records, &buyer.id, &member(), "CM-AWS_INC-2026-000002").await.unwrap();
    assert_eq!((memo.kind, memo.account.as_str()), (DocumentKind::CreditMemo, MEMBER));
    assert_eq!(memo.bill_to[1], format!("Member {MEMBER}"));
    assert_eq!(memo.charges[0].description, "Agreed by phone");
    assert_eq!(memo.charges[0].amount, "1.00");
    assert!(!documents::invoice_pdf(&memo).unwrap().is_empty());
});

on_both!(a_wish_for_another_invoice_changes_nothing_else, |records| async {
    let buyer = buyer(&records).await;
    let id = "INV-AWS_INC-2026-000002";
    let before = find_invoice(&records, &buyer.id, &ALL, id).await.unwrap();
    let wish = |order: Option<&str>, reason: &str| NewReissueRequest {
        purchase_order: order.map(str::to_owned),
        reason: reason.to_owned(),
    };
    let mut write = records.change(&buyer.id).await;
    let refused = request_reissue(&mut write, id, wish(Some("NONE"), " ")).await;
    let expected = ["NO_SUCH_PURCHASE_ORDER /purchaseOrder", "INVALID_REASON /reason"];
    assert_eq!(refusal(refused), expected);
    let unknown = request_reissue(&mut write, "INV-0", wish(None, "why")).await;
    assert_eq!(refusal(unknown), ["no invoice INV-0"]);
    let request = request_reissue(&mut write, id, wish(Some("A"), " Wrong line ")).await.unwrap();
    assert_eq!((request.reason.as_str(), request.version), ("Wrong line", 1));
    assert_eq!(request.requested_by, "user:u-test");
    let second = request_reissue(&mut write, id, wish(None, "again")).await;
    assert_eq!(refusal(second), ["REISSUE_OPEN"]);
    write.commit().await.unwrap();

    let after = find_invoice(&records, &buyer.id, &member(), id).await.unwrap();
    assert_eq!(after.reissue_requests, std::slice::from_ref(&request));
    assert_eq!(Invoice { reissue_requests: Vec::new(), ..after }, before);

    let mut write = records.change(&buyer.id).await;
    let stale = resolve_reissue(&mut write, &request.id, ReissueState::Done, 2).await;
    assert_eq!(refusal(stale), ["VERSION_CONFLICT"]);
    let open = resolve_reissue(&mut write, &request.id, ReissueState::Open, 1).await;
    assert_eq!(refusal(open), ["INVALID_STATE /state"]);
    let done = resolve_reissue(&mut write, &request.id, ReissueState::Done, 1).await.unwrap();
    assert_eq!((done.state, done.version), (ReissueState::Done, 2));
    let twice = resolve_reissue(&mut write, &request.id, ReissueState::Withdrawn, 2).await;
    assert_eq!(refusal(twice), ["REISSUE_RESOLVED"]);
    let next = request_reissue(&mut write, id, wish(None, "once more")).await.unwrap();
    write.commit().await.unwrap();

    let list = |view: View, query: ReissueQuery| {
        let (records, buyer) = (&records, &buyer);
        async move {
            let listed = reissue_requests(records, &buyer.id, &view, &query).await.unwrap();
            (listed.items.into_iter().map(|one| one.id).collect::<Vec<_>>(), listed.next)
        }
    };
    let all = ReissueQuery::default();
    let both = vec![next.id.clone(), request.id.clone()];
    assert_eq!(list(ALL, all.clone()).await, (both, None));
    let first = ReissueQuery { limit: Some(1), ..all.clone() };
    let (_, cursor) = list(member(), first.clone()).await;
    assert_eq!(cursor.as_deref(), Some(next.id.as_str()));
    let rest = ReissueQuery { after: cursor, ..first };
    assert_eq!(list(member(), rest).await, (vec![request.id.clone()], None));
    let open = ReissueQuery { state: Some(ReissueState::Open), ..all.clone() };
    assert_eq!(list(ALL, open).await.0, [next.id]);
    assert_eq!(list(View::Account("999999999999".to_owned()), all).await.0, [""; 0]);
});

fn in_short(rows: &[TotalsRow]) -> Vec<String> {
    rows.iter()
        .map(|row| {
            let key = row.key.as_deref().unwrap_or("-");
            let TotalsRow { currency, invoiced, credited, total, count, .. } = row;
            format!("{key} {currency} {invoiced} - {credited} = {total} ({count})")
        })
        .collect()
}

on_both!(totals_are_by_key_and_currency, |records| async {
    let buyer = buyer(&records).await;
    let period = ("2026-01".parse().unwrap(), "2026-02".parse().unwrap());
    let cases: [(TotalsBy, &[&str]); 4] = [
        (
            TotalsBy::CostCenter,
            &[
                "- JPY 7 - 0 = 7 (1)",
                "- USD 40.00 - 1.00 = 39.00 (2)",
                "IT USD 130.00 - 25.00 = 105.00 (3)",
            ],
        ),
        (
            TotalsBy::PurchaseOrder,
            &[
                "- JPY 7 - 0 = 7 (1)",
                "- USD 40.00 - 1.00 = 39.00 (2)",
                "A USD 130.00 - 25.00 = 105.00 (3)",
            ],
        ),
        (
            TotalsBy::Account,
            &[
                "111111111111 JPY 7 - 0 = 7 (1)",
                "111111111111 USD 130.00 - 25.00 = 105.00 (3)",
                "222222222222 USD 40.00 - 1.00 = 39.00 (2)",
            ],
        ),
        (
            TotalsBy::Agreement,
            &[
                "- JPY 7 - 0 = 7 (1)",
                "- USD 40.00 - 1.00 = 39.00 (2)",
                "agmt-1 USD 110.00 - 25.00 = 85.00 (3)",
                "agmt-2 USD 20.00 - 0.00 = 20.00 (1)",
            ],
        ),
    ];
    for (by, expected) in cases {
        let rows = totals(&records, &buyer.id, &ALL, period, by).await.unwrap();
        assert_eq!(in_short(&rows), expected, "{by:?}");
    }
    let january = ("2026-01".parse().unwrap(), "2026-01".parse().unwrap());
    for by in [TotalsBy::PurchaseOrder, TotalsBy::Agreement] {
        let rows = totals(&records, &buyer.id, &member(), january, by).await.unwrap();
        assert_eq!(in_short(&rows), ["- USD 40.00 - 1.00 = 39.00 (2)"]);
    }
    let of_order = of_purchase_order(&records, &buyer.id, &ALL, "A").await.unwrap();
    assert_eq!(in_short(&of_order), ["A USD 130.00 - 25.00 = 105.00 (3)"]);
    let none = of_purchase_order(&records, &buyer.id, &member(), "A").await.unwrap();
    assert_eq!(none, []);
});

on_both!(sums_are_exact_beyond_sixty_four_bits, |records| async {
    let buyer = Buyer::new(&records).await;
    let charge = |index: usize| {
        let due_at = format!("2026-01-05T09:{:02}:{:02}Z", index / 60, index % 60);
        fixed(&format!("c{index}"), "999999999999999.99", &due_at)
    };
    let charges: Vec<_> = (0..120).map(charge).collect();
    buyer.charges(&charges).await;
    buyer.charges(&[monthly("m", "0.01", "2026-01")]).await;
    buyer.at("2026-02-03T00:00:00Z");
    buyer.close("2026-01").await.unwrap();
    let period = ("2026-01".parse().unwrap(), "2026-01".parse().unwrap());
    for by in [TotalsBy::Account, TotalsBy::Agreement] {
        let rows = totals(&records, &buyer.id, &ALL, period, by).await.unwrap();
        assert_eq!(rows[0].invoiced, "119999999999999998.81");
    }
    buyer.assert_sound().await;
});

on_both!(the_audit_is_read_as_asked_the_latest_first, |records| async {
    let buyer = buyer(&records).await;
    let all = AuditQuery::default;
    let read = |query: AuditQuery| {
        let (records, buyer) = (&records, &buyer);
        async move { audit(records, &buyer.id, &query).await.unwrap() }
    };
    let order = AuditQuery {
        subject_kind: Some("purchase-order".to_owned()),
        subject: Some("A".to_owned()),
        ..all()
    };
    let of_order = read(order).await.items;
    assert_eq!(of_order.len(), 1);
    assert_eq!(of_order[0].action, "purchase-orders:AddPurchaseOrder");
    assert_eq!((of_order[0].actor.as_str(), &of_order[0].before), ("user:u-test", &None));
    assert_eq!(of_order[0].after.as_ref().unwrap()["id"], "A");
    let nobody = AuditQuery { actor: Some("user:nobody".to_owned()), ..all() };
    assert_eq!(read(nobody).await.items.len(), 0);
    let first = read(AuditQuery { limit: Some(2), ..all() }).await;
    let sequences: Vec<i64> = first.items.iter().map(|one| one.sequence).collect();
    assert_eq!(first.next, Some(sequences[1].to_string()));
    assert_eq!(sequences[0], sequences[1] + 1);
    let rest = read(AuditQuery { before: Some(sequences[1]), ..all() }).await;
    assert_eq!(rest.items[0].sequence, sequences[1] - 1);
    assert_eq!((rest.items.last().unwrap().sequence, rest.next), (1, None));
});
