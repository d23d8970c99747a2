//! Words of the field, as people use them.

texts! {
    "words";
    CATEGORY_USAGE = "Cloud usage";
    CATEGORY_SUBSCRIPTION = "Subscription";
    CATEGORY_MARKETPLACE = "Marketplace";
    CATEGORY_SERVICES = "Professional services";
    TYPE_ALL = "All charges";
    TYPE_USAGE = "Monthly usage";
    TYPE_SUBSCRIPTION = "Subscription purchase";
    TYPE_TRANSACTION = "Marketplace transaction";
    TYPE_BLANKET = "Marketplace blanket usage";
    TYPE_SERVICES = "Professional services and training";
    TYPE_ALL_HINT = "Every invoice that no more specific line takes";
    TYPE_USAGE_HINT = "The monthly cloud bill";
    TYPE_SUBSCRIPTION_HINT = "Up-front charges such as reserved capacity and support";
    TYPE_TRANSACTION_HINT = "One marketplace purchase, found only by charges that name it";
    TYPE_BLANKET_HINT = "Marketplace invoices that name no purchase order";
    TYPE_SERVICES_HINT = "Consulting and training, invoiced on their own";
    STATUS_ACTIVE = "Active";
    STATUS_SUSPENDED = "Suspended";
    STATUS_EXPIRED = "Expired";
    STATUS_SUSPENDED_EXPIRED = "Suspended and expired";
    STATUS_CREATED = "Will be created";
    KIND_CREDIT_MEMO = "Credit memo";
    ESTIMATE_OF = "{what}, estimated";
    MARK_NO_ORDER = "No PO";
    MARK_SUSPENDED = "PO suspended";
    MARK_OUT_OF_BALANCE = "Not covered";
    MARK_BELOW_THRESHOLD = "Below 75 %";
    MARK_CREATED = "Creates a PO";
    MARK_REACTIVATED = "Reactivates a PO";
    MARK_ESTIMATE = "Estimate";
    MARK_MOVED = "Moved";
    MARK_CHANGED = "Changed";
    MARK_ADDED = "Added";
    MARK_REMOVED = "Removed";
    PLACE = "{order} line {line}";
    NO_ORDER = "No purchase order";
    UNTRACKED = "not tracked";
}
