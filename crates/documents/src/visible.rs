//! Text of others made safe to show: what nobody could see is spelled out.

/// The text on one line: breaks and tabs as spaces, and other controls as `U+XXXX`. Characters that
/// turn the direction of text count as controls, else an id could be read as another.
pub(crate) fn visible(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\t' | '\n' | '\r' => line.push(' '),
            _ if is_hidden(character) => line.push_str(&code_point(character)),
            _ => line.push(character),
        }
    }
    line
}

/// At most so many characters of it, with a sign that there is more.
pub(crate) fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `U+XXXX`, between brackets so that it ends where it ends.
pub(crate) fn code_point(character: char) -> String {
    format!("[U+{:04X}]", u32::from(character))
}

/// Whether the character has no look of its own and changes how others look.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61C}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2066}'..='\u{2069}'
                | '\u{FEFF}'
                | '\u{FFFE}'
                | '\u{FFFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_become_spaces_and_other_controls_are_spelled_out() {
        assert_eq!(visible("PO-1\r\nBcc: x\ty"), "PO-1 Bcc: x y");
        assert_eq!(visible("a\0b\u{7F}c\u{85}d"), "a[U+0000]b[U+007F]c[U+0085]d");
        assert_eq!(visible("PO\u{202E}1-\u{2066}x"), "PO[U+202E]1-[U+2066]x");
    }

    #[test]
    fn scripts_and_joined_emoji_stay() {
        let text = "رقم הזמנה 👩\u{200D}💻 Ärger 注文";
        assert_eq!(visible(text), text);
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(shortened("äöü", 3), "äöü");
        assert_eq!(shortened("äöüß", 3), "äöü…");
    }
}
