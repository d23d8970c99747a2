//! Mail on its way, and reminders that purchase orders expire.

use std::time::Duration;

use documents::{DocumentKind, NoticeEvent, ToldAs, WithoutPurchaseOrder};
use records::notices::Settings;
use records::organisations::put_settings;
use records::outbox::*;
use records::people::{NewUser, create_user, grant};
use records::{Actor, OrganisationId};
use serde_json::json;

use crate::buyer::{ACCOUNT, Buyer, fixed, line};
use crate::databases::{TestRecords, on_both, refusal};

const MINUTE: Duration = Duration::from_secs(60);

/// A purchase order whose balance fell below the threshold: a message for each contact.
async fn told(records: &TestRecords, contacts: &[&str]) -> Buyer {
    let buyer = Buyer::new(records).await;
    let contacts: Vec<_> = contacts.iter().map(|email| json!({ "email": email })).collect();
    let lines = [line("1", "marketplace-blanket-usage", "100")];
    buyer.order_with("A", &lines, &json!({ "contacts": contacts })).await;
    buyer.bill(fixed("a", "30", "2026-01-05T09:00:00Z")).await;
    buyer
}

async fn leased(records: &TestRecords, owner: &str) -> Vec<Leased> {
    lease(records, owner, 20, records.now()).await.unwrap()
}

async fn all(records: &TestRecords, organisation: &OrganisationId) -> Vec<OutboxMessage> {
    list(records, organisation, &OutboxQuery::default()).await.unwrap().items
}

on_both!(a_message_is_one_senders_until_the_lease_is_over, |records| async {
    let buyer = told(&records, &["a@example.com"]).await;
    let first = leased(&records, "first").await;
    assert_eq!(first[0].recipient, "a@example.com");
    assert_eq!(first[0].organisation, buyer.id);
    assert_eq!(first[0].payload.purchase_order, "A");
    assert_eq!(leased(&records, "second").await, []);
    records.pass(16 * MINUTE);
    let second = leased(&records, "second").await;
    assert_eq!(second.len(), 1);
    // Whoever comes late with what is not theirs any more changes nothing.
    sent(&records, &first[0], records.now()).await.unwrap();
    assert_eq!(all(&records, &buyer.id).await[0].state, OutboxState::Pending);
    sent(&records, &second[0], records.now()).await.unwrap();
    let message = &all(&records, &buyer.id).await[0];
    assert_eq!((message.state, message.attempts), (OutboxState::Sent, 1));
    assert_eq!(message.sent_at, Some(records.now().to_string()));
    records.pass(1000 * MINUTE);
    assert_eq!(leased(&records, "first").await, []);
});

on_both!(what_is_given_back_is_free_at_once, |records| async {
    told(&records, &["a@example.com"]).await;
    let first = leased(&records, "first").await;
    release(&records, &first).await.unwrap();
    assert_eq!(leased(&records, "second").await.len(), 1);
});

on_both!(senders_that_ask_at_once_get_each_message_once, |records| async {
    let contacts: Vec<String> = (0..20).map(|number| format!("c{number}@example.com")).collect();
    let contacts: Vec<&str> = contacts.iter().map(String::as_str).collect();
    told(&records, &contacts).await;
    let ask = async |owner: &str| {
        let mut mine = Vec::new();
        loop {
            let part = lease(&records, owner, 3, records.now()).await.unwrap();
            if part.is_empty() {
                break mine;
            }
            mine.extend(part.into_iter().map(|message| message.recipient));
        }
    };
    let (a, b, c) = tokio::join!(ask("a"), ask("b"), ask("c"));
    let mut recipients = [a, b, c].concat();
    recipients.sort();
    let mut expected: Vec<String> = contacts.into_iter().map(str::to_owned).collect();
    expected.sort();
    // Whoever finds others at it may leave something; nothing is given out twice.
    let count = recipients.len();
    recipients.dedup();
    assert_eq!(recipients.len(), count);
    let rest = leased(&records, "d").await.into_iter().map(|message| message.recipient);
    recipients.extend(rest);
    recipients.sort();
    assert_eq!(recipients, expected);
});

