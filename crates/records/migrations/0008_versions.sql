-- What people change has a version, so that nobody overwrites what somebody else has changed since
-- they looked. That of an organisation is of its name, its integration and its settings together.
alter table organisations add column version bigint not null default 1;
alter table accounts add column version bigint not null default 1;
