//! The pages of Tieback.

mod desk;
mod download;
pub mod embed;
mod format;
pub(crate) mod frame;
mod page;
mod pages;
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
use pages::{
    add_order, checkout, close, costs, gallery, home, import_orders, invoice, invoices, issued,
    not_found, offers, order, orders, print, scenarios, set_up, settings, start, subscription,
    subscriptions, to_do, you,
};

/// Loads the texts, then draws the page of the address in place of the skeleton.
pub fn run() {
    tell_of_panics();
    spawn_local(async {
        text::load(text::preferred()).await;
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
    let base = page::base();
    view! {
        <Router base=base>
            <Frame>
                <Routes fallback=not_found::page>
                    <Route path=path!("/") view=home::page />
                    <Route path=path!("/files") view=start::page />
                    <Route path=path!("/set-up") view=set_up::page />
                    <Route path=path!("/you") view=you::page />
                    <Route path=path!("/preview") view=invoices::page />
                    <Route path=path!("/to-do") view=to_do::page />
                    <Route path=path!("/purchase-orders") view=orders::page />
                    <Route path=path!("/purchase-orders/:id") view=order::page />
                    <Route path=path!("/add-purchase-order") view=add_order::page />
                    <Route path=path!("/print") view=print::page />
                    <Route path=path!("/scenarios") view=scenarios::page />
                    <Route path=path!("/accounts/:account/preview") view=invoices::page />
                    <Route path=path!("/accounts/:account/to-do") view=to_do::page />
                    <Route path=path!("/accounts/:account/purchase-orders") view=orders::page />
                    <Route path=path!("/accounts/:account/purchase-orders/:id") view=order::page />
                    <Route path=path!("/accounts/:account/add-purchase-order") view=add_order::page />
                    <Route path=path!("/accounts/:account/import-purchase-orders") view=import_orders::page />
                    <Route path=path!("/accounts/:account/offers") view=offers::page />
                    <Route path=path!("/accounts/:account/offers/:id") view=checkout::page />
                    <Route path=path!("/accounts/:account/costs") view=costs::page />
                    <Route path=path!("/accounts/:account/settings") view=settings::page />
                    <Route path=path!("/accounts/:account/settings/:section") view=settings::page />
                    <Route path=path!("/accounts/:account/print") view=print::page />
                    <Route path=path!("/accounts/:account/scenarios") view=scenarios::page />
                    <Route path=path!("/accounts/:account/invoices") view=issued::page />
                    <Route path=path!("/accounts/:account/invoices/:id") view=invoice::page />
                    <Route path=path!("/accounts/:account/close") view=close::page />
                    <Route path=path!("/accounts/:account/subscriptions") view=subscriptions::page />
                    <Route path=path!("/accounts/:account/subscriptions/:id") view=subscription::page />
                </Routes>
            </Frame>
        </Router>
    }
}
