//! A list that the server keeps, page after page: as many as were asked for, asked again when the
//! records change.

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::Answer;

use super::issued::failed;
use super::sign_in::told;
use crate::frame::loading;
use crate::server::{Failure, Server};
use crate::text::{Text, plural, ui as ui_texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Button, Empty, Icon, Live};

/// What is asked for at once.
const PAGE: usize = 50;

/// The list and what is at hand of it.
pub(super) struct Paged<T: Send + Sync + 'static> {
    server: Server,
    /// Where the server has it, with what the filters ask for.
    path: Memo<String>,
    items: RwSignal<Option<Vec<T>>>,
    /// Where the next page begins.
    next: RwSignal<Option<String>>,
    failure: RwSignal<Option<Failure>>,
    is_busy: RwSignal<bool>,
    asked: StoredValue<u32>,
    /// Whether its path is what filters ask for, so that they may leave nothing.
    has_filters: bool,
}

impl<T: Send + Sync + 'static> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Paged<T> {}

/// How a list is told.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) shown_one: Text,
    pub(super) shown_other: Text,
    pub(super) more: Text,
    pub(super) all_shown: Text,
}

impl<T: Answer + Clone + Send + Sync + 'static> Paged<T> {
    /// Asks for the first page, and again when the path or the records are others.
    pub(super) fn follow(server: Server, path: Memo<String>) -> Self {
        Self::begin(server, path, true)
    }

    /// The same of a path that nothing filters.
    pub(super) fn of(server: Server, path: String) -> Self {
        Self::begin(server, memo(move || path.clone()), false)
    }

    fn begin(server: Server, path: Memo<String>, has_filters: bool) -> Self {
        let paged = Self {
            server,
            path,
            has_filters,
            items: RwSignal::new(None),
            next: RwSignal::new(None),
            failure: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            asked: StoredValue::new(0),
        };
        watch(move || {
            path.track();
            paged.ask(PAGE);
        });
        // What is new meanwhile joins what is shown, however much that is.
        watch(move || {
            server.revision.track();
            let shown = paged.items.with_untracked(|items| items.as_ref().map(Vec::len));
            if let Some(shown) = shown {
                paged.ask(shown.max(PAGE));
            }
        });
        paged
    }

    /// The list: `rows` draws those that are there, `empty` stands in place of none, `clear` takes
    /// the filters away.
    pub(super) fn view(
        self,
        words: Words,
        rows: impl Fn(&[T]) -> AnyView + Send + 'static,
        empty: impl Fn() -> AnyView + Send + 'static,
        clear: impl Fn() + Copy + Send + Sync + 'static,
    ) -> AnyView {
        view! {
            {follow(move || match self.items.get() {
                None => self.missing(),
                Some(items) if !items.is_empty() => self.shown(words, rows(&items)),
                Some(_) if self.is_filtered() => no_match(clear),
                Some(_) => empty(),
            })}
            <Live text=Signal::derive(move || self.count(words)) />
        }
        .into_any()
    }

    fn is_filtered(self) -> bool {
        self.has_filters && self.path.with_untracked(|path| path.contains('?'))
    }

    /// Asks for that many from the start.
    fn ask(self, count: usize) {
        self.load(Vec::new(), None, count);
    }

    fn ask_more(self) {
        let items = self.items.get_untracked().unwrap_or_default();
        let count = items.len() + PAGE;
        self.load(items, self.next.get_untracked(), count);
    }

    /// Asks for page after page until there are enough. Answers that come late are left aside.
    fn load(self, mut items: Vec<T>, next: Option<String>, count: usize) {
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        self.is_busy.set(true);
        let path = self.path.get_untracked();
        spawn_local(async move {
            let is_wanted = move || self.asked.try_get_value() == Some(number);
            let missing = count.saturating_sub(items.len());
            let Some(got) = self.server.list::<T>(&path, next, missing, is_wanted).await else {
                return;
            };
            self.is_busy.set(false);
            match got {
                Ok(list) => {
                    items.extend(list.items);
                    self.next.set(list.next);
                    self.items.set(Some(items));
                    self.failure.set(None);
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    fn count(self, words: Words) -> String {
        let count = self.items.with(|items| items.as_ref().map(Vec::len));
        count.map_or_else(String::new, |count| plural(words.shown_one, words.shown_other, count))
    }

    fn missing(self) -> AnyView {
        let again = move || self.ask(PAGE);
        self.failure.get().map_or_else(loading, |failure| failed(failure, again))
    }

    fn shown(self, words: Words, rows: AnyView) -> AnyView {
        view! {
            {rows}
            {self.failure.get().map(told)}
            <div class="actions">
                {self.more(words)}
                <span class="hint" aria-hidden="true">{self.count(words)}</span>
            </div>
        }
        .into_any()
    }

    fn more(self, words: Words) -> Option<AnyView> {
        let is_long = self.items.with(|items| items.as_ref().is_some_and(|it| it.len() >= PAGE));
        let next = self.next;
        // It stays after the last page, so that the focus has a place.
        let cannot = memo(move || next.with(Option::is_none).then(|| words.all_shown.into()));
        is_long.then(|| {
            view! {
                <Button
                    label=words.more
                    on_click=move || self.ask_more()
                    busy=self.is_busy
                    disabled=cannot
                />
            }
            .into_any()
        })
    }
}

fn no_match(clear: impl Fn() + Copy + Send + 'static) -> AnyView {
    view! {
        <Empty title=ui_texts::NO_MATCHES text=ui_texts::NO_MATCHES_TEXT icon=Icon::Search>
            <Button label=ui_texts::CLEAR_FILTER icon=Icon::Close on_click=clear />
        </Empty>
    }
    .into_any()
}
