// The console of plain HTML in front of a server with the example, for tests of the parts in it.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { launch, open } from '../browser/chromium.mjs';
import { serve as serveConsole } from '../../examples/console-backend/backend.mjs';
import { en, filled } from './catalogue.mjs';
import { Client, GROUP } from './client.mjs';
import { serve } from './server.mjs';

/** The agreement whose charges the console shows. */
export const AGREEMENT = 'agmt-000001';

/** A page that is left stops asking. */
const LEFT = /\/api\/v1\/\S+: net::ERR_ABORTED$/;

const CONSOLE = new URL('../../examples/console-html/console', import.meta.url).pathname;

/** Starts what the tests of a file need; it is there when they run. */
export function embedded() {
  let server, browser, token;
  const site = { address: (path = '/') => new URL(path.replace(/^\//, ''), server.address).href };
  const admin = new Client(site, '');
  before(async () => {
    [server, browser] = await Promise.all([serve('--example'), launch()]);
    admin.cookie = (await Client.of(site, 'ines')).cookie;
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** A visit to the console as somebody whom its backend knows. */
  async function visit(t, { user = 'ines@nordwind.example', actions, language, hidden = false, expected = false, directory = CONSOLE, route, ...options } = {}) {
    token ??= (await admin.send('POST', `/accounts/${GROUP}/tokens`, { name: 'Console', scope: ['organizations:ManageEmbedSessions'] })).secret;
    const host = await serveConsole({ tieback: new URL(server.address).origin, token, account: GROUP, user, actions, directory, port: 0 });
    const { page, complaints, requests } = await open(t, browser, { locale: 'en-GB', ...options });
    // After the page is closed: it may still be about to ask.
    t.after(() => { host.close(); host.closeAllConnections(); });
    // Before anything of the page runs. (A page that the test itself answers may not ask this machine.)
    await page.addInitScript(({ language, hidden }) => {
      new MutationObserver((_, observer) => {
        if (language) document.documentElement.lang = language;
        document.documentElement.hidden = hidden;
        observer.disconnect();
      }).observe(document, { childList: true });
    }, { language, hidden });
    page.setDefaultTimeout(90_000);
    await route?.(page);
    await page.goto(`http://127.0.0.1:${host.address().port}/`);
    if (!expected) t.after(() => assert.deepEqual(complaints.filter((complaint) => !LEFT.test(complaint)), []));
    const told = async (name) => (await page.locator('#log li').allInnerTexts()).filter((text) => text.startsWith(name)).map((text) => JSON.parse(text.slice(name.length + 2)));
    return {
      page,
      complaints,
      requests,
      told,
      context: page.context(),
      charges: page.locator('tieback-charges'),
      picker: page.locator('tieback-po-picker'),
      preview: page.locator('tieback-preview').first(),
      session: async () => (await admin.get(`/accounts/${GROUP}/embed-sessions`)).items[0],
      sent: () => page.locator('#sent').innerText(),
      secrets: () => requests.filter((path) => path === '/embed-session').length,
    };
  }

  /** The charges of the agreement as the server has them. */
  const saved = async () => (await admin.get(`/accounts/${GROUP}/agreements/${AGREEMENT}/charges?limit=100`)).items;

  /** Those that a purchase order can be set on, by their names. */
  const nameOfFirst = async () => (await saved()).filter(({ state }) => state === 'future').map(({ description, id }) => description || id);

  return { admin, visit, saved, nameOfFirst };
}

/** Where the purchase order of a charge is entered. */
export const orderOf = (charges, name) => charges.getByRole('combobox', { name: filled(en.subscriptions.ORDER_OF, { charge: name }) }).first();

export async function waitUntil(holds) {
  for (let n = 0; n < 600; n += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`not so after a minute: ${holds}`);
}
