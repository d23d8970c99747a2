//! The book: a loaded snapshot, its facts in compact tables that the engine reads.
//!
//! Places in these tables are plain numbers, and [`NONE`] stands for "nowhere": a million
//! documents hold several of them each.

mod records;

use crate::arena::{Arena, IdTable, Numbering, Span, Symbol, Symbols};
use crate::charge::ChargeKind;
use crate::invoice::{Category, Cycle, InvoiceType};
use crate::line_item::LineItemType;
use crate::natural::natural_order;
use crate::number::Amount;
use crate::purchase_order::PurchaseOrder;
use crate::seller::Sellers;
use crate::sorting::sort_by;
use crate::{BillingMonth, Currency, Instant};
use rust_decimal::Decimal;
use std::hash::{Hash, Hasher};

/// The place of something that is nowhere.
pub(crate) const NONE: u32 = u32::MAX;

/// A purchase order: declared in the snapshot, created by a reference, or only known by name.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) name: Symbol,
    pub(crate) declared: Option<PurchaseOrder>,
    /// Counts up in the order of the snapshot, for pointers.
    pub(crate) place: u32,
    pub(crate) sellers: Vec<Symbol>,
    pub(crate) units: Vec<Symbol>,
    pub(crate) tax_registration_numbers: Vec<Symbol>,
    pub(crate) currency: Currency,
    pub(crate) effective: BillingMonth,
    pub(crate) expiration: BillingMonth,
    pub(crate) updated_at: Instant,
    pub(crate) suspended: bool,
    /// The declared lines in the order of P-11.
    pub(crate) lines: Vec<u32>,
    /// The document of this run that created the purchase order.
    pub(crate) created_by: u32,
    /// Lines that documents of this run added, in the order of time.
    pub(crate) added: Vec<u32>,
    /// Documents of this run that reactivated it, with the expiration from then on.
    pub(crate) reactivations: Vec<(u32, BillingMonth)>,
    /// What earlier documents drew from its lines.
    pub(crate) associations: Vec<u32>,
}

impl Order {
    /// The expiration at this point of the run.
    pub(crate) fn expiration_now(&self) -> BillingMonth {
        self.reactivations.last().map_or(self.expiration, |(_, month)| *month)
    }
}

/// A line item of a purchase order, declared or added by a document.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) order: u32,
    pub(crate) number: Symbol,
    pub(crate) kind: LineItemType,
    pub(crate) start: BillingMonth,
    pub(crate) end: BillingMonth,
    pub(crate) tracked: bool,
    pub(crate) declared: bool,
    /// The document of this run that added the line.
    pub(crate) added_by: u32,
    /// Where the line stands among all declared lines by M10, P-10 and P-11.
    pub(crate) rank: u32,
    pub(crate) total_value: Amount,
    pub(crate) opening: Amount,
}

impl Line {
    /// Whether a month lies in the line's months, both ends counted (M6).
    pub(crate) fn covers_month(&self, month: BillingMonth) -> bool {
        self.start <= month && month <= self.end
    }
}

/// What decides which lines a document can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MatchKey {
    pub(crate) seller: Symbol,
    pub(crate) currency: Currency,
    pub(crate) period: BillingMonth,
    pub(crate) category: Category,
    pub(crate) cycle: Cycle,
    pub(crate) tax_registration_number: Option<Symbol>,
    pub(crate) invoice_unit: Option<Symbol>,
}

/// In two words instead of field by field: every document is hashed.
impl Hash for MatchKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let symbol = |symbol: Option<Symbol>| u64::from(symbol.map_or(NONE, |symbol| symbol.0));
        let kind = (self.category as u64) << 8 | self.cycle as u64;
        let month = u64::from(self.period.index()) << 16;
        let seller = u64::from(self.seller.0) << 32;
        state.write_u64(seller ^ month ^ kind ^ u64::from(self.currency.place()) << 12);
        state.write_u64(symbol(self.tax_registration_number) << 32 | symbol(self.invoice_unit));
    }
}

/// What a document says about where it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Route {
    pub(crate) original: Option<Symbol>,
    pub(crate) reference: Option<Symbol>,
    pub(crate) line: Option<Symbol>,
    pub(crate) agreement_end: Option<BillingMonth>,
}

/// An invoice or credit memo to be placed, given or formed from charges.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Document {
    pub(crate) id: Span,
    pub(crate) key: u32,
    pub(crate) route: u32,
    pub(crate) issued_at: Instant,
    pub(crate) total: Amount,
    /// Given: counts up in the order of the snapshot. Formed: its list of charges.
    pub(crate) source: u32,
    pub(crate) kind: InvoiceType,
    pub(crate) is_given: bool,
    /// Decimals of the total as written.
    pub(crate) decimals: u8,
}

