//! Why an invoice uses its line, as the preview told it before it was issued.

use leptos::prelude::*;
use outlook::api::Candidate;

use crate::frame::loading;
use crate::pages::invoices::candidates;
use crate::pages::issued::failed;
use crate::server::{IssuedInvoice, Server, StoredExplanation};
use crate::text::{issued as texts, why as why_texts};
use crate::ui::follow::{follow, memo};

pub(super) fn part(server: Server, path: &str, invoice: &IssuedInvoice) -> AnyView {
    let path = [path, "/explanation"].concat();
    let found = server.follow::<StoredExplanation>(move || Some(path.clone()));
    let found = memo(move || found.get());
    let has_none = invoice.row.purchase_order_id.is_none();
    let title = if has_none { why_texts::TITLE_NONE } else { texts::WHY };
    let currency = invoice.row.currency.clone();
    view! {
        <section class="issued-part why">
            <h2>{title.get()}</h2>
            {follow(move || match found.get() {
                None => loading(),
                Some(Err(failure)) => failed(failure, move || server.ask_again()),
                Some(Ok(stored)) => candidates(&told(stored), &currency),
            })}
        </section>
    }
    .into_any()
}

/// The candidates with their sentences.
pub(crate) fn told(stored: StoredExplanation) -> Vec<Candidate> {
    let candidates = stored.candidates.into_iter().map(|one| Candidate {
        order: one.purchase_order_id,
        line: one.line_item_number,
        verdict: one.verdict,
        key: one.sentence.key,
        template: one.sentence.text,
        arguments: one.sentence.arguments.into_iter().collect(),
    });
    candidates.collect()
}
