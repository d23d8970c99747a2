//! Texts about why an invoice uses the line that it does.

texts! {
    "why";
    TITLE = "Why this purchase order?";
    TITLE_NONE = "Why no purchase order?";
    SUMMARY = "Uses {place}";
    SUMMARY_LEFT = "Uses {place}, where {left} is left afterwards";
    SUMMARY_NOT_COVERED = "Uses {place}, which does not cover it: {left} is left afterwards. A line that is used up goes on being used.";
    SUMMARY_NONE = "Carries no purchase order: accounts payable may refuse it.";
    BEFORE = "Without your edits: {place}";
    MONTH = "Billing month";
    ISSUED = "Issued";
    WILL_BE_ISSUED = "Will be issued";
    SELLER = "Seller of record";
    AMOUNT = "Amount";
    RANGE = "Between {low} and {high}, as far as past months tell";
    KIND = "Kind";
    AGREEMENT = "Agreement";
    CANDIDATES = "What was considered";
    CHOSEN = "Chosen";
    LOST = "Fits, but another comes first";
    REJECTED = "Does not fit";
    NO_CANDIDATES = "There is no purchase order at all.";
    SHOW_ORDER = "Show {order}";
    RULE = "Rule {rule}";
    CHARGES = "Charges in this invoice";
    CHARGES_MORE_ONE = "and {count} more charge";
    CHARGES_MORE_OTHER = "and {count} more charges";
    REFERENCE = "Purchase order number";
    REFERENCE_HINT = "Choose one, or type a new number: the marketplace creates it. If empty, the best match is used.";
    REFERENCE_LINE = "Line number";
    ESTIMATE = "Your estimate for {month}";
    ESTIMATE_HINT = "Instead of {amount}";
    EDIT_CHARGE = "Edit";
    GONE = "There is no such invoice";
    GONE_TEXT = "{invoice} is not in this data, or an edit took it away.";
    RULES = "The rules in words";
}
