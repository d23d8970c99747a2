//! What is at hand of an agreement's charges: as they are saved, and what is typed on them.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::OrderRow;

use crate::embed::choices;
use crate::embed::host::Host;
use crate::embed::session::{Session, Whose};
use crate::page::encoded;
use crate::pages::subscription::entry::Drafts;
use crate::pages::subscription::typed::{Asked, Asking, Typed};
use crate::server::{Access, Agreement, AgreementCharge, Ask, Failure};
use crate::text::{embed as own_texts, subscriptions as texts};
use crate::ui::follow::watch;

const ENTER: &str = "aws-marketplace:UpdatePurchaseOrders";
const LIST_ORDERS: &str = "purchase-orders:ListPurchaseOrders";

/// The charges of an agreement, and what is typed on them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    pub(super) host: Host,
    pub(super) session: StoredValue<Session, LocalStorage>,
    whose: Whose,
    id: StoredValue<String>,
    pub(super) found: RwSignal<Option<Arc<Found>>>,
    pub(super) typed: Typed,
    /// Why it did not come.
    pub(super) failure: RwSignal<Option<Failure>>,
    /// Purchase orders to choose from, where this person may list them.
    pub(super) orders: RwSignal<Option<Vec<OrderRow>>>,
    /// Whether those should be there and are not.
    pub(super) lacks_orders: RwSignal<bool>,
    pub(super) is_saving: RwSignal<bool>,
    /// What was saved last, in words.
    pub(super) saved: RwSignal<String>,
}

/// What is known of an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) agreement: Agreement,
    pub(super) access: Access,
}

impl Sheet {
    /// Asks for an agreement and its charges.
    pub(super) fn open(host: Host, session: Session, id: String) -> Self {
        let sheet = Self {
            host,
            session: StoredValue::new_local(session),
            whose: Whose::unknown(),
            id: StoredValue::new(id),
            found: RwSignal::new(None),
            typed: Typed::new(Drafts::new()),
            failure: RwSignal::new(None),
            orders: RwSignal::new(None),
            lacks_orders: RwSignal::new(false),
            is_saving: RwSignal::new(false),
            saved: RwSignal::new(String::new()),
        };
        watch(move || {
            host.refreshed.track();
            untrack(|| sheet.load());
        });
        // What was asked of the agreement before is done.
        let before = host.discarded.get_untracked();
        watch(move || {
            if host.discarded.get() != before {
                untrack(|| sheet.typed.discard());
            }
        });
        watch(move || host.holds(sheet.typed.entries().len()));
        sheet.typed.preview_by(Rc::new(sheet.asking()), || ());
        sheet
    }

    /// Asks for all of it. Answers that come late are left aside.
    pub(super) fn load(self) {
        let Some(number) = self.typed.begin() else { return };
        let (Some(session), Some(id)) = (self.session.try_get_value(), self.id.try_get_value())
        else {
            return;
        };
        spawn_local(async move {
            let is_wanted = move || self.typed.is_wanted(number);
            let got = fetched(&session, &id).await;
            if !is_wanted() {
                return;
            }
            if self.whose.changes(&session) {
                self.typed.discard();
                self.typed.charges.set(None);
                self.found.set(None);
                self.orders.set(None);
            }
            let may_list = match got {
                Ok((found, charges)) => {
                    let may_list = found.access.refusal(LIST_ORDERS).is_none();
                    self.failure.set(None);
                    self.typed.show(charges);
                    if self.found.with_untracked(|known| known.as_deref() != Some(&found)) {
                        self.found.set(Some(Arc::new(found)));
                    }
                    may_list
                }
                Err(failure) => {
                    let failure = match failure.code.as_str() {
                        "NOT_FOUND" => {
                            let text = own_texts::UNKNOWN.with(&[("agreement", &id)]);
                            Failure::own("NOT_FOUND", text)
                        }
                        _ => failure,
                    };
                    self.host.failed(&failure);
                    self.failure.set(Some(failure));
                    false
                }
            };
            if may_list {
                let orders = choices::all(&session).await;
                if is_wanted() {
                    self.lacks_orders.set(orders.is_err());
                    self.orders.set(orders.ok());
                }
            }
        });
    }

    /// Why nothing can be entered; none where it can.
    pub(super) fn closed(self) -> Option<String> {
        let found = self.found.get()?;
        if self.host.said.with(|said| said.is_read_only) {
            return Some(own_texts::READ_ONLY.into());
        }
        if !found.agreement.is_active() {
            return Some(texts::NOT_ACTIVE.into());
        }
        let access = &found.access;
        if let Some(reason) = access.refusal(ENTER) {
            return Some([texts::MAY_NOT_ENTER.get(), " ", &reason].concat());
        }
        let is_member = found.agreement.account != access.management.id;
        (is_member && !access.integration).then(|| {
            let account = match found.agreement.account == access.account.id {
                true => &access.account.name,
                false => &found.agreement.account,
            };
            let names = [("account", &**account), ("management", access.management.name.as_str())];
            texts::NO_INTEGRATION.with(&names)
        })
    }

    /// Asks by the session.
    pub(super) fn asking(self) -> Asking {
        Asking {
            ask: Rc::new(move |ask: Ask| -> Asked {
                let session = self.session.try_get_value();
                Box::pin(async move {
                    match session {
                        Some(session) => session.text(ask).await,
                        // The part is gone.
                        None => Err(Failure::unreachable()),
                    }
                })
            }),
            reload: Rc::new(move || self.load()),
        }
    }
}

async fn fetched(session: &Session, id: &str) -> Result<(Found, Vec<AgreementCharge>), Failure> {
    let below = ["/agreements/", &encoded(id)].concat();
    let access = session.ask(&Ask::get("/access")).await?;
    let agreement = session.ask(&Ask::get(below.clone())).await?;
    let charges = session.list(&[&below, "/charges"].concat()).await?;
    Ok((Found { agreement, access }, charges))
}
