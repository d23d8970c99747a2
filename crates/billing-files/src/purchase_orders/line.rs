//! The line item of a row.

use procurement::{Code, LineItemType};

use super::columns;
use super::header::month;
use crate::FileCode;
use crate::document::{LineItem, Tax, TaxType};
use crate::problem::{Findings, quoted};
use crate::spelling;
use crate::table::Row;

/// Types by the words of the contract and by those that other consoles show; the titles that are
/// shown here are the engine's.
const TYPES: [(&str, LineItemType); 11] = [
    ("all", LineItemType::All),
    ("monthly-usage", LineItemType::MonthlyUsage),
    ("AWS monthly usage", LineItemType::MonthlyUsage),
    ("subscription", LineItemType::Subscription),
    ("AWS subscription purchase", LineItemType::Subscription),
    ("marketplace-transaction", LineItemType::MarketplaceTransaction),
    ("AWS Marketplace transaction", LineItemType::MarketplaceTransaction),
    ("marketplace-blanket-usage", LineItemType::MarketplaceBlanketUsage),
    ("AWS Marketplace blanket usage", LineItemType::MarketplaceBlanketUsage),
    ("professional-services", LineItemType::ProfessionalServices),
    ("AWS Professional Services and Training purchase", LineItemType::ProfessionalServices),
];

/// Reads the line item of a row and tells what is wrong with it; `None` where there is none. What
/// cannot be read stays as it is, or is the default, so that the rest can be judged.
pub(super) fn read(row: Row<'_>, findings: &mut Findings) -> Option<LineItem> {
    if columns::OF_LINE.iter().all(|column| row.bytes(*column).is_empty()) {
        return None;
    }
    let number = row.required(columns::LINE_NUMBER, findings);
    let kind = line_type(row, findings);
    let start_month = line_month(row, columns::LINE_START, findings);
    let end_month = line_month(row, columns::LINE_END, findings);
    let amount = row.required(columns::LINE_AMOUNT, findings);
    let balance_tracking = balance_tracking(row, findings);
    let tax = tax(row, findings);
    let free = |column, findings: &mut Findings| {
        Some(row.text(column, findings)).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    Some(LineItem {
        number: number.unwrap_or_default().to_owned(),
        kind: kind.unwrap_or(LineItemType::All),
        start_month,
        end_month,
        amount: amount.unwrap_or_default().to_owned(),
        quantity: free(columns::QUANTITY, findings).unwrap_or_else(|| "1".to_owned()),
        balance_tracking,
        tax,
        description: free(columns::DESCRIPTION, findings),
        cost_center: free(columns::COST_CENTER, findings),
    })
}

/// The line beside the one that is there: what its row leaves empty stays as it is.
pub(super) fn beside(line: LineItem, row: Row<'_>, known: &LineItem) -> LineItem {
    let is_empty = |column| row.bytes(column).is_empty();
    let mut line = line;
    if is_empty(columns::QUANTITY) {
        line.quantity.clone_from(&known.quantity);
    }
    if is_empty(columns::BALANCE_TRACKING) {
        line.balance_tracking = known.balance_tracking;
    }
    if is_empty(columns::TAX) && is_empty(columns::TAX_TYPE) {
        line.tax.clone_from(&known.tax);
    }
    line.description = line.description.or_else(|| known.description.clone());
    line.cost_center = line.cost_center.or_else(|| known.cost_center.clone());
    line
}

fn line_type(row: Row<'_>, findings: &mut Findings) -> Option<LineItemType> {
    let text = row.required(columns::LINE_TYPE, findings)?;
    let letters = spelling::letters(text);
    let is = |name: &str| spelling::letters(name) == letters;
    let found = TYPES.iter().find(|(name, kind)| is(name) || is(kind.title()));
    if found.is_none() {
        let message = format!(
            "{text} is no type of line item: write all, monthly-usage, subscription, marketplace-transaction, marketplace-blanket-usage or professional-services",
            text = quoted(text)
        );
        findings.add(row.place_of(columns::LINE_TYPE), Code::UnknownValue, message);
    }
    found.map(|(_, kind)| *kind)
}

fn line_month(row: Row<'_>, column: usize, findings: &mut Findings) -> String {
    let Some(text) = row.required(column, findings) else { return String::new() };
    month(text).unwrap_or_else(|(code, message)| {
        findings.add(row.place_of(column), code, message);
        text.to_owned()
    })
}

fn balance_tracking(row: Row<'_>, findings: &mut Findings) -> bool {
    let text = row.text(columns::BALANCE_TRACKING, findings);
    match spelling::letters(text).as_str() {
        "" | "false" | "no" | "0" | "untracked" => false,
        "true" | "yes" | "1" | "tracked" => true,
        _ => {
            let message = format!("{text} says neither: write yes or no", text = quoted(text));
            findings.add(row.place_of(columns::BALANCE_TRACKING), Code::UnknownValue, message);
            false
        }
    }
}

/// The tax, in per cent where its type or its own sign says so.
fn tax(row: Row<'_>, findings: &mut Findings) -> Option<Tax> {
    let value = row.text(columns::TAX, findings);
    let kind = row.text(columns::TAX_TYPE, findings);
    let place = row.place_of(columns::TAX_TYPE);
    let (number, has_sign) = match value.strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (value, false),
    };
    let kind = match (kind, spelling::letters(kind).as_str()) {
        ("%", _) | (_, "percent" | "percentage") => Some(TaxType::Percent),
        (_, "absolute" | "amount") => Some(TaxType::Absolute),
        ("", _) if has_sign => Some(TaxType::Percent),
        ("", _) => None,
        _ => {
            let message =
                format!("{kind} is no type of tax: write percent or absolute", kind = quoted(kind));
            findings.add(place, Code::UnknownValue, message);
            return None;
        }
    };
    match (number, kind) {
        ("", None) => None,
        ("", Some(_)) => {
            let message = "a type of tax needs its tax: fill it in";
            findings.add(row.place_of(columns::TAX), FileCode::MissingValue, message);
            None
        }
        (_, None) => {
            let message = "a tax needs its type: write percent or absolute";
            findings.add(place, FileCode::MissingValue, message);
            None
        }
        (_, Some(TaxType::Absolute)) if has_sign => {
            let message = "a tax with a per cent sign is not absolute: write percent";
            findings.add(place, Code::UnknownValue, message);
            None
        }
        (number, Some(kind)) => Some(Tax { kind, value: number.to_owned() }),
    }
}
