//! Which totals are shown: fields of the page, keys of the address, a question to the server.

use leptos::prelude::*;

use crate::desk::today;
use crate::format;
use crate::page::{Address, encoded};
use crate::pages::issued::month_error;
use crate::text::{Text, costs as texts};
use crate::ui::follow::{follow, memo};
use crate::ui::{Choice, Field, MonthInput, Select};

/// What totals are per.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum By {
    #[default]
    CostCenter,
    Order,
    Agreement,
    Account,
}

impl By {
    const ALL: [Self; 4] = [Self::CostCenter, Self::Order, Self::Agreement, Self::Account];

    /// Its word of the API.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::CostCenter => "cost-center",
            Self::Order => "purchase-order",
            Self::Agreement => "agreement",
            Self::Account => "account",
        }
    }

    pub(super) fn name(self) -> Text {
        match self {
            Self::CostCenter => texts::BY_COST_CENTER,
            Self::Order => texts::BY_ORDER,
            Self::Agreement => texts::BY_AGREEMENT,
            Self::Account => texts::BY_ACCOUNT,
        }
    }

    /// How an invoice comes to count for one of them.
    fn hint(self) -> Text {
        match self {
            Self::CostCenter => texts::HINT_COST_CENTER,
            Self::Order => texts::HINT_ORDER,
            Self::Agreement => texts::HINT_AGREEMENT,
            Self::Account => texts::HINT_ACCOUNT,
        }
    }

    /// The first where the address tells something else.
    fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|by| by.word() == word).unwrap_or_default()
    }
}

/// What is asked of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) by: By,
    pub(super) from: String,
    pub(super) to: String,
}

impl Question {
    /// As a query with its question mark.
    pub(super) fn query(&self) -> String {
        let (from, to) = (encoded(&self.from), encoded(&self.to));
        ["?by=", self.by.word(), "&from=", &from, "&to=", &to].concat()
    }
}

/// What the address asks; none while its months cannot be.
pub(super) fn question(address: Address) -> Memo<Option<Question>> {
    let by = address.get("by");
    let (from, to) = (effective(address, "from"), effective(address, "to"));
    memo(move || {
        let (from, to) = (from.get(), to.get());
        let is_period = format::is_month(&from) && format::is_month(&to) && from <= to;
        is_period.then(|| Question { by: By::of(&by.get()), from, to })
    })
}

/// A month of the address, or that of the last year.
fn effective(address: Address, key: &'static str) -> Signal<String> {
    let told = address.get(key);
    Signal::derive(move || match told.get() {
        told if !told.is_empty() => told,
        _ if key == "to" => today(),
        _ => a_year_to(&today()),
    })
}

/// The first of the twelve months that end with one.
fn a_year_to(month: &str) -> String {
    let (year, number) = month.split_once('-').unwrap_or_default();
    let (year, number): (usize, usize) =
        (year.parse().unwrap_or_default(), number.parse().unwrap_or_default());
    match number {
        12 => format::of_year(&format::digits(year), 1),
        number => format::of_year(&format::digits(year.saturating_sub(1)), number + 1),
    }
}

/// The fields; `currencies` are those that there are.
pub(super) fn form(address: Address, currencies: Memo<Vec<String>>) -> AnyView {
    let told = address.get("by");
    let by = memo(move || By::of(&told.get()));
    let choices: Vec<Choice> =
        By::ALL.map(|by| Choice::new(by.word(), by.name())).into_iter().collect();
    let word = Signal::derive(move || by.get().word().to_owned());
    view! {
        <div class="issued-filters" role="search" aria-label=texts::FILTER.get()>
            <Field label=texts::BY>
                <Select
                    choices=Signal::stored(choices)
                    value=word
                    on_change=move |word: String| address.set(&[("by", &word)], true)
                />
            </Field>
            {month(address, "from", texts::FROM)}
            {month(address, "to", texts::TO)}
            {follow(move || currency(address, &currencies.get()))}
        </div>
        <p class="hint">{follow(move || by.get().hint().get())}</p>
    }
    .into_any()
}

fn month(address: Address, key: &'static str, label: Text) -> AnyView {
    let value = effective(address, key);
    let from = effective(address, "from");
    let unreadable = month_error(value);
    let error = Signal::derive(move || {
        unreadable.get().or_else(|| {
            let (from, to) = (from.get(), value.get());
            let is_before = key == "to" && format::is_month(&from) && to < from;
            is_before.then(|| {
                let (from, to) = (format::month(&from), format::month(&to));
                texts::TO_BEFORE.with(&[("from", &from), ("to", &to)])
            })
        })
    });
    view! {
        <Field label=label error=error>
            <MonthInput
                value=value
                on_change=move |month: String| address.set(&[(key, month.trim())], false)
            />
        </Field>
    }
    .into_any()
}

/// A choice where there is one; the one of the address can always be left.
fn currency(address: Address, currencies: &[String]) -> Option<AnyView> {
    let chosen = address.get("currency");
    if currencies.len() < 2 && chosen.get_untracked().is_empty() {
        return None;
    }
    let mut codes = currencies.to_vec();
    let told = chosen.get_untracked();
    if !told.is_empty() && !codes.contains(&told) {
        codes.push(told);
    }
    let mut choices = vec![Choice::new("", texts::CURRENCY_ALL)];
    choices.extend(codes.iter().map(|code| Choice::new(code.clone(), code.clone())));
    let field = view! {
        <Field label=texts::CURRENCY>
            <Select
                choices=Signal::stored(choices)
                value=chosen
                on_change=move |code: String| address.set(&[("currency", &code)], true)
            />
        </Field>
    };
    Some(field.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_twelve_months_over_the_end_of_a_year() {
        for (month, first) in
            [("2026-11", "2025-12"), ("2026-12", "2026-01"), ("2026-01", "2025-02")]
        {
            assert_eq!(a_year_to(month), first);
        }
    }
}
