//! Sizes of what the npm package makes a browser download, and their limits.

use std::fmt;
use std::path::Path;

use xshell::{Shell, cmd};

use crate::{Result, paths, wasm};

/// Limits after brotli, a KB being 1000 bytes. A limit is raised together with the reason.
///
/// The engine is compiled for speed, which costs 18 KB over the same code for size: a preview of
/// 100,000 invoices takes 0.7 times as long. The aim is 110 KB; what is over it is the price.
const LIMITS: &[(&str, Size)] = &[
    ("procurement_bg.wasm", Size::kilobytes(142)),
    ("procurement.js", Size::kilobytes(10)),
    ("billing_files_bg.wasm", Size::kilobytes(210)),
    ("billing_files.js", Size::kilobytes(10)),
];

/// Prints the bytes of each file and those after brotli at its best, 11: a line a file.
const MEASURE: &str = "\
const { readFileSync } = require('node:fs');
const { brotliCompressSync, constants } = require('node:zlib');
for (const path of process.argv.slice(1)) {
  const raw = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  console.log(raw.length, brotliCompressSync(raw, { params }).length);
}";

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Size(u64);

/// One file of the package, measured.
struct Measured {
    file: &'static str,
    raw: Size,
    brotli: Size,
    limit: Size,
}

/// `cargo xtask size`.
pub(crate) fn set_up_and_print(sh: &Shell) -> Result {
    wasm::set_up_and_build(sh)?;
    check(sh)
}

/// Prints the size of every file and fails for those over their limit.
pub(crate) fn check(sh: &Shell) -> Result {
    let measured = measure(sh)?;
    print(&measured);
    let over: Vec<String> =
        measured.iter().filter(|file| file.brotli > file.limit).map(complaint).collect();
    if over.is_empty() { Ok(()) } else { Err(over.join("\n").into()) }
}

fn measure(sh: &Shell) -> Result<Vec<Measured>> {
    let files = LIMITS.iter().map(|(file, _)| Path::new(paths::PACKAGE_DIST).join(file));
    let output = cmd!(sh, "node --eval {MEASURE} {files...}").quiet().read()?;
    let measured = LIMITS.iter().zip(output.lines()).map(|((file, limit), line)| {
        let (raw, brotli) = line.split_once(' ').ok_or("sizes.rs: unexpected output of node")?;
        Ok(Measured { file, raw: Size(raw.parse()?), brotli: Size(brotli.parse()?), limit: *limit })
    });
    measured.collect()
}

fn print(measured: &[Measured]) {
    println!("{:24} {:>12} {:>12} {:>12}", "", "raw", "brotli", "limit");
    for Measured { file, raw, brotli, limit } in measured {
        println!("{file:24} {raw:>12} {brotli:>12} {limit:>12}");
    }
}

fn complaint(measured: &Measured) -> String {
    let Measured { file, brotli, limit, .. } = measured;
    format!(
        "{}/{file}: {brotli} after brotli, over its limit of {limit}: make it smaller, \
         or raise the limit in xtask/src/sizes.rs and say why",
        paths::PACKAGE_DIST
    )
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
    }
}
