//! Sentences of the engine, the records and the policies in the language of the page.
//!
//! They come in English, as programs get them too. Which sentence one is, is found by its words; a
//! sentence that is not in the catalogue stays as it came, since what is wrong is told in any case.

use std::cell::Cell;

use outlook::api::RefusedProblem;

use crate::text::engine::{OR, SENTENCES};
use crate::text::{LANGUAGES, Text, locale};
use crate::{format, words};

/// Makes another sentence of one.
type Translate = fn(&str) -> String;

thread_local! {
    /// What translates, where anything does: the custom elements do not carry the catalogue of it.
    static TRANSLATE: Cell<Option<Translate>> = const { Cell::new(None) };
}

/// Sentences are translated from now on where the page speaks another language than they do.
pub(crate) fn translate() {
    if locale() != LANGUAGES[0].0 {
        TRANSLATE.set(Some(translated));
    }
}

/// A sentence in the language of the page.
pub(crate) fn in_words(sentence: &str) -> String {
    TRANSLATE.get().map_or_else(|| sentence.to_owned(), |translate| translate(sentence))
}

/// A problem with its sentence in the language of the page.
pub(crate) fn told(problem: RefusedProblem) -> RefusedProblem {
    RefusedProblem { message: in_words(&problem.message), ..problem }
}

/// A sentence without the codes of the rules that stand behind it, which are for those who know them.
pub(crate) fn without_rules(mut sentence: String) -> String {
    let is_rule = |cited: &str| {
        let number = cited.strip_prefix('M').or_else(|| cited.strip_prefix("P-"));
        number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
    };
    if let Some((told, _)) = sentence.rsplit_once(" (").filter(|(_, cited)| is_rule(cited)) {
        sentence.truncate(told.len());
    }
    sentence
}

/// The same where it stands alone: it begins small and ends without a full stop.
pub(crate) fn sentence(told: &str) -> String {
    let told = in_words(told);
    let (first, rest) = told.split_at(told.chars().next().map_or(0, char::len_utf8));
    let end = if told.ends_with(['.', '!', '?']) { "" } else { "." };
    [&format::uppercase(first), rest, end].concat()
}

/// The same of who speaks sentences of their own, such as the importers, beside those of the engine.
pub(crate) fn in_words_of(own: &[Text], sentence: &str) -> String {
    let why = |why: &str| in_words_of(own, why);
    told_by(own, sentence, &why).unwrap_or_else(|| in_words(sentence))
}

fn translated(sentence: &str) -> String {
    told_by(SENTENCES, sentence, &translated).unwrap_or_else(|| sentence.to_owned())
}

/// A sentence told by the one of these that it is, if it is any.
fn told_by(all: &[Text], sentence: &str, why: &dyn Fn(&str) -> String) -> Option<String> {
    let found = all.iter().find_map(|text| Some((*text, values(*text, sentence)?)));
    let (text, values) = found?;
    let told: Vec<(&str, String)> =
        values.into_iter().map(|(name, value)| (name, in_place(name, value, why))).collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(name, value)| (*name, &**value)).collect();
    Some(text.with(&told))
}

/// What is said in place of a value.
fn in_place(name: &str, value: &str, why: &dyn Fn(&str) -> String) -> String {
    match name {
        "why" => why(value),
        "either" => value.replace(OR.english(), OR.get()),
        "type" => words::line_type(value),
        _ if name.starts_with("month_") => format::month_long(value),
        _ => value.to_owned(),
    }
}

