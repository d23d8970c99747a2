// From the bytes of a snapshot to columns, through JSON.parse or by scanning.
// The input is taken to be valid.
import { Documents } from './documents.mjs';
import { formInvoices } from './group.mjs';
import { Orders } from './orders.mjs';
import { scanInvoices } from './scan-invoices.mjs';
import { scanOrders } from './scan-orders.mjs';
import { scanObject } from './scan.mjs';

const BACKSLASH = 92;

/** Through `JSON.parse`. */
export function readObjects(bytes) {
  const snapshot = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).utf8Slice());
  const invoices = snapshot.invoices ?? [];
  const documents = new Documents(invoices.length);
  for (const invoice of invoices) documents.addInvoice(invoice);
  formInvoices(documents, snapshot.charges ?? []);
  const orders = new Orders(documents);
  for (const order of snapshot.purchaseOrders ?? []) {
    const from = orders.lineCount;
    const digits = orders.digitsOf(order);
    for (const item of order.lineItems ?? []) orders.addLine(item, digits);
    orders.add(order, from);
  }
  return { documents, orders, associations: snapshot.associations ?? [] };
}

/**
 * Straight from the bytes: no object is made for an invoice or a line. The
 * scanners know no escapes: a text that has one goes through `JSON.parse`.
 */
export function readBytes(bytes) {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text.includes(BACKSLASH)) return readObjects(bytes);
  const b = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const documents = new Documents((b.length >>> 8) + 64);
  const orders = new Orders(documents);
  const others = {};
  scanObject(b, 0, text, others, (key, p) => {
    if (key === 'invoices') return scanInvoices(b, p, documents, text);
    return key === 'purchaseOrders' ? scanOrders(b, p, orders, text) : 0;
  });
  formInvoices(documents, others.charges ?? []);
  return { documents, orders, associations: others.associations ?? [] };
}
