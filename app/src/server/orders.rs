//! What only the server knows of purchase orders.

outlook::answers! {
    /// A purchase order of a list that is asked by who made them: which one is enough.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct MadeOrder {
        pub(crate) id: String,
    }
}
