//! Invoices as a person receives them: a page to print, and a PDF.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use documents::{INVOICE_CSS, InvoiceDocument};
use permissions::Action;
use records::{apart, invoices};

use super::agreements::view;
use super::invoices::seen;
use crate::api::app::App;
use crate::api::body::Path;
use crate::api::caller::Caller;
use crate::api::problem::{Answer, Problem};
use crate::api::table::Table;
use crate::links::percent_encoded;

pub(super) fn routes(table: &mut Table) {
    table
        .get(
            "/api/v1/accounts/{account}/invoices/{invoice}/document",
            "getInvoiceDocument",
            get_invoice_document,
        )
        .summary("The invoice as a page to read and to print.")
        .needs(Action::GetInvoicePDF)
        .answers_other("text/html");
    table
        .get(
            "/api/v1/accounts/{account}/invoices/{invoice}/document.pdf",
            "getInvoicePdf",
            get_invoice_pdf,
        )
        .summary("The invoice as PDF, the same bytes every time.")
        .needs(Action::GetInvoicePDF)
        .answers_other("application/pdf");
    table
        .get("/api/v1/invoice.css", "getInvoiceStyle", get_invoice_style)
        .summary("The style sheet of invoices.")
        .open()
        .answers_other("text/css");
}

/// Where the style sheet is, seen from the page: the server may be below any path.
const STYLE: &str = "../../../../invoice.css";

async fn document(app: &App, caller: &Caller, id: &str) -> Answer<InvoiceDocument> {
    seen(app, caller, id, Action::GetInvoicePDF).await?;
    Ok(invoices::document(&app.records, &caller.organisation, &view(caller), id).await?)
}

async fn get_invoice_document(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Html<String>> {
    let document = document(&app, &caller, &id).await?;
    Ok(Html(documents::invoice_html(&document, STYLE)))
}

async fn get_invoice_pdf(
    State(app): State<App>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Answer<Response> {
    let document = document(&app, &caller, &id).await?;
    let disposition = disposition(&document.number);
    // A long one takes a while, in which others are answered.
    let drawn = apart(move || documents::invoice_pdf(&document)).await;
    let reason = match drawn {
        Ok(Ok(pdf)) => {
            let kind = HeaderValue::from_static("application/pdf");
            let headers =
                [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)];
            return Ok((headers, pdf).into_response());
        }
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    tracing::error!(invoice = id, reason, "a PDF could not be made");
    let detail = "the PDF could not be made: the page of the invoice can be printed instead";
    Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", detail))
}

async fn get_invoice_style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, INVOICE_CSS).into_response()
}

/// A file of the number's name (RFC 6266): plain for all clients, exact for those of today.
fn disposition(number: &str) -> HeaderValue {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let plain: String = number.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let exact = percent_encoded(number);
    let text = format!("attachment; filename=\"{plain}.pdf\"; filename*=UTF-8''{exact}.pdf");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_number_of_its_invoice_as_its_name() {
        for (number, expected) in [
            ("INV-1", "attachment; filename=\"INV-1.pdf\"; filename*=UTF-8''INV-1.pdf"),
            (
                "../Ä\"\r\n;",
                "attachment; filename=\"..______.pdf\"; \
                 filename*=UTF-8''..%2F%C3%84%22%0D%0A%3B.pdf",
            ),
        ] {
            assert_eq!(disposition(number).to_str().unwrap(), expected);
        }
    }
}
