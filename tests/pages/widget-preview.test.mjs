// The coming invoices in a console: computed in the page from a snapshot, without a server, and what
// would be if a number, a status or an amount were another.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { en, filled, german } from './catalogue.mjs';
import { GROUP } from './client.mjs';
import { AGREEMENT, embedded, waitUntil } from './embedded.mjs';
import { snapshot as generated } from './generated.mjs';
import { PROGRAM } from './server.mjs';

const FILE = new URL('../../examples/snapshot.json', import.meta.url).pathname;
const SNAPSHOT = JSON.parse(readFileSync(FILE, 'utf8'));
const { embed: texts } = en;

const { admin, visit, saved } = embedded();

for (const [kind, given] of [['a value', SNAPSHOT], ['JSON text', JSON.stringify(SNAPSHOT)], ['bytes', [...readFileSync(FILE)]]]) {
  test(`a snapshot as ${kind} is computed in the page: no session, no question to a server`, async (t) => {
    const { part, requests, rows } = await alone(t, given);
    await part.getByRole('list', { name: texts.PREVIEW }).waitFor();
    assert.deepEqual(await rows(), expected(preview(), false));
    assert.deepEqual(requests.filter((path) => path.startsWith('/api/') || path === '/embed-session'), []);
    assert.equal(await part.getByRole('button', { name: texts.WHAT_IF }).count(), 0, 'nothing can be tried unless the console lets one');
    assert.equal(await part.getByRole('link').count(), 0, 'there is nowhere to go to');
  });
}

test('why an invoice of a snapshot uses its line is told in sentences of the engine', async (t) => {
  const { part } = await alone(t, SNAPSHOT, { language: 'de' });
  await row(part, 'logs').locator('summary').first().click();
  await part.getByText(german['why.chosen'], { exact: true }).waitFor();
  const told = await part.locator('[part="explanation"]').innerText();
  assert.match(told, /MKT-2026-H1/);
  assert.match(told, /OLD-2025/, 'what is suspended was considered too');
});

test('a snapshot that is wrong is told in the part and to the console, and a right one takes its place', async (t) => {
  const { page, part, told } = await alone(t, { ...SNAPSHOT, invoices: [{ ...SNAPSHOT.invoices[0], total: '1,000.00' }] });
  await part.getByRole('alert').waitFor();
  const [{ code, message }] = await told('tieback-error');
  assert.equal(code, 'INVALID_NUMBER');
  assert.ok((await part.getByRole('alert').innerText()).includes(message));
  await page.evaluate(() => { document.querySelector('tieback-preview').snapshot = 'no JSON'; });
  await waitUntil(async () => (await told('tieback-error')).at(-1).code === 'INVALID_JSON');
  await page.evaluate((snapshot) => { document.querySelector('tieback-preview').snapshot = snapshot; }, SNAPSHOT);
  await part.getByRole('list').first().waitFor();
  assert.equal(await part.getByRole('alert').count(), 0);
  await page.evaluate(() => { document.querySelector('tieback-preview').snapshot = null; });
  await part.getByText(filled(texts.NOT_SET_UP_TEXT, { missing: 'server' })).waitFor();
});

test('of many invoices some are drawn, and more when they are asked for', async (t) => {
  const { part } = await alone(t, generated({ invoices: 450, orders: 4 }));
  const rows = part.locator('.embed-coming');
  const more = (count) => part.getByRole('button', { name: filled(texts.SHOW_MORE, { count: String(count) }), exact: true });
  await rows.first().waitFor();
  assert.equal(await rows.count(), 200);
  await more(200).click();
  await waitUntil(async () => (await rows.count()) === 400);
  await more(50).click();
  await waitUntil(async () => (await rows.count()) === 450);
  assert.equal(await part.getByRole('button', { name: /^Show/ }).count(), 0);
});

