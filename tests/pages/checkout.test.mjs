// Accepting an offer: what is to be paid first, then the purchase orders of its charges in each of
// the four ways, and what becomes of charges that have none yet.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, RESEARCH, onOneDatabase, refusedWith } from './account.mjs';
import { faults } from './axe.mjs';
import { en, filled, pattern } from './catalogue.mjs';
import { focused, tabTo } from './keys.mjs';

const { checkout: texts, offers: offerTexts, subscriptions: subscriptionTexts } = en;

/** A moment so many days ahead. */
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');

const schedule = (...amounts) => ({
  type: 'paymentSchedule',
  payments: amounts.map((amount, index) => ({ chargeDate: inDays(20 + 31 * index), amount })),
});
const usage = { type: 'usage', dimensions: [{ key: 'calls', description: 'Calls' }] };
const seats = {
  type: 'configurableUpfront',
  dimensions: [{ key: 'seat', description: 'Seats', unitPrice: '40.00' }, { key: 'viewer', description: 'Viewers', unitPrice: '5.00' }],
};

onOneDatabase(['--example'], (nordwind) => {
  test('the list of subscriptions leads to the offers, each with its terms and how it stands', async (t) => {
    const offer = await put(nordwind, 'Listed Tools', [schedule('100.00', '200.00'), usage], { expiresAt: inDays(30) });
    const ines = await nordwind.enter(t, 'ines', '/subscriptions');
    await ines.page.getByRole('link', { name: pattern(offerTexts.COUNTED) }).click();
    await ines.arrives(offerTexts.TITLE);
    const line = row(ines, 'Listed Tools');
    await line.getByText(offerTexts.STATE_OPEN, { exact: true }).waitFor();
    await line.getByText(/2 payments, US\$300\.00 together/).waitFor();
    await line.getByText(filled(offerTexts.TERM_USAGE, { what: 'Calls' })).waitFor();
    await ines.link('Listed Tools').click();
    await ines.arrives(filled(texts.TITLE_OF, { product: 'Listed Tools' }));
    assert.match(ines.address, new RegExp(`/offers/${offer}$`));
  });

  test('a quantity that is none is told at its field, and the quote tells every charge and what it comes to', async (t) => {
    const offer = await put(nordwind, 'Seat Tools', [seats, schedule('250.00', '250.00'), usage]);
    const ines = await start(nordwind, t, offer, { expected: refusedWith(422) });
    const quantity = (what) => ines.page.getByLabel(filled(texts.QUANTITY_OF, { what }));
    await quantity('Seats').fill('a few');
    await quantity('Viewers').fill('2.5');
    await ines.press(texts.ASK);
    for (const [what, typed] of [['Seats', 'a few'], ['Viewers', '2.5']]) {
      await ines.page.getByText(filled(texts.NO_QUANTITY, { typed })).waitFor();
      assert.equal(await quantity(what).getAttribute('aria-invalid'), 'true');
      assert.equal(await quantity(what).inputValue(), typed, 'nothing typed is lost');
    }
    await quantity('Seats').fill('10');
    await quantity('Viewers').fill('');
    await ines.press(texts.ASK);
    await ines.page.getByRole('heading', { name: texts.QUOTE }).waitFor();
    await row(ines, 'Seats x 10').getByText('US$400.00').waitFor();
    await row(ines, 'Calls').getByText(texts.AS_METERED).waitFor();
    assert.equal(await fact(ines, texts.TOTAL_ON_ACCEPTANCE), 'US$400.00');
    assert.equal(await fact(ines, texts.TOTAL_SCHEDULED), 'US$500.00');
    assert.equal(await fact(ines, texts.TOTAL), 'US$900.00');
  });

  test('one purchase order for all charges, and what that does to the coming invoices before it is accepted', async (t) => {
    const offer = await put(nordwind, 'All Tools', [schedule('300.00', '400.00'), usage]);
    const ines = await quoted(nordwind, t, offer);
    const accept = ines.button(texts.ACCEPT);
    assert.equal(await accept.getAttribute('aria-description'), texts.MISSING_CHOICE);
    await choose(ines, texts.ALL);
    assert.equal(await accept.getAttribute('aria-description'), texts.MISSING_ORDER);
    await order(ines, texts.FOR_ALL).click();
    const first = await ines.page.getByRole('option').first().innerText();
    assert.match(first, new RegExp(subscriptionTexts.FITS), 'those that fit come first');
    await order(ines, texts.FOR_ALL).fill('MP-LUMEN');
    await ines.page.getByRole('heading', { name: texts.EFFECT }).waitFor();
    await ines.page.getByText(filled(en.changes.COMES_OTHER, { count: 2 })).waitFor();
    await lineOf(ines, texts.FOR_ALL).click();
    await ines.page.getByRole('option').first().waitFor();
    assert.match(await ines.page.getByRole('option').first().innerText(), /^1\b/, 'the lines of it are offered');
    await ines.page.keyboard.press('Escape');
    await ines.press(texts.ACCEPT);
    await ines.message(texts.ACCEPTED);
    await ines.arrives('All Tools');
    assert.deepEqual(await references(nordwind, 'All Tools'), ['fixed MP-LUMEN/1', 'fixed MP-LUMEN/1', 'usage MP-LUMEN/1']);
  });

  test('one for fixed charges and one for usage', async (t) => {
    const offer = await put(nordwind, 'Kind Tools', [schedule('300.00'), usage]);
    const ines = await quoted(nordwind, t, offer);
    await choose(ines, texts.KINDS);
    await order(ines, texts.FOR_FIXED).fill('MP-LUMEN');
    await order(ines, texts.FOR_USAGE).fill('MP-HALDE');
    await lineOf(ines, texts.FOR_USAGE).fill('2');
    await ines.press(texts.ACCEPT);
    await ines.message(texts.ACCEPTED);
    assert.deepEqual(await references(nordwind, 'Kind Tools'), ['fixed MP-LUMEN/1', 'usage MP-HALDE/2']);
  });

  test('one for each charge, where a wrong number is told at its charge and the others stay typed', async (t) => {
    const offer = await put(nordwind, 'Each Tools', [schedule('300.00', '400.00', '500.00')]);
    const ines = await quoted(nordwind, t, offer, { expected: refusedWith(422) });
    assert.equal(await ines.page.getByLabel(texts.KINDS).count(), 0, 'there is no usage');
    await choose(ines, texts.EACH);
    const entries = ines.page.getByRole('group').filter({ has: ines.page.getByRole('combobox') });
    const input = (place) => entries.nth(place).getByRole('combobox', { name: subscriptionTexts.COLUMN_ORDER });
    await input(0).fill('MP-LUMEN');
    await input(1).fill('NO#1');
    await ines.press(texts.ACCEPT);
    await entries.nth(1).getByText(/`#` cannot stand/).waitFor();
    assert.equal(await input(1).getAttribute('aria-invalid'), 'true');
    assert.equal(await input(0).getAttribute('aria-invalid'), null);
    assert.equal(await input(0).inputValue(), 'MP-LUMEN');
    await input(1).fill('EACH 2');
    await ines.press(texts.ACCEPT);
    await ines.message(texts.ACCEPTED_TO_DO);
    assert.deepEqual(await references(nordwind, 'Each Tools'), ['fixed EACH 2/1', 'fixed MP-LUMEN/1', 'fixed none']);
  });

  test('who has none yet accepts all the same, and finds the charges under what to do with their due dates', async (t) => {
    const offer = await put(nordwind, 'Later Tools', [schedule('310.00', '320.00')], { billFrom: 'AWS_EMEA_SARL', currency: 'GBP' });
    const ines = await quoted(nordwind, t, offer);
    await choose(ines, texts.NONE);
    await ines.page.getByText(texts.NONE_TEXT).waitFor();
    await ines.page.getByText(filled(texts.WITHOUT_OTHER, { count: 2 })).waitFor();
    await ines.press(texts.ACCEPT);
    await ines.message(texts.ACCEPTED_TO_DO);
    await ines.arrives(en.to_do.TITLE);
    const charges = await chargesOf(nordwind, 'Later Tools');
    assert.equal(charges.length, 2);
    for (const { id, time } of charges) {
      const until = new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
      await ines.page.getByText(pattern(en.to_do.CHARGE_WITHOUT_ORDER, { charge: id, until, amount: /.+/ }, { whole: false })).waitFor();
    }
  });

  test('who has none yet finds charges that a blanket purchase order takes as one entry, which leads to the subscription', async (t) => {
    const offer = await put(nordwind, 'Blanket Tools', [schedule('31.00', '32.00'), usage]);
    const ines = await quoted(nordwind, t, offer);
    await choose(ines, texts.NONE);
    await ines.page.getByText(filled(texts.MATCHED_OTHER, { count: 2 })).waitFor();
    await ines.press(texts.ACCEPT);
    await ines.message(texts.ACCEPTED_TO_DO);
    await ines.arrives(en.to_do.TITLE);
    const times = (await chargesOf(nordwind, 'Blanket Tools')).filter(({ kind }) => kind === 'fixed').map(({ time }) => time);
    const until = new Date(times.sort()[0]).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
    const told = pattern(en.to_do.UNNAMED_OTHER, { product: 'Blanket Tools', count: '2', until }, { whole: false });
    const entry = ines.page.locator('.finding').filter({ hasText: told });
    await ines.link(en.to_do.OPEN_SUBSCRIPTION, entry).click();
    await ines.arrives('Blanket Tools');
  });

  test('a number that nobody knows is said to be created, and leads to adding it; one that is suspended or has expired warns', async (t) => {
    const offer = await put(nordwind, 'Warning Tools', [schedule('300.00')]);
    const ines = await quoted(nordwind, t, offer);
    await choose(ines, texts.ALL_OF_ONE);
    await order(ines, texts.FOR_ALL).fill('NEW 99');
    await ines.page.getByText(filled(subscriptionTexts.HINT_NEW, { order: 'NEW 99' })).waitFor();
    const add = ines.link(filled(subscriptionTexts.ADD_NOW, { order: 'NEW 99' }));
    await add.click();
    await ines.arrives(en.add_order.TITLE);
    assert.equal(await ines.page.getByLabel(en.orders.FIELD_ID).inputValue(), 'NEW 99');
    await ines.page.goBack();
    await ines.arrives(filled(texts.TITLE_OF, { product: 'Warning Tools' }));
    await order(ines, texts.FOR_ALL).fill('HOLD-11');
    await ines.page.getByText(filled(subscriptionTexts.HINT_SUSPENDED, { order: 'HOLD-11' })).waitFor();
    const expired = (await (await nordwind.reader()).get(`/accounts/${GROUP}/purchase-orders?status=expired`)).items[0].id;
    await order(ines, texts.FOR_ALL).fill(expired);
    await ines.page.getByText(pattern(subscriptionTexts.HINT_EXPIRED, { order: expired, month: /.+/ })).waitFor();
  });

  test('a quote that was not accepted is there when one comes back, and can be taken back', async (t) => {
    const offer = await put(nordwind, 'Waiting Tools', [seats]);
    const ines = await start(nordwind, t, offer);
    await ines.page.getByLabel(filled(texts.QUANTITY_OF, { what: 'Seats' })).fill('3');
    await ines.press(texts.ASK);
    await ines.page.getByRole('heading', { name: texts.QUOTE }).waitFor();
    await ines.go(`/accounts/${GROUP}/offers`);
    await row(ines, 'Waiting Tools').getByText(offerTexts.STATE_QUOTED).waitFor();
    await ines.page.getByRole('heading', { name: offerTexts.REQUESTS }).waitFor();
    await ines.link('Waiting Tools').click();
    await ines.page.getByText(pattern(texts.RESUMED)).waitFor();
    await row(ines, 'Seats x 3').waitFor();
    await ines.press(texts.TAKE_BACK);
    await ines.message(texts.TAKEN_BACK);
    const seatsField = ines.page.getByLabel(filled(texts.QUANTITY_OF, { what: 'Seats' }));
    assert.equal(await seatsField.inputValue(), '3', 'what was asked for can be changed');
    await ines.go(`/accounts/${GROUP}/offers`);
    await row(ines, 'Waiting Tools').getByText(offerTexts.STATE_OPEN, { exact: true }).waitFor();
  });

  test('what was chosen is there after a reload and when one comes back, until the offer is accepted', async (t) => {
    const offer = await put(nordwind, 'Kept Tools', [seats, usage]);
    const ines = await start(nordwind, t, offer);
    const quantity = ines.page.getByLabel(filled(texts.QUANTITY_OF, { what: 'Seats' }));
    await quantity.fill('7');
    await ines.reload();
    assert.equal(await quantity.inputValue(), '7', 'before a quote is asked for');
    await ines.press(texts.ASK);
    await ines.page.getByRole('heading', { name: texts.ORDERS }).waitFor();
    await choose(ines, texts.KINDS);
    await order(ines, texts.FOR_FIXED).fill('MP-LUMEN');
    await lineOf(ines, texts.FOR_FIXED).fill('2');
    await order(ines, texts.FOR_USAGE).fill('LATER 1');
    await ines.open(en.frame.NAV_ORDERS);
    await ines.go(`/accounts/${GROUP}/offers/${offer}`);
    assert.ok(await ines.page.getByRole('radio', { name: new RegExp(`^${texts.KINDS}`) }).isChecked());
    assert.equal(await order(ines, texts.FOR_FIXED).inputValue(), 'MP-LUMEN');
    assert.equal(await lineOf(ines, texts.FOR_FIXED).inputValue(), '2');
    assert.equal(await order(ines, texts.FOR_USAGE).inputValue(), 'LATER 1');
    const kept = () => ines.page.evaluate((offer) => Object.keys(localStorage).filter((key) => key.includes(offer)), offer);
    assert.equal((await kept()).length, 1);
    await ines.press(texts.ACCEPT);
    await ines.message(texts.ACCEPTED);
    assert.deepEqual(await kept(), []);
    assert.deepEqual(await references(nordwind, 'Kept Tools'), ['fixed MP-LUMEN/2', 'usage LATER 1/1']);
  });

  test('a buyer of a member account sees what each number does before accepting, and why none is offered', async (t) => {
    const offer = await put(nordwind, 'Unlisted Tools', [schedule('90.00', '95.00')], {}, RESEARCH);
    const aiko = await nordwind.enter(t, 'aiko', `/offers/${offer}`, { account: RESEARCH, expected: refusedWith(422) });
    await aiko.press(texts.ASK);
    await aiko.page.getByRole('heading', { name: texts.ORDERS }).waitFor();
    await aiko.page.getByText(new RegExp(`${subscriptionTexts.UNLISTED.slice(0, 40)}.*ask somebody who does`)).waitFor();
    await choose(aiko, texts.ALL);
    await order(aiko, texts.FOR_ALL).fill('HOLD-11');
    await effect(aiko, filled(subscriptionTexts.GOES_WITHOUT, { order: 'HOLD-11' }));
    await order(aiko, texts.FOR_ALL).fill('NEW 55');
    await effect(aiko, filled(subscriptionTexts.CREATES, { order: 'NEW 55' }));
    await aiko.page.getByText(pattern(subscriptionTexts.HINT_UNLISTED, { order: 'NEW 55' }, { whole: false })).waitFor();
    await order(aiko, texts.FOR_ALL).fill('NO#5');
    await aiko.page.getByText(/`#` cannot stand/).waitFor();
    assert.equal(await aiko.page.getByRole('heading', { name: texts.EFFECT }).count(), 0);
    assert.equal((await (await nordwind.client('aiko')).get(`/accounts/${RESEARCH}/agreements?text=Unlisted`)).items.length, 0, 'nothing is accepted');
    await order(aiko, texts.FOR_ALL).fill('MP-LUMEN');
    await effect(aiko, /MP-LUMEN/);
    await aiko.press(texts.ACCEPT);
    await aiko.message(texts.ACCEPTED);
  });

  test('what was accepted or has expired cannot be accepted again, and an offer to another account is accepted there', async (t) => {
    const offer = await put(nordwind, 'Once Tools', [schedule('30.00')]);
    const client = await nordwind.client('ines');
    const request = await client.send('POST', `/accounts/${GROUP}/agreement-requests`, { intent: 'NEW', offer });
    await client.send('POST', `/accounts/${GROUP}/agreement-requests/${request.id}/acceptance`, {});
    const ines = await start(nordwind, t, offer, { expected: refusedWith(404) });
    await ines.page.getByText(texts.ACCEPTED_BEFORE).waitFor();
    assert.equal(await ines.button(texts.ASK).count(), 0);
    const theirs = await put(nordwind, 'Their Tools', [schedule('30.00')], {}, RESEARCH);
    await ines.go(`/accounts/${GROUP}/offers/${theirs}`);
    await ines.page.getByText(filled(texts.FOR_OTHERS_TEXT, { account: 'Research' })).waitFor();
    await ines.go(`/accounts/${GROUP}/offers/offer-000999`);
    await ines.page.getByText(filled(texts.UNKNOWN, { offer: 'offer-000999' })).waitFor();
  });

  test('a buyer of a member account accepts there, and sees what to name where there is no list of findings', async (t) => {
    const offer = await put(nordwind, 'Member Tools', [schedule('90.00')], {}, RESEARCH);
    const aiko = await nordwind.enter(t, 'aiko', `/offers/${offer}`, { account: RESEARCH });
    await aiko.press(texts.ASK);
    await aiko.page.getByRole('heading', { name: texts.ORDERS }).waitFor();
    await choose(aiko, texts.NONE);
    await aiko.press(texts.ACCEPT);
    await aiko.message(texts.ACCEPTED_BARE);
    await aiko.arrives('Member Tools');
    await aiko.page.getByRole('table', { name: subscriptionTexts.CHARGES }).waitFor();
  });

  test('who may look at offers and not accept them is told whom to ask, before typing anything', async (t) => {
    const offer = await put(nordwind, 'Seen Tools', [seats]);
    const client = await nordwind.client('ines');
    await client.send('PUT', `/accounts/${GROUP}/policies/Onlooker`, { text: ONLOOKER });
    await client.send('PUT', `/accounts/${GROUP}/people/u-thomas/grants/${GROUP}`, { policies: ['PurchaseOrderViewer', 'Onlooker'] });
    const thomas = await nordwind.enter(t, 'thomas', `/offers/${offer}`);
    await thomas.page.getByText(texts.MAY_NOT).waitFor();
    await thomas.page.getByText(/ask an administrator/).waitFor();
    assert.equal(await thomas.page.getByRole('textbox').count(), 0);
  });

  test('while the integration is off, a member reads why no purchase order can be named, and accepts without', async (t) => {
    const offer = await put(nordwind, 'Off Tools', [schedule('70.00')], {}, RESEARCH);
    const client = await nordwind.client('ines');
    await client.send('PUT', `/accounts/${GROUP}/organisation/integration`, { state: 'off' });
    t.after(() => client.send('PUT', `/accounts/${GROUP}/organisation/integration`, { state: 'on' }));
    const aiko = await nordwind.enter(t, 'aiko', `/offers/${offer}`, { account: RESEARCH });
    await aiko.press(texts.ASK);
    await aiko.page.getByText(/cannot name purchase orders .* ask an administrator of the management account/).waitFor();
    assert.equal(await aiko.page.getByRole('radio').count(), 0);
    await aiko.press(texts.ACCEPT);
    await aiko.message(texts.ACCEPTED_BARE);
  });

  test('an offer is accepted without a mouse', async (t) => {
    const offer = await put(nordwind, 'Key Tools', [schedule('60.00', '61.00')]);
    const ines = await start(nordwind, t, offer);
    const { keyboard } = ines.page;
    await tabTo(ines, texts.ASK);
    await keyboard.press('Enter');
    await ines.page.getByRole('heading', { name: texts.ORDERS }).waitFor();
    await ines.page.getByRole('radio').first().focus();
    await keyboard.press('Space');
    await tabTo(ines, subscriptionTexts.COLUMN_ORDER);
    await keyboard.type('MP-LUM');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    assert.equal(await order(ines, texts.FOR_ALL).inputValue(), 'MP-LUMEN');
    await tabTo(ines, texts.ACCEPT);
    await keyboard.press('Enter');
    await ines.message(texts.ACCEPTED);
    await ines.arrives('Key Tools');
    assert.equal((await focused(ines)).name, 'Key Tools', 'the heading has the focus');
  });

  test('offers, what is wanted, the quote and each choice keep the rules of accessibility', async (t) => {
    const offer = await put(nordwind, 'Axe Tools', [seats, schedule('80.00', '81.00'), usage], { expiresAt: inDays(30) });
    const ines = await nordwind.enter(t, 'ines', '/offers');
    await row(ines, 'Axe Tools').waitFor();
    const found = await faults(ines, 'the offers');
    await ines.go(`/accounts/${GROUP}/offers/${offer}`);
    await ines.page.getByLabel(filled(texts.QUANTITY_OF, { what: 'Seats' })).fill('many');
    await ines.press(texts.ASK);
    await ines.page.getByText(filled(texts.NO_QUANTITY, { typed: 'many' })).waitFor();
    found.push(...(await faults(ines, 'a wrong quantity')));
    await ines.page.getByLabel(filled(texts.QUANTITY_OF, { what: 'Seats' })).fill('4');
    await ines.press(texts.ASK);
    await ines.page.getByRole('heading', { name: texts.ORDERS }).waitFor();
    found.push(...(await faults(ines, 'the quote')));
    for (const choice of [texts.ALL, texts.KINDS, texts.EACH, texts.NONE]) {
      await choose(ines, choice);
      if (choice === texts.ALL) await order(ines, texts.FOR_ALL).fill('HOLD-11');
      found.push(...(await faults(ines, choice)));
    }
    assert.deepEqual(found, []);
  });
});

