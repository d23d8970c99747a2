//! Lines from a spreadsheet: rows that are pasted, read by their headings, or by what stands in them
//! where there are none. What cannot be read is told, and nothing that was pasted is lost by it.

use leptos::prelude::*;
use serde_json::Value;

use super::lines::{months, put, told};
use crate::format;
use crate::pages::order_form::{Form, new_line, text_at};
use crate::text::{Text, add_order as texts, orders as order_texts};
use crate::ui::follow::follow;
use crate::ui::{Button, Field, TextArea};
use crate::words;

/// The columns that are known: the member of a line, what people call it, and other names, of which
/// the first is that in a list of purchase orders.
fn columns() -> [(&'static str, Text, &'static [&'static str]); 11] {
    [
        ("number", order_texts::FIELD_NUMBER, &["line_number"]),
        ("type", order_texts::FIELD_TYPE, &["line_type"]),
        ("startMonth", order_texts::FIELD_START, &["line_start", "start"]),
        ("endMonth", order_texts::FIELD_END, &["line_end", "end"]),
        ("amount", order_texts::FIELD_AMOUNT, &["line_amount"]),
        ("quantity", order_texts::FIELD_QUANTITY, &[]),
        ("tax", texts::TAX, &[]),
        ("taxType", texts::TAX_KIND, &["tax_type"]),
        ("description", order_texts::FIELD_DESCRIPTION, &[]),
        ("costCenter", order_texts::FIELD_COST_CENTER, &["cost_center"]),
        ("balanceTracking", order_texts::FIELD_TRACKING, &["balance_tracking"]),
    ]
}

pub(super) fn paste(form: Form) -> AnyView {
    let text = RwSignal::new(String::new());
    let done = RwSignal::new(Vec::<String>::new());
    let take = move || {
        let (first, last) = months(form);
        let read = read(&text.get_untracked(), &first, &last);
        let mut said = Vec::new();
        if !read.lines.is_empty() {
            said.push(told(read.lines.len()));
            put(form, read.lines);
        }
        said.extend(read.problems);
        if said.is_empty() {
            said.push(texts::PASTE_NOTHING.into());
        }
        done.set(said);
        text.set(read.left);
    };
    view! {
        <div class="form">
            <Field label=texts::PASTE_FIELD hint=texts::PASTE_HINT>
                <TextArea value=text on_input=move |typed: String| text.set(typed) rows=5 />
            </Field>
            <div class="actions">
                <Button label=texts::PASTE_TAKE on_click=take />
            </div>
            <div role="status">
                {follow(move || {
                    let rows: Vec<AnyView> = done
                        .get()
                        .into_iter()
                        .map(|said| view! { <li>{said}</li> }.into_any())
                        .collect();
                    (!rows.is_empty()).then(|| view! { <ul class="order-problems-list">{rows}</ul> })
                })}
            </div>
        </div>
    }
    .into_any()
}

/// What became of pasted rows.
struct Read {
    lines: Vec<Value>,
    problems: Vec<String>,
    /// Rows that are no lines, to be mended.
    left: String,
}

fn read(text: &str, first: &str, last: &str) -> Read {
    let mut read = Read { lines: Vec::new(), problems: Vec::new(), left: String::new() };
    let mut rows = text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()).peekable();
    let headings = rows.next_if(|(_, row)| is_heading(row)).map(|(_, row)| {
        let known = cells(row).map(|cell| (cell.to_owned(), column(cell)));
        known.collect::<Vec<(String, Option<&str>)>>()
    });
    for (name, _) in
        headings.iter().flatten().filter(|(name, column)| column.is_none() && !name.is_empty())
    {
        read.problems.push(texts::PASTE_COLUMN.with(&[("column", name)]));
    }
    for (place, row) in rows {
        let mut line = new_line("", "all", first, last);
        let mut not_read = Vec::new();
        match &headings {
            Some(headings) => {
                for (cell, (_, column)) in cells(row).zip(headings) {
                    if let (Some(column), false) = (column, cell.is_empty()) {
                        not_read.extend((!enter(&mut line, column, cell)).then_some(cell));
                    }
                }
            }
            None => guess(&mut line, cells(row)),
        }
        let number = format::number(place + 1);
        if text_at(&line, "/amount").is_empty() {
            read.problems.push(texts::PASTE_NO_AMOUNT.with(&[("row", &number)]));
            read.left.push_str(row);
            read.left.push('\n');
            continue;
        }
        for cell in not_read {
            read.problems.push(texts::PASTE_CELL.with(&[("row", &number), ("cell", cell)]));
        }
        read.lines.push(line);
    }
    // What is left is to be read as it was.
    if let (Some(heading), false) = (text.lines().find(|row| is_heading(row)), read.left.is_empty())
    {
        read.left.insert(0, '\n');
        read.left.insert_str(0, heading);
    }
    read
}

/// The cells of a row, as spreadsheets copy them.
fn cells(row: &str) -> impl Iterator<Item = &str> {
    let separator = if row.contains('\t') { '\t' } else { ';' };
    row.split(separator).map(|cell| cell.trim().trim_matches('"'))
}

fn is_heading(row: &str) -> bool {
    cells(row).any(|cell| column(cell).is_some()) && !cells(row).any(is_amount)
}

fn column(name: &str) -> Option<&'static str> {
    let name = format::lowercase(name.trim());
    let is_it = |text: &str| format::lowercase(text) == name;
    let found = columns()
        .into_iter()
        .find(|(key, text, others)| is_it(key) || is_it(text.get()) || others.contains(&&*name));
    found.map(|(key, _, _)| key)
}

