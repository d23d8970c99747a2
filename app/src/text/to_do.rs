//! Texts of the list of findings.

texts! {
    "to_do";
    TITLE = "What to do";
    LEAD = "Most urgent first. Each proposal shows what it would change before you apply it.";
    NOTHING = "Nothing to do";
    SHOW_INVOICES = "Show the coming invoices";
    NOTHING_TEXT = "Every coming invoice has a purchase order with enough left, as far as the data tells.";
    SEVERITY_BAD = "Accounts payable may refuse these";
    SEVERITY_WARNING = "Needs attention";
    SEVERITY_INFO = "Good to know";
    WITHOUT_ORDER_ONE = "{count} invoice of {seller} for {category} will have no purchase order: {amount}, {from}";
    WITHOUT_ORDER_OTHER = "{count} invoices of {seller} for {category} will have no purchase order: {amount} from {from} to {until}";
    CHARGE_WITHOUT_ORDER = "{charge} of {amount} falls due on {until} and has no purchase order";
    SUSPENDED_REFERENCE_ONE = "{count} charge names {order}, which is suspended: its invoice of {amount} will carry no purchase order, first in {from}";
    SUSPENDED_REFERENCE_OTHER = "{count} charges name {order}, which is suspended: their invoices of {amount} will carry no purchase order, first in {from}";
    RUNS_OUT = "{order} line {line} runs out in {from}, before it ends in {until}: it is short by {amount}";
    REROUTES_ONE = "Your edits move {count} invoice from {other} to {order}, though they do not touch {other}: {order} is now the one updated last";
    REROUTES_OTHER = "Your edits move {count} invoices from {other} to {order}, though they do not touch {other}: {order} is now the one updated last";
    DECIDED_BY_UPDATE_ONE = "{count} invoice goes to {order} and not to {other} only because {order} was updated later: editing {other} would move it";
    DECIDED_BY_UPDATE_OTHER = "{count} invoices go to {order} and not to {other} only because {order} was updated later: editing {other} would move them";
    MONEY_LEFT = "{order} line {line} ends in {until} with {amount} left";
    NEVER_MATCHES = "{order} line {line} cannot be used by any invoice";
    UNUSED = "Nothing that is known uses {order} line {line}, which ends in {until}: all of {amount} is left";
    UNNAMED_ONE = "{product}: {count} charge names no purchase order yet; it falls due on {until} and goes to {order} line {line}";
    UNNAMED_OTHER = "{product}: {count} charges name no purchase order yet; the first falls due on {until} and goes to {order} line {line}";
    OPEN_SUBSCRIPTION = "Show the subscription";
    OPEN_INVOICE = "Show the invoice";
    OPEN_ORDER = "Show {order}";
    OPEN_FORM = "Edit {order}";
    OPEN_LINE = "Edit line {line} of {order}";
    NO_FIX_UPDATE = "Nothing is proposed, since either may be meant. Tell them apart by what they are billed from, their months or the types of their lines, and the last update decides no more.";
    NO_FIX_UNUSED = "Nothing is proposed, since the line may still be used: it is early to take anything off it.";
    PROPOSE = "Show a proposal";
    FIX_EXTEND = "Extend the purchase order and its line to {value}";
    FIX_ADD_ORDER = "Add the purchase order {value} for them";
    FIX_REFERENCE = "Name {value} on the charge";
    FIX_REFERENCE_EACH = "Name on each charge the line that it goes to now, so that it stays there";
    FIX_RESUME = "Make {value} active again";
    FIX_RAISE = "Raise the amount of the line to {value}";
    FIX_RELEASE = "Lower the amount of the line to {value}, which frees what is left";
    FIX_TOUCH = "Make {value} the one updated last again";
    FIX_REMOVE_LINE = "Remove the line";
    EDIT_FIRST = "Edit first";
    CLOSE = "Not now";
}
