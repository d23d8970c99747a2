//! Texts about adding and changing many purchase orders from a CSV file.

texts! {
    "import_orders";
    TITLE = "Import purchase orders";
}
