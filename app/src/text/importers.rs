//! What the importers say of files, which speak English. As with the sentences of the engine, the
//! English here is theirs, word for word. It stands apart since only pages that take files need it.

use super::Text;

texts! {
    "importers";
    FILE_TWICE = "another file has this name: leave out one of them, or rename it";
    UNKNOWN_TABLE = "this is neither a billing export, which has a column BilledCost, nor a purchase order list, which has a column po_number";
    CUT_OFF = "this cannot be read to its end: {why}";
    UNREADABLE = "this cannot be read: {why}";
    READ_ON = "the file cannot be read on from here: {why}";
    UTF_16 = "this is UTF-16: save the file as UTF-8";
    NOT_UTF_8 = "this is not UTF-8: save the file as UTF-8";
    NOT_UTF_8_FROM = "the text is not UTF-8 from byte {at} on: save it as UTF-8";
    ZIP = "this is a ZIP archive or a spreadsheet: unpack it, or save the sheet as CSV";
    PARQUET = "this is Parquet: export it as CSV";
    PACKED_TWICE = "this is packed twice: unpack it once";
    NO_HEADER = "this is empty: it has no header";
    COLUMN_TWICE = "this column is there twice: remove one";
    SEPARATOR = "the cells are separated by {separator}: save the file with commas";
    PROVIDER_MISSING = "the column PublisherName (from FOCUS 1.3 on ServiceProviderName) is missing: add it";
    COLUMN_MISSING = "the column {column} is missing: add it";
    COLUMNS_MISSING = "the columns {columns} are missing: add them";
    CELL_COUNT = "this row has {cells} cells and the header {width}: look for a comma without quotes or a quote that is not closed";
    ROW_TOO_LONG = "this row is longer than 16 MiB: a quote is probably not closed";
    CELL_EMPTY = "this is empty: fill it in";
    ACTION = "`{action}` cannot be done here, a snapshot says how things are: leave out rows that are to go";
    ROWS_DISAGREE = "`{text}` is not what row {row} says of this purchase order: make them agree";
    ORDER_EMPTY = "no row of this purchase order fills this in: add it to one";
    ONE_ADDRESS = "`{text}` is not one e-mail address: separate several by `;`, `|` or `,`";
    NO_MONTH = "`{text}` is no month: write YYYY-MM, from 2000-01 to 2199-12";
    NO_STATUS = "`{text}` is no status: write active or suspended, or leave it empty";
    NO_LINE_TYPE = "`{text}` is no type of line item: write all, monthly-usage, subscription, marketplace-transaction, marketplace-blanket-usage or professional-services";
    NO_TAX_TYPE = "`{text}` is no type of tax: write percent or absolute";
    NEITHER = "`{text}` says neither: write yes or no";
    TAX_MISSING = "a type of tax needs its tax: fill it in";
    TAX_TYPE_MISSING = "a tax needs its type: write percent or absolute";
    TAX_SIGN = "a tax with a per cent sign is not absolute: write percent";
    NO_CURRENCY = "`{text}` is no ISO 4217 currency: write a code such as USD";
    DAY_OUT_OF_RANGE = "{day} is out of range: billing months are 2000-01 to 2199-12";
    TIME_OUT_OF_RANGE = "billing months are 2000-01 to 2199-12: this is out of range";
    NOT_UTC = "`{text}` is not in UTC, so its month may be another: export it in UTC";
    NO_DATE = "`{text}` is no date: {why}";
    NO_TIME = "`{text}` is no time: {why}";
    DATE_OR_TIME = "write a date such as 2026-01-31 or a time such as 2026-01-31T00:00:00Z";
    SECONDS_OR_TIME = "write seconds since 1970-01-01 or a time such as 2026-01-31T00:00:00Z";
    NO_NUMBER = "`{text}` is no number of this kind: {why}";
    PLAIN_OR_SCIENTIFIC = "write a plain number such as 1200.00 or 1.2E-7";
    DIGITS_TOO_MANY = "at most 36 digits before the point and 72 after it can be read";
    AMOUNT_TOO_LONG = "`{text}` is too long: an amount has at most 28 digits";
    SUM_TOO_LONG = "the rows of `{charge}` add up to more than 28 digits";
    NO_FREQUENCY = "a purchase needs it to be billed at once or every month: write One-Time or Recurring";
    NOT_KNOWN = "`{text}` is not known here: write {list}";
    ISSUER_NOWHERE = "the issuer of the invoice is not told here, nor is any other row's of its billing account: fill it in";
    ISSUER_SEVERAL = "the issuer of the invoice is not told here, and its billing account has several, {list}: fill it in";
    ACCOUNT_UNKNOWN = "no row is of billing account {account}: there are {list}";
    ACCOUNTS_SEVERAL = "{provider} has several billing accounts, whose invoices are never one: choose one of {list}";
    NO_LISTING = "this is no listing of charges: {why}";
    NO_SNAPSHOT = "this is no snapshot: {why}";
    CHARGE_ID = "a charge without an id: add it";
    CHARGE_CURRENCY = "a charge without a currency: add it";
    CHARGE_PERIOD = "a charge without a time needs a billing period: say which";
    CHARGE_SELLER = "a charge listing does not tell who invoices it: say who";
    CHARGE_REVISIONS = "charge `{charge}` is item {item} too, of the same revision and yet another: keep the right one";
    ORDER_TWICE = "purchase order `{id}` is there twice: keep one";
    ORDER_ELSEWHERE = "purchase order `{id}` is in {file} too: leave out one of the files";
    INVOICE_TWICE = "invoice `{id}` is there twice: keep one";
    INVOICE_ELSEWHERE = "invoice `{id}` is in {file} too: leave out one of the files";
    CHARGE_TWICE = "charge `{id}` is there twice: keep one";
    CHARGE_ELSEWHERE = "charge `{id}` is in {file} too: leave out one of the files";
}

