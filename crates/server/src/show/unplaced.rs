//! Documents without a purchase order, and why.

use procurement::{NO_MATCH, Sentence, Workspace};

use super::heading;
use crate::layout::counted;
use crate::money::Sums;
use crate::result::Preview;
use crate::table::{Cell, Column, Table};
use crate::terminal::{Paint, Screen};

/// Documents that are listed; the others are in the table of their month.
const LISTED: usize = 20;

const COLUMNS: [Column; 4] = [
    Column::number("#"),
    Column::text("Document", 16),
    Column::number("Total"),
    Column::wrapped("Why", 30),
];

pub(super) fn write(
    out: &mut String,
    preview: &Preview<'_>,
    workspace: &Workspace,
    screen: Screen,
) {
    let documents = (1_usize..).zip(&preview.invoices);
    let documents: Vec<_> = documents.filter(|(_, document)| document.by == "none").collect();
    if documents.is_empty() {
        return;
    }
    let mut sums = Sums::default();
    for (_, document) in &documents {
        sums.add(document.currency, &document.signed_total());
    }
    let count = counted(documents.len(), "document", "documents");
    heading(out, &format!("Without a purchase order: {count}, {sums}"), screen);
    let mut table = Table::new(&COLUMNS);
    for (number, document) in documents.iter().take(LISTED) {
        let sentences = workspace.sentences(&document.id).unwrap_or_default();
        table.push(vec![
            Cell::new(number.to_string(), Paint::Faint),
            Cell::plain(document.id.as_ref()),
            Cell::plain(format!("{} {}", document.signed_total(), document.currency)),
            Cell::plain(reason(&sentences)),
        ]);
    }
    table.write(out, screen);
    let rest = documents.len().saturating_sub(LISTED);
    if rest > 0 {
        let text = format!("and {rest} more, marked in the table of their month");
        out.push_str(&screen.paint(&text, Paint::Faint));
        out.push('\n');
    }
}

/// Why a document without a purchase order has none.
pub(super) fn reason(sentences: &[Sentence]) -> &str {
    let is_of_document =
        |key: &str| key == "REFERENCED_PO_SUSPENDED" || key.starts_with("ORIGINAL_");
    let own = sentences.iter().find(|sentence| is_of_document(sentence.key));
    own.map_or(NO_MATCH, |sentence| &sentence.text)
}