/// The values of a sentence by their names; none where it is another sentence.
fn values(text: Text, sentence: &str) -> Option<Vec<(&'static str, &str)>> {
    let mut parts = text.english().split('{');
    let mut rest = sentence.strip_prefix(parts.next()?)?;
    let mut values = Vec::new();
    for part in parts {
        let (name, after) = part.split_once('}')?;
        // What ends a sentence is looked for at its end: a value may hold anything.
        let (value, left) = if after.is_empty() { (rest, "") } else { rest.split_once(after)? };
        values.push((name, value));
        rest = left;
    }
    rest.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use procurement::{Sellers, validate_purchase_order};
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_is_told_alone_becomes_a_sentence() {
        assert_eq!(sentence("it is so"), "It is so.");
        assert_eq!(sentence("Über ihm."), "Über ihm.");
        assert_eq!(sentence("`a` is refused: ask"), "`a` is refused: ask.");
        assert_eq!(sentence(""), ".");
    }

    #[test]
    fn the_codes_of_rules_are_left_out() {
        let told = |sentence: &str| without_rules(sentence.to_owned());
        assert_eq!(told("add one (P-17)"), "add one");
        assert_eq!(told("in each (of them) (P-6, P-11)"), "in each (of them)");
        assert_eq!(told("numbers do (M9, P-11)"), "numbers do");
        assert_eq!(told("remove it (all)"), "remove it (all)");
        assert_eq!(told("of it (Monthly)"), "of it (Monthly)");
    }

    #[test]
    fn a_sentence_is_read_by_its_words_and_another_is_not() {
        use crate::text::engine::{LINE_AFTER, TOO_LONG};

        let told =
            "the line ends in 2027-02, after its purchase order expires in 2026-12: move one";
        let read = values(LINE_AFTER, told).unwrap();
        assert_eq!(read, [("month_line", "2027-02"), ("month_order", "2026-12")]);
        assert_eq!(values(TOO_LONG, told), None);
        assert_eq!(values(TOO_LONG, "this is too long: at most 100 characters, or so"), None);
    }

    /// The engine words its sentences; whoever changes one there is led here.
    #[test]
    fn what_a_form_can_get_wrong_is_in_the_catalogue() {
        let mut told = 0;
        for order in wrong_orders() {
            let found = validate_purchase_order(&order.to_string(), &Sellers::built_in());
            for problem in found.problems.iter().chain(&found.warnings) {
                let message = problem.message.as_str();
                let read = SENTENCES.iter().find_map(|text| values(*text, message));
                assert!(read.is_some(), "{message}");
                for (_, why) in read.unwrap().iter().filter(|(name, _)| *name == "why") {
                    let is_known = SENTENCES.iter().any(|text| values(*text, why).is_some());
                    // What a currency is, forms say themselves.
                    assert!(is_known || problem.code.as_str() == "UNKNOWN_CURRENCY", "{why}");
                }
                told += 1;
            }
        }
        assert!(told > 40, "{told}");
    }

    /// The importers word theirs; whoever changes one there is led here.
    #[test]
    fn what_can_be_wrong_with_a_file_is_in_the_catalogue() {
        use crate::text::importers;

        const ORDER: &str = "po_number,bill_from,currency,po_effective,po_expires,line_number,line_type,line_start,line_end,line_amount,action,status,updated_at,balance_tracking,tax,tax_type,contact_emails,po_amount\n";
        const FOCUS: &str = "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargeClass,ChargeFrequency,ChargePeriodStart,InvoiceIssuerName,PublisherName,ServiceName,ServiceCategory,SubAccountId,ProviderName\n";
        let order = |cells: &str| format!("{ORDER}{cells}\n");
        let focus = |cells: &str| format!("{FOCUS}{cells}\n");
        let good = "A,AWS_INC,USD,2026-01,2026-12,1,all,2026-01,2026-12,1";
        let mut told = 0;
        for files in [
            vec![("a.csv", "x,y\n".to_owned())],
            vec![("a.csv", "\u{feff}".to_owned())],
            vec![("a.csv", "po_number\n".to_owned())],
            vec![("a.csv", "po_number;line_number\n".to_owned())],
            vec![("a.csv", ORDER.replace(",po_amount", ",tax") + "A\n")],
            vec![("a.csv", order("A,B"))],
            vec![("a.csv", order(&format!("{good},remove,gone,soon,perhaps,1,some,a@b@c,1e3")))],
            vec![("a.csv", order(&format!("{good},,,,,,percent,,")))],
            vec![("a.csv", order(&format!("{good},,,,,1,,,")))],
            vec![("a.csv", order(&format!("{good},,,,,1%,absolute,,")))],
            vec![("a.csv", order("A,,,soon,,1,some,,then,,,,,,,,,"))],
            vec![("a.csv", order(&format!("{good},,,,,,,,\nA,AWS_INC,EUR,,,2,all,2026-01,2026-12,1,,,,,,,,")))],
            vec![("a.csv", order(&format!("{good},,,,,,,,\n{good},,,,,,,,")))],
            vec![("a.csv", order(&format!("{good},,,,,,,,"))), ("b.csv", order(&format!("{good},,,,,,,,")))],
            vec![("a.csv", order("")), ("a.csv", order(""))],
            vec![("a.csv", focus("1,2,US,1999-01-01,Some,Other,Never,then,,,,,,"))],
            vec![("a.csv", focus("1e,2,USD,2026-01-01T00:00:00+02:00,Purchase,,,2026-01-01,,,,,,"))],
            vec![("a.csv", focus("1,2,USD,2026-01-01,Usage,,,2026-01-01,,,,,,"))],
            vec![("a.json", r#"{"items": 1}"#.to_owned())],
            vec![("a.json", r#"{"items": [{"amount": "1,0", "time": "soon"}, {"id": "a", "amount": "1", "currencyCode": "USD"}, {"id": "a", "amount": "2", "currencyCode": "USD"}]}"#.to_owned())],
            vec![("a.csv", "PK\u{3}\u{4}".to_owned())],
            vec![("a.csv", "PAR1".to_owned())],
        ] {
            let files = files.into_iter().map(|(name, text)| {
                let input: Box<dyn std::io::Read> = Box::new(std::io::Cursor::new(text));
                (name.to_owned(), input)
            });
            let reading = outlook::read(files.collect(), &outlook::api::ReadOptions::default());
            assert!(!reading.problems.is_empty(), "{reading:?}");
            for problem in reading.problems {
                let message = problem.message.as_str();
                let mut all = importers::SENTENCES.iter().chain(SENTENCES);
                assert!(all.any(|text| values(*text, message).is_some()), "{message}");
                assert_eq!(in_words_of(importers::SENTENCES, message), message);
                told += 1;
            }
        }
        assert!(told > 35, "{told}");
    }

    /// Purchase orders that each have something wrong which can be typed.
    fn wrong_orders() -> Vec<Value> {
        let header = json!({
            "id": "A", "billFrom": ["AWS_INC"], "currency": "USD", "effectiveMonth": "2026-01",
            "expirationMonth": "2026-12", "updatedAt": "2026-01-01T00:00:00Z", "lineItems": [],
        });
        let line = json!({
            "number": "1", "type": "all", "startMonth": "2026-01", "endMonth": "2026-12",
            "amount": "1", "quantity": "1", "balanceTracking": true,
        });
        let with = |key: &str, value: Value| {
            let mut order = header.clone();
            order[key] = value;
            order
        };
        let with_line = |key: &str, value: Value| {
            let mut line = line.clone();
            line[key] = value;
            with("lineItems", json!([line]))
        };
        let untracked = |number: &str, months: (&str, &str)| {
            let mut line = line.clone();
            line["number"] = json!(number);
            line["balanceTracking"] = json!(false);
            (line["startMonth"], line["endMonth"]) = (json!(months.0), json!(months.1));
            line
        };
        let mut orders = vec![
            header.clone(),
            json!({}),
            with("id", json!("A#1")),
            with("id", json!("A".repeat(101))),
            with("id", json!("A".repeat(300))),
            with("id", json!(" A")),
            with("billFrom", json!([])),
            with("billFrom", json!(["AWS_INC", "AWS_EMEA_SARL"])),
            with("currency", json!("US")),
            with("effectiveMonth", json!("soon")),
            with("expirationMonth", json!("2025-12")),
            with("shipTo", json!("a\tb")),
            with("contacts", json!([{ "email": "nobody" }, { "email": "" }])),
            with("contacts", json!(vec![json!({ "email": "a@example.com" }); 21])),
            with(
                "tags",
                json!(
                    (0..51)
                        .map(|n| (n.to_string(), ""))
                        .collect::<std::collections::BTreeMap<_, _>>()
                ),
            ),
            with("lineItems", json!(vec![line.clone(); 101])),
            with(
                "lineItems",
                json!([
                    untracked("1", ("2026-01", "2026-12")),
                    untracked("2", ("2026-01", "2026-12"))
                ]),
            ),
            with(
                "lineItems",
                json!([
                    untracked("1", ("2026-01", "2026-06")),
                    untracked("2", ("2026-04", "2026-09"))
                ]),
            ),
            with_line("type", json!("some")),
            with_line("startMonth", json!("2025-12")),
            with_line("endMonth", json!("2027-01")),
            with_line("endMonth", json!("2025-01")),
            with_line("amount", json!("-1")),
            with_line("amount", json!("1.234")),
            with_line("amount", json!("9".repeat(16))),
            with_line("amount", json!("9".repeat(29))),
            with_line("tax", json!({ "type": "percent", "value": "-1" })),
            json!({ "billFrom": ["AWS_EMEA_SARL"], "lineItems": [{ "type": "professional-services" }] }),
        ];
        orders.extend(
            ["1e3", "+1", "1 0", "1,000", "01", ".5", "one"]
                .map(|it| with_line("amount", json!(it))),
        );
        orders
    }
}
