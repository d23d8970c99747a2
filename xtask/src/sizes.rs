//! Sizes of what a browser downloads, and their limits: of the npm package, and of the pages.

mod package;
mod pages;
mod widget;

use std::fmt;

use xshell::Shell;

use crate::{Result, app, wasm, widget as widget_package};
pub(crate) use package::check as check_package;
pub(crate) use pages::check as check_pages;
pub(crate) use widget::check as check_widget;

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Size(u64);

/// Something that has a limit, measured. The limit is one after brotli.
#[derive(Debug)]
struct Measured {
    what: String,
    raw: Size,
    brotli: Size,
    /// None for a part of something that has one.
    limit: Option<Size>,
}

/// `cargo xtask size`.
pub(crate) fn set_up_and_print(sh: &Shell) -> Result {
    wasm::set_up_and_build(sh)?;
    app::set_up_and_build(sh)?;
    widget_package::build(sh)?;
    check_package(sh)?;
    check_widget(sh)?;
    check_pages(sh)
}

/// Prints all sizes and fails for those over their limit.
fn print_and_check(measured: &[Measured]) -> Result {
    println!("{:32} {:>12} {:>12} {:>12}", "", "raw", "brotli", "limit");
    for Measured { what, raw, brotli, limit } in measured {
        let limit = limit.map(|limit| limit.to_string()).unwrap_or_default();
        println!("{what:32} {raw:>12} {brotli:>12} {limit:>12}");
    }
    let over: Vec<String> = measured.iter().filter_map(complaint).collect();
    if over.is_empty() { Ok(()) } else { Err(over.join("\n").into()) }
}

/// Files that have a limit together: none of them yet.
fn sum(what: &str, limit: Size) -> Measured {
    Measured { what: what.to_owned(), raw: Size(0), brotli: Size(0), limit: Some(limit) }
}

fn add(sum: &mut Measured, row: &Measured) {
    sum.raw.0 += row.raw.0;
    sum.brotli.0 += row.brotli.0;
}

fn complaint(measured: &Measured) -> Option<String> {
    let Measured { what, brotli, limit, .. } = measured;
    let limit = limit.filter(|limit| brotli > limit)?;
    Some(format!(
        "{what}: {brotli} after brotli, over its limit of {limit}: make it smaller, \
         or raise the limit in xtask/src/sizes and say why"
    ))
}

impl Size {
    const fn kilobytes(number: u64) -> Self {
        Self(number * 1000)
    }
}

/// In KB, rounded up: what is shown as the limit is within it.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = self.0.div_ceil(100);
        f.pad(&format!("{}.{} KB", tenths / 10, tenths % 10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kilobyte_is_a_thousand_bytes() {
        assert_eq!(Size::kilobytes(110), Size(110_000));
        assert_eq!(Size::kilobytes(110).to_string(), "110.0 KB");
    }

    #[test]
    fn a_byte_over_the_limit_shows() {
        assert_eq!(Size(110_001).to_string(), "110.1 KB");
        assert_eq!(Size(99).to_string(), "0.1 KB");
        let measured = |brotli| Measured {
            what: "page".to_owned(),
            raw: Size(0),
            brotli: Size(brotli),
            limit: Some(Size::kilobytes(1)),
        };
        assert_eq!(complaint(&measured(1000)), None);
        assert!(complaint(&measured(1001)).is_some());
    }
}
