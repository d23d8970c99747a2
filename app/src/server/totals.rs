//! What was invoiced, in sums, as far as pages read it.

outlook::answers! {
    /// The sums of documents of one currency that belong together.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct TotalsRow {
        /// What they have in common; none for those without.
        pub(crate) key: Option<String>,
        pub(crate) currency: String,
        pub(crate) invoiced: String,
        pub(crate) credited: String,
        /// Invoiced less credited.
        pub(crate) total: String,
        pub(crate) count: usize,
    }
}
