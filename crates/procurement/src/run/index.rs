//! Which documents an edit can concern: looked up from what it touches. Made at the first edit.

use crate::book::{Book, NONE};
use crate::explanation::is_directed_memo;
use crate::run::Run;

/// Documents by what decides their outcome, each list in the order of placing.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// By match key: documents that are placed by best match.
    pub(crate) of_key: Vec<Vec<u32>>,
    /// By order: documents that reference it.
    pub(crate) of_order: Vec<Vec<u32>>,
    /// By line: documents that drew on its balance, or gave back.
    pub(crate) on_line: Vec<Vec<u32>>,
    /// Credit memos that name their original.
    pub(crate) memos: Vec<u32>,
    /// Originals with their credit memos, sorted.
    pub(crate) originals: Vec<(u32, u32)>,
    /// Memos whose original is no document of the run.
    pub(crate) loose: Vec<u32>,
}

impl Index {
    pub(crate) fn build(book: &Book, run: &Run) -> Self {
        let mut index = Self::default();
        for &document in &run.order {
            index.list_of(book, document).push(document);
            let placement = run.get(document);
            if placement.is_drawn() {
                slot(&mut index.on_line, placement.line).push(document);
            }
        }
        index.pair_memos(book);
        index
    }

    /// The list that a document stands in, by its route.
    fn list_of(&mut self, book: &Book, document: u32) -> &mut Vec<u32> {
        if is_directed_memo(book, document) {
            return &mut self.memos;
        }
        match book.route_of(document).reference {
            // INVARIANT: whatever is referenced has its place since the document came.
            Some(reference) => slot(&mut self.of_order, book.order_of(reference).unwrap_or(0)),
            None => slot(&mut self.of_key, book.document(document).key),
        }
    }

    pub(crate) fn add(&mut self, book: &Book, position: &[u32], document: u32) {
        insert(self.list_of(book, document), position, document);
    }

    pub(crate) fn remove(&mut self, book: &Book, document: u32) {
        self.list_of(book, document).retain(|other| *other != document);
    }

    /// Finds the originals of the memos anew.
    pub(crate) fn pair_memos(&mut self, book: &Book) {
        self.originals.clear();
        self.loose.clear();
        for &memo in &self.memos {
            let original = book.route_of(memo).original.map(|symbol| book.text(symbol));
            match original.and_then(|id| book.find_document(id)) {
                Some(document) => self.originals.push((document, memo)),
                None => self.loose.push(memo),
            }
        }
        crate::sorting::sort_by(&mut self.originals, Ord::cmp);
    }

    /// The memos that correct a document.
    pub(crate) fn memos_of(&self, document: u32) -> impl Iterator<Item = u32> + '_ {
        let from = self.originals.partition_point(|(original, _)| *original < document);
        let rest = self.originals.get(from..).unwrap_or_default();
        rest.iter().take_while(move |(original, _)| *original == document).map(|(_, memo)| *memo)
    }

    pub(crate) fn on_line(&self, line: u32) -> &[u32] {
        self.on_line.get(line as usize).map_or(&[], Vec::as_slice)
    }
}

/// The list at a place, which is made if there is none.
pub(crate) fn slot(lists: &mut Vec<Vec<u32>>, place: u32) -> &mut Vec<u32> {
    let place = if place == NONE { 0 } else { place as usize };
    if lists.len() <= place {
        lists.resize_with(place + 1, Vec::new);
    }
    &mut lists[place]
}

/// Puts a document into a list in the order of placing.
pub(crate) fn insert(list: &mut Vec<u32>, position: &[u32], document: u32) {
    let wanted = position[document as usize];
    let at = list.partition_point(|other| position[*other as usize] < wanted);
    if list.get(at) != Some(&document) {
        list.insert(at, document);
    }
}

/// Takes a document out of a list in the order of placing.
pub(crate) fn remove(list: &mut Vec<u32>, position: &[u32], document: u32) {
    let wanted = position[document as usize];
    let at = list.partition_point(|other| position[*other as usize] < wanted);
    if list.get(at) == Some(&document) {
        list.remove(at);
    }
}
