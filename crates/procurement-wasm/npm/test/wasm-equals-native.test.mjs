// The command line and the package give the same bytes for the same snapshot, random ones here.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';

import { Workspace, previewJson } from '@tieback/procurement';

import { generate, generateEdits } from '../../../../tests/benchmarks/generate.mjs';
import { ROOT, project } from './repository.mjs';

const SNAPSHOTS = 30;

let program;
before(() => {
  const words = ['build', '--package', 'server', '--bin', 'tieback', '--message-format', 'json', '--quiet'];
  const output = execFileSync('cargo', words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });
  const messages = output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  program = messages.find(({ executable, target }) => executable && target.name === 'tieback').executable;
});

test(`${SNAPSHOTS} random snapshots preview alike`, () => {
  const seen = new Set();
  for (let seed = 1; seed <= SNAPSHOTS; seed++) {
    const text = JSON.stringify(snapshot(seed));
    const expected = tieback(['preview', '--json', '-'], text);
    assert.equal(`${previewJson(text)}\n`, expected, `seed ${seed}`);
    for (const { by } of JSON.parse(expected).invoices) seen.add(by);

    const { invoices } = JSON.parse(expected);
    const { id } = invoices[(seed * 17) % invoices.length];
    const explained = tieback(['preview', '--json', '--explain', id, '-'], text);
    assert.equal(`${previewJson(text, { explain: id })}\n`, explained, `seed ${seed}, ${id}`);
  }
  assert.deepEqual([...seen].sort(), ['credit-memo', 'match', 'none', 'reference'], 'the snapshots are of all kinds');
});

test('random edits change alike', (t) => {
  const directory = project(t);
  const [snapshotFile, editsFile] = ['snapshot.json', 'edits.json'].map((name) => path.join(directory, name));
  for (let seed = 1; seed <= 5; seed++) {
    const facts = snapshot(seed);
    writeFileSync(snapshotFile, JSON.stringify(facts));
    for (const edits of generateEdits(facts, 3, seed)) {
      const workspace = new Workspace(JSON.stringify(facts));
      workspace.edit(edits);
      writeFileSync(editsFile, JSON.stringify(edits));
      assert.equal(`${workspace.changeJson()}\n`, tieback(['what-if', '--json', snapshotFile, editsFile]), `seed ${seed}`);
      workspace.free();
    }
  }
});

test('what is refused is refused alike', () => {
  const facts = snapshot(1);
  facts.invoices[3].total = '1e3';
  facts.invoices[5].billingPeriod = '2026-13';
  delete facts.purchaseOrders[0].currency;
  const text = JSON.stringify(facts);
  const { status, stdout } = spawnSync(program, ['preview', '--json', '-'], { input: text, encoding: 'utf8' });
  assert.equal(status, 2);
  assert.throws(() => previewJson(text), ({ problems }) => {
    assert.deepEqual(problems, JSON.parse(stdout).problems);
    return problems.length === 3;
  });
});

/** A snapshot of all kinds of documents: every fourth invoice is still a charge. */
function snapshot(seed) {
  const parts = generate({ invoices: 40 + 7 * seed, purchaseOrders: 6, linesPerOrder: 8, seed });
  const { purchaseOrders, invoices } = JSON.parse([...parts].join(''));
  const isCharge = ({ type }, index) => type === 'invoice' && index % 4 === 0;
  const charges = invoices.filter(isCharge).map(({ total, issuedAt, type, originalInvoiceId, ...rest }, index) => ({
    ...rest,
    amount: index % 5 === 0 ? `-${total}` : `${total}${total.includes('.') ? '' : '.'}5`,
    kind: index % 3 === 0 ? 'fixed' : 'usage',
    time: rest.cycle === 'out-of-cycle' && index % 2 === 0 ? issuedAt : null,
    agreementId: index % 3 === 0 ? null : `agreement-${index % 4}`,
  }));
  return { purchaseOrders, invoices: invoices.filter((invoice, index) => !isCharge(invoice, index)), charges };
}

function tieback(words, input = '') {
  return execFileSync(program, words, { input, encoding: 'utf8' });
}