fn is_amount(cell: &str) -> bool {
    plain(cell).is_some()
}

/// A number as it is, or with a currency beside it.
fn plain(cell: &str) -> Option<String> {
    let is_of_number = |c: char| c.is_ascii_digit() || c == '-';
    let trimmed = cell.trim_matches(|c: char| !is_of_number(c));
    let others = cell.chars().filter(|c| c.is_alphabetic()).count();
    // A month is no amount, nor is a text with a number in it.
    if others > 3 || format::parse_month(cell).is_some() {
        return None;
    }
    format::parse_amount(trimmed)
}

/// Puts a cell in its place. What cannot be read stays as it is, for the field to tell; false then.
fn enter(line: &mut Value, key: &str, cell: &str) -> bool {
    let (value, is_read) = match key {
        "type" => match kind(cell) {
            Some(kind) => (kind.to_owned(), true),
            None => return false,
        },
        "taxType" => match format::lowercase(cell).as_str() {
            "percent" | "%" => ("percent".to_owned(), true),
            "absolute" => ("absolute".to_owned(), true),
            _ => return false,
        },
        "startMonth" | "endMonth" => taken(month(cell), cell),
        "amount" => taken(plain(cell), cell),
        "balanceTracking" => {
            let word = format::lowercase(cell);
            let is_no = ["no", "false", "nein", "0"].contains(&word.as_str());
            line[key] = (!is_no).into();
            return true;
        }
        _ => (cell.to_owned(), true),
    };
    line[key] = value.into();
    is_read
}

fn taken(read: Option<String>, cell: &str) -> (String, bool) {
    let is_read = read.is_some();
    (read.unwrap_or_else(|| cell.to_owned()), is_read)
}

/// A month, or the month of a day as spreadsheets write it, `2027-01-31`.
fn month(cell: &str) -> Option<String> {
    let day = cell.get(..7).filter(|month| cell.len() == 10 && format::is_month(month));
    day.map(str::to_owned).or_else(|| format::parse_month(cell))
}

/// A type by its word or its name.
fn kind(cell: &str) -> Option<&'static str> {
    let cell = format::lowercase(cell);
    let found = words::line_types()
        .into_iter()
        .find(|(word, name, _)| *word == cell || format::lowercase(name) == cell);
    found.map(|(word, _, _)| word)
}

/// Without headings, months are start and end, a type is told by its name, the first number is the
/// amount and the second the quantity; other text describes the line.
fn guess<'c>(line: &mut Value, cells: impl Iterator<Item = &'c str>) {
    let (mut months, mut numbers, mut words) = (Vec::new(), Vec::new(), Vec::new());
    for cell in cells.filter(|cell| !cell.is_empty()) {
        if let Some(month) = month(cell) {
            months.push(month);
        } else if let Some(kind) = kind(cell) {
            line["type"] = kind.into();
        } else if let Some(number) = plain(cell) {
            numbers.push(number);
        } else {
            words.push(cell);
        }
    }
    if let Some(first) = months.first() {
        line["startMonth"] = first.clone().into();
        line["endMonth"] = months.get(1).unwrap_or(first).clone().into();
    }
    let mut numbers = numbers.into_iter();
    if let Some(amount) = numbers.next() {
        line["amount"] = amount.into();
    }
    if let Some(quantity) = numbers.next() {
        line["quantity"] = format::amount(&quantity).into();
    }
    line["description"] = words.join(" ").into();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_known_by_its_member_its_name_and_that_in_a_list() {
        for (name, expected) in [
            ("tax_type", Some("taxType")),
            ("taxType", Some("taxType")),
            ("TAX", Some("tax")),
            ("Start", Some("startMonth")),
            ("end", Some("endMonth")),
            ("line_end", Some("endMonth")),
            ("cost_center", Some("costCenter")),
            ("colour", None),
        ] {
            assert_eq!(column(name), expected, "{name}");
        }
    }

    #[test]
    fn a_tax_is_of_the_kind_that_its_column_says() {
        for (cell, is_read, expected) in [
            ("absolute", true, "absolute"),
            ("Percent", true, "percent"),
            ("%", true, "percent"),
            ("each", false, "percent"),
        ] {
            let mut line = new_line("1", "all", "2027-01", "2027-12");
            assert_eq!(enter(&mut line, "taxType", cell), is_read, "{cell}");
            assert_eq!(text_at(&line, "/taxType"), expected, "{cell}");
        }
    }
}
