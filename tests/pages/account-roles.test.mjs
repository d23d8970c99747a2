// What a role may not see or do is told, and by whom it could be changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, RESEARCH, agrees, onEachDatabase, refusedWith, save, setAmount, setReference, suspend } from './account.mjs';
import { en, filled, pattern } from './catalogue.mjs';

const { account, frame, invoices, issued } = en;
const STRANGE = '999999999999';

/** The condition of a policy for the purchase orders of one team. */
const ON_PLATFORM = 'when { resource.hasTag("team") && resource.getTag("team") == "platform" }';

onEachDatabase(['--example'], (nordwind) => {
  test('who may only look sees the preview, tries edits, and is told before saving whom to ask', async (t) => {
    const thomas = await nordwind.enter(t, 'thomas');
    await agrees(thomas, nordwind);
    const before = await nordwind.preview();
    await suspend(thomas, '4500044');
    await thomas.open(frame.NAV_INVOICES);
    assert.ok((await thomas.changes()).length > 0);

    const button = thomas.button(en.save.REVIEW);
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    assert.match(await button.getAttribute('aria-description'), /ask an administrator .*`PurchaseOrderAdministrator`/);
    await button.focus();
    await thomas.page.keyboard.press('Enter');
    assert.equal(await thomas.dialog.count(), 0);
    await thomas.hasEdits(1);
    assert.equal(await nordwind.preview(), before);
  });

  test('who is given a policy may do what it allows without loading the page anew', async (t) => {
    const ines = await nordwind.client('ines');
    const thomas = await nordwind.enter(t, 'thomas', '/purchase-orders/BUDGET%202');
    await suspend(thomas, 'BUDGET 2');
    const button = thomas.button(en.save.REVIEW);
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await grant(ines, ['PurchaseOrderViewer', 'PurchaseOrderAdministrator']);
    await thomas.page.waitForFunction(
      (name) => [...document.querySelectorAll('button')].some((button) => button.innerText === name && !button.ariaDisabled),
      en.save.REVIEW,
    );
    await grant(ines, ['PurchaseOrderViewer']);
    await thomas.press(frame.DISCARD);
  });

  test('who may change the purchase orders of one tag saves them, and is told of others before', async (t) => {
    const ines = await nordwind.client('ines');
    t.after(() => grant(ines, ['PurchaseOrderViewer']));
    await attach(ines, 'platform', `permit (principal in Tieback::Policy::"platform",
      action == Tieback::Action::"purchase-orders:UpdatePurchaseOrder", resource) ${ON_PLATFORM};`, ['PurchaseOrderViewer', 'platform']);
    await ines.send('PATCH', `/accounts/${GROUP}/purchase-orders/SMALL-1`, { tags: { team: 'platform' } });
    const thomas = await nordwind.enter(t, 'thomas', '/preview', { expected: refusedWith(403) });
    await setAmount(thomas, 'SMALL-1', '4,500');
    await save(thomas);
    assert.equal(await nordwind.amount('SMALL-1'), '4500');

    await setAmount(thomas, 'EU-2340', '4,500');
    await thomas.press(en.save.REVIEW);
    await thomas.dialog.getByRole('heading', { name: en.save.CANNOT }).waitFor();
    assert.match(await thomas.dialog.getByRole('alert').innerText(), /no policy of yours allows/);
  });

  test('who may not see every purchase order has the account without the preview', async (t) => {
    const ines = await nordwind.client('ines');
    t.after(() => grant(ines, ['PurchaseOrderViewer']));
    await attach(ines, 'some', `permit (principal in Tieback::Policy::"some",
      action in [Tieback::Action::"purchase-orders:ListPurchaseOrders", Tieback::Action::"invoicing:ListInvoices"], resource);
      permit (principal in Tieback::Policy::"some",
      action == Tieback::Action::"purchase-orders:GetPurchaseOrder", resource) ${ON_PLATFORM};`, ['some']);
    const thomas = await nordwind.enter(t, 'thomas', '/preview', { expected: refusedWith(403) });
    await thomas.isAt(filled(account.HIDDEN, { account: 'Group' }));
    await thomas.open(account.NAV_ISSUED);
    await thomas.arrives(issued.TITLE);
    await thomas.page.locator('tbody tr').first().waitFor();
  });

  test('who may only look finds no way to close a month, and is told why at its address', async (t) => {
    const thomas = await nordwind.enter(t, 'thomas', '/invoices');
    await thomas.page.locator('tbody tr').first().waitFor();
    assert.equal(await thomas.link(issued.CLOSE_MONTH).count(), 0);
    await thomas.go(`/accounts/${GROUP}/close`);
    await thomas.page.getByText(issued.MAY_NOT, { exact: true }).waitFor();
    await thomas.page.getByText(/ask an administrator/).waitFor();
  });

  test('a purchase order administrator is told whom to ask before naming one on a charge', async (t) => {
    const [charge] = (await nordwind.expectedOn('RES-DATA')).map(({ id }) => id);
    const marek = await nordwind.enter(t, 'marek', `/preview?invoice=${encodeURIComponent(charge)}`, { expected: refusedWith(403) });
    await marek.press(en.why.EDIT_CHARGE, marek.panel);
    await marek.panel.getByText(pattern(en.orders.ONLY_TRIED)).waitFor();
    await marek.press(en.why.EDIT_CHARGE, marek.panel);
    await setReference(marek, 'SMALL-1');
    await marek.press(en.save.REVIEW);
    await marek.dialog.getByRole('heading', { name: en.save.CANNOT }).waitFor();
    assert.match(await marek.dialog.getByRole('alert').innerText(), /ask an administrator .*`MarketplaceBuyer`/);
  });

  test('a buyer of a member account is told where the purchase orders are kept', async (t) => {
    const aiko = await nordwind.enter(t, 'aiko', '/preview', { account: RESEARCH });
    await aiko.isAt(filled(account.MEMBER, { management: 'Group' }));
    await aiko.page.getByText(account.MEMBER_HAS_NOT).waitFor();
    assert.equal(await aiko.link(frame.NAV_ORDERS).count(), 0);
    await aiko.go(`/accounts/${RESEARCH}/invoices`);
    await aiko.isAt(issued.TITLE);
    await aiko.page.getByText(issued.MAY_NOT_SEE, { exact: true }).waitFor();
    await aiko.page.getByText(/ask an administrator/).waitFor();
  });

  test('an account in which one has no role is explained, and so is one that there is not', async (t) => {
    const aiko = await nordwind.enter(t, 'aiko', '/preview', { account: RESEARCH });
    for (const id of [GROUP, STRANGE]) {
      await aiko.go(`/accounts/${id}/preview`);
      await aiko.isAt(filled(account.NO_SUCH, { account: id }));
      await aiko.page.getByText(account.NO_SUCH_TEXT).waitFor();
    }
    await aiko.press(account.ACCOUNTS);
    await aiko.page.getByRole('menuitem', { name: pattern('Research', {}, { whole: false }) }).click();
    await aiko.arrives(filled(account.MEMBER, { management: 'Group' }));
  });

  test('the switcher goes from the management account to a member and back', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    await ines.press('Group');
    const items = ines.page.getByRole('menuitem');
    await items.first().waitFor();
    assert.deepEqual(await items.allInnerTexts(), ['Group · Nordwind Group', 'Research · Nordwind Group', 'Retail · Nordwind Group', account.FILES]);
    await items.filter({ hasText: 'Research' }).click();
    await ines.arrives(filled(account.MEMBER, { management: 'Group' }));
    await ines.page.getByText(account.MEMBER_HAS, { exact: true }).waitFor();
    await ines.open(account.NAV_ISSUED);
    await ines.arrives(issued.TITLE);
    await ines.page.locator('tbody tr').first().waitFor();

    await ines.pick('Research', /^Group/);
    await ines.arrives(invoices.TITLE);
    assert.equal(ines.address, `/accounts/${GROUP}/preview`);
    await agrees(ines, nordwind);
    await ines.go('/');
    await ines.arrives(invoices.TITLE);
    assert.equal(ines.address, `/accounts/${GROUP}/preview`, 'home is where one was last');
  });
});

/** Gives the one who only looks these policies and no others. */
const grant = (client, policies) => client.send('PUT', `/accounts/${GROUP}/people/u-thomas/grants/${GROUP}`, { policies });

/** Writes a policy, and gives it to the one who only looks among others. */
async function attach(client, id, text, policies) {
  await client.send('PUT', `/accounts/${GROUP}/policies/${id}`, { text });
  await grant(client, policies);
}
