//! Texts about what contacts are told, and the outbox.

texts! {
    "settings_mail";
    EVENTS = "What contacts are told";
    EVENTS_TEXT = "Contacts of a purchase order always get an e-mail about these:";
    ALWAYS_BALANCE = "The balance of a line falls below 75 % of its total value.";
    ALWAYS_EXPIRY = "A purchase order expires soon.";
    OPTIONAL = "Besides, if you wish";
    OUT_OF_BALANCE = "A line is out of balance";
    OUT_OF_BALANCE_HINT = "Its balance is zero or less. Invoices go on using it.";
    CREATED = "The marketplace created a purchase order";
    CREATED_HINT = "Or a line of one, because a charge named it.";
    SUSPENDED = "A purchase order that a charge names is suspended";
    SUSPENDED_HINT = "The invoice goes out without a purchase order.";
    WITHOUT = "An invoice has no purchase order";
    WITHOUT_HINT = "Nothing fits it, or the purchase order that it names is suspended.";
    LIMIT = "There are 90 active purchase orders or more";
    LIMIT_HINT = "There can be 100.";
    NOTHING_CHANGED = "Nothing is changed yet.";
    SAVE = "Save what is told";
    SAVED = "What contacts are told is saved.";
    OUTBOX = "Outbox";
    OUTBOX_TEXT = "Mail that was written, the latest first.";
    NO_MAIL_SERVER = "Mail waits here: this server has no mail server to send it by. Whoever operates it can name one, and what waits is sent then.";
    FILTER_STATE = "What became of it";
    ANY_STATE = "All mail";
    FILTER_ORDER = "About the purchase order";
    WAITING = "Waiting";
    SENT = "Sent";
    GIVEN_UP = "Given up";
    RECIPIENT = "To";
    WRITTEN_AT = "Written";
    SENT_AT = "Sent at";
    ATTEMPTS = "Attempts";
    NEXT_ATTEMPT = "Next attempt";
    LAST_ERROR = "The last attempt failed: {error}";
    ABOUT = "Purchase order {order}";
    SHOW_TEXT = "Read the text";
    RETRY = "Send now";
    RETRIED = "It is sent as soon as possible: {subject}";
    SHOWN_ONE = "{count} e-mail shown";
    SHOWN_OTHER = "{count} e-mails shown";
    MORE = "Show more";
    ALL_SHOWN = "All are shown";
    EMPTY = "No mail yet";
    EMPTY_TEXT = "What contacts of purchase orders are told stands here, with its text and what became of it. A purchase order without contacts tells nobody.";
    EMPTY_ORDERS = "Show purchase orders without contacts";
}