/// All sentences; one that begins like another comes after it.
pub(crate) const SENTENCES: &[Text] = &[
    FILE_TWICE,
    UNKNOWN_TABLE,
    CUT_OFF,
    UNREADABLE,
    READ_ON,
    UTF_16,
    NOT_UTF_8,
    NOT_UTF_8_FROM,
    ZIP,
    PARQUET,
    PACKED_TWICE,
    NO_HEADER,
    COLUMN_TWICE,
    SEPARATOR,
    PROVIDER_MISSING,
    COLUMN_MISSING,
    COLUMNS_MISSING,
    CELL_COUNT,
    ROW_TOO_LONG,
    CELL_EMPTY,
    ACTION,
    ROWS_DISAGREE,
    ORDER_EMPTY,
    ONE_ADDRESS,
    NO_MONTH,
    NO_STATUS,
    NO_LINE_TYPE,
    NO_TAX_TYPE,
    NEITHER,
    TAX_MISSING,
    TAX_TYPE_MISSING,
    TAX_SIGN,
    NO_CURRENCY,
    DAY_OUT_OF_RANGE,
    TIME_OUT_OF_RANGE,
    NOT_UTC,
    NO_DATE,
    NO_TIME,
    DATE_OR_TIME,
    SECONDS_OR_TIME,
    NO_NUMBER,
    PLAIN_OR_SCIENTIFIC,
    DIGITS_TOO_MANY,
    AMOUNT_TOO_LONG,
    SUM_TOO_LONG,
    NO_FREQUENCY,
    NOT_KNOWN,
    ISSUER_NOWHERE,
    ISSUER_SEVERAL,
    ACCOUNT_UNKNOWN,
    ACCOUNTS_SEVERAL,
    NO_LISTING,
    NO_SNAPSHOT,
    CHARGE_ID,
    CHARGE_CURRENCY,
    CHARGE_PERIOD,
    CHARGE_SELLER,
    CHARGE_REVISIONS,
    ORDER_TWICE,
    ORDER_ELSEWHERE,
    INVOICE_TWICE,
    INVOICE_ELSEWHERE,
    CHARGE_TWICE,
    CHARGE_ELSEWHERE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_looked_for() {
        assert_eq!(SENTENCES, TEXTS);
    }
}