test('what other numbers, statuses and amounts would move is computed as the program computes it', async (t) => {
  const { part, rows, requests } = await alone(t, SNAPSHOT, { whatIf: true });
  const panel = part.getByRole('group', { name: texts.TRIAL });
  const edits = [];
  const agree = async () => {
    const change = whatIf(edits);
    const after = new Map(expected(preview()).map((one) => [one.id, one]));
    for (const { id, before, after: now } of change.invoices) {
      if (before) after.delete(id);
      if (now) after.set(id, expected([now])[0]);
    }
    const sorted = (all) => all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    await waitUntil(async () => JSON.stringify(sorted(await rows())) === JSON.stringify(sorted([...after.values()])));
  };

  await open(part, 'data');
  await panel.getByLabel(filled(texts.ORDER_OF, { charge: 'data' })).fill('CLOUD-2026');
  edits.push({ set: { charge: 'data-1' }, to: { purchaseOrderReference: 'CLOUD-2026', purchaseOrderLine: null } });
  await agree();
  await panel.getByText(en.changes.WILL).waitFor();
  assert.match(await panel.getByRole('status').innerText(), /CLOUD-2026/);
  await row(part, 'data').getByText(en.words.MARK_MOVED).waitFor();

  await open(part, 'logs');
  await panel.getByLabel(filled(texts.AMOUNT_OF, { order: 'MKT-2026-H1', line: '1' })).fill('20000');
  edits.push({ set: { purchaseOrder: 'MKT-2026-H1', lineItem: '1' }, to: { amount: '20000' } });
  await agree();
  await panel.getByLabel(filled(texts.IS_SUSPENDED, { order: 'MKT-2026-H1' })).check();
  edits.push({ set: { purchaseOrder: 'MKT-2026-H1' }, to: { suspended: true } });
  await agree();

  // One of them is taken back, then all.
  const what = filled(texts.TRIED_ORDER, { charge: 'data', order: 'CLOUD-2026' });
  await panel.getByRole('button', { name: filled(texts.TAKE_BACK, { what }) }).click();
  edits.shift();
  await agree();
  await panel.getByRole('button', { name: texts.TAKE_ALL_BACK }).click();
  edits.length = 0;
  await panel.waitFor({ state: 'detached' });
  assert.deepEqual(await rows(), expected(preview()));
  assert.deepEqual(requests.filter((path) => path.startsWith('/api/')), []);
});

test('whoever takes back what is tried goes on in the form, and without one where it was opened', async (t) => {
  const { part } = await alone(t, SNAPSHOT, { whatIf: true });
  const panel = part.getByRole('group', { name: texts.TRIAL });
  const form = part.locator('.embed-form');
  const focused = () => part.evaluate((it) => {
    const at = it.shadowRoot.activeElement;
    return at?.closest('[data-document]')?.dataset.document ?? at?.className;
  });
  const number = panel.getByLabel(filled(texts.ORDER_OF, { charge: 'data' }));
  const takeBack = panel.getByRole('button', { name: filled(texts.TAKE_BACK, { what: filled(texts.TRIED_ORDER, { charge: 'data', order: 'CLOUD-2026' }) }) });
  const document = preview().find(({ charges }) => charges?.includes('data-1')).id;

  await open(part, 'data');
  await number.fill('CLOUD-2026');
  await takeBack.press('Enter');
  await takeBack.waitFor({ state: 'detached' });
  await waitUntil(async () => (await focused()) === 'embed-form');
  await number.fill('CLOUD-2026');
  await form.getByRole('button', { name: en.ui.CLOSE, exact: true }).press('Enter');
  await takeBack.press('Enter');
  await panel.waitFor({ state: 'detached' });
  await waitUntil(async () => (await focused()) === document);

  await open(part, 'data');
  await number.fill('CLOUD-2026');
  await panel.getByRole('button', { name: texts.TAKE_ALL_BACK }).press('Enter');
  await panel.waitFor({ state: 'detached' });
  await waitUntil(async () => (await focused()) === document);
});

test('of an agreement, what tells which invoices are of it is told where it fails or is refused', async (t) => {
  const all = await visit(t);
  await all.preview.getByRole('list').first().waitFor();
  const actions = (await all.session()).actions.filter((action) => action !== 'aws-marketplace:ListAgreementCharges');
  const refused = await visit(t, { actions, expected: true });
  await refused.preview.getByRole('alert').waitFor();
  const denials = async () => (await refused.told('tieback-error')).filter(({ code }) => code === 'ACCESS_DENIED').length;
  // The charges of the console are refused too.
  await waitUntil(async () => (await denials()) === 2);
  assert.equal(await refused.preview.getByText(texts.NONE_COMING).count(), 0);
  // Of the whole account, invoices are told all the same.
  await refused.preview.evaluate((part) => { part.agreement = ''; });
  await refused.preview.locator('.embed-coming').first().waitFor();
  assert.equal(await refused.preview.getByRole('alert').count(), 0);
  await refused.preview.evaluate((part, agreement) => { part.agreement = agreement; }, AGREEMENT);
  await refused.preview.getByRole('alert').waitFor();
  assert.equal(await denials(), 3);
  assert.equal(await refused.preview.getByText(texts.NONE_COMING).count(), 0);

  let isAborted = true;
  const aborted = await visit(t, {
    expected: true,
    route: (page) => page.route((url) => url.pathname.endsWith(`/accounts/${GROUP}/charges`), (route) => (isAborted ? route.abort() : route.continue())),
  });
  await aborted.preview.getByRole('alert').waitFor();
  assert.ok((await aborted.told('tieback-error')).some(({ code }) => code === 'UNREACHABLE'));
  assert.equal(await aborted.preview.getByText(texts.NONE_COMING).count(), 0);
  isAborted = false;
  await aborted.preview.getByRole('button', { name: en.ui.RETRY }).click();
  await aborted.preview.locator('.embed-coming').first().waitFor();
});

