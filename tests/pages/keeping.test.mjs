// What leaves the pages: a link, a session, rows for a spreadsheet; and what comes of opening it again.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en } from './catalogue.mjs';
import { CLOUD, site } from './site.mjs';

const pages = site();
const { frame } = en;

test('a link to edits of the sample shows somebody else exactly the same', async (t) => {
  const visitor = await pages.suspended(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  const changes = await visitor.changes();
  const preview = (await visitor.keep(frame.KEEP_PREVIEW)).data;
  await visitor.press(frame.SHARE);
  await visitor.message(frame.SHARED_SAMPLE);
  const link = await visitor.page.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.includes('/preview?data=sample#edits='), link);

  const other = await pages.browserPage(t);
  await other.page.goto(link);
  await other.message(frame.SHARE_APPLIED);
  await other.settled();
  assert.deepEqual(await other.changes(), changes);
  assert.deepEqual((await other.keep(frame.KEEP_PREVIEW)).data, preview, 'to the byte');
  assert.ok(!other.page.url().includes('#'), 'the address is clean again');
});

test('where copying is not allowed, the link is in the address bar', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); });
  await visitor.press(frame.SHARE);
  await visitor.message(frame.SHARE_FAILED);
  assert.match(visitor.page.url(), /#edits=/);
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
});

test('data with its edits is a snapshot of its own, and edits are a document', async (t) => {
  const visitor = await pages.suspended(t);
  const snapshot = JSON.parse((await visitor.keep(frame.KEEP_SNAPSHOT)).data);
  assert.equal(snapshot.purchaseOrders.find(({ id }) => id === CLOUD).suspended, true);
  const edits = JSON.parse((await visitor.keep(frame.KEEP_EDITS)).data);
  assert.deepEqual(edits.edits, [{ set: { purchaseOrder: CLOUD }, to: { suspended: true } }]);
});
