//! What can be done, in a few words each: the actions of policies and tokens.

texts! {
    "settings_actions";
    OF_PURCHASE_ORDERS = "Purchase orders";
    OF_MARKETPLACE = "Marketplace";
    OF_INVOICES = "Invoices";
    OF_ORGANISATION = "Organisation";
    ADD_PURCHASE_ORDER = "Add a purchase order";
    UPDATE_PURCHASE_ORDER = "Change a purchase order";
    UPDATE_PURCHASE_ORDER_STATUS = "Suspend or activate a purchase order";
    DELETE_PURCHASE_ORDER = "Delete a purchase order";
    GET_PURCHASE_ORDER = "See a purchase order";
    LIST_PURCHASE_ORDERS = "List purchase orders";
    LIST_PURCHASE_ORDER_INVOICES = "List the invoices of a purchase order";
    TAG_RESOURCE = "Set tags of a purchase order";
    UNTAG_RESOURCE = "Remove tags of a purchase order";
    LIST_TAGS_FOR_RESOURCE = "See the tags of a purchase order";
    VIEW_SUBSCRIPTIONS = "See subscriptions";
    SUBSCRIBE = "Subscribe to a product";
    UNSUBSCRIBE = "End a subscription";
    LIST_AGREEMENT_CHARGES = "List the charges of an agreement";
    UPDATE_PURCHASE_ORDERS = "Set the purchase orders of charges";
    CREATE_AGREEMENT_REQUEST = "Ask for an agreement";
    ACCEPT_AGREEMENT_REQUEST = "Accept an agreement";
    CANCEL_AGREEMENT = "Cancel an agreement";
    SEARCH_AGREEMENTS = "List agreements";
    DESCRIBE_AGREEMENT = "See an agreement";
    ACCEPT_AGREEMENT_PAYMENT_REQUEST = "Accept a payment request";
    LIST_INVOICES = "List invoices";
    GET_INVOICE = "See an invoice";
    GET_INVOICE_PDF = "Download an invoice";
    CREATE_INVOICE_RUN = "Issue the invoices that are due";
    CREATE_CREDIT_MEMO = "Issue a credit memo";
    REQUEST_REISSUE = "Ask for an invoice to be issued again";
    PUT_USAGE = "Hand in usage";
    DESCRIBE_ORGANIZATION = "See the organisation";
    CONFIGURE_INTEGRATION = "Switch the billing integration on or off";
    MANAGE_ACCOUNTS = "Add and remove accounts";
    MANAGE_USERS = "Add and remove people, and attach policies";
    MANAGE_POLICIES = "Write policies";
    MANAGE_EMBED_SESSIONS = "Show parts of this in another console";
    MANAGE_TOKENS = "Make and revoke tokens";
    MANAGE_SETTINGS = "Change settings";
    READ_AUDIT = "Read the audit";
    READ_OUTBOX = "See e-mail that waits";
}