const ONLOOKER = `permit (
  principal in Tieback::Policy::"Onlooker",
  action in [
    Tieback::Action::"aws-marketplace:ViewSubscriptions",
    Tieback::Action::"aws-marketplace:SearchAgreements",
    Tieback::Action::"aws-marketplace:DescribeAgreement"
  ],
  resource
);`;

/** Puts an offer before an account; returns its id. */
async function put(nordwind, product, terms, more = {}, account = GROUP) {
  const client = await nordwind.client('ines');
  const { id } = await client.send('POST', `/accounts/${account}/offers`, {
    sellerName: 'Toolmaker', product: { id: 'prod-tools', name: product }, proposer: '700000000009', billFrom: 'AWS_INC',
    currency: 'USD', kind: 'private', terms, durationMonths: 12, paymentTerms: 'NET_30', ...more,
  });
  return id;
}

/** Goes to an offer of the management account. */
const start = (nordwind, t, offer, options) => nordwind.enter(t, 'ines', `/offers/${offer}`, options);

/** The same, and asks for the quote. */
async function quoted(nordwind, t, offer, options) {
  const visitor = await start(nordwind, t, offer, options);
  await visitor.press(texts.ASK);
  await visitor.page.getByRole('heading', { name: texts.ORDERS }).waitFor();
  return visitor;
}

