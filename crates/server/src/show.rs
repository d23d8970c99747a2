//! Results for people.

pub(crate) mod change;
pub(crate) mod decision;
mod events;
mod lines;
mod placed;
pub(crate) mod preview;
mod totals;
mod unplaced;
pub(crate) mod validation;

use crate::terminal::{Paint, Screen};

/// Begins a section, an empty line before it unless it is the first.
fn heading(out: &mut String, text: &str, screen: Screen) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&screen.paint(text, Paint::Heading));
    out.push('\n');
}
