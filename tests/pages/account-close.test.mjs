// From the preview to the invoice: a month is closed, and what was previewed is what is issued.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { onEachDatabase, refusedWith } from './account.mjs';
import { Client } from './client.mjs';
import { en, filled, pattern } from './catalogue.mjs';

const { issued, save } = en;

const ACCOUNT = '123456789012';
const AT = `/accounts/${ACCOUNT}`;

/** The month that is so many before this one. */
function monthBefore(count) {
  const today = new Date();
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - count, 1)).toISOString().slice(0, 7);
}

// They are over on every day of a month.
const [FIRST, SECOND, THIRD] = [monthBefore(3), monthBefore(2), monthBefore(1)];

const inWords = (month) => new Date(`${month}-01T00:00:00Z`).toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** Usage of a month: the seller, the currency and what it cost. */
function usage(month, rows) {
  const [year, number] = month.split('-').map(Number);
  const end = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
  const facts = ([seller, currency, cost]) => ({
    BilledCost: cost,
    BillingAccountId: ACCOUNT,
    BillingCurrency: currency,
    BillingPeriodStart: `${month}-01T00:00:00Z`,
    BillingPeriodEnd: `${end}T00:00:00Z`,
    ChargeCategory: 'Usage',
    ChargePeriodStart: `${month}-03T00:00:00Z`,
    InvoiceIssuerName: `"${seller}"`,
    ProviderName: 'AWS',
    PublisherName: `"${seller}"`,
    ServiceName: 'Compute',
  });
  const table = rows.map(facts);
  return [Object.keys(table[0]), ...table.map(Object.values)].map((cells) => cells.join(',')).join('\n');
}

const INC = ['Amazon Web Services, Inc.', 'USD'];
const EMEA = ['Amazon Web Services EMEA SARL', 'EUR'];

