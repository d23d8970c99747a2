//! A preview as CSV (RFC 4180): one row for each invoice, in the order of placing.

use procurement::Code;
use serde::Deserialize;

use crate::problem::{Place, Refusal};

/// Who the rows are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// A spreadsheet: a text that it would take for a formula gets an apostrophe before it.
    Spreadsheet,
    /// A program: every text as it is.
    Raw,
}

/// The names of the columns.
pub const HEADER: [&str; 11] = [
    "id",
    "type",
    "month",
    "seller",
    "currency",
    "total",
    "by",
    "purchase_order",
    "line",
    "covered",
    "balance_after",
];

/// The part of a preview that is written.
#[derive(Deserialize)]
struct Preview {
    invoices: Vec<Invoice>,
}

/// An invoice of a row. What is not known is empty there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the keys are those of the contract")]
pub struct Invoice {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub billing_period: String,
    pub bill_from: String,
    pub currency: String,
    pub total: String,
    pub by: String,
    pub purchase_order_id: Option<String>,
    pub line_item_number: Option<String>,
    pub covered: Option<bool>,
    pub balance_after: Option<String>,
}

/// Writes the invoices of a preview, the JSON of the contract. What is null there is empty here.
///
/// # Errors
/// When the text is no preview.
pub fn write(preview: &str, flavour: Flavour) -> Result<String, Refusal> {
    let refuse = |error: &dyn std::fmt::Display| {
        let message = format!("this is no preview: {error}");
        Refusal::one(Place::file("preview"), Code::InvalidJson, message)
    };
    let preview: Preview = serde_json::from_str(preview).map_err(|error| refuse(&error))?;
    Ok(write_with(preview.invoices.into_iter().map(|invoice| (invoice, [])), flavour, []))
}

/// Writes invoices with further columns, each with its cells of them.
pub fn write_with<const N: usize>(
    invoices: impl IntoIterator<Item = (Invoice, [String; N])>,
    flavour: Flavour,
    more: [&str; N],
) -> String {
    let invoices = invoices.into_iter();
    let mut rows = String::with_capacity((invoices.size_hint().0 + 1) * 100);
    write_row(&mut rows, HEADER.into_iter().chain(more));
    let text = |text: &str| guard(text, flavour);
    let yes = |is: bool| String::from(if is { "yes" } else { "no" });
    for (invoice, more) in invoices {
        let optional = |value: &Option<String>| text(value.as_deref().unwrap_or_default());
        let record = [
            text(&invoice.id),
            text(&invoice.kind),
            // Months and amounts are numbers to a spreadsheet, and stay what they are.
            invoice.billing_period.clone(),
            text(&invoice.bill_from),
            text(&invoice.currency),
            invoice.total.clone(),
            text(&invoice.by),
            optional(&invoice.purchase_order_id),
            optional(&invoice.line_item_number),
            invoice.covered.map(yes).unwrap_or_default(),
            invoice.balance_after.clone().unwrap_or_default(),
        ];
        let more = more.map(|cell| text(&cell));
        write_row(&mut rows, record.into_iter().chain(more));
    }
    rows
}

/// Adds a row, of this or another list, as the writer of `csv` would. That reads numbers in texts
/// for a style of quoting that is not used, with tables of ten kilobytes that a browser would load
/// for nothing.
pub fn write_row(rows: &mut String, fields: impl IntoIterator<Item: AsRef<str>>) {
    for (at, field) in fields.into_iter().enumerate() {
        let field = field.as_ref();
        rows.push_str(if at == 0 { "" } else { "," });
        if field.contains([',', '"', '\r', '\n']) {
            rows.push('"');
            rows.push_str(&field.replace('"', "\"\""));
            rows.push('"');
        } else {
            rows.push_str(field);
        }
    }
    rows.push_str("\r\n");
}

/// A text as a cell of either flavour holds it: a spreadsheet takes none for a formula, one neither
/// that separates cells by semicolons or tabs, as it does where a comma is in numbers.
pub fn guard(text: &str, flavour: Flavour) -> String {
    if flavour == Flavour::Raw {
        return text.to_owned();
    }
    let mut guarded = String::with_capacity(text.len() + 1);
    let mut begins_cell = true;
    for (at, character) in text.char_indices() {
        let is_formula = matches!(character, '=' | '+' | '-' | '@');
        if begins_cell && (is_formula || (at == 0 && matches!(character, '\t' | '\r'))) {
            guarded.push('\'');
        }
        guarded.push(character);
        begins_cell = matches!(character, ';' | '\t' | '\r' | '\n');
    }
    guarded
}

