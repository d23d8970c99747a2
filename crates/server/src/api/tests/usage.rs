//! Usage through the API: figures, and billing exports.

use std::io::Write;

use axum::http::Request;
use flate2::Compression;
use flate2::write::GzEncoder;
use records::Actor;
use records::people::{self, NewToken};
use serde_json::{Value, json};

use super::harness::{Answered, FOREIGN, MANAGEMENT, MEMBER, OTHER_MEMBER, Server, Who, on_both};
use super::offers::{agree, at, charges, issue, offer, pay_as_you_go, upfront};

async fn usage_charge(server: &Server) -> String {
    let none = json!({ "choice": "none" });
    let accepted = agree(server, Who::Buyer, MEMBER, pay_as_you_go("scans"), none).await;
    charges(&accepted)[0].clone()
}

async fn put(server: &Server, who: Who, place: &str, amount: &str) -> Answered {
    server.send(who, "PUT", place, Some(json!({ "amount": amount })), &[]).await
}

on_both!(a_figure_replaces_the_one_before_and_late_ones_are_told, |server| async {
    let charge = usage_charge(&server).await;
    let months = at(MANAGEMENT, &format!("charges/{charge}/usage"));
    let october = format!("{months}/2026-10");
    let first = put(&server, Who::Owner, &october, "10").await.expect(200);
    assert_eq!((&first["outcome"], &first["amount"]), (&json!("added"), &json!("10.00")));
    assert_eq!(first["source"], "api");
    let same = put(&server, Who::Owner, &october, "10.00").await.expect(200);
    assert_eq!(same["outcome"], "unchanged");
    issue(&server, "2026-11-04T00:00:00Z").await;
    let late = put(&server, Who::Owner, &october, "12.50").await.expect(200);
    assert_eq!((&late["outcome"], &late["late"]), (&json!("changed"), &json!(true)));
    put(&server, Who::Owner, &format!("{months}/2026-11"), "1").await.expect(200);
    let page = server.get(Who::Owner, &format!("{months}?limit=1")).await.expect(200);
    assert_eq!((&page["total"], &page["items"][0]["period"]), (&json!(2), &json!("2026-11")));
    let next = page["next"].as_str().unwrap();
    let own = at(MEMBER, &format!("charges/{charge}/usage?cursor={next}"));
    let rest = server.get(Who::Buyer, &own).await.expect(200);
    let october = &rest["items"][0];
    assert_eq!((&october["amount"], &october["invoiced"]), (&json!("12.50"), &json!("10.00")));
});

on_both!(a_wrong_figure_is_refused_by_its_place, |server| async {
    let charge = usage_charge(&server).await;
    let place = |period: &str| at(MANAGEMENT, &format!("charges/{charge}/usage/{period}"));
    let refused = put(&server, Who::Owner, &place("2026-13"), "1e3").await.refused(422);
    assert_eq!(refused, ["INVALID_AMOUNT /amount", "INVALID_MONTH /period"]);
    let refused = put(&server, Who::Owner, &place("2026-11"), "1").await.refused(422);
    assert_eq!(refused, ["PERIOD_NOT_BEGUN /period"]);
    let none = json!({ "choice": "none" });
    let fixed = agree(&server, Who::Owner, MANAGEMENT, offer(json!([upfront("5")])), none).await;
    let fixed = at(MANAGEMENT, &format!("charges/{}/usage/2026-10", charges(&fixed)[0]));
    assert_eq!(put(&server, Who::Owner, &fixed, "1").await.refused(422), ["NOT_USAGE /charge"]);
    // A buyer sees usage; who meters it hands it in.
    let own = at(MEMBER, &format!("charges/{charge}/usage/2026-10"));
    assert_eq!(put(&server, Who::Buyer, &own, "1").await.refused(403), ["ACCESS_DENIED"]);
    for (who, account) in [(Who::OtherMember, OTHER_MEMBER), (Who::Foreigner, FOREIGN)] {
        let foreign = at(account, &format!("charges/{charge}/usage"));
        put(&server, who, &format!("{foreign}/2026-10"), "1").await.expect(404);
        server.get(who, &foreign).await.expect(404);
    }
    let viewer = at(MEMBER, &format!("charges/{charge}/usage"));
    server.get(Who::MemberViewer, &viewer).await.expect(403);
});

/// An export of the management account with a row for each month and cost.
pub(super) fn export(rows: &[(&str, &str)]) -> Vec<u8> {
    let mut text = "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,\
                    ChargeFrequency,ChargePeriodStart,InvoiceIssuerName,ProviderName,\
                    PublisherName,ServiceName,SubAccountId\n"
        .to_owned();
    for (month, cost) in rows {
        text.push_str(&format!(
            "{cost},{MANAGEMENT},USD,{month}-01T00:00:00Z,Usage,Usage-Based,{month}-02T00:00:00Z,\
             Amazon Web Services Inc.,AWS,Amazon Web Services Inc.,Compute,{MEMBER}\n"
        ));
    }
    text.into_bytes()
}

