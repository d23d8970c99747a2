//! Parts of the program: pages that are seldom the first, and pieces of the first that show only
//! after something was opened. Each group of them is loaded when one of it is. `cargo xtask app` makes
//! them files of their own; in any other build they are there from the start.

use std::pin::Pin;
use std::sync::Arc;
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

/// A view of a part, drawn from the values that it was asked for with.
type View = Arc<dyn Fn() -> AnyView + Send + Sync>;
type Retry = Arc<dyn Fn() + Send + Sync>;
type Arriving = Pin<Box<dyn Future<Output = Result<View, SplitLoaderError>>>>;

/// After so long the first page is there, and what may be wanted next can be loaded.
const SETTLED: Duration = Duration::from_secs(3);

/// What stands in the place of a view until its part has arrived, and where it did not.
struct StandIn {
    waiting: fn() -> AnyView,
    failed: fn(Retry) -> AnyView,
}

static PAGE: StandIn = StandIn { waiting: frame::loading, failed: page_failed };
static PIECE: StandIn = StandIn { waiting: frame::loading, failed: piece_failed };
/// What nobody waits for.
static QUIET: StandIn = StandIn { waiting: || ().into_any(), failed: piece_failed };

/// A part, and its views: by name, with the values that each is drawn from, and where it is. What
/// these views alone use goes with them; what two parts use goes into a file that both wait for.
macro_rules! part {
    ($(#[$about:meta])* $part:ident as $stand_in:ident: $($view:ident($($value:ident: $of:ty),*) = $place:path),+ $(,)?) => {
        $(#[$about])*
        pub(crate) mod $part {
            use leptos::prelude::AnyView;
            use leptos::wasm_split::SplitLoaderError;

            #[derive(Clone, Copy)]
            pub(super) struct Views {
                $($view: fn($($of),*) -> AnyView,)+
            }

            /// Where the views are. Only this refers to them, so all else of them can be elsewhere.
            #[cfg_attr(
                parts,
                leptos::wasm_split::wasm_split(
                    $part,
                    wasm_split_path = ::leptos::wasm_split,
                    fallible
                )
            )]
            fn views() -> Result<Views, SplitLoaderError> {
                Ok(Views { $($view: $place,)+ })
            }

            pub(super) async fn arriving() -> Result<Views, SplitLoaderError> {
                let views = views();
                #[cfg(parts)]
                let views = views.await;
                views
            }

            $(
                pub(crate) fn $view($($value: $of),*) -> AnyView {
                    let part = move || -> super::Arriving {
                        $(let $value = $value.clone();)*
                        Box::pin(async move {
                            let draw = arriving().await?.$view;
                            let view: super::View = super::Arc::new(move || draw($($value.clone()),*));
                            Ok(view)
                        })
                    };
                    super::view(super::Arc::new(part), &super::$stand_in)
                }
            )+
        }
    };
}

part! {
    /// Purchase orders and what to do about them, of files as of accounts.
    records as PAGE:
        orders() = crate::pages::orders::page,
        order() = crate::pages::order::page,
        add_order() = crate::pages::add_order::page,
        import_orders() = crate::pages::import_orders::page,
        to_do() = crate::pages::to_do::page,
}
part! {
    /// What is bought from sellers.
    purchases as PAGE:
        subscriptions() = crate::pages::subscriptions::page,
        subscription() = crate::pages::subscription::page,
        offers() = crate::pages::offers::page,
        checkout() = crate::pages::checkout::page,
}
part! {
    /// What was invoiced, and closing a month.
    billing as PAGE:
        issued() = crate::pages::issued::page,
        invoice() = crate::pages::invoice::page,
        close() = crate::pages::close::page,
}
part! {
    /// Of the person, the organisation and the account.
    settings as PAGE:
        you() = crate::pages::you::page,
        set_up() = crate::pages::set_up::page,
        settings() = crate::pages::settings::page,
        costs() = crate::pages::costs::page,
}
part! {
    /// Other looks at the preview.
    looks as PAGE:
        scenarios() = crate::pages::scenarios::page,
        print() = crate::pages::print::page,
}
part! {
    /// Where own files come in.
    files as PAGE:
        start() = crate::pages::start::page,
}
part! {
    /// What the preview shows beside the list.
    details as PIECE:
        why(desk: crate::desk::Desk, invoice: String, title: super::RwSignal<crate::text::Text>) = crate::pages::invoices::why::panel,
}
part! {
    /// What the frame shows when it is asked to.
    asked as QUIET:
        save(desk: crate::desk::Desk, server: crate::server::Server) = crate::frame::save::save,
        share(desk: crate::desk::Desk) = crate::frame::link::share,
        handed(desk: crate::desk::Desk, handed: crate::frame::Handed) = crate::frame::link::waiting,
        help(topic: &'static str, guide: &'static str) = crate::pages::help::terms::told,
        first_run(desk: crate::desk::Desk, server: crate::server::Server, taken: super::RwSignal<String>) = crate::frame::first_run::shown,
}

/// A view of a part: at once where the part is there, after it has arrived otherwise.
fn view(part: Arc<dyn Fn() -> Arriving + Send + Sync>, stand_in: &'static StandIn) -> AnyView {
    let mut arriving = part();
    let mut now = Context::from_waker(Waker::noop());
    if let Poll::Ready(Ok(view)) = arriving.as_mut().poll(&mut now) {
        return view();
    }
    let arrived = RwSignal::new(None);
    let wait = move |arriving: Arriving| {
        arrived.set(None);
        spawn_local(async move {
            let view = arriving.await.ok();
            // The person may have gone elsewhere meanwhile.
            arrived.try_set(Some(view));
        });
    };
    wait(arriving);
    let retry: Retry = Arc::new(move || wait(part()));
    follow(move || match arrived.get() {
        None => (stand_in.waiting)(),
        Some(Some(view)) => view(),
        Some(None) => (stand_in.failed)(retry.clone()),
    })
}

fn page_failed(retry: Retry) -> AnyView {
    view! {
        <section class="narrow">
            <Heading text=texts::LOADING_FAILED />
            {piece_failed(retry)}
        </section>
    }
    .into_any()
}

fn piece_failed(retry: Retry) -> AnyView {
    view! {
        <p role="alert">{texts::PART_FAILED.get()}</p>
        <Button label=texts::RETRY icon=Icon::Redo on_click=move || retry() />
    }
    .into_any()
}

/// Loads what is most often opened next, once the first page is there; for an account all that is its,
/// one after the other, so that it is there without a network too. Where that fails, the page says so
/// when it is opened.
pub(crate) fn look_ahead() {
    let load = || async {
        drop(details::arriving().await);
        drop(asked::arriving().await);
        drop(records::arriving().await);
        if Place::here() != Place::Files {
            drop(purchases::arriving().await);
            drop(billing::arriving().await);
            drop(settings::arriving().await);
        }
    };
    set_timeout(move || spawn_local(load()), SETTLED);
}
