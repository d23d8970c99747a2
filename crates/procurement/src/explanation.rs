//! Why a document uses the line that it does: every candidate with its verdict and one reason.

use crate::book::{Book, MatchKey, NONE};
use crate::canonical::{lines_of, orders_by_id, push_list, push_text};
use crate::placing::line_of_original;
use crate::rank::{Loss, Rank, specificity};
use crate::run::{Index, Run};
use crate::sorting::sort_by;
use crate::{BillingMonth, InvoiceType};

/// Why a purchase order or one of its lines could not be used. In order of precedence: the first
/// that applies is the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rejection {
    /// The purchase order is suspended (M2).
    Suspended,
    /// It expired before the billing period (M2, P-1).
    ExpiredForPeriod,
    /// It is not effective yet in the billing period (P-1).
    NotYetEffective,
    /// It does not take invoices of this seller of record (M3).
    BillFrom,
    /// It is narrowed to other tax registration numbers (M4).
    Trn,
    /// It is narrowed to other invoice units (M5, P-5).
    InvoiceUnit,
    /// It is in another currency (M5, P-8).
    Currency,
    /// It has no line items (P-17).
    NoLineItems,
    /// The line's months do not hold the billing period (M6).
    Period,
    /// The line's type does not fit the invoice (M7).
    Type,
    /// The referenced purchase order is suspended (P-16).
    ReferencedPoSuspended,
    /// The document that the credit memo corrects has no line to give back to (P-25).
    OriginalHasNone(NoOriginal),
}

/// Why the document that a credit memo corrects has no line to give back to (P-25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoOriginal {
    /// It was placed before, and has no purchase order.
    NoOrder,
    /// It comes later.
    Later,
    /// It has a line, which is not there.
    LineMissing,
    /// Nothing is known of it.
    Unknown,
}

/// What became of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The document uses it.
    Chosen,
    /// It could have been used; another was better.
    Lost(Loss),
    /// It could not be used.
    Rejected(Rejection),
}

impl Verdict {
    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::Lost(_) => "lost",
            Self::Rejected(_) => "rejected",
        }
    }
}

/// A purchase order, or a line of it, that was considered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// `None` where a credit memo's original has no purchase order.
    pub purchase_order_id: Option<String>,
    /// `None` where the whole purchase order is judged.
    pub line_item_number: Option<String>,
    /// What became of it, and why.
    pub verdict: Verdict,
}

/// The account of one decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The document.
    pub invoice_id: String,
    /// The chosen first, then the lost in rank order, then the rejected by id.
    pub candidates: Vec<Candidate>,
}

impl Explanation {
    /// The canonical JSON.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"candidates\":");
        push_list(&mut out, &self.candidates, |out, candidate| {
            let push = |out: &mut String, text: &Option<String>| match text {
                Some(text) => push_text(out, text),
                None => out.push_str("null"),
            };
            out.push_str("{\"code\":");
            match candidate.verdict.code() {
                Some(code) => push_text(out, code),
                None => out.push_str("null"),
            }
            out.push_str(",\"lineItemNumber\":");
            push(out, &candidate.line_item_number);
            out.push_str(",\"purchaseOrderId\":");
            push(out, &candidate.purchase_order_id);
            out.push_str(",\"verdict\":");
            push_text(out, candidate.verdict.as_str());
            out.push('}');
        });
        out.push_str(",\"invoiceId\":");
        push_text(&mut out, &self.invoice_id);
        out.push('}');
        out
    }
}

impl Verdict {
    /// The code of the contract; none for the chosen.
    pub fn code(self) -> Option<&'static str> {
        match self {
            Self::Chosen => None,
            Self::Lost(loss) => Some(loss.as_str()),
            Self::Rejected(rejection) => Some(rejection.as_str()),
        }
    }
}

