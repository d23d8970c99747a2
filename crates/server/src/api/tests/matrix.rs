//! The matrix of permissions: every route, and what it answers to everybody.

mod fixture;
mod own_policies;
mod requests;
mod scopes;

use std::collections::BTreeSet;

use self::fixture::{CALLERS, Fixture, Shown, of};
use self::requests::{Place, address, asked, filled, operations};
use super::harness::{Answered, MANAGEMENT, MEMBER, Server, Who, on_postgres, on_sqlite};
use crate::api::routes;
use crate::api::table::{Access, Content};

/// What everybody is answered where they have rights. All is asked about records of the first
/// organisation; what a member account can have is the first member's. The columns are those of
/// [`CALLERS`]: in the management account everything, a viewer and an administrator of purchase
/// orders, and an administrator of the organisation; in the member account a buyer and a viewer;
/// everything in another member account; everything in another organisation; nobody. What is not
/// there for somebody is 404 in an address, and 422 in a body.
const MATRIX: &str = "
operation                  owner viewer orders org | buyer viewer other | foreign | nobody

listPurchaseOrders         200   200    200    200 | 403   403    403   | 200     | 401
createPurchaseOrder        201   403    201    201 | 403   403    403   | 201     | 401
getPurchaseOrder           200   200    200    200 | 403   403    403   | 404     | 401
updatePurchaseOrder        200   403    200    200 | 403   403    403   | 404     | 401
deletePurchaseOrder        200   403    200    200 | 403   403    403   | 404     | 401
updatePurchaseOrderStatus  200   403    200    200 | 403   403    403   | 404     | 401
createLineItem             200   403    200    200 | 403   403    403   | 404     | 401
updateLineItem             200   403    200    200 | 403   403    403   | 404     | 401
deleteLineItem             200   403    200    200 | 403   403    403   | 404     | 401
bulkUpdatePurchaseOrders   200   403    200    200 | 403   403    403   | 404     | 401
saveChanges                200   403    200    200 | 403   403    403   | 422     | 401
exportPurchaseOrders       200   200    200    200 | 403   403    403   | 200     | 401
importPurchaseOrders       200   403    200    200 | 403   403    403   | 200     | 401
listPurchaseOrderInvoices  200   200    200    200 | 403   403    403   | 404     | 401

listOffers                 200   403    403    200 | 200   403    200   | 200     | 401
createOffer                201   403    403    403 | 201   403    201   | 201     | 401
getOffer                   200   403    403    200 | 200   403    404   | 404     | 401
listAgreementRequests      200   403    403    200 | 200   403    200   | 200     | 401
createAgreementRequest     201   403    403    403 | 201   403    201   | 404     | 401
getAgreementRequest        200   403    403    200 | 200   403    404   | 404     | 401
cancelAgreementRequest     200   403    403    403 | 200   403    404   | 404     | 401
acceptAgreementRequest     201   403    403    403 | 201   403    404   | 404     | 401
listAgreements             200   403    403    200 | 200   403    200   | 200     | 401
getAgreement               200   403    403    200 | 200   403    404   | 404     | 401
cancelAgreement            200   403    403    403 | 200   403    404   | 404     | 401
terminateAgreement         200   403    403    403 | 200   403    404   | 404     | 401
renewAgreement             201   403    403    403 | 201   403    404   | 404     | 401
listAgreementCharges       200   403    403    403 | 200   403    404   | 404     | 401

listCharges                200   403    403    403 | 200   403    200   | 200     | 401
exportCharges              200   403    403    403 | 200   403    200   | 200     | 401
updatePurchaseOrders       200   403    403    403 | 200   403    422   | 422     | 401
clearPurchaseOrders        200   403    403    403 | 200   403    422   | 422     | 401
listUsage                  200   403    403    403 | 200   403    404   | 404     | 401
putUsage                   200   403    403    200 | 403   403    404   | 404     | 401
importFocus                200   403    403    200 | 403   403    200   | 200     | 401

