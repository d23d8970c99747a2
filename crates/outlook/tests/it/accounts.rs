//! Facts that a server keeps: one save of all edits, and what others saved meanwhile.

use outlook::api::{Edited, Export, Proposal, Refreshed, Request, Standing};
use serde_json::{Value, json};

use crate::asking::{Asked, TODAY};
use crate::snapshots::{invoice, line, order, set_line, set_order, snapshot, usage, with};

fn facts() -> Value {
    snapshot(
        &[
            order("PO-1", &[line("1", "all", "1000.00")]),
            order("PO-2", &[line("1", "all", "1000.00")]),
        ],
        &[],
        &[
            usage("ch-1:2026-04", "2026-04", "100.00"),
            usage("estimate:ch-1:2026-05", "2026-05", "110.00"),
            usage("estimate:ch-2:2026-05", "2026-05", "50.00"),
        ],
    )
}

fn open(facts: &Value) -> Asked {
    let mut asked = Asked::default();
    let _: Standing = asked.ask(&Request::OpenAccount {
        snapshot: facts.to_string(),
        name: "Group".to_owned(),
        today: TODAY.to_owned(),
    });
    asked
}

fn refresh(asked: &mut Asked, facts: &Value, is_saved: bool) -> Refreshed {
    let (snapshot, today) = (facts.to_string(), TODAY.to_owned());
    asked.ask(&Request::Refresh { snapshot, today, is_saved })
}

/// The facts as they are once what is sent is saved.
fn send(asked: &mut Asked) -> Value {
    let _: Proposal = asked.ask(&Request::Send);
    serde_json::from_str(&asked.export(Export::Snapshot)).unwrap()
}

fn proposal(asked: &mut Asked) -> Proposal {
    asked.ask(&Request::Proposal)
}

#[test]
fn an_account_has_no_estimates_but_its_own() {
    let mut asked = open(&facts());
    assert!(asked.histories().is_empty());
    let standing = asked.standing();
    assert!(standing.is_account && standing.estimates == 0);
    let ids: Vec<String> = asked.rows().into_iter().map(|row| row.id).collect();
    assert!(ids.iter().any(|id| id.contains("estimate:ch-1:2026-05")), "{ids:?}");
}

#[test]
fn edits_one_by_one_are_what_all_at_once_are() {
    let mut asked = open(&facts());
    // Each makes its purchase order the newest: with times of their own, the last would be first.
    asked.edit_at(&[set_order("PO-2", &json!({"description": "b"}))], "2026-03-01T00:00:00Z");
    asked.edit_at(&[set_order("PO-1", &json!({"description": "a"}))], "2026-03-02T00:00:00Z");
    let proposed = proposal(&mut asked);
    let mut at_once = open(&facts());
    at_once.edit(&proposed.edits);
    assert_eq!(proposal(&mut at_once).digest, proposed.digest);
    assert_eq!(at_once.preview(), asked.preview());
    assert_eq!(proposed.orders, ["PO-1", "PO-2"]);
    // The server refuses times of updates: they are the moment of saving.
    assert!(!json!(proposed.edits).to_string().contains("updatedAt"));
}

#[test]
fn the_months_of_a_usage_charge_get_one_purchase_order() {
    let mut asked = open(&facts());
    let to = json!({"purchaseOrderReference": "PO-2"});
    asked.edit(&[json!({"set": {"charge": "estimate:ch-1:2026-05"}, "to": to})]);
    let proposed = proposal(&mut asked);
    assert_eq!(proposed.charges, ["ch-1:2026-04", "estimate:ch-1:2026-05"]);
    assert_eq!(proposed.edits.len(), 2);
}

#[test]
fn later_facts_come_under_the_edits() {
    let mut asked = open(&facts());
    asked.edit(&[set_line("PO-1", "1", &json!({"amount": "500.00"}))]);
    let mut later = facts();
    later["purchaseOrders"][1]["suspended"] = json!(true);
    later["purchaseOrders"][1]["updatedAt"] = json!("2026-03-21T00:00:00Z");
    let refreshed = refresh(&mut asked, &later, false);
    assert_eq!((refreshed.dropped, refreshed.clashes.len()), (0, 0));
    assert_eq!(asked.order("PO-1").order.unwrap().line_items[0].amount, "500.00");
    assert!(asked.order("PO-2").order.unwrap().suspended);
    // It answers like one that was opened on the later facts.
    let mut fresh = open(&later);
    fresh.edit(&[set_line("PO-1", "1", &json!({"amount": "500.00"}))]);
    assert_eq!(asked.everything(), fresh.everything());
}

