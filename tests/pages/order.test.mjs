// One purchase order of an account: its invoices, whom it tells and when, what was done to it, and
// what can be done with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, PEOPLE, onOneDatabase } from './account.mjs';
import { faults } from './axe.mjs';
import { en, englishOnly, filled, german, pattern, told as words } from './catalogue.mjs';

const { changes, contacts, history, orders, save } = en;

const CLOUD = '4500044';

/** Usage of it is expected in the coming months. */
const EUROPE = 'EU-2340';

const of = (order, view) => `/purchase-orders/${encodeURIComponent(order)}${view ? `?view=${view}` : ''}`;
const api = (order, below = '') => `/accounts/${GROUP}/purchase-orders/${encodeURIComponent(order)}${below}`;

onOneDatabase(['--example'], (nordwind) => {
  test('a purchase order shows what is left, and its invoices, those to come and those issued', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(EUROPE));
    await ines.isAt(EUROPE);
    await ines.page.getByRole('heading', { name: pattern(orders.LINE, { line: '2' }) }).waitFor();
    assert.match(await fact(ines, orders.VALUE), /57,000\.00/);
    await ines.page.getByRole('meter').first().waitFor();

    await tab(ines, orders.COLUMN_DOCUMENTS).click();
    await ines.settled();
    assert.equal(ines.address, `/accounts/${GROUP}${of(EUROPE, 'invoices')}`);
    const { invoices } = JSON.parse(await nordwind.preview());
    const coming = invoices.filter(({ purchaseOrderId }) => purchaseOrderId === EUROPE);
    assert.ok(coming.length > 3);
    const upcoming = table(ines, orders.UPCOMING);
    assert.ok((await upcoming.locator('tbody tr').count()) > 3);
    await ines.page.getByText(pattern(orders.SUM_OTHER, { count: String(coming.length) }, { whole: false })).waitFor();
    assert.ok((await upcoming.getByText(en.words.MARK_ESTIMATE).count()) > 0, 'what is estimated is marked');

    const kept = await (await nordwind.reader()).get(api(EUROPE, '/invoices?limit=100'));
    const issued = table(ines, orders.ISSUED);
    assert.deepEqual(
      (await issued.locator('tbody').getByRole('rowheader').allInnerTexts()).sort(),
      kept.items.map(({ id }) => id).sort(),
    );
    assert.equal(figure(await fact(ines, orders.SUM_TOTAL)), figure(kept.totals[0].total));
    await issued.getByRole('link').first().click();
    await ines.arrives(kept.items[0].id);
  });

  test('usage of a billing export is named by what it is, not by the id that the importer made', async (t) => {
    const { invoices } = JSON.parse(await nordwind.preview());
    const isOwn = ({ id, purchaseOrderId }) => purchaseOrderId === CLOUD && id.startsWith('preview:focus-');
    assert.ok(invoices.some(isOwn), 'the example has one');
    const ines = await nordwind.enter(t, 'ines', of(CLOUD, 'invoices'));
    const names = table(ines, orders.UPCOMING).locator('tbody').getByRole('rowheader');
    await names.filter({ hasText: en.words.CATEGORY_USAGE }).or(names.filter({ hasText: en.words.CATEGORY_MARKETPLACE })).first().waitFor();
    const told = await names.allInnerTexts();
    assert.ok(told.every((name) => !name.includes('focus-')), told.join(' '));
  });

  test('credit memos are among its invoices, with what they give back', async (t) => {
    const all = await (await nordwind.reader()).get(`/accounts/${GROUP}/invoices?limit=100&placement=on-purchase-order`);
    const memo = all.items.find(({ type }) => type === 'credit-memo');
    assert.ok(memo, 'the example has one');
    const ines = await nordwind.enter(t, 'ines', of(memo.purchaseOrderId, 'invoices'));
    const row = table(ines, orders.ISSUED).getByRole('row').filter({ hasText: memo.id });
    await row.getByText(en.words.KIND_CREDIT_MEMO).waitFor();
    assert.match(await row.innerText(), /[-−]/);
  });

  test('a contact with a wrong address is told so at the field, and saved once it is right', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of('RES-DATA', 'contacts'));
    await ines.page.getByText(contacts.NONE_TEXT).waitFor();
    await ines.page.getByText(contacts.WOULD_GET).waitFor();
    await ines.press(contacts.EDIT);
    const first = ines.page.getByRole('group', { name: filled(contacts.CONTACT, { number: '1' }) });
    await first.getByLabel(contacts.NAME).fill('Nele Brandt');
    const email = first.getByLabel(contacts.EMAIL);
    await email.fill('nele at nordwind');
    await email.press('Tab');
    const error = first.locator('.field-error');
    await error.waitFor();
    assert.match(await error.innerText(), /name@domain/);
    assert.equal(await email.getAttribute('aria-invalid'), 'true');
    assert.equal(await ines.button(save.SAVE).getAttribute('aria-disabled'), 'true');

    await email.fill('nele@nordwind.example');
    await error.waitFor({ state: 'detached' });
    await ines.press(save.SAVE);
    await ines.message(save.SAVED);
    await table(ines, contacts.TITLE).getByRole('row', { name: /Nele Brandt/ }).waitFor();
    await ines.page.getByText(contacts.ALL_GET).waitFor();
    const kept = await (await nordwind.reader()).get(api('RES-DATA'));
    assert.deepEqual(kept.contacts, [{ name: 'Nele Brandt', email: 'nele@nordwind.example' }]);

    await tab(ines, history.TITLE).click();
    const sentence = filled(history.CONTACT_ADDED, { who: PEOPLE.ines, contact: 'Nele Brandt (nele@nordwind.example)' });
    await ines.page.getByText(sentence, { exact: true }).waitFor();
  });

  test('a contact that is being typed stays when somebody else saves', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of('SEC-01', 'contacts'));
    await ines.press(contacts.EDIT);
    await ines.press(contacts.ADD);
    const second = ines.page.getByRole('group', { name: filled(contacts.CONTACT, { number: '2' }) });
    await second.getByLabel(contacts.EMAIL).fill('second@nordwind.example');
    await tab(ines, orders.OVERVIEW).click();
    const marek = await nordwind.client('marek');
    await marek.send('PATCH', api('SEC-01'), { description: 'Security tools and more' });
    await ines.page.getByText('Security tools and more').waitFor();
    await tab(ines, contacts.TAB).click();
    assert.equal(await second.getByLabel(contacts.EMAIL).inputValue(), 'second@nordwind.example');
    await ines.press(save.SAVE);
    await ines.message(save.SAVED);
    const kept = await marek.get(api('SEC-01'));
    assert.deepEqual(kept.contacts.map(({ email }) => email), ['ines@nordwind.example', 'second@nordwind.example']);
  });

  test('a contact and a tag that somebody else adds meanwhile stay beside what is typed', async (t) => {
    const marek = await nordwind.client('marek');
    await marek.send('POST', `/accounts/${GROUP}/purchase-orders`, { ...order('BOTH-1', 5), tags: { team: 'one' } });
    const contact = (email) => ({ email });
    const ines = await nordwind.enter(t, 'ines', of('BOTH-1', 'contacts'));
    const { tag: tagRow } = await typeContactAndTag(ines, 'mine@nordwind.example', 'mine');
    await tagRow.getByRole('textbox').last().fill('1');
    await marek.send('PATCH', api('BOTH-1'), {
      contacts: [contact('payables@nordwind.example'), contact('theirs@nordwind.example')],
      tags: { team: 'one', theirs: '2' },
    });
    await ines.page.getByText(orders.MEANWHILE_TAGS).waitFor();
    await ines.press(save.SAVE);
    await ines.message(save.SAVED);
    await tab(ines, contacts.TAB).click();
    await ines.page.getByText(orders.MEANWHILE_CONTACTS).waitFor();
    await ines.press(save.SAVE);
    await table(ines, contacts.TITLE).getByRole('row', { name: /theirs@nordwind/ }).waitFor();
    const kept = await marek.get(api('BOTH-1'));
    const emails = ['payables', 'theirs', 'mine'].map((name) => `${name}@nordwind.example`);
    assert.deepEqual(kept.contacts.map(({ email }) => email), emails);
    assert.deepEqual(kept.tags, { team: 'one', theirs: '2', mine: '1' });
  });

  test('a field that somebody else changes meanwhile is decided on before it is saved', async (t) => {
    const marek = await nordwind.client('marek');
    await marek.send('POST', `/accounts/${GROUP}/purchase-orders`, { ...order('BOTH-2', 5), description: 'Before' });
    const ines = await nordwind.enter(t, 'ines', of('BOTH-2'));
    await ines.press(orders.EDIT, ines.page.locator('.page-head').first());
    const field = ines.dialog.getByLabel(orders.FIELD_DESCRIPTION);
    await field.fill('Mine');
    await marek.send('PATCH', api('BOTH-2'), { description: 'Theirs' });
    const values = { field: orders.FIELD_DESCRIPTION, theirs: 'Theirs', mine: 'Mine' };
    const both = ines.dialog.getByText(filled(orders.MEANWHILE_FIELD, values));
    await both.waitFor();
    await ines.dialog.locator('.proposal-told[data-kind=changes]').waitFor();
    assert.equal(await reason(ines.button(save.SAVE, ines.dialog)), orders.MEANWHILE_DECIDE);
    await ines.press(en.settings_policies.TAKE_THEIRS, ines.dialog);
    await both.waitFor({ state: 'detached' });
    assert.equal(await field.inputValue(), 'Theirs');

    await field.fill('Mine again');
    await marek.send('PATCH', api('BOTH-2'), { description: 'Theirs again' });
    await ines.press(en.settings_policies.KEEP_MINE, ines.dialog);
    await ines.dialog.locator('.proposal-told[data-kind=changes]').waitFor();
    await ines.press(save.SAVE, ines.dialog);
    await ines.message(save.SAVED);
    assert.equal((await marek.get(api('BOTH-2'))).description, 'Mine again');
  });

  test('who leaves a form in which something was changed is asked once', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of('TRAIN-7'));
    const edit = () => ines.press(orders.EDIT, ines.page.locator('.page-head').first());
    await edit();
    await ines.page.keyboard.press('Escape');
    await ines.dialog.waitFor({ state: 'detached' });

    await edit();
    const field = ines.dialog.getByLabel(orders.FIELD_DESCRIPTION);
    await field.fill('Something else');
    await ines.page.keyboard.press('Escape');
    await ines.dialog.getByText(en.ui.LEAVE_TYPED).waitFor();
    await ines.press(en.ui.STAY, ines.dialog);
    assert.equal(await field.inputValue(), 'Something else');
    await ines.press(en.ui.CLOSE, ines.dialog);
    await ines.press(en.ui.LEAVE, ines.dialog);
    await ines.dialog.waitFor({ state: 'detached' });
    await edit();
    assert.notEqual(await field.inputValue(), 'Something else');
  });

  test('contacts and tags that are typed are there again when one comes back, until they are saved or cancelled', async (t) => {
    const marek = await nordwind.client('marek');
    await marek.send('POST', `/accounts/${GROUP}/purchase-orders`, order('LEFT-1', 5));
    const ines = await nordwind.enter(t, 'ines', of('LEFT-1', 'contacts'));
    const { contact: second } = await typeContactAndTag(ines, 'second@nordwind.example', 'audit');
    await ines.open(en.frame.NAV_ORDERS);
    await ines.arrives(orders.TITLE);

    await ines.go(`/accounts/${GROUP}${of('LEFT-1', 'contacts')}`);
    assert.equal(await second.getByLabel(contacts.EMAIL).inputValue(), 'second@nordwind.example');
    await ines.press(save.SAVE);
    await ines.message(save.SAVED);
    const emails = (await marek.get(api('LEFT-1'))).contacts.map(({ email }) => email);
    assert.deepEqual(emails, ['payables@nordwind.example', 'second@nordwind.example']);
    await tab(ines, orders.OVERVIEW).click();
    const tag = ines.page.locator('.tags-row').last().getByRole('textbox').first();
    assert.equal(await tag.inputValue(), 'audit');
    await ines.press(orders.CANCEL);
    await tag.waitFor({ state: 'detached' });

    await ines.go(`/accounts/${GROUP}${of('LEFT-1', 'contacts')}`);
    await ines.button(contacts.EDIT).waitFor();
    assert.equal(await second.count(), 0, 'what was saved is no draft any more');
    await tab(ines, orders.OVERVIEW).click();
    await ines.button(orders.EDIT_TAGS).waitFor();
  });

  test('what is typed into the form is there again after reloading, until one leaves the form', async (t) => {
    const marek = await nordwind.client('marek');
    await marek.send('POST', `/accounts/${GROUP}/purchase-orders`, { ...order('LEFT-2', 5), description: 'Before' });
    const ines = await nordwind.enter(t, 'ines', of('LEFT-2'));
    await ines.press(orders.EDIT, ines.page.locator('.page-head').first());
    const field = ines.dialog.getByLabel(orders.FIELD_DESCRIPTION);
    await field.fill('Mine');
    await ines.reload();
    await ines.dialog.getByText(en.add_order.WAS_KEPT).waitFor();
    assert.equal(await field.inputValue(), 'Mine');

    // What others saved meanwhile is met as if one had stayed.
    await marek.send('PATCH', api('LEFT-2'), { description: 'Theirs' });
    await ines.reload();
    const values = { field: orders.FIELD_DESCRIPTION, theirs: 'Theirs', mine: 'Mine' };
    await ines.dialog.getByText(filled(orders.MEANWHILE_FIELD, values)).waitFor();

    await ines.press(en.ui.CLOSE, ines.dialog);
    await ines.dialog.getByText(en.ui.LEAVE_TYPED).waitFor();
    await ines.press(en.ui.LEAVE, ines.dialog);
    await ines.dialog.waitFor({ state: 'detached' });
    await ines.reload();
    assert.equal(await ines.dialog.count(), 0);
    await ines.press(orders.EDIT, ines.page.locator('.page-head').first());
    assert.equal(await field.inputValue(), 'Theirs');
  });

  test('who leaves while an edit is saved hears that it is, and finds nothing left of it', async (t) => {
    const marek = await nordwind.client('marek');
    await marek.send('POST', `/accounts/${GROUP}/purchase-orders`, order('LEFT-3', 5));
    const ines = await nordwind.enter(t, 'ines', of('LEFT-3', 'contacts'));
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    await ines.page.route('**/changes?seen=*', async (route) => {
      await held;
      await route.continue();
    });
    await ines.press(contacts.EDIT);
    const first = ines.page.getByRole('group', { name: filled(contacts.CONTACT, { number: '1' }) });
    await first.getByLabel(contacts.NAME).fill('Payables');
    await ines.press(save.SAVE);
    await ines.link(orders.ALL).first().click();
    await ines.page.getByRole('heading', { level: 1, name: orders.TITLE, exact: true }).waitFor();
    go();
    await ines.message(save.SAVED);
    await ines.go(`/accounts/${GROUP}${of('LEFT-3', 'contacts')}`);
    await ines.button(contacts.EDIT).waitFor();
    await table(ines, contacts.TITLE).getByRole('row', { name: /Payables/ }).waitFor();
  });

  test('what contacts will be told has its days, counted from when it was added', async (t) => {
    const marek = await nordwind.client('marek');
    await marek.send('POST', `/accounts/${GROUP}/purchase-orders`, order('DAYS-12', 12));
    await marek.send('POST', `/accounts/${GROUP}/purchase-orders`, order('DAYS-2', 2));
    const ines = await nordwind.enter(t, 'ines', of('DAYS-12', 'contacts'));
    const expires = (offset) => filled(contacts.EXPIRES, { month: monthName(offset) });
    await notice(ines, lastDay(12, 2), expires(12)).waitFor();
    await ines.go(`/accounts/${GROUP}${of('DAYS-2', 'contacts')}`);
    await notice(ines, lastDay(2, 1), expires(2)).waitFor();

    const { lineItems } = await marek.get(api('4500045'));
    assert.equal(lineItems.length, 1);
    await ines.go(`/accounts/${GROUP}${of('4500046', 'contacts')}`);
    await ines.page.getByRole('heading', { name: contacts.SENT }).waitFor();
  });

  test('a line that will fall below its threshold is told with the month', async (t) => {
    const { events, invoices } = JSON.parse(await nordwind.preview());
    const falls = events.find(({ code }) => code === 'BALANCE_BELOW_THRESHOLD');
    const month = invoices.find(({ id }) => id === falls.invoiceId).billingPeriod;
    const ines = await nordwind.enter(t, 'ines', of(falls.purchaseOrderId, 'contacts'));
    const [year, number] = month.split('-').map(Number);
    const name = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.UTC(year, number - 1));
    await notice(ines, filled(contacts.IN_MONTH, { month: name }), filled(contacts.BELOW, { line: falls.lineItemNumber })).waitFor();
  });

  test('the history tells who changed what, from what to what', async (t) => {
    const marek = await nordwind.client('marek');
    await marek.send('POST', `/accounts/${GROUP}/purchase-orders`, order('HIST-1', 5));
    await marek.send('PATCH', api('HIST-1'), { expirationMonth: month(8) });
    await marek.send('PATCH', api('HIST-1', '/line-items/1'), { amount: '2500.00' });
    await marek.send('PATCH', api('HIST-1'), { tags: { team: 'research' } });
    const ines = await nordwind.enter(t, 'ines', of('HIST-1', 'history'));
    const told = ines.page.locator('.order-change-told');
    await told.first().waitFor();
    const who = PEOPLE.marek;
    assert.deepEqual(await told.allInnerTexts(), [
      filled(history.TAG_ADDED, { who, tag: 'team', after: filled(history.QUOTED, { text: 'research' }) }),
      filled(history.LINE_AMOUNT, { who, line: '1', before: 'US$1,000.00', after: 'US$2,500.00' }),
      filled(history.EXPIRATION, { who, before: monthName(5), after: monthName(8) }),
      filled(history.ADDED, { who }),
    ]);
    // What is saved on the page joins it.
    await ines.press(orders.EDIT);
    await ines.dialog.getByLabel(orders.FIELD_DESCRIPTION).fill('Now it says what it is for');
    await ines.press(save.SAVE, ines.dialog);
    await ines.message(save.SAVED);
    const before = history.NOTHING;
    const after = filled(history.QUOTED, { text: 'Now it says what it is for' });
    await ines.page.getByText(filled(history.DESCRIPTION, { who: PEOPLE.ines, before, after }), { exact: true }).waitFor();
  });

  test('what a charge made of a purchase order is told of the marketplace, what a program did by its name', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of('RES-STAR', 'history'));
    await badge(ines, orders.MARKETPLACE).waitFor();
    const told = ines.page.locator('.order-change-told');
    await told.first().waitFor();
    const texts = await told.allInnerTexts();
    assert.equal(texts.at(-1), history.CREATED);
    assert.ok(texts.slice(0, -1).every((text) => text.startsWith(history.MARKETPLACE)), `${texts}`);
    const { items: [token] } = await (await nordwind.client('ines')).get(`/accounts/${GROUP}/tokens`);
    await ines.go(`/accounts/${GROUP}${of('HOLD-11', 'history')}`);
    const who = filled(history.PROGRAM, { token: token.name });
    await ines.page.getByText(filled(history.SUSPENDED, { who }), { exact: true }).waitFor();
  });

  test('suspending shows first what it moves, and the button that did it keeps the focus', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of('4500045'));
    await ines.press(orders.SUSPEND);
    await ines.dialog.getByText(orders.SUSPEND_TEXT).waitFor();
    await ines.dialog.locator('.proposal-told[data-kind=changes] li').first().waitFor();
    const client = await nordwind.reader();
    assert.equal((await client.get(api('4500045'))).status, 'active', 'nothing is saved yet');
    await ines.press(filled(orders.SUSPEND_ORDER, { order: '4500045' }), ines.dialog);
    await ines.message(save.SAVED);
    await badge(ines, en.words.STATUS_SUSPENDED).waitFor();
    assert.equal((await client.get(api('4500045'))).status, 'suspended');
    assert.equal(await ines.page.evaluate(() => document.activeElement.textContent), orders.RESUME);

    await ines.page.keyboard.press('Enter');
    await ines.dialog.getByText(orders.RESUME_TEXT).waitFor();
    await ines.press(filled(orders.RESUME_ORDER, { order: '4500045' }), ines.dialog);
    await badge(ines, en.words.STATUS_ACTIVE).waitFor();
  });

  test('one that is expired says how it is used again', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of('4500017'));
    await badge(ines, en.words.STATUS_EXPIRED).waitFor();
    await ines.page.getByText(pattern(orders.EXPIRED_TEXT)).waitFor();
    await ines.press(orders.REACTIVATE);
    await ines.dialog.getByLabel(orders.FIELD_EXPIRATION).waitFor();
    await ines.page.keyboard.press('Escape');
    await ines.go(`/accounts/${GROUP}${of('PILOT-2')}`);
    await ines.page.getByText(pattern(orders.SUSPENDED_EXPIRED_TEXT)).waitFor();
    await ines.press(orders.LIFT);
    await ines.dialog.getByText(orders.LIFT_TEXT).waitFor();
  });

  test('a duplicate begins with what is there', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(CLOUD));
    const href = await ines.link(orders.DUPLICATE).getAttribute('href');
    assert.match(href, new RegExp(`/accounts/${GROUP}/add-purchase-order\\?like=${CLOUD}$`));
  });

  test('tags are edited where they stand', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of('TRAIN-7'));
    await ines.press(orders.EDIT_TAGS);
    await ines.press(en.ui.ADD_TAG);
    const rows = ines.page.locator('.tags-row');
    await rows.last().getByRole('textbox').first().fill('audit');
    await rows.last().getByRole('textbox').last().fill('2027');
    await ines.press(save.SAVE);
    await ines.message(save.SAVED);
    await ines.page.locator('.order-tag').filter({ hasText: 'audit' }).filter({ hasText: '2027' }).waitFor();
    const { tags } = await (await nordwind.reader()).get(api('TRAIN-7'));
    assert.equal(tags.audit, '2027');
  });

  test('one is deleted only after its number was typed', async (t) => {
    const marek = await nordwind.client('marek');
    await marek.send('POST', `/accounts/${GROUP}/purchase-orders`, order('GO-1', 5));
    const ines = await nordwind.enter(t, 'ines', of('GO-1'));
    await ines.press(orders.REMOVE, ines.page.locator('.page-head').first());
    await ines.dialog.getByText(orders.REMOVE_KEEPS).waitFor();
    const field = ines.dialog.getByLabel(filled(orders.CONFIRM, { order: 'GO-1' }));
    const button = ines.button(filled(orders.REMOVE_ORDER, { order: 'GO-1' }), ines.dialog);
    await ines.dialog.locator('.proposal-told[data-kind=changes]').waitFor();
    assert.equal(await button.getAttribute('aria-description'), filled(orders.CONFIRM, { order: 'GO-1' }));
    await field.fill('GO-2');
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await field.fill('GO-1');
    await button.click();
    await ines.arrives(orders.TITLE);
    assert.equal((await marek.ask('GET', api('GO-1'))).status, 404);
  });

  test('who would delete one that charges name is told that they create it anew', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of('RES-DATA'));
    await ines.press(orders.REMOVE, ines.page.locator('.page-head').first());
    await ines.dialog.getByText(filled(changes.CREATES, { order: 'RES-DATA' }), { exact: true }).waitFor();
  });

  test('who may only look is told why, before anything is typed', async (t) => {
    const thomas = await nordwind.enter(t, 'thomas', of(CLOUD));
    for (const name of [orders.DUPLICATE, orders.EDIT_TAGS]) {
      assert.match(await reason(thomas.button(name)), /ask an administrator/, name);
    }
    assert.match(await reason(thomas.button(orders.REMOVE, thomas.page.locator('.page-head').first())), /ask an administrator/);
    await thomas.press(orders.EDIT, thomas.page.locator('.page-head').first());
    await thomas.dialog.getByText(pattern(orders.ONLY_TRIED)).waitFor();
    await thomas.page.keyboard.press('Escape');
    await tab(thomas, contacts.TAB).click();
    assert.match(await reason(thomas.button(contacts.EDIT)), /ask an administrator/);
    assert.equal(await thomas.page.getByRole('heading', { name: contacts.SENT }).count(), 0);
    await tab(thomas, history.TITLE).click();
    await thomas.page.getByText(history.MAY_NOT_SEE).waitFor();
    await thomas.page.getByText(/ask an administrator/).first().waitFor();
  });

  test('a German browser gets every part in German', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of('EU-2340'), { locale: 'de-DE' });
    const left = [];
    for (const name of ['orders.overview', 'orders.column_documents', 'contacts.tab', 'history.title']) {
      await tab(ines, german[name]).click();
      await ines.settled();
      const texts = await words(ines);
      left.push(...texts.filter((text) => englishOnly.some(({ pattern: english }) => english.test(text))));
    }
    assert.deepEqual(left, []);
  });

  test('every part keeps to the rules of accessibility, and its tabs go by keyboard', async (t) => {
    const ines = await nordwind.enter(t, 'ines', of(CLOUD));
    const found = await faults(ines, 'overview');
    await tab(ines, orders.OVERVIEW).focus();
    for (const [name, ready] of [[orders.COLUMN_DOCUMENTS, orders.ISSUED], [contacts.TAB, contacts.SENT], [history.TITLE, history.TITLE]]) {
      await ines.page.keyboard.press('ArrowRight');
      await ines.page.getByRole('heading', { name: ready, exact: true }).waitFor();
      await ines.settled();
      assert.equal(await tab(ines, name).getAttribute('aria-selected'), 'true');
      found.push(...(await faults(ines, name)));
      await tab(ines, name).focus();
    }
    await tab(ines, contacts.TAB).click();
    await ines.press(contacts.EDIT);
    await ines.press(contacts.ADD);
    const email = ines.page.getByRole('group').last().getByLabel(contacts.EMAIL);
    await email.fill('nobody');
    await email.press('Tab');
    await ines.page.locator('.field-error').waitFor();
    found.push(...(await faults(ines, 'a wrong address')));
    await ines.press(orders.CANCEL);
    await ines.press(orders.REMOVE, ines.page.locator('.page-head').first());
    await ines.dialog.locator('.proposal-told[data-kind=changes]').waitFor();
    found.push(...(await faults(ines, 'deleting')));
    assert.deepEqual(found, []);
  });
});