impl Rejection {
    /// The code of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suspended => "SUSPENDED",
            Self::ExpiredForPeriod => "EXPIRED_FOR_PERIOD",
            Self::NotYetEffective => "NOT_YET_EFFECTIVE",
            Self::BillFrom => "BILL_FROM",
            Self::Trn => "TRN",
            Self::InvoiceUnit => "INVOICE_UNIT",
            Self::Currency => "CURRENCY",
            Self::NoLineItems => "NO_LINE_ITEMS",
            Self::Period => "PERIOD",
            Self::Type => "TYPE",
            Self::ReferencedPoSuspended => "REFERENCED_PO_SUSPENDED",
            Self::OriginalHasNone(_) => "ORIGINAL_HAS_NONE",
        }
    }
}

/// A candidate by its places, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Judged {
    /// `NONE` where a credit memo's original has no purchase order.
    pub(crate) order: u32,
    /// `NONE` where the whole purchase order is judged.
    pub(crate) line: u32,
    pub(crate) verdict: Verdict,
}

/// Explains one document of a run.
pub(crate) fn explain(book: &Book, run: &Run, index: &Index, document: u32) -> Explanation {
    let candidate = |judged: Judged| Candidate {
        purchase_order_id: (judged.order != NONE)
            .then(|| book.text(book.order(judged.order).name).to_owned()),
        line_item_number: (judged.line != NONE)
            .then(|| book.text(book.line(judged.line).number).to_owned()),
        verdict: judged.verdict,
    };
    let judged = judge(book, run, document, &Before::new(run, index, document));
    Explanation {
        invoice_id: book.id_of(document).to_owned(),
        candidates: judged.into_iter().map(candidate).collect(),
    }
}

/// Judges every candidate for a document, on the balances just before it.
pub(crate) fn judge(book: &Book, run: &Run, document: u32, before: &Before<'_>) -> Vec<Judged> {
    let route = book.route_of(document);
    let original = route.original.filter(|_| is_directed_memo(book, document));
    if original.is_none() && route.reference.is_none() {
        return by_match(book, run, document, before);
    }
    let placement = run.get(document);
    let order = match placement.line {
        NONE => NONE,
        line => book.line(line).order,
    };
    let judged = if placement.is_placed() {
        Judged { order, line: placement.line, verdict: Verdict::Chosen }
    } else if let Some(original) = original {
        let found = line_of_original(book, run, document, original);
        let reason = found.err().unwrap_or(NoOriginal::Unknown);
        let verdict = Verdict::Rejected(Rejection::OriginalHasNone(reason));
        Judged { order: NONE, line: NONE, verdict }
    } else {
        let verdict = Verdict::Rejected(Rejection::ReferencedPoSuspended);
        Judged { order, line: NONE, verdict }
    };
    vec![judged]
}

/// Whether a document is a credit memo that names what it corrects.
pub(crate) fn is_directed_memo(book: &Book, document: u32) -> bool {
    book.document(document).kind == InvoiceType::CreditMemo
        && book.route_of(document).original.is_some()
}

fn by_match(book: &Book, run: &Run, document: u32, before: &Before<'_>) -> Vec<Judged> {
    let key = book.key_of(document);
    let is_earlier = |other: u32| {
        other != NONE && run.position[other as usize] < run.position[document as usize]
    };
    let mut fitting = Vec::new();
    let mut rejected = Vec::new();
    for order in orders_by_id(book) {
        let record = book.order(order);
        if record.declared.is_none() && !is_earlier(record.created_by) {
            continue;
        }
        let expiration = expiration_before(book, run, order, document);
        let is_there =
            |line: &u32| book.line(*line).declared || is_earlier(book.line(*line).added_by);
        let is_empty = !record.lines.iter().chain(&record.added).any(is_there);
        if let Some(reason) = reject_order(book, order, expiration, is_empty, key) {
            let verdict = Verdict::Rejected(reason);
            rejected.push(Judged { order, line: NONE, verdict });
            continue;
        }
        for line in lines_of(book, order).into_iter().filter(is_there) {
            match reject_line(book, line, key) {
                Some(reason) => {
                    rejected.push(Judged { order, line, verdict: Verdict::Rejected(reason) });
                }
                None => fitting.push((rank(book, before, document, line), line)),
            }
        }
    }
    sort_by(&mut fitting, |(a, _), (b, _)| a.compare(b).0);
    let chosen = fitting.first().map(|(rank, _)| *rank);
    let ranked = fitting.iter().enumerate().map(|(place, (rank, line))| {
        let lost = chosen.filter(|_| place > 0);
        let verdict = lost.map_or(Verdict::Chosen, |chosen| Verdict::Lost(chosen.compare(rank).1));
        Judged { order: book.line(*line).order, line: *line, verdict }
    });
    ranked.chain(rejected).collect()
}

