//! Purchase orders: the buyer's authorisation to invoice, made of line items.

use crate::fields::{Fields, Value, check_text, entries_of, entry};
use crate::line_item::LineItem;
use crate::number::{Amount, line_value};
use crate::problem::{Code, Collector, Path};
use crate::seller::Sellers;
use crate::sorting::sort_by;
use crate::tree::{Entry, Tree};
use crate::{BillingMonth, Currency, Instant};

/// A purchase order has at most this many line items.
pub const LINE_ITEMS_MAX: usize = 100;
/// A purchase order has at most this many contacts.
pub const CONTACTS_MAX: usize = 20;
/// A purchase order has at most this many tags.
pub const TAGS_MAX: usize = 50;

/// Someone who is told when the purchase order nears its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Who it is.
    pub name: Option<Box<str>>,
    /// Where notices go.
    pub email: Box<str>,
    /// How to call.
    pub phone: Option<Box<str>>,
}

/// A purchase order that keeps every rule of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseOrder {
    /// The buyer's own number; never changes.
    pub id: Box<str>,
    /// Sellers of record whose invoices it takes; at least one.
    pub bill_from: Vec<Box<str>>,
    /// The currency of its lines.
    pub currency: Currency,
    /// First month.
    pub effective: BillingMonth,
    /// Last month.
    pub expiration: BillingMonth,
    /// When a person last changed it: the tie-break of M10 (P-13).
    pub updated_at: Instant,
    /// Whether it is set aside by a person.
    pub suspended: bool,
    /// Tax registration numbers that it is narrowed to; none means all (P-7).
    pub tax_registration_numbers: Vec<Box<str>>,
    /// Invoice units that it is narrowed to; none means all (P-5).
    pub invoice_units: Vec<Box<str>>,
    /// Free text.
    pub description: Option<Box<str>>,
    /// Where goods would go.
    pub ship_to: Option<Box<str>>,
    /// Who is told.
    pub contacts: Vec<Contact>,
    /// Keys and values of the buyer's own.
    pub tags: Vec<(Box<str>, Box<str>)>,
    /// The rules, in the order given.
    pub line_items: Vec<LineItem>,
}

/// What a purchase order may take part in, in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Eligible for invoices.
    Active,
    /// Set aside by a person.
    Suspended,
    /// Past its expiration month.
    Expired,
    /// Both.
    SuspendedExpired,
}

impl PurchaseOrder {
    /// The status in a month: the calendar month for display, an invoice's billing period for
    /// matching (P-1).
    pub fn status(&self, month: BillingMonth) -> Status {
        match (self.suspended, self.expiration < month) {
            (false, false) => Status::Active,
            (true, false) => Status::Suspended,
            (false, true) => Status::Expired,
            (true, true) => Status::SuspendedExpired,
        }
    }
}

const ID: usize = 0;
const BILL_FROM: usize = 1;
const CURRENCY: usize = 2;
const EFFECTIVE: usize = 3;
const EXPIRATION: usize = 4;
const UPDATED_AT: usize = 5;
const SUSPENDED: usize = 6;
const TAX_REGISTRATION_NUMBERS: usize = 7;
const INVOICE_UNITS: usize = 8;
const DESCRIPTION: usize = 9;
const SHIP_TO: usize = 10;
const CONTACTS: usize = 11;
const TAGS: usize = 12;
const LINE_ITEMS: usize = 13;

const KEYS: [&str; 14] = [
    "id",
    "billFrom",
    "currency",
    "effectiveMonth",
    "expirationMonth",
    "updatedAt",
    "suspended",
    "taxRegistrationNumbers",
    "invoiceUnits",
    "description",
    "shipTo",
    "contacts",
    "tags",
    "lineItems",
];

/// A line item on its way into a purchase order: already read, or still to be.
pub(crate) enum LineDraft<'d, 't> {
    Kept(&'d LineItem),
    Entries(&'d [Entry<'t>]),
    /// Something in the place of a line that is no object.
    Misshapen(&'d Tree<'t>),
}

