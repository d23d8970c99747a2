//! What is at hand of an agreement's charges: as they are saved, and what is typed on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::OrderRow;

use super::saving::Outcome;
use crate::embed::choices;
use crate::embed::host::Host;
use crate::embed::session::Session;
use crate::page::encoded;
use crate::pages::subscription::entry::{Draft, Drafts, Named};
use crate::server::{Access, Agreement, AgreementCharge, Ask, Failure, NamedCharges};
use crate::text::{embed as own_texts, subscriptions as texts};
use crate::ui::follow::watch;

const ENTER: &str = "aws-marketplace:UpdatePurchaseOrders";
const LIST_ORDERS: &str = "purchase-orders:ListPurchaseOrders";

/// The charges of an agreement, and what is typed on them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    pub(super) host: Host,
    pub(super) session: StoredValue<Session, LocalStorage>,
    id: StoredValue<String>,
    pub(super) found: RwSignal<Option<Arc<Found>>>,
    pub(super) charges: RwSignal<Vec<AgreementCharge>>,
    /// Why they did not come.
    pub(super) failure: RwSignal<Option<Failure>>,
    /// Purchase orders to choose from, where this person may list them.
    pub(super) orders: RwSignal<Option<Vec<OrderRow>>>,
    /// Whether those should be there and are not.
    pub(super) lacks_orders: RwSignal<bool>,
    pub(super) drafts: RwSignal<Drafts>,
    /// What the server says is wrong with a charge, by its id.
    pub(super) problems: RwSignal<BTreeMap<String, String>>,
    pub(super) outcome: RwSignal<Outcome>,
    /// What was saved last, in words.
    pub(super) saved: RwSignal<String>,
    asked: StoredValue<u32>,
}

/// What is known of an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) agreement: Agreement,
    pub(super) access: Access,
}

/// What becomes of a charge when it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) charge: AgreementCharge,
    pub(super) draft: Draft,
}

impl Sheet {
    /// Asks for an agreement and its charges.
    pub(super) fn open(host: Host, session: Session, id: String) -> Self {
        let sheet = Self {
            host,
            session: StoredValue::new_local(session),
            id: StoredValue::new(id),
            found: RwSignal::new(None),
            charges: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            orders: RwSignal::new(None),
            lacks_orders: RwSignal::new(false),
            drafts: RwSignal::new(Drafts::new()),
            problems: RwSignal::new(BTreeMap::new()),
            outcome: RwSignal::new(Outcome::None),
            saved: RwSignal::new(String::new()),
            asked: StoredValue::new(0),
        };
        watch(move || {
            host.asked.with(|(asked, _)| match asked.as_str() {
                "discard" => untrack(|| sheet.discard()),
                _ => sheet.load(),
            });
        });
        watch(move || host.holds(sheet.entries().len()));
        super::saving::follow_drafts(sheet);
        sheet
    }

    /// Asks for all of it. Answers that come late are left aside.
    pub(super) fn load(self) {
        let Some(number) = self.asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        }) else {
            return;
        };
        let (Some(session), Some(id)) = (self.session.try_get_value(), self.id.try_get_value())
        else {
            return;
        };
        spawn_local(async move {
            let is_wanted = move || self.asked.try_get_value() == Some(number);
            let got = fetched(&session, &id).await;
            if !is_wanted() {
                return;
            }
            let may_list = match got {
                Ok((found, charges)) => {
                    let may_list = found.access.refusal(LIST_ORDERS).is_none();
                    self.failure.set(None);
                    if self.charges.with_untracked(|known| *known != charges) {
                        self.charges.set(charges);
                    }
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

    /// A charge as it is saved.
    pub(super) fn charge(self, id: &str) -> Option<AgreementCharge> {
        self.charges.with(|charges| charges.iter().find(|one| one.id == id).cloned())
    }

    /// What is entered on a charge: typed, or else saved.
    pub(super) fn named(self, charge: &AgreementCharge) -> Named {
        let typed = self.drafts.with(|drafts| drafts.get(&charge.id).map(|it| it.now.clone()));
        typed.unwrap_or_else(|| Named::of(charge))
    }

    /// Enters something on a charge.
    pub(super) fn enter(self, charge: &AgreementCharge, enter: impl Fn(&mut Named)) {
        self.saved.set(String::new());
        self.problems.update(|problems| drop(problems.remove(&charge.id)));
        self.drafts.update(|drafts| {
            let old = drafts.remove(&charge.id);
            let mut draft = old.unwrap_or_else(|| Draft::of(charge, Named::of(charge)));
            enter(&mut draft.now);
            if !draft.is_untouched() {
                drafts.insert(charge.id.clone(), draft);
            }
        });
    }

    /// Takes note of what was saved, until the charges are there again.
    pub(super) fn took(self, saved: &NamedCharges) {
        self.charges.try_update(|charges| {
            for named in &saved.charges {
                if let Some(charge) = charges.iter_mut().find(|charge| charge.id == named.id) {
                    charge.revision = named.revision;
                    charge.purchase_order_reference.clone_from(&named.purchase_order_reference);
                    charge.purchase_order_line.clone_from(&named.purchase_order_line);
                    charge.carried_over = false;
                }
            }
        });
        for named in &saved.charges {
            self.forget(&named.id);
        }
    }

    /// Forgets what is typed on a charge.
    pub(super) fn forget(self, id: &str) {
        self.problems.try_update(|problems| drop(problems.remove(id)));
        self.drafts.try_update(|drafts| drop(drafts.remove(id)));
    }

    /// Forgets all that is typed.
    pub(super) fn discard(self) {
        self.problems.set(BTreeMap::new());
        self.drafts.set(Drafts::new());
    }

    /// Holds on to what is typed, whatever others entered.
    pub(super) fn insist(self, charge: &AgreementCharge) {
        self.drafts.update(|drafts| {
            if let Some(draft) = drafts.get_mut(&charge.id) {
                draft.revision = charge.revision;
            }
        });
    }

    /// What would be saved, in the order of the charges.
    pub(super) fn entries(self) -> Vec<Entry> {
        let drafts = self.drafts.get();
        let entry = |charge: AgreementCharge| {
            let draft = drafts.get(&charge.id).filter(|draft| draft.changes(&charge))?.clone();
            Some(Entry { charge, draft })
        };
        self.charges.get().into_iter().filter_map(entry).collect()
    }
}

async fn fetched(session: &Session, id: &str) -> Result<(Found, Vec<AgreementCharge>), Failure> {
    let below = ["/agreements/", &encoded(id)].concat();
    let access = session.ask(&Ask::get("/access")).await?;
    let agreement = session.ask(&Ask::get(below.clone())).await?;
    let charges = session.list(&[&below, "/charges"].concat()).await?;
    Ok((Found { agreement, access }, charges))
}
