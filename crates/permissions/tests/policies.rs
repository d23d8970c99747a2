//! What is told of the text of a policy: its faults, and its meaning in words.
#![expect(clippy::unwrap_used, reason = "a test stops loudly")]

use permissions::{
    Action, ManagedPolicy, POLICY_TEXT_MAX, PolicyBook, PolicyProblem, Principal, ProblemCode,
    Resource, ResourceKind, check_policy, summary,
};

fn problems(text: &str) -> Vec<PolicyProblem> {
    check_policy("own", text).unwrap_err()
}

/// Line, column and code of a problem.
type Place = (usize, usize, ProblemCode);

fn places(text: &str) -> Vec<Place> {
    problems(text).iter().map(|problem| (problem.line, problem.column, problem.code)).collect()
}

#[test]
fn a_sound_policy_has_no_problems() {
    let texts = [
        "permit (principal, action, resource);",
        "// A sentence.\n@reason(\"why\")\nforbid (principal, action, resource)\nunless { principal.management };",
        "permit (principal is Tieback::User, action in [Tieback::Action::\"invoicing:*\"], resource) \
         when { resource.account == \"222222222222\" };",
    ];
    for text in texts {
        assert_eq!(check_policy("own", text), Ok(()), "{text}");
    }
}

#[test]
fn every_fault_is_told_with_its_place_and_its_code() {
    use ProblemCode::*;
    let cases: [(&str, &[Place]); 13] = [
        ("", &[(1, 1, EmptyText)]),
        ("// Nothing.\n", &[(1, 1, EmptyText)]),
        ("permit (principal, action, resource)", &[(1, 37, Syntax)]),
        ("permit (principal, action, resource)\n\n\n", &[(1, 37, Syntax)]),
        (
            "permit (principal, action, resource);\nallow (principal, action, resource);",
            &[(2, 1, Syntax)],
        ),
        ("permit (principal == ?principal, action, resource);", &[(1, 22, Placeholder)]),
        (
            "permit (principal,\n  action == Tieback::Action::\"purchase-orders:Paint\",\n  resource);",
            &[(2, 13, UnknownAction)],
        ),
        ("permit (principal, action, resource is Tieback::Car);", &[(1, 40, UnknownKind)]),
        (
            "permit (principal, action, resource is Tieback::PurchaseOrder)\nwhen { resource.getTag(\"é\") == \"x\" };",
            &[(2, 8, MayBeAbsent)],
        ),
        (
            "permit (principal, action, resource)\nwhen { context.agreementType == \"x\" };",
            &[(2, 8, MayBeAbsent)],
        ),
        (
            "forbid (principal, action == Tieback::Action::\"invoicing:GetInvoice\", resource is Tieback::PurchaseOrder);",
            &[(1, 1, NeverApplies)],
        ),
        (
            "permit (principal, action, resource)\nwhen { \"é\" == \"é\" && resource.account == 7 };",
            &[(2, 22, WrongType)],
        ),
        (
            "permit (principal, action, resource is Tieback::Car);\npermit (principal, action, resource is Tieback::Bus);",
            &[(1, 40, UnknownKind), (2, 40, UnknownKind)],
        ),
    ];
    let mut told = String::new();
    for (text, expected) in cases {
        let found = places(text);
        if found != expected {
            told.push_str(&format!("{text}\n  {:#?}\n", problems(text)));
        }
    }
    assert_eq!(told, "");
}

#[test]
fn a_problem_says_what_to_do_with_what_was_written() {
    let text = "permit (principal, action == Tieback::Action::\"purchase-orders:GetPurchaseOrders\", resource);";
    let [problem] = &problems(text)[..] else { panic!("one problem is expected") };
    assert!(problem.message.contains("purchase-orders:GetPurchaseOrders"), "{}", problem.message);
    assert!(problem.message.contains(": name one of the list, such as `"), "{}", problem.message);
    assert!(!problem.message.contains("own#1"), "{}", problem.message);
    let json = serde_json::to_value(problem).unwrap();
    assert_eq!(json["code"], "UNKNOWN_ACTION");
    assert_eq!((json["line"].as_u64(), json["column"].as_u64()), (Some(1), Some(30)));
}

#[test]
fn a_fault_is_told_once_though_every_action_has_it() {
    let text = "permit (principal, action, resource)\nwhen { resource.colour == \"x\" || \
                context.agreementType == \"x\" };";
    let expected = [(2, 8, ProblemCode::UnknownAttribute), (2, 34, ProblemCode::MayBeAbsent)];
    assert_eq!(places(text), expected);
    for problem in problems("permit (principal, action, resource) when { resource.account == 7 };")
    {
        assert!(!problem.message.contains("own#"), "{}", problem.message);
    }
}

#[test]
fn an_id_is_short_plain_and_not_one_of_the_product() {
    let sound = "permit (principal, action, resource);";
    let code = |id: &str| check_policy(id, sound).unwrap_err()[0].code;
    assert_eq!(code(""), ProblemCode::InvalidId);
    assert_eq!(code("own#1"), ProblemCode::InvalidId);
    assert_eq!(code(&"x".repeat(101)), ProblemCode::InvalidId);
    assert_eq!(code("FullAccess"), ProblemCode::ReservedId);
    assert_eq!(code("OwnAccountOnly"), ProblemCode::ReservedId);
    assert_eq!(check_policy(&"x".repeat(100), sound), Ok(()));
    let both = check_policy("FullAccess", "permit").unwrap_err();
    assert_eq!(both.len(), 2, "the fault of the id and that of the text: {both:?}");
}

