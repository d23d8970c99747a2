//! Texts of the parts that are shown inside the consoles of others.

texts! {
    "embed";
    CHARGES = "Charges and their purchase orders";
    LOADING = "The charges are on their way";
    NOT_SET_UP = "Nothing to show yet";
    NOT_SET_UP_TEXT = "This part waits for its console, which has not told it {missing}.";
    NO_SECRET = "Your console could not open a session for this part. Try again in a moment.";
    SECRET_LATE = "Your console did not open a session for this part in time. Try again in a moment.";
    OTHER_VERSION = "This part is of another version than the server that it asks: it knows version {known} of the API, and the server has version {spoken}. Whoever looks after your console can put in the version of the server.";
    NO_SERVER = "There is no server at {server} that knows this part: it has another address, or another version than the part. Whoever looks after your console can put that right.";
    SOLD_BY = "{product}, sold by {seller}";
    UNKNOWN = "There is no agreement {agreement} in this account.";
    READ_ONLY = "Your console shows these charges only for reading.";
    OPENS_ELSEWHERE = "{name}, opens in a new tab";
    ORDERS_FAILED = "The purchase orders to choose from did not come; a number can be written all the same.";
    PREVIEW = "Coming invoices";
    NONE_COMING = "No invoices are to come here.";
    SHOW_MORE = "Show {count} more";
    AND_MORE_ONE = "and {count} more";
    AND_MORE_OTHER = "and {count} more";
    WHY_OF = "{title} {name}";
    PICK = "Purchase order";
    PICK_UNKNOWN = "There is no purchase order {order}. Choose one of the list.";
    PICK_CHECKING = "The purchase order is being looked up.";
    PICK_UNCHECKED = "Whether there is a purchase order {order} could not be found out. Enter it again in a moment.";
    PICK_NONE = "No purchase order has this in its number, its description or a contact.";
    ENGINE_FAILED = "What computes this in the page did not come. Try again in a moment.";
    WHAT_IF = "What if …";
    WHAT_IF_OF = "What if, for {name}";
    TRIAL = "What is tried";
    TRIAL_TEXT = "Only tried here, nothing is saved.";
    TRIED = "Tried";
    ORDER_OF = "Purchase order of {charge}";
    IS_SUSPENDED = "{order} is suspended";
    IS_ACTIVE = "{order} is active";
    AMOUNT_OF = "Amount of {order} line {line}";
    TRIED_ORDER = "{charge} names {order}";
    TRIED_NO_ORDER = "{charge} names no purchase order";
    TRIED_AMOUNT = "{order} line {line} has the amount {amount}";
    TAKE_BACK = "Take back: {what}";
    TAKE_ALL_BACK = "Take all back";
}
