//! Tokens against every route: the action that a route tells is the one that it asks for.

use std::collections::BTreeSet;

use permissions::Action;

use super::super::harness::{MANAGEMENT, Server, Who, on_both, on_sqlite};
use super::fixture::{Fixture, Shown};
use super::{Asking, OF_SESSIONS, call, routes_of_the_api, rows};
use crate::api::table::Access;

/// The routes that need an action, each with it.
fn routes_of_actions() -> Vec<(Asking, Action)> {
    let with_action = |route: Asking| match route.access {
        Access::Action(action) => Some((route, action)),
        Access::Anyone | Access::SignedIn => None,
    };
    routes_of_the_api().into_iter().filter_map(with_action).collect()
}

/// What whoever belongs to an account may, whatever else they may there.
const OF_EVERYBODY_THERE: [&str; 2] = ["listenToEvents", "getAccess"];

/// Everybody's routes and those of a person's own are told so, and all else needs an action.
#[test]
fn what_is_done_in_an_account_needs_an_action() {
    for route in routes_of_the_api() {
        let is_of_everybody = OF_EVERYBODY_THERE.contains(&route.operation);
        let in_account = route.path.contains("{account}") && !is_of_everybody;
        let needs_action = matches!(route.access, Access::Action(_));
        assert_eq!(in_account, needs_action, "{}", route.operation);
    }
}

mod a_token_without_the_action_of_a_route_is_refused {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        on_sqlite(all_but_one).await;
    }
}

async fn all_but_one(server: Server) {
    let fixture = Fixture::new(server).await;
    let mut wrong = Vec::new();
    for (route, action) in routes_of_actions() {
        let scope = Action::ALL.iter().copied().filter(|other| *other != action).collect();
        let shown = Shown::Token(fixture.token(Who::Owner, Some(scope)).await.0);
        let answer = call(&fixture, &route, &shown, Who::Owner, MANAGEMENT, 403).await.unwrap();
        // The sentence names the action that the token lacks.
        let is_told = answer.text.contains(&format!("made without `{action}`"));
        if answer.status.as_u16() != 403 || !is_told {
            wrong.push(format!("{} {}: {}", route.operation, answer.status, answer.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

mod a_token_with_the_action_of_a_route_alone_is_enough {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        on_sqlite(one_alone).await;
    }
}

/// What else is needed: for tags that come with a purchase order, for what else is shown, and for
/// a list, which is compared with what is there.
fn more(operation: &str) -> &'static [Action] {
    match operation {
        "createPurchaseOrder" => &[Action::TagResource],
        "importPurchaseOrders" => &[Action::ListPurchaseOrders],
        "previewAccount" | "explainPreviewed" | "getSnapshot" | "createInvoiceRun" => {
            &[Action::GetPurchaseOrder]
        }
        _ => &[],
    }
}

async fn one_alone(server: Server) {
    let fixture = Fixture::new(server).await;
    let rows = rows();
    let mut wrong = Vec::new();
    for (route, action) in routes_of_actions() {
        let operation = route.operation;
        // A token that is narrowed makes none, whatever it may.
        let expected = match rows.iter().find(|row| row.operation == operation) {
            Some(_) if operation == "createToken" => 403,
            Some(row) => row.cells[0],
            None => panic!("no row of {operation}"),
        };
        let scope: BTreeSet<Action> =
            [&[action], action.needs(), more(operation)].concat().into_iter().collect();
        let scope = Some(scope.into_iter().collect());
        let shown = Shown::Token(fixture.token(Who::Owner, scope).await.0);
        let answer = call(&fixture, &route, &shown, Who::Owner, MANAGEMENT, expected).await;
        let answer = answer.unwrap();
        if answer.status.as_u16() != expected {
            wrong.push(format!("{operation} {}: {}", answer.status, answer.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

on_both!(what_is_a_persons_own_is_no_programs_and_no_other_persons, |server| async {
    let fixture = Fixture::new(server).await;
    let token = Shown::Token(fixture.token(Who::Owner, None).await.0);
    for route in routes_of_the_api() {
        if OF_SESSIONS.contains(&route.operation) {
            let path = route.path.replace("{session}", "s-1");
            let body = super::requests::asked(route.operation).body;
            let answer = fixture.ask(&token, &route.method, &path, &[], body).await;
            assert_eq!(answer.refused(403), ["SESSION_ONLY"], "{}", route.operation);
        }
    }
    let (theirs, id) = fixture.session(Who::Viewer).await;
    let mine = Shown::Cookie(fixture.session(Who::Owner).await.0);
    let path = format!("/api/v1/sessions/{id}");
    fixture.ask(&mine, "DELETE", &path, &[], "").await.expect(404);
    fixture.ask(&Shown::Cookie(theirs), "GET", "/api/v1/session", &[], "").await.expect(200);
});
