// The parts of Tieback inside a console of another origin, which is the example in
// examples/console-html: what buyers do there arrives on the server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { en, filled, german } from './catalogue.mjs';
import { GROUP } from './client.mjs';
import { AGREEMENT, embedded, orderOf, waitUntil } from './embedded.mjs';

const AXE = readFileSync(createRequire(new URL('../npm/package.json', import.meta.url)).resolve('axe-core/axe.min.js'), 'utf8');
const LOADER = new URL('../../crates/widget/npm/dist/widget.js', import.meta.url);

const { admin, visit, saved, nameOfFirst } = embedded();

test('a purchase order that is entered in a console is on the server, and what it moves is told before', async (t) => {
  const { page, charges, complaints, told } = await visit(t);
  const [name] = await nameOfFirst();
  const order = orderOf(charges, name);
  await order.fill('MP-CONSOLE-1');
  await charges.getByText(en.subscriptions.WILL).waitFor();
  await charges.getByText(filled(en.subscriptions.CREATES, { order: 'MP-CONSOLE-1' })).waitFor();
  assert.equal((await saved()).some((charge) => charge.purchaseOrderReference === 'MP-CONSOLE-1'), false, 'nothing is saved yet');
  await charges.getByRole('button', { name: en.subscriptions.SAVE, exact: true }).click();
  await charges.getByText(filled(en.subscriptions.SAVED_ONE, { count: '1' })).waitFor();
  const [named] = (await saved()).filter((charge) => charge.purchaseOrderReference === 'MP-CONSOLE-1');
  assert.equal(named.purchaseOrderLine, '1');
  const changes = await told('tieback-change');
  assert.deepEqual(changes.at(-1), { agreement: AGREEMENT, charges: [{ id: named.id, purchaseOrderReference: 'MP-CONSOLE-1', purchaseOrderLine: '1' }] });
  const { items } = await admin.get(`/accounts/${GROUP}/audit?limit=100`);
  assert.ok(JSON.stringify(items).includes('embed:'), 'the audit has the embed session as actor');

  // And away again, by keyboard.
  await order.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await charges.getByText(filled(en.subscriptions.CLEARS_ONE, { count: '1' })).waitFor();
  await charges.getByRole('button', { name: en.subscriptions.SAVE, exact: true }).press('Enter');
  await charges.getByText(filled(en.subscriptions.SAVED_ONE, { count: '1' })).waitFor();
  assert.equal((await saved()).find((charge) => charge.id === named.id).purchaseOrderReference, null);
  assert.deepEqual(complaints, []);
});

test('naming one charge and clearing another is one request, all or none', async (t) => {
  const { page, charges } = await visit(t);
  const [first, second] = await nameOfFirst();
  const entry = async (name, order) => {
    await orderOf(charges, name).fill(order);
    await page.keyboard.press('Escape');
  };
  await entry(first, 'MP-FIRST');
  await charges.getByText(en.subscriptions.WILL).waitFor();
  await charges.getByRole('button', { name: en.subscriptions.SAVE, exact: true }).click();
  await charges.getByText(filled(en.subscriptions.SAVED_ONE, { count: '1' })).waitFor();
  const sent = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (request.method() === 'POST' && !search.includes('preview')) sent.push(pathname.split('/').at(-1));
  });
  await entry(first, '');
  await entry(second, 'MP-SECOND');
  await charges.getByText(filled(en.subscriptions.CLEARS_ONE, { count: '1' })).waitFor();
  await charges.getByText(filled(en.subscriptions.CREATES, { order: 'MP-SECOND' })).waitFor();
  await charges.getByRole('button', { name: en.subscriptions.SAVE, exact: true }).click();
  await charges.getByText(filled(en.subscriptions.SAVED_OTHER, { count: '2' })).waitFor();
  assert.deepEqual(sent, ['charges:update-purchase-orders']);
  const named = (await saved()).map(({ purchaseOrderReference }) => purchaseOrderReference);
  assert.deepEqual([named.includes('MP-FIRST'), named.includes('MP-SECOND')], [false, true]);
});

test('a number that cannot be is told at its charge, and nothing typed is lost', async (t) => {
  const { charges } = await visit(t, { expected: true });
  const [name] = await nameOfFirst();
  const order = orderOf(charges, name);
  const wrong = 'x'.repeat(300);
  await order.fill(wrong);
  await charges.getByText(en.subscriptions.CANNOT_SAVE).waitFor();
  assert.equal(await order.getAttribute('aria-invalid'), 'true');
  assert.equal(await order.inputValue(), wrong);
  const save = charges.getByRole('button', { name: en.subscriptions.SAVE, exact: true });
  assert.equal(await save.getAttribute('aria-disabled'), 'true');
});

