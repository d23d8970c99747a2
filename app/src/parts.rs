//! Parts of the program: pages that are seldom the first, each group of them loaded when one of it
//! is opened. `cargo xtask app` makes them files of their own; in any other build they are there
//! from the start.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use wasm_bindgen_futures::spawn_local;

use crate::frame;
use crate::page::Place;
use crate::pages::Heading;
use crate::text::ui as texts;
use crate::ui::follow::follow;
use crate::ui::{Button, Icon};

type Page = fn() -> AnyView;
type Arriving = Pin<Box<dyn Future<Output = Result<Page, SplitLoaderError>>>>;

/// After so long the first page is there, and what may be wanted next can be loaded.
const SETTLED: Duration = Duration::from_secs(3);

/// A part, and pages of `crate::pages` by their names. What these pages alone use goes with them;
/// what two parts use goes into a file that both wait for.
macro_rules! part {
    ($(#[$about:meta])* $part:ident: $($page:ident)+) => {
        $(#[$about])*
        pub(crate) mod $part {
            use leptos::prelude::AnyView;
            use leptos::wasm_split::SplitLoaderError;

            #[derive(Clone, Copy)]
            pub(super) struct Pages {
                $($page: super::Page,)+
            }

            /// Where the pages are. Only this refers to them, so all else of them can be elsewhere.
            #[cfg_attr(
                parts,
                leptos::wasm_split::wasm_split(
                    $part,
                    wasm_split_path = ::leptos::wasm_split,
                    fallible
                )
            )]
            fn pages() -> Result<Pages, SplitLoaderError> {
                Ok(Pages { $($page: crate::pages::$page::page,)+ })
            }

            pub(super) async fn arriving() -> Result<Pages, SplitLoaderError> {
                let pages = pages();
                #[cfg(parts)]
                let pages = pages.await;
                pages
            }

            $(
                pub(crate) fn $page() -> AnyView {
                    super::page(|| Box::pin(async { Ok(arriving().await?.$page) }))
                }
            )+
        }
    };
}

part! {
    /// Purchase orders, of files as of accounts.
    records: orders order add_order import_orders
}
part! {
    /// What is bought from sellers.
    purchases: subscriptions subscription offers checkout
}
part! {
    /// What was invoiced, and closing a month.
    billing: issued invoice close
}
part! {
    /// Of the person, the organisation and the account.
    settings: you set_up settings costs
}
part! {
    /// Other looks at the preview.
    looks: scenarios print
}

/// A page of a part: at once where the part is there, after it has arrived otherwise.
fn page(part: fn() -> Arriving) -> AnyView {
    let mut arriving = part();
    let mut now = Context::from_waker(Waker::noop());
    if let Poll::Ready(Ok(page)) = arriving.as_mut().poll(&mut now) {
        return page();
    }
    let arrived = RwSignal::new(None);
    let wait = move |arriving: Arriving| {
        arrived.set(None);
        spawn_local(async move {
            let page = arriving.await.ok();
            // The person may have gone elsewhere meanwhile.
            arrived.try_set(Some(page));
        });
    };
    wait(arriving);
    follow(move || match arrived.get() {
        None => frame::loading(),
        Some(Some(page)) => page(),
        Some(None) => failed(move || wait(part())),
    })
}

fn failed(retry: impl Fn() + Copy + 'static) -> AnyView {
    view! {
        <section class="narrow">
            <Heading text=texts::LOADING_FAILED />
            <p role="alert">{texts::PART_FAILED.get()}</p>
            <Button label=texts::RETRY icon=Icon::Redo on_click=retry />
        </section>
    }
    .into_any()
}

/// Loads what is most often opened next, once the first page is there; for an account all that is its,
/// one after the other, so that it is there without a network too. Where that fails, the page says so
/// when it is opened.
pub(crate) fn look_ahead() {
    let load = || async {
        drop(records::arriving().await);
        if Place::here() != Place::Files {
            drop(purchases::arriving().await);
            drop(billing::arriving().await);
            drop(settings::arriving().await);
        }
    };
    set_timeout(move || spawn_local(load()), SETTLED);
}
