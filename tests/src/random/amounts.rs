//! Numbers of the contract: at most 28 digits as written, ties and limits more often than not.

use super::dice::Dice;

/// Whole amounts that add up to each other and to three quarters of each other.
const ROUND: [&str; 9] = ["0", "1", "10", "25", "50", "75", "100", "250", "1000"];

/// About what 15 integer digits hold.
const HUGE: [&str; 4] =
    ["999999999999999", "1000000000000000", "99999999999999", "1234567890123456789012"];

/// Not negative, with at most `digits` decimals: a total.
pub(super) fn total(dice: &mut Dice, digits: usize) -> String {
    match dice.below(1000) {
        0 => dice.pick(&HUGE).to_string(),
        1..600 => dice.pick(&ROUND).to_string(),
        _ => format!("{}{}", dice.below(300), fraction(dice, digits)),
    }
}

/// Not negative, with any number of decimals: the amount of a line, a quantity, a tax.
pub(super) fn exact(dice: &mut Dice, digits: usize) -> String {
    match dice.below(1000) {
        0 => dice.pick(&HUGE).to_string(),
        1 => format!("999999999999999.{}", "9".repeat(digits + 1)),
        2..500 => dice.pick(&ROUND).to_string(),
        500..650 => total(dice, digits),
        650..850 => tie(dice, digits),
        _ => long(dice),
    }
}

/// The amount of a charge, which may be negative.
pub(super) fn signed(dice: &mut Dice, digits: usize) -> String {
    let sign = if dice.percent(30) { "-" } else { "" };
    format!("{sign}{}", exact(dice, digits))
}

pub(super) fn quantity(dice: &mut Dice) -> String {
    const USUAL: [&str; 8] = ["1", "1", "1", "0", "2", "3", "0.5", "2.5"];
    if dice.percent(90) { dice.pick(&USUAL).to_string() } else { exact(dice, 2) }
}

/// Half of the smallest unit beside an even or an odd one.
fn tie(dice: &mut Dice, digits: usize) -> String {
    let units: String = (0..digits).map(|_| digit(dice)).collect();
    let trailing = if dice.percent(20) { "0000000000000000000001" } else { "" };
    let whole = dice.below(100);
    format!("{whole}.{units}5{trailing}").chars().take(28).collect()
}

/// 28 digits.
fn long(dice: &mut Dice) -> String {
    let whole = dice.below(1000).to_string();
    let decimals: String = (whole.len()..28).map(|_| digit(dice)).collect();
    format!("{whole}.{decimals}")
}

fn fraction(dice: &mut Dice, digits: usize) -> String {
    let decimals: String = (0..dice.between(0, digits)).map(|_| digit(dice)).collect();
    if decimals.is_empty() { decimals } else { format!(".{decimals}") }
}

fn digit(dice: &mut Dice) -> char {
    char::from(dice.pick(b"0123456789"))
}