impl PurchaseOrder {
    /// Reads a purchase order with its line items.
    pub(crate) fn read(
        entries: &[Entry<'_>],
        sellers: &Sellers,
        path: Path<'_>,
        problems: &mut Collector,
    ) -> Option<Self> {
        let (order, window) = Self::read_header(entries, path, problems);
        let lines = entries.iter().find(|(key, _)| key == "lineItems").map(|(_, value)| value);
        let lines_path = path.key("lineItems");
        let items = match lines {
            None | Some(Tree::Null) => &[][..],
            Some(Tree::Array(items)) => items,
            Some(other) => {
                let message = format!("write a list here, not {}", other.describe());
                problems.add(Code::WrongType, lines_path, message);
                &[]
            }
        };
        let mut drafts = Vec::with_capacity(items.len());
        drafts.extend(items.iter().map(|item| match item {
            Tree::Object(entries) => LineDraft::Entries(entries),
            other => LineDraft::Misshapen(other),
        }));
        Self::with_lines(order, window, &drafts, sellers, path, problems)
    }

    /// Reads everything but the line items. Where something is missing, what is there is still
    /// judged, and the window is given for the lines to be judged too.
    pub(crate) fn read_header(
        entries: &[Entry<'_>],
        path: Path<'_>,
        problems: &mut Collector,
    ) -> (Option<Self>, Option<(BillingMonth, BillingMonth)>) {
        let mut fields = Fields::of(entries, &KEYS, path, problems);
        let id = fields.purchase_order_id(ID);
        let id = fields.require(ID, id);
        let is_given = !matches!(fields.value(BILL_FROM), Value::Absent);
        let bill_from = is_given.then(|| fields.texts(BILL_FROM));
        let bill_from = fields.require(BILL_FROM, bill_from);
        if matches!(fields.value(BILL_FROM), Value::Other(Tree::Array(items)) if items.is_empty()) {
            fields.add(BILL_FROM, Code::TooFew, "name at least one seller of record");
        }
        let currency = fields.currency(CURRENCY);
        let currency = fields.require(CURRENCY, currency);
        let effective = fields.month(EFFECTIVE);
        let effective = fields.require(EFFECTIVE, effective);
        let expiration = fields.month(EXPIRATION);
        let expiration = fields.require(EXPIRATION, expiration);
        let mut window = effective.zip(expiration);
        if let Some((first, last)) = window
            && last < first
        {
            let message = format!(
                "the purchase order expires in {last}, before it is effective in {first}: swap them"
            );
            fields.add(EXPIRATION, Code::MonthsReversed, message);
            window = None;
        }
        let updated_at = fields.instant(UPDATED_AT);
        let updated_at = fields.require(UPDATED_AT, updated_at);
        let suspended = fields.boolean(SUSPENDED).unwrap_or(false);
        let tax_registration_numbers = boxed(fields.texts(TAX_REGISTRATION_NUMBERS));
        let invoice_units = boxed(fields.texts(INVOICE_UNITS));
        let description = fields.free_text(DESCRIPTION).map(Box::from);
        let ship_to = fields.text(SHIP_TO, usize::MAX).map(Box::from);
        let contacts = read_contacts(&mut fields);
        let tags = read_tags(&mut fields);
        // The line items are read by `with_lines`.
        let _ = fields.value(LINE_ITEMS);
        let order = (|| {
            Some(Self {
                id: id?.into(),
                bill_from: boxed(bill_from?),
                currency: currency?,
                effective: effective?,
                expiration: expiration?,
                updated_at: updated_at?,
                suspended,
                tax_registration_numbers,
                invoice_units,
                description,
                ship_to,
                contacts,
                tags,
                line_items: Vec::new(),
            })
        })();
        (order, window)
    }

    /// Judges the line items, each alone and all of them with their purchase order.
    pub(crate) fn with_lines(
        order: Option<Self>,
        window: Option<(BillingMonth, BillingMonth)>,
        drafts: &[LineDraft<'_, '_>],
        sellers: &Sellers,
        path: Path<'_>,
        problems: &mut Collector,
    ) -> Option<Self> {
        let path = path.key("lineItems");
        if drafts.len() > LINE_ITEMS_MAX {
            let message =
                format!("{} line items are too many: at most {LINE_ITEMS_MAX}", drafts.len());
            problems.add(Code::TooMany, path, message);
        }
        let mut lines = Vec::with_capacity(drafts.len());
        for (index, draft) in drafts.iter().enumerate() {
            let line_path = path.index(index);
            let line = match draft {
                LineDraft::Kept(line) => Some((*line).clone()),
                LineDraft::Entries(entries) => LineItem::read(entries, line_path, problems),
                LineDraft::Misshapen(tree) => entries_of(tree, line_path, problems)
                    .and_then(|entries| LineItem::read(entries, line_path, problems)),
            };
            let Some(mut line) = line else { continue };
            if let Some(window) = window {
                check_window(&line, window, line_path, problems);
            }
            if let Some(order) = &order {
                check_type(&line, order, sellers, line_path, problems);
                line.total_value = total_value(&line, order.currency, line_path, problems);
            }
            lines.push((index, line));
        }
        check_numbers(&lines, path, problems);
        let mut order = order?;
        order.line_items = lines.into_iter().map(|(_, line)| line).collect();
        Some(order)
    }

    /// Everything but the line items, as the members of a JSON object, the way it was read.
    pub(crate) fn header_entries(&self) -> Vec<Entry<'static>> {
        let list = |texts: &[Box<str>]| {
            Tree::Array(texts.iter().map(|text| Tree::text(String::from(&**text))).collect())
        };
        let mut entries = vec![
            entry("id", Tree::text(String::from(&*self.id))),
            entry("billFrom", list(&self.bill_from)),
            entry("currency", Tree::text(self.currency.code())),
            entry("effectiveMonth", Tree::text(self.effective.to_string())),
            entry("expirationMonth", Tree::text(self.expiration.to_string())),
            entry("updatedAt", Tree::text(self.updated_at.to_string())),
            entry("suspended", Tree::Bool(self.suspended)),
            entry("taxRegistrationNumbers", list(&self.tax_registration_numbers)),
            entry("invoiceUnits", list(&self.invoice_units)),
        ];
        for (key, text) in [("description", &self.description), ("shipTo", &self.ship_to)] {
            if let Some(text) = text {
                entries.push(entry(key, Tree::text(String::from(&**text))));
            }
        }
        entries.push(entry("contacts", Tree::Array(self.contacts.iter().map(contact).collect())));
        let tag = |(key, value): &(Box<str>, Box<str>)| {
            (String::from(&**key).into(), Tree::text(String::from(&**value)))
        };
        entries.push(entry("tags", Tree::Object(self.tags.iter().map(tag).collect())));
        entries
    }
}

fn contact(contact: &Contact) -> Tree<'static> {
    let mut members = Vec::new();
    if let Some(name) = &contact.name {
        members.push(entry("name", Tree::text(String::from(&**name))));
    }
    members.push(entry("email", Tree::text(String::from(&*contact.email))));
    if let Some(phone) = &contact.phone {
        members.push(entry("phone", Tree::text(String::from(&**phone))));
    }
    Tree::Object(members)
}

