// The pages of an account in German, to the last word, and no wider than the window: German words are
// longer. What the engine, the records and the policies say is German too.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, RESEARCH, onOneDatabase } from './account.mjs';
import { englishOnly, filled, german, told } from './catalogue.mjs';

const GERMAN = { locale: 'de-DE' };
const WIDTHS = [1280, 375];

/** What the example calls its things is English whoever looks at it, and so is the mail that is written. */
const NAMES = new Set(['Group', 'Research', 'Retail', 'Cloud usage']);
const MAIL = /^Purchase order .+(: line \S+ is| expires in) /;

onOneDatabase(['--example'], (nordwind) => {
  test('everything that somebody with every right finds', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', GERMAN);
    const found = await faulty(ines, 'the preview');
    const pages = {
      'to-do': 'to_do.title',
      'purchase-orders': 'orders.title',
      'purchase-orders/EU-2340': null,
      'purchase-orders/EU-2340?view=invoices': null,
      'purchase-orders/EU-2340?view=contacts': null,
      'purchase-orders/EU-2340?view=history': null,
      'add-purchase-order': 'add_order.title',
      'import-purchase-orders': 'import_orders.title',
      subscriptions: 'subscriptions.title',
      'subscriptions/agmt-000003': null,
      offers: 'offers.title',
      invoices: 'issued.title',
      close: null,
      costs: 'costs.title',
      'costs?from=2026-09&to=2026-01': 'costs.title',
      'costs?from=2001-01&to=2001-12': 'costs.title',
      settings: 'settings.integration',
      'settings/people': 'settings.people',
      'settings/policies': 'settings.policies',
      'settings/access?action=organizations:ReadOutbox': 'settings.access',
      'settings/tokens': 'settings.tokens',
      'settings/notifications': 'settings.notifications',
      'settings/sellers': 'settings.sellers',
      'settings/organisation': 'settings.organisation',
      scenarios: 'scenarios.title',
      print: 'print.title',
    };
    for (const [path, title] of Object.entries(pages)) {
      await ines.go(`/accounts/${GROUP}/${path}`);
      if (title) await ines.isAt(german[title]);
      found.push(...(await faulty(ines, path)));
    }
    await ines.go('/you');
    found.push(...(await faulty(ines, 'oneself')));
    assert.deepEqual(found, []);
  });

  test('signing in, with what the people of the example may do', async (t) => {
    const nobody = await nordwind.browserPage(t, GERMAN);
    await nobody.go('/');
    await nobody.isAt(german['sign_in.title']);
    const titles = nobody.page.locator('.person-title');
    await titles.first().waitFor();
    const buyer = filled(german['sign_in.role_in'], { role: german['you.policy_buyer'], accounts: 'Research' });
    assert.ok((await titles.allInnerTexts()).includes(buyer), `${await titles.allInnerTexts()}`);
    assert.deepEqual(await faulty(nobody, 'signing in'), []);
  });

  test('what the engine finds wrong, what a policy refuses and what it says are told in German', async (t) => {
    const thomas = await nordwind.enter(t, 'thomas', '/purchase-orders', GERMAN);
    const add = await thomas.button(german['dashboard.add']).getAttribute('aria-description');
    assert.match(add, /^keine Ihrer Richtlinien erlaubt `purchase-orders:AddPurchaseOrder`: .* oder `FullAccess`$/);
    const ines = await nordwind.enter(t, 'ines', '/add-purchase-order', GERMAN);
    const told = (key, values) => ines.page.locator('.field-error').filter({ hasText: filled(german[`engine.${key}`], values) }).first().waitFor();
    const id = ines.page.getByLabel(german['orders.field_id']);
    await id.fill('NR#1');
    await ines.press(german['add_order.next_lines']);
    await told('characters', { wrong: '#' });
    await id.fill('4500044');
    await told('order_there', { id: '4500044' });

    await ines.go(`/accounts/${GROUP}/settings/people`);
    await ines.press(german['settings_people.invite']);
    await ines.dialog.getByText(german['settings_policies.for_buyer'], { exact: true }).waitFor();
    await ines.go(`/accounts/${GROUP}/settings/policies`);
    await ines.page.getByText('Erlaubt allen mit der Richtlinie `FullAccess`: jede Aktion.', { exact: true }).waitFor();
    await ines.go(`/accounts/${GROUP}/settings/access?action=purchase-orders:AddPurchaseOrder`);
    await ines.page.getByText(/^Keine Richtlinie von `[^`]+` erlaubt `purchase-orders:AddPurchaseOrder`: geben Sie der Person /).first().waitFor();
    const aiko = await nordwind.enter(t, 'aiko', '/subscriptions/agmt-000013', { ...GERMAN, account: RESEARCH });
    await aiko.page.getByText(/Welche Bestellungen es gibt.*nur das Verwaltungskonto der Organisation darf das/).waitFor();
    await aiko.page.getByRole('combobox').first().waitFor();
    assert.deepEqual(await faulty(aiko, 'a subscription of a member'), []);
    await aiko.go(`/accounts/${RESEARCH}/settings`);
    assert.deepEqual(await faulty(aiko, 'the integration of a member'), []);
  });
});

/** What is English on a page, or wider than the window, each with the state that the page is in. */
async function faulty(visitor, state) {
  const { page } = visitor;
  const found = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    await visitor.settled();
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (excess > 0) found.push(`${state}, ${width} px: ${excess} px too wide`);
  }
  await page.setViewportSize({ width: WIDTHS[0], height: 800 });
  const texts = (await told(visitor)).filter((text) => !NAMES.has(text) && !MAIL.test(text));
  found.push(...texts.flatMap((text) => englishOnly.filter(({ pattern }) => pattern.test(text)).map(({ key }) => `${state}: ${key}: ${text}`)));
  return found;
}
