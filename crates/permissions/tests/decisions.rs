//! What is allowed to whom.
#![expect(clippy::unwrap_used, reason = "a test stops loudly")]

use std::collections::BTreeSet;

use permissions::{
    Action, Decision, DenialReason, Guard, ManagedPolicy, PolicyBook, Principal, Resource,
    ResourceKind,
};

const PAYER: &str = "111111111111";
const MEMBER: &str = "222222222222";
const OTHER_MEMBER: &str = "333333333333";

fn person(policies: &[&str]) -> Principal {
    Principal {
        user: "erika".to_owned(),
        account: PAYER.to_owned(),
        is_management: true,
        policies: policies.iter().map(|&id| id.to_owned()).collect(),
        scope: None,
    }
}

fn member(policies: &[&str]) -> Principal {
    Principal { account: MEMBER.to_owned(), is_management: false, ..person(policies) }
}

fn order() -> Resource {
    Resource::new(ResourceKind::PurchaseOrder, "PO-7", PAYER)
}

/// Something of an account that the action can be asked about.
fn something(action: Action, account: &str) -> Resource {
    let kind = *action.resource_kinds().last().unwrap();
    let mut resource = Resource::new(kind, "X-1", account);
    resource.agreement_type = Some("PurchaseAgreement".to_owned());
    resource
}

fn own(text: &str) -> PolicyBook {
    PolicyBook::with_own([("own", text)]).unwrap()
}

fn reason(decision: Decision) -> DenialReason {
    decision.into_result().unwrap_err().reason
}

fn forbidden_by(id: &str) -> DenialReason {
    DenialReason::ForbiddenBy(id.to_owned())
}

/// Viewer, purchase order administrator, buyer, organisation administrator, full access, and last
/// full access in a member account. All on what their account owns, agreements being purchases.
const ROLES: &str = "
    aws-marketplace:AcceptAgreementPaymentRequest  . . B . F m
    aws-marketplace:AcceptAgreementRequest         . . B . F m
    aws-marketplace:CancelAgreement                . . B . F m
    aws-marketplace:CreateAgreementRequest         . . B . F m
    aws-marketplace:DescribeAgreement              . . B O F m
    aws-marketplace:ListAgreementCharges           . . B . F m
    aws-marketplace:SearchAgreements               . . B O F m
    aws-marketplace:Subscribe                      . . B . F m
    aws-marketplace:Unsubscribe                    . . B . F m
    aws-marketplace:UpdatePurchaseOrders           . . B . F m
    aws-marketplace:ViewSubscriptions              . . B O F m
    invoicing:CreateCreditMemo                     . . . O F .
    invoicing:CreateInvoiceRun                     . . . O F .
    invoicing:GetInvoice                           V A . O F m
    invoicing:GetInvoicePDF                        V A . O F m
    invoicing:ListInvoices                         V A . O F m
    invoicing:PutUsage                             . . . O F m
    invoicing:RequestReissue                       . . . O F m
    organizations:ConfigureBillingIntegration      . . . O F .
    organizations:DescribeOrganization             V A B O F m
    organizations:ManageAccounts                   . . . O F .
    organizations:ManageEmbedSessions              . . . O F m
    organizations:ManagePolicies                   . . . O F m
    organizations:ManageSettings                   . . . O F m
    organizations:ManageTokens                     . . . O F m
    organizations:ManageUsers                      . . . O F m
    organizations:ReadAudit                        . . . O F m
    organizations:ReadOutbox                       . . . O F m
    purchase-orders:AddPurchaseOrder               . A . O F .
    purchase-orders:DeletePurchaseOrder            . A . O F .
    purchase-orders:GetPurchaseOrder               V A . O F .
    purchase-orders:ListPurchaseOrderInvoices      V A . O F .
    purchase-orders:ListPurchaseOrders             V A . O F .
    purchase-orders:ListTagsForResource            V A . O F .
    purchase-orders:TagResource                    . A . O F .
    purchase-orders:UntagResource                  . A . O F .
    purchase-orders:UpdatePurchaseOrder            . A . O F .
    purchase-orders:UpdatePurchaseOrderStatus      . A . O F .
";

