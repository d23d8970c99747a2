//! What is shown once: a link or a secret, to be copied. It is kept nowhere.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use crate::text::{Text, settings as texts};
use crate::ui::follow::{follow, watch};
use crate::ui::{Button, ButtonKind, Icon, Live, icon};

/// Shows it, with a button that copies it.
pub(super) fn shown_once(label: Text, secret: String, copy: Text) -> AnyView {
    let told = RwSignal::new(String::new());
    let copied = secret.clone();
    // The form that had the focus is gone.
    let shown = NodeRef::<html::Div>::new();
    watch(move || {
        if let Some(shown) = shown.get() {
            request_animation_frame(move || drop(shown.focus()));
        }
    });
    let work = move || {
        let text = copied.clone();
        spawn_local(async move {
            let done = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            let text = if done.is_ok() { texts::COPIED } else { texts::NOT_COPIED };
            drop(told.try_set(text.into()));
        });
    };
    view! {
        <div class="settings-secret" tabindex="-1" node_ref=shown>
            <p class="settings-note" data-kind="warning">
                {icon(Icon::Warning)} <span>{texts::SHOWN_ONCE.get()}</span>
            </p>
            <div class="settings-label">{label.get()}</div>
            <code class="settings-code" data-secret="true">
                {secret}
            </code>
            <div class="actions">
                <Button label=copy kind=ButtonKind::Primary icon=Icon::Link on_click=work />
                {follow(move || view! { <span class="hint" aria-hidden="true">{told.get()}</span> })}
            </div>
            <Live text=told />
        </div>
    }
    .into_any()
}