/// The expiration of an order just before a document was placed.
pub(crate) fn expiration_before(book: &Book, run: &Run, order: u32, document: u32) -> BillingMonth {
    let record = book.order(order);
    let position = |other: u32| run.position[other as usize];
    let is_earlier = |by: &u32| position(*by) < position(document);
    let reactivated = record.reactivations.iter().rev().find(|(by, _)| is_earlier(by));
    reactivated.map_or(record.expiration, |(_, month)| *month)
}

/// The balances of lines just before a document was placed.
pub(crate) struct Before<'r> {
    run: &'r Run,
    index: &'r Index,
    position: u32,
}

impl<'r> Before<'r> {
    pub(crate) fn new(run: &'r Run, index: &'r Index, document: u32) -> Self {
        Self { run, index, position: run.position[document as usize] }
    }

    /// The balance of a line, or `UNTRACKED`.
    pub(crate) fn balance(&self, line: u32) -> i128 {
        self.run.balance_before(self.index, line, self.position)
    }
}

/// Why a whole purchase order is out (M2 to M5).
fn reject_order(
    book: &Book,
    order: u32,
    expiration: BillingMonth,
    is_empty: bool,
    key: &MatchKey,
) -> Option<Rejection> {
    let order = book.order(order);
    let numbers = &order.tax_registration_numbers;
    let selects_other = |selected: &[crate::arena::Symbol], own: Option<crate::arena::Symbol>| {
        !selected.is_empty() && !own.is_some_and(|own| selected.contains(&own))
    };
    [
        (order.suspended, Rejection::Suspended),
        (expiration < key.period, Rejection::ExpiredForPeriod),
        (order.effective > key.period, Rejection::NotYetEffective),
        (!order.sellers.contains(&key.seller), Rejection::BillFrom),
        (
            book.seller_scopes(key.seller) && selects_other(numbers, key.tax_registration_number),
            Rejection::Trn,
        ),
        (selects_other(&order.units, key.invoice_unit), Rejection::InvoiceUnit),
        (order.currency != key.currency, Rejection::Currency),
        (is_empty, Rejection::NoLineItems),
    ]
    .into_iter()
    .find_map(|(applies, reason)| applies.then_some(reason))
}

/// Why one line is out (M6, M7).
fn reject_line(book: &Book, line: u32, key: &MatchKey) -> Option<Rejection> {
    let line = book.line(line);
    if !line.covers_month(key.period) {
        Some(Rejection::Period)
    } else if specificity(line.kind, key.category, key.cycle).is_none() {
        Some(Rejection::Type)
    } else {
        None
    }
}

/// What a line is ranked by for a document.
fn rank<'b>(book: &'b Book, before: &Before<'_>, document: u32, line: u32) -> Rank<'b> {
    let (record, key) = (book.document(document), book.key_of(document));
    let candidate = book.line(line);
    let order = book.order(candidate.order);
    Rank {
        is_scoped: !order.units.is_empty(),
        // INVARIANT: `reject_line` let the line pass.
        specificity: specificity(candidate.kind, key.category, key.cycle)
            .unwrap_or(crate::rank::Specificity::General),
        covers: record.kind == InvoiceType::CreditMemo
            || before.balance(line) >= record.total.minor_units(),
        updated_at: order.updated_at,
        order_id: book.text(order.name),
        window_months: candidate.start.through(candidate.end),
        line_number: book.text(candidate.number),
    }
}
