//! How often somebody may ask (reliability: everything has a limit).

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::problem::Problem;

/// Requests by whoever sends them.
#[derive(Debug)]
pub(crate) struct Limits {
    requests: DefaultKeyedRateLimiter<String>,
    writes: DefaultKeyedRateLimiter<String>,
    sign_ins: DefaultKeyedRateLimiter<(String, IpAddr)>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: RateLimiter::keyed(Quota::per_second(at_most(100)).allow_burst(at_most(400))),
            writes: RateLimiter::keyed(Quota::per_second(at_most(25)).allow_burst(at_most(200))),
            sign_ins: RateLimiter::keyed(Quota::per_minute(at_most(5))),
        }
    }
}

fn at_most(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

impl Limits {
    /// As often as anybody can.
    pub(crate) fn none() -> Self {
        let quota = || Quota::per_second(NonZeroU32::MAX);
        Self {
            requests: RateLimiter::keyed(quota()),
            writes: RateLimiter::keyed(quota()),
            sign_ins: RateLimiter::keyed(Quota::per_second(NonZeroU32::MAX)),
        }
    }

    /// One more request of a caller.
    pub(crate) fn request(&self, principal: &str, is_write: bool) -> Result<(), Problem> {
        let key = principal.to_owned();
        self.requests.check_key(&key).map_err(|until| too_many(&until))?;
        if is_write {
            self.writes.check_key(&key).map_err(|until| too_many(&until))?;
        }
        Ok(())
    }

    /// One more attempt to sign in: guessing is slow, whichever account is guessed at.
    pub(crate) fn sign_in(&self, email: &str, address: IpAddr) -> Result<(), Problem> {
        let key = (email.to_lowercase(), address);
        self.sign_ins.check_key(&key).map_err(|until| too_many(&until))
    }

    /// Forgets those who have not asked for a while.
    pub(crate) fn tidy(&self) {
        self.requests.retain_recent();
        self.writes.retain_recent();
        self.sign_ins.retain_recent();
    }
}

fn too_many(until: &governor::NotUntil<governor::clock::QuantaInstant>) -> Problem {
    let wait = until.wait_time_from(DefaultClock::default().now());
    Problem::too_many(wait.as_secs() + 1)
}
