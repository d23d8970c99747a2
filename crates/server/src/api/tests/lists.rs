//! Lists of purchase orders and charges: what is found, in which order, page after page.

use serde_json::{Value, json};

use super::buying::{Due, here, members};
use super::harness::{MANAGEMENT, Server, Who, on_both};

/// A purchase order: id, seller, currency, months, status, and type and amount of its line.
type Row = (&'static str, &'static str, &'static str, [&'static str; 2], Value, Option<LineOf>);
type LineOf = (&'static str, &'static str);

fn rows() -> [Row; 7] {
    let (active, suspended) = (json!(false), json!(true));
    let year = ["2026-01", "2026-12"];
    let past = ["2026-01", "2026-09"];
    [
        ("F", "AWS_INC", "USD", ["2026-10", "2026-12"], active.clone(), {
            Some(("marketplace-blanket-usage", "100"))
        }),
        ("C", "AWS_INC", "USD", ["2026-01", "2027-12"], suspended.clone(), {
            Some(("subscription", "500"))
        }),
        ("A", "AWS_INC", "USD", year, active.clone(), Some(("all", "1000"))),
        ("Z", "AWS_INC", "USD", year, active.clone(), Some(("all", "0"))),
        ("D", "AWS_INC", "USD", past, active.clone(), Some(("all", "50"))),
        ("B", "AWS_EMEA_SARL", "EUR", ["2026-06", "2026-11"], active, {
            Some(("monthly-usage", "100"))
        }),
        ("E", "AWS_INC", "USD", past, suspended, None),
    ]
}

/// Purchase orders in every state, made in this order, a minute after each other; then the
/// marketplace makes `MP-1`, and draws 30 from `F`.
async fn fill(server: &Server) {
    for (index, (id, seller, currency, months, suspended, line)) in rows().into_iter().enumerate() {
        server.clock.travel(format!("2026-10-05T09:{index:02}:00Z").parse().unwrap());
        let line = line.map(|(kind, amount)| {
            json!({
                "number": "1", "type": kind, "startMonth": months[0], "endMonth": months[1],
                "amount": amount, "quantity": "1", "balanceTracking": id != "C",
            })
        });
        let contacts: &[&str] = if id == "A" { &["ada@example.com"] } else { &[] };
        let contacts: Vec<Value> = contacts.iter().map(|email| json!({ "email": email })).collect();
        let order = json!({
            "id": id, "billFrom": [seller], "currency": currency, "effectiveMonth": months[0],
            "expirationMonth": months[1], "suspended": suspended, "contacts": contacts,
            "lineItems": line.into_iter().collect::<Vec<_>>(),
        });
        server.post(Who::Owner, &here("purchase-orders"), order).await.expect(201);
    }
    server.owe(&[Due::new("ch-1", "30"), Due::new("ch-2", "5")]).await;
    let named = json!({ "set": { "charge": "ch-2" }, "to": { "purchaseOrderReference": "MP-1" } });
    server.post(Who::Owner, &here("changes"), json!({ "edits": [named] })).await.expect(200);
    server.issue().await;
}

async fn page(server: &Server, list: &str, query: &str) -> (Vec<String>, Option<String>) {
    let page = server.get(Who::Owner, &here(&format!("{list}?{query}"))).await.expect(200);
    (members(&page, "id"), page["next"].as_str().map(str::to_owned))
}

/// The ids of a list, all of its pages.
async fn found(server: &Server, query: &str) -> String {
    let (mut ids, mut next) = page(server, "purchase-orders", &format!("limit=3&{query}")).await;
    while let Some(cursor) = next {
        let query = format!("limit=3&{query}&cursor={cursor}");
        let (more, behind) = page(server, "purchase-orders", &query).await;
        ids.extend(more);
        next = behind;
    }
    ids.join(" ")
}

const FILTERS: [(&str, &str); 19] = [
    ("status=active", "A B F MP-1 Z"),
    ("status=suspended", "C"),
    ("status=expired", "D"),
    ("status=suspended-expired", "E"),
    ("billFrom=AWS_EMEA_SARL", "B"),
    ("type=monthly-usage", "B"),
    ("type=subscription", "C"),
    ("type=marketplace-transaction", "MP-1"),
    ("month=2026-05", "A C D E Z"),
    ("month=2027-08", "C MP-1"),
    ("belowThreshold=true", "F"),
    ("belowThreshold=false", "A B C D E MP-1 Z"),
    ("outOfBalance=true", "Z"),
    ("outOfBalance=false", "A B C D E F MP-1"),
    ("expiringSoon=true", "B"),
    ("noContacts=false", "A"),
    ("madeBy=marketplace", "MP-1"),
    ("madeBy=person", "A B C D E F Z"),
    ("status=active&type=all", "A Z"),
];

