//! The engine's judgement of what was read, brought back to the rows it was read from.

use procurement::sorting::sort_by;
use procurement::{Sellers, Workspace};

use crate::SnapshotDocument;
use crate::problem::{Findings, Place};

/// A place in a document, as the keys and numbers of a JSON pointer.
pub(crate) struct Pointer<'p> {
    steps: Vec<&'p str>,
}

impl<'p> Pointer<'p> {
    fn new(pointer: &'p str) -> Self {
        Self { steps: pointer.split('/').skip(1).collect() }
    }

    /// The number in a list.
    pub(crate) fn index(&self, step: usize) -> Option<usize> {
        self.steps.get(step)?.parse().ok()
    }

    pub(crate) fn key(&self, step: usize) -> &'p str {
        self.steps.get(step).copied().unwrap_or_default()
    }
}

/// Loads a document and tells everything that the engine finds wrong with it, each at the place
/// that `place_of` knows for it; where it knows none, it was told already.
pub(crate) fn judge<'p>(
    document: &SnapshotDocument,
    sellers: &Sellers,
    place_of: impl Fn(&Pointer<'_>) -> Option<Place<'p>>,
    findings: &mut Findings,
) -> Option<Workspace> {
    match Workspace::load(document.to_json(), sellers) {
        Ok(workspace) => Some(workspace),
        Err(problems) => {
            // The order of the file, not of the pointers' letters: "/10" is after "/2".
            let mut problems: Vec<_> = problems.problems.iter().collect();
            sort_by(&mut problems, |a, b| procurement::natural_order(&a.pointer, &b.pointer));
            for problem in problems {
                if let Some(place) = place_of(&Pointer::new(&problem.pointer)) {
                    findings.add(place, problem.code, problem.message.clone());
                }
            }
            None
        }
    }
}
