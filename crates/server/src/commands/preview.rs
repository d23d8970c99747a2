//! `tieback preview`.

use billing_files::preview_csv::{self, Flavour};

use crate::cli::{CsvFlavour, Preview};
use crate::exit::Failure;
use crate::output;
use crate::show::{self, decision::Decision};
use crate::terminal::Screen;

pub(crate) fn run(arguments: &Preview, screen: Screen) -> Result<(), Failure> {
    let Preview { inputs, json, csv, explain } = arguments;
    let workspace = super::load_inputs(inputs, *json)?;
    let explained = explain.as_deref();
    let refuse = |problems| output::refuse(&problems, *json);
    if *json {
        return output::line(&workspace.preview(explained).map_err(refuse)?);
    }
    let preview = workspace.preview(None).map_err(refuse)?;
    if let Some(flavour) = csv {
        let flavour = match flavour {
            CsvFlavour::Spreadsheet => Flavour::Spreadsheet,
            CsvFlavour::Raw => Flavour::Raw,
        };
        let rows = preview_csv::write(&preview, flavour);
        return output::text(&rows.map_err(|refusal| output::refuse_files(&refusal, *json))?);
    }
    let decision = match explained {
        Some(name) => {
            let id = super::explain::id_of(name, &preview, &workspace)?;
            Some(Decision::of(&workspace, &id).map_err(refuse)?)
        }
        None => None,
    };
    let mut out = show::preview::write(&preview, &workspace, screen)?;
    if let Some(decision) = decision {
        decision.write(&mut out, &preview, screen)?;
    }
    output::text(&out)
}
