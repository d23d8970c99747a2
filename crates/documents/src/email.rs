//! Notices as e-mail: a subject, and the same message as text and as HTML.

use askama::Template;

use crate::DocumentKind;
use crate::amount::grouped;
use crate::notice::{Notice, NoticeEvent, ToldAs, WithoutPurchaseOrder};
use crate::visible::{shortened, visible};

/// An e-mail without its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailText {
    /// One line, whatever the notice holds.
    pub subject: String,
    /// The message as plain text.
    pub text: String,
    /// The message as an HTML document without anything remote.
    pub html: String,
}

/// The e-mail that tells of a notice.
pub fn notice_email(notice: &Notice) -> EmailText {
    let Told { subject, happened, facts, next } = told(notice);
    let order = visible(&notice.purchase_order);
    let message = Message {
        greeting: match notice.contact_name.as_deref().map(visible) {
            Some(name) if !name.trim().is_empty() => format!("Hello {name},"),
            _ => "Hello,".to_owned(),
        },
        happened,
        facts: facts.into_iter().filter(|fact| !fact.value.is_empty()).collect(),
        next,
        link: visible(&notice.link),
        is_address: is_web_address(&notice.link),
        invitation: match order.is_empty() {
            true => "See the details",
            false => "Open the purchase order",
        },
        reason: reason(&visible(&notice.organisation), &order, notice.told_as),
        subject,
    };
    EmailText {
        text: TextMessage { message: &message }.to_string(),
        html: HtmlMessage { message: &message }.to_string(),
        subject: message.subject,
    }
}

/// Everything that a message says, on one line each.
struct Message {
    subject: String,
    greeting: String,
    happened: String,
    facts: Vec<Fact>,
    next: &'static str,
    link: String,
    is_address: bool,
    invitation: &'static str,
    reason: String,
}

#[derive(Template)]
#[template(path = "notice.txt")]
struct TextMessage<'a> {
    message: &'a Message,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct HtmlMessage<'a> {
    message: &'a Message,
}

/// A value and what it is.
struct Fact {
    label: &'static str,
    value: String,
}

impl Fact {
    /// The label, filled up so that values stand below each other.
    fn padded(&self) -> String {
        format!("{:<16}", format!("{}:", self.label))
    }
}

fn fact(label: &'static str, value: impl Into<String>) -> Fact {
    Fact { label, value: value.into() }
}

/// What an event makes a message say.
struct Told {
    subject: String,
    happened: String,
    facts: Vec<Fact>,
    next: &'static str,
}

/// As many characters of an id stand in a subject: all that one may have.
const SUBJECT_ID_CHARACTERS_MAX: usize = 200;

fn told(notice: &Notice) -> Told {
    let order = visible(&notice.purchase_order);
    let short = |id: &str| shortened(&visible(id), SUBJECT_ID_CHARACTERS_MAX);
    let order_short = short(&notice.purchase_order);
    let order_fact = || fact("Purchase order", order.clone());
    match &notice.event {
        NoticeEvent::BelowThreshold { line_item, balance, total_value, currency } => Told {
            subject: format!(
                "Purchase order {order_short}: line {} is below 75 % of its value",
                short(line_item)
            ),
            happened: format!(
                "The balance of line {} of purchase order {order} has dropped below 75 % of its \
                 total value.",
                visible(line_item)
            ),
            facts: vec![
                order_fact(),
                fact("Line", visible(line_item)),
                fact("Balance", money(balance, currency)),
                fact("Total value", money(total_value, currency)),
            ],
            next: "Invoices go on being matched to this line. We write again when its balance has \
                   been at 75 % or more in between, and drops once more.",
        },
        NoticeEvent::Expires { month, on, days } => {
            let when = when(*days);
            Told {
                subject: format!("Purchase order {order_short} {when}"),
                happened: format!("Purchase order {order} {when}."),
                facts: vec![
                    order_fact(),
                    fact("Last month", visible(month)),
                    fact("Last day", visible(on)),
                ],
                next: "Invoices for its last month still use it, also when they are issued later; \
                       invoices for later months do not. To go on, set a later expiration month, \
                       or have another purchase order follow it.",
            }
        }
        NoticeEvent::OutOfBalance { line_item, balance, currency } => Told {
            subject: format!(
                "Purchase order {order_short}: line {} is out of balance",
                short(line_item)
            ),
            happened: format!(
                "Line {} of purchase order {order} has no balance left.",
                visible(line_item)
            ),
            facts: vec![
                order_fact(),
                fact("Line", visible(line_item)),
                fact("Balance", money(balance, currency)),
            ],
            next: "Invoices go on using the line where no line that fits as well has enough \
                   balance, and its balance goes below zero. To stop that, raise its amount or add \
                   a line.",
        },
        NoticeEvent::CreatedByMarketplace { line_item } => Told {
            subject: format!("Purchase order {order_short} was created by the marketplace"),
            happened: format!(
                "A charge in the marketplace names purchase order {order}, which did not exist. \
                 The marketplace created it."
            ),
            facts: vec![order_fact(), fact("Line", visible(line_item))],
            next: "It has default data and no contacts. Please check its months and its line, and \
                   add the contacts who are to hear about its balance and its expiration.",
        },
        NoticeEvent::LineAddedByMarketplace { line_item } => Told {
            subject: format!(
                "Purchase order {order_short}: line {} was added by the marketplace",
                short(line_item)
            ),
            happened: format!(
                "A charge in the marketplace names purchase order {order}, which had no line {}. \
                 The marketplace added it.",
                visible(line_item)
            ),
            facts: vec![order_fact(), fact("Line", visible(line_item))],
            next: "It has default data, and its balance is not tracked. Please check its months \
                   and its amount.",
        },
        NoticeEvent::ReferencedSuspended { invoice, kind } => Told {
            subject: format!(
                "{} {} went out without purchase order {order_short}, which is suspended",
                kind.title(),
                short(invoice)
            ),
            happened: names_suspended(*kind, &visible(invoice), &order),
            facts: vec![order_fact(), fact(kind.title(), visible(invoice))],
            next: AFTER_SUSPENDED,
        },
        NoticeEvent::InvoiceWithoutPurchaseOrder { invoice, kind, why, total, currency } => {
            let (happened, next) = without(*kind, *why, &visible(invoice), &order);
            Told {
                subject: format!("{} {} has no purchase order", kind.title(), short(invoice)),
                happened,
                facts: vec![
                    order_fact(),
                    fact(kind.title(), visible(invoice)),
                    fact("Total", money(total, currency)),
                ],
                next,
            }
        }
        NoticeEvent::LimitNear { active, limit } => Told {
            subject: format!("{active} of {limit} active purchase orders are in use"),
            happened: format!(
                "{} has {active} active purchase orders; {limit} are allowed.",
                visible(&notice.organisation)
            ),
            facts: vec![
                order_fact(),
                fact("Active", active.to_string()),
                fact("Allowed", limit.to_string()),
            ],
            next: "At the limit, no purchase order can be added. Suspend or delete those that are \
                   no longer needed.",
        },
    }
}