test('months that the console wants later are asked for then', async (t) => {
  const { preview, requests } = await visit(t);
  const rows = preview.locator('.embed-coming');
  await rows.first().waitFor();
  const all = await rows.count();
  const asked = () => requests.filter((path) => path.endsWith('/preview')).length;
  const through = async (month) => {
    const before = asked();
    await preview.evaluate((part, month) => { part.through = month; }, month);
    await waitUntil(() => asked() > before);
  };
  await through(new Date().toISOString().slice(0, 7));
  await waitUntil(async () => (await rows.count()) < all);
  await through('');
  await waitUntil(async () => (await rows.count()) === all);
});

test('what cannot be tried is told at its field, and the rest stays as it is', async (t) => {
  const { part, rows } = await alone(t, SNAPSHOT, { whatIf: true });
  const panel = part.getByRole('group', { name: texts.TRIAL });
  await open(part, 'logs');
  await panel.getByLabel(filled(texts.IS_SUSPENDED, { order: 'MKT-2026-H1' })).check();
  await panel.getByText(en.changes.WILL).waitFor();
  const before = await rows();
  const amount = panel.getByLabel(filled(texts.AMOUNT_OF, { order: 'MKT-2026-H1', line: '1' }));
  await amount.fill('a lot');
  await waitUntil(async () => (await amount.getAttribute('aria-invalid')) === 'true');
  assert.deepEqual(await rows(), before);
  assert.equal(await amount.inputValue(), 'a lot');
});

test('a form about an invoice is opened and left by keyboard, and the focus comes back', async (t) => {
  const { page, part } = await alone(t, SNAPSHOT, { whatIf: true });
  const opener = row(part, 'data').getByRole('button', { name: texts.WHAT_IF });
  await opener.waitFor();
  await opener.focus();
  await page.keyboard.press('Enter');
  const form = part.getByRole('group', { name: filled(texts.WHAT_IF_OF, { name: 'data' }) }).and(part.locator('[tabindex="-1"]'));
  await form.waitFor();
  const focused = () => page.evaluate(() => document.querySelector('tieback-preview').shadowRoot.activeElement?.className);
  await waitUntil(async () => (await focused()) === 'embed-form');
  await form.getByRole('button', { name: en.ui.CLOSE, exact: true }).press('Enter');
  await form.waitFor({ state: 'detached' });
  await waitUntil(async () => /button/.test(await focused()));
});

test('on what a server has, changes are tried without a word to it, and the engine comes when it is wanted', async (t) => {
  const { page, preview, requests } = await visit(t);
  await preview.getByRole('list', { name: 'What will be invoiced for it' }).waitFor();
  const engines = () => requests.filter((path) => path.includes('engine')).length;
  assert.equal(engines(), 0, 'whoever only looks does not wait for it');
  const charges = await saved();
  const name = (await preview.locator('.embed-what').first().innerText()).split('\n')[0].trim();
  await preview.getByRole('button', { name: texts.WHAT_IF }).first().click();
  const panel = preview.getByRole('group', { name: texts.TRIAL });
  const field = panel.getByRole('combobox').first();
  await field.waitFor();
  assert.ok(engines() > 0);
  const posted = [];
  page.on('request', (request) => { if (request.method() !== 'GET') posted.push(request.url()); });
  await field.fill('MP-TRIED');
  await panel.getByText(filled(en.subscriptions.CREATES, { order: 'MP-TRIED' })).waitFor();
  await preview.getByText(filled(en.words.PLACE, { order: 'MP-TRIED', line: '1' })).first().waitFor();
  assert.ok(name.length > 0);
  assert.deepEqual(posted, []);
  assert.deepEqual(await saved(), charges, 'nothing is saved');
  const own = JSON.parse(await admin.text(`/accounts/${GROUP}/preview`)).invoices;
  assert.ok(own.every(({ purchaseOrderId }) => purchaseOrderId !== 'MP-TRIED'));
  // What the server has now is shown again, and what is tried stays tried.
  await page.evaluate(() => document.querySelector('tieback-preview').refresh());
  await page.waitForTimeout(1000);
  assert.equal(await field.inputValue(), 'MP-TRIED');
  await preview.getByText(filled(en.words.PLACE, { order: 'MP-TRIED', line: '1' })).first().waitFor();
});

