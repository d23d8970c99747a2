//! What can be done, in words: the actions that policies, tokens and the server name.

use leptos::prelude::*;

use crate::server::Server;
use crate::text::{Text, settings_actions as texts};
use crate::ui::Choice;

/// Each action by its name, service by service.
const ACTIONS: &[(&str, Text)] = &[
    ("purchase-orders:AddPurchaseOrder", texts::ADD_PURCHASE_ORDER),
    ("purchase-orders:UpdatePurchaseOrder", texts::UPDATE_PURCHASE_ORDER),
    ("purchase-orders:UpdatePurchaseOrderStatus", texts::UPDATE_PURCHASE_ORDER_STATUS),
    ("purchase-orders:DeletePurchaseOrder", texts::DELETE_PURCHASE_ORDER),
    ("purchase-orders:GetPurchaseOrder", texts::GET_PURCHASE_ORDER),
    ("purchase-orders:ListPurchaseOrders", texts::LIST_PURCHASE_ORDERS),
    ("purchase-orders:ListPurchaseOrderInvoices", texts::LIST_PURCHASE_ORDER_INVOICES),
    ("purchase-orders:TagResource", texts::TAG_RESOURCE),
    ("purchase-orders:UntagResource", texts::UNTAG_RESOURCE),
    ("purchase-orders:ListTagsForResource", texts::LIST_TAGS_FOR_RESOURCE),
    ("aws-marketplace:ViewSubscriptions", texts::VIEW_SUBSCRIPTIONS),
    ("aws-marketplace:Subscribe", texts::SUBSCRIBE),
    ("aws-marketplace:Unsubscribe", texts::UNSUBSCRIBE),
    ("aws-marketplace:ListAgreementCharges", texts::LIST_AGREEMENT_CHARGES),
    ("aws-marketplace:UpdatePurchaseOrders", texts::UPDATE_PURCHASE_ORDERS),
    ("aws-marketplace:CreateAgreementRequest", texts::CREATE_AGREEMENT_REQUEST),
    ("aws-marketplace:AcceptAgreementRequest", texts::ACCEPT_AGREEMENT_REQUEST),
    ("aws-marketplace:CancelAgreement", texts::CANCEL_AGREEMENT),
    ("aws-marketplace:SearchAgreements", texts::SEARCH_AGREEMENTS),
    ("aws-marketplace:DescribeAgreement", texts::DESCRIBE_AGREEMENT),
    ("aws-marketplace:AcceptAgreementPaymentRequest", texts::ACCEPT_AGREEMENT_PAYMENT_REQUEST),
    ("invoicing:ListInvoices", texts::LIST_INVOICES),
    ("invoicing:GetInvoice", texts::GET_INVOICE),
    ("invoicing:GetInvoicePDF", texts::GET_INVOICE_PDF),
    ("invoicing:CreateInvoiceRun", texts::CREATE_INVOICE_RUN),
    ("invoicing:CreateCreditMemo", texts::CREATE_CREDIT_MEMO),
    ("invoicing:RequestReissue", texts::REQUEST_REISSUE),
    ("invoicing:PutUsage", texts::PUT_USAGE),
    ("organizations:DescribeOrganization", texts::DESCRIBE_ORGANIZATION),
    ("organizations:ConfigureBillingIntegration", texts::CONFIGURE_INTEGRATION),
    ("organizations:ManageAccounts", texts::MANAGE_ACCOUNTS),
    ("organizations:ManageUsers", texts::MANAGE_USERS),
    ("organizations:ManagePolicies", texts::MANAGE_POLICIES),
    ("organizations:ManageTokens", texts::MANAGE_TOKENS),
    ("organizations:ManageEmbedSessions", texts::MANAGE_EMBED_SESSIONS),
    ("organizations:ManageSettings", texts::MANAGE_SETTINGS),
    ("organizations:ReadAudit", texts::READ_AUDIT),
    ("organizations:ReadOutbox", texts::READ_OUTBOX),
];

/// The services that actions belong to, in the order in which they are shown.
pub(super) const SERVICES: [(&str, Text); 4] = [
    ("purchase-orders", texts::OF_PURCHASE_ORDERS),
    ("aws-marketplace", texts::OF_MARKETPLACE),
    ("invoicing", texts::OF_INVOICES),
    ("organizations", texts::OF_ORGANISATION),
];

/// An action in words; one that is newer than these pages has its name.
pub(super) fn title(name: &str) -> String {
    let known = ACTIONS.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| name.to_owned(), |(_, title)| title.get().to_owned())
}

/// Every action in words.
pub(super) fn titles() -> impl Iterator<Item = Text> {
    ACTIONS.iter().map(|(_, title)| *title)
}

/// Whether an action belongs to a service.
pub(super) fn is_of(name: &str, service: &str) -> bool {
    name.split(':').next() == Some(service)
}

/// Every action that the server knows, to choose from.
pub(super) fn all(server: Server) -> Vec<Choice> {
    let choice = |name: String| {
        let service = SERVICES.iter().find(|(service, _)| is_of(&name, service));
        let title = title(&name);
        let label = match service {
            Some((_, service)) => [service.get(), ": ", &title].concat(),
            None => title,
        };
        Choice::new(name, label)
    };
    names(server, |_| true).into_iter().map(choice).collect()
}

/// The actions that whoever is signed in may do here.
pub(super) fn own(server: Server) -> Vec<String> {
    names(server, |is_allowed| is_allowed)
}

fn names(server: Server, is_wanted: fn(bool) -> bool) -> Vec<String> {
    server.access.with_untracked(|access| {
        let actions = access.as_ref().map(|access| access.actions.iter());
        let wanted = actions.into_iter().flatten().filter(|one| is_wanted(one.allowed));
        wanted.map(|one| one.action.clone()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_belongs_to_a_service_that_is_shown() {
        for (name, _) in ACTIONS {
            assert!(SERVICES.iter().any(|(service, _)| is_of(name, service)), "{name}");
        }
    }
}
