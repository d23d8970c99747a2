// What is refused, and how: errors with `code`, `pointer`, `message` and `problems`, and never a
// trap, after which the module would be of no use.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Workspace, explain, preview, previewJson, validatePurchaseOrder } from '@tieback/procurement';

import { previewExamples, whatIfExample } from './repository.mjs';

const DEPTH = 100_000;
const LONE = '\ud800';

const cyclic = { invoices: [] };
cyclic.invoices.push(cyclic);
const nested = (open, close, core = '') => open.repeat(DEPTH) + core + close.repeat(DEPTH);
const deep = () => {
  const outermost = {};
  for (let i = 0, object = outermost; i < DEPTH; i++) object = object.invoices = {};
  return outermost;
};

/** What no snapshot, edits or purchase order can be: a name, how to make it, and the code. */
const NO_JSON = [
  ['nothing', () => undefined, 'INVALID_JSON'],
  ['a function', () => () => {}, 'INVALID_JSON'],
  ['a symbol', () => Symbol('snapshot'), 'INVALID_JSON'],
  ['a bigint', () => 10n, 'INVALID_JSON'],
  ['a bigint within', () => ({ invoices: 10n }), 'INVALID_JSON'],
  ['an object that holds itself', () => cyclic, 'INVALID_JSON'],
  ['an object with too many levels', deep, 'INVALID_JSON'],
  ['an object that throws', () => ({ get invoices() { throw new Error('mine'); } }), 'INVALID_JSON'],
  ['a promise', () => Promise.resolve({}), 'INVALID_JSON'],
  ['a map', () => new Map(), 'INVALID_JSON'],
  ['an array buffer', () => new ArrayBuffer(8), 'INVALID_JSON'],
  ['a string with a lone surrogate', () => `{"invoices":[{"id":"${LONE}"}]}`, 'INVALID_JSON'],
  ['bytes that are not UTF-8', () => Uint8Array.of(0x22, 0xff, 0x22), 'INVALID_JSON'],
];

/** What is JSON for JavaScript, but wrong. */
const WRONG = [
  ['no text', () => '', 'INVALID_JSON'],
  ['no bytes', () => new Uint8Array(), 'INVALID_JSON'],
  ['text that ends early', () => '{"invoices":[', 'INVALID_JSON'],
  ['two documents', () => '{} {}', 'INVALID_JSON'],
  ['an escaped lone surrogate', () => '{"invoices":[{"id":"\\ud800"}]}', 'INVALID_JSON'],
  ['an object with a lone surrogate', () => ({ invoices: [{ id: LONE }] }), 'INVALID_JSON'],
  ['lists that never end', () => '['.repeat(DEPTH)],
  ['lists in lists', () => nested('[', ']')],
  ['objects in objects', () => nested('{"invoices":', '}', '1')],
  ['a deep list of invoices', () => `{"invoices":[${nested('[', ']')}]}`],
  ['a deep member of an invoice', () => `{"invoices":[{"id":${nested('{"id":', '}', '1')}}]}`],
  ['a deep member that is unknown', () => `{"unknown":${nested('[', ']')}}`],
  ['deep tags', () => `{"purchaseOrders":[{"tags":${nested('{"a":', '}', '1')}}]}`],
  ['a very long number', () => `{"invoices":${'9'.repeat(DEPTH)}}`],
  ['null', () => null, 'WRONG_TYPE'],
  ['a number', () => 42, 'WRONG_TYPE'],
  ['no number', () => NaN, 'WRONG_TYPE'],
  ['a truth', () => true, 'WRONG_TYPE'],
  ['a list', () => [], 'WRONG_TYPE'],
  ['a date', () => new Date(0), 'WRONG_TYPE'],
  ['an unknown key', () => ({ invoice: [] })],
];

/** Every function that takes JSON. */
const FUNCTIONS = {
  preview,
  previewJson,
  explain: (snapshot) => explain(snapshot, 'INV-1'),
  Workspace: (snapshot) => new Workspace(snapshot),
  apply: (edits) => onWorkspace((workspace) => workspace.apply(edits)),
  edit: (edits) => onWorkspace((workspace) => workspace.edit(edits)),
};

for (const [name, take] of Object.entries(FUNCTIONS)) {
  test(`${name} refuses what is not JSON or not what it takes`, () => {
    for (const [what, make, code] of [...NO_JSON, ...WRONG]) {
      const value = make();
      const error = refusal(() => take(value), what);
      if (code !== undefined) assert.deepEqual([error.code, error.pointer], [code, ''], what);
    }
  });
}

test('validatePurchaseOrder refuses what is not JSON and finds the problems of all else', () => {
  for (const [what, make, code] of NO_JSON) {
    const value = make();
    assert.equal(refusal(() => validatePurchaseOrder(value), what).code, code, what);
  }
  for (const [what, make, code] of WRONG) {
    const { problems } = validatePurchaseOrder(make());
    assertProblems(problems, what);
    if (code !== undefined) assert.equal(problems[0].code, code, what);
  }
});

test('a replacement character that was written is none', () => {
  const { problems } = validatePurchaseOrder('{"description":"\ufffd"}');
  assert.ok(!problems.some(({ code }) => code === 'INVALID_JSON'));
});

test('every problem is told, the first on the error itself', () => {
  const [charge] = [{ id: 'ch-1', kind: 'gift', category: 'marketplace', cycle: 'monthly', billFrom: 'AWS_INC', currency: 'USD', billingPeriod: '2026-13', amount: '1e3' }];
  const error = refusal(() => preview({ charges: [charge], purchaseOrders: 'PO-1' }));
  assert.deepEqual(
    error.problems.map(({ code, pointer }) => [pointer, code]),
    [
      ['/charges/0/amount', 'INVALID_NUMBER'],
      ['/charges/0/billingPeriod', 'INVALID_MONTH'],
      ['/charges/0/kind', 'UNKNOWN_VALUE'],
      ['/purchaseOrders', 'WRONG_TYPE'],
    ],
  );
  assert.equal(error.pointer, '/charges/0/amount');
  for (const { message } of error.problems) assert.ok(error.message.includes(message));
});

