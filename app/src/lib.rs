//! The pages of Tieback.

mod desk;
mod download;
pub mod embed;
pub(crate) mod engine;
mod format;
pub(crate) mod frame;
mod page;
mod pages;
mod parts;
mod server;
mod storage;
mod text;
mod theme;
mod ui;
mod words;

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use wasm_bindgen_futures::spawn_local;

use frame::Frame;
use pages::{gallery, home, invoices, not_found};

/// Loads the texts, then draws the page of the address in place of the skeleton.
pub fn run() {
    tell_of_panics();
    spawn_local(async {
        text::load(text::preferred()).await;
        engine::translate();
        mount_to_body(App);
    });
}

/// Draws the gallery of components.
pub fn run_gallery() {
    tell_of_panics();
    spawn_local(async {
        text::load(text::preferred()).await;
        mount_to_body(|| {
            theme::provide();
            ui::flash::provide();
            gallery::page()
        });
    });
}

/// Says on the console what went wrong, for whoever reports it.
fn tell_of_panics() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
    }));
}

#[component]
fn App() -> impl IntoView {
    theme::provide();
    ui::flash::provide();
    desk::provide();
    server::provide();
    frame::Handed::provide();
    parts::look_ahead();
    let base = page::base();
    view! {
        <Router base=base>
            <Frame>
                <Routes fallback=not_found::page>
                    <Route path=path!("/") view=home::page />
                    <Route path=path!("/files") view=parts::files::start />
                    <Route path=path!("/set-up") view=parts::settings::set_up />
                    <Route path=path!("/you") view=parts::settings::you />
                    <Route path=path!("/preview") view=invoices::page />
                    <Route path=path!("/to-do") view=parts::records::to_do />
                    <Route path=path!("/purchase-orders") view=parts::records::orders />
                    <Route path=path!("/purchase-orders/:id") view=parts::records::order />
                    <Route path=path!("/add-purchase-order") view=parts::records::add_order />
                    <Route path=path!("/print") view=parts::looks::print />
                    <Route path=path!("/scenarios") view=parts::looks::scenarios />
                    <Route path=path!("/accounts/:account/preview") view=invoices::page />
                    <Route path=path!("/accounts/:account/to-do") view=parts::records::to_do />
                    <Route path=path!("/accounts/:account/purchase-orders") view=parts::records::orders />
                    <Route path=path!("/accounts/:account/purchase-orders/:id") view=parts::records::order />
                    <Route path=path!("/accounts/:account/add-purchase-order") view=parts::records::add_order />
                    <Route path=path!("/accounts/:account/import-purchase-orders") view=parts::records::import_orders />
                    <Route path=path!("/accounts/:account/offers") view=parts::purchases::offers />
                    <Route path=path!("/accounts/:account/offers/:id") view=parts::purchases::checkout />
                    <Route path=path!("/accounts/:account/costs") view=parts::settings::costs />
                    <Route path=path!("/accounts/:account/settings") view=parts::settings::settings />
                    <Route path=path!("/accounts/:account/settings/:section") view=parts::settings::settings />
                    <Route path=path!("/accounts/:account/print") view=parts::looks::print />
                    <Route path=path!("/accounts/:account/scenarios") view=parts::looks::scenarios />
                    <Route path=path!("/accounts/:account/invoices") view=parts::billing::issued />
                    <Route path=path!("/accounts/:account/invoices/:id") view=parts::billing::invoice />
                    <Route path=path!("/accounts/:account/close") view=parts::billing::close />
                    <Route path=path!("/accounts/:account/subscriptions") view=parts::purchases::subscriptions />
                    <Route path=path!("/accounts/:account/subscriptions/:id") view=parts::purchases::subscription />
                </Routes>
            </Frame>
        </Router>
    }
}