on_both!(a_message_that_fails_is_given_up_after_ten_attempts, |records| async {
    let buyer = told(&records, &["a@example.com"]).await;
    let mut waits = Vec::new();
    for attempt in 1..=ATTEMPTS_MAX {
        let message = leased(&records, "sender").await.remove(0);
        let failure = Failure::Passing(format!("try {attempt}"));
        let state = failed(&records, &message, &failure, records.now()).await.unwrap();
        let is_last = attempt == ATTEMPTS_MAX;
        assert_eq!(state, if is_last { OutboxState::Dead } else { OutboxState::Pending });
        assert_eq!(leased(&records, "sender").await, [], "it waits");
        if is_last {
            break;
        }
        let mut waited = 0;
        while leased(&records, "nobody").await.is_empty() {
            records.pass(5 * MINUTE);
            waited += 5;
        }
        waits.push(waited);
        let found = lease(&records, "nobody", 20, records.now()).await.unwrap();
        assert_eq!(found, [], "it is leased by the look before");
        records.pass(16 * MINUTE);
    }
    assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 360, 360]);
    let message = all(&records, &buyer.id).await.remove(0);
    assert_eq!((message.attempts, message.next_attempt_at), (10, None));
    assert_eq!(message.last_error.as_deref(), Some("try 10"));
    let mut write = records.change(&buyer.id).await;
    let again = retry(&mut write, message.id).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!((again.state, again.attempts), (OutboxState::Pending, 0));
    let message = leased(&records, "sender").await.remove(0);
    sent(&records, &message, records.now()).await.unwrap();
    let mut write = records.change(&buyer.id).await;
    assert_eq!(refusal(retry(&mut write, message.id).await), ["ALREADY_SENT"]);
    drop(write);
    buyer.assert_sound().await;
});

on_both!(what_can_never_be_sent_is_given_up_at_once, |records| async {
    let buyer = told(&records, &["a@example.com", "b@example.com"]).await;
    let messages = leased(&records, "sender").await;
    let failure = Failure::Lasting("no address".to_owned());
    failed(&records, &messages[0], &failure, records.now()).await.unwrap();
    sent(&records, &messages[1], records.now()).await.unwrap();
    let of = async |state| {
        let query = OutboxQuery { state: Some(state), ..OutboxQuery::default() };
        let listed = list(&records, &buyer.id, &query).await.unwrap();
        listed.items.into_iter().map(|message| message.recipient).collect::<Vec<_>>()
    };
    assert_eq!(of(OutboxState::Dead).await, ["a@example.com"]);
    assert_eq!(of(OutboxState::Sent).await, ["b@example.com"]);
    assert_eq!(of(OutboxState::Pending).await, [""; 0]);
});

on_both!(a_message_that_cannot_be_read_keeps_no_other_from_being_sent, |records| async {
    let buyer = told(&records, &["a@example.com", "b@example.com"]).await;
    buyer.tamper(&["update outbox set payload = '{' where recipient = 'a@example.com'"]).await;
    let messages = leased(&records, "sender").await;
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].recipient, "b@example.com");
    let rows = buyer
        .rows::<(String, String)>(
            "select state, recipient from outbox where organisation = $1 order by id",
        )
        .await;
    assert_eq!(rows[0].0, "dead");
    assert_eq!(rows[1].0, "pending");
});

on_both!(a_list_goes_on_before_the_last_message_and_shows_no_others, |records| async {
    let buyer = told(&records, &["a@example.com", "b@example.com", "c@example.com"]).await;
    let query = OutboxQuery { limit: Some(2), ..OutboxQuery::default() };
    let first = list(&records, &buyer.id, &query).await.unwrap();
    let recipients: Vec<_> = first.items.iter().map(|message| message.recipient.as_str()).collect();
    assert_eq!(recipients, ["c@example.com", "b@example.com"]);
    let before = first.next.unwrap().parse().ok();
    let query = OutboxQuery { before, ..query };
    let rest = list(&records, &buyer.id, &query).await.unwrap();
    assert_eq!((rest.items.len(), rest.next), (1, None));
    let other = records.organisation("999999999999").await.id;
    assert_eq!(all(&records, &other).await, []);
    let mut write = records.change(&other).await;
    assert_eq!(refusal(retry(&mut write, rest.items[0].id).await), ["no message 1"]);
});

