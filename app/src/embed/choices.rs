//! The purchase orders of a server, to choose from.

use std::collections::BTreeMap;

use js_sys::Uint8Array;
use outlook::api::{Answer, Json, OrderRow};
use wasm_bindgen::{JsCast, JsValue};

use super::host::json_of;
use super::session::Session;
use crate::format::lowercase;
use crate::page::encoded;
use crate::server::{Ask, Failure, List, read};

/// So many of a snapshot are offered, as of a server.
const SHOWN: usize = 50;

/// A purchase order as the server lists it, with what pages know of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed(pub(super) OrderRow);

impl Answer for Listed {
    fn read(json: Json<'_>) -> Self {
        let text = |name: &str| json.member::<Option<String>>(name);
        let word = |name: &str| json.member::<String>(name);
        Self(OrderRow {
            id: word("id"),
            description: text("description").unwrap_or_default(),
            // A snapshot has no status, but what a person did about it, and it has no value.
            status: match json.member::<Option<bool>>("suspended") {
                Some(true) => "suspended".to_owned(),
                _ => text("status").unwrap_or_default(),
            },
            effective: word("effectiveMonth"),
            expiration: word("expirationMonth"),
            currency: word("currency"),
            sellers: json.member("billFrom"),
            value: text("value").unwrap_or_default(),
            balance: text("balance"),
            closing: None,
            lines: 0,
            documents: 0,
            runs_out: None,
            next: None,
            created: false,
            without_contacts: false,
            contacts: Vec::new(),
            tags: BTreeMap::new(),
            cost_centers: Vec::new(),
            updated: String::new(),
            left: None,
            below_threshold: false,
            out_of_balance: false,
            expiring_soon: false,
            edited: false,
        })
    }
}

/// All purchase orders.
pub(super) async fn all(session: &Session) -> Result<Vec<OrderRow>, Failure> {
    let listed = session.list::<Listed>("/purchase-orders").await?;
    Ok(listed.into_iter().map(|Listed(order)| order).collect())
}

outlook::answers! {
    /// As much of a snapshot as is chosen from.
    struct Given {
        purchase_orders: Vec<Listed>,
    }
}

/// Where purchase orders are chosen from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Server(Session),
    /// A snapshot that the console has: a value, JSON text, or bytes of that.
    Snapshot(JsValue),
}

impl Source {
    /// Some that have a text in them, of a seller of record if one is named.
    pub(super) async fn having(&self, text: &str, seller: &str) -> Result<Vec<OrderRow>, Failure> {
        match self {
            Self::Server(session) => having(session, text, seller).await,
            Self::Snapshot(snapshot) => given(snapshot, text, seller),
        }
    }
}

fn given(snapshot: &JsValue, text: &str, seller: &str) -> Result<Vec<OrderRow>, Failure> {
    let json = match (snapshot.as_string(), snapshot.dyn_ref::<Uint8Array>()) {
        (Some(json), _) => json,
        (None, Some(bytes)) => String::from_utf8_lossy(&bytes.to_vec()).into_owned(),
        // What is no JSON is told as what cannot be read.
        (None, None) => json_of(snapshot),
    };
    let text = lowercase(text.trim());
    let listed = read::<Given>(&json)?.purchase_orders.into_iter();
    let is_asked_for = |order: &OrderRow| {
        let is_of = seller.is_empty() || order.sellers.iter().any(|one| one == seller);
        let mut texts = [&order.id, &order.description].into_iter();
        is_of && texts.any(|one| lowercase(one).contains(&text))
    };
    Ok(listed.map(|Listed(order)| order).filter(is_asked_for).take(SHOWN).collect())
}

async fn having(session: &Session, text: &str, seller: &str) -> Result<Vec<OrderRow>, Failure> {
    let mut path = ["/purchase-orders?limit=50&text=", &encoded(text.trim())].concat();
    if !seller.is_empty() {
        path.push_str("&billFrom=");
        path.push_str(&encoded(seller));
    }
    let listed = session.ask::<List<Listed>>(&Ask::get(path)).await?;
    Ok(listed.items.into_iter().map(|Listed(order)| order).collect())
}
