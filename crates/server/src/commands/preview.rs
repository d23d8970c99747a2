//! `tieback preview`.

use crate::cli::Preview;
use crate::exit::Failure;
use crate::output;

pub(crate) fn run(arguments: &Preview) -> Result<(), Failure> {
    let workspace = super::load(&arguments.snapshot, arguments.json)?;
    let preview = workspace.preview(arguments.explain.as_deref());
    let preview = preview.map_err(|problems| output::refuse(&problems, arguments.json))?;
    output::line(&preview)
}
