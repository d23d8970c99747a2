//! Outside checkers written in Python, in an environment of their own: nothing is added to the
//! machine's Python, and nothing of it is used but the interpreter.

use std::path::{Path, PathBuf};

use xshell::{Shell, cmd};

use super::{debian, say_installing, say_there};
use crate::{Result, paths};

/// Debian's package of what makes environments, which its Python comes without.
const PACKAGE: &str = "python3-venv";
const CHECKER: &str = "schemathesis";
/// Written into the environment last: tells what is installed, and that the installation ended.
const STAMP: &str = ".installed-requirements.txt";

/// Installs the packages that the requirements pin, unless these are there.
pub(super) fn ensure(sh: &Shell) -> Result {
    let requirements = sh.read_file(paths::PYTHON_REQUIREMENTS)?;
    let (name, environment) = environment(&requirements)?;
    ensure_python(sh)?;
    let wanted = stamp(&python_version(sh)?, &requirements);
    let installed = environment.join(STAMP);
    if sh.read_file(&installed).is_ok_and(|present| present == wanted) {
        say_there(&name);
        return Ok(());
    }
    say_installing(&name);
    cmd!(sh, "python3 -m venv --clear {environment}").run()?;
    let (pip, pins) = (program_in(&environment, "pip"), paths::PYTHON_REQUIREMENTS);
    cmd!(sh, "{pip} install --quiet --disable-pip-version-check --requirement {pins}").run()?;
    Ok(sh.write_file(&installed, wanted)?)
}

/// Where the fuzzer of HTTP APIs is once it is installed.
pub(crate) fn schemathesis(sh: &Shell) -> Result<PathBuf> {
    let requirements = sh.read_file(paths::PYTHON_REQUIREMENTS)?;
    Ok(program_in(&environment(&requirements)?.1, CHECKER))
}

/// Named by the version of the checker, so that clones that want different ones do not take turns.
fn environment(requirements: &str) -> Result<(String, PathBuf)> {
    let version = pinned(requirements, CHECKER).ok_or_else(|| {
        format!("{} has no line `{CHECKER}==VERSION`: add it", paths::PYTHON_REQUIREMENTS)
    })?;
    let directory = paths::tool_cache()?.join(format!("{CHECKER}-{version}"));
    Ok((format!("{CHECKER} {version}"), directory))
}

fn program_in(environment: &Path, program: &str) -> PathBuf {
    environment.join("bin").join(program)
}

/// The version in `package==version`.
fn pinned<'a>(requirements: &'a str, package: &str) -> Option<&'a str> {
    let pins = requirements.lines().filter_map(|line| line.trim().split_once("=="));
    pins.filter(|(name, _)| *name == package).map(|(_, version)| version).next()
}

/// The interpreter belongs to it: an environment does not outlive the Python that made it. What
/// only explains does not.
fn stamp(python: &str, requirements: &str) -> String {
    let pins = requirements.lines().map(str::trim);
    let pins = pins.filter(|line| !line.is_empty() && !line.starts_with('#'));
    std::iter::once(python).chain(pins).map(|line| format!("{line}\n")).collect()
}

fn python_version(sh: &Shell) -> Result<String> {
    Ok(cmd!(sh, "python3 --version").quiet().read()?)
}

fn ensure_python(sh: &Shell) -> Result {
    if makes_environments(sh) {
        return Ok(());
    }
    debian::install(sh, PACKAGE, "Python with its module venv")?;
    if makes_environments(sh) {
        return Ok(());
    }
    Err("the `python3` on the PATH has no module venv or ensurepip: put one that has on it".into())
}

fn makes_environments(sh: &Shell) -> bool {
    let modules = "import ensurepip, venv";
    cmd!(sh, "python3 -c {modules}").quiet().ignore_stderr().run().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUIREMENTS: &str = "# Why.\nclick==8.1\nschemathesis==4.0.1\n";

    #[test]
    fn the_version_of_a_package_is_that_of_its_whole_name() {
        let requirements = "schemathesis-extra==1.0\nschemathesis==4.0.1\n";
        assert_eq!(pinned(requirements, CHECKER), Some("4.0.1"));
        assert_eq!(pinned("# schemathesis==4.0.1\n", CHECKER), None);
    }

    #[test]
    fn the_stamp_changes_with_every_pin_and_with_the_interpreter() {
        let installed = stamp("Python 3.11.7", REQUIREMENTS);
        let other_pin = REQUIREMENTS.replace("8.1", "8.2");
        assert_ne!(stamp("Python 3.11.7", &other_pin), installed);
        assert_ne!(stamp("Python 3.12.0", REQUIREMENTS), installed);
    }

    #[test]
    fn the_stamp_is_the_same_when_only_a_comment_differs() {
        let explained = REQUIREMENTS.replace("# Why.", "# Why, in more words.\n");
        assert_eq!(stamp("Python 3.11.7", &explained), stamp("Python 3.11.7", REQUIREMENTS));
    }

    #[test]
    fn every_requirement_is_pinned_to_one_version() {
        let requirements = include_str!("../../requirements.txt");
        let loose: Vec<&str> = requirements
            .lines()
            .filter(|line| !line.starts_with('#') && !line.contains("=="))
            .collect();
        assert!(loose.is_empty(), "{loose:?}");
        assert!(pinned(requirements, CHECKER).is_some());
    }
}
