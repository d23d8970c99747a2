//! Agreements: offers, requests, acceptance with purchase orders, and what becomes of charges.

mod changes;
mod purchase_orders;

use std::collections::BTreeMap;

use records::agreements::{
    Acceptance, Accepted, AgreementFilter, Intent, Named, Naming, NewOffer, NewRequest, OfferKind,
    Part, PricedDimension, PricingTerm, Product, PurchaseOrderChoice, PurchaseOrderEntry, Renewal,
    RequestStatus, ScheduledPayment, UsageDimension, View, accept_request, agreement_charges,
    agreements, cancel_request, create_request, find_agreement, find_offer, find_request,
    put_offer, update_purchase_orders,
};
use records::edits::{self, Save};
use records::invoicing::{RunScope, run};
use records::organisations::{IntegrationChange, set_integration};
use records::usage::{NewUsage, put_usage};
use records::{OrganisationId, RecordError};
use serde_json::json;

use crate::databases::{TestRecords, actor, on_both, refusal};

pub(crate) const PAYER: &str = "111111111111";
const MEMBER: &str = "222222222222";

/// What an invoice shows: its number's order, purchase order, total and cycle.
type Shown = (Option<String>, i64, String);

impl TestRecords {
    /// An organisation with a management account that buys.
    pub(crate) async fn buyer(&self) -> OrganisationId {
        self.organisation(PAYER).await.id
    }

    pub(crate) async fn agree(
        &self,
        organisation: &OrganisationId,
        offer: NewOffer,
        choice: PurchaseOrderChoice,
    ) -> Accepted {
        self.try_to_agree(organisation, PAYER, offer, BTreeMap::new(), choice).await.unwrap()
    }

    async fn try_to_agree(
        &self,
        organisation: &OrganisationId,
        account: &str,
        offer: NewOffer,
        configuration: BTreeMap<String, u32>,
        choice: PurchaseOrderChoice,
    ) -> Result<Accepted, RecordError> {
        let mut write = self.change(organisation).await;
        let offer = put_offer(&mut write, account, offer).await?;
        let new = NewRequest { configuration, ..purchase_of(&offer.id) };
        let request = create_request(self, &mut write, account, &new).await?;
        write.commit().await?;
        let acceptance = Acceptance { purchase_orders: choice };
        let mut write = self.change(organisation).await;
        let view = View::Account(account.to_owned());
        let accepted =
            accept_request(self, &mut write, &view, &request.id, &acceptance, None).await?;
        write.commit().await?;
        Ok(accepted)
    }

    pub(crate) async fn usage(
        &self,
        organisation: &OrganisationId,
        charge: &str,
        period: &str,
        amount: &str,
    ) {
        let mut write = self.change(organisation).await;
        put_usage(&mut write, &View::Organisation, &usage(charge, period, amount)).await.unwrap();
        write.commit().await.unwrap();
    }

    pub(crate) fn travel(&self, to: &str) {
        self.clock.travel(to.parse().unwrap());
    }

    async fn run_out_of_cycle(&self, organisation: &OrganisationId) {
        run(self, organisation, &actor(), RunScope::OutOfCycle(self.now())).await.unwrap();
    }

    pub(crate) async fn close(&self, organisation: &OrganisationId, month: &str) {
        let scope = RunScope::Monthly(month.parse().unwrap());
        run(self, organisation, &actor(), scope).await.unwrap();
    }

    /// Purchase order, total in minor units, and cycle of every invoice, in order.
    pub(crate) async fn invoices(&self, organisation: &OrganisationId) -> Vec<Shown> {
        let mut read = self.read().await.unwrap();
        sqlx::query_as(
            "select purchase_order, total, cycle from invoices
             where organisation = $1 and kind = 'invoice' order by sequence",
        )
        .bind(organisation.as_str())
        .fetch_all(&mut *read)
        .await
        .unwrap()
    }

    pub(crate) async fn set(
        &self,
        organisation: &OrganisationId,
        entries: &[PurchaseOrderEntry],
    ) -> Result<(), RecordError> {
        let mut write = self.change(organisation).await;
        let naming = Naming::Entries(entries);
        update_purchase_orders(self, &mut write, &View::Organisation, naming).await?;
        write.commit().await
    }

