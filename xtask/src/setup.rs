//! What a fresh machine lacks: is it there? If not, install it, and say so.

mod cargo_tool;
mod debian;
mod node;
mod postgres;
mod python;
mod rust;

use xshell::Shell;

use crate::{Result, paths};
pub(crate) use cargo_tool::{CARGO_DENY, CARGO_FUZZ, TRUNK, WASM_BINDGEN, WASM_SPLIT};
pub(crate) use debian::is_root;
pub(crate) use postgres::programs as postgres_programs;
pub(crate) use python::schemathesis;

/// Something a step needs, from the cheapest to install to the dearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tool {
    /// rustfmt and clippy.
    Components,
    WasmTarget,
    /// Node and npm, which are not ours to install.
    Node,
    /// Comes before the packages: it may end in a line for root.
    Chromium,
    CppCompiler,
    /// A PostgreSQL server for the tests to start, or one that is named for them.
    Postgres,
    /// Outside checkers written in Python.
    Python,
    TestPackages,
    /// Of the example console in React.
    ConsolePackages,
    BenchmarkPackages,
    WasmBindgen,
    WasmSplit,
    Trunk,
    CargoFuzz,
    CargoDeny,
}

/// Installs those of the tools that are not there yet.
pub(crate) fn ensure(sh: &Shell, tools: impl Iterator<Item = Tool>) -> Result {
    let mut tools: Vec<Tool> = tools.collect();
    tools.sort_unstable();
    tools.dedup();
    tools.into_iter().try_for_each(|tool| ensure_one(sh, tool))
}

fn ensure_one(sh: &Shell, tool: Tool) -> Result {
    match tool {
        Tool::Components => rust::ensure_components(sh),
        Tool::WasmTarget => rust::ensure_wasm_target(sh),
        Tool::Node => node::check_version(sh),
        Tool::Chromium => debian::ensure_package(sh, "chromium", paths::CHROMIUM),
        Tool::CppCompiler => debian::ensure_package(sh, "g++", paths::CPP_COMPILER),
        Tool::Postgres => postgres::ensure(sh),
        Tool::Python => python::ensure(sh),
        Tool::TestPackages => node::ensure_packages(sh, paths::TEST_TOOLS),
        Tool::ConsolePackages => node::ensure_packages(sh, paths::CONSOLE_REACT),
        Tool::BenchmarkPackages => node::ensure_packages(sh, paths::BENCHMARKS),
        Tool::WasmBindgen => WASM_BINDGEN.ensure(sh),
        Tool::WasmSplit => WASM_SPLIT.ensure(sh),
        Tool::Trunk => TRUNK.ensure(sh),
        Tool::CargoFuzz => CARGO_FUZZ.ensure(sh),
        Tool::CargoDeny => CARGO_DENY.ensure(sh),
    }
}

fn say_there(what: &str) {
    println!("there: {what}");
}

fn say_installing(what: &str) {
    println!("installing: {what}");
}
