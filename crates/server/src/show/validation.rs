//! Problems and warnings, each with its place.

use procurement::{Problem, Validation};

use crate::layout::{counted, visible, wrap};
use crate::terminal::{Paint, Screen};

/// What was found, as text.
pub(crate) fn write(validation: &Validation, screen: Screen) -> String {
    let Validation { problems, warnings } = validation;
    let mut out = String::new();
    for (problems, word, paint) in
        [(problems, "problem", Paint::Bad), (warnings, "warning", Paint::Warning)]
    {
        for problem in problems {
            write_problem(&mut out, problem, word, paint, screen);
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let count = |found: &[Problem], word: &str| match found.len() {
        0 => format!("no {word}s"),
        count => counted(count, word, &format!("{word}s")),
    };
    out.push_str(&format!("{}, {}\n", count(problems, "problem"), count(warnings, "warning")));
    out
}

fn write_problem(out: &mut String, problem: &Problem, word: &str, paint: Paint, screen: Screen) {
    let place = if problem.pointer.is_empty() { "input" } else { &problem.pointer };
    out.push_str(&screen.paint(word, paint));
    out.push_str(&format!("  {}  ", visible(place)));
    out.push_str(&screen.paint(problem.code.as_str(), Paint::Faint));
    out.push('\n');
    for line in wrap(&visible(&problem.message), screen.width.saturating_sub(2)) {
        out.push_str(&format!("  {line}\n"));
    }
}
