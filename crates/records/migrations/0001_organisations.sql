-- Tenants and people. Both databases read these files: BIGINT and TEXT only, instants as
-- milliseconds since 1970, months as YYYY-MM, truth values as 0 and 1. Keys begin with the
-- organisation, so that tables can be split by it later.

-- An organisation is one management account with its member accounts, or one regular account.
-- Every change in it raises `revision`, and does so first: whoever changes something holds this
-- row until it is done, so changes of one organisation follow each other.
create table organisations (
    id text not null primary key,
    name text not null,
    kind text not null check (kind in ('organisation', 'regular')),
    revision bigint not null,
    -- When the marketplace integration was set up; null while it is not (domain.md 6.5).
    integration_since bigint,
    -- The last month whose monthly invoices are issued. Usage that comes later goes to the next.
    closed_through text,
    -- What may be set: events to be told of, sellers, payment terms.
    settings text not null,
    created_at bigint not null
);

create table accounts (
    organisation text not null references organisations (id),
    -- Twelve digits, unique everywhere: an account is in one organisation at a time.
    id text not null unique,
    name text not null,
    role text not null check (role in ('management', 'member', 'regular')),
    created_at bigint not null,
    primary key (organisation, id)
);

create table users (
    id text not null primary key,
    -- In small letters, as it is typed to sign in.
    email text not null unique,
    name text not null,
    -- The argon2id hash; null until a set-up link was used.
    password text,
    disabled bigint not null,
    version bigint not null,
    created_at bigint not null
);

-- What a person may do in an account, by the id of a policy. Rights are per account, as roles are.
create table grants (
    organisation text not null references organisations (id),
    account text not null,
    user_id text not null references users (id),
    policy text not null,
    created_at bigint not null,
    primary key (organisation, account, user_id, policy)
);
create index grants_of_user on grants (user_id, organisation, account);

-- Policies that the organisation wrote itself, beside the managed ones.
create table policies (
    organisation text not null references organisations (id),
    id text not null,
    description text not null,
    content text not null,
    version bigint not null,
    updated_at bigint not null,
    primary key (organisation, id)
);

-- Only a hash of what the browser holds is kept, so a copy of this table signs nobody in.
create table sessions (
    token_hash text not null primary key,
    id text not null unique,
    user_id text not null references users (id),
    created_at bigint not null,
    last_seen_at bigint not null,
    expires_at bigint not null,
    user_agent text not null
);
create index sessions_of_user on sessions (user_id);

create table api_tokens (
    organisation text not null references organisations (id),
    id text not null,
    token_hash text not null unique,
    name text not null,
    user_id text not null references users (id),
    account text not null,
    -- A JSON list of actions that the token is narrowed to; null is everything its user may.
    scope text,
    created_at bigint not null,
    expires_at bigint,
    last_used_at bigint,
    revoked_at bigint,
    primary key (organisation, id)
);

-- Links by which a person sets a password: the first start, an invitation, a reset.
create table set_up_links (
    token_hash text not null primary key,
    user_id text references users (id),
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);

-- Numbers that were given out: of records in an organisation, of invoices by seller of record.
create table counters (
    organisation text not null,
    name text not null,
    value bigint not null,
    primary key (organisation, name)
);

-- The answers to writes that carried an idempotency key. They are written with the change itself.
create table idempotency_keys (
    organisation text not null,
    principal text not null,
    key text not null,
    request_hash text not null,
    status bigint not null,
    answer text not null,
    created_at bigint not null,
    primary key (organisation, principal, key)
);

-- Who changed what. Each row carries the hash of itself and of the row before, so an edit, a
-- removal or a swap is found.
create table audit (
    organisation text not null references organisations (id),
    sequence bigint not null,
    at bigint not null,
    actor text not null,
    request_id text not null,
    action text not null,
    subject_kind text not null,
    subject text not null,
    before text,
    after text,
    previous_hash text not null,
    hash text not null,
    primary key (organisation, sequence)
);
create index audit_of_subject on audit (organisation, subject_kind, subject, sequence);
