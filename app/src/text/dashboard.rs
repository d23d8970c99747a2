//! Texts about the list of purchase orders of an account.

texts! {
    "dashboard";
    TITLE = "Purchase orders";
}
