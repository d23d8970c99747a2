//! What is at hand of a subscription's charges: as they are saved, and what is typed on them.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{OrderRow, Request};

use super::amounts::Amounts;
use super::entry::{self, Draft, Drafts, Named};
use super::lines::Lines;
use super::saving::Outcome;
use crate::desk::Desk;
use crate::page::encoded;
use crate::server::{Agreement, AgreementCharge, Failure, NamedCharges, Server};
use crate::text::subscriptions as texts;
use crate::ui::follow::watch;

/// The charges of a subscription, and what is typed on them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    pub(super) server: Server,
    pub(super) desk: Desk,
    /// The account that is open.
    pub(super) account: StoredValue<String>,
    pub(super) agreement: StoredValue<Agreement>,
    /// Why nothing can be entered; none where it can.
    pub(super) closed: StoredValue<Option<String>>,
    pub(super) charges: RwSignal<Option<Vec<AgreementCharge>>>,
    /// Why they did not come.
    pub(super) failure: RwSignal<Option<Failure>>,
    pub(super) drafts: RwSignal<Drafts>,
    /// Charges that are selected, by their ids.
    pub(super) ticked: RwSignal<BTreeSet<String>>,
    /// What the server says is wrong with a charge, by its id.
    pub(super) problems: RwSignal<BTreeMap<String, String>>,
    pub(super) outcome: RwSignal<Outcome>,
    pub(super) usage: RwSignal<Amounts>,
    /// Purchase orders to choose from, where this person may list them.
    pub(super) orders: RwSignal<Option<Vec<OrderRow>>>,
    /// The purchase order that is typed for many charges.
    pub(super) for_many: RwSignal<String>,
    /// The lines of purchase orders that are named.
    pub(super) lines: Lines,
    /// The charge whose invoice is asked to be issued again.
    pub(super) reissue: RwSignal<Option<AgreementCharge>>,
    asked: StoredValue<u32>,
}

/// What becomes of a charge when it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) charge: AgreementCharge,
    pub(super) draft: Draft,
}

impl Sheet {
    /// Asks for the charges of an agreement.
    pub(super) fn open(server: Server, account: &str, agreement: Agreement) -> Self {
        let desk = Desk::expect();
        let user = server.person.with_untracked(|person| {
            person.known().map(|known| known.user.id.clone()).unwrap_or_default()
        });
        let key = [&user, " ", account, " ", &agreement.id].concat();
        let orders = desk.follow::<Vec<OrderRow>>(|| Some(Request::Orders));
        let drafts = RwSignal::new(entry::kept(&key));
        let charges = RwSignal::new(None::<Vec<AgreementCharge>>);
        let for_many = RwSignal::new(String::new());
        let named = move || {
            let typed = drafts.with(|drafts| {
                drafts.values().map(|draft| draft.now.order().to_owned()).collect::<Vec<_>>()
            });
            let saved = charges.with(|charges| {
                let named = |charge: &AgreementCharge| charge.purchase_order_reference.clone();
                charges.iter().flatten().filter_map(named).collect::<Vec<_>>()
            });
            let many = for_many.with(|order| order.trim().to_owned());
            typed.into_iter().chain(saved).chain([many]).collect()
        };
        let sheet = Self {
            server,
            desk,
            account: StoredValue::new(account.to_owned()),
            closed: StoredValue::new(why_closed(server, &agreement)),
            agreement: StoredValue::new(agreement),
            charges,
            failure: RwSignal::new(None),
            drafts,
            ticked: RwSignal::new(BTreeSet::new()),
            problems: RwSignal::new(BTreeMap::new()),
            outcome: RwSignal::new(Outcome::default()),
            usage: RwSignal::new(Amounts::new()),
            orders,
            for_many,
            lines: Lines::follow(desk, orders, named),
            reissue: RwSignal::new(None),
            asked: StoredValue::new(0),
        };
        watch(move || sheet.drafts.with(|drafts| entry::keep(&key, drafts)));
        watch(move || {
            server.revision.track();
            sheet.load();
        });
        super::amounts::follow_usage(sheet);
        super::saving::follow_drafts(sheet);
        sheet
    }

