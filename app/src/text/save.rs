//! Texts of saving edits to the account.

texts! {
    "save";
    REVIEW = "Review and save";
    TITLE = "Save these edits";
    SAVE = "Save";
    SAVE_MINE = "Save mine on top";
    CANCEL = "Not yet";
    CHECKING = "Asking whether you may save this";
    WILL = "What is saved";
    ORDERS = "Purchase orders: {ids}";
    CHARGES_ONE = "The purchase order of {count} charge";
    CHARGES_OTHER = "The purchase orders of {count} charges";
    MOVES = "What that moves";
    MOVES_NOTHING = "No invoice changes its purchase order";
    FUTURE = "Invoices that are issued already stay as they are.";
    CANNOT = "This cannot be saved";
    SAVED = "Saved. {summary}";
    SAVED_NOTHING = "Saved. No invoice changes its purchase order.";
    REVERSE = "Take the last save back";
    REVERSED = "The edits that take it back are here: look at what they move, then save them.";
    OVERTAKEN = "Somebody saved before you";
    OVERTAKEN_TEXT = "Nothing of yours is saved yet. Theirs is in the preview now, and yours on top of it: this is what saving would do now.";
    THEIRS = "What they have changed";
    THEIRS_NOTHING = "Nothing that moves an invoice";
    BOTH = "Changed by both";
    WHAT = "What";
    BEFORE = "Before";
    THEIRS_COLUMN = "Theirs";
    MINE_COLUMN = "Yours";
    EMPTY_VALUE = "nothing";
    DISCARD_MINE = "Discard mine";
    CLASH_ORDER = "{id}, {field}";
    CLASH_LINE = "{id}, line {line}, {field}";
    CLASH_CHARGE = "Charge {id}, {field}";
    TRY = "Only try it";
    WITH_OTHERS = "This joins the edits that you have not saved yet; save them together.";
    OVERTAKEN_KEPT = "Somebody saved before you. Your edit is kept: review what both change, then save.";
    UNDERWAY = "A save is under way";
    NOT_SAVED = "Not saved: {reason}";
    BUSY = "Others save all the time. Try again in a moment.";
}
