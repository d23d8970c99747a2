//! The path that the pages are under.

use std::fmt;
use std::str::FromStr;

/// A path of the server: `/`, or `/tieback/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BasePath {
    /// INVARIANT: begins and ends with `/`; between them are letters, digits, `-`, `_`, `.`, `~`
    /// and single `/`, which mean the same in addresses, in HTML and in headers.
    path: String,
}

/// Where a path is, seen from the base path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// Below it, under this name; the base path itself has an empty one.
    Within(&'a str),
    /// Someone who should be at the base path.
    Entrance,
    Outside,
}

impl BasePath {
    /// What stands before a path that begins with `/`.
    pub(crate) fn prefix(&self) -> &str {
        self.path.strip_suffix('/').unwrap_or_default()
    }

    pub(super) fn is_root(&self) -> bool {
        self.path == "/"
    }

    pub(super) fn place<'a>(&self, path: &'a str) -> Place<'a> {
        match path.strip_prefix(self.path.as_str()) {
            Some(name) => Place::Within(name),
            None if path == "/" || format!("{path}/") == self.path => Place::Entrance,
            None => Place::Outside,
        }
    }
}

impl FromStr for BasePath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let inner = text.strip_prefix('/').ok_or("begin it with `/`, such as /tieback")?;
        if inner.is_empty() {
            return Ok(Self { path: "/".to_owned() });
        }
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.~".contains(letter);
        let is_name = |part: &str| !matches!(part, "" | "." | "..") && part.chars().all(is_plain);
        if !inner.split('/').all(is_name) {
            return Err("write names of letters, digits, `-`, `_`, `.` and `~` with one `/` \
                        between them, such as /finance/tieback"
                .to_owned());
        }
        Ok(Self { path: format!("/{inner}/") })
    }
}

impl fmt::Display for BasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_ends_in_a_slash_however_it_is_written() {
        for (text, expected) in [
            ("/", Some("/")),
            ("/tieback", Some("/tieback/")),
            ("/tieback/", Some("/tieback/")),
            ("/a/b.c", Some("/a/b.c/")),
            ("", None),
            ("tieback", None),
            ("//", None),
            ("/a//b", None),
            ("/a/../b", None),
            ("/a b", None),
            ("/\"><script>", None),
            ("/é", None),
        ] {
            let path = text.parse::<BasePath>().ok().map(|path| path.to_string());
            assert_eq!(path.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_longer_name_is_not_below_the_base_path() {
        let base: BasePath = "/tieback".parse().unwrap();
        for (path, place) in [
            ("/tieback/", Place::Within("")),
            ("/tieback/a/b", Place::Within("a/b")),
            ("/tieback", Place::Entrance),
            ("/", Place::Entrance),
            ("/tiebacks/", Place::Outside),
            ("/boot.js", Place::Outside),
        ] {
            assert_eq!(base.place(path), place, "{path}");
        }
    }
}
