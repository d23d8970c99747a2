// The list of purchase orders: what to look at, found and sorted, views, and several at once.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';

import { GROUP, onOneDatabase, saved } from './account.mjs';
import { faults } from './axe.mjs';
import { en, filled, pattern } from './catalogue.mjs';
import { Client } from './client.mjs';
import { focused, tabTo } from './keys.mjs';
import { CLOUD, site } from './site.mjs';

const { changes, dashboard, frame, orders, save, ui } = en;
const AT = `/accounts/${GROUP}/purchase-orders`;

/** Each card, and what the server is asked for those that it counts. */
const CARDS = [
  [dashboard.CARD_ACTIVE, 'status=active'],
  [dashboard.CARD_EXPIRING, 'expiringSoon=true'],
  [dashboard.CARD_THRESHOLD, 'belowThreshold=true'],
  [dashboard.CARD_OUT, 'outOfBalance=true'],
  [dashboard.CARD_CONTACTS, 'noContacts=true'],
  [dashboard.CARD_MADE, 'madeBy=marketplace'],
];

onOneDatabase(['--example'], (nordwind) => {
  /** What the server has, in the order in which it lists them. */
  const kept = async (query = '') => (await (await nordwind.reader()).get(`${AT}?limit=100&${query}`)).items;
  const keptIds = async (query) => (await kept(query)).map(({ id }) => id);

  test('each card counts what the server counts, shows exactly those, and all again', async (t) => {
    const thomas = await enter(t, nordwind, 'thomas');
    // A purchase order that a charge will create is in the list, and in no card.
    const all = await ids(thomas);
    for (const [name, query] of CARDS) {
      const expected = await keptIds(query);
      assert.ok(expected.length > 0, `the example has one: ${query}`);
      const button = card(thomas, name);
      await button.locator('.order-card-count').filter({ hasText: String(expected.length) }).waitFor();
      await button.click();
      await thomas.settled();
      assert.equal(await button.getAttribute('aria-pressed'), 'true');
      assert.deepEqual((await ids(thomas)).sort(), expected.sort(), name);
      await button.click();
      await thomas.settled();
      assert.equal(await button.getAttribute('aria-pressed'), 'false');
      assert.deepEqual(await ids(thomas), all);
    }
  });

  test('a row tells by badges what to mind about it', async (t) => {
    const thomas = await enter(t, nordwind, 'thomas');
    const [out] = await keptIds('outOfBalance=true');
    const [made] = await keptIds('madeBy=marketplace');
    const told = async (id) => (await thomas.cell(await thomas.rowInTable(whole(id)), dashboard.COLUMN_MIND)).innerText();
    assert.ok((await told(out)).includes(dashboard.BADGE_OUT));
    assert.ok(!(await told(out)).includes(dashboard.BADGE_THRESHOLD), 'what is used up is not told to be low as well');
    const badges = await told(made);
    assert.ok(badges.includes(dashboard.BADGE_MADE) && badges.includes(dashboard.BADGE_CONTACTS), badges);
    await thomas.scrollTable(0);
    const balance = await thomas.cell(await thomas.rowInTable(whole(out)), orders.COLUMN_BALANCE);
    assert.equal(await balance.locator('.cell-meter-fill').evaluate((bar) => bar.style.inlineSize), '0%');
  });

  test('card, filter and sort stand in the address, and are there again after a reload', async (t) => {
    const thomas = await enter(t, nordwind, 'thomas');
    await filter(thomas, `${dashboard.COLUMN_CURRENCY} = EUR`);
    await filter(thomas, `${dashboard.COLUMN_TAGS} : team=`);
    const head = thomas.page.locator('.table-column', { hasText: dashboard.COLUMN_EXPIRATION });
    await head.getByRole('button').click();
    await head.getByRole('button').click();
    await thomas.settled();
    const shown = await ids(thomas);
    const euro = (await kept()).filter(({ currency, tags }) => currency === 'EUR' && tags?.team);
    assert.deepEqual([...shown].sort(), euro.map(({ id }) => id).sort());
    const expiration = (id) => euro.find((order) => order.id === id).expirationMonth;
    assert.deepEqual(shown.map(expiration), shown.map(expiration).sort().reverse());
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    await card(thomas, dashboard.CARD_ACTIVE).click();
    const active = await ids(thomas);

    await thomas.reload();
    await thomas.rows.first().waitFor();
    assert.deepEqual(await ids(thomas), active);
    assert.equal(await card(thomas, dashboard.CARD_ACTIVE).getAttribute('aria-pressed'), 'true');
    const count = { shown: String(active.length), total: /\d+/ };
    await thomas.page.locator('.filter [role=status]').filter({ hasText: pattern(dashboard.SHOWN, count) }).waitFor({ state: 'attached' });
    await thomas.page.goBack();
    await thomas.settled();
    assert.deepEqual(await ids(thomas), shown, 'going back takes the card away');
  });

  test('months, amounts and free text find what they mean, and what nobody means finds nothing', async (t) => {
    const thomas = await enter(t, nordwind, 'thomas');
    const all = await kept();
    const month = all.map(({ expirationMonth }) => expirationMonth).sort()[Math.floor(all.length / 2)];
    const cases = [
      [`${dashboard.COLUMN_EXPIRATION} <= ${month}`, ({ expirationMonth }) => expirationMonth <= month],
      [`${orders.COLUMN_VALUE} >= 100,000`, ({ value }) => Number(value) >= 100_000],
      [`${orders.COLUMN_STATUS} = ${en.words.STATUS_SUSPENDED}`, ({ status }) => status === 'suspended'],
      [`${dashboard.COLUMN_MIND} = ${dashboard.BADGE_EXPIRING}`, ({ expiringSoon }) => expiringSoon],
      ['small PURCHASES', ({ id }) => id === 'SMALL-1'],
    ];
    for (const [text, is] of cases) {
      await filter(thomas, text);
      // What charges will create is not kept yet.
      const known = new Set(all.map(({ id }) => id));
      const found = (await ids(thomas)).filter((id) => known.has(id));
      assert.deepEqual(found.sort(), all.filter(is).map(({ id }) => id).sort(), text);
      assert.ok(found.length > 0, text);
      await thomas.press(ui.CLEAR_FILTER);
    }
    await filter(thomas, `${dashboard.COLUMN_EXPIRATION} >= no month`);
    await thomas.page.getByText(ui.NO_MATCHES, { exact: true }).first().waitFor();
    await thomas.press(ui.CLEAR_FILTER, thomas.page.locator('.table-state'));
    await thomas.settled();
    assert.equal(thomas.address, AT);
    assert.ok((await ids(thomas)).length >= all.length);
  });

  test('a click is for the row that was pressed, though another stands there when it is let go', async (t) => {
    const thomas = await enter(t, nordwind, 'thomas');
    const ines = await nordwind.client('ines');
    const first = thomas.rows.first();
    const name = await first.getByRole('rowheader').innerText();
    // It comes before the first.
    const added = `${name.slice(0, 1)}-${name}`;
    const box = await first.getByRole('rowheader').boundingBox();
    await thomas.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await thomas.page.mouse.down();
    await ines.send('POST', AT, { id: added, billFrom: ['AWS_INC'], currency: 'USD', effectiveMonth: '2026-01', expirationMonth: '2026-12' });
    await thomas.row(whole(added)).waitFor();
    assert.equal(await first.getByRole('rowheader').innerText(), added);
    await thomas.page.mouse.up();
    await thomas.arrives(name);
    await ines.send('DELETE', `${AT}/${encodeURIComponent(added)}`);
  });

  test('columns that a reader chose are there again', async (t) => {
    const thomas = await enter(t, nordwind, 'thomas');
    const heads = () => thomas.page.locator('.table-column .table-label').allInnerTexts();
    assert.ok(!(await heads()).includes(orders.COLUMN_CLOSING));
    await thomas.press(ui.PREFERENCES, thomas.page.locator('.table-bar'));
    await thomas.page.getByRole('checkbox', { name: dashboard.COLUMN_TAGS }).uncheck();
    await thomas.page.getByRole('checkbox', { name: orders.COLUMN_CLOSING }).check();
    await thomas.reload();
    await thomas.rows.first().waitFor();
    assert.ok(!(await heads()).includes(dashboard.COLUMN_TAGS));
    assert.ok((await heads()).includes(orders.COLUMN_CLOSING));
  });

  test('what is shown is kept as a view under a name, found again, and removed', async (t) => {
    const thomas = await enter(t, nordwind, 'thomas');
    await filter(thomas, `${dashboard.COLUMN_CURRENCY} = EUR`);
    const head = thomas.page.locator('.table-column', { hasText: dashboard.COLUMN_EXPIRATION });
    await head.getByRole('button').click();
    await head.and(thomas.page.locator('[aria-sort="ascending"]')).waitFor();
    await thomas.settled();
    const euro = await ids(thomas);
    const { address } = thomas;
    await thomas.press(dashboard.VIEWS);
    const views = thomas.page.getByRole('dialog', { name: dashboard.VIEWS });
    await views.getByText(dashboard.VIEWS_NONE).waitFor();
    await thomas.press(dashboard.VIEW_SAVE, views);
    await views.getByText(dashboard.VIEW_NO_NAME).waitFor();
    await views.getByLabel(dashboard.VIEW_NAME).fill('Europe');
    await views.getByLabel(dashboard.VIEW_NAME).press('Enter');
    await thomas.link('Europe', views).waitFor();
    assert.equal(await thomas.link('Europe', views).getAttribute('aria-current'), 'true');

    await thomas.link(dashboard.CARD_CONTACTS, views).click();
    await thomas.settled();
    assert.deepEqual((await ids(thomas)).sort(), (await keptIds('noContacts=true')).sort());
    assert.equal(await views.isVisible(), false);
    await thomas.reload();
    await thomas.press(dashboard.VIEWS);
    await thomas.link('Europe', views).click();
    await thomas.settled();
    assert.equal(thomas.address, address);
    assert.deepEqual(await ids(thomas), euro);

    await thomas.press(dashboard.VIEWS);
    await thomas.press(filled(dashboard.VIEW_REMOVE, { name: 'Europe' }), views);
    await views.getByText(dashboard.VIEWS_NONE).waitFor();
    assert.equal((await focused(thomas)).name, dashboard.VIEW_NAME, 'the focus is not lost with the button');
    await thomas.reload();
    await thomas.press(dashboard.VIEWS);
    await views.getByText(dashboard.VIEWS_NONE).waitFor();
  });

  test('the file of a spreadsheet and the one to be imported are those of the server', async (t) => {
    const thomas = await enter(t, nordwind, 'thomas');
    const reader = await nordwind.reader();
    for (const [item, flavour] of [[dashboard.EXPORT_SPREADSHEET, 'spreadsheet'], [dashboard.EXPORT_RAW, 'raw']]) {
      const download = thomas.page.waitForEvent('download');
      await thomas.pick(dashboard.EXPORT, item);
      const file = await download;
      assert.match(file.suggestedFilename(), /\.csv$/);
      const expected = await (await reader.ask('GET', `/accounts/${GROUP}/purchase-orders.csv?flavour=${flavour}`)).arrayBuffer();
      assert.deepEqual(await readFile(await file.path()), Buffer.from(expected));
    }
  });

  test('what is copied is what the server keeps of each, and no text of it becomes a formula', async (t) => {
    const marek = await nordwind.client('marek');
    await marek.send('POST', `/accounts/${GROUP}/changes`, {
      edits: [{ set: { purchaseOrder: 'TAX-DE' }, to: { description: '=1+1' } }],
      revision: await nordwind.revision(),
    });
    const thomas = await enter(t, nordwind, 'thomas', '', { permissions: ['clipboard-read', 'clipboard-write'] });
    const copied = async () => {
      const text = await thomas.page.evaluate(() => navigator.clipboard.readText());
      const [head, ...lines] = text.split('\n').map((line) => line.split('\t'));
      return lines.map((line) => Object.fromEntries(line.map((cell, place) => [head[place], cell])));
    };
    await thomas.press(dashboard.COPY);
    await thomas.message(dashboard.COPIED_OTHER);
    const rows = await copied();
    assert.deepEqual(rows.map((row) => row[orders.COLUMN_ORDER]), await ids(thomas));
    for (const order of await kept()) {
      const row = rows.find((other) => other[orders.COLUMN_ORDER] === order.id);
      const amount = (text) => text.replaceAll(',', '');
      assert.equal(amount(row[orders.COLUMN_VALUE]), order.value, order.id);
      assert.equal(amount(row[orders.COLUMN_BALANCE]), order.balance ?? '', order.id);
      assert.equal(row[dashboard.COLUMN_EXPIRATION], order.expirationMonth);
      assert.ok((order.contacts ?? []).every(({ email }) => row[dashboard.COLUMN_CONTACTS].includes(email)));
    }
    const formula = rows.find((row) => row[orders.COLUMN_ORDER] === 'TAX-DE');
    assert.match(formula[orders.COLUMN_DESCRIPTION], /^'=1\+1/);

    await tick(thomas, 'TAX-DE');
    await thomas.press(dashboard.COPY);
    await thomas.message(dashboard.COPIED_ONE);
    assert.deepEqual((await copied()).map((row) => row[orders.COLUMN_ORDER]), ['TAX-DE']);
  });

  test('who may only look is told so before anything is typed, and can still try it', async (t) => {
    const thomas = await enter(t, nordwind, 'thomas');
    for (const name of [dashboard.ADD, dashboard.IMPORT]) {
      const button = thomas.button(name);
      assert.equal(await button.getAttribute('aria-disabled'), 'true', name);
      assert.match(await button.getAttribute('aria-description'), /ask an administrator/);
    }
    const before = await keptIds('status=active');
    await tick(thomas, 'MP-ORBIT', 'SMALL-1');
    await thomas.press(dashboard.DELETE);
    const { dialog } = thomas;
    await dialog.getByText(pattern(dashboard.ONLY_TRY)).waitFor();
    assert.equal(await dialog.getByRole('textbox').count(), 0);
    await proposed(thomas);
    const button = thomas.button(filled(dashboard.DELETE_OTHER, { count: 2 }), dialog);
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    assert.match(await button.getAttribute('aria-description'), /ask an administrator/);
    await thomas.press(save.TRY, dialog);
    await thomas.message(changes.APPLIED);
    await thomas.hasEdits(1);
    assert.ok(!(await ids(thomas)).includes('MP-ORBIT'), 'the list shows what is tried');
    assert.deepEqual(await keptIds('status=active'), before);
  });

  test('several are suspended at once: the dialog shows what goes elsewhere, and the server has it', async (t) => {
    const marek = await enter(t, nordwind, 'marek');
    const meant = ['4500044', 'MP-TARN'];
    const button = marek.button(dashboard.SUSPEND);
    assert.equal(await button.getAttribute('aria-description'), dashboard.SELECT_FIRST);
    await tick(marek, ...meant, 'HOLD-11');
    await button.click();
    const { dialog } = marek;
    const title = filled(dashboard.SUSPEND_OTHER, { count: 2 });
    await dialog.getByRole('heading', { name: title }).waitFor();
    assert.deepEqual(await dialog.getByRole('list', { name: dashboard.MEANT }).locator('li').allInnerTexts(), meant);
    await dialog.getByText(filled(dashboard.LEFT_OUT_ONE, { count: 1 })).waitFor();
    const told = await proposed(marek);
    assert.ok(told.length > 0 && !told.includes(changes.NOTHING), told.join('; '));
    await marek.press(title, dialog);
    await saved(marek);
    const suspended = await keptIds('status=suspended');
    assert.ok(meant.every((id) => suspended.includes(id)), suspended.join(' '));
    assert.equal(await (await marek.cell(await marek.rowInTable(whole('4500044')), orders.COLUMN_STATUS)).innerText(), en.words.STATUS_SUSPENDED);
    await marek.page.locator('.orders-selected').filter({ hasText: filled(dashboard.SELECTED_OTHER, { count: 0 }) }).waitFor();

    await tick(marek, '4500044');
    assert.equal(await button.getAttribute('aria-description'), dashboard.ALL_SUSPENDED);
    await marek.press(dashboard.RESUME);
    await proposed(marek);
    await marek.press(filled(dashboard.RESUME_ONE, { count: 1 }), dialog);
    await saved(marek);
    assert.ok((await keptIds('status=active')).includes('4500044'));
  });

  test('what the filter keeps back is not meant by what is done with the ticked', async (t) => {
    const marek = await enter(t, nordwind, 'marek');
    await tick(marek, 'SEC-01', 'TAX-DE');
    await filter(marek, `${dashboard.COLUMN_CURRENCY} = EUR`);
    await marek.press(dashboard.SUSPEND);
    assert.deepEqual(await marek.dialog.getByRole('list', { name: dashboard.MEANT }).locator('li').allInnerTexts(), ['TAX-DE']);
    await marek.press(ui.CLOSE, marek.dialog);
    await marek.page.getByRole('checkbox', { name: ui.SELECT_ALL }).check();
    const shown = await ids(marek);
    await marek.page.locator('.orders-selected').filter({ hasText: filled(dashboard.SELECTED_OTHER, { count: shown.length }) }).waitFor();
  });

  test('who would delete several is told which of them charges create anew', async (t) => {
    const ines = await enter(t, nordwind, 'ines');
    await tick(ines, 'RES-DATA', 'EMPTY-1');
    await ines.press(dashboard.DELETE);
    const told = await proposed(ines);
    assert.deepEqual(told.filter((line) => pattern(changes.CREATES).test(line)), [filled(changes.CREATES, { order: 'RES-DATA' })]);
  });

  test('several are deleted only after that was typed', async (t) => {
    const ines = await enter(t, nordwind, 'ines');
    const meant = ['BUDGET 2 MP', 'EMPTY-1'];
    await tick(ines, ...meant);
    await ines.press(dashboard.DELETE);
    const { dialog } = ines;
    await proposed(ines);
    const word = filled(dashboard.CONFIRM_WORD, { count: 2 });
    const title = filled(dashboard.DELETE_OTHER, { count: 2 });
    // With the focus on it, the reason shows beside its name.
    const button = ines.button(pattern(title, {}, { whole: false }), dialog);
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    assert.equal(await button.getAttribute('aria-description'), filled(dashboard.CONFIRM_FIRST, { word }));
    const field = dialog.getByLabel(filled(dashboard.CONFIRM, { word }));
    assert.ok(await field.evaluate((input) => input === document.activeElement), 'one can type at once');
    await field.fill('delete 3');
    await field.press('Tab');
    await dialog.getByText(filled(dashboard.CONFIRM_WRONG, { word })).waitFor();
    await button.focus();
    await ines.page.keyboard.press('Enter');
    assert.ok((await keptIds()).includes('EMPTY-1'));
    await field.fill(word);
    await button.click();
    await saved(ines);
    const left = await keptIds();
    assert.ok(meant.every((id) => !left.includes(id)), left.join(' '));
    const shown = await ids(ines);
    assert.ok(meant.every((id) => !shown.includes(id)), shown.join(' '));
  });

  test('somebody goes from a card to what is done with several by keyboard alone', async (t) => {
    const marek = await enter(t, nordwind, 'marek');
    const { keyboard } = marek.page;
    await tabTo(marek, pattern(dashboard.CARD_CONTACTS, {}, { whole: false }));
    await keyboard.press('Enter');
    await marek.settled();
    await tabTo(marek, dashboard.SUSPEND);
    await tabTo(marek, orders.TITLE);
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    await marek.page.locator('.orders-selected').filter({ hasText: filled(dashboard.SELECTED_OTHER, { count: 2 }) }).waitFor();
    await tabTo(marek, dashboard.DELETE, 'Shift+Tab');
    await keyboard.press('Enter');
    await marek.dialog.waitFor();
    await keyboard.press('Escape');
    await marek.dialog.waitFor({ state: 'detached' });
    assert.equal((await focused(marek)).name, dashboard.DELETE);
  });

  test('that the marketplace created some is told to be unknown where the server does not say', async (t) => {
    const thomas = await nordwind.enter(t, 'thomas', '/preview', { expected: [/503/] });
    await thomas.page.route('**/purchase-orders?madeBy=*', (route) => route.fulfill({ status: 503 }));
    await thomas.open(frame.NAV_ORDERS);
    await thomas.page.getByText(pattern(dashboard.MADE_UNKNOWN)).waitFor();
    assert.equal(await card(thomas, dashboard.CARD_MADE).locator('.order-card-count').innerText(), '–');
    assert.ok((await ids(thomas)).length > 20, 'everything else is there');
  });

  test('the list, a card and the views keep to the rules, wide and on a phone', async (t) => {
    const ines = await enter(t, nordwind, 'ines');
    const found = await faults(ines, 'all');
    await card(ines, dashboard.CARD_OUT).click();
    await tick(ines, ...(await ids(ines)).slice(0, 2));
    found.push(...(await faults(ines, 'a card and ticks')));
    await ines.press(dashboard.VIEWS);
    await ines.press(dashboard.VIEW_SAVE);
    await ines.page.getByText(dashboard.VIEW_NO_NAME).waitFor();
    found.push(...(await faults(ines, 'the views')));
    assert.deepEqual(found, []);
  });

  test('what is asked before several are changed keeps to the rules, and so does nothing that fits', async (t) => {
    const ines = await enter(t, nordwind, 'ines');
    await tick(ines, 'SEC-01', 'TAX-DE');
    await ines.press(dashboard.DELETE);
    await proposed(ines);
    const found = await faults(ines, 'deleting');
    await ines.press(ui.CLOSE, ines.dialog);
    await filter(ines, 'zzzz');
    found.push(...(await faults(ines, 'with nothing that fits')));
    const thomas = await enter(t, nordwind, 'thomas');
    await tick(thomas, 'SEC-01', 'TAX-DE');
    await thomas.press(dashboard.DELETE);
    await proposed(thomas);
    found.push(...(await faults(thomas, 'one may only try')));
    assert.deepEqual(found, []);
  });
});

onOneDatabase([], (fresh) => {
  test('who has none yet is led to add the first', async (t) => {
    const account = '100000000001';
    const ada = await Client.first(fresh, await fresh.server.line(), {
      organisation: { name: 'Analytical Engines', kind: 'organisation', account: { id: account, name: 'Head office' } },
      user: { email: 'ada@example.com', name: 'Ada' },
      password: 'a sentence that nobody guesses',
    });
    const visitor = await fresh.enter(t, ada, '/purchase-orders', { account });
    const empty = visitor.page.locator('.table-state');
    await empty.getByText(orders.EMPTY, { exact: true }).waitFor();
    assert.equal(await visitor.link(dashboard.ADD, empty).getAttribute('href'), `/accounts/${account}/add-purchase-order`);
    assert.equal(await visitor.link(dashboard.IMPORT).getAttribute('href'), `/accounts/${account}/import-purchase-orders`);
    assert.deepEqual(await faults(visitor, 'nothing yet'), []);
  });
});

describe('on own files', () => {
  const pages = site();

  test('the same list is there without what only a server has, and shows what is tried', async (t) => {
    const visitor = await pages.sample(t, '/purchase-orders');
    await visitor.rows.first().waitFor();
    assert.equal(await visitor.link(dashboard.IMPORT).count(), 0);
    assert.equal(await card(visitor, dashboard.CARD_MADE).count(), 0);
    const active = card(visitor, dashboard.CARD_ACTIVE).locator('.order-card-count');
    const before = Number(await active.innerText());
    await tick(visitor, CLOUD);
    await visitor.press(dashboard.SUSPEND);
    await proposed(visitor);
    await visitor.press(filled(dashboard.SUSPEND_ONE, { count: 1 }), visitor.dialog);
    await visitor.hasEdits(1);
    await active.filter({ hasText: String(before - 1) }).waitFor();
    const row = await visitor.rowInTable(whole(CLOUD));
    assert.ok((await (await visitor.cell(row, dashboard.COLUMN_MIND)).innerText()).includes(dashboard.BADGE_EDITED));
    assert.equal(await row.getAttribute('data-mark'), 'changed');
  });

  test('the page of a purchase order has the badges that its card promises', async (t) => {
    const visitor = await pages.sample(t, '/purchase-orders');
    await visitor.rows.first().waitFor();
    const has = async (name) => Number(await card(visitor, name).locator('.order-card-count').innerText()) > 0;
    let seen = 0;
    for (const [name, badge] of ON_THE_PAGE) {
      if (!(await has(name))) continue;
      seen += 1;
      await card(visitor, name).click();
      const [id] = await ids(visitor);
      await visitor.go(`/purchase-orders/${encodeURIComponent(id)}`);
      await visitor.arrives(id);
      const out = visitor.page.locator('.badge').getByText(orders.OUT_OF_BALANCE, { exact: true });
      const own = visitor.page.locator('.badge').getByText(badge, { exact: true });
      // What is used up is below the threshold as well.
      await (name === dashboard.CARD_THRESHOLD ? own.or(out).first() : own).waitFor();
      await visitor.go('/purchase-orders');
      await visitor.rows.first().waitFor();
    }
    assert.ok(seen > 0, 'the sample has some');
  });
});

/** Cards, and the badge that the page of each purchase order of them has. */
const ON_THE_PAGE = [
  [dashboard.CARD_OUT, orders.OUT_OF_BALANCE],
  [dashboard.CARD_THRESHOLD, orders.BELOW_THRESHOLD],
  [dashboard.CARD_EXPIRING, orders.EXPIRING_SOON],
];

/** The list of an account, once it is there. */
async function enter(t, organisation, who, query = '', options = {}) {
  const visitor = await organisation.enter(t, who, `/purchase-orders${query}`, options);
  await visitor.arrives(orders.TITLE);
  await visitor.rows.first().waitFor();
  await visitor.settled();
  return visitor;
}

/** The ids in the order in which they are shown, wherever one has to scroll to. */
async function ids(visitor) {
  const found = new Map();
  for (const share of [0, 0.25, 0.5, 0.75, 1, 0]) {
    await visitor.scrollTable(share);
    const rows = await visitor.rows.evaluateAll((all) => all.map((row) => [Number(row.getAttribute('aria-rowindex')), row.querySelector('th').innerText]));
    for (const [place, id] of rows) found.set(place, id);
  }
  return [...found].sort(([a], [b]) => a - b).map(([, id]) => id);
}

const card = (visitor, name) =>
  visitor.page.getByRole('region', { name: dashboard.CARDS }).getByRole('button', { name: pattern(name, {}, { whole: false }) });

/** Adds a condition, as it is typed. */
async function filter(visitor, text) {
  const field = visitor.page.getByRole('combobox', { name: dashboard.FILTER });
  await field.fill(text);
  await field.press('Enter');
  await visitor.settled();
}

/** Ticks rows, wherever they are. */
async function tick(visitor, ...names) {
  for (const name of names) {
    await visitor.scrollTable(0);
    await (await visitor.rowInTable(whole(name))).getByRole('checkbox').check();
  }
}

/** What the dialog says that will change. */
async function proposed(visitor) {
  const lines = visitor.dialog.locator('.proposal-told[data-kind="changes"] li');
  await lines.first().waitFor();
  return lines.allInnerTexts();
}

const whole = (name) => pattern(name);
