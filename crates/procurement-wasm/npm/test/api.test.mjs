// What the package offers: the parts agree with each other and with the contract.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { Workspace, explain, preview, previewJson, validatePurchaseOrder } from '@tieback/procurement';

import { generate, generateEdits } from '../../../../tests/benchmarks/generate.mjs';
import { previewExamples, whatIfExample } from './repository.mjs';

const NO_LINE = 4294967295;
const AT = '2026-03-01T09:00:00Z';
const generated = [...generate({ invoices: 400, purchaseOrders: 10, linesPerOrder: 12, seed: 7 })].join('');

test('typed arrays say what the preview says', () => {
  const snapshots = [...previewExamples.map(({ snapshot }) => snapshot), generated];
  for (const snapshot of snapshots) {
    const workspace = new Workspace(snapshot);
    assertArraysAgree(workspace);
    workspace.free();
  }
});

test('typed arrays say what the preview says after edits and after undoing them', () => {
  const workspace = new Workspace(generated);
  const documents = generateEdits(JSON.parse(generated), 12, 3);
  documents.push({ at: AT, edits: [{ remove: { invoice: workspace.documentId(5) } }] });
  for (const edits of documents) {
    assertChangedAgree(workspace, workspace.apply(edits));
    assertArraysAgree(workspace);
  }
  for (let change = workspace.undo(); change !== undefined; change = workspace.undo()) {
    assertChangedAgree(workspace, change);
    assertArraysAgree(workspace);
  }
  assert.equal(workspace.previewJson(), previewJson(generated));
  workspace.free();
});

test('a change is the difference of two previews, and undoing gives the opposite one', () => {
  const workspace = new Workspace(generated);
  const previews = [workspace.preview()];
  const changes = [];
  for (const edits of generateEdits(JSON.parse(generated), 12, 5)) {
    changes.push(workspace.apply(edits));
    previews.push(workspace.preview());
    assert.deepEqual(workspace.preview(), preview(workspace.snapshotJson()), 'as if loaded anew');
    assert.deepEqual(changes.at(-1).invoices, difference(...previews.slice(-2)));
  }
  assert.ok(changes.some(({ invoices }) => invoices.length > 0));
  for (const { invoices, events } of changes.reverse()) {
    const undone = workspace.undo();
    assert.deepEqual(undone.invoices, invoices.map(({ id, before, after }) => ({ id, before: after, after: before })));
    assert.deepEqual(undone.events, { added: events.removed, removed: events.added });
    assert.equal(workspace.changeJson(), JSON.stringify(undone));
    previews.pop();
    assert.deepEqual(workspace.preview(), previews.at(-1));
  }
  workspace.free();
});

test('undoing without edits gives undefined', () => {
  const workspace = new Workspace(whatIfExample.snapshot);
  assert.equal(workspace.undo(), undefined);
  workspace.apply(whatIfExample.edits);
  assert.notEqual(workspace.undo(), undefined);
  assert.equal(workspace.undo(), undefined);
  workspace.free();
});

test('edit does what apply does and counts the documents', () => {
  const [one, other] = [new Workspace(whatIfExample.snapshot), new Workspace(whatIfExample.snapshot)];
  assert.equal(one.edit(whatIfExample.edits), other.apply(whatIfExample.edits).invoices.length);
  assert.equal(one.previewJson(), other.previewJson());
  assert.equal(one.changeJson(), other.changeJson());
  one.free();
  other.free();
});

test('the snapshot has the edits and can be loaded again', () => {
  const workspace = new Workspace(whatIfExample.snapshot);
  workspace.apply(whatIfExample.edits);
  const snapshot = workspace.snapshot();
  assert.deepEqual(snapshot, JSON.parse(workspace.snapshotJson()));
  const order = snapshot.purchaseOrders.find(({ id }) => id === 'PO-1');
  assert.equal(order.lineItems.find(({ number }) => number === '2').amount, '200');
  assert.equal(order.updatedAt, JSON.parse(whatIfExample.edits).at.replace('Z', '.000Z'));
  assert.equal(previewJson(snapshot), workspace.previewJson());
  workspace.free();
});

test('the digest is the SHA-256 of the preview', () => {
  for (const { snapshot, preview: text } of previewExamples) {
    const workspace = new Workspace(snapshot);
    assert.equal(workspace.digest(), createHash('sha256').update(text).digest('hex'));
    workspace.free();
  }
});

test('options are optional, and an explanation is there only when asked for', () => {
  const { snapshot, id } = whatIfExample;
  for (const options of [undefined, null, {}, { explain: undefined }]) {
    assert.equal('explanation' in preview(snapshot, options), false);
  }
  assert.equal(preview(snapshot, { explain: id }).explanation.invoiceId, id);
});

