//! What has no cost centre: how much, and the lines of purchase orders that lack one.

use billing_files::document::{LineItem, PurchaseOrder};
use leptos::html;
use leptos::prelude::*;

use super::sums::Sums;
use super::table::nowhere;
use crate::page::Page;
use crate::pages::issued::{failed, place_name, table};
use crate::pages::orders::without_cost_center;
use crate::server::Server;
use crate::text::{Text, costs as texts, orders as order_texts};
use crate::ui::follow::follow;
use crate::ui::{Button, Icon, LinkButton, Skeleton, icon};
use crate::{format, words};

const LIST: &str = "purchase-orders:ListPurchaseOrders";

/// So many lines are drawn at once.
const PAGE: usize = 50;

/// What has no cost centre: a notice, and the lines for the foot of the page. Lines are those of
/// the management account, for whoever may see them.
pub(super) fn part(
    server: Server,
    account: &str,
    sums: &Sums,
) -> (Option<AnyView>, Option<AnyView>) {
    let heading = NodeRef::<html::H2>::new();
    let sees_lines = server.is_management() && server.refusal(LIST).is_none();
    let amounts: Vec<String> = sums
        .currencies
        .iter()
        .flat_map(|own| own.rows.iter().filter(|row| row.key.is_none()))
        .map(|row| format::money(&row.total, &row.currency))
        .collect();
    let show = move || {
        if let Some(heading) = heading.get_untracked() {
            heading.scroll_into_view();
            drop(heading.focus());
        }
    };
    let notice = (!amounts.is_empty()).then(|| {
        let text = texts::WITHOUT.with(&[("amounts", &amounts.join(", "))]);
        let lines = sees_lines.then(|| view! { <Button label=texts::SHOW_LINES on_click=show /> });
        view! {
            <div class="costs-without">
                {icon(Icon::Warning)}
                <p>{text}</p>
                <div class="actions">
                    {lines}
                    <LinkButton label=texts::NOWHERE href=nowhere(&sums.question) />
                </div>
            </div>
        }
        .into_any()
    });
    let lines = sees_lines.then(|| lines(server, account, &sums.question.from, heading));
    (notice, lines)
}

fn lines(server: Server, account: &str, from: &str, heading: NodeRef<html::H2>) -> AnyView {
    let path = ["/accounts/", account, "/purchase-orders?limit=100"].concat();
    let orders = server.follow_list::<PurchaseOrder>(move || Some(path.clone()));
    let from = from.to_owned();
    let month = format::month_long(&from);
    let told = move |text: Text| text.with(&[("from", &month)]);
    // How many are drawn: an organisation may have very many of them.
    let shown = RwSignal::new(PAGE);
    view! {
        <section class="issued-part">
            <h2 class="heading" tabindex="-1" node_ref=heading>{texts::LINES.get()}</h2>
            {follow(move || orders.with(|orders| match orders {
                None => view! { <Skeleton lines=3 label=texts::LINES /> }.into_any(),
                Some(Err(failure)) => failed(failure.clone(), move || server.ask_again()),
                Some(Ok(orders)) => {
                    let rows = lacking(&orders.items, &from);
                    if rows.is_empty() {
                        return view! { <p>{told(texts::LINES_NONE)}</p> }.into_any();
                    }
                    view! {
                        <p class="hint">{told(texts::LINES_HINT)}</p>
                        <div class="actions">
                            <LinkButton label=texts::IN_LIST href=in_list() />
                        </div>
                        {drawn(rows.get(..shown.get()).unwrap_or(&rows))}
                        {more(shown, rows.len())}
                    }
                    .into_any()
                }
            }))}
        </section>
    }
    .into_any()
}

/// The purchase orders of such lines in their list.
fn in_list() -> String {
    Page::Orders.href_with("f", &without_cost_center())
}

/// The way to those that are not drawn. It stays at the end, so that the focus has a place.
fn more(shown: RwSignal<usize>, all: usize) -> Option<AnyView> {
    let cannot =
        Signal::derive(move || (shown.get() >= all).then(|| texts::LINES_ALL.get().to_owned()));
    let count = move || {
        let (shown, all) = (format::number(shown.get().min(all)), format::number(all));
        texts::LINES_SHOWN.with(&[("shown", &shown), ("all", &all)])
    };
    (all > PAGE).then(|| {
        view! {
            <div class="actions">
                <Button
                    label=texts::LINES_MORE
                    on_click=move || shown.update(|shown| *shown += PAGE)
                    disabled=cannot
                />
                <span class="hint">{count}</span>
            </div>
        }
        .into_any()
    })
}

/// The lines without a cost centre that can still be used in a month or later.
fn lacking<'a>(orders: &'a [PurchaseOrder], from: &str) -> Vec<(&'a PurchaseOrder, &'a LineItem)> {
    let is_open = |end: &str| end.is_empty() || end >= from;
    orders
        .iter()
        .flat_map(|order| order.line_items.iter().map(move |line| (order, line)))
        .filter(|(order, line)| {
            let lacks = line.cost_center.as_deref().is_none_or(str::is_empty);
            lacks && is_open(&order.expiration_month) && is_open(&line.end_month)
        })
        .collect()
}

fn drawn(rows: &[(&PurchaseOrder, &LineItem)]) -> AnyView {
    let heads = [
        (texts::COLUMN_LINE, ""),
        (texts::COLUMN_TYPE, ""),
        (texts::COLUMN_MONTHS, ""),
        (texts::COLUMN_DESCRIPTION, ""),
    ];
    let rows = rows
        .iter()
        .map(|(order, line)| {
            let href = Page::Order(order.id.clone()).href();
            let months = [
                ("from", &*format::month(&line.start_month)),
                ("to", &*format::month(&line.end_month)),
            ];
            view! {
                <tr>
                    <th scope="row">
                        <a href=href>{place_name(&order.id, Some(&line.number))}</a>
                    </th>
                    <td>{words::line_type(line.kind.as_str())}</td>
                    <td>{order_texts::FROM_TO.with(&months)}</td>
                    <td>{line.description.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    table(texts::LINES.into(), &heads, rows)
}
