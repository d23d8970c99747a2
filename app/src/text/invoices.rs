//! Texts of the coming invoices.

texts! {
    "invoices";
    TITLE = "Coming invoices";
    MONTHS = "Months";
    NOW = "now";
    INVOICES_ONE = "{count} invoice";
    INVOICES_OTHER = "{count} invoices";
    NONE = "none";
    WITHOUT_ONE = "{count} without PO";
    WITHOUT_OTHER = "{count} without PO";
    WARNINGS_ONE = "{count} warning";
    WARNINGS_OTHER = "{count} warnings";
    CHANGED_ONE = "{count} changed";
    CHANGED_OTHER = "{count} changed";
    OUTSIDE = "Outside these months: {earlier} earlier and {later} later";
    GROUP = "Group by";
    GROUP_MONTH = "Month";
    GROUP_ORDER = "Purchase order";
    GROUP_SELLER = "Seller";
    GROUP_AGREEMENT = "Agreement";
    GROUP_NONE = "None";
    FILTER = "Filter invoices";
    SHOWN = "{shown} of {total} invoices";
    TOTALS = "Total shown";
    TOTAL_WITHOUT = "{total}, of which {without} without a purchase order";
    CHANGED_ONLY = "Show only what changes";
    ANY_CHANGE = "Any change";
    COLUMN_DOCUMENT = "Invoice";
    COLUMN_MONTH = "Month";
    COLUMN_SELLER = "Seller of record";
    COLUMN_CATEGORY = "Kind";
    COLUMN_AGREEMENT = "Agreement";
    COLUMN_TOTAL = "Amount";
    COLUMN_CURRENCY = "Currency";
    COLUMN_ORDER = "Purchase order line";
    COLUMN_LEFT = "Balance after";
    COLUMN_MARKS = "Notes";
    HEADING_NO_ORDER = "No purchase order";
    HEADING_NO_AGREEMENT = "No single agreement";
    HEADING = "{name}: {invoices}, {totals}";
    EMPTY = "No invoices in these months";
    EMPTY_TEXT = "The data has no charges or invoices here. Choose another month, or add data.";
    CHANGES = "What your edits change";
    CHANGES_NONE = "Your edits move no invoice.";
}
