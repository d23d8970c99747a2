//! The files of the npm package, each with a limit.

use std::path::Path;

use xshell::{Shell, cmd};

use super::{Measured, Size};
use crate::{Result, paths};

/// Limits after brotli, a KB being 1000 bytes. A limit is raised together with the reason.
///
/// The engine is compiled for speed, which costs 26 KB over the same code for size: a preview of
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

/// Prints the size of every file and fails for those over their limit.
pub(crate) fn check(sh: &Shell) -> Result {
    super::print_and_check(&measured(sh, paths::PACKAGE_DIST, LIMITS)?)
}

/// Files of a directory, each with its limit.
pub(super) fn measured(sh: &Shell, dist: &str, limits: &[(&str, Size)]) -> Result<Vec<Measured>> {
    let files = limits.iter().map(|(file, _)| Path::new(dist).join(file));
    let output = cmd!(sh, "node --eval {MEASURE} {files...}").quiet().read()?;
    let measured = limits.iter().zip(output.lines()).map(|((file, limit), line)| {
        let (raw, brotli) = line.split_once(' ').ok_or("package.rs: unexpected output of node")?;
        Ok(Measured {
            what: (*file).to_owned(),
            raw: Size(raw.parse()?),
            brotli: Size(brotli.parse()?),
            limit: Some(*limit),
        })
    });
    measured.collect()
}
