//! Texts about what the organisation set up.

texts! {
    "settings";
    TITLE = "Settings";
}
