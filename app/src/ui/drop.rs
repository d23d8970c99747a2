//! A place to drop files, and a button that chooses them.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use web_sys::{DragEvent, File, FileList};

use super::field::{Control, unique};
use super::{Icon, On, icon};
use crate::text::ui as texts;

/// Takes files. The input is the browser's own, so all of it works by keyboard.
#[component]
pub(crate) fn FileDrop(
    #[prop(into)] on_files: On<Vec<File>>,
    /// Says what is taken.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Endings and types that the browser offers, `.json,.csv`.
    #[prop(optional, into)]
    accept: Option<String>,
    #[prop(optional, into)] label: Option<String>,
) -> AnyView {
    let control = Control::expect();
    let input = NodeRef::<html::Input>::new();
    let is_over = RwSignal::new(false);
    let hint_id = unique("drop");
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let files = list(input.files());
        // So that the same file can be chosen again after it changed.
        input.set_value("");
        if !files.is_empty() {
            on_files.run((files,));
        }
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        let files = list(event.data_transfer().and_then(|data| data.files()));
        if !files.is_empty() {
            on_files.run((files,));
        }
    };
    let over = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    // A near miss is not to open the file in place of the page.
    let missed = |event: DragEvent| {
        let types = event.data_transfer().map(|data| data.types());
        if types.is_some_and(|types| types.includes(&"Files".into(), 0)) {
            event.prevent_default();
        }
    };
    let listeners =
        [window_event_listener(ev::dragover, missed), window_event_listener(ev::drop, missed)];
    on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
    view! {
        <div
            class="drop"
            data-over=Signal::derive(move || is_over.get().then_some("true"))
            on:dragover=over
            on:dragleave=move |_| is_over.set(false)
            on:drop=dropped
        >
            {icon(Icon::Upload)}
            <label class="drop-label">
                <input
                    type="file"
                    class="drop-input"
                    multiple=true
                    node_ref=input
                    id=control.id
                    accept=accept
                    aria-label=label
                    aria-describedby=hint_id.clone()
                    on:change=chosen
                />
                <span class="drop-action">{texts::CHOOSE_FILES.get()}</span>
                <span>{texts::OR_DROP.get()}</span>
            </label>
            <p class="drop-hint" id=hint_id>
                {hint}
            </p>
        </div>
    }
    .into_any()
}

fn list(files: Option<FileList>) -> Vec<File> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|place| files.get(place)).collect()
}
