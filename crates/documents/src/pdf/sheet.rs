//! What an invoice shows, and where: the rows of its pages.

use super::face::{Faces, Weight};
use super::line::{Ink, Line, Style, wrap};
use super::pages::{Align, Cell, Ground, LEFT, Part, RIGHT, Role, Row};
use crate::amount::{grouped, sum};
use crate::invoice::{DocumentCharge, DocumentKind, InvoiceDocument, NO_PURCHASE_ORDER, NOTHING};
use crate::visible::shortened;

const TITLE: Style = Style { weight: Weight::Bold, size: 2_300, ink: Ink::Text };
const NUMBER: Style = Style { weight: Weight::Regular, size: 1_150, ink: Ink::Text };
const LABEL: Style = Style { weight: Weight::Regular, size: 780, ink: Ink::Quiet };
const FACT: Style = Style { weight: Weight::Regular, size: 950, ink: Ink::Text };
const STRONG: Style = Style { weight: Weight::Bold, size: 950, ink: Ink::Text };
const PROMINENT: Style = Style { weight: Weight::Bold, size: 1_450, ink: Ink::Text };
const HEAD: Style = Style { weight: Weight::Bold, size: 780, ink: Ink::Text };
const BODY: Style = Style { weight: Weight::Regular, size: 850, ink: Ink::Text };
const ID: Style = Style { weight: Weight::Regular, size: 780, ink: Ink::Quiet };
const TOTAL: Style = Style { weight: Weight::Bold, size: 1_250, ink: Ink::Text };

/// Space between the edge of a tinted row and its text.
const INSET: i32 = 1_200;
const GAP: i32 = 800;

/// The columns of the table: description, agreement, charge, line of the purchase order, amount.
const COLUMNS: [(i32, Align); 5] = [
    (16_000, Align::Left),
    (9_500, Align::Left),
    (9_500, Align::Left),
    (3_700, Align::Left),
    (8_028, Align::Right),
];

/// Where the totals begin.
const TOTALS_LEFT: i32 = LEFT + 24_000;

/// As many characters of a currency stand above the amounts; its codes have three.
const CURRENCY_CHARACTERS_MAX: usize = 8;

/// All rows of the document, in reading order.
pub(super) fn rows(document: &InvoiceDocument, faces: Faces) -> Vec<Row> {
    let mut rows = vec![title(document, faces), purchase_order(document, faces)];
    rows.extend(facts(document, faces));
    rows.extend(charges(document, faces));
    rows.extend(totals(document, faces));
    rows.extend(closing(document, faces));
    rows
}

fn title(document: &InvoiceDocument, faces: Faces) -> Row {
    let mut number = wrap(faces, document.kind.title(), TITLE, 28_000);
    number.extend(wrap(faces, &document.number, NUMBER, 28_000));
    let right = 30_000;
    let seller = labelled("Seller of record", &document.seller, STRONG, RIGHT - LEFT - right);
    Row {
        cells: vec![
            cell(LEFT, 28_000, Role::Title, number),
            Cell {
                align: Align::Right,
                ..cell(LEFT + right, RIGHT - LEFT - right, Role::Paragraph, seller.lines(faces))
            },
        ],
        ..Row::default()
    }
}

/// What a buyer looks for first: under which purchase order, and how much.
fn purchase_order(document: &InvoiceDocument, faces: Faces) -> Row {
    let (order, line, total) = (22_000, 8_000, RIGHT - LEFT - 30_000 - 2 * GAP - 2 * INSET);
    let id = document.purchase_order.as_deref().unwrap_or(NO_PURCHASE_ORDER);
    let mut left = LEFT + INSET;
    let mut cells = Vec::new();
    let mut push = |fact: Labelled<'_>| {
        cells.push(cell(left, fact.width, Role::Paragraph, fact.lines(faces)));
        left += fact.width + GAP;
    };
    match document.line_item.as_deref() {
        Some(number) => {
            push(labelled("Purchase order", id, PROMINENT, order));
            push(labelled("PO line", number, PROMINENT, line));
        }
        None => push(labelled("Purchase order", id, PROMINENT, order + GAP + line)),
    }
    let amount = money(&document.total, &document.currency);
    push(labelled("Total", &amount, PROMINENT, total));
    if let Some(total) = cells.last_mut() {
        total.align = Align::Right;
    }
    Row { cells, above: 2_200, padding: 1_000, ground: Some(Ground::Tint), ..Row::default() }
}

fn facts(document: &InvoiceDocument, faces: Faces) -> Vec<Row> {
    let bill_to = document.bill_to.join("\n");
    let given = [
        ("Issued", Some(document.issued_on.as_str())),
        ("Due", document.due_on.as_deref()),
        ("Billing period", Some(document.billing_period.as_str())),
        ("Payment terms", document.payment_terms.as_deref()),
        ("Account", Some(document.account.as_str())),
        ("Currency", Some(document.currency.as_str())),
        ("Corrects invoice", document.original_invoice.as_deref()),
        ("Bill to", Some(bill_to.as_str()).filter(|lines| !lines.is_empty())),
    ];
    let given: Vec<(&str, &str)> =
        given.into_iter().filter_map(|(label, value)| Some((label, value?))).collect();
    let width = (RIGHT - LEFT - 3 * GAP - 2 * INSET) / 4;
    let row = |facts: &[(&str, &str)]| {
        let cells = facts.iter().enumerate().map(|(index, (label, value))| {
            let left = (0..index).fold(LEFT + INSET, |left, _| left + width + GAP);
            let is_last = index + 1 == facts.len();
            let width = if is_last { RIGHT - INSET - left } else { width };
            let fact = labelled(label, value, FACT, width);
            cell(left, width, Role::Paragraph, fact.lines(faces))
        });
        Row { cells: cells.collect(), above: 1_200, ..Row::default() }
    };
    given.chunks(4).map(row).collect()
}

