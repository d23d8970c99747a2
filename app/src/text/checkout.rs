//! Texts about accepting an offer: its quote, its payments, and the purchase orders of its charges.

texts! {
    "checkout";
    TITLE = "Accept an offer";
}
