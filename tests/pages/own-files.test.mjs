// People's own files: understood, asked about, shown, remembered; and told apart from what is broken.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { en, filled, pattern } from './catalogue.mjs';
import { site } from './site.mjs';

const pages = site();
const { start } = en;
const example = (name) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
const ROWS = `${filled(start.ROWS_OTHER, { count: 56 })} · `;
const KESTREL = 'Kestrel Cloud Resale Ltd';

/** The table of what was understood: file, kind and content of each. */
async function understood({ page }) {
  const rows = page.getByRole('region', { name: start.UNDERSTOOD }).getByRole('table').first().locator('tbody tr');
  const texts = await Promise.all((await rows.all()).map((row) => row.locator('th, td').allInnerTexts()));
  return texts.map((cells) => cells.map((cell) => cell.trim()));
}

/** The problems, as they stand in their table: file, row, column, words. */
async function problems({ page }) {
  const rows = page.getByRole('region', { name: start.PROBLEMS }).locator('tbody tr');
  return Promise.all((await rows.all()).map((row) => row.locator('th, td').allInnerTexts()));
}

test('three files at once, two questions, and their invoices are shown', async (t) => {
  const visitor = await pages.visit(t, '/files');
  await visitor.choose(example('focus.csv'), example('purchase-orders.csv'), example('charges.json'));
  const parts = await understood(visitor);
  assert.deepEqual(parts.map(([file, kind]) => [file, kind]), [
    ['focus.csv', start.KIND_FOCUS],
    ['purchase-orders.csv', start.KIND_ORDERS],
    ['charges.json', start.KIND_CHARGES],
  ]);
  assert.ok(parts[0][2].startsWith(ROWS), parts[0][2]);
  assert.equal(await visitor.button(start.SHOW).count(), 0, 'not before the questions are answered');

  await visitor.page.getByLabel(filled(start.ASK_BILL_FROM, { file: 'charges.json' })).fill('AWS_INC');
  const period = visitor.page.getByLabel(filled(start.ASK_PERIOD, { file: 'charges.json' }));
  await period.fill('2026-03');
  await period.press('Enter');
  await visitor.press(start.READ_AGAIN, visitor.page.locator('.asked', { hasText: start.QUESTIONS }));
  await visitor.settled();
  assert.deepEqual(await problems(visitor), []);
  await visitor.press(start.SHOW);
  await visitor.rows.first().waitFor();
  assert.equal(await visitor.heading.innerText(), en.invoices.TITLE);
  await visitor.filter('lumenroot');
  assert.ok((await visitor.shown()).shown > 0, 'charges of the listing are there');
  await visitor.page.getByRole('banner').getByText(filled(start.NAME_FILES_OTHER, { count: 3 })).waitFor();
});

test('an issuer that nobody knows is told once, and remembered', async (t) => {
  const visitor = await pages.visit(t, '/files');
  await visitor.choose(example('focus.csv'));
  const field = visitor.page.getByLabel(KESTREL);
  await field.selectOption({ label: 'Amazon Web Services EMEA SARL' });
  await visitor.press(start.READ_AGAIN);
  await visitor.settled();
  const sellers = async () => (await understood(visitor))[0][2].match(pattern(start.SELLERS, {}, { whole: false }))[1];
  assert.equal(await sellers(), 'AWS_EMEA_SARL, AWS_INC');

  await visitor.reload();
  await visitor.choose(example('focus.csv'));
  assert.equal(await sellers(), 'AWS_EMEA_SARL, AWS_INC', 'after the page was loaded anew');
  assert.equal(await field.inputValue(), 'AWS_EMEA_SARL', 'and can be told otherwise');
  await field.selectOption('');
  await visitor.press(start.READ_AGAIN);
  await visitor.settled();
  assert.notEqual(await sellers(), 'AWS_EMEA_SARL, AWS_INC');
});

