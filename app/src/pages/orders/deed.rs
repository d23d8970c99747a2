//! What can be done with several purchase orders at once.

use serde_json::{Value, json};

use super::entries::Entry;
use crate::text::{Text, dashboard as texts, plural};
use crate::ui::{ButtonKind, Icon};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Suspend,
    Resume,
    Delete,
}

impl Deed {
    pub(super) const ALL: [Self; 3] = [Self::Suspend, Self::Resume, Self::Delete];

    pub(super) fn label(self) -> Text {
        match self {
            Self::Suspend => texts::SUSPEND,
            Self::Resume => texts::RESUME,
            Self::Delete => texts::DELETE,
        }
    }

    pub(super) fn icon(self) -> Icon {
        match self {
            Self::Suspend => Icon::Suspend,
            Self::Resume => Icon::Check,
            Self::Delete => Icon::Trash,
        }
    }

    pub(super) fn kind(self) -> ButtonKind {
        match self {
            Self::Suspend | Self::Resume => ButtonKind::Normal,
            Self::Delete => ButtonKind::Danger,
        }
    }

    /// What it does, with how many.
    pub(super) fn title(self, count: usize) -> String {
        match self {
            Self::Suspend => plural(texts::SUSPEND_ONE, texts::SUSPEND_OTHER, count),
            Self::Resume => plural(texts::RESUME_ONE, texts::RESUME_OTHER, count),
            Self::Delete => plural(texts::DELETE_ONE, texts::DELETE_OTHER, count),
        }
    }

    /// The action that saving it takes.
    pub(super) fn action(self) -> &'static str {
        match self {
            Self::Suspend | Self::Resume => "purchase-orders:UpdatePurchaseOrderStatus",
            Self::Delete => "purchase-orders:DeletePurchaseOrder",
        }
    }

    /// Those of the chosen that it changes. What a charge will create is not there to be changed.
    pub(super) fn meant(self, chosen: &[Entry]) -> Vec<String> {
        let is_meant = |entry: &&Entry| {
            !entry.order.created
                && match self {
                    Self::Suspend => !entry.is_suspended(),
                    Self::Resume => entry.is_suspended(),
                    Self::Delete => true,
                }
        };
        chosen.iter().filter(is_meant).map(|entry| entry.order.id.clone()).collect()
    }

    /// Why it cannot be done with the chosen.
    pub(super) fn hindrance(self, chosen: &[Entry]) -> Option<String> {
        if chosen.is_empty() {
            return Some(texts::SELECT_FIRST.into());
        }
        if !self.meant(chosen).is_empty() {
            return None;
        }
        let is_there = chosen.iter().any(|entry| !entry.order.created);
        Some(match self {
            Self::Suspend if is_there => texts::ALL_SUSPENDED.into(),
            Self::Resume if is_there => texts::NONE_SUSPENDED.into(),
            _ => texts::NONE_EXISTS.into(),
        })
    }

    /// The edit of the contract for one of them.
    pub(super) fn edit(self, id: &str) -> Value {
        let status = |suspended: bool| json!({ "set": { "purchaseOrder": id }, "to": { "suspended": suspended } });
        match self {
            Self::Suspend => status(true),
            Self::Resume => status(false),
            Self::Delete => json!({ "remove": { "purchaseOrder": id } }),
        }
    }
}
