// What was spent: totals per cost centre, purchase order, subscription and account.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { GROUP, RESEARCH, onOneDatabase } from './account.mjs';
import { faults } from './axe.mjs';
import { en, englishOnly, filled, pattern, told } from './catalogue.mjs';
import { Client } from './client.mjs';
import { focused } from './keys.mjs';

const { costs, issued, orders, words } = en;

const ACCOUNT = '123456789012';
const AT = `/accounts/${ACCOUNT}`;

/** The month that is so many before this one. */
function monthBefore(count) {
  const today = new Date();
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - count, 1)).toISOString().slice(0, 7);
}

// They are over for long enough to be closed on every day of a month.
const [FIRST, SECOND] = [monthBefore(3), monthBefore(2)];

/** A cost centre that a spreadsheet would take for a formula. */
const FORMULA = '=CC,4100';

/** Usage of a month: the seller, the currency and what it cost. */
function usage(month, rows) {
  const [year, number] = month.split('-').map(Number);
  const end = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
  const names = ['BilledCost', 'BillingAccountId', 'BillingCurrency', 'BillingPeriodStart', 'BillingPeriodEnd', 'ChargeCategory', 'ChargePeriodStart', 'InvoiceIssuerName', 'ProviderName', 'PublisherName', 'ServiceName'];
  const cells = ([seller, currency, cost]) => [cost, ACCOUNT, currency, `${month}-01T00:00:00Z`, `${end}T00:00:00Z`, 'Usage', `${month}-03T00:00:00Z`, `"${seller}"`, 'AWS', `"${seller}"`, 'Compute'];
  return [names, ...rows.map(cells)].map((row) => row.join(',')).join('\n');
}

/** The tables of totals, each by its name as rows of cells. */
async function tables({ page }) {
  const found = await page.getByRole('region').filter({ has: page.getByRole('columnheader', { name: costs.SHARE }) }).all();
  return Object.fromEntries(await Promise.all(found.map(async (region) => [
    await region.getAttribute('aria-label'),
    await region.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.innerText.trim()))),
  ])));
}

const table = (currency, what) => filled(costs.TABLE, { currency, what });

async function per(visitor, what) {
  await visitor.page.getByLabel(costs.BY).selectOption({ label: what });
  await visitor.page.getByRole('columnheader', { name: what, exact: true }).first().waitFor();
  await visitor.settled();
}

/** Downloads the totals and returns the text of the file. */
async function file(visitor, flavour) {
  const download = visitor.page.waitForEvent('download');
  await visitor.pick(costs.CSV, flavour);
  const got = await download;
  assert.equal(got.suggestedFilename(), 'costs.csv');
  return readFile(await got.path(), 'utf8');
}