onEachDatabase(['--no-scheduler'], (fresh) => {
  let ada;

  test('the month before it is closed is issued exactly as the preview shows it', async (t) => {
    ada = await begin(fresh);
    await ada.import(`${AT}/usage:import-focus`, usage(FIRST, [[...INC, '1150.50'], [...EMEA, '80.25']]));
    const certain = await previewOf(ada, FIRST);
    assert.equal(certain.length, 2);

    const visitor = await fresh.enter(t, ada, `/close?month=${FIRST}`, { account: ACCOUNT });
    await visitor.arrives(issued.CLOSE_TITLE);
    await visitor.page.getByRole('heading', { name: filled(issued.DUE, { month: inWords(FIRST) }) }).waitFor();
    await visitor.rows.nth(1).waitFor();
    const documents = await visitor.column(en.invoices.COLUMN_DOCUMENT);
    assert.deepEqual((await documents.allInnerTexts()).sort(), ['Compute', 'Compute']);
    const totals = await (await visitor.column(en.invoices.COLUMN_TOTAL)).allInnerTexts();
    assert.deepEqual(totals.sort(), ['US$1,150.50', '€80.25'].sort());
    await visitor.page.getByText(issued.DIFF_NONE, { exact: true }).waitFor();
    await visitor.page.getByText(filled(issued.WITHOUT_ONE, { count: 1 })).waitFor();
    assert.deepEqual((await ada.get(`${AT}/invoices`)).items, [], 'looking issues nothing');

    await close(visitor, 2);
    await visitor.page.getByRole('heading', { name: filled(issued.DONE_TITLE, { month: inWords(FIRST) }) }).waitFor();
    await visitor.page.getByText(filled(issued.DONE_OTHER, { count: 2 }), { exact: true }).waitFor();
    const { items } = await ada.get(`${AT}/invoices`);
    const facts = ({ billFrom, total, purchaseOrderId, lineItemNumber }) => [billFrom, total, purchaseOrderId, lineItemNumber].join(' ');
    assert.deepEqual(items.map(facts).sort(), certain.map(facts).sort());
  });

  test('an issued invoice tells why it uses its line, and its document can be had', async (t) => {
    const { items } = await ada.get(`${AT}/invoices`);
    const { id } = items.find((invoice) => invoice.purchaseOrderId === 'CLOUD');
    const visitor = await fresh.enter(t, ada, `/invoices?from=${FIRST}&to=${FIRST}`, { account: ACCOUNT });
    await visitor.arrives(issued.TITLE);
    await visitor.link(id).click();
    await visitor.arrives(id);
    await visitor.page.getByRole('heading', { name: issued.WHY }).waitFor();
    const candidates = visitor.page.locator('.candidate');
    await candidates.first().waitFor();
    assert.match(await candidates.first().innerText(), pattern('CLOUD line 1 is used: ', {}, { whole: false }));
    const expected = visitor.page.getByRole('region', { name: issued.EXPECTED_TITLE });
    await expected.getByText(issued.NOT_EXPECTED).waitFor();

    const { id: other } = items.find((invoice) => invoice.purchaseOrderId === null);
    await visitor.go(`${AT}/invoices/${other}`);
    const out = filled(en.rules.BILL_FROM.replace(/ \(.*/, ''), { order: 'CLOUD', billFrom: 'AWS_INC', seller: 'AWS_EMEA_SARL' });
    await candidates.filter({ hasText: out }).waitFor({ state: 'attached' });
    await visitor.go(`${AT}/invoices/${id}`);
    await candidates.first().waitFor();

    for (const [name, kind] of [[issued.DOCUMENT, 'text/html'], [issued.PDF, 'application/pdf']]) {
      const href = await visitor.link(pattern(name, {}, { whole: false })).getAttribute('href');
      const response = await ada.request('GET', href.slice(href.indexOf('/accounts')), 'text/plain');
      assert.equal(response.status, 200, name);
      assert.ok(response.headers.get('content-type').startsWith(kind), name);
    }
    const page = visitor.page.context().waitForEvent('page');
    await visitor.link(pattern(issued.DOCUMENT, {}, { whole: false })).click();
    await (await page).getByText(id).first().waitFor();
  });

  test('usage that came late is told before it is invoiced with the next month, and after', async (t) => {
    await ada.import(`${AT}/usage:import-focus`, usage(SECOND, [[...INC, '1200.00'], [...EMEA, '80.25']]));
    await ada.import(`${AT}/usage:import-focus`, usage(FIRST, [[...INC, '1170.50'], [...EMEA, '80.25']]));
    const visitor = await fresh.enter(t, ada, '/close', { account: ACCOUNT });
    await visitor.page.getByRole('heading', { name: filled(issued.DUE, { month: inWords(SECOND) }) }).waitFor();
    const corrected = { what: 'Compute', month: inWords(FIRST), place: filled(en.words.PLACE, { order: 'CLOUD', line: '1' }) };
    await visitor.page.getByText(filled(issued.DIFF_CORRECTED, corrected)).waitFor();

    await close(visitor, 2);
    await visitor.page.getByRole('heading', { name: filled(issued.DONE_TITLE, { month: inWords(SECOND) }) }).waitFor();
    await visitor.link(issued.SHOW_ISSUED).click();
    await visitor.arrives(issued.TITLE);
    const row = visitor.page.getByRole('row', { name: /CLOUD/ });
    await row.getByRole('link').first().click();
    const expected = visitor.page.getByRole('region', { name: issued.EXPECTED_TITLE });
    await expected.getByText(issued.CORRECTION).waitFor();
    assert.deepEqual(await expected.locator('tbody tr td:nth-of-type(2)').allInnerTexts(), ['20.00 USD', '1,200.00 USD']);
  });

  test('a month that is closed is not issued a second time', async (t) => {
    const before = await ada.get(`${AT}/invoices`);
    const visitor = await fresh.enter(t, ada, `/close?month=${SECOND}`, { account: ACCOUNT });
    await visitor.page.getByText(filled(issued.CLOSED_ALREADY, { month: inWords(SECOND) })).waitFor();
    await visitor.page.getByText(issued.NOTHING_DUE, { exact: true }).waitFor();
    const button = visitor.button(filled(issued.CLOSE_EMPTY, { month: inWords(SECOND) }));
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await ada.send('POST', `${AT}/invoice-runs`, { period: SECOND });
    assert.deepEqual(await ada.get(`${AT}/invoices`), before);
  });

  test('what is far more than usual is issued once a person has looked at it', async (t) => {
    await ada.import(`${AT}/usage:import-focus`, usage(THIRD, [[...INC, '10.00'], [...EMEA, '20.00']]));
    const visitor = await fresh.enter(t, ada, `/close?month=${THIRD}`, { account: ACCOUNT, expected: refusedWith(422) });
    const message = 'account `123456789012` would have 5001 invoices';
    const asked = [];
    // The server says so of five thousand invoices, which nobody wants to make here.
    await visitor.page.route('**/invoice-runs', async (route) => {
      const body = route.request().postDataJSON();
      if (route.request().method() !== 'POST' || body.dryRun) return route.fallback();
      asked.push(body.beyondUsual);
      if (body.beyondUsual) return route.fallback();
      const problem = { code: 'UNUSUALLY_MANY_INVOICES', pointer: '', message };
      return route.fulfill({
        status: 422,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 422, title: 'Refused', code: problem.code, detail: message, problems: [problem] }),
      });
    });
    await visitor.rows.nth(1).waitFor();
    await close(visitor, 2);
    await visitor.page.getByText(message).waitFor();
    assert.equal((await ada.get(`${AT}/invoices`)).items.filter(({ billingPeriod }) => billingPeriod === THIRD).length, 0);
    await visitor.press(issued.BEYOND);
    await visitor.page.getByRole('heading', { name: filled(issued.DONE_TITLE, { month: inWords(THIRD) }) }).waitFor();
    assert.deepEqual(asked, [false, true]);
    assert.equal((await ada.get(`${AT}/invoices`)).items.filter(({ billingPeriod }) => billingPeriod === THIRD).length, 2);
  });
});

/** The first person with a purchase order for the cloud, and nothing else. */
async function begin(site) {
  const ada = await Client.first(site, await site.server.line(), {
    organisation: { name: 'Analytical Engines', kind: 'organisation', account: { id: ACCOUNT, name: 'Head office' } },
    user: { email: 'ada@example.com', name: 'Ada' },
    password: 'a sentence that nobody guesses',
  });
  const [startMonth, endMonth] = [monthBefore(4), monthBefore(-12)];
  await ada.send('POST', `${AT}/purchase-orders`, {
    id: 'CLOUD',
    billFrom: ['AWS_INC'],
    currency: 'USD',
    effectiveMonth: startMonth,
    expirationMonth: endMonth,
    lineItems: [{ number: '1', type: 'monthly-usage', amount: '10000.00', quantity: '1', startMonth, endMonth, balanceTracking: true }],
  });
  return ada;
}

/** The documents of a month that are certain, as the server previews them. */
async function previewOf(client, month) {
  const { invoices } = await client.get(`${AT}/preview`);
  return invoices.filter(({ id, billingPeriod }) => billingPeriod === month && !id.includes('estimate:'));
}

/** Issues so many invoices, after the last word. */
async function close(visitor, count) {
  const label = filled(issued.ISSUE_OTHER, { count });
  await visitor.press(label);
  await visitor.dialog.getByText(issued.CONFIRM).waitFor();
  await visitor.button(save.CANCEL, visitor.dialog).waitFor();
  await visitor.press(label, visitor.dialog);
}
