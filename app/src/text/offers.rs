//! Texts about what sellers offer the account.

texts! {
    "offers";
    TITLE = "Offers";
}
