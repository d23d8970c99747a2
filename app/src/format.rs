//! Money, months, dates and numbers, as the language of the page writes them. The browser does it:
//! amounts go in as decimal text, so that not a digit is lost, and every instant is told in UTC.

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::text;

/// Writes an amount of money: `1234.5`, `USD` as `US$1,234.50`.
pub(crate) fn money(amount: &str, currency: &str) -> String {
    cached(&["money ", currency].concat(), &JsValue::from_str(amount), || {
        intl("NumberFormat", &options(&[("style", "currency"), ("currency", currency)]))
    })
    .unwrap_or_else(|| [currency, " ", amount].concat())
}

/// Writes a number that is not money, given as decimal text.
pub(crate) fn decimal(number: &str) -> String {
    let formatted = cached("number", &JsValue::from_str(number), || {
        intl("NumberFormat", &options(&[("maximumFractionDigits", "20")]))
    });
    formatted.unwrap_or_else(|| number.to_owned())
}

/// Writes an amount without its currency, every digit kept: `1234.50` as `1,234.50`. What is not
/// an amount stays as it is.
pub(crate) fn amount(amount: &str) -> String {
    let (whole, decimals) = amount.split_once('.').unwrap_or((amount, ""));
    if !is_plain(amount) {
        return amount.to_owned();
    }
    let mut shown = decimal(whole);
    if !decimals.is_empty() {
        shown.push_str(&separators().1);
        shown.push_str(decimals);
    }
    shown
}

/// Writes how many: `1,234`.
pub(crate) fn number(number: usize) -> String {
    let digits = digits(number);
    if number < 1000 { digits } else { decimal(&digits) }
}

/// Writes tenths of a per cent: `755` as `75.5%`.
pub(crate) fn percent(per_mille: usize) -> String {
    let share = [&digits(per_mille), "E-3"].concat();
    let formatted = cached("percent", &JsValue::from_str(&share), || {
        intl("NumberFormat", &options(&[("style", "percent"), ("maximumFractionDigits", "1")]))
    });
    formatted.unwrap_or(share)
}

/// Writes a month short: `2026-03` as `Mar 2026`.
pub(crate) fn month(month: &str) -> String {
    dated("month", month, &[("month", "short"), ("year", "numeric")])
}

/// Writes a month in full: `2026-03` as `March 2026`.
pub(crate) fn month_long(month: &str) -> String {
    dated("month long", month, &[("month", "long"), ("year", "numeric")])
}

/// Writes the name of a month without its year: `2026-03` as `Mar`.
pub(crate) fn month_name(month: &str) -> String {
    dated("month name", month, &[("month", "short")])
}

/// Writes the day of an instant or a civil date: `2026-04-03T07:00:00Z` as `3 Apr 2026`.
pub(crate) fn date(instant: &str) -> String {
    dated("date", instant, &[("day", "numeric"), ("month", "short"), ("year", "numeric")])
}

/// Writes an instant with its time: `3 Apr 2026, 07:00 UTC`.
pub(crate) fn date_time(instant: &str) -> String {
    let parts = [
        ("day", "numeric"),
        ("month", "short"),
        ("year", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("timeZoneName", "short"),
    ];
    dated("date time", instant, &parts)
}

/// Reads what somebody typed as an amount, with the separators of the language, into plain decimal
/// text: `1,234.5` as `1234.5`.
pub(crate) fn parse_amount(typed: &str) -> Option<String> {
    let (group, point) = separators();
    parse_with(typed, &group, &point)
}

/// Tells whether a text is an amount in plain decimals, which is the same in every language.
pub(crate) fn is_plain(amount: &str) -> bool {
    parse_with(amount, ",", ".").as_deref() == Some(amount)
}

/// Reads what somebody typed as a month: `2026-03`, or the month as pages write it.
pub(crate) fn parse_month(typed: &str) -> Option<String> {
    let typed = typed.trim();
    if is_month(typed) {
        return Some(typed.to_owned());
    }
    let mut numbers = typed.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let year = numbers.clone().find(|part| part.len() == 4)?;
    let named = |number: usize| {
        let month = of_year(year, number);
        let typed = lowercase(typed);
        let name: String = lowercase(&month_name(&month)).chars().take(3).collect();
        typed.starts_with(&name).then_some(month)
    };
    if let Some(month) = (1..=12).find_map(named) {
        return Some(month);
    }
    let number = numbers.find(|part| part.len() <= 2)?.parse().ok()?;
    (1..=12).contains(&number).then(|| of_year(year, number))
}

/// Returns a text in small letters. The browser knows the letters of all languages, so that no table of
/// them has to be a part of the program.
pub(crate) fn lowercase(text: &str) -> String {
    if cfg!(target_arch = "wasm32") {
        js_sys::JsString::from(text).to_lower_case().into()
    } else {
        text.to_lowercase()
    }
}

/// The same in capital letters.
pub(crate) fn uppercase(text: &str) -> String {
    if cfg!(target_arch = "wasm32") {
        js_sys::JsString::from(text).to_upper_case().into()
    } else {
        text.to_uppercase()
    }
}

/// Tells whether the text is a month, `2026-03`.
pub(crate) fn is_month(text: &str) -> bool {
    let Some((year, month)) = text.split_once('-') else { return false };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    year.len() == 4
        && month.len() == 2
        && digits(year)
        && digits(month)
        && ("01"..="12").contains(&month)
}

/// Returns a month of a year, its number from 1 to 12.
pub(crate) fn of_year(year: &str, number: usize) -> String {
    let mut month = String::from(year);
    month.push_str(if number < 10 { "-0" } else { "-" });
    push_number(&mut month, number);
    month
}

/// Returns a number in plain digits, for attributes.
pub(crate) fn digits(number: usize) -> String {
    let mut digits = String::new();
    push_number(&mut digits, number);
    digits
}

/// Appends a number in plain digits.
pub(crate) fn push_number(text: &mut String, number: usize) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// Returns a new object of the browser's `Intl`, in the language of the page.
pub(crate) fn intl(class: &str, options: &Object) -> JsValue {
    let arguments = Array::of2(&region().into(), options);
    let class = Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| Reflect::get(&intl, &class.into()))
        .ok()
        .and_then(|class| class.dyn_into::<Function>().ok());
    class.and_then(|class| Reflect::construct(&class, &arguments).ok()).unwrap_or(JsValue::NULL)
}