const choose = (visitor, choice) => visitor.page.getByRole('radio', { name: new RegExp(`^${choice.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`) }).check();

/** Where a purchase order is named for something. */
const order = (visitor, what) => entry(visitor, what).getByRole('combobox', { name: subscriptionTexts.COLUMN_ORDER });

const lineOf = (visitor, what) => entry(visitor, what).getByRole('combobox', { name: subscriptionTexts.COLUMN_LINE });

/** Waits until this is told among what the offer would do to the coming invoices. */
const effect = ({ page }, sentence) =>
  page.getByRole('region', { name: texts.ACCEPT }).getByRole('listitem').filter({ hasText: sentence }).first().waitFor();

const entry = ({ page }, name) => page.getByRole('group', { name, exact: true });

const row = ({ page }, name) => page.getByRole('row').filter({ has: page.getByRole('rowheader').filter({ hasText: name }) });

/** What is told under a name. */
const fact = ({ page }, name) => page.locator('.fact').filter({ has: page.locator('dt').filter({ hasText: new RegExp(`^${name}$`) }) }).locator('dd').innerText();

async function chargesOf(nordwind, product) {
  const client = await nordwind.client('ines');
  const { items } = await client.get(`/accounts/${GROUP}/agreements?text=${encodeURIComponent(product)}`);
  return (await client.get(`/accounts/${GROUP}/agreements/${items[0].id}/charges`)).items;
}

/** What the charges of a subscription name, in order. */
const references = async (nordwind, product) =>
  (await chargesOf(nordwind, product))
    .map(({ kind, purchaseOrderReference: named, purchaseOrderLine: line }) => `${kind} ${named ? `${named}/${line}` : 'none'}`)
    .sort();
