// Policies: reading and writing them, what is wrong with one and where, and who can do something.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, onOneDatabase, refusedWith } from './account.mjs';
import { en, filled, pattern } from './catalogue.mjs';
import { tabTo } from './keys.mjs';

const { settings, settings_actions: actions, settings_people: people, settings_policies: texts, you } = en;

/** Allows whoever has the policy to do something. */
const allows = (id, action) => `permit (\n    principal in Tieback::Policy::"${id}",\n    action == Tieback::Action::"${action}",\n    resource\n);\n`;

onOneDatabase(['--example'], (nordwind) => {
  test('every managed policy is told in sentences, with its text', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/policies');
    for (const name of [you.POLICY_VIEWER, you.POLICY_ORDERS, you.POLICY_BUYER, you.POLICY_ORGANISATION, you.POLICY_FULL]) {
      await row(ines, name).getByText(texts.MANAGED, { exact: true }).waitFor();
      assert.ok((await row(ines, name).locator('.settings-list li').count()) > 0, name);
    }
    await row(ines, you.POLICY_VIEWER).getByText(filled(texts.ATTACHED_TO_ONE, { names: 'Thomas Okafor' })).waitFor();
    await row(ines, you.POLICY_FULL).getByText(filled(texts.SHOW_TEXT, { policy: you.POLICY_FULL })).click();
    await row(ines, you.POLICY_FULL).getByText('permit (principal in Tieback::Policy::"FullAccess"').waitFor();
    assert.equal(await ines.link(filled(texts.EDIT_OF, { policy: 'FullAccess' })).count(), 0);
  });

  test('a policy with a fault is told its place, then stored, attached, and seen in who can do it', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/policies');
    await ines.link(texts.WRITE).click();
    const id = ines.page.getByLabel(texts.ID, { exact: true });
    const text = ines.page.getByLabel(texts.POLICY_TEXT);
    const store = ines.button(texts.STORE);
    await ines.page.getByText(texts.IN_ORDER).first().waitFor();
    assert.equal(await store.getAttribute('aria-description'), texts.NAME_FIRST);
    await id.fill('mail-reader');
    assert.match(await text.inputValue(), /Tieback::Policy::"mail-reader"/, 'it begins as one for whom it is attached to');

    const wrong = allows('mail-reader', 'organizations:ReadOutbox').replace('action ==', 'action =');
    await text.fill(wrong);
    const place = ines.button(pattern(texts.PLACE));
    await place.waitFor();
    assert.match(await place.innerText(), pattern(texts.PLACE, { line: '3' }));
    assert.equal(await text.getAttribute('aria-invalid'), 'true');
    assert.equal(await store.getAttribute('aria-description'), texts.CORRECT_FIRST);
    assert.equal(await text.inputValue(), wrong, 'nothing typed is lost');
    await ines.reload();
    assert.equal(await text.inputValue(), wrong, 'it is kept until it is stored');
    assert.equal(await id.inputValue(), 'mail-reader');

    await text.fill(allows('mail-reader', 'organizations:ReadOutbox'));
    await ines.page.getByText(texts.IN_ORDER).first().waitFor();
    await ines.page.locator('.settings-check li').filter({ hasText: actions.READ_OUTBOX }).waitFor();
    await store.click();
    await ines.message(texts.STORED);
    await row(ines, 'mail-reader').getByText(texts.OWN, { exact: true }).waitFor();
    await row(ines, 'mail-reader').getByText(texts.ATTACHED_NONE).waitFor();

    await ines.link(settings.PEOPLE).click();
    await ines.press(filled(people.CHANGE_OF, { name: 'Thomas Okafor' }));
    await ines.dialog.getByLabel('mail-reader').check();
    await ines.press(settings.SAVE, ines.dialog);
    await ines.message(people.CHANGED);

    await ines.link(settings.ACCESS).click();
    await ines.page.getByLabel(texts.ACTION, { exact: true }).selectOption('organizations:ReadOutbox');
    await ines.press(texts.ASK);
    const thomas = await verdict(ines, 'Thomas Okafor');
    assert.equal(thomas[1], texts.YES);
    assert.match(thomas[2], /mail-reader/);
    const marek = await verdict(ines, 'Marek Duda');
    assert.equal(marek[1], texts.NO);
    assert.match(marek[3], /`organizations:ReadOutbox`/);
    assert.match(ines.address, /\/settings\/access\?action=organizations%3AReadOutbox/);

    await ines.link(settings.POLICIES).click();
    const remove = ines.button(filled(texts.DELETE_OF, { policy: 'mail-reader' }));
    await remove.waitFor();
    await row(ines, 'mail-reader').getByText(filled(texts.ATTACHED_TO_ONE, { names: 'Thomas Okafor' })).waitFor();
    assert.equal(await remove.getAttribute('aria-description'), filled(texts.DELETE_ATTACHED, { names: 'Thomas Okafor' }));
  });

  test('who can do something to a purchase order is asked, and one that is not there is told at its field', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/access?action=purchase-orders:UpdatePurchaseOrder', { expected: refusedWith(422) });
    assert.equal((await verdict(ines, 'Marek Duda'))[1], texts.YES);
    assert.equal((await verdict(ines, 'Thomas Okafor'))[1], texts.NO);
    await ines.page.getByLabel(texts.ORDER).fill('NOWHERE-1');
    await ines.press(texts.ASK);
    await ines.page.locator('.field-error').filter({ hasText: 'NOWHERE-1' }).waitFor();
    assert.equal(await ines.page.getByLabel(texts.ORDER).inputValue(), 'NOWHERE-1');
    await ines.page.getByLabel(texts.ORDER).fill('4500044');
    await ines.page.keyboard.press('Enter');
    assert.equal((await verdict(ines, 'Ines Albrecht'))[1], texts.YES);
  });

  test('who writes while another stores is shown both, and loses nothing', async (t) => {
    const client = await nordwind.client('ines');
    await put(nordwind, client, 'shared', allows('shared', 'invoicing:GetInvoice'));
    const ines = await nordwind.enter(t, 'ines', '/settings/policies', { expected: refusedWith(409) });
    await ines.link(filled(texts.EDIT_OF, { policy: 'shared' })).click();
    const text = ines.page.getByLabel(texts.POLICY_TEXT);
    const mine = allows('shared', 'invoicing:ListInvoices');
    await text.fill(mine);
    await ines.page.locator('.settings-check li').filter({ hasText: actions.LIST_INVOICES }).waitFor();
    await put(nordwind, client, 'shared', allows('shared', 'invoicing:GetInvoicePDF'), 1);
    await ines.press(texts.STORE);
    await ines.page.getByText(texts.OVERTAKEN_TEXT).waitFor();
    await ines.page.locator('pre').filter({ hasText: 'invoicing:GetInvoicePDF' }).waitFor();
    assert.equal(await text.inputValue(), mine);
    assert.equal(await ines.button(texts.STORE).getAttribute('aria-description'), texts.DECIDE);
    await ines.press(texts.KEEP_MINE);
    await ines.press(texts.STORE);
    await ines.message(texts.STORED);
    const stored = await client.get(`/accounts/${GROUP}/policies/shared`);
    assert.deepEqual([stored.version, stored.text], [3, mine]);

    await ines.press(filled(texts.DELETE_OF, { policy: 'shared' }));
    await ines.press(texts.DELETE, ines.dialog);
    await ines.message(texts.DELETED);
    await row(ines, 'shared').waitFor({ state: 'detached' });
  });

  test('a policy is written without a mouse, and the place of a fault is gone to', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/policies');
    const { keyboard } = ines.page;
    await tabTo(ines, texts.WRITE);
    await keyboard.press('Enter');
    await ines.page.getByLabel(texts.ID, { exact: true }).waitFor();
    await tabTo(ines, texts.ID);
    await keyboard.type('by-keys');
    await tabTo(ines, texts.POLICY_TEXT);
    await keyboard.press('Control+A');
    await keyboard.insertText(allows('by-keys', 'invoicing:ListInvoices').replace('action ==', 'action ='));
    const place = ines.button(pattern(texts.PLACE)).first();
    await place.waitFor();
    const [, line, column] = (await place.innerText()).match(pattern(texts.PLACE));
    await tabTo(ines, await place.innerText());
    await keyboard.press('Enter');
    const caret = await ines.page.getByLabel(texts.POLICY_TEXT).evaluate((area) => {
      const before = area.value.slice(0, area.selectionStart).split('\n');
      return { isHere: document.activeElement === area, line: before.length, column: before.at(-1).length + 1 };
    });
    assert.deepEqual(caret, { isHere: true, line: Number(line), column: Number(column) });
    await keyboard.press('Control+A');
    await keyboard.insertText(allows('by-keys', 'invoicing:ListInvoices'));
    await ines.page.getByText(texts.IN_ORDER).first().waitFor();
    await tabTo(ines, texts.STORE);
    await keyboard.press('Enter');
    await ines.message(texts.STORED);
    await row(ines, 'by-keys').waitFor();
    assert.notEqual(await ines.page.evaluate(() => document.activeElement.tagName), 'BODY');
  });
});

const row = (visitor, name) =>
  visitor.page.locator('.settings-row').filter({ has: visitor.page.getByRole('heading', { name, exact: true }) });

/** What is told of somebody, cell by cell. */
async function verdict(visitor, name) {
  const table = visitor.page.getByRole('region', { name: texts.ANSWER });
  const found = table.getByRole('row').filter({ has: visitor.page.getByRole('rowheader', { name }) });
  await found.waitFor();
  return found.locator('> *').allInnerTexts();
}

/** Stores a policy, a new one or the next version. */
async function put(organisation, client, id, text, version) {
  const headers = { 'X-Tieback-Client': 'tests', 'Content-Type': 'application/json', Cookie: client.cookie };
  if (version) headers['If-Match'] = `"${version}"`;
  const url = organisation.address(`api/v1/accounts/${GROUP}/policies/${id}`);
  const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ text }) });
  assert.ok(response.ok, `${response.status} ${await response.text()}`);
}
