//! What an edit changes in a preview.

use crate::canonical::{events_of, push_document, push_event, push_line, push_list, push_text};
use crate::placing::Placement;
use crate::run::{LineState, Moved, before};
use crate::sorting::sort_by;
use crate::workspace::Workspace;

/// A line item that looks different than before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LineMoved {
    pub(crate) line: u32,
    pub(crate) before: LineState,
    pub(crate) after: LineState,
}

/// The difference of two previews. It lives until the next edit.
#[derive(Debug, Clone, Copy)]
pub struct Change<'w> {
    pub(crate) workspace: &'w Workspace,
    pub(crate) moved: &'w [Moved],
    pub(crate) lines: &'w [LineMoved],
}

impl Change<'_> {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.to_json() == EMPTY
    }

    /// How many documents have another outcome, events included.
    pub fn document_count(&self) -> usize {
        self.moved.len()
    }

    /// The canonical JSON (the contract's Change).
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"events\":{\"added\":");
        let book = &self.workspace.book;
        let (added, removed) = self.events();
        push_list(&mut out, added, |out, event| out.push_str(&event));
        out.push_str(",\"removed\":");
        push_list(&mut out, removed, |out, event| out.push_str(&event));
        out.push_str("},\"invoices\":");
        push_list(&mut out, self.documents(), |out, (id, before, after)| {
            out.push_str("{\"after\":");
            out.push_str(&after);
            out.push_str(",\"before\":");
            out.push_str(&before);
            out.push_str(",\"id\":");
            push_text(out, id);
            out.push('}');
        });
        out.push_str(",\"lineItems\":");
        push_list(&mut out, self.lines_in_order(), |out, moved| {
            let line = book.line(moved.line);
            for (key, state) in [("{\"after\":", moved.after), (",\"before\":", moved.before)] {
                out.push_str(key);
                match state.exists {
                    true => push_line(out, book, moved.line, &state),
                    false => out.push_str("null"),
                }
            }
            out.push_str(",\"lineItemNumber\":");
            push_text(out, book.text(line.number));
            out.push_str(",\"purchaseOrderId\":");
            push_text(out, book.text(book.order(line.order).name));
            out.push('}');
        });
        out.push('}');
        out
    }

    /// Documents whose entries differ, by id: both entries as JSON.
    fn documents(&self) -> Vec<(&str, String, String)> {
        let book = &self.workspace.book;
        let entry = |side: Option<(u32, Placement)>| match side {
            Some((document, placement)) => {
                let mut out = String::new();
                push_document(&mut out, book, document, placement);
                out
            }
            None => "null".to_owned(),
        };
        let mut documents = Vec::new();
        for moved in self.moved {
            let Some((document, _)) = moved.before.or(moved.after) else { continue };
            let (before, after) = (entry(moved.before), entry(moved.after));
            if before != after {
                documents.push((book.id_of(document), before, after));
            }
        }
        sort_by(&mut documents, Ord::cmp);
        documents
    }

    fn lines_in_order(&self) -> Vec<LineMoved> {
        let book = &self.workspace.book;
        let mut lines = self.lines.to_vec();
        sort_by(&mut lines, |a, b| {
            let (a, b) = (book.line(a.line), book.line(b.line));
            let order = |order: u32| book.text(book.order(order).name);
            order(a.order)
                .cmp(order(b.order))
                .then_with(|| crate::natural_order(book.text(a.number), book.text(b.number)))
        });
        lines
    }

    /// Events that only the new preview has, and that only the old one had.
    fn events(&self) -> (Vec<String>, Vec<String>) {
        let of = |side: Option<(u32, Placement)>| {
            side.map_or_else(Vec::new, |(document, placement)| self.events_of(document, placement))
        };
        let (mut added, mut removed) = (Vec::new(), Vec::new());
        for moved in self.moved {
            let (before, after) = (of(moved.before), of(moved.after));
            let missing = |from: &[String], other: &[String]| {
                from.iter().filter(|event| !other.contains(event)).cloned().collect::<Vec<_>>()
            };
            added.extend(moved.after.map(|(document, _)| (document, missing(&after, &before))));
            removed.extend(moved.before.map(|(document, _)| (document, missing(&before, &after))));
        }
        (self.in_order(added), self.in_order(removed))
    }

    fn in_order(&self, mut events: Vec<(u32, Vec<String>)>) -> Vec<String> {
        let book = &self.workspace.book;
        sort_by(&mut events, |a, b| before(book, a.0, b.0));
        events.into_iter().flat_map(|(_, events)| events).collect()
    }

    fn events_of(&self, document: u32, placement: Placement) -> Vec<String> {
        let event = |code| {
            let mut out = String::new();
            push_event(&mut out, &self.workspace.book, document, placement, code);
            out
        };
        events_of(placement).map(event).collect()
    }
}

const EMPTY: &str = r#"{"events":{"added":[],"removed":[]},"invoices":[],"lineItems":[]}"#;
