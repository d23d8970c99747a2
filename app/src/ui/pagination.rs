//! Page after page of a list.

use leptos::prelude::*;

use super::{Icon, IconButton, On};
use crate::format;
use crate::text::ui as texts;

/// The numbers of the pages around the one in view, and a step to either side.
#[component]
pub(crate) fn Pagination(
    /// The page in view, the first being one.
    #[prop(into)]
    page: Signal<usize>,
    #[prop(into)] page_count: Signal<usize>,
    #[prop(into)] on_page: On<usize>,
) -> AnyView {
    let at_start = move || (page.get() <= 1).then(|| texts::FIRST_PAGE.get().to_owned());
    let at_end =
        move || (page.get() >= page_count.get()).then(|| texts::LAST_PAGE.get().to_owned());
    let numbers = move || {
        let mut views: Vec<AnyView> = Vec::new();
        let mut last = 0;
        for number in around(page.get(), page_count.get()) {
            if number > last + 1 {
                views.push(view! { <li class="pages-gap">"…"</li> }.into_any());
            }
            last = number;
            views.push(link(number, page, on_page));
        }
        views
    };
    view! {
        <nav class="pages" aria-label=texts::PAGES.get()>
            <IconButton
                label=texts::PREVIOUS_PAGE
                icon=Icon::ChevronStart
                disabled=Signal::derive(at_start)
                on_click=move || on_page.run((page.get_untracked().saturating_sub(1),))
            />
            <ol class="pages-list">{numbers}</ol>
            <IconButton
                label=texts::NEXT_PAGE
                icon=Icon::ChevronEnd
                disabled=Signal::derive(at_end)
                on_click=move || on_page.run((page.get_untracked() + 1,))
            />
        </nav>
    }
    .into_any()
}

fn link(number: usize, page: Signal<usize>, on_page: On<usize>) -> AnyView {
    let shown = format::number(number);
    let name = texts::PAGE.with(&[("number", &shown)]);
    let is_current = Signal::derive(move || (page.get() == number).then_some("page"));
    view! {
        <li>
            <button
                type="button"
                class="pages-number"
                aria-label=name
                aria-current=is_current
                on:click=move |_| on_page.run((number,))
            >
                {shown}
            </button>
        </li>
    }
    .into_any()
}

/// Returns the numbers to show: the first, the last, and those beside the one in view.
fn around(page: usize, count: usize) -> Vec<usize> {
    (1..=count).filter(|n| *n == 1 || *n == count || n.abs_diff(page) <= 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_and_the_neighbours_of_the_page_are_shown() {
        assert_eq!(around(1, 1), [1]);
        assert_eq!(around(1, 9), [1, 2, 9]);
        assert_eq!(around(5, 9), [1, 4, 5, 6, 9]);
        assert_eq!(around(9, 9), [1, 8, 9]);
        assert_eq!(around(1, 0), [0; 0]);
    }
}
