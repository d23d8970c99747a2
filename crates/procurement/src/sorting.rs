//! One sort for everything. Every copy of the standard sort for a type and a comparison of its own
//! would add four kilobytes to the WebAssembly module, and there would be twenty.

use std::cmp::Ordering;

/// Sorts places. Which of two equal places comes first is not determined.
#[inline(never)]
pub(crate) fn sort_places(places: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    places.sort_unstable_by(|a, b| compare(*a, *b));
}

/// Sorts places as numbers and leaves each once.
pub(crate) fn distinct(places: &mut Vec<u32>) {
    sort_places(places, &mut |a, b| a.cmp(&b));
    places.dedup();
}

/// Sorts anything, equal items in the order in which they came.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut order: Vec<u32> = (0..crate::book::place_of(items.len())).collect();
    sort_places(&mut order, &mut |a, b| {
        compare(&items[a as usize], &items[b as usize]).then(a.cmp(&b))
    });
    let mut slots: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|place| slots[place as usize].take()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_keep_their_order() {
        let mut items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        sort_by(&mut items, |a, b| a.0.cmp(&b.0));
        assert_eq!(items, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }

    #[test]
    fn distinct_places_are_sorted_and_single() {
        let mut places = vec![3, 1, 3, 2, 1];
        distinct(&mut places);
        assert_eq!(places, [1, 2, 3]);
    }
}
