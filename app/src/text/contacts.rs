//! Texts about contacts of a purchase order, and what they are told.

texts! {
    "contacts";
    TITLE = "Contacts";
    TAB = "Contacts and notifications";
    EDIT = "Edit contacts";
    NAME = "Name";
    EMAIL = "E-mail address";
    PHONE = "Phone";
    NONE = "No contacts";
    NONE_TEXT = "Nobody is told when its balance falls or it expires. Add whoever has to act on that.";
    CONTACT = "Contact {number}";
    ADD = "Add a contact";
    REMOVE = "Remove contact {number}";
    FULL = "A purchase order has at most {most} contacts: remove one first";
    AHEAD = "What they will be told";
    SENT = "Messages so far";
    ALL_GET = "Every contact gets each of these by e-mail.";
    WOULD_GET = "It has no contacts, so nobody gets these. From the first contact on they are sent by e-mail.";
    WHEN = "When";
    WHAT = "What";
    TO = "To";
    STATE = "State";
    IN_MONTH = "In {month}";
    WHENEVER = "Whenever it happens";
    EXPIRES = "It expires at the end of {month}";
    BELOW = "Line {line} falls below 75 % of its value, as the preview expects";
    OUT = "Line {line} is used up, as the preview expects";
    WHEN_CREATED = "The marketplace added a line to it";
    WHEN_SUSPENDED = "A charge names it while it is suspended, so an invoice goes out without it";
    WHEN_WITHOUT = "An invoice that names it has no purchase order";
    WHEN_LIMIT = "90 or more purchase orders are active; at most 100 can be";
    NOTHING_AHEAD = "Nothing is to be told";
    NOTHING_AHEAD_TEXT = "In the months of the preview no tracked line falls below 75 %, and no day to tell of its expiration is left.";
    SUSPENDED_SILENT = "While it is suspended, nobody is told that it expires.";
    UNTRACKED_SILENT = "The balance of line {line} is not tracked: nobody is told when it is used up.";
    COUNTED_FROM = "The days of its expiration are counted from {date}, when it was last updated; a contact or an expiration month that was set at another time can move them.";
    READ_THEM = "Read them in the outbox";
    SHOWN_ONE = "{count} message shown";
    SHOWN_OTHER = "{count} messages shown";
    NOTHING_SENT = "There are no messages about it yet.";
    STATE_SENT = "Sent";
    STATE_PENDING = "Waiting";
    STATE_DEAD = "Given up";
}
