//! Who is billed: the names that documents carry.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::Planned;
use crate::Result;
use crate::charges::Occurrence;
use crate::write::Write;

/// The organisation with those of its accounts that documents are for.
#[derive(Debug)]
pub(super) struct Buyer {
    name: String,
    /// The management account, or the regular one.
    account: String,
    names: BTreeMap<String, String>,
}

/// Accounts that are asked for in one statement.
const ACCOUNTS_AT_ONCE: usize = 500;

impl Buyer {
    pub(super) async fn load(write: &mut Write, planned: &[Planned]) -> Result<Self> {
        let (organisation, connection) = write.parts();
        let (name, account, account_name): (String, String, String) = sqlx::query_as(
            "select o.name, a.id, a.name
             from organisations o
             join accounts a on a.organisation = o.id and a.role <> 'member'
             where o.id = $1",
        )
        .bind(organisation)
        .fetch_one(&mut *connection)
        .await?;
        let mut names = BTreeMap::from([(account.clone(), account_name)]);
        let needed: BTreeSet<&str> =
            planned.iter().filter_map(account_of).filter(|id| !names.contains_key(*id)).collect();
        let needed: Vec<&str> = needed.into_iter().collect();
        for chunk in needed.chunks(ACCOUNTS_AT_ONCE) {
            let places: Vec<String> =
                (0..chunk.len()).map(|index| format!("${}", index + 2)).collect();
            let statement = format!(
                "select id, name from accounts where organisation = $1 and id in ({})",
                places.join(",")
            );
            let mut select = sqlx::query_as(sqlx::AssertSqlSafe(statement)).bind(organisation);
            for id in chunk {
                select = select.bind(*id);
            }
            let rows: Vec<(String, String)> = select.fetch_all(&mut *connection).await?;
            names.extend(rows);
        }
        Ok(Self { name, account, names })
    }

    /// The account that a document bills: that of its charges, or where they are of several, the
    /// one that pays for all.
    pub(super) fn account_of<'a>(&'a self, document: &'a Planned) -> &'a str {
        account_of(document).unwrap_or(&self.account)
    }

    /// Organisation and account, a line each.
    pub(super) fn names_for(&self, account: &str) -> Vec<String> {
        let mut lines = vec![self.name.clone()];
        lines.extend(self.names.get(account).filter(|name| **name != self.name).cloned());
        lines
    }
}

fn account_of(document: &Planned) -> Option<&str> {
    match &document.correction {
        Some(correction) => Some(&correction.account),
        None => one_account(document.occurrences.iter()),
    }
}

/// The account that all are of, if it is one.
pub(super) fn one_account<'o>(
    occurrences: impl Iterator<Item = &'o Occurrence>,
) -> Option<&'o str> {
    let mut accounts = occurrences.map(|occurrence| occurrence.account.as_str());
    accounts.next().filter(|account| accounts.all(|other| other == *account))
}
