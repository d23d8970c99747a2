//! What becomes of agreements and their charges after the acceptance (P-36).

use std::sync::Arc;

use records::agreements::{
    Acceptance, Accepted, AgreementFilter, AgreementStatus, Intent, NewOffer, NewRequest, Part,
    PricingTerm, PurchaseOrderChoice, Renewal, Renewals, View, accept_request, agreement_charges,
    agreements, cancel, create_request, find_agreement, put_offer, renew, renew_due, settle_ended,
    terminate,
};
use records::charges::{ChargeState, kept_id};
use records::edits::{self, Save};
use records::usage::put_usage;
use records::{Outlook, RecordError};
use serde_json::json;

use super::{
    PAYER, amendment_of, entry, metered, named, of_seats, offer, pay_as_you_go, purchase_of,
    schedule, seats, upfront, usage,
};
use crate::buyer::{Buyer, line};
use crate::databases::{on_both, refusal};

// P-36: amended charges keep their reference, added ones start without.
on_both!(an_amendment_revises_what_is_not_issued_and_adds_the_rest, |records| async {
    let buyer = records.buyer().await;
    let choice = PurchaseOrderChoice::OneForAll(named("A"));
    let agreed =
        records.try_to_agree(&buyer, PAYER, offer(vec![seats("10")]), of_seats(5), choice).await;
    let id = agreed.unwrap().agreement.id;
    let amend = async |seats| -> Result<Accepted, RecordError> {
        let mut write = records.change(&buyer).await;
        let new = amendment_of(&id, seats);
        let request = create_request(&records, &mut write, PAYER, &new).await?;
        let (view, no) = (View::Organisation, Acceptance::default());
        let accepted = accept_request(&records, &mut write, &view, &request.id, &no, None).await?;
        write.commit().await?;
        let quoted = &request.details.charge_summary.new_agreement_value;
        assert_eq!(*quoted, accepted.agreement.details.value);
        Ok(accepted)
    };
    let amended = amend(8).await.unwrap();
    assert_eq!(amended.agreement.details.value, "80.00");
    assert_eq!(amended.charges[0].amount.as_deref(), Some("80.00"));
    assert_eq!(records.references(&buyer, &id).await, ["A/1 r2"]);
    assert_eq!(refusal(amend(8).await), ["NOTHING_CHANGES /configuration"]);

    records.run_out_of_cycle(&buyer).await;
    assert_eq!(refusal(amend(7).await), ["NO_REFUND /configuration/seats"]);
    let amended = amend(10).await.unwrap();
    assert_eq!(amended.agreement.details.value, "100.00");
    assert_eq!(records.references(&buyer, &id).await, ["A/1 r2", "-/- r1"]);
    records.run_out_of_cycle(&buyer).await;
    let totals: Vec<i64> = records.invoices(&buyer).await.into_iter().map(|row| row.1).collect();
    assert_eq!(totals, [8_000, 2_000]);
});

on_both!(a_quote_that_holds_no_longer_is_not_accepted, |records| async {
    let buyer = records.buyer().await;
    let choice = PurchaseOrderChoice::None;
    let agreed =
        records.try_to_agree(&buyer, PAYER, offer(vec![seats("10")]), of_seats(5), choice).await;
    let id = agreed.unwrap().agreement.id;
    let mut write = records.change(&buyer).await;
    let request = create_request(&records, &mut write, PAYER, &amendment_of(&id, 6)).await;
    let request = request.unwrap();
    write.commit().await.unwrap();
    // Meanwhile the charge that it would have revised is issued.
    records.run_out_of_cycle(&buyer).await;
    let mut write = records.change(&buyer).await;
    let (view, no) = (View::Organisation, Acceptance::default());
    let late = accept_request(&records, &mut write, &view, &request.id, &no, None).await;
    assert_eq!(refusal(late), ["QUOTE_CHANGED"]);
});