onOneDatabase(['--no-scheduler'], (fresh) => {
  let ada;

  test('totals per cost centre are summed by currency, with what has none before all others', async (t) => {
    ada = await begin(fresh);
    const visitor = await fresh.enter(t, ada, '/costs', { account: ACCOUNT });
    await visitor.arrives(costs.TITLE);
    await visitor.page.getByRole('heading', { name: filled(costs.IN_CURRENCY, { currency: 'USD' }) }).waitFor();
    const what = costs.BY_COST_CENTER;
    assert.deepEqual(await tables(visitor), {
      [table('EUR', what)]: [
        [costs.NO_COST_CENTER, '100%', '€160.50', '–', '€160.50', '2'],
        [costs.SUM, '', '€160.50', '–', '€160.50', '2'],
      ],
      [table('USD', what)]: [
        [FORMULA, '100%', 'US$2,500.00', 'US$100.00', 'US$2,400.00', '3'],
        [costs.SUM, '', 'US$2,500.00', 'US$100.00', 'US$2,400.00', '3'],
      ],
    });
    await visitor.page.getByText(filled(costs.WITHOUT, { amounts: '€160.50' }), { exact: true }).waitFor();
  });

  test('the lines without a cost centre are one click away, and lead to where one is given', async (t) => {
    const visitor = await fresh.enter(t, ada, '/costs', { account: ACCOUNT });
    const name = filled(words.PLACE, { order: 'EMEA', line: '1' });
    await visitor.link(name).waitFor();
    await visitor.press(costs.SHOW_LINES);
    assert.equal((await focused(visitor)).name, costs.LINES);
    const lines = visitor.page.getByRole('region', { name: costs.LINES });
    assert.deepEqual(await lines.locator('tbody th').allInnerTexts(), [name], 'those of CLOUD have one');
    await visitor.link(costs.IN_LIST).click();
    await visitor.arrives(orders.TITLE);
    await visitor.rows.first().waitFor();
    assert.deepEqual(await visitor.rows.getByRole('rowheader').allInnerTexts(), ['EMEA']);
    await visitor.page.goBack();
    await visitor.link(name).click();
    await visitor.arrives('EMEA');
  });

  test('totals are per purchase order, subscription and account too, and lead to each', async (t) => {
    const visitor = await fresh.enter(t, ada, '/costs', { account: ACCOUNT });
    await per(visitor, costs.BY_ACCOUNT);
    const byAccount = await tables(visitor);
    assert.equal(byAccount[table('USD', costs.BY_ACCOUNT)][0][0], 'Head office');
    await per(visitor, costs.BY_AGREEMENT);
    const byAgreement = await tables(visitor);
    assert.equal(byAgreement[table('EUR', costs.BY_AGREEMENT)][0][0], costs.NO_AGREEMENT);
    await per(visitor, costs.BY_ORDER);
    assert.equal(new URL(visitor.page.url()).searchParams.get('by'), 'purchase-order');
    await visitor.reload();
    const byOrder = await tables(visitor);
    assert.deepEqual(byOrder[table('USD', costs.BY_ORDER)][0].slice(0, 5), ['CLOUD', '100%', 'US$2,500.00', 'US$100.00', 'US$2,400.00']);
    await visitor.link(filled(costs.SHOW_INVOICES, { order: 'CLOUD', count: '3' })).click();
    await visitor.arrives(issued.TITLE);
    assert.equal(await visitor.page.locator('tbody tr').count(), 3);
  });

  test('months and currency narrow the totals, and stand in the address', async (t) => {
    const visitor = await fresh.enter(t, ada, `/costs?from=${FIRST}&to=${FIRST}`, { account: ACCOUNT });
    const what = costs.BY_COST_CENTER;
    assert.equal((await tables(visitor))[table('USD', what)].at(-1)[2], 'US$1,200.00');
    await visitor.page.getByLabel(costs.CURRENCY, { exact: true }).selectOption('EUR');
    await visitor.page.getByRole('heading', { name: filled(costs.IN_CURRENCY, { currency: 'USD' }) }).waitFor({ state: 'detached' });
    assert.deepEqual(Object.keys(await tables(visitor)), [table('EUR', what)]);
    assert.equal(visitor.address, `${AT}/costs?from=${FIRST}&to=${FIRST}&currency=EUR`);
    await visitor.page.goBack();
    await visitor.page.getByRole('heading', { name: filled(costs.IN_CURRENCY, { currency: 'USD' }) }).waitFor();
  });

  test('a month that cannot be read, and an end before the beginning, are told at their fields', async (t) => {
    const visitor = await fresh.enter(t, ada, `/costs?from=${SECOND}`, { account: ACCOUNT });
    const [from, to] = [costs.FROM, costs.TO].map((label) => visitor.page.getByRole('textbox', { name: label }));
    await to.fill(FIRST);
    await to.press('Enter');
    await visitor.page.getByText(pattern(costs.TO_BEFORE)).waitFor();
    assert.equal(await to.getAttribute('aria-invalid'), 'true');
    assert.equal(await from.getAttribute('aria-invalid'), null);
    await visitor.page.getByText(costs.CORRECT, { exact: true }).waitFor();
    await from.fill('next spring');
    await from.press('Enter');
    await visitor.page.getByText(filled(issued.NO_MONTH, { typed: 'next spring' })).waitFor();
    assert.equal(await from.inputValue(), 'next spring', 'what was typed is not lost');
    await from.fill(FIRST);
    await from.press('Enter');
    await visitor.page.getByRole('heading', { name: filled(costs.IN_CURRENCY, { currency: 'USD' }) }).waitFor();
  });

  test('months without invoices say so, and what leads to some', async (t) => {
    const visitor = await fresh.enter(t, ada, '/costs?from=2001-01&to=2001-12', { account: ACCOUNT });
    await visitor.page.getByText(costs.EMPTY, { exact: true }).waitFor();
    await visitor.link(filled(words.PLACE, { order: 'EMEA', line: '1' })).waitFor();
    assert.equal(await visitor.button(costs.CSV).count(), 0, 'nothing is downloaded where nothing is shown');
    await visitor.link(costs.ISSUED).click();
    await visitor.arrives(issued.TITLE);
  });

  test('the totals are a file, for spreadsheets without formulas and for programs as they are', async (t) => {
    const visitor = await fresh.enter(t, ada, `/costs?from=${FIRST}&to=${SECOND}`, { account: ACCOUNT });
    const [safe, raw] = [await file(visitor, costs.CSV_SPREADSHEET), await file(visitor, costs.CSV_RAW)];
    const lines = (text) => text.replace('\u{feff}', '').trimEnd().split('\r\n');
    const months = `${FIRST}/${SECOND}`;
    assert.deepEqual(lines(raw), [
      'per,id,name,currency,invoiced,credited,total,documents,months',
      `cost-center,,,EUR,160.50,0.00,160.50,2,${months}`,
      `cost-center,"${FORMULA}",,USD,2500.00,100.00,2400.00,3,${months}`,
    ]);
    assert.deepEqual(lines(safe), lines(raw).map((line) => line.replace(FORMULA, `'${FORMULA}`)));
  });

  test('a line that gets a cost centre is gone from the list, also while one looks', async (t) => {
    const visitor = await fresh.enter(t, ada, '/costs', { account: ACCOUNT });
    await visitor.link(filled(words.PLACE, { order: 'EMEA', line: '1' })).waitFor();
    await ada.send('PATCH', `${AT}/purchase-orders/EMEA/line-items/1`, { costCenter: 'CC-EU' });
    await visitor.page.getByText(pattern(costs.LINES_NONE)).waitFor();
  });
});

