//! House rules: what no compiler and no lint checks, over every file that git tracks or would.

mod rules;

use std::io::ErrorKind;
use std::{fmt, fs};

use xshell::{Shell, cmd};

use crate::Result;

/// A place that breaks a rule.
struct Breach {
    path: String,
    fault: rules::Fault,
}

/// Checks every file and reports all breaches at once.
pub(crate) fn check(sh: &Shell) -> Result {
    let paths = tracked_files(sh)?;
    let mut breaches = Vec::new();
    for path in &paths {
        breaches.extend(breaches_in(sh, path)?);
    }
    if breaches.is_empty() {
        println!("{} files keep the house rules", paths.len());
        return Ok(());
    }
    breaches.iter().for_each(|breach| println!("{breach}"));
    Err(format!("{} places break the house rules, see above", breaches.len()).into())
}

/// Files in the index, and new ones that are not ignored.
fn tracked_files(sh: &Shell) -> Result<Vec<String>> {
    let output = cmd!(sh, "git ls-files -z --cached --others --exclude-standard").quiet().read()?;
    Ok(output.split_terminator('\0').map(str::to_owned).collect())
}

fn breaches_in(sh: &Shell, path: &str) -> Result<Vec<Breach>> {
    let bytes = match fs::read(sh.current_dir().join(path)) {
        Ok(bytes) => bytes,
        // Deleted, but still in the index.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("{path}: {error}").into()),
    };
    // What is not text, an image say, is held to its name alone.
    let text = String::from_utf8(bytes).unwrap_or_default();
    let faults = rules::faults(path, &text).into_iter();
    Ok(faults.map(|fault| Breach { path: path.to_owned(), fault }).collect())
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, fault: rules::Fault { line, what, remedy } } = self;
        write!(f, "{path}:{line}: {what}\n    remedy: {remedy}")
    }
}
