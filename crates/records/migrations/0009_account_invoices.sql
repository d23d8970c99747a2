-- What invoices of an account carry where nothing else was agreed: the invoice unit that it belongs to
-- (domain.md 6.7), and its tax registration number (M4).
alter table accounts add column invoice_unit text;
alter table accounts add column tax_registration_number text;
