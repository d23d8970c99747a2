//! What is sent to the routes: enough of it to reach the permission, and to be done by who may.

use super::fixture::Fixture;

/// What is sent to a route. Names in braces stand for records of the fixture.
pub(super) struct Asked {
    pub(super) operation: &'static str,
    /// Records in the place of those that the address names: spare ones where the call uses them
    /// up.
    pub(super) instead: &'static [(&'static str, &'static str)],
    pub(super) query: &'static str,
    pub(super) headers: &'static [(&'static str, &'static str)],
    pub(super) body: &'static str,
}

/// Nothing but the address.
const PLAIN: Asked = Asked { operation: "", instead: &[], query: "", headers: &[], body: "" };

/// Sends a body.
const fn sends(operation: &'static str, body: &'static str) -> Asked {
    Asked { operation, body, ..PLAIN }
}

/// Takes another record in the place of one of the address, and sends a body.
const fn of(
    operation: &'static str,
    instead: &'static [(&'static str, &'static str)],
    body: &'static str,
) -> Asked {
    Asked { operation, instead, body, ..PLAIN }
}

const NEW_ORDER: &str = r#"{"id":"NEW-{n}","billFrom":["AWS_INC"],"currency":"USD",
    "effectiveMonth":"2026-01","expirationMonth":"2026-12","tags":{"team":"sea"}}"#;

const NEW_LINE: &str = r#"{"number":"{n}","type":"all","startMonth":"2026-10","endMonth":"2026-12",
    "amount":"5.00","quantity":"1"}"#;

const LIST: &str = "po_number,bill_from,currency,po_effective,po_expires,line_number,line_type,\
                    line_start,line_end,line_amount\n\
                    LISTED-{n},AWS_INC,USD,2026-01,2026-12,1,all,2026-01,2026-12,5\n";

const CHANGES: &str =
    r#"{"edits":[{"set":{"purchaseOrder":"PO-1"},"to":{"description":"Changed {n}"}}]}"#;

const OFFER: &str = r#"{"sellerName":"Acme Software","product":{"id":"prod-1","name":"Scanner"},
    "proposer":"888888888888","billFrom":"AWS_INC","currency":"USD","kind":"private",
    "terms":[{"type":"upfront","amount":"5"}],"durationMonths":12,"paymentTerms":"NET_30"}"#;

const NAMED: &str =
    r#"{"purchaseOrders":[{"chargeId":"{charge}","purchaseOrderReference":"PO-{n}"}]}"#;

const EXPORT: &str = "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,\
                      ChargeCategory,ChargeFrequency,ChargePeriodStart,InvoiceIssuerName,\
                      ProviderName,PublisherName,ServiceName,SubAccountId\n\
                      7.25,{own},USD,2026-10-01T00:00:00Z,Usage,Usage-Based,2026-10-02T00:00:00Z,\
                      Amazon Web Services Inc.,AWS,Amazon Web Services Inc.,Compute,{own}\n";

const WHAT_IF: &str = r#"{"snapshot":{snapshot},"edits":{"at":"2026-10-05T09:00:00.000Z",
    "edits":[{"set":{"purchaseOrder":"PO-1"},"to":{"suspended":true}}]}}"#;

const INVITATION: &str = r#"{"email":"new-{n}@example.com","name":"New",
    "grants":[{"account":"{own}","policies":["PurchaseOrderViewer"]}]}"#;

const POLICY: &str =
    r#"{"text":"forbid (principal == Tieback::User::\"u-nobody\", action, resource);"}"#;

const EMBEDDING: &str = r#"{"user":"u-owner","components":["charges"],
    "origins":["https://console.example.com"]}"#;

