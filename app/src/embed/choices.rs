//! The purchase orders of a server, to choose from.

use std::collections::BTreeMap;

use outlook::api::{Answer, Json, OrderRow};

use super::session::Session;
use crate::page::encoded;
use crate::server::{Ask, Failure, List};

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
            status: word("status"),
            effective: word("effectiveMonth"),
            expiration: word("expirationMonth"),
            currency: word("currency"),
            sellers: json.member("billFrom"),
            value: word("value"),
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

/// Some that have a text in them, of a seller of record if one is named.
pub(super) async fn having(
    session: &Session,
    text: &str,
    seller: &str,
) -> Result<Vec<OrderRow>, Failure> {
    let mut path = ["/purchase-orders?limit=50&text=", &encoded(text.trim())].concat();
    if !seller.is_empty() {
        path.push_str("&billFrom=");
        path.push_str(&encoded(seller));
    }
    let listed = session.ask::<List<Listed>>(&Ask::get(path)).await?;
    Ok(listed.items.into_iter().map(|Listed(order)| order).collect())
}
