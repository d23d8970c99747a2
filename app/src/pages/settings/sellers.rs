//! The sellers of record that are known here, and what each of them bills.

use leptos::prelude::*;
use procurement::LineItemType;

use super::Here;
use crate::pages::issued::table;
use crate::text::settings as texts;

pub(super) fn view(_here: Here) -> AnyView {
    let heads = [(texts::SELLER_NAME, ""), (texts::SELLER_ID, ""), (texts::SELLER_BILLS, "")];
    let sellers = procurement::Sellers::built_in();
    let rows = sellers.rows().iter().map(row).collect();
    view! {
        <section class="card">
            <p>{texts::SELLERS_TEXT.get()}</p>
            {table(texts::SELLERS.into(), &heads, rows)}
            <p class="hint">{texts::SELLERS_OTHERS.get()}</p>
        </section>
    }
    .into_any()
}

fn row(seller: &procurement::SellerOfRecord) -> AnyView {
    let is_without = seller.forbidden_line_item_types.contains(&LineItemType::ProfessionalServices);
    let bills = if is_without { texts::BILLS_WITHOUT_SERVICES } else { texts::BILLS_ALL };
    let taxes = seller.scopes_by_tax_registration_number.then(|| {
        view! { <div class="hint">{texts::BY_TAX_NUMBER.get()}</div> }
    });
    view! {
        <tr>
            <th scope="row">{seller.name.clone()}</th>
            <td>
                <code>{seller.id.clone()}</code>
            </td>
            <td>
                {bills.get()}
                {taxes}
            </td>
        </tr>
    }
    .into_any()
}
