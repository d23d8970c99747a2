//! The pages: each reads its view from the address, asks the desk, and composes components.

pub(crate) mod add_order;
pub(crate) mod checkout;
pub(crate) mod close;
mod conditions;
pub(crate) mod costs;
pub(crate) mod gallery;
pub(crate) mod help;
pub(crate) mod home;
pub(crate) mod import_orders;
pub(crate) mod invoice;
pub(crate) mod invoices;
pub(crate) mod issued;
pub(crate) mod member;
pub(crate) mod not_found;
pub(crate) mod offers;
pub(crate) mod order;
pub(crate) mod order_form;
pub(crate) mod orders;
mod paged;
pub(crate) mod print;
pub(crate) mod scenarios;
pub(crate) mod set_up;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod start;
pub(crate) mod subscription;
pub(crate) mod subscriptions;
pub(crate) mod to_do;
pub(crate) mod you;

mod actors;
mod facts;
pub(crate) mod heading;
pub(crate) mod proposal;
pub(crate) mod rules;
mod summary;
mod tokens;

pub(crate) use facts::facts;
pub(crate) use heading::Heading;
pub(crate) use proposal::Proposal;
pub(crate) use summary::sentences;
