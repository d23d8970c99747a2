//! A purchase order as the server keeps it: what stands beside it, what is done to it and told of
//! it, as far as pages read that.

use std::collections::BTreeMap;

outlook::answers! {
    /// What the server knows of a purchase order beside the facts of its snapshot.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct KeptOrder {
        /// `person` or `marketplace`.
        pub(crate) made_by: String,
        pub(crate) updated_at: String,
        pub(crate) expiration_month: String,
    }

    /// What the documents of a purchase order sum to.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct OrderTotals {
        pub(crate) totals: Vec<InvoicedSum>,
    }

    /// The sum of one currency.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct InvoicedSum {
        pub(crate) currency: String,
        pub(crate) invoiced: String,
        pub(crate) credited: String,
        pub(crate) total: String,
    }

    /// A message to a contact.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct OrderMessage {
        pub(crate) purchase_order: String,
        pub(crate) recipient: String,
        pub(crate) subject: String,
        /// `pending`, `sent` or `dead`.
        pub(crate) state: String,
        pub(crate) created_at: String,
        pub(crate) sent_at: Option<String>,
    }

    /// Somebody by their id and name.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Known {
        pub(crate) user: KnownName,
    }

    /// What they are called.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct KnownName {
        pub(crate) id: String,
        pub(crate) name: String,
    }

    /// A program by the id and the name of its token.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct KnownToken {
        pub(crate) id: String,
        pub(crate) name: String,
    }

    /// A change of a purchase order, as it was written down.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct OrderChange {
        pub(crate) at: String,
        /// `user:…`, `token:…` or `system`.
        pub(crate) actor: String,
        /// What was done, such as `purchase-orders:UpdatePurchaseOrder`.
        pub(crate) action: String,
        pub(crate) before: Option<OrderRecord>,
        pub(crate) after: Option<OrderRecord>,
    }

    /// A purchase order as it was. Whatever it lacks was not told.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub(crate) struct OrderRecord {
        pub(crate) made_by: Option<String>,
        pub(crate) description: Option<String>,
        pub(crate) bill_from: Option<Vec<String>>,
        pub(crate) currency: Option<String>,
        pub(crate) effective_month: Option<String>,
        pub(crate) expiration_month: Option<String>,
        pub(crate) updated_at: Option<String>,
        pub(crate) suspended: Option<bool>,
        pub(crate) tax_registration_numbers: Option<Vec<String>>,
        pub(crate) invoice_units: Option<Vec<String>>,
        pub(crate) ship_to: Option<String>,
        pub(crate) contacts: Option<Vec<ContactRecord>>,
        pub(crate) tags: Option<BTreeMap<String, String>>,
        pub(crate) line_items: Option<Vec<LineRecord>>,
    }

    /// A contact as it was.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct ContactRecord {
        pub(crate) name: Option<String>,
        pub(crate) email: String,
        pub(crate) phone: Option<String>,
    }

    /// A line as it was.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct LineRecord {
        pub(crate) number: String,
        pub(crate) type_: String,
        pub(crate) start_month: String,
        pub(crate) end_month: String,
        pub(crate) amount: String,
        pub(crate) quantity: String,
        pub(crate) balance_tracking: Option<bool>,
        pub(crate) tax: Option<TaxRecord>,
        pub(crate) description: Option<String>,
        pub(crate) cost_center: Option<String>,
    }

    /// The tax of a line as it was.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct TaxRecord {
        /// `percent` or `absolute`.
        pub(crate) type_: String,
        pub(crate) value: String,
    }
}