// P-36: nothing is carried over to a replacement, and charges to come of the old one vanish.
on_both!(a_replacement_carries_nothing_over, |records| async {
    let buyer = records.buyer().await;
    let payments = [("2026-10-01", "100"), ("2026-11-01", "200")];
    let terms = vec![schedule(&payments), metered(&["scans"])];
    let choice = PurchaseOrderChoice::OneForAll(named("A"));
    let old = records.agree(&buyer, offer(terms), choice).await;
    let metered_charge = old.charges.last().unwrap().id.clone();
    records.usage(&buyer, &metered_charge, "2026-10", "7").await;

    records.travel("2026-10-20T00:00:00Z");
    let mut write = records.change(&buyer).await;
    let kept = put_offer(&mut write, PAYER, offer(vec![upfront("50")])).await.unwrap();
    let new = NewRequest {
        intent: Intent::Replace,
        source_agreement: Some(old.agreement.id.clone()),
        ..purchase_of(&kept.id)
    };
    let request = create_request(&records, &mut write, PAYER, &new).await.unwrap();
    let (view, no) = (View::Organisation, Acceptance::default());
    let accepted =
        accept_request(&records, &mut write, &view, &request.id, &no, None).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(records.references(&buyer, &accepted.agreement.id).await, ["-/- r1"]);
    let replaced = find_agreement(&records, &buyer, &view, &old.agreement.id).await.unwrap();
    assert_eq!(replaced.status, AgreementStatus::Replaced);
    assert_eq!(replaced.details.replaced_by.as_ref(), Some(&accepted.agreement.id));

    // What fell due and what was metered before the end is owed; the later payment is not.
    records.travel("2026-12-03T00:00:00Z");
    records.close(&buyer, "2026-10").await;
    records.close(&buyer, "2026-11").await;
    let totals: Vec<i64> = records.invoices(&buyer).await.into_iter().map(|row| row.1).collect();
    assert_eq!(totals, [10_000, 5_000, 700]);
});

on_both!(only_usage_is_cancelled_by_its_buyer_and_still_invoiced, |records| async {
    let buyer = records.buyer().await;
    let contract = records
        .agree(&buyer, offer(vec![upfront("5"), metered(&["a"])]), PurchaseOrderChoice::None)
        .await;
    let choice = PurchaseOrderChoice::OneForAll(named("A"));
    let going = records.agree(&buyer, pay_as_you_go(&["a"]), choice).await;
    let view = View::Organisation;
    let mut write = records.change(&buyer).await;
    let refused = cancel(&mut write, &view, &contract.agreement.id, None).await;
    assert_eq!(refusal(refused), ["NOT_CANCELLABLE"]);
    let stale = cancel(&mut write, &view, &going.agreement.id, Some(9)).await;
    assert_eq!(refusal(stale), ["VERSION_CONFLICT"]);
    let gone = cancel(&mut write, &view, &going.agreement.id, Some(1)).await.unwrap();
    assert_eq!(gone.status, AgreementStatus::Cancelled);
    write.commit().await.unwrap();

    // Figures of the last month come after the end, those of later months are none of it.
    records.travel("2026-11-02T00:00:00Z");
    let charge = &going.charges[0].id;
    records.usage(&buyer, charge, "2026-10", "12").await;
    let mut write = records.change(&buyer).await;
    let late = put_usage(&mut write, &view, &usage(charge, "2026-11", "1")).await;
    assert_eq!(refusal(late), ["PERIOD_AFTER_END /period"]);
    assert_eq!(settle_ended(&mut write).await.unwrap(), 0, "it is not invoiced yet");
    drop(write);
    records.travel("2026-11-03T00:00:00Z");
    records.close(&buyer, "2026-10").await;
    let last = records.invoices(&buyer).await.pop().unwrap();
    assert_eq!(last, (Some("A".to_owned()), 1_200, "monthly".to_owned()));
    let mut write = records.change(&buyer).await;
    assert_eq!(settle_ended(&mut write).await.unwrap(), 1);
    let late = put_usage(&mut write, &view, &usage(charge, "2026-11", "1")).await;
    assert_eq!(refusal(late), ["PERIOD_AFTER_END /period"]);
    let same = put_usage(&mut write, &view, &usage(charge, "2026-10", "12")).await.unwrap();
    assert!(!same.late, "what is invoiced as it is opens nothing");
    assert_eq!(settle_ended(&mut write).await.unwrap(), 0);

    // A figure that comes after all was invoiced is on the invoice of the next month.
    let late = put_usage(&mut write, &view, &usage(charge, "2026-10", "13")).await.unwrap();
    assert!(late.late);
    assert_eq!(settle_ended(&mut write).await.unwrap(), 0, "it is owed");
    write.commit().await.unwrap();
    records.travel("2026-12-03T00:00:00Z");
    records.close(&buyer, "2026-11").await;
    let last = records.invoices(&buyer).await.pop().unwrap();
    assert_eq!(last, (Some("A".to_owned()), 100, "monthly".to_owned()));
    let mut write = records.change(&buyer).await;
    assert_eq!(settle_ended(&mut write).await.unwrap(), 1);
});