/// A charge, with its texts as symbols.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChargeRecord {
    pub(crate) id: Span,
    /// Counts up in the order of the snapshot, for pointers.
    pub(crate) place: u32,
    pub(crate) kind: ChargeKind,
    pub(crate) key: MatchKey,
    pub(crate) amount: Decimal,
    pub(crate) agreement: Option<Symbol>,
    pub(crate) agreement_end: Option<BillingMonth>,
    pub(crate) time: Option<Instant>,
    pub(crate) payment_terms: Option<Symbol>,
    pub(crate) reference: Option<Symbol>,
    pub(crate) line: Option<Symbol>,
}

/// What an earlier document drew.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AssociationRecord {
    pub(crate) invoice: Span,
    pub(crate) order: u32,
    pub(crate) line: Symbol,
    pub(crate) total: Decimal,
}

/// The facts of a snapshot.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) arena: Arena,
    pub(crate) symbols: Symbols,
    pub(crate) sellers: Sellers,
    /// The line number that a reference without one means.
    pub(crate) line_one: Symbol,
    pub(crate) orders: Vec<Order>,
    /// The order of a symbol, or `NONE`.
    order_of_symbol: Vec<u32>,
    pub(crate) lines: Vec<Line>,
    line_names: Numbering<(u32, Symbol)>,
    pub(crate) associations: Vec<AssociationRecord>,
    association_ids: IdTable,
    pub(crate) documents: Vec<Document>,
    document_ids: IdTable,
    pub(crate) charges: Vec<ChargeRecord>,
    charge_ids: IdTable,
    /// The charges that documents were formed from, each list by id, bytewise.
    pub(crate) charge_lists: Vec<Box<[u32]>>,
    pub(crate) keys: Numbering<MatchKey>,
    pub(crate) routes: Numbering<Route>,
    /// Next places for purchase orders, invoices and charges.
    pub(crate) next_place: [u32; 3],
}