/// Sends a body that is no JSON.
pub(super) async fn import(
    server: &Server,
    who: Who,
    place: &str,
    kind: &str,
    body: Vec<u8>,
) -> Answered {
    let mut request = Request::post(place).header("content-type", kind);
    if let Some(secret) = secret(server, who).await {
        request = request.header("authorization", format!("Bearer {secret}"));
    }
    server.ask(request.body(body.into()).unwrap()).await
}

/// A token of somebody, in their account.
async fn secret(server: &Server, who: Who) -> Option<String> {
    let (user, account) = match who {
        Who::Owner => ("u-owner", MANAGEMENT),
        Who::Viewer => ("u-viewer", MANAGEMENT),
        Who::Buyer => ("u-buyer", MEMBER),
        Who::Administrator => ("u-administrator", MANAGEMENT),
        Who::OtherMember => ("u-othermember", OTHER_MEMBER),
        _ => return None,
    };
    let new = NewToken {
        name: "import".to_owned(),
        account: account.to_owned(),
        scope: None,
        expires_at: None,
    };
    let actor = Actor::system("test");
    let mut write = server.records.write(&server.organisation, &actor, None).await.unwrap();
    let (secret, _) = people::create_token(&mut write, user, new).await.unwrap();
    write.commit().await.unwrap();
    Some(secret)
}

fn counts(import: &Value) -> [u64; 4] {
    ["added", "changed", "unchanged", "chargesAdded"].map(|key| import[key].as_u64().unwrap())
}

on_both!(an_export_that_comes_twice_counts_once, |server| async {
    let place = at(MANAGEMENT, "usage:import-focus");
    let rows = [("2026-09", "40.00"), ("2026-10", "7.25")];
    let asked = format!("{place}?preview=true");
    let seen = import(&server, Who::Owner, &asked, "text/csv", export(&rows)).await.expect(200);
    assert_eq!(counts(&seen), [2, 0, 0, 1]);
    let list = server.get(Who::Owner, &at(MANAGEMENT, "charges")).await.expect(200);
    assert_eq!(list["items"], json!([]));
    let first = import(&server, Who::Owner, &place, "text/csv", export(&rows)).await.expect(200);
    assert_eq!(first, seen);
    assert_eq!(first["periods"], json!(["2026-09", "2026-10"]));
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&export(&rows)).unwrap();
    let packed = packed.finish().unwrap();
    let again = import(&server, Who::Owner, &place, "application/gzip", packed).await.expect(200);
    assert_eq!(counts(&again), [0, 0, 2, 0]);
    let corrected = export(&[("2026-09", "40.00"), ("2026-10", "8.00")]);
    let more = import(&server, Who::Owner, &place, "text/csv", corrected).await.expect(200);
    assert_eq!(counts(&more), [0, 1, 1, 0]);
    // What an account of the organisation used is that account's.
    let list = server.get(Who::Buyer, &at(MEMBER, "charges")).await.expect(200);
    let charge = list["items"][0]["id"].as_str().unwrap();
    let months = at(MEMBER, &format!("charges/{charge}/usage"));
    let months = server.get(Who::Buyer, &months).await.expect(200);
    assert_eq!(months["items"][0]["amount"], "8.00");
    assert_eq!(months["items"][1]["amount"], "40.00");
});

on_both!(an_export_that_cannot_be_read_changes_nothing, |server| async {
    let place = at(MANAGEMENT, "usage:import-focus");
    let wrong = import(&server, Who::Owner, &place, "text/csv", b"a,b\n1,2\n".to_vec()).await;
    assert!(wrong.refused(422)[0].starts_with("MISSING_COLUMN"));
    let json = import(&server, Who::Owner, &place, "application/json", b"{}".to_vec()).await;
    assert_eq!(json.refused(415), ["CONTENT_TYPE"]);
    let unknown = format!("{place}?billingAccount=123");
    let rows = export(&[("2026-10", "1")]);
    let unknown = import(&server, Who::Owner, &unknown, "text/csv", rows.clone()).await;
    assert!(unknown.refused(422)[0].starts_with("UNKNOWN_BILLING_ACCOUNT"));
    for (who, account, status) in [
        (Who::Viewer, MANAGEMENT, 403),
        (Who::Buyer, MEMBER, 403),
        (Who::Buyer, MANAGEMENT, 404),
        (Who::Anonymous, MANAGEMENT, 401),
    ] {
        let place = at(account, "usage:import-focus");
        import(&server, who, &place, "text/csv", rows.clone()).await.expect(status);
    }
    // A member cannot bring in what another account used.
    let place = at(OTHER_MEMBER, "usage:import-focus");
    let other = import(&server, Who::OtherMember, &place, "text/csv", rows).await;
    assert!(other.refused(422)[0].starts_with("OTHER_ACCOUNT"));
});