listInvoiceRuns            200   403    403    200 | 403   403    403   | 200     | 401
createInvoiceRun           200   403    403    200 | 403   403    403   | 200     | 401
getInvoiceRun              200   403    403    200 | 403   403    403   | 404     | 401
listInvoices               200   200    200    200 | 403   200    200   | 200     | 401
exportInvoices             200   200    200    200 | 403   200    200   | 200     | 401
getInvoice                 200   200    200    200 | 403   200    404   | 404     | 401
compareInvoice             200   200    200    200 | 403   200    404   | 404     | 401
explainInvoice             200   200    200    200 | 403   200    404   | 404     | 401
getInvoiceDocument         200   200    200    200 | 403   200    404   | 404     | 401
getInvoicePdf              200   200    200    200 | 403   200    404   | 404     | 401
getInvoiceStyle            200   200    200    200 | 200   200    200   | 200     | 200
createCreditMemo           201   403    403    201 | 403   403    403   | 404     | 401
requestReissue             201   403    403    201 | 403   403    404   | 404     | 401
listReissueRequests        200   200    200    200 | 403   200    200   | 200     | 401
resolveReissueRequest      200   403    403    200 | 403   403    404   | 404     | 401
getTotals                  200   200    200    200 | 403   200    200   | 200     | 401

listOutbox                 200   403    403    200 | 403   403    403   | 200     | 401
retryMail                  200   403    403    200 | 403   403    403   | 404     | 401
listAudit                  200   403    403    200 | 403   403    403   | 200     | 401
getAuditHead               200   403    403    200 | 403   403    403   | 200     | 401

previewSnapshot            200   200    200    200 | 200   200    200   | 200     | 401
previewEdits               200   200    200    200 | 200   200    200   | 200     | 401
previewAccount             200   200    200    200 | 403   403    403   | 200     | 401
explainPreviewed           200   200    200    200 | 403   403    403   | 422     | 401
getSnapshot                200   200    200    200 | 403   403    403   | 200     | 401
listenToEvents             200   200    200    200 | 200   200    200   | 200     | 401
getAccess                  200   200    200    200 | 200   200    200   | 200     | 401

createSession              201   201    201    201 | 201   201    201   | 201     | 201
getSession                 200   200    200    200 | 200   200    200   | 200     | 401
deleteSession              204   204    204    204 | 204   204    204   | 204     | 401
listSessions               200   200    200    200 | 200   200    200   | 200     | 401
revokeSession              204   204    204    204 | 204   204    204   | 204     | 401
updatePassword             422   422    422    422 | 422   422    422   | 422     | 401
listExampleUsers           200   200    200    200 | 200   200    200   | 200     | 200
createExampleSession       201   201    201    201 | 201   201    201   | 201     | 201
getSetUp                   200   200    200    200 | 200   200    200   | 200     | 200
findSetUpLink              200   200    200    200 | 200   200    200   | 200     | 200
useSetUpLink               201   201    201    201 | 201   201    201   | 201     | 201

getOrganisation            200   200    200    200 | 200   200    200   | 200     | 401
updateOrganisation         200   403    403    200 | 403   403    403   | 200     | 401
updateIntegration          200   403    403    200 | 403   403    403   | 200     | 401
getSettings                200   200    200    200 | 200   200    200   | 200     | 401
updateSettings             200   403    403    200 | 403   403    403   | 200     | 401
listAccounts               200   200    200    200 | 200   200    200   | 200     | 401
createAccount              201   403    403    201 | 403   403    403   | 201     | 401
updateAccount              200   403    403    200 | 403   403    403   | 404     | 401

listPeople                 200   403    403    200 | 403   403    200   | 200     | 401
createPerson               201   403    403    201 | 403   403    201   | 201     | 401
getPerson                  200   403    403    200 | 403   403    404   | 404     | 401
updateGrants               200   403    403    200 | 403   403    404   | 404     | 401
createSetUpLink            201   403    403    201 | 403   403    404   | 404     | 401
updatePersonStatus         200   403    403    200 | 403   403    404   | 404     | 401
listPolicies               200   200    200    200 | 200   200    200   | 200     | 401
getPolicy                  200   200    200    200 | 200   200    200   | 404     | 401
putPolicy                  200   403    403    200 | 403   403    403   | 200     | 401
deletePolicy               204   403    403    204 | 403   403    403   | 404     | 401
checkPolicy                200   403    403    200 | 403   403    403   | 200     | 401
askPolicies                200   403    403    200 | 403   403    200   | 200     | 401
listTokens                 200   403    403    200 | 403   403    200   | 200     | 401
createToken                201   403    403    201 | 403   403    201   | 201     | 401
revokeToken                200   403    403    200 | 403   403    404   | 404     | 401
listEmbedSessions          200   403    403    200 | 403   403    200   | 200     | 401
createEmbedSession         201   403    403    201 | 403   403    422   | 422     | 401
revokeEmbedSession         200   403    403    200 | 403   403    404   | 404     | 401
openEmbedSession           201   201    201    201 | 201   201    201   | 201     | 201