test('the coming invoices tell which purchase order line each will use, and why', async (t) => {
  const { page, preview, told } = await visit(t);
  const rows = preview.getByRole('listitem').filter({ has: page.getByRole('group') });
  await preview.getByRole('list', { name: 'What will be invoiced for it' }).waitFor();
  const all = JSON.parse(await admin.text(`/accounts/${GROUP}/preview`)).invoices;
  const ids = (await saved()).map(({ id }) => id);
  const expected = all.filter(({ charges }) => charges.some((charge) => ids.includes(charge.replace(/^estimate:/, '').replace(/:[\d-]+$/, ''))));
  assert.equal(await preview.locator('.embed-coming').count(), expected.length);
  await preview.locator('summary').first().click();
  await preview.getByText(en.why.CHOSEN, { exact: true }).waitFor();
  await page.evaluate(() => document.addEventListener('tieback-navigate', (event) => event.preventDefault()));
  await preview.getByRole('link').first().click();
  const [{ kind, id }] = await told('tieback-navigate');
  assert.deepEqual([kind, id], ['purchase-order', expected.find(({ purchaseOrderId }) => purchaseOrderId).purchaseOrderId]);
  assert.equal(page.context().pages().length, 1, 'the console has seen to it');
  await page.evaluate(() => { document.querySelector('tieback-preview').purchaseOrder = 'NO-SUCH'; });
  await preview.getByText(en.embed.NONE_COMING).waitFor();
  assert.equal(await rows.count(), 0);
});

test('the picker is a control of the form of the console', async (t) => {
  const { page, picker, sent, complaints } = await visit(t);
  const box = picker.getByRole('combobox', { name: 'Purchase order' });
  await box.waitFor();
  await page.getByLabel('What', { exact: true }).fill('Two licences');
  await page.getByRole('button', { name: 'Send' }).click();
  assert.equal(await sent(), '', 'nothing is sent without a purchase order');
  assert.equal(await page.evaluate(() => document.querySelector('tieback-po-picker').validity.valueMissing), true);
  await box.fill('NO-SUCH');
  await page.getByLabel('What', { exact: true }).focus();
  await picker.getByText(filled(en.embed.PICK_UNKNOWN, { order: 'NO-SUCH' })).waitFor();
  assert.equal(await page.evaluate(() => document.querySelector('#request').checkValidity()), false);
  await box.fill('');
  await picker.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const chosen = await box.inputValue();
  assert.match(chosen, /\S/);
  await page.waitForFunction(() => document.querySelector('#request').checkValidity());
  await page.getByRole('button', { name: 'Send' }).click();
  assert.deepEqual(JSON.parse(await sent()), { what: 'Two licences', purchaseOrder: chosen });
  await page.getByRole('button', { name: 'Reset' }).click();
  assert.equal(await box.inputValue(), '');
  await page.getByText('Purchase order', { exact: true }).click();
  assert.equal(await page.evaluate(() => document.activeElement.localName), 'tieback-po-picker', 'its label leads to it');
  assert.deepEqual(complaints, []);
});

test('a number that nobody has looked up yet is not sent, however quick one is, nor where looking up fails', async (t) => {
  let isHeld = true;
  const { page, picker, sent } = await visit(t, {
    expected: true,
    route: (page) => page.route('**/purchase-orders?*text=*', (route) => (isHeld ? route.abort() : route.continue())),
  });
  const box = picker.getByRole('combobox', { name: 'Purchase order' });
  await box.waitFor();
  const element = (read) => page.evaluate((name) => {
    const { validity, validationMessage } = document.querySelector('tieback-po-picker');
    return { badInput: validity.badInput, validationMessage }[name];
  }, read);
  await page.getByLabel('What', { exact: true }).fill('Two licences');
  await box.fill('NO-SUCH');
  await page.getByRole('button', { name: 'Send' }).click();
  assert.deepEqual([await element('badInput'), await element('validationMessage')], [true, en.embed.PICK_CHECKING]);
  await picker.getByText(filled(en.embed.PICK_UNCHECKED, { order: 'NO-SUCH' })).waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  assert.equal(await sent(), '');

  isHeld = false;
  await box.fill('NO-SUCH-2');
  await picker.getByText(filled(en.embed.PICK_UNKNOWN, { order: 'NO-SUCH-2' })).waitFor();
  assert.equal(await element('badInput'), true);
  // One that there is can be sent.
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.evaluate(() => Object.assign(document.querySelector('tieback-po-picker'), { value: '4500044' }));
  await page.waitForFunction(() => document.querySelector('tieback-po-picker').checkValidity());
});

