//! `tieback explain`.

use procurement::Workspace;

use crate::cli::Explain;
use crate::exit::Failure;
use crate::output;
use crate::result::{Preview, read};
use crate::show::decision::Decision;
use crate::terminal::Screen;

pub(crate) fn run(arguments: &Explain, screen: Screen) -> Result<(), Failure> {
    let Explain { invoice, inputs, json } = arguments;
    let workspace = super::load_inputs(inputs, *json)?;
    let refuse = |problems| output::refuse(&problems, *json);
    let preview = workspace.preview(None).map_err(refuse)?;
    let id = id_of(invoice, &preview, &workspace)?;
    if *json {
        return output::line(&workspace.explain(&id).map_err(refuse)?.to_json());
    }
    let decision = Decision::of(&workspace, &id).map_err(refuse)?;
    let mut out = String::new();
    decision.write(&mut out, &preview, screen)?;
    output::text(&out)
}

/// The id of a document that is named by its id, or by its number in the table of the preview.
pub(super) fn id_of(name: &str, preview: &str, workspace: &Workspace) -> Result<String, Failure> {
    let number = name.parse().ok().filter(|_| workspace.explain(name).is_err());
    let Some(number) = number.and_then(|number: usize| number.checked_sub(1)) else {
        return Ok(name.to_owned());
    };
    let preview: Preview<'_> = read(preview)?;
    let found = preview.invoices.get(number);
    Ok(found.map_or_else(|| name.to_owned(), |document| document.id.to_string()))
}
