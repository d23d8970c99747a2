//! The words of one line and the shapes that they have.

use std::str::SplitWhitespace;

use serde_json::Value;

/// What is left of a line.
pub(super) struct Words<'a> {
    words: SplitWhitespace<'a>,
}

impl<'a> Words<'a> {
    pub(super) fn of(line: &'a str) -> Words<'a> {
        Words { words: line.split_whitespace() }
    }

    pub(super) fn next(&mut self) -> Option<&'a str> {
        self.words.next()
    }

    /// The next word, which the line cannot do without.
    pub(super) fn require(&mut self, what: &str) -> Result<&'a str, String> {
        self.next().ok_or_else(|| format!("{what} is missing"))
    }

    /// Nothing may be left, lest a misspelt word go unnoticed.
    pub(super) fn finish(mut self) -> Result<(), String> {
        self.next().map_or(Ok(()), |word| Err(unknown(word)))
    }

    /// The next word, a list with commas.
    pub(super) fn require_list(&mut self, what: &str) -> Result<Value, String> {
        Ok(self.require(what)?.split(',').collect())
    }
}

pub(super) fn unknown(word: &str) -> String {
    format!("`{word}` means nothing here")
}

/// `ID/NUMBER`
pub(super) fn place(word: &str) -> Result<(&str, &str), String> {
    word.split_once('/').ok_or_else(|| format!("`{word}` should be ID/NUMBER"))
}

/// A day stands for its first moment.
pub(super) fn instant(word: &str) -> String {
    if word.contains('T') { word.to_owned() } else { format!("{word}T00:00:00Z") }
}

pub(super) fn is_month(word: &str) -> bool {
    is_number(&word.replace('-', "")) && word.split('-').map(str::len).eq([4, 2])
}

pub(super) fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().all(|character| character.is_ascii_digit() || character == '.')
}
