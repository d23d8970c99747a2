// What leaves the pages: a link, a session, rows for a spreadsheet; and what comes of opening it again.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { en, filled } from './catalogue.mjs';
import { Page } from './page.mjs';
import { CLOUD, TODAY, site } from './site.mjs';

const pages = site();
const { frame } = en;
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };
const SNAPSHOT = fileURLToPath(new URL('../../examples/snapshot.json', import.meta.url));

/** What was copied last. */
const copied = ({ page }) => page.evaluate(() => navigator.clipboard.readText());

/** Chooses the month that counts as now. */
async function asOf(visitor, month) {
  const field = visitor.page.getByLabel(frame.AS_OF_HINT);
  await field.fill(month);
  await field.press('Enter');
  // It is written as people read months once it is taken.
  for (let tries = 0; tries < 200 && (await field.inputValue()) === month; tries += 1) await visitor.page.waitForTimeout(50);
  await visitor.settled();
}

/** A browser in which own data is open, with one edit, on the page of invoices. */
async function opened(test, options) {
  const visitor = await pages.visit(test, '/files', options);
  await visitor.choose(SNAPSHOT);
  await visitor.press(en.start.SHOW);
  await visitor.arrives(en.invoices.TITLE);
  const { purchaseOrders: [{ id }] } = JSON.parse(readFileSync(SNAPSHOT));
  await visitor.open(frame.NAV_ORDERS);
  await (await visitor.rowInTable(new RegExp(`^${id}$`))).click();
  await visitor.arrives(id);
  await visitor.press(en.orders.SUSPEND);
  await visitor.press(filled(en.orders.SUSPEND_ORDER, { order: id }), visitor.dialog);
  await visitor.message(en.changes.APPLIED);
  await visitor.open(frame.NAV_INVOICES);
  return visitor;
}

test('a link to edits of the sample shows somebody else exactly the same', async (t) => {
  const visitor = await pages.suspended(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  const changes = await visitor.changes();
  const preview = (await visitor.keep(frame.KEEP_PREVIEW)).data;
  await visitor.press(frame.SHARE);
  await visitor.message(frame.SHARED_SAMPLE);
  const link = await visitor.page.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.includes(`/preview?data=sample&today=${TODAY}#edits=`), link);

  const other = await pages.browserPage(t);
  await other.page.goto(link);
  await other.message(frame.SHARE_APPLIED);
  await other.settled();
  assert.deepEqual(await other.changes(), changes);
  assert.deepEqual((await other.keep(frame.KEEP_PREVIEW)).data, preview, 'to the byte');
  assert.ok(!other.page.url().includes('#'), 'the address is clean again');
});

test('where copying is not allowed, the link is shown to be copied', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); });
  await visitor.press(frame.SHARE);
  await visitor.dialog.getByText(frame.SHARE_FAILED).waitFor();
  assert.match(await visitor.dialog.getByLabel(frame.SHARE_LINK).inputValue(), /#edits=/);
});

test('a link tells which month counts as now', async (t) => {
  const visitor = await pages.suspended(t, CLIPBOARD);
  await asOf(visitor, '2026-12');
  await visitor.press(frame.SHARE);
  await visitor.message(frame.SHARED_SAMPLE);
  const link = await copied(visitor);

  const other = await pages.browserPage(t);
  await other.page.goto(link);
  await other.message(frame.SHARE_APPLIED);
  assert.equal(await other.page.getByLabel(frame.AS_OF_HINT).inputValue(), await visitor.page.getByLabel(frame.AS_OF_HINT).inputValue());
  assert.deepEqual((await other.keep(frame.KEEP_PREVIEW)).data, (await visitor.keep(frame.KEEP_PREVIEW)).data, 'to the byte');
});

test('edits in a link wait until the data that they are of is open', async (t) => {
  const visitor = await opened(t, CLIPBOARD);
  await visitor.press(frame.SHARE);
  await visitor.message(frame.SHARED);
  const link = await copied(visitor);
  assert.ok(!link.includes('data='), link);

  const other = await pages.browserPage(t);
  await other.page.goto(link);
  await other.page.getByText(frame.SHARE_WAITS).waitFor();
  await other.hand(SNAPSHOT);
  await other.press(en.start.SHOW);
  await other.message(frame.SHARE_APPLIED);
  await other.hasEdits(1);
  assert.equal(await other.page.getByText(frame.SHARE_WAITS).count(), 0);
});

