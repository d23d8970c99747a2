//! What somebody sees of an issued document beside the document itself: of purchase orders that are
//! not theirs to see no more than the number that it bears. In a member account nobody sees any.

use permissions::Action;
use records::invoices::{Invoice, ToldCandidate, ToldExplanation};

use super::visible_change::hidden;
use crate::api::app::App;
use crate::api::caller::Caller;
use crate::api::problem::Answer;

/// Tells about what the document itself names: whoever sees the document knows it.
const OF_THE_DOCUMENT: [&str; 2] = ["REFERENCED_PO_SUSPENDED", "ORIGINAL_HAS_NONE"];

/// The document without the balance of a purchase order that is not seen.
pub(super) async fn invoice(app: &App, caller: &Caller, mut invoice: Invoice) -> Answer<Invoice> {
    let Some(id) = &invoice.summary.purchase_order_id else { return Ok(invoice) };
    let is_seen = caller.is_management() && {
        let facts = app.records.facts(&caller.organisation).await?;
        caller.may(Action::GetPurchaseOrder, &caller.order_in(&facts, id))
    };
    if !is_seen {
        invoice.balance_after = None;
    }
    Ok(invoice)
}

/// The explanation without candidates that are not seen, and without those that lost against one.
pub(super) async fn explanation(
    app: &App,
    caller: &Caller,
    mut told: ToldExplanation,
) -> Answer<ToldExplanation> {
    let is_of_document = |one: &ToldCandidate| {
        one.verdict == "chosen"
            || one.code.as_deref().is_some_and(|it| OF_THE_DOCUMENT.contains(&it))
    };
    if !caller.is_management() {
        told.candidates.retain(is_of_document);
        return Ok(told);
    }
    let hidden = hidden(caller, &*app.records.facts(&caller.organisation).await?);
    let is_hidden =
        |one: &ToldCandidate| one.purchase_order_id.as_ref().is_some_and(|id| hidden.contains(id));
    // What lost is told by what it lost against.
    let is_beside_hidden =
        told.candidates.iter().any(|one| one.verdict == "chosen" && is_hidden(one));
    let is_left_out =
        |one: &ToldCandidate| is_hidden(one) || (is_beside_hidden && one.verdict == "lost");
    told.candidates.retain(|one| is_of_document(one) || !is_left_out(one));
    Ok(told)
}
