// The consoles in examples/, each started by the command of its README, on another origin than the
// server: what is set through the widget is there in the pages of the server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createInterface } from 'node:readline';

import { launch, open } from '../browser/chromium.mjs';
import { GROUP, Organisation } from './account.mjs';
import { en, filled } from './catalogue.mjs';
import { PROGRAM } from './server.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const AGREEMENT = { id: 'agmt-000001', name: 'Lumenroot Analytics' };
const { subscriptions: texts } = en;

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

for (const name of ['console-html', 'console-react']) {
  test(`${name}: a purchase order that is set through the widget is in the dashboard`, async (t) => {
    const { console: host, organisation } = await started(t, name);
    assert.notEqual(new URL(host).origin, new URL(organisation.server.address).origin);
    const { page, complaints } = await open(t, browser, { locale: 'en-GB' });
    page.setDefaultTimeout(90_000);
    const order = await otherOrder(organisation);

    const before = await organisation.enter(t, 'ines', `/purchase-orders/${order}`);
    await before.arrives(order);
    await before.page.getByRole('tab', { name: en.orders.COLUMN_DOCUMENTS, exact: true }).click();
    await before.settled();
    assert.equal(await before.page.getByRole('tabpanel').getByText(AGREEMENT.name).count(), 0);

    await page.goto(host);
    const charges = page.locator('tieback-charges');
    const [charge] = await openCharges(organisation);
    const label = filled(texts.ORDER_OF, { charge });
    await charges.getByRole('combobox', { name: label }).first().fill(order);
    await charges.getByText(texts.WILL).waitFor();
    await charges.getByRole('button', { name: texts.SAVE, exact: true }).click();
    await charges.getByText(filled(texts.SAVED_ONE, { count: '1' })).waitFor();
    await page.locator('tieback-preview').getByRole('link', { name: new RegExp(`^${order} `) }).first().waitFor();
    assert.deepEqual(complaints, []);

    const subscription = await organisation.enter(t, 'ines', `/subscriptions/${AGREEMENT.id}`);
    await subscription.arrives(AGREEMENT.name);
    const entry = subscription.page.getByRole('combobox', { name: label }).first();
    await entry.waitFor();
    assert.equal(await entry.inputValue(), order);
    const ordered = await organisation.enter(t, 'ines', `/purchase-orders/${order}`);
    await ordered.arrives(order);
    await ordered.page.getByRole('tab', { name: en.orders.COLUMN_DOCUMENTS, exact: true }).click();
    await ordered.page.getByRole('tabpanel').getByText(AGREEMENT.name).first().waitFor();
    // The server stops first: nobody is to wonder where it is, or to wait for parts of the pages.
    await Promise.all([before, subscription, ordered].map(async (visitor) => {
      await visitor.complete();
      await visitor.page.close();
    }));
  });
}

test('console-react: another agreement takes the place of the one that is shown, and events arrive', async (t) => {
  const { console: host } = await started(t, 'console-react');
  const { page, complaints } = await open(t, browser, { locale: 'en-GB' });
  page.setDefaultTimeout(90_000);
  await page.goto(host);
  const title = page.locator('tieback-charges').locator('.embed-title');
  await title.filter({ hasText: AGREEMENT.name }).waitFor();
  await page.getByLabel('Agreement').selectOption({ label: 'Nadelwerk Forms' });
  await title.filter({ hasText: 'Nadelwerk Forms' }).waitFor();
  assert.deepEqual(complaints, []);
});

test('console-backend: its client secret opens a session once, and only for its own pages', async (t) => {
  const { console: host, organisation } = await started(t, 'console-backend');
  const secret = async () => (await (await fetch(new URL('embed-session', host), { method: 'POST' })).json()).clientSecret;
  const exchange = (clientSecret, origin) =>
    fetch(new URL('api/v1/embed/session', organisation.server.address), { method: 'POST', headers: { 'content-type': 'application/json', origin }, body: JSON.stringify({ clientSecret }) });
  const own = new URL(host).origin;
  const first = await secret();
  const opened = await exchange(first, own);
  assert.equal(opened.status, 201);
  assert.equal((await opened.json()).account, GROUP);
  assert.equal((await exchange(first, own)).status, 401, 'it works once');
  assert.equal((await exchange(await secret(), 'https://elsewhere.example')).status, 403);

  const { page, complaints } = await open(t, browser, { locale: 'en-GB' });
  page.setDefaultTimeout(90_000);
  await page.goto(host);
  await page.locator('tieback-preview').getByRole('list', { name: 'Coming invoices' }).waitFor();
  assert.deepEqual(complaints, []);
});

test('the backend of the examples has forty lines at most, and every README says how its console is started', async () => {
  const backend = await readFile(path.join(ROOT, 'examples/console-backend/backend.mjs'), 'utf8');
  assert.ok(backend.trimEnd().split('\n').length <= 40);
  for (const name of ['console-html', 'console-react', 'console-backend']) assert.match(await command(name), /^\S/);
});

/** The command in the README of an example. */
async function command(name) {
  const readme = await readFile(path.join(ROOT, 'examples', name, 'README.md'), 'utf8');
  return readme.match(/^```sh\n(.+)\n```$/m)[1];
}

/** Runs it until the test ends, and waits for the addresses that it prints. */
async function started(t, name) {
  const line = await command(name);
  // Commands that name no directory are run in that of the example.
  const cwd = line.includes('examples/') ? ROOT : path.join(ROOT, 'examples', name);
  const program = spawn('sh', ['-c', line], { cwd, detached: true, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TIEBACK_BIN: PROGRAM } });
  const ended = new Promise((resolve) => program.once('exit', resolve));
  t.after(async () => {
    process.kill(-program.pid, 'SIGTERM');
    await ended;
  });
  const addresses = [];
  for await (const printed of createInterface(program.stdout)) {
    if (/^http:\/\/\S+$/.test(printed)) addresses.push(printed);
    if (addresses.length === 2) break;
  }
  const [console, server] = addresses;
  assert.ok(server, `\`${line}\` ended before it told its addresses`);
  const organisation = new Organisation();
  organisation.server = { address: server };
  organisation.browser = browser;
  return { console, organisation };
}

/** Charges of the agreement that a purchase order can be set on, by their names. */
async function openCharges(organisation) {
  const { items } = await (await organisation.client('ines')).get(`/accounts/${GROUP}/agreements/${AGREEMENT.id}/charges?limit=100`);
  return items.filter(({ state }) => state === 'future').map(({ description, id }) => description || id);
}

/** An active purchase order that no charge of the agreement names. */
async function otherOrder(organisation) {
  const reader = await organisation.client('ines');
  const { items } = await reader.get(`/accounts/${GROUP}/purchase-orders?limit=100`);
  const { items: charges } = await reader.get(`/accounts/${GROUP}/agreements/${AGREEMENT.id}/charges?limit=100`);
  const [{ currency }] = charges;
  const used = new Set(JSON.parse(await organisation.preview()).invoices.map(({ purchaseOrderId }) => purchaseOrderId));
  const found = items.find((order) => order.status === 'active' && order.currency === currency && !used.has(order.id)) ?? items.find((order) => order.status === 'active' && order.currency === currency && order.id !== charges[0].purchaseOrderReference);
  return found.id;
}
