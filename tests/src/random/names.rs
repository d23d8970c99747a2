//! The few words that snapshots are made of.

use super::dice::Dice;

pub(super) const CURRENCIES: [&str; 4] = ["USD", "JPY", "KWD", "EUR"];

/// Purchase orders that exist have these ids, references are drawn from them too.
pub(super) const ORDER_IDS: [&str; 12] =
    ["2", "10", "2a", "A", "a", "Z_+%@", "PO 1", "PO 10", "PO-2", "po:7/=.", "01", "1"];

/// No purchase order has these ids to begin with.
pub(super) const UNKNOWN_ORDER_IDS: [&str; 3] = ["NEW-1", "new 1", "0"];

/// The first is the line that a reference means without saying so. The last two are in different
/// order by code point and by UTF-16 unit.
pub(super) const LINE_NUMBERS: [&str; 12] =
    ["1", "2", "10", "2a", "01", "a", "é", "a10", "a2", "A 1", "｡", "𝄞"];

pub(super) const DOCUMENT_IDS: [&str; 12] =
    ["2", "10", "2a", "A", "a", "é", "｡", "𝄞", "\"quoted\\\"", "INV 1", "estimate", "01"];

pub(super) const UNITS: [&str; 2] = ["U1", "ü2"];

pub(super) const TAX_REGISTRATION_NUMBERS: [&str; 2] = ["DE1", "FR2"];

/// The only one of the table for which professional services lines are allowed.
pub(super) const PROFESSIONAL_SERVICES_SELLER: &str = "AWS_INC";

/// Not in the table of sellers, hence allowed everything.
pub(super) const CUSTOM_SELLERS: [&str; 2] = ["ACME", "Société Générale des Nuages"];

const COMMON_INSTANTS: [&str; 9] = [
    "2026-01-05T10:00:00Z",
    "2026-01-05T10:00:00.000Z",
    "2026-01-05T10:00:00.0004Z",
    "2026-01-05T10:00:00.0009999999Z",
    "2026-01-05T10:00:00.001Z",
    "2026-01-05T10:00:00.00199Z",
    "2026-02-28T23:59:59.999Z",
    "2026-03-01T00:00:00Z",
    "2026-04-03T00:00:00Z",
];

const RARE_INSTANTS: [&str; 3] =
    ["2024-02-29T12:00:00.5Z", "2026-04-03T00:00:00.00001Z", "2026-12-31T23:59:59.9999Z"];

pub(super) fn seller(dice: &mut Dice) -> &'static str {
    match dice.below(10) {
        0..6 => PROFESSIONAL_SERVICES_SELLER,
        6..8 => "AWS_EMEA_SARL",
        8 => "AWS_JAPAN",
        _ => dice.pick(&CUSTOM_SELLERS),
    }
}

/// Mostly one of them, so that documents and purchase orders meet.
pub(super) fn currency(dice: &mut Dice) -> &'static str {
    if dice.percent(75) { "USD" } else { dice.pick(&CURRENCIES) }
}

pub(super) fn instant(dice: &mut Dice) -> &'static str {
    if dice.percent(85) { dice.pick(&COMMON_INSTANTS) } else { dice.pick(&RARE_INSTANTS) }
}

/// Mostly a month of the first half of 2026, now and then an edge of the calendar.
pub(super) fn month(dice: &mut Dice) -> String {
    match dice.below(60) {
        0 => "2000-01".to_owned(),
        1 => "2199-12".to_owned(),
        2..6 => "2025-12".to_owned(),
        _ => format!("2026-{:02}", dice.between(1, 6)),
    }
}

/// A month from `first` to `last`, mostly one of the ends.
pub(super) fn month_between(dice: &mut Dice, first: &str, last: &str) -> String {
    let drawn = month(dice);
    if (first..=last).contains(&drawn.as_str()) {
        drawn
    } else if dice.percent(50) {
        first.to_owned()
    } else {
        last.to_owned()
    }
}

/// Names that occur nowhere in `taken`, mostly one of the odd ones.
pub(super) fn fresh(dice: &mut Dice, odd: &[&str], plain: &str, taken: &[&str]) -> String {
    let odd: Vec<&&str> = odd.iter().filter(|name| !taken.contains(*name)).collect();
    if !odd.is_empty() && dice.percent(60) {
        return dice.pick(&odd).to_string();
    }
    let mut numbered = (1..).map(|number| format!("{plain}{number}"));
    let is_free = |name: &String| !taken.contains(&name.as_str());
    numbered.find(is_free).expect("some number is free")
}
