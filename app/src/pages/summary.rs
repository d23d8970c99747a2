//! What edits do, as sentences.

use outlook::api::{LineShift, Moves, Summary};

use crate::format;
use crate::text::{Text, changes as texts, plural};
use crate::words;

/// Lines that are told one by one.
const LINES_TOLD: usize = 6;

/// What edits do, most important first. Empty where nothing changes.
pub(crate) fn sentences(summary: &Summary) -> Vec<String> {
    let mut told: Vec<String> = summary.moves.iter().map(moves).collect();
    let counted = [
        (summary.comes, texts::COMES_ONE, texts::COMES_OTHER),
        (summary.goes, texts::GOES_ONE, texts::GOES_OTHER),
    ];
    for (count, one, other) in counted {
        if count > 0 {
            told.push(plural(one, other, count));
        }
    }
    told.extend(summary.creates.iter().map(|order| texts::CREATES.with(&[("order", order)])));
    let (out, rest): (Vec<&LineShift>, Vec<&LineShift>) =
        summary.lines.iter().partition(|shift| shift.runs_out.0 != shift.runs_out.1);
    let lines = out.len() + rest.len();
    told.extend(
        out.into_iter().map(runs_out).chain(rest.into_iter().filter_map(closing)).take(LINES_TOLD),
    );
    if lines > LINES_TOLD {
        told.push(plural(texts::MORE_ONE, texts::MORE_OTHER, lines - LINES_TOLD));
    }
    if told.is_empty() && summary.changed > 0 {
        told.push(plural(texts::CHANGED_ONE, texts::CHANGED_OTHER, summary.changed));
    }
    told
}

fn moves(way: &Moves) -> String {
    let is_one = way.documents == 1;
    let pick = |one: Text, other: Text| if is_one { one } else { other };
    let text = match (&way.from, &way.to) {
        (Some(from), Some(to)) if from == to => pick(texts::WITHIN_ONE, texts::WITHIN_OTHER),
        (_, None) => pick(texts::LOSES_ONE, texts::LOSES_OTHER),
        (None, _) => pick(texts::GAINS_ONE, texts::GAINS_OTHER),
        _ => pick(texts::MOVES_ONE, texts::MOVES_OTHER),
    };
    text.with(&[
        ("count", &format::number(way.documents)),
        ("from", way.from.as_deref().unwrap_or_default()),
        ("to", way.to.as_deref().unwrap_or_default()),
        ("totals", &words::totals(&way.totals)),
    ])
}

fn runs_out(shift: &LineShift) -> String {
    let month = |month: &Option<String>| month.as_deref().map(format::month_long);
    let text = match shift.runs_out {
        (Some(_), Some(_)) => texts::OUT_LATER,
        (None, _) => texts::OUT_NOW,
        (_, None) => texts::OUT_NO_MORE,
    };
    text.with(&[
        ("place", &words::place(Some(&shift.place))),
        ("before", &month(&shift.runs_out.0).unwrap_or_default()),
        ("after", &month(&shift.runs_out.1).unwrap_or_default()),
    ])
}

fn closing(shift: &LineShift) -> Option<String> {
    let (before, after) = (shift.closing.0.as_ref()?, shift.closing.1.as_ref()?);
    Some(texts::CLOSING.with(&[
        ("place", &words::place(Some(&shift.place))),
        ("before", &format::money(before, &shift.currency)),
        ("after", &format::money(after, &shift.currency)),
    ]))
}
