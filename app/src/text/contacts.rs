//! Texts about contacts of a purchase order, and what they are told.

texts! {
    "contacts";
    TITLE = "Contacts";
}
