//! The time, told from outside: nothing here looks at a clock but [`SystemClock`].

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use procurement::{BillingMonth, Instant};

/// Tells the time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present moment.
    fn now(&self) -> Instant;

    /// The calendar month that it is; clocks outside 2000 to 2199 show the nearest month there is.
    fn month(&self) -> BillingMonth {
        let now = self.now();
        let epoch = BillingMonth::first();
        now.month().unwrap_or_else(|| if now.milliseconds() > 0 { epoch.plus(2400) } else { epoch })
    }
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        // A machine set before 1970 is taken to be in 1970.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant::from_milliseconds(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands still until it is moved: tests and examples travel through months with it.
#[derive(Debug)]
pub struct TravellingClock(AtomicI64);

impl TravellingClock {
    /// A clock that stands at a moment.
    pub fn at(moment: Instant) -> Self {
        Self(AtomicI64::new(moment.milliseconds()))
    }

    /// Moves it to another moment.
    pub fn travel(&self, moment: Instant) {
        self.0.store(moment.milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for TravellingClock {
    fn now(&self) -> Instant {
        Instant::from_milliseconds(self.0.load(Ordering::SeqCst))
    }
}
