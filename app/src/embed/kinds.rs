//! The kinds of parts, each with a program of its own, which comes with the first element of it.
//! `cargo xtask widget` makes them files of their own; in any other build they are there from the start.

use leptos::prelude::AnyView;
use leptos::wasm_split::SplitLoaderError;
#[cfg(feature = "kinds")]
use leptos::wasm_split::wasm_split;

use super::host::Host;

type Draw = fn(Host) -> AnyView;

/// A kind of part whose program is here.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub(super) draw: Draw,
    pub(super) look: &'static str,
}

// Only these refer to what draws a kind, so all of that can be elsewhere.

#[cfg_attr(feature = "kinds", wasm_split(charges, wasm_split_path = leptos::wasm_split, fallible))]
fn charges() -> Result<Draw, SplitLoaderError> {
    Ok(super::charges::part)
}

#[cfg_attr(feature = "kinds", wasm_split(picker, wasm_split_path = leptos::wasm_split, fallible))]
fn picker() -> Result<Draw, SplitLoaderError> {
    Ok(super::picker::part)
}

#[cfg_attr(feature = "kinds", wasm_split(preview, wasm_split_path = leptos::wasm_split, fallible))]
fn preview() -> Result<Draw, SplitLoaderError> {
    Ok(super::preview::part)
}

/// Waits where there is something to wait for.
macro_rules! arrived {
    ($draw:expr) => {{
        let draw = $draw;
        #[cfg(feature = "kinds")]
        let draw = draw.await;
        draw.ok()?
    }};
}

/// Loads the program of a kind: `charges`, `picker` or `preview`. None where it did not come.
pub async fn bring(kind: &str) -> Option<Kind> {
    let (draw, look) = match kind {
        "charges" => (arrived!(charges()), "block"),
        "preview" => (arrived!(preview()), "block"),
        "picker" => (arrived!(picker()), "control"),
        _ => return None,
    };
    Some(Kind { draw, look })
}
