-- What sellers offer to an account: terms, prices, a payment schedule.
create table offers (
    organisation text not null references organisations (id),
    id text not null,
    account text not null,
    version bigint not null,
    document text not null,
    created_at bigint not null,
    primary key (organisation, id)
);

-- A buyer's request to enter into an agreement, with the quote that it was shown.
create table agreement_requests (
    organisation text not null references organisations (id),
    id text not null,
    account text not null,
    status text not null,
    version bigint not null,
    document text not null,
    created_at bigint not null,
    primary key (organisation, id)
);

create table agreements (
    organisation text not null references organisations (id),
    id text not null,
    account text not null,
    status text not null,
    version bigint not null,
    document text not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (organisation, id)
);

-- What is to be paid: a fixed charge with its time and amount, or usage, one row for all months.
-- Charges without an agreement come from billing exports.
create table charges (
    organisation text not null references organisations (id),
    id text not null,
    account text not null,
    agreement text,
    revision bigint not null,
    kind text not null check (kind in ('fixed', 'usage')),
    -- 'future' until issued; 'issued' (fixed only); 'withdrawn' when its agreement ended.
    state text not null check (state in ('future', 'issued', 'withdrawn')),
    -- When a fixed charge falls due.
    due_at bigint,
    purchase_order text,
    purchase_order_line text,
    -- Whether the reference came over from the agreement before, and waits for a look (P-36).
    carried_over bigint not null,
    -- Everything else, as JSON.
    document text not null,
    created_at bigint not null,
    primary key (organisation, id)
);
create index charges_of_agreement on charges (organisation, agreement);
-- Runs and previews read what is still to be invoiced, which most charges ever kept are not.
create index charges_future on charges (organisation) where state = 'future';

-- Metered amounts by month. A later figure for the same month replaces the earlier one; what was
-- invoiced before stays invoiced, and the difference goes to the next open month.
create table usage_amounts (
    organisation text not null references organisations (id),
    charge text not null,
    period text not null,
    -- A decimal in writing, as exact as it came.
    amount text not null,
    -- What invoices hold of it, and how many of them; `settled` is whether that is all of it.
    invoiced text not null,
    times bigint not null,
    settled bigint not null,
    source text not null,
    updated_at bigint not null,
    primary key (organisation, charge, period)
);
create index usage_open on usage_amounts (organisation, settled);
