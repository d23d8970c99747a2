//! Sorting with little code: the library's sort is compiled anew for every kind of item, which is four
//! kilobytes each. Places are sorted instead, by one piece of code, and items follow.

use std::cmp::Ordering;

/// Items in order; equal ones stay in the order in which they came.
pub(crate) fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let places = places(items.len(), &|a, b| {
        let item = |at: usize| items.get(at).and_then(Option::as_ref);
        match (item(a), item(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        }
    });
    places.into_iter().filter_map(|at| items.get_mut(at)?.take()).collect()
}

#[inline(never)]
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_stay_in_the_order_in_which_they_came() {
        let items: Vec<(usize, usize)> = (0..100).map(|n| (n * 7 % 5, n)).collect();
        let mut expected = items.clone();
        expected.sort_by_key(|(key, _)| *key);
        assert_eq!(sorted(items, |(a, _), (b, _)| a.cmp(b)), expected);
        assert!(sorted(Vec::<u8>::new(), Ord::cmp).is_empty());
    }
}
