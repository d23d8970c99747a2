//! Joins the style sheets of the pages to one, which a browser asks for once. Trunk, which calls
//! this before it builds, does not follow `@import` itself.

use std::path::{Path, PathBuf};

use xshell::Shell;

use crate::{Result, paths};

/// Of the sheet, what stands in lines such as `@import "ui/table.css" layer(components);`.
#[derive(Debug, PartialEq, Eq)]
struct Import<'a> {
    /// Relative to the file that imports.
    path: &'a str,
    layer: Option<&'a str>,
}

/// `cargo xtask css`.
pub(crate) fn join(sh: &Shell) -> Result {
    Ok(sh.write_file(paths::STYLE_JOINED, joined(sh, Path::new(paths::STYLE))?)?)
}

/// A sheet with all that it imports.
pub(crate) fn joined(sh: &Shell, sheet: &Path) -> Result<String> {
    with_imports(sh, sheet, &mut Vec::new())
}

/// The sheet with its imports in their place. `within` are the files on the way to it.
fn with_imports(sh: &Shell, file: &Path, within: &mut Vec<PathBuf>) -> Result<String> {
    if within.iter().any(|other| other == file) {
        return Err(format!("{} imports itself: take one `@import` out", file.display()).into());
    }
    within.push(file.to_owned());
    let mut joined = String::new();
    for (index, line) in sh.read_file(file)?.lines().enumerate() {
        if !line.trim_start().starts_with("@import") {
            joined.extend([line, "\n"]);
            continue;
        }
        let import = Import::parse(line).ok_or_else(|| {
            let place = format!("{}:{}", file.display(), index + 1);
            format!("{place}: write `@import \"FILE\";` or `@import \"FILE\" layer(NAME);`")
        })?;
        let path = file.with_file_name(import.path);
        joined.push_str(&import.wrap(&with_imports(sh, &path, within)?));
    }
    within.pop();
    Ok(joined)
}

impl<'a> Import<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let rest = line.trim().strip_prefix("@import \"")?.strip_suffix(';')?;
        let (path, rest) = rest.split_once('"')?;
        let layer = match rest.trim() {
            "" => None,
            rest => Some(rest.strip_prefix("layer(")?.strip_suffix(')')?),
        };
        Some(Self { path, layer })
    }

    fn wrap(&self, sheet: &str) -> String {
        match self.layer {
            Some(layer) => format!("@layer {layer} {{\n{sheet}}}\n"),
            None => sheet.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_names_a_file_and_perhaps_a_layer() {
        for (line, expected) in [
            (r#"@import "table.css";"#, Some(("table.css", None))),
            (r#"  @import "ui/table.css" layer(ui);"#, Some(("ui/table.css", Some("ui")))),
            (r#"@import "table.css""#, None),
            (r#"@import url(table.css);"#, None),
            (r#"@import "table.css" print;"#, None),
        ] {
            let import = Import::parse(line);
            assert_eq!(import, expected.map(|(path, layer)| Import { path, layer }), "{line}");
        }
    }

    #[test]
    fn imports_stand_where_they_were_named() {
        let sh = Shell::new().unwrap();
        let directory = sh.create_temp_dir().unwrap();
        sh.change_dir(directory.path());
        sh.write_file("style.css", "@import \"ui/a.css\" layer(ui);\nbody {}\n").unwrap();
        sh.write_file("ui/a.css", "@import \"b.css\";\n.a {}\n").unwrap();
        sh.write_file("ui/b.css", ".b {}\n").unwrap();
        let joined = with_imports(&sh, Path::new("style.css"), &mut Vec::new()).unwrap();
        assert_eq!(joined, "@layer ui {\n.b {}\n.a {}\n}\nbody {}\n");

        sh.write_file("ui/b.css", "@import \"a.css\";\n").unwrap();
        let error = with_imports(&sh, Path::new("style.css"), &mut Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "ui/a.css imports itself: take one `@import` out");
    }
}