// P-36: slot by slot, to be looked at.
on_both!(a_renewal_carries_purchase_orders_over_place_by_place, |records| async {
    let buyer = records.buyer().await;
    let terms =
        vec![schedule(&[("2026-10-05", "100"), ("2027-02-28", "200")]), metered(&["scans"])];
    let new = NewOffer { renewal: Renewal { auto: true }, ..offer(terms) };
    let agreed = records.agree(&buyer, new, PurchaseOrderChoice::None).await;
    let id = agreed.agreement.id.clone();
    let ids: Vec<String> = agreed.charges.iter().map(|charge| charge.id.clone()).collect();
    records.set(&buyer, &[entry(&ids[0], "A"), entry(&ids[2], "U")]).await.unwrap();
    assert_eq!(agreed.agreement.details.ends_at.as_deref(), Some("2027-10-05T09:00:00.000Z"));

    let mut write = records.change(&buyer).await;
    assert_eq!(renew_due(&mut write).await.unwrap(), Renewals::default(), "it runs still");
    drop(write);
    records.travel("2027-10-06T00:00:00Z");
    let mut write = records.change(&buyer).await;
    let renewed = renew_due(&mut write).await.unwrap().renewed;
    write.commit().await.unwrap();
    let [renewed] = renewed.as_slice() else { panic!("{renewed:?}") };
    assert_eq!(renewed.details.starts_at, "2027-10-05T09:00:00.000Z");
    let view = View::Organisation;
    let old = find_agreement(&records, &buyer, &view, &id).await.unwrap();
    assert_eq!(old.status, AgreementStatus::Renewed);
    assert_eq!(
        records.references(&buyer, &renewed.id).await,
        ["A/1 r1 to review", "-/- r1", "U/1 r1 to review"]
    );
    let part = Part::default();
    let charges = agreement_charges(&records, &buyer, &view, &renewed.id, &part).await.unwrap();
    let due: Vec<_> = charges.items.iter().filter_map(|charge| charge.time.as_deref()).collect();
    assert_eq!(due, ["2027-10-05T09:00:00.000Z", "2028-02-28T00:00:00.000Z"]);

    // Whoever looked names it again, which changes nothing but that it is looked at.
    records.set(&buyer, &[entry(&charges.items[0].id, "A")]).await.unwrap();
    assert_eq!(records.references(&buyer, &renewed.id).await[0], "A/1 r1");
    let mut write = records.change(&buyer).await;
    assert_eq!(refusal(renew(&mut write, &view, &id, None).await), ["NOT_RENEWABLE"]);
});

