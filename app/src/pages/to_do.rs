//! What to do: findings, worst first, each with a proposal that shows what it would change.

use crate::ui::follow::follow;
use leptos::prelude::*;
use outlook::api::{Finding, FindingKind, Fix, FixKind, Request};

use super::invoices::if_open;
use super::{Heading, Proposal};
use crate::desk::Desk;
use crate::frame::loading;
use crate::page::{Page, Place};
use crate::text::{Text, to_do as texts};
use crate::ui::{Button, ButtonKind, Empty, Icon, Kind, LinkButton, icon};
use crate::{format, words};

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    view! { {follow(move || if_open(desk, || shown(desk)))} }.into_any()
}

fn shown(desk: Desk) -> AnyView {
    let findings = desk.follow::<Vec<Finding>>(|| Some(Request::Findings));
    let list = follow(move || match findings.get() {
        None => loading(),
        Some(findings) if findings.is_empty() => view! {
            <Empty title=texts::NOTHING text=texts::NOTHING_TEXT icon=Icon::Good>
                <LinkButton label=texts::SHOW_INVOICES href=Page::Invoices.href() />
            </Empty>
        }
        .into_any(),
        Some(findings) => groups(&findings),
    });
    view! {
        <Heading text=texts::TITLE />
        <p class="lead">{texts::LEAD.get()}</p>
        {list}
    }
    .into_any()
}

fn groups(findings: &[Finding]) -> AnyView {
    let groups = [
        (0, texts::SEVERITY_BAD, Kind::Bad),
        (1, texts::SEVERITY_WARNING, Kind::Warning),
        (2, texts::SEVERITY_INFO, Kind::Info),
    ];
    let groups: Vec<AnyView> = groups
        .into_iter()
        .filter_map(|(severity, title, kind)| {
            let of = findings.iter().filter(|finding| finding.severity == severity);
            let items: Vec<AnyView> = of.cloned().map(item).collect();
            (!items.is_empty()).then(|| {
                view! {
                    <section class="findings" data-kind=kind.name()>
                        <h2 class="findings-title">
                            {kind.icon().map(icon)} <span>{title.get()}</span>
                        </h2>
                        <ul class="bare-list findings-list">{items}</ul>
                    </section>
                }
                .into_any()
            })
        })
        .collect();
    view! { <div class="findings-groups">{groups}</div> }.into_any()
}

fn item(finding: Finding) -> AnyView {
    let is_open = RwSignal::new(false);
    let invoice = finding.invoice.clone().map(|invoice| {
        let href = Page::Invoices.href_with("invoice", &invoice);
        view! { <LinkButton label=texts::OPEN_INVOICE href=href /> }
    });
    let link = |order: &Option<String>| {
        order.clone().map(|order| {
            let label = texts::OPEN_ORDER.with(&[("order", &order)]);
            view! { <LinkButton label=label href=Page::Order(order).href() /> }
        })
    };
    let (order, other) = (link(&finding.order), link(&finding.other));
    // Own files have no pages of subscriptions.
    let agreement = finding.agreement.clone().filter(|_| Place::here().account().is_some());
    let agreement = agreement.map(|agreement| {
        let href = Page::Subscription(agreement).href();
        view! { <LinkButton label=texts::OPEN_SUBSCRIPTION href=href /> }
    });
    let has_fix = finding.fix.is_some();
    let propose = follow(move || {
        (has_fix && !is_open.get()).then(|| {
            view! {
                <Button
                    label=texts::PROPOSE
                    kind=ButtonKind::Primary
                    on_click=move || is_open.set(true)
                />
            }
        })
    });
    let fix = finding.fix.clone();
    let currency = finding.amount.as_ref().map(|(_, currency)| currency.clone());
    let proposal = follow(move || {
        is_open.get().then(|| fix.clone().map(|fix| proposed(fix, currency.as_deref(), is_open)))
    });
    view! {
        <li class="finding">
            <p class="finding-text">{sentence(&finding)}</p>
            <div class="actions">
                {propose} {agreement} {invoice} {order} {other}
            </div>
            {proposal}
        </li>
    }
    .into_any()
}