#[cfg(test)]
mod tests {
    use super::*;

    const PREVIEW: &str = r#"{"events":[],"invoices":[
      {"balanceAfter":"-60.00","billFrom":"AWS_INC","billingPeriod":"2026-03","by":"match","charges":[],"covered":false,"currency":"USD","id":"INV-1","lineItemNumber":"-1","purchaseOrderId":"=PO(1)","total":"400.00","type":"invoice"},
      {"balanceAfter":null,"billFrom":"A \"B\", C","billingPeriod":"2026-03","by":"none","charges":["a"],"covered":true,"currency":"USD","id":"preview:a","lineItemNumber":null,"purchaseOrderId":null,"total":"5.00","type":"credit-memo"}
    ],"lineItems":[]}"#;

    #[test]
    fn a_preview_is_rows_for_a_spreadsheet_or_a_program() {
        let header =
            "id,type,month,seller,currency,total,by,purchase_order,line,covered,balance_after\r\n";
        let second = "preview:a,credit-memo,2026-03,\"A \"\"B\"\", C\",USD,5.00,none,,,yes,\r\n";
        for (flavour, order, line) in
            [(Flavour::Spreadsheet, "'=PO(1)", "'-1"), (Flavour::Raw, "=PO(1)", "-1")]
        {
            let first = format!(
                "INV-1,invoice,2026-03,AWS_INC,USD,400.00,match,{order},{line},no,-60.00\r\n"
            );
            assert_eq!(write(PREVIEW, flavour).unwrap(), format!("{header}{first}{second}"));
        }
    }

    #[test]
    fn further_columns_stand_last_and_are_guarded_too() {
        let preview: Preview = serde_json::from_str(PREVIEW).unwrap();
        let more_of =
            |invoice: Invoice| (invoice.clone(), [format!("={}", invoice.id), String::new()]);
        let invoices = preview.invoices.into_iter().map(more_of);
        let rows = write_with(invoices, Flavour::Spreadsheet, ["more", "none"]);
        let ends = [",balance_after,more,none", ",-60.00,'=INV-1,", ",yes,,'=preview:a,"];
        assert_eq!(rows.lines().count(), ends.len());
        for (row, end) in rows.lines().zip(ends) {
            assert!(row.ends_with(end), "{row} {end}");
        }
    }

    #[test]
    fn rows_are_those_of_the_crate_that_reads_them() {
        let texts =
            ["", "a", " a ", "a,b", "\"", "a\"b\"", "a\nb", "\r", ";", "'", "#", "ä", "1.5"];
        for first in texts {
            for second in texts {
                let mut writer =
                    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
                writer.write_record([first, second]).unwrap();
                let mut rows = String::new();
                write_row(&mut rows, [first, second]);
                assert_eq!(rows.as_bytes(), writer.into_inner().unwrap());
            }
        }
    }

    #[test]
    fn every_beginning_of_a_formula_is_guarded() {
        for text in ["=1", "+1", "-1", "@a", "\ta", "\ra"] {
            assert_eq!(guard(text, Flavour::Spreadsheet), format!("'{text}"));
            assert_eq!(guard(text, Flavour::Raw), text);
        }
        for (text, guarded) in [
            ("x;=HYPERLINK(1)", "x;'=HYPERLINK(1)"),
            ("=1;+2;a-3", "'=1;'+2;a-3"),
            ("a\t@b\r\n-c", "a\t'@b\r\n'-c"),
            ("\t=1", "'\t'=1"),
        ] {
            assert_eq!(guard(text, Flavour::Spreadsheet), guarded);
            assert_eq!(guard(text, Flavour::Raw), text);
        }
        for text in ["1", "a=1", "", "'=1", "PO-1", "a; b", "a;b=1"] {
            assert_eq!(guard(text, Flavour::Spreadsheet), text);
        }
    }

    #[test]
    fn an_empty_preview_is_a_header_and_anything_else_is_refused() {
        assert_eq!(write(r#"{"invoices":[]}"#, Flavour::Raw).unwrap().lines().count(), 1);
        let refusal = write(r#"{"problems":[]}"#, Flavour::Raw).unwrap_err().to_string();
        assert!(refusal.starts_with("preview: this is no preview: missing field"), "{refusal}");
    }
}