test('the module comes once, when the first part is in view, its program with each kind, and parts share a session', async (t) => {
  const { page, requests, secrets } = await visit(t, { hidden: true });
  await page.waitForTimeout(300);
  const programs = () => requests.filter((path) => path.endsWith('.wasm')).map((path) => path.split('/').at(-1)).sort();
  assert.deepEqual(programs(), []);
  await page.evaluate(() => document.querySelector('tieback-preview').remove());
  await page.evaluate(() => document.documentElement.hidden = false);
  await page.locator('tieback-charges').getByRole('table').waitFor();
  await page.locator('tieback-po-picker').getByRole('combobox').waitFor();
  await page.waitForTimeout(500);
  assert.deepEqual(programs(), ['charges-picker.wasm', 'charges-preview.wasm', 'charges.wasm', 'picker-preview.wasm', 'picker.wasm', 'shared.wasm', 'widget_bg.wasm'], 'each once, and none of a preview');
  assert.equal(secrets(), 1);
});

test('a token that has ended is renewed without a word', async (t) => {
  const { page, charges, secrets, session } = await visit(t, { expected: true });
  await charges.getByRole('table').waitFor();
  await admin.send('DELETE', `/accounts/${GROUP}/embed-sessions/${(await session()).id}`);
  await page.evaluate(() => document.querySelector('tieback-charges').refresh());
  await waitUntil(() => secrets() === 2);
  await charges.getByRole('table').waitFor();
  await page.waitForTimeout(500);
  assert.equal(await charges.getByText(en.ui.LOADING_FAILED).count(), 0);
});

test('without a network it says so, keeps what is typed, and goes on', async (t) => {
  const { page, charges, context, told } = await visit(t, { expected: true });
  const [name] = await nameOfFirst();
  await orderOf(charges, name).fill('MP-KEPT');
  await context.setOffline(true);
  await page.evaluate(() => document.querySelector('tieback-charges').refresh());
  await charges.getByText(en.server.UNREACHABLE).first().waitFor();
  assert.equal(await orderOf(charges, name).inputValue(), 'MP-KEPT');
  assert.equal((await told('tieback-error')).at(-1).code, 'UNREACHABLE');
  await context.setOffline(false);
  await charges.getByRole('button', { name: en.ui.RETRY }).first().click();
  await charges.getByText(en.ui.LOADING_FAILED).waitFor({ state: 'detached' });
  assert.equal(await orderOf(charges, name).inputValue(), 'MP-KEPT');
});

test('whoever may only look sees the charges, why nothing can be entered, and no field', async (t) => {
  const { session, charges: own } = await visit(t);
  await own.getByRole('table').waitFor();
  const actions = (await session()).actions.filter((action) => action !== 'aws-marketplace:UpdatePurchaseOrders');
  const { charges } = await visit(t, { actions });
  await charges.getByRole('table').waitFor();
  await charges.getByText(en.subscriptions.MAY_NOT_ENTER).waitFor();
  assert.equal(await charges.getByRole('combobox').count(), 0);
  assert.equal(await charges.getByRole('button', { name: en.subscriptions.SAVE, exact: true }).count(), 0);
});

test('a console that cannot open a session, a server of another version, an agreement that is not there', async (t) => {
  const broken = await visit(t, { user: 'nobody@nordwind.example', expected: true });
  await broken.charges.getByText(en.embed.NO_SECRET).first().waitFor();
  assert.equal((await broken.told('tieback-error'))[0].code, 'NO_CLIENT_SECRET');

  const newer = await visit(t, {
    expected: true,
    route: (page) => page.route('**/embed/session', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), apiVersion: 2 } });
    }),
  });
  await newer.charges.getByText(filled(en.embed.OTHER_VERSION, { known: '1', spoken: '2' })).first().waitFor();

  const { page, charges } = await visit(t, { expected: true });
  await page.evaluate(() => { document.querySelector('tieback-charges').agreement = 'agmt-999999'; });
  await charges.getByText(filled(en.embed.UNKNOWN, { agreement: 'agmt-999999' })).waitFor();
});