fn boxed(texts: Vec<&str>) -> Vec<Box<str>> {
    texts.into_iter().map(Box::from).collect()
}

/// A line's months lie inside its purchase order's (P-29).
fn check_window(
    line: &LineItem,
    (first, last): (BillingMonth, BillingMonth),
    path: Path<'_>,
    problems: &mut Collector,
) {
    if line.start < first {
        let message = format!(
            "the line starts in {}, before its purchase order is effective in {first}: move one",
            line.start
        );
        problems.add(Code::OutsidePurchaseOrderMonths, path.key("startMonth"), message);
    }
    if line.end > last {
        let message = format!(
            "the line ends in {}, after its purchase order expires in {last}: move one",
            line.end
        );
        problems.add(Code::OutsidePurchaseOrderMonths, path.key("endMonth"), message);
    }
}

/// Every seller of record of the purchase order allows the line's type (P-2).
fn check_type(
    line: &LineItem,
    order: &PurchaseOrder,
    sellers: &Sellers,
    path: Path<'_>,
    problems: &mut Collector,
) {
    let forbids = |seller: &&str| !sellers.allows(seller, line.kind);
    if let Some(seller) = order.bill_from.iter().map(|seller| &**seller).find(forbids) {
        let message = format!(
            "`{}` lines are not allowed for {seller}: use another type or bill from",
            line.kind
        );
        problems.add(Code::TypeNotAllowed, path.key("type"), message);
    }
}