#[test]
fn each_role_may_what_the_table_says_and_nothing_else() {
    let book = PolicyBook::new();
    let mut names: Vec<_> = Action::ALL.iter().map(|action| action.name()).collect();
    names.sort_unstable();
    let mut table = String::from("\n");
    for name in names {
        let action: Action = name.parse().unwrap();
        let mut row = format!("    {name:46}");
        for (policy, letter) in ManagedPolicy::ALL.iter().zip("VABOF".chars()) {
            let decision = book.decide(&person(&[policy.id()]), action, &something(action, PAYER));
            row.push(' ');
            row.push(if decision.is_allowed() { letter } else { '.' });
        }
        let of_member = book.decide(&member(&["FullAccess"]), action, &something(action, MEMBER));
        row.push_str(if of_member.is_allowed() { " m" } else { " ." });
        table.push_str(&row);
        table.push('\n');
    }
    assert_eq!(table, ROLES, "the table is now:{table}");
}

#[test]
fn nothing_is_allowed_without_a_policy() {
    let books = [PolicyBook::new(), PolicyBook::default()];
    for (book, &action) in books.iter().flat_map(|book| Action::ALL.iter().map(move |a| (book, a)))
    {
        for policies in [&[][..], &["purchaseorderviewer"], &["FullAccess "], &["OwnAccountOnly"]] {
            let decision = book.decide(&person(policies), action, &something(action, PAYER));
            assert_eq!(reason(decision), DenialReason::NoPolicyAllows, "{action} {policies:?}");
        }
    }
}

#[test]
fn a_buyer_sets_purchase_orders_of_purchases_only() {
    let book = PolicyBook::new();
    let buyer = person(&["MarketplaceBuyer"]);
    let mut agreement = Resource::new(ResourceKind::Agreement, "agmt-1", PAYER);
    for (agreement_type, allowed) in
        [(None, false), (Some("ProposalAgreement"), false), (Some("PurchaseAgreement"), true)]
    {
        agreement.agreement_type = agreement_type.map(str::to_owned);
        for action in [
            Action::ListAgreementCharges,
            Action::UpdatePurchaseOrders,
            Action::AcceptAgreementPaymentRequest,
        ] {
            let decision = book.decide(&buyer, action, &agreement);
            assert_eq!(decision.is_allowed(), allowed, "{action} {agreement_type:?}");
        }
        assert!(book.decide(&buyer, Action::DescribeAgreement, &agreement).is_allowed());
    }
}

#[test]
fn an_action_is_refused_without_what_it_needs() {
    let book = own(
        r#"forbid (principal, action == Tieback::Action::"aws-marketplace:Subscribe", resource);"#,
    );
    let agreement = something(Action::Subscribe, PAYER);
    let buyer = person(&["MarketplaceBuyer"]);
    for action in [Action::CreateAgreementRequest, Action::AcceptAgreementRequest] {
        let denial = book.decide(&buyer, action, &agreement).into_result().unwrap_err();
        assert_eq!(denial.action, Action::Subscribe);
        assert_eq!(denial.reason, forbidden_by("own"));
    }
    assert!(book.decide(&buyer, Action::CancelAgreement, &agreement).is_allowed());
}

#[test]
fn a_member_account_touches_only_what_it_owns() {
    let book = PolicyBook::new();
    let person = member(&["FullAccess"]);
    for owner in [PAYER, OTHER_MEMBER] {
        for &action in Action::ALL {
            let decision = book.decide(&person, action, &something(action, owner));
            let expected = action == Action::DescribeOrganization;
            assert_eq!(decision.is_allowed(), expected, "{action} of {owner}");
        }
    }
    let foreign = Resource::new(ResourceKind::Invoice, "INV-1", OTHER_MEMBER);
    let denial = book.decide(&person, Action::GetInvoice, &foreign).into_result().unwrap_err();
    assert_eq!(denial.reason, forbidden_by(Guard::OwnAccountOnly.id()));
    assert_eq!(
        denial.to_string(),
        "`invoicing:GetInvoice` is refused: it belongs to another account: act in that account, \
         or in the management account"
    );
}

#[test]
fn the_management_account_touches_what_members_own() {
    let book = PolicyBook::new();
    for &action in Action::ALL {
        let decision = book.decide(&person(&["FullAccess"]), action, &something(action, MEMBER));
        assert!(decision.is_allowed(), "{action}");
    }
}

#[test]
fn no_own_policy_lifts_a_rule_of_the_product() {
    let book = own("permit (principal, action, resource);");
    let denied = book.decide(&member(&[]), Action::AddPurchaseOrder, &order());
    assert_eq!(reason(denied), forbidden_by(Guard::ManagementAccountOnly.id()));
    assert!(book.decide(&person(&[]), Action::AddPurchaseOrder, &order()).is_allowed());
}

