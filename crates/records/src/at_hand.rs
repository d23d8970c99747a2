//! What was computed from the records of organisations, kept for as long as they are the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use records::OrganisationId;

/// Something of each organisation, and the state of the records that it was computed from.
#[derive(Debug)]
pub(crate) struct AtHand<S, T>(Arc<Mutex<Kept<S, T>>>);

type Kept<S, T> = HashMap<OrganisationId, (S, Arc<T>)>;

/// That of so many organisations is kept.
const ORGANISATIONS: usize = 256;

impl<S: PartialEq, T> AtHand<S, T> {
    /// What was computed from a state of an organisation's records.
    pub(crate) fn of(&self, organisation: &OrganisationId, state: S) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, value) = kept.get(organisation)?;
        (*of == state).then(|| value.clone())
    }

    /// Keeps what was computed in the place of what was before.
    pub(crate) fn keep(&self, organisation: &OrganisationId, state: S, value: Arc<T>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= ORGANISATIONS {
            kept.clear();
        }
        kept.insert(organisation.clone(), (state, value));
    }
}

impl<S, T> Clone for AtHand<S, T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S, T> Default for AtHand<S, T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}
