//! Texts of the preview on paper.

texts! {
    "print";
    TITLE = "Preview to print";
    MADE = "{name}, made on {date}";
    MONTH = "Month: {month}";
    FILTERED = "Filter: {filter}";
    PRINT = "Print";
    BACK = "Back to the invoices";
    CUT = "Only the first {shown} rows are shown.";
}
