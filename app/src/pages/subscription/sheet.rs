//! What is at hand of a subscription's charges: as they are saved, and what is typed on them.

use std::collections::BTreeSet;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{OrderRow, Request};

use super::amounts::Amounts;
use super::entry;
use super::lines::Lines;
use super::typed::{Asked, Asking, Typed};
use crate::desk::Desk;
use crate::page::encoded;
use crate::pages::issued::open_reissues;
use crate::server::{Agreement, AgreementCharge, Ask, Failure, ReissueRequest, Server};
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
    pub(super) typed: Typed,
    /// Why the charges did not come.
    pub(super) failure: RwSignal<Option<Failure>>,
    /// Charges that are selected, by their ids.
    pub(super) ticked: RwSignal<BTreeSet<String>>,
    pub(super) usage: RwSignal<Amounts>,
    /// Purchase orders to choose from, where this person may list them.
    pub(super) orders: RwSignal<Option<Vec<OrderRow>>>,
    /// The purchase order that is typed for many charges.
    pub(super) for_many: RwSignal<String>,
    /// The lines of purchase orders that are named.
    pub(super) lines: Lines,
    /// The charge whose invoice is asked to be issued again.
    pub(super) reissue: RwSignal<Option<AgreementCharge>>,
    /// Those that were asked for already.
    pub(super) reissues: Memo<Vec<ReissueRequest>>,
}

impl Sheet {
    /// Asks for the charges of an agreement.
    pub(super) fn open(server: Server, account: &str, agreement: Agreement) -> Self {
        let desk = Desk::expect();
        let user = server.user_id().unwrap_or_default();
        let key = entry::key(&user, account, &agreement.id);
        let orders = desk.follow::<Vec<OrderRow>>(|| Some(Request::Orders));
        let typed = Typed::new(entry::kept(&key));
        let for_many = RwSignal::new(String::new());
        let named = move || {
            let new = typed.drafts.with(|drafts| {
                drafts.values().map(|draft| draft.now.order().to_owned()).collect::<Vec<_>>()
            });
            let saved = typed.charges.with(|charges| {
                let named = |charge: &AgreementCharge| charge.purchase_order_reference.clone();
                charges.iter().flatten().filter_map(named).collect::<Vec<_>>()
            });
            let many = for_many.with(|order| order.trim().to_owned());
            new.into_iter().chain(saved).chain([many]).collect()
        };
        let sheet = Self {
            server,
            desk,
            account: StoredValue::new(account.to_owned()),
            closed: StoredValue::new(why_closed(server, &agreement)),
            agreement: StoredValue::new(agreement),
            typed,
            failure: RwSignal::new(None),
            ticked: RwSignal::new(BTreeSet::new()),
            usage: RwSignal::new(Amounts::new()),
            orders,
            for_many,
            lines: Lines::follow(desk, orders, named),
            reissue: RwSignal::new(None),
            reissues: open_reissues(server, account),
        };
        watch(move || typed.drafts.with(|drafts| entry::keep(&key, drafts)));
        watch(move || {
            server.revision.track();
            sheet.load();
        });
        super::amounts::follow_usage(sheet);
        typed.preview_by(Rc::new(sheet.asking()), move || server.is_reached.track());
        sheet
    }

    /// Asks for all charges. Answers that come late are left aside.
    pub(super) fn load(self) {
        // The page may be gone.
        let Some(number) = self.typed.begin() else { return };
        let agreement = self.agreement.with_value(|agreement| encoded(&agreement.id));
        let path = self.path(&["/agreements/", &agreement, "/charges?limit=100"].concat());
        spawn_local(async move {
            let is_wanted = move || self.typed.is_wanted(number);
            let Some(got) = self.server.list(&path, None, usize::MAX, is_wanted).await else {
                return;
            };
            match got {
                Ok(list) => {
                    self.failure.set(None);
                    self.typed.show(list.items);
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    /// Asks the server of the pages, below the account.
    pub(super) fn asking(self) -> Asking {
        let server = self.server;
        Asking {
            ask: Rc::new(move |ask: Ask| -> Asked {
                let ask = ask.below(&self.path(""));
                Box::pin(async move { Ok(server.send(&ask).await?.text()) })
            }),
            reload: Rc::new(move || self.load()),
        }
    }

    /// An address of the server below the account.
    pub(super) fn path(self, below: &str) -> String {
        self.account.with_value(|account| ["/accounts/", account, below].concat())
    }

    /// Whether something can be entered on a charge.
    pub(super) fn is_open(self, charge: &AgreementCharge) -> bool {
        charge.is_future() && self.closed.with_value(Option::is_none)
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