    /// The references of an agreement's charges, in the order of the list.
    async fn references(&self, organisation: &OrganisationId, agreement: &str) -> Vec<String> {
        let part = Part::default();
        let charges = agreement_charges(self, organisation, &View::Organisation, agreement, &part);
        let charges = charges.await.unwrap().items.into_iter();
        charges
            .map(|charge| {
                let order = charge.purchase_order_reference.unwrap_or_else(|| "-".to_owned());
                let line = charge.purchase_order_line.unwrap_or_else(|| "-".to_owned());
                let review = if charge.carried_over { " to review" } else { "" };
                format!("{order}/{line} r{}{review}", charge.revision)
            })
            .collect()
    }

    async fn add_blanket(&self, organisation: &OrganisationId, id: &str) {
        let order = json!({
            "id": id, "billFrom": ["AWS_INC"], "currency": "USD",
            "effectiveMonth": "2026-01", "expirationMonth": "2027-12",
            "lineItems": [{
                "number": "1", "type": "marketplace-blanket-usage", "startMonth": "2026-01",
                "endMonth": "2027-12", "amount": "1000.00", "quantity": "1"
            }]
        });
        let edits = vec![json!({ "add": { "purchaseOrder": order } })];
        let mut write = self.change(organisation).await;
        edits::save(self, &mut write, &Save { edits, ..Save::default() }).await.unwrap();
        write.commit().await.unwrap();
    }
}

pub(crate) fn offer(terms: Vec<PricingTerm>) -> NewOffer {
    NewOffer {
        seller_name: "Acme Software".to_owned(),
        product: Product { id: "prod-1".to_owned(), name: "Scanner".to_owned() },
        proposer: "999999999999".to_owned(),
        bill_from: "AWS_INC".to_owned(),
        currency: "USD".to_owned(),
        agreement_type: "PurchaseAgreement".to_owned(),
        kind: OfferKind::Private,
        terms,
        duration_months: Some(12),
        payment_terms: Some("NET_30".to_owned()),
        renewal: Renewal { auto: false },
        expires_at: None,
    }
}

pub(crate) fn upfront(amount: &str) -> PricingTerm {
    PricingTerm::Upfront { amount: amount.to_owned(), description: None }
}

fn schedule(payments: &[(&str, &str)]) -> PricingTerm {
    let payment = |(date, amount): &(&str, &str)| ScheduledPayment {
        charge_date: format!("{date}T00:00:00Z"),
        amount: (*amount).to_owned(),
    };
    PricingTerm::PaymentSchedule {
        payments: payments.iter().map(payment).collect(),
        description: None,
    }
}

pub(crate) fn metered(keys: &[&str]) -> PricingTerm {
    let dimension = |key: &&str| UsageDimension {
        key: (*key).to_owned(),
        description: format!("{key} units"),
        rate: Some("0.05".to_owned()),
    };
    PricingTerm::Usage { dimensions: keys.iter().map(dimension).collect() }
}

fn seats(unit_price: &str) -> PricingTerm {
    let dimension = PricedDimension {
        key: "seats".to_owned(),
        description: None,
        unit_price: unit_price.to_owned(),
    };
    PricingTerm::ConfigurableUpfront { dimensions: vec![dimension] }
}

/// Usage without end, which its buyer may cancel.
pub(crate) fn pay_as_you_go(keys: &[&str]) -> NewOffer {
    NewOffer { duration_months: None, kind: OfferKind::Public, ..offer(vec![metered(keys)]) }
}

fn purchase_of(offer: &str) -> NewRequest {
    NewRequest {
        intent: Intent::New,
        offer: Some(offer.to_owned()),
        source_agreement: None,
        configuration: BTreeMap::new(),
        auto_renew: None,
        tax_registration_number: None,
        invoice_unit: None,
    }
}

fn amendment_of(agreement: &str, seats: u32) -> NewRequest {
    NewRequest {
        intent: Intent::Amend,
        offer: None,
        source_agreement: Some(agreement.to_owned()),
        configuration: of_seats(seats),
        ..purchase_of("")
    }
}

fn of_seats(seats: u32) -> BTreeMap<String, u32> {
    BTreeMap::from([("seats".to_owned(), seats)])
}

