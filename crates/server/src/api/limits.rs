//! How often somebody may ask (reliability: everything has a limit).

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use permissions::Action;
use records::OrganisationId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;
use super::table::Access;

/// Requests by whoever sends them.
#[derive(Debug)]
pub(crate) struct Limits {
    requests: DefaultKeyedRateLimiter<String>,
    writes: DefaultKeyedRateLimiter<String>,
    order_updates: DefaultKeyedRateLimiter<String>,
    embed_sessions: DefaultKeyedRateLimiter<String>,
    sign_ins: DefaultKeyedRateLimiter<(String, IpAddr)>,
    /// The places of each organisation that asks, of each caller, and of each who has large bodies
    /// computed.
    places: Mutex<HashMap<String, Arc<Semaphore>>>,
    places_each: usize,
    places_of_caller: usize,
    places_of_one: usize,
}

/// So many requests of an organisation are answered at once; the next ones wait.
pub(crate) const PLACES: usize = 20;

/// So many of them are one caller's: who has their requests arrive slowly keeps nobody else waiting.
/// It is more than a browser asks at once, and enough for a program with several workers.
pub(crate) const PLACES_OF_CALLER: usize = 8;

/// So many snapshots of a caller are computed at once: each may take much memory.
pub(crate) const PLACES_OF_ONE: usize = 2;

/// So long a request waits for its place before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(2);

/// Marks a request as an update of purchase orders, or of what charges name, which are slower to
/// come than other changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OrderUpdate;

impl OrderUpdate {
    /// Whether a route is for such updates.
    pub(crate) fn is(access: Access) -> bool {
        let updates = [
            Action::UpdatePurchaseOrder,
            Action::UpdatePurchaseOrderStatus,
            Action::UpdatePurchaseOrders,
        ];
        matches!(access, Access::Action(action) if updates.contains(&action))
    }
}

/// Holds the places of a request until its answer begins, and until what it had computed has ended,
/// which goes on when the request is given up. Who goes on to listen needs none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seat(Arc<Mutex<Vec<OwnedSemaphorePermit>>>);

impl Seat {
    /// Takes a place.
    pub(crate) fn take(&self, place: OwnedSemaphorePermit) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(place);
    }
}

/// Gives a request a seat.
pub(crate) async fn seat(mut request: Request, next: Next) -> Response {
    let seat = Seat::default();
    request.extensions_mut().insert(seat.clone());
    records::holding(seat.0, next.run(request)).await
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: RateLimiter::keyed(Quota::per_second(at_most(100)).allow_burst(at_most(400))),
            writes: RateLimiter::keyed(Quota::per_second(at_most(25)).allow_burst(at_most(200))),
            order_updates: RateLimiter::keyed(
                Quota::per_second(at_most(3)).allow_burst(at_most(10)),
            ),
            embed_sessions: RateLimiter::keyed(Quota::per_second(at_most(10))),
            sign_ins: RateLimiter::keyed(Quota::per_minute(at_most(5))),
            places: Mutex::default(),
            places_each: PLACES,
            places_of_caller: PLACES_OF_CALLER,
            places_of_one: PLACES_OF_ONE,
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
            order_updates: RateLimiter::keyed(quota()),
            embed_sessions: RateLimiter::keyed(quota()),
            sign_ins: RateLimiter::keyed(Quota::per_second(NonZeroU32::MAX)),
            places: Mutex::default(),
            places_each: Semaphore::MAX_PERMITS,
            places_of_caller: Semaphore::MAX_PERMITS,
            places_of_one: Semaphore::MAX_PERMITS,
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

    /// One more update of purchase orders by a caller.
    pub(crate) fn order_update(&self, principal: &str) -> Result<(), Problem> {
        let key = principal.to_owned();
        self.order_updates.check_key(&key).map_err(|until| too_many(&until))
    }

    /// One more embed session that a caller asks for.
    pub(crate) fn embed_session(&self, principal: &str) -> Result<(), Problem> {
        let key = principal.to_owned();
        self.embed_sessions.check_key(&key).map_err(|until| too_many(&until))
    }

    /// A place for a request of an organisation, which is free again when it is dropped: one
    /// organisation does not keep all others waiting.
    pub(crate) async fn place(
        &self,
        organisation: &OrganisationId,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        self.place_among(format!("organisation:{}", organisation.as_str()), self.places_each).await
    }

    /// A place among those of a caller, to be taken before one of the organisation.
    pub(crate) async fn place_of_caller(
        &self,
        principal: &str,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        self.place_among(format!("requests:{principal}"), self.places_of_caller).await
    }

    /// A place for something large that a caller has computed, in no organisation.
    pub(crate) async fn place_of_one(
        &self,
        principal: &str,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        self.place_among(format!("caller:{principal}"), self.places_of_one).await
    }

    async fn place_among(
        &self,
        whose: String,
        count: usize,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        let places = {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            places.entry(whose).or_insert_with(|| Arc::new(Semaphore::new(count))).clone()
        };
        match tokio::time::timeout(PATIENCE, places.acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(Problem::too_many_at_once(1)),
        }
    }

    /// One more attempt to sign in: guessing is slow, whichever account is guessed at, and one machine
    /// that tries many keeps nobody else waiting.
    pub(crate) fn sign_in(&self, email: &str, address: IpAddr) -> Result<(), Problem> {
        let machine = machine(address);
        self.request(&format!("sign-in:{machine}"), true)?;
        // Whatever is typed is kept for a while, so it is kept short.
        let key = (procurement::digest(&email.to_lowercase()), machine);
        self.sign_ins.check_key(&key).map_err(|until| too_many(&until))
    }

    /// One more attempt with the secret of a set-up link. It is too long to be guessed, and many
    /// people may be behind one address, so each link is counted by itself.
    pub(crate) fn set_up(&self, secret: &str, address: IpAddr) -> Result<(), Problem> {
        self.exchange(address)?;
        let key = (procurement::digest(secret), machine(address));
        self.sign_ins.check_key(&key).map_err(|until| too_many(&until))
    }

    /// One more client secret that a machine exchanges. They are too long to be guessed, and many
    /// people may be behind one address.
    pub(crate) fn exchange(&self, address: IpAddr) -> Result<(), Problem> {
        self.request(&format!("exchange:{}", machine(address)), true)
    }

    /// Forgets those who have not asked for a while.
    pub(crate) fn tidy(&self) {
        self.requests.retain_recent();
        self.writes.retain_recent();
        self.order_updates.retain_recent();
        self.embed_sessions.retain_recent();
        self.sign_ins.retain_recent();
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever holds a place, or waits for one, holds all of them.
        places.retain(|_, places| Arc::strong_count(places) > 1);
    }
}

/// What counts as one machine: of IPv6 the network of 64 bits, within which everybody has as many
/// addresses as they like.
fn machine(address: IpAddr) -> IpAddr {
    const OWN_BITS: u32 = 64;
    match address {
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() >> OWN_BITS << OWN_BITS).into()
        }
        IpAddr::V4(_) => address,
    }
}

fn too_many(until: &governor::NotUntil<governor::clock::QuantaInstant>) -> Problem {
    let wait = until.wait_time_from(DefaultClock::default().now());
    Problem::too_many(wait.as_secs() + 1)
}