onOneDatabase(['--example'], (nordwind) => {
  test('the totals of the example are those of the server, whatever they are per', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/costs');
    const client = await nordwind.client('ines');
    for (const [word, what] of [['cost-center', costs.BY_COST_CENTER], ['purchase-order', costs.BY_ORDER], ['agreement', costs.BY_AGREEMENT], ['account', costs.BY_ACCOUNT]]) {
      await per(ines, what);
      const { items } = await client.get(`/accounts/${GROUP}/totals?by=${word}&from=${monthBefore(11)}&to=${monthBefore(0)}&limit=100`);
      const shown = await tables(ines);
      assert.equal(Object.values(shown).flat().length, items.length + Object.keys(shown).length, word);
      assert.equal(Object.keys(shown).length, new Set(items.map(({ currency }) => currency)).size, word);
    }
  });

  test('a member account sees what it was invoiced, and no purchase orders of others', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/costs', { account: RESEARCH });
    await ines.page.getByRole('columnheader', { name: costs.SHARE }).first().waitFor();
    assert.equal(await ines.page.getByRole('heading', { name: costs.LINES }).count(), 0);
    await per(ines, costs.BY_ACCOUNT);
    for (const rows of Object.values(await tables(ines))) assert.deepEqual(rows.map(([name]) => name), ['Research', costs.SUM]);
  });

  test('who may not see invoices is told why, and whom to ask', async (t) => {
    const aiko = await nordwind.enter(t, 'aiko', '/costs', { account: RESEARCH });
    await aiko.isAt(costs.TITLE);
    await aiko.page.getByText(costs.MAY_NOT_SEE, { exact: true }).waitFor();
    await aiko.page.getByText(/ask an administrator/).waitFor();
  });

  test('costs keep the rules of WCAG, and are German to the last word', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/costs');
    await ines.page.getByRole('columnheader', { name: costs.SHARE }).first().waitFor();
    await ines.page.getByRole('region', { name: costs.LINES }).or(ines.page.getByText(pattern(costs.LINES_NONE))).first().waitFor();
    const found = await faults(ines, 'costs');
    await ines.go(`/accounts/${GROUP}/costs?from=2026-09&to=2026-01`);
    found.push(...(await faults(ines, 'months the wrong way round')));
    assert.deepEqual(found, []);

    const german = await nordwind.enter(t, 'ines', '/costs', { locale: 'de-DE' });
    await german.page.locator('.costs-bars').first().waitFor();
    const left = (await told(german)).flatMap((text) => englishOnly.filter(({ key, pattern }) => key.startsWith('costs.') && pattern.test(text)));
    assert.deepEqual(left, []);
  });
});

/** The first person with a purchase order that has a cost centre, one that has none, two months of invoices and a credit memo. */
async function begin(site) {
  const ada = await Client.first(site, await site.server.line(), {
    organisation: { name: 'Analytical Engines', kind: 'organisation', account: { id: ACCOUNT, name: 'Head office' } },
    user: { email: 'ada@example.com', name: 'Ada' },
    password: 'a sentence that nobody guesses',
  });
  const [startMonth, endMonth] = [monthBefore(4), monthBefore(-12)];
  const line = { number: '1', type: 'monthly-usage', amount: '10000.00', quantity: '1', startMonth, endMonth, balanceTracking: true };
  const add = (id, billFrom, currency, more) =>
    ada.send('POST', `${AT}/purchase-orders`, { id, billFrom: [billFrom], currency, effectiveMonth: startMonth, expirationMonth: endMonth, lineItems: [{ ...line, ...more }] });
  await add('CLOUD', 'AWS_INC', 'USD', { costCenter: FORMULA });
  await add('EMEA', 'AWS_EMEA_SARL', 'EUR', {});
  const INC = ['Amazon Web Services, Inc.', 'USD'];
  const EMEA = ['Amazon Web Services EMEA SARL', 'EUR'];
  for (const [month, usd] of [[FIRST, '1200.00'], [SECOND, '1300.00']]) {
    await ada.import(`${AT}/usage:import-focus`, usage(month, [[...INC, usd], [...EMEA, '80.25']]));
    await ada.send('POST', `${AT}/invoice-runs`, { period: month });
  }
  const { items } = await ada.get(`${AT}/invoices`);
  const corrected = items.find(({ purchaseOrderId, billingPeriod }) => purchaseOrderId === 'CLOUD' && billingPeriod === SECOND);
  await ada.send('POST', `${AT}/invoices/${corrected.id}/credit-memos`, { amount: '100.00', reason: 'Too much' });
  return ada;
}