fn named(order: &str) -> Named {
    Named { purchase_order_reference: order.to_owned(), purchase_order_line: None }
}

pub(crate) fn entry(charge: &str, order: &str) -> PurchaseOrderEntry {
    PurchaseOrderEntry {
        charge_id: charge.to_owned(),
        charge_revision: None,
        agreement_id: None,
        purchase_order_reference: Some(order.to_owned()),
        purchase_order_line: None,
        clear: false,
    }
}

pub(crate) fn usage(charge: &str, period: &str, amount: &str) -> NewUsage {
    NewUsage {
        charge: charge.to_owned(),
        period: period.to_owned(),
        amount: amount.to_owned(),
        source: "api".to_owned(),
    }
}

// Worked example 29, and the line that a choice may name.
on_both!(fixed_and_usage_charges_name_separate_purchase_orders, |records| async {
    let buyer = records.buyer().await;
    let choice = PurchaseOrderChoice::FixedAndUsage {
        fixed: Some(named(" F-1 ")),
        usage: Some(Named { purchase_order_line: Some("7".to_owned()), ..named("U-1") }),
    };
    let agreed =
        records.agree(&buyer, offer(vec![upfront("500"), metered(&["scans"])]), choice).await;
    let id = &agreed.agreement.id;
    assert_eq!(records.references(&buyer, id).await, ["F-1/1 r1", "U-1/7 r1"]);
    let metered = &agreed.charges.last().unwrap().id;
    records.usage(&buyer, metered, "2026-10", "20.50").await;
    records.run_out_of_cycle(&buyer).await;
    records.travel("2026-11-03T00:00:00Z");
    records.close(&buyer, "2026-10").await;
    assert_eq!(
        records.invoices(&buyer).await,
        [
            (Some("F-1".to_owned()), 50_000, "out-of-cycle".to_owned()),
            (Some("U-1".to_owned()), 2_050, "monthly".to_owned()),
        ]
    );
});

// Worked example 30.
on_both!(without_a_number_both_invoices_use_the_blanket_line, |records| async {
    let buyer = records.buyer().await;
    records.add_blanket(&buyer, "P2").await;
    let terms = vec![upfront("500"), metered(&["scans"])];
    let agreed = records.agree(&buyer, offer(terms), PurchaseOrderChoice::None).await;
    assert_eq!(records.references(&buyer, &agreed.agreement.id).await, ["-/- r1", "-/- r1"]);
    let metered = &agreed.charges.last().unwrap().id;
    records.usage(&buyer, metered, "2026-10", "20").await;
    records.travel("2026-11-03T00:00:00Z");
    records.close(&buyer, "2026-10").await;
    let orders: Vec<_> = records.invoices(&buyer).await.into_iter().map(|row| row.0).collect();
    assert_eq!(orders, [Some("P2".to_owned()), Some("P2".to_owned())]);
});

// Worked example 31.
on_both!(members_buy_without_the_integration_and_name_purchase_orders_with_it, |records| async {
    let buyer = records.buyer().await;
    records.member(&buyer, MEMBER).await;
    let usage_only = || pay_as_you_go(&["scans"]);
    let with = || PurchaseOrderChoice::OneForAll(named("M-1"));
    let none = BTreeMap::new;
    let refused = records.try_to_agree(&buyer, MEMBER, usage_only(), none(), with()).await;
    assert_eq!(refusal(refused), ["INTEGRATION_MISSING /purchaseOrders/purchaseOrderReference"]);
    let agreed = records
        .try_to_agree(&buyer, MEMBER, usage_only(), none(), PurchaseOrderChoice::None)
        .await
        .unwrap();
    let charge = agreed.charges[0].id.clone();
    let refused = records.set(&buyer, &[entry(&charge, "M-1")]).await;
    assert_eq!(refusal(refused), ["INTEGRATION_MISSING /purchaseOrders/0/purchaseOrderReference"]);

    let mut write = records.change(&buyer).await;
    set_integration(&mut write, IntegrationChange::On).await.unwrap();
    write.commit().await.unwrap();
    records.set(&buyer, &[entry(&charge, "M-1")]).await.unwrap();
    assert_eq!(records.references(&buyer, &agreed.agreement.id).await, ["M-1/1 r2"]);
    records.try_to_agree(&buyer, MEMBER, usage_only(), none(), with()).await.unwrap();

    // The management account sees both, a member its own, another account none.
    let view = |account: &str| View::Account(account.to_owned());
    let filter = AgreementFilter::default();
    let part = Part::default();
    for (view, count) in [(View::Organisation, 2), (view(MEMBER), 2), (view(PAYER), 0)] {
        let listed = agreements(&records, &buyer, &view, &filter, &part).await.unwrap();
        assert_eq!(listed.items.len(), count, "{view:?}");
    }
    let id = &agreed.agreement.id;
    let foreign = find_agreement(&records, &buyer, &view(PAYER), id).await;
    assert_eq!(refusal(foreign), [format!("no agreement {id}")]);
    let mut write = records.change(&buyer).await;
    let foreign = {
        let entries = [entry(&charge, "X")];
        update_purchase_orders(&records, &mut write, &view(PAYER), Naming::Entries(&entries)).await
    };
    assert_eq!(refusal(foreign), ["INVALID_CHARGE_ID /purchaseOrders/0/chargeId"]);
});

