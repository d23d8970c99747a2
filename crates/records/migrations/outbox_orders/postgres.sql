-- The purchase order that a message is about, so that all of one are found. PostgreSQL's form.
alter table outbox add column purchase_order text not null default '';
update outbox set purchase_order = coalesce(payload::json ->> 'purchaseOrder', '');
create index outbox_by_order on outbox (organisation, purchase_order, id);
