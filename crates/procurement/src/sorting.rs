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
pub fn sort_by<T>(items: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = order_of(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    let mut slots: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|place| slots[place as usize].take()));
}

/// The same by a key that is made once for each item.
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl FnMut(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    let mut keyed: Vec<(K, T)> = keys.into_iter().zip(items.drain(..)).collect();
    sort_by(&mut keyed, |a, b| a.0.cmp(&b.0));
    items.extend(keyed.into_iter().map(|(_, item)| item));
}

/// Fills a set or a map item by item: `collect` would sort the items first.
pub fn gather<C: Default + Extend<T>, T>(items: impl IntoIterator<Item = T>) -> C {
    let mut gathered = C::default();
    items.into_iter().for_each(|item| gathered.extend([item]));
    gathered
}

fn order_of(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..crate::book::place_of(count)).collect();
    sort_places(&mut order, &mut |a, b| compare(a as usize, b as usize).then(a.cmp(&b)));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_keep_their_order() {
        let mut items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        sort_by(&mut items, |a, b| a.0.cmp(&b.0));
        assert_eq!(items, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
        sort_by_key(&mut items, |item| std::cmp::Reverse(item.0));
        assert_eq!(items, [(2, 'a'), (2, 'c'), (1, 'b'), (1, 'd')]);
    }

    #[test]
    fn what_is_gathered_is_what_would_be_collected() {
        let items = [(2, 'a'), (1, 'b'), (2, 'c')];
        let map: std::collections::BTreeMap<_, _> = gather(items);
        assert_eq!(map, items.into_iter().collect());
    }

    #[test]
    fn distinct_places_are_sorted_and_single() {
        let mut places = vec![3, 1, 3, 2, 1];
        distinct(&mut places);
        assert_eq!(places, [1, 2, 3]);
    }
}
