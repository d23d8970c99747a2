//! How two candidates compare: one list of keys, from which the winner, the order of the losers
//! and the reason of each follow (M8 to M10, P-5, P-10, P-11).

use std::cmp::Ordering;

use crate::invoice::{Category, Cycle};
use crate::natural::natural_order;
use crate::{Instant, LineItemType};

/// Why a candidate lost to the chosen line. In order of precedence: the first that differs is
/// the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// The chosen purchase order is narrowed to the invoice's unit, this one is not (P-5).
    Scope,
    /// The chosen line's type is the more specific (M8).
    LessSpecific,
    /// The chosen line covers the amount, this one does not (M9).
    InsufficientBalance,
    /// The chosen purchase order was updated later (M10).
    OlderUpdate,
    /// The chosen purchase order's id comes first (P-10).
    TiePoId,
    /// The chosen line covers fewer months (P-11).
    TieWindow,
    /// The chosen line's number comes first (P-11).
    TieLineNumber,
}

impl Loss {
    /// The code of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scope => "SCOPE",
            Self::LessSpecific => "LESS_SPECIFIC",
            Self::InsufficientBalance => "INSUFFICIENT_BALANCE",
            Self::OlderUpdate => "OLDER_UPDATE",
            Self::TiePoId => "TIE_PO_ID",
            Self::TieWindow => "TIE_WINDOW",
            Self::TieLineNumber => "TIE_LINE_NUMBER",
        }
    }
}

/// What a candidate is ranked by. The fields stand in the order in which they decide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rank<'a> {
    pub(crate) is_scoped: bool,
    pub(crate) specificity: Specificity,
    pub(crate) covers: bool,
    pub(crate) updated_at: Instant,
    pub(crate) order_id: &'a str,
    pub(crate) window_months: u16,
    pub(crate) line_number: &'a str,
}

/// How well a line's type fits an invoice. The greater is the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Specificity {
    General,
    Specific,
}

impl Rank<'_> {
    /// Compares two candidates, the better first, with the key that decides.
    pub(crate) fn compare(&self, other: &Self) -> (Ordering, Loss) {
        let keys = [
            (other.is_scoped.cmp(&self.is_scoped), Loss::Scope),
            (other.specificity.cmp(&self.specificity), Loss::LessSpecific),
            (other.covers.cmp(&self.covers), Loss::InsufficientBalance),
            (other.updated_at.cmp(&self.updated_at), Loss::OlderUpdate),
            (self.order_id.cmp(other.order_id), Loss::TiePoId),
            (self.window_months.cmp(&other.window_months), Loss::TieWindow),
        ];
        let decided = keys.into_iter().find(|(order, _)| *order != Ordering::Equal);
        decided.unwrap_or_else(|| {
            (natural_order(self.line_number, other.line_number), Loss::TieLineNumber)
        })
    }
}

/// The type that is made for an invoice, where there is one; `all` fits every invoice. What no
/// row names has only `all` (P-20). Marketplace transactions are found by reference only (P-4).
pub fn specific_type(category: Category, cycle: Cycle) -> Option<LineItemType> {
    match (category, cycle) {
        (Category::MonthlyUsage | Category::ProfessionalServices, Cycle::Monthly) => {
            Some(LineItemType::MonthlyUsage)
        }
        (Category::Subscription, Cycle::OutOfCycle) => Some(LineItemType::Subscription),
        (Category::Marketplace, _) => Some(LineItemType::MarketplaceBlanketUsage),
        (Category::ProfessionalServices, Cycle::OutOfCycle) => {
            Some(LineItemType::ProfessionalServices)
        }
        (Category::MonthlyUsage, Cycle::OutOfCycle) | (Category::Subscription, Cycle::Monthly) => {
            None
        }
    }
}

/// How well a type fits an invoice; `None` if it does not (M7).
pub(crate) fn specificity(
    kind: LineItemType,
    category: Category,
    cycle: Cycle,
) -> Option<Specificity> {
    match kind {
        LineItemType::All => Some(Specificity::General),
        _ if Some(kind) == specific_type(category, cycle) => Some(Specificity::Specific),
        _ => None,
    }
}
