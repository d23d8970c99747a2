//! The sentences of explanations, for every key of the engine, and the rules in words.

use super::Text;

texts! {
    "rules";
    CHOSEN_ALONE = "{order} line {line} is used: it is the only line that fits (M2 to M7)";
    CHOSEN_FIRST = "{order} line {line} is used: it ranks first of {count} lines that fit ({rule})";
    CHOSEN_BY_REFERENCE = "{order} line {line} is used: the invoice names it";
    CHOSEN_BY_ORIGINAL = "{order} line {line} is used: the document that this credit memo corrects is on it (P-25)";
    SCOPE = "{order} line {line} lost: {chosenOrder} is narrowed to invoice unit {unit}, this one is not (P-5)";
    LESS_SPECIFIC = "{order} line {line} lost: its type {type} is less specific than {chosenType} (M8)";
    INSUFFICIENT_BALANCE = "{order} line {line} lost: its balance of {balance} does not cover {total} (M9)";
    OLDER_UPDATE = "{order} line {line} lost: it was updated on {updated}, {chosenOrder} later, on {chosenUpdated} (M10)";
    TIE_PO_ID = "{order} line {line} lost: all else is equal and {chosenOrder} comes first by ID (P-10)";
    TIE_WINDOW = "{order} line {line} lost: it covers {months} months, line {chosenLine} covers {chosenMonths} (P-11)";
    TIE_LINE_NUMBER = "{order} line {line} lost: all else is equal and line {chosenLine} comes first (P-11)";
    SUSPENDED = "{order} is out: it is suspended (M2)";
    EXPIRED_FOR_PERIOD = "{order} is out: it expired in {expiration}, before the billing period {period} (M2, P-1)";
    NOT_YET_EFFECTIVE = "{order} is out: it is effective from {effective} on, after the billing period {period} (P-1)";
    BILL_FROM = "{order} is out: it is billed from {billFrom}, the invoice from {seller} (M3)";
    TRN = "{order} is out: it is narrowed to other tax registration numbers than {own} (M4)";
    INVOICE_UNIT = "{order} is out: it is narrowed to other invoice units than {own} (M5, P-5)";
    CURRENCY = "{order} is out: it is in {currency}, the invoice in {invoiceCurrency} (M5, P-8)";
    NO_LINE_ITEMS = "{order} is out: it has no line items (P-17)";
    PERIOD = "{order} line {line} is out: it covers {start} to {end}, not {period} (M6)";
    TYPE = "{order} line {line} is out: its type {type} does not fit {category} invoices (M7)";
    TYPE_MONTHLY = "{order} line {line} is out: its type {type} does not fit monthly {category} invoices (M7)";
    TYPE_OUT_OF_CYCLE = "{order} line {line} is out: its type {type} does not fit out-of-cycle {category} invoices (M7)";
    TYPE_BY_REFERENCE = "{order} line {line} is out: lines of type {type} take only invoices that name their purchase order (P-4)";
    REFERENCED_PO_SUSPENDED = "{order} is named on the invoice but suspended, and no other takes its place (P-16)";
    ORIGINAL_HAS_NONE = "the document that this credit memo corrects is on no line that is known here, so nothing is given back (P-25)";
    ORIGINAL_WITHOUT_ORDER = "the document that this credit memo corrects has no purchase order to give back to (P-25)";
    ORIGINAL_LATER = "the document that this credit memo corrects comes after it, so there is nothing to give back yet (P-25)";
    ORIGINAL_LINE_MISSING = "the line of the document that this credit memo corrects is not there, so nothing is given back (P-25)";
    RULE_ORDERS = "Which purchase orders count: all of the account that are neither suspended nor expired for the billing month (M1, M2).";
    RULE_SELLER = "The purchase order must be billed from the seller of record of the invoice, and where it is narrowed to tax registration numbers or invoice units, to those of the invoice; its currency must be the invoice's (M3, M4, M5).";
    RULE_LINE = "The line must cover the billing month, and its type must fit what is billed (M6, M7).";
    RULE_RANK = "Of those that fit, the line of a purchase order narrowed to the invoice unit comes first, then the more specific type, then one whose balance covers the invoice, then the purchase order that was updated last (M8, M9, M10).";
    RULE_BALANCE = "A balance is a preference, never a limit: when no line has enough, the best one is used all the same and goes below zero (M9).";
    RULE_REFERENCE = "A charge that names a purchase order goes there, whatever else would fit. If it does not exist, it is created; if it is suspended, the invoice carries none (P-16, P-37).";
    RULE_MEMO = "A credit memo follows the invoice that it corrects and gives back what it is worth (P-25).";
    RULE_NONE = "If no line fits, the invoice carries no purchase order (M11).";
}

/// The sentences by the keys of the engine.
pub(crate) const SENTENCES: &[(&str, Text)] = &[
    ("CHOSEN_ALONE", CHOSEN_ALONE),
    ("CHOSEN_FIRST", CHOSEN_FIRST),
    ("CHOSEN_BY_REFERENCE", CHOSEN_BY_REFERENCE),
    ("CHOSEN_BY_ORIGINAL", CHOSEN_BY_ORIGINAL),
    ("SCOPE", SCOPE),
    ("LESS_SPECIFIC", LESS_SPECIFIC),
    ("INSUFFICIENT_BALANCE", INSUFFICIENT_BALANCE),
    ("OLDER_UPDATE", OLDER_UPDATE),
    ("TIE_PO_ID", TIE_PO_ID),
    ("TIE_WINDOW", TIE_WINDOW),
    ("TIE_LINE_NUMBER", TIE_LINE_NUMBER),
    ("SUSPENDED", SUSPENDED),
    ("EXPIRED_FOR_PERIOD", EXPIRED_FOR_PERIOD),
    ("NOT_YET_EFFECTIVE", NOT_YET_EFFECTIVE),
    ("BILL_FROM", BILL_FROM),
    ("TRN", TRN),
    ("INVOICE_UNIT", INVOICE_UNIT),
    ("CURRENCY", CURRENCY),
    ("NO_LINE_ITEMS", NO_LINE_ITEMS),
    ("PERIOD", PERIOD),
    ("TYPE", TYPE),
    ("TYPE_MONTHLY", TYPE_MONTHLY),
    ("TYPE_OUT_OF_CYCLE", TYPE_OUT_OF_CYCLE),
    ("TYPE_BY_REFERENCE", TYPE_BY_REFERENCE),
    ("REFERENCED_PO_SUSPENDED", REFERENCED_PO_SUSPENDED),
    ("ORIGINAL_HAS_NONE", ORIGINAL_HAS_NONE),
    ("ORIGINAL_WITHOUT_ORDER", ORIGINAL_WITHOUT_ORDER),
    ("ORIGINAL_LATER", ORIGINAL_LATER),
    ("ORIGINAL_LINE_MISSING", ORIGINAL_LINE_MISSING),
];

/// The rules in the order in which they apply.
pub(crate) const RULES: &[Text] = &[
    RULE_ORDERS,
    RULE_SELLER,
    RULE_LINE,
    RULE_RANK,
    RULE_BALANCE,
    RULE_REFERENCE,
    RULE_MEMO,
    RULE_NONE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_of_the_engine_is_here_in_its_words() {
        let own: Vec<_> = SENTENCES.iter().map(|(key, text)| (*key, text.english())).collect();
        assert_eq!(own, procurement::TEMPLATES);
    }
}
