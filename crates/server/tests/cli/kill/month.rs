//! A month of an organisation in which a lot falls due: payments without a reference, references
//! to purchase orders that are there, references that create some, and usage.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta};
use records::agreements::{
    Acceptance, Accepted, Intent, Named, NewOffer, NewRequest, OfferKind, PricingTerm, Product,
    PurchaseOrderChoice, Renewal, ScheduledPayment, UsageDimension, View, accept_request,
    create_request, put_offer,
};
use records::edits::{self, Save};
use records::organisations::{
    NewAccount, NewOrganisation, OrganisationKind, add_account, create_organisation,
};
use records::usage::{NewUsage, put_usage};
use records::{Actor, OrganisationId, Records, Write};
use serde_json::{Value, json};

use super::store::START;

/// The month that is closed.
pub(crate) const MONTH: &str = "2024-01";
/// Invoices of it, at least.
pub(crate) const INVOICES_MIN: usize = 3_000;

const PAYER: &str = "111111111111";
const MEMBER: &str = "222222222222";
const SCHEDULES: usize = 43;
const PAYMENTS: usize = 80;
/// Purchase orders that references create.
const CREATED: usize = 60;
const METERED: usize = 40;

/// Fills an empty database.
pub(crate) async fn fill(records: &Records) {
    let account = NewAccount { id: PAYER.to_owned(), name: "Head office".to_owned() };
    let kind = OrganisationKind::Organisation;
    let new = NewOrganisation { id: None, name: "Acme".to_owned(), kind, account };
    let id = create_organisation(records, &actor(), new).await.unwrap().id;
    let mut write = begin(records, &id).await;
    let member = NewAccount { id: MEMBER.to_owned(), name: "Branch".to_owned() };
    add_account(&mut write, member).await.unwrap();
    let edits = orders().into_iter().map(|order| json!({ "add": { "purchaseOrder": order } }));
    let save = Save { edits: edits.collect(), ..Save::default() };
    edits::save(records, &mut write, &save).await.unwrap();
    write.commit().await.unwrap();
    let mut write = begin(records, &id).await;
    for agreement in 0..SCHEDULES {
        let account = if agreement % 5 == 4 { MEMBER } else { PAYER };
        let named = |payment| named(agreement, payment).filter(|_| account == PAYER);
        agree(records, &mut write, account, schedule(agreement), named).await;
    }
    let metered = agree(records, &mut write, PAYER, metered(), |charge| {
        (charge % 2 == 0).then(|| reference(&format!("USED-{:02}", charge / 4), None))
    });
    for (index, charge) in metered.await.charges.into_iter().enumerate() {
        let amount = format!("{}.125", index + 1);
        let (charge, source) = (charge.id, "test".to_owned());
        let usage = NewUsage { charge, period: MONTH.to_owned(), amount, source };
        put_usage(&mut write, &View::Organisation, &usage).await.unwrap();
    }
    write.commit().await.unwrap();
}

fn actor() -> Actor {
    Actor::system("test")
}

async fn begin(records: &Records, id: &OrganisationId) -> Write {
    records.write(id, &actor(), None).await.unwrap()
}

/// One whose balance is used up on the way, one that is for all that comes then, one that is named.
fn orders() -> Vec<Value> {
    let order = |id: &str, kind: &str, amount: &str| {
        json!({
            "id": id, "billFrom": ["AWS_INC"], "currency": "USD",
            "effectiveMonth": "2024-01", "expirationMonth": "2024-12",
            "contacts": [
                { "email": format!("{id}@example.com") }, { "email": "finance@example.com" },
            ],
            "lineItems": [
                { "number": "1", "type": kind, "startMonth": "2024-01", "endMonth": "2024-12",
                  "amount": amount, "quantity": "1", "balanceTracking": true },
            ],
        })
    };
    vec![
        order("A-SMALL", "marketplace-blanket-usage", "3000"),
        order("B-LARGE", "all", "90000"),
        order("C-NAMED", "marketplace-transaction", "400"),
    ]
}

/// What a payment names: in every third agreement a purchase order that is not there yet, in every
/// seventh one that is.
fn named(agreement: usize, payment: usize) -> Option<Named> {
    if agreement.is_multiple_of(3) {
        let order = format!("REF-{:02}", (agreement * 7 + payment) % CREATED);
        let line = payment.is_multiple_of(4).then(|| format!("L{}", payment % 3));
        return Some(reference(&order, line));
    }
    (agreement % 7 == 1).then(|| reference("C-NAMED", None))
}

fn reference(order: &str, line: Option<String>) -> Named {
    Named { purchase_order_reference: order.to_owned(), purchase_order_line: line }
}

async fn agree(
    records: &Records,
    write: &mut Write,
    account: &str,
    offer: NewOffer,
    named: impl Fn(usize) -> Option<Named>,
) -> Accepted {
    let offer = put_offer(write, account, offer).await.unwrap();
    let new = NewRequest {
        intent: Intent::New,
        offer: Some(offer.id),
        source_agreement: None,
        configuration: BTreeMap::new(),
        auto_renew: None,
        tax_registration_number: None,
        invoice_unit: None,
    };
    let request = create_request(records, write, account, &new).await.unwrap();
    let charges = request.details.charge_summary.expected_charges.iter().enumerate();
    let charges: BTreeMap<String, Named> =
        charges.filter_map(|(index, charge)| Some((charge.id.clone(), named(index)?))).collect();
    let acceptance = Acceptance { purchase_orders: PurchaseOrderChoice::Each { charges } };
    let view = View::Account(account.to_owned());
    accept_request(records, write, &view, &request.id, &acceptance, None).await.unwrap()
}

/// Each payment falls due at a moment of its own, so it is on an invoice of its own.
fn schedule(agreement: usize) -> NewOffer {
    let start = DateTime::parse_from_rfc3339(START).unwrap();
    let payment = |payment: usize| {
        let minutes = i64::try_from((agreement * PAYMENTS + payment) * 9 + 60).unwrap();
        let at = start + TimeDelta::minutes(minutes);
        ScheduledPayment {
            charge_date: at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            amount: format!("{}.{:02}", payment % 9 + 1, (agreement * 31 + payment) % 100),
        }
    };
    let payments = (0..PAYMENTS).map(payment).collect();
    offer(vec![PricingTerm::PaymentSchedule { payments, description: None }])
}

fn metered() -> NewOffer {
    let dimension = |index: usize| UsageDimension {
        key: format!("d{index:02}"),
        description: format!("Dimension {index}"),
        rate: None,
    };
    offer(vec![PricingTerm::Usage { dimensions: (0..METERED).map(dimension).collect() }])
}

fn offer(terms: Vec<PricingTerm>) -> NewOffer {
    NewOffer {
        seller_name: "Example Software".to_owned(),
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
