//! Help, completions and the man page.

use crate::program::written;

#[test]
fn every_command_tells_the_exit_codes() {
    for arguments in [
        ["--help"].as_slice(),
        &["preview", "--help"],
        &["explain", "--help"],
        &["what-if", "--help"],
        &["validate", "--help"],
        &["import", "focus", "--help"],
        &["import", "purchase-orders", "--help"],
        &["import", "charges", "--help"],
        &["serve", "--help"],
        &["close", "--help"],
        &["verify", "--help"],
        &["backup", "--help"],
        &["restore", "--help"],
        &["user", "add", "--help"],
        &["user", "reset", "--help"],
    ] {
        let help = written(arguments);
        for line in ["Exit codes:", "   0  done", "   2  the input", "  64  ", "  66  ", "  69  "] {
            assert!(help.contains(line), "{arguments:?}: {help}");
        }
    }
    assert_eq!(written(&["--version"]), format!("tieback {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let completions = written(&["completions", shell]);
        for word in ["preview", "what-if", "purchase-orders", "billing-account"] {
            assert!(completions.contains(word), "{shell} {word}");
        }
    }
}

#[test]
fn there_is_a_page_for_the_program_and_for_each_command() {
    for (arguments, title) in [
        (["man"].as_slice(), ".TH tieback 1"),
        (&["man", "preview"], ".TH tieback-preview 1"),
        (&["man", "import", "focus"], ".TH tieback-import-focus 1"),
    ] {
        let page = written(arguments);
        assert!(page.contains(title) && page.contains(".SH SYNOPSIS"), "{page}");
    }
    assert!(written(&["man", "preview"]).contains("Exit codes"));
}