// P-38: a name that there is no room for any more is not carried over, and that is to be looked at.
on_both!(a_renewal_carries_over_only_what_there_is_room_for, |records| async {
    let buyer = records.buyer().await;
    let order = Buyer { records: records.clone(), id: buyer.clone() };
    order.order("A", &[line("1", "marketplace-transaction", "1")]).await;
    let new =
        NewOffer { renewal: Renewal { auto: true }, ..offer(vec![upfront("5"), upfront("6")]) };
    let agreed = records.agree(&buyer, new, PurchaseOrderChoice::None).await;
    let [first, second] = [0, 1].map(|index: usize| agreed.charges[index].id.clone());
    records.set(&buyer, &[entry(&first, "A"), entry(&second, "B")]).await.unwrap();
    records.run_out_of_cycle(&buyer).await;
    // The line that was invoiced goes, and others fill the purchase order.
    let mut edits = vec![json!({ "remove": { "purchaseOrder": "A", "lineItem": "1" } })];
    edits.extend((2..=101).map(|number| {
        let line = line(&number.to_string(), "all", "1");
        json!({ "add": { "purchaseOrder": "A", "lineItem": line } })
    }));
    order.save(json!(edits)).await.unwrap();
    records.travel("2027-10-06T00:00:00Z");
    let mut write = records.change(&buyer).await;
    let renewed = renew_due(&mut write).await.unwrap().renewed.remove(0);
    write.commit().await.unwrap();
    let references = records.references(&buyer, &renewed.id).await;
    assert_eq!(references, ["-/- r1 to review", "B/1 r1 to review"]);
    records.run_out_of_cycle(&buyer).await;
    order.assert_sound().await;
});

on_both!(renewals_keep_the_day_of_the_first_agreement, |records| async {
    let buyer = records.buyer().await;
    let recurring = PricingTerm::Recurring { amount: "1".to_owned(), months: 2, description: None };
    for (start, months, terms, expected) in [
        (
            "2027-01-30T09:00:00Z",
            1,
            vec![schedule(&[("2027-01-31", "1")])],
            [
                "2027-01-30T09 to 2027-02-28T09: 2027-01-31T00",
                "2027-02-28T09 to 2027-03-30T09: 2027-02-28T09",
                "2027-03-30T09 to 2027-04-30T09: 2027-03-31T00",
            ],
        ),
        (
            "2027-12-31T09:00:00Z",
            2,
            vec![recurring],
            [
                "2027-12-31T09 to 2028-02-29T09: 2027-12-31T09 2028-01-31T09",
                "2028-02-29T09 to 2028-04-30T09: 2028-02-29T09 2028-03-31T09",
                "2028-04-30T09 to 2028-06-30T09: 2028-04-30T09 2028-05-31T09",
            ],
        ),
    ] {
        records.travel(start);
        let new = NewOffer { duration_months: Some(months), ..offer(terms) };
        let mut agreement = records.agree(&buyer, new, PurchaseOrderChoice::None).await.agreement;
        for expected in expected {
            let hour = |time: &str| time.chars().take(13).collect::<String>();
            let (part, view) = (Part::default(), View::Organisation);
            let charges = agreement_charges(&records, &buyer, &view, &agreement.id, &part).await;
            let due: Vec<String> = charges
                .unwrap()
                .items
                .iter()
                .filter_map(|one| one.time.as_deref())
                .map(hour)
                .collect();
            let details = &agreement.details;
            let (start, end) = (hour(&details.starts_at), hour(details.ends_at.as_ref().unwrap()));
            assert_eq!(format!("{start} to {end}: {}", due.join(" ")), expected);
            let mut write = records.change(&buyer).await;
            agreement = renew(&mut write, &view, &agreement.id, None).await.unwrap();
            write.commit().await.unwrap();
        }
    }
});

