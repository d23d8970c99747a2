-- Runs of invoicing. A run that was interrupted goes on when it is started again.
create table runs (
    organisation text not null references organisations (id),
    id bigint not null,
    -- 'monthly' with its period, or 'out-of-cycle' with the day that it ran through.
    kind text not null,
    through text not null,
    state text not null check (state in ('running', 'done', 'parked')),
    -- How often it was planned.
    passes bigint not null,
    planned bigint not null,
    issued bigint not null,
    -- Why it is parked, and what to do.
    reason text,
    started_at bigint not null,
    finished_at bigint,
    primary key (organisation, id),
    unique (organisation, kind, through)
);

-- Issued documents never change. `grouping` is the contract's key in writing, and `live_key` is
-- 'live', or the number of the document once it was voided: two live documents of one key cannot
-- exist, however many processes run.
create table invoices (
    organisation text not null references organisations (id),
    id text not null,
    sequence bigint not null,
    account text not null,
    kind text not null check (kind in ('invoice', 'credit-memo')),
    category text not null,
    cycle text not null,
    bill_from text not null,
    currency text not null,
    billing_period text not null,
    grouping_key text not null,
    live_key text not null,
    run bigint,
    issued_at bigint not null,
    due_on text,
    -- In minor units; not negative.
    total bigint not null,
    placed_by text not null,
    purchase_order text,
    line_item text,
    cost_center text,
    original text,
    -- Everything else that it says, its explanation included, as JSON.
    document text not null,
    created_at bigint not null,
    primary key (organisation, id),
    unique (organisation, grouping_key, live_key),
    unique (organisation, sequence)
);
create index invoices_of_purchase_order on invoices (organisation, purchase_order, sequence);
create index invoices_of_period on invoices (organisation, billing_period, sequence);
create index memos_of_invoice on invoices (organisation, original) where original is not null;

-- A charge in a month is on one live document at most: this key is what keeps it from being
-- billed twice.
create table invoice_lines (
    organisation text not null references organisations (id),
    charge text not null,
    occurrence text not null,
    live_key text not null,
    invoice text not null,
    agreement text,
    -- The month that the amount is of, for usage.
    period text,
    amount text not null,
    description text not null,
    purchase_order_line text,
    primary key (organisation, charge, occurrence, live_key)
);
create index lines_of_invoice on invoice_lines (organisation, invoice);

-- Why an invoice uses the line that it does. Documents that were judged alike share the text.
create table explanations (
    organisation text not null references organisations (id),
    hash text not null,
    content text not null,
    primary key (organisation, hash)
);

-- A person's wish that the seller issues an invoice again (P-26). Nothing changes by itself.
create table reissue_requests (
    organisation text not null references organisations (id),
    id text not null,
    invoice text not null,
    purchase_order text,
    reason text not null,
    state text not null check (state in ('open', 'done', 'withdrawn')),
    version bigint not null,
    requested_by text not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (organisation, id)
);