on_both!(the_messages_of_one_purchase_order_are_found_among_all_others, |records| async {
    let buyer = told(&records, &["a@example.com", "b@example.com"]).await;
    buyer.at("2026-01-10T08:00:00Z");
    expiring(&buyer, "B", "2026-01").await;
    reminders(&buyer, "2026-01-24").await;
    let of = async |order: &str, state: Option<OutboxState>| {
        let purchase_order = Some(order.to_owned());
        let query = OutboxQuery { state, purchase_order, ..OutboxQuery::default() };
        let listed = list(&records, &buyer.id, &query).await.unwrap();
        listed.items.into_iter().map(|message| message.recipient).collect::<Vec<_>>()
    };
    assert_eq!(of("A", None).await, ["b@example.com", "a@example.com"]);
    assert_eq!(of("B", None).await, ["a@example.com"]);
    assert_eq!(of("C", None).await, [""; 0]);
    assert_eq!(of("A", Some(OutboxState::Sent)).await, [""; 0]);
    let first = leased(&records, "sender").await.remove(0);
    sent(&records, &first, records.now()).await.unwrap();
    assert_eq!(of("A", Some(OutboxState::Sent)).await, ["a@example.com"]);
    assert_eq!(of("A", Some(OutboxState::Pending)).await, ["b@example.com"]);
});

/// A buyer who wants to hear of everything, with an administrator and somebody who is none.
async fn curious(records: &TestRecords) -> Buyer {
    let mut chosen = Settings::default();
    chosen.events.created_by_marketplace = true;
    chosen.events.referenced_suspended = true;
    chosen.events.invoice_without_purchase_order = true;
    chosen.events.limit_near = true;
    choosing(records, chosen).await
}

/// A buyer who wants to hear of some things, with an administrator and somebody who is none.
async fn choosing(records: &TestRecords, chosen: Settings) -> Buyer {
    let buyer = Buyer::new(records).await;
    for (name, policy) in [("admin", "OrganisationAdministrator"), ("viewer", "MarketplaceBuyer")] {
        let email = format!("{name}@example.com");
        let new = NewUser { id: None, email, name: name.to_owned() };
        let user = create_user(records, new).await.unwrap();
        let mut write = records.change(&buyer.id).await;
        grant(&mut write, ACCOUNT, &user.id, policy).await.unwrap();
        write.commit().await.unwrap();
    }
    let mut write = records.change(&buyer.id).await;
    put_settings(&mut write, &chosen).await.unwrap();
    write.commit().await.unwrap();
    buyer
}

/// Who was told, about which purchase order, as what, the latest first.
async fn heard(buyer: &Buyer) -> Vec<(String, String, ToldAs)> {
    let messages = all(&buyer.records, &buyer.id).await.into_iter();
    messages.map(|one| (one.recipient, one.payload.purchase_order, one.payload.told_as)).collect()
}

fn told_to(recipient: &str, order: &str, told_as: ToldAs) -> (String, String, ToldAs) {
    (recipient.to_owned(), order.to_owned(), told_as)
}

const DUE: &str = "2026-01-05T09:00:00Z";

on_both!(an_invoice_that_nothing_fits_is_told_to_administrators, |records| async {
    let buyer = curious(&records).await;
    buyer.bill(fixed("a", "30", DUE)).await;
    assert_eq!(heard(&buyer).await, [told_to("admin@example.com", "", ToldAs::Administrator)]);
    let message = all(&records, &buyer.id).await.remove(0);
    let NoticeEvent::InvoiceWithoutPurchaseOrder { invoice, .. } = message.payload.event else {
        panic!("{message:?}");
    };
    assert_eq!(invoice, "INV-AWS_INC-2026-000001");
});

on_both!(a_purchase_order_of_the_marketplace_is_told_to_administrators, |records| async {
    let buyer = curious(&records).await;
    buyer.bill(fixed("a", "30", DUE).reference("MP-1")).await;
    assert_eq!(heard(&buyer).await, [told_to("admin@example.com", "MP-1", ToldAs::Administrator)]);
});

