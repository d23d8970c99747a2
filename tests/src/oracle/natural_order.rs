//! Natural order: `2` before `10`, digits before letters, a prefix first.

use std::cmp::Ordering;

/// The variants are declared in their order: digit runs come before other runs.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Run {
    /// Without leading zeros, so that the longer one is the larger one.
    Digits {
        length: usize,
        digits: String,
    },
    Other(String),
}

pub(super) fn compare(left: &str, right: &str) -> Ordering {
    runs(left).cmp(&runs(right)).then_with(|| left.cmp(right))
}

fn runs(text: &str) -> Vec<Run> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunk_by(|left, right| left.is_ascii_digit() == right.is_ascii_digit())
        .map(|chunk| {
            let text: String = chunk.iter().collect();
            if text.starts_with(|first: char| first.is_ascii_digit()) {
                let digits = text.trim_start_matches('0').to_owned();
                Run::Digits { length: digits.len(), digits }
            } else {
                Run::Other(text)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_number_comes_before_the_next() {
        let ordered =
            ["0", "01", "1", "1a", "01b", "2", "2a", "10", "A", "a", "a2", "a10", "a-", "é"];
        for pair in ordered.windows(2) {
            if let [left, right] = pair {
                assert_eq!(compare(left, right), Ordering::Less, "{left} before {right}");
                assert_eq!(compare(right, left), Ordering::Greater, "{right} after {left}");
            }
        }
    }
}