#[test]
fn what_both_have_changed_is_told_in_three_ways() {
    let mut asked = open(&facts());
    asked.edit(&[set_line("PO-1", "1", &json!({"amount": "500.00"}))]);
    asked.edit(&[set_order("PO-1", &json!({"description": "mine"}))]);
    let mut later = facts();
    later["purchaseOrders"][0]["lineItems"][0]["amount"] = json!("800.00");
    later["purchaseOrders"][0]["tags"] = json!({"team": "clouds"});
    let refreshed = refresh(&mut asked, &later, false);
    let [clash] = refreshed.clashes.as_slice() else { panic!("{:?}", refreshed.clashes) };
    assert_eq!((clash.id.as_str(), clash.is_charge), ("PO-1", false));
    let [field] = clash.fields.as_slice() else { panic!("{clash:?}") };
    assert_eq!(field.name, "lineItems/1/amount");
    assert_eq!([&field.before, &field.theirs, &field.mine], ["1000.00", "800.00", "500.00"]);
}

#[test]
fn edits_of_what_is_gone_are_dropped_and_counted() {
    let mut asked = open(&facts());
    asked.edit(&[set_order("PO-2", &json!({"suspended": true}))]);
    let mut later = facts();
    later["purchaseOrders"].as_array_mut().unwrap().pop();
    assert_eq!(refresh(&mut asked, &later, false).dropped, 1);
    assert!(proposal(&mut asked).edits.is_empty());
}

#[test]
fn a_save_can_be_taken_back_by_edits() {
    let mut asked = open(&facts());
    let before = asked.preview();
    let added = order("PO-3", &[line("1", "all", "70.00")]);
    let edits = [
        json!({"add": {"purchaseOrder": added}}),
        set_order("PO-1", &json!({"suspended": true, "description": "off"})),
        set_line("PO-2", "1", &json!({"amount": "60.00"})),
        json!({"add": {"purchaseOrder": "PO-2", "lineItem": line("2", "all", "5.00")}}),
        json!({"set": {"charge": "estimate:ch-2:2026-05"}, "to": {"purchaseOrderReference": "PO-2"}}),
    ];
    asked.edit(&edits);
    let saved = send(&mut asked);
    assert!(refresh(&mut asked, &saved, true).can_reverse);
    assert!(proposal(&mut asked).edits.is_empty());
    assert_ne!(asked.preview(), before);
    let edited: Edited = asked.ask(&Request::Reverse);
    assert_eq!(edited.standing.scenarios[0].steps, 1);
    // Which of two equal lines is newer is another question: they were updated just now.
    let orders = |asked: &mut Asked| -> Vec<Value> {
        let text = asked.export(Export::Snapshot);
        let snapshot: Value = serde_json::from_str(&text).unwrap();
        let without_time = |order: &Value| with(order.clone(), &json!({"updatedAt": null}));
        snapshot["purchaseOrders"].as_array().unwrap().iter().map(without_time).collect()
    };
    assert_eq!(orders(&mut asked), orders(&mut open(&facts())));
    let refused = asked.try_ask::<Edited>(&Request::Reverse).unwrap_err();
    assert_eq!(refused.problems[0].code, "NO_SUCH_OBJECT");
}

fn suspend(order: &str) -> Value {
    set_order(order, &json!({"suspended": true}))
}

#[test]
fn what_is_edited_after_sending_stays_on_top_of_what_is_saved() {
    let mut asked = open(&facts());
    asked.edit(&[suspend("PO-1")]);
    let saved = send(&mut asked);
    asked.edit(&[suspend("PO-2")]);
    let refreshed = refresh(&mut asked, &saved, true);
    assert_eq!((refreshed.dropped, refreshed.standing.steps()), (0, 1));
    assert_eq!(proposal(&mut asked).orders, ["PO-2"]);
    // It answers like one that was opened on what is saved.
    let mut fresh = open(&saved);
    fresh.edit(&[suspend("PO-2")]);
    assert_eq!(asked.everything(), fresh.everything());
    // What takes the save back is about what was saved.
    let _: Edited = asked.ask(&Request::Reverse);
    assert!(!asked.order("PO-1").order.unwrap().suspended);
    assert!(asked.order("PO-2").order.unwrap().suspended);
}

#[test]
fn what_was_sent_is_taken_away_wherever_it_is_and_nothing_else() {
    // From another scenario.
    let mut asked = open(&facts());
    asked.edit(&[suspend("PO-1")]);
    let saved = send(&mut asked);
    let name = String::new();
    let _: Standing = asked.ask(&Request::AddScenario { name, copy: false });
    asked.edit(&[suspend("PO-2")]);
    assert_eq!(refresh(&mut asked, &saved, true).standing.steps(), 1);
    assert_eq!(proposal(&mut asked).orders, ["PO-2"]);
    let first: Standing = asked.ask(&Request::SwitchScenario { scenario: 0 });
    assert_eq!(first.steps(), 0);
    // Taken back meanwhile.
    let mut asked = open(&facts());
    asked.edit(&[suspend("PO-1")]);
    let saved = send(&mut asked);
    let _: Edited = asked.ask(&Request::Undo);
    asked.edit(&[suspend("PO-2")]);
    let refreshed = refresh(&mut asked, &saved, true);
    assert!(!refreshed.standing.can_redo);
    assert_eq!(proposal(&mut asked).orders, ["PO-2"]);
    // While the facts cannot be had.
    let mut asked = open(&facts());
    asked.edit(&[suspend("PO-1")]);
    send(&mut asked);
    asked.edit(&[suspend("PO-2")]);
    let sent: Edited = asked.ask(&Request::Sent);
    assert_eq!(sent.standing.steps(), 1);
    assert_eq!(proposal(&mut asked).orders, ["PO-2"]);
}

