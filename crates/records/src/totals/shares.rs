//! Sharing documents out among the agreements of their charges, so that the shares of each are
//! exactly its total.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Sums, TotalsRow};
use crate::agreements::View;
use crate::database::Connection;
use crate::invoices::InvoiceKind;
use crate::{RecordError, Result};

/// Documents that are read at once.
const PAGE: i64 = 1000;

/// A credit memo that a person made has no lines: it is shared out as the invoice that it corrects.
const LINES_OF_A_PAGE: &str = "
    select i.sequence, i.account, i.kind, i.currency, i.total, l.agreement, l.amount
    from (select id, original, sequence, account, kind, currency, total
          from invoices
          where organisation = $1 and billing_period >= $2 and billing_period <= $3
            and sequence > $4
          order by sequence
          limit $5) i
    left join invoice_lines l on l.organisation = $1 and l.invoice = coalesce(i.original, i.id)
    order by i.sequence";

type LineRow = (i64, String, String, String, i64, Option<String>, Option<String>);

/// A document with what each of its agreements has in it.
struct Shared {
    account: String,
    kind: InvoiceKind,
    currency: String,
    total: i128,
    /// Exact amounts by agreement.
    weights: BTreeMap<Option<String>, Decimal>,
}

pub(super) async fn by_agreement(
    connection: &mut Connection,
    organisation: &str,
    view: &View,
    (from, to): &(String, String),
) -> Result<Vec<TotalsRow>> {
    let mut sums = Sums::default();
    let mut last = 0_i64;
    loop {
        let rows: Vec<LineRow> = sqlx::query_as(LINES_OF_A_PAGE)
            .bind(organisation)
            .bind(from)
            .bind(to)
            .bind(last)
            .bind(PAGE)
            .fetch_all(&mut *connection)
            .await?;
        let Some(row) = rows.last() else { break };
        last = row.0;
        for document in gathered(rows)?.into_values() {
            if view.shows(&document.account) {
                for (agreement, share) in shares(document.total, document.weights) {
                    sums.add(agreement, document.currency.clone(), document.kind, share, 1);
                }
            }
        }
    }
    sums.rows()
}

fn gathered(rows: Vec<LineRow>) -> Result<BTreeMap<i64, Shared>> {
    let mut documents: BTreeMap<i64, Shared> = BTreeMap::new();
    for (sequence, account, kind, currency, total, agreement, amount) in rows {
        let kind = InvoiceKind::of(&kind)?;
        let document = documents.entry(sequence).or_insert_with(|| Shared {
            account,
            kind,
            currency,
            total: i128::from(total),
            weights: BTreeMap::new(),
        });
        let Some(amount) = amount else { continue };
        let number = procurement::parse_number(&amount)
            .map_err(|_| RecordError::Damaged(format!("`{amount}` is no amount")))?;
        let weight = document.weights.entry(agreement).or_default();
        *weight = weight.checked_add(number).ok_or_else(|| {
            RecordError::Damaged("the amounts of an invoice have no sum".to_owned())
        })?;
    }
    Ok(documents)
}

/// The total in parts that are as the weights are to each other: what whole units leave goes to
/// those that lost most, the first of them by name.
fn shares(total: i128, weights: BTreeMap<Option<String>, Decimal>) -> Vec<(Option<String>, i128)> {
    let mut weights: Vec<(Option<String>, i128)> = whole(weights);
    let sum: i128 = weights.iter().map(|(_, weight)| weight).sum();
    if sum == 0 {
        // Nothing tells the parts apart: the document stays whole.
        let key = weights.into_iter().next().and_then(|(key, _)| key);
        return vec![(key, total)];
    }
    if sum < 0 {
        weights.iter_mut().for_each(|(_, weight)| *weight = -*weight);
    }
    let sum = sum.abs();
    let mut left = total;
    let mut rests = Vec::with_capacity(weights.len());
    let mut shares = Vec::with_capacity(weights.len());
    for (index, (key, weight)) in weights.into_iter().enumerate() {
        // INVARIANT: `whole` keeps weights so small that the product fits.
        let product = total * weight;
        let share = product.div_euclid(sum);
        left -= share;
        rests.push((-product.rem_euclid(sum), index));
        shares.push((key, share));
    }
    rests.sort_unstable();
    for (_, index) in rests.into_iter().take(usize::try_from(left).unwrap_or_default()) {
        if let Some((_, share)) = shares.get_mut(index) {
            *share += 1;
        }
    }
    shares
}

/// A total has at most 19 digits, so weights of 18 digits leave room for their product.
const WEIGHT_MAX: i128 = 1_000_000_000_000_000_000;

/// Decimals of a weight that matter.
const DECIMALS: u32 = 9;

/// The weights as whole numbers of one scale, cut to so many digits that products fit.
fn whole(weights: BTreeMap<Option<String>, Decimal>) -> Vec<(Option<String>, i128)> {
    let scaled = weights.into_iter().map(|(key, weight)| {
        let weight = weight.round_dp(DECIMALS);
        // INVARIANT: a mantissa has at most 29 digits, and 38 fit.
        let factor = 10_i128.pow(DECIMALS.saturating_sub(weight.scale()));
        (key, weight.mantissa().saturating_mul(factor))
    });
    let mut scaled: Vec<(Option<String>, i128)> = scaled.collect();
    while scaled.iter().any(|(_, weight)| weight.abs() >= WEIGHT_MAX) {
        scaled.iter_mut().for_each(|(_, weight)| *weight /= 10);
    }
    scaled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(total: i128, weights: &[(&str, &str)], expected: &[i128]) {
        let weights = weights.iter().map(|(key, weight)| {
            (Some((*key).to_owned()), procurement::parse_number(weight).unwrap())
        });
        let shares = shares(total, weights.collect());
        let amounts: Vec<i128> = shares.iter().map(|(_, share)| *share).collect();
        assert_eq!(amounts, expected);
        assert_eq!(amounts.iter().sum::<i128>(), total);
    }

    #[test]
    fn shares_are_the_total_to_the_last_unit() {
        check(1000, &[("a", "3.00"), ("b", "7.00")], &[300, 700]);
        check(100, &[("a", "1"), ("b", "1"), ("c", "1")], &[34, 33, 33]);
        check(1, &[("a", "0.004"), ("b", "0.006")], &[0, 1]);
        check(50, &[("a", "-1.00"), ("b", "1.50")], &[-100, 150]);
        // A credit memo of charges: their amounts are negative, its total is not.
        check(500, &[("a", "-2.00"), ("b", "-3.00")], &[200, 300]);
        // Part of an invoice given back.
        check(101, &[("a", "10.00"), ("b", "10.00")], &[51, 50]);
        check(0, &[("a", "1.00"), ("b", "-1.00")], &[0]);
        check(
            900_000_000_000_000_000,
            &[("a", "4500000000000000"), ("b", "4500000000000000")],
            &[450_000_000_000_000_000, 450_000_000_000_000_000],
        );
    }
}
