//! How data comes to the desk: an account, as the address tells, or files that this browser has kept.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{Refused, Standing};

use crate::desk::{Desk, Source, today};
use crate::page::{Address, Place};
use crate::server::{Failure, Person, Server};
use crate::text::frame as texts;
use crate::ui::follow::{memo, watch};
use crate::ui::{Flashes, Kind};

/// How far the data of the address has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Opening {
    #[default]
    Waiting,
    Ready,
    /// Somebody has to sign in first.
    SignIn,
    /// The account is none in which this person may do something.
    NoSuchAccount(String),
    Failed(Failure),
}

/// Opens the data that the address is about, and other data when it becomes another's.
pub(super) fn follow_address(
    desk: Desk,
    server: Server,
    path: Memo<String>,
    again: RwSignal<u32>,
) -> RwSignal<Opening> {
    let opening = RwSignal::new(Opening::Waiting);
    let count = StoredValue::new(0_u32);
    let shown = StoredValue::new(None::<(Place, Option<String>)>);
    let place = memo(move || Place::of(&path.get()));
    // Which person it is matters, not what is known of them. Nobody is somebody else than one who
    // is not known yet.
    let person = memo(move || {
        server.person.with(|person| match person {
            Person::Unknown => None,
            person => Some(person.known().map(|known| known.user.id.clone()).unwrap_or_default()),
        })
    });
    // Of the pages without data, one's own are somebody's, and a link that was sent is for nobody yet.
    let (is_own, is_link) =
        (memo(move || path.get().ends_with("/you")), memo(move || path.get().ends_with("/set-up")));
    let address = Address::here();
    let flashes = Flashes::expect();
    watch(move || {
        let (place, person) = (place.get(), person.get());
        let (is_own, is_link) = (is_own.get(), is_link.get());
        again.track();
        let number = count.get_value().wrapping_add(1);
        count.set_value(number);
        let is_last = move || count.try_get_value() == Some(number);
        let Some(place) = place else {
            // A page without data leaves what is open as it is. One that is there is not drawn again:
            // something may be typed in it.
            let show = move |now: Opening| {
                if opening.get_untracked() != now {
                    opening.set(now);
                }
            };
            if !is_own {
                show(Opening::Ready);
            }
            spawn_local(async move {
                let now = match server.find_person().await {
                    Err(failure) if !is_link => Opening::Failed(failure),
                    Ok(person) if is_own && person.known().is_none() => Opening::SignIn,
                    _ => Opening::Ready,
                };
                if is_last() {
                    show(now);
                }
            });
            return;
        };
        if place != Place::Files && person.is_none() {
            opening.set(Opening::Waiting);
            spawn_local(async move {
                let found = server.find_person().await;
                if let (Err(failure), true) = (found, is_last()) {
                    opening.set(Opening::Failed(failure));
                }
            });
            return;
        }
        let key = Some((place.clone(), person.filter(|_| place != Place::Files)));
        if opening.get_untracked() == Opening::Ready && shown.get_value() == key {
            return;
        }
        place.clone().enter();
        opening.set(Opening::Waiting);
        desk.standing.set(None);
        shown.set_value(None);
        spawn_local(async move {
            let opened = match &place {
                Place::Files => {
                    server.stop_listening();
                    server.access.set(None);
                    open_files(desk, address, flashes).await;
                    spawn_local(async move { drop(server.find_person().await) });
                    Opening::Ready
                }
                Place::Account(account) => {
                    super::account::open(desk, server, flashes, account).await
                }
            };
            if !is_last() {
                return;
            }
            if opened == Opening::Ready {
                shown.set_value(key);
            }
            opening.set(opened);
        });
    });
    opening
}

/// Opens what the address asks for, else what this browser has kept.
async fn open_files(desk: Desk, address: Address, flashes: Flashes) {
    let asked = address.get("data").get_untracked();
    let resumed = desk.resume().await;
    let kept = desk.standing.get_untracked().filter(Standing::is_work);
    let opened = match (asked.as_str(), kept) {
        // A link to the sample takes nobody's work away.
        ("sample", Some(kept)) => {
            if !kept.is_sample {
                flashes.push(Kind::Warning, texts::SAMPLE_NOT_OPENED);
            } else if kept.sample_month.is_some_and(|month| month != today()) {
                flashes.push(Kind::Warning, texts::SAMPLE_OF_ANOTHER_MONTH);
            }
            address.set(&[("data", "")], false);
            return;
        }
        ("sample", None) => {
            let opened = desk.open(Source::Sample).await;
            // A page that is loaded again goes on with what was edited meanwhile.
            address.set(&[("data", "")], false);
            opened
        }
        _ => resumed.map(|_| ()),
    };
    if let Err(refused) = opened {
        flashes.push(Kind::Bad, refusal(&refused));
    }
}

/// Does something that may be refused, and says so if it is.
///
/// Messages are handed in, since they are found only while a page is drawn.
pub(super) fn run(
    desk: Desk,
    flashes: Flashes,
    work: impl Future<Output = Result<(), Refused>> + 'static,
) {
    spawn_local(async move {
        if let Err(refused) = work.await {
            let reason = refusal(&refused);
            flashes.push(Kind::Bad, texts::FAILED.with(&[("reason", &reason)]));
        }
        // Answers are asked for again where a command failed half way.
        desk.revision.update(|revision| *revision = revision.wrapping_add(1));
    });
}

/// Why something was turned down, as sentences.
pub(crate) fn refusal(refused: &Refused) -> String {
    let sentences: Vec<&str> =
        refused.problems.iter().map(|problem| problem.message.as_str()).collect();
    sentences.join("; ")
}
