//! Lists of issued documents.

use procurement::BillingMonth;

use super::{InvoiceKind, InvoiceSummary, SUMMARY, summary_of};
use crate::agreements::{Listed, View};
use crate::{OrganisationId, Records, Result};

/// Which documents are asked for; what is not said does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvoiceQuery {
    /// The purchase order that they used.
    pub purchase_order: Option<String>,
    /// The account that is billed.
    pub account: Option<String>,
    /// The first billing period.
    pub from: Option<BillingMonth>,
    /// The last billing period.
    pub to: Option<BillingMonth>,
    /// A part of their number, in capitals or small letters.
    pub text: Option<String>,
    /// Invoices or credit memos.
    pub kind: Option<InvoiceKind>,
    /// Whether they used a purchase order.
    pub placement: Option<Placed>,
    /// The agreement of a charge on them, or on the invoice that they correct.
    pub agreement: Option<String>,
    /// Only those that were issued before the document of this sequence number.
    pub before: Option<i64>,
    /// How many at most; never more than 100.
    pub limit: Option<usize>,
}

/// Whether a document used a purchase order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// It did.
    OnPurchaseOrder,
    /// It goes without.
    Nowhere,
}

/// Rows in a part of a list.
const PART_MAX: usize = 100;

/// Issued documents, the latest first. The cursor is the sequence number to ask `before`.
///
/// # Errors
/// When the database fails.
pub async fn invoices(
    records: &Records,
    organisation: &OrganisationId,
    view: &View,
    query: &InvoiceQuery,
) -> Result<Listed<InvoiceSummary>> {
    let mut conditions = Conditions::of(query);
    conditions.within(view);
    let limit = query.limit.unwrap_or(PART_MAX).clamp(1, PART_MAX);
    let statement = format!(
        "select {SUMMARY} from invoices i where i.organisation = $1 and i.sequence < $2{} \
         order by i.sequence desc limit {}",
        conditions.text,
        limit + 1
    );
    let mut select = sqlx::query(sqlx::AssertSqlSafe(statement));
    select = select.bind(organisation.as_str()).bind(query.before.unwrap_or(i64::MAX));
    for value in conditions.values {
        select = select.bind(value);
    }
    let mut read = records.read().await?;
    let rows = select.fetch_all(&mut *read).await?;
    let mut items = rows.iter().map(summary_of).collect::<Result<Vec<_>>>()?;
    let is_more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| is_more).map(|last| last.sequence.to_string());
    Ok(Listed { items, next })
}

/// Conditions of a statement: constant texts with placeholders, and the values for them.
struct Conditions {
    text: String,
    values: Vec<String>,
}

impl Conditions {
    fn of(query: &InvoiceQuery) -> Self {
        let mut conditions = Self { text: String::new(), values: Vec::new() };
        let kind = query.kind.map(|kind| kind.as_str().to_owned());
        for (condition, value) in [
            ("i.purchase_order = ", query.purchase_order.clone()),
            ("i.account = ", query.account.clone()),
            ("i.billing_period >= ", query.from.map(|month| month.to_string())),
            ("i.billing_period <= ", query.to.map(|month| month.to_string())),
            ("i.kind = ", kind),
        ] {
            if let Some(value) = value {
                conditions.and(condition, value);
            }
        }
        if let Some(text) = &query.text {
            // Numbers are upper-case letters and digits mostly: both databases fold those alike.
            conditions.and("lower(i.id) like ", containing(&text.to_lowercase()));
            conditions.text.push_str(" escape '!'");
        }
        match query.placement {
            Some(Placed::OnPurchaseOrder) => {
                conditions.text.push_str(" and i.purchase_order is not null");
            }
            Some(Placed::Nowhere) => conditions.text.push_str(" and i.purchase_order is null"),
            None => {}
        }
        if let Some(agreement) = &query.agreement {
            conditions.and(
                "exists (select 1 from invoice_lines l where l.organisation = i.organisation \
                 and l.invoice in (i.id, i.original) and l.agreement = ",
                agreement.clone(),
            );
            conditions.text.push(')');
        }
        conditions
    }

    fn and(&mut self, condition: &'static str, value: String) {
        let place = self.next();
        self.values.push(value);
        self.text.push_str(&format!(" and {condition}${place}"));
    }

    fn within(&mut self, view: &View) {
        let (text, values) = view.condition("i.account", self.next());
        self.text.push_str(&text);
        self.values.extend(values);
    }

    /// The first two placeholders are the organisation and the sequence number.
    fn next(&self) -> usize {
        self.values.len() + 3
    }
}

/// A pattern for texts that contain this one as it is.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
