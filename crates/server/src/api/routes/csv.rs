//! Lists as CSV files.

use std::io;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use billing_files::preview_csv;
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::sync::mpsc::Receiver;
use tokio_stream::wrappers::ReceiverStream;

/// What the rows are for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "CsvFlavour")]
pub(super) enum Flavour {
    /// A spreadsheet: a text that it would take for a formula gets an apostrophe before it.
    #[default]
    Spreadsheet,
    /// A program: every text as it is.
    Raw,
}

impl Flavour {
    /// A text of a cell.
    pub(super) fn text(self, text: &str) -> String {
        preview_csv::guard(text, self.into())
    }

    /// The same, or an empty cell.
    pub(super) fn optional(self, text: Option<&str>) -> String {
        self.text(text.unwrap_or_default())
    }
}

impl From<Flavour> for preview_csv::Flavour {
    fn from(flavour: Flavour) -> Self {
        match flavour {
            Flavour::Spreadsheet => Self::Spreadsheet,
            Flavour::Raw => Self::Raw,
        }
    }
}

/// Rows of cells that are ready to be written, as a file of a name.
pub(super) fn file<const N: usize>(
    disposition: &'static str,
    names: [&'static str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Response {
    let text = written([names.map(str::to_owned)].into_iter().chain(rows));
    (headers(disposition), text).into_response()
}

/// The same of rows that come part by part: whoever reads slowly holds the rest back, and no more
/// than two parts are in memory.
pub(super) fn parts(disposition: &'static str, parts: Receiver<io::Result<String>>) -> Response {
    let body = Body::from_stream(ReceiverStream::new(parts));
    (headers(disposition), body).into_response()
}

/// Rows as the text of a part.
pub(super) fn written<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut text = String::new();
    for row in rows {
        preview_csv::write_row(&mut text, row);
    }
    text
}

fn headers(disposition: &'static str) -> [(HeaderName, HeaderValue); 2] {
    [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
    ]
}
