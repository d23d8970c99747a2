//! Random delays from a seed that is told when a test fails.

use std::io::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Random numbers (splitmix64) that tell their seed when the test fails. `TIEBACK_SEED` gives the
/// same delays again.
#[derive(Debug)]
pub(crate) struct Random {
    seed: u64,
    state: u64,
}

impl Random {
    pub(crate) fn new() -> Self {
        let given = std::env::var("TIEBACK_SEED").ok().map(|seed| seed.parse().unwrap());
        let seed = given.unwrap_or_else(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            u64::from(since.subsec_nanos())
        });
        Self { seed, state: seed }
    }

    /// A time from nothing to a little less than this.
    pub(crate) fn below(&mut self, time: Duration) -> Duration {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap().max(1);
        Duration::from_nanos(self.next() % nanoseconds)
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Drop for Random {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = writeln!(std::io::stderr(), "the seed was TIEBACK_SEED={}", self.seed);
        }
    }
}
