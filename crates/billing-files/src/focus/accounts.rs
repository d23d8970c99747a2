//! Billing accounts: a preview is one payer's, so of every provider one account is taken.

use std::collections::{BTreeMap, BTreeSet};

use super::FocusOptions;
use super::groups::Group;
use super::report::{BillingAccount, Report};
use crate::problem::{FileCode, Findings, Place};
use procurement::sorting::gather;

type Accounts = BTreeMap<String, BTreeMap<String, u64>>;

/// What becomes of an account that is named and that no row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    Refused,
    Ignored,
}

/// The groups of the billing accounts that are taken.
pub(super) fn choose(
    groups: Vec<Group>,
    options: &FocusOptions,
    unknown: Unknown,
    report: &mut Report,
    findings: &mut Findings,
) -> Vec<Group> {
    let mut accounts = Accounts::new();
    for group in &groups {
        let of_provider = accounts.entry(group.facts.provider.clone()).or_default();
        *of_provider.entry(group.facts.billing_account.clone()).or_default() += group.rows;
    }
    let wanted: BTreeSet<&str> = gather(options.billing_accounts.iter().map(|id| id.trim()));
    let files = report.files.join(", ");
    let place = Place::file(&files).column("BillingAccountId");
    // Its rows may be among those that were refused.
    let is_told = unknown == Unknown::Refused && findings.is_empty();
    for id in wanted.iter().filter(|_| is_told) {
        let is_there = accounts.values().any(|of_provider| of_provider.contains_key(*id));
        if !is_there && !accounts.is_empty() {
            let message =
                format!("no row is of billing account {id}: there are {}", list(&accounts));
            findings.add(place, FileCode::UnknownBillingAccount, message);
        }
    }
    let mut taken = BTreeSet::new();
    for (provider, of_provider) in &accounts {
        let mut candidates: Vec<_> =
            of_provider.keys().filter(|id| wanted.contains(id.as_str())).collect();
        if candidates.is_empty() {
            candidates = of_provider.keys().collect();
        }
        if let [one] = candidates[..] {
            taken.insert((provider.clone(), one.clone()));
        } else {
            let message = format!(
                "{provider} has several billing accounts, whose invoices are never one: choose one of {}",
                describe(of_provider)
            );
            findings.add(place, FileCode::SeveralBillingAccounts, message);
        }
    }
    for (provider, of_provider) in accounts {
        for (id, rows) in of_provider {
            let is_taken = taken.contains(&(provider.clone(), id.clone()));
            report.rows_left_out += if is_taken { 0 } else { rows };
            let provider = provider.clone();
            report.billing_accounts.push(BillingAccount { provider, id, rows, taken: is_taken });
        }
    }
    let is_taken = |group: &Group| {
        taken.contains(&(group.facts.provider.clone(), group.facts.billing_account.clone()))
    };
    groups.into_iter().filter(is_taken).collect()
}

fn list(accounts: &Accounts) -> String {
    let all: Vec<_> = accounts
        .iter()
        .map(|(provider, of_provider)| format!("{} of {provider}", describe(of_provider)))
        .collect();
    all.join("; ")
}

fn describe(accounts: &BTreeMap<String, u64>) -> String {
    let all: Vec<_> = accounts
        .iter()
        .map(|(id, rows)| format!("{id} ({rows} {})", if *rows == 1 { "row" } else { "rows" }))
        .collect();
    all.join(", ")
}
