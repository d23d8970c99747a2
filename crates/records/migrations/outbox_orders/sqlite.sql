-- The purchase order that a message is about, so that all of one are found. SQLite's form.
alter table outbox add column purchase_order text not null default '';
update outbox set purchase_order = coalesce(json_extract(payload, '$.purchaseOrder'), '') where json_valid(payload);
create index outbox_by_order on outbox (organisation, purchase_order, id);
