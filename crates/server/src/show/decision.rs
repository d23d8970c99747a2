//! Why one document uses the line that it does.

use procurement::{Explanation, Problems, Sentence, Verdict, Workspace};

use super::unplaced;
use crate::exit::Failure;
use crate::layout::{counted, visible, wrap};
use crate::result::{Document, Preview, read};
use crate::terminal::{Paint, Screen};

/// The verdict's column, the widest word and a gap.
const VERDICT: usize = "rejected".len() + 2;

/// Everything about the decision on one document.
pub(crate) struct Decision {
    explanation: Explanation,
    sentences: Vec<Sentence>,
}

impl Decision {
    /// The decision on a document.
    pub(crate) fn of(workspace: &Workspace, id: &str) -> Result<Self, Problems> {
        Ok(Self { explanation: workspace.explain(id)?, sentences: workspace.sentences(id)? })
    }

    /// As text, with the preview that it belongs to.
    pub(crate) fn write(
        &self,
        out: &mut String,
        preview: &str,
        screen: Screen,
    ) -> Result<(), Failure> {
        let preview: Preview<'_> = read(preview)?;
        let id = &self.explanation.invoice_id;
        if let Some(document) = preview.invoices.iter().find(|document| document.id == *id) {
            if !out.is_empty() {
                out.push('\n');
            }
            for line in wrap(&visible(&title(document)), screen.width) {
                out.push_str(&screen.paint(&line, Paint::Heading));
                out.push('\n');
            }
            for line in wrap(&visible(&self.outcome(document)), screen.width) {
                out.push_str(&line);
                out.push('\n');
            }
        }
        let candidates = self.explanation.candidates.iter().zip(&self.sentences);
        if self.sentences.is_empty() {
            out.push_str("There was no candidate: the snapshot has no purchase orders.\n");
        } else {
            out.push('\n');
        }
        for (candidate, sentence) in candidates {
            let paint = match candidate.verdict {
                Verdict::Chosen => Paint::Good,
                Verdict::Lost(_) => Paint::Warning,
                Verdict::Rejected(_) => Paint::Faint,
            };
            let room = screen.width.saturating_sub(VERDICT);
            for (index, line) in wrap(&visible(&sentence.text), room).iter().enumerate() {
                let verdict = if index == 0 { candidate.verdict.as_str() } else { "" };
                let padding = " ".repeat(VERDICT - verdict.len());
                out.push_str(&screen.paint(verdict, paint));
                out.push_str(&padding);
                out.push_str(line);
                out.push('\n');
            }
        }
        Ok(())
    }

    fn outcome(&self, document: &Document<'_>) -> String {
        let Some(line) = document.line() else {
            return format!("It gets no purchase order: {}.", unplaced::reason(&self.sentences));
        };
        match document.balance_after {
            Some(balance) => {
                format!("It uses {line}, where {balance} {} is left.", document.currency)
            }
            None => format!("It uses {line}."),
        }
    }
}

fn title(document: &Document<'_>) -> String {
    let Document { id, bill_from, currency, billing_period, .. } = document;
    let kind = if document.is_credit_memo() { "credit memo" } else { "invoice" };
    let total = document.signed_total();
    let total = total.trim_start_matches('-');
    let charges = document.charge_count();
    let formed = match charges {
        0 => String::new(),
        _ => format!(", formed of {}", counted(charges, "charge", "charges")),
    };
    format!("{id}: {kind} of {total} {currency} from {bill_from} for {billing_period}{formed}")
}
