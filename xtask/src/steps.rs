//! What the steps of `cargo xtask test` do. Their order and their needs are in `test.rs`.

use std::path::{Path, PathBuf};

use xshell::{Shell, cmd};

use crate::fuzz_api::{self, Effort};
use crate::postgres::{self, Postgres};
use crate::setup::{self, Tool};
use crate::{Result, app, house, paths, sizes, wasm, widget};

/// What the benchmarks need besides the built npm package.
pub(crate) const BENCHMARK_NEEDS: &[Tool] = &[Tool::Node, Tool::BenchmarkPackages];

/// What the tests of the pages need besides pages and program; the widget is among them.
pub(crate) const PAGES_NEEDS: &[Tool] =
    &[Tool::Node, Tool::TestPackages, Tool::ConsolePackages, Tool::Chromium, Tool::Postgres];

/// What the benchmarks of pages and widget need besides both and the program.
pub(crate) const PAGE_BENCHMARK_NEEDS: &[Tool] = &[Tool::Node, Tool::TestPackages, Tool::Chromium];

/// Seconds that each fuzz target runs.
const FUZZ_SECONDS: &str = "60";

/// Names the directory that tests of the server fill for a test of the pages.
const CONVERSATIONS: &str = "TIEBACK_CONVERSATIONS";

/// Tests of pages that measure.
const MEASURING: [&str; 2] = ["account-large.test.mjs", "many-rows.test.mjs"];

pub(crate) fn formatting(sh: &Shell) -> Result {
    cmd!(sh, "cargo fmt --all --check")
        .run()
        .map_err(|_differs| "the code is not formatted: run `cargo fmt --all`".into())
}

pub(crate) fn lints(sh: &Shell) -> Result {
    Ok(cmd!(sh, "cargo clippy --workspace --all-targets -- -D warnings").run()?)
}

pub(crate) fn house_rules(sh: &Shell) -> Result {
    house::check(sh)
}

pub(crate) fn tests(sh: &Shell) -> Result {
    let server = Postgres::for_tests(sh)?;
    Ok(cmd!(sh, "cargo test --workspace -- --show-output")
        .env(postgres::VARIABLE, server.url())
        .env(CONVERSATIONS, no_conversations(sh)?)
        .run()?)
}

/// The directory of conversations, emptied.
fn no_conversations(sh: &Shell) -> Result<PathBuf> {
    let directory = paths::root()?.join(paths::CONVERSATIONS);
    sh.remove_path(&directory)?;
    Ok(sh.create_dir(&directory)?)
}

pub(crate) fn documentation(sh: &Shell) -> Result {
    Ok(cmd!(sh, "cargo doc --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings").run()?)
}

pub(crate) fn wasm_and_sizes(sh: &Shell) -> Result {
    wasm::build(sh)?;
    sizes::check_package(sh)
}

pub(crate) fn widget_and_sizes(sh: &Shell) -> Result {
    widget::build(sh)?;
    sizes::check_widget(sh)
}

pub(crate) fn app_and_sizes(sh: &Shell) -> Result {
    app::build(sh)?;
    sizes::check_pages(sh)
}

pub(crate) fn npm_package(sh: &Shell) -> Result {
    let tests = paths::files_ending(sh, paths::PACKAGE_TESTS, ".test.mjs")?;
    Ok(cmd!(sh, "node --test {tests...}").run()?)
}

pub(crate) fn browser(sh: &Shell) -> Result {
    let tests = paths::files_ending(sh, paths::BROWSER_TESTS, ".test.mjs")?;
    Ok(cmd!(sh, "node --test {tests...}").env("CHROMIUM", paths::CHROMIUM).run()?)
}

/// Opens the pages in a browser.
pub(crate) fn pages(sh: &Shell) -> Result {
    pages_of(sh, &app::tested_program(sh)?, &[])
}

/// The same, as the program that ships serves them, and all of it on both databases.
pub(crate) fn pages_as_shipped(sh: &Shell) -> Result {
    pages_of(sh, &app::build_program(sh)?, &[("TIEBACK_HEAVY", "1")])
}