test('edits of the sample wait while own data is open, and can be left', async (t) => {
  const visitor = await pages.suspended(t, CLIPBOARD);
  await visitor.press(frame.SHARE);
  await visitor.message(frame.SHARED_SAMPLE);
  const link = await copied(visitor);

  const other = await opened(t);
  await other.kept();
  await other.page.goto(link);
  await other.message(frame.SAMPLE_NOT_OPENED);
  await other.page.getByText(frame.SHARE_WAITS_SAMPLE).waitFor();
  await other.press(frame.SHARE_LEAVE);
  await other.page.getByText(frame.SHARE_WAITS_SAMPLE).waitFor({ state: 'detached' });
  await other.hasEdits(1);
});

test('edits of the sample join those of a sample that has edits already', async (t) => {
  const visitor = await pages.suspended(t, CLIPBOARD);
  await visitor.press(frame.SHARE);
  await visitor.message(frame.SHARED_SAMPLE);
  const link = await copied(visitor);

  const other = await pages.suspended(t);
  await other.kept();
  await other.page.goto(link);
  await other.message(frame.SHARE_APPLIED);
  await other.hasEdits(1);
  await other.open(frame.NAV_SCENARIOS);
  const table = other.page.getByRole('table').first();
  for (const name of [frame.SCENARIO_FIRST, frame.SCENARIO_SHARED]) {
    await table.getByRole('columnheader', { name, exact: true }).waitFor();
  }
  await other.press(en.scenarios.GO);
  await other.hasEdits(1);
});

test('what another tab has kept is not written over, and that is told', async (t) => {
  const visitor = await opened(t);
  await visitor.kept();
  const tab = new Page(await visitor.page.context().newPage(), pages, []);
  await tab.page.goto(pages.address('/preview'));
  await tab.settled();
  await tab.hasEdits(1);
  await tab.press(frame.UNDO);
  await tab.hasEdits(0);
  await tab.kept();

  const told = visitor.page.getByRole('alert').filter({ hasText: frame.KEPT_ELSEWHERE });
  assert.equal(await told.count(), 0);
  await asOf(visitor, '2026-12');
  await told.waitFor();
  await visitor.hasEdits(1);
  await visitor.reload();
  await visitor.hasEdits(0);
  assert.equal(await told.count(), 0, 'it goes on from what the other has kept');

  // Now it is the other one that has an old one.
  await asOf(visitor, '2026-12');
  await visitor.kept();
  assert.equal(await told.count(), 0);
  await asOf(tab, '2026-10');
  await tab.page.getByRole('alert').filter({ hasText: frame.KEPT_ELSEWHERE }).waitFor();
});

test('a link that is put into the address of an open page is followed, and one that is cut is told', async (t) => {
  const visitor = await pages.sample(t);
  const put = (fragment) => visitor.page.evaluate((hash) => { location.hash = hash; }, fragment);
  await put('edits=%7B%22at%22%3A%22202');
  // Of data that is no sample: it waits until it can be left.
  await visitor.page.getByText(frame.SHARE_WAITS).waitFor();
  await visitor.page.goto(`${pages.address('/preview?data=sample')}#edits=%7B%22at%22%3A%22202`);
  await visitor.message(frame.SHARE_UNREADABLE);
  assert.ok(!visitor.page.url().includes('#'), 'the address is clean again');
});

test('edits that do not fit leave no scenario behind', async (t) => {
  const visitor = await pages.browserPage(t);
  const edits = { at: '2026-11-02T00:00:00.000Z', edits: [{ set: { purchaseOrder: 'NO-SUCH' }, to: { suspended: true } }] };
  await visitor.page.goto(`${pages.address('/preview?data=sample')}#edits=${encodeURIComponent(JSON.stringify(edits))}`);
  await visitor.message(frame.SHARE_REFUSED);
  await visitor.hasEdits(0);
  await visitor.open(frame.NAV_SCENARIOS);
  assert.equal(await visitor.button(en.scenarios.REMOVE).count(), 0, 'one scenario is the only one');
});

test('edits that are kept as a file are a scenario again, on two pages', async (t) => {
  const visitor = await pages.suspended(t);
  const changes = await visitor.changes();
  const edits = await visitor.keep(frame.KEEP_EDITS);

  const other = await pages.sample(t);
  await other.open(frame.NAV_SCENARIOS);
  await other.page.getByText(en.scenarios.FROM_FILE).first().click();
  await other.hand(edits);
  await other.message(frame.SHARE_APPLIED);
  await other.hasEdits(1);
  await other.open(frame.NAV_INVOICES);
  assert.deepEqual(await other.changes(), changes);

  await other.open(frame.NAV_START);
  await other.hand(edits);
  await other.arrives(en.invoices.TITLE);
  await other.open(frame.NAV_SCENARIOS);
  await other.page.getByRole('columnheader', { name: frame.SCENARIO_SHARED, exact: true }).nth(1).waitFor();
});

