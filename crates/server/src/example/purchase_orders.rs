//! The purchase orders of the example, in every state there is. Months are counted from the
//! present: -18 is when the story begins.

use procurement::BillingMonth;
use serde_json::{Value, json};

/// A purchase order of the story.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    pub(super) id: &'static str,
    /// When it is entered.
    pub(super) made: i32,
    /// Its first and last month.
    months: (i32, i32),
    description: &'static str,
    bill_from: &'static [&'static str],
    currency: &'static str,
    lines: &'static [Line],
    /// Mail goes to them.
    contacts: &'static [(&'static str, &'static str)],
    /// Team, and cost centre of its lines.
    team: &'static str,
    /// When it is suspended.
    pub(super) suspended: Option<i32>,
}

/// A line: number, type, amount and quantity, whether it is tracked, and its months where they are
/// not all of its purchase order's.
type Line = (&'static str, &'static str, &'static str, &'static str, bool, Option<(i32, i32)>);

const INES: (&str, &str) = ("Ines Albrecht", "ines@nordwind.example");
const MAREK: (&str, &str) = ("Marek Duda", "marek@nordwind.example");
const PAYABLES: (&str, &str) = ("Accounts payable", "payables@nordwind.example");

const INC: &[&str] = &["AWS_INC"];
const EMEA: &[&str] = &["AWS_EMEA_SARL"];
const BOTH: &[&str] = &["AWS_INC", "AWS_EMEA_SARL"];

const MONTHLY: &str = "monthly-usage";
const BLANKET: &str = "marketplace-blanket-usage";
const TRANSACTION: &str = "marketplace-transaction";
const SUBSCRIPTION: &str = "subscription";
const SERVICES: &str = "professional-services";
const ALL: &str = "all";

const PLAIN: Order = Order {
    id: "",
    made: -18,
    months: (-18, 12),
    description: "",
    bill_from: INC,
    currency: "USD",
    lines: &[],
    contacts: &[],
    team: "",
    suspended: None,
};