test('an answer is of one listing, and can be given otherwise once the files are read', async (t) => {
  const visitor = await pages.visit(t, '/files');
  const { page } = visitor;
  const seller = (file) => page.getByLabel(filled(start.ASK_BILL_FROM, { file }));
  const month = (file) => page.getByLabel(filled(start.ASK_PERIOD, { file }));
  const readAgain = async () => {
    await visitor.press(start.READ_AGAIN);
    await visitor.settled();
  };
  const charges = readFileSync(example('charges.json'), 'utf8');
  await visitor.choose(example('charges.json'), { name: 'later.json', data: charges.replaceAll('"id": "', '"id": "later-') });
  await seller('charges.json').fill('AWS_INC');
  await month('charges.json').fill('2026-03');
  await month('charges.json').press('Enter');
  assert.equal(await seller('later.json').inputValue(), '');
  assert.equal(await month('later.json').inputValue(), '');
  await readAgain();
  assert.equal(await visitor.button(start.SHOW).count(), 0, 'the other is asked still');
  await seller('later.json').fill('AWS_EMEA_SARL');
  await month('later.json').fill('2026-04');
  await month('later.json').press('Enter');
  await readAgain();
  const contents = async () => (await understood(visitor)).map(([, , content]) => content);
  assert.match((await contents())[0], /AWS_INC/);
  assert.match((await contents())[1], /AWS_EMEA_SARL/);

  await visitor.button(start.SHOW).waitFor();
  await seller('charges.json').fill('AWS_INDIA');
  assert.equal(await visitor.button(start.SHOW).getAttribute('aria-disabled'), 'true', 'not what was read with another answer');
  await readAgain();
  assert.match((await contents())[0], /AWS_INDIA/);
  assert.match((await contents())[1], /AWS_EMEA_SARL/);
  assert.notEqual(await visitor.button(start.SHOW).getAttribute('aria-disabled'), 'true');
});

test('an account that is in no file any more is no problem', async (t) => {
  const visitor = await pages.visit(t, '/files');
  const head = 'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodStart,InvoiceIssuerName,ProviderName,PublisherName';
  const focus = (...accounts) => ({
    name: 'accounts.csv',
    data: [head, ...accounts.map((id) => `1.00,${id},USD,2026-03-01,Usage,2026-03-02,"Amazon Web Services, Inc.",AWS,Elsewhere Ltd`), ''].join('\n'),
  });
  await visitor.choose(focus('111', '222'));
  const account = visitor.page.getByLabel(filled(start.ASK_ACCOUNTS, { provider: 'AWS' }));
  await account.selectOption('111');
  await visitor.press(start.READ_AGAIN);
  await visitor.settled();
  await visitor.button(start.SHOW).waitFor();
  assert.equal(await account.inputValue(), '111', 'it can be chosen otherwise');
  await visitor.choose(focus('333'));
  await visitor.press(filled(start.LEAVE_OUT, { file: 'accounts.csv' }));
  await visitor.settled();
  assert.deepEqual(await problems(visitor), []);
  await visitor.button(start.SHOW).waitFor();
  assert.equal(await account.count(), 0);
});

test('a packed file is read as what is in it', async (t) => {
  const visitor = await pages.visit(t, '/files');
  await visitor.choose({ name: 'focus.csv.gz', data: gzipSync(readFileSync(example('focus.csv'))) });
  const [[file, kind, content]] = await understood(visitor);
  assert.deepEqual([file, kind], ['focus.csv.gz', start.KIND_FOCUS]);
  assert.ok(content.startsWith(ROWS), content);
});