fn proposed(fix: Fix, currency: Option<&str>, is_open: RwSignal<bool>) -> AnyView {
    let value = match fix.kind {
        FixKind::Extend => format::month_long(&fix.value),
        FixKind::Raise | FixKind::Release => match currency {
            Some(currency) => format::money(&fix.value, currency),
            None => fix.value.clone(),
        },
        _ => fix.value.clone(),
    };
    let text = match fix.kind {
        FixKind::Extend => texts::FIX_EXTEND,
        FixKind::AddOrder => texts::FIX_ADD_ORDER,
        FixKind::Reference => texts::FIX_REFERENCE,
        FixKind::Resume => texts::FIX_RESUME,
        FixKind::Raise => texts::FIX_RAISE,
        FixKind::Release => texts::FIX_RELEASE,
        FixKind::Touch => texts::FIX_TOUCH,
        FixKind::RemoveLine => texts::FIX_REMOVE_LINE,
    };
    let edits = Signal::stored(fix.edits);
    view! {
        <div class="finding-proposal">
            <p class="finding-fix">{text.with(&[("value", &value)])}</p>
            <Proposal edits=edits />
            <Button
                label=texts::CLOSE
                kind=ButtonKind::Quiet
                on_click=move || is_open.set(false)
            />
        </div>
    }
    .into_any()
}

fn sentence(finding: &Finding) -> String {
    let text = text_of(finding.kind, finding.documents);
    let amount = match &finding.amount {
        Some((amount, currency)) => format::money(amount, currency),
        None => String::new(),
    };
    let until = match (&finding.until, finding.kind) {
        (Some(day), FindingKind::ChargeWithoutOrder | FindingKind::Unnamed) => format::date(day),
        (Some(month), _) => format::month_long(month),
        (None, _) => String::new(),
    };
    let category = finding.category.as_deref().map(words::category).unwrap_or_default();
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    text.with(&[
        ("count", &format::number(finding.documents)),
        ("seller", &finding.seller.as_deref().map(words::seller).unwrap_or_default()),
        ("category", &category),
        ("amount", &amount),
        ("from", &format::month_long(&finding.month)),
        ("until", &until),
        ("order", &part(&finding.order)),
        ("line", &part(&finding.line)),
        ("other", &part(&finding.other)),
        ("charge", &part(&finding.charge)),
        ("product", &finding.agreement.as_deref().map(words::agreement).unwrap_or_default()),
    ])
}

fn text_of(kind: FindingKind, count: usize) -> Text {
    let by_count = |one: Text, other: Text| if count == 1 { one } else { other };
    match kind {
        FindingKind::WithoutOrder => by_count(texts::WITHOUT_ORDER_ONE, texts::WITHOUT_ORDER_OTHER),
        FindingKind::ChargeWithoutOrder => texts::CHARGE_WITHOUT_ORDER,
        FindingKind::SuspendedReference => {
            by_count(texts::SUSPENDED_REFERENCE_ONE, texts::SUSPENDED_REFERENCE_OTHER)
        }
        FindingKind::RunsOut => texts::RUNS_OUT,
        FindingKind::Reroutes => by_count(texts::REROUTES_ONE, texts::REROUTES_OTHER),
        FindingKind::DecidedByUpdate => {
            by_count(texts::DECIDED_BY_UPDATE_ONE, texts::DECIDED_BY_UPDATE_OTHER)
        }
        FindingKind::MoneyLeft => texts::MONEY_LEFT,
        FindingKind::NeverMatches => texts::NEVER_MATCHES,
        FindingKind::Unused => texts::UNUSED,
        FindingKind::Unnamed => by_count(texts::UNNAMED_ONE, texts::UNNAMED_OTHER),
    }
}
