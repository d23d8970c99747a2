//! Several values in one cell, out and in.
//!
//! A backslash before a separator or a backslash makes it part of the value; before anything else
//! it is one itself.

/// What separates values.
const SEPARATORS: [char; 2] = [';', '|'];
/// What separates addresses, which people write with commas too.
const OF_ADDRESSES: [char; 3] = [';', '|', ','];

/// Values as a cell that is read back exactly.
pub fn join<'v>(values: impl IntoIterator<Item = &'v str>) -> String {
    join_by(values, &SEPARATORS)
}

/// E-mail addresses as a cell that is read back exactly.
pub fn join_addresses<'v>(values: impl IntoIterator<Item = &'v str>) -> String {
    join_by(values, &OF_ADDRESSES)
}

/// The values of a cell.
pub(super) fn split(text: &str) -> Vec<String> {
    split_by(text, &SEPARATORS)
}

/// The e-mail addresses of a cell.
pub(super) fn split_addresses(text: &str) -> Vec<String> {
    split_by(text, &OF_ADDRESSES)
}

fn join_by<'v>(values: impl IntoIterator<Item = &'v str>, separators: &[char]) -> String {
    let mut cell = String::new();
    for (index, value) in values.into_iter().enumerate() {
        if index > 0 {
            cell.push(';');
        }
        for c in value.chars() {
            if c == '\\' || separators.contains(&c) {
                cell.push('\\');
            }
            cell.push(c);
        }
    }
    // Alone it would be read as nothing; with a separator after it, it is a value.
    if cell.eq_ignore_ascii_case("null") {
        cell.push(';');
    }
    cell
}

fn split_by(text: &str, separators: &[char]) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if separators.contains(&c) {
            values.push(String::new());
            continue;
        }
        let escaped = rest.next_if(|next| c == '\\' && (*next == c || separators.contains(next)));
        if let Some(value) = values.last_mut() {
            value.push(escaped.unwrap_or(c));
        }
    }
    let trimmed = values.iter().map(|value| value.trim().to_owned());
    trimmed.filter(|value| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_as_people_write_them_are_split() {
        for (cell, values) in [
            ("", [].as_slice()),
            ("U1", &["U1"]),
            ("U1; U2|U3 ;;", &["U1", "U2", "U3"]),
            (r"SEA\ops, west", &[r"SEA\ops, west"]),
            (r"a\;b\|c\\;d\", &[r"a;b|c\", r"d\"]),
        ] {
            assert_eq!(split(cell), values, "{cell}");
        }
        assert_eq!(split_addresses("a@x.com, b@x.com;c@x.com"), ["a@x.com", "b@x.com", "c@x.com"]);
    }

    #[test]
    fn what_is_joined_is_split_into_the_same() {
        for values in [
            [].as_slice(),
            &["U1"],
            &["U1", "U2"],
            &["a;b", "c|d", "e,f"],
            &[r"\", r"\\", r"a\", r"\;", "|"],
            &[";", ";"],
            &["null"],
            &["NULL", "x"],
        ] {
            let cell = join(values.iter().copied());
            assert_eq!(split(&cell), values, "{cell}");
            assert!(!cell.eq_ignore_ascii_case("null"), "{cell}");
            let cell = join_addresses(values.iter().copied());
            assert_eq!(split_addresses(&cell), values, "{cell}");
        }
    }
}