test('every problem of every file is listed, with its row, and nothing is half imported', async (t) => {
  const visitor = await pages.visit(t, '/files');
  const head = 'po_number,bill_from,currency,po_effective,po_expires,line_number,line_type,line_start,line_end,line_amount';
  await visitor.choose(
    example('focus.csv'),
    { name: 'neither.csv', data: 'a,b\n1,2\n' },
    { name: 'orders.csv', data: `${head}\nA,AWS_INC,USD,2026-13,2026-12,1,all,2026-01,2026-12,9\nB,AWS_INC,USD,2026-01,2026-12,1,nonsense,2026-01,2026-12,9\n` },
    { name: 'no-snapshot.json', data: '{"hello": 1}' },
    { name: 'empty.csv', data: '' },
    { name: 'picture.png', data: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') },
  );
  const told = await problems(visitor);
  const of = (name) => told.filter(([file]) => file === name);
  assert.deepEqual(of('focus.csv'), [], 'a good file has no problem');
  assert.match(of('neither.csv')[0][3], /neither a billing export, .* nor a purchase order list/);
  assert.deepEqual(of('orders.csv').map(([, row, column]) => [row, column]), [['2', 'po_effective'], ['3', 'line_type']]);
  assert.match(of('no-snapshot.json')[0][3], /`hello` is not a key of a snapshot/);
  assert.equal(of('empty.csv').length, 1);
  assert.equal(of('picture.png').length, 1);
  assert.equal(await visitor.button(start.SHOW).count(), 0);

  await visitor.go('/preview');
  assert.equal(await visitor.heading.innerText(), start.TITLE, 'there is no data');
});

test('a snapshot that does not fit together tells where', async (t) => {
  const visitor = await pages.visit(t, '/files');
  const snapshot = JSON.parse(readFileSync(example('snapshot.json')));
  snapshot.purchaseOrders[0].currency = 'ABC';
  await visitor.choose({ name: 'currency.json', data: JSON.stringify(snapshot) });
  assert.deepEqual((await problems(visitor)).map(([, , place]) => place), ['/purchaseOrders/0/currency']);

  const twice = JSON.parse(readFileSync(example('snapshot.json')));
  twice.purchaseOrders.push(twice.purchaseOrders[0]);
  await visitor.press(filled(start.LEAVE_OUT, { file: 'currency.json' }));
  await visitor.choose({ name: 'twice.json', data: JSON.stringify(twice) });
  if (await visitor.button(start.SHOW).count()) await visitor.press(start.SHOW);
  await visitor.page.getByRole('alert').filter({ hasText: start.PROBLEMS }).waitFor();
  const place = `/purchaseOrders/${twice.purchaseOrders.length - 1}`;
  assert.ok((await visitor.page.getByRole('main').innerText()).includes(place), place);
  assert.equal(visitor.address, '/files', 'still where the files came in');
});

test('bad files leave the data that is open as it is', async (t) => {
  const visitor = await pages.suspended(t);
  const changes = await visitor.changes();
  await visitor.open(en.frame.NAV_START);
  await visitor.choose({ name: 'empty.json', data: '' });
  assert.equal((await problems(visitor)).length, 1);
  await visitor.open(en.frame.NAV_INVOICES);
  assert.deepEqual(await visitor.changes(), changes);
});

test('own data and edits are not replaced unasked, and can be kept first', async (t) => {
  const visitor = await pages.suspended(t);
  const changes = await visitor.changes();
  await visitor.open(en.frame.NAV_START);
  await visitor.press(start.SAMPLE);
  await visitor.dialog.getByText(filled(start.REPLACE_TEXT, { name: 'Alder & Finch' })).waitFor();
  const download = visitor.page.waitForEvent('download');
  await visitor.press(start.REPLACE_EXPORT, visitor.dialog);
  assert.equal((await download).suggestedFilename(), 'tieback-session.json');
  await visitor.press(start.FORGET_CANCEL, visitor.dialog);
  await visitor.open(en.frame.NAV_INVOICES);
  assert.deepEqual(await visitor.changes(), changes);

  await visitor.open(en.frame.NAV_START);
  await visitor.choose(example('snapshot.json'));
  await visitor.press(start.SHOW);
  await visitor.press(start.REPLACE_NOW, visitor.dialog);
  await visitor.arrives(en.invoices.TITLE);
  await visitor.hasEdits(0);
  // Own data is asked about without an edit too, the sample is not.
  await visitor.open(en.frame.NAV_START);
  await visitor.press(start.SAMPLE);
  await visitor.press(start.REPLACE_NOW, visitor.dialog);
  await visitor.arrives(en.invoices.TITLE);
  await visitor.open(en.frame.NAV_START);
  await visitor.press(start.SAMPLE);
  await visitor.arrives(en.invoices.TITLE);
});

test('files are added to those that are read, corrected, and left out', async (t) => {
  const visitor = await pages.visit(t, '/files');
  const names = async () => (await understood(visitor)).map(([file]) => file);
  await visitor.choose(example('focus.csv'));
  await visitor.choose({ name: 'orders.csv', data: 'po_number\nA\n' });
  assert.deepEqual(await names(), ['focus.csv', 'orders.csv']);
  assert.ok((await problems(visitor)).length > 0);
  await visitor.choose({ name: 'orders.csv', data: readFileSync(example('purchase-orders.csv')) });
  await visitor.message(start.READ_ANEW);
  assert.deepEqual(await names(), ['focus.csv', 'orders.csv']);
  assert.deepEqual(await problems(visitor), []);

  await visitor.press(filled(start.LEAVE_OUT, { file: 'orders.csv' }));
  await visitor.settled();
  assert.deepEqual(await names(), ['focus.csv']);
  await visitor.press(filled(start.LEAVE_OUT, { file: 'focus.csv' }));
  await visitor.page.getByText(start.ADD_MORE).waitFor({ state: 'detached' });
});

test('exports of several months that carry one name are read side by side', async (t) => {
  const visitor = await pages.visit(t, '/files');
  const names = async () => (await understood(visitor)).map(([file]) => file);
  const orders = readFileSync(example('purchase-orders.csv'), 'utf8');
  await visitor.choose({ name: 'orders.csv', data: orders });
  await visitor.choose({ name: 'orders.csv', data: orders.replace(/\n.*\n?$/, '\n') });
  await visitor.message(filled(start.READ_BESIDE, { file: 'orders.csv', name: 'orders (2).csv' }));
  assert.deepEqual(await names(), ['orders.csv', 'orders (2).csv']);
});

test('a file that comes while another is read is read with it, and nothing is told as failed', async (t) => {
  const visitor = await pages.visit(t, '/files');
  const files = ['focus.csv', 'purchase-orders.csv'].map((name) => [name, readFileSync(example(name), 'utf8')]);
  await visitor.page.evaluate(async (files) => {
    for (const [name, text] of files) {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name, { type: 'text/csv' }));
      document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
      await new Promise((resolve) => { setTimeout(resolve); });
    }
  }, files);
  await visitor.page.getByText(start.ADD_MORE).waitFor();
  await visitor.settled();
  assert.deepEqual((await understood(visitor)).map(([file]) => file), ['focus.csv', 'purchase-orders.csv']);
  assert.equal(await visitor.page.locator('.flash-text').count(), 0);
});