test('an invoice that is not in the preview is UNKNOWN_INVOICE', () => {
  const { snapshot } = whatIfExample;
  const calls = [
    () => explain(snapshot, 'INV-404'),
    () => preview(snapshot, { explain: 'INV-404' }),
    () => previewJson(snapshot, { explain: 'INV-404' }),
    () => onWorkspace((workspace) => workspace.explain('INV-404')),
    () => onWorkspace((workspace) => workspace.preview({ explain: 'INV-404' })),
  ];
  for (const call of calls) {
    const error = refusal(call);
    assert.deepEqual([error.code, error.pointer], ['UNKNOWN_INVOICE', '']);
    assert.match(error.message, /INV-404/);
  }
});

test('an invoice is named by a string, and options are an object', () => {
  const { snapshot } = whatIfExample;
  for (const id of [5, {}, [], true, 10n, Symbol('INV-1'), LONE]) {
    assert.equal(refusal(() => explain(snapshot, id)).code, 'WRONG_TYPE');
    assert.equal(refusal(() => preview(snapshot, { explain: id })).code, 'WRONG_TYPE');
    assert.equal(refusal(() => onWorkspace((workspace) => workspace.explain(id))).code, 'WRONG_TYPE');
  }
  for (const id of [undefined, null]) {
    assert.equal(refusal(() => explain(snapshot, id)).code, 'WRONG_TYPE');
    assert.equal(preview(snapshot, { explain: id }).explanation, undefined);
  }
  for (const options of ['INV-1', 5, true, { get explain() { throw new Error('mine'); } }]) {
    assert.equal(refusal(() => preview(snapshot, options)).code, 'WRONG_TYPE');
    assert.equal(refusal(() => onWorkspace((workspace) => workspace.previewJson(options))).code, 'WRONG_TYPE');
  }
});

test('refused edits leave the workspace as it was, all of them', () => {
  const { snapshot, preview: before } = whatIfExample;
  const at = '2026-03-01T09:00:00Z';
  const good = { set: { purchaseOrder: 'PO-7' }, to: { suspended: false } };
  const cases = [
    [{ remove: { invoice: 'INV-404' } }, 'NO_SUCH_OBJECT', '/edits/1/remove'],
    [{ set: { purchaseOrder: 'PO-1' }, to: {} }, 'EMPTY_EDIT', '/edits/1/to'],
    [{ set: { purchaseOrder: 'PO-1' }, to: { id: 'PO-2' } }, 'NOT_SETTABLE', '/edits/1/to/id'],
    [{ add: { purchaseOrder: { id: 'PO-1' } } }],
  ];
  onWorkspace((workspace) => {
    for (const [edit, code, pointer] of cases) {
      const error = refusal(() => workspace.apply({ at, edits: [good, edit] }));
      if (code !== undefined) assert.deepEqual([error.code, error.pointer], [code, pointer]);
      assert.equal(workspace.previewJson(), before);
      assert.equal(workspace.undo(), undefined, 'nothing to undo');
    }
    assert.deepEqual(workspace.snapshot(), new Workspace(snapshot).snapshot());
  });
});

test('a workspace that is asked for by its own input refuses it', () => {
  onWorkspace((workspace) => {
    refusal(() => workspace.apply({ toJSON: () => workspace.undo() }));
    assert.equal(workspace.previewJson(), whatIfExample.preview);
  });
});

test('a freed workspace throws an error at every use', () => {
  const workspace = new Workspace(whatIfExample.snapshot);
  workspace.free();
  const members = Object.getOwnPropertyDescriptors(Workspace.prototype);
  const names = Object.keys(members).filter((name) => name !== 'constructor' && !name.startsWith('__'));
  assert.ok(names.length > 15);
  for (const name of names) {
    const { get, value } = members[name];
    assert.throws(() => (get ?? value).call(workspace, ''), (error) => {
      assert.ok(error instanceof Error && !(error instanceof WebAssembly.RuntimeError), `${name}: ${error}`);
      return true;
    });
  }
  assertWorks();
});

function onWorkspace(use) {
  const workspace = new Workspace(whatIfExample.snapshot);
  try {
    return use(workspace);
  } finally {
    workspace.free();
  }
}

/** The refusal that a call ends with; afterwards the module must still work. */
function refusal(call, what) {
  let error = null;
  try {
    call();
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error instanceof Error, `${what}: nothing was thrown`);
  assert.equal(error.name, 'Refusal', `${what}: ${error.stack}`);
  assertProblems(error.problems, what);
  const [{ code, pointer }] = error.problems;
  assert.deepEqual([error.code, error.pointer], [code, pointer], what);
  assertWorks();
  return error;
}

function assertProblems(problems, what) {
  assert.ok(problems.length > 0, `${what}: no problem`);
  for (const problem of problems) {
    assert.deepEqual(Object.keys(problem).sort(), ['code', 'message', 'pointer'], what);
    assert.match(problem.code, /^[A-Z][A-Z_]+$/, what);
    assert.match(problem.pointer, /^(\/|$)/, what);
    assert.ok(problem.message.length > 10, what);
  }
}

function assertWorks() {
  const [{ snapshot, preview: expected }] = previewExamples;
  assert.equal(previewJson(snapshot), expected);
}
