//! The accounts of the example, and the people who act in them.

use records::organisations::{
    self, IntegrationChange, NewAccount, NewOrganisation, OrganisationKind,
};
use records::people::{self, NewToken, NewUser};
use records::{Actor, Records, Result};

pub(super) const ORGANISATION: &str = "o-example";

/// The management account, and its two members.
pub(super) const MANAGEMENT: &str = "410000000001";
pub(super) const RESEARCH: &str = "410000000002";
pub(super) const RETAIL: &str = "410000000003";

pub(super) const ACCOUNTS: [&str; 3] = [MANAGEMENT, RESEARCH, RETAIL];

/// The one who may do most, and in whose name the story is told.
pub(super) const PERSON: &str = "u-ines";

/// A person: id, name, and what they may do in which account.
type Person = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const PEOPLE: [Person; 4] = [
    (
        "u-ines",
        "Ines Albrecht",
        &[(MANAGEMENT, "FullAccess"), (RESEARCH, "FullAccess"), (RETAIL, "FullAccess")],
    ),
    ("u-marek", "Marek Duda", &[(MANAGEMENT, "PurchaseOrderAdministrator")]),
    ("u-aiko", "Aiko Sato", &[(RESEARCH, "MarketplaceBuyer")]),
    ("u-thomas", "Thomas Okafor", &[(MANAGEMENT, "PurchaseOrderViewer")]),
];

/// The organisation, its accounts and people. None of them has a password. Gives a token of the
/// first person for each account.
pub(super) async fn invite(records: &Records) -> Result<Vec<(&'static str, String)>> {
    let actor = Actor::system("example");
    let account = NewAccount { id: MANAGEMENT.to_owned(), name: "Group".to_owned() };
    let new = NewOrganisation {
        id: Some(ORGANISATION.to_owned()),
        name: "Nordwind Group".to_owned(),
        kind: OrganisationKind::Organisation,
        account,
    };
    let organisation = organisations::create_organisation(records, &actor, new).await?.id;
    for (id, name, _) in PEOPLE {
        let email = format!("{}@nordwind.example", id.trim_start_matches("u-"));
        let user = NewUser { id: Some(id.to_owned()), email, name: name.to_owned() };
        people::create_user(records, user).await?;
    }
    let mut write = records.write(&organisation, &actor, None).await?;
    for (id, name) in [(RESEARCH, "Research"), (RETAIL, "Retail")] {
        let account = NewAccount { id: id.to_owned(), name: name.to_owned() };
        organisations::add_account(&mut write, account).await?;
    }
    for (user, _, grants) in PEOPLE {
        for (account, policy) in grants {
            people::grant(&mut write, account, user, policy).await?;
        }
    }
    organisations::set_integration(&mut write, IntegrationChange::On).await?;
    let mut tokens = Vec::new();
    for account in ACCOUNTS {
        let new = NewToken {
            name: "Example".to_owned(),
            account: account.to_owned(),
            scope: None,
            expires_at: None,
        };
        tokens.push((account, people::create_token(&mut write, PERSON, new).await?.0));
    }
    write.commit().await?;
    Ok(tokens)
}
