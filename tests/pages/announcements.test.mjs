// What the two announcements say and no other test proves, a scenario each. docs/announcements.md
// has every sentence of them with its test.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { GROUP, RESEARCH, onOneDatabase, refusedWith } from './account.mjs';
import { en, filled, pattern } from './catalogue.mjs';
import { Client } from './client.mjs';

const { orders, subscriptions, words } = en;

const AT = `/accounts/${GROUP}`;

/** The month that is so many before this one. */
function monthBefore(count) {
  const today = new Date();
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - count, 1)).toISOString().slice(0, 7);
}

/** All of a list. */
async function all(client, path) {
  const items = [];
  for (let cursor = ''; ; ) {
    const page = await client.get(`${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`);
    items.push(...page.items);
    if (!page.next) return items;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

/** All charges of all agreements, each with the agreement. */
async function chargesOf(client, account = GROUP) {
  const agreements = await all(client, `/accounts/${account}/agreements`);
  const lists = await Promise.all(agreements.map(async (agreement) => {
    const charges = await all(client, `/accounts/${account}/agreements/${agreement.id}/charges`);
    return charges.map((charge) => ({ ...charge, agreement }));
  }));
  return lists.flat();
}

/** Enters a number on the first charge that takes one, and saves it once what that moves is told. */
async function enter(visitor, number) {
  const field = orderField(visitor);
  await field.fill(number);
  const bar = visitor.page.getByRole('region', { name: subscriptions.SAVE_REGION });
  await bar.getByRole('heading', { name: subscriptions.WILL, exact: true }).waitFor();
  await visitor.press(subscriptions.SAVE, bar);
  await visitor.page.locator('.flash-text').filter({ hasText: filled(subscriptions.SAVED_ONE, { count: 1 }) }).waitFor();
}

const orderField = (visitor) => visitor.page.getByRole('combobox', { name: pattern(subscriptions.ORDER_OF) }).first();

/** Names purchase orders on charges: pairs of a charge and a number. */
const name = (client, ...pairs) =>
  client.send('POST', `${AT}/charges:update-purchase-orders`, {
    purchaseOrders: pairs.map(([charge, purchaseOrderReference]) => ({ chargeId: charge.id, purchaseOrderReference })),
  });

onOneDatabase(['--example', '--no-scheduler'], (nordwind) => {
  test('a one-time fee, a payment of a schedule and the usage of a month reach accounts payable with their purchase order number', async (t) => {
    const client = await nordwind.client('ines');
    const charges = await chargesOf(client);
    const is = (...types) => ({ agreement }) => agreement.terms.some(({ type }) => types.includes(type));
    const kinds = {
      'one-time fee': charges.filter(({ kind }) => kind === 'fixed').filter(is('upfront', 'configurableUpfront')),
      'payment of a schedule': charges.filter(({ kind }) => kind === 'fixed').filter(is('paymentSchedule', 'recurring')),
      'usage of a month': charges.filter(({ kind }) => kind === 'usage'),
    };
    const visitor = await nordwind.enter(t, 'ines', '/invoices');
    for (const [kind, list] of Object.entries(kinds)) {
      const invoiced = list.filter(({ invoices }) => invoices.length).flatMap(({ invoices }) => invoices);
      const issued = await Promise.all(invoiced.map((id) => client.get(`${AT}/invoices/${encodeURIComponent(id)}`)));
      const found = issued.find(({ by }) => by === 'reference');
      assert.ok(found, `the example has an invoice of a ${kind} that names a purchase order`);
      const { id, purchaseOrderId } = found;
      await visitor.go(`${AT}/invoices/${encodeURIComponent(id)}`);
      await visitor.arrives(id);
      await visitor.link(filled(words.PLACE, { order: purchaseOrderId, line: found.lineItemNumber })).first().waitFor();
      const document = await client.request('GET', `${AT}/invoices/${encodeURIComponent(id)}/document`, 'text/plain');
      assert.ok((await document.text()).includes(purchaseOrderId), `${kind}: ${id}`);
    }
  });

  test('usage has an invoice of its own each month for each purchase order number, and one together where the number is the same', async (t) => {
    const client = await nordwind.client('ines');
    const usage = (await chargesOf(client)).filter(({ kind, state }) => kind === 'usage' && state === 'future');
    const alike = (one, other) => one !== other && one.agreement.account === other.agreement.account
      && one.agreement.billFrom === other.agreement.billFrom && one.currency === other.currency && one.paymentTerms === other.paymentTerms;
    const [first, second] = usage.flatMap((one) => usage.filter((other) => alike(one, other)).map((other) => [one, other]))[0] ?? [];
    assert.ok(second, 'the example has two subscriptions by usage that one invoice could bill');
    const visitor = await nordwind.enter(t, 'ines');
    const numbers = async () => {
      const { invoices } = JSON.parse(await nordwind.preview());
      const billed = invoices.filter(({ charges }) => charges.some((charge) => [first, second].some(({ id }) => charge.includes(id))));
      const month = billed.map(({ billingPeriod }) => billingPeriod).sort().at(-1);
      return billed.filter(({ billingPeriod }) => billingPeriod === month).map(({ purchaseOrderId }) => purchaseOrderId).sort();
    };
    await name(client, [first, 'EACH-1'], [second, 'EACH-2']);
    assert.deepEqual(await numbers(), ['EACH-1', 'EACH-2']);
    await visitor.go(`${AT}/preview`);
    await visitor.filter('EACH-');
    await visitor.page.getByText(filled(words.PLACE, { order: 'EACH-1', line: '1' })).first().waitFor();
    await visitor.page.getByText(filled(words.PLACE, { order: 'EACH-2', line: '1' })).first().waitFor();
    await name(client, [second, 'EACH-1']);
    assert.deepEqual(await numbers(), ['EACH-1']);
  });

  test('several purchase orders serve one seller of record, where there could be one', async (t) => {
    const visitor = await nordwind.enter(t, 'ines', '/preview?group=order');
    await visitor.filter(`${en.invoices.COLUMN_SELLER} = AWS_INC`);
    await visitor.settled();
    const { invoices } = JSON.parse(await nordwind.preview());
    const used = new Set(invoices.filter(({ billFrom }) => billFrom === 'AWS_INC').map(({ purchaseOrderId }) => purchaseOrderId).filter(Boolean));
    assert.ok(used.size > 1, [...used].join());
    const groups = await visitor.page.locator('tr.table-row[data-kind="group"]').allInnerTexts();
    const shown = [...used].filter((order) => groups.some((group) => group.trim().startsWith(order)));
    assert.ok(shown.length > 1, `${groups}`);
  });

  test('once the management account has set the integration up, all accounts can name purchase orders, if they have the permissions', async (t) => {
    const ines = await nordwind.client('ines');
    const aiko = await nordwind.client('aiko');
    const charge = (await chargesOf(aiko, RESEARCH)).find(({ state }) => state === 'future');
    const at = `/subscriptions/${encodeURIComponent(charge.agreement.id)}`;
    await ines.send('PUT', `${AT}/organisation/integration`, { state: 'off' });
    const before = await nordwind.enter(t, 'aiko', at, { account: RESEARCH, expected: refusedWith(403) });
    await before.page.getByText(pattern(subscriptions.NO_INTEGRATION)).first().waitFor();
    assert.equal(await orderField(before).count(), 0);

    await ines.send('PUT', `${AT}/organisation/integration`, { state: 'on' });
    const after = await nordwind.enter(t, 'aiko', at, { account: RESEARCH });
    await enter(after, 'LINKED-1');
    const { invoices } = JSON.parse(await nordwind.preview());
    assert.ok(invoices.some(({ purchaseOrderId }) => purchaseOrderId === 'LINKED-1'), 'the management account sees it');
  });

  test('a policy with the two actions of the announcement is enough to see and to name purchase orders of charges', async (t) => {
    const ines = await nordwind.client('ines');
    const policy = 'charge-namers';
    const text = (actions) => `permit (principal in Tieback::Policy::"${policy}", action in [${actions.map((action) => `Tieback::Action::"aws-marketplace:${action}"`).join(', ')}], resource);`;
    const looking = ['ViewSubscriptions', 'SearchAgreements', 'DescribeAgreement'];
    const store = async (actions) => {
      const known = await ines.ask('GET', `${AT}/policies/${policy}`);
      const headers = { 'X-Tieback-Client': 'tests', 'Content-Type': 'application/json', Cookie: ines.cookie };
      if (known.ok) headers['If-Match'] = known.headers.get('etag');
      const stored = await fetch(nordwind.address(`api/v1${AT}/policies/${policy}`), { method: 'PUT', headers, body: JSON.stringify({ text: text(actions) }) });
      assert.ok(stored.ok, await stored.text());
    };
    await store(looking);
    await ines.send('PUT', `${AT}/people/u-thomas/grants/${RESEARCH}`, { policies: [policy] });
    const charge = (await chargesOf(ines)).find(({ state, account }) => state === 'future' && account === RESEARCH);
    const at = `/subscriptions/${encodeURIComponent(charge.agreement.id)}`;
    const before = await nordwind.enter(t, 'thomas', at, { account: RESEARCH, expected: refusedWith(403) });
    await before.page.getByText(subscriptions.CHARGES_HIDDEN).waitFor();
    await store([...looking, 'UpdatePurchaseOrders', 'ListAgreementCharges']);
    const after = await nordwind.enter(t, 'thomas', at, { account: RESEARCH });
    await enter(after, 'BY-POLICY-1');
  });
});

onOneDatabase(['--no-scheduler'], (fresh) => {
  test('the contacts of a purchase order that runs low are written to, and it goes on being used', async (t) => {
    const account = '123456789012';
    const at = `/accounts/${account}`;
    const ada = await Client.first(fresh, await fresh.server.line(), {
      organisation: { name: 'Analytical Engines', kind: 'organisation', account: { id: account, name: 'Head office' } },
      user: { email: 'ada@example.com', name: 'Ada' },
      password: 'a sentence that nobody guesses',
    });
    const [startMonth, endMonth] = [monthBefore(4), monthBefore(-12)];
    await ada.send('POST', `${at}/purchase-orders`, {
      id: 'LOW', billFrom: ['AWS_INC'], currency: 'USD', effectiveMonth: startMonth, expirationMonth: endMonth,
      contacts: [{ name: 'Grace', email: 'grace@example.com' }],
      lineItems: [{ number: '1', type: 'monthly-usage', amount: '1000.00', quantity: '1', startMonth, endMonth, balanceTracking: true }],
    });
    const month = monthBefore(3);
    const end = `${monthBefore(2)}-01T00:00:00Z`;
    await ada.import(`${at}/usage:import-focus`, [
      'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargeCategory,ChargePeriodStart,InvoiceIssuerName,ProviderName,PublisherName,ServiceName',
      `1400.00,${account},USD,${month}-01T00:00:00Z,${end},Usage,${month}-03T00:00:00Z,"Amazon Web Services, Inc.",AWS,"Amazon Web Services, Inc.",Compute`,
    ].join('\n'));
    await ada.send('POST', `${at}/invoice-runs`, { period: month });

    const { items } = await ada.get(`${at}/outbox`);
    assert.ok(items.some((message) => JSON.stringify(message).includes('grace@example.com') && JSON.stringify(message).includes('LOW')), JSON.stringify(items));
    const visitor = await fresh.enter(t, ada, '/purchase-orders/LOW', { account });
    await visitor.arrives('LOW');
    await visitor.page.getByText(/-US\$400\.00/).first().waitFor();
    const { items: issued } = await ada.get(`${at}/invoices`);
    assert.deepEqual(issued.map(({ purchaseOrderId }) => purchaseOrderId), ['LOW']);
    assert.equal(await visitor.page.getByText(orders.UNKNOWN.split('{')[0]).count(), 0);
  });
});

test('every test that docs/announcements.md names is there', () => {
  const root = new URL('../../', import.meta.url);
  const rows = readFileSync(new URL('docs/announcements.md', root), 'utf8').split('\n').filter((row) => /^\| [GE]\d/.test(row));
  assert.ok(rows.length > 35, 'both tables are read');
  const missing = rows.flatMap((row) => {
    const [, number, , , proof] = row.split('|').map((cell) => cell.trim());
    const named = [...proof.matchAll(/`([^`]+)`(?:: ([^`]+?))?(?=; `|$)/g)];
    if (named.length === 0) return [`${number}: nothing proves it`];
    return named.flatMap(([, file, tests = '']) => {
      const path = new URL(file, root);
      if (!existsSync(path)) return [`${number}: ${file}`];
      const text = readFileSync(path, 'utf8');
      return [...tests.matchAll(/\*([^*]+)\*/g)].map(([, name]) => name).filter((name) => !text.includes(name)).map((name) => `${number}: ${file}: ${name}`);
    });
  });
  assert.deepEqual(missing, []);
});