/// All of them, in the order in which they are entered.
pub(super) const ORDERS: &[Order] = &[
    Order {
        id: "4500017",
        months: (-18, -7),
        description: "Cloud usage, last year",
        lines: &[("1", MONTHLY, "38000.00", "12", true, None)],
        contacts: &[INES, PAYABLES],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "4500021",
        months: (-18, -7),
        description: "Marketplace usage, last year",
        lines: &[("1", BLANKET, "240000.00", "1", true, None)],
        contacts: &[MAREK],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "4500022",
        months: (-18, 5),
        description: "Support and reservations",
        lines: &[("1", SUBSCRIPTION, "90000.00", "1", true, None)],
        contacts: &[INES],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "EU-2201",
        months: (-18, -1),
        description: "European entity, until it moved",
        bill_from: EMEA,
        currency: "EUR",
        lines: &[("1", ALL, "60000.00", "1", true, None)],
        contacts: &[MAREK],
        team: "retail",
        ..PLAIN
    },
    Order {
        id: "LEGACY-9",
        months: (-18, -13),
        description: "The framework before",
        lines: &[("1", ALL, "10000.00", "1", false, None)],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "MP-LUMEN",
        made: -17,
        months: (-17, 6),
        description: "Lumenroot, three years",
        lines: &[("1", TRANSACTION, "9000.00", "12", true, None)],
        contacts: &[MAREK],
        team: "research",
        ..PLAIN
    },
    Order {
        id: "MP-HALDE",
        made: -15,
        months: (-15, 8),
        description: "Haldegrund observability",
        lines: &[
            ("1", TRANSACTION, "0.00", "1", false, None),
            ("2", TRANSACTION, "24000.00", "1", true, None),
        ],
        contacts: &[MAREK],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "TRAIN-7",
        made: -14,
        months: (-14, 3),
        description: "Training and consulting",
        lines: &[("1", SERVICES, "45000.00", "1", true, None)],
        contacts: &[INES],
        team: "people",
        ..PLAIN
    },
    Order {
        id: "RETAIL-Q4",
        made: -12,
        months: (-12, -10),
        description: "Season at the end of the year",
        lines: &[
            ("1", MONTHLY, "5000.00", "1", true, Some((-12, -12))),
            ("2", MONTHLY, "9000.00", "1", true, Some((-11, -11))),
            ("3", MONTHLY, "12000.00", "1", true, Some((-10, -10))),
        ],
        contacts: &[PAYABLES],
        team: "retail",
        ..PLAIN
    },
    Order {
        id: "PILOT-3",
        made: -11,
        months: (-11, 1),
        description: "A pilot that was stopped",
        lines: &[("1", BLANKET, "8000.00", "1", true, None)],
        contacts: &[MAREK],
        team: "research",
        suspended: Some(-8),
        ..PLAIN
    },
    Order {
        id: "PILOT-2",
        made: -11,
        months: (-11, -4),
        description: "A pilot that was stopped, and is over",
        lines: &[("1", ALL, "4000.00", "1", true, None)],
        team: "research",
        suspended: Some(-9),
        ..PLAIN
    },
    Order {
        id: "4500044",
        made: -7,
        months: (-6, 5),
        description: "Cloud usage",
        lines: &[("1", MONTHLY, "42000.00", "12", true, None)],
        contacts: &[INES, PAYABLES],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "4500045",
        made: -7,
        months: (-6, 5),
        description: "Marketplace usage",
        lines: &[("1", BLANKET, "52000.00", "1", true, None)],
        contacts: &[MAREK, PAYABLES],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "4500046",
        made: -6,
        months: (-6, 5),
        description: "Whatever nothing else takes",
        bill_from: BOTH,
        lines: &[("1", ALL, "15000.00", "1", true, None)],
        contacts: &[INES],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "EU-2340",
        made: -2,
        months: (0, 11),
        description: "European entity",
        bill_from: EMEA,
        currency: "EUR",
        lines: &[
            ("1", MONTHLY, "4000.00", "12", true, None),
            ("2", BLANKET, "9000.00", "1", true, None),
        ],
        contacts: &[MAREK],
        team: "retail",
        ..PLAIN
    },
    Order {
        id: "MP-TARN",
        made: -5,
        months: (-5, 1),
        description: "Tarnwerk, ends soon",
        lines: &[("1", TRANSACTION, "1800.00", "7", true, None)],
        contacts: &[INES],
        team: "research",
        ..PLAIN
    },
    Order {
        id: "RES-DATA",
        made: -4,
        months: (-4, 7),
        description: "Data for research",
        lines: &[("1", TRANSACTION, "12000.00", "1", true, None)],
        team: "research",
        ..PLAIN
    },
    Order {
        id: "SMALL-1",
        made: -4,
        months: (-4, 8),
        description: "Small purchases, almost used up",
        lines: &[("1", TRANSACTION, "3000.00", "1", true, None)],
        contacts: &[PAYABLES],
        team: "retail",
        ..PLAIN
    },
    Order {
        id: "MP-ORBIT",
        made: -3,
        months: (-3, 9),
        description: "Orbitale licences",
        lines: &[("1", TRANSACTION, "16500.00", "2", true, None)],
        contacts: &[MAREK],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "TAX-DE",
        made: -3,
        months: (-3, 9),
        description: "With tax",
        bill_from: EMEA,
        currency: "EUR",
        lines: &[("1", TRANSACTION, "2000.00", "3", true, None)],
        team: "retail",
        ..PLAIN
    },
    Order {
        id: "SEC-01",
        made: -2,
        months: (-2, 10),
        description: "Security tools",
        lines: &[
            ("1", TRANSACTION, "20000.00", "1", true, None),
            ("2", BLANKET, "0.00", "1", false, Some((0, 3))),
        ],
        contacts: &[INES],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "BUDGET 2",
        made: -1,
        months: (2, 13),
        description: "Next year, entered early",
        lines: &[("1", MONTHLY, "45000.00", "12", true, None)],
        contacts: &[INES],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "BUDGET 2 MP",
        made: -1,
        months: (2, 13),
        description: "Marketplace, next year",
        lines: &[("1", BLANKET, "10000.00", "12", true, None)],
        contacts: &[INES],
        team: "platform",
        ..PLAIN
    },
    Order {
        id: "HOLD-11",
        made: 0,
        months: (0, 6),
        description: "Not released by legal yet",
        lines: &[("1", TRANSACTION, "7000.00", "1", true, None)],
        team: "research",
        suspended: Some(0),
        ..PLAIN
    },
    Order {
        id: "EMPTY-1",
        made: 0,
        months: (0, 11),
        description: "Lines follow",
        team: "retail",
        ..PLAIN
    },
];

impl Order {
    /// The body that adds it.
    pub(super) fn body(&self, present: BillingMonth) -> Value {
        let month = |offset: i32| present.plus(offset).to_string();
        let lines: Vec<Value> = self
            .lines
            .iter()
            .map(|(number, kind, amount, quantity, tracked, months)| {
                let (start, end) = months.unwrap_or(self.months);
                json!({
                    "number": number, "type": kind, "amount": amount, "quantity": quantity,
                    "startMonth": month(start), "endMonth": month(end),
                    "balanceTracking": tracked, "costCenter": self.cost_center(),
                })
            })
            .collect();
        let contacts: Vec<Value> = self
            .contacts
            .iter()
            .map(|(name, email)| json!({ "name": name, "email": email }))
            .collect();
        json!({
            "id": self.id, "description": self.description, "billFrom": self.bill_from,
            "currency": self.currency, "effectiveMonth": month(self.months.0),
            "expirationMonth": month(self.months.1), "contacts": contacts,
            "tags": { "team": self.team }, "lineItems": lines,
            "shipTo": "Nordwind Group, Hafenstrasse 4, Hamburg",
        })
    }

    /// Some purchase orders have none, to be found by who allocates cost.
    fn cost_center(&self) -> Option<String> {
        let number = match self.team {
            "platform" => "CC-1100",
            "research" => "CC-2300",
            "retail" if self.id.starts_with("EU") => "CC-4100",
            _ => return None,
        };
        Some(number.to_owned())
    }
}