getReadiness               200   200    200    200 | 200   200    200   | 200     | 200
getMetrics                 200   200    200    200 | 200   200    200   | 200     | 200
";

/// What is of a browser in which somebody is signed in, and of no token.
const OF_SESSIONS: [&str; 4] = ["deleteSession", "listSessions", "revokeSession", "updatePassword"];

/// A line of the matrix.
struct Row {
    operation: &'static str,
    /// The status for each of the callers.
    cells: Vec<u16>,
}

fn rows() -> Vec<Row> {
    let lines = MATRIX.lines().filter(|line| !line.is_empty() && !line.starts_with("operation "));
    let row = |line: &'static str| {
        let mut words = line.split_whitespace().filter(|word| *word != "|");
        let operation = words.next().unwrap();
        Row { operation, cells: words.map(|cell| cell.parse().unwrap()).collect() }
    };
    lines.map(row).collect()
}

/// A route as far as the matrix goes.
struct Asking {
    operation: &'static str,
    method: String,
    path: &'static str,
    access: Access,
    takes_body: bool,
    is_versioned: bool,
}

fn routes_of_the_api() -> Vec<Asking> {
    let routes = routes::table().routes.into_iter();
    routes
        .map(|route| Asking {
            operation: route.id,
            method: route.method.to_string(),
            path: route.path,
            access: route.access,
            takes_body: !matches!(route.body, Content::Empty),
            is_versioned: route.is_versioned,
        })
        .collect()
}

#[test]
fn every_route_has_exactly_one_row() {
    let routes = routes_of_the_api();
    let mut unmatched: BTreeSet<String> = BTreeSet::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for route in &routes {
        if !known.insert(route.operation) {
            unmatched.insert(format!("two routes are `{}`", route.operation));
        }
        if route.takes_body && asked(route.operation).body.is_empty() {
            unmatched.insert(format!("nothing is sent to `{}`", route.operation));
        }
    }
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for row in rows() {
        if !told.insert(row.operation) {
            unmatched.insert(format!("two rows are of `{}`", row.operation));
        }
        if row.cells.len() != CALLERS.len() {
            unmatched.insert(format!("the row of `{}` has not one cell for each", row.operation));
        }
    }
    unmatched.extend(known.difference(&told).map(|id| format!("the route `{id}` has no row")));
    unmatched.extend(told.difference(&known).map(|id| format!("the row `{id}` has no route")));
    let strange = operations().filter(|id| !known.contains(id));
    unmatched.extend(strange.map(|id| format!("more is sent to `{id}`, which is no route")));
    assert_eq!(unmatched, BTreeSet::new());
}

