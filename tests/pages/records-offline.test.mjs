// A network that fails, or is slow, on the pages that the server keeps: what was typed stays, the page
// says why, and it goes on once the network is back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, OFFLINE, onOneDatabase, refusedWith } from './account.mjs';
import { en, filled, pattern } from './catalogue.mjs';

const { add_order, checkout, import_orders, orders, server, settings_people, settings_policies, subscriptions } = en;

/** What a page says whose request is lost on the way. */
const LOST = [...OFFLINE, /ERR_FAILED/, ...refusedWith(503)];

const year = new Date().getUTCFullYear();

onOneDatabase(['--example'], (nordwind) => {
  test('what is entered on charges stays while there is no network, and is saved once there is', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/subscriptions/agmt-000005', { expected: LOST });
    const field = ines.page.getByRole('combobox', { name: pattern(subscriptions.ORDER_OF) }).first();
    await field.waitFor();
    await ines.page.context().setOffline(true);
    await field.fill('MP-LUMEN');
    const bar = ines.page.getByRole('region', { name: subscriptions.SAVE_REGION });
    await bar.getByText(server.UNREACHABLE).waitFor();
    assert.equal(await ines.button(subscriptions.SAVE, bar).getAttribute('aria-disabled'), 'true');
    assert.equal(await field.inputValue(), 'MP-LUMEN');
    await ines.page.context().setOffline(false);
    await bar.getByRole('heading', { name: subscriptions.WILL, exact: true }).waitFor();
    assert.equal(await field.inputValue(), 'MP-LUMEN');
    await ines.press(subscriptions.SAVE, bar);
    await ines.page.locator('.flash-text').filter({ hasText: filled(subscriptions.SAVED_ONE, { count: 1 }) }).waitFor();
  });

  test('an acceptance whose answer is lost is sent again, and makes one agreement', async (t) => {
    const offer = await put(nordwind, 'Lost Tools');
    const ines = await nordwind.enter(t, 'ines', `/offers/${offer}`, { expected: LOST });
    await ines.press(checkout.ASK);
    await ines.page.getByRole('radio', { name: new RegExp(`^${checkout.ALL_OF_ONE}`) }).check();
    await ines.page.getByRole('combobox', { name: subscriptions.COLUMN_ORDER }).fill('MP-LUMEN');
    let sent = 0;
    await ines.page.route('**/acceptance', async (route) => {
      sent += 1;
      if (sent > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await ines.press(checkout.ACCEPT);
    await ines.message(checkout.ACCEPTED);
    assert.equal(sent, 2);
    const client = await nordwind.client('ines');
    assert.equal((await client.get(`/accounts/${GROUP}/agreements?text=Lost`)).items.length, 1);
  });

  test('an acceptance that fails says why, keeps what was chosen, and can be tried again', async (t) => {
    const offer = await put(nordwind, 'Failing Tools');
    const ines = await nordwind.enter(t, 'ines', `/offers/${offer}`, { expected: LOST });
    await ines.press(checkout.ASK);
    await ines.page.getByRole('radio', { name: new RegExp(`^${checkout.ALL_OF_ONE}`) }).check();
    const field = ines.page.getByRole('combobox', { name: subscriptions.COLUMN_ORDER });
    await field.fill('MP-LUMEN');
    await ines.page.route('**/acceptance', (route) => route.abort());
    await ines.press(checkout.ACCEPT);
    await ines.page.getByRole('alert').filter({ hasText: server.UNREACHABLE }).first().waitFor();
    assert.equal(await field.inputValue(), 'MP-LUMEN');
    await ines.page.unroute('**/acceptance');
    await ines.press(checkout.ACCEPT);
    await ines.message(checkout.ACCEPTED);
  });

  test('a purchase order that cannot be added for now is still typed, and is added later', async (t) => {
    const marek = await nordwind.enter(t, 'marek', '/add-purchase-order', { expected: LOST });
    await marek.page.getByLabel(orders.FIELD_ID).fill('NET-1');
    await marek.press(add_order.NEXT_LINES);
    await marek.page.getByLabel(orders.FIELD_AMOUNT, { exact: true }).fill('5000');
    await marek.press(add_order.NEXT_REVIEW);
    await marek.page.locator('.proposal-lines li').first().waitFor();
    await marek.page.context().setOffline(true);
    await marek.press(add_order.TITLE);
    await marek.page.getByText(server.UNREACHABLE).first().waitFor();
    await marek.page.context().setOffline(false);
    await marek.press(add_order.TITLE);
    await marek.arrives('NET-1');
    const kept = await (await nordwind.client('marek')).get(`/accounts/${GROUP}/purchase-orders/NET-1`);
    assert.equal(kept.lineItems[0].amount, '5000');
  });

  test('a table that could not be looked at stays where it was pasted', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/import-purchase-orders', { expected: LOST });
    const rows = `po_number,bill_from,currency,po_effective,po_expires,line_number,line_type,line_start,line_end,line_amount\nNET-2,AWS_INC,USD,${year}-01,${year}-12,1,all,${year}-01,${year}-12,100\n`;
    const text = ines.page.getByLabel(import_orders.PASTED, { exact: true });
    await text.fill(rows);
    await ines.page.context().setOffline(true);
    await ines.press(import_orders.LOOK);
    await ines.page.getByText(server.UNREACHABLE).first().waitFor();
    assert.equal(await text.inputValue(), rows);
    await ines.page.context().setOffline(false);
    await ines.press(import_orders.LOOK);
    await ines.button(filled(import_orders.IMPORT_ONE, { count: 1 })).waitFor();
  });

  test('an invitation and a policy stay typed while there is no network', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/people', { expected: LOST });
    await ines.press(settings_people.INVITE);
    await ines.dialog.getByLabel(settings_people.NAME, { exact: true }).fill('Mia Roth');
    await ines.dialog.getByLabel(settings_people.EMAIL).fill('mia@nordwind.example');
    await ines.dialog.getByLabel(en.you.POLICY_VIEWER).first().check();
    await ines.page.context().setOffline(true);
    await ines.press(settings_people.INVITE_NOW, ines.dialog);
    await ines.dialog.getByText(server.UNREACHABLE).waitFor();
    assert.equal(await ines.dialog.getByLabel(settings_people.EMAIL).inputValue(), 'mia@nordwind.example');
    await ines.page.context().setOffline(false);
    await ines.press(settings_people.INVITE_NOW, ines.dialog);
    await ines.dialog.locator('[data-secret]').waitFor();

    await ines.go(`/accounts/${GROUP}/settings/policies?write=a%20new%20one`);
    const name = ines.page.getByLabel(settings_policies.ID, { exact: true });
    await name.fill('net-policy');
    await ines.page.getByText(settings_policies.IN_ORDER).first().waitFor();
    await ines.page.route('**/policies/net-policy', (route) => route.abort());
    await ines.press(settings_policies.STORE);
    await ines.page.getByText(server.UNREACHABLE).first().waitFor();
    assert.equal(await name.inputValue(), 'net-policy');
    await ines.page.unroute('**/policies/net-policy');
    await ines.press(settings_policies.STORE);
    await ines.message(settings_policies.STORED);
  });

  test('while an answer is slow the page says so, and a second press sends nothing', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/subscriptions/agmt-000009');
    const field = ines.page.getByRole('combobox', { name: pattern(subscriptions.ORDER_OF) }).first();
    await field.fill('MP-TARN');
    const bar = ines.page.getByRole('region', { name: subscriptions.SAVE_REGION });
    await bar.getByRole('heading', { name: subscriptions.WILL, exact: true }).waitFor();
    let sent = 0;
    await ines.page.route('**/charges:update-purchase-orders?seen=*', async (route) => {
      sent += 1;
      await new Promise((resolve) => { setTimeout(resolve, 1500); });
      return route.continue();
    });
    const save = ines.button(subscriptions.SAVE, bar);
    await save.click();
    await bar.locator('[aria-busy=true]').waitFor();
    await save.click({ force: true });
    await ines.page.locator('.flash-text').filter({ hasText: filled(subscriptions.SAVED_ONE, { count: 1 }) }).waitFor();
    assert.equal(sent, 1);
  });
});

/** Puts an offer with one payment before the management account; returns its id. */
async function put(nordwind, product) {
  const chargeDate = new Date(Date.now() + 20 * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const { id } = await (await nordwind.client('ines')).send('POST', `/accounts/${GROUP}/offers`, {
    sellerName: 'Toolmaker', product: { id: 'prod-tools', name: product }, proposer: '700000000009', billFrom: 'AWS_INC',
    currency: 'USD', kind: 'private', terms: [{ type: 'paymentSchedule', payments: [{ chargeDate, amount: '30.00' }] }], durationMonths: 12, paymentTerms: 'NET_30',
  });
  return id;
}
