//! What can be allowed or forbidden: every action of the product, by name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::ResourceKind::{self, Account, Agreement, Invoice, Organisation, PurchaseOrder};

/// Declares the actions from one table, so that none is without a name, a title or a resource.
macro_rules! actions {
    ($($variant:ident $name:literal $title:literal $kinds:expr;)+) => {
        /// What somebody may do, or not. Known outside by its name, which never changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $(#[doc = concat!($title, ": `", $name, "`.")] $variant,)+
        }

        impl Action {
            /// Every action, by service.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name that policies, tokens and the API use: `purchase-orders:AddPurchaseOrder`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// A short sentence for people: `Add a purchase order`.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// The kinds of resource that it can be asked about; any other is refused.
            pub fn resource_kinds(self) -> &'static [ResourceKind] {
                match self { $(Self::$variant => $kinds,)+ }
            }
        }
    };
}

actions! {
    AddPurchaseOrder "purchase-orders:AddPurchaseOrder"
        "Add a purchase order" &[PurchaseOrder];
    UpdatePurchaseOrder "purchase-orders:UpdatePurchaseOrder"
        "Change a purchase order" &[PurchaseOrder];
    UpdatePurchaseOrderStatus "purchase-orders:UpdatePurchaseOrderStatus"
        "Suspend or activate a purchase order" &[PurchaseOrder];
    DeletePurchaseOrder "purchase-orders:DeletePurchaseOrder"
        "Delete a purchase order" &[PurchaseOrder];
    GetPurchaseOrder "purchase-orders:GetPurchaseOrder"
        "See a purchase order" &[PurchaseOrder];
    ListPurchaseOrders "purchase-orders:ListPurchaseOrders"
        "List purchase orders" &[Organisation, Account];
    ListPurchaseOrderInvoices "purchase-orders:ListPurchaseOrderInvoices"
        "List the invoices of a purchase order" &[PurchaseOrder];
    TagResource "purchase-orders:TagResource"
        "Set tags of a purchase order" &[PurchaseOrder];
    UntagResource "purchase-orders:UntagResource"
        "Remove tags of a purchase order" &[PurchaseOrder];
    ListTagsForResource "purchase-orders:ListTagsForResource"
        "See the tags of a purchase order" &[PurchaseOrder];

    ViewSubscriptions "aws-marketplace:ViewSubscriptions"
        "See subscriptions" &[Organisation, Account, Agreement];
    Subscribe "aws-marketplace:Subscribe"
        "Subscribe to a product" &[Organisation, Account, Agreement];
    Unsubscribe "aws-marketplace:Unsubscribe"
        "End a subscription" &[Organisation, Account, Agreement];
    ListAgreementCharges "aws-marketplace:ListAgreementCharges"
        "List the charges of an agreement" &[Organisation, Account, Agreement];
    UpdatePurchaseOrders "aws-marketplace:UpdatePurchaseOrders"
        "Set the purchase orders of charges" &[Organisation, Account, Agreement];
    CreateAgreementRequest "aws-marketplace:CreateAgreementRequest"
        "Ask for an agreement" &[Organisation, Account, Agreement];
    AcceptAgreementRequest "aws-marketplace:AcceptAgreementRequest"
        "Accept an agreement" &[Organisation, Account, Agreement];
    CancelAgreement "aws-marketplace:CancelAgreement"
        "Cancel an agreement" &[Organisation, Account, Agreement];
    SearchAgreements "aws-marketplace:SearchAgreements"
        "List agreements" &[Organisation, Account, Agreement];
    DescribeAgreement "aws-marketplace:DescribeAgreement"
        "See an agreement" &[Organisation, Account, Agreement];
    AcceptAgreementPaymentRequest "aws-marketplace:AcceptAgreementPaymentRequest"
        "Accept a payment request" &[Organisation, Account, Agreement];

    ListInvoices "invoicing:ListInvoices"
        "List invoices" &[Organisation, Account];
    GetInvoice "invoicing:GetInvoice"
        "See an invoice" &[Invoice];
    GetInvoicePDF "invoicing:GetInvoicePDF"
        "Download an invoice" &[Invoice];
    CreateInvoiceRun "invoicing:CreateInvoiceRun"
        "Issue the invoices that are due" &[Organisation, Account];
    CreateCreditMemo "invoicing:CreateCreditMemo"
        "Issue a credit memo" &[Organisation, Account, Invoice];
    RequestReissue "invoicing:RequestReissue"
        "Ask for an invoice to be issued again" &[Invoice];
    PutUsage "invoicing:PutUsage"
        "Hand in usage" &[Organisation, Account, Agreement];

    DescribeOrganization "organizations:DescribeOrganization"
        "See the organisation" &[Organisation, Account];
    ConfigureIntegration "organizations:ConfigureBillingIntegration"
        "Switch the billing integration on or off" &[Organisation, Account];
    ManageAccounts "organizations:ManageAccounts"
        "Add and remove accounts" &[Organisation, Account];
    ManageUsers "organizations:ManageUsers"
        "Add and remove people, and attach policies" &[Organisation, Account];
    ManagePolicies "organizations:ManagePolicies"
        "Write policies" &[Organisation, Account];
    ManageTokens "organizations:ManageTokens"
        "Make and revoke tokens" &[Organisation, Account];
    ManageEmbedSessions "organizations:ManageEmbedSessions"
        "Show parts of this in another console" &[Organisation, Account];
    ManageSettings "organizations:ManageSettings"
        "Change settings" &[Organisation, Account];
    ReadAudit "organizations:ReadAudit"
        "Read the audit" &[Organisation, Account];
    ReadOutbox "organizations:ReadOutbox"
        "See e-mail that waits" &[Organisation, Account];
}