test('sentences tell in English why a line was chosen, lost or rejected', () => {
  const { candidates } = explain(whatIfExample.snapshot, 'INV-1');
  const told = candidates.map(({ sentence }) => sentence.text);
  assert.equal(told[0], 'PO-1 line 2 is used: it ranks first of 2 lines that fit (M8)');
  assert.match(told[1], /^PO-1 line 1 lost: its type .+ is less specific than .+ \(M8\)$/);
  assert.equal(told[2], 'PO-7 is out: it is suspended (M2)');
  assert.deepEqual(candidates[2].sentence, { key: 'SUSPENDED', arguments: { order: 'PO-7' }, text: told[2] });
});

test('a purchase order is checked before it is saved: problems and warnings', () => {
  const line = { number: '1', type: 'all', startMonth: '2026-01', endMonth: '2026-12', amount: '10.00', quantity: '1', balanceTracking: true };
  const order = { id: 'PO-1', billFrom: ['AWS_INC'], currency: 'USD', effectiveMonth: '2026-01', expirationMonth: '2026-12', updatedAt: AT, lineItems: [line] };
  assert.deepEqual(validatePurchaseOrder(order), { problems: [], warnings: [] });
  assert.deepEqual(validatePurchaseOrder(JSON.stringify(order)), { problems: [], warnings: [] });
  assert.deepEqual(validatePurchaseOrder(Buffer.from(JSON.stringify(order))), { problems: [], warnings: [] });

  const codes = (entries) => entries.map(({ code, pointer }) => `${pointer} ${code}`);
  const wrong = validatePurchaseOrder({ ...order, currency: 'USX', lineItems: [{ ...line, endMonth: '2027-01' }] });
  assert.deepEqual(codes(wrong.problems), [
    '/currency UNKNOWN_CURRENCY',
    '/lineItems/0/endMonth OUTSIDE_PURCHASE_ORDER_MONTHS',
  ]);
  const odd = validatePurchaseOrder({ ...order, billFrom: ['AWS_INC', 'AWS_INDIA'], lineItems: [line, { ...line, number: '2' }] });
  assert.deepEqual(odd.problems, []);
  assert.deepEqual(codes(odd.warnings), ['/billFrom SEVERAL_BILL_FROM', '/lineItems/1 LINES_OVERLAP']);
});

test('a workspace is disposed of by its symbol', () => {
  assert.equal(Workspace.prototype[Symbol.dispose], Workspace.prototype.free);
});

function assertArraysAgree(workspace) {
  const { invoices } = workspace.preview();
  const [lines, marks, balances] = [workspace.documentLines(), workspace.documentMarks(), workspace.documentBalances()];
  const counts = [workspace.documentCount, lines.length, marks.length, balances.length];
  assert.deepEqual(counts, Array(4).fill(invoices.length));
  const told = invoices.map((_, place) => {
    const mark = marks[place];
    const [purchaseOrderId, lineItemNumber] = workspace.lineName(lines[place]) ?? [null, null];
    assert.equal(lines[place] === NO_LINE, purchaseOrderId === null);
    return {
      id: workspace.documentId(place),
      by: mark & 1 ? 'reference' : mark & 2 ? 'match' : mark & 4 ? 'credit-memo' : 'none',
      covered: Boolean(mark & 8),
      balance: mark & 16 ? balances[place] : null,
      purchaseOrderId,
      lineItemNumber,
    };
  });
  const expected = invoices.map(({ id, by, covered, balanceAfter, purchaseOrderId, lineItemNumber }) => {
    const balance = balanceAfter === null ? null : BigInt(balanceAfter.replace('.', ''));
    return { id, by, covered, balance, purchaseOrderId, lineItemNumber };
  });
  assert.deepEqual(told, expected);
  assert.equal(workspace.documentId(invoices.length), undefined);
  assert.equal(workspace.lineName(NO_LINE), undefined);
}

function assertChangedAgree(workspace, { invoices }) {
  const moved = [...workspace.changedDocuments()];
  assert.deepEqual(moved, moved.toSorted((a, b) => a - b), 'in the order of placing');
  const ids = moved.map((place) => workspace.documentId(place)).sort();
  assert.deepEqual(ids, invoices.filter(({ after }) => after !== null).map(({ id }) => id).sort());
}

function difference(before, after) {
  const byId = ({ invoices }) => new Map(invoices.map((invoice) => [invoice.id, invoice]));
  const [old, now] = [byId(before), byId(after)];
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort();
  const pairs = ids.map((id) => ({ id, before: old.get(id) ?? null, after: now.get(id) ?? null }));
  return pairs.filter((pair) => JSON.stringify(pair.before) !== JSON.stringify(pair.after));
}
