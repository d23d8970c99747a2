// A hundred purchase orders with a hundred lines each, and ten thousand charges to come: the account
// is loaded once, and whatever is tried then is computed in the browser.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { onOneDatabase, openOrder, save, tryOnly } from './account.mjs';
import { LONGEST, best, scrollAll, seen, seesBusyPages, watch } from './busy.mjs';
import { en, filled, pattern } from './catalogue.mjs';
import { Client } from './client.mjs';

const { dashboard, frame, orders, ui } = en;

const ACCOUNT = '123456789012';
const AT = `/accounts/${ACCOUNT}`;
const [ORDERS, LINES, AGREEMENTS, PAYMENTS] = [100, 100, 100, 100];

/** All rows of the list are drawn at once, which takes a little more; the aim is the same. */
const LIST = 100;

const name = (number) => `PO-${String(number).padStart(3, '0')}`;

/** A day of the coming months, nine of each. */
function dayOf(place) {
  const today = new Date();
  const month = today.getUTCMonth() + 1 + Math.floor(place / 9);
  return new Date(Date.UTC(today.getUTCFullYear(), month, 2 + 3 * (place % 9))).toISOString();
}

const month = (count) => dayOf(9 * (count - 1)).slice(0, 7);

/** The purchase orders as a list that is imported. */
function list() {
  const rows = ['po_number,bill_from,currency,po_effective,po_expires,line_number,line_type,line_start,line_end,line_amount'];
  const [from, to] = [month(-3), month(24)];
  for (let order = 1; order <= ORDERS; order += 1) {
    for (let line = 1; line <= LINES; line += 1) {
      const type = line % 3 === 0 ? 'marketplace-blanket-usage' : 'marketplace-transaction';
      rows.push(`${name(order)},AWS_INC,USD,${from},${to},${line},${type},${from},${to},${1000 + 7 * order * line}.00`);
    }
  }
  return rows.join('\n');
}

async function agree(ada, number) {
  const payments = Array.from({ length: PAYMENTS }, (_, place) => ({ chargeDate: dayOf(place), amount: `${100 + number + place}.00` }));
  const offer = await ada.send('POST', `${AT}/offers`, {
    sellerName: 'Acme',
    product: { id: `prod-${number}`, name: `Product ${number}` },
    proposer: '888888888888',
    billFrom: 'AWS_INC',
    currency: 'USD',
    kind: 'private',
    terms: [{ type: 'paymentSchedule', payments }],
    durationMonths: 24,
  });
  const request = await ada.send('POST', `${AT}/agreement-requests`, { intent: 'NEW', offer: offer.id });
  await ada.send('POST', `${AT}/agreement-requests/${request.id}/acceptance`, {});
}

onOneDatabase(['--no-scheduler'], (large) => {
  let ada;

  before(async () => {
    ada = await Client.first(large, await large.server.line(), {
      organisation: { name: 'Analytical Engines', kind: 'organisation', account: { id: ACCOUNT, name: 'Head office' } },
      user: { email: 'ada@example.com', name: 'Ada' },
      password: 'a sentence that nobody guesses',
    });
    await ada.import(`${AT}/purchase-orders:import`, list());
    for (let number = 1; number <= AGREEMENTS; number += 1) await agree(ada, number);
  });

  test('what is tried is computed here, while the page stays at hand', async (t) => {
    const visitor = await large.enter(t, ada, '/preview', { account: ACCOUNT });
    await visitor.rows.first().waitFor({ timeout: 60_000 });
    await visitor.settled();
    const { invoices } = await ada.get(`${AT}/preview`);
    assert.ok(invoices.length >= 10_000, `${invoices.length} invoices`);
    assert.equal((await visitor.shown()).total, invoices.length);

    await seesBusyPages(visitor);
    const asked = [];
    visitor.page.on('request', (request) => { if (request.url().includes('/api/')) asked.push(request.url()); });
    const longest = { scroll: 0, edit: 0 };
    longest.scroll = await best(LONGEST, async () => {
      await watch(visitor);
      await scrollAll(visitor);
      await visitor.settled();
      return (await seen(visitor)).longest;
    });
    let order = 0;
    await openOrder(visitor, name(50));
    asked.length = 0;
    longest.edit = await best(LONGEST, async () => {
      order += 1;
      await watch(visitor);
      await visitor.press(order % 2 === 1 ? orders.SUSPEND : orders.RESUME);
      const label = order % 2 === 1 ? orders.SUSPEND_ORDER : orders.RESUME_ORDER;
      await tryOnly(visitor, visitor.dialog, filled(label, { order: name(50) }));
      await visitor.hasEdits(order);
      return (await seen(visitor)).longest;
    });
    t.diagnostic(`longest task in ms: ${JSON.stringify(longest)}`);
    assert.ok(Math.max(...Object.values(longest)) <= LONGEST, JSON.stringify(longest));
    assert.deepEqual(asked, [], 'nothing is asked of the server');
  });

  test('all purchase orders are in the list, and one of them is saved', async (t) => {
    const visitor = await large.enter(t, ada, '/purchase-orders', { account: ACCOUNT });
    await visitor.rows.first().waitFor({ timeout: 60_000 });
    await visitor.settled();
    assert.equal(await visitor.page.locator('[aria-rowcount]').first().getAttribute('aria-rowcount'), String(ORDERS + 1));

    const longest = await best(LIST, async () => {
      await watch(visitor);
      const field = visitor.page.getByRole('combobox', { name: dashboard.FILTER });
      await field.pressSequentially('PO-09');
      await field.press('Enter');
      await visitor.settled();
      assert.equal(await visitor.rows.count(), 10);
      await visitor.press(pattern(ui.REMOVE_FILTER));
      await visitor.page.locator('.table-column', { hasText: orders.COLUMN_BALANCE }).getByRole('button').click();
      await visitor.settled();
      return (await seen(visitor)).longest;
    });
    t.diagnostic(`filter and sort: ${longest} ms`);
    assert.ok(longest <= LIST, `busy for ${longest} ms`);
    await openOrder(visitor, name(7));
    await visitor.press(orders.SUSPEND);
    await tryOnly(visitor, visitor.dialog, filled(orders.SUSPEND_ORDER, { order: name(7) }));
    await save(visitor);
    const { status } = await ada.get(`${AT}/purchase-orders/${name(7)}`);
    assert.equal(status, 'suspended');
    await visitor.open(frame.NAV_INVOICES);
  });
});
