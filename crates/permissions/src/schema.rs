//! The schema, loaded once, and a question in its words.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, Validator,
};

use crate::check::statements;
use crate::guard::Guard;
use crate::{Action, ManagedPolicy, Principal, Resource, ResourceKind};

/// The schema of policies, as text: what they can speak of.
pub const SCHEMA: &str = include_str!("schema.cedarschema");

/// What is the same for every organisation.
pub(crate) struct Shipped {
    pub(crate) validator: Validator,
    /// Guards and managed policies.
    pub(crate) policies: PolicySet,
    /// Each managed policy alone, for what it would allow.
    pub(crate) managed: Vec<(ManagedPolicy, PolicySet)>,
    actions: BTreeMap<Action, Entity>,
    kinds: BTreeMap<ResourceKind, EntityTypeName>,
    user: EntityTypeName,
    policy: EntityTypeName,
    request_tags: EntityUid,
}

/// Everything here is a part of the program, and fails for everybody or for nobody.
#[expect(clippy::expect_used, reason = "the texts are parts of the program, and tests load them")]
pub(crate) static SHIPPED: LazyLock<Shipped> =
    LazyLock::new(|| load().expect("the schema and the shipped policies are sound"));

type Failure = Box<dyn std::error::Error>;

fn load() -> Result<Shipped, Failure> {
    let (schema, _) = Schema::from_cedarschema_str(SCHEMA)?;
    let entities = schema.action_entities()?;
    let mut actions = BTreeMap::new();
    for &action in Action::ALL {
        let name = format!("Tieback::Action::\"{}\"", action.name()).parse()?;
        let entity = entities.get(&name).ok_or_else(|| format!("{action} is not in the schema"))?;
        actions.insert(action, entity.clone());
    }
    let mut kinds = BTreeMap::new();
    for &kind in ResourceKind::ALL {
        kinds.insert(kind, format!("Tieback::{}", kind.name()).parse()?);
    }
    let mut policies = PolicySet::new();
    for guard in Guard::ALL {
        for statement in statements(guard.id(), guard.text())? {
            policies.add(statement)?;
        }
    }
    let mut managed = Vec::new();
    for &policy in ManagedPolicy::ALL {
        let statements = statements(policy.id(), policy.text())?;
        for statement in &statements {
            policies.add(statement.clone())?;
        }
        managed.push((policy, PolicySet::from_policies(statements)?));
    }
    Ok(Shipped {
        validator: Validator::new(schema),
        policies,
        managed,
        actions,
        kinds,
        user: "Tieback::User".parse()?,
        policy: "Tieback::Policy".parse()?,
        request_tags: "Tieback::RequestTags::\"request\"".parse()?,
    })
}

/// What is known when policies are evaluated: who asks with their policies, and about what.
///
/// INVARIANT: it conforms to the schema, so that checked policies find what they speak of.
pub(crate) struct Question {
    principal: EntityUid,
    resource: EntityUid,
    context: Context,
    /// All but the action.
    things: [Entity; 3],
}

impl Question {
    pub(crate) fn new(principal: &Principal, resource: &Resource) -> Option<Self> {
        Self::of(principal, principal.policies.iter().map(String::as_str), resource)
    }

    /// The same of somebody who had every managed policy and no other.
    pub(crate) fn with_all_managed(principal: &Principal, resource: &Resource) -> Option<Self> {
        Self::of(principal, ManagedPolicy::ALL.iter().map(|policy| policy.id()), resource)
    }