const tab = ({ page }, name) => page.getByRole('tab', { name, exact: true });
const table = ({ page }, name) => page.getByRole('region', { name, exact: true });
const badge = ({ page }, text) => page.locator('.badge').getByText(text, { exact: true });
const fact = ({ page }, name) => page.locator('.fact').filter({ has: page.getByText(name, { exact: true }) }).locator('dd').innerText();
const figure = (text) => text.replaceAll(/[^\d.]/g, '');
const reason = (button) => button.getAttribute('aria-description');

/** Types a second contact and one more tag, and saves neither. Gives where they are entered. */
async function typeContactAndTag(visitor, address, key) {
  await visitor.press(contacts.EDIT);
  await visitor.press(contacts.ADD);
  const contact = visitor.page.getByRole('group', { name: filled(contacts.CONTACT, { number: '2' }) });
  await contact.getByLabel(contacts.EMAIL).fill(address);
  await tab(visitor, orders.OVERVIEW).click();
  await visitor.press(orders.EDIT_TAGS);
  await visitor.press(en.ui.ADD_TAG);
  const tag = visitor.page.locator('.tags-row').last();
  await tag.getByRole('textbox').first().fill(key);
  return { contact, tag };
}

const notice = (visitor, when, what) =>
  table(visitor, contacts.AHEAD).getByRole('row').filter({ hasText: when }).filter({ hasText: what });