/// Why a document has no purchase order, and what can be done about it.
fn without(
    kind: DocumentKind,
    why: WithoutPurchaseOrder,
    document: &str,
    order: &str,
) -> (String, &'static str) {
    let without = format!("{} {document} was issued without a purchase order", kind.title());
    match why {
        WithoutPurchaseOrder::NothingFits => (
            format!("{without}: none that is active fits it."),
            "Its explanation tells for every purchase order why it did not fit. A change applies \
             to what is still to come; this document stays as it is.",
        ),
        WithoutPurchaseOrder::ReferencedSuspended => {
            (names_suspended(kind, document, order), AFTER_SUSPENDED)
        }
        WithoutPurchaseOrder::OriginalHasNone => (
            format!("{without}: the invoice that it corrects has no line to give back to."),
            "A credit memo follows the invoice that it corrects, and no other purchase order takes \
             its place. It stays as it is.",
        ),
    }
}

fn names_suspended(kind: DocumentKind, document: &str, order: &str) -> String {
    let title = kind.title();
    format!(
        "{title} {document} names purchase order {order}. That is suspended, so the {} was issued \
         without a purchase order.",
        title.to_lowercase()
    )
}

const AFTER_SUSPENDED: &str = "The next document that names it goes out without it too. Resume the \
                               purchase order if it is to be used. This one stays as it is; ask \
                               for a reissue if it must show the purchase order.";

/// When something expires, as one says it. Months are of 28 to 31 days.
fn when(days: i64) -> String {
    match days {
        ..0 => "has expired".to_owned(),
        0 => "expires today".to_owned(),
        1 => "expires tomorrow".to_owned(),
        7 => "expires in one week".to_owned(),
        14 | 21 => format!("expires in {} weeks", days / 7),
        28..=31 => "expires in one month".to_owned(),
        59..=62 => "expires in two months".to_owned(),
        _ => format!("expires in {days} days"),
    }
}

fn money(amount: &str, currency: &str) -> String {
    visible(&format!("{} {currency}", grouped(amount)))
}

fn reason(organisation: &str, order: &str, told_as: ToldAs) -> String {
    match order {
        _ if told_as == ToldAs::Administrator => {
            format!("You receive this as an administrator of {organisation}.")
        }
        "" => format!("You receive this as a contact of {organisation}."),
        order => format!(
            "You receive this as a contact of purchase order {order} of {organisation}. Who is a \
             contact is set on the purchase order."
        ),
    }
}

/// Whether a link may be followed: an address of any other kind could be a program.
fn is_web_address(link: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lead_times_are_told_in_words() {
        for (days, expected) in [
            (-1, "has expired"),
            (0, "expires today"),
            (1, "expires tomorrow"),
            (5, "expires in 5 days"),
            (7, "expires in one week"),
            (14, "expires in 2 weeks"),
            (28, "expires in one month"),
            (31, "expires in one month"),
            (45, "expires in 45 days"),
            (59, "expires in two months"),
            (62, "expires in two months"),
        ] {
            assert_eq!(when(days), expected);
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_followed() {
        assert!(is_web_address("https://tieback.example/purchase-orders/PO-1"));
        assert!(is_web_address("HTTP://localhost:8080/"));
        for link in ["javascript:alert(1)", "data:text/html,x", "//host", "", "é", " https://x"] {
            assert!(!is_web_address(link), "{link}");
        }
    }
}
