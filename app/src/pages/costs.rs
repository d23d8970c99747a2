//! What was spent: by cost centre, purchase order, subscription and account, each currency by
//! itself.

mod bars;
mod file;
mod filters;
mod missing;
mod sums;
mod table;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Heading;
use super::issued::failed;
use crate::frame::loading;
use crate::page::{Address, Page, Place};
use crate::server::{Failure, Server, TotalsRow};
use crate::text::costs as texts;
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Button, Empty, Icon, LinkButton};
use filters::{By, Question};
use sums::Sums;

const ACTION: &str = "invoicing:ListInvoices";

/// So many the server gives at once.
const LIMIT: &str = "&limit=100";

/// What was asked, and its answer: while the next one is on its way, this one stays as it is.
type Answered = (Question, Result<Vec<TotalsRow>, Failure>);

/// The page, and what is at hand of it.
#[derive(Clone, Copy)]
struct Costs {
    server: Server,
    address: Address,
    account: StoredValue<String>,
    answer: RwSignal<Option<Answered>>,
    asked: StoredValue<u32>,
}

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let address = Address::here();
    let Some(account) = Place::here().account().map(str::to_owned) else {
        return ().into_any();
    };
    if let Some(reason) = server.refusal(ACTION) {
        return view! {
            <Heading text=texts::TITLE />
            <Empty title=texts::MAY_NOT_SEE text=reason icon=Icon::Info />
        }
        .into_any();
    }
    let costs = Costs {
        server,
        address,
        account: StoredValue::new(account),
        answer: RwSignal::new(None),
        asked: StoredValue::new(0),
    };
    let question = filters::question(address);
    watch(move || {
        server.revision.track();
        if let Some(question) = question.get() {
            costs.ask(question);
        }
    });
    let currency = address.get("currency");
    let sums = memo(move || costs.sums(&currency.get()));
    view! {
        <div class="page-head">
            <Heading text=texts::TITLE />
            <div class="actions">{follow(move || file::menu(server, &sums.get()?))}</div>
        </div>
        <p class="lead">{texts::LEAD.get()}</p>
        {filters::form(address, memo(move || costs.currencies()))}
        {follow(move || match question.get() {
            None => view! {
                <Empty title=texts::CORRECT text=texts::CORRECT_TEXT icon=Icon::Calendar />
            }
            .into_any(),
            Some(_) => costs.shown(sums),
        })}
    }
    .into_any()
}

impl Costs {
    /// Asks for all totals, page after page: shares are of the whole.
    fn ask(self, question: Question) {
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        let path = self.account.with_value(|account| {
            ["/accounts/", account, "/totals", &question.query(), LIMIT].concat()
        });
        spawn_local(async move {
            let is_wanted = move || self.asked.try_get_value() == Some(number);
            let got = self.server.list::<TotalsRow>(&path, None, usize::MAX, is_wanted).await;
            if let Some(got) = got {
                drop(self.answer.try_set(Some((question, got.map(|list| list.items)))));
            }
        });
    }

    /// The currencies there are, sorted.
    fn currencies(self) -> Vec<String> {
        self.answer.with(|answer| match answer {
            Some((_, Ok(rows))) => {
                let mut known: Vec<String> = rows.iter().map(|row| row.currency.clone()).collect();
                known.sort();
                known.dedup();
                known
            }
            _ => Vec::new(),
        })
    }

    /// The sums of a currency, or of each.
    fn sums(self, currency: &str) -> Option<Sums> {
        self.answer.with(|answer| match answer {
            Some((question, Ok(rows))) => Some(Sums::of(question.clone(), rows, currency)),
            _ => None,
        })
    }

    fn shown(self, sums: Memo<Option<Sums>>) -> AnyView {
        let Self { server, .. } = self;
        let failure =
            memo(move || self.answer.with(|it| it.as_ref().and_then(|(_, got)| got.clone().err())));
        follow(move || match (failure.get(), sums.get()) {
            (Some(failure), _) => failed(failure, move || server.ask_again()),
            (None, None) => loading(),
            (None, Some(sums)) if sums.currencies.is_empty() => self.nothing(&sums),
            (None, Some(sums)) => self.told(&sums),
        })
    }

    fn told(self, sums: &Sums) -> AnyView {
        let Self { server, .. } = self;
        let missing = (sums.question.by == By::CostCenter).then(|| {
            let account = self.account.get_value();
            missing::part(server, &account, sums)
        });
        let parts: Vec<AnyView> =
            sums.currencies.iter().map(|own| table::currency(server, sums, own)).collect();
        let (notice, lines) = missing.unzip();
        view! {
            {notice}
            {parts}
            {lines}
        }
        .into_any()
    }

    fn nothing(self, sums: &Sums) -> AnyView {
        let Self { address, server, .. } = self;
        let currency = address.get("currency").get();
        if currency.is_empty() {
            let lines = (sums.question.by == By::CostCenter).then(|| {
                let account = self.account.get_value();
                missing::part(server, &account, sums).1
            });
            return view! {
                <Empty title=texts::EMPTY text=texts::EMPTY_TEXT icon=Icon::Document>
                    <LinkButton label=texts::ISSUED href=Page::Issued.href() />
                </Empty>
                // Before the first invoice is the time to give lines their cost centres.
                {lines}
            }
            .into_any();
        }
        let title = texts::EMPTY_CURRENCY.with(&[("currency", &currency)]);
        let all = move || address.set(&[("currency", "")], true);
        view! {
            <Empty title=title icon=Icon::Search>
                <Button label=texts::ALL_CURRENCIES icon=Icon::Close on_click=all />
            </Empty>
        }
        .into_any()
    }
}