on_both!(each_charge_can_name_its_own_purchase_order, |records| async {
    let buyer = records.buyer().await;
    let mut write = records.change(&buyer).await;
    let terms = vec![
        PricingTerm::Recurring { amount: "10".to_owned(), months: 2, description: None },
        metered(&["scans", "reports"]),
    ];
    let kept = put_offer(&mut write, PAYER, offer(terms)).await.unwrap();
    let request =
        create_request(&records, &mut write, PAYER, &purchase_of(&kept.id)).await.unwrap();
    let quoted = &request.details.charge_summary;
    assert_eq!(quoted.new_agreement_value, "20.00");
    assert_eq!(quoted.invoicing_entity.legal_name, "Amazon Web Services, Inc.");
    let times: Vec<_> =
        quoted.expected_charges.iter().map(|charge| charge.time.as_deref()).collect();
    let first = Some("2026-10-05T09:00:00.000Z");
    assert_eq!(times, [first, Some("2026-11-05T09:00:00.000Z"), None, None]);
    let ids: Vec<String> = quoted.expected_charges.iter().map(|charge| charge.id.clone()).collect();
    let choice = |charges: &[(&str, &str)]| {
        let charges = charges.iter().map(|(id, order)| ((*id).to_owned(), named(order))).collect();
        Acceptance { purchase_orders: PurchaseOrderChoice::Each { charges } }
    };
    let view = View::Organisation;
    let wrong = choice(&[(&ids[0], "no#"), ("ch-999999", "A"), (&ids[2], "  ")]);
    let refused = accept_request(&records, &mut write, &view, &request.id, &wrong, None).await;
    assert_eq!(
        refusal(refused),
        [
            format!(
                "INVALID_PURCHASE_ORDER_REFERENCE \
                 /purchaseOrders/charges/{}/purchaseOrderReference",
                ids[0]
            ),
            format!(
                "MISSING_PURCHASE_ORDER_REFERENCE \
                 /purchaseOrders/charges/{}/purchaseOrderReference",
                ids[2]
            ),
            "INVALID_CHARGE_ID /purchaseOrders/charges/ch-999999".to_owned(),
        ]
    );
    let right = choice(&[(&ids[0], "A"), (&ids[3], "R")]);
    let accepted =
        accept_request(&records, &mut write, &view, &request.id, &right, Some(1)).await.unwrap();
    write.commit().await.unwrap();
    let id = &accepted.agreement.id;
    assert_eq!(records.references(&buyer, id).await, ["A/1 r1", "-/- r1", "-/- r1", "R/1 r1"]);
    let kept: Vec<&String> = accepted.charges.iter().map(|charge| &charge.id).collect();
    assert_eq!(kept, ids.iter().collect::<Vec<_>>(), "the quote's ids are the charges'");
    let found = find_request(&records, &buyer, &view, &request.id).await.unwrap();
    assert_eq!(
        (found.status, found.details.agreement.as_ref()),
        (RequestStatus::Accepted, Some(id))
    );
    let mut write = records.change(&buyer).await;
    let again = accept_request(&records, &mut write, &view, &request.id, &right, None).await;
    assert_eq!(refusal(again), ["REQUEST_CLOSED"]);
    let late = cancel_request(&mut write, &view, &request.id, None).await;
    assert_eq!(refusal(late), ["REQUEST_CLOSED"]);
});