on_both!(contacts_are_told_before_administrators, |records| async {
    let buyer = curious(&records).await;
    let further = json!({ "contacts": [{ "email": "a@example.com" }], "suspended": true });
    buyer.order_with("A", &[], &further).await;
    buyer.order_with("B", &[], &json!({ "suspended": true })).await;
    buyer.bill(fixed("a", "30", DUE).reference("A")).await;
    let mut recipients: Vec<_> = heard(&buyer).await;
    recipients.dedup();
    // A line was added to it, and the reference is suspended.
    let contact = told_to("a@example.com", "A", ToldAs::Contact);
    assert_eq!(recipients, [contact]);
    let added = NoticeEvent::LineAddedByMarketplace { line_item: "1".to_owned() };
    let events = all(&records, &buyer.id).await.into_iter().map(|one| one.payload.event);
    assert_eq!(events.filter(|event| *event == added).count(), 1);
    buyer.bill(fixed("b", "30", DUE).reference("B").agreement("agmt-1")).await;
    assert_eq!(heard(&buyer).await[0], told_to("admin@example.com", "B", ToldAs::Administrator));
});

/// What was told of documents, the latest first.
async fn without(buyer: &Buyer) -> Vec<(String, DocumentKind, WithoutPurchaseOrder)> {
    let events = all(&buyer.records, &buyer.id).await.into_iter().map(|one| one.payload.event);
    let told = events.filter_map(|event| match event {
        NoticeEvent::InvoiceWithoutPurchaseOrder { invoice, kind, why, .. } => {
            Some((invoice, kind, why))
        }
        _ => None,
    });
    told.collect()
}

on_both!(a_suspended_reference_is_told_once, |records| async {
    let buyer = curious(&records).await;
    buyer.order_with("A", &[], &json!({ "suspended": true })).await;
    buyer.bill(fixed("a", "30", DUE).reference("A")).await;
    let told = all(&records, &buyer.id).await.into_iter().map(|one| one.payload.event);
    let suspended = NoticeEvent::ReferencedSuspended {
        invoice: "INV-AWS_INC-2026-000001".to_owned(),
        kind: DocumentKind::Invoice,
    };
    let added = NoticeEvent::LineAddedByMarketplace { line_item: "1".to_owned() };
    assert_eq!(told.collect::<Vec<_>>(), [suspended, added]);
});

on_both!(the_line_that_is_added_to_a_suspended_purchase_order_is_named, |records| async {
    let buyer = curious(&records).await;
    buyer.order_with("A", &[], &json!({ "suspended": true })).await;
    buyer.charges(&[fixed("a", "30", DUE)]).await;
    let to = json!({ "purchaseOrderReference": "A", "purchaseOrderLine": "7" });
    buyer.save(json!([{ "set": { "charge": "a" }, "to": to }])).await.unwrap();
    buyer.issue_due().await.unwrap();
    let added = NoticeEvent::LineAddedByMarketplace { line_item: "7".to_owned() };
    let events = all(&records, &buyer.id).await.into_iter().map(|one| one.payload.event);
    assert_eq!(events.filter(|event| *event == added).count(), 1);
});

// P-30: once for each crossing, and nothing is crossed while a line is not tracked.
on_both!(tracking_that_is_off_for_a_while_tells_nothing_again, |records| async {
    let buyer = told(&records, &["a@example.com"]).await;
    let set = async |to: serde_json::Value| {
        let target = json!({ "purchaseOrder": "A", "lineItem": "1" });
        buyer.save(json!([{ "set": target, "to": to }])).await.unwrap();
        all(&records, &buyer.id).await.len()
    };
    assert_eq!(set(json!({ "balanceTracking": false })).await, 1);
    assert_eq!(set(json!({ "balanceTracking": true })).await, 1);
    // Above the threshold when it is tracked again, it is armed again.
    assert_eq!(set(json!({ "balanceTracking": false })).await, 1);
    assert_eq!(set(json!({ "balanceTracking": true, "amount": "1000" })).await, 1);
    assert_eq!(set(json!({ "amount": "100" })).await, 2);
});

