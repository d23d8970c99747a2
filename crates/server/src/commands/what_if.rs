//! `tieback what-if`.

use procurement::{Problems, Workspace};

use crate::cli::WhatIf;
use crate::exit::Failure;
use crate::inputs::{Source, each_once};
use crate::output;
use crate::result::{Currencies, read};
use crate::show;
use crate::terminal::Screen;

pub(crate) fn run(arguments: &WhatIf, screen: Screen) -> Result<(), Failure> {
    let WhatIf { snapshot, edits, json, sellers } = arguments;
    each_once(&[snapshot.clone(), edits.clone()])?;
    let sellers = sellers.read(*json)?;
    let snapshot = Source::open(snapshot)?.read_text(*json)?;
    let mut workspace = super::load(snapshot, &sellers, *json)?;
    let edits = Source::open(edits)?.read_text(*json)?;
    let refuse = |problems: Problems| output::refuse(&problems, *json);
    if *json {
        let change = workspace.apply(&edits).map_err(refuse)?;
        return output::line(&change.to_json());
    }
    let before = currencies(&workspace, refuse)?;
    let change = workspace.apply(&edits).map_err(refuse)?.to_json();
    let after = currencies(&workspace, refuse)?;
    output::text(&show::change::write(&change, &[before, after], screen)?)
}

fn currencies(
    workspace: &Workspace,
    refuse: impl Fn(Problems) -> Failure,
) -> Result<Currencies, Failure> {
    let preview = workspace.preview(None).map_err(refuse)?;
    let mut currencies = Currencies::of(workspace)?;
    currencies.add_created(&read(&preview)?);
    Ok(currencies)
}