test('hostile styles of the page do not reach in, and none gets out', async (t) => {
  const { page, charges } = await visit(t);
  const look = () => charges.getByRole('table').evaluate((table) => {
    const { color, fontSize, fontFamily, lineHeight, letterSpacing, textTransform } = getComputedStyle(table);
    return { color, fontSize, fontFamily, lineHeight, letterSpacing, textTransform };
  });
  const outside = () => page.locator('#request').evaluate((form) => getComputedStyle(form.querySelector('input')).cssText + getComputedStyle(document.body).cssText);
  const [before, around] = [await look(), await outside()];
  await page.addStyleTag({ content: '' }).catch(() => {});
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { color: rgb(255, 0, 0) !important; font: italic 40px serif !important; line-height: 5 !important; letter-spacing: 1em !important; text-transform: uppercase !important; --text: red; --accent: red; --surface: red }
      table, input, button, .input, .button, .embed { display: none !important; background: red !important }`);
    document.adoptedStyleSheets = [sheet];
  });
  assert.deepEqual(await look(), before);
  await page.evaluate(() => { document.adoptedStyleSheets = []; });
  assert.equal(await outside(), around);
});

test('the console gives it another look, by properties and parts', async (t) => {
  const { page, charges } = await visit(t);
  await orderOf(charges, (await nameOfFirst())[0]).waitFor();
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('tieback-charges { --tieback-radius: 11px; --tieback-font: serif } tieback-charges::part(button-primary) { text-transform: uppercase }');
    document.adoptedStyleSheets = [sheet];
  });
  const save = charges.getByRole('button', { name: en.subscriptions.SAVE, exact: true });
  assert.deepEqual(await save.evaluate((button) => [getComputedStyle(button).textTransform, getComputedStyle(button).borderRadius, getComputedStyle(button).fontFamily]), ['uppercase', '11px', 'serif']);
});

test('moved, it keeps what is typed; taken out and put back, it begins anew', async (t) => {
  const { page, charges } = await visit(t);
  const [name] = await nameOfFirst();
  await orderOf(charges, name).fill('MP-MOVED');
  await page.evaluate(() => document.querySelector('main').prepend(document.querySelector('tieback-charges')));
  await page.waitForTimeout(200);
  assert.equal(await orderOf(charges, name).inputValue(), 'MP-MOVED');
  assert.equal(await page.evaluate(() => document.querySelector('tieback-charges').unsavedCharges), 1);
  await page.evaluate(async () => {
    const part = document.querySelector('tieback-charges');
    part.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.querySelector('main').prepend(part);
  });
  await waitUntil(async () => (await orderOf(charges, name).count()) === 1 && (await orderOf(charges, name).inputValue()) !== 'MP-MOVED');
  assert.equal(await page.evaluate(() => document.querySelector('tieback-charges').unsavedCharges), 0);
});

test('a second version on the page says so, and the first goes on', async (t) => {
  const other = readFileSync(LOADER, 'utf8').replaceAll('0.1.0', '9.9.9');
  const { page, charges, complaints } = await visit(t, {
    expected: true,
    route: (page) => page.route('**/other/widget.js', (route) => route.fulfill({ contentType: 'text/javascript', body: other })),
  });
  await page.evaluate(() => import('/other/widget.js'));
  assert.ok(complaints.some((complaint) => complaint.includes('9.9.9') && complaint.includes('0.1.0')), complaints.join('\n'));
  await charges.getByRole('table').waitFor();
});

test('German where the console is German', async (t) => {
  const { charges } = await visit(t, { language: 'de' });
  await charges.getByRole('columnheader', { name: german['subscriptions.column_order'] }).waitFor();
  await charges.getByRole('button', { name: german['subscriptions.save'], exact: true }).waitFor();
});

test('axe finds nothing, light and dark, wide and narrow, in either direction', async (t) => {
  const { page, charges, picker, preview } = await visit(t);
  const [name] = await nameOfFirst();
  await preview.getByRole('button', { name: en.embed.WHAT_IF }).first().click();
  const tried = preview.getByRole('group', { name: en.embed.TRIAL });
  await tried.getByRole('combobox').first().fill('MP-TRIED');
  await tried.getByText(en.changes.WILL).waitFor();
  await orderOf(charges, name).fill('MP-AXE');
  await charges.getByText(en.subscriptions.WILL).waitFor();
  await picker.getByRole('combobox').waitFor();
  await page.evaluate((axe) => { (0, eval)(axe); }, AXE).catch(() => page.addInitScript(AXE));
  const faults = [];
  for (const width of [1280, 375]) {
    for (const colorScheme of ['light', 'dark']) {
      for (const direction of ['ltr', 'rtl']) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.evaluate((direction) => { document.dir = direction; }, direction);
        const found = await page.evaluate(async () => {
          const { violations } = await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] });
          const excess = document.documentElement.scrollWidth - document.documentElement.clientWidth;
          return [...violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary}`)), ...(excess > 0 ? [`${excess} px too wide`] : [])];
        });
        faults.push(...found.map((fault) => `${width} ${colorScheme} ${direction}: ${fault}`));
      }
    }
  }
  assert.deepEqual(faults, []);
});
