// Notifications: which events are told to contacts, and the mail that was written.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, onOneDatabase } from './account.mjs';
import { en, filled } from './catalogue.mjs';

const { settings_mail: texts } = en;

onOneDatabase(['--example'], (nordwind) => {
  test('an event is told besides those that always are, once that is saved', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/notifications');
    await ines.page.getByText(texts.ALWAYS_BALANCE).waitFor();
    const event = ines.page.getByLabel(texts.WITHOUT, { exact: true });
    const before = await event.isChecked();
    const save = ines.button(texts.SAVE);
    assert.equal(await save.getAttribute('aria-description'), texts.NOTHING_CHANGED);
    await event.setChecked(!before);
    assert.equal((await chosen(nordwind)).invoiceWithoutPurchaseOrder ?? false, before, 'not before it is saved');
    await save.click();
    await ines.message(texts.SAVED);
    assert.equal((await chosen(nordwind)).invoiceWithoutPurchaseOrder, !before);
    await ines.reload();
    assert.equal(await event.isChecked(), !before);
  });

  test('what is ticked stays while others save', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/settings/notifications');
    const event = ines.page.getByLabel(texts.LIMIT, { exact: true });
    const before = await event.isChecked();
    await event.setChecked(!before);
    const { events } = await (await nordwind.client('ines')).get(`/accounts/${GROUP}/organisation/settings`);
    await (await nordwind.client('ines')).send('PUT', `/accounts/${GROUP}/organisation/settings`, { events: { ...events, outOfBalance: !events.outOfBalance } });
    await ines.page.waitForTimeout(1500);
    assert.equal(await event.isChecked(), !before);
  });

  test('a mail is read with what became of it, and leads to its purchase order', async (t) => {
    const { items } = await (await nordwind.client('ines')).get(`/accounts/${GROUP}/outbox`);
    assert.ok(items.length > 0, 'the example has told contacts something');
    const [mail] = items;
    const ines = await nordwind.enter(t, 'ines', '/settings/notifications?state=pending');
    const row = ines.page.locator('.settings-row').first();
    await row.getByRole('heading', { name: mail.subject, exact: true }).waitFor();
    await row.getByText(texts.WAITING, { exact: true }).waitFor();
    await ines.page.getByText(texts.NO_MAIL_SERVER, { exact: true }).waitFor();
    await row.getByText(mail.recipient, { exact: true }).waitFor();
    const text = row.locator('pre');
    assert.equal(await text.isVisible(), false);
    await row.getByText(texts.SHOW_TEXT).click();
    assert.equal((await text.innerText()).trim(), mail.text.trim());
    await ines.press(texts.RETRY, row);
    await ines.message(texts.RETRIED);
    await ines.settled();
    assert.equal(await text.isVisible(), true, 'what is read stays in view');

    await ines.page.getByLabel(texts.FILTER_STATE).selectOption('sent');
    await ines.page.getByText(en.ui.NO_MATCHES, { exact: true }).waitFor();
    await ines.press(en.ui.CLEAR_FILTER);
    await row.getByRole('link', { name: filled(texts.ABOUT, { order: mail.purchaseOrder }) }).click();
    await ines.arrives(mail.purchaseOrder);
  });

  test('the mail about one purchase order is found among all, in the outbox and on its own page', async (t) => {
    const client = await nordwind.client('ines');
    const all = (await client.get(`/accounts/${GROUP}/outbox?limit=100`)).items;
    const order = '4500044';
    const own = all.filter(({ purchaseOrder }) => purchaseOrder === order);
    assert.ok(own.length > 0 && own.length < all.length, 'the example has told contacts of several');
    const ines = await nordwind.enter(t, 'ines', `/purchase-orders/${order}?view=contacts`);
    const told = ines.page.getByRole('region', { name: en.contacts.SENT }).locator('tbody tr');
    await told.first().waitFor();
    assert.deepEqual(await told.getByRole('rowheader').allInnerTexts(), own.map(({ subject }) => subject));
    await ines.link(en.contacts.READ_THEM).click();
    await ines.arrives(en.settings.NOTIFICATIONS);
    assert.equal(await ines.page.getByLabel(texts.FILTER_ORDER).inputValue(), order);
    const subjects = () => ines.page.locator('.settings-row-name').allInnerTexts();
    assert.deepEqual(await subjects(), own.map(({ subject }) => subject));
    await ines.page.getByLabel(texts.FILTER_ORDER).fill('NOBODY-1');
    await ines.page.keyboard.press('Enter');
    await ines.page.getByText(en.ui.NO_MATCHES, { exact: true }).waitFor();
    await ines.press(en.ui.CLEAR_FILTER);
    await ines.settled();
    assert.equal((await subjects()).length, Math.min(all.length, 50));
  });
});

/** Which events are told, as it is kept. */
async function chosen(organisation) {
  return (await (await organisation.client('ines')).get(`/accounts/${GROUP}/organisation/settings`)).events ?? {};
}