thread_local! {
    static FORMATS: RefCell<HashMap<String, Function>> = RefCell::default();
}

/// The regional form of each language: day before month, and dollars told apart.
fn region() -> &'static str {
    if text::locale() == "de" { "de-DE" } else { "en-GB" }
}

fn dated(name: &str, instant: &str, parts: &[(&str, &str)]) -> String {
    let date = Date::new(&instant.into());
    let formatted = cached(name, &date, || {
        let options = options(parts);
        set(&options, "timeZone", "UTC");
        intl("DateTimeFormat", &options)
    });
    formatted.unwrap_or_else(|| instant.to_owned())
}

/// Applies the `format` of the kept `Intl` object of that name, made when first asked for.
fn cached(name: &str, value: &JsValue, make: impl FnOnce() -> JsValue) -> Option<String> {
    apply(FORMATS.with_borrow(|formats| formats.get(name).cloned()), name, value, make)
}

fn apply(
    known: Option<Function>,
    name: &str,
    value: &JsValue,
    make: impl FnOnce() -> JsValue,
) -> Option<String> {
    let format = match known {
        Some(format) => format,
        None => {
            let format: Function = Reflect::get(&make(), &"format".into()).ok()?.dyn_into().ok()?;
            FORMATS.with_borrow_mut(|formats| formats.insert(name.to_owned(), format.clone()));
            format
        }
    };
    format.call1(&JsValue::UNDEFINED, value).ok()?.as_string()
}

fn options(entries: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in entries {
        set(&options, name, value);
    }
    options
}

fn set(object: &Object, name: &str, value: &str) {
    drop(Reflect::set(object, &name.into(), &value.into()));
}

/// Returns what separates groups of digits, and what stands before the decimals.
fn separators() -> (String, String) {
    let sample = decimal("12345.6");
    let mut signs = sample.split(|c: char| c.is_ascii_digit()).filter(|sign| !sign.is_empty());
    let group = signs.next().unwrap_or(",").to_owned();
    (group, signs.next().unwrap_or(".").to_owned())
}

fn parse_with(typed: &str, group: &str, point: &str) -> Option<String> {
    let typed = typed.trim();
    let (sign, digits) = match typed.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => ("-", digits),
        None => ("", typed),
    };
    let (whole, decimals) = digits.split_once(point).unwrap_or((digits, ""));
    let is_separator = |c: char| group.contains(c) || c.is_whitespace() || c == '\'';
    // Groups have three digits, some of India two: a point of another language is none.
    let mut groups = whole.rsplit(is_separator).map(str::len);
    let last = groups.next().unwrap_or_default();
    if whole.contains(is_separator)
        && (last != 3 || !groups.all(|digits| (1..=3).contains(&digits)))
    {
        return None;
    }
    let amount = [sign, &whole.replace(is_separator, "")].concat();
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if amount.len() == sign.len() || !is_number(&amount[sign.len()..]) || !is_number(decimals) {
        return None;
    }
    Some(if decimals.is_empty() { amount } else { [&amount, ".", decimals].concat() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_with_the_separators_of_the_language() {
        for (typed, expected) in [
            ("1,234.50", Some("1234.50")),
            (" 12 ", Some("12")),
            ("-0.5", Some("-0.5")),
            ("\u{2212}7", Some("-7")),
            ("1 000", Some("1000")),
            ("", None),
            (".5", None),
            ("1.2.3", None),
            ("12,34,567", Some("1234567")),
            ("7,5", None),
            ("1234,50", None),
            ("1,,000", None),
            (",500", None),
            ("12a", None),
            ("-", None),
        ] {
            assert_eq!(parse_with(typed, ",", ".").as_deref(), expected, "{typed}");
        }
        assert_eq!(parse_with("1.234,50", ".", ",").as_deref(), Some("1234.50"));
        assert_eq!(parse_with("7.5", ".", ","), None);
    }

    #[test]
    fn a_month_has_four_digits_and_two() {
        for (text, expected) in
            [("2026-03", true), ("2026-13", false), ("2026-3", false), ("", false)]
        {
            assert_eq!(is_month(text), expected, "{text}");
        }
        assert_eq!(of_year("2026", 3), "2026-03");
        assert_eq!(of_year("2026", 12), "2026-12");
    }
}