on_both!(what_waits_for_former_contacts_is_taken_back, |records| async {
    let buyer = told(&records, &["a@example.com", "b@example.com", "c@example.com"]).await;
    let waiting = async || {
        let messages = all(&records, &buyer.id).await.into_iter();
        messages.map(|one| (one.recipient, one.state)).collect::<Vec<_>>()
    };
    let first = leased(&records, "sender").await.remove(0);
    sent(&records, &first, records.now()).await.unwrap();
    let contacts = json!([{ "email": "c@example.com", "name": "Carl" }]);
    let set = json!({ "set": { "purchaseOrder": "A" }, "to": { "contacts": contacts } });
    buyer.save(json!([set])).await.unwrap();
    let kept = |email: &str, state| (email.to_owned(), state);
    let was_sent = kept("a@example.com", OutboxState::Sent);
    let expected = [kept("c@example.com", OutboxState::Pending), was_sent.clone()];
    assert_eq!(waiting().await, expected);
    buyer.save(json!([{ "remove": { "purchaseOrder": "A" } }])).await.unwrap();
    assert_eq!(waiting().await, [was_sent]);
});

// Of the organisation, somebody hears who is a contact elsewhere, or runs it.
on_both!(what_is_not_of_a_purchase_order_stays_when_it_goes, |records| async {
    let buyer = curious(&records).await;
    let order = |id: String| {
        json!({ "add": { "purchaseOrder": {
            "id": id, "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01",
            "expirationMonth": "2026-12", "contacts": [{ "email": "a@example.com" }],
        }}})
    };
    let orders: Vec<_> = (10..100).map(|number| order(format!("PO-{number}"))).collect();
    buyer.save(json!(orders)).await.unwrap();
    buyer.save(json!([order("PO-00".to_owned())])).await.unwrap();
    buyer.order_with("S", &[], &json!({ "suspended": true })).await;
    buyer.bill(fixed("a", "30", DUE).reference("S")).await;
    let before = heard(&buyer).await;
    assert!(before.iter().any(|(whom, ..)| whom == "a@example.com"), "{before:?}");
    assert!(before.contains(&told_to("admin@example.com", "S", ToldAs::Administrator)));
    let first = before.iter().find(|(whom, ..)| whom == "a@example.com").unwrap().1.clone();
    let gone = ["S", &first].map(|id| json!({ "remove": { "purchaseOrder": id } }));
    buyer.save(json!(gone)).await.unwrap();
    assert_eq!(heard(&buyer).await, before);
});

on_both!(who_hears_only_of_documents_without_a_purchase_order_hears_why, |records| async {
    let mut chosen = Settings::default();
    chosen.events.invoice_without_purchase_order = true;
    let buyer = choosing(&records, chosen).await;
    buyer.order_with("A", &[], &json!({ "suspended": true })).await;
    buyer.bill(fixed("a", "30", DUE).reference("A")).await;
    buyer.memo("INV-AWS_INC-2026-000001", "10").await.unwrap();
    let expected = [
        (
            "CM-AWS_INC-2026-000001".to_owned(),
            DocumentKind::CreditMemo,
            WithoutPurchaseOrder::OriginalHasNone,
        ),
        (
            "INV-AWS_INC-2026-000001".to_owned(),
            DocumentKind::Invoice,
            WithoutPurchaseOrder::ReferencedSuspended,
        ),
    ];
    assert_eq!(without(&buyer).await, expected);
});

on_both!(the_limit_comes_near_by_hand_too, |records| async {
    let buyer = curious(&records).await;
    let order = |index: usize| {
        json!({ "add": { "purchaseOrder": {
            "id": format!("PO-{index}"), "billFrom": ["AWS_INC"], "currency": "USD",
            "effectiveMonth": "2026-01", "expirationMonth": "2026-12",
        }}})
    };
    let orders: Vec<_> = (1..90).map(order).collect();
    buyer.save(json!(orders)).await.unwrap();
    assert_eq!(heard(&buyer).await, []);
    buyer.save(json!([order(90)])).await.unwrap();
    let expected = told_to("admin@example.com", "", ToldAs::Administrator);
    assert_eq!(heard(&buyer).await, std::slice::from_ref(&expected));
    let message = all(&records, &buyer.id).await.remove(0);
    assert_eq!(message.payload.event, NoticeEvent::LimitNear { active: 90, limit: 100 });
    // Once a month, and not for one less.
    buyer.save(json!([order(91)])).await.unwrap();
    assert_eq!(heard(&buyer).await.len(), 1);
    buyer.at("2026-02-05T09:00:00Z");
    buyer.save(json!([{ "remove": { "purchaseOrder": "PO-1" } }])).await.unwrap();
    assert_eq!(heard(&buyer).await.len(), 1);
    buyer.save(json!([order(92)])).await.unwrap();
    assert_eq!(heard(&buyer).await, [expected.clone(), expected]);
});