// P-36: what was renewed ahead of its time goes with what it renews.
on_both!(an_end_takes_renewals_that_have_not_begun_with_it, |records| async {
    let buyer = records.buyer().await;
    let view = View::Organisation;
    for by_replacement in [false, true] {
        let new = offer(vec![upfront("5"), metered(&["scans"])]);
        let first = records.agree(&buyer, new, PurchaseOrderChoice::None).await.agreement;
        let mut write = records.change(&buyer).await;
        let second = renew(&mut write, &view, &first.id, None).await.unwrap();
        let third = renew(&mut write, &view, &second.id, None).await.unwrap();
        write.commit().await.unwrap();
        let mut write = records.change(&buyer).await;
        let (status, by) = if by_replacement {
            let kept = put_offer(&mut write, PAYER, offer(vec![upfront("7")])).await.unwrap();
            let new = NewRequest {
                intent: Intent::Replace,
                source_agreement: Some(first.id.clone()),
                ..purchase_of(&kept.id)
            };
            let request = create_request(&records, &mut write, PAYER, &new).await.unwrap();
            let no = Acceptance::default();
            let accepted =
                accept_request(&records, &mut write, &view, &request.id, &no, None).await;
            (AgreementStatus::Replaced, Some(accepted.unwrap().agreement.id))
        } else {
            terminate(&mut write, &view, &first.id, None).await.unwrap();
            (AgreementStatus::Terminated, None)
        };
        write.commit().await.unwrap();
        for id in [&first.id, &second.id, &third.id] {
            let ended = find_agreement(&records, &buyer, &view, id).await.unwrap();
            assert_eq!((ended.status, &ended.details.replaced_by), (status, &by), "{id}");
        }
        let part = Part::default();
        let charges = agreement_charges(&records, &buyer, &view, &third.id, &part).await.unwrap();
        assert!(charges.items.iter().all(|charge| charge.state == ChargeState::Withdrawn));
    }
});

// P-36, P-41: by whatever way it is asked for.
on_both!(charges_of_an_ended_agreement_name_no_other_purchase_order, |records| async {
    let buyer = records.buyer().await;
    let agreed = records.agree(&buyer, pay_as_you_go(&["a"]), PurchaseOrderChoice::None).await;
    let charge = agreed.charges[0].id.clone();
    records.usage(&buyer, &charge, "2026-10", "5").await;
    let save = async |order: &str| {
        let facts = Arc::new(records.facts(&buyer).await.unwrap());
        // What is metered, and what is expected of later months, share one reference.
        let ahead = facts.snapshot(Outlook::Expected(facts.horizon())).unwrap().charges;
        let ids = ahead.iter().filter(|one| kept_id(&one.id) == charge).map(|one| &one.id);
        let to = json!({ "purchaseOrderReference": order });
        let edits = ids.map(|id| json!({ "set": { "charge": id }, "to": to }));
        let edits: Vec<_> = edits.collect();
        let seen = edits::preview(&records, &facts, &edits, facts.horizon()).await.map(|_| ());
        let mut write = records.change(&buyer).await;
        let save = Save { edits, ..Save::default() };
        let saved = edits::save(&records, &mut write, &save).await.map(|_| ());
        write.commit().await.unwrap();
        assert_eq!(seen.is_ok(), saved.is_ok());
        saved
    };
    save("A").await.unwrap();
    let mut write = records.change(&buyer).await;
    cancel(&mut write, &View::Organisation, &agreed.agreement.id, None).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(refusal(save("B").await), ["INACTIVE_AGREEMENT /edits"]);
    assert_eq!(records.references(&buyer, &agreed.agreement.id).await, ["A/1 r2"]);
});

on_both!(an_agreement_that_nothing_can_follow_keeps_no_other_from_its_renewal, |records| async {
    let buyer = records.buyer().await;
    let renewing = |terms| NewOffer { renewal: Renewal { auto: true }, ..offer(terms) };
    let seats = renewing(vec![seats("10")]);
    let choice = PurchaseOrderChoice::None;
    let agreed = records.try_to_agree(&buyer, PAYER, seats, of_seats(5), choice.clone()).await;
    let emptied = agreed.unwrap().agreement.id;
    let other = records.agree(&buyer, renewing(vec![metered(&["scans"])]), choice).await;
    let mut write = records.change(&buyer).await;
    let new = amendment_of(&emptied, 0);
    let request = create_request(&records, &mut write, PAYER, &new).await.unwrap();
    let (view, no) = (View::Organisation, Acceptance::default());
    accept_request(&records, &mut write, &view, &request.id, &no, None).await.unwrap();
    write.commit().await.unwrap();

    records.travel("2027-10-06T00:00:00Z");
    let mut write = records.change(&buyer).await;
    let renewals = renew_due(&mut write).await.unwrap();
    write.commit().await.unwrap();
    let [renewed] = renewals.renewed.as_slice() else { panic!("{renewals:?}") };
    assert_eq!(renewed.details.renews.as_deref(), Some(other.agreement.id.as_str()));
    let [left] = renewals.left.as_slice() else { panic!("{renewals:?}") };
    assert_eq!((left.id.as_str(), left.details.auto_renew), (emptied.as_str(), false));
    let mut write = records.change(&buyer).await;
    assert_eq!(renew_due(&mut write).await.unwrap(), Renewals::default(), "nothing is tried again");
});

