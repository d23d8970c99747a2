//! What was expected of an invoice beside what was invoiced, and why they differ.

use leptos::prelude::*;

use crate::format;
use crate::frame::loading;
use crate::pages::facts;
use crate::pages::issued::{failed, table};
use crate::server::{Expectation, ExpectedLine, IssuedRow, Missing, Server};
use crate::text::issued as texts;
use crate::ui::follow::{follow, memo};

pub(super) fn part(server: Server, path: &str, row: &IssuedRow) -> AnyView {
    let path = [path, "/expectation"].concat();
    let found = server.follow::<Expectation>(move || Some(path.clone()));
    let found = memo(move || found.get());
    let (currency, month) = (row.currency.clone(), row.billing_period.clone());
    view! {
        <section class="issued-part">
            <h2>{texts::EXPECTED_TITLE.get()}</h2>
            {follow(move || match found.get() {
                None => loading(),
                Some(Err(failure)) => failed(failure, move || server.ask_again()),
                Some(Ok(expectation)) => told(&expectation, &currency, &month),
            })}
        </section>
    }
    .into_any()
}

fn told(expectation: &Expectation, currency: &str, month: &str) -> AnyView {
    let heads = [
        (texts::COLUMN_DESCRIPTION, ""),
        (texts::COLUMN_EXPECTED, "figures"),
        (texts::COLUMN_INVOICED, "figures"),
        (texts::COLUMN_WHY, ""),
    ];
    let rows = expectation.lines.iter().map(|one| line(one, currency)).collect();
    let sums = facts([
        (texts::EXPECTED, format::money(&expectation.expected, currency)),
        (texts::INVOICED, format::money(&expectation.invoiced, currency)),
    ]);
    let missing: Vec<AnyView> =
        expectation.also_expected.iter().map(|one| missing(one, currency, month)).collect();
    let missing = (!missing.is_empty()).then(|| {
        view! {
            <h3>{texts::ALSO_EXPECTED.get()}</h3>
            <ul class="issued-told">{missing}</ul>
        }
    });
    view! {
        {table(texts::EXPECTED_TITLE.into(), &heads, rows)}
        {sums}
        {missing}
    }
    .into_any()
}

fn line(line: &ExpectedLine, currency: &str) -> AnyView {
    let amount = |amount: &str| [&format::amount(amount), " ", currency].concat();
    let expected = line.expected.as_deref().map_or_else(|| "–".to_owned(), amount);
    view! {
        <tr>
            <th scope="row">{name(&line.description, line.charge.as_deref())}</th>
            <td class="figures">{expected}</td>
            <td class="figures">{amount(&line.invoiced)}</td>
            <td class="issued-why">{reason(line)}</td>
        </tr>
    }
    .into_any()
}

fn missing(missing: &Missing, currency: &str, month: &str) -> AnyView {
    let told = texts::MISSING.with(&[
        ("what", &name(&missing.description, Some(&missing.charge))),
        ("amount", &format::money(&missing.expected, currency)),
        ("month", &format::month_long(month)),
    ]);
    view! { <li>{told}</li> }.into_any()
}

fn name(description: &str, charge: Option<&str>) -> String {
    let name = if description.is_empty() { charge.unwrap_or_default() } else { description };
    name.to_owned()
}

fn reason(line: &ExpectedLine) -> String {
    let text = match line.reason.as_str() {
        "as-agreed" => texts::AS_AGREED,
        "as-expected" => texts::AS_EXPECTED,
        "used-more" => texts::USED_MORE,
        "used-less" => texts::USED_LESS,
        "not-expected" => texts::NOT_EXPECTED,
        "late" => texts::LATE,
        "correction" => texts::CORRECTION,
        word => return word.to_owned(),
    };
    let month = line.period.as_deref().map(format::month_long).unwrap_or_default();
    text.with(&[("month", &month)])
}
