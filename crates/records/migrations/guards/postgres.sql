-- Rows of these tables are written once. PostgreSQL's form of the guard.
create function refuse_change() returns trigger language plpgsql as $$ begin raise exception '% is append-only', tg_table_name; end $$;
create trigger ledger_stays before update or delete on ledger for each row execute function refuse_change();
create trigger audit_stays before update or delete on audit for each row execute function refuse_change();
create trigger invoices_remain before delete on invoices for each row execute function refuse_change();
create trigger invoices_stay before update of id, sequence, account, kind, category, cycle, bill_from, currency, billing_period, grouping_key, run, issued_at, due_on, total, placed_by, purchase_order, line_item, cost_center, original, document, created_at on invoices for each row execute function refuse_change();