test('files are taken where they are dropped, and a near miss does not leave the page', async (t) => {
  const visitor = await pages.visit(t, '/files');
  const drop = async (selector) => {
    const data = await visitor.page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'focus.csv', { type: 'text/csv' }));
      return data;
    }, readFileSync(example('focus.csv'), 'utf8'));
    const isTaken = [];
    for (const type of ['dragover', 'drop']) {
      isTaken.push(await visitor.page.locator(selector).evaluate((element, { name, dataTransfer }) =>
        !element.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer })), { name: type, dataTransfer: data }));
    }
    await visitor.settled();
    return isTaken;
  };
  assert.deepEqual(await drop('h1.heading'), [true, true], 'the browser does not open the file');
  assert.equal(await visitor.page.getByText(start.ADD_MORE).count(), 0, 'it is not taken either');
  assert.deepEqual(await drop('.drop'), [true, true]);
  assert.deepEqual((await understood(visitor)).map(([file]) => file), ['focus.csv']);
});

test('data is forgotten when asked to, also by the browser', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.open(en.frame.NAV_START);
  await visitor.choose(example('focus.csv'));
  await visitor.page.getByLabel(KESTREL).selectOption('AWS_EMEA_SARL');
  const names = () => visitor.page.evaluate(() => JSON.stringify(localStorage));
  assert.ok((await names()).includes(KESTREL));
  await visitor.press(start.FORGET);
  await visitor.press(start.FORGET, visitor.dialog);
  await visitor.message(start.FORGOTTEN);
  assert.ok(!(await names()).includes(KESTREL));
  await visitor.go('/preview');
  assert.equal(await visitor.heading.innerText(), start.TITLE);
});
