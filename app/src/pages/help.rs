//! Help where it is needed: what a page is for, its words, and the way to the guide.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::page;
use crate::server::{Person, Server};
use crate::text::{Text, help as texts, issued as issued_texts};
use crate::ui::field::unique;
use crate::ui::follow::{follow, memo};
use crate::ui::{Icon, icon};

/// What can be told about some pages.
#[derive(Debug, PartialEq, Eq)]
struct Topic {
    /// The addresses of these pages begin so, below the account.
    path: &'static str,
    /// The page of the guide, `docs/guide/NAME.md`.
    guide: &'static str,
    lead: Text,
    /// Words that stand on these pages, each with its explanation.
    terms: &'static [(Text, Text)],
}

const ORDER: (Text, Text) = (texts::ORDER, texts::ORDER_TEXT);
const LINE: (Text, Text) = (texts::LINE, texts::LINE_TEXT);
const BALANCE: (Text, Text) = (texts::BALANCE, texts::BALANCE_TEXT);
const THRESHOLD: (Text, Text) = (texts::THRESHOLD, texts::THRESHOLD_TEXT);
const SUSPENDED: (Text, Text) = (texts::SUSPENDED, texts::SUSPENDED_TEXT);
const EXPIRED: (Text, Text) = (texts::EXPIRED, texts::EXPIRED_TEXT);
const SELLER: (Text, Text) = (texts::SELLER, texts::SELLER_TEXT);
const BLANKET: (Text, Text) = (texts::BLANKET, texts::BLANKET_TEXT);
const REFERENCE: (Text, Text) = (texts::REFERENCE, texts::REFERENCE_TEXT);
const UNIT: (Text, Text) = (texts::UNIT, texts::UNIT_TEXT);
const TAX: (Text, Text) = (texts::TAX, texts::TAX_TEXT);
const CHARGE: (Text, Text) = (texts::CHARGE, texts::CHARGE_TEXT);
const ESTIMATE: (Text, Text) = (texts::ESTIMATE, texts::ESTIMATE_TEXT);
const SCENARIO: (Text, Text) = (texts::SCENARIO, texts::SCENARIO_TEXT);
const FINDING: (Text, Text) = (texts::FINDING, texts::FINDING_TEXT);
const SUBSCRIPTION: (Text, Text) = (texts::SUBSCRIPTION, texts::SUBSCRIPTION_TEXT);
const OFFER: (Text, Text) = (texts::OFFER, texts::OFFER_TEXT);
const FIXED: (Text, Text) = (texts::FIXED, texts::FIXED_TEXT);
const USAGE: (Text, Text) = (texts::USAGE, texts::USAGE_TEXT);
const MEMO: (Text, Text) = (texts::MEMO, texts::MEMO_TEXT);
const CLOSED: (Text, Text) = (texts::CLOSED, texts::CLOSED_TEXT);
const COST_CENTER: (Text, Text) = (texts::COST_CENTER, texts::COST_CENTER_TEXT);
const MANAGEMENT: (Text, Text) = (texts::MANAGEMENT, texts::MANAGEMENT_TEXT);
const POLICY: (Text, Text) = (texts::POLICY, texts::POLICY_TEXT);
const INTEGRATION: (Text, Text) = (texts::INTEGRATION, texts::INTEGRATION_TEXT);
const TOKEN: (Text, Text) = (texts::TOKEN, texts::TOKEN_TEXT);
const CONTACT: (Text, Text) = (texts::CONTACT, texts::CONTACT_TEXT);

/// What is told of signing in, whichever page one was on the way to.
const SIGNING_IN: Topic = Topic {
    path: "",
    guide: "getting-started",
    lead: texts::LEAD_START,
    terms: &[MANAGEMENT, POLICY],
};

