//! Fitting text into lines.

/// How many characters of a line a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().count()
}

/// The text in at most `room` characters: what is too much goes from within, since ids differ at
/// their ends, and mostly at the last one.
pub(crate) fn shorten(text: &str, room: usize) -> String {
    let length = width(text);
    if length <= room {
        return text.to_owned();
    }
    let kept = room.saturating_sub(1);
    let head = kept.div_ceil(3);
    let tail = kept - head;
    let start = text.chars().take(head);
    start.chain(['…']).chain(text.chars().skip(length - tail)).collect()
}

/// The text in lines of at most `room` characters, broken at spaces. A word that is longer stays
/// whole.
pub(crate) fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The text with all that steers a terminal, or turns the direction of reading, made visible.
pub(crate) fn visible(text: &str) -> String {
    let steers = |c: char| {
        c != '\n'
            && (c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    if !text.contains(steers) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if steers(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// A number with the word for what is counted.
pub(crate) fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_id_keeps_its_ends() {
        assert_eq!(shorten("preview:estimate:logs-2026-03", 29), "preview:estimate:logs-2026-03");
        assert_eq!(shorten("preview:estimate:logs-2026-03", 15), "previ…s-2026-03");
        assert_eq!(shorten("préview:é", 4), "p…:é");
        assert_eq!(shorten("abc", 1), "…");
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("extraordinary no", 5), ["extraordinary", "no"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(visible("a\u{1b}[31mb\nc\u{202e}"), "a\\u{1b}[31mb\nc\\u{202e}");
        assert_eq!(visible("Zürich 東京"), "Zürich 東京");
    }
}