/** A month so many after the present one. */
function month(offset) {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset)).toISOString().slice(0, 7);
}

const monthName = (offset) => dated({ month: 'long', year: 'numeric' }, new Date(`${month(offset)}-01T00:00:00Z`));

/** So many months before the last day of a month, as a page writes it; kept within its own month. */
function lastDay(offset, before) {
  const last = new Date(`${month(offset + 1)}-01T00:00:00Z`);
  last.setUTCDate(0);
  const end = new Date(`${month(offset - before + 1)}-01T00:00:00Z`);
  end.setUTCDate(0);
  end.setUTCDate(Math.min(last.getUTCDate(), end.getUTCDate()));
  return dated({ day: 'numeric', month: 'short', year: 'numeric' }, end);
}

const dated = (options, date) => new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(date);

/** A purchase order that ends so many months from now, with somebody to tell. */
const order = (id, months) => ({
  id,
  billFrom: ['AWS_INC'],
  currency: 'USD',
  effectiveMonth: month(0),
  expirationMonth: month(months),
  contacts: [{ email: 'payables@nordwind.example' }],
  lineItems: [{
    number: '1', type: 'marketplace-transaction', startMonth: month(0), endMonth: month(months),
    amount: '1000.00', quantity: '1', balanceTracking: true,
  }],
});