/// The longer address before the shorter one.
const TOPICS: &[Topic] = &[
    Topic {
        path: "preview",
        guide: "preview",
        lead: texts::LEAD_PREVIEW,
        terms: &[ORDER, LINE, ESTIMATE, REFERENCE, SELLER, SCENARIO],
    },
    Topic { path: "print", guide: "preview", lead: texts::LEAD_PREVIEW, terms: &[ESTIMATE] },
    Topic {
        path: "scenarios",
        guide: "preview",
        lead: texts::LEAD_SCENARIOS,
        terms: &[SCENARIO, ESTIMATE],
    },
    Topic {
        path: "to-do",
        guide: "to-do",
        lead: texts::LEAD_TO_DO,
        terms: &[FINDING, BALANCE, THRESHOLD, EXPIRED],
    },
    Topic {
        path: "purchase-orders",
        guide: "purchase-orders",
        lead: texts::LEAD_ORDERS,
        terms: &[ORDER, LINE, BALANCE, THRESHOLD, SUSPENDED, EXPIRED, BLANKET, CONTACT],
    },
    Topic {
        path: "add-purchase-order",
        guide: "add-a-purchase-order",
        lead: texts::LEAD_ADD_ORDER,
        terms: &[SELLER, LINE, BLANKET, BALANCE, TAX, UNIT, COST_CENTER, CONTACT],
    },
    Topic {
        path: "import-purchase-orders",
        guide: "import",
        lead: texts::LEAD_IMPORT,
        terms: &[ORDER, LINE],
    },
    Topic {
        path: "subscriptions",
        guide: "subscriptions",
        lead: texts::LEAD_SUBSCRIPTIONS,
        terms: &[SUBSCRIPTION, CHARGE, FIXED, USAGE, REFERENCE, BLANKET],
    },
    Topic {
        path: "offers",
        guide: "checkout",
        lead: texts::LEAD_OFFERS,
        terms: &[OFFER, FIXED, USAGE, REFERENCE],
    },
    Topic {
        path: "invoices",
        guide: "invoices",
        lead: texts::LEAD_ISSUED,
        terms: &[LINE, MEMO, SELLER, COST_CENTER],
    },
    Topic {
        path: "close",
        guide: "close-a-month",
        lead: texts::LEAD_CLOSE,
        terms: &[CLOSED, MEMO, ESTIMATE],
    },
    Topic {
        path: "costs",
        guide: "costs",
        lead: texts::LEAD_COSTS,
        terms: &[COST_CENTER, LINE, MEMO],
    },
    Topic {
        path: "settings/notifications",
        guide: "notifications",
        lead: texts::LEAD_NOTIFICATIONS,
        terms: &[CONTACT, THRESHOLD, EXPIRED],
    },
    Topic {
        path: "settings/policies",
        guide: "policies",
        lead: texts::LEAD_POLICIES,
        terms: &[POLICY, MANAGEMENT],
    },
    Topic {
        path: "settings/access",
        guide: "policies",
        lead: texts::LEAD_ACCESS,
        terms: &[POLICY, MANAGEMENT],
    },
    Topic {
        path: "settings/tokens",
        guide: "api-tokens",
        lead: texts::LEAD_TOKENS,
        terms: &[TOKEN, POLICY],
    },
    Topic {
        path: "settings/sellers",
        guide: "sellers",
        lead: texts::LEAD_SELLERS,
        terms: &[SELLER, TAX],
    },
    Topic {
        path: "settings",
        guide: "people-and-permissions",
        lead: texts::LEAD_SETTINGS,
        terms: &[MANAGEMENT, POLICY, INTEGRATION],
    },
    Topic {
        path: "you",
        guide: "people-and-permissions",
        lead: texts::LEAD_YOU,
        terms: &[POLICY, MANAGEMENT],
    },
    Topic {
        path: "files",
        guide: "own-files",
        lead: texts::LEAD_FILES,
        terms: &[ESTIMATE, SELLER],
    },
    Topic {
        path: "set-up",
        guide: "getting-started",
        lead: texts::LEAD_START,
        terms: &[MANAGEMENT, POLICY],
    },
];

/// What can be told about the page of an address below the base.
fn topic(path: &str) -> Option<&'static Topic> {
    let below = match path.strip_prefix("/accounts/") {
        Some(rest) => rest.split_once('/').map_or("", |(_, below)| below),
        None => path.trim_start_matches('/'),
    };
    if below.is_empty() {
        return Some(&SIGNING_IN);
    }
    TOPICS.iter().find(|topic| {
        below.strip_prefix(topic.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// The address of a page of the guide; the contents where no name is told.
pub(crate) fn guide(name: &str) -> String {
    let name = if name.is_empty() { "index" } else { name };
    [page::base().as_str(), "/guide/", name, ".html"].concat()
}

/// The button beside a heading, and what it opens.
pub(super) fn button() -> AnyView {
    let path = use_location().pathname;
    let server = Server::expect();
    let shown = memo(move || {
        let path = path.get();
        let path = path.strip_prefix(&page::base()).unwrap_or(&path).to_owned();
        let is_out = server.person.with(|person| *person == Person::Nobody);
        if is_out && path.starts_with("/accounts/") { Some(&SIGNING_IN) } else { topic(&path) }
    });
    follow(move || shown.get().map(drawn))
}

fn drawn(topic: &'static Topic) -> AnyView {
    let id = unique("help");
    let terms: Vec<AnyView> = topic
        .terms
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
        <button
            type="button"
            class="button help-button"
            data-kind="quiet"
            data-shape="icon"
            aria-label=texts::OPEN.get()
            title=texts::OPEN.get()
            aria-haspopup="dialog"
            popovertarget=id.clone()
        >
            {icon(Icon::Question)}
        </button>
        <div class="popover help-popover" id=id popover="auto" role="dialog" aria-label=texts::OPEN.get()>
            <p>{topic.lead.get()}</p>
            <p>{link(texts::MORE, topic.guide)}</p>
            <dl class="help-terms">{terms}</dl>
        </div>
    }
    .into_any()
}

/// A link to a page of the guide, in a tab of its own: nothing that is typed is lost.
pub(crate) fn link(label: Text, name: &str) -> AnyView {
    view! {
        <a class="help-link" href=guide(name) hreflang="en" target="_blank" rel="noopener">
            {label.get()}
            <span class="unseen">{issued_texts::NEW_TAB.get()}</span>
        </a>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_finds_its_topic_by_its_address() {
        for (path, guide) in [
            ("/", "getting-started"),
            ("/preview", "preview"),
            ("/accounts/410000000001/preview", "preview"),
            ("/accounts/410000000001/purchase-orders/A%2FB", "purchase-orders"),
            ("/accounts/410000000001/settings", "people-and-permissions"),
            ("/accounts/410000000001/settings/notifications", "notifications"),
            ("/accounts/410000000001/settings/people", "people-and-permissions"),
            ("/accounts/410000000001/settings/tokens", "api-tokens"),
            ("/accounts/410000000001/settings/sellers", "sellers"),
            ("/accounts/410000000001/settings/policies", "policies"),
            ("/accounts/410000000001/offers/offer-1", "checkout"),
            ("/files", "own-files"),
        ] {
            assert_eq!(topic(path).map(|topic| topic.guide), Some(guide), "{path}");
        }
        assert_eq!(topic("/previews"), None);
        assert_eq!(topic("/nowhere"), None);
    }
}