fn pages_of(sh: &Shell, program: &Path, variables: &[(&str, &str)]) -> Result {
    let tests = paths::files_ending(sh, paths::PAGES_TESTS, ".test.mjs")?;
    let server = Postgres::for_tests(sh)?;
    let run = |tests: &[PathBuf], at_once: &str| -> Result {
        Ok(cmd!(sh, "node --test --test-concurrency {at_once} {tests...}")
            .env("CHROMIUM", paths::CHROMIUM)
            .env("TIEBACK_BIN", program)
            .env(postgres::VARIABLE, server.url())
            .envs(variables.iter().copied())
            .run()?)
    };
    // What measures how long a page is busy has the machine to itself.
    let measures = |test: &PathBuf| {
        let name = test.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| MEASURING.contains(&name))
    };
    let (measuring, others): (Vec<_>, Vec<_>) = tests.into_iter().partition(measures);
    run(&others, "2")?;
    run(&measuring, "1")
}

/// Checks that what the benchmarks compare gives the same answers.
pub(crate) fn benchmark_answers(sh: &Shell) -> Result {
    let check = paths::BENCHMARKS_CHECK;
    Ok(cmd!(sh, "node {check} --seeds 10").run()?)
}

/// Sends made-up requests to the HTTP API, the same in each run.
pub(crate) fn api_fuzzing(sh: &Shell) -> Result {
    fuzz_api::run(sh, Effort::Glance)
}

pub(crate) fn heavy_api_fuzzing(sh: &Shell) -> Result {
    fuzz_api::run(sh, Effort::Search)
}

pub(crate) fn heavy_tests(sh: &Shell) -> Result {
    let server = Postgres::for_tests(sh)?;
    Ok(cmd!(sh, "cargo test --release --package tieback-tests --package server -- --show-output")
        .env(postgres::VARIABLE, server.url())
        .env(CONVERSATIONS, no_conversations(sh)?)
        .env("TIEBACK_HEAVY", "1")
        .run()?)
}

pub(crate) fn fuzzing(sh: &Shell) -> Result {
    let (cargo_fuzz, directory) = (setup::CARGO_FUZZ.path()?, paths::FUZZ);
    let targets = cmd!(sh, "{cargo_fuzz} list --fuzz-dir {directory}").read()?;
    if targets.is_empty() {
        return Err(format!("{directory} has no fuzz target: add one to its Cargo.toml").into());
    }
    for target in targets.lines() {
        fuzz(sh, target)?;
    }
    Ok(())
}

/// Fuzzes one target. Its instrumentation is unstable, hence `RUSTC_BOOTSTRAP`: the pinned
/// toolchain has it, and no other is fetched.
fn fuzz(sh: &Shell, target: &str) -> Result {
    let (cargo_fuzz, directory) = (setup::CARGO_FUZZ.path()?, paths::FUZZ);
    let limit = format!("-max_total_time={FUZZ_SECONDS}");
    Ok(cmd!(sh, "{cargo_fuzz} run {target} --fuzz-dir {directory} -- {limit}")
        .env("RUSTC_BOOTSTRAP", "1")
        .run()?)
}

/// Checks the dependencies against `deny.toml`, but for advisories: their list is in no registry.
pub(crate) fn dependencies(sh: &Shell) -> Result {
    let cargo_deny = setup::CARGO_DENY.path()?;
    Ok(cmd!(sh, "{cargo_deny} check bans licenses sources").run()?)
}

pub(crate) fn benchmarks(sh: &Shell) -> Result {
    let run = paths::BENCHMARKS_RUN;
    Ok(cmd!(sh, "node {run} --large").run()?)
}

/// Measures the pages and the widget beside plain ones, and fails for what is over its limit.
pub(crate) fn page_benchmarks(sh: &Shell) -> Result {
    let program = app::build_program(sh)?;
    paths::PAGE_BENCHMARKS.iter().try_for_each(|benchmark| {
        Ok(cmd!(sh, "node {benchmark}")
            .env("CHROMIUM", paths::CHROMIUM)
            .env("TIEBACK_BIN", &program)
            .run()?)
    })
}

/// `cargo xtask bench`.
pub(crate) fn set_up_and_benchmark(sh: &Shell) -> Result {
    setup::ensure(sh, wasm::NEEDS.iter().chain(BENCHMARK_NEEDS).copied())?;
    wasm::build(sh)?;
    benchmarks(sh)
}

/// `cargo xtask bless`: formats, and rewrites what tests compare with and may rewrite: the type
/// declarations of the npm package.
pub(crate) fn bless(sh: &Shell) -> Result {
    cmd!(sh, "cargo fmt --all").run()?;
    wasm::set_up_and_build(sh)?;
    let declarations = format!("{}/declarations.test.mjs", paths::PACKAGE_TESTS);
    Ok(cmd!(sh, "node --test {declarations}").env("TIEBACK_BLESS", "1").run()?)
}