/// Everybody calls the routes of these rows.
async fn everybody_calls(server: Server, wanted: impl Fn(&str) -> bool) {
    let fixture = Fixture::new(server).await;
    let mut shown = Vec::new();
    for (who, ..) in CALLERS {
        shown.push(if who == Who::Anonymous {
            (Shown::Nothing, Shown::Nothing)
        } else {
            let token = fixture.token(who, None).await.0;
            (Shown::Token(token), Shown::Cookie(fixture.session(who).await.0))
        });
    }
    let routes = routes_of_the_api();
    let mut wrong = Vec::new();
    for row in rows().iter().filter(|row| wanted(row.operation)) {
        let route = routes.iter().find(|route| route.operation == row.operation).unwrap();
        for ((caller, expected), (token, cookie)) in CALLERS.iter().zip(&row.cells).zip(&shown) {
            let (who, _, own) = *caller;
            let answer = call(&fixture, route, token, who, own, *expected).await;
            wrong.extend(different(row.operation, who, own, *expected, &answer));
            if who == Who::Anonymous || !route.path.contains("{account}") {
                continue;
            }
            // Where they have no rights there is nothing, however they show who they are.
            for account in [MANAGEMENT, MEMBER].into_iter().filter(|account| *account != own) {
                for shown in [token, cookie] {
                    let answer = call(&fixture, route, shown, who, account, 404).await;
                    wrong.extend(different(row.operation, who, account, 404, &answer));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells are others:\n{}", wrong.len(), wrong.join("\n"));
}

fn different(
    operation: &str,
    who: Who,
    account: &str,
    expected: u16,
    answer: &Result<Answered, String>,
) -> Option<String> {
    let place = format!("{operation} {who:?} in {account}");
    match answer {
        Err(fault) => Some(format!("{place}: {fault}")),
        Ok(answer) if answer.status.as_u16() == expected => None,
        Ok(Answered { status, text, .. }) => {
            let text: String = text.chars().take(300).collect();
            Some(format!("{place}: {expected} expected, {} answered: {text}", status.as_u16()))
        }
    }
}

/// Calls a route as somebody in an account; a fault where a refusal changed something.
async fn call(
    fixture: &Fixture,
    route: &Asking,
    shown: &Shown,
    who: Who,
    account: &str,
    expected: u16,
) -> Result<Answered, String> {
    let asked = asked(route.operation);
    let is_of_session = OF_SESSIONS.contains(&route.operation) && who != Who::Anonymous;
    let (shown, session) = if is_of_session {
        let (secret, id) = fixture.session(who).await;
        (Shown::Cookie(secret), id)
    } else {
        (shown.clone(), "s-1".to_owned())
    };
    let refused = expected >= 400;
    let place = Place { account, own: of(who).1, session: &session, refused };
    let path = filled(&address(route.path, asked), &place, fixture).await;
    let body = filled(asked.body, &place, fixture).await;
    let before = fixture.revision().await;
    let answer = fixture.ask(&shown, &route.method, &path, asked.headers, &body).await;
    if refused && fixture.revision().await != before {
        return Err(format!("was refused by {}, and changed something", answer.status));
    }
    Ok(answer)
}

/// Everything that is said to look at `If-Match` does, whatever else is sent.
async fn stale_versions_are_refused(server: Server) {
    let fixture = Fixture::new(server).await;
    let shown = Shown::Token(fixture.token(Who::Owner, None).await.0);
    let mut wrong = Vec::new();
    for route in routes_of_the_api().iter().filter(|route| route.is_versioned) {
        let asked = asked(route.operation);
        let place = Place { account: MANAGEMENT, own: MANAGEMENT, session: "s-1", refused: false };
        // What is not there yet has no version.
        let address = address(route.path, asked).replace("{newPolicy}", "{sparePolicy}");
        let path = filled(&address, &place, &fixture).await;
        let body = filled(asked.body, &place, &fixture).await;
        let stale = [("if-match", "\"999\"")];
        let before = fixture.revision().await;
        let answer = fixture.ask(&shown, &route.method, &path, &stale, &body).await;
        let changed = fixture.revision().await != before;
        if changed || answer.status.as_u16() != 409 || !answer.text.contains("VERSION_CONFLICT") {
            wrong.push(format!("{} {path}: {} {}", route.operation, answer.status, answer.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

mod every_versioned_route_refuses_a_stale_version {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        on_sqlite(stale_versions_are_refused).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        on_postgres(stale_versions_are_refused).await;
    }
}

mod everybody_is_answered_as_the_matrix_says {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        on_sqlite(|server| everybody_calls(server, |_| true)).await;
    }

    /// The rows of some routes of each kind: who may is decided apart from the database.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        const SAMPLE: [&str; 10] = [
            "listPurchaseOrders",
            "updatePurchaseOrder",
            "acceptAgreementRequest",
            "updatePurchaseOrders",
            "putUsage",
            "getInvoice",
            "resolveReissueRequest",
            "updateGrants",
            "deletePolicy",
            "revokeToken",
        ];
        on_postgres(|server| everybody_calls(server, |id| SAMPLE.contains(&id))).await;
    }
}