#[test]
fn a_save_can_be_taken_back_as_far_as_others_left_what_it_changed() {
    let mut asked = open(&facts());
    let to = json!({"purchaseOrderReference": "PO-2"});
    let charge = json!({"set": {"charge": "estimate:ch-2:2026-05"}, "to": to});
    asked.edit(&[suspend("PO-1"), suspend("PO-2"), charge]);
    let saved = send(&mut asked);
    assert!(refresh(&mut asked, &saved, true).can_reverse);
    let mut later = saved.clone();
    later["purchaseOrders"].as_array_mut().unwrap().push(order("PO-9", &[]));
    assert!(refresh(&mut asked, &later, false).can_reverse);
    later["purchaseOrders"][0]["description"] = json!("theirs");
    assert!(refresh(&mut asked, &later, false).can_reverse);
    // It is there again on a page that is loaded anew.
    let (session, today) = (asked.save(), TODAY.to_owned());
    let mut again = Asked::default();
    let snapshot = later.to_string();
    let resumed: Refreshed = again.ask(&Request::ResumeAccount { session, snapshot, today });
    assert!(resumed.can_reverse);
    for asked in [&mut asked, &mut again] {
        let _: Edited = asked.ask(&Request::Reverse);
        let proposed = proposal(asked);
        assert_eq!(proposed.orders, ["PO-2"]);
        assert_eq!(proposed.charges, ["estimate:ch-2:2026-05"]);
        assert!(!asked.order("PO-2").order.unwrap().suspended);
    }
    // Where others changed all of it, nothing is left to take back.
    let mut asked = open(&facts());
    asked.edit(&[suspend("PO-1")]);
    let mut later = send(&mut asked);
    assert!(refresh(&mut asked, &later, true).can_reverse);
    later["purchaseOrders"][0]["suspended"] = json!(false);
    assert!(!refresh(&mut asked, &later, false).can_reverse);
}

#[test]
fn a_kept_account_is_an_account_when_it_is_opened_again() {
    let mut asked = open(&facts());
    asked.edit(&[set_order("PO-1", &json!({"suspended": true}))]);
    let (session, snapshot, today) = (asked.save(), facts().to_string(), TODAY.to_owned());
    let mut again = Asked::default();
    let resumed: Refreshed = again.ask(&Request::ResumeAccount { session, snapshot, today });
    assert!(resumed.standing.is_account && resumed.dropped == 0);
    assert_eq!(again.everything(), asked.everything());
}

#[test]
fn a_kept_account_that_is_opened_as_a_file_has_its_edits_and_nothing_to_save_to() {
    let mut asked = open(&facts());
    asked.edit(&[set_order("PO-1", &json!({"suspended": true}))]);
    let mut again = Asked::restore(&asked.save(), TODAY);
    let standing = again.standing();
    assert_eq!((standing.is_account, standing.steps()), (false, 1));
    assert_eq!(again.preview(), asked.preview());
    let (snapshot, today) = (facts().to_string(), TODAY.to_owned());
    let refresh = Request::Refresh { snapshot, today, is_saved: false };
    assert!(again.try_ask::<Refreshed>(&refresh).is_err());
}

#[test]
fn files_are_no_account() {
    let mut asked = Asked::open(&facts());
    let refused = asked
        .try_ask::<Refreshed>(&Request::Refresh {
            snapshot: facts().to_string(),
            today: TODAY.to_owned(),
            is_saved: false,
        })
        .unwrap_err();
    assert_eq!(refused.problems[0].code, "NO_SUCH_OBJECT");
}

#[test]
fn what_is_left_now_of_an_account_counts_what_the_records_say_is_issued_and_nothing_else() {
    let facts = snapshot(
        &[order("PO-1", &[line("1", "all", "1000")])],
        &[invoice("A", "2026-01", "100")],
        &[usage("b", "2026-02", "20")],
    );
    let row = open(&facts).order("PO-1").row;
    assert_eq!(row.balance.as_deref(), Some("900.00"));
    assert_eq!(row.next, Some(("preview:b".to_owned(), "2026-02".to_owned())));
}