on_both!(an_amendment_that_says_nothing_of_the_renewal_leaves_it_alone, |records| async {
    let buyer = records.buyer().await;
    let seats = NewOffer { renewal: Renewal { auto: true }, ..offer(vec![seats("10")]) };
    let choice = PurchaseOrderChoice::None;
    let agreed = records.try_to_agree(&buyer, PAYER, seats, of_seats(5), choice).await;
    let id = agreed.unwrap().agreement.id;
    let mut write = records.change(&buyer).await;
    let more = amendment_of(&id, 6);
    let more = create_request(&records, &mut write, PAYER, &more).await.unwrap();
    let off = NewRequest { auto_renew: Some(false), ..amendment_of(&id, 5) };
    let off = create_request(&records, &mut write, PAYER, &off).await.unwrap();
    for request in [off, more] {
        let (view, no) = (View::Organisation, Acceptance::default());
        let accepted = accept_request(&records, &mut write, &view, &request.id, &no, None).await;
        assert!(!accepted.unwrap().agreement.details.auto_renew);
    }
});

on_both!(agreements_end_with_their_time_and_are_found_by_what_is_asked, |records| async {
    let buyer = records.buyer().await;
    let choice = || PurchaseOrderChoice::None;
    let short = NewOffer { duration_months: Some(1), ..offer(vec![upfront("1")]) };
    let short = records.agree(&buyer, short, choice()).await.agreement.id;
    let mut other = pay_as_you_go(&["a"]);
    other.seller_name = "Globex".to_owned();
    let long = records.agree(&buyer, other, choice()).await.agreement.id;
    records.travel("2026-11-05T09:00:00Z");
    let found = async |filter: AgreementFilter| {
        let part = Part::default();
        let listed = agreements(&records, &buyer, &View::Organisation, &filter, &part);
        let items = listed.await.unwrap().items.into_iter();
        items.map(|item| item.agreement.id).collect::<Vec<_>>()
    };
    let all = AgreementFilter::default;
    let status = |status| AgreementFilter { status: Some(status), ..all() };
    assert_eq!(found(all()).await, [long.as_str(), short.as_str()]);
    assert_eq!(found(status(AgreementStatus::Expired)).await, [short.as_str()]);
    assert_eq!(found(status(AgreementStatus::Active)).await, [long.as_str()]);
    let text = |text: &str| AgreementFilter { text: Some(text.to_owned()), ..all() };
    assert_eq!(found(text("gLOB")).await, [long.as_str()]);
    let seller = AgreementFilter { seller: Some("Acme Software".to_owned()), ..all() };
    assert_eq!(found(seller).await, [short.as_str()]);
    let waiting = || AgreementFilter { without_purchase_order: true, ..all() };
    assert_eq!(found(waiting()).await, [long.as_str()]);
    let charges =
        agreement_charges(&records, &buyer, &View::Organisation, &long, &Part::default()).await;
    records.set(&buyer, &[entry(&charges.unwrap().items[0].id, "A")]).await.unwrap();
    assert_eq!(found(waiting()).await, [""; 0]);

    // Part by part, everything comes once.
    let mut part = Part { limit: 1, after: None };
    let view = View::Organisation;
    let first = agreements(&records, &buyer, &view, &all(), &part).await.unwrap();
    part.after = first.next;
    let second = agreements(&records, &buyer, &view, &all(), &part).await.unwrap();
    assert_eq!((&second.items[0].agreement.id, second.next), (&short, None));
});
