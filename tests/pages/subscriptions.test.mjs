// Subscriptions: which charges want a purchase order, naming it on one or many of them, and seeing
// what that does to the invoices before it is saved.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, PEOPLE, RESEARCH, onOneDatabase, refusedWith, signInAs } from './account.mjs';
import { faults } from './axe.mjs';
import { en, filled, pattern } from './catalogue.mjs';
import { CHECKOUT, CLIMATE, FORMS, OBSERVABILITY, QUEUE, bar, contested, lineOf, many, moves, of, open, order, row, saved, told } from './charges.mjs';
import { focused, tabTo } from './keys.mjs';

const { subscriptions: texts } = en;

onOneDatabase(['--example'], (nordwind) => {
  test('the list tells which subscriptions want purchase orders, and leads to each', async (t) => {
    const ines = await nordwind.browserPage(t);
    await ines.go('/');
    await signInAs(ines, 'ines');
    await ines.open(texts.TITLE);
    await ines.isAt(texts.TITLE);
    const all = await names(ines);
    assert.ok(all.includes(CLIMATE.name) && all.includes(OBSERVABILITY.name), `${all}`);
    await line(ines, CLIMATE.name).getByText(filled(texts.WITHOUT_SOME, { count: 5, all: 5 })).waitFor();

    await ines.page.getByLabel(texts.FILTER_ORDERS).selectOption({ label: texts.ONLY_WITHOUT });
    await line(ines, OBSERVABILITY.name).waitFor({ state: 'detached' });
    const without = await names(ines);
    assert.ok(without.includes(CLIMATE.name) && without.length < all.length, `${without}`);
    await ines.page.getByLabel(texts.FILTER_TEXT).fill('kontor');
    await ines.page.keyboard.press('Enter');
    await line(ines, CLIMATE.name).waitFor({ state: 'detached' });
    assert.deepEqual(await names(ines), ['Kontor Fraud', CHECKOUT.name]);
    assert.equal(new URL(ines.page.url()).search, '?without=true&text=kontor');
    await ines.reload();
    assert.deepEqual(await names(ines), ['Kontor Fraud', CHECKOUT.name]);

    await ines.link(CHECKOUT.name).click();
    await ines.arrives(CHECKOUT.name);
    await ines.page.getByRole('heading', { name: texts.CHARGES }).waitFor();
  });

  test('a purchase order for many charges is previewed, saved at once, and seen in the coming invoices', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(CLIMATE));
    const before = await nordwind.preview();
    const charges = await open(ines);
    assert.equal(charges.length, 5);
    await many(ines, texts.TO_ALL, 'MP-LUMEN');
    const [first] = await moves(ines);
    assert.match(first, /MP-LUMEN/);
    await ines.page.getByText(filled(texts.WOULD_CHANGE_OTHER, { count: 5 })).first().waitFor();
    assert.equal(await nordwind.preview(), before, 'nothing is saved yet');

    await ines.press(texts.SAVE, bar(ines));
    await ines.page.locator('.flash-text').filter({ hasText: filled(texts.SAVED_OTHER, { count: 5 }) }).waitFor();
    await bar(ines).getByText(texts.NOTHING_TYPED_YET).first().waitFor();
    for (const charge of charges) {
      assert.equal(await order(ines, charge).inputValue(), 'MP-LUMEN');
    }
    const { items } = await (await nordwind.client('ines')).get(`/accounts/${GROUP}/agreements/${CLIMATE.id}/charges?limit=100`);
    const saved = items.filter(({ purchaseOrderReference }) => purchaseOrderReference === 'MP-LUMEN').map(({ id }) => id);
    const placed = JSON.parse(await nordwind.preview()).invoices.filter(({ charges: ids }) => ids.some((id) => saved.includes(id)));
    assert.equal(placed.length, 5);
    assert.ok(placed.every(({ purchaseOrderId, by }) => purchaseOrderId === 'MP-LUMEN' && by === 'reference'));
    await ines.open(en.frame.NAV_INVOICES);
    await ines.open(texts.TITLE);
    await line(ines, CLIMATE.name).getByText(filled(texts.HAVE_ALL, { count: 5 })).waitFor();
  });

  test('the charge table is told by the names of its rows and columns', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(OBSERVABILITY));
    const table = ines.page.getByRole('table', { name: texts.CHARGES });
    const heads = await table.getByRole('columnheader').allInnerTexts();
    assert.deepEqual(heads.slice(-2), [texts.COLUMN_ORDER, texts.COLUMN_LINE], 'rightmost');
    const { items } = await (await nordwind.client('ines')).get(`/accounts/${GROUP}/agreements/${OBSERVABILITY.id}/charges?limit=100`);
    for (const charge of await open(ines)) {
      const kept = items.find(({ description }) => description === charge);
      assert.equal(await order(ines, charge).inputValue(), kept.purchaseOrderReference, 'the number that it names');
      assert.equal(await lineOf(ines, charge).inputValue(), kept.purchaseOrderLine);
      await table.getByRole('checkbox', { name: filled(texts.SELECT, { charge }), exact: true }).waitFor();
    }
  });

  test('a number that nobody knows is said to create a purchase order, a suspended one to leave the invoice without', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(CHECKOUT));
    const [charge] = await open(ines);
    await order(ines, charge).fill('NEW 77');
    await told(ines, filled(texts.CREATES, { order: 'NEW 77' }));
    await row(ines, charge).getByText(filled(texts.HINT_NEW, { order: 'NEW 77' })).waitFor();
    const add = row(ines, charge).getByRole('link', { name: filled(texts.ADD_NOW, { order: 'NEW 77' }) });
    await add.click();
    await ines.arrives(en.add_order.TITLE);
    const number = ines.page.getByLabel(en.orders.FIELD_ID);
    assert.equal(await number.inputValue(), 'NEW 77');
    const { items } = await (await nordwind.client('ines')).get(`/accounts/${GROUP}/agreements?limit=100`);
    const { billFrom, currency } = items.find(({ id }) => id === CHECKOUT.id);
    assert.equal(await ines.page.getByRole('combobox', { name: en.add_order.SELLER }).inputValue(), billFrom);
    assert.equal(await ines.page.getByRole('textbox', { name: en.orders.FIELD_CURRENCY, exact: true }).inputValue(), currency);
    await ines.reload();
    assert.equal(await number.inputValue(), 'NEW 77');
    await ines.page.goBack();
    await ines.arrives(CHECKOUT.name);
    await ines.press(texts.DISCARD, bar(ines));
    assert.equal(await order(ines, charge).inputValue(), '');

    await ines.go(`/accounts/${GROUP}${of(FORMS)}`);
    const [month] = await open(ines);
    await order(ines, month).fill('HOLD-11');
    await told(ines, filled(texts.GOES_WITHOUT, { order: 'HOLD-11' }));
    await row(ines, month).getByText(filled(texts.HINT_SUSPENDED, { order: 'HOLD-11' })).waitFor();
  });

  test('a number of another currency is said not to fit', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(CHECKOUT));
    const [charge] = await open(ines);
    await order(ines, charge).fill('4500045');
    const why = filled(texts.OTHER_CURRENCY, { currency: 'USD' });
    await row(ines, charge).getByText(filled(texts.HINT_MISFIT, { order: '4500045', why })).waitFor();
  });

  test('the lines of the purchase order are offered with what they are for and what is left', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(CHECKOUT));
    const [charge] = await open(ines);
    await lineOf(ines, charge).click();
    const offered = ines.page.getByRole('listbox').getByRole('option');
    assert.equal(await offered.count(), 0, 'no purchase order is named yet');
    await order(ines, charge).fill('MP-LUMEN');
    await lineOf(ines, charge).click();
    const first = offered.first();
    await first.waitFor();
    assert.match(await first.innerText(), /^1\s.*\d{4} – .*\d{4}/s);
    await ines.page.keyboard.press('ArrowDown');
    await ines.page.keyboard.press('Enter');
    assert.equal(await lineOf(ines, charge).inputValue(), '1');
  });

  test('clearing one charge and naming another is one save, and is shown before it', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(FORMS));
    const [first, second] = await open(ines);
    const posts = [];
    ines.page.on('request', (request) => {
      if (request.method() === 'POST' && !request.url().includes('preview=true')) posts.push(request.url());
    });
    await order(ines, first).fill('');
    await order(ines, second).fill('MP-LUMEN');
    await ines.reload();
    await told(ines, filled(texts.CLEARS_ONE, { count: 1 }));
    await told(ines, 'MP-LUMEN');
    await ines.press(texts.SAVE, bar(ines));
    await saved(ines, 2);
    assert.equal(posts.length, 1, `${posts}`);
    assert.equal(await order(ines, first).inputValue(), '');
    assert.equal(await order(ines, second).inputValue(), 'MP-LUMEN');
    await row(ines, second).locator('.subscription-upcoming').getByText(/MP-LUMEN/).waitFor();
  });

  test('what is wrong with a number stands at its charge, and nothing typed is lost', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(CHECKOUT), { expected: refusedWith(422) });
    const [first, second] = await open(ines);
    await order(ines, first).fill('NO#1');
    await order(ines, second).fill('MP-KONTOR');
    const input = row(ines, first).locator('[aria-invalid=true]');
    await input.waitFor();
    assert.match(await row(ines, first).locator('[data-kind=bad]').innerText(), /`#`/);
    assert.equal(await row(ines, second).locator('[data-kind=bad]').count(), 0);
    assert.equal(await order(ines, first).inputValue(), 'NO#1');
    assert.equal(await order(ines, second).inputValue(), 'MP-KONTOR');
    assert.equal(await ines.button(texts.SAVE, bar(ines)).getAttribute('aria-disabled'), 'true');
  });

  test('who enters while another saves is shown both, and decides', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(QUEUE), { expected: refusedWith(409) });
    const [charge] = await open(ines);
    await contested(ines, await nordwind.client('ines'), charge);
    await ines.page.getByText(texts.DECIDE).waitFor();
    assert.equal(await order(ines, charge).inputValue(), '4500044');
    await ines.press(texts.KEEP_MINE, row(ines, charge));
    await ines.page.getByText(texts.WILL).waitFor();
    await ines.press(texts.SAVE, bar(ines));
    await saved(ines, 1);
    assert.equal(await order(ines, charge).inputValue(), '4500044');

    await order(ines, charge).fill('');
    await ines.page.getByText(filled(texts.CLEARS_ONE, { count: 1 })).waitFor();
    await ines.press(texts.SAVE, bar(ines));
    await saved(ines, 1);
    assert.equal(await order(ines, charge).inputValue(), '');
  });

  test('an issued charge is read-only, tells why, and leads to asking for a reissue', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(OBSERVABILITY));
    const issued = ines.page.getByRole('row').filter({ hasText: texts.ISSUED });
    assert.equal(await issued.getByRole('combobox').count(), 0);
    await ines.press(texts.REISSUE, issued.first());
    await ines.dialog.getByLabel(texts.REISSUE_ORDER).fill('MP-LUMEN');
    await ines.dialog.getByLabel(texts.REISSUE_REASON).fill('The budget moved to another team');
    const invoice = await ines.dialog.getByLabel(texts.REISSUE_INVOICE).inputValue();
    await ines.press(texts.REISSUE_SEND, ines.dialog);
    await ines.message(texts.REISSUE_SENT);
    const client = await nordwind.client('ines');
    const { items } = await client.get(`/accounts/${GROUP}/reissue-requests`);
    assert.deepEqual(items.map((wish) => [wish.invoice, wish.purchaseOrder]), [[invoice, 'MP-LUMEN']]);
    const asked = pattern(en.issued.REISSUE_ASKED_ON);
    await ines.page.getByText(asked).first().waitFor();

    await ines.go(`/accounts/${GROUP}/invoices/${encodeURIComponent(invoice)}`);
    await ines.page.getByText(asked).waitFor();
    await ines.open(en.account.NAV_ISSUED);
    const requests = ines.page.getByRole('region', { name: en.issued.REISSUES });
    const request = requests.getByRole('row').filter({ hasText: invoice });
    await request.getByText('The budget moved to another team').waitFor();
    await request.getByText('MP-LUMEN').waitFor();
    await request.getByText(PEOPLE.ines).waitFor();
    await ines.press(en.issued.REISSUE_END, request);
    await ines.message(en.issued.REISSUE_IS_DONE);
    await request.getByText(en.issued.REISSUE_DONE, { exact: true }).waitFor();
    const [ended] = (await client.get(`/accounts/${GROUP}/reissue-requests`)).items;
    assert.equal(ended.state, 'done');
  });

  test('a subscription tells what was agreed, and who can end it', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(OBSERVABILITY));
    for (const name of [texts.COLUMN_SELLER, texts.BILL_FROM, texts.COLUMN_TERM, texts.ENTITLEMENTS, texts.TERMS, texts.OFFER]) {
      await ines.page.locator('dt').getByText(name, { exact: true }).waitFor();
    }
    await ines.page.getByText(filled(texts.SELLER_ENDS, { seller: 'Haldegrund' })).waitFor();
    assert.equal(await ines.button(texts.CANCEL).count(), 0);
  });

  test('a renewal tells what follows, and carries purchase orders over for review', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(OBSERVABILITY));
    await ines.press(texts.RENEW);
    await ines.dialog.getByText(pattern(texts.RENEW_STARTS)).waitFor();
    await ines.dialog.getByText(texts.RENEW_ORDERS).waitFor();
    await ines.press(texts.RENEW_TITLE, ines.dialog);
    await ines.message(texts.RENEWED);
    const reviews = ines.page.getByText(texts.REVIEW_NAMED);
    await reviews.first().waitFor();
    const count = await reviews.count();
    await ines.button(texts.STILL_HOLDS).first().click();
    await ines.page.getByText(texts.HOLDS_NAMED).waitFor();
    assert.equal(await reviews.count(), count - 1);
    await told(ines, texts.MOVES_NOTHING);
    await ines.press(texts.SAVE, bar(ines));
    await saved(ines, 1);
    assert.equal(await ines.page.getByText(texts.HOLDS_NAMED).count(), 0);
    assert.equal(await reviews.count(), count - 1, 'what holds is looked at no more');
    await ines.link(filled(texts.EARLIER, { agreement: OBSERVABILITY.id })).click();
    await ines.page.getByRole('link', { name: pattern(texts.LATER) }).waitFor();
    assert.equal(await ines.button(texts.RENEW).count(), 0);
  });

  test('a subscription of usage alone is cancelled after what comes of it is told', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(QUEUE));
    await ines.press(texts.CANCEL);
    await ines.dialog.getByText(texts.CANCEL_USAGE).waitFor();
    await ines.press(texts.CANCEL_TITLE, ines.dialog);
    await ines.message(texts.CANCELLED);
    await ines.page.getByText(texts.STATUS_CANCELLED, { exact: true }).waitFor();
    await ines.page.getByText(texts.NOT_ACTIVE).waitFor();
  });

  test('a subscription keeps the rules of accessibility, as it is and with entries that are not saved', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/subscriptions');
    await line(ines, CLIMATE.name).waitFor();
    const found = await faults(ines, 'the list');
    await ines.go(`/accounts/${GROUP}${of(FORMS)}`);
    const [charge] = await open(ines);
    found.push(...(await faults(ines, 'a subscription')));
    await order(ines, charge).fill('NEW 78');
    await told(ines, filled(texts.CREATES, { order: 'NEW 78' }));
    found.push(...(await faults(ines, 'an unknown number')));
    assert.deepEqual(found, []);
  });

  test('a purchase order is named on a charge without a mouse', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(CHECKOUT));
    const [charge] = await open(ines);
    const { keyboard } = ines.page;
    await tabTo(ines, filled(texts.ORDER_OF, { charge }));
    await keyboard.type('MP-LUM');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    assert.equal(await order(ines, charge).inputValue(), 'MP-LUMEN');
    await told(ines, 'MP-LUMEN');
    await tabTo(ines, texts.SAVE);
    await keyboard.press('Enter');
    await saved(ines, 1);
    assert.notEqual((await focused(ines)).tag, 'BODY', 'the focus is not lost with what was saved');
    assert.equal(await order(ines, charge).inputValue(), 'MP-LUMEN');
  });

  test('a buyer of a member account enters a purchase order there', async (t) => {
    const aiko = await nordwind.enter(t, 'aiko', '/subscriptions', { account: RESEARCH });
    const listed = await names(aiko);
    assert.ok(listed.includes(CLIMATE.name) && !listed.includes(CHECKOUT.name), `${listed}`);
    await aiko.link(CLIMATE.name).click();
    await aiko.arrives(CLIMATE.name);
    const [charge] = await open(aiko);
    await aiko.page.getByText(new RegExp(`${texts.UNLISTED.slice(0, 40)}.*ask somebody who does`)).waitFor();
    await order(aiko, charge).fill('RES-DATA');
    const [first] = await moves(aiko);
    assert.match(first, /RES-DATA/);
    await aiko.press(texts.SAVE, bar(aiko));
    await saved(aiko, 1);
    assert.equal(await order(aiko, charge).inputValue(), 'RES-DATA');
    const upcoming = row(aiko, charge).locator('.subscription-upcoming');
    await upcoming.getByText(/RES-DATA/).waitFor();
    const reissue = aiko.button(texts.REISSUE).first();
    assert.equal(await reissue.getAttribute('aria-disabled'), 'true');
    assert.match(await reissue.getAttribute('aria-description'), /RequestReissue/);
  });

  test('a buyer of a member account is told what a number comes to that is not there, and whom to ask', async (t) => {
    const aiko = await nordwind.enter(t, 'aiko', of(CLIMATE), { account: RESEARCH });
    const [charge] = await open(aiko);
    await order(aiko, charge).fill('NEW 66');
    await row(aiko, charge).getByText(pattern(texts.HINT_UNLISTED, { order: 'NEW 66' }, { whole: false })).waitFor();
    await row(aiko, charge).getByText(pattern(texts.ADD_ASK, {}, { whole: false })).waitFor();
    await row(aiko, charge).getByText(/ask somebody who does/).waitFor();
  });

  test('who may not see subscriptions is told whom to ask', async (t) => {
    const thomas = await nordwind.enter(t, 'thomas', '/subscriptions');
    await thomas.page.getByText(texts.MAY_NOT_SEE).waitFor();
    await thomas.page.getByText(/ask an administrator/).waitFor();
    assert.equal(await thomas.page.getByRole('table').count(), 0);
    await thomas.go(`/accounts/${GROUP}${of(CLIMATE)}`);
    await thomas.page.getByText(texts.MAY_NOT_SEE).waitFor();
  });
});

/** The names of the products in the list. */
const names = async (visitor) => {
  await visitor.settled();
  return visitor.page.getByRole('rowheader').getByRole('link').allInnerTexts();
};

/** A line of the list. */
const line = ({ page }, name) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