/// The routes to which more is sent than their address.
const ASKED: &[Asked] = &[
    sends("createPurchaseOrder", NEW_ORDER),
    sends("updatePurchaseOrder", r#"{"description":"Changed {n}"}"#),
    of("deletePurchaseOrder", &[("purchaseOrder", "spareOrder")], ""),
    of(
        "updatePurchaseOrderStatus",
        &[("purchaseOrder", "spareOrder")],
        r#"{"status":"suspended"}"#,
    ),
    sends("createLineItem", NEW_LINE),
    sends("updateLineItem", r#"{"description":"Changed {n}"}"#),
    of("deleteLineItem", &[("lineItem", "spareLine")], ""),
    sends("bulkUpdatePurchaseOrders", r#"{"purchaseOrders":["{spareOrder}"],"action":"suspend"}"#),
    sends("saveChanges", CHANGES),
    sends("importPurchaseOrders", LIST),
    sends("createOffer", OFFER),
    sends("createAgreementRequest", r#"{"intent":"NEW","offer":"{publicOffer}"}"#),
    of("cancelAgreementRequest", &[("request", "spareRequest")], ""),
    of("acceptAgreementRequest", &[("request", "spareRequest")], r#"{}"#),
    of("cancelAgreement", &[("agreement", "spareUsage")], ""),
    of("terminateAgreement", &[("agreement", "spareAgreement")], ""),
    of("renewAgreement", &[("agreement", "spareAgreement")], ""),
    sends("updatePurchaseOrders", NAMED),
    sends("clearPurchaseOrders", r#"{"charges":["{charge}"]}"#),
    of("listUsage", &[("charge", "usageCharge")], ""),
    of("putUsage", &[("charge", "usageCharge")], r#"{"amount":"{n}"}"#),
    sends("importFocus", EXPORT),
    sends("createInvoiceRun", r#"{"outOfCycle":true,"dryRun":true}"#),
    sends("createCreditMemo", r#"{"amount":"0.01","reason":"A test"}"#),
    of(
        "requestReissue",
        &[("invoice", "spareInvoice")],
        r#"{"purchaseOrder":"PO-1","reason":"A test"}"#,
    ),
    of("resolveReissueRequest", &[("reissueRequest", "spareReissue")], r#"{"state":"done"}"#),
    Asked { operation: "getTotals", query: "?from=2026-10&to=2026-10&by=account", ..PLAIN },
    Asked { operation: "explainPreviewed", query: "?invoice=preview:{charge}", ..PLAIN },
    sends("previewSnapshot", "{snapshot}"),
    sends("previewEdits", WHAT_IF),
    sends("createSession", r#"{"email":"owner@example.com","password":"{password}"}"#),
    sends("updatePassword", r#"{"current":"wrong","new":"another good password"}"#),
    sends("createExampleSession", r#"{"user":"u-viewer"}"#),
    sends("findSetUpLink", r#"{"secret":"{spareLink}"}"#),
    sends("useSetUpLink", r#"{"secret":"{spareLink}","password":"{password}"}"#),
    sends("updateOrganisation", r#"{"name":"Acme {n}"}"#),
    sends("updateIntegration", r#"{"state":"on"}"#),
    sends("updateSettings", r#"{"events":{"limitNear":true}}"#),
    sends("createAccount", r#"{"id":"{account}","name":"New"}"#),
    sends("updateAccount", r#"{"name":"Member {n}"}"#),
    sends("createPerson", INVITATION),
    sends("updateGrants", r#"{"policies":["PurchaseOrderViewer"]}"#),
    sends("updatePersonStatus", r#"{"status":"enabled"}"#),
    of("putPolicy", &[("policy", "newPolicy")], POLICY),
    Asked {
        operation: "deletePolicy",
        instead: &[("policy", "sparePolicy")],
        headers: &[("if-match", "\"1\"")],
        ..PLAIN
    },
    sends("checkPolicy", POLICY),
    sends("askPolicies", r#"{"action":"invoicing:GetInvoice","account":"{own}"}"#),
    sends("createToken", r#"{"name":"New"}"#),
    of("revokeToken", &[("token", "spareToken")], ""),
    sends("createEmbedSession", EMBEDDING),
    of("revokeEmbedSession", &[("embedSession", "spareEmbedSession")], ""),
    sends("openEmbedSession", r#"{"clientSecret":"{spareClientSecret}"}"#),
];

/// What is sent to a route.
pub(super) fn asked(operation: &str) -> &'static Asked {
    ASKED.iter().find(|asked| asked.operation == operation).unwrap_or(&PLAIN)
}

/// The operations that more is sent to than their address.
pub(super) fn operations() -> impl Iterator<Item = &'static str> {
    ASKED.iter().map(|asked| asked.operation)
}

/// An address with other names in braces than those of its route.
pub(super) fn address(path: &str, asked: &Asked) -> String {
    let mut path = path.replace("{account}", "{in}");
    for (from, to) in asked.instead {
        path = path.replace(&format!("{{{from}}}"), &format!("{{{to}}}"));
    }
    format!("{path}{}", asked.query)
}

/// Whose call it is, as far as an address or a body tells.
pub(super) struct Place<'p> {
    /// The account of the address.
    pub(super) account: &'p str,
    /// The account that the caller has rights in.
    pub(super) own: &'p str,
    /// The session of the caller.
    pub(super) session: &'p str,
    /// Whether the call will be refused, so that it uses nothing up.
    pub(super) refused: bool,
}

/// A text with what its names in braces stand for.
pub(super) async fn filled(text: &str, place: &Place<'_>, fixture: &Fixture) -> String {
    let number = fixture.number();
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
        let (name, behind) = after.split_at(end);
        // Braces of JSON have a quotation mark, a brace or white space behind them.
        let Some(behind) = behind.strip_prefix('}').filter(|_| !name.is_empty()) else {
            filled.push('{');
            rest = after;
            continue;
        };
        let value = match name {
            "n" => number.to_string(),
            "in" => place.account.to_owned(),
            "own" => place.own.to_owned(),
            "session" => place.session.to_owned(),
            "account" => format!("4444{number:08}"),
            "newPolicy" => format!("new-{number}"),
            "password" => super::fixture::PASSWORD.to_owned(),
            name if place.refused => fixture.value(standing(name)).await,
            name => fixture.value(name).await,
        };
        filled.push_str(&value);
        rest = behind;
    }
    filled + rest
}

/// The record that is there all the time, in the place of a spare one.
fn standing(name: &str) -> &str {
    match name {
        "spareOrder" => "purchaseOrder",
        "spareLine" => "lineItem",
        "spareAgreement" | "spareUsage" => "agreement",
        "spareRequest" => "request",
        "spareInvoice" => "invoice",
        "spareReissue" => "reissueRequest",
        "sparePolicy" => "policy",
        "spareToken" => "token",
        name => name,
    }
}
