//! `tieback what-if`.

use crate::cli::WhatIf;
use crate::exit::Failure;
use crate::output;

pub(crate) fn run(arguments: &WhatIf) -> Result<(), Failure> {
    let mut workspace = super::load(&arguments.snapshot, arguments.json)?;
    let edits = super::read_text(&arguments.edits, arguments.json)?;
    let change = workspace.apply(&edits);
    let change = change.map_err(|problems| output::refuse(&problems, arguments.json))?;
    output::line(&change.to_json())
}
