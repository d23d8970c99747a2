//! The sample: a buyer's purchase orders, history and plans, moved so that they are of today.

use billing_files::SnapshotDocument;
use procurement::BillingMonth;

use crate::months::{distance, month};

/// The sample as it is written, in a month of its own.
const SAMPLE: &str = include_str!("../../../examples/sample.json");

/// The month that counts as now in the sample as it is written.
const WRITTEN_IN: &str = "2026-03";

/// What people call it.
pub(crate) const NAME: &str = "Alder & Finch";

/// The sample, as if it had been made in `today`.
pub(crate) fn sample(today: BillingMonth) -> String {
    let Ok(mut document) = SnapshotDocument::from_json("sample", SAMPLE) else {
        return "{}".to_owned();
    };
    let months = month(WRITTEN_IN).map_or(0, |written| distance(written, today));
    shift(&mut document, months);
    document.to_json()
}

fn shift(document: &mut SnapshotDocument, months: i32) {
    let move_one = |text: &mut String| *text = moved(text, months);
    for order in &mut document.purchase_orders {
        [&mut order.effective_month, &mut order.expiration_month, &mut order.updated_at]
            .into_iter()
            .for_each(move_one);
        for line in &mut order.line_items {
            [&mut line.start_month, &mut line.end_month].into_iter().for_each(move_one);
        }
    }
    for invoice in &mut document.invoices {
        [&mut invoice.billing_period, &mut invoice.issued_at].into_iter().for_each(move_one);
    }
    for charge in &mut document.charges {
        move_one(&mut charge.billing_period);
        charge.agreement_end_month.iter_mut().chain(&mut charge.time).for_each(move_one);
    }
}

/// A month, or an instant on its day; a day that the other month lacks becomes its 28th.
fn moved(text: &str, months: i32) -> String {
    let (Some(from), Some(rest)) = (text.get(..7).and_then(month), text.get(7..)) else {
        return text.to_owned();
    };
    let to = from.plus(months);
    let day = rest.get(1..3).and_then(|day| day.parse::<u32>().ok());
    match (day, rest.get(3..)) {
        (Some(29..), Some(time)) => format!("{to}-28{time}"),
        _ => format!("{to}{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use procurement::{Sellers, Workspace};

    use super::*;

    #[test]
    fn the_sample_is_valid_in_every_month_and_places_alike() {
        let lines = |today: &str| {
            let snapshot = sample(month(today).unwrap());
            let workspace = Workspace::load(snapshot, &Sellers::built_in()).unwrap();
            (0..workspace.document_count())
                .map(|at| {
                    let line = workspace.document_lines()[at];
                    let name = workspace.line_name(line);
                    (
                        workspace.document_id(at).map(str::to_owned),
                        name.map(|(order, line)| format!("{order} {line}")),
                    )
                })
                .collect::<std::collections::BTreeMap<_, _>>()
        };
        let written = lines(WRITTEN_IN);
        assert!(written.len() > 30);
        for today in ["2026-02", "2026-11", "2027-12", "2028-02"] {
            assert_eq!(lines(today), written, "{today}");
        }
    }

    #[test]
    fn days_that_a_month_lacks_are_moved_back() {
        assert_eq!(moved("2026-01-31T10:00:00Z", 1), "2026-02-28T10:00:00Z");
        assert_eq!(moved("2026-01-15T10:00:00Z", 1), "2026-02-15T10:00:00Z");
        assert_eq!(moved("2026-12", 2), "2027-02");
    }
}
