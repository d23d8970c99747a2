//! What to do: findings, worst first, each with a proposal that shows what it would change.

mod focus;
mod proposal;

use leptos::html;
use leptos::prelude::*;
use outlook::api::{Finding, FindingKind, Request};

use super::Heading;
use super::invoices::if_open;
use crate::desk::Desk;
use crate::frame::loading;
use crate::page::{Page, Place};
use crate::text::{Text, to_do as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Button, ButtonKind, Empty, Icon, Kind, LinkButton, icon};
use crate::{format, words};

pub(crate) fn page() -> AnyView {
    let desk = Desk::expect();
    view! { {follow(move || if_open(desk, || shown(desk)))} }.into_any()
}

/// What was found, as far as it is known.
type Findings = RwSignal<Option<Vec<Finding>>>;

fn shown(desk: Desk) -> AnyView {
    let findings: Findings = desk.follow(|| Some(Request::Findings));
    let has_any = memo(move || {
        findings.with(|findings| findings.as_ref().map(|findings| !findings.is_empty()))
    });
    let list = follow(move || match has_any.get() {
        None => loading(),
        Some(false) => view! {
            <Empty title=texts::NOTHING text=texts::NOTHING_TEXT icon=Icon::Good>
                <LinkButton label=texts::SHOW_INVOICES href=Page::Invoices.href() />
            </Empty>
        }
        .into_any(),
        Some(true) => groups(findings),
    });
    focus::keep(findings);
    view! {
        <Heading text=texts::TITLE />
        <p class="lead">{texts::LEAD.get()}</p>
        {list}
    }
    .into_any()
}

fn groups(findings: Findings) -> AnyView {
    let groups = [
        (0, texts::SEVERITY_BAD, Kind::Bad),
        (1, texts::SEVERITY_WARNING, Kind::Warning),
        (2, texts::SEVERITY_INFO, Kind::Info),
    ];
    let groups: Vec<AnyView> =
        groups.into_iter().map(|(of, title, kind)| group(findings, of, title, kind)).collect();
    view! { <div class="findings-groups">{groups}</div> }.into_any()
}

/// Those of one severity. One that is there already is not drawn again: what is open in it stays
/// open, whatever becomes of others.
fn group(findings: Findings, severity: u8, title: Text, kind: Kind) -> AnyView {
    let keys = memo(move || {
        findings.with(|findings| {
            let of = findings.iter().flatten().filter(|finding| finding.severity == severity);
            of.map(|finding| finding.key.clone()).collect::<Vec<_>>()
        })
    });
    let has_any = memo(move || keys.with(|keys| !keys.is_empty()));
    follow(move || {
        has_any.get().then(|| {
            view! {
                <section class="findings" data-kind=kind.name()>
                    <h2 class="findings-title">
                        {kind.icon().map(icon)} <span>{title.get()}</span>
                    </h2>
                    <ul class="bare-list findings-list">
                        <For
                            each=move || keys.get()
                            key=Clone::clone
                            children=move |key| item(findings, key)
                        />
                    </ul>
                </section>
            }
        })
    })
}

fn item(findings: Findings, key: String) -> AnyView {
    let own = key.clone();
    let finding = memo(move || {
        findings.with(|findings| findings.iter().flatten().find(|it| it.key == own).cloned())
    });
    let is_open = RwSignal::new(false);
    let has_fix = memo(move || finding.with(|it| it.as_ref().is_some_and(|it| it.fix.is_some())));
    let propose = follow(move || {
        (has_fix.get() && !is_open.get()).then(|| {
            view! {
                <Button
                    label=texts::PROPOSE
                    kind=ButtonKind::Primary
                    on_click=move || is_open.set(true)
                />
            }
        })
    });
    let row = NodeRef::<html::Li>::new();
    let named = key.clone();
    let proposal = follow(move || {
        (has_fix.get() && is_open.get()).then(|| {
            let key = key.clone();
            untrack(|| proposal::proposal(finding, key, is_open, row))
        })
    });
    view! {
        <li class="finding" tabindex="-1" data-key=named node_ref=row>
            <p class="finding-text">
                {follow(move || finding.with(|it| it.as_ref().map(sentence)))}
            </p>
            {follow(move || {
                let why = finding.with(|it| it.as_ref().and_then(why_none))?;
                Some(view! { <p class="hint">{why.get()}</p> })
            })}
            <div class="actions">
                {propose} {links(finding)}
            </div>
            {proposal}
        </li>
    }
    .into_any()
}

/// The form that helps with a finding for which nothing is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    None,
    Order,
    Line(String),
}

fn form_of(finding: &Finding) -> Form {
    match (finding.kind, &finding.line, &finding.fix) {
        (FindingKind::DecidedByUpdate, _, None) => Form::Order,
        (FindingKind::Unused, Some(line), None) => Form::Line(line.clone()),
        _ => Form::None,
    }
}

/// Why nothing is proposed, where somebody may wonder.
fn why_none(finding: &Finding) -> Option<Text> {
    match form_of(finding) {
        Form::None => None,
        Form::Order => Some(texts::NO_FIX_UPDATE),
        Form::Line(_) => Some(texts::NO_FIX_UNUSED),
    }
}

/// The ways to what it is about.
fn links(finding: Memo<Option<Finding>>) -> AnyView {
    let named = memo(move || {
        finding.with(|it| {
            let it = it.as_ref()?;
            // Own files have no pages of subscriptions.
            let agreement = it.agreement.clone().filter(|_| Place::here().account().is_some());
            let orders = [it.order.clone(), it.other.clone()];
            Some((agreement, it.invoice.clone(), orders, form_of(it), it.key.clone()))
        })
    });
    follow(move || {
        let (agreement, invoice, orders, form, key) = named.get()?;
        let agreement = agreement.map(|agreement| {
            let href = Page::Subscription(agreement).href();
            view! { <LinkButton label=texts::OPEN_SUBSCRIPTION href=href /> }
        });
        let invoice = invoice.map(|invoice| {
            let href = Page::Invoices.href_with("invoice", &invoice);
            view! { <LinkButton label=texts::OPEN_INVOICE href=href /> }
        });
        let [order, other] = orders.map(|order| {
            order.map(|order| {
                // With nothing proposed, the form is what helps; the page lies behind it.
                let (text, line) = match &form {
                    Form::None => (texts::OPEN_ORDER, ""),
                    Form::Order => (texts::OPEN_FORM, ""),
                    Form::Line(line) => (texts::OPEN_LINE, &**line),
                };
                let label = text.with(&[("order", &order), ("line", line)]);
                let page = Page::Order(order);
                let href = match form {
                    Form::None => page.href(),
                    Form::Order | Form::Line(_) => page.href_with("finding", &key),
                };
                view! { <LinkButton label=label href=href /> }
            })
        });
        Some(view! { {agreement} {invoice} {order} {other} })
    })
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
