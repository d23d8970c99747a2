//! What was computed from the records of organisations, kept for as long as they are the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::OrganisationId;

/// Something of each organisation, and the state of the records that it was computed from. Cheap to
/// clone.
#[derive(Debug)]
pub struct AtHand<S, T> {
    kept: Arc<Mutex<Kept<S, T>>>,
    most: usize,
}

type Kept<S, T> = HashMap<OrganisationId, (S, Arc<T>)>;

impl<S: PartialEq, T> AtHand<S, T> {
    /// For so many organisations at most.
    pub fn new(most: usize) -> Self {
        Self { kept: Arc::default(), most }
    }

    /// What was computed from a state of an organisation's records.
    pub fn of(&self, organisation: &OrganisationId, state: S) -> Option<Arc<T>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, value) = kept.get(organisation)?;
        (*of == state).then(|| value.clone())
    }

    /// Keeps what was computed in the place of what was before.
    pub fn keep(&self, organisation: &OrganisationId, state: S, value: Arc<T>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= self.most {
            kept.clear();
        }
        kept.insert(organisation.clone(), (state, value));
    }
}

impl<S, T> Clone for AtHand<S, T> {
    fn clone(&self) -> Self {
        Self { kept: self.kept.clone(), most: self.most }
    }
}
