//! The columns of a list, and which keys of the snapshot they become.

use crate::table::Column;

pub(super) const PO_NUMBER: usize = 0;
pub(super) const BILL_FROM: usize = 1;
pub(super) const CURRENCY: usize = 2;
pub(super) const PO_EFFECTIVE: usize = 3;
pub(super) const PO_EXPIRES: usize = 4;
pub(super) const PO_AMOUNT: usize = 5;
pub(super) const LINE_NUMBER: usize = 6;
pub(super) const LINE_TYPE: usize = 7;
pub(super) const LINE_START: usize = 8;
pub(super) const LINE_END: usize = 9;
pub(super) const LINE_AMOUNT: usize = 10;
pub(super) const COST_CENTER: usize = 11;
pub(super) const DESCRIPTION: usize = 12;
pub(super) const CONTACT_EMAILS: usize = 13;
pub(super) const ACTION: usize = 14;
pub(super) const STATUS: usize = 15;
pub(super) const UPDATED_AT: usize = 16;
pub(super) const BALANCE_TRACKING: usize = 17;
pub(super) const QUANTITY: usize = 18;
pub(super) const TAX: usize = 19;
pub(super) const TAX_TYPE: usize = 20;
pub(super) const INVOICE_UNITS: usize = 21;
pub(super) const TAX_REGISTRATION_NUMBERS: usize = 22;

pub(super) const COLUMNS: &[Column] = &[
    Column::required("po_number"),
    Column::required("bill_from"),
    Column::required("currency"),
    Column::required("po_effective"),
    Column::required("po_expires"),
    Column::optional("po_amount"),
    Column::required("line_number"),
    Column::required("line_type"),
    Column::required("line_start"),
    Column::required("line_end"),
    Column::required("line_amount"),
    Column::optional("cost_center"),
    Column::optional("description"),
    Column::optional("contact_emails"),
    Column::optional("action"),
    Column::optional("status"),
    Column::optional("updated_at"),
    Column::optional("balance_tracking"),
    Column::optional("quantity"),
    Column::optional("tax"),
    Column::optional("tax_type"),
    Column::optional("invoice_units"),
    Column::optional("tax_registration_numbers"),
    // What a server exports has these too. They follow from the others, so they are not read.
    Column::optional("line_value"),
    Column::optional("line_balance"),
];

/// What belongs to the purchase order, and so must agree in all of its rows.
pub(super) const OF_ORDER: [usize; 10] = [
    BILL_FROM,
    CURRENCY,
    PO_EFFECTIVE,
    PO_EXPIRES,
    PO_AMOUNT,
    CONTACT_EMAILS,
    STATUS,
    UPDATED_AT,
    INVOICE_UNITS,
    TAX_REGISTRATION_NUMBERS,
];

/// What belongs to the line item. A row in which all of these are empty has none.
pub(super) const OF_LINE: [usize; 11] = [
    LINE_NUMBER,
    LINE_TYPE,
    LINE_START,
    LINE_END,
    LINE_AMOUNT,
    COST_CENTER,
    DESCRIPTION,
    BALANCE_TRACKING,
    QUANTITY,
    TAX,
    TAX_TYPE,
];

pub(super) fn name(column: usize) -> &'static str {
    COLUMNS.get(column).map_or("", |column| column.name)
}

/// The column of a key of a purchase order.
pub(super) fn of_order_key(key: &str) -> Option<usize> {
    Some(match key {
        "id" => PO_NUMBER,
        "billFrom" => BILL_FROM,
        "currency" => CURRENCY,
        "effectiveMonth" => PO_EFFECTIVE,
        "expirationMonth" => PO_EXPIRES,
        "updatedAt" => UPDATED_AT,
        "suspended" => STATUS,
        "taxRegistrationNumbers" => TAX_REGISTRATION_NUMBERS,
        "invoiceUnits" => INVOICE_UNITS,
        "contacts" => CONTACT_EMAILS,
        _ => return None,
    })
}

/// The column of a key of a line item.
pub(super) fn of_line_key(key: &str) -> Option<usize> {
    Some(match key {
        "number" => LINE_NUMBER,
        "type" => LINE_TYPE,
        "startMonth" => LINE_START,
        "endMonth" => LINE_END,
        "amount" => LINE_AMOUNT,
        "quantity" => QUANTITY,
        "balanceTracking" => BALANCE_TRACKING,
        "tax" => TAX,
        "description" => DESCRIPTION,
        "costCenter" => COST_CENTER,
        _ => return None,
    })
}
