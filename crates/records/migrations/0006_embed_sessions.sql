-- Sessions of parts of the product inside the consoles of others. Whoever embeds asks for one with an
-- API token and hands its client secret to the page, which exchanges it, once, for a token that
-- works for some minutes. Of both only hashes are kept.
create table embed_sessions (
    organisation text not null references organisations (id),
    id text not null,
    secret_hash text not null unique,
    secret_expires_at bigint not null,
    -- Null until the secret was exchanged.
    token_hash text unique,
    token_expires_at bigint,
    user_id text not null references users (id),
    account text not null,
    -- The API token that asked for it, which ends its sessions when it is revoked; null where a
    -- person asked for one of their own.
    made_by text,
    -- JSON lists: the parts that may be shown, the actions that they may take, the origins of pages
    -- that may show them.
    components text not null,
    actions text not null,
    origins text not null,
    created_at bigint not null,
    revoked_at bigint,
    primary key (organisation, id)
);
create index embed_sessions_by_age on embed_sessions (organisation, created_at);
