//! Texts of the first steps on example data.

texts! {
    "first_run";
    TITLE = "First steps with the example data";
    PREVIEW = "See which purchase order each invoice will use";
    WHY = "Open an invoice and read why";
    SUSPEND = "Suspend a purchase order and see what moves, without saving";
    NAME = "Give a charge a purchase order";
    CLOSE = "Close a month";
    TAKEN = "(done)";
    DISMISS = "Do not show this again";
    FILES = "All data here is made up, and gone when the server ends. With files of your own, nothing leaves this browser:";
    FILES_LINK = "own files";
}