    fn of<'a>(
        principal: &Principal,
        policies: impl Iterator<Item = &'a str>,
        resource: &Resource,
    ) -> Option<Self> {
        let shipped = &*SHIPPED;
        let user = uid(&shipped.user, &principal.user);
        let about = uid(shipped.kinds.get(&resource.kind)?, &resource.id);
        let user_attributes = HashMap::from([
            ("account".to_owned(), text(&principal.account)),
            ("management".to_owned(), RestrictedExpression::new_bool(principal.is_management)),
        ]);
        let policies: HashSet<_> = policies.map(|id| uid(&shipped.policy, id)).collect();
        let has_tags = resource.kind == ResourceKind::PurchaseOrder;
        let tags = resource.tags.iter().filter(|_| has_tags);
        let things = [
            Entity::new(user.clone(), user_attributes, policies).ok()?,
            Entity::new_with_tags(
                about.clone(),
                [("account".to_owned(), text(&resource.account))],
                [],
                tags.map(|(key, value)| (key.clone(), text(value))),
            )
            .ok()?,
            Entity::new_with_tags(
                shipped.request_tags.clone(),
                [],
                [],
                resource.request_tags.iter().map(|(key, value)| (key.clone(), text(value))),
            )
            .ok()?,
        ];
        let keys = resource.request_tags.keys().map(|key| text(key));
        let mut context = vec![
            (
                "requestTags".to_owned(),
                RestrictedExpression::new_entity_uid(shipped.request_tags.clone()),
            ),
            ("tagKeys".to_owned(), RestrictedExpression::new_set(keys)),
        ];
        if let Some(agreement_type) = &resource.agreement_type {
            context.push(("agreementType".to_owned(), text(agreement_type)));
        }
        let context = Context::from_pairs(context).ok()?;
        Some(Self { principal: user, resource: about, context, things })
    }

    /// The question for one action, in the form that an authoriser takes.
    pub(crate) fn about(&self, action: Action) -> Option<(Request, Entities)> {
        let action = SHIPPED.actions.get(&action)?;
        let request = Request::new(
            self.principal.clone(),
            action.uid(),
            self.resource.clone(),
            self.context.clone(),
            None,
        );
        let things = self.things.iter().chain([action]).cloned();
        Some((request.ok()?, Entities::from_entities(things, None).ok()?))
    }
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn text(value: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(value.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use cedar_policy::ValidationMode;

    use super::*;

    fn schema() -> &'static Schema {
        SHIPPED.validator.schema()
    }

    #[test]
    fn the_shipped_policies_are_valid_without_warnings() {
        let result = SHIPPED.validator.validate(&SHIPPED.policies, ValidationMode::Strict);
        assert!(result.validation_passed_without_warnings(), "{result:?}");
        for policy in ManagedPolicy::ALL {
            let scope = format!("principal in Tieback::Policy::\"{}\"", policy.id());
            let statements = statements(policy.id(), policy.text()).unwrap();
            for statement in statements {
                let constraint = statement.principal_constraint();
                let text = statement.to_cedar().unwrap();
                assert!(
                    text.contains(&scope),
                    "{policy} is not for those who have it: {constraint:?}"
                );
            }
        }
    }

    #[test]
    fn every_action_is_in_the_schema_and_every_action_of_the_schema_is_one() {
        let groups: BTreeSet<_> =
            schema().action_groups().map(|group| group.id().unescaped().to_owned()).collect();
        let schema_names: BTreeSet<_> =
            schema().actions().map(|action| action.id().unescaped().to_owned()).collect();
        let names: BTreeSet<_> =
            Action::ALL.iter().map(|action| action.name().to_owned()).collect();
        assert_eq!(&schema_names - &groups, names);
        let services = Action::ALL.iter().map(|action| format!("{}:*", action.service()));
        let older = ["ViewPurchaseOrders", "ModifyPurchaseOrders"];
        let older = older.iter().map(|name| format!("purchase-orders:{name}"));
        assert_eq!(groups, services.chain(older).collect());
    }

    #[test]
    fn every_action_is_in_the_group_of_its_service() {
        let entities = schema().action_entities().unwrap();
        for action in Action::ALL {
            let [name, group] = [action.name().to_owned(), format!("{}:*", action.service())]
                .map(|id| format!("Tieback::Action::\"{id}\"").parse::<EntityUid>().unwrap());
            assert!(entities.is_ancestor_of(&group, &name), "{action}");
        }
    }

    #[test]
    fn an_action_is_for_the_kinds_of_resource_that_the_schema_says() {
        for action in Action::ALL {
            let uid = SHIPPED.actions[action].uid();
            let of_schema: BTreeSet<_> = schema()
                .resources_for_action(&uid)
                .unwrap()
                .map(|kind| kind.basename().to_owned())
                .collect();
            let of_action: BTreeSet<_> =
                action.resource_kinds().iter().map(|kind| kind.name().to_owned()).collect();
            assert_eq!(of_schema, of_action, "{action}");
        }
    }

    #[test]
    fn every_question_conforms_to_the_schema() {
        for &action in Action::ALL {
            for &kind in action.resource_kinds() {
                let principal = Principal {
                    user: "a \"quoted\" name".to_owned(),
                    account: "111111111111".to_owned(),
                    is_management: true,
                    policies: vec!["FullAccess".to_owned(), "own".to_owned()],
                    scope: None,
                };
                let mut resource = Resource::new(kind, "", "111111111111");
                resource.tags.insert("team".to_owned(), "platform".to_owned());
                resource.request_tags.insert("cost centre".to_owned(), String::new());
                resource.agreement_type = Some("PurchaseAgreement".to_owned());
                let question = Question::new(&principal, &resource).unwrap();
                let (request, entities) = question.about(action).unwrap();
                let entities: Vec<_> = entities.into_iter().collect();
                Entities::from_entities(entities, Some(schema())).unwrap();
                Request::new(
                    request.principal().unwrap().clone(),
                    request.action().unwrap().clone(),
                    request.resource().unwrap().clone(),
                    request.context().unwrap().clone(),
                    Some(schema()),
                )
                .unwrap();
            }
        }
    }
}