// AMI annual: one invoice for the whole agreement.
on_both!(everything_that_is_paid_on_acceptance_is_one_invoice, |records| async {
    let buyer = records.buyer().await;
    let terms = vec![seats("12.505"), upfront("100")];
    let choice = PurchaseOrderChoice::OneForAll(named("AMI"));
    records.try_to_agree(&buyer, PAYER, offer(terms), of_seats(3), choice).await.unwrap();
    records.run_out_of_cycle(&buyer).await;
    let whole = (Some("AMI".to_owned()), 13_752, "out-of-cycle".to_owned());
    assert_eq!(records.invoices(&buyer).await, [whole]);
});

on_both!(offers_are_checked_and_end, |records| async {
    let buyer = records.buyer().await;
    let mut write = records.change(&buyer).await;
    let terms = vec![
        PricingTerm::Recurring { amount: "-1".to_owned(), months: 13, description: None },
        schedule(&[("2026-11-01", "1,5")]),
        metered(&["a", "a"]),
    ];
    let wrong = NewOffer {
        kind: OfferKind::Public,
        currency: "XYZ".to_owned(),
        payment_terms: Some("soon".to_owned()),
        expires_at: Some("2026-10-05T09:00:00Z".to_owned()),
        bill_from: " AWS_INC".to_owned(),
        ..offer(terms)
    };
    assert_eq!(
        refusal(put_offer(&mut write, PAYER, wrong).await),
        [
            "INVALID_TEXT /billFrom",
            "UNKNOWN_CURRENCY /currency",
            "ALREADY_EXPIRED /expiresAt",
            "INVALID_PAYMENT_TERMS /paymentTerms",
            "NEGATIVE_AMOUNT /terms/0/amount",
            "INVALID_MONTHS /terms/0/months",
            "PRIVATE_OFFER_ONLY /terms/1",
            "INVALID_AMOUNT /terms/1/payments/0/amount",
            "DUPLICATE_DIMENSION /terms/2/dimensions/1/key",
        ]
    );
    let foreign = put_offer(&mut write, "000000000000", offer(vec![upfront("1")])).await;
    assert_eq!(refusal(foreign), ["no account 000000000000"]);
    let ending = NewOffer {
        expires_at: Some("2026-10-06T00:00:00Z".to_owned()),
        ..offer(vec![upfront("1"), schedule(&[("2030-01-01", "1")])])
    };
    let kept = put_offer(&mut write, PAYER, ending).await.unwrap();
    let request = create_request(&records, &mut write, PAYER, &purchase_of(&kept.id)).await;
    assert_eq!(refusal(request), ["PAYMENT_AFTER_END /offer/terms/1/payments/0/chargeDate"]);
    let ending = NewOffer { terms: vec![upfront("1")], ..kept.offer.clone() };
    let kept = put_offer(&mut write, PAYER, ending).await.unwrap();
    let unknown = NewRequest { configuration: of_seats(1), ..purchase_of(&kept.id) };
    let refused = create_request(&records, &mut write, PAYER, &unknown).await;
    assert_eq!(refusal(refused), ["UNKNOWN_DIMENSION /configuration/seats"]);
    let request =
        create_request(&records, &mut write, PAYER, &purchase_of(&kept.id)).await.unwrap();
    write.commit().await.unwrap();
    records.member(&buyer, MEMBER).await;
    let other = View::Account(MEMBER.to_owned());
    let foreign = find_offer(&records, &buyer, &other, &kept.id).await;
    assert_eq!(refusal(foreign), [format!("no offer {}", kept.id)]);

    records.travel("2026-10-06T00:00:00Z");
    let view = View::Organisation;
    let found = find_request(&records, &buyer, &view, &request.id).await.unwrap();
    assert_eq!(found.status, RequestStatus::Expired);
    let mut write = records.change(&buyer).await;
    let no = Acceptance::default();
    let late = accept_request(&records, &mut write, &view, &request.id, &no, None).await;
    assert_eq!(refusal(late), ["OFFER_EXPIRED"]);
});
