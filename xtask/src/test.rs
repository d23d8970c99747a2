//! `cargo xtask test`: the list of steps, run in order and timed.

use std::time::{Duration, Instant};

use xshell::Shell;

use crate::setup::{self, Tool};
use crate::{Result, app, steps, wasm, widget};

/// One named part of the test run.
struct Step {
    name: &'static str,
    needs: &'static [Tool],
    run: fn(&Shell) -> Result,
}

/// Every change passes these, the quick to fail first.
const EVERY_CHANGE: &[Step] = &[
    step("formatting", &[Tool::Components], steps::formatting),
    step("lints", &[Tool::Components], steps::lints),
    step("house rules", &[], steps::house_rules),
    step("tests", &[Tool::Postgres], steps::tests),
    step("documentation", &[], steps::documentation),
    step("wasm and its sizes", wasm::NEEDS, steps::wasm_and_sizes),
    step("widget and its sizes", widget::NEEDS, steps::widget_and_sizes),
    step("npm package", &[Tool::Node, Tool::TestPackages], steps::npm_package),
    step("browser", &[Tool::Node, Tool::TestPackages, Tool::Chromium], steps::browser),
    step("app and its sizes", app::NEEDS, steps::app_and_sizes),
    step("pages", steps::PAGES_NEEDS, steps::pages),
    step("api fuzzing", &[Tool::Python], steps::api_fuzzing),
    step("benchmark answers", steps::BENCHMARK_NEEDS, steps::benchmark_answers),
];

/// The long ones, which `--heavy` adds.
const HEAVY: &[Step] = &[
    step("heavy tests", &[Tool::Postgres], steps::heavy_tests),
    step("fuzzing", &[Tool::CargoFuzz, Tool::CppCompiler], steps::fuzzing),
    step("dependencies", &[Tool::CargoDeny], steps::dependencies),
    step("pages as shipped", steps::PAGES_NEEDS, steps::pages_as_shipped),
    step("long api fuzzing", &[Tool::Python], steps::heavy_api_fuzzing),
    step("benchmarks", steps::BENCHMARK_NEEDS, steps::benchmarks),
    step("page benchmarks", steps::PAGE_BENCHMARK_NEEDS, steps::page_benchmarks),
];

const fn step(name: &'static str, needs: &'static [Tool], run: fn(&Shell) -> Result) -> Step {
    Step { name, needs, run }
}

/// Runs all steps, or those from a named one on, up to the first that fails.
pub(crate) fn run(sh: &Shell, heavy: bool, from: Option<&str>) -> Result {
    let steps = starting_at(chosen(heavy), from)?;
    let mut times = Times::default();
    times.measure("setup", || set_up(sh, heavy))?;
    for step in steps {
        times.measure(step.name, || (step.run)(sh))?;
    }
    times.print();
    println!("{} passed, 0 failed", times.passed.len());
    Ok(())
}

/// Installs what the steps need.
pub(crate) fn set_up(sh: &Shell, heavy: bool) -> Result {
    let needs = chosen(heavy).into_iter().flat_map(|step| step.needs).copied();
    setup::ensure(sh, needs)
}

fn starting_at(steps: Vec<&'static Step>, from: Option<&str>) -> Result<Vec<&'static Step>> {
    let Some(from) = from else { return Ok(steps) };
    let Some(at) = steps.iter().position(|step| step.name == from) else {
        let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
        return Err(format!("no step is called `{from}`: write one of {}", names.join(", ")).into());
    };
    Ok(steps.into_iter().skip(at).collect())
}

fn chosen(heavy: bool) -> Vec<&'static Step> {
    EVERY_CHANGE.iter().chain(if heavy { HEAVY } else { &[] }).collect()
}

/// How long each step that passed took, in order.
#[derive(Default)]
struct Times {
    passed: Vec<(&'static str, Duration)>,
}

impl Times {
    fn measure(&mut self, name: &'static str, step: impl FnOnce() -> Result) -> Result {
        println!("\n== {name}");
        let start = Instant::now();
        match step() {
            Ok(()) => {
                self.passed.push((name, start.elapsed()));
                Ok(())
            }
            Err(error) => {
                self.print();
                println!("{} passed, 1 failed", self.passed.len());
                Err(format!("step `{name}`: {error}").into())
            }
        }
    }

    fn print(&self) {
        let total = self.passed.iter().map(|(_, time)| *time).sum();
        println!();
        for (name, time) in self.passed.iter().chain([&("total", total)]) {
            println!("{name:24} {:>8.1} s", time.as_secs_f64());
        }
    }
}