impl Action {
    /// The part of the name before the colon: `purchase-orders`.
    pub fn service(self) -> &'static str {
        self.name().split_once(':').map_or("", |(service, _)| service)
    }

    /// Whether it has a purchase order as its resource, with tags.
    pub fn on_purchase_order(self) -> bool {
        self.resource_kinds() == [PurchaseOrder]
    }

    /// The actions that must be allowed too. A decision asks for them as well.
    ///
    /// Accepting an agreement needs [`Action::UpdatePurchaseOrders`] only if purchase orders are
    /// supplied with it, which the caller knows, and asks for.
    pub fn needs(self) -> &'static [Self] {
        match self {
            Self::CreateAgreementRequest | Self::AcceptAgreementRequest => &[Self::Subscribe],
            Self::AcceptAgreementPaymentRequest => &[Self::UpdatePurchaseOrders],
            Self::SearchAgreements | Self::DescribeAgreement => &[Self::ViewSubscriptions],
            Self::CancelAgreement => &[Self::Unsubscribe],
            _ => &[],
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A text that names no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no action: write one such as `purchase-orders:GetPurchaseOrder`")]
pub struct UnknownAction(pub String);

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(name: &str) -> Result<Self, UnknownAction> {
        let found = Self::ALL.iter().copied().find(|action| action.name() == name);
        found.ok_or_else(|| UnknownAction(name.to_owned()))
    }
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_action_is_found_by_its_name_and_by_no_other() {
        for &action in Action::ALL {
            assert_eq!(action.name().parse(), Ok(action));
            let json = serde_json::to_string(&action).unwrap();
            assert_eq!(json, format!("\"{action}\""));
            assert_eq!(serde_json::from_str::<Action>(&json).unwrap(), action);
        }
        let names: BTreeSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        let unknown = "purchase-orders:Paint".parse::<Action>().unwrap_err();
        assert!(unknown.to_string().contains("`purchase-orders:Paint`"));
        assert!(serde_json::from_str::<Action>("\"AddPurchaseOrder\"").is_err());
    }

    #[test]
    fn only_actions_on_one_purchase_order_have_its_tags() {
        let without: Vec<_> = Action::ALL
            .iter()
            .filter(|action| action.service() == "purchase-orders" && !action.on_purchase_order())
            .collect();
        assert_eq!(without, [&Action::ListPurchaseOrders]);
        assert!(!Action::UpdatePurchaseOrders.on_purchase_order());
    }

    #[test]
    fn what_an_action_needs_can_be_asked_about_the_same_resource() {
        for action in Action::ALL {
            for needed in action.needs() {
                assert_eq!(needed.resource_kinds(), action.resource_kinds(), "{action}");
                assert!(needed.needs().is_empty(), "{action}");
            }
        }
    }
}