    /// Asks for all charges. Answers that come late are left aside.
    pub(super) fn load(self) {
        // The page may be gone.
        let Some(number) = self.asked.try_get_value() else { return };
        let number = number.wrapping_add(1);
        self.asked.set_value(number);
        let agreement = self.agreement.with_value(|agreement| encoded(&agreement.id));
        let path = self.path(&["/agreements/", &agreement, "/charges?limit=100"].concat());
        spawn_local(async move {
            let is_wanted = move || self.asked.try_get_value() == Some(number);
            let Some(got) = self.server.list(&path, None, usize::MAX, is_wanted).await else {
                return;
            };
            let charges: Vec<AgreementCharge> = match got {
                Ok(list) => list.items,
                Err(failure) => return self.failure.set(Some(failure)),
            };
            self.failure.set(None);
            if self.charges.with_untracked(|known| known.as_ref() != Some(&charges)) {
                self.charges.set(Some(charges));
            }
        });
    }

    /// An address of the server below the account.
    pub(super) fn path(self, below: &str) -> String {
        self.account.with_value(|account| ["/accounts/", account, below].concat())
    }

    /// The charges as they are saved; empty while they are on their way.
    pub(super) fn listed(self) -> Vec<AgreementCharge> {
        self.charges.get().unwrap_or_default()
    }

    /// A charge as it is saved.
    pub(super) fn charge(self, id: &str) -> Option<AgreementCharge> {
        self.charges.with(|charges| charges.as_ref()?.iter().find(|one| one.id == id).cloned())
    }

    /// Whether something can be entered on a charge.
    pub(super) fn is_open(self, charge: &AgreementCharge) -> bool {
        charge.is_future() && self.closed.with_value(Option::is_none)
    }

    /// What is entered on a charge: typed, or else saved.
    pub(super) fn named(self, charge: &AgreementCharge) -> Named {
        let typed = self.drafts.with(|drafts| drafts.get(&charge.id).map(|it| it.now.clone()));
        typed.unwrap_or_else(|| Named::of(charge))
    }

    /// Enters something on charges.
    pub(super) fn enter(self, charges: &[AgreementCharge], enter: impl Fn(&mut Named)) {
        self.problems.update(|problems| {
            problems.retain(|id, _| charges.iter().all(|charge| charge.id != *id));
        });
        self.drafts.update(|drafts| {
            for charge in charges {
                let old = drafts.remove(&charge.id);
                let mut draft = old.unwrap_or_else(|| Draft::of(charge, Named::of(charge)));
                enter(&mut draft.now);
                if !draft.is_untouched() {
                    drafts.insert(charge.id.clone(), draft);
                }
            }
        });
    }

    /// Takes note of what was saved, so that it stays in view until the charges are there again.
    pub(super) fn took(self, saved: NamedCharges) {
        // An answer that is still on its way is from before.
        self.asked.try_update_value(|asked| *asked = asked.wrapping_add(1));
        self.charges.try_update(|charges| {
            for named in &saved.charges {
                let known = charges.iter_mut().flatten().find(|charge| charge.id == named.id);
                if let Some(charge) = known {
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
        self.listed().into_iter().filter_map(entry).collect()
    }
}

/// Why nothing can be entered on the charges of an agreement.
fn why_closed(server: Server, agreement: &Agreement) -> Option<String> {
    if !agreement.is_active() {
        return Some(texts::NOT_ACTIVE.into());
    }
    if let Some(reason) = server.refusal("aws-marketplace:UpdatePurchaseOrders") {
        return Some([texts::MAY_NOT_ENTER.get(), " ", &reason].concat());
    }
    server.access.with_untracked(|access| {
        let access = access.as_ref()?;
        let is_member = agreement.account != access.management.id;
        (is_member && !access.integration).then(|| {
            let account = crate::pages::issued::account_name(server, &agreement.account);
            let names = [("account", &*account), ("management", access.management.name.as_str())];
            texts::NO_INTEGRATION.with(&names)
        })
    })
}
