//! Text in lines: what of it a font can show, and where it breaks. Lengths are in hundredths of a
//! point.

use super::face::{Face, Faces, Weight};
use crate::visible::{code_point, is_hidden, shortened};

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) weight: Weight,
    pub(super) size: i32,
    pub(super) ink: Ink,
}

impl Style {
    /// From one line to the next.
    pub(super) fn leading(self) -> i32 {
        self.size * 138 / 100
    }
}

/// The colours of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Quiet,
    Rule,
    Tint,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// What is drawn; the font has all of it.
    pub(super) shown: String,
    /// What it stands for, where that is something else.
    pub(super) meant: Option<String>,
    pub(super) width: i32,
    pub(super) style: Style,
}

/// Breaks a text into lines of at most this width: after spaces, hyphens and slashes, and within a
/// word that is wider than a line.
pub(super) fn wrap(faces: Faces, text: &str, style: Style, width: i32) -> Vec<Line> {
    let face = faces.of(style.weight);
    let room = i64::from(width) * i64::from(face.units_per_em) / i64::from(style.size);
    let parts = parts(face, text);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < parts.len() {
        let end = line_end(&parts[start..], room) + start;
        lines.push(line(face, &parts[start..end], style));
        start = end;
    }
    lines
}

/// More characters than a line has of any text, and few enough to look at on every page.
const CUT_CHARACTERS_MAX: usize = 300;

/// The first line of the text that is not wider, with a sign that there is more.
pub(super) fn cut(faces: Faces, text: &str, style: Style, width: i32) -> Option<Line> {
    let text = &shortened(text, CUT_CHARACTERS_MAX);
    let mut lines = wrap(faces, text, style, width).into_iter();
    let first = lines.next()?;
    if lines.next().is_none() {
        return Some(first);
    }
    let shorter = wrap(faces, text, style, width - 2 * style.size).into_iter().next()?;
    let text = format!("{}…", shorter.shown.trim_end());
    wrap(faces, &text, style, width).into_iter().next()
}

/// A character of the text and how it is shown.
struct Part {
    meant: char,
    shown: String,
    /// In units of the font.
    advance: i64,
}

impl Part {
    fn is_break(&self) -> bool {
        matches!(self.meant, ' ' | '-' | '/')
    }
}

fn parts(face: &Face, text: &str) -> Vec<Part> {
    let text = text.replace("\r\n", " ");
    let part = |character: char| {
        let meant = if character.is_whitespace() && face.glyph(character).is_none() {
            ' '
        } else {
            character
        };
        let shown = match face.glyph(meant) {
            Some(_) => meant.to_string(),
            None => code_point(meant),
        };
        let advance = shown.chars().filter_map(|shown| face.glyph(shown));
        Part { meant, advance: advance.map(|glyph| i64::from(glyph.advance)).sum(), shown }
    };
    text.chars().map(part).collect()
}

/// How many parts the next line takes: at least one. A space may hang over the edge.
fn line_end(parts: &[Part], room: i64) -> usize {
    let mut used = 0;
    let mut last_break = None;
    for (index, part) in parts.iter().enumerate() {
        used += part.advance;
        let hangs = part.meant == ' ';
        if used > room && !hangs {
            return last_break.unwrap_or(index).max(1);
        }
        if part.is_break() {
            last_break = Some(index + 1);
        }
    }
    parts.len()
}

fn line(face: &Face, parts: &[Part], style: Style) -> Line {
    let shown: String = parts.iter().map(|part| part.shown.as_str()).collect();
    let is_spelled = parts.iter().any(|part| face.glyph(part.meant).is_none());
    let meant = is_spelled.then(|| parts.iter().map(meaning).collect());
    // A space at the end is kept for whoever copies the text, and does not push it from the edge.
    let inked = parts.iter().rposition(|part| part.meant != ' ').map_or(0, |last| last + 1);
    let units: i64 = parts[..inked].iter().map(|part| part.advance).sum();
    let width = units * i64::from(style.size) / i64::from(face.units_per_em);
    Line { shown, meant, width: i32::try_from(width).unwrap_or(i32::MAX), style }
}

/// What someone who copies the text gets: the character, unless nobody would see it there either.
fn meaning(part: &Part) -> String {
    match part.meant {
        hidden if is_hidden(hidden) => part.shown.clone(),
        meant => meant.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { weight: Weight::Regular, size: 1000, ink: Ink::Text };

    fn wrapped(text: &str, width: i32) -> Vec<Line> {
        wrap(Faces::embedded().expect("the files are readable"), text, STYLE, width)
    }

    fn shown(text: &str, width: i32) -> Vec<String> {
        wrapped(text, width).into_iter().map(|line| line.shown).collect()
    }

    #[test]
    fn a_line_breaks_where_words_end() {
        assert_eq!(shown("Trace Cloud usage", 6000), ["Trace Cloud ", "usage"]);
        assert_eq!(shown("agmt-2026-north", 5500), ["agmt-2026-", "north"]);
    }

    #[test]
    fn a_word_wider_than_a_line_breaks_anywhere() {
        let lines = wrapped(&"0".repeat(1000), 5720);
        assert_eq!(lines.len(), 100);
        assert!(lines.iter().all(|line| line.shown == "0000000000" && line.width == 5720));
    }

    #[test]
    fn no_character_is_too_wide_to_be_shown() {
        assert_eq!(shown("W👩", 1), ["W", "[U+1F469]"]);
    }

    #[test]
    fn a_text_that_is_cut_says_so() {
        let faces = Faces::embedded().expect("the files are readable");
        let cut = |text: &str| cut(faces, text, STYLE, 9_000).map(|line| line.shown);
        assert_eq!(cut("Invoice INV-1").as_deref(), Some("Invoice INV-1"));
        assert_eq!(cut("Invoice INV-2026-0001").as_deref(), Some("Invoice INV-…"));
        assert!(cut(&"0".repeat(100_000)).is_some_and(|line| line.ends_with("00…")));
    }

    #[test]
    fn no_text_has_no_line() {
        assert_eq!(shown("", 5000), Vec::<String>::new());
    }

    #[test]
    fn what_the_font_lacks_is_spelled_out_and_still_meant() {
        let lines = wrapped("注文-7", 50_000);
        assert_eq!(lines[0].shown, "[U+6CE8][U+6587]-7");
        assert_eq!(lines[0].meant.as_deref(), Some("注文-7"));
        assert_eq!(wrapped("PO-7", 50_000)[0].meant, None);
    }

    #[test]
    fn what_turns_direction_is_not_meant_either() {
        let lines = wrapped("a\u{202E}\0b", 50_000);
        assert_eq!(lines[0].shown, "a[U+202E][U+0000]b");
        assert_eq!(lines[0].meant.as_deref(), Some("a[U+202E][U+0000]b"));
    }

    #[test]
    fn breaks_within_a_text_are_spaces() {
        assert_eq!(shown("one\r\ntwo\tthree", 50_000), ["one two three"]);
    }
}