fn charges(document: &InvoiceDocument, faces: Faces) -> Vec<Row> {
    // It comes again on every page, so it must not fill one.
    let amount = format!("Amount ({})", shortened(&document.currency, CURRENCY_CHARACTERS_MAX));
    let head = ["Description", "Agreement", "Charge", "PO line", &amount].map(|text| (text, HEAD));
    let mut rows = vec![Row {
        above: 2_600,
        padding: 420,
        with_next: 2_400,
        ground: Some(Ground::BarBelow),
        part: Part::TableHead,
        ..columns(head, Role::TableHead, faces)
    }];
    rows.extend(document.charges.iter().map(|charge| self::charge(charge, faces)));
    rows
}

fn charge(charge: &DocumentCharge, faces: Faces) -> Row {
    let amount = grouped(&charge.amount);
    let texts = [
        (charge.description.as_str(), BODY),
        (charge.agreement.as_deref().unwrap_or(NOTHING), ID),
        (charge.id.as_str(), ID),
        (charge.line_item.as_deref().unwrap_or(NOTHING), BODY),
        (amount.as_str(), BODY),
    ];
    Row {
        padding: 380,
        ground: Some(Ground::RuleBelow { left: LEFT }),
        part: Part::TableBody,
        ..columns(texts, Role::TableCell, faces)
    }
}

fn columns(texts: [(&str, Style); 5], role: Role, faces: Faces) -> Row {
    let mut left = LEFT;
    let mut cells = Vec::new();
    for ((text, style), (width, align)) in texts.into_iter().zip(COLUMNS) {
        let mut lines = wrap(faces, text, style, width);
        if lines.is_empty() {
            lines = wrap(faces, NOTHING, style, width);
        }
        cells.push(Cell { left, width, align, role, lines });
        left += width + GAP;
    }
    Row { cells, ..Row::default() }
}

fn totals(document: &InvoiceDocument, faces: Faces) -> Vec<Row> {
    let amounts = document.charges.iter().map(|charge| charge.amount.as_str());
    let row = |label: &str, amount: &str, style: Style| {
        let (label_width, left) = (7_000, TOTALS_LEFT + 7_000 + GAP);
        let amount = wrap(faces, &money(amount, &document.currency), style, RIGHT - left);
        Row {
            cells: vec![
                cell(TOTALS_LEFT, label_width, Role::Paragraph, wrap(faces, label, style, 7_000)),
                Cell { align: Align::Right, ..cell(left, RIGHT - left, Role::Paragraph, amount) },
            ],
            padding: 420,
            ..Row::default()
        }
    };
    let subtotal = sum(amounts).map(|subtotal| Row {
        above: 700,
        with_next: 2_600,
        ground: Some(Ground::RuleBelow { left: TOTALS_LEFT }),
        ..row("Subtotal", &subtotal, FACT)
    });
    subtotal.into_iter().chain([row("Total", &document.total, TOTAL)]).collect()
}

/// What there is to do with the document, in words.
fn closing(document: &InvoiceDocument, faces: Faces) -> Option<Row> {
    let text = match (document.kind, &document.original_invoice, &document.due_on) {
        (DocumentKind::CreditMemo, Some(original), _) => {
            format!("This credit memo corrects invoice {original} and gives back its own total.")
        }
        (DocumentKind::CreditMemo, None, _) => "This credit memo gives back its total.".to_owned(),
        (DocumentKind::Invoice, _, Some(due)) => {
            format!("Please pay by {due} and name {} with your payment.", document.number)
        }
        (DocumentKind::Invoice, _, None) => return None,
    };
    let lines = wrap(faces, &text, FACT, RIGHT - LEFT);
    let cells = vec![cell(LEFT, RIGHT - LEFT, Role::Paragraph, lines)];
    Some(Row { cells, above: 2_200, ..Row::default() })
}

/// An amount with its currency.
fn money(amount: &str, currency: &str) -> String {
    format!("{} {currency}", grouped(amount))
}

/// A value, its lines below the word for what it is.
struct Labelled<'a> {
    label: &'a str,
    value: &'a str,
    style: Style,
    width: i32,
}

fn labelled<'a>(label: &'a str, value: &'a str, style: Style, width: i32) -> Labelled<'a> {
    Labelled { label, value, style, width }
}

impl Labelled<'_> {
    fn lines(&self, faces: Faces) -> Vec<Line> {
        let value = self.value.lines().flat_map(|line| wrap(faces, line, self.style, self.width));
        wrap(faces, self.label, LABEL, self.width).into_iter().chain(value).collect()
    }
}

fn cell(left: i32, width: i32, role: Role, lines: Vec<Line>) -> Cell {
    Cell { left, width, align: Align::Left, role, lines }
}
