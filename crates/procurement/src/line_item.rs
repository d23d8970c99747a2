//! Line items: the rules of a purchase order, each with a type, months and a budget.

use std::borrow::Cow;
use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::BillingMonth;
use crate::fields::{Fields, LINE_NUMBER_LENGTH_MAX, entry};
use crate::number::{Amount, Tax};
use crate::problem::{Code, Collector, Path};
use crate::tree::{Entry, Tree};

/// Which invoices a line item is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineItemType {
    /// Every invoice, where nothing more specific is there.
    All,
    /// The monthly invoice for cloud usage.
    MonthlyUsage,
    /// Up-front charges such as reserved capacity and support.
    Subscription,
    /// One marketplace purchase; found by reference only (P-4).
    MarketplaceTransaction,
    /// Marketplace invoices without a reference.
    MarketplaceBlanketUsage,
    /// Consulting and training.
    ProfessionalServices,
}

pub(crate) const TYPES: [(&str, LineItemType); 6] = [
    ("all", LineItemType::All),
    ("monthly-usage", LineItemType::MonthlyUsage),
    ("subscription", LineItemType::Subscription),
    ("marketplace-transaction", LineItemType::MarketplaceTransaction),
    ("marketplace-blanket-usage", LineItemType::MarketplaceBlanketUsage),
    ("professional-services", LineItemType::ProfessionalServices),
];

impl LineItemType {
    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        TYPES.iter().find(|(_, kind)| *kind == self).map_or("all", |(word, _)| word)
    }
}

impl LineItemType {
    /// What people call the type.
    pub fn title(self) -> &'static str {
        match self {
            Self::All => "All charges",
            Self::MonthlyUsage => "Monthly usage",
            Self::Subscription => "Subscription purchase",
            Self::MarketplaceTransaction => "Marketplace transaction",
            Self::MarketplaceBlanketUsage => "Marketplace blanket usage",
            Self::ProfessionalServices => "Professional services and training",
        }
    }
}

impl fmt::Display for LineItemType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One line item of a purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineItem {
    /// Unique within the purchase order, compared byte for byte.
    pub number: Box<str>,
    /// Which invoices the line is meant for.
    pub kind: LineItemType,
    /// First month, inside the purchase order's months.
    pub start: BillingMonth,
    /// Last month, inside the purchase order's months.
    pub end: BillingMonth,
    /// Price of one unit.
    pub amount: Decimal,
    /// How many units.
    pub quantity: Decimal,
    /// Whether invoices draw on a balance.
    pub balance_tracking: bool,
    /// What is added to amount times quantity.
    pub tax: Option<Tax>,
    /// Free text.
    pub description: Option<Box<str>>,
    /// Where the cost is booked.
    pub cost_center: Option<Box<str>>,
    /// `amount x quantity + tax`, rounded once (P-9), in the purchase order's currency.
    pub total_value: Amount,
}

const NUMBER: usize = 0;
const TYPE: usize = 1;
const START: usize = 2;
const END: usize = 3;
const AMOUNT: usize = 4;
const QUANTITY: usize = 5;
const BALANCE_TRACKING: usize = 6;
const TAX: usize = 7;
const DESCRIPTION: usize = 8;
const COST_CENTER: usize = 9;

const KEYS: [&str; 10] = [
    "number",
    "type",
    "startMonth",
    "endMonth",
    "amount",
    "quantity",
    "balanceTracking",
    "tax",
    "description",
    "costCenter",
];

impl LineItem {
    /// Reads one line item. Its total value waits for the purchase order's currency.
    pub(crate) fn read(
        entries: &[Entry<'_>],
        path: Path<'_>,
        problems: &mut Collector,
    ) -> Option<Self> {
        let mut fields = Fields::of(entries, &KEYS, path, problems);
        let number = fields.text(NUMBER, LINE_NUMBER_LENGTH_MAX);
        let number = fields.require(NUMBER, number);
        let kind = fields.word(TYPE, &TYPES);
        let kind = fields.require(TYPE, kind);
        let start = fields.month(START);
        let start = fields.require(START, start);
        let end = fields.month(END);
        let end = fields.require(END, end);
        if let (Some(start), Some(end)) = (start, end)
            && end < start
        {
            let message = format!("the line ends in {end}, before it starts in {start}: swap them");
            fields.add(END, Code::MonthsReversed, message);
        }
        let amount = fields.not_negative(AMOUNT);
        let amount = fields.require(AMOUNT, amount);
        let quantity = fields.not_negative(QUANTITY);
        let quantity = fields.require(QUANTITY, quantity);
        let balance_tracking = fields.boolean(BALANCE_TRACKING).unwrap_or(false);
        let tax = fields.object(TAX).and_then(|entries| {
            let path = fields.path;
            read_tax(entries, path.key("tax"), fields.problems)
        });
        let description = fields.text(DESCRIPTION, usize::MAX).map(Box::from);
        let cost_center = fields.text(COST_CENTER, usize::MAX).map(Box::from);
        Some(Self {
            number: number?.into(),
            kind: kind?,
            start: start?,
            end: end?,
            amount: amount?,
            quantity: quantity?,
            balance_tracking,
            tax,
            description,
            cost_center,
            total_value: Amount::ZERO,
        })
    }

    /// The line item as the members of a JSON object, the way it was read.
    pub(crate) fn entries(&self) -> Vec<Entry<'static>> {
        let mut entries = vec![
            entry("number", Tree::text(String::from(&*self.number))),
            entry("type", Tree::text(self.kind.as_str())),
            entry("startMonth", Tree::text(self.start.to_string())),
            entry("endMonth", Tree::text(self.end.to_string())),
            entry("amount", Tree::text(self.amount.to_string())),
            entry("quantity", Tree::text(self.quantity.to_string())),
            entry("balanceTracking", Tree::Bool(self.balance_tracking)),
        ];
        if let Some(tax) = self.tax {
            let (kind, value) = match tax {
                Tax::Percent(value) => ("percent", value),
                Tax::Absolute(value) => ("absolute", value),
            };
            let members = vec![
                entry("type", Tree::text(kind)),
                entry("value", Tree::text(value.to_string())),
            ];
            entries.push(entry("tax", Tree::Object(members)));
        }
        for (key, text) in [("description", &self.description), ("costCenter", &self.cost_center)] {
            if let Some(text) = text {
                entries.push((Cow::Borrowed(key), Tree::text(String::from(&**text))));
            }
        }
        entries
    }

    /// How many months the line covers.
    pub(crate) fn window_months(&self) -> u16 {
        self.start.through(self.end)
    }
}

fn read_tax(entries: &[Entry<'_>], path: Path<'_>, problems: &mut Collector) -> Option<Tax> {
    const KEYS: [&str; 2] = ["type", "value"];
    let mut fields = Fields::of(entries, &KEYS, path, problems);
    let kind = fields.word(0, &[("percent", true), ("absolute", false)]);
    let is_percent = fields.require(0, kind);
    let value = fields.not_negative(1);
    let value = fields.require(1, value)?;
    is_percent.map(|percent| if percent { Tax::Percent(value) } else { Tax::Absolute(value) })
}
