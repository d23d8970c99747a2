//! Choosing the policies of somebody, account by account.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::People;
use crate::frame::loading;
use crate::pages::settings::organisation::account_name;
use crate::pages::settings::policies::{badges, policy_name, purpose};
use crate::pages::settings::whole::at_hand;
use crate::server::{Grants, Policy};
use crate::text::settings_people as texts;
use crate::ui::follow::{follow, memo};
use crate::ui::{Checkbox, Choice, Field, Select};

/// Policies by account.
pub(super) type ByAccount = BTreeMap<String, BTreeSet<String>>;

/// What is chosen.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    pub(super) by_account: RwSignal<ByAccount>,
    account: RwSignal<String>,
}

impl Chosen {
    /// Begins with what is attached, in the account that is open.
    pub(super) fn new(people: People, grants: &[Grants]) -> Self {
        let account = people.here.account.get_value();
        let is_there = grants.is_empty() || grants.iter().any(|it| it.account == account);
        let first = grants.first().map(|first| first.account.clone()).unwrap_or_default();
        Self {
            by_account: RwSignal::new(by_account(grants)),
            account: RwSignal::new(if is_there { account } else { first }),
        }
    }

    /// What of it is another than before, account by account.
    pub(super) fn changes(self, before: &ByAccount) -> Vec<(String, Vec<String>)> {
        self.by_account.with_untracked(|now| changes(before, now))
    }

    fn set(self, policy: &str, is_chosen: bool) {
        let account = self.account.get_untracked();
        self.by_account.update(|all| {
            let policies = all.entry(account.clone()).or_default();
            if is_chosen {
                policies.insert(policy.to_owned());
            } else {
                policies.remove(policy);
            }
            if policies.is_empty() {
                all.remove(&account);
            }
        });
    }
}

fn changes(before: &ByAccount, now: &ByAccount) -> Vec<(String, Vec<String>)> {
    let accounts: BTreeSet<&String> = now.keys().chain(before.keys()).collect();
    let changed = accounts.into_iter().filter(|id| now.get(*id) != before.get(*id));
    let policies = |id: &String| now.get(id).into_iter().flatten().cloned().collect();
    changed.map(|id| (id.clone(), policies(id))).collect()
}

pub(super) fn by_account(grants: &[Grants]) -> ByAccount {
    let own = |grants: &Grants| (grants.account.clone(), grants.policies.iter().cloned().collect());
    grants.iter().map(own).collect()
}

/// An account, and its policies to tick.
pub(super) fn editor(people: People, chosen: Chosen, error: Signal<Option<String>>) -> AnyView {
    let accounts = Signal::derive(move || {
        let choice = |account: crate::server::OwnAccount| {
            Choice::new(account.id.clone(), [&account.name, " · ", &account.id].concat())
        };
        at_hand(people.accounts).into_iter().map(choice).collect::<Vec<_>>()
    });
    let policies = memo(move || match people.policies.get() {
        Some(Ok(policies)) => Some(policies),
        Some(Err(_)) | None => None,
    });
    view! {
        <Field label=texts::ACCOUNT hint=texts::ACCOUNT_HINT error=error>
            <Select
                choices=accounts
                value=chosen.account
                on_change=move |id: String| chosen.account.set(id)
            />
        </Field>
        <fieldset class="settings-fieldset">
            <legend>
                {follow(move || {
                    let account = chosen.account.get();
                    texts::POLICIES_IN.with(&[("account", &account_name(people.accounts, &account))])
                })}
            </legend>
            {follow(move || match policies.get() {
                None => loading(),
                Some(policies) => {
                    let boxes: Vec<AnyView> =
                        policies.into_iter().map(|policy| tick(chosen, policy)).collect();
                    boxes.into_any()
                }
            })}
        </fieldset>
        <div role="status">
            {follow(move || summary(people, chosen.by_account.get()))}
        </div>
    }
    .into_any()
}

fn tick(chosen: Chosen, policy: Policy) -> AnyView {
    let Policy { id, description, .. } = policy;
    let is_chosen = {
        let id = id.clone();
        memo(move || {
            let account = chosen.account.get();
            chosen.by_account.with(|all| all.get(&account).is_some_and(|ids| ids.contains(&id)))
        })
    };
    let name = policy_name(&id);
    let description = purpose(&id).map_or(description, String::from);
    let change = move |is: bool| chosen.set(&id, is);
    if description.is_empty() {
        return view! { <Checkbox label=name checked=is_chosen on_change=change /> }.into_any();
    }
    view! { <Checkbox label=name hint=description checked=is_chosen on_change=change /> }.into_any()
}

/// What all of it comes to, whichever account is in view.
fn summary(people: People, all: ByAccount) -> AnyView {
    if all.is_empty() {
        return view! { <p class="hint">{texts::NOTHING_CHOSEN.get()}</p> }.into_any();
    }
    let row = |(account, policies): (String, BTreeSet<String>)| {
        let policies: Vec<String> = policies.into_iter().collect();
        view! {
            <div class="settings-grant">
                <dt>{account_name(people.accounts, &account)}</dt>
                <dd class="badges">{badges(&policies)}</dd>
            </div>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = all.into_iter().map(row).collect();
    view! {
        <p class="settings-label">{texts::ALL_CHOSEN.get()}</p>
        <dl class="settings-grants">{rows}</dl>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(rows: &[(&str, &[&str])]) -> ByAccount {
        let set = |ids: &&[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        rows.iter().map(|(account, ids)| ((*account).to_owned(), set(ids))).collect()
    }

    #[test]
    fn only_accounts_whose_policies_are_others_are_changed() {
        let before = all(&[("1", &["A"]), ("2", &["B"]), ("3", &["C"])]);
        let now = all(&[("1", &["A"]), ("2", &["A", "B"]), ("4", &["D"])]);
        let expected: Vec<(String, Vec<String>)> = vec![
            ("2".to_owned(), vec!["A".to_owned(), "B".to_owned()]),
            ("3".to_owned(), Vec::new()),
            ("4".to_owned(), vec!["D".to_owned()]),
        ];
        assert_eq!(changes(&before, &now), expected);
    }
}
