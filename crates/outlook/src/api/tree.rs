//! JSON text as a tree. The pages read answers with it: code for reading each type straight from
//! the text, as serde makes it, would be a third of what a browser downloads before it shows a page.

use std::borrow::Cow;

/// Lists and objects within each other; more is no answer of ours.
const DEPTH_MAX: u32 = 64;

/// A JSON value.
#[derive(Debug, PartialEq)]
pub(super) enum Tree<'t> {
    Null,
    Bool(bool),
    /// As it is written.
    Number(&'t str),
    Text(Cow<'t, str>),
    List(Vec<Tree<'t>>),
    Object(Vec<(Cow<'t, str>, Tree<'t>)>),
}

/// Reads a text that is one JSON value; none if it is not.
pub(super) fn parse(text: &str) -> Option<Tree<'_>> {
    let mut parser = Parser { text, at: 0 };
    let tree = parser.value(0)?;
    parser.skip_space();
    (parser.at == text.len()).then_some(tree)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn value(&mut self, depth: u32) -> Option<Tree<'t>> {
        let depth = Some(depth + 1).filter(|depth| *depth <= DEPTH_MAX)?;
        self.skip_space();
        Some(match self.peek()? {
            b'"' => Tree::Text(self.text()?),
            b'[' => {
                let mut items = Vec::new();
                self.each(b']', &mut |parser| {
                    items.push(parser.value(depth)?);
                    Some(())
                })?;
                Tree::List(items)
            }
            b'{' => {
                let mut members = Vec::new();
                self.each(b'}', &mut |parser| {
                    parser.skip_space();
                    let name = parser.text()?;
                    parser.skip_space();
                    parser.take(b':')?;
                    members.push((name, parser.value(depth)?));
                    Some(())
                })?;
                Tree::Object(members)
            }
            _ => match self.word() {
                "null" => Tree::Null,
                "true" => Tree::Bool(true),
                "false" => Tree::Bool(false),
                number => {
                    number
                        .strip_prefix('-')
                        .unwrap_or(number)
                        .bytes()
                        .next()?
                        .is_ascii_digit()
                        .then_some(())?;
                    Tree::Number(number)
                }
            },
        })
    }

    /// What stands between brackets, separated by commas.
    fn each(&mut self, end: u8, read: &mut dyn FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.skip_space();
        if self.peek()? != end {
            read(self)?;
            self.skip_space();
            while self.peek()? == b',' {
                self.at += 1;
                read(self)?;
                self.skip_space();
            }
        }
        self.take(end)
    }

    fn text(&mut self) -> Option<Cow<'t, str>> {
        self.take(b'"')?;
        let plain = self.plain()?;
        if self.peek()? == b'"' {
            self.at += 1;
            return Some(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        while self.peek()? == b'\\' {
            self.at += 1;
            text.push(self.escaped()?);
            text.push_str(self.plain()?);
        }
        self.take(b'"')?;
        Some(Cow::Owned(text))
    }

    /// Up to the next quote or backslash.
    fn plain(&mut self) -> Option<&'t str> {
        self.span(|byte| !matches!(byte, b'"' | b'\\'))
    }

    fn escaped(&mut self) -> Option<char> {
        let escape = self.peek()?;
        self.at += 1;
        Some(match escape {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.unit()?;
                let mut low = None;
                if matches!(high, 0xD800..0xDC00) {
                    self.take(b'\\')?;
                    self.take(b'u')?;
                    low = Some(self.unit()?);
                }
                char::decode_utf16([high].into_iter().chain(low)).next()?.ok()?
            }
            b'"' | b'\\' | b'/' => char::from(escape),
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        u16::from_str_radix(digits, 16).ok()
    }

    fn word(&mut self) -> &'t str {
        self.span(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
            .unwrap_or_default()
    }

    fn skip_space(&mut self) {
        let _ = self.span(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn span(&mut self, is_part: impl Fn(u8) -> bool) -> Option<&'t str> {
        let start = self.at;
        while self.peek().is_some_and(&is_part) {
            self.at += 1;
        }
        self.text.get(start..self.at)
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(text))
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let json = r#" {"a": [null, true, false, -1.5e3, 7, []], "b": "x", "c": {}} "#;
        let number = |number| Tree::Number(number);
        let list = vec![
            Tree::Null,
            Tree::Bool(true),
            Tree::Bool(false),
            number("-1.5e3"),
            number("7"),
            Tree::List(vec![]),
        ];
        let members = vec![
            ("a".into(), Tree::List(list)),
            ("b".into(), text("x")),
            ("c".into(), Tree::Object(vec![])),
        ];
        assert_eq!(parse(json), Some(Tree::Object(members)));
    }

    #[test]
    fn texts_are_those_that_serde_writes() {
        for plain in ["", "x", "\"\\/\u{8}\u{c}\n\r\t\u{1}", "ä – 😀", "a\\"] {
            let json = serde_json::to_string(plain).unwrap();
            assert_eq!(parse(&json), Some(text(plain)), "{json}");
        }
        assert_eq!(parse(r#""\u00e4\/\ud83d\ude00""#), Some(text("ä/😀")));
    }

    #[test]
    fn what_is_not_json_is_not_read() {
        let deep = "[".repeat(100) + &"]".repeat(100);
        for json in [
            "",
            "nul",
            "x",
            "-",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "[1 2]",
            "{",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            "{1:2}",
            "\"",
            r#""\x""#,
            r#""\u12""#,
            r#""\ud83d""#,
            r#""\udc00""#,
            "1 2",
            &deep,
        ] {
            assert_eq!(parse(json), None, "{json}");
        }
    }
}