impl Book {
    pub(crate) fn new(mut arena: Arena, sellers: Sellers) -> Self {
        let mut symbols = Symbols::default();
        Self {
            line_one: symbols.intern(&mut arena, "1"),
            arena,
            symbols,
            sellers,
            orders: Vec::new(),
            order_of_symbol: Vec::new(),
            lines: Vec::new(),
            line_names: Numbering::default(),
            associations: Vec::new(),
            association_ids: IdTable::default(),
            documents: Vec::new(),
            document_ids: IdTable::default(),
            charges: Vec::new(),
            charge_ids: IdTable::default(),
            charge_lists: Vec::new(),
            keys: Numbering::default(),
            routes: Numbering::default(),
            next_place: [0; 3],
        }
    }

    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.symbols.text(&self.arena, symbol)
    }

    pub(crate) fn intern(&mut self, text: &str) -> Symbol {
        self.symbols.intern(&mut self.arena, text)
    }

    fn intern_some(&mut self, text: Option<&str>) -> Option<Symbol> {
        text.map(|text| self.intern(text))
    }

    /// The symbols of texts, each once.
    fn intern_all(&mut self, texts: &[Box<str>]) -> Vec<Symbol> {
        let mut symbols: Vec<_> = texts.iter().map(|text| self.intern(text)).collect();
        sort_by(&mut symbols, Ord::cmp);
        symbols.dedup();
        symbols
    }

    pub(crate) fn seller_scopes(&self, seller: Symbol) -> bool {
        self.sellers.scopes_by_tax_registration_number(self.text(seller))
    }

    // Purchase orders and lines.

    /// The order of a name, declared or not; a new one is only known by name.
    pub(crate) fn order_named(&mut self, name: Symbol) -> u32 {
        let at = name.0 as usize;
        if self.order_of_symbol.len() <= at {
            self.order_of_symbol.resize(self.symbols.len().max(at + 1), NONE);
        }
        if let Some(&order) = self.order_of_symbol.get(at)
            && order != NONE
        {
            return order;
        }
        let order = place_of(self.orders.len());
        self.orders.push(Order {
            name,
            declared: None,
            place: NONE,
            sellers: Vec::new(),
            units: Vec::new(),
            tax_registration_numbers: Vec::new(),
            currency: Currency::USD,
            effective: BillingMonth::MIN,
            expiration: BillingMonth::MIN,
            updated_at: Instant::from_milliseconds(0),
            suspended: false,
            lines: Vec::new(),
            created_by: NONE,
            added: Vec::new(),
            reactivations: Vec::new(),
            associations: Vec::new(),
        });
        if let Some(slot) = self.order_of_symbol.get_mut(at) {
            *slot = order;
        }
        order
    }

    /// The order of a name, if anything ever had that name.
    pub(crate) fn find_order(&self, id: &str) -> Option<u32> {
        let symbol = self.symbols.find(&self.arena, id)?;
        self.order_of(symbol)
    }

    pub(crate) fn order_of(&self, symbol: Symbol) -> Option<u32> {
        self.order_of_symbol.get(symbol.0 as usize).copied().filter(|order| *order != NONE)
    }

    pub(crate) fn order(&self, order: u32) -> &Order {
        &self.orders[order as usize]
    }

    pub(crate) fn line(&self, line: u32) -> &Line {
        &self.lines[line as usize]
    }

    /// The line of a name; a new one is only known by name.
    pub(crate) fn line_named(&mut self, order: u32, number: Symbol) -> u32 {
        let line = self.line_names.number((order, number));
        if line as usize == self.lines.len() {
            self.lines.push(Line {
                order,
                number,
                kind: LineItemType::MarketplaceTransaction,
                start: BillingMonth::MIN,
                end: BillingMonth::MIN,
                tracked: false,
                declared: false,
                added_by: NONE,
                rank: NONE,
                total_value: Amount::ZERO,
                opening: Amount::ZERO,
            });
        }
        line
    }

    pub(crate) fn find_line(&self, order: u32, number: Symbol) -> Option<u32> {
        self.line_names.find((order, number))
    }

    /// Makes an order what is declared of it, or no longer declared. Lines keep their places by
    /// name. Opening balances are set by `open_balances`.
    pub(crate) fn declare(&mut self, order: u32, declared: Option<PurchaseOrder>, place: u32) {
        for line in std::mem::take(&mut self.orders[order as usize].lines) {
            self.lines[line as usize].declared = false;
        }
        let Some(declared) = declared else {
            self.orders[order as usize].declared = None;
            return;
        };
        let mut lines = Vec::with_capacity(declared.line_items.len());
        for item in &declared.line_items {
            let number = self.intern(&item.number);
            let line = self.line_named(order, number);
            let record = &mut self.lines[line as usize];
            record.kind = item.kind;
            (record.start, record.end) = (item.start, item.end);
            record.tracked = item.balance_tracking;
            record.total_value = item.total_value;
            record.declared = true;
            record.added_by = NONE;
            lines.push((line, item.window_months(), &item.number));
        }
        sort_by(&mut lines, |a, b| a.1.cmp(&b.1).then_with(|| natural_order(a.2, b.2)));
        let lines = lines.iter().map(|(line, _, _)| *line).collect();
        let sellers = self.intern_all(&declared.bill_from);
        let units = self.intern_all(&declared.invoice_units);
        let numbers = self.intern_all(&declared.tax_registration_numbers);
        let record = &mut self.orders[order as usize];
        record.lines = lines;
        record.sellers = sellers;
        record.units = units;
        record.tax_registration_numbers = numbers;
        record.currency = declared.currency;
        record.effective = declared.effective;
        record.expiration = declared.expiration;
        record.updated_at = declared.updated_at;
        record.suspended = declared.suspended;
        record.place = place;
        record.declared = Some(declared);
    }

    /// What an order's lines are ranked and filtered by.
    pub(crate) fn standing(&self, order: u32) -> Standing {
        let record = self.order(order);
        let line = |line: &u32| {
            let record = self.line(*line);
            (*line, record.kind, record.start, record.end)
        };
        let updated_at = record.declared.as_ref().map(|_| record.updated_at);
        Standing { updated_at, lines: record.lines.iter().map(line).collect() }
    }

    /// Forgets what documents of a run made of an order.
    pub(crate) fn forget_run(&mut self, order: u32) {
        let record = &mut self.orders[order as usize];
        record.created_by = NONE;
        record.reactivations.clear();
        for line in std::mem::take(&mut record.added) {
            self.lines[line as usize].added_by = NONE;
        }
    }

    /// The next number in the order of the snapshot.
    pub(crate) fn take_place(&mut self, kind: PlaceKind) -> u32 {
        let next = &mut self.next_place[kind as usize];
        *next += 1;
        *next - 1
    }
}

/// What an order's lines are ranked and filtered by, at some moment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// `None` where the order is not declared.
    updated_at: Option<Instant>,
    lines: Vec<(u32, LineItemType, BillingMonth, BillingMonth)>,
}

impl Standing {
    /// Whether the lines are the same and come no later than before.
    pub(crate) fn is_forward_of(&self, before: &Self) -> bool {
        self.lines == before.lines
            && before.updated_at.is_some()
            && self.updated_at >= before.updated_at
    }
}

/// What is counted in the order of the snapshot.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PlaceKind {
    Order = 0,
    Invoice = 1,
    Charge = 2,
}

/// A place in a table. Inputs are limited to 4 GiB, so no table outgrows it.
pub(crate) fn place_of(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(NONE - 1)
}
