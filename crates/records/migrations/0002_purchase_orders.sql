-- Purchase orders are kept as the document that the engine reads, so that there is one form of
-- them. What is derived (status, value, balance) is not kept.
create table purchase_orders (
    organisation text not null references organisations (id),
    id text not null,
    version bigint not null,
    -- The contract's purchase order as JSON.
    document text not null,
    -- 'person' or 'marketplace' (P-37).
    made_by text not null,
    created_at bigint not null,
    primary key (organisation, id)
);

-- What documents drew from a line item. A line that is removed goes from here, and one of the
-- same number later is another line (P-28): `line_key` never comes again.
create table line_balances (
    organisation text not null,
    purchase_order text not null,
    line_item text not null,
    line_key bigint not null,
    -- In minor units of the purchase order's currency; credit memos take away.
    drawn bigint not null,
    -- How many entries of the ledger it is the sum of.
    entries bigint not null,
    -- Whether contacts were told that it is below the threshold, and that it is used up (P-30).
    below_told bigint not null,
    out_told bigint not null,
    primary key (organisation, purchase_order, line_item)
);

-- Every draw on a line, and every return. Rows are never changed and never removed.
create table ledger (
    organisation text not null references organisations (id),
    line_key bigint not null,
    source_kind text not null,
    source text not null,
    sequence bigint not null,
    purchase_order text not null,
    line_item text not null,
    amount bigint not null,
    at bigint not null,
    primary key (organisation, line_key, source_kind, source)
);

-- When contacts are to be told that a purchase order expires (P-31), laid down when it is
-- created, when its expiration changes, and when it gets its first contact.
create table expiration_notices (
    organisation text not null,
    purchase_order text not null,
    due_on text not null,
    told_at bigint,
    primary key (organisation, purchase_order, due_on)
);

-- Mail and other messages on their way. A row is written with the change that causes it.
create table outbox (
    organisation text not null references organisations (id),
    id bigint not null,
    kind text not null,
    recipient text not null,
    -- What is told, as JSON; the text of the mail is made from it when it is sent.
    payload text not null,
    -- The same event is told to the same person once.
    event_key text not null,
    state text not null check (state in ('pending', 'sent', 'dead')),
    attempts bigint not null,
    next_attempt_at bigint not null,
    lease_until bigint not null,
    lease_owner text not null,
    last_error text,
    created_at bigint not null,
    sent_at bigint,
    primary key (organisation, id),
    unique (organisation, event_key, recipient)
);
create index outbox_waiting on outbox (state, next_attempt_at);
