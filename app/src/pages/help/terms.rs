//! What the help of a page tells: what it is for, and the words that stand on it.

use leptos::prelude::*;

use super::link;
use crate::text::{Text, help as texts};

/// A word and its explanation.
type Term = (Text, Text);

const ORDER: Term = (texts::ORDER, texts::ORDER_TEXT);
const LINE: Term = (texts::LINE, texts::LINE_TEXT);
const BALANCE: Term = (texts::BALANCE, texts::BALANCE_TEXT);
const THRESHOLD: Term = (texts::THRESHOLD, texts::THRESHOLD_TEXT);
const SUSPENDED: Term = (texts::SUSPENDED, texts::SUSPENDED_TEXT);
const EXPIRED: Term = (texts::EXPIRED, texts::EXPIRED_TEXT);
const SELLER: Term = (texts::SELLER, texts::SELLER_TEXT);
const BLANKET: Term = (texts::BLANKET, texts::BLANKET_TEXT);
const REFERENCE: Term = (texts::REFERENCE, texts::REFERENCE_TEXT);
const UNIT: Term = (texts::UNIT, texts::UNIT_TEXT);
const TAX: Term = (texts::TAX, texts::TAX_TEXT);
const CHARGE: Term = (texts::CHARGE, texts::CHARGE_TEXT);
const ESTIMATE: Term = (texts::ESTIMATE, texts::ESTIMATE_TEXT);
const SCENARIO: Term = (texts::SCENARIO, texts::SCENARIO_TEXT);
const FINDING: Term = (texts::FINDING, texts::FINDING_TEXT);
const SUBSCRIPTION: Term = (texts::SUBSCRIPTION, texts::SUBSCRIPTION_TEXT);
const OFFER: Term = (texts::OFFER, texts::OFFER_TEXT);
const FIXED: Term = (texts::FIXED, texts::FIXED_TEXT);
const USAGE: Term = (texts::USAGE, texts::USAGE_TEXT);
const MEMO: Term = (texts::MEMO, texts::MEMO_TEXT);
const CLOSED: Term = (texts::CLOSED, texts::CLOSED_TEXT);
const COST_CENTER: Term = (texts::COST_CENTER, texts::COST_CENTER_TEXT);
const MANAGEMENT: Term = (texts::MANAGEMENT, texts::MANAGEMENT_TEXT);
const POLICY: Term = (texts::POLICY, texts::POLICY_TEXT);
const INTEGRATION: Term = (texts::INTEGRATION, texts::INTEGRATION_TEXT);
const TOKEN: Term = (texts::TOKEN, texts::TOKEN_TEXT);
const CONTACT: Term = (texts::CONTACT, texts::CONTACT_TEXT);

/// What a page is for, by the start of its address, and its words; signing in where it has none.
fn of(topic: &str) -> (Text, &'static [Term]) {
    match topic {
        "preview" => (texts::LEAD_PREVIEW, &[ORDER, LINE, ESTIMATE, REFERENCE, SELLER, SCENARIO]),
        "print" => (texts::LEAD_PREVIEW, &[ESTIMATE]),
        "scenarios" => (texts::LEAD_SCENARIOS, &[SCENARIO, ESTIMATE]),
        "to-do" => (texts::LEAD_TO_DO, &[FINDING, BALANCE, THRESHOLD, EXPIRED]),
        "purchase-orders" => (
            texts::LEAD_ORDERS,
            &[ORDER, LINE, BALANCE, THRESHOLD, SUSPENDED, EXPIRED, BLANKET, CONTACT],
        ),
        "add-purchase-order" => (
            texts::LEAD_ADD_ORDER,
            &[SELLER, LINE, BLANKET, BALANCE, TAX, UNIT, COST_CENTER, CONTACT],
        ),
        "import-purchase-orders" => (texts::LEAD_IMPORT, &[ORDER, LINE]),
        "subscriptions" => {
            (texts::LEAD_SUBSCRIPTIONS, &[SUBSCRIPTION, CHARGE, FIXED, USAGE, REFERENCE, BLANKET])
        }
        "offers" => (texts::LEAD_OFFERS, &[OFFER, FIXED, USAGE, REFERENCE]),
        "invoices" => (texts::LEAD_ISSUED, &[LINE, MEMO, SELLER, COST_CENTER]),
        "close" => (texts::LEAD_CLOSE, &[CLOSED, MEMO, ESTIMATE]),
        "costs" => (texts::LEAD_COSTS, &[COST_CENTER, LINE, MEMO]),
        "settings/notifications" => (texts::LEAD_NOTIFICATIONS, &[CONTACT, THRESHOLD, EXPIRED]),
        "settings/policies" => (texts::LEAD_POLICIES, &[POLICY, MANAGEMENT]),
        "settings/access" => (texts::LEAD_ACCESS, &[POLICY, MANAGEMENT]),
        "settings/tokens" => (texts::LEAD_TOKENS, &[TOKEN, POLICY]),
        "settings/sellers" => (texts::LEAD_SELLERS, &[SELLER, TAX]),
        "settings" => (texts::LEAD_SETTINGS, &[MANAGEMENT, POLICY, INTEGRATION]),
        "you" => (texts::LEAD_YOU, &[POLICY, MANAGEMENT]),
        "files" => (texts::LEAD_FILES, &[ESTIMATE, SELLER]),
        _ => (texts::LEAD_START, &[MANAGEMENT, POLICY]),
    }
}

pub(crate) fn told(topic: &'static str, guide: &'static str) -> AnyView {
    let (lead, terms) = of(topic);
    let terms: Vec<AnyView> = terms
        .iter()
        .map(|(name, text)| {
            view! {
                <dt>{name.get()}</dt>
                <dd>{text.get()}</dd>
            }
            .into_any()
        })
        .collect();
    view! {
        <p>{lead.get()}</p>
        <p>{link(texts::MORE, guide)}</p>
        <dl class="help-terms">{terms}</dl>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::GUIDES;
    use super::*;

    #[test]
    fn each_page_with_help_tells_what_it_is_for() {
        for (topic, _) in GUIDES.iter().filter(|(topic, _)| *topic != "set-up") {
            assert_ne!(of(topic).0.get(), texts::LEAD_START.get(), "{topic}");
        }
    }
}
