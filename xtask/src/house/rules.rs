//! The rules themselves: each takes a path and its text and finds the faults.
//!
//! What they look for is put together from parts, so that this file keeps them too.

/// A line that breaks a rule, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) what: String,
    pub(super) remedy: &'static str,
}

type Rule = fn(path: &str, text: &str) -> Vec<Fault>;

const RULES: [Rule; 4] = [length, names, phrases, machine_paths];

/// All faults of a file, by rule.
pub(super) fn faults(path: &str, text: &str) -> Vec<Fault> {
    RULES.iter().flat_map(|rule| rule(path, text)).collect()
}

/// Lines that a source file may have.
const LONGEST: usize = 600;

fn length(path: &str, text: &str) -> Vec<Fault> {
    let lines = text.lines().count();
    if !is_source(path) || lines <= LONGEST {
        return Vec::new();
    }
    vec![Fault {
        line: LONGEST + 1,
        what: format!("the file has {lines} lines, {LONGEST} are allowed"),
        remedy: "split it by subject",
    }]
}

/// Names that tell nothing of what is within.
const ATTICS: [&str; 6] = ["common", "helper", "helpers", "misc", "util", "utils"];

fn names(path: &str, text: &str) -> Vec<Fault> {
    if !is_source(path) {
        return Vec::new();
    }
    let of_path = path.split('/').map(stem).map(|name| (1, name));
    let inline = text.lines().enumerate().filter_map(|(index, line)| {
        module_declared(line).filter(|_| path.ends_with(".rs")).map(|name| (index + 1, name))
    });
    of_path
        .chain(inline)
        .filter(|(_, name)| ATTICS.contains(name))
        .map(|(line, name)| Fault {
            line,
            what: format!("a module is named `{name}`"),
            remedy: "name it by its subject, or move its items to the modules they serve",
        })
        .collect()
}

/// Words that may not occur in some files.
struct Ban {
    /// In lower case; found in any.
    words: &'static [&'static str],
    applies: fn(path: &str) -> bool,
    what: &'static str,
    remedy: &'static str,
}

const BANS: [Ban; 4] = [
    Ban {
        words: &[
            concat!("coming", " soon"),
            concat!("fix", "me"),
            concat!("todo", "!"),
            concat!("unimplemented", "!"),
        ],
        applies: |path| !is_lock(path),
        what: "is not finished",
        remedy: "finish it, or leave it out and open an issue",
    },
    Ban {
        words: &[
            concat!("#[", "ignore"),
            concat!("describe", ".skip("),
            concat!("it", ".skip("),
            concat!("test", ".only("),
            concat!("test", ".skip("),
        ],
        applies: is_source,
        what: "keeps tests from running",
        remedy: "let all tests run; a long one asks for the variable TIEBACK_HEAVY",
    },
    Ban {
        words: &[
            concat!("deb.", "debian.org"),
            concat!("files.", "pythonhosted.org"),
            concat!("index.", "crates.io"),
            concat!("pypi", ".org/simple"),
            concat!("registry.", "npmjs.org"),
            concat!("static.", "crates.io"),
        ],
        applies: |_| true,
        what: "names the host of a registry",
        remedy: "name the package only: its client knows where to look",
    },
    Ban {
        // A package beside the lock, which is linked, comes from nowhere.
        words: &[concat!("\"res", "olved\": \"http"), concat!("\"res", "olved\": \"git")],
        applies: |path| stem(path_end(path)) == "package-lock",
        what: "says where a package was fetched from",
        remedy: "put `omit-lockfile-registry-resolved=true` into the .npmrc beside it, delete the \
                 lock and run `npm install --package-lock-only`",
    },
];

fn phrases(path: &str, text: &str) -> Vec<Fault> {
    let bans: Vec<&Ban> = BANS.iter().filter(|ban| (ban.applies)(path)).collect();
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.to_lowercase()));
    lines.flat_map(|(number, line)| banned_words(&bans, number, &line)).collect()
}

fn banned_words(bans: &[&Ban], number: usize, line: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for Ban { words, what, remedy, .. } in bans {
        faults.extend(words.iter().filter(|word| line.contains(**word)).map(|word| Fault {
            line: number,
            what: format!("`{word}` {what}"),
            remedy,
        }));
    }
    faults
}

/// Directories under which one machine differs from the next.
const MACHINE_ROOTS: [&str; 4] =
    [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/"), concat!("/wo", "rk/")];

fn machine_paths(_path: &str, text: &str) -> Vec<Fault> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(index, line)| Some((index + 1, machine_root(line)?))).map(fault).collect()
}

