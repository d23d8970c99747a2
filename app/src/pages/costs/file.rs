//! The totals that are shown, as a file.

use billing_files::preview_csv::{Flavour, guard, write_row};
use leptos::prelude::*;

use super::filters::By;
use super::sums::Sums;
use super::table::name;
use crate::download::download;
use crate::format;
use crate::server::Server;
use crate::text::costs as texts;
use crate::ui::{Icon, Menu, MenuItem};

/// The names of the columns.
const HEADER: [&str; 9] =
    ["per", "id", "name", "currency", "invoiced", "credited", "total", "documents", "months"];

/// What can be downloaded; nothing where nothing is shown.
pub(super) fn menu(server: Server, sums: &Sums) -> Option<AnyView> {
    if sums.currencies.is_empty() {
        return None;
    }
    let item = |id: &str, label: crate::text::Text| MenuItem {
        id: id.to_owned(),
        label: label.into(),
        icon: Some(Icon::Document),
    };
    let items = vec![item("spreadsheet", texts::CSV_SPREADSHEET), item("raw", texts::CSV_RAW)];
    let sums = sums.clone();
    let choose = move |id: String| {
        let flavour = if id == "raw" { Flavour::Raw } else { Flavour::Spreadsheet };
        download("costs.csv", "text/csv", &written(server, &sums, flavour));
    };
    Some(view! { <Menu label=texts::CSV items=items on_choose=choose /> }.into_any())
}

fn written(server: Server, sums: &Sums, flavour: Flavour) -> String {
    let question = &sums.question;
    let text = |text: &str| guard(text, flavour);
    let months = [question.from.as_str(), "/", &question.to].concat();
    let mut file = String::new();
    write_row(&mut file, HEADER);
    for own in &sums.currencies {
        for row in &own.rows {
            // What is without has no id and no name, whatever the language.
            let told = row.key.as_deref();
            let name = told.filter(|_| matches!(question.by, By::Account | By::Agreement));
            let name = name.map(|key| self::name(server, question.by, Some(key)));
            // Amounts are numbers to a spreadsheet, and stay what they are.
            write_row(
                &mut file,
                [
                    question.by.word().to_owned(),
                    text(told.unwrap_or_default()),
                    text(&name.unwrap_or_default()),
                    text(&row.currency),
                    row.invoiced.clone(),
                    row.credited.clone(),
                    row.total.clone(),
                    format::digits(row.count),
                    months.clone(),
                ],
            );
        }
    }
    file
}