for (const [kind, given] of [['a value', SNAPSHOT], ['JSON text', JSON.stringify(SNAPSHOT)], ['bytes', [...readFileSync(FILE)]]]) {
  test(`a picker offers the purchase orders of a snapshot as ${kind}, and knows which there are`, async (t) => {
    const { requests, part: picker } = await alone(t, given, { tag: 'tieback-po-picker' });
    const box = picker.getByRole('combobox');
    await box.fill('mkt');
    const offered = SNAPSHOT.purchaseOrders.filter(({ id, description }) => `${id} ${description ?? ''}`.toLowerCase().includes('mkt'));
    await waitUntil(async () => (await picker.getByRole('option').count()) === offered.length);
    const validity = () => picker.evaluate(({ validity: { badInput, valid } }) => ({ badInput, valid }));
    await picker.evaluate((part) => { part.knownOnly = true; });
    await box.fill('NO-SUCH');
    await waitUntil(async () => (await validity()).badInput);
    await box.fill('MKT-2026-H1');
    await waitUntil(async () => (await validity()).valid);
    assert.deepEqual(requests.filter((path) => path.includes('/api/')), [], 'no server is asked');
  });
}

/** A part that stands alone on a page and knows no server. */
async function alone(t, given, { whatIf = false, tag = 'tieback-preview', ...options } = {}) {
  const it = await visit(t, { hidden: true, ...options });
  // What the console does with its own parts it must not do with this one.
  await it.page.waitForFunction(() => document.querySelector('tieback-po-picker').fetchClientSecret);
  await it.page.evaluate(({ given, whatIf, tag }) => {
    globalThis.told = [];
    document.querySelector('main').replaceChildren();
    const part = document.createElement(tag);
    part.addEventListener('tieback-error', ({ type, detail }) => globalThis.told.push({ type, detail }));
    part.snapshot = Array.isArray(given) ? new Uint8Array(given) : given;
    part.whatIf = whatIf;
    document.querySelector('main').append(part);
    document.documentElement.hidden = false;
  }, { given, whatIf, tag });
  const part = it.page.locator(tag);
  const told = (name) => it.page.evaluate((name) => globalThis.told.filter(({ type }) => type === name).map(({ detail }) => detail), name);
  /** The documents that are shown, by their ids where they have a form to be opened. */
  const rows = () => part.locator('.embed-coming').evaluateAll((rows) => rows.map((row) => ({
    id: row.querySelector('[data-document]')?.dataset.document ?? '',
    place: row.querySelector('.embed-place').textContent.trim(),
  })));
  const shown = async () => {
    await part.locator('.embed-coming').first().waitFor();
    return rows();
  };
  return { ...it, part, told, rows: shown };
}

const row = (part, name) => part.locator('.embed-coming').filter({ has: part.page().locator('.embed-what').filter({ hasText: name }) }).first();

/** Opens the form about an invoice. */
async function open(part, name) {
  await row(part, name).getByRole('button', { name: texts.WHAT_IF }).click();
  await part.getByRole('group', { name: filled(texts.WHAT_IF_OF, { name }) }).and(part.locator('[tabindex="-1"]')).waitFor();
}

/** Documents as rows show them. */
function expected(invoices, hasIds = true) {
  return invoices.map(({ id, purchaseOrderId, lineItemNumber }) => ({
    id: hasIds ? id : '',
    place: purchaseOrderId ? filled(en.words.PLACE, { order: purchaseOrderId, line: lineItemNumber }) : en.words.NO_ORDER,
  }));
}

const program = (...options) => JSON.parse(execFileSync(PROGRAM, options, { encoding: 'utf8' }));

const preview = () => program('preview', '--json', FILE).invoices;

function whatIf(edits) {
  if (edits.length === 0) return { invoices: [] };
  const directory = mkdtempSync(path.join(tmpdir(), 'tieback-edits-'));
  const file = path.join(directory, 'edits.json');
  writeFileSync(file, JSON.stringify({ at: new Date().toISOString(), edits }));
  try {
    return program('what-if', '--json', FILE, file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