#[test]
fn tags_of_a_purchase_order_decide() {
    let book = own(r#"permit (
               principal in Tieback::Policy::"own",
               action in Tieback::Action::"purchase-orders:*",
               resource is Tieback::PurchaseOrder
           ) when { resource.hasTag("team") && resource.getTag("team") == "platform" };"#);
    let mut order = order();
    let outcomes = [(None, false), (Some("data"), false), (Some("platform"), true)];
    for (team, allowed) in outcomes {
        order.tags = team.map(|team| ("team".to_owned(), team.to_owned())).into_iter().collect();
        for &action in Action::ALL.iter().filter(|action| action.on_purchase_order()) {
            let decision = book.decide(&person(&["own"]), action, &order);
            assert_eq!(decision.is_allowed(), allowed, "{action} {team:?}");
            assert!(!book.decide(&person(&[]), action, &order).is_allowed(), "{action}");
        }
    }
}

#[test]
fn tags_that_a_request_would_set_decide() {
    let book = own(r#"forbid (
               principal,
               action in [
                   Tieback::Action::"purchase-orders:AddPurchaseOrder",
                   Tieback::Action::"purchase-orders:TagResource"
               ],
               resource
           ) unless {
               context.requestTags.hasTag("team") && context.requestTags.getTag("team") like "eu-*"
           };
           forbid (principal, action == Tieback::Action::"purchase-orders:UntagResource", resource)
           when { context.tagKeys.contains("team") };"#);
    let administrator = person(&["PurchaseOrderAdministrator"]);
    for (action, tag, allowed) in [
        (Action::AddPurchaseOrder, None, false),
        (Action::AddPurchaseOrder, Some(("team", "us-1")), false),
        (Action::AddPurchaseOrder, Some(("team", "eu-1")), true),
        (Action::TagResource, Some(("stage", "eu-1")), false),
        (Action::TagResource, Some(("team", "eu-1")), true),
        (Action::UntagResource, Some(("team", "")), false),
        (Action::UntagResource, Some(("stage", "")), true),
    ] {
        let mut order = order();
        order.tags.insert("team".to_owned(), "us-1".to_owned());
        order.request_tags =
            tag.map(|(key, value)| (key.to_owned(), value.to_owned())).into_iter().collect();
        let decision = book.decide(&administrator, action, &order);
        assert_eq!(decision.is_allowed(), allowed, "{action} {tag:?}");
    }
}

#[test]
fn forbidding_wins_over_every_policy_that_allows() {
    let forbid = r#"forbid (principal == Tieback::User::"erika", action, resource is Tieback::PurchaseOrder);"#;
    let texts = [("allow-all", "permit (principal, action, resource);"), ("not-erika", forbid)];
    for order_of_texts in [texts, [texts[1], texts[0]]] {
        let book = PolicyBook::with_own(order_of_texts).unwrap();
        let decision = book.decide(&person(&["FullAccess"]), Action::GetPurchaseOrder, &order());
        assert_eq!(reason(decision), forbidden_by("not-erika"));
        let max = Principal { user: "max".to_owned(), ..person(&[]) };
        assert!(book.decide(&max, Action::GetPurchaseOrder, &order()).is_allowed());
    }
}

#[test]
fn an_own_policy_that_names_itself_is_for_those_who_have_it() {
    let book = own(
        r#"permit (principal in Tieback::Policy::"own", action in Tieback::Action::"invoicing:*", resource);"#,
    );
    let invoice = Resource::new(ResourceKind::Invoice, "INV-1", PAYER);
    let (with, without) = (person(&["own"]), person(&["other"]));
    assert!(book.decide(&with, Action::GetInvoice, &invoice).is_allowed());
    assert!(!book.decide(&without, Action::GetInvoice, &invoice).is_allowed());
}

#[test]
fn the_policies_of_one_organisation_are_not_those_of_another() {
    let ours = own("permit (principal, action, resource);");
    let theirs = PolicyBook::new();
    assert!(ours.decide(&person(&[]), Action::GetPurchaseOrder, &order()).is_allowed());
    assert!(!theirs.decide(&person(&["own"]), Action::GetPurchaseOrder, &order()).is_allowed());
}

#[test]
fn the_older_actions_stand_for_those_of_today() {
    for (older, expected) in [
        (
            "ViewPurchaseOrders",
            &[
                Action::GetPurchaseOrder,
                Action::ListPurchaseOrders,
                Action::ListPurchaseOrderInvoices,
                Action::GetInvoicePDF,
            ][..],
        ),
        (
            "ModifyPurchaseOrders",
            &[
                Action::AddPurchaseOrder,
                Action::UpdatePurchaseOrder,
                Action::UpdatePurchaseOrderStatus,
                Action::DeletePurchaseOrder,
            ],
        ),
    ] {
        let book = own(&format!(
            "permit (principal, action in Tieback::Action::\"purchase-orders:{older}\", resource);"
        ));
        let allowed = |action: &&Action| {
            book.decide(&person(&[]), **action, &something(**action, PAYER)).is_allowed()
        };
        let found: Vec<_> = Action::ALL.iter().filter(allowed).copied().collect();
        assert_eq!(found, expected, "{older}");
    }
}

