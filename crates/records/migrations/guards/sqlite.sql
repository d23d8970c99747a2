-- Rows of these tables are written once. SQLite's form of the guard.
create trigger ledger_stays before update on ledger begin select raise(abort, 'the ledger is append-only'); end;
create trigger ledger_remains before delete on ledger begin select raise(abort, 'the ledger is append-only'); end;
create trigger audit_stays before update on audit begin select raise(abort, 'the audit is append-only'); end;
create trigger audit_remains before delete on audit begin select raise(abort, 'the audit is append-only'); end;
create trigger invoices_remain before delete on invoices begin select raise(abort, 'invoices are never removed'); end;
create trigger invoices_stay before update of id, sequence, account, kind, category, cycle, bill_from, currency, billing_period, grouping_key, run, issued_at, due_on, total, placed_by, purchase_order, line_item, cost_center, original, document, created_at on invoices begin select raise(abort, 'invoices never change'); end;
