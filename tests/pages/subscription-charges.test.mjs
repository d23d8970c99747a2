// Many charges of a subscription at once, what usage amounts to, and what others did meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, onOneDatabase, refusedWith } from './account.mjs';
import { en, filled, pattern } from './catalogue.mjs';
import { FORMS, OBSERVABILITY, QUEUE, bar, contested, idOf, many, of, open, order, row, saved, told } from './charges.mjs';

const { subscriptions: texts, words } = en;

/** More than the server takes in one request, and how many it takes. */
const LONG = 90;
const MOST = 86;

/** A moment so many days ahead. */
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');

const schedule = (count) => ({
  type: 'paymentSchedule',
  payments: Array.from({ length: count }, (_, place) => ({ chargeDate: inDays(20 + 3 * place), amount: '10.00' })),
});
const usage = { type: 'usage', dimensions: [{ key: 'calls', description: 'Calls' }] };

onOneDatabase(['--example'], (nordwind) => {
  test('all fixed charges, all usage and those that are selected are entered apart', async (t) => {
    const tools = await agreed(nordwind, 'Mixed Tools', [schedule(3), usage]);
    const ines = await nordwind.enter(t, 'ines', of(tools));
    const charges = await open(ines);
    const calls = charges.find((charge) => charge.includes('Calls'));
    const fixed = charges.filter((charge) => charge !== calls);
    assert.equal(fixed.length, 3, `${charges}`);
    const entered = () => Promise.all(charges.map(async (charge) => [charge, await order(ines, charge).inputValue()]));

    await many(ines, texts.TO_FIXED, 'MP-LUMEN');
    assert.deepEqual(await entered(), charges.map((charge) => [charge, charge === calls ? '' : 'MP-LUMEN']));
    await many(ines, texts.TO_USAGE, 'MP-HALDE');
    assert.equal(await order(ines, calls).inputValue(), 'MP-HALDE');
    await ines.page.getByRole('checkbox', { name: filled(texts.SELECT, { charge: fixed[1] }), exact: true }).check();
    const form = ines.page.getByRole('group', { name: texts.APPLY });
    assert.equal(await form.getByLabel(texts.APPLY_TO).inputValue(), 'selected', 'whoever selects charges means them');
    await many(ines, texts.TO_SELECTED, 'SMALL-1');
    const expected = new Map(charges.map((charge) => [charge, 'MP-LUMEN'])).set(calls, 'MP-HALDE').set(fixed[1], 'SMALL-1');
    assert.deepEqual(await entered(), [...expected]);
    await told(ines, 'SMALL-1');
    await ines.press(texts.SAVE, bar(ines));
    await saved(ines, 4);
    assert.deepEqual(await entered(), [...expected]);
  });

  test('more charges than go in one request are saved one part after the other', async (t) => {
    const tools = await agreed(nordwind, 'Long Tools', [schedule(LONG)]);
    const ines = await nordwind.enter(t, 'ines', of(tools));
    await many(ines, texts.TO_ALL, 'MP-LUMEN');
    await told(ines, filled(texts.FIRST_OF, { count: LONG, most: MOST }));
    await ines.press(texts.SAVE, bar(ines));
    await ines.message(texts.REST_OTHER);
    const rest = LONG - MOST;
    await ines.page.locator('.flash-text').filter({ hasText: filled(texts.SAVED_OTHER, { count: MOST }) }).waitFor();
    await bar(ines).getByText(filled(texts.WOULD_CHANGE_OTHER, { count: rest })).first().waitFor();
    await ines.press(texts.SAVE, bar(ines));
    await saved(ines, rest);
    const client = await nordwind.client('ines');
    const { items } = await client.get(`/accounts/${GROUP}/agreements/${tools.id}/charges?limit=100`);
    assert.equal(items.filter(({ purchaseOrderReference }) => purchaseOrderReference === 'MP-LUMEN').length, LONG);
  });

  test('usage tells what it amounts to on its next invoice, about where that is estimated', async (t) => {
    const client = await nordwind.client('ines');
    const { items } = await client.get(`/accounts/${GROUP}/agreements/${QUEUE.id}/charges?limit=100`);
    const { invoices } = JSON.parse(await nordwind.preview());
    const isEstimate = (id) => items.some((charge) => charge.kind === 'usage' && id.startsWith(`estimate:${charge.id}:`));
    const invoice = invoices.find(({ charges }) => charges?.some(isEstimate));
    assert.ok(invoice, 'usage of it is expected');
    const [, charge] = invoice.charges.find(isEstimate).split(':');
    const ines = await nordwind.browserPage(t);
    const next = { invoiceId: invoice.id, billingPeriod: invoice.billingPeriod };
    await changed(ines, (listed) => (listed.id === charge ? { ...listed, upcoming: { ...listed.upcoming, ...next } } : listed));
    await ines.page.context().addCookies([client.browserCookie()]);
    await ines.go(`/accounts/${GROUP}${of(QUEUE)}`);
    const own = ines.page.getByRole('row').filter({ hasText: charge });
    await own.getByText(pattern(texts.USAGE_ABOUT)).waitFor();
  });

  test('who takes theirs has what others entered, and nothing to save', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(QUEUE), { expected: refusedWith(409) });
    const [charge] = await open(ines);
    await contested(ines, await nordwind.client('ines'), charge);
    await ines.press(texts.TAKE_THEIRS, row(ines, charge));
    assert.equal(await order(ines, charge).inputValue(), 'MP-HALDE');
    await bar(ines).getByText(texts.NOTHING_TYPED_YET).first().waitFor();
  });

  test('what is typed on a charge that is invoiced meanwhile cannot be entered, and is told', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(FORMS));
    const [charge] = await open(ines);
    await order(ines, charge).fill('MP-LUMEN');
    await ines.page.getByText(texts.WILL).waitFor();
    const id = await idOf(ines, charge);
    await changed(ines, (listed) => (listed.id === id ? { ...listed, state: 'issued', revision: listed.revision + 1 } : listed));
    await (await nordwind.client('marek')).suspend('TRAIN-7');
    const mine = filled(words.PLACE, { order: 'MP-LUMEN', line: '1' });
    await row(ines, charge).getByText(filled(texts.CONFLICT_ISSUED, { mine })).waitFor();
    assert.equal(await order(ines, charge).count(), 0, 'nothing can be entered on it');
    await ines.press(texts.TAKE_THEIRS, row(ines, charge));
    await bar(ines).getByText(texts.NOTHING_TYPED_YET).first().waitFor();
  });

  test('subscriptions are listed by their status', async (t) => {
    const client = await nordwind.client('ines');
    const named = async (status) => {
      const { items } = await client.get(`/accounts/${GROUP}/agreements?status=${status}&limit=100`);
      return items.map(({ product }) => product.name).sort();
    };
    const ines = await nordwind.enter(t, 'ines', '/subscriptions');
    await ines.link(OBSERVABILITY.name).waitFor();
    for (const [status, label] of [['EXPIRED', texts.STATUS_EXPIRED], ['RENEWED', texts.STATUS_RENEWED], ['ACTIVE', texts.STATUS_ACTIVE]]) {
      const expected = await named(status);
      await ines.page.getByLabel(texts.FILTER_STATUS).selectOption({ label });
      const found = ines.page.getByRole('rowheader').getByRole('link');
      await ines.page.waitForFunction((count) => document.querySelectorAll('main tbody th a').length === count, Math.min(expected.length, 50));
      await ines.settled();
      if (expected.length <= 50) assert.deepEqual((await found.allInnerTexts()).sort(), expected, status);
      assert.equal(new URL(ines.page.url()).searchParams.get('status'), status);
    }
  });
});

/** Accepts an offer of some terms; returns the agreement that comes of it. */
async function agreed(nordwind, product, terms) {
  const client = await nordwind.client('ines');
  const { id: offer } = await client.send('POST', `/accounts/${GROUP}/offers`, {
    sellerName: 'Toolmaker', product: { id: 'prod-tools', name: product }, proposer: '700000000009', billFrom: 'AWS_INC',
    currency: 'USD', kind: 'private', terms, durationMonths: 12, paymentTerms: 'NET_30',
  });
  const request = await client.send('POST', `/accounts/${GROUP}/agreement-requests`, { intent: 'NEW', offer });
  await client.send('POST', `/accounts/${GROUP}/agreement-requests/${request.id}/acceptance`, {});
  const { items } = await client.get(`/accounts/${GROUP}/agreements?text=${encodeURIComponent(product)}`);
  return { id: items[0].id, name: product };
}

/** From now on charges are listed as if each were another. */
const changed = ({ page }, change) => page.route('**/charges?limit=100*', async (route) => {
  const response = await route.fetch();
  const list = await response.json();
  await route.fulfill({ response, json: { ...list, items: list.items.map(change) } });
});
