// Where nothing is yet: each list says what will stand there, and leads to the next step.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { onOneDatabase } from './account.mjs';
import { faults } from './axe.mjs';
import { en, filled } from './catalogue.mjs';
import { Client } from './client.mjs';

const ACCOUNT = '123456789012';
const AT = `/accounts/${ACCOUNT}`;

/** Each list of an account, what it says while it is empty, and where the next step is: at an address, or by a button. */
const LISTS = {
  preview: { title: en.invoices.EMPTY, next: en.invoices.EMPTY_ACCOUNT, path: '/offers' },
  'to-do': { title: en.to_do.NOTHING, next: en.to_do.SHOW_INVOICES, path: '/preview' },
  'purchase-orders': { title: en.orders.EMPTY, next: en.dashboard.ADD, path: '/add-purchase-order' },
  subscriptions: { title: en.subscriptions.EMPTY, next: en.subscriptions.EMPTY_OFFERS, path: '/offers' },
  offers: { title: en.offers.EMPTY, text: filled(en.offers.EMPTY_TEXT, { account: ACCOUNT }) },
  invoices: { title: en.issued.EMPTY, next: en.issued.CLOSE_MONTH, path: '/close' },
  costs: { title: en.costs.EMPTY, next: en.costs.ISSUED, path: '/invoices' },
  'settings/tokens': { title: en.settings_tokens.NONE, button: en.settings_tokens.MAKE },
  'settings/notifications': { title: en.settings_mail.EMPTY, next: en.settings_mail.EMPTY_ORDERS, path: '/purchase-orders?card=no-contacts' },
  'settings/people': { button: en.settings_people.INVITE },
  'settings/policies': { next: en.settings_policies.WRITE, path: '/settings/policies?write=a%20new%20one' },
  scenarios: { title: en.scenarios.LEAD, button: en.scenarios.NEW_EMPTY },
};

onOneDatabase(['--no-scheduler'], (fresh) => {
  test('each list of an account that has nothing yet leads to the next step', async (t) => {
    const ada = await Client.first(fresh, await fresh.server.line(), {
      organisation: { name: 'Analytical Engines', kind: 'organisation', account: { id: ACCOUNT, name: 'Head office' } },
      user: { email: 'ada@example.com', name: 'Ada' },
      password: 'a sentence that nobody guesses',
    });
    const visitor = await fresh.enter(t, ada, '/preview', { account: ACCOUNT });
    const found = [];
    for (const [list, { title, text, next, path, button }] of Object.entries(LISTS)) {
      await visitor.go(`${AT}/${list}`);
      for (const told of [title, text].filter(Boolean)) await visitor.page.getByText(told, { exact: true }).first().waitFor();
      if (button) await visitor.button(button).waitFor();
      if (next) {
        const links = await visitor.link(next).evaluateAll((links) => links.map((link) => link.getAttribute('href')));
        assert.ok(links.includes(`${AT}${path}`), `${list}: ${links}`);
      }
      found.push(...(await faults(visitor, list)));
    }
    assert.deepEqual(found, []);
  });
});
