//! What is busy again and again. Once is nothing: somebody else is at it. A statement that
//! PostgreSQL gives up for its length counts as busy too, and would be so for ever, unsaid.

use std::collections::BTreeMap;

use records::RecordError;

/// What did not get done for being busy, by whose it is and what, and how often in a row.
#[derive(Debug, Default)]
pub(crate) struct Busy(BTreeMap<(String, &'static str), u32>);

/// After so many times in a row, it is told.
const TIMES: u32 = 5;

/// What is to be told, once each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Stuck,
    Over,
}

impl Busy {
    /// Notes how it went, and tells in the log when it has been busy for long, and when that is
    /// over.
    pub(crate) fn note<T>(
        &mut self,
        whose: &str,
        what: &'static str,
        done: &Result<T, RecordError>,
    ) {
        let is_busy = matches!(done, Err(RecordError::Busy));
        match self.count(whose, what, is_busy) {
            Some(Turn::Stuck) => tracing::warn!(
                organisation = whose,
                what,
                times = TIMES,
                "busy each time in a row, and not done: others hold the database for long, or a \
                 statement takes longer than it may"
            ),
            Some(Turn::Over) => tracing::warn!(organisation = whose, what, "not busy any more"),
            None if is_busy => tracing::debug!(organisation = whose, what, "busy"),
            None => {}
        }
    }

    fn count(&mut self, whose: &str, what: &'static str, is_busy: bool) -> Option<Turn> {
        let key = (whose.to_owned(), what);
        if is_busy {
            let times = self.0.entry(key).or_default();
            *times = times.saturating_add(1);
            return (*times == TIMES).then_some(Turn::Stuck);
        }
        let times = self.0.remove(&key)?;
        (times >= TIMES).then_some(Turn::Over)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_busy_five_times_in_a_row_is_told_once_and_once_more_when_it_is_over() {
        let mut busy = Busy::default();
        let mut round = |is_busy| busy.count("o-acme", "invoices", is_busy);
        let (stuck, over) = (Some(Turn::Stuck), Some(Turn::Over));
        let short = [true, true, true, true, false].map(&mut round);
        assert_eq!(short, [None; 5]);
        let long = [true, true, true, true, true, true, false, false].map(&mut round);
        assert_eq!(long, [None, None, None, None, stuck, None, over, None]);
        // Each thing of each organisation is counted by itself.
        for _ in 1..TIMES {
            assert_eq!(busy.count("o-acme", "invoices", true), None);
            assert_eq!(busy.count("o-acme", "agreements", true), None);
            assert_eq!(busy.count("o-other", "invoices", true), None);
        }
        assert_eq!(busy.count("o-other", "invoices", true), stuck);
    }
}
