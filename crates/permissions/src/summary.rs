//! What a policy says, in words.

use cedar_policy::pst::{
    ActionConstraint, BinaryOp, Clause, Effect, EntityOrSlot, Expr, Literal, PrincipalConstraint,
    ResourceConstraint, UnaryOp, Var,
};
use cedar_policy::{Policy, pst};

use crate::Action;
use crate::check::statements;

/// What a text says, a sentence for each of its statements; none for a text that cannot be read.
///
/// Conditions on tags, accounts and agreement types are told in words, any other as it is written.
pub fn summary(text: &str) -> Vec<String> {
    let Ok(statements) = statements("", text) else {
        return Vec::new();
    };
    statements.iter().map(sentence).collect()
}

fn sentence(statement: &Policy) -> String {
    let Ok(policy) = statement.to_pst() else {
        return statement.to_string();
    };
    let body = policy.body();
    let effect = match body.effect {
        Effect::Permit => "Allows",
        Effect::Forbid => "Forbids",
    };
    let who = who(&body.principal);
    let (actions, resource) = (actions(&body.action), resource(&body.resource));
    let mut sentence = format!("{effect} {who}: {actions}{resource}");
    for clause in body.clauses() {
        let (word, condition) = match clause {
            Clause::When(condition) => ("if", condition),
            Clause::Unless(condition) => ("unless", condition),
        };
        sentence = format!("{sentence}, {word} {}", words(condition));
    }
    sentence
}

fn who(principal: &PrincipalConstraint) -> String {
    match principal {
        PrincipalConstraint::Any | PrincipalConstraint::Is(_) => "everybody".to_owned(),
        PrincipalConstraint::Eq(user) => format!("the person `{}`", id(user)),
        PrincipalConstraint::In(policy) | PrincipalConstraint::IsIn(_, policy) => {
            format!("whoever has the policy `{}`", id(policy))
        }
    }
}

fn id(thing: &EntityOrSlot) -> String {
    match thing {
        EntityOrSlot::Entity(entity) => entity.eid.to_string(),
        EntityOrSlot::Slot(slot) => slot.to_string(),
    }
}

fn actions(actions: &ActionConstraint) -> String {
    let named = match actions {
        ActionConstraint::Any => return "every action".to_owned(),
        ActionConstraint::Eq(action) => std::slice::from_ref(action),
        ActionConstraint::In(actions) => actions,
    };
    let titles: Vec<_> = named.iter().map(|action| title(&action.eid)).collect();
    titles.join(", ")
}

fn title(name: &str) -> String {
    match (name.parse::<Action>(), name.strip_suffix(":*")) {
        (Ok(action), _) => {
            let (first, rest) = action.title().split_at(1);
            first.to_lowercase() + rest
        }
        (_, Some(service)) => format!("every action of `{service}`"),
        _ => format!("every action of `{name}`"),
    }
}

fn resource(resource: &ResourceConstraint) -> String {
    match resource {
        ResourceConstraint::Any => String::new(),
        ResourceConstraint::Eq(thing) | ResourceConstraint::In(thing) => {
            format!("; only of `{}`", id(thing))
        }
        ResourceConstraint::Is(kind) | ResourceConstraint::IsIn(kind, _) => {
            format!("; only of the kind `{}`", kind.0.id.as_str())
        }
    }
}

fn words(condition: &Expr) -> String {
    in_words(condition).unwrap_or_else(|| format!("`{condition}`"))
}

fn in_words(condition: &Expr) -> Option<String> {
    match condition {
        Expr::UnaryOp { op: UnaryOp::Not, expr } => Some(format!("not ({})", words(expr))),
        Expr::GetAttr { expr, attr } if is(expr, Var::Principal) && attr == "management" => {
            Some("the management account asks".to_owned())
        }
        Expr::HasAttr { expr, attrs }
            if is(expr, Var::Context) && attrs.head == "agreementType" =>
        {
            Some("the agreement type is known".to_owned())
        }
        Expr::BinaryOp { op, left, right } => {
            let joined = |word| Some(format!("{} {word} {}", words(left), words(right)));
            match op {
                BinaryOp::And => joined("and"),
                BinaryOp::Or => joined("or"),
                BinaryOp::Eq => Some(format!("{} is {}", value(left)?, value(right)?)),
                BinaryOp::NotEq => Some(format!("{} is not {}", value(left)?, value(right)?)),
                BinaryOp::HasTag => Some(format!("there is {}", tag(left, right)?)),
                BinaryOp::Contains if is_tag_keys(left) => {
                    Some(format!("the request sets or removes the tag {}", value(right)?))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn value(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(Literal::String(text)) => Some(format!("`{text}`")),
        Expr::Literal(Literal::EntityUID(pst::EntityUID { eid, .. })) => {
            Some(match title_of(eid) {
                Some(title) => format!("“{title}”"),
                None => format!("`{eid}`"),
            })
        }
        Expr::Var(Var::Action) => Some("the action".to_owned()),
        Expr::Var(Var::Principal) => Some("the person".to_owned()),
        Expr::GetAttr { expr, attr } if attr == "account" => match &**expr {
            Expr::Var(Var::Principal) => Some("the account that asks".to_owned()),
            Expr::Var(Var::Resource) => Some("the account that owns it".to_owned()),
            _ => None,
        },
        Expr::GetAttr { expr, attr } if is(expr, Var::Context) && attr == "agreementType" => {
            Some("the agreement type".to_owned())
        }
        Expr::BinaryOp { op: BinaryOp::GetTag, left, right } => tag(left, right),
        _ => None,
    }
}

fn title_of(name: &str) -> Option<&'static str> {
    name.parse::<Action>().ok().map(Action::title)
}

fn tag(of: &Expr, key: &Expr) -> Option<String> {
    let key = value(key)?;
    match of {
        Expr::Var(Var::Resource) => Some(format!("the tag {key} of the purchase order")),
        Expr::GetAttr { expr, attr } if is(expr, Var::Context) && attr == "requestTags" => {
            Some(format!("the tag {key} of the request"))
        }
        _ => None,
    }
}

fn is(expr: &Expr, var: Var) -> bool {
    matches!(expr, Expr::Var(found) if *found == var)
}

fn is_tag_keys(expr: &Expr) -> bool {
    matches!(expr, Expr::GetAttr { expr, attr } if is(expr, Var::Context) && attr == "tagKeys")
}
