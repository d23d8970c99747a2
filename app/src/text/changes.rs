//! Texts about what edits do.

texts! {
    "changes";
    MOVES_ONE = "{count} invoice moves from {from} to {to}: {totals}";
    MOVES_OTHER = "{count} invoices move from {from} to {to}: {totals}";
    LOSES_ONE = "{count} invoice of {from} will have no purchase order: {totals}";
    LOSES_OTHER = "{count} invoices of {from} will have no purchase order: {totals}";
    GAINS_ONE = "{count} invoice without a purchase order goes to {to}: {totals}";
    GAINS_OTHER = "{count} invoices without a purchase order go to {to}: {totals}";
    WITHIN_ONE = "{count} invoice goes to another line of {to}: {totals}";
    WITHIN_OTHER = "{count} invoices go to another line of {to}: {totals}";
    COMES_ONE = "{count} invoice is added";
    COMES_OTHER = "{count} invoices are added";
    GOES_ONE = "{count} invoice is removed";
    GOES_OTHER = "{count} invoices are removed";
    CHANGED_ONE = "{count} invoice stays on its line with another amount or balance";
    CHANGED_OTHER = "{count} invoices stay on their lines with another amount or balance";
    CREATES = "{order} is created by the charges that name it, without contacts and budget";
    OUT_LATER = "{place} runs out in {after} instead of {before}";
    OUT_NOW = "{place} runs out in {after}; before, it did not";
    OUT_NO_MORE = "{place} no longer runs out; before, it did in {before}";
    CLOSING = "{place} ends with a balance of {after} instead of {before}";
    NOTHING = "Nothing changes: every invoice stays where it is";
    WILL = "What this changes";
    COMPUTING = "Computing what this changes";
    APPLY = "Apply";
    APPLIED = "Applied. {summary}";
    CHECK = "This cannot be applied yet";
    NO_EDITS = "Change something to see what it does";
    MORE_ONE = "and {count} more line";
    MORE_OTHER = "and {count} more lines";
}
