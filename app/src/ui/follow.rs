//! Views, effects and memos that follow signals, each compiled once whatever they do: leptos makes
//! code of its own for every closure, which is most of what a page weighs.

use leptos::prelude::*;

/// A part of a view that follows signals.
pub(crate) fn follow<V: IntoAny>(view: impl Fn() -> V + Send + 'static) -> AnyView {
    follow_any(Box::new(move || view().into_any()))
}

fn follow_any(view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || view()).into_any()
}

/// Does something now and whenever the signals that it reads change.
pub(crate) fn watch(work: impl Fn() + 'static) {
    watch_any(Box::new(work));
}

fn watch_any(work: Box<dyn Fn()>) {
    Effect::new(work);
}

/// A value that follows signals and tells only when it is another.
pub(crate) fn memo<T: Clone + PartialEq + Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    memo_any(Box::new(value))
}

fn memo_any<T: Clone + PartialEq + Send + Sync + 'static>(
    value: Box<dyn Fn() -> T + Send + Sync>,
) -> Memo<T> {
    Memo::new(move |_| value())
}