test('a link that is long is told to be', async (t) => {
  const visitor = await pages.browserPage(t, CLIPBOARD);
  const edits = { at: '2026-11-02T00:00:00.000Z', edits: [] };
  for (let count = 0; count < 80; count += 1) edits.edits.push({ set: { purchaseOrder: CLOUD }, to: { description: `${'x'.repeat(90)}${count}` } });
  await visitor.page.goto(`${pages.address('/preview?data=sample')}#edits=${encodeURIComponent(JSON.stringify(edits))}`);
  await visitor.message(frame.SHARE_APPLIED);
  await visitor.press(frame.SHARE);
  await visitor.message(frame.SHARE_LONG);
  assert.ok((await copied(visitor)).length > 8000);
});

test('what is kept is of the present month when it is opened later, unless a month was chosen', async (t) => {
  const visitor = await pages.suspended(t);
  const month = (page) => page.page.getByLabel(frame.AS_OF_HINT).inputValue();
  const before = await month(visitor);
  await visitor.go('/preview?today=2026-12');
  const later = await month(visitor);
  assert.notEqual(later, before);
  await visitor.hasEdits(1);
  assert.ok((await visitor.shown()).total > 0);

  await asOf(visitor, '2026-10');
  const chosen = await month(visitor);
  await visitor.go('/preview?today=2027-01');
  assert.equal(await month(visitor), chosen);
});

test('a kept session opens again with its edits, in another browser', async (t) => {
  const visitor = await pages.suspended(t);
  const changes = await visitor.changes();
  const session = await visitor.keep(frame.KEEP_SESSION);
  assert.equal(session.name, 'tieback-session.json');

  const other = await pages.visit(t, '/files');
  await other.choose(session);
  await other.row(/^cloud-backup-13$/).waitFor();
  await other.hasEdits(1);
  await other.page.locator('.changes-list').waitFor();
  assert.deepEqual(await other.changes(), changes);
});

test('the rows are a table that spreadsheets open: a mark, CRLF, one head', async (t) => {
  const visitor = await pages.suspended(t);
  const { name, data } = await visitor.keep(frame.KEEP_CSV);
  assert.equal(name, 'preview.csv');
  assert.deepEqual([...data.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  const lines = data.toString('utf8').slice(1).split('\r\n');
  assert.equal(lines.pop(), '', 'the last line ends too');
  assert.ok(lines.every((line) => !/[\r\n]/.test(line)), 'no other line ends');
  const [head, ...rows] = lines;
  assert.match(head, /^[a-zA-Z_]+(,[a-zA-Z_]+)+$/);
  const { total } = await visitor.shown();
  assert.ok(rows.length >= total, `${rows.length} rows for ${total} invoices`);
  assert.match(head, /,category,agreement,estimate,moved,moved_from,moved_from_line,change,total_before$/);
  assert.ok(rows.some((row) => row.includes(`,yes,${CLOUD},`)), 'what the edits move is told');
});

test('the rows that are shown are exported as they are shown', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.go('/preview?month=2026-12&group=none&sort=-total&f=mark~%3D~anyChange');
  const { shown } = await visitor.shown();
  assert.ok(shown > 0, 'some invoices of the month go elsewhere');
  const { name, data } = await visitor.keep(frame.KEEP_SHOWN);
  assert.equal(name, 'preview-rows.csv');
  const rows = data.toString('utf8').trim().split('\r\n').slice(1);
  assert.equal(rows.length, shown);
  assert.ok(rows.every((row) => row.includes(',2026-12,')), rows.join('\n'));
  // Elsewhere there is no such view.
  await visitor.open(frame.NAV_ORDERS);
  await visitor.press(frame.KEEP);
  await visitor.page.getByRole('menuitem', { name: frame.KEEP_CSV }).waitFor();
  assert.equal(await visitor.page.getByRole('menuitem', { name: frame.KEEP_SHOWN }).count(), 0);
});

test('data with its edits is a snapshot of its own, and edits are a document', async (t) => {
  const visitor = await pages.suspended(t);
  const snapshot = JSON.parse((await visitor.keep(frame.KEEP_SNAPSHOT)).data);
  assert.equal(snapshot.purchaseOrders.find(({ id }) => id === CLOUD).suspended, true);
  const edits = JSON.parse((await visitor.keep(frame.KEEP_EDITS)).data);
  assert.deepEqual(edits.edits, [{ set: { purchaseOrder: CLOUD }, to: { suspended: true } }]);
});
