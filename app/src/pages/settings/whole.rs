//! Lists that are shown whole, asked for page after page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::Answer;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::Here;
use crate::frame::loading;
use crate::pages::issued::failed;
use crate::server::Failure;
use crate::ui::follow::{follow, memo, watch};

/// All of a list, once it is there.
pub(super) type Whole<T> = Memo<Option<Result<Vec<T>, Failure>>>;

/// Asks for a list of the account, and again when the records change.
pub(super) fn whole<T>(here: Here, below: &str) -> Whole<T>
where
    T: Answer + Clone + PartialEq + Send + Sync + 'static,
{
    let got = RwSignal::new(None);
    let asked = StoredValue::new(0_u32);
    let path = here.path(below);
    watch(move || {
        here.server.revision.track();
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        let path = path.clone();
        spawn_local(async move {
            let is_wanted = move || asked.try_get_value() == Some(number);
            let answer = here.server.list::<T>(&path, None, usize::MAX, is_wanted).await;
            if let Some(answer) = answer {
                drop(got.try_set(Some(answer.map(|list| list.items))));
            }
        });
    });
    // The same answer once more draws nothing anew.
    memo(move || got.get())
}

/// What is at hand of a list; empty before it is there.
pub(super) fn at_hand<T: Clone + Send + Sync + 'static>(list: Whole<T>) -> Vec<T> {
    list.with(|list| match list {
        Some(Ok(items)) => items.clone(),
        Some(Err(_)) | None => Vec::new(),
    })
}

/// Draws an answer: bars before it is there, why not where it did not come.
pub(super) fn draw<T: Clone + PartialEq + Send + Sync + 'static>(
    here: Here,
    answer: Memo<Option<Result<T, Failure>>>,
    view: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    let was_drawn = StoredValue::new(false);
    follow(move || match answer.get() {
        None => loading(),
        Some(Ok(answer)) => {
            if was_drawn.get_value() {
                keep_focus();
            }
            was_drawn.set_value(true);
            view(answer)
        }
        Some(Err(failure)) => failed(failure, move || here.server.ask_again()),
    })
}

/// What had the focus may be drawn anew: then the heading takes it.
pub(super) fn keep_focus() {
    request_animation_frame(|| {
        let document = document();
        let is_lost = document.active_element().is_none_or(|active| active.tag_name() == "BODY");
        let heading = document.query_selector("main h1").ok().flatten();
        if let Some(heading) = heading.filter(|_| is_lost)
            && let Some(heading) = heading.dyn_ref::<HtmlElement>()
        {
            drop(heading.focus());
        }
    });
}
