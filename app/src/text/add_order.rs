//! Texts about adding a purchase order, in two steps and a review.

texts! {
    "add_order";
    TITLE = "Add purchase order";
}
