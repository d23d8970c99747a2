//! Texts about what was done to a purchase order.

texts! {
    "history";
    TITLE = "History";
    MAY_NOT_SEE = "You may not see the history of this account";
    NONE = "Nothing was done to it yet";
    SHOWN_ONE = "{count} change shown";
    SHOWN_OTHER = "{count} changes shown";
    MORE = "Show more changes";
    ALL_SHOWN = "All changes are shown";
    SYSTEM = "Tieback";
    SOMEBODY = "The person {user}";
    PROGRAM = "A program with the token {token}";
    NOTHING = "nothing";
    QUOTED = "“{text}”";
    ADDED = "{who} added the purchase order";
    CREATED = "The marketplace created the purchase order, for a charge that names it";
    REMOVED = "{who} removed the purchase order";
    CHANGED = "{who} saved the purchase order without another value";
    SUSPENDED = "{who} suspended the purchase order";
    RESUMED = "{who} lifted the suspension";
    DESCRIPTION = "{who} changed the description from {before} to {after}";
    EFFECTIVE = "{who} changed the effective month from {before} to {after}";
    EXPIRATION = "{who} changed the expiration month from {before} to {after}";
    SELLERS = "{who} changed whom it is billed from, {before}, to {after}";
    CURRENCY = "{who} changed the currency from {before} to {after}";
    UNITS = "{who} changed the invoice units from {before} to {after}";
    TAX_NUMBERS = "{who} changed the tax registration numbers from {before} to {after}";
    SHIP_TO = "{who} changed the ship-to address from {before} to {after}";
    CONTACT_ADDED = "{who} added the contact {contact}";
    CONTACT_REMOVED = "{who} removed the contact {contact}";
    CONTACT = "{who} changed the contact {before} to {after}";
    TAG_ADDED = "{who} added the tag {tag} with {after}";
    TAG_REMOVED = "{who} removed the tag {tag}, which was {before}";
    TAG = "{who} changed the tag {tag} from {before} to {after}";
    LINE_ADDED = "{who} added line {line}: {type}, {amount} × {quantity}";
    LINE_REMOVED = "{who} removed line {line}";
    LINE_TYPE = "{who} changed the type of line {line} from {before} to {after}";
    LINE_START = "{who} changed the start month of line {line} from {before} to {after}";
    LINE_END = "{who} changed the end month of line {line} from {before} to {after}";
    LINE_AMOUNT = "{who} changed the amount of line {line} from {before} to {after}";
    LINE_QUANTITY = "{who} changed the quantity of line {line} from {before} to {after}";
    LINE_TAX = "{who} changed the tax of line {line} from {before} to {after}";
    LINE_COST_CENTER = "{who} changed the cost centre of line {line} from {before} to {after}";
    LINE_DESCRIPTION = "{who} changed the description of line {line} from {before} to {after}";
    LINE_TRACKED = "{who} turned on balance tracking for line {line}";
    LINE_UNTRACKED = "{who} turned off balance tracking for line {line}";
}
