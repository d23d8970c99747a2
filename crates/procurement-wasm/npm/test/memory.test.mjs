// What is freed is there again: using the package over and over takes no more memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Workspace, explain, preview, previewJson, validatePurchaseOrder } from '@tieback/procurement';

// The same instance as the package's: initialising again returns what is there.
import init from '../dist/procurement.js';
import { whatIfExample } from './repository.mjs';

const { memory, __wbindgen_externrefs: handles } = await init();
const { snapshot, id, edits } = whatIfExample;
const bytes = Buffer.from(snapshot);
const object = JSON.parse(snapshot);

/** Bytes of WebAssembly memory, and JavaScript values that it holds on to. */
const held = () => [memory.buffer.byteLength, handles.length];

function assertHolds(use) {
  // What is kept once and for all is there after the first few.
  for (let i = 0; i < 20; i++) use(i);
  const before = held();
  for (let i = 0; i < 1_000; i++) use(i);
  assert.deepEqual(held(), before);
}

test('a workspace made and freed 1,000 times', () => {
  assertHolds((i) => {
    const workspace = new Workspace([bytes, snapshot, object][i % 3]);
    workspace.preview({ explain: id });
    workspace.explain(id);
    workspace.apply(edits);
    workspace.documentLines();
    workspace.lineName(0);
    workspace.undo();
    workspace.free();
  });
});

test('functions without a workspace called 1,000 times', () => {
  assertHolds((i) => {
    const input = [bytes, snapshot, object][i % 3];
    preview(input);
    previewJson(input, { explain: id });
    explain(input, id);
    validatePurchaseOrder(object.purchaseOrders[0]);
  });
});

test('inputs refused 1,000 times', () => {
  const workspace = new Workspace(snapshot);
  const calls = [
    () => new Workspace('{'),
    () => new Workspace({ ...object, charges: [{}] }),
    () => preview(new Map()),
    () => explain(snapshot, 'INV-404'),
    () => workspace.apply({ edits: [] }),
    () => workspace.preview({ explain: 5 }),
  ];
  assertHolds(() => calls.forEach((call) => assert.throws(call, { name: 'Refusal' })));
  workspace.free();
});
