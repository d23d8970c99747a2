//! Spellings that mean the same: names, column names and words are compared without regard to
//! case and punctuation.

/// The words of a name in lower case, one space between them: `Amazon Web Services, Inc.` is
/// `amazon web services inc`.
pub(crate) fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.chars().flat_map(char::to_lowercase));
    }
    words
}

/// The letters and digits of a word in lower case: `Usage-Based`, `usage based` and `UsageBased`
/// are one.
pub(crate) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A text that may stand in a list separated by colons: what would be taken for a separator, and
/// control characters, are written as in addresses, so that different texts stay different.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c == ':' || c == '%' || c.is_control() {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                escaped.push_str(&format!("%{byte:02X}"));
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Ids of a snapshot have at most this many characters.
const ID_LENGTH_MAX: usize = 200;
/// Hexadecimal digits that stand for the rest of a text that was cut off.
const DIGEST_LENGTH: usize = 16;

/// A text short enough for an id. What is cut off is stood for by a digest of the whole, so that
/// different texts stay different.
pub(crate) fn shorten(text: String) -> String {
    if text.chars().count() <= ID_LENGTH_MAX {
        return text;
    }
    let digest = procurement::digest(&text);
    let kept = text.chars().take(ID_LENGTH_MAX - DIGEST_LENGTH - 1);
    kept.chain(['~']).chain(digest.chars().take(DIGEST_LENGTH)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_their_words() {
        assert_eq!(words("Amazon Web Services, Inc."), "amazon web services inc");
        assert_eq!(words("AMAZON WEB SERVICES INC"), "amazon web services inc");
        assert_eq!(words("AWS_INC"), "aws inc");
        assert_ne!(words("A-B Ltd"), words("AB Ltd"));
        assert_eq!(words("—"), "");
    }

    #[test]
    fn escaping_keeps_lists_apart() {
        assert_eq!(escape("a:b%\n"), "a%3Ab%25%0A");
        assert_eq!(escape("Größe 5/6"), "Größe 5/6");
    }

    #[test]
    fn what_is_shortened_differs_where_the_whole_does() {
        let long = |end: &str| shorten(format!("{}{end}", "é".repeat(250)));
        assert_eq!(long("a").chars().count(), 200);
        assert_ne!(long("a"), long("b"));
        assert_eq!(shorten("short".to_owned()), "short");
    }
}