const SORTS: [(&str, &str); 7] = [
    ("id", "A B C D E F MP-1 Z"),
    ("effectiveMonth", "A C D E Z B F MP-1"),
    ("expirationMonth", "D E B A F Z MP-1 C"),
    ("status", "A B F MP-1 Z C D E"),
    ("value", "B E Z MP-1 D F C A"),
    ("balance", "B Z D F A C E MP-1"),
    ("updatedAt", "MP-1 F C A Z D B E"),
];

on_both!(every_filter_finds_what_it_says, |server| async {
    fill(&server).await;
    for (query, expected) in FILTERS {
        assert_eq!(found(&server, query).await, expected, "{query}");
    }
    let wrong = server.get(Who::Owner, &here("purchase-orders?month=2026-13")).await;
    assert_eq!(wrong.refused(422), ["INVALID_MONTH month"]);
});

on_both!(every_order_goes_on_from_page_to_page, |server| async {
    fill(&server).await;
    for (sort, expected) in SORTS {
        assert_eq!(found(&server, &format!("sort={sort}")).await, expected, "{sort}");
        let mut reversed: Vec<&str> = expected.split(' ').collect();
        reversed.reverse();
        let descending = found(&server, &format!("sort={sort}&descending=true")).await;
        assert_eq!(descending, reversed.join(" "), "{sort}");
    }
});

on_both!(what_comes_and_goes_between_pages_moves_nothing_else, |server| async {
    fill(&server).await;
    let (first, next) = page(&server, "purchase-orders", "limit=2").await;
    assert_eq!(first, ["A", "B"]);
    let order = here("purchase-orders/A");
    server.send(Who::Owner, "DELETE", &order, None, &[]).await.expect(200);
    let rest = format!("limit=2&cursor={}", next.unwrap());
    assert_eq!(page(&server, "purchase-orders", &rest).await.0, ["C", "D"]);
    for id in ["AA", "AB", "AC"] {
        server.order(id).await;
    }
    assert_eq!(page(&server, "purchase-orders", &rest).await.0, ["C", "D"]);
    for cursor in ["2", "zz", "7b7d", "é1"] {
        let path = here(&format!("purchase-orders?cursor={cursor}")).replace('é', "%C3%A9");
        assert_eq!(server.get(Who::Owner, &path).await.refused(400), ["INVALID_CURSOR cursor"]);
    }
});

on_both!(a_charge_that_is_issued_between_pages_hides_no_other, |server| async {
    let due = |id: &'static str, at: &'static str| Due { at, ..Due::new(id, "5") };
    let charges = [
        due("ch-1", "2026-10-06T00:00:00Z"),
        due("ch-2", "2026-10-07T00:00:00Z"),
        due("ch-3", "2026-10-08T00:00:00Z"),
    ];
    server.owe(&charges).await;
    let (first, next) = page(&server, "charges", "limit=1").await;
    assert_eq!(first, ["ch-1"]);
    server.clock.travel("2026-10-06T12:00:00Z".parse().unwrap());
    server.issue().await;
    let rest = format!("limit=1&cursor={}", next.unwrap());
    assert_eq!(page(&server, "charges", &rest).await.0, ["ch-2"]);
});

on_both!(what_a_policy_hides_leaves_no_gap_in_a_page_of_agreements, |server| async {
    use super::offers::{agree, at, offer, upfront};
    let mut ids = Vec::new();
    for _ in 0..5 {
        let offer = offer(json!([upfront("5")]));
        let accepted = agree(&server, Who::Owner, MANAGEMENT, offer, json!({ "choice": "none" }));
        ids.insert(0, accepted.await["agreement"]["id"].as_str().unwrap().to_owned());
    }
    let hidden = format!(
        "forbid (principal, action == Tieback::Action::\"aws-marketplace:SearchAgreements\", \
         resource) when {{ resource == Tieback::Agreement::\"{}\" || resource == \
         Tieback::Agreement::\"{}\" }};",
        ids[0], ids[2]
    );
    let path = at(MANAGEMENT, "policies/hidden");
    let put = server.send(Who::Owner, "PUT", &path, Some(json!({ "text": hidden })), &[]).await;
    put.expect(200);
    let (first, next) = page(&server, "agreements", "limit=2").await;
    assert_eq!(first, [ids[1].as_str(), ids[3].as_str()]);
    let rest = format!("limit=2&cursor={}", next.unwrap());
    assert_eq!(page(&server, "agreements", &rest).await, (vec![ids[4].clone()], None));
});
