//! How deeply a text is nested, found without reading it as a policy.
//!
//! Whoever reads and checks policies does so by recursion: a text of brackets alone would exhaust
//! the stack and end the program. Therefore this is looked at first, byte by byte.

/// How many brackets may be open at once.
pub(crate) const BRACKETS_MAX: usize = 16;

/// How many operators (`&&`, `||`, `.`, `+`, `-`, `*`, `if`) a statement may have: a chain of them
/// is as deep as it is long.
pub(crate) const OPERATORS_MAX: usize = 40;

/// Where a text first goes beyond either limit.
pub(crate) fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let at = |offset: usize| bytes.get(offset).copied();
    let (mut open, mut operators) = (0_usize, 0_usize);
    let mut offset = 0;
    while let Some(byte) = at(offset) {
        let mut length = 1;
        match byte {
            b'"' => length = string_length(bytes.get(offset..).unwrap_or_default()),
            b'/' if at(offset + 1) == Some(b'/') => {
                let ends = |&byte: &u8| byte == b'\n' || byte == b'\r';
                let comment = bytes.get(offset..).unwrap_or_default();
                length = comment.iter().position(ends).unwrap_or(comment.len());
            }
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            b';' => operators = 0,
            b'.' | b'+' | b'-' | b'*' => operators += 1,
            b'&' | b'|' => {
                operators += 1;
                length = if at(offset + 1) == Some(byte) { 2 } else { 1 };
            }
            _ if is_of_word(byte) => {
                let word = bytes.get(offset..).unwrap_or_default();
                length = word.iter().position(|&byte| !is_of_word(byte)).unwrap_or(word.len());
                operators += usize::from(word.get(..length) == Some(b"if".as_slice()));
            }
            _ => {}
        }
        if open > BRACKETS_MAX || operators > OPERATORS_MAX {
            return Some(offset);
        }
        offset += length;
    }
    None
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Of a text that begins with a quotation mark: up to the one that closes it, or all.
fn string_length(text: &[u8]) -> usize {
    let mut offset = 1;
    while let Some(&byte) = text.get(offset) {
        match byte {
            b'"' => return offset + 1,
            b'\\' => offset += 2,
            _ => offset += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_operators_of_a_statement_are_counted() {
        let brackets = |count: usize| "(".repeat(count) + &")".repeat(count);
        assert_eq!(too_deep(&brackets(BRACKETS_MAX)), None);
        assert_eq!(too_deep(&brackets(BRACKETS_MAX).repeat(9)), None);
        assert_eq!(too_deep(&brackets(BRACKETS_MAX + 1)), Some(BRACKETS_MAX));
        for operator in ["&&", "||", ".", "+", "-", "*", " if "] {
            let chain = operator.repeat(OPERATORS_MAX);
            assert_eq!(too_deep(&chain), None, "{operator}");
            assert_eq!(too_deep(&format!("{chain};{chain}")), None, "{operator}");
            assert!(too_deep(&format!("{chain}{operator}")).is_some(), "{operator}");
        }
    }

    #[test]
    fn what_is_quoted_or_a_comment_is_not_counted() {
        let deep = "(".repeat(99);
        for text in [format!("\"{deep}\\\"{deep}\""), format!("// {deep}"), "iffy ".repeat(200)] {
            assert_eq!(too_deep(&text), None, "{text}");
        }
        for text in [format!("\"\\\\\"{deep}"), format!("//\n{deep}"), format!("//\r{deep}")] {
            assert!(too_deep(&text).is_some(), "{text}");
        }
    }
}
