//! Why an invoice uses the line that it does, and what can be changed about it.

mod charges;

use crate::ui::follow::{follow, memo, watch};
use leptos::prelude::*;
use outlook::api::{Candidate, Explained, Request};

use crate::desk::Desk;
use crate::frame::loading;
use crate::page::Page;
use crate::pages::{self, rules};
use crate::text::{Text, rules as rule_texts, why as texts};
use crate::ui::{Badge, Empty, Icon, Kind, Redrawn};
use crate::{format, words};

/// The panel of an invoice.
///
/// It names itself by what its answer says.
pub(crate) fn panel(desk: Desk, id: String, title: RwSignal<Text>) -> AnyView {
    let asked = id.clone();
    let explained =
        desk.follow_result::<Explained>(move || Some(Request::Explain { invoice: asked.clone() }));
    let shown = memo(move || explained.get());
    watch(move || {
        if let Some(Ok(explained)) = shown.get() {
            let has_none = explained.row.place.is_none();
            title.set(if has_none { texts::TITLE_NONE } else { texts::TITLE });
        }
    });
    let redrawn = Redrawn::new();
    let content = move || {
        let shown = shown.get();
        redrawn.prepare();
        match shown {
            Some(Ok(explained)) => told(&explained),
            Some(Err(_)) => view! {
                <Empty
                    title=texts::GONE
                    text=texts::GONE_TEXT.with(&[("invoice", &id)])
                    icon=Icon::Question
                />
            }
            .into_any(),
            None => loading(),
        }
    };
    view! {
        <div
            class="why"
            node_ref=redrawn.place
            on:focusin=move |event| redrawn.focused(&event)
        >
            {follow(content)}
        </div>
    }
    .into_any()
}

fn told(explained: &Explained) -> AnyView {
    let row = &explained.row;
    let marks: Vec<AnyView> = row
        .marks
        .iter()
        .map(|mark| {
            let (kind, text) = words::mark(*mark);
            view! { <Badge text=text kind=kind /> }.into_any()
        })
        .collect();
    let before = row.before.as_ref().filter(|before| before.place != row.place).map(|before| {
        let place = words::place(before.place.as_ref());
        view! { <p class="hint">{texts::BEFORE.with(&[("place", &place)])}</p> }
    });
    view! {
        <h3 class="why-name">{words::document(row)}</h3>
        <p class="why-summary">{summary(explained)}</p>
        {before}
        <div class="badges">{marks}</div>
        {facts(explained)}
        {charges::charges(explained)}
        {candidates(&explained.candidates, &explained.row.currency)}
        {rules_in_words()}
    }
    .into_any()
}

fn summary(explained: &Explained) -> String {
    let row = &explained.row;
    let place = words::place(row.place.as_ref());
    match (&row.place, &row.left) {
        (None, _) => texts::SUMMARY_NONE.into(),
        (Some(_), None) => texts::SUMMARY.with(&[("place", &place)]),
        (Some(_), Some(left)) => {
            let is_short = row.marks.contains(&outlook::api::Mark::OutOfBalance);
            let text = if is_short { texts::SUMMARY_NOT_COVERED } else { texts::SUMMARY_LEFT };
            text.with(&[("place", &place), ("left", &format::money(left, &row.currency))])
        }
    }
}

fn facts(explained: &Explained) -> AnyView {
    let row = &explained.row;
    let issued = if explained.charges.is_empty() { texts::ISSUED } else { texts::WILL_BE_ISSUED };
    let mut amount = format::money(&row.total, &row.currency);
    if let Some((low, high)) = &explained.range {
        let low = format::money(low, &row.currency);
        let high = format::money(high, &row.currency);
        amount.push_str(". ");
        amount.push_str(&texts::RANGE.with(&[("low", &low), ("high", &high)]));
    }
    let mut facts = vec![
        (texts::AMOUNT, amount),
        (texts::MONTH, format::month_long(&row.month)),
        (issued, format::date(&explained.issued_at)),
        (texts::SELLER, words::seller(&row.seller)),
        (texts::KIND, words::category(&row.category)),
    ];
    if let Some(agreement) = &row.agreement {
        facts.push((texts::AGREEMENT, words::agreement(agreement)));
    }
    pages::facts(facts)
}

/// What was considered, and what became of it.
pub(crate) fn candidates(candidates: &[Candidate], currency: &str) -> AnyView {
    let groups = [
        ("chosen", texts::CHOSEN, Kind::Good),
        ("lost", texts::LOST, Kind::Neutral),
        ("rejected", texts::REJECTED, Kind::Neutral),
    ];
    let groups: Vec<AnyView> = groups
        .into_iter()
        .filter_map(|(verdict, title, kind)| {
            let of = candidates.iter().filter(|candidate| candidate.verdict == verdict);
            let items: Vec<AnyView> = of.map(|candidate| item(candidate, currency)).collect();
            (!items.is_empty()).then(|| {
                view! {
                    <section class="candidates" data-kind=kind.name()>
                        <h4 class="candidates-title">{title.get()}</h4>
                        <ol class="bare-list">{items}</ol>
                    </section>
                }
                .into_any()
            })
        })
        .collect();
    let none = candidates.is_empty().then(|| texts::NO_CANDIDATES.get());
    view! {
        <section>
            <h3>{texts::CANDIDATES.get()}</h3>
            {groups}
            {none}
        </section>
    }
    .into_any()
}

fn item(candidate: &Candidate, currency: &str) -> AnyView {
    let (sentence, rule) = rules::sentence(candidate, currency);
    let rule = rule.map(|rule| {
        let name = texts::RULE.with(&[("rule", &rule)]);
        view! { <span class="rule" title=name>{rule}</span> }
    });
    let link = candidate.order.as_ref().map(|order| {
        let label = texts::SHOW_ORDER.with(&[("order", order)]);
        let href = Page::Order(order.clone()).href();
        view! { <a class="candidate-link" href=href>{label}</a> }
    });
    view! {
        <li class="candidate">
            <span>{sentence} " " {rule}</span>
            {link}
        </li>
    }
    .into_any()
}

fn rules_in_words() -> AnyView {
    let rules: Vec<AnyView> =
        rule_texts::RULES.iter().map(|rule| view! { <li>{rule.get()}</li> }.into_any()).collect();
    view! {
        <details class="details">
            <summary>{texts::RULES.get()}</summary>
            <ol>{rules}</ol>
        </details>
    }
    .into_any()
}
