//! Processes that are killed, or come several at once: nothing is lost, and nothing is doubled.

/// Makes a test of a name run on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($name:ident) => {
        mod $name {
            #[test]
            fn sqlite() {
                super::$name(crate::kill::store::Kind::Sqlite);
            }

            #[test]
            fn postgres() {
                if let Some(kind) = crate::kill::store::Kind::postgres() {
                    super::$name(kind);
                }
            }
        }
    };
}

mod answers;
mod contents;
mod month;
mod random;
mod store;

use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

use contents::Contents;
use month::{INVOICES_MIN, MONTH};
use random::Random;
use store::{Kind, Store, in_runtime};

use crate::program::{command, written};

/// Kills in every run, and under `--heavy`.
fn kills() -> usize {
    if std::env::var_os("TIEBACK_HEAVY").is_some() { 200 } else { 10 }
}

/// Databases of one test. Each of them takes several kills, so that more are a sign that none is
/// interrupted on its way.
const DATABASES_MAX: usize = 150;

/// Starts to issue the invoices of the month.
fn start(store: &Store) -> Child {
    let period = format!("--period={MONTH}");
    command(&["close", &period, &store.argument()])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[track_caller]
fn assert_done(output: &Output) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
}

/// A month that is still to be invoiced, what becomes of it when nothing gets in the way, and how
/// long that takes.
struct Undisturbed {
    filled: Store,
    contents: Contents,
    time: Duration,
}

impl Undisturbed {
    fn new(kind: Kind) -> Self {
        let (filled, copy) = in_runtime(async {
            let filled = Store::new(kind).await;
            let records = filled.open().await;
            month::fill(&records).await;
            records.database().close().await;
            let copy = filled.copy().await;
            (filled, copy)
        });
        let since = Instant::now();
        assert_done(&start(&copy).wait_with_output().unwrap());
        let time = since.elapsed();
        let (contents, passes) = outcome(&copy);
        assert!(contents.count("invoices") >= INVOICES_MIN, "{}", contents.count("invoices"));
        assert!(contents.count("outbox") > 0 && contents.count("purchase_orders") > 60);
        assert_eq!(passes, 1);
        Self { filled, contents, time }
    }

    fn copy(&self) -> Store {
        in_runtime(self.filled.copy())
    }
}

/// What is there after a run that verifies, and how often it was planned.
fn outcome(store: &Store) -> (Contents, i64) {
    let told = written(&["verify", &store.argument()]);
    assert!(told.contains("All of it agrees."), "{told}");
    in_runtime(async {
        let records = store.open().await;
        let contents = Contents::of(&records).await;
        let mut read = records.read().await.unwrap();
        let (state, passes): (String, i64) =
            sqlx::query_as("select state, passes from runs").fetch_one(&mut *read).await.unwrap();
        drop(read);
        records.database().close().await;
        assert_eq!(state, "done");
        (contents, passes)
    })
}

fn a_run_that_is_killed_again_and_again_leaves_what_one_that_is_not_does(kind: Kind) {
    let undisturbed = Undisturbed::new(kind);
    let (mut random, mut time) = (Random::new(), undisturbed.time);
    let (mut killed, mut taken_up, mut databases) = (0, 0, 0);
    // A run that was never killed between two of its batches proves nothing.
    while killed < kills() || taken_up == 0 {
        databases += 1;
        assert!(databases <= DATABASES_MAX, "{killed} kills, {taken_up} runs taken up again");
        let store = undisturbed.copy();
        let kills = kill_until_done(&store, time, &mut random);
        killed += kills;
        // The machine may be faster or slower than when the time was taken.
        time = match kills {
            0 => time * 9 / 10,
            1 | 2 => time,
            _ => time * 11 / 10,
        };
        let (contents, passes) = outcome(&store);
        contents.assert_same(&undisturbed.contents, "after kills");
        taken_up += usize::from(passes > 1);
    }
}
on_both!(a_run_that_is_killed_again_and_again_leaves_what_one_that_is_not_does);

/// Starts the run and kills it until it comes to its end before that, and gives how many kills that
/// took.
fn kill_until_done(store: &Store, time: Duration, random: &mut Random) -> usize {
    for killed in 0.. {
        let mut child = start(store);
        // Mostly too early to come to the end, so that a run is killed several times; but later and
        // later, for the machine may have become slower.
        let patience = time * (6 + killed) / 10;
        std::thread::sleep(random.below(patience));
        // It may have ended: then nobody is there to be killed.
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        if output.status.code().is_some() {
            assert_done(&output);
            return usize::try_from(killed).unwrap();
        }
    }
    unreachable!("a run comes to its end at some time")
}

fn eight_processes_at_once_issue_each_invoice_once(kind: Kind) {
    let undisturbed = Undisturbed::new(kind);
    let store = undisturbed.copy();
    let children: Vec<Child> = (0..8).map(|_| start(&store)).collect();
    for child in children {
        assert_done(&child.wait_with_output().unwrap());
    }
    let (contents, _) = outcome(&store);
    contents.assert_same(&undisturbed.contents, "by eight");
}
on_both!(eight_processes_at_once_issue_each_invoice_once);