/// The first such directory that a line names with nothing before its first slash: as part of a
/// longer path, or of an address, it is something else.
fn machine_root(line: &str) -> Option<&'static str> {
    let is_start = |(at, _): (usize, &str)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() && !"._-*/}>)".contains(c))
    };
    MACHINE_ROOTS.into_iter().find(|root| line.match_indices(root).any(is_start))
}

fn fault((line, root): (usize, &str)) -> Fault {
    Fault {
        line,
        what: format!("`{root}` leads into one machine"),
        remedy: "write the path relative to the repository, or read it from the environment",
    }
}

fn is_source(path: &str) -> bool {
    [".rs", ".css", ".ts", ".mjs"].iter().any(|end| path.ends_with(end))
}

fn is_lock(path: &str) -> bool {
    ["Cargo.lock", "package-lock.json"].contains(&path_end(path))
}

fn path_end(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A file's name up to its first dot.
fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Reads `name` in `pub(crate) mod name;`.
fn module_declared(line: &str) -> Option<&str> {
    let code = line.split("//").next()?;
    let mut words = code.split_whitespace().skip_while(|word| *word != "mod").skip(1);
    words.next().map(|name| name.trim_end_matches([';', '{']))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks that the file breaks rules at exactly these lines.
    #[track_caller]
    fn check(path: &str, text: &str, lines: &[usize]) {
        let found: Vec<usize> = faults(path, text).iter().map(|fault| fault.line).collect();
        assert_eq!(found, lines, "{path}: {:#?}", faults(path, text));
    }

    #[test]
    fn an_ordinary_file_has_no_fault() {
        check("src/money.rs", "//! Money.\n\nmod rounding;\n", &[]);
    }

    #[test]
    fn this_file_has_no_fault() {
        check("xtask/src/house/rules.rs", include_str!("rules.rs"), &[]);
    }

    #[test]
    fn a_source_file_ends_at_line_600() {
        check("src/money.rs", &"\n".repeat(600), &[]);
        check("src/money.rs", &"\n".repeat(601), &[601]);
        check("src/grid.css", &"\n".repeat(601), &[601]);
        check("src/types.d.ts", &"\n".repeat(601), &[601]);
        check("docs/matching.md", &"\n".repeat(601), &[]);
    }

    #[test]
    fn modules_are_named_by_subject() {
        check("src/utils.rs", "", &[1]);
        check("tests/common/mod.rs", "", &[1]);
        check("src/helpers.test.mjs", "", &[1]);
        check("src/lib.rs", "//! Words.\npub(crate) mod misc {\n", &[2]);
        check("src/lib.rs", "mod common_words; // mod misc\n", &[]);
        check("docs/common.md", "", &[]);
    }

    #[test]
    fn nothing_is_left_unfinished() {
        for word in BANS[0].words {
            check("README.md", &format!("\nA page: {word}.\n"), &[2]);
            check("src/lib.rs", &word.to_uppercase(), &[1]);
            check("Cargo.lock", word, &[]);
        }
    }

    #[test]
    fn no_test_is_skipped() {
        for word in BANS[1].words {
            check("tests/it.mjs", &format!("    {word}"), &[1]);
        }
    }

    #[test]
    fn no_registry_is_named() {
        for host in BANS[2].words {
            check("docs/setup.md", &format!("see https://{host}/x"), &[1]);
        }
        check(
            "Cargo.lock",
            "source = \"registry+https://github.com/rust-lang/crates.io-index\"",
            &[],
        );
    }

    #[test]
    fn a_lock_does_not_say_where_packages_came_from() {
        let line = format!("      {} \"https://example.org/\"", BANS[3].words[0]);
        check("tests/npm/package-lock.json", &line, &[1]);
        check("tests/cases/answer.json", &line, &[]);
    }

    #[test]
    fn no_path_of_one_machine_is_named() {
        for root in MACHINE_ROOTS {
            check("README.md", &format!("in `{root}x`"), &[1]);
            check("README.md", &format!("PATH=/usr/bin:{root}bin"), &[1]);
            check("README.md", &format!("https://example.org{root}x"), &[]);
            check("README.md", &format!("$HOME{root}x ../target{root}x"), &[]);
        }
    }

    #[test]
    fn a_fault_says_what_and_the_remedy() {
        let found = faults("src/utils.rs", "");
        assert_eq!(found[0].what, "a module is named `utils`");
        assert!(found[0].remedy.starts_with("name it by its subject"));
    }
}
