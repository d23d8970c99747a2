//! Parts of the product inside the consoles of others: each is drawn into the shadow root of a custom
//! element, and asks a server by a session that the console made for it.
//!
//! A part knows nothing of pages: no address, no desk, no storage, nothing of the document around.
//! What it is told and tells goes through the element, by the host.

mod charges;
mod choices;
mod engine;
mod host;
mod kinds;
mod picker;
mod preview;
mod session;

use std::any::Any;

use js_sys::Object;
use leptos::mount::mount_to;
use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::page::encoded;
use crate::server::Failure;
use crate::text::{embed as texts, ui as ui_texts};
use crate::ui::follow::follow;
use crate::ui::{Button, Empty, Icon, Skeleton};
use crate::{text, ui};

use host::Host;
pub use kinds::{Kind, bring};
use session::Session;

/// A part that is shown, until it is dropped.
#[derive(Debug)]
pub struct Part {
    host: Host,
    _shown: Box<dyn Any>,
}

impl Kind {
    /// Draws a part of this kind. `face` is how it hears of its element, and what it tells it.
    pub fn mount(&self, root: HtmlElement, face: JsValue) -> Option<Part> {
        let Self { draw, look } = *self;
        ui::icon::draw_in_place();
        let made = std::rc::Rc::new(std::cell::Cell::new(None));
        let shown = {
            let made = std::rc::Rc::clone(&made);
            // What follows signals is to end with the part, so all is made within.
            mount_to(root, move || {
                let host = Host::new(face);
                made.set(Some(host));
                framed(host, look, draw(host))
            })
        };
        Some(Part { host: made.get()?, _shown: Box::new(shown) })
    }
}

/// Says on the console what went wrong, for whoever reports it.
pub fn tell_of_panics() {
    crate::tell_of_panics();
}

/// From now on parts speak a language, `de`, whose texts these are.
pub fn speak(language: &str, texts: &Object) {
    text::speak(language, texts);
}

impl Part {
    /// Looks at the element again: an attribute or a property of it is another.
    pub fn update(&self) {
        self.host.look();
    }

    /// Does what the console asks for: `refresh`, or `discard` what is typed.
    pub fn act(&self, act: &str) {
        self.host.act(act);
    }
}

/// What the console can say above and below, and the look that it chose.
fn framed(host: Host, look: &'static str, content: AnyView) -> AnyView {
    let density = Signal::derive(move || host.said.with(|said| said.density.clone()));
    let scheme = Signal::derive(move || host.said.with(|said| said.scheme.clone()));
    view! {
        <div class="embed" part="base" data-look=look data-density=density data-scheme=scheme>
            <slot name="header"></slot>
            {content}
            <slot name="footer"></slot>
        </div>
    }
    .into_any()
}

/// A link to a page of the server. The console hears of it first, and may have a page of its own. A
/// member account has no page of purchase orders.
fn link(
    host: Host,
    session: &Session,
    kind: &'static str,
    id: &str,
    line: Option<&str>,
    name: String,
    is_management: bool,
) -> AnyView {
    let below = match kind {
        "invoice" => "/invoices/",
        _ if !is_management => return view! { <span>{name}</span> }.into_any(),
        _ => "/purchase-orders/",
    };
    let account = session.account().unwrap_or_default();
    let href = [session.server(), "/accounts/", &account, below, &encoded(id)].concat();
    let label = texts::OPENS_ELSEWHERE.with(&[("name", &name)]);
    let detail = json!({ "kind": kind, "id": id, "line": line, "href": href });
    view! {
        <a
            part="link"
            href=href
            target="_blank"
            rel="noopener"
            aria-label=label
            on:click=move |event| {
                if !host.tell("navigate", &detail) {
                    event.prevent_default();
                }
            }
        >
            {name}
        </a>
    }
    .into_any()
}

/// While something is on its way.
fn loading() -> AnyView {
    view! { <Skeleton lines=4 label=texts::LOADING /> }.into_any()
}

/// In place of what did not come.
fn failed(failure: &Failure, retry: impl Fn() + Copy + Send + 'static) -> AnyView {
    let text = failure.sentences().join(" ");
    view! {
        <div role="alert">
            <Empty title=ui_texts::LOADING_FAILED text=text icon=Icon::Error>
                <Button label=ui_texts::RETRY icon=Icon::Redo on_click=retry />
            </Empty>
        </div>
    }
    .into_any()
}

/// While the console has not told all that it has to. After some seconds, what is missing is said.
fn waiting(host: Host, missing: &'static str) -> AnyView {
    let late = waiting_for(host, missing);
    follow(move || match late.get() {
        None => loading(),
        Some(text) => {
            view! { <Empty title=texts::NOT_SET_UP text=text icon=Icon::Info /> }.into_any()
        }
    })
}

/// What is said of what is missing, once some seconds have gone by.
fn waiting_for(host: Host, missing: &'static str) -> RwSignal<Option<String>> {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
    let late = RwSignal::new(None);
    leptos::task::spawn_local(async move {
        crate::server::pause(PATIENCE).await;
        let text = texts::NOT_SET_UP_TEXT.with(&[("missing", missing)]);
        if late.try_set(Some(text.clone())).is_none() {
            host.failed(&Failure::own("NOT_SET_UP", text));
        }
    });
    late
}
