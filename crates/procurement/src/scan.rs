//! A quick way through well-formed snapshots: records that are flat objects of plain strings are
//! read where they stand, without building a tree. Whatever is out of the ordinary makes the scan
//! give up, and the thorough reading of `load` starts anew: it alone tells problems.

use crate::fields::{KEYS_MAX, Value, Values};

/// A place in a JSON text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

/// The keys of the last record in their order: the next record most likely has them too.
#[derive(Debug)]
pub(crate) struct Template {
    keys: Vec<Literal>,
    order: Vec<usize>,
}

/// A key as it stands in the text, with quotes and colon.
#[derive(Debug)]
struct Literal {
    bytes: Vec<u8>,
}

impl Template {
    pub(crate) fn new(keys: &[&str]) -> Self {
        let literal = |key: &str| Literal { bytes: format!("\"{key}\":").into_bytes() };
        Self { keys: keys.iter().map(|key| literal(key)).collect(), order: Vec::new() }
    }
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// How many bytes have been passed.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The text from here on.
    pub(crate) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space.
    fn next_token(&mut self) -> Option<u8> {
        loop {
            match self.peek()? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    /// Passes one token, if it is the next.
    pub(crate) fn take(&mut self, token: u8) -> bool {
        let is_next = self.next_token() == Some(token);
        self.at += usize::from(is_next);
        is_next
    }

    /// Whether nothing but white space is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.next_token().is_none() && self.at >= self.text.len()
    }

    pub(crate) fn take_null(&mut self) -> bool {
        self.next_token();
        self.take_word(b"null")
    }

    fn take_word(&mut self, word: &[u8]) -> bool {
        let is_next = self.text.as_bytes().get(self.at..self.at + word.len()) == Some(word);
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    /// A string without escapes or control characters.
    pub(crate) fn plain_string(&mut self) -> Option<&'t str> {
        if !self.take(b'"') {
            return None;
        }
        let start = self.at;
        let end = end_of_plain(self.text.as_bytes(), start)?;
        self.at = end + 1;
        self.text.get(start..end)
    }

    /// Reads one flat object into the places of its keys. `None`: it is not that plain, or not
    /// right.
    pub(crate) fn record(
        &mut self,
        template: &mut Template,
        values: &mut Values<'t, 't>,
    ) -> Option<()> {
        *values = [Value::Absent; KEYS_MAX];
        if !self.take(b'{') {
            return None;
        }
        let mut seen = 0_u64;
        for nth in 0.. {
            self.next_token()?;
            let place = self.key(template, nth)?;
            if seen & (1 << place) != 0 {
                return None;
            }
            seen |= 1 << place;
            match self.next_token()? {
                b'"' => *values.get_mut(place)? = Value::Text(self.plain_string()?),
                b'n' if self.take_word(b"null") => {}
                _ => return None,
            }
            match self.next_token()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
        None
    }

    /// The place of the next key, which is passed together with its colon.
    fn key(&mut self, template: &mut Template, nth: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if let Some(&place) = template.order.get(nth)
            && let Some(literal) = template.keys.get(place)
            && starts_with(bytes, self.at, &literal.bytes)
        {
            self.at += literal.bytes.len();
            return Some(place);
        }
        let found =
            template.keys.iter().position(|literal| starts_with(bytes, self.at, &literal.bytes));
        if let Some(place) = found {
            template.order.truncate(nth);
            template.order.push(place);
            self.at += template.keys.get(place)?.bytes.len();
            return Some(place);
        }
        // Spaces before the colon, perhaps.
        let key = self.plain_string()?;
        let is_same = |literal: &Literal| {
            literal.bytes.get(1..literal.bytes.len() - 2) == Some(key.as_bytes())
        };
        let place = template.keys.iter().position(is_same)?;
        self.take(b':').then_some(place)
    }
}

/// Compares eight bytes at a time; the last eight overlap.
fn starts_with(bytes: &[u8], at: usize, literal: &[u8]) -> bool {
    let Some(found) = bytes.get(at..at + literal.len()) else { return false };
    let (Some(last), Some(wanted)) = (found.last_chunk::<8>(), literal.last_chunk::<8>()) else {
        return found == literal;
    };
    let chunks = found.as_chunks::<8>().0.iter().zip(literal.as_chunks::<8>().0);
    u64::from_le_bytes(*last) == u64::from_le_bytes(*wanted)
        && chunks.into_iter().all(|(a, b)| u64::from_le_bytes(*a) == u64::from_le_bytes(*b))
}

/// Where a string ends that has no escapes and no control characters.
fn end_of_plain(bytes: &[u8], mut at: usize) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);
    // The lowest marked byte is a true one; bytes above it may be marked in error.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & TOPS;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let controls = word.wrapping_sub(ONES * 0x20) & !word & TOPS;
        let stops = zeros(word ^ (ONES * u64::from(b'"')))
            | zeros(word ^ (ONES * u64::from(b'\\')))
            | controls;
        if stops != 0 {
            at += (stops.trailing_zeros() / 8) as usize;
            return (bytes.get(at) == Some(&b'"')).then_some(at);
        }
        at += 8;
    }
    let rest = bytes.get(at..)?;
    let stop = rest.iter().position(|&byte| byte == b'"' || byte == b'\\' || byte < 0x20)?;
    (rest.get(stop) == Some(&b'"')).then_some(at + stop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<String>> {
        let mut template = Template::new(&["id", "purchaseOrderReference", "x"]);
        let mut values = [Value::Absent; KEYS_MAX];
        let mut scanner = Scanner::new(text);
        scanner.record(&mut template, &mut values)?;
        assert!(scanner.is_at_end());
        let text = |value: &Value<'_, '_>| match value {
            Value::Text(text) => (*text).to_owned(),
            _ => "-".to_owned(),
        };
        Some(values.iter().take(3).map(text).collect())
    }

    #[test]
    fn plain_records_are_read_and_others_left_alone() {
        let row = |values: [&str; 3]| Some(values.map(str::to_owned).to_vec());
        assert_eq!(read(r#"{"id":"a","x":"b"}"#), row(["a", "-", "b"]));
        assert_eq!(
            read("{ \"x\" : \"é and more than eight\" ,\n\"purchaseOrderReference\":null }"),
            row(["-", "-", "é and more than eight"])
        );
        for other in [
            r#"{"id":"a\n"}"#,
            r#"{"id":"a","id":"b"}"#,
            r#"{"id":1}"#,
            r#"{"id":["a"]}"#,
            r#"{"y":"a"}"#,
            r#"{"id":"a""#,
            r#"{"id":"a",}"#,
            "{\"id\":\"a\tb\"}",
            r#"{}"#,
            r#"{"id":"a" "x":"b"}"#,
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn the_end_of_a_string_is_found_at_every_offset() {
        for length in 0..40 {
            for stop in ["\"", "\\", "\n"] {
                let text = format!("{}{stop}tail that goes on for a while", "ü".repeat(length));
                let expected = (stop == "\"").then_some(length * 2);
                assert_eq!(end_of_plain(text.as_bytes(), 0), expected, "{text}");
            }
        }
        assert_eq!(end_of_plain(b"never", 0), None);
    }
}