/// Purchase orders with a contact that expire in some month.
async fn expiring(buyer: &Buyer, id: &str, month: &str) {
    let further = json!({ "expirationMonth": month, "contacts": [{ "email": "a@example.com" }] });
    buyer.order_with(id, &[], &further).await;
}

/// What was told of expirations on a day: the purchase order, and the days that are left.
async fn reminders(buyer: &Buyer, day: &str) -> Vec<(String, i64)> {
    buyer.at(&format!("{day}T06:00:00Z"));
    let before = all(&buyer.records, &buyer.id).await.len();
    let actor = Actor::system("test");
    let count = due_expiration_notices(&buyer.records, &buyer.id, &actor).await.unwrap();
    let again = due_expiration_notices(&buyer.records, &buyer.id, &actor).await.unwrap();
    assert_eq!(again, 0, "nobody is told twice");
    let messages = all(&buyer.records, &buyer.id).await;
    assert_eq!(messages.len(), before + count);
    let told = messages.into_iter().take(count).map(|message| match message.payload.event {
        NoticeEvent::Expires { days, .. } => (message.payload.purchase_order, days),
        other => panic!("{other:?}"),
    });
    told.collect()
}

// Worked example 40.
on_both!(contacts_are_told_of_an_expiration_on_its_days, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.at("2026-01-10T08:00:00Z");
    for (id, month) in [("A", "2026-01"), ("B", "2026-03"), ("C", "2026-12")] {
        expiring(&buyer, id, month).await;
    }
    for (day, expected) in [
        ("2026-01-23", None),
        ("2026-01-24", Some(("A", 7))),
        ("2026-01-31", Some(("A", 0))),
        ("2026-02-27", None),
        ("2026-02-28", Some(("B", 31))),
        ("2026-10-30", None),
        ("2026-10-31", Some(("C", 61))),
        ("2026-12-31", None),
    ] {
        let expected: Vec<_> =
            expected.into_iter().map(|(id, days)| (id.to_owned(), days)).collect();
        assert_eq!(reminders(&buyer, day).await, expected, "{day}");
    }
});

on_both!(days_without_a_server_are_caught_up_with_while_it_helps, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.at("2026-01-10T08:00:00Z");
    expiring(&buyer, "A", "2026-01").await;
    expiring(&buyer, "B", "2026-02").await;
    // Both days of A have passed, and so has A; B's was two days ago.
    assert_eq!(reminders(&buyer, "2026-02-02").await, [("B".to_owned(), 26)]);
    assert_eq!(reminders(&buyer, "2026-02-28").await, []);
});

on_both!(who_is_suspended_or_gone_on_the_day_is_not_told, |records| async {
    let buyer = Buyer::new(&records).await;
    buyer.at("2026-01-10T08:00:00Z");
    for id in ["A", "B", "C"] {
        expiring(&buyer, id, "2026-01").await;
    }
    let edits = json!([
        { "set": { "purchaseOrder": "A" }, "to": { "suspended": true } },
        { "set": { "purchaseOrder": "B" }, "to": { "contacts": [] } },
        { "remove": { "purchaseOrder": "C" } },
    ]);
    buyer.save(edits).await.unwrap();
    assert_eq!(reminders(&buyer, "2026-01-24").await, []);
    let resumed = json!([{ "set": { "purchaseOrder": "A" }, "to": { "suspended": false } }]);
    buyer.save(resumed).await.unwrap();
    assert_eq!(reminders(&buyer, "2026-01-25").await, []);
    assert_eq!(reminders(&buyer, "2026-01-31").await, [("A".to_owned(), 0)]);
});
