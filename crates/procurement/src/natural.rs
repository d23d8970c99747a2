//! Natural order, in which line number `2` comes before `10`.

use std::cmp::Ordering;

/// Compares two texts in natural order: runs of the digits 0 to 9 compare by value and come
/// before other runs, other runs compare by bytes, a prefix comes first, and texts that are
/// equal so far (`1` and `01`) compare by bytes (P-11).
///
/// ```
/// use procurement::natural_order;
/// let mut numbers = ["10", "2a", "2", "a", "01", "1"];
/// numbers.sort_by(|a, b| natural_order(a, b));
/// assert_eq!(numbers, ["01", "1", "2", "2a", "10", "a"]);
/// ```
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    while !left.is_empty() && !right.is_empty() {
        let (left_run, left_rest) = next_run(left);
        let (right_run, right_rest) = next_run(right);
        let order = match (is_digits(left_run), is_digits(right_run)) {
            (true, true) => by_value(left_run, right_run),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => left_run.cmp(right_run),
        };
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (left_rest, right_rest);
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

fn is_digits(run: &[u8]) -> bool {
    run.first().is_some_and(u8::is_ascii_digit)
}

fn next_run(bytes: &[u8]) -> (&[u8], &[u8]) {
    let digits = is_digits(bytes);
    let end = bytes.iter().position(|b| b.is_ascii_digit() != digits).unwrap_or(bytes.len());
    bytes.split_at(end)
}

/// Compares two runs of digits by value, whatever their length.
fn by_value(a: &[u8], b: &[u8]) -> Ordering {
    let significant = |run: &[u8]| run.iter().position(|&d| d != b'0').unwrap_or(run.len());
    let (a, b) = (a.split_at(significant(a)).1, b.split_at(significant(b)).1);
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_compare_as_the_contract_says() {
        for (a, b) in [
            ("2", "10"),
            ("2", "2a"),
            ("2a", "10"),
            ("9", "a"),
            ("a2", "a10"),
            ("a", "a1"),
            ("01", "1"),
            ("1", "01a"),
            ("a1", "ab"),
            ("99999999999999999999999999", "100000000000000000000000000"),
        ] {
            assert_eq!(natural_order(a, b), Ordering::Less, "{a} before {b}");
            assert_eq!(natural_order(b, a), Ordering::Greater, "{b} after {a}");
        }
        assert_eq!(natural_order("7x", "7x"), Ordering::Equal);
    }
}
