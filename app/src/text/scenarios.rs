//! Texts of the comparison of scenarios.

texts! {
    "scenarios";
    TITLE = "Scenarios side by side";
    LEAD = "A scenario is a list of edits. Make several and see how they differ; none changes your data.";
    FACTS = "Without edits";
    NEW_EMPTY = "New, without edits";
    NEW_COPY = "New, with these edits";
    FROM_FILE = "From a file with edits";
    FROM_FILE_TEXT = "Edits that somebody exported become a scenario of their own.";
    NAME = "Name";
    RENAME = "Rename";
    RENAME_TITLE = "Rename the scenario";
    GO = "Go to it";
    HERE = "You are here";
    REMOVE = "Remove";
    REMOVE_TITLE = "Remove {scenario}?";
    REMOVE_TEXT_ONE = "Its edit goes with it and cannot be brought back.";
    REMOVE_TEXT_OTHER = "Its {count} edits go with it and cannot be brought back.";
    REMOVE_KEEP = "Keep it";
    ROW_EDITS = "Edits";
    ROW_SUM = "All invoices";
    ROW_MOVED = "Invoices that go elsewhere";
    ROW_WITHOUT = "Invoices without a purchase order";
    ROW_WITHOUT_SUM = "Their total";
    ROW_RUNS_OUT = "Lines that run out";
    ROW_FIRST = "The first of them";
    WHAT = "Compared by";
    DIFFERENCES = "Invoices that are not the same everywhere";
    LINES = "Lines that do not run out in the same month everywhere";
    COLUMN_LINE = "Line";
    LASTS = "Does not run out";
    NO_DIFFERENCES = "Every invoice is the same and goes to the same line in all of them.";
    COLUMN_INVOICE = "Invoice";
    COLUMN_MONTH = "Month";
    COLUMN_AMOUNT = "Amount";
    SHOWN = "The first {shown} of {total} are shown.";
    SAVE = "Save";
}
