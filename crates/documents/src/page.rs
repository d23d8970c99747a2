//! Invoices as a page to read and to print.

use askama::Template;

use crate::amount::{grouped, sum};
use crate::invoice::{InvoiceDocument, NO_PURCHASE_ORDER, NOTHING};
use crate::visible::visible;

/// The style sheet of [`invoice_html`], for screens of any width and for paper.
pub const INVOICE_CSS: &str = include_str!("../templates/invoice.css");

/// The document as an HTML page with [`INVOICE_CSS`] at the address `stylesheet`. It has no script
/// and no style of its own, so that the policy `default-src 'none'; style-src 'self'` suits it.
pub fn invoice_html(document: &InvoiceDocument, stylesheet: &str) -> String {
    let money = |amount: &str| visible(&format!("{} {}", grouped(amount), document.currency));
    let amounts = document.charges.iter().map(|charge| charge.amount.as_str());
    let order = document.purchase_order.as_deref();
    InvoicePage {
        stylesheet,
        kind: document.kind.title(),
        number: visible(&document.number),
        seller: visible(&document.seller),
        order: visible(order.unwrap_or(NO_PURCHASE_ORDER)),
        line: document.line_item.as_deref().map(visible),
        facts: facts(document),
        bill_to: document.bill_to.iter().map(|line| visible(line)).collect(),
        currency: visible(&document.currency),
        rows: rows(document),
        subtotal: sum(amounts).map(|subtotal| money(&subtotal)),
        total: money(&document.total),
    }
    .to_string()
}

#[derive(Template)]
#[template(path = "invoice.html")]
struct InvoicePage<'a> {
    stylesheet: &'a str,
    kind: &'static str,
    number: String,
    seller: String,
    order: String,
    line: Option<String>,
    facts: Vec<(&'static str, String)>,
    bill_to: Vec<String>,
    currency: String,
    rows: Vec<Row>,
    subtotal: Option<String>,
    total: String,
}

struct Row {
    description: String,
    agreement: String,
    charge: String,
    line: String,
    amount: String,
}

fn facts(document: &InvoiceDocument) -> Vec<(&'static str, String)> {
    let facts = [
        ("Issued", Some(document.issued_on.as_str())),
        ("Due", document.due_on.as_deref()),
        ("Billing period", Some(document.billing_period.as_str())),
        ("Payment terms", document.payment_terms.as_deref()),
        ("Account", Some(document.account.as_str())),
        ("Currency", Some(document.currency.as_str())),
        ("Corrects invoice", document.original_invoice.as_deref()),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, visible(value?)))).collect()
}

fn rows(document: &InvoiceDocument) -> Vec<Row> {
    let or_nothing = |text: Option<&str>| visible(text.unwrap_or(NOTHING));
    let row = |charge: &crate::DocumentCharge| Row {
        description: visible(&charge.description),
        agreement: or_nothing(charge.agreement.as_deref()),
        charge: visible(&charge.id),
        line: or_nothing(charge.line_item.as_deref()),
        amount: visible(&grouped(&charge.amount)),
    };
    document.charges.iter().map(row).collect()
}
