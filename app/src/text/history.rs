//! Texts about what was done to a purchase order.

texts! {
    "history";
    TITLE = "History";
}
