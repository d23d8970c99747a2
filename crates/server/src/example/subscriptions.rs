//! The subscriptions of the example: one of every shape in which the marketplace sells.

use procurement::BillingMonth;
use serde_json::{Value, json};

use super::months;
use super::people::{MANAGEMENT, RESEARCH, RETAIL};

/// A subscription of the story.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subscription {
    /// The account that buys.
    pub(super) account: &'static str,
    /// When it is accepted.
    pub(super) begins: i32,
    product: &'static str,
    seller: &'static str,
    bill_from: &'static str,
    currency: &'static str,
    terms: &'static [Term],
    /// Without, it goes on until it is cancelled.
    months: Option<u32>,
    payment_terms: Option<&'static str>,
    renews: bool,
    choice: Choice,
    /// What is metered in a month, and how it grows, in hundredths.
    usage: &'static [(&'static str, i64, i64)],
    /// What is bought of a dimension with a price.
    configuration: &'static [(&'static str, u32)],
}

/// How it is paid.
#[derive(Debug, Clone, Copy)]
enum Term {
    Upfront(&'static str),
    /// So many payments of an amount, every so many months.
    Schedule(&'static str, u32, i32),
    Recurring(&'static str, u32),
    Usage(&'static [(&'static str, &'static str)]),
    Seats(&'static [(&'static str, &'static str)]),
}

/// Which purchase orders its charges name.
#[derive(Debug, Clone, Copy)]
enum Choice {
    None,
    One(&'static str),
    FixedAndUsage(&'static str, &'static str),
    /// The line of a purchase order.
    Line(&'static str, &'static str),
}

const PLAIN: Subscription = Subscription {
    account: MANAGEMENT,
    begins: -17,
    product: "",
    seller: "",
    bill_from: "AWS_INC",
    currency: "USD",
    terms: &[],
    months: None,
    payment_terms: None,
    renews: false,
    choice: Choice::None,
    usage: &[],
    configuration: &[],
};

/// All of them.
pub(super) const SUBSCRIPTIONS: &[Subscription] = &[
    Subscription {
        begins: -17,
        product: "Lumenroot Analytics",
        seller: "Lumenroot",
        terms: &[Term::Schedule("9000.00", 8, 3)],
        months: Some(24),
        payment_terms: Some("NET_60"),
        choice: Choice::One("MP-LUMEN"),
        ..PLAIN
    },
    Subscription {
        begins: -15,
        product: "Haldegrund Observability",
        seller: "Haldegrund",
        terms: &[
            Term::Upfront("24000.00"),
            Term::Usage(&[("ingest", "Ingested data"), ("retention", "Retained data")]),
        ],
        months: Some(24),
        choice: Choice::FixedAndUsage("MP-HALDE", "MP-HALDE"),
        usage: &[("ingest", 142_000, 310), ("retention", 38_500, 120)],
        ..PLAIN
    },
    Subscription {
        begins: -16,
        product: "Quellwasser Queue",
        seller: "Quellwasser",
        terms: &[Term::Usage(&[("messages", "Messages")])],
        usage: &[("messages", 310_000, 420)],
        ..PLAIN
    },
    Subscription {
        account: RESEARCH,
        begins: -14,
        product: "Sternwarte Images",
        seller: "Sternwarte",
        terms: &[Term::Upfront("3600.00")],
        months: Some(12),
        renews: true,
        choice: Choice::One("RES-STAR"),
        ..PLAIN
    },
    Subscription {
        account: RETAIL,
        begins: -12,
        product: "Kontor Checkout",
        seller: "Kontor",
        bill_from: "AWS_EMEA_SARL",
        currency: "EUR",
        terms: &[Term::Recurring("480.00", 24)],
        months: Some(24),
        ..PLAIN
    },
    Subscription {
        account: RETAIL,
        begins: -9,
        product: "Kontor Fraud",
        seller: "Kontor",
        bill_from: "AWS_EMEA_SARL",
        currency: "EUR",
        terms: &[Term::Usage(&[("checks", "Checked orders")])],
        usage: &[("checks", 61_000, 900)],
        ..PLAIN
    },
    Subscription {
        begins: -3,
        product: "Orbitale Design Suite",
        seller: "Orbitale",
        terms: &[Term::Seats(&[("seat", "110.00"), ("viewer", "15.00")])],
        months: Some(12),
        configuration: &[("seat", 120), ("viewer", 60)],
        choice: Choice::One("MP-ORBIT"),
        ..PLAIN
    },
    Subscription {
        account: RESEARCH,
        begins: -5,
        product: "Tarnwerk Sequencing",
        seller: "Tarnwerk",
        terms: &[Term::Recurring("1800.00", 8)],
        months: Some(8),
        choice: Choice::One("MP-TARN"),
        ..PLAIN
    },
    Subscription {
        account: RESEARCH,
        begins: -4,
        product: "Feldspat Data",
        seller: "Feldspat",
        terms: &[Term::Schedule("4000.00", 4, 2), Term::Usage(&[("queries", "Queries")])],
        months: Some(12),
        choice: Choice::FixedAndUsage("RES-DATA", "RES-DATA"),
        usage: &[("queries", 52_300, -150)],
        ..PLAIN
    },
    Subscription {
        begins: -4,
        product: "Nadelwerk Forms",
        seller: "Nadelwerk",
        terms: &[Term::Recurring("690.00", 12)],
        months: Some(12),
        choice: Choice::Line("SMALL-1", "1"),
        ..PLAIN
    },
    Subscription {
        begins: -2,
        product: "Wallgraben Security",
        seller: "Wallgraben",
        terms: &[Term::Upfront("12500.00"), Term::Schedule("6250.00", 3, 4)],
        months: Some(24),
        payment_terms: Some("NET_30"),
        choice: Choice::One("SEC-01"),
        ..PLAIN
    },
    Subscription {
        account: RESEARCH,
        begins: 0,
        product: "Firnfeld Climate Models",
        seller: "Firnfeld",
        terms: &[Term::Schedule("8200.00", 6, 1)],
        months: Some(12),
        payment_terms: Some("NET_45"),
        choice: Choice::None,
        ..PLAIN
    },
];

/// Offers that nobody has accepted yet; their payments begin next month.
pub(super) const OPEN_OFFERS: &[Subscription] = &[
    Subscription {
        begins: 1,
        product: "Lumenroot Forecasting",
        seller: "Lumenroot",
        terms: &[Term::Schedule("7500.00", 4, 3)],
        months: Some(12),
        payment_terms: Some("NET_30"),
        renews: true,
        ..PLAIN
    },
    Subscription {
        begins: 1,
        product: "Orbitale Review",
        seller: "Orbitale",
        terms: &[Term::Seats(&[("editor", "90.00"), ("reader", "12.00")])],
        months: Some(12),
        ..PLAIN
    },
    Subscription {
        account: RESEARCH,
        begins: 1,
        product: "Sternwarte Archive",
        seller: "Sternwarte",
        terms: &[
            Term::Upfront("4800.00"),
            Term::Usage(&[("storage", "Stored images"), ("retrieval", "Retrieved images")]),
        ],
        months: Some(24),
        ..PLAIN
    },
];

impl Subscription {
    /// The offer, as its seller hands it in.
    pub(super) fn offer(&self, present: BillingMonth) -> Value {
        let begins = present.plus(self.begins);
        let terms: Vec<Value> = self.terms.iter().map(|term| term.body(begins)).collect();
        let slug: String = self
            .product
            .to_lowercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        json!({
            "sellerName": self.seller, "product": { "id": format!("prod-{slug}"), "name": self.product },
            "proposer": "700000000007", "billFrom": self.bill_from, "currency": self.currency,
            "kind": "private", "terms": terms, "durationMonths": self.months,
            "paymentTerms": self.payment_terms, "renewal": { "auto": self.renews },
        })
    }

    /// The request for it.
    pub(super) fn request(&self, offer: &str) -> Value {
        let configuration: serde_json::Map<String, Value> = self
            .configuration
            .iter()
            .map(|(key, count)| ((*key).to_owned(), json!(count)))
            .collect();
        json!({ "intent": "NEW", "offer": offer, "configuration": configuration })
    }

    /// The answer to which purchase orders its charges name.
    pub(super) fn acceptance(&self) -> Value {
        let named = |order: &str| json!({ "purchaseOrderReference": order });
        let choice = match self.choice {
            Choice::None => json!({ "choice": "none" }),
            Choice::One(order) => {
                json!({ "choice": "oneForAll", "purchaseOrderReference": order })
            }
            Choice::Line(order, line) => json!({
                "choice": "oneForAll", "purchaseOrderReference": order, "purchaseOrderLine": line,
            }),
            Choice::FixedAndUsage(fixed, usage) => json!({
                "choice": "fixedAndUsage", "fixed": named(fixed), "usage": named(usage),
            }),
        };
        json!({ "purchaseOrders": choice })
    }

    /// What is metered of a dimension so many months after it began, in hundredths: a trend, and a
    /// season.
    pub(super) fn metered(&self, dimension: &str, month: BillingMonth, age: i32) -> Option<i64> {
        let (_, base, growth) = self.usage.iter().find(|(key, ..)| *key == dimension)?;
        // Hundredths of the year's mean, by month of the year.
        const SEASON: [i64; 12] = [97, 95, 99, 101, 100, 98, 93, 94, 102, 105, 112, 104];
        let season = SEASON.get(usize::try_from(month.month()).ok()?.checked_sub(1)?)?;
        Some((base + growth * i64::from(age)) * season / 100 + i64::from(age % 5) * 137)
    }
}

impl Term {
    fn body(self, begins: BillingMonth) -> Value {
        let described = |dimensions: &[(&str, &str)], word: &str| -> Vec<Value> {
            dimensions.iter().map(|(key, value)| json!({ "key": key, word: value })).collect()
        };
        match self {
            Self::Upfront(amount) => json!({ "type": "upfront", "amount": amount }),
            Self::Schedule(amount, count, every) => {
                let payments: Vec<Value> = (0..count)
                    .zip(0..)
                    .map(|(_, index)| {
                        let date = months::at(begins.plus(every * index), 12, 0).to_string();
                        json!({ "chargeDate": date, "amount": amount })
                    })
                    .collect();
                json!({ "type": "paymentSchedule", "payments": payments })
            }
            Self::Recurring(amount, months) => {
                json!({ "type": "recurring", "amount": amount, "months": months })
            }
            Self::Usage(dimensions) => {
                json!({ "type": "usage", "dimensions": described(dimensions, "description") })
            }
            Self::Seats(dimensions) => json!({
                "type": "configurableUpfront", "dimensions": described(dimensions, "unitPrice"),
            }),
        }
    }
}
