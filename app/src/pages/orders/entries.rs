//! A purchase order of the list: what the session knows of it, and what only the server does.

use std::collections::HashSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::OrderRow;

use super::cells;
use crate::format;
use crate::page::Place;
use crate::server::{Failure, MadeOrder, Server};
use crate::text::{Text, dashboard as texts};
use crate::ui::Kind;
use crate::ui::follow::{memo, watch};
use crate::ui::table::Row;

/// The purchase orders that the marketplace created: none before they are known.
pub(super) type Made = RwSignal<Option<Result<HashSet<String>, Failure>>>;

/// A purchase order, drawn once whatever is filtered and sorted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) order: OrderRow,
    /// Whether the marketplace created it (P-37).
    is_made: bool,
    pub(super) row: Row,
    /// Everything that free text finds, in small letters.
    pub(super) words: String,
}

/// What can be the case with a purchase order, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fact {
    Out,
    Threshold,
    Expiring,
    NoContacts,
    Made,
    Edited,
    Active,
}

impl Fact {
    /// Those that have a card, in their order: what it says, and what that means.
    const CARDS: [(Self, Text, Text); 6] = [
        (Self::Active, texts::CARD_ACTIVE, texts::CARD_ACTIVE_HINT),
        (Self::Expiring, texts::CARD_EXPIRING, texts::CARD_EXPIRING_HINT),
        (Self::Threshold, texts::CARD_THRESHOLD, texts::CARD_THRESHOLD_HINT),
        (Self::Out, texts::CARD_OUT, texts::CARD_OUT_HINT),
        (Self::NoContacts, texts::CARD_CONTACTS, texts::CARD_CONTACTS_HINT),
        (Self::Made, texts::CARD_MADE, texts::CARD_MADE_HINT),
    ];

    /// Those that a row tells by a badge.
    pub(super) const BADGES: [Self; 6] =
        [Self::Out, Self::Threshold, Self::Expiring, Self::NoContacts, Self::Made, Self::Edited];

    /// The word of the address.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::Threshold => "threshold",
            Self::Expiring => "expiring",
            Self::NoContacts => "no-contacts",
            Self::Made => "marketplace",
            Self::Edited => "edited",
            Self::Active => "active",
        }
    }

    /// The cards of what is open. Files do not say who made a purchase order.
    pub(super) fn cards() -> impl Iterator<Item = (Self, Text, Text)> {
        let is_account = Place::here().account().is_some();
        Self::CARDS.into_iter().filter(move |(fact, ..)| is_account || *fact != Self::Made)
    }

    /// The fact of a card in the address.
    pub(super) fn of_card(word: &str) -> Option<Self> {
        Self::cards().map(|(fact, ..)| fact).find(|fact| fact.word() == word)
    }

    /// What its badge says.
    pub(super) fn badge(self) -> Text {
        match self {
            Self::Out => texts::BADGE_OUT,
            Self::Threshold => texts::BADGE_THRESHOLD,
            Self::Expiring => texts::BADGE_EXPIRING,
            Self::NoContacts => texts::BADGE_CONTACTS,
            Self::Made => texts::BADGE_MADE,
            Self::Edited => texts::BADGE_EDITED,
            Self::Active => texts::CARD_ACTIVE,
        }
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Out => Kind::Bad,
            Self::Threshold | Self::Expiring | Self::NoContacts => Kind::Warning,
            Self::Made | Self::Edited => Kind::Info,
            Self::Active => Kind::Good,
        }
    }

    fn holds(self, order: &OrderRow, is_made: bool) -> bool {
        match self {
            Self::Out => order.out_of_balance,
            Self::Threshold => order.below_threshold,
            Self::Expiring => order.expiring_soon,
            // One that does not exist yet can have none.
            Self::NoContacts => order.without_contacts && !order.created,
            Self::Made => is_made,
            Self::Edited => order.edited,
            Self::Active => order.status == "active" && !order.created,
        }
    }
}

impl Entry {
    fn new(order: &OrderRow, is_made: bool) -> Self {
        let tags = order.tags.iter().flat_map(|(key, value)| [key, value]);
        let all = [&order.id, &order.description];
        let all = all.into_iter().chain(&order.sellers).chain(&order.contacts).chain(tags);
        let words = all.fold(String::new(), |all, text| [&all, "\n", text].concat());
        let facts = Fact::BADGES.into_iter().filter(|fact| fact.holds(order, is_made));
        let row = cells::row(order, facts);
        Self { order: order.clone(), is_made, row, words: format::lowercase(&words) }
    }

    /// Whether a fact is the case.
    pub(super) fn is(&self, fact: Fact) -> bool {
        fact.holds(&self.order, self.is_made)
    }

    pub(super) fn is_suspended(&self) -> bool {
        self.order.status.starts_with("suspended")
    }
}

/// All purchase orders, drawn anew only when something about them is another.
pub(super) fn of(orders: RwSignal<Option<Vec<OrderRow>>>, made: Made) -> Memo<Option<Vec<Entry>>> {
    memo(move || {
        let made = made.read();
        let is_made = |id: &str| matches!(&*made, Some(Ok(made)) if made.contains(id));
        orders.with(|orders| {
            let orders = orders.as_ref()?.iter();
            Some(orders.map(|order| Entry::new(order, is_made(&order.id))).collect())
        })
    })
}

/// Asks the server which ones the marketplace created, and again when the records change.
pub(super) fn made(server: Server) -> Made {
    let made: Made = RwSignal::new(None);
    let Some(account) = Place::here().account().map(str::to_owned) else { return made };
    let path = ["/accounts/", &account, "/purchase-orders?madeBy=marketplace&limit=100"].concat();
    let asked = StoredValue::new(0_u32);
    watch(move || {
        server.revision.track();
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        let path = path.clone();
        spawn_local(async move {
            let is_wanted = move || asked.try_get_value() == Some(number);
            let got = server.list::<MadeOrder>(&path, None, usize::MAX, is_wanted).await;
            if let Some(got) = got {
                let ids = got.map(|list| list.items.into_iter().map(|order| order.id).collect());
                made.try_set(Some(ids));
            }
        });
    });
    made
}
