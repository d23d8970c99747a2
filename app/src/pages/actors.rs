//! Who did something, as people call them.

use std::collections::HashMap;

use leptos::prelude::*;

use crate::page::Place;
use crate::server::{Known, KnownToken, Server};
use crate::text::history as texts;
use crate::ui::follow::memo;

const PEOPLE: &str = "organizations:ManageUsers";
const TOKENS: &str = "organizations:ManageTokens";

/// What people and tokens are called, by their ids, as far as one may know.
pub(super) fn names(server: Server) -> Memo<HashMap<String, String>> {
    let account = Place::here().account().map(str::to_owned);
    let path = |below: &str, action: &str| {
        let account = account.as_ref().filter(|_| server.refusal(action).is_none())?;
        Some(["/accounts/", account, below].concat())
    };
    let (people, tokens) = (path("/people?limit=100", PEOPLE), path("/tokens?limit=100", TOKENS));
    let people = server.follow_list::<Known>(move || people.clone());
    let tokens = server.follow_list::<KnownToken>(move || tokens.clone());
    memo(move || {
        let mut names: HashMap<String, String> = HashMap::new();
        server.person.with(|person| {
            if let Some(known) = person.known() {
                names.insert(known.user.id.clone(), known.user.name.clone());
            }
        });
        people.with(|people| {
            if let Some(Ok(people)) = people {
                let known = people.items.iter().map(|known| &known.user);
                names.extend(known.map(|user| (user.id.clone(), user.name.clone())));
            }
        });
        tokens.with(|tokens| {
            if let Some(Ok(tokens)) = tokens {
                names.extend(tokens.items.iter().map(|it| (it.id.clone(), it.name.clone())));
            }
        });
        names
    })
}

/// Whoever did it, as people call them.
pub(super) fn who(actor: &str, names: &HashMap<String, String>) -> String {
    match actor.split_once(':') {
        Some(("user", id)) => {
            names.get(id).cloned().unwrap_or_else(|| texts::SOMEBODY.with(&[("user", id)]))
        }
        Some(("token", id)) => {
            let name = names.get(id).map_or(id, String::as_str);
            texts::PROGRAM.with(&[("token", name)])
        }
        _ => texts::SYSTEM.into(),
    }
}
