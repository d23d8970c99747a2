//! The HTTP API: `/api/v1`, and what operators ask beside it.

mod app;
mod body;
mod caller;
mod contract;
mod cross_origin;
mod head;
mod key;
mod limits;
mod live;
mod nul;
mod observed;
mod openapi;
mod page;
mod patience;
mod peer;
mod problem;
mod routes;
mod table;

pub(crate) use app::{App, Config};
pub(crate) use limits::Limits;
pub(crate) use live::Live;
pub(crate) use routes::router;

#[cfg(test)]
mod tests;
