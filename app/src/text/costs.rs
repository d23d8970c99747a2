//! Texts about what was spent: by cost centre, purchase order, subscription and account.

texts! {
    "costs";
    TITLE = "Costs";
}
