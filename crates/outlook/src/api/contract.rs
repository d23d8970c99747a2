//! How the contract's types are read from answers.

use billing_files::document::{
    Category, Charge, ChargeKind, Contact, Cycle, LineItem, PurchaseOrder, Tax, TaxType,
};
use procurement::LineItemType;

use super::answer::{Answer, Json};

/// After the semicolon stand members that are not written while they are empty.
macro_rules! members {
    ($($name:ident { $($member:ident $(= $written:literal)?),*; $($empty:ident),* })*) => {$(
        impl Answer for $name {
            fn read(json: Json<'_>) -> Self {
                Self {
                    $($member: json.member(members!(@written $member $($written)?)),)*
                    $($empty: json.member::<Option<_>>(stringify!($empty)).unwrap_or_default(),)*
                }
            }
        }
    )*};
    (@written $member:ident) => { stringify!($member) };
    (@written $member:ident $written:literal) => { $written };
}

macro_rules! words {
    ($($name:ident { $($word:ident),* })*) => {$(
        impl Answer for $name {
            fn read(json: Json<'_>) -> Self {
                const WORDS: &[$name] = &[$($name::$word),*];
                // Does not compile while a word is missing.
                const _: fn($name) = |word| match word { $($name::$word => {})* };
                WORDS[json.variant(&[$(stringify!($word)),*]).0]
            }
        }
    )*};
}

members! {
    PurchaseOrder {
        id, bill_from, currency, effective_month, expiration_month, updated_at, description, ship_to;
        suspended, tax_registration_numbers, invoice_units, contacts, tags, line_items
    }
    Contact { name, email, phone; }
    LineItem {
        number, kind = "type", start_month, end_month, amount, quantity, tax, description,
        cost_center; balance_tracking
    }
    Tax { kind = "type", value; }
    Charge {
        id, kind, category, cycle, bill_from, currency, billing_period, amount, agreement_id,
        agreement_end_month, time, payment_terms, tax_registration_number, invoice_unit,
        purchase_order_reference, purchase_order_line;
    }
}

words! {
    LineItemType {
        All, MonthlyUsage, Subscription, MarketplaceTransaction, MarketplaceBlanketUsage,
        ProfessionalServices
    }
    TaxType { Percent, Absolute }
    ChargeKind { Fixed, Usage }
    Category { MonthlyUsage, Subscription, Marketplace, ProfessionalServices }
    Cycle { Monthly, OutOfCycle }
}