#[test]
fn a_scope_narrows_and_never_widens() {
    let book = PolicyBook::new();
    let scope = BTreeSet::from([Action::GetPurchaseOrder, Action::AcceptAgreementRequest]);
    let token = Principal { scope: Some(scope.clone()), ..person(&["FullAccess"]) };
    for &action in Action::ALL {
        let decision = book.decide(&token, action, &something(action, PAYER));
        assert_eq!(decision.is_allowed(), action == Action::GetPurchaseOrder, "{action}");
    }
    let denial =
        book.decide(&token, Action::DeletePurchaseOrder, &order()).into_result().unwrap_err();
    assert_eq!(denial.code(), "OUTSIDE_SCOPE");
    assert_eq!(
        denial.to_string(),
        "this token or session was made without `purchase-orders:DeletePurchaseOrder`: \
         use one whose scope has it"
    );
    let without = Principal { scope: Some(scope), ..person(&[]) };
    let decision = book.decide(&without, Action::GetPurchaseOrder, &order());
    assert_eq!(reason(decision), DenialReason::NoPolicyAllows);
}

#[test]
fn a_denial_names_the_policies_that_would_help() {
    let book = PolicyBook::new();
    let denied = |policies: &[&str], action, resource: &Resource| {
        book.decide(&person(policies), action, resource).into_result().unwrap_err()
    };
    let denial = denied(&["PurchaseOrderViewer"], Action::AddPurchaseOrder, &order());
    assert_eq!(denial.code(), "NO_POLICY_ALLOWS");
    assert_eq!(
        denial.to_string(),
        "no policy of yours allows `purchase-orders:AddPurchaseOrder`: ask an administrator of \
         the organisation for the policy `PurchaseOrderAdministrator`, \
         `OrganisationAdministrator` or `FullAccess`"
    );
    assert_eq!(
        denial.of("marek@example.com"),
        "no policy of `marek@example.com` allows `purchase-orders:AddPurchaseOrder`: attach \
         `PurchaseOrderAdministrator`, `OrganisationAdministrator` or `FullAccess` to them"
    );
    // Not the policy that somebody has, and not one whose condition does not hold.
    let agreement = Resource::new(ResourceKind::Agreement, "agmt-1", PAYER);
    let denial = denied(&["MarketplaceBuyer"], Action::UpdatePurchaseOrders, &agreement);
    assert_eq!(denial.would_allow, [ManagedPolicy::FullAccess]);
    assert!(denial.to_string().ends_with("for the policy `FullAccess`"));
}

#[test]
fn an_action_on_the_wrong_kind_of_thing_is_refused() {
    let invoice = Resource::new(ResourceKind::Invoice, "INV-1", PAYER);
    let decision =
        PolicyBook::new().decide(&person(&["FullAccess"]), Action::ListPurchaseOrders, &invoice);
    let denial = decision.into_result().unwrap_err();
    assert_eq!(denial.reason, DenialReason::NotOfThisKind(ResourceKind::Invoice));
    assert_eq!(
        denial.to_string(),
        "`purchase-orders:ListPurchaseOrders` is not for an invoice: ask about the organisation \
         or an account"
    );
}

#[test]
fn a_policy_that_fails_to_forbid_refuses_and_one_that_fails_to_allow_does_not_allow() {
    let overflow = "when { 9223372036854775807 + 1 == 0 };";
    let book = own(&format!("forbid (principal, action, resource) {overflow}"));
    let decision = book.decide(&person(&["FullAccess"]), Action::GetPurchaseOrder, &order());
    let denial = decision.into_result().unwrap_err();
    assert_eq!(denial.reason, DenialReason::Undecided("own".to_owned()));
    assert!(denial.to_string().contains("`own` could not be evaluated"));

    let book = own(&format!("permit (principal, action, resource) {overflow}"));
    let decision = book.decide(&person(&[]), Action::GetPurchaseOrder, &order());
    assert_eq!(reason(decision), DenialReason::NoPolicyAllows);
    let decision = book.decide(&person(&["FullAccess"]), Action::GetPurchaseOrder, &order());
    assert!(decision.is_allowed());
}
