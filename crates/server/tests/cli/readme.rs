//! What the README shows is what the program writes.

use std::fs;

use crate::program::{command, repository};

#[test]
fn every_session_in_the_readme_is_real() {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let sessions: Vec<&str> =
        readme.split("```text\n$ cargo run --bin tieback -- ").skip(1).collect();
    assert_eq!(sessions.len(), 2);
    for session in sessions {
        let (line, rest) = session.split_once('\n').unwrap();
        let expected = rest.split("\n```").next().unwrap();
        let arguments: Vec<&str> = line.split(' ').collect();
        let output =
            command(&arguments).current_dir(repository()).env("COLUMNS", "100").output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), expected, "{line}");
    }
}
