//! Lists in pages, and cursors that lead from one to the next.

use records::agreements::Listed;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::problem::Problem;

/// A page of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "PageOf{T}")]
pub(crate) struct Page<T> {
    /// What is on it.
    pub(crate) items: Vec<T>,
    /// Leads to the next page; null on the last.
    pub(crate) next: Option<String>,
    /// How many there are in all, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total: Option<usize>,
}

/// Which page, of every list.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// The `next` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many, at most 100; 50 where it is not given.
    pub(crate) limit: Option<i64>,
}

/// The longest page.
const LIMIT_MAX: i64 = 100;

const LIMIT: i64 = 50;

/// How many are wanted on a page.
pub(crate) fn limit(limit: Option<i64>) -> Result<i64, Problem> {
    match limit.unwrap_or(LIMIT) {
        limit if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
        _ => Err(Problem::bad_request(
            "INVALID_LIMIT",
            "limit",
            format!("a page has 1 to {LIMIT_MAX} entries: write a number in between"),
        )),
    }
}

/// A page of a list that is in memory; the cursor is the number of entries before it.
pub(crate) fn slice<T>(
    items: Vec<T>,
    cursor: Option<&str>,
    wanted: Option<i64>,
) -> Result<Page<T>, Problem> {
    let limit = usize::try_from(limit(wanted)?).unwrap_or_default();
    let start: usize = number(cursor)?;
    let total = items.len();
    let items: Vec<T> = items.into_iter().skip(start).take(limit).collect();
    let end = start.saturating_add(items.len());
    let next = (end < total && !items.is_empty()).then(|| end.to_string());
    Ok(Page { items, next, total: Some(total) })
}

/// A page of a list that is in memory, sorted by what the cursor holds of the last entry before: so
/// what is added or removed meanwhile neither repeats an entry nor leaves one out.
pub(crate) fn after<T, K: Ord + Serialize + DeserializeOwned>(
    items: Vec<T>,
    cursor: Option<&str>,
    wanted: Option<i64>,
    key_of: impl Fn(&T) -> K,
) -> Result<Page<T>, Problem> {
    let limit = usize::try_from(limit(wanted)?).unwrap_or_default();
    let last = cursor.map(|cursor| key_in(cursor).ok_or_else(no_cursor)).transpose()?;
    let total = items.len();
    let start = last.map_or(0, |last| items.partition_point(|item| key_of(item) <= last));
    let items: Vec<T> = items.into_iter().skip(start).take(limit).collect();
    let has_more = start.saturating_add(items.len()) < total;
    let next = items.last().filter(|_| has_more).map(|last| cursor_of(&key_of(last)));
    Ok(Page { items, next, total: Some(total) })
}

/// A page of a list that the records give part by part, of which a caller sees some: what is hidden
/// is not there for them, and the page is as long as others. A cursor is the id of an entry.
pub(crate) async fn shown<T, F>(
    mut cursor: Option<String>,
    limit: usize,
    part: impl Fn(Option<String>) -> F + Send,
    is_shown: impl Fn(&T) -> bool + Send,
    id_of: impl Fn(&T) -> String + Send,
) -> Result<Page<T>, Problem>
where
    T: Send,
    F: Future<Output = Result<Listed<T>, Problem>> + Send,
{
    let mut items: Vec<T> = Vec::new();
    loop {
        let listed = part(cursor).await?;
        items.extend(listed.items.into_iter().filter(&is_shown));
        if items.len() >= limit || listed.next.is_none() {
            let is_more = items.len() > limit || listed.next.is_some();
            items.truncate(limit);
            let next = items.last().filter(|_| is_more).map(id_of);
            return Ok(Page { items, next, total: None });
        }
        cursor = listed.next;
    }
}

/// What stands in a cursor, in letters that need no care in an address.
fn cursor_of<K: Serialize>(key: &K) -> String {
    let json = serde_json::to_string(key).unwrap_or_default();
    json.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn key_in<K: DeserializeOwned>(cursor: &str) -> Option<K> {
    let byte = |at: usize| u8::from_str_radix(cursor.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..cursor.len()).step_by(2).map(byte).collect();
    serde_json::from_slice(&bytes?).ok()
}

/// A page of a list that the database reads by descending numbers: one more than wanted was read,
/// to see whether there is a next page.
pub(crate) fn descending<T>(
    mut items: Vec<T>,
    limit: i64,
    number_of: impl Fn(&T) -> i64,
) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or_default();
    let has_more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| has_more).map(|last| number_of(last).to_string());
    Page { items, next, total: None }
}

/// How many are wanted on a page, for lists that count in memory.
pub(crate) fn entries(wanted: Option<i64>) -> Result<usize, Problem> {
    Ok(usize::try_from(limit(wanted)?).unwrap_or_default())
}

/// The number that a list goes on before, where a cursor tells one.
pub(crate) fn before(cursor: Option<&str>) -> Result<Option<i64>, Problem> {
    cursor.map(|cursor| number(Some(cursor))).transpose()
}

/// The number that a cursor is.
pub(crate) fn number<N: std::str::FromStr + Default>(cursor: Option<&str>) -> Result<N, Problem> {
    let Some(cursor) = cursor else { return Ok(N::default()) };
    cursor.parse().map_err(|_| no_cursor())
}

fn no_cursor() -> Problem {
    let message = "a cursor is the `next` of the page before: take it as it is";
    Problem::bad_request("INVALID_CURSOR", "cursor", message)
}