#[test]
fn a_text_has_a_longest_length() {
    let sound = "permit (principal, action, resource);";
    let padded = format!("{sound}{}", " ".repeat(POLICY_TEXT_MAX - sound.len()));
    assert_eq!(check_policy("own", &padded), Ok(()));
    assert_eq!(places(&format!("{padded} ")), [(1, 1, ProblemCode::TextTooLong)]);
}

#[test]
fn a_deeply_nested_text_is_a_problem_and_no_crash() {
    let policy = |condition: String| {
        format!("permit (principal, action, resource)\nwhen {{ {condition} }};")
    };
    for (open, inner, close) in [
        ("(", "true", ")"),
        ("!(", "true", ")"),
        ("[", "1", "]"),
        ("{a:", "1", "}"),
        ("if true then ", "true", " else false"),
        ("true && ", "true", ""),
        ("1 + ", "1 == 1", ""),
    ] {
        let [few, many] = [15, 600]
            .map(|depth| policy(format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))));
        let codes = |text: &str| {
            let problems = check_policy("own", text).err().unwrap_or_default();
            problems.iter().map(|problem| problem.code).collect::<Vec<_>>()
        };
        assert!(!codes(&few).contains(&ProblemCode::TooDeep), "{open}");
        assert_eq!(codes(&many), [ProblemCode::TooDeep], "{open}");
        assert_eq!(summary(&many), [""; 0]);
    }
    let dots = policy(format!("context{} == 1", ".a".repeat(700)));
    assert_eq!(places(&dots)[0].2, ProblemCode::TooDeep);
}

#[test]
fn a_policy_of_the_deepest_allowed_nesting_is_read_and_decides() {
    let chain = |link: &str, inner: &str, end: &str| {
        format!("{}{inner}{}", link.repeat(40), end.repeat(40))
    };
    for inner in [
        chain("true && ", "true", ""),
        chain("if true then ", "true", " else false"),
        format!("1{} == 41", " + 1".repeat(40)),
    ] {
        let condition = format!("{}{inner}{}", "(".repeat(15), ")".repeat(15));
        let text = format!("permit (principal, action, resource) when {{ {condition} }};");
        assert_eq!(check_policy("own", &text), Ok(()), "{text}");
        assert_eq!(summary(&text).len(), 1, "{text}");
        let person = Principal {
            user: "erika".to_owned(),
            account: "111111111111".to_owned(),
            is_management: true,
            policies: Vec::new(),
            scope: None,
        };
        let order = Resource::new(ResourceKind::PurchaseOrder, "PO-7", "111111111111");
        let book = PolicyBook::with_own([("own", &text)]).unwrap();
        assert!(book.decide(&person, Action::GetPurchaseOrder, &order).is_allowed(), "{text}");
    }
}

#[test]
fn a_book_is_refused_with_the_problems_of_all_its_policies() {
    let sound = "permit (principal, action, resource);";
    let texts = [
        ("a", "permit"),
        ("b", sound),
        ("c", "forbid (principal, action, resource) when { 1 };"),
        ("b", sound),
    ];
    let refused = PolicyBook::with_own(texts).unwrap_err();
    let found: Vec<_> =
        refused.problems.iter().map(|problem| (problem.policy.as_str(), problem.code)).collect();
    let expected = [
        ("a", ProblemCode::Syntax),
        ("c", ProblemCode::WrongType),
        ("b", ProblemCode::DuplicateId),
    ];
    assert_eq!(found, expected);
    assert_eq!(refused.to_string().lines().count(), 3, "{refused}");
}

#[test]
fn a_managed_policy_is_found_by_its_id_and_summed_up() {
    for &policy in ManagedPolicy::ALL {
        assert_eq!(policy.id().parse(), Ok(policy));
        let sentences = summary(policy.text());
        assert!(!sentences.is_empty());
        let begin = format!("Allows whoever has the policy `{policy}`: ");
        assert!(sentences.iter().all(|sentence| sentence.starts_with(&begin)), "{sentences:?}");
    }
    assert!("Purchase order viewer".parse::<ManagedPolicy>().is_err());
    assert_eq!(
        summary(ManagedPolicy::MarketplaceBuyer.text())[1],
        "Allows whoever has the policy `MarketplaceBuyer`: list the charges of an agreement, set \
         the purchase orders of charges, accept a payment request, if the agreement type is known \
         and the agreement type is `PurchaseAgreement`"
    );
}

#[test]
fn a_policy_is_summed_up_in_words() {
    for (text, expected) in [
        ("permit (principal, action, resource);", "Allows everybody: every action"),
        (
            r#"forbid (principal == Tieback::User::"erika", action == Tieback::Action::"purchase-orders:DeletePurchaseOrder", resource)
               unless { resource.hasTag("team") && resource.getTag("team") == "platform" };"#,
            "Forbids the person `erika`: delete a purchase order, unless there is the tag `team` \
             of the purchase order and the tag `team` of the purchase order is `platform`",
        ),
        (
            r#"forbid (principal, action in [Tieback::Action::"purchase-orders:*", Tieback::Action::"invoicing:PutUsage"], resource)
               when { !principal.management || context.tagKeys.contains("team") };"#,
            "Forbids everybody: every action of `purchase-orders`, hand in usage, if not (the \
             management account asks) or the request sets or removes the tag `team`",
        ),
        (
            r#"permit (principal, action, resource is Tieback::Invoice) when { resource.account like "2*" };"#,
            "Allows everybody: every action; only of the kind `Invoice`, if `resource.account \
             like \"2*\"`",
        ),
    ] {
        assert_eq!(summary(text), [expected]);
    }
    assert!(summary("permit").is_empty());
}