fn total_value(
    line: &LineItem,
    currency: Currency,
    path: Path<'_>,
    problems: &mut Collector,
) -> Amount {
    let value = line_value(line.amount, line.quantity, line.tax, currency);
    match value.filter(|value| !value.is_too_large(currency)) {
        Some(value) => value,
        None => {
            let message = "amount times quantity plus tax has more than 15 digits before the point: lower one of them";
            problems.add(Code::AmountTooLarge, path.key("amount"), message);
            Amount::ZERO
        }
    }
}

/// Line numbers are unique within a purchase order.
fn check_numbers(lines: &[(usize, LineItem)], path: Path<'_>, problems: &mut Collector) {
    let mut sorted: Vec<_> = lines.iter().map(|(index, line)| (&line.number, *index)).collect();
    sort_by(&mut sorted, Ord::cmp);
    for pair in sorted.windows(2) {
        if let [(first, _), (second, index)] = pair
            && first == second
        {
            let line_path = path.index(*index);
            problems.add(
                Code::DuplicateId,
                line_path.key("number"),
                format!("line number `{second}` is there twice: give each line its own"),
            );
        }
    }
}

fn read_contacts(fields: &mut Fields<'_, '_, '_>) -> Vec<Contact> {
    const KEYS: [&str; 3] = ["name", "email", "phone"];
    let Some(items) = fields.list(CONTACTS) else { return Vec::new() };
    if items.len() > CONTACTS_MAX {
        let message = format!("{} contacts are too many: at most {CONTACTS_MAX}", items.len());
        fields.add(CONTACTS, Code::TooMany, message);
    }
    let parent = fields.path;
    let list_path = parent.key("contacts");
    let mut contacts = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let path = list_path.index(index);
        let Some(entries) = entries_of(item, path, fields.problems) else { continue };
        let mut fields = Fields::of(entries, &KEYS, path, fields.problems);
        let name = fields.text(0, usize::MAX).map(Box::from);
        let email = fields.text(1, usize::MAX);
        let email = fields.require(1, email);
        let phone = fields.text(2, usize::MAX).map(Box::from);
        if email.is_some_and(|email| !is_email(email)) {
            let message = "this is not an e-mail address: write name@domain";
            fields.add(1, Code::CharacterNotAllowed, message);
        }
        contacts.extend(email.map(|email| Contact { name, email: email.into(), phone }));
    }
    contacts
}

/// One `@` with something on both sides and no spaces; whether it exists, only sending tells.
fn is_email(text: &str) -> bool {
    let parts: Vec<_> = text.split('@').collect();
    matches!(parts[..], [name, domain] if !name.is_empty() && !domain.is_empty())
        && !text.contains(char::is_whitespace)
}

fn read_tags(fields: &mut Fields<'_, '_, '_>) -> Vec<(Box<str>, Box<str>)> {
    let Some(entries) = fields.object(TAGS) else { return Vec::new() };
    if entries.len() > TAGS_MAX {
        let message = format!("{} tags are too many: at most {TAGS_MAX}", entries.len());
        fields.add(TAGS, Code::TooMany, message);
    }
    let parent = fields.path;
    let tags_path = parent.key("tags");
    let mut keys: Vec<_> = entries.iter().map(|(key, _)| key).collect();
    sort_by(&mut keys, Ord::cmp);
    for key in keys.windows(2).filter_map(|pair| (pair[0] == pair[1]).then_some(pair[0])) {
        let message = "this tag is there twice: keep one";
        fields.problems.add(Code::DuplicateKey, tags_path.key(key), message);
    }
    let mut tags: Vec<(Box<str>, Box<str>)> = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let path = tags_path.key(key);
        match value {
            Tree::Null => {}
            Tree::Text(text) => {
                let key_is_good = check_text(key, usize::MAX, path, fields.problems);
                let value_is_good = check_text(text, usize::MAX, path, fields.problems);
                if key_is_good && value_is_good {
                    tags.push((Box::from(&**key), Box::from(&**text)));
                }
            }
            other => {
                let message = format!("write a string here, not {}", other.describe());
                fields.problems.add(Code::WrongType, path, message);
            }
        }
    }
    tags
}
